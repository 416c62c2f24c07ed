//! A schema from sample data: takes a table, reads it once, gives schema text with a comment on every guess.
//!
//! Reading the same data with this schema rejects nothing: a type is only given where every value was read as it.
//! Memory is bounded: see the constants of `column`.

mod column;
mod dates;
mod guess;
mod headers;
mod key;
mod missing;
mod records;
mod texts;
mod word;

use super::{
    comment::{count, counted, quoted},
    draft::{Draft, Field},
};
use crate::data::{DataError, Table};

use column::Column;
use guess::Guess;

/// A schema drawn from data.
#[derive(Clone, Debug)]
pub struct Inferred {
    /// The schema, canonical and commented.
    pub text: String,
    /// Records read.
    pub records: u64,
    /// Properties in the schema.
    pub properties: usize,
    /// The columns left out: each with its header as shown, and why.
    pub left_out: Vec<(String, String)>,
    /// Records that could not be read, and what was wrong with the first.
    pub faults: Option<(u64, String)>,
}

/// Draws a schema from data. `name` is what its comments call the data.
///
/// # Errors
/// Where the table cannot be read to its end.
pub fn infer(table: &mut Table, name: &str) -> Result<Inferred, DataError> {
    let mut sample = records::read(table)?;
    let key = key::find(&sample.columns, sample.records);
    let mut guesses: Vec<(usize, Guess)> = Vec::new();
    let mut left_out: Vec<(String, String)> = Vec::new();
    for (at, column) in sample.columns.iter_mut().enumerate() {
        match guess::guess(column, sample.records, key == Some(at)) {
            Ok(guess) => guesses.push((at, guess)),
            Err(reason) => left_out.push((label(column, at), reason)),
        }
    }
    let wanted: Vec<usize> = guesses.iter().map(|(at, _)| *at).collect();
    let headers: Vec<&str> = sample.columns.iter().map(|column| column.header.as_str()).collect();
    let named = headers::name(&headers, &wanted, sample.has_fields);

    let mut kept: Vec<(Field, Guess)> = Vec::new();
    for ((at, guess), named) in guesses.into_iter().zip(named) {
        match named {
            Ok((name, from)) => {
                let field = Field { from, is_key: key == Some(at), ..Field::new(name, guess.kind.clone()) };
                kept.push((field, guess));
            }
            Err(reason) => {
                left_out.push((sample.columns.get(at).map_or(String::new(), |column| label(column, at)), reason))
            }
        }
    }
    // The key stands first.
    kept.sort_by_key(|(field, _)| !field.is_key);

    let markers = missing::common(kept.iter().map(|(_, guess)| guess));
    let mut draft = Draft { head: head(name, &sample, &kept, left_out.len()), ..Draft::default() };
    if !markers.is_empty() {
        draft.markers_note = missing::note(&markers);
        draft.markers = std::iter::once(String::new()).chain(markers.iter().map(|(word, _)| word.clone())).collect();
    }
    for (mut field, guess) in kept {
        let is_own = |word: &&String| !markers.iter().any(|(common, _)| missing::same(common, word));
        field.unknown = guess.unknown.iter().filter(is_own).cloned().collect();
        field.range = guess.range;
        field.format = guess.format;
        field.note = guess.note;
        draft.fields.push(field);
    }
    let properties = draft.fields.len();
    if draft.fields.is_empty() {
        draft.tail.push("Nothing in this data could become a property.".to_owned());
    }
    if !left_out.is_empty() {
        draft.tail.push("Left out:".to_owned());
        draft.tail.extend(
            by_reason(&left_out).into_iter().map(|(reason, labels)| format!("- {reason}: {}", labels.join(", "))),
        );
    }
    if let Some((faults, first)) = &sample.faults {
        let records = counted(*faults, "record");
        draft.tail.push(format!("{records} could not be read and had no say here; the first: {first}."));
    }
    Ok(Inferred { text: draft.text(), records: sample.records, properties, left_out, faults: sample.faults })
}

/// Labels of what is left out by reason, in the order of the first of each; none twice.
fn by_reason(left_out: &[(String, String)]) -> Vec<(&str, Vec<&str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (label, reason) in left_out {
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, labels)) if labels.contains(&label.as_str()) => {}
            Some((_, labels)) => labels.push(label),
            None => reasons.push((reason, vec![label])),
        }
    }
    reasons
}

/// How comments call a column: by its header, else by its place.
fn label(column: &Column, at: usize) -> String {
    if column.header.trim().is_empty() { format!("column {}", at + 1) } else { quoted(&column.header) }
}

fn head(name: &str, sample: &records::Sample, kept: &[(Field, Guess)], left_out: usize) -> Vec<String> {
    let what = if sample.has_fields { "field" } else { "column" };
    let columns = counted(sample.columns.len() as u64, what);
    let mut head = vec![format!(
        "Drawn from {}: {}, {columns}{}. Each line is a guess from what was seen there; change what you know better.",
        quoted(name),
        counted(sample.records, "record"),
        if left_out == 0 { String::new() } else { format!(", {} left out (named at the end)", count(left_out as u64)) },
    )];
    if !kept.iter().any(|(field, _)| field.is_key) && sample.records > 0 {
        let repeated =
            sample.columns.iter().find(|column| word::is_id(&super::name::snake(&column.header)) && column.repeats > 0);
        let why = match repeated {
            Some(column) => format!("{} repeats, as it does in files of events", quoted(&column.header)),
            None => format!("no {what} looks like an id with another value in each record"),
        };
        head.push(format!(
            "There is no key: {why}. Write `key` behind the type of the property that tells contacts apart."
        ));
    }
    head
}
