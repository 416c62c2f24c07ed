//! Promises about texts whose case counts, and about parts of addresses, against every short text.

use super::{
    cases,
    rules::{Dice, as_of, plan_of},
};
use crate::{
    analyze::{Answer, Budget, Goal, Matter, Search, Wanted},
    exec::{Contact, evaluate},
    plan::Plan,
    value::Value,
};

fn contact(text: &str) -> Contact {
    Contact { values: vec![Some(Value::Text(text.to_owned()))], key: "1".to_owned(), events: Vec::new() }
}

/// What the search says of each promise, held against the texts: found, impossible, and left open.
fn look(kind: &str, texts: &[String], promises: &[String]) -> [usize; 3] {
    let text = format!("contact {{ t: {kind} }}\nwhen t is \"q\" score +1\n{}\n", promises.join("\n"));
    let plan: Plan = plan_of(&text);
    let as_of = as_of();
    let search = Search::new(&plan, &as_of, Budget::default());
    let mut counts = [0; 3];
    for (logic, promise) in plan.claims().iter().zip(promises) {
        let breaks = texts.iter().find(|text| evaluate(&plan, &contact(text), &as_of).logic(logic) == Some(true));
        match search.find(&Goal::of(Matter::Condition(logic.clone()), Wanted::True)) {
            Answer::Found(_) => counts[0] += 1,
            Answer::Impossible => {
                counts[1] += 1;
                assert_eq!(breaks, None, "{promise}");
            }
            Answer::Undecided(_) => counts[2] += 1,
        }
    }
    counts
}

fn promise(dice: &mut Dice, ask: impl Fn(&mut Dice) -> String) -> String {
    let parts = (0..2 + dice.below(3)).map(|_| if dice.is(3) { format!("not {}", ask(dice)) } else { ask(dice) });
    format!("never {}", parts.collect::<Vec<_>>().join(" and "))
}

fn words(letters: &[&str], most: u32) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut last = vec![String::new()];
    for _ in 0..most {
        last = last.iter().flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}"))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

#[test]
fn where_case_counts_no_text_is_forgotten() {
    let texts = words(&["a", "A", "b", "B", "q"], 4);
    let mut counts = [0; 3];
    for seed in 0..u64::from(cases(1)) {
        let mut dice = Dice::new(seed + 51_000);
        let ask = |dice: &mut Dice| {
            let how = *dice.of(&["starts with", "starts with", "ends with", "ends with", "contains", "is"]);
            let exactly = *dice.of(&["", " exactly"]);
            format!("t {how}{exactly} \"{}\"", dice.of(&["a", "A", "ab", "Ab", "AB", "b", "B", "aB", "aba", "ABA"]))
        };
        let promises: Vec<String> = (0..60).map(|_| promise(&mut dice, ask)).collect();
        look("text", &texts, &promises).iter().zip(&mut counts).for_each(|(more, count)| *count += more);
    }
    assert!(counts[0] > 20 && counts[1] > 20 && counts[2] * 20 < counts[0] + counts[1], "{counts:?}");
}

#[test]
fn what_a_part_of_an_address_is_the_whole_address_has() {
    let mut counts = [0; 3];
    for (kind, part, texts, pieces) in [
        ("email", "email domain", words(&["a", "b", "@", "."], 4), ["a", "b", "a.b", "@a", "@", "@a.b", "b@", "."]),
        (
            "url",
            "url host",
            words(&["a", "b", "/", ".", "//", "?"], 4),
            ["a", "b", "a.b", "//a", "/", "a/", "b/a", "."],
        ),
        (
            "url",
            "url path",
            words(&["a", "b", "/", ".", "//", "?"], 4),
            ["a", "/", "/a", "b/a", "//a", "a.b", "/a/", "?"],
        ),
    ] {
        for seed in 0..u64::from(cases(1)) {
            let mut dice = Dice::new(seed + 52_000);
            let ask = |dice: &mut Dice| {
                let how = *dice.of(&["is", "starts with", "ends with", "contains"]);
                let piece = dice.of(&pieces);
                if dice.is(2) { format!("t {part} {how} \"{piece}\"") } else { format!("t {how} \"{piece}\"") }
            };
            let promises: Vec<String> = (0..30).map(|_| promise(&mut dice, ask)).collect();
            look(kind, &texts, &promises).iter().zip(&mut counts).for_each(|(more, count)| *count += more);
        }
    }
    assert!(counts[0] > 20 && counts[1] > 20, "{counts:?}");
}
