//! How far a contact is from a goal: takes a goal and a run, gives 0 where it is reached and more the more is missing.
//!
//! The measure is the branch distance of search-based testing (P. McMinn, "Search-based software test data generation:
//! a survey", 2004): a comparison is as far as its numbers are apart, `and` is the sum of its parts, `or` the nearest.
//! `visits >= 6 and opted_out` with 4 visits of a contact that has not opted out is 2/3 (of 2 visits) and 1 away.
//!
//! It only guides a search; what is reached is for `coverage` to say.

use super::{
    asked::{Asked, Of},
    coverage::Reached,
    day::WindowEnd,
    edge::{scalar, scalar_of, time, time_of},
    goal::{Aim, Goal},
};
use crate::{
    exec::{Evaluation, EventRow},
    model::{ListId, Node, Operand, QueryId, Question, RuleId, StageId},
    plan::{AtomId, AwardStep, ListStep, Logic, Plan, RuleBodyStep},
    value::{AsOf, Bound, Interval, Scalar},
};

/// How deep a measure looks into stages and definitions.
const DEEPEST: u8 = 8;

/// What an answer should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    True,
    False,
    NotTrue,
    NotFalse,
}

impl Want {
    /// Of what stands behind `not`.
    fn opposite(self) -> Self {
        match self {
            Want::True => Want::False,
            Want::False => Want::True,
            Want::NotTrue => Want::NotFalse,
            Want::NotFalse => Want::NotTrue,
        }
    }

    fn is_met(self, answer: Option<bool>) -> bool {
        match self {
            Want::True => answer == Some(true),
            Want::False => answer == Some(false),
            Want::NotTrue => answer != Some(true),
            Want::NotFalse => answer != Some(false),
        }
    }
}

/// Measures runs of one plan.
pub(super) struct Measure<'a> {
    pub(super) reached: &'a Reached<'a>,
    pub(super) evaluation: &'a Evaluation<'a>,
    pub(super) as_of: &'a AsOf,
}

impl<'a> Measure<'a> {
    /// How far the run is from a goal.
    pub(super) fn of(&self, goal: &Goal) -> f64 {
        match &goal.aim {
            Aim::Fires(rule, true) => self.fires(*rule),
            Aim::Fires(rule, false) => self.rests(*rule),
            Aim::Arm(rule, arm) => {
                let taken = self.evaluation.outcome().rules.get(rule.index()).and_then(|rule| rule.arm);
                if taken == Some(*arm) { 0.0 } else { self.arm(*rule, *arm).max(0.02) }
            }
            Aim::EventArm(rule, arm) => {
                let is_taken = self.evaluation.event_points(*rule).iter().any(|points| points.arm == Some(*arm));
                if is_taken { 0.0 } else { self.event_arm(*rule, *arm).max(0.02) }
            }
            Aim::StageArm(stage, arm) => self.stage_arm(*stage, *arm, 0),
            Aim::Side { line, cut, above } => self.side(goal, *line, *cut, *above),
            Aim::End { atom, end } => self.end(goal, *atom, *end),
            Aim::Set { atom, inside } => self.set(goal, *atom, *inside),
            Aim::Or { asked, number, part } => self.or(goal, *asked, *number, *part),
        }
    }

    /// How far the run is from one in which a part gives something: a rule that fires, a list with the contact in it, a
    /// definition that is true.
    pub(super) fn result(&self, node: Node) -> f64 {
        match node {
            Node::Rule(rule) => match self.plan().rule(rule).map(|rule| &rule.body) {
                Some(RuleBodyStep::Match { .. }) => 0.0,
                _ => self.fires(rule),
            },
            Node::List(list) => self.list(list, true, 0),
            Node::Define(define) => {
                self.plan().define(define).map_or(0.0, |logic| self.logic(logic, Want::True, None, 0))
            }
            Node::Stage(_) | Node::Group(_) | Node::Score(_) => 0.0,
        }
    }

    fn plan(&self) -> &'a Plan {
        self.reached.plan()
    }

    fn until(&self, rule: RuleId) -> f64 {
        let until = self.plan().rule(rule).and_then(|rule| rule.until);
        if until.is_some_and(|until| self.as_of.date > until) { 1.0 } else { 0.0 }
    }

    fn fires(&self, rule: RuleId) -> f64 {
        let Some(step) = self.plan().rule(rule) else { return 1.0 };
        self.until(rule)
            + match &step.body {
                RuleBodyStep::When { condition, award } => {
                    let condition =
                        condition.as_ref().map_or(0.0, |condition| self.logic(condition, Want::True, None, 0));
                    condition + self.award(award)
                }
                RuleBodyStep::Each { query, .. } | RuleBodyStep::MatchEach { query, .. } => self.any(*query),
                RuleBodyStep::Match { .. } => 1.0,
            }
    }

    fn award(&self, award: &AwardStep) -> f64 {
        match award {
            AwardStep::Flat(_) => 0.0,
            AwardStep::Per { step, of, .. } => {
                let at = step.to_integer().map_or_else(|| Scalar::Number(step.to_f64()), Scalar::Integer);
                self.number(of, &[Interval::new(Bound::Included(at), Bound::Unbounded)], true, None)
            }
            AwardStep::Decay { since, .. } => {
                if self.evaluation.operand(since).is_some() {
                    0.0
                } else {
                    1.0
                }
            }
        }
    }

    fn rests(&self, rule: RuleId) -> f64 {
        let Some(step) = self.plan().rule(rule) else { return 1.0 };
        if self.evaluation.outcome().rules.get(rule.index()).is_some_and(|rule| rule.fired != Some(true)) {
            return 0.0;
        }
        match &step.body {
            RuleBodyStep::When { condition: Some(condition), .. } => self.logic(condition, Want::NotTrue, None, 0),
            RuleBodyStep::Each { query, .. } | RuleBodyStep::MatchEach { query, .. } => {
                bounded(self.evaluation.matching(*query).len() as f64)
            }
            RuleBodyStep::Match { arms, .. } => {
                bounded(arms.iter().map(|arm| self.logic(&arm.condition, Want::NotTrue, None, 0)).sum::<f64>())
                    .max(0.02)
            }
            RuleBodyStep::When { .. } => 1.0,
        }
    }

    fn arm(&self, rule: RuleId, arm: usize) -> f64 {
        let Some(RuleBodyStep::Match { arms, .. }) = self.plan().rule(rule).map(|rule| &rule.body) else { return 1.0 };
        let rest = || arms.iter().map(|arm| self.logic(&arm.condition, Want::False, None, 0)).sum::<f64>();
        self.until(rule)
            + match arms.get(arm) {
                Some(arm) => self.logic(&arm.condition, Want::True, None, 0),
                None if arm == arms.len() => rest(),
                None => 1.0,
            }
    }

    fn event_arm(&self, rule: RuleId, arm: usize) -> f64 {
        let Some(RuleBodyStep::MatchEach { query, arms, .. }) = self.plan().rule(rule).map(|rule| &rule.body) else {
            return 1.0;
        };
        let matching = self.evaluation.matching(*query);
        if matching.is_empty() {
            return self.until(rule) + 1.0 + self.any(*query);
        }
        let of = |event: EventRow<'_>| match arms.get(arm) {
            Some(arm) => self.logic(&arm.condition, Want::True, Some(event), 0),
            None if arm == arms.len() => {
                arms.iter().map(|arm| self.logic(&arm.condition, Want::False, Some(event), 0)).sum::<f64>()
            }
            None => 1.0,
        };
        self.until(rule) + nearest(matching.iter().map(of))
    }

    fn stage_arm(&self, stage: StageId, arm: Option<usize>, depth: u8) -> f64 {
        let Some(step) = self.plan().stage(stage) else { return 1.0 };
        let before = arm.unwrap_or(step.arms.len());
        let others: f64 =
            step.arms.iter().take(before).map(|(_, logic)| self.logic(logic, Want::NotTrue, None, depth)).sum();
        let own = arm.and_then(|arm| step.arms.get(arm));
        others + own.map_or(0.0, |(_, logic)| self.logic(logic, Want::True, None, depth))
    }

    /// A question is asked with a number beside a cut.
    fn side(&self, goal: &Goal, line: usize, cut: usize, above: bool) -> f64 {
        let Some(line_of) = self.reached.edges().line_at(line) else { return 1.0 };
        let interval = line_of.beside(cut, above);
        let asks = |atom: &AtomId| {
            self.reached.edges().at(*atom).is_some_and(|(at, turns)| at == line && turns.contains(&cut))
        };
        nearest(self.reached.asked(goal.node).iter().flat_map(|asked| {
            let of = |event: Option<EventRow<'_>>| {
                self.to_ask(asked, &asks, event) + self.number(&line_of.operand, &[interval], true, event)
            };
            self.of_each(asked, of)
        }))
    }

    /// A question is asked with a date at one end of what it asks for.
    fn end(&self, goal: &Goal, atom: AtomId, end: WindowEnd) -> f64 {
        let Some((operand, window)) = self.reached.edges().window(atom) else { return 1.0 };
        nearest(self.reached.asked(goal.node).iter().flat_map(|asked| {
            let of = |event: Option<EventRow<'_>>| {
                let value = match event.and_then(|event| time_of(operand, event)) {
                    Some(value) => Some(value),
                    None => self.evaluation.operand(operand).and_then(|held| time(&held)),
                };
                let away = value.map_or(1.0, |value| bounded(end.days_away(window, value, self.as_of)));
                self.to_ask(asked, &|other| *other == atom, event) + away
            };
            self.of_each(asked, of)
        }))
    }

    /// A question about a set of numbers is asked with a number in it, or out of it.
    fn set(&self, goal: &Goal, atom: AtomId, inside: bool) -> f64 {
        let want = if inside { Want::True } else { Want::False };
        nearest(self.reached.asked(goal.node).iter().flat_map(|asked| {
            let of = |event: Option<EventRow<'_>>| {
                self.to_ask(asked, &|other| *other == atom, event) + self.logic(&Logic::Atom(atom), want, event, 0)
            };
            self.of_each(asked, of)
        }))
    }

    fn or(&self, goal: &Goal, asked: usize, number: usize, part: Option<usize>) -> f64 {
        let Some(asked) = self.reached.asked(goal.node).get(asked) else { return 1.0 };
        let mut ors = Vec::new();
        asked.conditions.iter().for_each(|logic| super::asked::ors(logic, &mut ors));
        let Some(parts) = ors.get(number) else { return 1.0 };
        let of = |event: Option<EventRow<'_>>| {
            let answers = parts.iter().enumerate().map(|(at, logic)| {
                self.logic(logic, if Some(at) == part { Want::True } else { Want::NotTrue }, event, 0)
            });
            answers.sum::<f64>() + self.to_reach(asked, parts, event)
        };
        nearest(self.of_each(asked, of))
    }

    /// A measure of the contact, or of each event that is asked; where there is none, that is what is missing.
    fn of_each(&self, asked: &Asked<'_>, of: impl Fn(Option<EventRow<'_>>) -> f64) -> Vec<f64> {
        let found: Vec<f64> = match asked.of {
            Of::Contact => return vec![of(None)],
            Of::Events(event) => self.evaluation.events(event).map(|event| of(Some(event))).collect(),
            Of::Matching(query) => self.evaluation.matching(query).iter().map(|event| of(Some(event))).collect(),
        };
        if found.is_empty() { vec![10.0] } else { found }
    }

    /// What keeps every question of some kind from being asked.
    fn to_ask(&self, asked: &Asked<'_>, is_meant: &dyn Fn(&AtomId) -> bool, event: Option<EventRow<'_>>) -> f64 {
        let holds = |logic: &Logic| logic.atoms().iter().any(is_meant);
        self.to_come_to(asked, &holds, &|logic| matches!(logic, Logic::Atom(atom) if is_meant(atom)), event)
    }

    /// What keeps an `or` from being asked.
    fn to_reach(&self, asked: &Asked<'_>, parts: &[Logic], event: Option<EventRow<'_>>) -> f64 {
        let is_it = |logic: &Logic| matches!(logic, Logic::Any(own) if std::ptr::eq(own.as_slice(), parts));
        let holds = |logic: &Logic| {
            let mut found = Vec::new();
            super::asked::ors(logic, &mut found);
            found.iter().any(|found| std::ptr::eq(*found, parts))
        };
        self.to_come_to(asked, &holds, &is_it, event)
    }

    /// The parts that stand before what is looked for and would settle the answer without it.
    fn to_come_to(
        &self,
        asked: &Asked<'_>,
        holds: &dyn Fn(&Logic) -> bool,
        is_it: &dyn Fn(&Logic) -> bool,
        event: Option<EventRow<'_>>,
    ) -> f64 {
        let mut before = 0.0;
        for condition in &asked.conditions {
            if holds(condition) {
                return before + self.inside(condition, holds, is_it, event);
            }
            if asked.first {
                before += self.logic(condition, Want::NotTrue, event, 0);
            }
        }
        1.0
    }

    fn inside(
        &self,
        logic: &Logic,
        holds: &dyn Fn(&Logic) -> bool,
        is_it: &dyn Fn(&Logic) -> bool,
        event: Option<EventRow<'_>>,
    ) -> f64 {
        if is_it(logic) {
            return 0.0;
        }
        let (parts, want) = match logic {
            Logic::All(parts) => (parts, Want::NotFalse),
            Logic::Any(parts) => (parts, Want::NotTrue),
            Logic::Not(part) => return self.inside(part, holds, is_it, event),
            _ => return 1.0,
        };
        let mut before = 0.0;
        for part in parts {
            if holds(part) {
                return before + self.inside(part, holds, is_it, event);
            }
            before += self.logic(part, want, event, 0);
        }
        1.0
    }

    fn answer(&self, logic: &Logic, event: Option<EventRow<'_>>) -> Option<bool> {
        match event {
            Some(event) => self.evaluation.logic_of(logic, event),
            None => self.evaluation.logic(logic),
        }
    }

    fn logic(&self, logic: &Logic, want: Want, event: Option<EventRow<'_>>, depth: u8) -> f64 {
        if want.is_met(self.answer(logic, event)) {
            return 0.0;
        }
        if depth > DEEPEST {
            return 1.0;
        }
        let each = |parts: &'_ [Logic]| -> Vec<f64> {
            parts.iter().map(|part| self.logic(part, want, event, depth)).collect()
        };
        match logic {
            Logic::All(parts) if matches!(want, Want::True | Want::NotFalse) => each(parts).into_iter().sum(),
            Logic::Any(parts) if matches!(want, Want::False | Want::NotTrue) => each(parts).into_iter().sum(),
            Logic::All(parts) | Logic::Any(parts) => nearest(each(parts)),
            Logic::Not(part) => self.logic(part, want.opposite(), event, depth),
            Logic::Define(define) => match self.plan().define(*define) {
                Some(body) => self.logic(body, want, None, depth + 1),
                None => 1.0,
            },
            Logic::Atom(atom) => self.atom(*atom, want, event, depth).max(0.02),
            Logic::Constant(_) => 1.0,
        }
    }

    fn atom(&self, atom: AtomId, want: Want, event: Option<EventRow<'_>>, depth: u8) -> f64 {
        let Some(atom) = self.plan().atoms().get(atom) else { return 1.0 };
        let wanted = matches!(want, Want::True | Want::NotFalse);
        let event = event.filter(|_| atom.event.is_some());
        match &atom.question {
            Question::Within { operand, intervals } => self.number(operand, intervals, wanted, event),
            Question::Stage { stage, arms } => {
                let Some(step) = self.plan().stage(*stage) else { return 1.0 };
                let named = step.arms.iter().map(|(name, _)| *name).chain([step.otherwise]).enumerate();
                let fitting = named.filter(|(_, name)| arms.contains(name) == wanted);
                bounded(nearest(
                    fitting
                        .map(|(at, _)| self.stage_arm(*stage, Some(at).filter(|at| *at < step.arms.len()), depth + 1)),
                ))
            }
            Question::InList(list) => bounded(self.list(*list, wanted, depth + 1)),
            Question::AnyEvent(query) if wanted => self.any(*query),
            Question::AnyEvent(query) => bounded(self.evaluation.matching(*query).len() as f64),
            _ => 1.0,
        }
    }

    fn list(&self, list: ListId, wanted: bool, depth: u8) -> f64 {
        let Some(ListStep::When { condition, except }) = self.plan().list(list) else { return 1.0 };
        let except = |want| except.as_ref().map(|except| self.logic(except, want, None, depth));
        if wanted {
            self.logic(condition, Want::True, None, depth) + except(Want::NotTrue).unwrap_or(0.0)
        } else {
            self.logic(condition, Want::NotTrue, None, depth).min(except(Want::True).unwrap_or(f64::INFINITY))
        }
    }

    /// A query lets at least one event through.
    fn any(&self, query: QueryId) -> f64 {
        if !self.evaluation.matching(query).is_empty() {
            return 0.0;
        }
        let Some(step) = self.plan().query(query) else { return 1.0 };
        let of = |event: EventRow<'_>| {
            step.filter.as_ref().map_or(0.0, |filter| self.logic(filter, Want::True, Some(event), 0))
        };
        // An event that its `where` lets through lies outside of the window.
        let existing = bounded(nearest(self.evaluation.events(step.event).map(of))).max(0.1);
        if self.evaluation.events(step.event).next().is_none() { 1.0 } else { existing.min(0.95) }
    }

    /// How far a number is from a set of intervals, or from being outside of them.
    fn number(&self, operand: &Operand, intervals: &[Interval], wanted: bool, event: Option<EventRow<'_>>) -> f64 {
        let value = match event {
            Some(event) => scalar_of(operand, event, self.as_of),
            None => self.evaluation.operand(operand).and_then(|held| scalar(&held)),
        };
        // Without any event there is no telling how near a count or a sum is; the first event is the way there.
        let first = match query_of(operand) {
            Some(query) if event.is_none() => self.any(query) / 20.0,
            _ => 0.0,
        };
        let Some(value) = value else { return 1.0 + first };
        let is_in = |interval: &Interval| interval.contains(&value);
        if wanted {
            if intervals.iter().any(is_in) {
                return 0.0;
            }
            let least = intervals.iter().map(|interval| outside(&value, interval)).fold(f64::INFINITY, f64::min);
            return bounded(least).max(0.02) + first;
        }
        let inside = intervals.iter().filter(|interval| is_in(interval)).map(|interval| to_an_end(&value, interval));
        bounded(inside.fold(0.0, f64::max))
    }
}

/// The events that an operand is about.
fn query_of(operand: &Operand) -> Option<QueryId> {
    match operand {
        Operand::Count(query)
        | Operand::DaysSinceEvent { query, .. }
        | Operand::Aggregate { query, .. }
        | Operand::Distinct { query, .. }
        | Operand::Pick { query, .. } => Some(*query),
        _ => None,
    }
}

/// The least of some measures; where there is none, as far as can be.
fn nearest(measures: impl IntoIterator<Item = f64>) -> f64 {
    measures.into_iter().fold(10.0, f64::min)
}

/// From 0 to 1, in order.
fn bounded(measure: f64) -> f64 {
    if measure.is_finite() { measure / (measure + 1.0) } else { 1.0 }
}

fn real(scalar: &Scalar) -> f64 {
    match scalar {
        Scalar::Integer(integer) => *integer as f64,
        Scalar::Number(number) => *number,
        Scalar::Points(points) => points.scaled() as f64 / 10_000.0,
        Scalar::Date(date) => f64::from(date.days()),
        Scalar::Instant(instant) => instant.micros() as f64 / 86_400e6,
    }
}

fn outside(value: &Scalar, interval: &Interval) -> f64 {
    let value = real(value);
    let low = match &interval.low {
        Bound::Unbounded => 0.0,
        Bound::Included(low) | Bound::Excluded(low) => real(low) - value,
    };
    let high = match &interval.high {
        Bound::Unbounded => 0.0,
        Bound::Included(high) | Bound::Excluded(high) => value - real(high),
    };
    low.max(high).max(0.0)
}

fn to_an_end(value: &Scalar, interval: &Interval) -> f64 {
    let value = real(value);
    let far = |bound: &Bound| match bound {
        Bound::Unbounded => f64::INFINITY,
        Bound::Included(at) | Bound::Excluded(at) => (value - real(at)).abs(),
    };
    let distance = far(&interval.low).min(far(&interval.high));
    if distance.is_finite() { distance + 0.1 } else { 1e9 }
}
