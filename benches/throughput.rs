//! Prints what compiling costs and how many contacts a second are scored, at 20, 100 and 1,000 rules, and with events.
//!
//! `cargo bench` runs it on a million generated contacts; `MERIT_BENCH_CONTACTS` asks for another number. The contacts
//! and rules come from a seed, so that two versions of Merit do the same work. Timings of one run on one machine say
//! little by themselves: read the ratios between the lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a bench may stop at what it does not expect"
)]

use std::{
    hint::black_box,
    io::{self, Cursor},
    path::Path,
    sync::Arc,
};

use merit::{
    compile::{Options, compile},
    data::{Format, OutputFormat, ReadOptions, Writer, open},
    exec::{Contact, EventRows, EventTableBuilder, Scratch, evaluate_with},
    intake::{Finding, Intake},
    model::Model,
    plan::Plan,
    project::Memory,
    scoring::{self, Layout, Row, Sink, score_all},
    value::{AsOf, Date, Instant, Value, Zone},
};

const SCHEMA: &str = r#"contact {
  id:        text key
  title:     text
  mail:      email
  industry:  one of { "Software", "Manufacturing", "Retail", "Education", "Health", "Finance" }
  topics:    many of { "News", "Security", "Analytics", "Events" }
  employees: integer in 1..
  revenue:   number in 0..
  visits:    integer in 0.. default 0
  pages:     integer in 0.. default 0
  opted_out: boolean default false
  created:   date
  last_seen: date
}
"#;

const EVENTS: &str = r#"
event page_view { at: datetime, url: url, seconds: integer in 0.. }
event purchase  { at: date, amount: number in 0.. }
event form      { at: datetime, form: one of { "Newsletter", "Webinar", "Demo request" } }
"#;

/// 20 rules that look at events.
const EVENT_RULES: &str = r#"
define pricing = any page_view within 30 days where url contains "/pricing"
score engagement {
  when pricing score +15
  when any page_view within 7 days where url contains "/pricing" score +5
  when any page_view within 90 days where url contains "/pricing" score +2
  when no page_view within 60 days score -10
  when page_view count within 7 days >= 10 score +5
  when page_view count within 30 days in 2..=9 score +3
  when page_view count within 30 days where (url path starts with "/docs" and seconds > 30) >= 2 score +4
  when distinct page_view.url count within 90 days >= 3 score +4
  when days since last page_view < 3 score +2
  when days since first page_view > 365 score +1
  when page_view count since last purchase >= 5 score +6
  when avg of page_view.seconds within 90 days >= 45.5 score +3
  each page_view within 90 days score +0.5 up to 10 halving every 30 days
  each page_view within 14 days where url contains "/jobs" score -2 up to 6
  when sum of purchase.amount within 1 year >= 250.5 score +12
  score +1 per 100 sum of purchase.amount up to 20
  when last purchase.amount > 50 score +2
  each purchase within 2 years score +3 up to 15 fading over 365 days
  match form.form { "Demo request" => +50 "Webinar" => +20 otherwise => +5 } up to 80
  when last form.form is "Demo request" and visits > 100 score +7
}
"#;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

const TITLES: &[&str] =
    &["CEO", "CTO", "Head of Sales", "Marketing Director", "Intern", "VP Engineering", "Student", "Buyer"];
const DOMAINS: &[&str] = &["acme.example", "gmail.com", "partner.example", "school.example"];
const INDUSTRIES: &[&str] = &["Software", "Manufacturing", "Retail", "Education", "Health", "Finance"];

/// A rule set of `count` rules, in groups of ten, of the kinds that real ones have.
fn rules(count: usize) -> String {
    let mut random = Random(42);
    let mut text = format!("{SCHEMA}score fit {{\n");
    for at in 0..count {
        if at % 10 == 0 {
            text.push_str(&format!("{}  group g{at} limit -100..=100 {{\n", if at == 0 { "" } else { "  }\n" }));
        }
        let points = 1 + random.below(20);
        let low = random.below(500);
        let rule = match random.below(10) {
            0..=3 => format!(
                "when {} in {low}..={} score +{points}",
                random.pick(&["visits", "pages", "employees"]),
                low + random.below(100)
            ),
            4 => format!("when revenue >= {low}.5 score +{points}"),
            5 => format!("when industry is \"{}\" and visits >= {low} score +{points}", random.pick(INDUSTRIES)),
            6 => format!(
                "when title has word \"{}\" score +{points}",
                random.pick(&["ceo", "cto", "director", "vp", "head", "student"])
            ),
            7 => format!("when mail domain is \"{}\" or opted_out score -{points}", random.pick(DOMAINS)),
            8 => format!("when last_seen within {} days score +{points}", 1 + low),
            _ => format!(
                "when topics has \"{}\" and created after 2025-01-01 score +{points}",
                random.pick(&["News", "Security", "Analytics"])
            ),
        };
        text.push_str(&format!("    {rule}\n"));
    }
    text.push_str("  }\n}\nstage lifecycle { sql when fit >= 200  mql when fit >= 50  otherwise subscriber }\n");
    text
}

fn contact(random: &mut Random, number: u64) -> Contact {
    let number_or_none =
        |random: &mut Random, end| (random.below(10) > 0).then(|| Value::Integer(random.below(end) as i64));
    let values = vec![
        Some(Value::Text(number.to_string())),
        Some(Value::Text(random.pick(TITLES).to_owned())),
        Some(Value::Text(format!("someone@{}", random.pick(DOMAINS)))),
        Some(Value::Choice(random.below(6) as u32)),
        Some(Value::Choices(vec![random.below(4) as u32])),
        number_or_none(random, 2000),
        Some(Value::Number(random.below(1_000_000) as f64 / 10.0)),
        Some(Value::Integer(random.below(600) as i64)),
        Some(Value::Integer(random.below(600) as i64)),
        Some(Value::Boolean(random.below(20) == 0)),
        Some(Value::Date(Date::from_days(20_000 + random.below(500) as i32))),
        Some(Value::Date(Date::from_days(20_000 + random.below(500) as i32))),
    ];
    Contact { values, key: number.to_string(), events: Vec::new() }
}

const PATHS: &[&str] = &["/", "/pricing", "/docs/install", "/docs/rules", "/blog/one", "/blog/two", "/jobs", "/about"];

/// Gives each contact so many events in the two years before as-of: of twenty, 14 page views, 3 purchases and 3 forms.
fn happen(random: &mut Random, plan: &Plan, contacts: &mut [Contact], events_each: u64) {
    for (id, kind) in plan.model().schema.events.iter() {
        let kept = plan.needed_events().get(&id).cloned().unwrap_or_default();
        let mut builder = EventTableBuilder::new(kind, &kept);
        for number in 0..contacts.len() as u32 {
            for _ in 0..events_each * if kind.name == "page_view" { 14 } else { 3 } / 20 {
                let at_most = 1 + random.below(63_000_000);
                let seconds_ago = random.below(at_most) as i64;
                let at = Instant::from_micros((1_772_400_000 - seconds_ago) * 1_000_000);
                let mut values = match kind.name.as_str() {
                    "page_view" => vec![
                        Some(Value::Instant(at)),
                        Some(Value::Text(format!("https://acme.example{}", random.pick(PATHS)))),
                        (random.below(5) > 0).then(|| Value::Integer(random.below(120) as i64)),
                    ],
                    "purchase" => vec![
                        Some(Value::Date(Zone::utc().date_of(at))),
                        Some(Value::Number(random.below(20_000) as f64 / 100.0)),
                    ],
                    _ => vec![Some(Value::Instant(at)), Some(Value::Choice(random.below(3) as u32))],
                };
                builder.push(number, &mut values);
            }
        }
        let (table, rows) = builder.finish();
        for (number, contact) in contacts.iter_mut().enumerate() {
            let rows = rows.get(number).cloned().unwrap_or_default();
            contact.events.push(EventRows::new(Arc::clone(&table), rows));
        }
    }
}

/// Contacts a second of one thread.
fn rate(plan: &Plan, batch: &[Contact], contacts: u64, as_of: &AsOf) -> f64 {
    let time = seconds(|| {
        let mut scratch = Scratch::default();
        for at in 0..contacts {
            let contact = &batch[(at % batch.len() as u64) as usize];
            let evaluation = evaluate_with(std::mem::take(&mut scratch), plan, contact, as_of);
            black_box(evaluation.outcome());
            scratch = evaluation.into_scratch();
        }
    });
    contacts as f64 / time
}

fn csv(random: &mut Random, count: u64) -> String {
    let mut text =
        String::from("id,title,mail,industry,topics,employees,revenue,visits,pages,opted_out,created,last_seen\n");
    for number in 0..count {
        text.push_str(&format!(
            "{number},{},someone@{},{},News;Security,{},{}.5,{},{},{},2025-0{}-11,2025-1{}-05\n",
            random.pick(TITLES),
            random.pick(DOMAINS),
            random.pick(INDUSTRIES),
            1 + random.below(2000),
            random.below(100_000),
            random.below(600),
            random.below(600),
            random.pick(&["Yes", "No", "No", "No"]),
            1 + random.below(9),
            random.below(3),
        ));
    }
    text
}

fn model(text: &str) -> Arc<Model> {
    let files = Memory::new().with("rules/rules.merit", text);
    let compiled = compile(&files, Path::new("rules"), &Options::default()).expect("the rules are there");
    compiled.model.expect("the rules are right")
}

/// What `merit score` does, with the rows going nowhere.
fn score(plan: &Plan, as_of: &AsOf, text: Arc<[u8]>) {
    let options = ReadOptions { format: Some(Format::Csv), ..ReadOptions::named("contacts.csv") };
    let mut table = open(Cursor::new(text), options).expect("the header is there");
    let key = plan.model().schema.key;
    let intake = Intake::new(plan, &table, "contacts.csv", key, &as_of.zone).expect("every column is there");
    let layout = Layout::new(plan.model(), key, false);
    let mut writer = Writer::new(std::io::sink(), OutputFormat::Csv, &layout.columns(), true);
    let mut sink = Nowhere(|row: &Row| layout.write(row, OutputFormat::Csv, &mut writer));
    score_all(&mut table, &intake, plan, as_of, &scoring::Options::default(), &mut sink).expect("every row is written");
}

struct Nowhere<F>(F);

impl<F: FnMut(&Row) -> io::Result<()>> Sink for Nowhere<F> {
    type Error = io::Error;

    fn row(&mut self, row: &Row) -> io::Result<()> {
        (self.0)(row)
    }

    fn reject(&mut self, _: &Finding) -> io::Result<()> {
        Ok(())
    }

    fn pause(&mut self, _: u64) -> io::Result<()> {
        Ok(())
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = std::time::Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn main() {
    let contacts: u64 =
        std::env::var("MERIT_BENCH_CONTACTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let as_of = AsOf::parse("2026-03-01", &Zone::utc(), 1).expect("a date");

    println!("compile: text to plan");
    for count in [20, 100, 1000] {
        let text = rules(count);
        let best = (0..5).map(|_| seconds(|| drop(black_box(Plan::new(model(&text)))))).fold(f64::INFINITY, f64::min);
        println!("  {count:>5} rules  {:>8.2} ms  ({} KB, best of 5)", best * 1e3, text.len() / 1024);
    }

    println!("engine: contacts in memory, one thread, {contacts} contacts");
    let mut random = Random(7);
    let batch: Vec<Contact> = (0..contacts.min(10_000)).map(|number| contact(&mut random, number)).collect();
    let mut first = None;
    for count in [20, 100, 1000] {
        let plan = Plan::new(model(&rules(count)));
        let rate = rate(&plan, &batch, contacts, &as_of);
        let ratio = *first.get_or_insert(rate) / rate;
        println!("  {count:>5} rules  {rate:>12.0} contacts/s  (20 rules are {ratio:.1} times as fast)");
    }

    println!("events: 20 rules on events, one thread, {contacts} contacts");
    let plain = first.unwrap_or_default();
    let plan = Plan::new(model(&format!("{SCHEMA}{EVENTS}{EVENT_RULES}")));
    for events_each in [0, 20, 200] {
        let mut random = Random(7);
        let people = if events_each > 20 { 1_000 } else { 10_000 };
        let mut batch: Vec<Contact> = (0..people).map(|number| contact(&mut random, number)).collect();
        happen(&mut random, &plan, &mut batch, events_each);
        let rate = rate(&plan, &batch, contacts / (1 + events_each / 20), &as_of);
        let ratio = plain / rate;
        println!(
            "  {events_each:>5} events a contact  {rate:>12.0} contacts/s  (20 plain rules are {ratio:.1} times as fast)"
        );
    }
    let mut fewer = None;
    for events_each in [10_000, 100_000] {
        let mut random = Random(7);
        let mut one = vec![contact(&mut random, 0)];
        happen(&mut random, &plan, &mut one, events_each);
        let time = 1.0 / rate(&plan, &one, 20, &as_of);
        let ratio = time / *fewer.get_or_insert(time);
        println!(
            "  {events_each:>7} events of one contact  {:>8.2} ms  ({ratio:.1} times the time of 10,000)",
            time * 1e3
        );
    }

    println!("score: CSV text to scored rows, {contacts} contacts");
    let mut random = Random(7);
    let text: Arc<[u8]> = csv(&mut random, contacts).into_bytes().into();
    let mut first = None;
    for count in [20, 100, 1000] {
        let plan = Plan::new(model(&rules(count)));
        let time = seconds(|| score(&plan, &as_of, Arc::clone(&text)));
        let rate = contacts as f64 / time;
        let ratio = *first.get_or_insert(rate) / rate;
        println!("  {count:>5} rules  {rate:>12.0} contacts/s  (20 rules are {ratio:.1} times as fast)");
    }
}
