//! Rule sets too large for a look at everybody: what is said of all contacts is attacked by random ones, whose values lie
//! at the edges that the rules draw, and by those who come nearest, a little changed.

use std::{fmt::Write, sync::Arc};

use super::{Case, judged, read, told};
use crate::{
    analyze::{
        Answer, Budget, Goal, Matter, Measure, Search, Wanted, Witness,
        tests::{
            cases,
            properties::measures,
            rules::{Dice, as_of},
        },
    },
    exec::{Contact, evaluate},
    model::{EventId, Model},
    plan::{Logic, Plan},
    value::{Date, Value},
};

/// A property with many values: its declaration, what is asked of it, and values at the edges of that.
struct Wide {
    declaration: &'static str,
    ask: fn(&mut Dice) -> String,
    near: fn(&mut Dice) -> Option<Value>,
}

const WHOLE: [i64; 6] = [1, 10, 50, 200, 201, 1000];
const DAYS: [i64; 7] = [0, 1, 6, 7, 30, 90, 365];
const PIECES: [&str; 10] = ["ceo", "CTO", "vp", "vp of sales", "sales", "of", "head", "ad", "x", "Manager"];

fn whole(dice: &mut Dice) -> i64 {
    dice.of(&WHOLE) + dice.below(3) as i64 - 1
}

fn day(dice: &mut Dice) -> Date {
    let far = dice.of(&DAYS) + dice.below(3) as i64 - 1;
    match dice.below(4) {
        0 => Date::parse("2026-03-01").unwrap().plus_days(far - 1),
        1 => Date::parse("2025-12-31").unwrap().plus_days(far - 1),
        _ => as_of().date.plus_days(-far),
    }
}

fn text(dice: &mut Dice) -> String {
    let joints = [" ", " ", "-", "", ", "];
    let mut text = String::new();
    for at in 0..=dice.below(4) {
        let joint: &str = if at > 0 { dice.of::<&str>(&joints) } else { "" };
        text.push_str(joint);
        text.push_str(dice.of::<&str>(&PIECES));
    }
    if dice.is(3) { text.to_uppercase() } else { text }
}

const WIDE: [Wide; 10] = [
    Wide {
        declaration: "employees: integer in 1..",
        ask: |dice| {
            let (low, high) = (dice.below(6), dice.below(6));
            let (low, high) = (WHOLE[low.min(high)], WHOLE[low.max(high)]);
            match dice.below(4) {
                0 => format!("employees >= {low}"),
                1 => format!("employees < {low}"),
                2 => format!("employees * 2 > {high}"),
                _ => format!("employees in {low}..={high}"),
            }
        },
        near: |dice| (!dice.is(8)).then(|| Value::Integer(whole(dice).max(1))),
    },
    Wide {
        declaration: "visits: integer in 0.. default 0",
        ask: |dice| format!("visits {} {}", dice.of(&[">=", "<", "is", ">"]), dice.of(&WHOLE)),
        near: |dice| Some(Value::Integer(if dice.is(3) { 0 } else { whole(dice) })),
    },
    Wide {
        declaration: "revenue: number in 0..",
        ask: |dice| format!("revenue {} {}", dice.of(&[">=", "<", "<=", ">"]), dice.of(&["0.5", "1", "10", "10.25"])),
        near: |dice| {
            let at = dice.of(&[0.5, 1.0, 10.0, 10.25]) + dice.of(&[0.0, 0.0, 0.0001, -0.0001, 1e-9]);
            (!dice.is(8)).then_some(Value::Number(at))
        },
    },
    Wide {
        declaration: "created: date",
        ask: |dice| {
            let days = *dice.of(&["7", "30", "90"]);
            match dice.below(7) {
                0 | 1 => format!("created within {days} days"),
                2 => format!("days since created > {days}"),
                3 => format!("created before {days} days ago"),
                4 => "created in this month".to_owned(),
                5 => "created before 2026-03-01".to_owned(),
                _ => "created in last year".to_owned(),
            }
        },
        near: |dice| (!dice.is(8)).then(|| Value::Date(day(dice))),
    },
    Wide {
        declaration: "seen: datetime",
        ask: |dice| {
            (*dice.of(&[
                "seen within 7 days",
                "seen within 30 days",
                "days since seen >= 30",
                "seen after 2026-03-01",
                "seen within 3 hours",
            ]))
            .to_owned()
        },
        near: |dice| {
            let midnight = as_of().zone.midnight(day(dice));
            let moment = *dice.of(&[0, -1, 1, 43_200_000_000]);
            let near = if dice.is(4) { as_of().instant.plus_micros(-3 * 3_600_000_000) } else { midnight };
            (!dice.is(8)).then(|| Value::Instant(near.plus_micros(moment)))
        },
    },
    Wide {
        declaration: "title: text",
        ask: |dice| {
            let (operator, piece) = (dice.below(6), *dice.of(&PIECES));
            match operator {
                0 => format!("title contains \"{piece}\""),
                1 => format!("title starts with \"{piece}\""),
                2 => format!("title ends with \"{piece}\""),
                3 => format!("title is \"{piece}\""),
                4 => format!("title contains exactly \"{piece}\""),
                _ => format!("title has word any of {{ \"{piece}\", \"{}\" }}", dice.of(&PIECES)),
            }
        },
        near: |dice| (!dice.is(8)).then(|| Value::Text(text(dice))),
    },
    Wide {
        declaration: "email: email",
        ask: |dice| {
            (*dice.of(&[
                "email domain is \"a.example\"",
                "email domain in { \"a.example\", \"b.example\" }",
                "email domain ends with \".example\"",
                "email starts with \"sales\"",
                "email contains \"@a.\"",
                "email is \"sales@a.example\"",
            ]))
            .to_owned()
        },
        near: |dice| {
            let local = *dice.of(&["sales", "x", "SALES", "sales.a", "@a."]);
            let domain = *dice.of(&["a.example", "A.example", "b.example", "a.example.test", "x.a.example", "", "."]);
            (!dice.is(8)).then(|| Value::Text(format!("{local}{}{domain}", dice.of(&["@", "@", "@", ""]))))
        },
    },
    Wide {
        declaration: "industry: one of { \"A\", \"B\", \"C\", \"D\", \"E\" }",
        ask: |dice| {
            let (one, other) = (*dice.of(&["A", "B", "C"]), *dice.of(&["B", "C", "D", "E"]));
            match dice.below(3) {
                0 => format!("industry is \"{one}\""),
                1 => format!("industry is not \"{one}\""),
                _ => format!("industry in {{ \"{one}\", \"{other}\" }}")
                    .replace("\"B\", \"B\"", "\"B\"")
                    .replace("\"C\", \"C\"", "\"C\""),
            }
        },
        near: |dice| (!dice.is(8)).then(|| Value::Choice(dice.below(5) as u32)),
    },
    Wide {
        declaration: "tags: many of { \"W\", \"X\", \"Y\", \"Z\" }",
        ask: |dice| {
            (*dice.of(&[
                "tags has \"X\"",
                "tags has all of { \"X\", \"Y\" }",
                "tags has any of { \"Y\", \"Z\" }",
                "tags has none of { \"W\", \"X\" }",
                "tags is exactly { \"W\", \"Z\" }",
            ]))
            .to_owned()
        },
        near: |dice| {
            let places: Vec<u32> = (0..4).filter(|_| dice.is(2)).collect();
            (!places.is_empty()).then_some(Value::Choices(places))
        },
    },
    Wide {
        declaration: "flag: boolean",
        ask: |dice| (*dice.of(&["flag", "not flag", "flag is false"])).to_owned(),
        near: |dice| dice.of(&[None, Some(false), Some(true)]).map(Value::Boolean),
    },
];

const EVENTS: &str = "event view { at: datetime, url: text, n: integer in 0..=3 }\n\
    event open { at: date, form: one of { \"A\", \"B\" } }\n";

struct Writer<'d> {
    dice: &'d mut Dice,
    wide: Vec<&'static Wide>,
    has_events: bool,
}

impl Writer<'_> {
    fn rules(&mut self) -> String {
        let declared: Vec<&str> = self.wide.iter().map(|wide| wide.declaration).collect();
        let mut text = format!("contact {{\n  {}\n}}\n", declared.join("\n  "));
        if self.has_events {
            text.push_str(EVENTS);
        }
        let _ = writeln!(text, "define chosen = {}", self.condition(1));
        for score in ["fit", "heat"] {
            let _ = writeln!(text, "score {score}{} {{", self.limit());
            for group in 0..3 {
                let _ = writeln!(text, "  group g{group}{} {{", self.limit());
                for _ in 0..2 + self.dice.below(3) {
                    let _ = writeln!(text, "    {}", self.rule());
                }
                text.push_str("  }\n");
            }
            text.push_str("}\n");
        }
        let _ = writeln!(text, "score total = fit + {} * heat", self.dice.of(&["1", "2", "0.5"]));
        let (high, low) = (10 + self.dice.below(40), self.dice.below(20));
        let (sql, mql, lead) = (self.condition(1), self.condition(1), self.condition(2));
        let _ = writeln!(
            text,
            "stage lifecycle {{\n  sql when total >= {high} and {sql}\n  mql when total >= {low} or {mql}\n  \
             lead when {lead}\n  otherwise rest\n}}"
        );
        let _ = writeln!(text, "list hot when lifecycle is sql and {} except {}", self.condition(1), self.condition(1));
        for _ in 0..2 {
            let (stage, asked) = (*self.dice.of(&["lifecycle is sql", "in list hot", "chosen"]), self.condition(1));
            let _ = writeln!(text, "never {stage} and {asked}");
            let _ = writeln!(text, "never total > {} and {}", 10 + self.dice.below(60), self.condition(0));
        }
        let _ = writeln!(text, "always fit in -{}..={}", self.dice.below(30), self.dice.below(80));
        text
    }

    fn limit(&mut self) -> String {
        let most = 3 + self.dice.below(20);
        (*self.dice.of(&["", "", " limit ..=", " limit -5..="])).to_owned().replace("..=", &format!("..={most}"))
    }

    fn rule(&mut self) -> String {
        let points = format!("{}{}", self.dice.of(&["+", "+", "-"]), 1 + self.dice.below(9));
        if self.has_events && self.dice.is(4) {
            let curve = *self.dice.of(&["", "", " halving every 7 days", " fading over 30 days"]);
            return format!("each {} score {points} up to {}{curve}", self.query(), 1 + self.dice.below(15));
        }
        format!("when {} score {points}", self.condition(2))
    }

    fn query(&mut self) -> String {
        let window = *self.dice.of(&["", " within 2 days", " within 7 days", " within 30 days"]);
        match self.dice.below(3) {
            0 => format!("open{window}{}", self.dice.of(&["", " where form is \"A\"", " where form is \"B\""])),
            _ => format!(
                "view{window}{}",
                self.dice.of(&["", " where n >= 2", " where url contains \"/p\"", " where (n < 2 and url is known)"])
            ),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        match if depth == 0 { 9 } else { self.dice.below(8) } {
            0..=3 => format!("({} and {})", self.condition(depth - 1), self.condition(depth - 1)),
            4 | 5 => format!("({} or {})", self.condition(depth - 1), self.condition(depth - 1)),
            6 => format!("not ({})", self.condition(depth - 1)),
            _ if self.has_events && self.dice.is(3) => {
                let query = self.query();
                let (event, rest) = query.split_at(4);
                match self.dice.below(4) {
                    0 => format!("any {query}"),
                    1 => format!("no {query}"),
                    2 => format!("(days since last {event}{rest}) {} 7", self.dice.of(&["<", ">="])),
                    _ => format!("({event} count{rest}) {} {}", self.dice.of(&[">=", "<"]), 1 + self.dice.below(3)),
                }
            }
            _ => {
                let wide = *self.dice.of(&self.wide);
                (wide.ask)(self.dice)
            }
        }
    }
}

/// Events at the edges of windows.
fn event(dice: &mut Dice, model: &Model) -> Option<(EventId, Vec<Option<Value>>)> {
    let kinds: Vec<EventId> = model.schema.events.ids().collect();
    let id = *kinds.get(dice.below(kinds.len().max(1)))?;
    let hours = *dice.of(&[0, 1, 23, 24, 47, 48, 49, 144, 167, 168, 191, 500, 696, 719, 720, 745, 2000, -5]);
    let values = if kinds.first() == Some(&id) {
        let at = as_of().instant.plus_micros(-hours * 3_600_000_000 - dice.below(2) as i64);
        let url = *dice.of(&["", "/p", "/pricing", "/a/P", "/q"]);
        let n = dice.below(5) as i64;
        let url = (!url.is_empty()).then(|| Value::Text(url.to_owned()));
        vec![Some(Value::Instant(at)), url, (n < 4).then_some(Value::Integer(n))]
    } else {
        let form = dice.below(3) as u32;
        vec![Some(Value::Date(as_of().date.plus_days(-hours / 24))), (form < 2).then_some(Value::Choice(form))]
    };
    Some((id, values))
}

/// A random contact, or one of those that are known, a little changed.
fn attacker(dice: &mut Dice, wide: &[&Wide], model: &Model, known: &[Witness]) -> Contact {
    let mut witness = match known.get(dice.below(known.len().max(1))) {
        Some(witness) if dice.is(2) => {
            let mut witness = witness.clone();
            for _ in 0..dice.below(3) {
                let place = dice.below(wide.len());
                witness.values[place] = (wide[place].near)(dice);
            }
            if dice.is(3) && !witness.events.is_empty() {
                let place = dice.below(witness.events.len());
                witness.events.swap_remove(place);
            }
            witness
        }
        _ => Witness { values: wide.iter().map(|wide| (wide.near)(dice)).collect(), ..Witness::default() },
    };
    let more = *dice.of(&[0, 0, 1, 2, 4, 9]);
    for _ in 0..more {
        witness.events.extend(event(dice, model));
    }
    if dice.is(3)
        && let Some(last) = witness.events.last().cloned()
    {
        // Many of one kind at one time fill limits.
        witness.events.extend(std::iter::repeat_n(last, 4));
    }
    "1".clone_into(&mut witness.key);
    witness.contact(model)
}

/// What is to be impossible or not.
fn goals(plan: &Plan) -> Vec<Goal> {
    let model = plan.model();
    let mut goals: Vec<Goal> = Vec::new();
    for rule in model.rules.ids() {
        goals.extend(
            [Wanted::True, Wanted::NotTrue, Wanted::Unknown].map(|wanted| Goal::of(Matter::Fired(rule), wanted)),
        );
    }
    for (id, stage) in model.stages.iter() {
        let arms = (0..stage.arms.len()).map(Some).chain([None]);
        goals.extend(arms.map(|arm| Goal::of(Matter::StageArm(id, arm), Wanted::True)));
    }
    goals.extend(model.lists.ids().map(|id| Goal::of(Matter::Listed(id), Wanted::True)));
    for claim in plan.claims() {
        let of = |logic: &Logic, wanted| Goal::of(Matter::Condition(logic.clone()), wanted);
        goals.extend([of(claim, Wanted::True), of(claim, Wanted::NotTrue)]);
    }
    goals
}

#[test]
fn no_contact_does_what_is_said_of_none() {
    let mut impossible = 0;
    for seed in 0..u64::from(cases(2)) {
        let dice = &mut Dice::new(seed + 40_000);
        let mut wide: Vec<&'static Wide> = Vec::new();
        let count = 2 + dice.below(5);
        while wide.len() < count {
            let one = dice.of(&WIDE);
            if !wide.iter().any(|other| other.declaration == one.declaration) {
                wide.push(one);
            }
        }
        let has_events = dice.is(2);
        let text = Writer { dice, wide: wide.clone(), has_events }.rules();
        let Some(plan) = read(&text) else { panic!("{:#?}\n{text}", judged(&text)) };
        let (model, as_of) = (Arc::clone(plan.model()), as_of());
        // What is not decided soon is not attacked.
        let search = Search::new(&plan, &as_of, Budget { states: 256, steps: 100_000 });
        let mut known: Vec<Witness> = Vec::new();
        let mut shut: Vec<Goal> = Vec::new();
        for goal in goals(&plan) {
            match search.find(&goal) {
                Answer::Found(witness) => known.push(*witness),
                Answer::Impossible => shut.push(goal),
                Answer::Undecided(_) => {}
            }
        }
        let bounds: Vec<(Measure, _)> =
            measures(&plan).into_iter().map(|measure| (measure, search.bounds(measure))).collect();
        for (_, bounds) in &bounds {
            known.extend([&bounds.min, &bounds.max].into_iter().filter_map(|end| Some(*end.reached.clone()?.1)));
        }
        let contacts: Vec<Contact> = (0..600).map(|_| attacker(dice, &wide, &model, &known)).collect();
        for contact in &contacts {
            let evaluation = evaluate(&plan, contact, &as_of);
            for goal in &shut {
                assert!(!goal.is_met(&evaluation), "seed {seed}: {goal:?}\n{contact:?}\n{text}");
            }
            for (measure, bounds) in &bounds {
                let points = measure.points(&evaluation);
                let is_in = bounds.min.proven.is_none_or(|min| min <= points)
                    && bounds.max.proven.is_none_or(|max| points <= max);
                assert!(is_in, "seed {seed}: {measure:?} is {points}, not {bounds:?}\n{contact:?}\n{text}");
            }
        }
        impossible += shut.len();
        let found = judged(&text);
        let case = Case::of(text, plan, found, contacts);
        told::promises_hold(&case);
        case.found.iter().for_each(|found| told::is_true(&case, found));
    }
    assert!(impossible > 5, "{impossible}");
}
