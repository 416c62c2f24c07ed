//! Random rule sets about time and events, with random contacts.

use std::fmt::Write;

use merit::value::Date;

use super::contact::{Case, case};
use crate::agreement::random::Random;

const SCHEMA: &str = r#"
contact {
  id:      text key
  grace:   integer
  created: date
  due:     date
  seen:    datetime
}
event view { at: datetime, url: text, over: date, form: one of { "A", "B" } }
event open { at: datetime }
event buy  { at: date, amount: number, paid: datetime }
define age = days since created
define fresh = any open within 3 weeks
"#;

fn duration(random: &mut Random, hours: bool) -> String {
    let units: &[(&str, i64)] = &[("days", 120), ("weeks", 20), ("months", 8), ("quarters", 3), ("years", 1)];
    if hours && random.chance(30) {
        return format!("{} hours", random.between(1, 1000));
    }
    let (unit, most) = *random.pick(units);
    match random.between(1, most) {
        1 => format!("1 {}", unit.trim_end_matches('s')),
        many => format!("{many} {unit}"),
    }
}

fn period(random: &mut Random) -> String {
    format!("in {} {}", random.word(&["this", "last", "next"]), random.word(&["week", "month", "quarter", "year"]))
}

fn date_of(random: &mut Random) -> String {
    random.word(&["created", "due", "seen"])
}

fn query(random: &mut Random) -> String {
    let event = random.word(&["view", "view", "open", "buy"]);
    let mut text = format!(" within {}", duration(random, event != "buy"));
    if random.chance(35) {
        text.clear();
    }
    if random.chance(15) {
        write!(text, " since last {}", random.word(&["view", "open", "buy"])).unwrap();
    }
    match (event.as_str(), random.below(7)) {
        ("view", 0) => text.push_str(" where url contains \"x\""),
        ("view", 1) => write!(text, " where over within next {}", duration(random, false)).unwrap(),
        ("view", 2) => write!(text, " where days since over > {}", random.between(-100, 100)).unwrap(),
        ("view", 3) => write!(text, " where (form is \"A\" and fresh)").unwrap(),
        ("view", 4) => write!(text, " where over < {} ago", duration(random, false)).unwrap(),
        ("view", 5) => write!(text, " where anniversary of over {}", period(random)).unwrap(),
        ("buy", 0) => write!(text, " where amount > {}", random.between(0, 50)).unwrap(),
        ("buy", 1) => write!(text, " where paid within {}", duration(random, true)).unwrap(),
        ("buy", 2) => text.push_str(" where days since paid - grace > 20"),
        _ => {}
    }
    format!("{event}\u{0}{text}")
}

/// The query with a word or a field behind the event's name.
fn asked(random: &mut Random, before: &str, behind: &str) -> String {
    let query = query(random);
    let (event, rest) = query.split_once('\u{0}').unwrap();
    format!("{before}{event}{behind}{rest}")
}

fn of_buy(random: &mut Random, before: &str, behind: &str) -> String {
    loop {
        let query = query(random);
        let (event, rest) = query.split_once('\u{0}').unwrap();
        if event == "buy" {
            return format!("{before}buy{behind}{rest}");
        }
    }
}

fn condition(random: &mut Random) -> String {
    match random.below(21) {
        0 => format!("{} within {}", date_of(random), duration(random, false)),
        1 => format!("{} within next {}", date_of(random), duration(random, false)),
        2 => format!("seen within {}", duration(random, true)),
        3 => format!("{} {}", date_of(random), period(random)),
        4 => format!("{} before {} ago", date_of(random), duration(random, false)),
        5 => format!("{} after {} from now", date_of(random), duration(random, false)),
        6 => format!("days since {} > {}", date_of(random), random.between(-200, 400)),
        7 => format!("days since {} in {}..{}", date_of(random), random.between(-50, 50), random.between(60, 300)),
        8 => format!("days since {} > grace", date_of(random)),
        9 => format!("days since {} * 2 > {}", date_of(random), random.between(-100, 500)),
        10 => format!("anniversary of {} within next {}", date_of(random), duration(random, false)),
        11 => format!("anniversary of {} {}", date_of(random), period(random)),
        12 => asked(random, "any ", ""),
        13 => asked(random, "no ", ""),
        14 => format!("{} >= {}", asked(random, "", " count"), random.between(1, 4)),
        15..=17 => {
            let which = random.word(&["last", "first"]);
            format!(
                "{} {} {}",
                asked(random, &format!("days since {which} "), ""),
                random.word(&["<", ">="]),
                random.between(0, 200)
            )
        }
        18 => format!("{} > {}", of_buy(random, "sum of ", ".amount"), random.between(0, 100)),
        _ => format!("({}) within {}", of_buy(random, "last ", ".paid"), duration(random, true)),
    }
}

fn rule(random: &mut Random) -> String {
    let points = random.between(1, 30);
    let sign = random.word(&["+", "+", "-"]);
    let until = if random.chance(10) { format!(" until 2026-{:02}-15", random.between(1, 12)) } else { String::new() };
    let curve = format!("{} days", random.between(2, 90));
    match random.below(10) {
        9 => "match view.form { \"A\" => +20 otherwise => +5 unknown => -1 } up to 30".to_owned(),
        0 => asked(random, "each ", &format!("\u{1}{points} halving every {curve}")),
        1 => asked(random, "each ", &format!("\u{1}{points} up to 40 fading over {curve}")),
        2 => asked(random, "each ", &format!("\u{1}{points}")),
        3 => format!("score +{points} fading over {curve} since {}{until}", date_of(random)),
        4 => format!("when {} score +{points} halving every {curve} since {}", condition(random), date_of(random)),
        5 => format!("score +1 per {} age up to 12", random.between(1, 40)),
        6 => "match age { ..30 => +3 30..90 => +2 90.. => +1 unknown => 0 }".to_owned(),
        7 => format!("when {} or not ({}) score {sign}{points}{until}", condition(random), condition(random)),
        _ => format!("when {} score {sign}{points}{until}", condition(random)),
    }
}

fn rules(random: &mut Random) -> String {
    // Alone, so that nothing that changes every day hides when it turns.
    if random.chance(65) {
        return format!("{SCHEMA}list l when {}\n", condition(random));
    }
    let mut text = format!("{SCHEMA}score s {{\n");
    for _ in 0..random.between(2, 6) {
        let rule = rule(random);
        // `each` has its points behind the whole query.
        let rule = match rule.split_once('\u{1}') {
            Some((before, rest)) => {
                let at = [" within", " since last", " where"].iter().filter_map(|word| rest.find(word)).min();
                let (award, query) = rest.split_at(at.unwrap_or(rest.len()));
                let (points, clauses) = award.split_once(' ').unwrap_or((award, ""));
                format!("{before}{query} score +{points} {clauses}")
            }
            None => rule,
        };
        writeln!(text, "  {rule}").unwrap();
    }
    writeln!(text, "}}\nstage t {{ a when s >= 12 b when s >= 3 and {} otherwise c }}", condition(random)).unwrap();
    writeln!(text, "list l when {}", condition(random)).unwrap();
    text
}

/// A random rule set that asks for times in every way, and a random contact of it.
pub fn some_case(random: &mut Random) -> Case {
    let date = |random: &mut Random, low: i64, high: i64| {
        Date::parse("2026-03-01").unwrap().plus_days(random.between(low, high)).to_string()
    };
    let moment = |random: &mut Random| {
        // Within an hour of as-of too, and where clocks change.
        let days = if random.chance(20) { random.between(-2, 30) } else { random.between(-250, 1) };
        format!(
            "{}T{:02}:{:02}",
            Date::parse("2026-03-01").unwrap().plus_days(days),
            random.between(0, 23),
            random.between(0, 59)
        )
    };
    let mut values = Vec::new();
    for name in ["created", "due"] {
        if random.chance(85) {
            values.push((name, date(random, -400, 400)));
        }
    }
    if random.chance(85) {
        values.push(("seen", moment(random)));
    }
    if random.chance(85) {
        values.push(("grace", random.between(-20, 200).to_string()));
    }
    let mut events = String::new();
    for _ in 0..random.below(7) {
        let (at, url, form) = (moment(random), random.word(&["x", "y"]), random.word(&["A", "B"]));
        match random.below(3) {
            0 => writeln!(events, "view at={at}, url={url}, over={}, form={form}", date(random, -300, 300)).unwrap(),
            1 => writeln!(events, "open at={at}").unwrap(),
            _ => writeln!(events, "buy at={}, amount={}, paid={at}", date(random, -400, 2), random.between(1, 60))
                .unwrap(),
        }
    }
    let as_of = random.word(&["2026-03-01", "2026-03-01T10:30", "2026-03-28T23:30", "2024-02-29", "2025-10-25T02:30"]);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    case(&rules(random), &values, &events, &as_of)
}
