//! What nearly brought points: takes every single change with what it leads to, gives rules that one known value keeps
//! from firing, and values that are missing.

use super::{
    MissingValue, NearMiss,
    other::What,
    trial::{Trial, Trials},
};
use crate::{exec::Outcome, value::Points};

/// Near misses and missing values, most points first.
pub(super) fn near(trials: &Trials<'_>) -> (Vec<NearMiss>, Vec<MissingValue>) {
    let (known, unknown): (Vec<&Trial>, Vec<&Trial>) = trials.singles.iter().partition(|trial| is_known(trials, trial));
    let mut near: Vec<NearMiss> = Vec::new();
    for (rule, now) in trials.now.rules.iter().enumerate() {
        if now.fired != Some(false) || now.points != Points::ZERO {
            continue;
        }
        let fires =
            |trial: &&&Trial| points(&trial.outcome, rule) > Points::ZERO && trials.gain(&trial.outcome) > Points::ZERO;
        // Singles are sorted, so the first that helps is the cheapest.
        let Some(cheapest) = known.iter().find(fires) else { continue };
        // Of as many events, those that the rule names, and then those that bring it most.
        let worth = |trial: &Trial| (trial.other.is_named_in(trials.rule_text(rule)), points(&trial.outcome, rule));
        let as_cheap = known.iter().filter(fires).filter(|trial| trial.other.costs_same(&cheapest.other));
        let trial = as_cheap.fold(cheapest, |best, trial| if worth(trial) > worth(best) { trial } else { best });
        let (change, points) = (trials.change(&trial.other), points(&trial.outcome, rule));
        near.push(NearMiss { rule, change, points, net: trials.gain(&trial.outcome) });
    }
    near.sort_by_key(|near| std::cmp::Reverse(near.net));
    (near, missing(trials, &unknown))
}

fn missing(trials: &Trials<'_>, unknown: &[&Trial]) -> Vec<MissingValue> {
    let mut found: Vec<MissingValue> = Vec::new();
    for trial in unknown {
        let gain = trials.gain(&trial.outcome);
        let helped = |rule: &usize| points(&trial.outcome, *rule) > points(&trials.now, *rule);
        let rules: Vec<usize> = (0..trials.now.rules.len()).filter(helped).collect();
        if rules.is_empty() || gain <= Points::ZERO {
            continue;
        }
        let property = trials.change(&trial.other).property;
        match found.iter_mut().find(|missing| missing.property == property) {
            Some(missing) => {
                missing.up_to = missing.up_to.max(gain);
                missing.rules.extend(rules);
                missing.rules.sort_unstable();
                missing.rules.dedup();
            }
            None => found.push(MissingValue { property, up_to: gain, rules }),
        }
    }
    found.sort_by_key(|missing| std::cmp::Reverse(missing.up_to));
    found
}

fn is_known(trials: &Trials<'_>, trial: &Trial) -> bool {
    match &trial.other.what {
        What::Value(property, _) => trials.contact.values.get(property.index()).is_some_and(Option::is_some),
        // Events that did not happen are known not to have happened.
        What::Events(_) => true,
    }
}

fn points(outcome: &Outcome, rule: usize) -> Points {
    outcome.rules.get(rule).map_or(Points::ZERO, |rule| rule.points)
}
