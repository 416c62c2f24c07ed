//! Proposals for random rule sets compile with the rules, pass, are in the one form, and reach what they are said to.

use std::path::Path;

use merit::{
    base::SourceId,
    compile::{Compiled, Options, compile},
    format::format,
    plan::Plan,
    project::Memory,
    syntax::parse,
    testing::{Effort, Reached, Subject, missing_tests, run},
};

use crate::agreement::{random::Random, rules::rule_set_with_events};

/// How many rule sets; `MERIT_CASES` asks for more.
fn cases() -> u64 {
    std::env::var("MERIT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

fn compiled(text: &str) -> Compiled {
    let files = Memory::new()
        .with("rules/rules.merit", text)
        .with("rules/free_mail.txt", "gmail.com\nGMX.de\n")
        .with("rules/vips.csv", "1\n3\n5\n");
    compile(&files, Path::new("rules"), &Options::default()).unwrap()
}

#[test]
fn proposals_for_random_rules_hold() {
    let mut proposals = 0;
    for seed in 0..cases() {
        let rules = rule_set_with_events(&mut Random::new(seed));
        let before = compiled(&rules);
        let model = before.model.unwrap();
        let proposed = missing_tests(&model, &before.tests, Effort { tries: 150, work: 400_000 });
        let tests: String = proposed.tests.iter().map(|test| format!("\n{}", test.text)).collect();
        let tests = format(&parse(SourceId(0), &tests).file, &tests);
        assert_eq!(format(&parse(SourceId(0), &tests).file, &tests), tests, "seed {seed}");
        let text = format!("{rules}\n{tests}");
        let after = compiled(&text);
        let model = after.model.unwrap_or_else(|| panic!("seed {seed}: {:#?}\n{text}", after.diagnostics));
        assert_eq!(after.tests.len(), proposed.tests.len(), "seed {seed}");
        for result in run(&model, &after.tests, &after.sources) {
            assert!(result.passed(), "seed {seed}: {result:#?}\n{text}");
        }
        let plan = Plan::new(model);
        let reached = Reached::new(&plan);
        for (test, case) in proposed.tests.iter().zip(&after.tests) {
            assert!(!case.expectations.is_empty(), "seed {seed}\n{}", test.text);
            let found = reached.by(&Subject::of(&plan, case), true);
            let found: Vec<_> = found.into_iter().map(|place| &reached.goals()[place]).collect();
            for goal in &test.goals {
                let is_reached = found.iter().any(|own| own.node == goal.node && own.aim == goal.aim);
                assert!(is_reached, "seed {seed}: {}: {}\n{}\n{rules}", goal.owner, goal.text, test.text);
            }
        }
        proposals += proposed.tests.len();
    }
    assert!(proposals > 50, "{proposals}");
}
