//! Traces as sentences: takes what a rule looked at, gives words for it.

use super::{
    events::{counted, each, many, more},
    lines::{safe, value},
};
use crate::why::{Atom, Change, Proposal, RuleTrace, ScoreChange};

/// `52 → 67`.
pub(super) fn moved(score: &ScoreChange) -> String {
    format!("{} {} → {}", score.name, score.from, score.to)
}

pub(super) fn changes(way: &Proposal) -> String {
    way.changes.iter().map(change).collect::<Vec<_>>().join(", ")
}

/// `visits 4 → 6`, `one more page_view within 7 days`.
pub(super) fn change(change: &Change) -> String {
    if let Some(events) = &change.more {
        return more(events);
    }
    format!("{} {} → {}", safe(&change.property), value(&change.from.text), value(&change.to.text))
}

/// The first sentence of its documentation, where there is no description.
pub(super) fn remark(rule: &RuleTrace) -> Option<String> {
    let docs = rule.docs.join(" ");
    let sentence = docs.split_once(". ").map_or(docs.as_str(), |(first, _)| first);
    let sentence = sentence.trim().trim_end_matches('.');
    (rule.description.is_none() && !sentence.is_empty()).then(|| sentence.to_owned())
}

/// Why a rule gave its points: `visits is 6, required 6 or more`.
pub(super) fn because(rule: &RuleTrace) -> String {
    if rule.is_match {
        let taken = rule.arm.and_then(|arm| rule.atoms.get(arm)).or(rule.atoms.first());
        return taken.map_or_else(String::new, met);
    }
    if let Some(of_each) = &rule.events.each {
        return each(rule, of_each);
    }
    let met = rule.atoms.iter().filter(|atom| atom.holds == Some(true)).map(met);
    let amount = rule.amount.iter().map(|amount| format!("{} ({})", safe(amount), award(rule)));
    let parts: Vec<String> = met.chain(amount).collect();
    if parts.is_empty() { "always".to_owned() } else { parts.join("; ") }
}

/// `+1 per 5000 budget`.
fn award(rule: &RuleTrace) -> &str {
    rule.text.rsplit_once("score ").map_or(rule.text.as_str(), |(_, award)| award)
}

pub(super) fn met(atom: &Atom) -> String {
    if let Some(events) = &atom.counted {
        let is_plain = events.count == 0 || atom.words == "at least one";
        let required = if is_plain { String::new() } else { format!(", required {}", atom.words) };
        return format!("{}{required}", counted(&atom.subject, events));
    }
    let (subject, actual, words) = (&atom.subject, value(&atom.actual), &atom.words);
    if *words == atom.actual {
        return format!("{subject} is {actual}");
    }
    match Requirement::of(words) {
        Requirement::Value => format!("{subject} is {actual}, required {words}"),
        Requirement::Place | Requirement::Verb(_) => format!("{subject} is {actual}, {words}"),
    }
}

/// How the words of a requirement are spoken.
enum Requirement<'a> {
    /// `6 or more`: is required.
    Value,
    /// `within the last 30 days`: is so.
    Place,
    /// `contains the word CEO`: without the verb's ending.
    Verb(&'a str),
}

impl<'a> Requirement<'a> {
    fn of(words: &'a str) -> Self {
        let places = ["does not ", "one of ", "within ", "before ", "after ", "on ", "in ", "with ", "without "];
        let verbs = ["contains ", "starts ", "ends ", "fits "];
        if places.iter().any(|place| words.starts_with(place)) {
            return Self::Place;
        }
        let verb = verbs.iter().find_map(|verb| words.strip_prefix(verb));
        verb.map_or(Self::Value, Self::Verb)
    }
}

/// `needs 6 or more`, `needs to be within the last 30 days`, `needs to contain the word CEO`.
fn wish(words: &str) -> String {
    if let Some(rest) = words.strip_prefix("does not ") {
        return format!("must not {rest}");
    }
    match Requirement::of(words) {
        Requirement::Value => format!("needs {words}"),
        Requirement::Place => format!("needs to be {words}"),
        Requirement::Verb(rest) => {
            let verb = words.split_once("s ").map_or("", |(verb, _)| verb);
            format!("needs to {verb} {rest}")
        }
    }
}

/// `visits is 4, needs 6 or more`.
pub(super) fn needs(atom: &Atom) -> String {
    let subject = &atom.subject;
    if let Some(events) = &atom.counted {
        let wish = if atom.words == "none" { "must be none".to_owned() } else { wish(&atom.words) };
        return format!("{}, {wish}", counted(subject, events));
    }
    if let Some(events) = &atom.absent
        && atom.actual == "unknown"
    {
        return format!("there is no {}; {subject} {}", safe(events), wish(&atom.words));
    }
    if atom.holds.is_none() && atom.actual == "unknown" {
        return format!("{subject} is not known, {}", wish(&atom.words));
    }
    format!("{subject} is {}, {}", value(&atom.actual), wish(&atom.words))
}

/// `goodbye (opted_out is false)`.
pub(super) fn idle(rule: &RuleTrace) -> String {
    let name = rule.name.as_ref().unwrap_or(&rule.id);
    if let Some(ended) = rule.ended {
        return format!("{name} (ended {ended})");
    }
    if let Some(each) = &rule.events.each {
        return format!("{name} ({})", many(&each.of, rule.events.counted.count));
    }
    let open = rule.atoms.iter().find(|atom| atom.holds != Some(true));
    match (open.or(rule.atoms.first()), &rule.amount) {
        (Some(Atom { counted: Some(events), subject, .. }), _) => format!("{name} ({})", many(subject, events.count)),
        (Some(Atom { absent: Some(events), actual, .. }), _) if actual == "unknown" => {
            format!("{name} (there is no {})", safe(events))
        }
        (Some(atom), _) if atom.actual == "unknown" => format!("{name} ({} is not known)", atom.subject),
        (Some(atom), _) => format!("{name} ({} is {})", atom.subject, value(&atom.actual)),
        (None, Some(amount)) => format!("{name} ({})", safe(amount)),
        (None, None) => name.clone(),
    }
}
