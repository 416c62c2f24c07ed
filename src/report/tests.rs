use serde_json::{Value, json};

use super::*;
use crate::base::{Applicability, Diagnostic, Edit, Severity, Source, Span, code};

/// Two texts, and findings that have everything a finding may have.
fn example() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let a = sources.add(Source::new("my rules/a.merit", "방문수 > 2 score 3\nx\n"));
    let b = sources.add(Source::new("/b,c:d.merit", "one\ntwo\n"));
    let points = Span::new(a, 20, 21);
    let found = Diagnostic::new(&code::SYNTAX, points, "points need a sign: 100%")
        .label(Span::new(b, 0, 6), "declared here")
        .help("`+` adds")
        .help("`-` takes away")
        .safe_fix("write `+3`", points, "+3")
        .fix(
            "move it",
            Applicability::Unsafe,
            vec![Edit { span: points, text: String::new() }, Edit { span: Span::new(b, 4, 4), text: "3".to_owned() }],
        );
    let whole = Diagnostic {
        severity: Severity::Warning,
        witness: Some(json!({ "visits": 3 })),
        ..Diagnostic::whole(&code::BAD_CONFIG, "two\nlines")
    };
    (sources, vec![found, whole])
}

#[test]
fn json_has_one_object_a_line_in_the_documented_shape() {
    let (sources, diagnostics) = example();
    let text = diagnostics_json(&[Found { sources: &sources, diagnostics: &diagnostics }]);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines,
        [
            json!({
                "code": "M0101", "name": "syntax", "severity": "error", "message": "points need a sign: 100%",
                "file": "my rules/a.merit", "line": 1, "column": 15, "end_line": 1, "end_column": 16,
                "help": "`+` adds\n`-` takes away",
                "labels": [{ "file": "/b,c:d.merit", "line": 1, "column": 1, "end_line": 2, "end_column": 3, "message": "declared here" }],
                "fixes": [
                    { "message": "write `+3`", "applicability": "safe",
                      "edits": [{ "file": "my rules/a.merit", "start": 20, "end": 21, "text": "+3" }] },
                    { "message": "move it", "applicability": "unsafe",
                      "edits": [{ "file": "my rules/a.merit", "start": 20, "end": 21, "text": "" },
                                { "file": "/b,c:d.merit", "start": 4, "end": 4, "text": "3" }] },
                ],
                "witness": null,
            }),
            json!({
                "code": "M0701", "name": "bad-config", "severity": "warning", "message": "two\nlines",
                "file": "my rules/a.merit", "line": 1, "column": 1, "end_line": 1, "end_column": 1,
                "help": null, "labels": [], "fixes": [], "witness": { "visits": 3 },
            }),
        ]
    );
}

#[test]
fn github_commands_are_escaped() {
    let (sources, diagnostics) = example();
    let mut found = diagnostics;
    found.push(Diagnostic::new(&code::SYNTAX, Span::new(crate::base::SourceId(1), 0, 6), "a, b: c"));
    assert_eq!(
        github(&[Found { sources: &sources, diagnostics: &found }]),
        "::error file=my rules/a.merit,line=1,endLine=1,col=15,endColumn=16,title=M0101 syntax::points need a sign: 100%25%0Ahelp: `+` adds%0Ahelp: `-` takes away\n\
         ::warning file=my rules/a.merit,line=1,endLine=1,col=1,endColumn=1,title=M0701 bad-config::two%0Alines\n\
         ::error file=/b%2Cc%3Ad.merit,line=1,endLine=2,title=M0101 syntax::a, b: c\n"
    );
}

#[test]
fn sarif_has_rules_results_related_places_and_fixes() {
    let (sources, diagnostics) = example();
    let log: Value = serde_json::from_str(&sarif(&[Found { sources: &sources, diagnostics: &diagnostics }])).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>(), ["M0101", "M0701"]);
    assert!(rules[0]["help"]["markdown"].as_str().unwrap().starts_with("# M0101 syntax"));
    let first = &run["results"][0];
    assert_eq!(first["ruleIndex"], 0);
    assert_eq!(first["level"], "error");
    let place = &first["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20rules/a.merit");
    assert_eq!(place["region"], json!({ "startLine": 1, "startColumn": 15, "endLine": 1, "endColumn": 16 }));
    assert_eq!(first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "file:///b,c%3Ad.merit");
    assert_eq!(first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "+3");
    assert_eq!(first["fixes"][1]["artifactChanges"].as_array().unwrap().len(), 2);
    assert_eq!(run["results"][1]["properties"]["witness"]["visits"], 3);
}

#[test]
fn nothing_found_is_still_a_log() {
    let sources = Sources::default();
    let none = [Found { sources: &sources, diagnostics: &[] }];
    let log: Value = serde_json::from_str(&sarif(&none)).unwrap();
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(diagnostics_json(&none), "");
    assert_eq!(github(&none), "");
}

#[test]
fn every_code_has_a_page_with_its_name_and_both_examples() {
    let without: Vec<_> = code::ALL.iter().filter(|code| page(code).is_none()).map(|code| code.name).collect();
    assert!(without.is_empty(), "no page in docs/findings, or not listed in report/page.rs: {without:?}");
    for code in code::ALL {
        let page = page(code).unwrap();
        assert!(page.starts_with(&format!("# {} {}\n", code.code, code.name)), "{}", code.name);
        let wrong = page.find("\n## Wrong\n").expect(code.name);
        let right = page.find("\n## Right\n").expect(code.name);
        assert!(wrong < right, "{}", code.name);
    }
}
