//! What is said of claims, stages and lists, against a look at every contact.

use super::{
    cases,
    rules::{Dice, as_of, for_each_contact, plan_of, rule_set},
};
use crate::{
    analyze::{Budget, Findings, findings},
    model::Model,
};

/// The names of the findings whose span is the one given.
fn at(found: &Findings, span: Option<crate::base::Span>) -> Vec<&'static str> {
    found.diagnostics.iter().filter(|found| found.span == span).map(|found| found.code.name).collect()
}

#[test]
fn claims_stages_and_lists_are_judged_as_trying_everything_says() {
    let (mut proven, mut broken, mut open, mut dead) = (0, 0, 0, 0);
    for seed in 0..u64::from(cases(60)) {
        let mut dice = Dice::new(seed + 77_000);
        let names = ["visits", "pages", "flag", "opted_out", "industry", "interests", "created"];
        let (mut text, kinds) = rule_set(&mut dice, &names, 3);
        let most = dice.below(16);
        text.push_str(&format!("always fit <= {most}\nnever engagement > {most} and lifecycle is rest\n"));
        text.push_str("never in list hot and lifecycle is lead and total in 3..\n");
        let (plan, as_of) = (plan_of(&text), as_of());
        let found = findings(&plan, &as_of, Budget::default());
        let model: &Model = plan.model();
        let mut truths = vec![[false; 3]; model.claims.len()];
        let mut arms: Vec<Vec<bool>> = model.stages.values().map(|stage| vec![false; stage.arms.len()]).collect();
        let mut listed = vec![false; model.lists.values().count()];
        for_each_contact(&plan, &kinds, &as_of, |evaluation| {
            let outcome = evaluation.outcome();
            for (seen, truth) in truths.iter_mut().zip(&outcome.claims) {
                seen[truth.map_or(2, usize::from)] = true;
            }
            for (seen, stage) in arms.iter_mut().zip(&outcome.stages) {
                if let Some(arm) = stage.arm {
                    seen[arm] = true;
                }
            }
            listed.iter_mut().zip(&outcome.lists).for_each(|(seen, is_in)| *seen |= is_in);
        });
        for (claim, [has_false, has_true, has_unknown]) in model.claims.iter().zip(truths) {
            let is_broken = if claim.always { has_false || has_unknown } else { has_true };
            let said = at(&found, claim.span);
            let wanted = if claim.always { "always-violated" } else { "never-violated" };
            match said.as_slice() {
                [] => {
                    proven += 1;
                    assert!(!is_broken, "{}\n{text}", claim.text);
                }
                ["not-proven"] => open += 1,
                [name] => {
                    broken += 1;
                    assert!(is_broken && *name == wanted, "{}: {name}\n{text}", claim.text);
                }
                other => panic!("{}: {other:?}", claim.text),
            }
        }
        for (stage, reached) in model.stages.values().zip(arms) {
            let mut is_below = false;
            for (arm, reached) in stage.arms.iter().zip(reached) {
                let said = at(&found, arm.span);
                if is_below || said.contains(&"unreachable-stage") {
                    dead += 1;
                    assert!(!reached, "{}: {said:?}\n{text}", arm.text);
                }
                is_below |= said.contains(&"stage-takes-all");
                // Nothing is missed, where nothing is left open.
                if !reached && !is_below && said.is_empty() {
                    open += 1;
                }
            }
        }
        for (list, reached) in model.lists.values().zip(listed) {
            assert!(!at(&found, list.span).contains(&"never-fires") || !reached, "{}\n{text}", list.name);
        }
    }
    assert!(proven > 30 && broken > 30 && dead > 10, "{proven} {broken} {dead}");
    assert!(open * 20 <= proven + broken + dead, "{open} of {proven} {broken} {dead}");
}
