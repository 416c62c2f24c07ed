//! The contact of a finding as it is told: takes a finding and whom it shows, gives the finding with the contact as JSON and
//! in the words of a test, with what a test may expect of it.
//!
//! What is expected is what the rules make of the contact now: of the condition, rule, stage or list that the finding is
//! about. Knows nothing of how a contact was found.

use crate::{
    analyze::Witness,
    base::{Diagnostic, Example, Span},
    exec::{Contact, Evaluation, evaluate, in_test},
    model::{Model, PropertyId},
    plan::Plan,
    value::{AsOf, Value},
};

/// What most contacts are.
pub(super) const FOR_EXAMPLE: &str = "for example";
/// A contact with whom something gets as far as it can.
pub(super) const THE_MOST: &str = "who gets the most";
/// The same downwards.
pub(super) const THE_LEAST: &str = "who gets the least";
/// A contact that meets a condition, and is left out by another.
pub(super) const TAKEN_OUT: &str = "who meets it, and is taken out";
/// A contact that meets a condition, and is somebody else's before.
pub(super) const TAKEN_ABOVE: &str = "who meets it, and is taken above";

/// Whom a finding shows, and as what.
pub(super) struct Told<'w> {
    /// The contact.
    pub(super) witness: &'w Witness,
    /// What it is an example of.
    pub(super) of: &'static str,
    /// What to expect of it, in the words of the language; where there is nothing, what the finding is about decides.
    pub(super) expected: Vec<String>,
}

impl<'w> Told<'w> {
    pub(super) fn of(witness: &'w Witness, of: &'static str) -> Self {
        Self { witness, of, expected: Vec::new() }
    }

    /// The finding with its contact.
    pub(super) fn beside(self, plan: &Plan, as_of: &AsOf, found: Diagnostic) -> Diagnostic {
        let model = plan.model();
        let contact = self.witness.contact(model);
        let mut expected = self.expected.clone();
        if expected.is_empty() {
            expected.extend(about(plan, &evaluate(plan, &contact, as_of), found.span, &contact.values, as_of));
        }
        let values = self.values(plan, as_of, &contact);
        let events = &self.witness.events;
        let example = Example {
            of: self.of.to_owned(),
            as_of: format!("as of {as_of}"),
            is_dated: in_test::is_dated(&values, as_of)
                || events.iter().any(|(_, fields)| in_test::is_dated(fields, as_of)),
            contact: in_test::contact(model, &values, as_of),
            events: events.iter().filter_map(|(kind, fields)| in_test::event(model, *kind, fields, as_of)).collect(),
            expected: expected.into_iter().map(|expected| format!("expect {expected}")).collect(),
        };
        Diagnostic { witness: Some(self.witness.to_json(model)), example: Some(example), ..found }
    }

    /// The values worth telling: without those that only have to be there, where the outcome is the same.
    fn values(&self, plan: &Plan, as_of: &AsOf, contact: &Contact) -> Vec<Option<Value>> {
        let model = plan.model();
        let key = model.schema.key;
        let is_any =
            |id: PropertyId, required: bool| (required || key == Some(id)) && !self.witness.matters.contains(&id);
        let mut values = self.witness.values.clone();
        for ((id, property), value) in model.schema.properties.iter().zip(&mut values) {
            if is_any(id, property.required) && property.reading.default.is_none() {
                *value = None;
            }
        }
        let less = Contact { values: values.clone(), ..contact.clone() };
        if values == contact.values || is_same(&evaluate(plan, contact, as_of), &evaluate(plan, &less, as_of)) {
            return values;
        }
        self.witness.values.clone()
    }
}

fn is_same(one: &Evaluation<'_>, other: &Evaluation<'_>) -> bool {
    one.outcome() == other.outcome()
}

/// What a test may expect of what stands at a place.
fn about(
    plan: &Plan,
    evaluation: &Evaluation<'_>,
    at: Option<Span>,
    values: &[Option<Value>],
    as_of: &AsOf,
) -> Option<String> {
    let of_place = at.and_then(|at| of_place(plan, evaluation, at));
    of_place.or_else(|| in_test::anything(plan, evaluation, values, as_of))
}

fn of_place(plan: &Plan, evaluation: &Evaluation<'_>, at: Span) -> Option<String> {
    let model: &Model = plan.model();
    let is_there = |span: Option<Span>| span.is_some_and(|span| span.contains(at));
    let rule = || model.rules.iter().find(|(_, rule)| is_there(rule.span));
    let group = || model.groups.iter().find(|(_, group)| is_there(group.span));
    let score = || model.scores.iter().find(|(_, score)| is_there(score.span));
    let stage = || model.stages.iter().find(|(_, stage)| stage.arms.iter().any(|arm| is_there(arm.span)));
    let list = || model.lists.iter().find(|(_, list)| is_there(list.span));
    None.or_else(|| in_test::of_rule(plan, evaluation, rule()?.0))
        .or_else(|| in_test::of_stage(plan, evaluation, stage()?.0))
        .or_else(|| in_test::of_list(plan, evaluation, list()?.0))
        .or_else(|| in_test::of_group(plan, evaluation, group()?.0))
        .or_else(|| in_test::of_score(plan, evaluation, score()?.0))
}
