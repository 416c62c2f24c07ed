//! `never-fires` and `always-fires` of rules: takes the rules, gives findings about conditions that are true of nobody or of
//! everybody, arms that take nobody, and events that nothing counts.
//!
//! Why a stage is never something and nobody on a list is told where they stand, and not again here.

use std::collections::BTreeSet;

use super::{
    Ground,
    culprit::{Culprit, culprit, logic},
    mend,
    part::{self, Part},
};
use crate::{
    analyze::{Goal, Matter, Measure, Wanted},
    base::{Applicability, Diagnostic, Edit, Label, Span, code},
    format::name,
    model::{
        Arm, Award, Condition, DefineBody, MatchSubject, Model, Operand, PointsOf, Question, Rule, RuleBody, RuleId,
        Test,
    },
    plan::{RuleBodyStep, operand_text},
    regions::quoted,
    value::{Kind, Points},
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
        if let RuleBody::When { condition, award } = &rule.body
            && let Some(found) = never_gives(ground, id, span, (condition.as_ref(), award))
        {
            out.push(found);
            idle.insert(id);
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

/// A rule that counts something of which there is never enough.
fn never_gives(
    ground: &Ground<'_>,
    id: RuleId,
    span: Span,
    (condition, award): (Option<&Condition>, &Award),
) -> Option<Diagnostic> {
    let (points, of, words) = match award {
        Award::Flat(_) => return None,
        Award::Per { points, step, of } => (points, of, format!("never comes to {step}")),
        Award::Decay { points, since, .. } => (points, since, "is always too long ago".to_owned()),
    };
    let step = ground.plan.rule(id).map(|step| &step.body);
    let is_met = match (condition, step) {
        (Some(_), Some(RuleBodyStep::When { condition: Some(logic), .. })) => {
            !ground.rules_out(&part::is(logic, Wanted::True))
        }
        (None, _) => true,
        _ => false,
    };
    let lie = |low, high| Goal::of(Matter::Points(Measure::BeforeLimit(PointsOf::Rule(id)), low, high), Wanted::True);
    let (least, most) = (Points::from_scaled(1), Points::from_scaled(-1));
    let gives_nothing = || ground.rules_out(&lie(Some(least), None)) && ground.rules_out(&lie(None, Some(most)));
    // That nobody meets the condition is told as that.
    if *points == Points::ZERO || !is_met || !gives_nothing() {
        return None;
    }
    let met = if condition.is_some() { "where its condition is met, " } else { "" };
    let message = format!("this rule never gives a point: {met}`{}` {words}", operand_text(ground.model(), of));
    let found = Diagnostic::new(&code::NEVER_FIRES, span, message);
    Some(mend::deleted(found.help("count smaller steps, or delete the rule")))
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
            found.labels.extend(at.map(|span| Label { span, message: String::new() }));
            let told = in_define(ground, found.clone(), of);
            if told == found {
                ground.declared(of.reads(ground)).into_iter().fold(found, Diagnostic::help)
            } else {
                told
            }
        }
        Culprit::Together => match apart(ground, of) {
            Some(apart) => apart.told(new(format!("this rule never fires: {}", apart.words))),
            None => new(format!("this rule never fires: no contact meets `{}`", of.text(ground.model()))),
        },
    };
    mend::deleted(found.help("ask for less, or delete the rule"))
}

/// The finding with what excludes each other in a definition that is never true.
pub(super) fn in_define(ground: &Ground<'_>, found: Diagnostic, of: &Part<'_>) -> Diagnostic {
    let model = ground.model();
    let parts = match of.condition {
        Condition::Define(_) => vec![of.clone()],
        _ => of.inner(),
    };
    let apart = parts.iter().find_map(|part| {
        let Condition::Define(id) = part.condition else { return None };
        let define = model.defines.get(*id)?;
        if !found.message.contains(&format!("`{}` is never true", define.name)) {
            return None;
        }
        let DefineBody::Condition(body) = &define.body else { return None };
        let logic = logic(ground.plan, body)?;
        // Lives no longer than this look at it.
        apart(ground, &Part::new(body, &logic))
    });
    match apart {
        Some(apart) => {
            let message = format!("{}: {}", found.message, apart.words);
            apart.told(Diagnostic { message, ..found })
        }
        None => found,
    }
}

/// Two parts of a condition that exclude each other.
pub(super) struct Apart {
    /// `` `a` and `b` are never true together ``.
    pub(super) words: String,
    labels: Vec<Label>,
    /// Two values of one dropdown, of which either was meant.
    either: Option<Edit>,
}

impl Apart {
    /// The finding with both parts underlined, and with the fix where one is certain enough.
    pub(super) fn told(&self, mut found: Diagnostic) -> Diagnostic {
        found.labels.extend(self.labels.iter().cloned());
        match &self.either {
            Some(edit) => {
                let message = format!("did you mean `or`? write `{}`", edit.text);
                found.fix(message, Applicability::Unsafe, vec![edit.clone()])
            }
            None => found,
        }
    }
}

/// The parts of an `and` that exclude each other, in words.
pub(super) fn apart(ground: &Ground<'_>, of: &Part<'_>) -> Option<Apart> {
    let (one, other) = pair(ground, of)?;
    let model = ground.model();
    let words = format!("`{}` and `{}` are never true together", one.text(model), other.text(model));
    let is_choice = choices(&one, &other).is_some();
    let second = if is_choice { "it has one value at a time" } else { "" };
    let labels = [(&one, ""), (&other, second)]
        .into_iter()
        .filter_map(|(part, message)| Some(Label { span: part.span()?, message: message.to_owned() }));
    Some(Apart { words, labels: labels.collect(), either: either(model, &one, &other) })
}

/// The dropdown that both ask, with the values that the one wants or the other.
fn choices<'m>(one: &Part<'m>, other: &Part<'m>) -> Option<(&'m Operand, Vec<u32>)> {
    let of = |part: &Part<'m>| match part.condition {
        Condition::Test(Test { question: Question::Choice { operand, among }, .. }) => Some((operand, among)),
        _ => None,
    };
    let ((operand, first), (same, second)) = (of(one)?, of(other)?);
    (operand == same).then(|| (operand, first.iter().chain(second).copied().collect()))
}

/// `role in { "Student", "C-level" }` in the place of two questions with nothing but an `and` between.
fn either(model: &Model, one: &Part<'_>, other: &Part<'_>) -> Option<Edit> {
    let (operand, among) = choices(one, other)?;
    let Operand::Property(id) = operand else { return None };
    let property = model.schema.properties.get(*id)?;
    let Kind::OneOf(dropdown) = property.kind() else { return None };
    let values: Option<Vec<String>> = among.iter().map(|place| dropdown.name(*place).map(quoted)).collect();
    let (first, second) = (one.span()?, other.span()?);
    let gap = (second.start as usize).checked_sub(first.end as usize)?;
    let text = format!("{} in {{ {} }}", name(&property.name), values?.join(", "));
    (first.source == second.source && gap == " and ".len()).then(|| Edit { span: first.to(second), text })
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
    // Behind the arms stands `otherwise`.
    let is_out = ground.rules_out_arms(id, arms.len() + usize::from(otherwise.is_some()));
    let takes_nobody = |place: usize| is_out.get(place).copied().unwrap_or_default();
    let mut idle = 0;
    for (place, arm) in arms.iter().enumerate() {
        let Some(span) = arm.span else { continue };
        if !takes_nobody(place) {
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
        && takes_nobody(arms.len())
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
