use proptest::prelude::*;

use super::*;
use crate::data::dialect::{RecordEnd, Separator, split};
use crate::data::window::Window;
use crate::value::DecimalMark;

#[test]
fn records_carry_the_line_they_begin_on_under_every_line_end() {
    let text = "a,b\n\n1,\"x\ny\"\n2,\"\n\"\n\n\n3,z\n4,";
    for (name, end) in [("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r")] {
        let got = lines(csv(text.replace('\n', end)).unwrap());
        let inner = end.escape_debug();
        assert_eq!(
            got,
            [format!("3: 1|x{inner}y"), format!("5: 2|{inner}"), "9: 3|z".into(), "10: 4|".into()],
            "{name}"
        );
    }
}

#[test]
fn mixed_line_ends_are_counted_once_each() {
    assert_eq!(lines(csv("a,b\r\n1,2\r3,4\n\r5,6\r\n\r\n7,8").unwrap()), ["2: 1|2", "3: 3|4", "5: 5|6", "7: 7|8"]);
}

#[test]
fn a_slow_pipe_gives_the_same_records_as_a_file() {
    let text = "a;b\r\n1;\"x\r\ny \"\"z\"\"\"\r\n\r\n2;é\r\n";
    let options = || ReadOptions::named("x.csv");
    let slow = open(Trickle(Cursor::new(text.into())), options()).unwrap();
    let fast = open(Cursor::new(text), options()).unwrap();
    assert_eq!(slow.headers, fast.headers);
    let (slow, fast) = (lines(slow), lines(fast));
    assert_eq!(slow, fast);
    assert_eq!(fast, [r#"2: 1|x\r\ny \"z\""#, "5: 2|é"]);
}

#[test]
fn too_few_and_too_many_fields_are_faults_and_reading_goes_on() {
    let mut table = csv("a,b,c\n1,2,3\n1,2\n1,2,3,4\n   \n\n5,6,7\n").unwrap();
    assert_eq!(table.next().unwrap().unwrap().number, 1);
    let fault = table.next().unwrap().unwrap_err();
    assert_eq!((fault.number, fault.line, fault.text.as_str()), (2, 3, "1,2"));
    assert_eq!(fault.reason, "2 fields where 3 are expected");
    assert_eq!(lines(table), ["4! 4 fields where 3 are expected", "5! 1 field where 3 are expected", "7: 5|6|7"]);
}

#[test]
fn text_after_a_closing_quote_is_a_fault_but_blanks_are_not() {
    assert_eq!(
        lines(csv("a,b\n\"5\" disk\",1\n\"x\" ,2\n5\" disk,3\n").unwrap()),
        [
            "2! text follows the closing quote of field 1; a quote inside quotes has to be doubled",
            "3: x|2",
            "4: 5\\\" disk|3"
        ]
    );
}

#[test]
fn a_fault_over_several_lines_says_which_are_lost() {
    assert_eq!(
        lines(csv("a,b\n\"1,2\n3,4\n5,\"6\"\n7,8\n").unwrap()),
        [
            "2! text follows the closing quote of field 1; a quote inside quotes has to be doubled; the record runs to line 4",
            "5: 7|8"
        ]
    );
}

#[test]
fn a_row_wrapped_whole_in_quotes_is_named_as_such() {
    assert_eq!(
        lines(csv("a,b,c\n1,2,3\n\"1,\"\"x, y\"\",3\"\n").unwrap()),
        ["2: 1|2|3", "3! 1 field where 3 are expected; the whole row seems to be wrapped in quotes"]
    );
}

#[test]
fn a_quote_never_closed_names_the_line_it_opens_on() {
    let never = |line| format!("the quote that opens on line {line} of `x` is never closed");
    assert_eq!(error(csv("a,b\n1,2\n3,\"x\n4,5\n")), never(3));
    assert_eq!(error(csv("a,b\n\"1\n1\",\"x\n4,5\n")), never(3));
    assert_eq!(error(csv("a,\"b\n1,2\n")), never(1));
    // Beyond what is read ahead, it ends the reading.
    let long = format!("a,b\n{}3,\"x\n4,5\n", "1,2\n".repeat(300));
    let mut rows: Vec<_> = csv(long).unwrap().collect();
    let last = rows.pop().unwrap().unwrap_err();
    assert!(matches!(last.fatal.as_deref(), Some(DataError::UnterminatedQuote { line: 302, .. })), "{last:?}");
    assert_eq!((rows.len(), last.line), (300, 302));
    assert!(rows.iter().all(Result::is_ok));
}

#[test]
fn a_record_longer_than_16_mib_is_refused_with_the_likely_cause() {
    let text = format!("a,b\n1,\"{}\n", "x\n".repeat(9 * 1024 * 1024));
    assert_eq!(
        error(csv(text)),
        "the record that begins on line 2 of `x` is longer than 16 MiB; the quote that opens on line 2 may never be closed"
    );
}

#[test]
fn the_header_line_tells_the_separator() {
    for (header, separator, note) in [
        ("a,b", "`,`", None),
        ("a;b", "`;`", Some("columns are separated by `;`")),
        ("a\tb", "tabs", Some("columns are separated by tabs")),
        ("a|b", "`|`", Some("columns are separated by `|`")),
        ("a;\"b,c,d\"", "`;`", Some("columns are separated by `;`")),
        ("\"a;\"\"b\",c", "`,`", None),
        ("a;b,c", "`,`", None),
        ("alone", "`,`", None),
    ] {
        let table = csv(header).unwrap();
        assert_eq!(Separator::of_header(header).shown(), separator, "{header}");
        assert_eq!(table.notes.first().map(String::as_str), note, "{header}");
    }
    let table = open_as("a,b\tc\n1\t2\n", Format::Tsv).unwrap();
    assert!(table.notes.is_empty());
    assert_eq!(lines(table), ["2: 1|2"]);
    assert_eq!(lines(csv("sep=;\na,b;c\n1;2\n").unwrap()), ["3: 1|2"]);
}

#[test]
fn decimal_commas_are_believed_only_where_no_decimal_points_occur() {
    for (text, decimals, note) in [
        ("a;b\n1;2,5\n", DecimalMark::Comma, "columns are separated by `;`, decimals by `,`"),
        ("a;b\n1;-1.234,5\n", DecimalMark::Comma, "columns are separated by `;`, decimals by `,`"),
        ("a;b\n1;25\n", DecimalMark::Unsaid, "columns are separated by `;`"),
        ("a;b\n1;2.000\n", DecimalMark::Unsaid, "columns are separated by `;`"),
        ("a;b\n2.000;0.125\n", DecimalMark::Point, "columns are separated by `;`"),
        ("a;b\n1;2.5\n", DecimalMark::Point, "columns are separated by `;`"),
        ("a;b\n1;05.03.2024\n2;2,5", DecimalMark::Comma, "columns are separated by `;`, decimals by `,`"),
        ("a;b\n2.5;2,5\n", DecimalMark::Unsaid, "columns are separated by `;`"),
    ] {
        let table = csv(text).unwrap();
        assert_eq!((table.decimals, table.notes[0].as_str()), (decimals, note), "{text}");
    }
    assert_eq!(csv("a;b\n2.5;2,5\n").unwrap().notes.len(), 2);
    assert_eq!(csv("a,b\n1,\"2,5\"\n").unwrap().decimals, DecimalMark::Point);
}

#[test]
fn lines_above_the_header_are_suspected() {
    for (text, header) in [
        ("Lead report\n\nid,name\n1,a\n2,b\n", 3),
        ("Lead report\nof May\nid;name;visits\n1;a;2\n", 3),
        ("Lead report\nid\tname\n1\ta\n", 2),
    ] {
        let expected =
            format!("line 1 of `x` is not the header, which seems to be on line {header}; remove the lines above it");
        assert_eq!(error(csv(text)), expected);
    }
    for text in ["email\na@x.co\nb@x.co\n", "note\n\"one, two\"\n\"three, four\"\n", "note\none; two\nthree; four\n"] {
        assert_eq!(csv(text).unwrap().filter(Result::is_ok).count(), 2, "{text}");
    }
}

#[test]
fn a_file_without_a_header_is_refused() {
    for text in ["", "\n\r\n", "\u{feff}", ",,\n1,2,3\n", "  \n"] {
        assert_eq!(error(csv(text)), "`x` has no header: its first line has to name the columns", "{text:?}");
    }
    assert_eq!(lines(csv("a,b").unwrap()), [""; 0]);
    assert_eq!(
        error(csv("\"a\"b,c\n")),
        "the header on line 1 of `x` cannot be read: text follows a closing quote; a quote inside quotes has to be doubled"
    );
}

#[test]
fn separators_at_the_ends_of_lines_do_no_harm() {
    let names = |table: &Table| table.headers.iter().map(|header| header.name.clone()).collect::<Vec<_>>();
    let table = csv("a,,b,\n1,2,3,\n").unwrap();
    assert_eq!(names(&table), ["a", "", "b", ""]);
    assert_eq!(lines(table), ["2: 1|2|3|"]);
    assert_eq!(lines(csv("a,b,\n1,2\n3,4\n").unwrap()), ["2: 1|2", "3: 3|4"]);
    assert_eq!(lines(csv("a,b\n1,2,\n3,4,\n").unwrap()), ["2: 1|2|", "3: 3|4|"]);
    // No habit of the file, so one record has lost or gained a field.
    assert_eq!(lines(csv("a,b,\n1,2,\n3,4\n").unwrap()), ["2: 1|2|", "3! 2 fields where 3 are expected"]);
    assert_eq!(lines(csv("a,b\n1,2\n3,4,\n").unwrap()), ["2: 1|2", "3! 3 fields where 2 are expected"]);
}

proptest! {
    /// Where the `csv` crate and we differ, we refuse: it reads on after a closing quote, and past the end of the file.
    #[test]
    fn fields_agree_with_the_csv_crate(text in "[ab,\"\r\n ]{0,40}") {
        let mut theirs = csv::ReaderBuilder::new();
        let mut theirs = theirs.has_headers(false).flexible(true).from_reader(text.as_bytes());
        let options = ReadOptions::named("x");
        let (mut window, _) = Window::open(Cursor::new(text.clone()), &options).unwrap();
        let mut boundary = RecordEnd::new(Some(Separator::COMMA));
        loop {
            let piece = match window.next(&mut boundary) {
                Ok(Some(piece)) => piece,
                Ok(None) => {
                    prop_assert!(theirs.records().next().is_none(), "{:?}", text);
                    break;
                }
                Err(_) => break,
            };
            let expected = theirs.records().next().unwrap().unwrap();
            if let Ok(fields) = split(piece.text, Separator::COMMA, 0) {
                let blanks = piece.text.contains("\" ");
                prop_assert!(blanks || fields.iter().eq(expected.iter()), "{:?}: {:?} {:?}", text, fields, expected);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), jsonl: bool) {
        let format = if jsonl { Format::Jsonl } else { Format::Csv };
        if let Ok(table) = open_as(&bytes, format) {
            table.for_each(drop);
        }
    }

    #[test]
    fn the_size_of_pieces_read_changes_nothing(text in "[ab,;\"\r\né ]{0,60}") {
        let slow = open(Trickle(Cursor::new(text.clone().into_bytes())), ReadOptions::named("x.csv"));
        let fast = open(Cursor::new(text), ReadOptions::named("x.csv"));
        match (slow, fast) {
            (Ok(slow), Ok(fast)) => prop_assert_eq!(lines(slow), lines(fast)),
            (slow, fast) => prop_assert_eq!(slow.err().map(|e| e.to_string()), fast.err().map(|e| e.to_string())),
        }
    }
}
