//! What scoring came to, for people: takes the numbers, gives a few lines.

use std::fmt::Write;

use crate::{
    base::harmless,
    model::{Model, PropertyId},
    scoring::{OnDuplicate, Summary, Unread},
    value::{AsOf, cell::shown},
};

/// Properties with values that could not be used that are named.
const NAMED: usize = 3;

/// Everything that the summary of a run tells.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    /// The numbers.
    pub summary: &'a Summary,
    /// The rules.
    pub model: &'a Model,
    /// The property that tells contacts apart.
    pub key: Option<PropertyId>,
    /// The moment that the scores are for.
    pub as_of: &'a AsOf,
    /// What became of records whose key was there before.
    pub on_duplicate: OnDuplicate,
    /// What the reader found worth saying.
    pub notes: &'a [String],
    /// The file with the scores, where there is one.
    pub output: Option<&'a str>,
    /// The file with the rejects, where there is one.
    pub rejects: Option<&'a str>,
}

/// The summary of a run, a few lines of text.
pub fn summary(scored: &Scored<'_>) -> String {
    let Scored { summary, model, .. } = scored;
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "{}, as of {}", records(summary), scored.as_of);
    for (stage, counts) in model.stages.values().zip(&summary.stages) {
        let arms = stage.names.iter().zip(counts);
        let arms: Vec<String> =
            arms.map(|(arm, count)| format!("{} {}", arm.name, share(*count, summary.scored))).collect();
        let _ = writeln!(out, "  {}: {}", stage.name, arms.join(", "));
    }
    for (list, count) in model.lists.values().zip(&summary.lists) {
        let _ = writeln!(out, "  {}: {}", list.name, share(*count, summary.scored));
    }
    unread(scored, &mut out);
    if let Some(duplicates) = &summary.duplicates {
        let fate = match scored.on_duplicate {
            OnDuplicate::Keep => "each was scored",
            OnDuplicate::Reject => "all but the first of each key were rejected",
        };
        let what = if duplicates.count == 1 { "1 record has" } else { &format!("{} records have", duplicates.count) };
        let (line, key) = (duplicates.line, with_name(scored, &duplicates.key));
        let _ = writeln!(out, "{what} the key of an earlier one, first on line {line} ({key}); {fate}");
    }
    for (claim, broken) in model.claims.iter().zip(&summary.claims) {
        let Some(broken) = broken else { continue };
        let contacts = count(broken.count, "contact");
        let first =
            if broken.key.is_empty() { format!("record {}", broken.record) } else { with_name(scored, &broken.key) };
        let _ = writeln!(out, "`{}` does not hold for {contacts}, the first is {first}", claim.text);
    }
    for note in scored.notes {
        let _ = writeln!(out, "note: {note}");
    }
    if let Some(path) = scored.output {
        let _ = writeln!(out, "scores: {path}");
    }
    if let Some(path) = scored.rejects {
        let _ = writeln!(out, "rejects: {path} ({})", count(summary.rejects, "row"));
    }
    harmless(&out)
}

fn records(summary: &Summary) -> String {
    let records = count(summary.records, "record");
    match summary.rejected {
        0 => format!("{records} scored"),
        rejected => format!("{records}: {} scored, {rejected} rejected", summary.scored),
    }
}

fn unread(scored: &Scored<'_>, out: &mut String) {
    let Scored { summary: Summary { unread, .. }, model, .. } = scored;
    let all: u64 = unread.iter().map(|unread| unread.count).sum();
    if all == 0 {
        return;
    }
    let _ = writeln!(out, "{} could not be used (`merit explain unreadable-value`):", values(unread, all));
    for unread in unread.iter().take(NAMED) {
        let first = &unread.first;
        let name = if unread.property.is_some() { first.field(&model.schema) } else { "whole records" };
        let _ = writeln!(out, "  {name}: {}, first on line {}: {}", unread.count, first.line, first.reason);
    }
    let others: u64 = unread.iter().skip(NAMED).map(|unread| unread.count).sum();
    if others > 0 {
        let _ = writeln!(out, "  other properties: {others}");
    }
}

/// `3 values`, or `3 values and records` where records are among them.
fn values(unread: &[Unread], all: u64) -> String {
    let records: u64 = unread.iter().filter(|unread| unread.property.is_none()).map(|unread| unread.count).sum();
    match records {
        0 => count(all, "value"),
        records if records == all => count(all, "record"),
        _ => format!("{all} values and records"),
    }
}

/// `id C-007`.
fn with_name(scored: &Scored<'_>, key: &str) -> String {
    let name = scored.key.and_then(|key| scored.model.schema.properties.get(key)).map_or("key", |key| &key.name);
    format!("{name} {}", shown(key))
}

/// `5 (25%)`, `1 (33.3%)`, `1 (<0.1%)`.
fn share(count: u64, of: u64) -> String {
    if of == 0 {
        return count.to_string();
    }
    let tenths = (u128::from(count) * 1000 + u128::from(of) / 2) / u128::from(of);
    match (tenths, tenths % 10) {
        (0, _) if count > 0 => format!("{count} (<0.1%)"),
        (_, 0) => format!("{count} ({}%)", tenths / 10),
        (_, tenth) => format!("{count} ({}.{tenth}%)", tenths / 10),
    }
}

fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_a_decimal_only_where_it_says_something() {
        let shares = [(5, 20), (1, 3), (1, 3000), (0, 7), (0, 0), (7, 7)].map(|(count, of)| share(count, of));
        assert_eq!(shares, ["5 (25%)", "1 (33.3%)", "1 (<0.1%)", "0 (0%)", "0", "7 (100%)"]);
    }
}
