//! Promises that hold because nobody gets where they look: takes what is proven and the findings about stages, lists and rules
//! that nobody reaches, and says so there.
//!
//! `never lifecycle is sql and opted_out` is proven at once where nobody can be `sql`. What nobody reaches otherwise, such as
//! more points than there are, is what a promise is for, and nothing is said.

use std::collections::BTreeMap;

use super::{Ground, culprit::logic};
use crate::{
    analyze::{Answer, Goal, Known, Matter, Wanted},
    base::{Code, Diagnostic, Label, Span, code},
    model::{Condition, Model, Operand, PointsOf, Promise, Question, Test, Verdict},
    regions::{operands, resolved},
};

/// Most promises that are shown at one finding; all are counted.
const MOST: usize = 5;

/// Adds to findings which promises hold because of what they tell.
pub(super) fn hollow(ground: &Ground<'_>, known: &mut Known, promises: &[Promise], out: &mut [Diagnostic]) {
    let mut because: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
    for promise in promises.iter().filter(|promise| promise.verdict == Verdict::Proven) {
        let Some(span) = promise.claim.span else { continue };
        for test in looked_at(promise) {
            if let Some(at) = told(ground.model(), test, out)
                && is_nobody(ground, known, test)
            {
                let spans = because.entry(at).or_default();
                if !spans.contains(&span) {
                    spans.push(span);
                }
            }
        }
    }
    for (at, spans) in because {
        let Some(found) = out.get_mut(at) else { continue };
        let label = |span: &Span| Label { span: *span, message: "holds because of that".to_owned() };
        found.labels.extend(spans.iter().take(MOST).map(label));
        found.help.push(match spans.len() {
            1 => "1 promise holds because of that, whatever else the rules say".to_owned(),
            several => format!("{several} promises hold because of that, whatever else the rules say"),
        });
    }
}

/// Where a promise about several things looks: the parts of `never A and B`, and those of `always not A or B`. One about a single
/// thing says just that nobody gets there.
fn looked_at(promise: &Promise) -> Vec<&Test> {
    match (promise.claim.always, &promise.claim.condition) {
        (false, Condition::All(parts)) => parts.iter().filter_map(test).collect(),
        (true, Condition::Any(parts)) => parts.iter().filter_map(negated).collect(),
        _ => Vec::new(),
    }
}

fn test(part: &Condition) -> Option<&Test> {
    if let Condition::Test(test) = part { Some(test) } else { None }
}

fn negated(part: &Condition) -> Option<&Test> {
    if let Condition::Not(part) = part { test(part) } else { None }
}

/// The finding that tells why nobody is in the stage, on the list, or gets the points of the rule.
fn told(model: &Model, test: &Test, out: &[Diagnostic]) -> Option<usize> {
    let at = |code: &Code, spans: &[Option<Span>]| {
        out.iter().position(|found| found.code == code && found.span.is_some() && spans.contains(&found.span))
    };
    match &test.question {
        Question::Stage { stage, arms } => {
            let stage = model.stages.get(*stage)?;
            let spans: Vec<Option<Span>> =
                stage.arms.iter().filter(|arm| arms.contains(&arm.name)).map(|arm| arm.span).collect();
            at(&code::UNREACHABLE_STAGE, &spans)
        }
        Question::InList(list) => at(&code::NEVER_FIRES, &[model.lists.get(*list)?.span]),
        question => {
            let mut question = question.clone();
            let of = operands(&mut question).into_iter().find_map(|operand| match resolved(model, operand) {
                Operand::Points(PointsOf::Rule(rule)) => Some(*rule),
                _ => None,
            })?;
            at(&code::NEVER_FIRES, &[model.rules.get(of)?.span])
        }
    }
}

fn is_nobody(ground: &Ground<'_>, known: &mut Known, test: &Test) -> bool {
    let Some(asked) = logic(ground.plan, &Condition::Test(test.clone())) else { return false };
    known.find(ground.search(), &Goal::of(Matter::Condition(asked), Wanted::True)) == Answer::Impossible
}
