//! Properties that another system declares: takes its description as JSON, recognises whose it is by its shape, gives
//! schema text and what was left out.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::{
    comment::{count, counted},
    draft::{Draft, Field},
    hubspot, json_schema,
    name::{Names, can_be_quoted, loose},
    salesforce,
};
use crate::value::{Dropdown, DropdownValue, Kind, fold};

/// A schema that stands for a foreign one.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The schema, canonical and commented.
    pub text: String,
    /// Whose description it was: `HubSpot`, `Salesforce` or `JSON Schema`.
    pub origin: &'static str,
    /// Properties that the description has.
    pub declared: usize,
    /// Properties in the schema that come from it.
    pub kept: usize,
    /// The others, in the order declared.
    pub left_out: Vec<LeftOut>,
    /// What else is to be known, such as that the description is not whole.
    pub notes: Vec<String>,
}

/// A property that the schema does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As the other system calls it.
    pub name: String,
    /// Why, for people: `hidden in HubSpot`.
    pub reason: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not JSON.
    #[error("it is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Nobody's description looks like this.
    #[error(
        "it is none of the descriptions that are read: HubSpot's contact properties (a list, or an object with `results`), a \
         Salesforce object description (an object with `fields`), a JSON Schema (an object with `properties`)"
    )]
    Unknown,
    /// There is no property in it.
    #[error("it declares no properties")]
    Empty,
}

/// Reads a description. `name` is what the schema's comments call the file.
///
/// # Errors
/// Where the text is no JSON, or of no shape that is known.
pub fn import(text: &str, name: &str) -> Result<Imported, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let json: Json = serde_json::from_str(text)?;
    let source = hubspot::read(&json)
        .or_else(|| salesforce::read(&json))
        .or_else(|| json_schema::read(&json))
        .ok_or(ImportError::Unknown)?;
    if source.properties.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(assembled(source, name))
}

/// What a reader of one system's descriptions gives.
pub(super) struct Source {
    /// Its name.
    pub origin: &'static str,
    /// The properties, in order.
    pub properties: Vec<Foreign>,
    /// A key that stands for the system's own, where none of the properties does.
    pub extra_key: Option<Field>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

/// One property of the other system.
pub(super) struct Foreign {
    /// As programs call it.
    pub internal: String,
    /// As people see it; blank: it has no label.
    pub label: String,
    /// What it is for.
    pub description: String,
    /// Its counterpart, or why it has none.
    pub what: Result<Field, String>,
}

fn assembled(source: Source, name: &str) -> Imported {
    let Source { origin, properties, extra_key, mut notes } = source;
    let declared = properties.len();
    let known = Known::of(&properties);
    let mut names = Names::default();
    let mut draft = Draft::default();
    let mut left_out = Vec::new();
    let has_key = extra_key.is_some();
    if let Some(mut key) = extra_key {
        key.name = names.keep(&key.name);
        draft.fields.push(key);
    }
    for (at, property) in properties.into_iter().enumerate() {
        let Foreign { internal, label, description, what } = property;
        let mut field = match what {
            Ok(field) => field,
            Err(reason) => {
                left_out.push(LeftOut { name: internal, reason });
                continue;
            }
        };
        if !can_be_quoted(&internal) || internal.trim().is_empty() {
            left_out.push(LeftOut { name: internal, reason: "its name cannot be written".to_owned() });
            continue;
        }
        let label = label.trim();
        field.name = match field.name.as_str() {
            "" => names.keep(&format!("property_{}", at + 1)),
            name => names.keep(name),
        };
        let clash = known.clash(&internal, label);
        let mut from = vec![internal.clone()];
        if !label.is_empty() && label != internal && clash.is_none() {
            from.push(label.to_owned());
        }
        from.extend(std::mem::take(&mut field.from));
        let mut seen: Vec<String> = Vec::new();
        from.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
        if from.len() > 1 || from.first().is_some_and(|only| *only != field.name) {
            field.from = from;
        }
        let mut said: Vec<String> = Vec::new();
        if let Some(clash) = clash.filter(|clash| !clash.is_empty()) {
            said.push(clash);
        }
        if !field.note.is_empty() {
            said.push(std::mem::take(&mut field.note));
        }
        field.note = said.join("; ");
        field.docs = docs(&internal, label, &field.from, &description);
        draft.fields.push(field);
    }
    draft.fields.sort_by_key(|field| !field.is_key);
    let kept = draft.fields.len() - usize::from(has_key);
    draft.head = vec![format!(
        "The {origin} properties of {}: {} of {}{}.",
        super::comment::quoted(name),
        count(kept as u64),
        count(declared as u64),
        if left_out.is_empty() { "" } else { ", the others named at the end" },
    )];
    draft.head.extend(notes.iter().map(|note| sentence(note)));
    if !draft.fields.iter().any(|field| field.is_key) {
        let note = "There is no key: write `key` behind the type of the property that tells contacts apart.";
        draft.head.push(note.to_owned());
        notes.push("no property is the key; choose one".to_owned());
    }
    draft.tail = tail(&left_out);
    Imported { text: draft.text(), origin, declared, kept, left_out, notes }
}

/// The left out ones by reason, in the order of the first of each.
fn tail(left_out: &[LeftOut]) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for LeftOut { name, reason } in left_out {
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, names)) => names.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    let mut tail = Vec::new();
    if !reasons.is_empty() {
        tail.push(format!("Left out: {}.", counted_properties(left_out.len())));
    }
    for (reason, names) in reasons {
        tail.push(format!("- {reason} ({}): {}", count(names.len() as u64), names.join(", ")));
    }
    tail
}

fn counted_properties(number: usize) -> String {
    if number == 1 { "1 property".to_owned() } else { format!("{} properties", count(number as u64)) }
}

/// A note as a sentence of a comment.
fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// Description and label, as far as they say more than the names do.
fn docs(internal: &str, label: &str, from: &[String], description: &str) -> String {
    let description = description.trim();
    let is_said = label.is_empty() || loose(label) == loose(internal) || from.iter().any(|name| name == label);
    let is_same = loose(description) == loose(label) || loose(description) == loose(internal);
    match (is_said, description.is_empty() || is_same) {
        (true, true) => String::new(),
        (true, false) => description.to_owned(),
        (false, true) => label.to_owned(),
        (false, false) => format!("{label}: {description}"),
    }
}

/// How many properties are called the same, as loosely as the reader of data compares.
struct Known {
    labels: HashMap<String, Vec<String>>,
    internals: HashMap<String, Vec<String>>,
}

impl Known {
    fn of(properties: &[Foreign]) -> Self {
        let mut known = Self { labels: HashMap::new(), internals: HashMap::new() };
        for property in properties {
            known.labels.entry(loose(&property.label)).or_default().push(property.internal.clone());
            known.internals.entry(loose(&property.internal)).or_default().push(property.internal.clone());
        }
        known
    }

    /// Why a label must not be read: it would be somebody else's column. Blank where there is nothing to say.
    fn clash(&self, internal: &str, label: &str) -> Option<String> {
        if label.is_empty() || label == internal {
            return None;
        }
        if !can_be_quoted(label) {
            return Some("its label cannot be written".to_owned());
        }
        let folded = loose(label);
        if folded == loose(internal) {
            // Its own name finds it anyway.
            let is_alone = self.labels.get(&folded).is_none_or(|sharing| sharing.len() < 2);
            return (!is_alone).then(String::new);
        }
        let sharing = self.labels.get(&folded).into_iter().flatten().filter(|other| *other != internal);
        match sharing.collect::<Vec<_>>().as_slice() {
            [] => {}
            [other] => return Some(format!("not read from its label, which `{other}` has too")),
            others => {
                return Some(format!(
                    "not read from its label, which {} have too",
                    counted(others.len() as u64, "other")
                ));
            }
        }
        let other = self.internals.get(&folded)?.iter().find(|other| *other != internal)?;
        Some(format!("not read from its label `{label}`, since `{other}` may be meant"))
    }
}

/// The values of a dropdown with their labels, and what was changed: `(value, label)` pairs in order.
pub(super) fn choices(options: &[(String, String)]) -> (Vec<DropdownValue>, Vec<String>) {
    let mut kept: Vec<DropdownValue> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    for (value, label) in options {
        let (value, label) = (value.trim(), label.trim());
        if value.is_empty() {
            notes.push("a blank value left out, which counts as missing".to_owned());
            continue;
        }
        if !can_be_quoted(value) {
            notes.push("a value left out that cannot be written".to_owned());
            continue;
        }
        if let Some(twin) = kept.iter().find(|kept| fold(&kept.name) == fold(value)) {
            notes.push(match twin.name == value {
                true => format!("`{value}` was there twice"),
                false => format!("`{value}` counted as `{}`", twin.name),
            });
            continue;
        }
        let is_label = !label.is_empty() && label != value && can_be_quoted(label);
        kept.push(DropdownValue { name: value.to_owned(), label: is_label.then(|| label.to_owned()) });
    }
    unclear_labels(&mut kept, &mut notes);
    (kept, notes)
}

/// A label that is another's value or label would be read as that one.
fn unclear_labels(values: &mut [DropdownValue], notes: &mut Vec<String>) {
    let names: Vec<String> = values.iter().map(|value| fold(&value.name)).collect();
    let mut times: HashMap<String, u64> = HashMap::new();
    for label in values.iter().filter_map(|value| value.label.as_ref()) {
        *times.entry(fold(label)).or_default() += 1;
    }
    let mut unclear: Vec<String> = Vec::new();
    for (at, value) in values.iter_mut().enumerate() {
        let Some(label) = &value.label else { continue };
        let folded = fold(label);
        let is_other = names.iter().enumerate().any(|(other, name)| other != at && *name == folded);
        if is_other || times.get(&folded).is_some_and(|times| *times > 1) {
            if !unclear.contains(label) {
                unclear.push(label.clone());
            }
            value.label = None;
        }
    }
    for label in unclear {
        notes.push(format!("the label `{label}` left out, which could mean several values"));
    }
}

/// A dropdown, or text where there is nothing to choose from; with what is to be said.
pub(super) fn dropdown(options: &[(String, String)], is_many: bool) -> (Kind, Vec<String>) {
    let (values, mut notes) = choices(options);
    if values.is_empty() {
        notes.push("its values are not in the description".to_owned());
        return (Kind::Text, notes);
    }
    let dropdown = Dropdown::new(values);
    (if is_many { Kind::ManyOf(dropdown) } else { Kind::OneOf(dropdown) }, notes)
}

/// The text of a member of a JSON object; nothing where it is missing or no plain value.
pub(super) fn text(object: &Json, name: &str) -> String {
    match object.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Bool(answer)) => answer.to_string(),
        _ => String::new(),
    }
}

/// Whether a member of a JSON object is `true`.
pub(super) fn is_true(object: &Json, name: &str) -> bool {
    object.get(name).and_then(Json::as_bool).unwrap_or(false)
}
