//! `check --fix`: applies the fixes that need nobody's judgement, and says what it did.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{Exit, fmt::replace, output};
use crate::{
    base::{Applicability, Diagnostic, Edit, Fix, SourceId, Span, harmless},
    compile::{Compiled, Options},
    format,
    judge::judge,
    project::{Disk, Entry, Files, Kind, ReadError},
    syntax,
    value::Instant,
};

/// Fixes may uncover others; after this many rounds something goes round in circles.
const MOST_ROUNDS: usize = 10;

/// Mends the rule set at `path` as far as safe fixes go.
pub(super) fn fix(path: &Path, now: Instant, options: &Options) -> Result<(), Exit> {
    let mut fixes = 0;
    let mut by_hand = 0;
    let mut files = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        // What cannot be read at all is reported by the check that follows.
        let Ok(compiled) = judge(&Disk, path, now, options) else { break };
        let chosen = choose(&compiled.diagnostics);
        by_hand = compiled.diagnostics.iter().filter(|found| !found.fixes.is_empty()).count();
        if chosen.is_empty() {
            break;
        }
        let mut edits: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for (_, fix) in &chosen {
            for edit in &fix.edits {
                edits.entry(edit.span.source).or_default().push(edit);
            }
        }
        let mended: BTreeMap<PathBuf, String> =
            edits.into_iter().filter_map(|(source, edits)| mended(&compiled, source, edits)).collect();
        if is_worse(&compiled, &mended, path, now, options) {
            output::message("fixes were left out: with them the rules would have more errors\n");
            break;
        }
        for (found, fix) in &chosen {
            let place = found.span.map_or(String::new(), |span| {
                format!("{}:{}: ", compiled.sources.path(span), compiled.sources.line(span))
            });
            output::message(&format!("fixed {}\n", harmless(&format!("{place}{}", fix.message))));
        }
        fixes += chosen.len();
        for (place, text) in mended {
            replace(&place, &text).map_err(|error| {
                output::error(&format!("`{}` cannot be written: {error}", place.display()));
                Exit::Failed
            })?;
            files.insert(place);
        }
    }
    if fixes > 0 {
        output::message(&format!(
            "{} in {}\n\n",
            output::count(fixes, "fix").replace("fixs", "fixes"),
            output::count(files.len(), "file")
        ));
    } else if by_hand > 0 {
        let (what, have) = (output::count(by_hand, "finding"), if by_hand == 1 { "has" } else { "have" });
        output::message(&format!("0 fixed: {what} {have} fixes to choose from by hand\n\n"));
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

/// A file and its text after edits.
fn mended(compiled: &Compiled, source: SourceId, edits: Vec<&Edit>) -> Option<(PathBuf, String)> {
    let (text, place) = (compiled.sources.get(source)?, compiled.place(source)?);
    Some((place.to_owned(), formatted(&text.text, apply(&text.text, edits))))
}

/// Whether the rule set has more errors with these texts in place of its files.
fn is_worse(
    before: &Compiled,
    texts: &BTreeMap<PathBuf, String>,
    path: &Path,
    now: Instant,
    options: &Options,
) -> bool {
    let errors = |compiled: &Compiled| compiled.diagnostics.iter().filter(|found| found.is_error()).count();
    judge(&Mended { texts }, path, now, options).map_or(true, |after| errors(&after) > errors(before))
}

/// The disk, with other texts in some of its files.
struct Mended<'t> {
    texts: &'t BTreeMap<PathBuf, String>,
}

impl Files for Mended<'_> {
    fn read(&self, path: &Path, most: u64) -> Result<String, ReadError> {
        self.texts.get(path).map_or_else(|| Disk.read(path, most), |text| Ok(text.clone()))
    }

    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ReadError> {
        Disk.list(folder)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        Disk.kind(path)
    }

    fn canonical(&self, path: &Path) -> Result<PathBuf, ReadError> {
        Disk.canonical(path)
    }
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
    fn texts_with_more_errors_than_the_files_are_worse() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().canonicalize().unwrap().join("a.merit");
        std::fs::write(&file, "contact { visits: integer }\nlist busy when visits > 1\nlist odd when nothing\n")
            .unwrap();
        let (now, options) = (Instant::from_micros(0), Options::default());
        let before = judge(&Disk, &file, now, &options).unwrap();
        let worse =
            |text: &str| is_worse(&before, &BTreeMap::from([(file.clone(), text.to_owned())]), &file, now, &options);
        assert!(worse("contact { visits: integer }\nlist busy when vis > 1\nlist odd when nothing\n"));
        assert!(!worse("contact { visits: integer }\nlist busy when visits > 1\n"));
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
