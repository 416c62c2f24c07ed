//! Running a contact with other values: takes a contact and its outcome, gives what every single change would make of it.

use std::cell::RefCell;

use super::{
    Change, Known,
    happen::put_events,
    other::{Other, What, others},
};
use crate::{
    exec::{Contact, Outcome, Scratch, evaluate_with},
    model::{Model, PropertyId, ScoreBody},
    plan::Plan,
    value::{AsOf, Points, Value, Zone},
};

/// A contact, and every single change of it that may matter with what it leads to.
pub(super) struct Trials<'a> {
    pub(super) plan: &'a Plan,
    pub(super) contact: &'a Contact,
    pub(super) as_of: &'a AsOf,
    /// Of the contact as it is.
    pub(super) now: Outcome,
    /// The cheapest first.
    pub(super) singles: Vec<Trial>,
    scratch: RefCell<Option<Scratch>>,
}

/// One change and what it leads to.
pub(super) struct Trial {
    pub(super) other: Other,
    pub(super) outcome: Outcome,
}

impl<'a> Trials<'a> {
    /// Runs every single change.
    pub(super) fn new(plan: &'a Plan, contact: &'a Contact, as_of: &'a AsOf, now: &Outcome) -> Self {
        let mut trials =
            Self { plan, contact, as_of, now: now.clone(), singles: Vec::new(), scratch: RefCell::new(None) };
        let singles = others(plan, contact, as_of);
        trials.singles = singles.into_iter().map(|other| Trial { outcome: trials.run(&[&other]), other }).collect();
        trials
    }

    pub(super) fn model(&self) -> &'a Model {
        self.plan.model()
    }

    /// The rule in canonical form.
    pub(super) fn rule_text(&self, rule: usize) -> &'a str {
        self.model().rules.values().nth(rule).map_or("", |rule| rule.text.as_str())
    }

    /// What the contact would be after these changes.
    pub(super) fn run(&self, changes: &[&Other]) -> Outcome {
        let mut contact = self.contact.clone();
        for change in changes {
            match &change.what {
                What::Value(property, value) => {
                    if let Some(place) = contact.values.get_mut(property.index()) {
                        *place = Some(value.clone());
                    }
                }
                What::Events(happening) => put_events(&mut contact, happening.event, &happening.rows),
            }
        }
        let scratch = self.scratch.borrow_mut().take().unwrap_or_default();
        let evaluation = evaluate_with(scratch, self.plan, &contact, self.as_of);
        let outcome = evaluation.outcome().clone();
        self.scratch.replace(Some(evaluation.into_scratch()));
        outcome
    }

    /// How the points of all scores that are sums differ, as they would be added up.
    pub(super) fn gain(&self, outcome: &Outcome) -> Points {
        let scores = self.model().scores.values().zip(&self.now.scores).zip(&outcome.scores);
        let gained = scores
            .filter(|((score, _), _)| matches!(score.body, ScoreBody::Sum { .. }))
            .map(|((_, now), then)| then.points.scaled().saturating_sub(now.points.scaled()));
        Points::from_scaled(gained.fold(0, i64::saturating_add))
    }

    /// A change in words.
    pub(super) fn change(&self, other: &Other) -> Change {
        let (property, value) = match &other.what {
            What::Value(property, value) => (*property, value),
            What::Events(happening) => return happening.change.clone(),
        };
        let name = self.model().schema.properties.get(property).map_or_else(String::new, |of| of.name.clone());
        let from = self.contact.values.get(property.index()).and_then(Option::as_ref);
        Change {
            property: name,
            from: known(self.model(), property, from, &self.as_of.zone),
            to: known(self.model(), property, Some(value), &self.as_of.zone),
            more: None,
        }
    }
}

/// A value of a property for people and for programs.
pub(super) fn known(model: &Model, property: PropertyId, value: Option<&Value>, zone: &Zone) -> Known {
    let kind = model.schema.properties.get(property).map(|property| property.kind());
    match (value, kind) {
        (Some(Value::Choices(places)), Some(kind)) if places.is_empty() => {
            Known { text: "none of them".to_owned(), json: Value::Choices(Vec::new()).to_json(kind) }
        }
        (Some(value), Some(kind)) => Known { text: value.shown(kind, zone), json: value.to_json(kind) },
        _ => Known { text: "unknown".to_owned(), json: serde_json::Value::Null },
    }
}
