//! What rules wait for: takes the plan and what it says of a contact, gives for each query how many more events, and
//! with which values, may bring a question or a rule to another answer.

use super::fields::{Guess, guesses, number, numbers, of_question};
use crate::{
    exec::{Evaluation, Held},
    model::{AggregateFunction, Event, FieldId, Model, Operand, PointsOf, QueryId, Question, RuleBody, RuleId},
    plan::{AwardStep, Plan, RuleBodyStep},
    regions::operands,
    value::{AsOf, Bound, Decimal, Kind, Points, Scalar, Value},
};

/// More events at once are not proposed.
const MOST: u64 = 100;
/// Events that a rule on each event is given at most, where no bound says how many.
const FURTHER: u64 = 5;
/// Wishes of one rule set at most.
const WISHES: usize = 150;

/// Events of one query that might happen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wish {
    pub(super) query: QueryId,
    /// The values of each new event, beside those that the query's own filter asks for.
    pub(super) events: Vec<Guess>,
    pub(super) shown: Shown,
}

/// As what they are told.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// How many events there are.
    Count,
    /// The value of something computed from them.
    Operand(Operand),
    /// How many an arm takes.
    Arm { rule: RuleId, arm: usize },
}

/// Each wish once, in the order of questions and rules.
pub(super) fn wishes(plan: &Plan, now: &Evaluation<'_>, as_of: &AsOf) -> Vec<Wish> {
    let mut wishes = Wishes { plan, now, as_of, found: Vec::new() };
    for atom in plan.atoms().values().filter(|atom| atom.event.is_none()) {
        wishes.question(&atom.question);
    }
    for rule in plan.model().rules.ids() {
        wishes.rule(rule);
    }
    wishes.found
}

struct Wishes<'a> {
    plan: &'a Plan,
    now: &'a Evaluation<'a>,
    as_of: &'a AsOf,
    found: Vec<Wish>,
}

impl<'a> Wishes<'a> {
    fn question(&mut self, question: &Question) {
        if let Question::AnyEvent(query) = question {
            self.count(*query, 1);
        }
        let mut asked = question.clone();
        let mut read = Vec::new();
        for operand in operands(&mut asked) {
            queries(self.plan, operand, &mut read);
        }
        for operand in read {
            match &operand {
                Operand::Count(query) => self.counted(*query, question),
                Operand::DaysSinceEvent { query, .. } => self.count(*query, 1),
                Operand::Aggregate { function, query, field } => self.aggregate(*function, *query, *field, question),
                Operand::Distinct { query, field } => self.distinct(*query, *field, question),
                Operand::Pick { query, field, .. } => self.picked(*query, *field, &operand, question),
                _ => {}
            }
        }
    }

    /// As many as a bound asks for; where none does, one.
    fn counted(&mut self, query: QueryId, question: &Question) {
        let now = self.now.matching(query).len() as u64;
        let bounds = bounds(question);
        for bound in &bounds {
            let bound = bound.ceil().max(0.0) as u64;
            self.count(query, bound.saturating_sub(now));
        }
        if bounds.is_empty() {
            [1, 2, 5, 10].into_iter().for_each(|more| self.count(query, more));
        }
    }

    fn aggregate(&mut self, function: AggregateFunction, query: QueryId, field: FieldId, question: &Question) {
        let operand = Operand::Aggregate { function, query, field };
        let present = match (function, amount(self.now, &operand)) {
            (AggregateFunction::Sum, Some(sum)) => sum,
            _ => 0.0,
        };
        let Some(kind) = self.event(query).and_then(|event| event.fields.get(field)).map(|field| field.0.kind()) else {
            return;
        };
        let is_whole = *kind == Kind::Integer;
        for bound in bounds(question) {
            if let Some(value) = number(bound - present, is_whole) {
                self.add(query, vec![vec![(field, value)]], Shown::Operand(operand.clone()));
            }
        }
    }

    /// As many other values as a bound asks for.
    fn distinct(&mut self, query: QueryId, field: FieldId, question: &Question) {
        let shown = Shown::Operand(Operand::Distinct { query, field });
        let Shown::Operand(operand) = &shown else { return };
        let present = amount(self.now, operand).unwrap_or_default();
        let known: Vec<Option<Value>> =
            self.now.matching(query).iter().map(|row| row.value(field).map(super::rows::value)).collect();
        let Some(kind) =
            self.event(query).and_then(|event| event.fields.get(field)).map(|field| field.0.kind().clone())
        else {
            return;
        };
        let value = |at: u32| match &kind {
            Kind::Text => Some(Value::Text(format!("other {at}"))),
            Kind::Email => Some(Value::Text(format!("other{at}@example.com"))),
            Kind::Url => Some(Value::Text(format!("https://www.example.com/other/{at}"))),
            Kind::Integer => Some(Value::Integer(i64::from(at))),
            Kind::Number => Some(Value::Number(f64::from(at))),
            Kind::OneOf(dropdown) => (usize::try_from(at).ok()? < dropdown.len()).then_some(Value::Choice(at)),
            _ => None,
        };
        for bound in bounds(question) {
            let more = (bound.ceil() - present).max(0.0) as u64;
            if more == 0 || more > MOST {
                continue;
            }
            let other = (0..200).filter_map(value).filter(|value| !known.contains(&Some(value.clone())));
            let events: Vec<Guess> = other.take(more as usize).map(|value| vec![(field, value)]).collect();
            self.add(query, events, shown.clone());
        }
    }

    /// The last one, with a value that is asked for.
    fn picked(&mut self, query: QueryId, field: FieldId, operand: &Operand, question: &Question) {
        let Some(event) = self.event(query) else { return };
        let mut asked = question.clone();
        for place in operands(&mut asked) {
            if place == operand {
                *place = Operand::Field(field);
            }
        }
        for wanted in [true, false] {
            for guess in of_question(event, &asked, wanted, self.as_of) {
                self.add(query, vec![guess], Shown::Operand(operand.clone()));
            }
        }
    }

    fn rule(&mut self, rule: RuleId) {
        let (Some(step), Some(of)) = (self.plan.rule(rule), self.plan.model().rules.get(rule)) else { return };
        match (&step.body, &of.body) {
            (RuleBodyStep::Each { query, points, .. }, _) if *points > Points::ZERO => {
                (1..=FURTHER).for_each(|more| self.count(*query, more));
                let given = self.now.outcome().rules.get(rule.index()).map_or(Points::ZERO, |rule| rule.before_limit);
                for lacking in self.lacking() {
                    self.count(*query, lacking.div_ceil(points.scaled().unsigned_abs()));
                }
                if let Some(up_to) = step.up_to {
                    let lacking = up_to.scaled().saturating_sub(given.scaled()).max(0).unsigned_abs();
                    self.count(*query, lacking.div_ceil(points.scaled().unsigned_abs()));
                }
            }
            (RuleBodyStep::MatchEach { query, .. }, RuleBody::MatchEach { arms, .. }) => {
                let Some(event) = self.event(*query) else { return };
                for (place, arm) in arms.iter().enumerate().filter(|(_, arm)| arm.points > Points::ZERO) {
                    for guess in guesses(event, &arm.condition, true, self.as_of) {
                        for more in 1..=FURTHER as usize {
                            let shown = Shown::Arm { rule, arm: place };
                            self.add(*query, vec![guess.clone(); more], shown);
                        }
                    }
                }
            }
            (RuleBodyStep::When { award: AwardStep::Per { step: size, of, points }, .. }, _)
                if *points > Points::ZERO =>
            {
                self.per(size, self.plan.resolved(of), *points, step.up_to);
            }
            _ => {}
        }
    }

    /// Points that a score lacks to a bound that a question asks for, in ten-thousandths; each once.
    fn lacking(&self) -> Vec<u64> {
        let mut lacking = Vec::new();
        for atom in self.plan.atoms().values() {
            let Question::Within { operand, intervals } = &atom.question else { continue };
            let Operand::Points(PointsOf::Score(score)) = self.plan.resolved(operand) else { continue };
            let Some(now) = self.now.outcome().scores.get(score.index()) else { continue };
            lacking.extend(intervals.iter().filter_map(|interval| match interval.low {
                Bound::Included(Scalar::Points(low)) | Bound::Excluded(Scalar::Points(low)) => {
                    u64::try_from(low.scaled().saturating_sub(now.points.scaled())).ok().filter(|lacking| *lacking > 0)
                }
                _ => None,
            }));
        }
        lacking.sort_unstable();
        lacking.dedup();
        lacking
    }

    /// Up to the next steps of an award `per K`, to those that bring a score to a bound, and to its limit.
    fn per(&mut self, size: &Decimal, of: &Operand, points: Points, up_to: Option<Points>) {
        let Some(present) = amount(self.now, of) else { return };
        let size = size.to_f64();
        let taken = (present / size).floor().max(0.0);
        let each = points.scaled().unsigned_abs();
        let last = up_to.map(|up_to| up_to.scaled().unsigned_abs().div_ceil(each) as f64);
        let steps = (1..=FURTHER).chain(self.lacking().into_iter().map(|lacking| lacking.div_ceil(each)));
        let steps = steps.map(|step| taken + step as f64).filter(|step| last.is_none_or(|last| *step <= last));
        let steps: Vec<f64> = steps.chain(last).collect();
        for step in steps {
            match of {
                Operand::Count(query) => self.count(*query, (step * size - present).ceil().max(0.0) as u64),
                Operand::Aggregate { function: AggregateFunction::Sum, query, field } => {
                    let kind = self.event(*query).and_then(|event| event.fields.get(*field));
                    let is_whole = kind.is_some_and(|field| *field.0.kind() == Kind::Integer);
                    if let Some(value) = number(step * size - present, is_whole).filter(|_| step > taken) {
                        self.add(*query, vec![vec![(*field, value)]], Shown::Operand(of.clone()));
                    }
                }
                _ => {}
            }
        }
    }

    fn count(&mut self, query: QueryId, more: u64) {
        if (1..=MOST).contains(&more) {
            self.add(query, vec![Guess::new(); more as usize], Shown::Count);
        }
    }

    fn add(&mut self, query: QueryId, events: Vec<Guess>, shown: Shown) {
        let wish = Wish { query, events, shown };
        if self.found.len() < WISHES && !wish.events.is_empty() && !self.found.contains(&wish) {
            self.found.push(wish);
        }
    }

    fn event(&self, query: QueryId) -> Option<&'a Event> {
        let model: &'a Model = self.plan.model();
        model.schema.events.get(model.queries.get(query)?.event)
    }
}

/// The operands that are computed from events, inside arithmetic too.
fn queries(plan: &Plan, operand: &Operand, found: &mut Vec<Operand>) {
    match plan.resolved(operand) {
        Operand::Arithmetic { left, right, .. } => {
            queries(plan, left, found);
            queries(plan, right, found);
        }
        Operand::Negate(of) => queries(plan, of, found),
        of @ (Operand::Count(_)
        | Operand::DaysSinceEvent { .. }
        | Operand::Aggregate { .. }
        | Operand::Distinct { .. }
        | Operand::Pick { .. }) => found.push(of.clone()),
        _ => {}
    }
}

/// Numbers that a question turns on, on both sides of each.
fn bounds(question: &Question) -> Vec<f64> {
    match question {
        Question::Within { intervals, .. } => {
            let mut all = numbers(intervals, true);
            all.extend(numbers(intervals, false));
            all
        }
        Question::Compare { left, right, .. } => {
            let literal = |operand: &Operand| match operand {
                Operand::Literal(Value::Integer(at)) => Some(*at as f64),
                Operand::Literal(Value::Number(at)) => Some(*at),
                _ => None,
            };
            [left, right].into_iter().filter_map(literal).flat_map(|at| [at, at + 1.0]).collect()
        }
        _ => Vec::new(),
    }
}

fn amount(now: &Evaluation<'_>, operand: &Operand) -> Option<f64> {
    match now.operand(operand)? {
        Held::Value(Value::Integer(number)) => Some(number as f64),
        Held::Value(Value::Number(number)) => Some(number),
        Held::Value(_) => None,
        Held::Points(points) => Some(points.scaled() as f64 / 10_000.0),
        Held::Micros(amount) => Some(amount.to_f64()),
    }
}
