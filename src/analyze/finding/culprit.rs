//! Why no contact meets a condition: takes a condition that is proven to be impossible, gives the part of it that is so by
//! itself, where there is one, and the points that are out of reach.

use super::told::{THE_LEAST, THE_MOST, Told};
use crate::{
    analyze::{Answer, Bound, Bounds, Goal, Matter, Measure, Search, Wanted, Witness},
    base::Span,
    exec::in_test,
    model::{Condition, Operand, Question, Test},
    plan::{Logic, Plan, points_name},
    regions::resolved,
    value::{Bound as End, Interval, Points, Scalar},
};

/// Why no contact meets a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Culprit {
    /// Points do not get there; in words, such as `the most `total` can be is 58`, and where that is asked.
    /// With a contact who gets as far as can be.
    Points(String, Option<Span>, Option<Box<Farthest>>),
    /// This is never true, in the words of the rules, and where it is asked.
    Part(String, Option<Span>),
    /// A stage is never that, or nobody is on that list, which is told where they stand; in the words of the rules, and
    /// where it is asked.
    Elsewhere(String, Option<Span>),
    /// No part by itself.
    Together,
}

/// A contact who gets as far as can be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Farthest {
    witness: Witness,
    is_most: bool,
    /// `total is 58`.
    expected: String,
}

impl Farthest {
    /// As it is told beside a finding.
    pub(super) fn told(&self) -> Told<'_> {
        let of = if self.is_most { THE_MOST } else { THE_LEAST };
        Told { expected: vec![self.expected.clone()], ..Told::of(&self.witness, of) }
    }
}

/// What makes a condition impossible.
pub(super) fn culprit(search: &Search<'_>, condition: &Condition) -> Culprit {
    let parts = match condition {
        Condition::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    parts.iter().find_map(|part| of_part(search, part)).unwrap_or(Culprit::Together)
}

fn of_part(search: &Search<'_>, part: &Condition) -> Option<Culprit> {
    let logic = logic(search.plan(), part)?;
    let goal = Goal::of(Matter::Condition(logic), Wanted::True);
    if search.find(&goal) != Answer::Impossible {
        return None;
    }
    match part {
        Condition::Test(test) if matches!(test.question, Question::Stage { .. } | Question::InList(_)) => {
            Some(Culprit::Elsewhere(test.text.clone(), test.span))
        }
        Condition::Test(test) => {
            Some(out_of_reach(search, test).unwrap_or_else(|| Culprit::Part(test.text.clone(), test.span)))
        }
        Condition::Define(id) => {
            let define = search.plan().model().defines.get(*id)?;
            Some(Culprit::Part(define.name.clone(), None))
        }
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) | Condition::Constant(_) => Some(Culprit::Together),
    }
}

/// The end of points that a question asks beyond.
fn out_of_reach(search: &Search<'_>, test: &Test) -> Option<Culprit> {
    let Question::Within { operand, intervals } = &test.question else { return None };
    let Operand::Points(of) = resolved(search.plan().model(), operand) else { return None };
    let Bounds { min, max } = search.bounds(Measure::Of(*of));
    let (low, high) = (lowest(intervals)?, highest(intervals)?);
    let name = points_name(search.plan().model(), *of);
    let (word, bound) = match (low, high) {
        (Some(low), _) if max.proven.is_some_and(|most| most < low) => ("most", max),
        (_, Some(high)) if min.proven.is_some_and(|least| high < least) => ("least", min),
        _ => return None,
    };
    let words = end_in_words(&name, word, &bound)?;
    let farthest = bound.reached.as_ref().filter(|_| bound.is_exact());
    let farthest = farthest.map(|(points, witness)| Farthest {
        witness: search.plain_points(witness, Measure::Of(*of), *points),
        is_most: word == "most",
        expected: format!("{} is {points}", in_test::points(search.plan().model(), *of)),
    });
    Some(Culprit::Points(words, test.span, farthest.map(Box::new)))
}

/// `the most `total` can be is 58`.
fn end_in_words(name: &str, word: &str, bound: &Bound) -> Option<String> {
    let points = bound.proven?;
    Some(match (bound.is_exact(), word) {
        (true, _) => format!("the {word} `{name}` can be is {points}"),
        (false, "most") => format!("`{name}` is never more than {points}"),
        (false, _) => format!("`{name}` is never less than {points}"),
    })
}

/// The lowest points in intervals; the inner none: there is no lowest.
fn lowest(intervals: &[Interval]) -> Option<Option<Points>> {
    let ends = intervals.iter().map(|interval| inner_end(interval.low, 1)).collect::<Option<Vec<Option<Points>>>>()?;
    Some(ends.into_iter().min().flatten())
}

/// The highest likewise.
fn highest(intervals: &[Interval]) -> Option<Option<Points>> {
    let ends =
        intervals.iter().map(|interval| inner_end(interval.high, -1)).collect::<Option<Vec<Option<Points>>>>()?;
    Some(if ends.contains(&None) { None } else { ends.into_iter().max().flatten() })
}

/// The outermost points inside an end; `inwards` is the step from an end that does not belong to its interval.
pub(super) fn inner_end(end: End, inwards: i64) -> Option<Option<Points>> {
    match end {
        End::Unbounded => Some(None),
        End::Included(Scalar::Points(points)) => Some(Some(points)),
        End::Excluded(Scalar::Points(points)) => {
            Some(Some(Points::from_scaled(points.scaled().saturating_add(inwards))))
        }
        _ => None,
    }
}

/// The condition as the plan has it.
pub(super) fn logic(plan: &Plan, condition: &Condition) -> Option<Logic> {
    let all = |parts: &[Condition]| parts.iter().map(|part| logic(plan, part)).collect::<Option<Vec<Logic>>>();
    Some(match condition {
        Condition::All(parts) => Logic::All(all(parts)?),
        Condition::Any(parts) => Logic::Any(all(parts)?),
        Condition::Not(part) => Logic::Not(Box::new(logic(plan, part)?)),
        Condition::Test(test) => Logic::Atom(plan.find(&test.question)?),
        Condition::Define(id) => Logic::Define(*id),
        Condition::Constant(truth) => Logic::Constant(*truth),
    })
}
