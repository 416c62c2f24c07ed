//! `contained-rule`, where it takes a proof: two rules of one scope that read the same, of which whoever meets the one meets
//! the other, `title contains "vice president"` and `title contains "vice"`.
//!
//! Rules that read something that the other does not, or ask for it as something else, are a bonus, and meant; so are negations and questions whether
//! something is known, where the two differ in them. Rules about ranges of one thing are told in `overlap`. Each rule is held
//! against a few that stand before it, and against fewer of them by proof.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Ground,
    asking::{Asking, buckets},
    example,
    normal::{Form, Forms},
    overlap::{is_swallowed, within},
    scope::{Scope, flat_parts},
};
use crate::{
    analyze::space::question_in_full,
    base::{Diagnostic, Span, code},
    model::{Award, Condition, DefineBody, GroupId, Model, Operand, Quantifier, Question, RuleId, ScoreId},
    value::Points,
};

/// Most rules before it that a rule is held against.
const MOST_BEFORE: usize = 24;

/// Most proofs about one rule.
const MOST_PROOFS: usize = 4;

pub(super) fn contained<'p>(
    ground: &Ground<'p>,
    scopes: &[Scope<'_>],
    askings: &[Asking<'p>],
    out: &mut Vec<Diagnostic>,
) {
    let told: BTreeSet<Span> = out
        .iter()
        .filter(|found| [code::CONTAINED_RULE.name, code::DUPLICATE_RULE.name].contains(&found.code.name))
        .filter_map(|found| found.span)
        .collect();
    let is_told = |asking: &Asking<'_>| asking.rule.span.is_some_and(|span| told.contains(&span));
    let of_group: BTreeMap<(ScoreId, Option<GroupId>), &Scope<'_>> =
        scopes.iter().filter_map(|scope| Some((place(scope)?, scope))).collect();
    let key = |asking: &Asking<'p>| {
        let reads = asking.part.reads(ground);
        let (rule, points) = (asking.rule, flat(asking)?);
        (!reads.results).then(|| {
            let reads = (reads.as_what.clone(), reads.kinds.clone(), reads.fields.clone());
            (rule.score, rule.group, rule.until, points < Points::ZERO, reads)
        })
    };
    let mut forms = Forms::default();
    for bucket in buckets(askings, key) {
        let Some(scope) = bucket.first().and_then(|first| of_group.get(&(first.rule.score, first.rule.group))) else {
            continue;
        };
        let mut look = Look { ground, parts: BTreeMap::new(), forms: &mut forms };
        for (narrow, wide) in look.narrowest(scope, &bucket) {
            if !is_told(narrow) {
                out.extend(told_of(ground, scope, narrow, wide));
            }
        }
    }
}

/// The group or score that a scope is that of.
fn place(scope: &Scope<'_>) -> Option<(ScoreId, Option<GroupId>)> {
    scope.rules.first().map(|(_, rule)| (rule.score, rule.group))
}

/// The points of a rule that always gives the same.
fn flat(asking: &Asking<'_>) -> Option<Points> {
    match asking.award {
        Award::Flat(points) if *points != Points::ZERO => {
            Some(asking.rule.up_to.map_or(*points, |most| points.capped(most)))
        }
        _ => None,
    }
}

/// Two rules of which the first lies within the second.
type Pair<'a, 'p> = (&'a Asking<'p>, &'a Asking<'p>);

struct Look<'g, 'p, 'f> {
    ground: &'g Ground<'p>,
    /// The parts of each rule's condition, by their forms.
    parts: BTreeMap<RuleId, BTreeMap<Form, &'p Condition>>,
    forms: &'f mut Forms,
}

impl<'p> Look<'_, 'p, '_> {
    /// Each rule that lies within others, with the narrowest of them.
    fn narrowest<'a>(&mut self, scope: &Scope<'_>, bucket: &[&'a Asking<'p>]) -> Vec<Pair<'a, 'p>> {
        let mut held: BTreeMap<RuleId, (&'a Asking<'p>, Vec<&'a Asking<'p>>)> = BTreeMap::new();
        for (at, second) in bucket.iter().enumerate() {
            let mut proofs = 0;
            for first in bucket.iter().take(at).rev().take(MOST_BEFORE) {
                if proofs == MOST_PROOFS {
                    break;
                }
                if !self.may_be_told(scope, first, second) {
                    continue;
                }
                for (narrow, wide) in [(*second, *first), (*first, *second)] {
                    if narrow.meets(self.ground).is_none() || narrow.misses(self.ground, wide) {
                        continue;
                    }
                    proofs += 1;
                    if self.ground.rules_out(&narrow.without(wide)) {
                        if self.is_wider(wide, narrow) {
                            held.entry(narrow.id).or_insert_with(|| (narrow, Vec::new())).1.push(wide);
                        }
                        break;
                    }
                }
            }
        }
        let lies_in = |one: &Asking<'_>, other: &Asking<'_>| {
            held.get(&one.id).is_some_and(|(_, wides)| wides.iter().any(|wide| wide.id == other.id))
        };
        let pick = |(narrow, wides): &(&'a Asking<'p>, Vec<&'a Asking<'p>>)| {
            let is_narrowest = |wide: &&&Asking<'p>| !wides.iter().any(|other| lies_in(other, wide));
            Some((*narrow, *wides.iter().find(is_narrowest)?))
        };
        held.values().filter_map(pick).collect()
    }

    /// Whether somebody meets the wide rule alone.
    fn is_wider(&self, wide: &Asking<'_>, narrow: &Asking<'_>) -> bool {
        wide.misses(self.ground, narrow) || self.ground.quick().find(&wide.without(narrow)).witness().is_some()
    }

    /// Whether there would be anything to tell, were the one rule within the other.
    fn may_be_told(&mut self, scope: &Scope<'_>, one: &Asking<'p>, other: &Asking<'p>) -> bool {
        let is_cut = match (flat(one), flat(other)) {
            (Some(one), Some(other)) => is_swallowed(scope.limit, one, other),
            _ => true,
        };
        if is_cut || one.is_of_one_thing_with(other) {
            return false;
        }
        let (of_one, of_other) = (self.parts(one).clone(), self.parts(other).clone());
        let model = self.ground.model();
        let left = |of: &BTreeMap<Form, &'p Condition>, besides: &BTreeMap<Form, &'p Condition>| {
            let mut asked = Left::default();
            for (_, part) in of.iter().filter(|(form, _)| !besides.contains_key(form)) {
                asked.look(model, part, false);
            }
            asked
        };
        let (of_one, of_other) = (left(&of_one, &of_other), left(&of_other, &of_one));
        !of_one.is_negated && !of_other.is_negated && of_one.of_events == of_other.of_events
    }

    fn parts(&mut self, asking: &Asking<'p>) -> &BTreeMap<Form, &'p Condition> {
        let (ground, forms) = (self.ground, &mut *self.forms);
        self.parts.entry(asking.id).or_insert_with(|| {
            let mut parts = Vec::new();
            flat_parts(ground.plan.model(), asking.part.condition, &mut parts);
            parts.into_iter().map(|part| (forms.of(ground, part), part)).collect()
        })
    }
}

/// What a rule asks that another one does not.
#[derive(Debug, Default)]
struct Left {
    /// That something is not so, or whether something is known.
    is_negated: bool,
    /// The sorts of questions about events; that there is one says another thing than how many there are.
    of_events: BTreeSet<&'static str>,
}

impl Left {
    fn look(&mut self, model: &Model, condition: &Condition, is_negated: bool) {
        self.is_negated |= is_negated;
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.look(model, part, is_negated));
            }
            Condition::Not(part) => self.look(model, part, true),
            Condition::Define(define) => {
                if let Some(DefineBody::Condition(body)) = model.defines.get(*define).map(|define| &define.body) {
                    self.look(model, body, is_negated);
                }
            }
            Condition::Test(test) => self.question(model, &question_in_full(model, &test.question)),
            Condition::Constant(_) => {}
        }
    }

    fn question(&mut self, model: &Model, question: &Question) {
        match question {
            Question::Known(_) => self.is_negated = true,
            Question::Text { test, .. } => self.is_negated |= test.quantifier == Quantifier::None,
            Question::Choices { quantifier, .. } => self.is_negated |= *quantifier == Quantifier::None,
            Question::AnyEvent(query) => {
                // That there ever was one is asked as it is asked whether something is known.
                let is_any = |query: &crate::model::Query| {
                    query.window.is_none() && query.filter.is_none() && query.since_last.is_none()
                };
                self.is_negated |= model.queries.get(*query).is_none_or(is_any);
                self.of_events.insert("any");
            }
            Question::Within { operand, .. } => {
                self.of_events.extend(match operand {
                    Operand::Count(_) => Some("count"),
                    Operand::DaysSinceEvent { .. } => Some("days"),
                    Operand::Aggregate { .. } => Some("aggregate"),
                    Operand::Distinct { .. } => Some("distinct"),
                    Operand::Pick { .. } => Some("pick"),
                    _ => None,
                });
            }
            _ => {}
        }
    }
}

fn told_of(ground: &Ground<'_>, scope: &Scope<'_>, narrow: &Asking<'_>, wide: &Asking<'_>) -> Option<Diagnostic> {
    let found = within(scope, (narrow.rule, flat(narrow)?), (wide.rule, flat(wide)?))?;
    let goal = example::both_fire([narrow.id, wide.id]);
    let witness = narrow.meets(ground).filter(|witness| ground.quick().shows(witness, &goal))?;
    Some(ground.shown(found, &ground.quick().plain(witness, &goal)))
}
