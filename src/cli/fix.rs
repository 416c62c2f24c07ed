//! `check --fix`: applies the fixes that need nobody's judgement, and says what it did.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Exit, fmt::replace, output};
use crate::{
    base::{Applicability, Diagnostic, Edit, Fix, SourceId, Span, harmless},
    compile::{Compiled, Options, compile},
    format,
    project::Disk,
    syntax,
};

/// Fixes may uncover others; after this many rounds something goes round in circles.
const MOST_ROUNDS: usize = 10;

/// Mends the rule set at `path` as far as safe fixes go.
pub(super) fn fix(path: &Path, options: &Options) -> Result<(), Exit> {
    let mut fixes = 0;
    let mut files = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        // What cannot be read at all is reported by the check that follows.
        let Ok(compiled) = compile(&Disk, path, options) else { break };
        let chosen = choose(&compiled.diagnostics);
        if chosen.is_empty() {
            break;
        }
        let mut edits: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for (found, fix) in &chosen {
            let place = found.span.map_or(String::new(), |span| {
                format!("{}:{}: ", compiled.sources.path(span), compiled.sources.line(span))
            });
            output::message(&format!("fixed {}\n", harmless(&format!("{place}{}", fix.message))));
            for edit in &fix.edits {
                edits.entry(edit.span.source).or_default().push(edit);
            }
        }
        fixes += chosen.len();
        for (source, edits) in edits {
            write(&compiled, source, edits)?;
            files.insert(compiled.place(source).map(Path::to_path_buf));
        }
    }
    if fixes > 0 {
        output::message(&format!(
            "{} in {}\n\n",
            output::count(fixes, "fix").replace("fixs", "fixes"),
            output::count(files.len(), "file")
        ));
    }
    Ok(())
}

/// Safe fixes with their findings, in order; one that touches what an earlier one touches waits for the next round.
fn choose(diagnostics: &[Diagnostic]) -> Vec<(&Diagnostic, &Fix)> {
    let mut taken = BTreeSet::new();
    let mut chosen = Vec::new();
    for found in diagnostics {
        let Some(fix) = found.fixes.iter().find(|fix| fix.applicability == Applicability::Safe) else { continue };
        if fix.edits.is_empty() || fix.edits.iter().any(|edit| touches(&taken, edit.span)) {
            continue;
        }
        taken.extend(fix.edits.iter().map(|edit| edit.span));
        chosen.push((found, fix));
    }
    chosen
}

/// Whether an edit could not be made beside those taken: they share text, or the order of what they write would be open.
///
/// What is taken does not overlap, so of all that begin before the edit ends, the last one reaches farthest.
fn touches(taken: &BTreeSet<Span>, edit: Span) -> bool {
    let up_to = Span { start: edit.end, end: u32::MAX, ..edit };
    taken.range(..=up_to).next_back().is_some_and(|last| last.source == edit.source && last.end >= edit.start)
}

fn write(compiled: &Compiled, source: SourceId, edits: Vec<&Edit>) -> Result<(), Exit> {
    let (Some(text), Some(place)) = (compiled.sources.get(source), compiled.place(source)) else { return Ok(()) };
    replace(place, &formatted(&text.text, apply(&text.text, edits))).map_err(|error| {
        output::error(&format!("`{}` cannot be written: {error}", text.path));
        Exit::Failed
    })
}

/// The new text in canonical form, where the old one was in it: what people laid out their own way stays theirs.
fn formatted(old: &str, new: String) -> String {
    let canonical = |text: &str| {
        let parsed = syntax::parse(SourceId(0), text);
        parsed.diagnostics.is_empty().then(|| format::format(&parsed.file, text))
    };
    if canonical(old).is_some_and(|form| form == old) { canonical(&new).unwrap_or(new) } else { new }
}

/// The text after edits that do not overlap.
fn apply(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start as usize).unwrap_or(""));
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::code;

    fn found(start: usize, end: usize, text: &str) -> Diagnostic {
        let span = Span::new(SourceId(0), start, end);
        Diagnostic::new(&code::SYNTAX, span, "m").safe_fix("f", span, text)
    }

    #[test]
    fn fixes_that_touch_each_other_wait_for_the_next_round() {
        let all = [
            found(0, 2, "A"),
            found(1, 3, "B"),
            found(2, 2, "C"),
            found(5, 5, "D"),
            found(5, 5, "E"),
            found(7, 8, "F"),
        ];
        let chosen = choose(&all);
        let texts: Vec<&str> = chosen.iter().flat_map(|(_, fix)| &fix.edits).map(|edit| edit.text.as_str()).collect();
        assert_eq!(texts, ["A", "D", "F"]);
    }

    #[test]
    fn unsafe_fixes_are_never_chosen() {
        let span = Span::new(SourceId(0), 0, 1);
        let all = [Diagnostic::new(&code::SYNTAX, span, "m").unsafe_fix("f", span, "x")];
        assert!(choose(&all).is_empty());
    }

    #[test]
    fn edits_apply_whatever_their_order() {
        let span = |start, end| Span::new(SourceId(0), start, end);
        let edits = [
            Edit { span: span(4, 5), text: "+3".into() },
            Edit { span: span(0, 0), text: "é".into() },
            Edit { span: span(1, 3), text: String::new() },
        ];
        assert_eq!(apply("abcd3f", edits.iter().collect()), "éad+3f");
    }
}
