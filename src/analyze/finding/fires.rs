//! `never-fires` and `always-fires` of rules: takes the rules, gives findings about conditions that are true of nobody or of
//! everybody, arms that take nobody, and events that nothing counts.
//!
//! Why a stage is never something and nobody on a list is told where they stand, and not again here.

use std::collections::BTreeSet;

use super::{
    Ground,
    culprit::{Culprit, culprit},
    mend,
    part::{self, Part},
};
use crate::{
    analyze::{Goal, Matter, Wanted},
    base::{Diagnostic, Label, Span, code},
    model::{Arm, Award, Condition, MatchSubject, Question, Rule, RuleBody, RuleId, Test},
    plan::{RuleBodyStep, operand_text},
    value::Points,
};

/// More parts than this are not held against each other.
const MOST_PARTS: usize = 12;

/// Gives the rules that do the same for everybody.
pub(super) fn fires(ground: &Ground<'_>, out: &mut Vec<Diagnostic>) -> BTreeSet<RuleId> {
    let mut idle = BTreeSet::new();
    for (id, rule) in ground.model().rules.iter() {
        let (Some(step), Some(span)) = (ground.plan.rule(id), rule.span) else { continue };
        if rule.until.is_some_and(|until| until < ground.as_of.date) {
            continue;
        }
        match (&rule.body, &step.body) {
            (
                RuleBody::When { condition: Some(condition), award },
                RuleBodyStep::When { condition: Some(logic), .. },
            ) => {
                let of = Part::new(condition, logic);
                if ground.rules_out(&part::is(logic, Wanted::True)) {
                    out.push(never(ground, span, &of));
                    idle.insert(id);
                } else if ground.rules_out(&part::is(logic, Wanted::NotTrue)) {
                    out.extend(always(ground, span, &of, award));
                    idle.insert(id);
                }
            }
            (RuleBody::Match { subject, arms, otherwise, .. }, _) => {
                matched(ground, (id, rule), subject, (arms, *otherwise), out);
            }
            (RuleBody::Each { query, .. } | RuleBody::MatchEach { query, .. }, _) => {
                let fired = Goal::of(Matter::Fired(id), Wanted::True);
                if ground.rules_out(&fired)
                    && let Some(query) = ground.model().queries.get(*query)
                {
                    let message = format!("this rule never gives anything: no event can be `{}`", query.text);
                    let found = Diagnostic::new(&code::NEVER_FIRES, span, message);
                    out.push(mend::deleted(found.help("ask for less, or delete the rule")));
                    idle.insert(id);
                }
            }
            _ => {}
        }
    }
    idle
}

/// A rule whose condition is true of nobody.
fn never(ground: &Ground<'_>, span: Span, of: &Part<'_>) -> Diagnostic {
    let new = |message: String| Diagnostic::new(&code::NEVER_FIRES, span, message);
    let found = match culprit(ground.quick(), of.condition) {
        Culprit::Points(words, at, _) => {
            let mut found = new(format!("this rule never fires: {words}"));
            found.labels.extend(at.map(|span| Label { span, message: "out of reach".to_owned() }));
            found
        }
        // Why that is so is told where the stage or the list stands.
        Culprit::Elsewhere(text, at) | Culprit::Part(text, at) => {
            let mut found = new(format!("this rule never fires: `{text}` is never true"));
            found.labels.extend(at.map(|span| Label { span, message: "never true".to_owned() }));
            ground.declared(of.reads(ground)).into_iter().fold(found, Diagnostic::help)
        }
        Culprit::Together => match pair(ground, of) {
            Some((one, other)) => {
                let model = ground.model();
                let (one_text, other_text) = (one.text(model), other.text(model));
                let message = format!("this rule never fires: `{one_text}` and `{other_text}` are never true together");
                let mut found = new(message);
                for (part, text) in [(&one, other_text), (&other, one_text)] {
                    let label = |span| Label { span, message: format!("never together with `{text}`") };
                    found.labels.extend(part.span().map(label));
                }
                found
            }
            None => new(format!("this rule never fires: no contact meets `{}`", of.text(ground.model()))),
        },
    };
    mend::deleted(found.help("ask for less, or delete the rule"))
}

/// Two parts of an `and` that exclude each other.
fn pair<'m>(ground: &Ground<'_>, of: &Part<'m>) -> Option<(Part<'m>, Part<'m>)> {
    let Condition::All(_) = of.condition else { return None };
    let parts = of.inner();
    let parts = parts.get(..parts.len().min(MOST_PARTS))?;
    parts.iter().enumerate().find_map(|(at, one)| {
        let other = parts.iter().skip(at + 1).find(|other| {
            let both = part::is(one.logic, Wanted::True).and(Matter::Condition(other.logic.clone()), Wanted::True);
            ground.rules_out(&both)
        })?;
        Some((one.clone(), other.clone()))
    })
}

/// A rule whose condition is true of everybody.
fn always(ground: &Ground<'_>, span: Span, of: &Part<'_>, award: &Award) -> Option<Diagnostic> {
    let Condition::Constant(_) = of.condition else {
        let text = of.text(ground.model());
        let message = match award {
            Award::Flat(Points::ZERO) => return None,
            Award::Flat(points) => {
                format!("every contact gets these {} points: `{text}` is always true", points.signed())
            }
            Award::Per { .. } | Award::Decay { .. } => format!("the condition says nothing: `{text}` is always true"),
        };
        let found = Diagnostic::new(&code::ALWAYS_FIRES, span, message);
        let found = ground.declared(of.reads(ground)).into_iter().fold(found, Diagnostic::help);
        let found = found.help("ask for more, or leave the condition out");
        return Some(match ground.anybody() {
            Some(witness) => ground.shown(found, witness),
            None => found,
        });
    };
    // `when true` is told where it stands.
    None
}

/// Arms of a `match` that take nobody.
fn matched(
    ground: &Ground<'_>,
    (id, rule): (RuleId, &Rule),
    subject: &MatchSubject,
    (arms, otherwise): (&[Arm], Option<Points>),
    out: &mut Vec<Diagnostic>,
) {
    let MatchSubject::Operand(operand) = subject else { return };
    let name = operand_text(ground.model(), operand);
    let takes = |place: usize| Goal::of(Matter::Arm(id, place), Wanted::True);
    let mut idle = 0;
    for (place, arm) in arms.iter().enumerate() {
        let Some(span) = arm.span else { continue };
        if !ground.rules_out(&takes(place)) {
            continue;
        }
        idle += 1;
        let message = format!("this arm takes nobody: `{name}` is never {}", arm.text);
        let mut found = Diagnostic::new(&code::NEVER_FIRES, span, message);
        if let Some(RuleBodyStep::Match { arms: steps, .. }) = ground.plan.rule(id).map(|step| &step.body)
            && let Some(step) = steps.get(place)
        {
            let part = Part::new(&arm.condition, &step.condition);
            found = ground.declared(part.reads(ground)).into_iter().fold(found, Diagnostic::help);
        }
        out.push(found.help("delete the arm").unsafe_fix("delete the arm", span, ""));
    }
    let is_listed = arms.iter().all(|arm| is_of_values(&arm.condition));
    if otherwise.is_some()
        && !is_listed
        && idle < arms.len()
        && ground.rules_out(&takes(arms.len()))
        && let Some(span) = rule.span
    {
        let message = format!("the arms take every `{name}` there is, so `otherwise` never takes one");
        out.push(Diagnostic::new(&code::IDLE_OTHERWISE, span, message).help("delete the `otherwise` arm"));
    }
}

/// Whether values of a dropdown, or `true` and `false`, are listed, of which each item by itself tells.
fn is_of_values(condition: &Condition) -> bool {
    match condition {
        Condition::Test(Test { question: Question::Choice { .. } | Question::True(_), .. }) => true,
        Condition::Not(part) => is_of_values(part),
        Condition::Any(parts) | Condition::All(parts) => parts.iter().all(is_of_values),
        _ => false,
    }
}
