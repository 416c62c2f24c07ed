//! Every messy file through `merit score`: right rows, or a reject that names line and field, or an error for all of it.

use std::{fs, path::Path, process::Command};

const LEADS: &str = r#"contact {
  prospect_id: text key
  lead_number: integer
  source:      text from "Lead Source"
  visits:      integer in 0.. from "TotalVisits"
  pages:       number in 0.. from "Page Views Per Visit"
  city:        text with unknown { "Select" }
}
score s {
  when visits >= 2   score +1
  when pages >= 2.5  score +10
  when city is known score +100
}"#;

/// A file, what is read of it, more arguments, the exit code, rows, and the rejects as `line field effect`. An exit
/// code of 2 has words of the error instead.
struct Case {
    file: &'static str,
    rules: &'static str,
    arguments: &'static [&'static str],
    exit: i32,
    rows: usize,
    told: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case { file: "01_utf8_bom_crlf.csv", rules: LEADS, arguments: &[], exit: 0, rows: 20, told: &[] },
    Case { file: "02_utf16le_bom_tab.csv", rules: LEADS, arguments: &[], exit: 0, rows: 20, told: &[] },
    Case { file: "04_semicolon_decimal_comma.csv", rules: LEADS, arguments: &[], exit: 0, rows: 20, told: &[] },
    Case {
        file: "05_latin1.csv",
        rules: "contact { id: integer key  name: text }  when name is known score +1",
        arguments: &[],
        exit: 2,
        rows: 0,
        told: &["the byte at offset 19, on line 2", "--encoding windows-1252"],
    },
    Case {
        file: "05_latin1.csv",
        rules: "contact { id: integer key  name: text }  when name is \"Zoë Müller\" score +1",
        arguments: &["--encoding", "latin1"],
        exit: 0,
        rows: 5,
        told: &[],
    },
    Case {
        file: "07_quoted_newlines.csv",
        rules: "contact { id: integer key  notes: text }  when notes contains \"line three\" score +1",
        arguments: &[],
        exit: 0,
        rows: 4,
        told: &[],
    },
    Case {
        file: "08_ragged.csv",
        rules: "contact { id: integer key  visits: integer }  when visits > 0 score +1",
        arguments: &[],
        exit: 1,
        rows: 3,
        told: &["3  rejected", "4  rejected", "5  rejected", "8  rejected"],
    },
    Case {
        file: "09_missing_words.csv",
        rules: r##"contact {
          id: integer key
          country: text with unknown { "NULL", "Select", "nan", "unknown", "(Unknown)" }
          visits: integer with unknown { "N/A", "-", "none", "NaN", "?", "\\N" }
          last_seen: date with unknown { "#N/A", "null" }
        }
        score s { when country is known score +1  when visits > 0 score +10  when last_seen is known score +100 }"##,
        arguments: &[],
        exit: 1,
        rows: 8,
        told: &["3 last_seen unknown", "5 last_seen unknown", "9 last_seen unknown"],
    },
    Case {
        file: "10_numbers.csv",
        rules: "contact { id: integer key  visits: integer  revenue: number  rate: number }
        score s { when visits > 0 score +1  when revenue > 0 score +10  when rate > 0 score +100 }",
        arguments: &["--max-rejects", "20"],
        exit: 0,
        rows: 9,
        told: &[
            "2 visits unknown",
            "2 revenue unknown",
            "2 rate unknown",
            "3 visits unknown",
            "3 revenue unknown",
            "3 rate unknown",
            "4 visits unknown",
            "4 revenue unknown",
            "5 visits unknown",
            "5 revenue unknown",
            "5 rate unknown",
            "6 visits unknown",
            "7 revenue unknown",
            "7 rate unknown",
            "8 visits unknown",
            "9 visits unknown",
            "9 revenue unknown",
            "9 rate unknown",
            "10 revenue unknown",
            "10 rate unknown",
        ],
    },
    Case {
        file: "11_dates.csv",
        rules: "contact { id: integer key  created: datetime }  when created is known score +1",
        arguments: &["--max-rejects", "70%"],
        exit: 0,
        rows: 18,
        told: &[
            "3 created unknown",
            "4 created unknown",
            "5 created unknown",
            "6 created unknown",
            "7 created unknown",
            "8 created unknown",
            "10 created unknown",
            "14 created unknown",
            "15 created unknown",
            "16 created unknown",
            "18 created unknown",
            "19 created unknown",
        ],
    },
    Case { file: "12_duplicate_ids.csv", rules: LEADS, arguments: &[], exit: 0, rows: 15, told: &[] },
    Case {
        file: "12_duplicate_ids.csv",
        rules: LEADS,
        arguments: &["--on-duplicate", "reject"],
        exit: 1,
        rows: 13,
        told: &["14 prospect_id rejected", "15 prospect_id rejected"],
    },
    Case {
        file: "13_headers.csv",
        rules: "contact { mail: text key from \"Email\"  source: text from \"Lead Source\" }  when source is known score +1",
        arguments: &[],
        exit: 2,
        rows: 0,
        told: &["`Lead Source` (column 5), `Lead Source` (column 6)"],
    },
    Case {
        file: "14_booleans.csv",
        rules: "contact { id: integer key  opted_in: boolean }  when opted_in score +1",
        arguments: &[],
        exit: 1,
        rows: 18,
        told: &["15 opted_in unknown", "16 opted_in unknown", "19 opted_in unknown"],
    },
    Case {
        file: "18_formula_injection.csv",
        rules: "contact { id: integer  name: text key }  when name is known score +1",
        arguments: &[],
        exit: 0,
        rows: 5,
        told: &[],
    },
    Case {
        file: "20_unterminated_quote.csv",
        rules: "contact { id: integer key  name: text }  when name is known score +1",
        arguments: &[],
        exit: 2,
        rows: 0,
        told: &["the quote that opens on line 2", "is never closed"],
    },
    Case {
        file: "25_mixed.jsonl",
        rules: "contact { id: integer key  visits: integer  country: text }
        score s { when visits > 0 score +1  when country is known score +10 }",
        arguments: &[],
        exit: 1,
        rows: 7,
        told: &[
            "5 country unknown",
            "6 visits unknown",
            "7  rejected",
            "8  rejected",
            "9  rejected",
            "10 visits unknown",
            "11 visits unknown",
            "12  rejected",
        ],
    },
];

#[test]
fn every_messy_file_gives_right_rows_or_says_which_are_wrong() {
    let Some(shared) = super::shared() else { return };
    for case in CASES {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("rules.merit");
        fs::write(&rules, case.rules).unwrap();
        let out = folder.path().join("out.csv");
        let done = Command::new(env!("CARGO_BIN_EXE_merit"))
            .arg("score")
            .arg(&rules)
            .arg(shared.join("messy").join(case.file))
            .args(["--as-of", "2026-03-01", "-o"])
            .arg(&out)
            .args(case.arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(case.exit), "{}: {said}", case.file);
        if case.exit == 2 {
            assert!(case.told.iter().all(|word| said.contains(word)), "{}: {said}", case.file);
            assert!(!out.exists(), "{}", case.file);
            continue;
        }
        assert_eq!(super::rows(&fs::read_to_string(&out).unwrap()).len(), case.rows, "{}", case.file);
        assert_eq!(rejects(&folder.path().join("out.csv.rejects.csv")), case.told, "{}", case.file);
    }
}

/// Line, field and effect of each reject.
fn rejects(file: &Path) -> Vec<String> {
    let Ok(text) = fs::read_to_string(file) else { return Vec::new() };
    super::rows(&text).iter().map(|row| format!("{} {} {}", row["line"], row["field"], row["effect"])).collect()
}

#[test]
fn the_same_leads_have_the_same_scores_however_they_are_written() {
    let Some(shared) = super::shared() else { return };
    let scores: Vec<String> = ["01_utf8_bom_crlf.csv", "02_utf16le_bom_tab.csv", "04_semicolon_decimal_comma.csv"]
        .into_iter()
        .map(|file| {
            let folder = tempfile::tempdir().unwrap();
            let rules = folder.path().join("rules.merit");
            fs::write(&rules, LEADS).unwrap();
            let done = Command::new(env!("CARGO_BIN_EXE_merit"))
                .arg("score")
                .arg(&rules)
                .arg(shared.join("messy").join(file))
                .output()
                .unwrap();
            String::from_utf8(done.stdout).unwrap()
        })
        .collect();
    assert!(scores[0].lines().count() == 21 && scores.iter().all(|other| *other == scores[0]), "{scores:#?}");
}
