//! The examples of findings as tests: takes findings, gives a `test` for each that shows a contact.
//!
//! Knows nothing of rules; what is expected stands in the findings.

use std::collections::BTreeSet;

use super::Found;
use crate::{
    base::{Diagnostic, Sources, code},
    format::quoted,
};

/// The contact of each finding, as a test of what the rules make of it; not yet in canonical form.
pub fn example_tests(all: &[Found<'_>]) -> String {
    let mut names = BTreeSet::new();
    let mut tests: Vec<String> = Vec::new();
    for (found, sources) in all.iter().flat_map(|one| one.diagnostics.iter().map(|found| (found, one.sources))) {
        let Some(example) = found.example.as_ref().filter(|example| !example.expected.is_empty()) else { continue };
        let plain = test_name(found, sources);
        let numbered = (2..).map(|number| format!("{plain}, {number}"));
        let Some(name) = std::iter::once(plain.clone()).chain(numbered).find(|name| names.insert(name.clone())) else {
            continue;
        };
        let said = std::iter::once(&example.as_of).chain(&example.contact).chain(&example.events);
        let lines: Vec<&str> = said.chain(&example.expected).map(String::as_str).collect();
        tests.push(format!("test {} {{\n{}\n}}\n", quoted(&name), lines.join("\n")));
    }
    tests.join("\n")
}

/// `never-violated in line 12: total <= 100`.
fn test_name(found: &Diagnostic, sources: &Sources) -> String {
    let name = found.code.name;
    let Some(span) = found.span else { return name.to_owned() };
    let text = sources.text(span).lines().next().unwrap_or_default();
    let of_claim = || {
        // Without what the claim says of itself to people.
        let expected = found.example.as_ref()?.expected.first()?.strip_prefix("expect ")?;
        let negated = expected.strip_prefix("not (").and_then(|inner| inner.strip_suffix(')'));
        if found.code == &code::NEVER_VIOLATED { Some(expected) } else { negated }
    };
    let is_claim = [&code::NEVER_VIOLATED, &code::ALWAYS_VIOLATED].contains(&found.code);
    let text = if is_claim { of_claim().unwrap_or(text) } else { text };
    // A name stands in quotes, and in one line.
    let text = text.replace(['"', '`'], "");
    format!("{name} in line {}: {}", sources.line(span), text.trim())
}
