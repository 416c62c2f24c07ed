use std::io::Cursor;

use super::*;
use crate::{
    base::{Diagnostic, Sources, render},
    compile::{Options, compile},
    data::{self, Format, ReadOptions, Table},
    exec::Contact,
    plan::Plan,
    project::Memory,
    value::{AsOf, Date, Value, Zone},
};

const SCHEMA: &str = "contact {\n  id: text key from \"Record ID\"\n  visits: integer in 0..\n  size: integer default 3\n  \
                      tags: many of { \"a\", \"b\" }\n  seen: date required\n  unused: integer\n}\n";
const RULES: &str = "when visits >= 6 or size >= 2 or tags has \"a\" score +6\n";

fn plan(rules: &str) -> (Plan, Sources) {
    let files = Memory::new().with("rules/a.merit", rules);
    let compiled = compile(&files, "rules".as_ref(), &Options::default()).unwrap();
    let model = compiled.model.unwrap_or_else(|| panic!("{}", render(&compiled.diagnostics, &compiled.sources, false)));
    (Plan::new(model), compiled.sources)
}

fn table(text: &str, format: Format) -> Table {
    let options = ReadOptions { format: Some(format), ..ReadOptions::named("contacts.csv") };
    data::open(Cursor::new(text.as_bytes().to_vec()), options).unwrap()
}

fn intake<'p>(plan: &'p Plan, table: &Table) -> Result<Intake<'p>, Vec<Diagnostic>> {
    Intake::new(plan, table, "contacts.csv", plan.model().schema.key, &Zone::utc())
}

/// Each record: the values of its contact, or `rejected`; then what was found.
fn read(text: &str, format: Format) -> Vec<(Option<Contact>, Vec<String>)> {
    let (plan, _) = plan(&format!("{SCHEMA}{RULES}"));
    let table = table(text, format);
    let intake = intake(&plan, &table).unwrap();
    let mut reader = Reader::new(&intake);
    let mut contact = Contact::default();
    table
        .map(|record| {
            let mut findings = Vec::new();
            let is_good = reader.read(&record.unwrap(), &mut contact, &mut findings);
            let told = findings.iter().map(|finding| finding.sentence(intake.schema(), intake.key())).collect();
            (is_good.then(|| contact.clone()), told)
        })
        .collect()
}

#[test]
fn values_that_no_rule_reads_are_not_looked_at() {
    let read = read("Record ID,visits,size,tags,seen,unused\n 1 ,7,,a,2026-01-01,kaputt\n", Format::Csv);
    let (contact, told) = &read[0];
    let contact = contact.as_ref().unwrap();
    assert_eq!(contact.key, "1");
    assert_eq!(contact.values[0], Some(Value::Text("1".into())));
    assert_eq!(contact.values[1], Some(Value::Integer(7)));
    assert_eq!(contact.values[2], Some(Value::Integer(3)));
    assert_eq!(contact.values[5], None);
    assert_eq!(told, &Vec::<String>::new());
}

#[test]
fn s4_what_cannot_be_read_becomes_unknown_or_the_default_and_is_told() {
    let read = read("Record ID,visits,size,tags,seen\n1,abc,-,a;q,2026-01-01\n2,-1,4,,2026-01-01\n", Format::Csv);
    let first = read[0].0.as_ref().unwrap();
    assert_eq!((&first.values[1], &first.values[2]), (&None, &Some(Value::Integer(3))));
    assert_eq!(first.values[3], None);
    insta::assert_snapshot!(read.iter().flat_map(|(_, told)| told.clone()).collect::<Vec<_>>().join("\n"), @r"
    line 2, record 1 (id 1): visits `abc` is not a whole number; read as unknown
    line 2, record 1 (id 1): size `-` is not a whole number; the default is taken
    line 2, record 1 (id 1): tags `q` is not one of the declared values; they are `a`, `b`; read as unknown
    line 3, record 2 (id 2): visits `-1` lies outside of `0..`, the declared range; read as unknown
    ");
}

#[test]
fn s4_a_record_without_key_or_required_value_is_rejected_with_one_finding() {
    let read = read("Record ID,visits,size,tags,seen\n,x,x,,\n2,x,x,,\n3,x,x,,soon\n", Format::Csv);
    assert!(read.iter().all(|(contact, told)| contact.is_none() && told.len() == 1));
    insta::assert_snapshot!(read.iter().flat_map(|(_, told)| told.clone()).collect::<Vec<_>>().join("\n"), @r#"
    line 2, record 1: id: no value, and without a key nobody knows whose record it is; the record is rejected
    line 3, record 2 (id 2): seen: no value, and it is required; the record is rejected
    line 4, record 3 (id 3): seen `soon` is not a date like `2026-03-01`; say in the schema how dates are written, such as `format "%d/%m/%Y"`; the record is rejected
    "#);
}

#[test]
fn an_absent_field_of_jsonl_is_unknown_and_two_that_fit_cannot_be_told_apart() {
    let lines = "{\"Record ID\":\"e\\u0301\",\"seen\":\"2026-01-01\"}\n\
                 {\"id\":2,\"seen\":\"2026-01-01\",\"VISITS\":1,\"Visits\":2}\n";
    let read = read(lines, Format::Jsonl);
    let contact = read[0].0.as_ref().unwrap();
    assert_eq!((contact.key.as_str(), &contact.values[1]), ("é", &None));
    assert_eq!(read[0].1.len(), 0);
    assert_eq!(
        read[1].1,
        ["line 2, record 2 (id 2): visits: several fields may be meant: `VISITS`, `Visits`; read as unknown"]
    );
}

fn problems(headers: &str) -> String {
    let (plan, sources) = plan(&format!("{SCHEMA}{RULES}"));
    let findings = intake(&plan, &table(headers, Format::Csv)).unwrap_err();
    render(&findings, &sources, false)
}

#[test]
fn every_missing_column_is_told_at_once_with_the_nearest_ones() {
    insta::assert_snapshot!(problems("Contact,Visit count,Last visit,tags,size\n"), @r#"
    error[M1001 missing-column]: contacts.csv has no column for `id`, which tells contacts apart
      ┌─ rules/a.merit:2:3
      │
    2 │   id: text key from "Record ID"
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looked for `Record ID`, `id`
      │
      = help: the columns are `Contact`, `Visit count`, `Last visit`, `tags`, `size`
      = help: if it is one of them, say so in the schema: `from "Record ID", "NAME OF THE COLUMN"`

    error[M1001 missing-column]: contacts.csv has no column for `visits`, which the rules read
      ┌─ rules/a.merit:3:3
      │
    3 │   visits: integer in 0..
      │   ^^^^^^^^^^^^^^^^^^^^^^ looked for `visits`
      │
      = help: the nearest columns are `Visit count`, `Last visit`
      = help: if it is one of them, say so in the schema: `from "Visit count"`

    error[M1001 missing-column]: contacts.csv has no column for `seen`, which the schema requires
      ┌─ rules/a.merit:6:3
      │
    6 │   seen: date required
      │   ^^^^^^^^^^^^^^^^^^^ looked for `seen`
      │
      = help: the columns are `Contact`, `Visit count`, `Last visit`, `tags`, `size`
      = help: if it is one of them, say so in the schema: `from "NAME OF THE COLUMN"`
    "#);
}

#[test]
fn columns_that_fit_equally_well_are_named() {
    insta::assert_snapshot!(problems("Record ID,Visits,VISITS,tags,size,seen,size\n"), @r#"
    error[M1002 ambiguous-column]: contacts.csv has several columns for `visits`: `Visits` (column 2), `VISITS` (column 3)
      ┌─ rules/a.merit:3:3
      │
    3 │   visits: integer in 0..
      │   ^^^^^^^^^^^^^^^^^^^^^^ declared here
      │
      = help: name the right one in the schema, as it is written: `from "Visits"`

    error[M1002 ambiguous-column]: contacts.csv has several columns for `size`: `size` (column 5), `size` (column 7)
      ┌─ rules/a.merit:4:3
      │
    4 │   size: integer default 3
      │   ^^^^^^^^^^^^^^^^^^^^^^^ declared here
      │
      = help: give one of the columns another name in the file
    "#);
}

const EVENTS: &str = "contact {\n  id: integer key\n}\nevent view {\n  key from \"who\"\n  at: date\n  \
                      url: text default \"/\"\n  unused: integer\n  seconds: integer required in 0..\n}\n\
                      score s {\n  when any view where url contains \"x\" score +1\n  \
                      when sum of view.seconds > 3 score +1\n}\n";

/// What becomes of each row, and what is told.
fn taken(rows: &str, only: Option<&str>) -> (Vec<Taken>, Vec<String>, Vec<Joined>) {
    let (plan, _) = plan(EVENTS);
    let as_of = AsOf::on(Date::parse("2026-03-01").unwrap(), &Zone::utc(), 1);
    let table = table(&format!("who,at,url,unused,seconds\n{rows}"), Format::Csv);
    let schema = &plan.model().schema;
    let file = EventFile { name: "views.csv".into(), is_one_of_several: false };
    let event = schema.find_event("view").unwrap();
    let intake = EventIntake::new(&plan, event, schema.key.unwrap(), (&table, file), &as_of.zone).unwrap();
    let mut journal = JournalBuilder::new(&plan, &as_of);
    if let Some(only) = only {
        journal = journal.only(only.to_owned());
    }
    let mut reader = EventReader::new(&intake);
    let mut findings = Vec::new();
    let taken = table.map(|record| journal.take(&record, &mut reader, &mut findings)).collect();
    let told = findings.iter().map(|finding| finding.sentence(schema, schema.key)).collect();
    let journal = journal.finish();
    let mut contact = Contact { key: "7".to_owned(), ..Contact::default() };
    journal.join(&mut contact);
    journal.join(&mut contact);
    (taken, told, journal.joined())
}

#[test]
fn events_without_key_or_time_or_what_is_required_are_rejected() {
    let rows = "7,2026-02-01,x,kaputt,3\n7.0,2026-02-02,,,-1\n,2026-02-01,x,,3\nx,2026-02-01,x,,3\n8,,x,,3\n\
                8,2026-03-01,x,,\n8,2026-03-02,x,,-1\n007,2026-03-01,,,5\n9,2026-01-01,x,,1\n";
    let (taken, told, joined) = taken(rows, None);
    let rejected = Taken::Rejected;
    assert_eq!(
        taken,
        [Taken::Kept, rejected, rejected, rejected, rejected, rejected, Taken::Late, Taken::Kept, Taken::Kept]
    );
    insta::assert_snapshot!(told.join("\n"), @r"
    views.csv, line 3, record 2 (id 7): view.seconds `-1` lies outside of `0..`, the declared range; the event is rejected
    views.csv, line 4, record 3: view.id: no value, and without a key nobody knows whose event it is; the event is rejected
    views.csv, line 5, record 4: view.id `x` is not a whole number; the event is rejected
    views.csv, line 6, record 5 (id 8): view.at: no value, and without it nobody knows when the event was; the event is rejected
    views.csv, line 7, record 6 (id 8): view.seconds: no value, and it is required; the event is rejected
    ");
    let event = joined[0].event;
    // After as-of nothing is wrong with an event.
    assert_eq!(self::taken(",2026-03-02,x,,3\nx,2026-03-02,x,,-1\n", None).1, [""; 0]);
    let stranger = Some("9".to_owned());
    assert_eq!(joined, [Joined { event, events: 2, contacts: 1, strangers: 1, stranger }]);
}

#[test]
fn the_events_of_one_contact_are_kept_where_nobody_asks_for_others() {
    let (taken, _, joined) = taken("8,2026-02-01,x,,3\n7,2026-02-01,x,,3\n7,2026-04-01,x,,3\n", Some("7"));
    assert_eq!(taken, [Taken::Kept, Taken::Kept, Taken::Late]);
    assert_eq!((joined[0].events, joined[0].strangers), (1, 0));
}
