use std::sync::mpsc;

use super::*;
use crate::value::cell::Cell;

fn jsonl(text: impl AsRef<[u8]>) -> Table {
    open_as(text, Format::Jsonl).unwrap()
}

#[test]
fn values_keep_their_kind_and_numbers_their_digits() {
    let text = r#"{"a":"x","b":1e400,"c":12345678901234567890,"d":-0.10,"e":null,"f":[true,{"g":1}],"h":2E-5}"#;
    let record = jsonl(text).next().unwrap().unwrap();
    let number = |digits: &str| Cell::Number(digits.into());
    let expected = [
        ("a", Cell::Text("x".into())),
        ("b", number("1e400")),
        ("c", number("12345678901234567890")),
        ("d", number("-0.10")),
        ("e", Cell::Null),
        ("f", Cell::List(vec![Cell::Boolean(true), Cell::Object(vec![("g".into(), number("1"))])])),
        ("h", number("2e-5")),
    ];
    assert_eq!(record.cells, Cells::Fields(expected.map(|(name, cell)| (name.to_owned(), cell)).into()));
    assert_eq!(record.cells.cell(1), number("1e400"));
    assert_eq!(record.cells.cell(9), Cell::Absent);
}

#[test]
fn each_broken_line_is_a_fault_and_reading_goes_on() {
    let cases = [
        (r#"{"id":7,"visits":9"#, "the line ends in the middle of a JSON value; it seems to be cut off"),
        ("[1,2]", "a list where an object `{…}` is expected"),
        ("12", "a number where an object `{…}` is expected"),
        ("null", "`null` where an object `{…}` is expected"),
        (r#"{"a":1,"b":2,"a":3}"#, "the field `a` stands twice in one object"),
        (r#"{"a":{"b":1,"b":1}}"#, "the field `b` stands twice in one object"),
        (r#"{"é" 1}"#, "not valid JSON at column 6: expected `:`"),
        (r#"{"a":NaN}"#, "not valid JSON at column 6: expected value"),
        (r#"{"a":1} {"a":2}"#, "not valid JSON at column 9: trailing characters"),
    ];
    for (line, reason) in cases {
        let got = lines(jsonl(format!("{{}}\n{line}\r\n\n  \n{{}}")));
        assert_eq!(got, ["1: ".to_owned(), format!("2! {reason}"), "5: ".to_owned()], "{line}");
    }
}

#[test]
fn an_object_that_mimics_a_number_stays_an_object() {
    let text = r#"{"a":{"$serde_json::private::Number":"x"}}"#;
    let fields = [("$serde_json::private::Number".to_owned(), Cell::Text("x".into()))];
    assert_eq!(jsonl(text).next().unwrap().unwrap().cells.cell(0), Cell::Object(fields.into()));
}

#[test]
fn one_json_document_is_refused_whole() {
    for text in ["[\n  {\"a\": 1}\n]\n", "{\n  \"a\": 1\n}\n", "[{\"a\":1},{\"a\":2}]"] {
        let rows: Vec<_> = jsonl(text).collect();
        let [Err(Fault { fatal: Some(error), .. })] = &rows[..] else { panic!("{rows:?}") };
        assert!(matches!(**error, DataError::NotJsonLines { .. }), "{error:?}");
    }
    assert_eq!(lines(jsonl("")), [""; 0]);
}

#[test]
fn bytes_that_are_not_utf8_end_the_reading() {
    let rows = lines(jsonl(b"{\"a\":1}\n{\"a\":\"\xeb\"}\n{\"a\":3}\n"));
    assert_eq!(rows.len(), 2);
    assert!(rows[1].starts_with("2! `x` is not UTF-8: the byte at offset 14, on line 2, "), "{rows:?}");
}

/// Gives what it is sent, and waits for more as a pipe does.
struct Pipe(mpsc::Receiver<&'static str>);

impl Read for Pipe {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let Ok(text) = self.0.recv() else { return Ok(0) };
        to[..text.len()].copy_from_slice(text.as_bytes());
        Ok(text.len())
    }
}

#[test]
fn a_pipe_is_answered_record_by_record() {
    let (send, receive) = mpsc::channel();
    send.send("{\"a\":1}\r\n").unwrap();
    let mut table = open(Pipe(receive), ReadOptions::named("x.jsonl")).unwrap();
    for _ in 0..3 {
        assert!(table.next().unwrap().is_ok());
        send.send("{\"a\":2}\r\n").unwrap();
    }
    drop(send);
    assert_eq!(table.count(), 1);
}

#[test]
fn records_that_were_looked_at_are_given_all_the_same() {
    let text = "{\"a\":1}\nnot json\n{\"a\":2}\n{\"a\":3}\n";
    let mut table = jsonl(text);
    let mut seen = Vec::new();
    assert_eq!(table.look_ahead(3, |record| seen.push(record.number)), 2);
    assert_eq!(seen, [1, 3]);
    assert_eq!(table.look_ahead(2, |_| {}), 1);
    assert_eq!(lines(table), lines(jsonl(text)));
    assert_eq!(jsonl("").look_ahead(9, |_| {}), 0);
}
