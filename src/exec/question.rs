//! Answers one question for one contact.

use std::cmp::Ordering;

use super::{Evaluation, EventRow, arithmetic, term::Term};
use crate::{
    model::{Comparison, Operand, Quantifier, Question},
    plan::{Atom, Needles, Prepared},
    value::{Pattern, TimeValue, nfc},
};

impl Evaluation<'_> {
    /// The answer to a question, while an event is looked at or none; none: unknown.
    pub(super) fn ask(&self, atom: &Atom, event: Option<EventRow<'_>>) -> Option<bool> {
        match &atom.question {
            Question::Known(operand) => Some(self.is_known(operand, event)),
            Question::True(operand) => match self.term(operand, event)? {
                Term::Boolean(truth) => Some(truth),
                _ => None,
            },
            Question::Within { operand, intervals } => arithmetic::is_within(&self.term(operand, event)?, intervals),
            Question::Compare { left, comparison, right } => self.compare(left, *comparison, right, event),
            Question::Text { operand, .. } => match &atom.prepared {
                Prepared::Needles(needles) => self.holds(operand, needles, event),
                _ => None,
            },
            Question::Matches { operand, .. } => match &atom.prepared {
                Prepared::Pattern(Some(pattern)) => self.matches(operand, pattern, event),
                _ => None,
            },
            Question::Choice { operand, among } => match self.term(operand, event)? {
                Term::Choice(place, _) => Some(among.binary_search(&place).is_ok()),
                _ => None,
            },
            Question::Choices { operand, quantifier, among } => match self.term(operand, event)? {
                Term::Choices(ticked, _) => Some(choices_hold(ticked, *quantifier, among)),
                _ => None,
            },
            Question::Time { operand, window } => Some(window.contains(time(&self.term(operand, event)?)?, self.as_of)),
            Question::Anniversary { operand, window } => {
                Some(time(&self.term(operand, event)?)?.anniversary_in(window, self.as_of))
            }
            Question::Stage { stage, arms } => {
                let outcome = self.outcome().stages.get(stage.index())?;
                Some(arms.binary_search(&outcome.name).is_ok())
            }
            Question::AnyEvent(query) => Some(!self.matching(*query).is_empty()),
            Question::Fired(rule) => {
                let outcome = self.outcome().rules.get(rule.index());
                Some(outcome.is_some_and(|outcome| outcome.fired == Some(true)))
            }
            Question::InList(list) => self.outcome().lists.get(list.index()).copied(),
        }
    }

    fn holds(&self, operand: &Operand, needles: &Needles, event: Option<EventRow<'_>>) -> Option<bool> {
        Some(if needles.exactly {
            needles.hold(&nfc(&self.text(operand, event)?))
        } else {
            needles.hold(&self.folded(operand, event)?)
        })
    }

    fn matches(&self, operand: &Operand, pattern: &Pattern, event: Option<EventRow<'_>>) -> Option<bool> {
        let text = self.text(operand, event)?;
        Some(if text.is_ascii() { pattern.is_match(&text) } else { pattern.is_match(&nfc(&text)) })
    }

    fn compare(
        &self,
        left: &Operand,
        comparison: Comparison,
        right: &Operand,
        event: Option<EventRow<'_>>,
    ) -> Option<bool> {
        let (one, two) = (self.term(left, event)?, self.term(right, event)?);
        let order = match (&one, &two) {
            (Term::Text(_) | Term::Choice(..), Term::Text(_) | Term::Choice(..)) => {
                // Texts have no order: only whether they are equal is asked.
                if self.folded(left, event)? == self.folded(right, event)? {
                    Ordering::Equal
                } else {
                    return equal_only(comparison);
                }
            }
            (Term::Boolean(one), Term::Boolean(two)) => {
                if one == two {
                    Ordering::Equal
                } else {
                    return equal_only(comparison);
                }
            }
            (Term::Instant(one), Term::Instant(two)) => one.cmp(two),
            (Term::Date(_) | Term::Instant(_), Term::Date(_) | Term::Instant(_)) => {
                self.date(&one)?.cmp(&self.date(&two)?)
            }
            _ => arithmetic::order(&one, &two)?,
        };
        Some(match comparison {
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
            Comparison::Equal => order.is_eq(),
        })
    }
}

/// A date or datetime as windows take it.
fn time(term: &Term<'_>) -> Option<TimeValue> {
    match term {
        Term::Date(date) => Some(TimeValue::Date(*date)),
        Term::Instant(instant) => Some(TimeValue::Instant(*instant)),
        _ => None,
    }
}

/// What is to be said of two different things that have no order.
fn equal_only(comparison: Comparison) -> Option<bool> {
    (comparison == Comparison::Equal).then_some(false)
}

/// Both lists of places are sorted and distinct.
fn choices_hold(ticked: &[u32], quantifier: Quantifier, among: &[u32]) -> bool {
    let is_ticked = |place: &u32| ticked.contains(place);
    match quantifier {
        Quantifier::Any => among.iter().any(is_ticked),
        Quantifier::All => among.iter().all(is_ticked),
        Quantifier::None => !among.iter().any(is_ticked),
        Quantifier::Exactly => ticked == among,
    }
}
