//! Findings about conditions and limits against looking at every contact, both ways.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use super::Dice;

use crate::{analyze::tests::cases, base::Diagnostic, compile::Options, judge::judge, project::Memory, value::Instant};

/// Values of `n`: unknown, or where that is given 0, and 0..=5; of `b`: false and true; of `d`: unknown, "x" and "y".
const CONTACTS: usize = 7 * 2 * 3;

/// A condition: as written, what it reads, and its truth for every contact.
#[derive(Clone)]
struct Asked {
    text: String,
    reads: BTreeSet<char>,
    truths: Vec<Option<bool>>,
}

impl Asked {
    fn of(
        text: String,
        reads: char,
        default: Option<usize>,
        truth: impl Fn(Option<usize>, bool, Option<usize>) -> Option<bool>,
    ) -> Self {
        let truths = (0..CONTACTS)
            .map(|at| truth((at % 7).checked_sub(1).or(default), at / 7 % 2 == 1, (at / 14).checked_sub(1)));
        Self { text, reads: [reads].into(), truths: truths.collect() }
    }

    fn holds(&self) -> Vec<bool> {
        self.truths.iter().map(|truth| *truth == Some(true)).collect()
    }

    fn negated(self) -> Self {
        let truths = self.truths.iter().map(|truth| truth.map(|truth| !truth)).collect();
        Self { text: format!("not {}", self.text), truths, ..self }
    }
}

fn atom(dice: &mut Dice, default: Option<usize>) -> Asked {
    let end = dice.below(7);
    match dice.below(7) {
        0 | 1 => Asked::of(format!("n >= {end}"), 'n', default, |n, _, _| n.map(|n| n >= end)),
        2 => Asked::of(format!("n < {end}"), 'n', default, |n, _, _| n.map(|n| n < end)),
        3 => {
            let (low, high) = (end.min(4), end.min(4) + 1 + dice.below(2));
            Asked::of(format!("n in {low}..={high}"), 'n', default, |n, _, _| n.map(|n| low <= n && n <= high))
        }
        4 => Asked::of("b".to_owned(), 'b', default, |_, b, _| Some(b)),
        _ => {
            let place = dice.below(2);
            Asked::of(format!("d is \"{}\"", ["x", "y"][place]), 'd', default, |_, _, d| d.map(|d| d == place))
        }
    }
}

fn part(dice: &mut Dice, default: Option<usize>) -> Asked {
    let part = atom(dice, default);
    if dice.below(4) == 0 { part.negated() } else { part }
}

fn joined(parts: &[Asked], all: bool) -> Asked {
    let truth = |at: usize| {
        let truths: Vec<Option<bool>> = parts.iter().map(|part| part.truths[at]).collect();
        match truths.contains(&Some(!all)) {
            true => Some(!all),
            false if truths.contains(&None) => None,
            false => Some(all),
        }
    };
    let texts: Vec<String> = parts.iter().map(|part| part.text.clone()).collect();
    Asked {
        text: texts.join(if all { " and " } else { " or " }),
        reads: parts.iter().flat_map(|part| part.reads.clone()).collect(),
        truths: (0..CONTACTS).map(truth).collect(),
    }
}

/// A rule: its condition, the parts of it, how they are joined, and its points.
struct Made {
    asked: Asked,
    parts: Vec<Asked>,
    all: bool,
    points: i64,
}

fn made(dice: &mut Dice, default: Option<usize>) -> Made {
    let (all, several) = (dice.below(3) > 0, 1 + dice.below(3));
    let mut parts: Vec<Asked> = (0..several).map(|_| part(dice, default)).collect();
    if several > 1 && dice.below(3) == 0 {
        let inner = joined(&[part(dice, default), part(dice, default)], !all);
        parts[0] = Asked { text: format!("({})", inner.text), ..inner };
    }
    Made { asked: joined(&parts, all), parts, all, points: [3, 2, 5, -2, -4][dice.below(5)] }
}

/// The rules in a group with a limit, each on a line of its own, and what is told of each line.
fn told(rules: &[Made], default: Option<usize>, (min, max): (i64, i64)) -> (String, Vec<(usize, Diagnostic)>) {
    let given = default.map(|default| format!("default {default}")).unwrap_or_default();
    let n = format!("n: integer in 0..=5 {given}");
    let mut text = format!("contact {{ {n}  b: boolean default false  d: one of {{ \"x\", \"y\" }} }}\n");
    writeln!(text, "score s {{ group g limit {min}..={max} {{").unwrap();
    for rule in rules {
        writeln!(text, "when {} score {:+}", rule.asked.text, rule.points).unwrap();
    }
    text.push_str("} }\n");
    let files = Memory::new().with("p/rules.merit", text.as_str());
    let judged = judge(&files, Path::new("p/rules.merit"), Instant::from_micros(0), &Options::default()).unwrap();
    assert!(!judged.has_errors(), "{text}{:#?}", judged.diagnostics);
    let line = |found: &Diagnostic| judged.sources.line(found.span.unwrap()) as usize;
    let told = judged.diagnostics.iter().map(|found| (line(found), found.clone())).collect();
    (text, told)
}

#[test]
fn what_is_told_of_conditions_and_limits_is_what_every_contact_tells() {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..u64::from(cases(250)) {
        let mut dice = Dice(seed);
        let default = (seed % 2 == 1).then_some(0);
        let rules: Vec<Made> = (0..2 + dice.below(4)).map(|_| made(&mut dice, default)).collect();
        let limit = (-(dice.below(8) as i64), 1 + dice.below(12) as i64);
        let (text, told) = told(&rules, default, limit);
        told.iter().for_each(|(_, found)| *counted.entry(found.code.name).or_default() += 1);
        let is_told = |name: &str, at: usize| told.iter().any(|(line, found)| *line == at && found.code.name == name);
        let before: Vec<i64> = (0..CONTACTS)
            .map(|at| rules.iter().filter(|rule| rule.asked.truths[at] == Some(true)).map(|rule| rule.points).sum())
            .collect();
        for (at, rule) in rules.iter().enumerate() {
            let line = at + 3;
            let holds = rule.asked.holds();
            let (never, always) = (!holds.contains(&true), !holds.contains(&false));
            assert_eq!(is_told("never-fires", line), never, "{seed}: line {line}\n{text}");
            assert_eq!(is_told("always-fires", line), always, "{seed}: line {line}\n{text}");
            let swallowed = (0..CONTACTS).filter(|contact| holds[*contact]).all(|contact| {
                let kept = |points: i64| points.max(limit.0).min(limit.1);
                kept(before[contact]) == kept(before[contact] - rule.points)
            });
            let is_idle = never || always;
            assert_eq!(is_told("swallowed-by-limit", line), swallowed && !is_idle, "{seed}: line {line}\n{text}");
            let can_go = (0..rule.parts.len()).any(|place| {
                let mut others = rule.parts.clone();
                let part = others.remove(place);
                // `n >= 0 and n < 3` is a range.
                let is_end =
                    rule.all && part.text == "n >= 0" && others.iter().any(|other| other.text.starts_with("n < "));
                !is_end && !others.is_empty() && joined(&others, rule.all).holds() == holds
            });
            let is_plain = rule.parts.iter().all(|part| !part.text.starts_with('('));
            if is_plain || can_go {
                assert_eq!(is_told("redundant-condition", line), can_go && !is_idle, "{seed}: line {line}\n{text}");
            }
            let same = |other: &&Made| other.asked.holds() == holds;
            let earlier = &rules[..at];
            if is_told("duplicate-rule", line) {
                assert!(earlier.iter().any(|other| same(&other)), "{seed}: line {line}\n{text}");
            } else if !is_idle {
                let found = earlier.iter().filter(same).any(|other| other.asked.reads == rule.asked.reads);
                assert!(!found, "{seed}: line {line} is asked again\n{text}");
            }
        }
        let ends = (*before.iter().min().unwrap(), *before.iter().max().unwrap());
        let notes: Vec<&str> = told
            .iter()
            .filter(|(_, found)| found.code.name == "idle-limit")
            .map(|(_, found)| found.message.as_str())
            .collect();
        let says = |what: String| notes.iter().any(|note| note.starts_with(&what));
        let (least, most) =
            (format!("the least `s.g` can be is {},", ends.0), format!("the most `s.g` can be is {},", ends.1));
        assert_eq!(says(least), limit.0 < ends.0, "{seed}: {notes:?}\n{text}");
        assert_eq!(says(most), ends.1 < limit.1, "{seed}: {notes:?}\n{text}");
    }
    for name in
        ["never-fires", "always-fires", "redundant-condition", "duplicate-rule", "swallowed-by-limit", "idle-limit"]
    {
        assert!(counted.get(name).is_some_and(|count| *count >= 8), "{name}: {counted:?}");
    }
}
