//! Prints what `merit check` and `merit bounds` cost at 10, 100, 1,000 and 10,000 rules over 50 properties, and where all
//! rules ask about the same eight; then at as many arms of `match`, texts of a set, and arms of stages.
//!
//! `cargo bench --bench proofs` runs it; `MERIT_BENCH_RULES` leaves out rule sets with more rules than that. The rules come
//! from a seed, so that two versions of Merit do the same work. Timings of one run on one machine say little by
//! themselves: read the ratios between the lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a bench may stop at what it does not expect"
)]

use std::{fmt::Write, hint::black_box, path::Path, sync::Arc};

use merit::{
    analyze::{Answer, Bounds, Budget, Reach, Search, reach},
    compile::{Options, compile},
    judge::judge,
    plan::Plan,
    project::Memory,
    value::{AsOf, Zone},
};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A kind of property, how many of it there are among 50, and a question about one.
struct Kind {
    name: &'static str,
    declared: &'static str,
    count: usize,
    question: fn(&mut Random, &str) -> String,
}

const NAMES: &[&str] = &["\"One\"", "\"Two\"", "\"Three\"", "\"Four\"", "\"Five\"", "\"Six\""];
const WORDS: &[&str] = &["\"ceo\"", "\"cto\"", "\"director\"", "\"vp\"", "\"head of\"", "\"student\"", "\"intern\""];

const KINDS: &[Kind] = &[
    Kind { name: "count", declared: "integer in 0..", count: 18, question: range },
    Kind { name: "amount", declared: "number in 0..", count: 5, question: range },
    Kind {
        name: "choice",
        declared: "one of { \"One\", \"Two\", \"Three\", \"Four\", \"Five\", \"Six\" }",
        count: 9,
        question: |random, name| match random.below(3) {
            0 => format!("{name} is {}", random.pick(NAMES)),
            1 => format!("{name} is not {}", random.pick(NAMES)),
            _ => format!("{name} in {{ {}, {} }}", random.pick(&NAMES[..3]), random.pick(&NAMES[3..])),
        },
    },
    Kind {
        name: "flag",
        declared: "boolean",
        count: 5,
        question: |random, name| format!("{}{name}", random.pick(&["", "", "not "])),
    },
    Kind {
        name: "day",
        declared: "date",
        count: 5,
        question: |random, name| {
            let days = 1 + random.below(400);
            match random.below(2) {
                0 => format!("{name} within {days} days"),
                _ => format!("days since {name} in {days}..={}", days + random.below(90)),
            }
        },
    },
    Kind {
        name: "title",
        declared: "text",
        count: 4,
        question: |random, name| format!("{name} {} {}", random.pick(&["contains", "has word"]), random.pick(WORDS)),
    },
    Kind {
        name: "boxes",
        declared: "many of { \"One\", \"Two\", \"Three\", \"Four\", \"Five\", \"Six\" }",
        count: 3,
        question: |random, name| format!("{name} has {}", random.pick(NAMES)),
    },
    Kind {
        name: "mail",
        declared: "email",
        count: 1,
        question: |random, name| format!("{name} domain is \"d{}.example\"", random.below(40)),
    },
];

fn range(random: &mut Random, name: &str) -> String {
    let low = random.below(500);
    match random.below(3) {
        0 => format!("{name} >= {low}"),
        1 => format!("{name} < {low}"),
        _ => format!("{name} in {low}..={}", low + random.below(60)),
    }
}

/// So many rules that each ask one to three questions about 50 properties, in groups of ten and five scores.
fn wide(count: usize) -> String {
    let mut random = Random(42);
    let properties: Vec<(String, &Kind)> =
        KINDS.iter().flat_map(|kind| (0..kind.count).map(move |at| (format!("{}{at}", kind.name), kind))).collect();
    let mut text = "contact {\n".to_owned();
    for (name, kind) in &properties {
        let _ = writeln!(text, "  {name}: {}", kind.declared);
    }
    text.push_str("}\n");
    let question = |random: &mut Random| {
        let (name, kind) = &properties[random.below(properties.len())];
        (kind.question)(random, name)
    };
    let scores = count.div_ceil(10).min(5);
    for score in 0..scores {
        let _ = writeln!(text, "score s{score} {{");
        for at in 0..count / scores {
            if at % 10 == 0 {
                let _ = writeln!(text, "{}  group g{at} limit -40..=60 {{", if at == 0 { "" } else { "  }\n" });
            }
            let mut asked = question(&mut random);
            for _ in 0..random.below(6).saturating_sub(3) {
                asked = format!("{asked} {} {}", random.pick(&["and", "and", "or"]), question(&mut random));
                asked = format!("({asked})");
            }
            let _ =
                writeln!(text, "    when {asked} score {}{}", random.pick(&["+", "+", "+", "-"]), 1 + random.below(20));
        }
        text.push_str("  }\n}\n");
    }
    let all: Vec<String> = (0..scores).map(|score| format!("s{score}")).collect();
    let _ = writeln!(text, "score total = {}", all.join(" + "));
    let most = count / 10 * 60;
    let _ = writeln!(
        text,
        "stage lifecycle {{\n  sql when total >= {} and flag0\n  mql when total in {}..{}\n  otherwise lead\n}}\n\
         list hot when lifecycle is sql and not flag1\nnever lifecycle is sql and flag0 is unknown\n\
         never in list hot and flag1\nalways s0 <= {most}",
        most / 2,
        most / 4,
        most / 2,
    );
    text
}

/// So many rules that all ask about the same eight properties.
fn narrow(count: usize) -> String {
    let mut random = Random(7);
    let mut text = "contact {\n".to_owned();
    for at in 0..8 {
        let _ = writeln!(text, "  p{at}: integer in 0..=1000");
    }
    text.push_str("}\nscore total {\n");
    for _ in 0..count {
        let mut asked: Vec<String> = (0..8).map(|at| range(&mut random, &format!("p{at}"))).collect();
        let last = asked.split_off(4).join(" or ");
        let _ = writeln!(
            text,
            "  when {} and ({last}) score {}{}",
            asked.join(" and "),
            random.pick(&["+", "+", "-"]),
            1 + random.below(20)
        );
    }
    let _ = writeln!(
        text,
        "}}\nstage lifecycle {{\n  sql when total >= {}\n  mql when total in {}..{}\n  otherwise lead\n}}\n\
         never total > {} and p0 < 100\nalways total <= {}",
        count / 2,
        count / 8,
        count / 2,
        count,
        count * 5,
    );
    text
}

/// One `match` of a number, one of a dropdown and one of a text, with so many arms together.
fn arms(count: usize) -> String {
    let each = (count / 3).max(1);
    let named = |name: &str| (0..each).map(|at| format!("\"{name}{at}\"")).collect::<Vec<_>>();
    let arms = |values: Vec<String>| {
        let arms = values.iter().enumerate().map(|(at, value)| format!("  {value} => +{}\n", at % 7));
        arms.collect::<String>()
    };
    let ranges = (0..each).map(|at| format!("{}..{}", at * 10, at * 10 + 10)).collect();
    format!(
        "contact {{\n  visits: integer in 0..\n  country: one of {{ {} }}\n  title: text\n}}\n\
         match visits {{\n{}}}\nmatch country {{\n{}}}\nmatch title {{\n{}}}\n",
        named("country").join(", "),
        arms(ranges),
        arms(named("country")),
        arms(named("title")),
    )
}

/// A set of so many domains, one of as many words, and one of as many beginnings.
fn sets(count: usize) -> String {
    let set = |end: &str| (0..count).map(|at| format!("\"word{at}{end}\"")).collect::<Vec<_>>().join(", ");
    format!(
        "contact {{\n  mail: email\n  title: text\n  page: text\n}}\nwhen mail email domain in {{ {} }} score -10\n\
         when mail ends with \".edu\" score -1\nwhen title has word any of {{ {} }} score +5\n\
         when title contains \"head of\" score +5\nwhen page starts with any of {{ {} }} score +3\n",
        set(".example"),
        set(""),
        set("/"),
    )
}

/// So many arms of stages over a tenth as many rules.
fn stages(count: usize) -> String {
    let mut random = Random(3);
    let mut text = "contact {\n".to_owned();
    for at in 0..30 {
        let _ = writeln!(text, "  p{at}: integer in 0..=100");
    }
    text.push_str("}\nscore total {\n");
    let rules = (count / 10).max(1);
    for _ in 0..rules {
        let (one, other) = (random.below(30), random.below(30));
        let (low, high) = (random.below(90), 10 + random.below(90));
        let points = 1 + random.below(9);
        let _ = writeln!(text, "  when p{one} > {low} and p{other} < {high} score +{points}");
    }
    text.push_str("}\n");
    for stage in 0..count.div_ceil(8) {
        let _ = writeln!(text, "stage s{stage} {{");
        for arm in 0..8 {
            let (of, low) = (random.below(30), random.below(100));
            let _ = writeln!(text, "  a{arm} when total >= {} and p{of} > {low}", rules * (8 - arm) / 2);
        }
        text.push_str("  otherwise rest\n}\n");
    }
    text
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = std::time::Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// What `merit check` does: seconds, and how many findings there are.
fn check(text: &str, as_of: &AsOf) -> (f64, usize) {
    let files = Memory::new().with("rules/rules.merit", text);
    let mut found = 0;
    let time = seconds(|| {
        let judged =
            judge(&files, Path::new("rules"), as_of.instant, &Options::default()).expect("the rules are there");
        found = judged.diagnostics.len();
        let is_claim = |name: &str| name.ends_with("-violated");
        let is_right = judged.diagnostics.iter().all(|found| !found.is_error() || is_claim(found.code.name));
        assert!(is_right, "the rules are right");
    });
    (time, found)
}

/// What `merit bounds` does, but for reading: seconds, and what it knows.
fn bounds(text: &str, as_of: &AsOf) -> (f64, Reach) {
    let files = Memory::new().with("rules/rules.merit", text);
    let compiled = compile(&files, Path::new("rules"), &Options::default()).expect("the rules are there");
    let plan = Plan::new(Arc::clone(&compiled.model.expect("the rules are right")));
    let mut reached = Reach::default();
    let time = seconds(|| reached = reach(&Search::new(&plan, as_of, Budget::default())));
    (time, black_box(reached))
}

/// How many ends and answers are not known for sure.
fn open(reach: &Reach) -> (usize, usize) {
    let is_open = |bounds: &Bounds| usize::from(!bounds.min.is_exact()) + usize::from(!bounds.max.is_exact());
    let ends = reach.scores.iter().map(|(_, bounds)| is_open(bounds)).sum::<usize>()
        + reach.groups.iter().map(|(_, bounds)| is_open(bounds)).sum::<usize>();
    let answers = reach.stages.iter().map(|(.., answer)| answer).chain(reach.lists.iter().map(|(_, answer)| answer));
    (ends, answers.filter(|answer| matches!(answer, Answer::Undecided(_))).count())
}

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn family(name: &str, rules: fn(usize) -> String, most: usize, as_of: &AsOf) {
    let asked: usize = std::env::var("MERIT_BENCH_RULES").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let most = most.min(asked);
    for (what, is_check) in [("check", true), ("bounds", false)] {
        println!("{what}: {name}");
        let mut fewer: Option<f64> = None;
        for count in [10, 100, 1_000, 10_000].into_iter().filter(|count| *count <= most) {
            let text = rules(count);
            let (time, told) = if is_check {
                let (time, found) = check(&text, as_of);
                (time, format!("{found} findings"))
            } else {
                let (time, reach) = bounds(&text, as_of);
                let (ends, answers) = open(&reach);
                let all = 2 * (reach.scores.len() + reach.groups.len());
                (time, format!("{ends} of {all} ends and {answers} answers open"))
            };
            let each = time / count as f64;
            let ratio = each / fewer.replace(each).unwrap_or(each);
            println!(
                "  {count:>6}  {:>9.1} ms  {:>8.1} µs each  ({ratio:.2} times those above)  {told}",
                time * 1e3,
                each * 1e6
            );
        }
    }
}

fn main() {
    let as_of = AsOf::parse("2026-03-01", &Zone::utc(), 1).expect("a date");
    family("rules over 50 properties", wide, 10_000, &as_of);
    family("rules that all ask about the same eight properties", narrow, 10_000, &as_of);
    family("arms of three `match`", arms, 1_000, &as_of);
    family("texts of a set", sets, 1_000, &as_of);
    family("arms of stages", stages, 1_000, &as_of);
}
