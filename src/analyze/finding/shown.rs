//! Contacts for what one item tells by itself: takes findings about values that have no arm or may be missing, gives each a
//! contact that meets it.
//!
//! The findings themselves need no search, and are told without one where nobody asks for an analysis.

use super::Ground;
use crate::{
    analyze::{Goal, Matter, Wanted, Witness},
    base::{Diagnostic, code},
    exec::evaluate,
    model::{Arm, Condition, Model, Operand, Question, Rule, RuleBody, RuleId, Test},
    plan::RuleBodyStep,
    value::{Duration, Kind, Unit, Value},
};

/// Gives each finding that one contact can show, and that has none, a contact.
pub(super) fn shown(ground: &Ground<'_>, told: &mut [Diagnostic]) {
    for found in told.iter_mut().filter(|found| found.witness.is_none()) {
        if let Some(witness) = example(ground, found) {
            *found = ground.shown(found.clone(), &witness);
        }
    }
}

fn example(ground: &Ground<'_>, found: &Diagnostic) -> Option<Witness> {
    let rule = rule_at(ground.model(), found);
    if found.code == &code::ALWAYS_FIRES {
        return anybody(ground, rule?.0, true);
    }
    let is_missing = found.code == &code::MISSING_UNKNOWN;
    if found.code == &code::UNKNOWN_DROPPED {
        // In a `where` it is an event that is left out.
        let of_contacts = found.message.starts_with("contacts ");
        return match rule {
            _ if !of_contacts => None,
            Some((id, _)) => anybody(ground, id, false),
            None => ground.anybody().cloned(),
        };
    }
    if !is_missing && ![&code::MISSING_VALUES, &code::GAP].contains(&found.code) {
        return None;
    }
    let (id, rule) = rule?;
    match &rule.body {
        RuleBody::Match { .. } if is_missing => anybody(ground, id, false),
        RuleBody::Match { .. } => without_arm(ground, id),
        RuleBody::MatchEach { subject, arms, .. } => event_without_arm(ground, (id, rule), subject, arms, is_missing),
        RuleBody::When { .. } | RuleBody::Each { .. } => None,
    }
}

/// The rule that a finding is about.
fn rule_at<'m>(model: &'m Model, found: &Diagnostic) -> Option<(RuleId, &'m Rule)> {
    let at = found.span?;
    model.rules.iter().find(|(_, rule)| rule.span.is_some_and(|span| span.contains(at)))
}

/// Somebody of whom nothing is known, where the rule does (`fired`) or does not do anything for them.
fn anybody(ground: &Ground<'_>, id: RuleId, fired: bool) -> Option<Witness> {
    let witness = ground.anybody()?;
    (is_fired(ground, id, witness) == fired).then(|| witness.clone())
}

fn is_fired(ground: &Ground<'_>, id: RuleId, witness: &Witness) -> bool {
    let contact = witness.contact(ground.model());
    let evaluation = evaluate(ground.plan, &contact, ground.as_of);
    Matter::Fired(id).truth(&evaluation) == Some(true)
}

/// Somebody whose value is known and that no arm takes.
fn without_arm(ground: &Ground<'_>, id: RuleId) -> Option<Witness> {
    let RuleBodyStep::Match { arms, .. } = &ground.plan.rule(id)?.body else { return None };
    let goal = arms
        .iter()
        .fold(Goal::default(), |goal, arm| goal.and(Matter::Condition(arm.condition.clone()), Wanted::False));
    let search = ground.quick();
    search.find(&goal).witness().map(|witness| search.plain(witness, &goal))
}

/// Somebody with an event, of an hour ago, whose value is missing or that no arm takes.
fn event_without_arm(
    ground: &Ground<'_>,
    (id, rule): (RuleId, &Rule),
    subject: &Operand,
    arms: &[Arm],
    is_missing: bool,
) -> Option<Witness> {
    let RuleBody::MatchEach { query, .. } = &rule.body else { return None };
    let query = ground.model().queries.get(*query)?;
    let (Operand::Field(field), None, None) = (subject, &query.filter, &query.since_last) else { return None };
    let event = ground.model().schema.events.get(query.event)?;
    let left_out = match event.fields.get(*field)?.0.kind() {
        _ if is_missing => None,
        Kind::OneOf(dropdown) => (0..)
            .take(dropdown.len())
            .find(|place| !arms.iter().any(|arm| takes(&arm.condition, *place)))
            .map(Value::Choice),
        _ => return None,
    };
    if left_out.is_none() != is_missing
        || event.fields.iter().any(|(id, of)| of.0.required && id != event.at && id != *field)
    {
        return None;
    }
    let now = match event.fields.get(event.at)?.0.kind() {
        Kind::Date => Value::Date(ground.as_of.date),
        _ => Value::Instant(ground.as_of.before(Duration::new(1, Unit::Hour))),
    };
    let mut values = vec![None; event.fields.len()];
    *values.get_mut(event.at.index())? = Some(now);
    *values.get_mut(field.index())? = left_out;
    let mut witness = ground.anybody()?.clone();
    witness.events.push((query.event, values));
    (!is_fired(ground, id, &witness)).then_some(witness)
}

fn takes(condition: &Condition, place: u32) -> bool {
    match condition {
        Condition::Any(parts) => parts.iter().any(|part| takes(part, place)),
        Condition::Test(Test { question: Question::Choice { among, .. }, .. }) => among.contains(&place),
        _ => false,
    }
}
