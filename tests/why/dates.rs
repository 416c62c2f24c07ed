//! The dates on which things change by themselves are those that running every day finds, no more and no fewer.

use merit::{
    exec::{Contact, Outcome, evaluate},
    value::{AsOf, Points},
    why::{Later, ListTurn, RuleTurn, ScoreTurn, StageTurn, YEAR, later},
};

use super::{contact::Case, eventful::some_case};
use crate::agreement::random::Random;

/// What becomes of the contact, each day run.
fn day_by_day(of: &Case, now: &Outcome) -> Later {
    let events = of.contact.events.iter().map(|rows| rows.until(&of.as_of)).collect();
    let contact = Contact { events, ..of.contact.clone() };
    let model = of.plan.model();
    let mut found = Later::default();
    let mut before = now.clone();
    for day in 0..=i64::from(YEAR) {
        let date = of.as_of.date.plus_days(day);
        let then = evaluate(&of.plan, &contact, &AsOf::on(date, &of.as_of.zone, 1)).into_outcome();
        for ((stage, from), to) in model.stages.ids().zip(&before.stages).zip(&then.stages) {
            if from.name != to.name {
                found.stages.push(StageTurn { stage, from: from.name, to: to.name, date });
            }
        }
        for ((rule, from), to) in model.rules.ids().zip(&before.rules).zip(&then.rules) {
            let turn = RuleTurn { rule, from: from.points, to: to.points, date };
            if (from.points == Points::ZERO) != (to.points == Points::ZERO) {
                found.rules.push(turn);
            } else if from.points != to.points {
                found.shifts.push(turn);
            }
        }
        for ((score, from), to) in model.scores.ids().zip(&before.scores).zip(&then.scores) {
            if from.points != to.points {
                found.scores.push(ScoreTurn { score, from: from.points, to: to.points, date });
            }
        }
        for ((list, from), to) in model.lists.ids().zip(&before.lists).zip(&then.lists) {
            if from != to {
                found.lists.push(ListTurn { list, is_in: *to, date });
            }
        }
        before = then;
    }
    found
}

#[test]
fn dates_are_those_that_running_every_day_finds() {
    let (mut turns, mut quiet) = (0, 0);
    for seed in 0..500 {
        let of = some_case(&mut Random::new(seed));
        let now = evaluate(&of.plan, &of.contact, &of.as_of).into_outcome();
        let found = later(&of.plan, &of.contact, &of.as_of, &now, YEAR);
        assert_eq!(found, day_by_day(&of, &now), "seed {seed} as of {}\n{:?}", of.as_of, of.plan.model().rules);
        turns += found.stages.len() + found.lists.len();
        quiet += usize::from(found == Later::default());
    }
    assert!(turns > 150 && quiet < 350, "{turns} changes, {quiet} contacts without any");
}
