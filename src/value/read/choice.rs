//! `one of` and `many of`: texts into places in the dropdown. Case does not count; output has the declared spelling.

use super::quote::quoted;
use crate::{base::nearest, value::Dropdown};

/// Values that a problem lists where none is near.
const LISTED: usize = 3;

/// The place of the value with this name or label.
pub(super) fn one(text: &str, dropdown: &Dropdown) -> Result<u32, String> {
    dropdown
        .find(text)
        .ok_or_else(|| format!("{} is not one of the declared values; {}", quoted(text), suggestion(text, dropdown)))
}

/// The places of those that are declared, sorted, and a problem that names the others.
pub(super) fn many(texts: &[&str], dropdown: &Dropdown) -> (Vec<u32>, Option<String>) {
    let mut places = Vec::new();
    let mut missed: Vec<&str> = Vec::new();
    for text in texts {
        match dropdown.find(text) {
            Some(place) => places.push(place),
            None if missed.contains(text) => {}
            None => missed.push(text),
        }
    }
    places.sort_unstable();
    places.dedup();
    (places, problem(&missed, dropdown))
}

fn problem(missed: &[&str], dropdown: &Dropdown) -> Option<String> {
    let [first, more @ ..] = missed else { return None };
    if more.is_empty() {
        return one(first, dropdown).err();
    }
    let named: Vec<String> = missed.iter().take(LISTED).map(|text| quoted(text)).collect();
    let rest = missed.len() - named.len();
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    Some(format!("{}{rest} are not among the declared values; {}", named.join(", "), suggestion(first, dropdown)))
}

fn suggestion(text: &str, dropdown: &Dropdown) -> String {
    let labels = dropdown.values.iter().filter_map(|value| value.label.as_deref());
    if let Some(near) = nearest(text, dropdown.names().chain(labels)) {
        return format!("did you mean {}?", quoted(near));
    }
    let listed: Vec<String> = dropdown.names().take(LISTED).map(quoted).collect();
    let more = if dropdown.len() > LISTED { ", …" } else { "" };
    format!("they are {}{more}", listed.join(", "))
}
