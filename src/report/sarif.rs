use std::fmt::Write;

use serde_json::{Value, json};

use super::{Found, Place, all, page};
use crate::base::{Code, Diagnostic, Fix, Severity, Sources, Span};

/// The findings as one SARIF 2.1.0 log, indented, with the pages of the codes found.
///
/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
pub fn sarif(found: &[Found<'_>]) -> String {
    let mut codes: Vec<&'static Code> = all(found).map(|(_, found)| found.code).collect();
    codes.sort_by_key(|code| code.code);
    codes.dedup();
    let results: Vec<Value> = all(found).map(|(sources, found)| result(found, sources, &codes)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "merit",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    let mut rule = json!({
        "id": code.code,
        "name": code.name,
        "shortDescription": { "text": code.title },
        "defaultConfiguration": { "level": level(code.severity) },
    });
    if let (Some(page), Some(fields)) = (page(code), rule.as_object_mut()) {
        fields.insert("help".to_owned(), json!({ "text": page, "markdown": page }));
    }
    rule
}

fn result(found: &Diagnostic, sources: &Sources, codes: &[&Code]) -> Value {
    let help: String = found.help.iter().map(|help| format!("\nhelp: {help}")).collect();
    let related: Vec<Value> = found
        .labels
        .iter()
        .enumerate()
        .map(|(id, label)| {
            json!({
                "id": id,
                "physicalLocation": physical(Place::new(Some(label.span), sources)),
                "message": { "text": label.message },
            })
        })
        .collect();
    let mut result = json!({
        "ruleId": found.code.code,
        "ruleIndex": codes.iter().position(|code| *code == found.code),
        "level": level(found.severity),
        "message": { "text": format!("{}{help}", found.message) },
        "locations": [{ "physicalLocation": physical(Place::new(found.span, sources)) }],
    });
    if let Some(fields) = result.as_object_mut() {
        if !related.is_empty() {
            fields.insert("relatedLocations".to_owned(), json!(related));
        }
        if !found.fixes.is_empty() {
            let fixes: Vec<Value> = found.fixes.iter().map(|fix| self::fix(fix, sources)).collect();
            fields.insert("fixes".to_owned(), json!(fixes));
        }
        if let Some(witness) = &found.witness {
            fields.insert("properties".to_owned(), json!({ "witness": witness }));
        }
    }
    result
}

/// One change an artifact, its replacements in the order of the edits.
fn fix(fix: &Fix, sources: &Sources) -> Value {
    let mut changes: Vec<(&str, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let replacement = json!({ "deletedRegion": region(Place::new(Some(edit.span), sources)), "insertedContent": { "text": edit.text } });
        let file = path(edit.span, sources);
        match changes.iter_mut().find(|(path, _)| *path == file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(path, replacements)| json!({ "artifactLocation": { "uri": uri(path) }, "replacements": replacements }))
        .collect();
    json!({ "description": { "text": fix.message }, "artifactChanges": changes })
}

fn path(span: Span, sources: &Sources) -> &str {
    sources.path(span)
}

fn physical(place: Place<'_>) -> Value {
    json!({ "artifactLocation": { "uri": uri(place.file) }, "region": region(place) })
}

fn region(place: Place<'_>) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A path as a URI reference (RFC 3986): what is not allowed in a path is written in percent.
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    path.bytes().fold(scheme.to_owned(), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}
