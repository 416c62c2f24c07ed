//! Reading the same file with the inferred schema rejects nothing: each real file, all columns.

use std::path::Path;

use merit::{
    data::{self, Binding, Cells, FieldResolver, Found, ReadOptions, Table, bind},
    import::infer,
    value::{Cell, PreparedReading, ReadContext, Zone},
};

use super::{checked, schema, shared};

fn read_file_back(path: &Path, encoding: Option<&str>) -> (usize, u64, u64) {
    let name = path.display().to_string();
    let options = || ReadOptions { encoding: encoding.map(str::to_owned), ..ReadOptions::named(&name) };
    read_back(&name, || data::open_path(path, options()).unwrap())
}

/// Draws a schema, reads the same data with it, and counts properties, records and values. Nothing may be rejected.
pub(super) fn read_back(name: &str, open: impl Fn() -> Table) -> (usize, u64, u64) {
    let inferred = infer(&mut open(), name).unwrap();
    let model = checked(&schema(inferred.text));
    let properties: Vec<_> = model.schema.properties.values().collect();
    let wanted: Vec<(&str, &[String])> =
        properties.iter().map(|property| (property.name.as_str(), property.from.as_slice())).collect();
    let readings: Vec<_> = properties.iter().map(|property| PreparedReading::new(&property.reading)).collect();

    let table = open();
    let columns = bind(&table.headers, &wanted);
    let mut resolver = FieldResolver::new(&wanted);
    let zone = Zone::utc();
    let context = ReadContext { zone: &zone, decimals: table.decimals };
    let (mut records, mut values) = (0, 0);
    for record in table.filter_map(Result::ok) {
        records += 1;
        let fields = resolver.resolve(record.cells.fields());
        for (at, (reading, property)) in readings.iter().zip(&properties).enumerate() {
            let cell = match (&record.cells, &columns[at], &fields[at]) {
                (Cells::Columns(_), Binding::Column(column), _) => record.cells.cell(*column),
                (Cells::Fields(_), _, Found::At(field)) => record.cells.cell(*field),
                (Cells::Fields(_), _, Found::Absent) => Cell::Absent,
                other => panic!("{name}: `{}` is not found: {other:?}", property.name),
            };
            let read = reading.read(&cell, &context);
            assert_eq!(read.problem, None, "{name}, line {}, {}", record.line, property.name);
            assert!(read.value.is_some() || !property.required, "{name}, line {}, {}", record.line, property.name);
            values += u64::from(read.value.is_some());
        }
    }
    assert_eq!(records, inferred.records, "{name}");
    (properties.len(), records, values)
}

#[test]
fn a_file_is_read_whole_with_the_schema_drawn_from_it() {
    let Some(shared) = shared() else { return };
    for (file, properties, records) in [
        ("xeducation/Leads.csv", 37, 9240),
        ("events/cdnow.csv", 4, 69659),
        ("hubspot/contacts_search_100.jsonl", 61, 100),
        ("hubspot/contacts_export_like.derived.csv", 61, 100),
        ("messy/01_utf8_bom_crlf.csv", 10, 20),
        ("messy/02_utf16le_bom_tab.csv", 10, 20),
        ("messy/04_semicolon_decimal_comma.csv", 10, 20),
        ("messy/07_quoted_newlines.csv", 3, 4),
        ("messy/08_ragged.csv", 4, 3),
        ("messy/09_missing_words.csv", 4, 8),
        ("messy/10_numbers.csv", 4, 9),
        ("messy/11_dates.csv", 2, 18),
        ("messy/12_duplicate_ids.csv", 10, 15),
        ("messy/13_headers.csv", 5, 1),
        ("messy/14_booleans.csv", 2, 18),
        ("messy/18_formula_injection.csv", 2, 5),
        ("messy/25_mixed.jsonl", 2, 7),
        ("messy/xeducation_whole_rows_quoted.csv", 37, 8902),
    ] {
        let (found, read, values) = read_file_back(&shared.join(file), None);
        assert_eq!((found, read), (properties, records), "{file}");
        assert!(values > 0, "{file}");
    }
    assert_eq!(read_file_back(&shared.join("messy/05_latin1.csv"), Some("windows-1252")), (3, 5, 15));
}

#[test]
fn what_a_marketer_would_write_for_the_leads() {
    let Some(shared) = shared() else { return };
    let path = shared.join("xeducation/Leads.csv");
    let text = infer(&mut data::open_path(&path, ReadOptions::named("Leads.csv")).unwrap(), "Leads.csv").unwrap().text;
    for line in [
        "  unknown is { \"\", \"Select\" }",
        "  prospect_id: text key  # the key: no two records have the same",
        "  total_visits:                integer in 0..  # 0 to 251; missing in 137 of 9,240",
        "  page_views_per_visit:        number in 0..  # 0 to 55; missing in 137 of 9,240",
        "  } with unknown { \"unknown\" }",
        "  # - empty in every record: column 38",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(!text.contains("from \""), "every header is read by its property's name");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "no line is long");
}
