//! What changes by itself: takes a contact as it is, gives the first day on which a stage is another, or on which a rule
//! begins or ends to give points.
//!
//! Each day of the next year is run, so that whatever hangs on time is seen.

use super::{Expiry, Turn, trace::arm_name};
use crate::{
    exec::{Contact, Outcome, Scratch, evaluate_with},
    plan::Plan,
    value::{AsOf, Points},
};

/// How far the future is looked at: a leap year.
const DAYS: i64 = 366;

/// Stages and rules that change within a year, each once; rules by day, then in order of text.
pub(super) fn later(plan: &Plan, contact: &Contact, as_of: &AsOf, now: &Outcome) -> (Vec<Expiry>, Vec<Turn>) {
    let mut expires: Vec<Option<Expiry>> = vec![None; now.stages.len()];
    let mut turned = vec![false; now.rules.len()];
    let mut turns = Vec::new();
    let mut scratch = Scratch::default();
    for day in 1..=DAYS {
        let then = as_of.plus_days(day);
        let evaluation = evaluate_with(scratch, plan, contact, &then);
        let outcome = evaluation.outcome();
        let stages = plan.model().stages.values().zip(&now.stages).zip(&outcome.stages);
        for (((stage, now), later), place) in stages.zip(&mut expires) {
            if now.name != later.name && place.is_none() {
                *place = Some(Expiry {
                    stage: stage.name.clone(),
                    to: arm_name(stage, later.name).0,
                    is_better: later.name < now.name,
                    date: then.date,
                });
            }
        }
        let rules = now.rules.iter().zip(&outcome.rules).zip(&mut turned).enumerate();
        for (rule, ((now, later), turned)) in rules {
            if !*turned && (now.points == Points::ZERO) != (later.points == Points::ZERO) {
                *turned = true;
                turns.push(Turn { rule, from: now.points, to: later.points, date: then.date });
            }
        }
        scratch = evaluation.into_scratch();
    }
    (expires.into_iter().flatten().collect(), turns)
}
