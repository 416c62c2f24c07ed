//! Random questions about events, rules on each event, and rows of events as their sources would write them: ties, rows
//! twice, unknown and unreadable fields, events after as-of, clocks that go forward and back.

use merit::value::Date;
use serde_json::{Map, Value, json};

use super::{
    random::Random,
    rules::{self, Scope},
};

/// The kinds of event; each is there for what makes it hard to get right.
pub const KINDS: &str = r#"
event view {
  unknown is { "?" }
  at:      datetime
  url:     text
  link:    url
  title:   text                     # hides the contact's
  seconds: number in 0..
  mailed:  boolean
}
event purchase {
  at:     date
  amount: number
  items:  integer default 1
  kind:   one of { "New" as "New one", "Renewal", "Gift" }
  tags:   many of { "a", "b" }
  due:    date
}
event change {
  key from "contact"
  at:       datetime format "%d.%m.%Y %H:%M:%S"
  industry: one of { "Ärzte", "Software", "Retail", "Bildung" }   # hides the contact's
  value:    text
  ended:    datetime
}
"#;

const NAMES: &[&str] = &["view", "purchase", "change"];
const URLS: &[&str] = &["/pricing", "/Pricing/EU", "/demo", "/", "straße", "STRASSE", "?"];
const AMOUNTS: &[&str] = &[
    "0.1",
    "0.2",
    "0.3",
    "12.00",
    "-0.1",
    "0.0000005",
    "99.99",
    "1e33",
    "-1e33",
    "0.1234567",
    "9007199254740993",
    "0",
];

// ---- questions ----

/// A condition on the contact's events.
pub(super) fn condition(random: &mut Random, scope: &Scope) -> String {
    let kind = random.word(NAMES);
    match random.below(8) {
        0 | 1 => format!("any {}", query(random, scope, &kind)),
        2 => format!("no {}", query(random, scope, &kind)),
        3 => {
            let high = random.between(1, 5);
            let range = random.word(&["1..", "..=2", "2..=3"]).replace("..=3", &format!("..={}", 2 + high));
            format!("{kind} count{} {} {range}", rest(random, scope, &kind), random.word(&["in", "not in"]))
        }
        4 => {
            let question = random.word(&["< 30", ">= 7", "in 0..=31", "is 0", "is unknown", "is not 1", "> 365"]);
            format!("days since {} {} {question}", which(random), query(random, scope, &kind))
        }
        5 => {
            let aggregate = aggregate(random, scope);
            let question = random.word(&[
                "> 0.3",
                "is 0.3",
                "<= 0.1",
                "is not 0",
                "in 0.1..=12",
                "< visits",
                ">= ratio",
                "is revenue",
                "< 2.5",
                "in -0.1..0.4",
                "> 9007199254740992",
                "is known",
            ]);
            // A sum of nothing is 0.
            let question = if aggregate.starts_with("sum") { question.replace("known", "3") } else { question };
            format!("{aggregate} {question}")
        }
        _ => picked(random, scope, &kind),
    }
}

/// A number that events give.
pub(super) fn number(random: &mut Random, scope: &Scope) -> String {
    let kind = random.word(NAMES);
    let text = match random.below(6) {
        0 | 1 => format!("{kind} count{}", rest(random, scope, &kind)),
        2 => format!("days since {} {}", which(random), query(random, scope, &kind)),
        3 => format!("distinct {} count{}", of_any_type(random, &kind), rest(random, scope, &kind)),
        4 => {
            let field = random.word(&["purchase.amount", "purchase.items", "view.seconds"]);
            let kind = field.split('.').next().unwrap().to_owned();
            format!("{} {field}{}", which(random), rest(random, scope, &kind))
        }
        _ => aggregate(random, scope),
    };
    format!("({text})")
}

fn aggregate(random: &mut Random, scope: &Scope) -> String {
    let field = random.word(&["purchase.amount", "purchase.amount", "purchase.items", "view.seconds"]);
    let kind = field.split('.').next().unwrap().to_owned();
    let function = random.word(&["sum", "sum", "avg", "avg", "min", "max"]);
    format!("{function} of {field}{}", rest(random, scope, &kind))
}

/// `last E.field`, and what can be asked of it.
fn picked(random: &mut Random, scope: &Scope, kind: &str) -> String {
    let field = of_any_type(random, kind);
    let question = question(random, field.split('.').next_back().unwrap());
    let picked = format!("{} {field}{}", which(random), rest(random, scope, kind));
    // `within` right behind it would say which events are meant.
    if question.starts_with("within") || random.chance(30) {
        format!("({picked}) {question}")
    } else {
        format!("{picked} {question}")
    }
}

fn which(random: &mut Random) -> String {
    random.word(&["last", "first"])
}

fn of_any_type(random: &mut Random, kind: &str) -> String {
    format!("{kind}.{}", field(random, kind))
}

fn field(random: &mut Random, kind: &str) -> String {
    random.word(match kind {
        "view" => &["url", "url", "link", "title", "seconds", "mailed", "at"],
        "purchase" => &["amount", "amount", "items", "kind", "tags", "due", "at"],
        _ => &["industry", "value", "value", "ended", "at"],
    })
}

/// A kind of event and which of them.
fn query(random: &mut Random, scope: &Scope, kind: &str) -> String {
    format!("{kind}{}", rest(random, scope, kind))
}

/// `within …`, `since last …`, `where …`: each, or not.
fn rest(random: &mut Random, scope: &Scope, kind: &str) -> String {
    let mut text = String::new();
    if random.chance(40) {
        let days = ["1 day", "7 days", "30 days", "2 weeks", "1 month", "3 months", "1 quarter", "1 year", "90 days"];
        let exact = ["1 hour", "90 minutes", "24 hours", "720 hours"];
        let length = if kind != "purchase" && random.chance(30) { random.word(&exact) } else { random.word(&days) };
        text += &format!(" within {length}");
    }
    if random.chance(20) {
        text += &format!(" since last {}", random.word(NAMES));
    }
    if random.chance(45) {
        text += &format!(" where ({})", filter(random, scope, kind, 2));
    }
    text
}

/// What is asked of one event: of its fields, and of the contact.
fn filter(random: &mut Random, scope: &Scope, kind: &str, depth: usize) -> String {
    if depth > 0 && random.chance(35) {
        let (a, b) = (filter(random, scope, kind, depth - 1), filter(random, scope, kind, depth - 1));
        return match random.below(3) {
            0 => format!("({a} and {b})"),
            1 => format!("({a} or {b})"),
            _ => format!("not ({a})"),
        };
    }
    match random.below(10) {
        // Names are those of the fields first; a question about events may stand there through a `define` only.
        0 | 1 => {
            let asked = rules::condition(random, &scope.inside_where(), 0);
            // A name in parentheses would be compared with what follows.
            if asked.contains(' ') { asked } else { format!("not {asked}") }
        }
        2 => match kind {
            "view" => random.word(&[
                "link host is \"acme.example\"",
                "link url path starts with \"/pricing\"",
                "title is nick",
                "url is title",
                "seconds > ratio",
                "seconds / 2 < visits",
                "mailed is vip",
            ]),
            "purchase" => random.word(&[
                "amount * items > 12",
                "amount > revenue",
                "days since due < 10",
                "days since at in 0..=7",
                "due after at",
                "at after created",
                "anniversary of due within next 30 days",
            ]),
            _ => random.word(&[
                "value is industry",
                "value is title",
                "ended is at",
                "ended before seen",
                "value is plan",
            ]),
        },
        _ => {
            let field = field(random, kind);
            format!("{field} {}", question(random, &field))
        }
    }
}

/// A question that a field of this name can answer.
fn question(random: &mut Random, field: &str) -> String {
    if random.chance(10) {
        return random.word(&["is known", "is unknown"]);
    }
    match field {
        "url" | "link" | "title" | "value" => match random.below(5) {
            0 => format!("contains \"{}\"", random.word(&["pricing", "SS", "cto", "demo"])),
            1 => format!("starts with any of {{ \"/d\", \"{}\" }}", random.word(&["/pricing", "c"])),
            2 => format!("is not \"{}\"", random.word(&["/demo", "straße", "CTO"])),
            3 => "matches /^.p/".into(),
            _ => format!("is \"{}\"", random.word(&["/pricing", "STRASSE", "cto"])),
        },
        "kind" => random.word(&["is \"New\"", "is not \"gift\"", "in { \"New\", \"Renewal\" }", "contains \"new\""]),
        "industry" => random.word(&["is \"Software\"", "is not \"retail\"", "has word \"software\""]),
        "tags" => random.word(&["has \"a\"", "has none of { \"b\" }", "is exactly { \"a\", \"b\" }"]),
        "mailed" => random.word(&["is true", "is not true", "is false"]),
        "at" | "due" | "ended" => random.word(&[
            "within 7 days",
            "within 1 month",
            "in this month",
            "in last month",
            "in this week",
            "not in this year",
            "before 30 days ago",
            "after 2026-02-01",
            "within next 30 days",
            "before 2024-02-29",
        ]),
        "items" => random.word(&["> 1", "is 2", "in 1..=3", "is not -1"]),
        _ => random.word(&["> 0.2", "is 0.1", "in 0..=12", "< 99.99", "is not 0.3", ">= 1000"]),
    }
}

// ---- rules on each event ----

/// `each …` or `match E.field …`.
pub(super) fn rule(random: &mut Random, scope: &Scope) -> String {
    let kind = random.word(NAMES);
    let points = |random: &mut Random| random.word(&["+3", "-2", "+0.3333", "-12.25", "0", "+10"]);
    let most = |random: &mut Random| {
        if random.chance(40) { format!(" up to {}", random.word(&["5", "0.5", "12.5", "20"])) } else { String::new() }
    };
    if random.chance(20) {
        // Points that tell every digit.
        return format!("score +0.0001 per 0.000001 {} up to 100000", number(random, scope));
    }
    if random.chance(55) {
        let curve = random.word(&[
            "",
            "",
            " halving every 30 days",
            " fading over 14 days",
            " halving every 1 week",
            " fading over 400 days",
        ]);
        return format!("each {} score {}{}{curve}", query(random, scope, &kind), points(random), most(random));
    }
    let (subject, arms): (&str, &[&str]) = *random.pick(&[
        ("view.url", &["\"/pricing\"", "\"/demo\", \"/\""][..]),
        ("view.link path", &["\"/pricing\""]),
        ("view.link host", &["\"acme.example\""]),
        ("view.seconds", &["..0.2", "0.2..=12"]),
        ("view.mailed", &["true"]),
        ("view.at", &["..2025-01-01", "2026-02-01..=2026-02-28"]),
        ("purchase.amount", &["..0.1", "0.1..0.3", "0.3", "12..100"]),
        ("purchase.items", &["..1", "2..=3"]),
        ("purchase.kind", &["\"New\"", "\"Gift\", \"Renewal\""]),
        ("purchase.at", &["2026-02-01..=2026-03-01"]),
        ("change.industry", &["\"Retail\""]),
        ("change.value", &["\"cto\""]),
    ]);
    let mut arms: Vec<String> = arms.iter().map(|arm| format!("{arm} => {}", points(random))).collect();
    let can_be_unknown = !matches!(subject, "purchase.items" | "view.at" | "purchase.at");
    for (arm, stands) in [("otherwise", subject != "purchase.kind"), ("unknown", can_be_unknown)] {
        if stands && random.chance(60) {
            arms.push(format!("{arm} => {}", points(random)));
        }
    }
    format!("match {subject} {{ {} }}{}", arms.join(", "), most(random))
}

// ---- rows ----

/// The rows of one contact, by kind; `around` is the date of as-of.
pub fn rows(random: &mut Random, around: Date) -> Map<String, Value> {
    let mut all = Map::new();
    for kind in NAMES {
        if random.chance(15) {
            continue;
        }
        let mut rows: Vec<Value> = Vec::new();
        for _ in 0..random.below(7) {
            if !rows.is_empty() && random.chance(15) {
                let again = random.pick(&rows).clone();
                rows.push(again);
            } else {
                rows.push(Value::Object(row(random, kind, around)));
            }
        }
        all.insert((*kind).into(), Value::Array(rows));
    }
    all
}

fn row(random: &mut Random, kind: &str, around: Date) -> Map<String, Value> {
    let mut row = Map::new();
    let fields: &[&str] = match kind {
        "view" => &["url", "link", "title", "seconds", "mailed"],
        "purchase" => &["amount", "items", "kind", "tags", "due"],
        _ => &["industry", "value", "ended"],
    };
    let at =
        if random.chance(4) { json!(random.word(&["", "soon", "2026-02-30"])) } else { time(random, kind, around) };
    row.insert("at".into(), at);
    for field in fields {
        if random.chance(15) {
            continue;
        }
        let blank = random.chance(10);
        let value = if blank { json!(random.word(&["", " ", "?", "x y z"])) } else { value(random, field, around) };
        row.insert((*field).into(), value);
    }
    row
}

/// Days near as-of, days at the ends of windows, far ones and later ones; few times of day, so that there are ties.
fn time(random: &mut Random, kind: &str, around: Date) -> Value {
    let back = match random.below(10) {
        0..=2 => random.between(0, 3),
        3 | 4 => random.between(-2, 40),
        5 => *random.pick(&[0, 1, 6, 7, 13, 14, 28, 29, 30, 31, 59, 89, 90, 91, 365, 366]),
        6 | 7 => random.between(0, 100),
        _ => random.between(-40, 800),
    };
    let day = around.plus_days(-back);
    let clock = random.word(&["00:00:00", "12:00:00", "12:00:01", "02:30:00", "23:59:59", "03:10:00", "22:30:00"]);
    match kind {
        "purchase" => json!(day.to_string()),
        "change" => {
            let (year, month, day) = day.ymd();
            json!(format!("{day:02}.{month:02}.{year:04} {clock}"))
        }
        _ => json!(match random.below(7) {
            0 => format!("{day}T{clock}"),
            5 => format!("{}T00:00:30-02:30", around.plus_days(1)),
            1 => format!("{day} {}", &clock[..5]),
            2 => format!("{day}T{clock}.000001Z"),
            3 => format!("{day}T{clock}-05:00"),
            4 if random.chance(50) => day.to_string(),
            _ => format!("{day}T{clock}Z"),
        }),
    }
}

fn value(random: &mut Random, field: &str, around: Date) -> Value {
    match field {
        "url" => json!(random.word(URLS)),
        "link" => {
            json!(random.word(&["https://acme.example/pricing?x", "/Pricing", "http://WWW.acme.example", "no url"]))
        }
        "title" | "value" => json!(random.word(&["CTO", "cto", "Software", "straße", "STRASSE", "vp, sales", "free"])),
        "seconds" | "amount" => {
            let digits = random.word(AMOUNTS);
            if random.chance(50) { json!(digits) } else { json!(digits.parse::<f64>().unwrap()) }
        }
        "items" => json!(random.word(&["1", "2", "3", "-1", "9223372036854775807", "2.5"])),
        "mailed" => json!(random.chance(50)),
        "kind" => json!(random.word(&["New", "new one", "RENEWAL", "Gift", "Other"])),
        "tags" => json!(random.word(&["a", "a;b", "B", "c"])),
        "industry" => json!(random.word(&["software", "Retail", "Bildung"])),
        _ => time(random, "purchase", around),
    }
}
