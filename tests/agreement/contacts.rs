//! Random contacts as their sources would write them: good values, missing ones, unreadable ones.

use serde_json::{Map, Value, json};

use super::random::Random;

/// One contact: property name to raw value; some are absent.
pub fn contact(random: &mut Random, number: usize) -> Map<String, Value> {
    let mut contact = Map::new();
    for name in [
        "title", "nick", "mail", "site", "industry", "plan", "topics", "flags", "visits", "staff", "delta", "revenue",
        "ratio", "opted", "vip", "created", "born", "seen", "note",
    ] {
        if random.chance(12) {
            continue;
        }
        if random.chance(10) {
            contact.insert(
                name.into(),
                (*random.pick(&[json!(""), json!("  "), json!("n/a"), json!("SELECT"), json!(null)])).clone(),
            );
            continue;
        }
        contact.insert(name.into(), value(random, name));
    }
    let id = if random.chance(3) { String::new() } else { format!(" {} ", number % 7) };
    contact.insert("id".into(), json!(id));
    contact
}

fn value(random: &mut Random, name: &str) -> Value {
    let text = |random: &mut Random, of: &[&str]| json!(random.word(of));
    match name {
        "title" | "nick" | "note" => text(
            random,
            &[
                "CTO",
                "cto",
                "Director of Sales",
                "VP Sales",
                "vp, sales",
                "Head of IT",
                "Straße 5",
                "STRASSE",
                "ΣΟΦΟΣ",
                "σοφος",
                "C++ dev",
                "CTO님",
                "営業部長",
                "방문수",
                "a_b",
                "A_B x",
                "none",
                "-",
                "e\u{301}cole",
                "École é",
                "İstanbul",
                "x1 2y",
                "Ärzte",
                "software & it",
            ],
        ),
        "mail" => {
            text(random, &["a@acme.example", "b@Mail.ACME.example", "c@gmail.com", "no-at-sign", "x@y@gmx.de", "d@"])
        }
        "site" => text(
            random,
            &[
                "https://www.acme.example/pricing?x=1#y",
                "acme.example",
                "/pricing/eu",
                "http://partners.example:8080",
                "//gmail.com/demo/form",
                "not a url",
            ],
        ),
        "industry" => text(random, &["Software", "software & it", "RETAIL", "bildung", "ärzte", "Gambling"]),
        "plan" => text(random, &["free", "PRO", "gold"]),
        "topics" => (*random.pick(&[
            json!("News"),
            json!("news; Security"),
            json!(["Analytics"]),
            json!([]),
            json!("News;Nonsense"),
            json!(["x"]),
        ]))
        .clone(),
        "flags" => (*random.pick(&[json!("a"), json!("a;B"), json!(["b"]), json!([]), json!("c")])).clone(),
        "visits" => (*random.pick(&[
            json!(0),
            json!(1),
            json!("2"),
            json!(5),
            json!(6),
            json!(7),
            json!("11"),
            json!("250"),
            json!(-1),
            json!("5.0"),
            json!("many"),
        ]))
        .clone(),
        "staff" => (*random.pick(&[
            json!(1),
            json!("10"),
            json!(200),
            json!(100000),
            json!(0),
            json!(1000001),
            json!("1,000"),
        ]))
        .clone(),
        "delta" => (*random.pick(&[
            json!(-3),
            json!(0),
            json!("9223372036854775807"),
            json!("-9223372036854775808"),
            json!("9223372036854775808"),
            json!(12),
        ]))
        .clone(),
        "revenue" => (*random.pick(&[
            json!(0),
            json!("0.1"),
            json!(0.3),
            json!("2.5"),
            json!("1e3"),
            json!(99.5),
            json!(-1),
            json!("1e400"),
            json!("NaN"),
        ]))
        .clone(),
        "ratio" => (*random.pick(&[
            json!(-0.5),
            json!("0.1"),
            json!(0.2),
            json!("0.30000000000000004"),
            json!(2.5),
            json!("-0"),
            json!("1e-7"),
            json!("9007199254740993"),
        ]))
        .clone(),
        "opted" | "vip" => (*random.pick(&[
            json!(true),
            json!(false),
            json!("Yes"),
            json!("no"),
            json!("1"),
            json!(0),
            json!("TRUE"),
            json!("maybe"),
        ]))
        .clone(),
        "created" => text(
            random,
            &[
                "2026-03-01",
                "2026-02-28",
                "2026-02-01",
                "2026-01-30",
                "2025-12-01",
                "2025-03-01",
                "2024-02-29",
                "2026-03-08",
                "2026-04-30",
                "2020-01-31",
                "1770000000000",
                "2026-02-28T23:30:00Z",
                "3/5/2021",
                "2026-02-30",
            ],
        ),
        "born" => text(
            random,
            &["01.03.1990", "29.02.2000", "28.02.1999", "07.03.2001", "2024-02-29", "31.12.2026", "1.1.26"],
        ),
        _ => text(
            random,
            &[
                "2026-03-01T00:00:00Z",
                "2026-03-01 09:30",
                "2026-02-28T23:59:59.999999Z",
                "2026-02-28T22:30:00+00:00",
                "2026-03-01T23:30:00-05:00",
                "2026-03-29T02:30",
                "2025-10-26T02:30",
                "1772323200000",
                "2026-01-31",
                "2026-02-27T23:15:00Z",
                "yesterday",
            ],
        ),
    }
}
