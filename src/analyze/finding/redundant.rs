//! `redundant-condition`: parts of conditions that can be dropped without changing for whom they are true.
//!
//! ```text
//! visits >= 6 and visits >= 2          `visits >= 6` already says `visits >= 2`
//! visits >= 0 and vip                  `visits >= 0` is always true
//! visits >= 6 or visits >= 2           `visits >= 2` already takes in `visits >= 6`
//! ```
//!
//! Whoever asks whether something is known says so on purpose, also where it follows; and what follows only from points, a
//! stage or a list is a second lock, and meant. Dropping a part moves a condition in one direction only, up from `and` and
//! down from `or`, the other way round under `not`, so that one search is enough.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use super::{
    Ground,
    part::{self, Part, Reads},
};
use crate::{
    analyze::{Goal, Matter, Wanted, space::question_in_full},
    base::{Applicability, Diagnostic, Edit, Span, code},
    model::{Condition, ListBody, Operand, Question, RuleBody, RuleId, Test},
    plan::{ListStep, Logic, RuleBodyStep},
    value::{Bound, Interval},
};

/// Conditions with more parts than this are left alone.
const MOST_PARTS: usize = 24;

pub(super) fn redundant(ground: &Ground<'_>, idle: &BTreeSet<RuleId>, out: &mut Vec<Diagnostic>) {
    let (model, plan) = (ground.model(), ground.plan);
    let mut look = Look { ground, known: RefCell::default(), written: "", out };
    for (id, rule) in model.rules.iter() {
        if let RuleBody::When { condition: Some(condition), .. } = &rule.body
            && let Some(RuleBodyStep::When { condition: Some(logic), .. }) = plan.rule(id).map(|step| &step.body)
            && let Some(span) = rule.span
            && !idle.contains(&id)
            && rule.until.is_none_or(|until| ground.as_of.date <= until)
        {
            look.written = &rule.text;
            look.whole(span, &Part::new(condition, logic));
        }
    }
    for (id, stage) in model.stages.iter() {
        let steps = plan.stage(id).map(|step| step.arms.as_slice()).unwrap_or_default();
        for (arm, (_, logic)) in stage.arms.iter().zip(steps) {
            if let Some(span) = arm.span {
                look.written = &arm.text;
                look.unless_idle(span, &Part::new(&arm.condition, logic));
            }
        }
    }
    for (id, list) in model.lists.iter() {
        if let (ListBody::When { condition, except }, Some(ListStep::When { condition: logic, except: except_logic })) =
            (&list.body, plan.list(id))
            && let Some(span) = list.span
        {
            look.written = "";
            look.unless_idle(span, &Part::new(condition, logic));
            if let (Some(except), Some(logic)) = (except, except_logic) {
                look.unless_idle(span, &Part::new(except, logic));
            }
        }
    }
}

struct Look<'g, 'p> {
    ground: &'g Ground<'p>,
    /// What is never true, and what is always.
    known: RefCell<HashMap<(Logic, bool), bool>>,
    /// The text around the condition, in canonical form, where that is kept.
    written: &'g str,
    out: &'g mut Vec<Diagnostic>,
}

/// Why a part can go.
enum Why {
    /// It is true of all, in an `and`; of none, in an `or`.
    Constant,
    /// By this other part alone.
    By(String),
    /// By the others together.
    ByRest,
}

impl Look<'_, '_> {
    /// A condition that might do the same for everybody, which is told elsewhere.
    fn unless_idle(&mut self, span: Span, of: &Part<'_>) {
        if matches!(of.condition, Condition::All(_) | Condition::Any(_) | Condition::Not(_))
            && !self.is_constant(of.logic, true)
            && !self.is_constant(of.logic, false)
        {
            self.whole(span, of);
        }
    }

    /// A condition that is true of some and not of others.
    fn whole(&mut self, span: Span, of: &Part<'_>) {
        let all = matches!(of.condition, Condition::All(_));
        let left = match of.condition {
            Condition::All(_) | Condition::Any(_) => self.siblings(span, of, all),
            _ => of.inner(),
        };
        if of.reads(self.ground).results || leaves(of.condition) > MOST_PARTS {
            return;
        }
        let logics: Vec<Logic> = left.iter().map(|part| part.logic.clone()).collect();
        let is_negation = matches!(of.condition, Condition::Not(_));
        let whole = |logics: Vec<Logic>| match is_negation {
            true => Logic::Not(Box::new(Logic::All(logics))),
            false if all => Logic::All(logics),
            false => Logic::Any(logics),
        };
        for (at, part) in left.iter().enumerate() {
            let around = |logic: Logic| whole(put(&logics, at, logic));
            // What is left after that has to be looked at anew.
            if self.deeper(span, part, &whole(logics.clone()), &around, is_negation) {
                return;
            }
        }
    }

    /// The parts of the outermost `and` or `or`: each is held against those that are left, negations first, which are
    /// harder to read. Gives those that are left in the end.
    fn siblings<'m>(&mut self, span: Span, of: &Part<'m>, all: bool) -> Vec<Part<'m>> {
        let mut left: Vec<(usize, Part<'m>)> = of.inner().into_iter().enumerate().collect();
        if left.len() > MOST_PARTS {
            return of.inner();
        }
        let mut order: Vec<usize> = (0..left.len()).rev().collect();
        let negations: BTreeSet<usize> =
            left.iter().filter(|(_, part)| matches!(part.condition, Condition::Not(_))).map(|(at, _)| *at).collect();
        order.sort_by_key(|at| !negations.contains(at));
        for place in order {
            let parts: Vec<Part<'m>> = left.iter().map(|(_, part)| part.clone()).collect();
            let Some((at, part)) =
                left.iter().position(|(of, _)| *of == place).and_then(|at| Some((at, parts.get(at)?)))
            else {
                continue;
            };
            let mut others = parts.clone();
            others.remove(at);
            if let Some(why) = self.why(part, &others, all) {
                let found = self.found(span, part, &why, all);
                let found = self.shown(self.fixed(found, &parts, at, all), of.logic, part.logic);
                self.out.push(found);
                left.remove(at);
            }
        }
        left.into_iter().map(|(_, part)| part).collect()
    }

    fn why(&self, part: &Part<'_>, others: &[Part<'_>], all: bool) -> Option<Why> {
        if matches!(part.condition, Condition::Constant(_)) {
            return None;
        }
        if part.is_guard() {
            // That there was an event at all is said on purpose, but not beside the same with another window.
            let (is_any, near) = (self.asked_of_events(part)?, others.iter());
            let mut near = near.filter(|other| self.asked_of_events(other) == Some(is_any));
            let other = near.find(|other| self.follows(part, std::slice::from_ref(other.logic), all))?;
            return Some(Why::By(self.words(other)));
        }
        let reads = part.reads(self.ground);
        if !reads.results && self.is_constant(part.logic, all) {
            return (!(all && self.is_end_of_range(part, others))).then_some(Why::Constant);
        }
        if all && self.is_end_of_range(part, others) {
            return None;
        }
        // A name says what is meant, also where it says no more than the rest.
        if is_name(part.condition) {
            return None;
        }
        let near: Vec<&Part<'_>> = others.iter().filter(|other| self.can_tell(part, reads, other)).collect();
        if let Some(other) = near.iter().find(|other| self.follows(part, std::slice::from_ref(other.logic), all)) {
            return Some(Why::By(self.words(other)));
        }
        let rest: Vec<Logic> = near.iter().map(|other| other.logic.clone()).collect();
        (rest.len() > 1 && self.follows(part, &rest, all)).then_some(Why::ByRest)
    }

    /// Whether a question, if there is an event of some kind with something more to it, asks that there is one, or none.
    fn asked_of_events(&self, part: &Part<'_>) -> Option<bool> {
        let (test, is_any) = match part.condition {
            Condition::Test(test) => (test, true),
            Condition::Not(part) => match &**part {
                Condition::Test(test) => (test, false),
                _ => return None,
            },
            _ => return None,
        };
        let Question::AnyEvent(query) = &test.question else { return None };
        let query = self.ground.model().queries.get(*query)?;
        (query.window.is_some() || query.filter.is_some()).then_some(is_any)
    }

    /// Whether it is the one end of a range, just at the end of all values that there are, and another part is the other
    /// end: `employees >= 1 and employees <= 50` is how people write 1 to 50.
    fn is_end_of_range(&self, part: &Part<'_>, others: &[Part<'_>]) -> bool {
        let model = self.ground.model();
        let ends = |part: &Part<'_>| {
            let Condition::Test(Test { question, .. }) = part.condition else { return None };
            let Question::Within { operand, intervals } = question_in_full(model, question) else { return None };
            match intervals.as_slice() {
                [Interval { low, high: Bound::Unbounded }] => Some((operand, *low, true)),
                [Interval { low: Bound::Unbounded, high }] => Some((operand, *high, false)),
                _ => None,
            }
        };
        let Some((operand, end, is_low)) = ends(part) else { return false };
        let Operand::Property(property) = operand else { return false };
        let range = model.schema.properties.get(property).and_then(|property| property.reading.range);
        let declared = range.map(|range| if is_low { range.low } else { range.high });
        let is_other_end = |of: Option<(Operand, Bound, bool)>| {
            of.is_some_and(|(of, _, is_low_too)| of == Operand::Property(property) && is_low_too != is_low)
        };
        end != Bound::Unbounded && declared == Some(end) && others.iter().map(ends).any(is_other_end)
    }

    /// Whether another part may say something about this one. Points, stages and lists are a lock of their own, but for
    /// questions about the same points or the same stage.
    fn can_tell(&self, part: &Part<'_>, reads: &Reads, other: &Part<'_>) -> bool {
        let of_other = other.reads(self.ground);
        match (reads.results, of_other.results) {
            (true, true) => asks_the_same(part.condition, other.condition),
            (true, false) | (false, true) => false,
            (false, false) => (reads.events && of_other.events) || !reads.properties.is_disjoint(&of_other.properties),
        }
    }

    /// In an `and`: whether the part is true wherever the others are. In an `or`: whether one of the others is true
    /// wherever the part is.
    fn follows(&self, part: &Part<'_>, others: &[Logic], all: bool) -> bool {
        let goal = if all {
            part::is(&Logic::All(others.to_vec()), Wanted::True)
                .and(Matter::Condition(part.logic.clone()), Wanted::NotTrue)
        } else {
            part::is(part.logic, Wanted::True).and(Matter::Condition(Logic::Any(others.to_vec())), Wanted::NotTrue)
        };
        self.ground.rules_out(&goal)
    }

    /// The finding with a contact who meets the condition, and its part where that can be.
    fn shown(&self, found: Diagnostic, whole: &Logic, part: &Logic) -> Diagnostic {
        let meets = part::is(whole, Wanted::True);
        let both = meets.clone().and(Matter::Condition(part.clone()), Wanted::True);
        let search = self.ground.quick();
        let of = |goal: &Goal| search.find(goal).witness().map(|witness| search.plain(witness, goal));
        match of(&both).or_else(|| of(&meets)) {
            Some(witness) => self.ground.shown(found, &witness),
            None => found,
        }
    }

    /// Whether something is true of all, or of none.
    fn is_constant(&self, logic: &Logic, always: bool) -> bool {
        let key = (logic.clone(), always);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let wanted = if always { Wanted::NotTrue } else { Wanted::True };
        let is_constant = self.ground.rules_out(&part::is(logic, wanted));
        self.known.borrow_mut().insert(key, is_constant);
        is_constant
    }

    /// Parts of what stands deeper. `around` puts something in the place of the part that is looked at; `negated`: under an
    /// odd number of `not`s. Gives whether something was told.
    fn deeper(
        &mut self,
        span: Span,
        of: &Part<'_>,
        whole: &Logic,
        around: &dyn Fn(Logic) -> Logic,
        negated: bool,
    ) -> bool {
        let all = match of.condition {
            Condition::All(_) => true,
            Condition::Any(_) => false,
            Condition::Not(_) => {
                let inner = |logic: Logic| around(Logic::Not(Box::new(logic)));
                return of.inner().iter().any(|part| self.deeper(span, part, whole, &inner, !negated));
            }
            _ => return false,
        };
        let parts = of.inner();
        let join = |logics: Vec<Logic>| if all { Logic::All(logics) } else { Logic::Any(logics) };
        let logics: Vec<Logic> = parts.iter().map(|part| part.logic.clone()).collect();
        for (at, part) in parts.iter().enumerate().rev() {
            let mut others = logics.clone();
            others.remove(at);
            let without = around(join(others));
            if part.is_guard() || is_name(part.condition) || !self.is_same(whole, &without, all != negated) {
                continue;
            }
            let mut siblings = parts.clone();
            siblings.remove(at);
            if all && !negated && self.is_end_of_range(part, &siblings) {
                continue;
            }
            let found = match self.why(part, &siblings, all).filter(|_| !negated) {
                Some(why) => self.found(span, part, &why, all),
                None => {
                    let message =
                        format!("`{}` can be left out: it changes nothing about who meets this", self.words(part));
                    Diagnostic::new(&code::REDUNDANT_CONDITION, part.span().unwrap_or(span), message)
                        .help("leave it out, or ask for what is meant")
                }
            };
            let found = self.shown(self.fixed(found, &parts, at, all), whole, part.logic);
            self.out.push(found);
            return true;
        }
        parts.iter().enumerate().any(|(at, part)| {
            let inner = |logic: Logic| around(join(put(&logics, at, logic)));
            self.deeper(span, part, whole, &inner, negated)
        })
    }

    /// Whether dropping changes nothing; `grows`: it can only make the condition true of more.
    fn is_same(&self, whole: &Logic, without: &Logic, grows: bool) -> bool {
        let (more, less) = if grows { (without, whole) } else { (whole, without) };
        let goal = part::is(more, Wanted::True).and(Matter::Condition(less.clone()), Wanted::NotTrue);
        self.ground.rules_out(&goal)
    }

    fn found(&self, span: Span, part: &Part<'_>, why: &Why, all: bool) -> Diagnostic {
        let text = self.words(part);
        let message = match (why, all) {
            (Why::Constant, true) => format!("`{text}` is always true, so it says nothing here"),
            (Why::Constant, false) => format!("`{text}` is never true, so it takes in nobody here"),
            (Why::By(other), _) if *other == text => format!("`{text}` is asked twice"),
            (Why::By(other), true) => format!("`{other}` already says `{text}`"),
            (Why::By(other), false) => format!("`{other}` already takes in `{text}`"),
            (Why::ByRest, true) => format!("the rest of the condition already says `{text}`"),
            (Why::ByRest, false) => format!("the rest of the condition already takes in `{text}`"),
        };
        let found = Diagnostic::new(&code::REDUNDANT_CONDITION, part.span().unwrap_or(span), message);
        let found = match why {
            Why::Constant => self.ground.declared(part.reads(self.ground)).into_iter().fold(found, Diagnostic::help),
            _ => found,
        };
        found.help("leave it out, or ask for what is meant")
    }

    /// A part as it is written, as far as that is known.
    fn words(&self, part: &Part<'_>) -> String {
        let text = part.text(self.ground.model());
        let Some(positive) = negated_from_outside(part) else { return text };
        let forms = [format!("not ({positive})"), format!("not {positive}")];
        forms.into_iter().find(|form| self.written.contains(form.as_str())).unwrap_or(text)
    }

    /// The finding with the text without the part, where the parts stand side by side, so that nothing else goes with it.
    fn fixed(&self, found: Diagnostic, parts: &[Part<'_>], at: usize, all: bool) -> Diagnostic {
        match self.cut(parts, at, if all { " and " } else { " or " }) {
            Some(span) => found.fix("leave it out", Applicability::Unsafe, vec![Edit { span, text: String::new() }]),
            None => found,
        }
    }

    /// The place of the part with the joint beside it.
    fn cut(&self, parts: &[Part<'_>], at: usize, joint: &str) -> Option<Span> {
        let span = |place: usize| parts.get(place).filter(|part| is_plain(part.condition))?.span();
        let this = parts.get(at)?;
        let near = if at > 0 { at - 1 } else { at + 1 };
        let (of_near, of_this) = (span(near)?, this.span()?);
        if of_near.source != of_this.source {
            return None;
        }
        let (before, behind) = match this.condition {
            Condition::Test(_) => (0, 0),
            Condition::Not(_) if negated_from_outside(this).is_none() => (0, 0),
            Condition::Not(_) if self.words(this).ends_with(')') => ("not (".len(), 1),
            Condition::Not(_) => ("not ".len(), 0),
            _ => (1, 1),
        };
        if before > 0 {
            // What stands around its place is known where it is all written just so.
            let text = match this.condition {
                Condition::Not(_) => self.words(this),
                _ => {
                    let text = this.text(self.ground.model());
                    (of_this.end.checked_sub(of_this.start)? as usize == text.len()).then(|| format!("({text})"))?
                }
            };
            let beside = self.words(parts.get(near)?);
            let whole = if at > 0 { format!("{beside}{joint}{text}") } else { format!("{text}{joint}{beside}") };
            self.written.contains(&whole).then_some(())?;
        }
        // Of `flag is true` its place is `flag`, and the rest would be left.
        if at > 0 && is_of_truth(this.condition) {
            return None;
        }
        let start = of_this.start.checked_sub(u32::try_from(before).ok()?)?;
        let end = of_this.end + behind;
        let (gap, cut) = if at > 0 {
            (start.checked_sub(of_near.end)?, (of_near.end, end))
        } else {
            (of_near.start.checked_sub(end)?, (start, of_near.start))
        };
        (gap as usize == joint.len()).then_some(Span { source: of_this.source, start: cut.0, end: cut.1 })
    }
}

/// The question that a `not` stands before, where the `not` is no part of it as in `is not`: then all of the positive
/// question stands in its place.
fn negated_from_outside<'m>(part: &Part<'m>) -> Option<&'m str> {
    let Condition::Not(of) = part.condition else { return None };
    let Condition::Test(Test { text, span: Some(span), .. }) = &**of else { return None };
    (span.end.saturating_sub(span.start) as usize == text.len()).then_some(text.as_str())
}

/// The list with something else in one place.
fn put(logics: &[Logic], at: usize, logic: Logic) -> Vec<Logic> {
    let mut all = logics.to_vec();
    if let Some(place) = all.get_mut(at) {
        *place = logic;
    }
    all
}

/// Whether its place is all of it.
fn is_plain(condition: &Condition) -> bool {
    match condition {
        Condition::Test(_) => true,
        Condition::Not(part) => matches!(**part, Condition::Test(_)),
        _ => false,
    }
}

/// Whether it asks if something is true.
fn is_of_truth(condition: &Condition) -> bool {
    matches!(condition, Condition::Test(Test { question: Question::True(_), .. }))
}

fn is_name(condition: &Condition) -> bool {
    match condition {
        Condition::Define(_) => true,
        Condition::Not(part) => is_name(part),
        _ => false,
    }
}

/// How many questions stand in it.
fn leaves(condition: &Condition) -> usize {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(leaves).sum(),
        Condition::Not(part) => leaves(part),
        _ => 1,
    }
}

/// Whether both ask about the same points, the same stage or the same list, and nothing else.
fn asks_the_same(one: &Condition, other: &Condition) -> bool {
    let question = |condition: &Condition| match condition {
        Condition::Test(Test { question, .. }) => Some(question.clone()),
        Condition::Not(part) => match &**part {
            Condition::Test(Test { question, .. }) => Some(question.clone()),
            _ => None,
        },
        _ => None,
    };
    match (question(one), question(other)) {
        (Some(Question::Stage { stage, .. }), Some(Question::Stage { stage: of, .. })) => stage == of,
        (Some(Question::InList(list)), Some(Question::InList(of))) => list == of,
        (Some(Question::Within { operand, .. }), Some(Question::Within { operand: of, .. })) => operand == of,
        _ => false,
    }
}
