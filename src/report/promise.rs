//! What became of promises: one line each, for people and for programs.

use serde_json::json;

use super::{Place, why_text::lines::safe};
use crate::{
    base::Sources,
    model::{Promise, Verdict},
    regions::quoted,
};

/// The promises of one rule set.
#[derive(Clone, Copy, Debug)]
pub struct Promised<'a> {
    /// The texts that they stand in.
    pub sources: &'a Sources,
    /// Each with what became of it.
    pub promises: &'a [Promise],
}

/// `proven      rules/promises.merit:3  never …`, in the order of the rules.
pub fn text(promised: &[Promised<'_>]) -> String {
    let lines: Vec<(Verdict, String, &Promise)> = all(promised)
        .map(|(place, promise)| (promise.verdict, safe(&format!("{}:{}", place.file, place.start.line)), promise))
        .collect();
    let width = lines.iter().map(|(_, place, _)| place.chars().count()).max().unwrap_or(0);
    let line = |(verdict, place, promise): &(Verdict, String, &Promise)| {
        let description =
            promise.claim.description.as_ref().map(|text| format!(" {}", quoted(text))).unwrap_or_default();
        let text = safe(&format!("{}{description}", promise.claim.text));
        format!("{:<10}  {place:<width$}  {text}\n", words(*verdict))
    };
    lines.iter().map(line).collect()
}

/// One JSON object a line.
pub fn json(promised: &[Promised<'_>]) -> String {
    let line = |(place, promise): (Place<'_>, &Promise)| {
        let json = json!({
            "promise": promise.claim.text,
            "description": promise.claim.description,
            "verdict": words(promise.verdict).replace(' ', "-"),
            "file": place.file,
            "line": place.start.line,
        });
        format!("{json}\n")
    };
    all(promised).map(line).collect()
}

fn all<'a>(promised: &'a [Promised<'a>]) -> impl Iterator<Item = (Place<'a>, &'a Promise)> {
    promised
        .iter()
        .flat_map(|of| of.promises.iter().map(|promise| (Place::new(promise.claim.span, of.sources), promise)))
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => "proven",
        Verdict::Broken => "broken",
        Verdict::Open => "not proven",
    }
}
