//! What scoring came to, for people: takes the numbers, gives a few lines.

use std::fmt::Write;

use crate::{
    base::harmless,
    intake::Subject,
    model::{EventId, Model, PropertyId},
    scoring::{Events, EventsFrom, OnDuplicate, Summary, Unread},
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
    /// The kinds of events that there is something to tell of, in the order of the schema.
    pub events: &'a [(EventId, EventsFrom)],
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
    for (event, from) in scored.events {
        let name = model.schema.events.get(*event).map_or("", |event| event.name.as_str());
        let told = events(summary.events.get(event).unwrap_or(&Events::default()), *from);
        let _ = writeln!(out, "{name}: {told}");
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

/// `1219 events of 310 contacts; left out: 12 of unknown contacts, the first with the key U-17, and 3 after as-of`.
fn events(events: &Events, from: EventsFrom) -> String {
    match from {
        EventsFrom::Nowhere => return "no events, as `--no-events` says".to_owned(),
        EventsFrom::Unread => return "the file is not read, because no rule looks at these events".to_owned(),
        EventsFrom::Data => {}
    }
    let mut told = match (events.events, events.strangers) {
        (0, 0) => "no events".to_owned(),
        (0, _) => "no events of these contacts".to_owned(),
        _ => format!("{} of {}", count(events.events, "event"), count(events.contacts, "contact")),
    };
    let mut left_out = Vec::new();
    if events.strangers > 0 {
        let key = events.stranger.as_deref().map_or_else(String::new, |key| format!(" such as `{}`", shown(key)));
        left_out.push(format!("{} of unknown contacts{key}", events.strangers));
    }
    if events.late > 0 {
        left_out.push(format!("{} after as-of", events.late));
    }
    if !left_out.is_empty() {
        told += &format!("; left out: {}", left_out.join(", "));
    }
    if events.events == 0 && events.strangers > 0 {
        told += "; are these the keys of the contacts?";
    }
    told
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
        let name = match unread.subject {
            Subject::Record => "whole records".to_owned(),
            subject => subject.field(&model.schema),
        };
        let file = first.file.as_ref().map_or_else(String::new, |file| format!(" of {}", file.name));
        let _ = writeln!(out, "  {name}: {}, first on line {}{file}: {}", unread.count, first.line, first.reason);
    }
    let others = || unread.iter().skip(NAMED);
    let what = match others().any(|unread| unread.subject.event().is_some()) {
        true => "other properties and fields",
        false => "other properties",
    };
    let others: u64 = others().map(|unread| unread.count).sum();
    if others > 0 {
        let _ = writeln!(out, "  {what}: {others}");
    }
}

/// `3 values`, or `3 values and records` where whole records or events are among them.
fn values(unread: &[Unread], all: u64) -> String {
    let of =
        |is: fn(&Unread) -> bool| unread.iter().filter(|unread| is(unread)).map(|unread| unread.count).sum::<u64>();
    let records = of(|unread| unread.subject == Subject::Record);
    let events = of(|unread| matches!(unread.subject, Subject::Event(_)));
    match (records, events) {
        (0, 0) => count(all, "value"),
        (records, 0) if records == all => count(all, "record"),
        (0, events) if events == all => count(all, "event"),
        (_, 0) => format!("{all} values and records"),
        (0, _) => format!("{all} values and events"),
        (_, _) => format!("{all} values, records and events"),
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
