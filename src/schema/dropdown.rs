//! The values of `one of {…}` and `many of {…}`.

use std::collections::{HashMap, HashSet};

use super::Surroundings;
use crate::{
    base::{Diagnostic, Span, code, nearest},
    syntax::tree::{Expr, ExprKind, Name, Quoted},
    value::{Dropdown, DropdownValue, fold},
};

/// Values and labels; those that differ by case alone are one (semantics 17).
pub(super) fn dropdown(values: &[(Quoted, Option<Quoted>)], markers: &[String], out: &mut Vec<Diagnostic>) -> Dropdown {
    let markers: HashSet<String> = markers.iter().map(|marker| fold(marker)).collect();
    let mut seen: HashMap<String, &Quoted> = HashMap::new();
    let mut kept: Vec<DropdownValue> = Vec::new();
    for (value, label) in values {
        let folded = fold(value.text.trim());
        if folded.is_empty() || markers.contains(&folded) {
            out.push(
                Diagnostic::new(
                    &code::BAD_VALUE,
                    value.span,
                    format!("`\"{}\"` counts as missing, so it can be no value of the dropdown", value.text),
                )
                .help("leave it out: a contact with this text is one whose value is unknown"),
            );
            continue;
        }
        if let Some(first) = seen.get(&folded) {
            let message = if first.text == value.text {
                format!("the value `\"{}\"` is listed twice", value.text)
            } else {
                format!("`\"{}\"` and `\"{}\"` differ by case alone, so they are one value", first.text, value.text)
            };
            out.push(
                Diagnostic::new(&code::MERGED_VALUES, value.span, message)
                    .label(first.span, "results are spelled this way")
                    .help("delete one of the two"),
            );
            continue;
        }
        let name = value.text.trim().to_owned();
        kept.push(DropdownValue { name, label: label.as_ref().map(|label| label.text.clone()) });
        seen.insert(folded, value);
    }
    Dropdown::new(kept)
}

/// The values of `one of SETNAME`; an empty dropdown where the set is broken, about which nothing more is said.
pub(super) fn dropdown_of_set(
    name: &Name,
    markers: &[String],
    around: &Surroundings<'_>,
    out: &mut Vec<Diagnostic>,
) -> Dropdown {
    match (around.sets)(name) {
        Some(Ok(texts)) => {
            let values: Vec<(Quoted, Option<Quoted>)> = texts.into_iter().map(|text| (text, None)).collect();
            dropdown(&values, markers, out)
        }
        Some(Err(others)) => {
            out.extend(others.iter().map(|other| no_text(other, name)));
            Dropdown::new(Vec::new())
        }
        None => {
            out.push(
                Diagnostic::new(&code::UNKNOWN_NAME, name.span, format!("there is no set `{}`", name.text))
                    .help("name one with `set`, or list the values: `one of { \"…\", \"…\" }`"),
            );
            Dropdown::new(Vec::new())
        }
    }
}

/// An element of a dropdown's set that is no text.
fn no_text(element: &Expr, set: &Name) -> Diagnostic {
    let written = crate::format::expression(element);
    let diagnostic = Diagnostic::new(
        &code::BAD_VALUE,
        element.span,
        format!("the values of a dropdown are texts in quotes, but `{written}` is none"),
    )
    .label(set.span, format!("this dropdown has the values of `{}`", set.text));
    if matches!(&element.kind, ExprKind::Literal(_)) {
        let fixed = crate::format::quoted(&written);
        diagnostic.unsafe_fix(format!("write `{fixed}`"), element.span, fixed)
    } else {
        diagnostic.help("write each value of the dropdown itself, in quotes")
    }
}

/// A word that is no type, with the type that is meant.
pub(super) fn unknown_type(word: &str, span: Span) -> Diagnostic {
    let lower = word.to_lowercase();
    let meant = match lower.as_str() {
        "string" | "str" | "varchar" | "char" | "phone" | "name" => Some("text"),
        "int" | "long" | "count" | "whole" => Some("integer"),
        "float" | "double" | "decimal" | "numeric" | "currency" | "money" | "percent" => Some("number"),
        "bool" | "checkbox" | "flag" | "yesno" => Some("boolean"),
        "timestamp" | "time" => Some("datetime"),
        "link" | "uri" | "website" => Some("url"),
        "enum" | "enumeration" | "dropdown" | "select" | "picklist" | "choice" | "radio" => Some("one of { \"…\" }"),
        "multiselect" | "multipicklist" | "checkboxes" | "set" | "list" => Some("many of { \"…\" }"),
        _ => None,
    };
    let diagnostic = Diagnostic::new(&code::UNKNOWN_TYPE, span, format!("there is no type `{word}`"));
    let types = ["text", "email", "url", "integer", "number", "boolean", "date", "datetime"];
    match meant {
        Some(meant) if meant.contains("of {") => diagnostic.help(format!("list the values: `{meant}`")),
        Some(meant) => diagnostic.safe_fix(format!("write `{meant}`"), span, meant),
        None => match nearest(word, types) {
            Some(near) => diagnostic.safe_fix(format!("did you mean `{near}`?"), span, near),
            None => diagnostic.help(
                "the types are `text`, `email`, `url`, `integer`, `number`, `boolean`, `date`, `datetime`, `one of {…}` and `many of {…}`",
            ),
        },
    }
}
