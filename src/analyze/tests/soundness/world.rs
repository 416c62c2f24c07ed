//! Small worlds: few properties with few values, and so few events that every number of them that anything can tell apart
//! is tried. Takes what a rule set is about, gives its schema and all contacts there are for it.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    analyze::tests::rules::Dice,
    exec::{Contact, EventRows, EventTableBuilder},
    model::{Event, Model},
    value::{AsOf, Date, Value},
};

/// A property: how it is declared, its values, and what is asked of it.
pub(super) struct Thing {
    pub(super) name: &'static str,
    declaration: &'static str,
    values: fn() -> Vec<Option<Value>>,
    pub(super) ask: fn(&mut Dice) -> String,
    /// The arms of a `match` on it; none: there is none.
    pub(super) arms: Option<fn(&mut Dice) -> String>,
}

/// What one rule set is about.
pub(super) struct World {
    pub(super) things: Vec<&'static Thing>,
    pub(super) has_events: bool,
}

fn with_unknown(values: impl Iterator<Item = Value>) -> Vec<Option<Value>> {
    [None].into_iter().chain(values.map(Some)).collect()
}

fn first_day() -> Date {
    Date::parse("2026-02-20").unwrap()
}

/// Points of an arm.
fn worth(dice: &mut Dice) -> &'static str {
    dice.of::<&str>(&["+1", "+2", "+4", "-3", "0"])
}

pub(super) const NUMBER: Thing = Thing {
    name: "n",
    declaration: "n: integer in 0..=6",
    values: || with_unknown((0..=6).map(Value::Integer)),
    ask: |dice| {
        let low = dice.below(7);
        match dice.below(12) {
            0 | 1 => format!("n >= {low}"),
            2 => format!("n < {low}"),
            3 => format!("n is {low}"),
            4 => format!("n in {{ {low}, {} }}", low + 2),
            5 => format!("n * 2 > {}", low + 3),
            6 => format!("n is not {low}"),
            _ => format!("n in {low}..={}", low + dice.below(3)),
        }
    },
    arms: Some(|dice| {
        let (one, two) = (dice.below(4), 3 + dice.below(4));
        let third = *dice.of(&["5..", "6", "any of { 5, 6 }", "6..", "7..=9", "7.."]);
        let (first, second) = (worth(dice), worth(dice));
        let second_range =
            if one + 1 < two.min(5) { format!("{}..{} => {second}", one + 1, two.min(5)) } else { String::new() };
        format!("..={one} => {first} {second_range} {} => +3", third.replace("any of { 5, 6 }", "5, 6"))
    }),
};

pub(super) const GIVEN: Thing = Thing {
    name: "m",
    declaration: "m: integer in 0..=2 default 1",
    values: || (0..=2).map(|value| Some(Value::Integer(value))).collect(),
    ask: |dice| (*dice.of(&["m >= 1", "m is 2", "m < 3", "m < 1", "m in 1..=2", "m > 1"])).to_owned(),
    arms: Some(|dice| {
        (*dice.of(&["0 => +1 1..=2 => +2", "0 => +1 2.. => +3", "..1 => -1 1 => +1 2 => +2"])).to_owned()
    }),
};

pub(super) const REAL: Thing = Thing {
    name: "x",
    declaration: "x: number in 0..=2",
    values: || with_unknown((0..=8).map(|quarter| Value::Number(f64::from(quarter) / 4.0))),
    ask: |dice| {
        (*dice.of(&[
            "x < 0.5",
            "x <= 0.5",
            "x <= 1",
            "x >= 1",
            "x > 1",
            "x > 1.5",
            "x >= 1.5",
            "x in 0.5..1.5",
            "x in 0.5..=1",
            "x in 1..=1.5",
            "x in 1..",
            "x is 1",
            "x * 2 >= 3",
            "x >= 0",
            "x <= 2",
            "x > 0.5 and x < 1",
        ]))
        .to_owned()
    },
    arms: Some(|dice| {
        (*dice.of(&["..0.5 => +1 0.5..1 => +2 1.. => +3", "..=0.5 => +1 1.. => +3", "0..=1 => +1 1.5..=2 => -2"]))
            .to_owned()
    }),
};

pub(super) const FLAG: Thing = Thing {
    name: "flag",
    declaration: "flag: boolean",
    values: || with_unknown([false, true].into_iter().map(Value::Boolean)),
    ask: |dice| (*dice.of(&["flag", "not flag", "flag is true", "flag is false"])).to_owned(),
    arms: Some(|dice| (*dice.of(&["true => +2", "true => +2 false => -1", "false => +1"])).to_owned()),
};

pub(super) const CHOICE: Thing = Thing {
    name: "field",
    declaration: "field: one of { \"A\", \"B\", \"C\" }",
    values: || with_unknown((0..3).map(Value::Choice)),
    ask: |dice| {
        (*dice.of(&[
            "field is \"A\"",
            "field is \"A\"",
            "field is \"B\"",
            "field is \"B\"",
            "field in { \"A\", \"B\" }",
            "field in { \"B\", \"C\" }",
            "field is not \"C\"",
            "field is \"C\"",
            "field not in { \"A\", \"C\" }",
        ]))
        .to_owned()
    },
    arms: Some(|dice| {
        (*dice.of(&["\"A\" => +2 \"B\" => +1", "\"A\", \"B\" => +2 \"C\" => -1", "\"C\" => +4"])).to_owned()
    }),
};

pub(super) const BOXES: Thing = Thing {
    name: "tags",
    declaration: "tags: many of { \"X\", \"Y\", \"Z\" }",
    values: || {
        let sets = [vec![0], vec![1], vec![2], vec![0, 1], vec![0, 2], vec![1, 2], vec![0, 1, 2]];
        with_unknown(sets.into_iter().map(Value::Choices))
    },
    ask: |dice| {
        (*dice.of(&[
            "tags has \"X\"",
            "tags has \"Y\"",
            "tags has any of { \"X\", \"Y\" }",
            "tags has all of { \"X\", \"Y\" }",
            "tags has none of { \"Y\", \"Z\" }",
            "tags is exactly { \"X\" }",
            "tags has none of { \"X\" }",
        ]))
        .to_owned()
    },
    arms: None,
};

/// Asked only of dates that are written out.
pub(super) const DAY: Thing = Thing {
    name: "day",
    declaration: "day: date in 2026-02-20..=2026-03-12",
    values: || with_unknown((0..21).map(|day| Value::Date(first_day().plus_days(day)))),
    ask: |dice| {
        let day = |at: usize| first_day().plus_days(at as i64).to_string();
        let at = dice.below(20);
        match dice.below(7) {
            0 => format!("day before {}", day(at)),
            1 => format!("day after {}", day(at)),
            2 => format!("day >= {}", day(at)),
            3 => format!("day is {}", day(at)),
            _ => format!("day in {}..={}", day(at), day(at + dice.below(6))),
        }
    },
    arms: Some(|dice| {
        (*dice.of(&[
            "..2026-03-01 => +1 2026-03-01.. => +2",
            "..2026-02-25 => +1 2026-03-02.. => +2",
            "2026-02-20..=2026-03-05 => +3",
        ]))
        .to_owned()
    }),
};

/// Asked of dates that move with as-of.
pub(super) const AGE: Thing = Thing {
    ask: |dice| {
        (*dice.of(&[
            "day within 7 days",
            "day within 14 days",
            "days since day > 3",
            "days since day in 2..=12",
            "day in this month",
            "day within next 2 days",
            "day after 2026-03-08",
            "days since day < 2.5",
            "day before 10 days ago",
        ]))
        .to_owned()
    },
    arms: None,
    ..DAY
};

pub(super) const TITLE: Thing = Thing {
    name: "title",
    declaration: "title: text",
    values: titles,
    ask: |dice| {
        let needle = *dice.of(&["a", "b", "ab", "ba", "b a", "c"]);
        match dice.below(9) {
            0 | 1 => format!("title contains \"{needle}\""),
            2 => format!("title starts with \"{needle}\""),
            3 => format!("title ends with \"{needle}\""),
            4 | 5 => format!("title has word \"{needle}\""),
            6 => format!("title is \"{needle}\""),
            7 => format!("title contains {} of {{ \"a\", \"{needle}\" }}", dice.of(&["any", "all", "none"])),
            _ => format!("title has word {} of {{ \"b\", \"{needle}\" }}", dice.of(&["any", "all", "none"])),
        }
    },
    arms: Some(|dice| (*dice.of(&["\"a\" => +2 \"b\" => +1", "\"ab\", \"ba\" => +2"])).to_owned()),
};

pub(super) const KEY: Thing = Thing {
    name: "id",
    declaration: "id: text key",
    values: || ["a", "A", "b", "c", "d"].into_iter().map(|key| Some(Value::Text(key.to_owned()))).collect(),
    ask: |dice| {
        (*dice.of(&["in list vips", "not in list vips", "in list vips", "id is \"c\"", "id is \"a\""])).to_owned()
    },
    arms: None,
};

/// Everything short, and everything that what is asked for makes.
fn titles() -> Vec<Option<Value>> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut short = vec![String::new()];
    for _ in 0..4 {
        short = short.iter().flat_map(|text| ["a", "b", "q", " "].map(|letter| format!("{text}{letter}"))).collect();
        all.extend(short.iter().cloned());
    }
    let ends = ["", "a", "b", "c", "ab", "ba", "b a"];
    for low in ends {
        for middle in ["", " ", "q", " c ", "qcq", " ab ", " ba ", "qabq", " b a ", "qbaq", " c b ", " a ", "qaq b c "]
        {
            all.extend(ends.map(|high| format!("{low}{middle}{high}")));
            all.extend(ends.map(|high| format!("{low}q{middle}q{high}")));
        }
    }
    let mut dice = Dice::new(1);
    for _ in 0..1500 {
        let words = (0..3 + dice.below(4)).map(|_| *dice.of(&["a", "b", "c", "ab", "ba", "qab", "baq", "b a", "qc"]));
        all.insert(words.collect::<Vec<_>>().join(" "));
    }
    all.retain(|text| text.trim() == text && !text.is_empty());
    with_unknown(all.into_iter().map(Value::Text))
}

/// Days before as-of on which events are.
const DAYS: [i64; 3] = [3, 20, 40];

impl World {
    /// The contacts' and the events' declarations.
    pub(super) fn schema(&self) -> String {
        let declared: Vec<&str> = self.things.iter().map(|thing| thing.declaration).collect();
        let event = "event view { at: date, kind: one of { \"X\", \"Y\" } }\n";
        format!("contact {{\n  {}\n}}\n{}", declared.join("\n  "), if self.has_events { event } else { "" })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.things.iter().any(|thing| thing.name == name)
    }

    /// Everybody there is; events only as far as the rules tell them apart.
    pub(super) fn contacts(&self, model: &Model, text: &str, as_of: &AsOf) -> Vec<Contact> {
        let domains: Vec<Vec<Option<Value>>> = self.things.iter().map(|thing| (thing.values)()).collect();
        let of_kind = model.schema.events.iter().next().map(|(_, kind)| events(kind, text, as_of));
        let events = of_kind.unwrap_or_else(|| vec![Vec::new()]);
        let count: usize = domains.iter().map(Vec::len).product();
        let mut contacts = Vec::with_capacity(count * events.len());
        for number in 0..count {
            let mut rest = number;
            let values = domains.iter().map(|domain| {
                let value = domain.get(rest % domain.len()).cloned().flatten();
                rest /= domain.len();
                value
            });
            let values: Vec<Option<Value>> = values.collect();
            let key = model.schema.key.and_then(|key| values[key.index()].clone());
            let key = if let Some(Value::Text(key)) = key { key } else { "1".to_owned() };
            contacts.extend(events.iter().map(|events| Contact {
                values: values.clone(),
                key: key.clone(),
                events: events.clone(),
            }));
        }
        contacts
    }
}

fn events(kind: &Event, text: &str, as_of: &AsOf) -> Vec<Vec<EventRows>> {
    let days = if text.contains("30 days") { &DAYS[..] } else { &DAYS[..2] };
    let kinds: &[Option<Value>] = &[None, Some(Value::Choice(0)), Some(Value::Choice(1))];
    let kinds = if text.contains("kind") { kinds } else { &kinds[..1] };
    let classes: Vec<(i64, &Option<Value>)> =
        days.iter().flat_map(|day| kinds.iter().map(move |kind| (*day, kind))).collect();
    // So many of each kind on each day.
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let most = if classes.len() > 6 { 3 } else { 5 };
    for _ in &classes {
        let longer = |sizes: &Vec<usize>| {
            let left = most - sizes.iter().sum::<usize>();
            let sizes = sizes.clone();
            (0..=left).map(move |size| [sizes.clone(), vec![size]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    let rows = all.into_iter().map(|sizes| {
        let mut builder = EventTableBuilder::new(kind, &kind.fields.ids().collect());
        for ((days, kind), size) in classes.iter().zip(sizes) {
            for _ in 0..size {
                builder.push(0, &mut [Some(Value::Date(as_of.date.plus_days(-days))), (*kind).clone()]);
            }
        }
        let (table, rows) = builder.finish();
        vec![rows.first().map_or_else(EventRows::default, |rows| EventRows::new(Arc::clone(&table), rows.clone()))]
    });
    rows.collect()
}
