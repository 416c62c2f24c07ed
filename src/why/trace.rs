//! What happened, in the order of the rules: takes an evaluation, gives scores, rules, stages and lists in words.

use super::{
    Ahead, Atom, GroupTrace, ListTrace, RuleTrace, ScoreTrace, StageTrace, counted,
    requirement::{absent, actual, atoms},
};
use crate::{
    base::{Sources, Span},
    exec::{Evaluation, RuleOutcome},
    model::{Arm, Award, Condition, Formula, MatchSubject, Model, Operand, PointsOf, Rule, RuleBody, ScoreBody, Stage},
    plan::{Plan, RuleBodyStep, operand_text},
    value::{AsOf, Points},
};

/// Each score with its groups.
pub(super) fn scores(plan: &Plan, evaluation: &Evaluation<'_>) -> Vec<ScoreTrace> {
    let model = plan.model();
    let outcome = evaluation.outcome();
    let of_score = model.scores.values().zip(&outcome.scores).map(|(score, limited)| ScoreTrace {
        name: score.name.clone(),
        description: score.description.clone(),
        points: limited.points,
        before_limit: limited.before_limit,
        groups: match &score.body {
            ScoreBody::Derived(_) => Vec::new(),
            ScoreBody::Sum { groups, .. } => {
                let group = |id: &crate::model::GroupId| {
                    let group = model.groups.get(*id)?;
                    let limited = outcome.groups.get(id.index())?;
                    Some(GroupTrace {
                        name: group.name.clone(),
                        description: group.description.clone(),
                        points: limited.points,
                        before_limit: limited.before_limit,
                    })
                };
                groups.iter().filter_map(group).collect()
            }
        },
        formula: match &score.body {
            ScoreBody::Sum { .. } => None,
            ScoreBody::Derived(formula) => Some((
                formula_text(formula, false, &|of| points_name(model, of)),
                formula_text(formula, false, &|of| format!("{} {}", points_name(model, of), points_of(evaluation, of))),
            )),
        },
    });
    of_score.collect()
}

fn formula_text(formula: &Formula, is_inner: bool, shown: &dyn Fn(PointsOf) -> String) -> String {
    match formula {
        Formula::Points(of) => shown(*of),
        Formula::Constant(points) => points.to_string(),
        Formula::Sum(parts) => {
            let mut text = String::new();
            for part in parts {
                let (sign, part) = match part {
                    Formula::Negate(of) => (" - ", of.as_ref()),
                    part => (" + ", part),
                };
                match (text.is_empty(), sign) {
                    (true, " - ") => text.push('-'),
                    (true, _) => {}
                    (false, sign) => text.push_str(sign),
                }
                text.push_str(&formula_text(part, true, shown));
            }
            if is_inner { format!("({text})") } else { text }
        }
        Formula::Negate(of) => format!("-{}", formula_text(of, true, shown)),
        Formula::Product { factor, of } => format!("{factor} * {}", formula_text(of, true, shown)),
    }
}

fn points_name(model: &Model, of: PointsOf) -> String {
    operand_text(model, &Operand::Points(of))
}

fn points_of(evaluation: &Evaluation<'_>, of: PointsOf) -> Points {
    match evaluation.operand(&Operand::Points(of)) {
        Some(crate::exec::Held::Points(points)) => points,
        _ => Points::ZERO,
    }
}

/// Each rule with what it looked at.
pub(super) fn rules(plan: &Plan, evaluation: &Evaluation<'_>, sources: &Sources, as_of: &AsOf) -> Vec<RuleTrace> {
    let model = plan.model();
    let outcomes = &evaluation.outcome().rules;
    model
        .rules
        .iter()
        .zip(outcomes)
        .map(|((id, of), outcome)| {
            let (file, line) = place(of.span, sources);
            let step = plan.rule(id).map(|step| &step.body);
            RuleTrace {
                id: of.id.clone(),
                name: of.name.clone(),
                score: model.scores.get(of.score).map_or_else(String::new, |score| score.name.clone()),
                group: of.group.and_then(|group| model.groups.get(group)).map(|group| group.name.clone()),
                file,
                line,
                text: of.text.clone(),
                description: of.description.clone(),
                docs: of.docs.clone(),
                fired: outcome.fired,
                points: outcome.points,
                before_limit: outcome.before_limit,
                ended: of.until.filter(|until| as_of.date > *until),
                amount: amount(plan, evaluation, of),
                arm: outcome.arm.and_then(|arm| arm_place(of, arm)),
                is_match: matches!(of.body, RuleBody::Match { .. }),
                atoms: rule_atoms(plan, evaluation, as_of, (of, step), outcome),
                events: counted::events(plan, evaluation, id, of, as_of),
            }
        })
        .collect()
}

/// Where its award hangs on an amount or a date: `budget is 25000`.
fn amount(plan: &Plan, evaluation: &Evaluation<'_>, rule: &Rule) -> Option<String> {
    let RuleBody::When { award, .. } = &rule.body else { return None };
    let operand = match award {
        Award::Flat(_) => return None,
        Award::Per { of, .. } => of,
        Award::Decay { since, .. } => since,
    };
    Some(format!("{} is {}", operand_text(plan.model(), operand), actual(evaluation, operand)))
}

fn rule_atoms(
    plan: &Plan,
    evaluation: &Evaluation<'_>,
    as_of: &AsOf,
    (rule, step): (&Rule, Option<&RuleBodyStep>),
    outcome: &RuleOutcome,
) -> Vec<Atom> {
    match &rule.body {
        RuleBody::When { condition, .. } => {
            condition.as_ref().map_or_else(Vec::new, |condition| atoms(evaluation, plan, as_of, condition))
        }
        RuleBody::Match { subject, arms, otherwise, unknown } => {
            let absent = match subject {
                MatchSubject::Operand(operand) => absent(plan, evaluation, operand),
                MatchSubject::Stage(_) => None,
            };
            let (subject, actual) = match_subject(plan, evaluation, subject);
            let atom = |text: &str, words: String, holds| Atom {
                text: text.to_owned(),
                subject: subject.clone(),
                actual: actual.clone(),
                required: text.to_owned(),
                words,
                holds,
                counted: None,
                absent: absent.clone(),
            };
            let truth = |at: usize| match step {
                Some(RuleBodyStep::Match { arms, .. }) => arms.get(at).and_then(|arm| evaluation.logic(&arm.condition)),
                _ => None,
            };
            let valued = arms.iter().enumerate();
            let mut found: Vec<Atom> =
                valued.map(|(at, arm)| atom(&arm.text, arm_words(plan, evaluation, as_of, arm), truth(at))).collect();
            if otherwise.is_some() {
                found.push(atom("otherwise", "anything else".to_owned(), Some(outcome.arm == Some(arms.len()))));
            }
            if unknown.is_some() {
                found.push(atom("unknown", "unknown".to_owned(), Some(outcome.arm == Some(arms.len() + 1))));
            }
            found
        }
        RuleBody::Each { .. } | RuleBody::MatchEach { .. } => Vec::new(),
    }
}

/// What an arm takes, in words where it asks one thing.
fn arm_words(plan: &Plan, evaluation: &Evaluation<'_>, as_of: &AsOf, arm: &Arm) -> String {
    match atoms(evaluation, plan, as_of, &arm.condition).as_slice() {
        [one] => one.words.clone(),
        _ => arm.text.clone(),
    }
}

/// The place of an arm among the atoms, where `otherwise` and `unknown` stand only where they are written.
fn arm_place(rule: &Rule, arm: usize) -> Option<usize> {
    let RuleBody::Match { arms, otherwise, .. } = &rule.body else { return None };
    Some(if arm > arms.len() { arms.len() + usize::from(otherwise.is_some()) } else { arm })
}

fn match_subject(plan: &Plan, evaluation: &Evaluation<'_>, subject: &MatchSubject) -> (String, String) {
    let model = plan.model();
    match subject {
        MatchSubject::Operand(operand) => (operand_text(model, operand), actual(evaluation, operand)),
        MatchSubject::Stage(stage) => {
            let name = evaluation.outcome().stages.get(stage.index()).map_or(0, |stage| stage.name);
            let stage = model.stages.get(*stage);
            let arm = stage.map_or_else(String::new, |stage| arm_name(stage, name).0);
            (stage.map_or_else(String::new, |stage| stage.name.clone()), arm)
        }
    }
}

/// Each stage with the arm that decided.
pub(super) fn stages(plan: &Plan, evaluation: &Evaluation<'_>, sources: &Sources, as_of: &AsOf) -> Vec<StageTrace> {
    let outcomes = &evaluation.outcome().stages;
    plan.model()
        .stages
        .values()
        .zip(outcomes)
        .map(|(stage, outcome)| {
            let arm = outcome.arm.and_then(|arm| stage.arms.get(arm));
            let (file, line) = place(arm.map_or(stage.otherwise_span, |arm| arm.span), sources);
            let (is, label) = arm_name(stage, outcome.name);
            let tests = |condition: &Condition| atoms(evaluation, plan, as_of, condition);
            let ahead = outcome.name.checked_sub(1).map(|better| {
                let (name, label) = arm_name(stage, better);
                let arm = stage.arms.iter().find(|arm| arm.name == better);
                Ahead {
                    name,
                    label,
                    condition: arm.map(|arm| arm.text.clone()),
                    atoms: arm.map_or_else(Vec::new, |arm| tests(&arm.condition)),
                }
            });
            StageTrace {
                name: stage.name.clone(),
                description: stage.description.clone(),
                is,
                label,
                because: arm.map(|arm| arm.text.clone()),
                atoms: arm.map_or_else(Vec::new, |arm| tests(&arm.condition)),
                file,
                line,
                ahead,
            }
        })
        .collect()
}

/// The name and the label of an arm.
pub(super) fn arm_name(stage: &Stage, place: u32) -> (String, Option<String>) {
    let arm = usize::try_from(place).ok().and_then(|place| stage.names.get(place));
    arm.map_or_else(Default::default, |arm| (arm.name.clone(), arm.label.clone()))
}

/// Each list.
pub(super) fn lists(plan: &Plan, evaluation: &Evaluation<'_>) -> Vec<ListTrace> {
    let lists = plan.model().lists.values().zip(&evaluation.outcome().lists);
    lists
        .map(|(list, is_in)| ListTrace {
            name: list.name.clone(),
            description: list.description.clone(),
            is_in: *is_in,
        })
        .collect()
}

fn place(span: Option<Span>, sources: &Sources) -> (String, u32) {
    match span {
        Some(span) if sources.get(span.source).is_some() => (sources.path(span).to_owned(), sources.line(span)),
        _ => (String::new(), 0),
    }
}

/// Claims that do not hold.
pub(super) fn broken(plan: &Plan, evaluation: &Evaluation<'_>) -> Vec<String> {
    let claims = plan.model().claims.iter().zip(&evaluation.outcome().claims);
    // Unknown refutes `always`, and is no case of `never`.
    let broken = claims.filter(|(claim, truth)| claim.always != (**truth == Some(true)));
    broken.map(|(claim, _)| claim.text.clone()).collect()
}
