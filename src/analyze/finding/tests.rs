//! Findings about ranges against looking at every value, both ways.

mod conditions;

use std::{collections::BTreeSet, fmt::Write as _, path::Path};

use crate::{analyze::tests::cases, base::Diagnostic, compile::Options, judge::judge, project::Memory, value::Instant};

/// The largest value that is looked at.
const MOST: usize = 13;

/// Numbers that look random.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A rule: its condition as written, the values it takes, whether it is one range, and its points.
struct Ranged {
    text: String,
    takes: BTreeSet<usize>,
    is_range: bool,
    points: i32,
}

fn ranged(dice: &mut Dice) -> Ranged {
    let (low, wide) = (dice.below(MOST), dice.below(5));
    let high = (low + wide).min(MOST);
    let (text, takes): (String, BTreeSet<usize>) = match dice.below(8) {
        0 => (format!("n >= {low}"), (low..=MOST).collect()),
        1 => (format!("n > {low}"), (low + 1..=MOST).collect()),
        2 => (format!("n < {}", low + 1), (0..=low).collect()),
        3 => (format!("n is {low}"), [low].into()),
        4 => (format!("n >= {low} and n < {}", high + 1), (low..=high).collect()),
        5 => (format!("n in {low}..{}", high + 1), (low..=high).collect()),
        6 => (format!("(n is {low} or n in {high}..={MOST})"), [low].into_iter().chain(high..=MOST).collect()),
        _ => (format!("n in {low}..={high}"), (low..=high).collect()),
    };
    let is_range = takes.len() > 1;
    Ranged { text, takes, is_range, points: [3, 2, 1, -1][dice.below(4)] }
}

/// A finding: its name, the rules it concerns, and all of it.
type Found = (&'static str, BTreeSet<usize>, Diagnostic);

/// The rules as lines 2 and after, and what is found: its name and the lines it concerns, the later first.
fn found(rules: &[Ranged]) -> (String, Vec<Found>) {
    let mut text = format!("contact {{ n: integer in 0..={MOST} }}\n");
    for rule in rules {
        writeln!(text, "when {} score {:+}", rule.text, rule.points).unwrap();
    }
    let files = Memory::new().with("p/rules.merit", text.as_str());
    let judged = judge(&files, Path::new("p/rules.merit"), Instant::from_micros(0), &Options::default()).unwrap();
    assert!(!judged.has_errors(), "{text}{:#?}", judged.diagnostics);
    let found = judged.diagnostics.into_iter().filter(|found| !found.labels.is_empty()).map(|found| {
        let labels = found.labels.iter().map(|label| label.span);
        let lines = labels.chain(found.span).map(|span| judged.sources.line(span) as usize - 2).collect();
        (found.code.name, lines, found)
    });
    (text, found.collect())
}

fn value(found: &Diagnostic) -> usize {
    let witness = found.witness.as_ref().unwrap();
    witness["n"].as_u64().unwrap() as usize
}

#[test]
fn what_is_told_of_ranges_is_what_every_value_tells() {
    for seed in 0..u64::from(cases(150)) {
        let mut dice = Dice(seed);
        let rules: Vec<Ranged> = (0..2 + dice.below(3)).map(|_| ranged(&mut dice)).collect();
        if rules.iter().any(|rule| rule.takes.is_empty()) {
            continue;
        }
        let (text, found) = found(&rules);
        let told =
            |name: &str, pair: &BTreeSet<usize>| found.iter().find(|(of, lines, _)| *of == name && lines == pair);
        for one in 0..rules.len() {
            for other in one + 1..rules.len() {
                let pair = BTreeSet::from([one, other]);
                let (a, b) = (&rules[one], &rules[other]);
                let both: BTreeSet<usize> = a.takes.intersection(&b.takes).copied().collect();
                let overlaps = !both.is_empty() && !a.takes.is_subset(&b.takes) && !b.takes.is_subset(&a.takes);
                match told("overlapping-rules", &pair) {
                    Some((.., found)) => assert!(overlaps && both.contains(&value(found)), "{seed}: {pair:?}\n{text}"),
                    None => assert!(!overlaps, "{seed}: {pair:?} overlap\n{text}"),
                }
                if let Some((.., found)) = told("contained-rule", &pair) {
                    let within = a.takes.is_subset(&b.takes) != b.takes.is_subset(&a.takes);
                    assert!(within && both.contains(&value(found)), "{seed}: {pair:?}\n{text}");
                    assert_eq!(a.points > 0, b.points > 0, "{seed}: {pair:?}\n{text}");
                }
            }
        }
        duplicates_and_containers(seed, &rules, &text, &found);
        holes(seed, &rules, &text, &found);
    }
}

fn duplicates_and_containers(seed: u64, rules: &[Ranged], text: &str, found: &[Found]) {
    for (at, rule) in rules.iter().enumerate() {
        let of = |name: &str| {
            let about = |found: &Diagnostic| {
                text.bytes().take(found.span.unwrap().start as usize).filter(|byte| *byte == b'\n').count() == at + 1
            };
            found.iter().any(|(of, _, found)| *of == name && about(found))
        };
        let is_again = rules[..at].iter().any(|before| before.takes == rule.takes);
        assert_eq!(of("duplicate-rule"), is_again, "{seed}: rule {at}\n{text}");
        let is_within = rules.iter().any(|other| {
            let all = other.takes.len() == MOST + 1;
            let is_wider = rule.takes.is_subset(&other.takes) && rule.takes != other.takes;
            is_wider && !all && (rule.points > 0) == (other.points > 0)
        });
        assert_eq!(of("contained-rule"), is_within, "{seed}: rule {at}\n{text}");
    }
}

fn holes(seed: u64, rules: &[Ranged], text: &str, found: &[Found]) {
    let is_taken = |value: usize| rules.iter().any(|rule| rule.takes.contains(&value));
    let mut told: BTreeSet<usize> =
        found.iter().filter(|(name, ..)| *name == "gap").map(|(.., found)| value(found)).collect();
    let mut at = 0;
    while at <= MOST {
        let end = (at..=MOST).find(|value| is_taken(*value) != is_taken(at)).unwrap_or(MOST + 1);
        if !is_taken(at) {
            let beside = |value: usize, next: usize| {
                rules.iter().find(|rule| rule.is_range && rule.takes.contains(&value) && rule.takes.contains(&next))
            };
            let is_hole = at >= 2
                && end < MOST
                && match (beside(at - 1, at - 2), beside(end, end + 1)) {
                    (Some(below), Some(above)) => {
                        (below.points > 0) == (above.points > 0) && !std::ptr::eq(below, above)
                    }
                    _ => false,
                };
            let is_told = (at..end).any(|value| told.remove(&value));
            assert_eq!(is_told, is_hole, "{seed}: {at}..{end}\n{text}");
        }
        at = end;
    }
    assert!(told.is_empty(), "{seed}: {told:?}\n{text}");
}
