//! Takes a text, gives its tree with comments, and every syntax error of the file in one go.
//!
//! The only folder that names pest. Knows nothing of types, of other files and of what names mean.
//!
//! ```text
//! text ─ scan ─ grammar ─ build ─ tree                       where all is well
//!          └ lexical ─ notation ─ brace ─ chunk ─ mend ─ build ─ tree   where something is not
//! ```

mod brace;
mod build;
mod chunk;
mod docs;
mod grammar;
mod header;
mod lexical;
mod mend;
mod message;
mod notation;
mod recover;
mod reserved;
mod scan;
mod slip;
mod text;
pub mod tree;

pub(crate) use reserved::is_reserved;

use std::ops::Range;

use crate::base::{Diagnostic, SourceId, code};

/// The largest text that is read, in bytes.
const MOST_BYTES: usize = 4 << 20;

/// What a text says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree; what could not be read is in it as `Broken`.
    pub file: tree::File,
    /// Every syntax error, by position.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the text of one file. Never panics and never stops at the first error; past 4 MiB nothing is read.
pub fn parse(source_id: SourceId, source: &str) -> Parsed {
    let mut file = tree::File { source: source_id, items: Vec::new(), comments: Vec::new() };
    if source.len() > MOST_BYTES {
        let start = crate::base::Span::new(source_id, 0, 0);
        let finding = Diagnostic::new(&code::TOO_LARGE, start, "the file is larger than 4 MiB")
            .help("divide it into several files");
        return Parsed { file, diagnostics: vec![finding] };
    }
    let text = text::Text::original(source_id, source);
    let scanned = scan::scan(source);
    let docs = docs::Docs::new(source, &scanned.comments);
    let mut diagnostics = Vec::new();

    let readable = !lexical::has_short_date(source, &scanned.tokens)
        && !lexical::has_controls(source)
        && !lexical::is_too_deep(source, &scanned.tokens)
        && !notation::misleads(header::View { text: &text, tokens: &scanned.tokens });
    if readable && let Ok(mut pairs) = grammar::read(grammar::Rule::file, source) {
        let mut build = build::Build::new(&text, &scanned.tokens, &docs);
        for pair in pairs.next().into_iter().flat_map(pest::iterators::Pair::into_inner) {
            file.items.extend(build.item(&pair));
        }
        diagnostics.append(&mut build.diagnostics);
        lexical::escapes(&text, &scanned.tokens, &mut diagnostics);
        file.comments = docs::comments(&text, &scanned.comments);
    } else {
        recovered(text, scanned, &docs, &mut file, &mut diagnostics);
    }
    diagnostics.sort_by_key(|finding| finding.span.map(|span| (span.start, span.end)));
    diagnostics.dedup();
    Parsed { file, diagnostics }
}

/// Where the numbers of a text stand, each with its sign where that is not an operator's.
pub fn numbers(source_id: SourceId, source: &str) -> Vec<crate::base::Span> {
    let tokens = scan::scan(source).tokens.into_iter().filter(|token| token.kind == scan::TokenKind::Number);
    tokens.map(|token| crate::base::Span::new(source_id, token.start, token.end)).collect()
}

/// The long way: mend the signs, then the braces, then read thing by thing.
fn recovered(
    text: text::Text,
    scanned: scan::Scanned,
    docs: &docs::Docs,
    file: &mut tree::File,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut lexical = lexical::Lexical::default();
    let (text, scanned) = lexical::readable(text, scanned, &mut lexical);
    file.comments = docs::comments(&text, &scanned.comments);
    lexical::escapes(&text, &scanned.tokens, diagnostics);
    diagnostics.append(&mut lexical.diagnostics);

    let written = notation::edits(header::View { text: &text, tokens: &scanned.tokens }, diagnostics);
    let (text, scanned) = if written.is_empty() { (text, scanned) } else { reread(&text, &written) };
    let mut braces = brace::pair(header::View { text: &text, tokens: &scanned.tokens });
    diagnostics.append(&mut braces.diagnostics);
    lexical.doubtful.append(&mut braces.doubtful);
    let (text, scanned) = if braces.edits.is_empty() { (text, scanned) } else { reread(&text, &braces.edits) };
    file.items = recover::items(&text, &scanned.tokens, docs, &lexical.doubtful, diagnostics);
}

/// The text after edits, with its tokens.
fn reread<T: AsRef<str>>(text: &text::Text, edits: &[(Range<usize>, T)]) -> (text::Text, scan::Scanned) {
    let edits: Vec<(Range<usize>, &str)> = edits.iter().map(|(range, with)| (range.clone(), with.as_ref())).collect();
    let text = text.edited(0..text.as_str().len(), &edits);
    let scanned = scan::scan(text.as_str());
    (text, scanned)
}

#[cfg(test)]
mod tests;
