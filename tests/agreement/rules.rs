//! A random rule set as text: every form of the language.

use std::fmt::Write as _;

use super::{events, random::Random};

/// The schema that all random rule sets share; it has every type and modifier.
pub const SCHEMA: &str = r#"
contact {
  unknown is { "", "N/A", "Select" }
  id:       text key from "Record ID"
  title:    text
  nick:     text default "Nobody"
  mail:     email
  site:     url
  industry: one of { "Software" as "Software & IT", "Retail", "Bildung", "Ärzte" }
  plan:     one of { "free", "pro" } default "free"
  topics:   many of { "News", "Security", "Analytics" }
  flags:    many of { "a", "b" } default {}
  visits:   integer in 0.. default 0
  staff:    integer in 1..=100000
  delta:    integer
  revenue:  number in 0..
  ratio:    number
  opted:    boolean default false
  vip:      boolean
  created:  date
  born:     date format "%d.%m.%Y"
  seen:     datetime
  note:     text with unknown { "-", "none" }
}
"#;

const NEEDLES: &[&str] = &[
    "cto",
    "CTO",
    "director",
    "vp sales",
    "ceo",
    "straße",
    "STRASSE",
    "Ärzte",
    "σοφος",
    "ΣΟΦΟΣ",
    "c++",
    "방문",
    "営業",
    "a_b",
    "x",
    "head of",
    "e\u{301}",
    "é",
];
const DOMAINS: &[&str] = &["acme.example", "gmail.com", "mail.acme.example", "www.acme.example", "partners.example"];
const PATHS: &[&str] = &["/pricing", "/", "/demo/form", "/pricing/eu"];
const DATES: &[&str] =
    &["2026-03-01", "2025-02-28", "2024-02-29", "2020-01-31", "2026-02-01", "2026-12-31", "1998-05-05"];

/// Names that conditions may mention without closing a circle.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// Whether there are events to ask for.
    events: bool,
    scores: Vec<String>,
    groups: Vec<String>,
    rules: Vec<String>,
    stages: Vec<String>,
    lists: Vec<String>,
    defines: Vec<String>,
    numbers: Vec<String>,
}

impl Scope {
    /// The same inside `where`, in which only a `define` may ask for events.
    pub(super) fn inside_where(&self) -> Self {
        Self { events: false, ..self.clone() }
    }
}

/// The text of a rule set that reads contact properties only.
pub fn rule_set(random: &mut Random) -> String {
    rule_set_in(random, Scope::default(), SCHEMA.to_owned())
}

/// The text of a rule set that reads events too.
pub fn rule_set_with_events(random: &mut Random) -> String {
    let scope = Scope { events: true, ..Scope::default() };
    rule_set_in(random, scope, format!("{SCHEMA}{}", events::KINDS))
}

fn rule_set_in(random: &mut Random, mut scope: Scope, mut text: String) -> String {
    text.push_str("let few = 3\nlet many_points = 12.5\nset roles = { \"CTO\", \"Director\", \"vp\" }\nset free from \"free_mail.txt\"\nlist vips from \"vips.csv\"\n");
    scope.lists.push("vips".into());
    for at in 0..random.below(3) {
        if random.chance(70) {
            writeln!(text, "define d{at} = {}", condition(random, &scope, 2)).unwrap();
            scope.defines.push(format!("d{at}"));
        } else {
            writeln!(text, "define n{at} = {}", number(random, &scope, 1)).unwrap();
            scope.numbers.push(format!("n{at}"));
        }
    }
    for at in 0..1 + random.below(3) {
        score(random, &mut scope, &mut text, at);
        if random.chance(40) {
            stage(random, &mut scope, &mut text, at);
        }
        if random.chance(40) {
            let except =
                if random.chance(50) { format!(" except {}", condition(random, &scope, 1)) } else { String::new() };
            writeln!(text, "list l{at} \"List {at}\" when {}{except}", condition(random, &scope, 2)).unwrap();
            scope.lists.push(format!("l{at}"));
        }
    }
    if random.chance(60) {
        let a = random.pick(&scope.scores).clone();
        let b = random.pick(&scope.scores).clone();
        let factor = random.word(&["0.5", "1.25", "-2", "0.3333", "3"]);
        let form = match random.below(4) {
            0 => format!("{a} + {b}"),
            1 => format!("{factor} * ({a} - {b})"),
            2 => format!("{a} - {factor} * {b} + 1.5"),
            _ => format!("-{a} * {factor}"),
        };
        writeln!(text, "score derived = {form}{}", limit(random)).unwrap();
        scope.scores.push("derived".into());
    }
    stage(random, &mut scope, &mut text, 9);
    if random.chance(50) {
        writeln!(text, "never {}", condition(random, &scope, 2)).unwrap();
        writeln!(text, "always {}", condition(random, &scope, 1)).unwrap();
    }
    text
}

fn score(random: &mut Random, scope: &mut Scope, text: &mut String, at: usize) {
    let name = format!("s{at}");
    writeln!(text, "score {name} \"Score {at}\"{} {{", limit(random)).unwrap();
    for group in 0..random.below(3) {
        writeln!(text, "  group g{group}{} {{", limit(random)).unwrap();
        for at in 0..1 + random.below(4) {
            writeln!(text, "    {}", rule(random, scope, &format!("{group}_{at}"), &name)).unwrap();
        }
        text.push_str("  }\n");
        scope.groups.push(format!("{name}.g{group}"));
    }
    for at in 0..random.below(4) {
        writeln!(text, "  {}", rule(random, scope, &at.to_string(), &name)).unwrap();
    }
    text.push_str("}\n");
    scope.scores.push(name);
}

fn limit(random: &mut Random) -> String {
    match random.below(5) {
        0 => " limit ..=20".into(),
        1 => " limit -10..=15.5".into(),
        2 => " limit 0..".into(),
        _ => String::new(),
    }
}

fn points(random: &mut Random) -> String {
    random.word(&["+3", "-2", "+0.5", "+10", "-12.25", "+few", "-many_points", "0", "+0.3333", "+70"])
}

fn rule(random: &mut Random, scope: &mut Scope, at: &str, score: &str) -> String {
    let named = random.chance(30);
    let name = if named { format!("r{at}: ") } else { String::new() };
    let looks_at_events = scope.events && random.chance(40);
    let when = if random.chance(60) { format!("when {} ", condition(random, scope, 1)) } else { String::new() };
    let body = match random.below(10) {
        _ if looks_at_events => events::rule(random, scope),
        0 | 1 => matched(random, scope),
        2 => {
            let step = random.word(&["10 ", "0.5 ", "3 ", "", "0.1 "]);
            let most = random.word(&["20", "0.5", "7"]);
            format!("{when}score {} per {step}{} up to {most}", points(random), number(random, scope, 1))
        }
        3 => {
            let decay = random.word(&[
                "halving every 30 days",
                "fading over 60 days",
                "halving every 1 week",
                "fading over 7 days",
                "halving every 7 days",
            ]);
            let most = if random.chance(30) { " up to 2.5" } else { "" };
            let date = random.word(&["created", "seen", "born"]);
            format!("{when}score {}{most} {decay} since {date}", points(random))
        }
        _ => {
            let most = if random.chance(10) { " up to 1" } else { "" };
            format!("when {} score {}{most}", condition(random, scope, 3), points(random))
        }
    };
    let until = match random.below(12) {
        0 => " until 2026-03-01",
        1 => " until 2026-02-28",
        _ => "",
    };
    if named {
        scope.rules.push(format!("{score}.r{at}"));
    }
    format!("{name}{body}{until}")
}

fn matched(random: &mut Random, scope: &Scope) -> String {
    let (subject, mut arms): (String, Vec<String>) = match random.below(7) {
        0 => ("industry".into(), vec!["\"Software\"".into(), "\"retail\", \"Bildung\"".into()]),
        1 => ("visits".into(), vec!["..2".into(), "2..=5".into(), "7..".into()]),
        2 => ("ratio".into(), vec!["..-0.5".into(), "-0.5..0.1".into(), "0.1".into(), "0.5..=2.5".into()]),
        3 => ("title".into(), vec!["\"CTO\"".into(), "\"Head of Sales\", \"vp\"".into()]),
        4 => ("vip".into(), vec!["true".into()]),
        5 => ("created".into(), vec!["..2025-01-01".into(), "2025-01-01..=2026-02-28".into(), "2026-03-01".into()]),
        _ if !scope.stages.is_empty() => (random.pick(&scope.stages).clone(), vec!["hot".into()]),
        _ => ("days since created".into(), vec!["..0".into(), "0..=30".into(), "100..1000".into()]),
    };
    let is_stage = scope.stages.contains(&subject);
    if random.chance(60) {
        arms.push("otherwise".into());
    }
    if random.chance(60) && !is_stage {
        arms.push("unknown".into());
    }
    let arms: Vec<String> = arms.into_iter().map(|arm| format!("{arm} => {}", points(random))).collect();
    format!("match {subject} {{ {} }}", arms.join(", "))
}

fn stage(random: &mut Random, scope: &mut Scope, text: &mut String, at: usize) {
    let hot = condition(random, scope, 2);
    let warm = condition(random, scope, 2);
    let again = if random.chance(30) { format!("  hot when {}\n", condition(random, scope, 1)) } else { String::new() };
    writeln!(text, "stage t{at} {{\n  hot \"Hot one\" when {hot}\n  warm when {warm}\n{again}  otherwise cold\n}}")
        .unwrap();
    scope.stages.push(format!("t{at}"));
}

/// A number: a property, arithmetic, points.
fn number(random: &mut Random, scope: &Scope, depth: usize) -> String {
    if depth > 0 && random.chance(30) {
        let sign = random.word(&["+", "-", "*", "/"]);
        let (a, b) = (number(random, scope, depth - 1), number(random, scope, depth - 1));
        return if random.chance(50) {
            format!("({a} {sign} {b})")
        } else {
            format!("({a} {sign} {})", constant(random))
        };
    }
    if scope.events && random.chance(40) {
        return events::number(random, scope);
    }
    match random.below(10) {
        0 if !scope.scores.is_empty() => random.pick(&scope.scores).clone(),
        1 if !scope.groups.is_empty() => random.pick(&scope.groups).clone(),
        2 if !scope.rules.is_empty() => random.pick(&scope.rules).clone(),
        3 if !scope.numbers.is_empty() => random.pick(&scope.numbers).clone(),
        4 => format!("days since {}", random.word(&["created", "seen", "born"])),
        _ => random.word(&["visits", "staff", "delta", "revenue", "ratio"]),
    }
}

fn constant(random: &mut Random) -> String {
    random.word(&["0", "1", "2", "5", "10", "0.1", "-3", "2.5", "100", "200", "1000", "few"])
}

fn set(random: &mut Random, of: &[&str]) -> String {
    let values: Vec<String> = (0..1 + random.below(3)).map(|_| format!("\"{}\"", random.pick(of))).collect();
    format!("{{ {} }}", values.join(", "))
}

pub(super) fn condition(random: &mut Random, scope: &Scope, depth: usize) -> String {
    if depth > 0 && random.chance(45) {
        let (a, b) = (condition(random, scope, depth - 1), condition(random, scope, depth - 1));
        return match random.below(4) {
            0 => format!("({a} and {b})"),
            1 => format!("({a} or {b})"),
            2 => format!("not ({a})"),
            _ => format!("(({a}) or not ({b}))"),
        };
    }
    if scope.events && random.chance(50) {
        return events::condition(random, scope);
    }
    match random.below(20) {
        0 | 1 => {
            let low = random.between(-3, 12);
            let high = low + 1 + random.between(0, 200);
            let range = match random.below(5) {
                0 => format!("{low}..={high}"),
                1 => format!("{low}..{high}"),
                2 => format!("..{low}"),
                3 => format!("{low}.."),
                _ => format!("{low}.5..={high}.25"),
            };
            let not = random.word(&["in", "not in"]);
            format!("{} {not} {range}", number(random, scope, 1))
        }
        2..=4 => format!("{} {} {}", number(random, scope, 1), comparison(random), constant(random)),
        5 => format!("{} {} {}", number(random, scope, 1), comparison(random), number(random, scope, 1)),
        6 => {
            let word = random.word(&["is", "is not"]);
            format!("industry {word} \"{}\"", random.word(&["Software", "retail", "Ärzte"]))
        }
        7 => format!("plan {} {{ \"free\", \"pro\" }}", random.word(&["in", "not in"])),
        8 => topics(random),
        9 | 10 => text_test(random),
        11 => parts(random),
        12 => {
            let of = random.word(&[
                "title",
                "vip",
                "industry",
                "topics",
                "created",
                "ratio",
                "mail domain",
                "born",
                "note",
                "site path",
            ]);
            format!("{of} {}", random.word(&["is known", "is unknown"]))
        }
        13 => random.word(&[
            "opted",
            "vip",
            "not vip",
            "vip is not true",
            "opted is false",
            "vip is opted",
            "title is nick",
            "title is not note",
            "industry is title",
        ]),
        14 | 15 => time_test(random),
        16 if !scope.defines.is_empty() => random.pick(&scope.defines).clone(),
        17 if !scope.lists.is_empty() => {
            format!("{} {}", random.word(&["in list", "not in list"]), random.pick(&scope.lists))
        }
        18 if !scope.stages.is_empty() => {
            let how = random.word(&[
                "is hot",
                "is not warm",
                ">= warm",
                "< hot",
                "<= warm",
                "in { hot, cold }",
                "not in { cold }",
            ]);
            format!("{} {how}", random.pick(&scope.stages))
        }
        _ => random.word(&[
            "true",
            "visits >= 2",
            "created before seen",
            "born is created",
            "seen after created",
            "staff is delta",
        ]),
    }
}

fn comparison(random: &mut Random) -> String {
    random.word(&["<", "<=", ">", ">=", "is", "is not"])
}

fn topics(random: &mut Random) -> String {
    let of = random.word(&["topics", "topics", "flags"]);
    let values: &[&str] = if of == "flags" { &["a", "B"] } else { &["News", "security", "Analytics"] };
    let value = random.word(values);
    let set = set(random, values);
    match random.below(6) {
        0 => format!("{of} has \"{value}\""),
        1 => format!("{of} has any of {set}"),
        2 => format!("{of} has all of {set}"),
        3 => format!("{of} has none of {set}"),
        4 => format!("{of} is exactly {set}"),
        _ if of == "flags" => "flags is not exactly {}".into(),
        _ => "topics is known".into(),
    }
}

fn text_test(random: &mut Random) -> String {
    let of = random.word(&["title", "title", "nick", "note", "industry"]);
    let needle = random.word(NEEDLES);
    let exactly = if random.chance(20) { "exactly " } else { "" };
    let operator = random.word(&["contains", "starts with", "ends with", "has word"]);
    match random.below(6) {
        0 if of != "industry" => format!("{of} {} \"{needle}\"", random.word(&["is", "is not", "is exactly"])),
        1 if of != "industry" => format!(
            "{of} {} {}",
            random.word(&["in", "not in"]),
            if random.chance(40) { "roles".into() } else { set(random, NEEDLES) }
        ),
        2 => {
            let how = random.word(&["any of", "all of", "none of"]);
            let set = if random.chance(30) { "roles".into() } else { set(random, NEEDLES) };
            format!("{of} {operator} {how} {exactly}{set}")
        }
        3 => format!("{of} matches {exactly}/{}/", random.word(&["^c", "to$", "d.r", "[0-9]+", "(cto|ceo)", "a_b"])),
        _ => format!("{of} {operator} {exactly}\"{needle}\""),
    }
}

fn parts(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("mail domain {} \"{}\"", random.word(&["is", "is not"]), random.word(DOMAINS)),
        1 => "mail email domain in free".into(),
        2 => format!("mail domain ends with \"{}\"", random.word(DOMAINS)),
        3 => format!("site host is \"{}\"", random.word(DOMAINS)),
        _ => format!("site url path {} \"{}\"", random.word(&["is", "starts with", "contains"]), random.word(PATHS)),
    }
}

fn time_test(random: &mut Random) -> String {
    let of = random.word(&["created", "created", "seen", "born"]);
    let length = random.word(&["1 day", "30 days", "2 weeks", "1 month", "3 months", "1 quarter", "1 year"]);
    let exact = if of == "seen" && random.chance(30) {
        random.word(&["1 hour", "90 minutes", "48 hours"])
    } else {
        length.clone()
    };
    let date = random.word(DATES);
    match random.below(12) {
        0 => format!("{of} before {date}"),
        1 => format!("{of} after {date}"),
        2 => format!("{of} {} {date}", comparison(random)),
        3 => format!("{of} within {exact}"),
        4 => format!("{of} within next {exact}"),
        5 => format!("{of} before {exact} ago"),
        6 => format!("{of} after {exact} from now"),
        7 => {
            let which = random.word(&["this", "last", "next"]);
            let unit = random.word(&["week", "month", "quarter", "year"]);
            format!("{of} {} {which} {unit}", random.word(&["in", "not in"]))
        }
        8 => format!("anniversary of {of} within {}{length}", random.word(&["", "next "])),
        9 => format!(
            "anniversary of {of} in {} {}",
            random.word(&["this", "next"]),
            random.word(&["month", "week", "quarter"])
        ),
        10 => format!("{of} in 2024-02-29..={date}")
            .replace("2024-02-29..=1998-05-05", "1998-05-05..=2024-02-29")
            .replace("2024-02-29..=2020-01-31", "2020-01-31..2024-02-29"),
        _ if of == "seen" => format!("seen {} 2026-02-28T22:30:00", random.word(&["<", ">=", "before", "after"])),
        _ => format!("days since {of} in -5..={}", random.between(0, 400)),
    }
}
