//! Random rule sets as text, and all contacts that there are for them.

use std::{fmt::Write, path::Path, sync::Arc};

use crate::{
    compile::{Options, compile},
    exec::{Contact, Evaluation, evaluate},
    plan::Plan,
    project::Memory,
    value::{AsOf, Date, Value, Zone},
};

/// Numbers that look random and are the same every time (xorshift, G. Marsaglia 2003).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    pub(super) fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    pub(super) fn is(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

pub(super) fn plan_of(text: &str) -> Plan {
    let files = Memory::new().with("p/rules.merit", text);
    let compiled = compile(&files, Path::new("p/rules.merit"), &Options::default()).unwrap();
    let Some(model) = compiled.model else {
        let found: Vec<_> =
            compiled.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
        panic!("{found:#?}\n{text}");
    };
    Plan::new(Arc::clone(&model))
}

pub(super) fn as_of() -> AsOf {
    AsOf::parse("2026-03-10", &Zone::utc(), 1).unwrap()
}

/// A property of the random rule sets: its declaration, the conditions that are asked of it, and all its values.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) declaration: &'static str,
    pub(super) conditions: &'static [&'static str],
    pub(super) values: fn() -> Vec<Option<Value>>,
    /// Whether the values are all there are.
    pub(super) complete: bool,
}

fn integers(low: i64, high: i64) -> Vec<Option<Value>> {
    (low..=high).map(|value| Some(Value::Integer(value))).collect()
}

fn with_unknown(mut values: Vec<Option<Value>>) -> Vec<Option<Value>> {
    values.insert(0, None);
    values
}

fn texts(texts: &[&str]) -> Vec<Option<Value>> {
    with_unknown(texts.iter().map(|text| Some(Value::Text((*text).to_owned()))).collect())
}

/// Everything that pieces make.
fn combined(pieces: &[&str]) -> Vec<Option<Value>> {
    let mut all: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    for one in pieces {
        for two in pieces {
            all.push(format!("{one}{two}"));
            all.push(format!("{one} {two}"));
            all.push(format!("{one}-x {two}q"));
        }
    }
    all.retain(|text| text.trim() == text && !text.is_empty());
    with_unknown(all.into_iter().map(|text| Some(Value::Text(text))).collect())
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "visits",
        declaration: "visits: integer in 0..=6",
        conditions: &[
            "visits in 2..=5",
            "visits >= 6",
            "visits < 3",
            "visits is 4",
            "visits is unknown",
            "visits * 2 > 7",
            "visits - 1 <= 1",
            "visits in {1, 3, 5}",
            "-visits >= -2",
        ],
        values: || with_unknown(integers(0, 6)),
        complete: true,
    },
    Kind {
        name: "pages",
        declaration: "pages: integer in 0..=5 default 1",
        conditions: &["pages > 2", "pages <= 1", "pages is visits_or_pages", "pages is 3", "pages / 2 >= 2"],
        values: || integers(0, 5),
        complete: true,
    },
    Kind {
        name: "flag",
        declaration: "flag: boolean",
        conditions: &["flag", "not flag", "flag is unknown", "flag is true"],
        values: || vec![None, Some(Value::Boolean(false)), Some(Value::Boolean(true))],
        complete: true,
    },
    Kind {
        name: "opted_out",
        declaration: "opted_out: boolean default false",
        conditions: &["opted_out", "not opted_out"],
        values: || vec![Some(Value::Boolean(false)), Some(Value::Boolean(true))],
        complete: true,
    },
    Kind {
        name: "industry",
        declaration: "industry: one of { \"A\", \"B\", \"C\" }",
        conditions: &[
            "industry is \"A\"",
            "industry in { \"A\", \"B\" }",
            "industry is not \"C\"",
            "industry is known",
            "industry contains \"b\"",
        ],
        values: || with_unknown((0..3).map(|place| Some(Value::Choice(place))).collect()),
        complete: true,
    },
    Kind {
        name: "interests",
        declaration: "interests: many of { \"X\", \"Y\", \"Z\" }",
        conditions: &[
            "interests has \"X\"",
            "interests has any of { \"X\", \"Y\" }",
            "interests has all of { \"X\", \"Y\" }",
            "interests has none of { \"Y\", \"Z\" }",
            "interests is exactly { \"X\" }",
            "interests is known",
        ],
        values: || {
            let sets = [vec![0], vec![1], vec![2], vec![0, 1], vec![0, 2], vec![1, 2], vec![0, 1, 2]];
            with_unknown(sets.into_iter().map(|set| Some(Value::Choices(set))).collect())
        },
        complete: true,
    },
    Kind {
        name: "created",
        declaration: "created: date in 2026-02-20..=2026-03-12",
        conditions: &[
            "created within 7 days",
            "created before 2026-03-01",
            "days since created > 3",
            "days since created in 2..=12",
            "created in this month",
            "created within next 2 days",
            "created after 2026-03-08",
            "days since created < 2.5",
        ],
        values: || {
            let first = Date::parse("2026-02-20").unwrap();
            with_unknown((0..21).map(|day| Some(Value::Date(first.plus_days(day)))).collect())
        },
        complete: true,
    },
    Kind {
        name: "title",
        declaration: "title: text",
        conditions: &[
            "title contains \"ceo\"",
            "title has word \"ceo\"",
            "title is \"CEO\"",
            "title starts with \"vp\"",
            "title starts with \"vp s\"",
            "title ends with \"ceo\"",
            "title has word any of { \"vp\", \"sales\" }",
            "title contains all of { \"e\", \"s\" }",
            "title contains none of { \"vp\", \"sales\" }",
            "title is exactly \"CEO\"",
            "title contains exactly \"CE\"",
            "title is in { \"ceo\", \"vp\" }",
            "title is unknown",
            "title has word \"vp sales\"",
        ],
        values: || combined(&["ceo", "CEO", "vp", "vp s", "sales", "vp sales", "e", "s", "xceox", "Ce"]),
        complete: false,
    },
    Kind {
        name: "email",
        declaration: "email: email",
        conditions: &[
            "email domain is \"a.example\"",
            "email domain in { \"b.example\", \"a.example\" }",
            "email domain ends with \".example\"",
            "email domain is known",
            "email contains \"sales\"",
            "email is unknown",
            "email is \"x@a.example\"",
            "email domain contains \"a.\"",
        ],
        values: || {
            texts(&[
                "x@a.example",
                "y@a.example",
                "sales@b.example",
                "sales@a.example",
                "nobody",
                "sales",
                "x@c.test",
                "x@sales.example",
                "q@a.b.example",
                "x@b.example",
                "q@a.test",
            ])
        },
        complete: false,
    },
];

/// A random rule set: its text and the kinds of properties in it.
pub(super) fn rule_set(dice: &mut Dice, of: &[&'static str], count: usize) -> (String, Vec<&'static Kind>) {
    let mut kinds: Vec<&'static Kind> = Vec::new();
    while kinds.len() < count {
        let kind = dice.of(KINDS);
        if of.contains(&kind.name) && !kinds.iter().any(|known| known.name == kind.name) {
            kinds.push(kind);
        }
    }
    let mut text = "contact {\n".to_owned();
    for kind in &kinds {
        let _ = writeln!(text, "  {}", kind.declaration);
    }
    text.push_str("}\n");
    if dice.is(2) {
        let _ = writeln!(text, "define often = {}", condition(dice, &kinds, 2));
    } else {
        text.push_str("define often = true\n");
    }
    for score in ["fit", "engagement"] {
        let _ = writeln!(text, "score {score}{} {{", limit(dice));
        for group in 0..dice.below(3) {
            let _ = writeln!(text, "  group g{group}{} {{", limit(dice));
            for _ in 0..=dice.below(3) {
                let _ = writeln!(text, "    {}", rule(dice, &kinds));
            }
            text.push_str("  }\n");
        }
        for _ in 0..=dice.below(3) {
            let _ = writeln!(text, "  {}", rule(dice, &kinds));
        }
        if score == "engagement" && dice.is(3) {
            let _ = writeln!(
                text,
                "  when fit >= {} and {} score {}",
                dice.below(9),
                condition(dice, &kinds, 1),
                points(dice)
            );
        }
        text.push_str("}\n");
    }
    let _ = writeln!(
        text,
        "score total = fit {} engagement{}",
        dice.of(&["+", "-", "- 0.3 *", "+ 2 *"]),
        ["", " + 1.5"][dice.below(2)]
    );
    let _ = writeln!(
        text,
        "stage lifecycle {{\n  sql when total >= {} and {}\n  mql when total in {}..{} or often\n  lead when {}\n  otherwise rest\n}}",
        dice.below(15),
        condition(dice, &kinds, 1),
        dice.below(6),
        6 + dice.below(8),
        condition(dice, &kinds, 2),
    );
    let _ = writeln!(
        text,
        "list hot when lifecycle is sql or {} except {}",
        condition(dice, &kinds, 1),
        condition(dice, &kinds, 1)
    );
    let _ = writeln!(text, "never lifecycle is mql and {}", condition(dice, &kinds, 1));
    let _ = writeln!(text, "always fit {} engagement or {}", dice.of(&["<=", ">", "<"]), condition(dice, &kinds, 2));
    (text, kinds)
}

fn limit(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => format!(" limit ..={}", dice.below(12)),
        1 => format!(" limit -{}..={}", dice.below(8), dice.below(9)),
        _ => String::new(),
    }
}

fn points(dice: &mut Dice) -> String {
    format!("{}{}{}", ["+", "+", "-"][dice.below(3)], 1 + dice.below(9), ["", "", ".5"][dice.below(3)])
}

fn condition(dice: &mut Dice, kinds: &[&Kind], depth: usize) -> String {
    let inner = |dice: &mut Dice| condition(dice, kinds, depth - 1);
    match if depth == 0 { 0 } else { dice.below(7) } {
        1 | 2 => format!("({} and {})", inner(dice), inner(dice)),
        3 => format!("({} or {})", inner(dice), inner(dice)),
        4 => format!("not ({})", inner(dice)),
        _ => {
            let has = |name: &str| kinds.iter().any(|kind| kind.name == name);
            if has("visits") && has("pages") && dice.is(5) {
                return (*dice.of(&["visits > pages", "pages >= visits", "visits is pages"])).to_owned();
            }
            let kind = dice.of(kinds);
            loop {
                let condition = dice.of(kind.conditions);
                if !condition.contains("visits_or_pages") {
                    return (*condition).to_owned();
                }
            }
        }
    }
}

fn rule(dice: &mut Dice, kinds: &[&Kind]) -> String {
    let has = |name: &str| kinds.iter().any(|kind| kind.name == name);
    match dice.below(9) {
        0 if has("visits") => {
            format!(
                "{} score {} per {} visits up to {}",
                if_any(dice, kinds),
                points(dice),
                1 + dice.below(3),
                1 + dice.below(9)
            )
        }
        1 if has("created") => {
            let curve = *dice.of(&["fading over 9 days", "halving every 3 days"]);
            format!("{} score {} {curve} since created", if_any(dice, kinds), points(dice))
        }
        2 if has("visits") => format!(
            "match visits {{ ..2 => {} 2..=4 => {} {} {} }}",
            points(dice),
            points(dice),
            if dice.is(2) { format!("otherwise => {}", points(dice)) } else { String::new() },
            if dice.is(2) { format!("unknown => {}", points(dice)) } else { String::new() },
        ),
        3 if has("industry") => {
            format!("match industry {{ \"A\" => {} \"B\" => {} unknown => 0 }}", points(dice), points(dice))
        }
        4 if has("title") => format!(
            "match title {{ \"ceo\" => {} \"vp\" => {} otherwise => {} }}",
            points(dice),
            points(dice),
            points(dice)
        ),
        _ => format!("when {} score {}", condition(dice, kinds, 2), points(dice)),
    }
}

fn if_any(dice: &mut Dice, kinds: &[&Kind]) -> String {
    if dice.is(2) { format!("when {}", condition(dice, kinds, 1)) } else { String::new() }
}

/// Looks at every contact.
pub(super) fn for_each_contact(plan: &Plan, kinds: &[&Kind], as_of: &AsOf, mut look: impl FnMut(&Evaluation<'_>)) {
    let domains: Vec<Vec<Option<Value>>> = kinds.iter().map(|kind| (kind.values)()).collect();
    let count: usize = domains.iter().map(Vec::len).product();
    for number in 0..count {
        let mut rest = number;
        let values = domains.iter().map(|domain| {
            let value = domain[rest % domain.len()].clone();
            rest /= domain.len();
            value
        });
        let contact = Contact { values: values.collect(), key: "1".to_owned(), ..Contact::default() };
        look(&evaluate(plan, &contact, as_of));
    }
}
