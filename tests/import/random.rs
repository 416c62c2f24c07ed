//! Whatever the data: the schema drawn from it earns no finding, and reading the data with it rejects nothing.

use merit::data::Format;
use proptest::prelude::*;

use super::{real_data::read_back, table};

const HEADERS: [&str; 20] = [
    "id",
    "ID",
    "Email",
    "e-mail",
    " Email ",
    "Lead Source",
    "LeadSource",
    "lead_source",
    "limit",
    "is_new",
    "Größe",
    "방문수",
    "",
    "2nd",
    "%",
    "created at",
    "phone",
    "visits",
    "a\nb",
    "`x`",
];

const VALUES: [&str; 52] = [
    "",
    " ",
    "Select",
    "N/A",
    "none",
    "-",
    "unknown",
    "\\N",
    "0",
    "1",
    "-7",
    "007",
    "3.0",
    "2.5",
    "1e3",
    "1,234",
    "2,5",
    "1.234",
    "12345678901234567890",
    "1e400",
    "NaN",
    "yes",
    "No",
    "TRUE",
    "f",
    "on",
    "2024-03-05",
    "2024-02-30",
    "03/04/2024",
    "25/12/2024",
    "12/25/2024",
    "5-Mar-24",
    "20240305",
    "2024-03-05 10:15",
    "2024-03-05T10:15:00Z",
    "1459244730132",
    "45356",
    "a;b",
    "b; c",
    ";",
    "A",
    "a",
    "É",
    "e\u{301}",
    "pending",
    "a@b.example",
    "https://x.example/y",
    "tab\there",
    "line\nbreak",
    "\"quoted\"",
    "# } {",
    "\u{202e}x",
];

/// A column takes its values from a few.
fn column() -> impl Strategy<Value = (usize, Vec<usize>)> {
    (0..HEADERS.len(), prop::collection::vec(0..VALUES.len(), 1..5))
}

/// A column: its header, and the values it takes.
type Column = (usize, Vec<usize>);

fn rows() -> impl Strategy<Value = (Vec<Column>, Vec<Vec<usize>>)> {
    let columns = prop::collection::vec(column(), 1..6);
    columns.prop_flat_map(|columns| {
        let row = prop::collection::vec(0..5_usize, columns.len());
        (Just(columns), prop::collection::vec(row, 0..40))
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_of_a_csv_file_is_rejected((columns, rows) in rows()) {
        let mut lines = vec![columns.iter().map(|(header, _)| quoted(HEADERS[*header])).collect::<Vec<_>>().join(",")];
        for row in &rows {
            let cells = columns.iter().zip(row).map(|((_, values), at)| quoted(VALUES[values[at % values.len()]]));
            lines.push(cells.collect::<Vec<_>>().join(","));
        }
        let text = lines.join("\n") + "\n";
        if merit::data::open(std::io::Cursor::new(text.clone().into_bytes()), merit::data::ReadOptions::named("x.csv")).is_ok() {
            read_back("random.csv", || table(&text, Format::Csv));
        }
    }

    #[test]
    fn nothing_of_a_jsonl_file_is_rejected((columns, rows) in rows()) {
        let mut lines = Vec::new();
        for row in &rows {
            let mut object = serde_json::Map::new();
            for ((header, values), at) in columns.iter().zip(row) {
                let text = VALUES[values[at % values.len()]];
                let value = match at {
                    0 => continue,
                    1 => serde_json::from_str(text).unwrap_or(serde_json::Value::from(text)),
                    2 if row.len() > 3 => serde_json::json!([text, "b"]),
                    _ => serde_json::Value::from(text),
                };
                object.insert(HEADERS[*header].to_owned(), value);
            }
            lines.push(serde_json::Value::Object(object).to_string());
        }
        let text = lines.join("\n") + "\n";
        read_back("random.jsonl", || table(&text, Format::Jsonl));
    }
}
