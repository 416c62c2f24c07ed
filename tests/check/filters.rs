//! The table of HubSpot's list filters in `docs/language.md`: each condition in it is one that can be written.

use std::{fmt::Write as _, fs, path::Path};

use super::{blocks, compiled};

/// The table's first line.
const HEAD: &str = "| HubSpot's filter | in Merit |";

/// Says nothing about the condition itself.
const BESIDE_THE_POINT: &[&str] = &["free-text", "no-tests"];

#[test]
fn every_filter_of_the_table_is_a_condition() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")).unwrap();
    let (before, table) = page.split_once(HEAD).expect("the page has the table");
    let blocks = blocks(before);
    let schema = &blocks.iter().rfind(|block| block.is_schema).expect("a schema stands before it").text;
    let names = &blocks.last().expect("names stand before it").text;
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut report = String::new();
    let mut count = 0;
    for row in rows {
        let [filter, conditions] = cells(row)[..] else { panic!("two cells: {row}") };
        assert!(filter.starts_with("**") || conditions.contains('`'), "no condition: {row}");
        for condition in conditions.split('`').skip(1).step_by(2) {
            count += 1;
            for found in compiled(schema, &format!("{names}when {condition} score +1\n")).diagnostics {
                if !BESIDE_THE_POINT.contains(&found.code.name) {
                    writeln!(report, "{filter}: `{condition}`: {}: {}", found.code.name, found.message).unwrap();
                }
            }
        }
    }
    assert!(count > 80, "only {count} conditions were found");
    assert!(report.is_empty(), "{report}");
}

fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split('|').map(str::trim).collect()
}
