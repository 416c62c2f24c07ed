//! Safe fixes: what they write, and that the finding is gone with them.

use merit::{
    base::{Applicability, Diagnostic, Fix},
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
    ("wrong-kind", "when not vips score +1", "when not in list vips score +1"),
    ("unknown-name", "when industry is Software score +1", "when industry is \"Software\" score +1"),
    ("unknown-name", "when industry is software score +1", "when industry is \"Software\" score +1"),
    (
        "unknown-name",
        "when industry in { \"Retail\", Software } score +1",
        "when industry in { \"Retail\", \"Software\" } score +1",
    ),
    ("unknown-name", "when interests has Security score +1", "when interests has \"Security\" score +1"),
    (
        "unknown-name",
        "match industry { Software => +1 otherwise => 0 }",
        "match industry { \"Software\" => +1 otherwise => 0 }",
    ),
    ("unknown-name", "when opted_out is yes score +1", "when opted_out is true score +1"),
    ("unknown-name", "when opted_out is no score +1", "when opted_out is false score +1"),
    ("unknown-name", "match opted_out { yes => +1 otherwise => 0 }", "match opted_out { true => +1 otherwise => 0 }"),
    ("wrong-type", "when opted_out is 1 score +1", "when opted_out is true score +1"),
    ("wrong-type", "match opted_out { \"yes\" => +1 otherwise => 0 }", "match opted_out { true => +1 otherwise => 0 }"),
    (
        "wrong-type",
        "match created { \"2026-01-01\" => +1 otherwise => 0 }",
        "match created { 2026-01-01 => +1 otherwise => 0 }",
    ),
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
    ("missing-subject", "when visits >= 6 or <= 2 score +1", "when visits >= 6 or visits <= 2 score +1"),
    (
        "missing-subject",
        "when industry is \"Software\" or is \"Retail\" score +1",
        "when industry is \"Software\" or industry is \"Retail\" score +1",
    ),
    (
        "missing-subject",
        "when job_title contains \"head\" and not contains \"sales\" score +1",
        "when job_title contains \"head\" and not job_title contains \"sales\" score +1",
    ),
    (
        "value-alone",
        "when industry is (\"Software\" or \"Retail\") score +1",
        "when industry in { \"Software\", \"Retail\" } score +1",
    ),
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

/// Findings of what rules tell together, with whose fixes the rules become silent one by one.
const MENDED: [&str; 15] = [
    "overlapping-rules",
    "contained-rule",
    "gap",
    "never-fires",
    "expired-rule",
    "redundant-condition",
    "duplicate-rule",
    "swallowed-by-limit",
    "unreachable-stage",
    "missing-values",
    "missing-unknown",
    "idle-otherwise",
    "unknown-dropped",
    "short-contains",
    "loose-window",
];

#[test]
fn each_fix_of_what_rules_tell_together_mends_its_finding_and_breaks_nothing() {
    let mut report = Vec::new();
    let mut fixes = 0;
    each_block(&mut |page, schema, block| {
        if !page.starts_with("tests/analyze") {
            return;
        }
        let before = compiled(schema, &block.text);
        for found in before.diagnostics.iter().filter(|found| !found.is_error()) {
            for fix in found.fixes.iter().filter(|_| is_of_block(&before, found)) {
                fixes += 1;
                let text = with_fix(fix, &block.text);
                let after = compiled(schema, &text);
                let line = block.line + before.sources.line(found.span.unwrap()) as usize;
                let broken = messages(&after).join("; ");
                if errors(&after) > errors(&before) {
                    report.push(format!("{page}:{line}: {}: {broken}", fix.message));
                }
                let count = |compiled: &Compiled| {
                    let same = |other: &&Diagnostic| other.code == found.code && other.message == found.message;
                    compiled.diagnostics.iter().filter(same).count()
                };
                if errors(&after) == 0 && count(&after) >= count(&before) {
                    report.push(format!("{page}:{line}: {} stays with: {}", found.message, fix.message));
                }
            }
        }
    });
    assert!(fixes > 150, "only {fixes} fixes were tried");
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn rules_whose_findings_are_mended_one_after_the_other_have_none_left() {
    let mut report = Vec::new();
    each_block(&mut |page, schema, block| {
        if !page.starts_with("tests/analyze") {
            return;
        }
        let mut text = block.text.clone();
        for _ in 0..60 {
            let now = compiled(schema, &text);
            let next =
                now.diagnostics.iter().rev().find(|found| {
                    MENDED.contains(&found.code.name) && !found.fixes.is_empty() && is_of_block(&now, found)
                });
            let Some(fix) = next.and_then(|found| found.fixes.first()) else { return };
            text = with_fix(fix, &text);
        }
        report.push(format!("{page}:{}: no end of fixes\n{text}", block.line));
    });
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn the_mention_of_a_named_value_is_never_overwritten() {
    for text in [
        "let five = \"5\"\nwhen visits is five score +1\n",
        "set codes = { \"5\", \"6\" }\nwhen visits in codes score +1\n",
        "set codes = { \"5\", \"6\" }\nmatch visits { codes => +1 otherwise => 0 }\n",
        "set sectors = { \"soft ware\", \"Retail\" }\nwhen industry in sectors score +1\n",
        "let day = \"2026-01-01\"\nwhen created is day score +1\n",
    ] {
        let found = compiled(SCHEMA, text);
        assert!(found.has_errors(), "{text}");
        assert!(found.diagnostics.iter().all(|found| found.fixes.is_empty()), "{text}: {:?}", messages(&found));
    }
}

#[test]
fn what_has_several_readings_is_not_fixed_without_a_person() {
    for text in [
        "match vips { true => +1 otherwise => 0 }\n",
        "when vips is \"a\" score +1\n",
        "when lifecycle.customer score +1\n",
        "when lifecycle.sqll score +1\n",
        "when visits is 3 or 4 and opted_out score +1\n",
        "when job_title is CEO score +1\n",
        "when visits in 2.1..2.9 score +1\n",
        "contact { a: text key b: text key }\n",
    ] {
        let found = compiled(SCHEMA, text);
        assert!(found.has_errors(), "{text}");
        assert!(found.diagnostics.iter().all(|found| fixed(found, text).is_none()), "{text}: {:?}", messages(&found));
    }
}

#[test]
fn a_value_of_a_named_set_is_shown_where_it_is_declared() {
    let text = "set codes = { \"5\", 6 }\nwhen visits in codes score +1\n";
    let found = compiled(SCHEMA, text);
    let labels: Vec<&str> = found
        .diagnostics
        .iter()
        .flat_map(|found| &found.labels)
        .filter_map(|label| text.get(label.span.range()))
        .collect();
    assert!(labels.contains(&"\"5\""), "{labels:?}");
    assert!(!labels.contains(&"6"), "{labels:?}");
}

#[test]
fn a_missing_unknown_arm_is_offered() {
    let text = "match revenue { ..5 => +1 otherwise => +2 } until 2027-01-01\n";
    let found = compiled(SCHEMA, text);
    let found = found.diagnostics.iter().find(|found| found.code.name == "missing-unknown").unwrap();
    assert_eq!(&text[found.span.unwrap().range()], "revenue");
    let edit = found.fixes.first().and_then(|fix| fix.edits.first()).unwrap();
    let mut mended = text.to_owned();
    mended.insert_str(edit.span.start as usize, &edit.text);
    assert_eq!(mended, "match revenue { ..5 => +1 otherwise => +2 unknown => 0 } until 2027-01-01\n");
    assert!(compiled(SCHEMA, &mended).diagnostics.is_empty());
}

#[test]
fn a_missing_file_is_looked_for_nearby() {
    let text = "set free from \"free_male.txt\"\nwhen email domain in free score +1\n";
    let found = compiled(SCHEMA, text);
    let fixes: Vec<&str> =
        found.diagnostics.iter().flat_map(|found| &found.fixes).map(|fix| fix.message.as_str()).collect();
    assert_eq!(fixes, ["did you mean `\"free_mail.txt\"`?"]);
}

/// The text after the first safe fix of a finding.
fn fixed(found: &Diagnostic, text: &str) -> Option<String> {
    let fix = found.fixes.iter().find(|fix| fix.applicability == Applicability::Safe)?;
    Some(with_fix(fix, text))
}

fn with_fix(fix: &Fix, text: &str) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// Whether it is about the block, and not about what stands beside it.
fn is_of_block(compiled: &Compiled, found: &Diagnostic) -> bool {
    found.span.is_some_and(|span| compiled.sources.path(span).ends_with("block.merit"))
}

fn errors(compiled: &Compiled) -> usize {
    compiled.diagnostics.iter().filter(|found| found.is_error()).count()
}

/// How many findings say that the text is not Merit.
fn unreadable(compiled: &Compiled) -> usize {
    compiled.diagnostics.iter().filter(|found| found.code.code.starts_with("M01")).count()
}

fn messages(compiled: &Compiled) -> Vec<&str> {
    compiled.diagnostics.iter().map(|found| found.message.as_str()).collect()
}
