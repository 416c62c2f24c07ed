//! The real and the messy files, which stand beside the project; skipped where they are absent.

use std::path::{Path, PathBuf};

use super::*;
use crate::data::open_path;
use crate::value::DecimalMark;

/// What reading a file comes to: records, faults, and a part of the first fault or of the error.
const FILES: &[(&str, usize, usize, &str)] = &[
    ("messy/01_utf8_bom_crlf.csv", 20, 0, ""),
    ("messy/02_utf16le_bom_tab.csv", 20, 0, ""),
    ("messy/04_semicolon_decimal_comma.csv", 20, 0, ""),
    ("messy/05_latin1.csv", 0, 0, "is not UTF-8: the byte at offset 19, on line 2,"),
    ("messy/07_quoted_newlines.csv", 4, 0, ""),
    ("messy/08_ragged.csv", 3, 4, "3 fields where 4 are expected"),
    ("messy/09_missing_words.csv", 8, 0, ""),
    ("messy/10_numbers.csv", 9, 0, ""),
    ("messy/11_dates.csv", 18, 0, ""),
    ("messy/12_duplicate_ids.csv", 15, 0, ""),
    ("messy/13_headers.csv", 1, 0, ""),
    ("messy/14_booleans.csv", 18, 0, ""),
    ("messy/18_formula_injection.csv", 5, 0, ""),
    ("messy/20_unterminated_quote.csv", 0, 0, "the quote that opens on line 2 of"),
    ("messy/25_mixed.jsonl", 7, 4, "the field `visits` stands twice in one object"),
    // Counted: the description beside the data says 8,903 and 337, but 338 lines are wrapped, each holding 37 fields.
    (
        "messy/xeducation_whole_rows_quoted.csv",
        8902,
        338,
        "1 field where 37 are expected; the whole row seems to be wrapped in quotes",
    ),
    ("xeducation/Leads.csv", 9240, 0, ""),
    ("events/cdnow.csv", 69_659, 0, ""),
    ("hubspot/contacts_search_100.jsonl", 100, 0, ""),
    ("hubspot/contacts_export_like.derived.csv", 100, 0, ""),
];

fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.is_dir() {
        println!("skipped: there is no data beside the project");
        return None;
    }
    Some(data)
}

fn table(data: &Path, name: &str) -> Result<Table, DataError> {
    open_path(&data.join(name), ReadOptions::named(name))
}

#[test]
fn every_file_gives_right_rows_or_an_error_that_names_the_line() {
    let Some(data) = data() else { return };
    for (name, records, faults, says) in FILES {
        let table = match table(&data, name) {
            Ok(table) => table,
            Err(error) => {
                assert!((*records, *faults) == (0, 0) && error.to_string().contains(says), "{name}: {error}");
                continue;
            }
        };
        let (good, bad): (Vec<_>, Vec<_>) = table.partition(Result::is_ok);
        let bad: Vec<Fault> = bad.into_iter().filter_map(Result::err).collect();
        assert_eq!((good.len(), bad.len()), (*records, *faults), "{name}: {:?}", bad.first());
        assert!(bad.first().is_none_or(|fault| fault.reason.contains(says)), "{name}: {:?}", bad.first());
        assert!(bad.iter().all(|fault| fault.fatal.is_none()), "{name}");
    }
}

#[test]
fn the_whole_rows_in_quotes_are_all_named_as_such() {
    let Some(data) = data() else { return };
    let (.., says) = FILES.iter().find(|(name, ..)| name.contains("whole_rows")).unwrap();
    let table = table(&data, "messy/xeducation_whole_rows_quoted.csv").unwrap();
    assert!(table.filter_map(Result::err).all(|fault| fault.reason == *says));
}

#[test]
fn the_same_rows_come_from_three_ways_to_write_them() {
    let Some(data) = data() else { return };
    let read = |name: &str| {
        let table = table(&data, name).unwrap();
        let comma = table.decimals == DecimalMark::Comma;
        let rows = lines(table);
        if comma { rows.into_iter().map(|row| row.replace("2,5", "2.5")).collect() } else { rows }
    };
    let plain: Vec<String> = read("messy/01_utf8_bom_crlf.csv");
    assert_eq!(read("messy/02_utf16le_bom_tab.csv"), plain);
    let commas = read("messy/04_semicolon_decimal_comma.csv");
    assert_eq!(commas.first(), plain.first());
    assert_eq!(commas.get(1), plain.get(1));
}

#[test]
fn notes_say_how_a_file_is_written() {
    let Some(data) = data() else { return };
    let notes = |name: &str| table(&data, name).unwrap().notes;
    assert_eq!(notes("messy/04_semicolon_decimal_comma.csv"), ["columns are separated by `;`, decimals by `,`"]);
    assert_eq!(notes("messy/02_utf16le_bom_tab.csv"), ["the text is UTF-16LE", "columns are separated by tabs"]);
    assert!(notes("xeducation/Leads.csv").is_empty());
}

#[test]
fn quoted_newlines_keep_records_and_lines_apart() {
    let Some(data) = data() else { return };
    let rows: Vec<(u64, u64)> = table(&data, "messy/07_quoted_newlines.csv")
        .unwrap()
        .map(|row| row.map(|record| (record.number, record.line)).unwrap())
        .collect();
    assert_eq!(rows, [(1, 2), (2, 5), (3, 6), (4, 8)]);
}

#[test]
fn latin1_is_read_when_named() {
    let Some(data) = data() else { return };
    let name = "messy/05_latin1.csv";
    let options = ReadOptions { encoding: Some("windows-1252".into()), ..ReadOptions::named(name) };
    let rows = lines(open_path(&data.join(name), options).unwrap());
    assert_eq!((rows.len(), rows[0].as_str()), (5, "2: 1|Zoë Müller|101"));
}
