//! Takes a text, gives its tree with comments, and every syntax error of the file in one go.
//!
//! The only folder that names pest. Knows nothing of types, of other files and of what names mean.

mod build;
mod docs;
mod grammar;
mod scan;
mod text;
pub mod tree;

use crate::base::{Diagnostic, SourceId};

/// What a text says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree; what could not be read is in it as `Broken`.
    pub file: tree::File,
    /// Every syntax error, by position.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the text of one file. Never panics and never stops at the first error.
pub fn parse(source_id: SourceId, source: &str) -> Parsed {
    let text = text::Text::original(source_id, source);
    let scanned = scan::scan(source);
    let docs = docs::Docs::new(source, &scanned.comments);
    let comments = docs::comments(&text, &scanned.comments);
    let mut file = tree::File { source: source_id, items: Vec::new(), comments };
    let mut diagnostics = Vec::new();
    match grammar::read(grammar::Rule::file, source) {
        Ok(mut pairs) => {
            let mut build = build::Build::new(&text, &scanned.tokens, &docs);
            for pair in pairs.next().into_iter().flat_map(pest::iterators::Pair::into_inner) {
                file.items.extend(build.item(&pair));
            }
            diagnostics.append(&mut build.diagnostics);
        }
        Err(at) => diagnostics.push(Diagnostic::new(&crate::base::code::SYNTAX, text.span(at..at), "not Merit")),
    }
    Parsed { file, diagnostics }
}

#[cfg(test)]
mod tests;
