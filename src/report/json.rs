use serde_json::{Value, json};

use super::{Found, Place, all};
use crate::base::{Diagnostic, Sources};

/// One JSON object a line for each finding.
pub fn diagnostics(found: &[Found<'_>]) -> String {
    all(found).map(|(sources, found)| format!("{}\n", diagnostic(found, sources))).collect()
}

/// A finding as JSON: lines and columns from 1 in Unicode characters, byte offsets in the edits of fixes, ends one past
/// the last.
pub fn diagnostic(found: &Diagnostic, sources: &Sources) -> Value {
    let place = Place::new(found.span, sources);
    let labels: Vec<Value> = found
        .labels
        .iter()
        .map(|label| {
            let mut json = Place::new(Some(label.span), sources).json();
            if let Some(fields) = json.as_object_mut() {
                fields.insert("message".to_owned(), json!(label.message));
            }
            json
        })
        .collect();
    let fixes: Vec<Value> = found
        .fixes
        .iter()
        .map(|fix| {
            let edits: Vec<Value> = fix
                .edits
                .iter()
                .map(|edit| {
                    json!({
                        "file": sources.path(edit.span),
                        "start": edit.span.start,
                        "end": edit.span.end,
                        "text": edit.text,
                    })
                })
                .collect();
            json!({ "message": fix.message, "applicability": fix.applicability, "edits": edits })
        })
        .collect();
    json!({
        "code": found.code.code,
        "name": found.code.name,
        "severity": found.severity,
        "message": found.message,
        "file": place.file,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "help": (!found.help.is_empty()).then(|| found.help.join("\n")),
        "labels": labels,
        "fixes": fixes,
        "witness": found.witness,
    })
}
