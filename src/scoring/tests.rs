use std::io::Cursor;

use super::*;
use crate::{
    compile::{Options as CompileOptions, compile},
    data::{self, Format, OutputFormat, ReadOptions, Table, Writer},
    intake::{Finding, Intake},
    model::{Model, ScoreId},
    plan::Plan,
    project::Memory,
    value::{AsOf, Date, Points, Zone},
};

const RULES: &str = "contact {\n  id: text key\n  visits: integer in 0..\n}\n\
    score fit {\n  a: when visits >= 1 score +2\n  b: when visits >= 2 score -5\n  c: when visits >= 3 score +5.5\n}\n\
    stage heat {\n  hot when fit > 2 otherwise cold\n}\nlist some when visits >= 3\n\
    never visits > 8\nalways visits is known\n";

fn plan() -> Plan {
    let files = Memory::new().with("rules/a.merit", RULES);
    Plan::new(compile(&files, "rules".as_ref(), &CompileOptions::default()).unwrap().model.unwrap())
}

fn table(text: String) -> Table {
    data::open(Cursor::new(text.into_bytes()), ReadOptions { format: Some(Format::Csv), ..ReadOptions::named("x") })
        .unwrap()
}

/// Keeps everything.
struct Kept<'m> {
    layout: Layout<'m>,
    rows: Writer<Vec<u8>>,
    findings: Vec<Finding>,
    pauses: Vec<u64>,
}

impl Sink for Kept<'_> {
    type Error = std::io::Error;

    fn row(&mut self, row: &Row) -> std::io::Result<()> {
        self.layout.write(row, OutputFormat::Csv, &mut self.rows)
    }

    fn reject(&mut self, finding: &Finding) -> std::io::Result<()> {
        self.findings.push(finding.clone());
        Ok(())
    }

    fn pause(&mut self, records: u64) -> std::io::Result<()> {
        self.pauses.push(records);
        Ok(())
    }
}

struct Scored {
    rows: String,
    findings: Vec<Finding>,
    pauses: Vec<u64>,
    summary: Summary,
}

fn scored(text: impl Into<String>, options: Options) -> Scored {
    let plan = plan();
    let mut table = table(text.into());
    let key = plan.model().schema.key;
    let intake = Intake::new(&plan, &table, "x", key, &Zone::utc()).unwrap();
    let as_of = AsOf::on(Date::parse("2026-03-01").unwrap(), &Zone::utc(), 1);
    let layout = Layout::new(plan.model(), key, options.reasons > 0);
    let rows = Writer::new(Vec::new(), OutputFormat::Csv, &layout.columns(), true);
    let mut kept = Kept { layout, rows, findings: Vec::new(), pauses: Vec::new() };
    let summary = score_all(&mut table, &intake, &plan, &as_of, &options, &mut kept).unwrap();
    let rows = String::from_utf8(kept.rows.finish().unwrap()).unwrap();
    Scored { rows, findings: kept.findings, pauses: kept.pauses, summary }
}

#[test]
fn a_contact_has_one_row_with_scores_stages_lists_and_reasons() {
    let options = Options { reasons: 2, ..Options::default() };
    assert_eq!(
        scored("id,visits\nx,0\ny,2\n=z,3\n", options).rows,
        "id,fit,heat,some,reasons\nx,0,cold,false,\ny,-3,cold,false,-5 fit.b; +2 fit.a\n\
         '=z,2.5,hot,true,+5.5 fit.c; -5 fit.b\n"
    );
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let mut text = "id,visits\n".to_owned();
    for number in 0..10_000 {
        let visits = if number % 97 == 0 { "kaputt".to_owned() } else { (number % 11).to_string() };
        text.push_str(&format!("{},{visits}\n", number % 9_990));
    }
    let run = |threads, is_live| scored(text.clone(), Options { threads, is_live, reasons: 3, ..Options::default() });
    let alone = run(1, false);
    assert_eq!(alone.summary.records, 10_000);
    assert_eq!(alone.summary.unread[0].count, 104);
    assert_eq!(alone.summary.duplicates, Some(Duplicates { count: 10, key: "0".to_owned(), line: 9_992 }));
    for threads in [0, 2, 3] {
        let other = run(threads, false);
        assert_eq!(other.rows, alone.rows);
        assert_eq!((other.findings, other.summary), (alone.findings.clone(), alone.summary.clone()));
    }
    assert_eq!(run(0, true).rows, alone.rows);
}

#[test]
fn a_live_run_pauses_after_each_record_and_remembers_no_keys() {
    let live = scored("id,visits\n1,1\n1,2\n", Options { is_live: true, ..Options::default() });
    assert_eq!(live.pauses, [1, 2, 2]);
    assert_eq!(live.summary.duplicates, None);
    let on_duplicate = OnDuplicate::Reject;
    let live = scored("id,visits\n1,1\n1,2\n", Options { is_live: true, on_duplicate, ..Options::default() });
    assert_eq!((live.summary.scored, live.summary.rejected), (1, 1));
}

#[test]
fn s19_duplicate_keys_are_kept_and_counted_or_rejected() {
    let text = "id,visits\n1,1\n 1 ,x\n2,1\n";
    let kept = scored(text, Options::default());
    assert_eq!(kept.rows, "id,fit,heat,some\n1,2,cold,false\n1,0,cold,false\n2,2,cold,false\n");
    assert_eq!(kept.summary.duplicates.as_ref().map(|duplicates| (duplicates.count, duplicates.line)), Some((1, 3)));
    assert_eq!(kept.summary.rejects, 1);
    let rejected = scored(text, Options { on_duplicate: OnDuplicate::Reject, ..Options::default() });
    assert_eq!(rejected.rows, "id,fit,heat,some\n1,2,cold,false\n2,2,cold,false\n");
    let [finding] = rejected.findings.as_slice() else { panic!("{:?}", rejected.findings) };
    assert_eq!((finding.line, finding.reason.as_str()), (3, "`1` is the key of an earlier record too"));
}

#[test]
fn the_summary_counts_stages_lists_and_broken_claims() {
    let summary = scored("id,visits\n1,9\n2,\n3,x\n4,9\n5\n", Options::default()).summary;
    assert_eq!((summary.records, summary.scored, summary.rejected, summary.rejects), (5, 4, 1, 2));
    assert_eq!(summary.stages, [[2, 2]]);
    assert_eq!(summary.lists, [2]);
    let broken = |count, key: &str, record| Some(Broken { count, key: key.to_owned(), record });
    assert_eq!(summary.claims, [broken(2, "1", 1), broken(2, "2", 2)]);
}

#[test]
fn the_top_is_sorted_and_ties_keep_the_order_of_the_data() {
    let row = |record, points: i64| Row { record, scores: vec![Points::from_scaled(points)], ..Row::default() };
    let rows = [row(1, 5), row(2, 7), row(3, 5), row(4, 9), row(5, 7), row(6, -1)];
    let top = |most| {
        let mut top = Top::new(most, ScoreId::new(0));
        rows.iter().for_each(|row| top.offer(row));
        top.into_rows().map(|row| row.record).collect::<Vec<_>>()
    };
    assert_eq!(top(1), [4]);
    assert_eq!(top(3), [4, 2, 5]);
    assert_eq!(top(4), [4, 2, 5, 1]);
    assert_eq!(top(9), [4, 2, 5, 1, 3, 6]);
}

#[test]
fn tolerance_is_a_number_or_an_exact_share() {
    let exceeded = |text, rejects, records| Tolerance::parse(text).unwrap().is_exceeded(rejects, rejects, records);
    assert!(!exceeded("0", 0, 10) && exceeded("0", 1, 10) && !exceeded("3", 3, 10));
    assert!(!exceeded("0.1%", 1, 1000) && exceeded("0.1%", 1, 999) && !exceeded("0%", 0, 0));
    assert!(Tolerance::parse("-1%").is_err() && Tolerance::parse("many").is_err());
    assert_eq!(Tolerance::parse("0.5%").unwrap().to_string(), "0.5%");
}

#[test]
fn columns_are_named_once_even_where_a_score_has_their_name() {
    let files = Memory::new().with("a.merit", "contact {\n  n: integer\n}\nscore record {\n  when n > 1 score +1\n}\n");
    let compiled = compile(&files, "a.merit".as_ref(), &CompileOptions::default()).unwrap();
    let model: &Model = compiled.model.as_ref().unwrap();
    assert_eq!(Layout::new(model, None, true).columns(), ["record_", "record", "reasons"]);
}
