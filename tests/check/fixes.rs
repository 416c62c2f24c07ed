//! Safe fixes: what they write, and that the finding is gone with them.

use merit::{
    base::{Applicability, Diagnostic},
    compile::Compiled,
};

use super::{compiled, each_block};

const SCHEMA: &str = r#"contact {
  unknown is { "", "N/A" }
  id:        text key
  email:     email
  job_title: text
  industry:  one of { "Software", "Retail" }
  country:   one of { "DE" as "Germany", "FR" as "France" }
  interests: many of { "Analytics", "Security" }
  visits:    integer in 0.. default 0
  revenue:   number
  opted_out: boolean default false
  created:   date required
}
stage lifecycle { sql when visits > 20 mql when visits > 9 otherwise rest }
list vips when visits > 30
list `big spenders` when revenue > 1000
stage `next step` { `call now` when visits > 30 otherwise wait }
"#;

/// The finding's name, a line, and the line as it is mended.
const FIXES: &[(&str, &str, &str)] = &[
    ("unknown-name", "when Visits > 3 score +1", "when visits > 3 score +1"),
    ("unknown-name", "when jobTitle is \"CEO\" score +1", "when job_title is \"CEO\" score +1"),
    ("unknown-value", "when industry is \"soft ware\" score +1", "when industry is \"Software\" score +1"),
    ("unknown-value", "when country is \"Germany\" score +1", "when country is \"DE\" score +1"),
    ("unknown-value", "when country in { \"DE\", \"France\" } score +1", "when country in { \"DE\", \"FR\" } score +1"),
    ("unknown-value", "when interests has \"analy-tics\" score +1", "when interests has \"Analytics\" score +1"),
    ("wrong-kind", "when vips score +1", "when in list vips score +1"),
    ("wrong-kind", "when `big spenders` score +1", "when in list `big spenders` score +1"),
    ("wrong-kind", "when `next step`.`call now` score +1", "when `next step` is `call now` score +1"),
    ("wrong-kind", "when lifecycle.mql score +1", "when lifecycle is mql score +1"),
    ("wrong-type", "when lifecycle is \"mql\" score +1", "when lifecycle is mql score +1"),
    ("wrong-type", "when opted_out is \"Yes\" score +1", "when opted_out is true score +1"),
    ("wrong-type", "when opted_out is \"no\" score +1", "when opted_out is false score +1"),
    ("wrong-type", "when created after \"2026-01-01\" score +1", "when created after 2026-01-01 score +1"),
    ("wrong-type", "when job_title is 2026-01-01 score +1", "when job_title is \"2026-01-01\" score +1"),
    ("text-against-number", "when visits >= \"6\" score +1", "when visits >= 6 score +1"),
    ("text-against-number", "when revenue > \" 1.5 \" score +1", "when revenue > 1.5 score +1"),
    ("text-against-number", "when job_title is 5 score +1", "when job_title is \"5\" score +1"),
    ("text-against-number", "match visits { \"5\" => +1 otherwise => 0 }", "match visits { 5 => +1 otherwise => 0 }"),
    (
        "text-against-number",
        "match job_title { 5 => +1 otherwise => 0 }",
        "match job_title { \"5\" => +1 otherwise => 0 }",
    ),
    (
        "empty-operand",
        "match job_title { \"\" => +1 otherwise => 0 }",
        "match job_title { unknown => +1 otherwise => 0 }",
    ),
    ("wrong-operator", "when interests is \"Security\" score +1", "when interests has \"Security\" score +1"),
    (
        "wrong-operator",
        "when interests in { \"Security\" } score +1",
        "when interests has any of { \"Security\" } score +1",
    ),
    ("wrong-operator", "when interests contains \"Security\" score +1", "when interests has \"Security\" score +1"),
    ("unsigned-points", "when visits > 3 score 3", "when visits > 3 score +3"),
    ("unsigned-points", "match visits { 3 => 5 otherwise => 0 }", "match visits { 3 => +5 otherwise => 0 }"),
    (
        "bad-limit",
        "score a limit 0..5 { when visits > 3 score +1 }",
        "score a limit 0..=5 { when visits > 3 score +1 }",
    ),
    ("value-alone", "when visits is 3 or 4 score +1", "when visits in { 3, 4 } score +1"),
    (
        "value-alone",
        "when industry is \"Software\" or \"Retail\" score +1",
        "when industry in { \"Software\", \"Retail\" } score +1",
    ),
    ("value-alone", "when lifecycle is mql or sql score +1", "when lifecycle in { mql, sql } score +1"),
    (
        "value-alone",
        "when interests has \"Analytics\" and \"Security\" score +1",
        "when interests has all of { \"Analytics\", \"Security\" } score +1",
    ),
    (
        "value-alone",
        "when job_title contains \"chief\" or \"head\" score +1",
        "when job_title contains any of { \"chief\", \"head\" } score +1",
    ),
    ("missing-subject", "when visits >= 6 and <= 9 score +1", "when visits in 6..=9 score +1"),
    ("missing-subject", "when visits > 6 and < 9 score +1", "when visits > 6 and visits < 9 score +1"),
    (
        "missing-subject",
        "when job_title starts with \"head\" and ends with \"sales\" score +1",
        "when job_title starts with \"head\" and job_title ends with \"sales\" score +1",
    ),
    ("needless-allow", "when visits > 3 score +1 allow short-contains \"old\"", "when visits > 3 score +1 "),
    ("foreign-mark", "when visits > 3 score +1;", "when visits > 3 score +1"),
    ("wrong-quotes", "when job_title is 'CEO' score +1", "when job_title is \"CEO\" score +1"),
    ("points-first", "score +3 when visits > 3", "when visits > 3 score +3"),
];

const SCHEMA_FIXES: &[(&str, &str, &str)] = &[
    ("unknown-type", "contact { a: string }", "contact { a: text }"),
    ("unknown-type", "contact { a: Int in 0.. }", "contact { a: integer in 0.. }"),
    ("unknown-type", "contact { a: bolean }", "contact { a: boolean }"),
    ("bad-default", "contact { a: integer default \"3\" }", "contact { a: integer default 3 }"),
    ("several-keys", "contact { a: text key b: text key }", "contact { a: text key b: text  }"),
];

#[test]
fn a_safe_fix_writes_what_was_meant_and_the_finding_is_gone() {
    let rules = FIXES.iter().map(|case| (SCHEMA, case));
    let schemas = SCHEMA_FIXES.iter().map(|case| ("", case));
    for (schema, (name, line, mended)) in rules.chain(schemas) {
        let before = compiled(schema, &format!("{line}\n"));
        let found = before.diagnostics.iter().find(|found| found.code.name == *name);
        let found = found.unwrap_or_else(|| panic!("{line}: no {name}, but {:?}", messages(&before)));
        let after = fixed(found, line).unwrap_or_else(|| panic!("{line}: no safe fix"));
        assert_eq!(after, *mended, "{line}");
        let again = compiled(schema, &format!("{after}\n"));
        let left = again.diagnostics.iter().filter(|found| found.code.name == *name || found.is_error()).count();
        assert_eq!(left, 0, "{after}: {:?}", messages(&again));
    }
}

#[test]
fn no_safe_fix_of_any_page_leaves_its_finding_or_what_cannot_be_read() {
    let mut report = Vec::new();
    each_block(&mut |page, schema, block| {
        let before = compiled(schema, &block.text);
        for found in &before.diagnostics {
            let Some(span) = found.span else { continue };
            if !before.sources.path(span).ends_with("block.merit") {
                continue;
            }
            let Some(text) = fixed(found, &block.text) else { continue };
            let after = compiled(schema, &text);
            let same = |other: &&Diagnostic| {
                other.code == found.code
                    && other.message == found.message
                    && other.span.is_some_and(|at| at.start == span.start)
            };
            // Other findings may come to light; that the rules can no longer be read is the fix's own doing.
            if after.diagnostics.iter().any(|other| same(&other)) || unreadable(&after) > unreadable(&before) {
                let line = block.line + before.sources.line(span) as usize;
                report.push(format!("{page}:{line}: {}: {}", found.message, messages(&after).join("; ")));
            }
        }
    });
    assert!(report.is_empty(), "{}", report.join("\n"));
}

/// The text after the first safe fix of a finding.
fn fixed(found: &Diagnostic, text: &str) -> Option<String> {
    let fix = found.fixes.iter().find(|fix| fix.applicability == Applicability::Safe)?;
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    Some(text)
}

/// How many findings say that the text is not Merit.
fn unreadable(compiled: &Compiled) -> usize {
    compiled.diagnostics.iter().filter(|found| found.code.code.starts_with("M01")).count()
}

fn messages(compiled: &Compiled) -> Vec<&str> {
    compiled.diagnostics.iter().map(|found| found.message.as_str()).collect()
}
