//! The canonical text of a rule set: one look for everybody's rules.
//!
//! Takes a syntax tree and its source text (for comments, blank lines and places), gives text that parses back to the
//! same tree with every comment kept. Knows no types and no meaning.
//!
//! The form: two blanks of indentation; one statement a line; lines of at most 100 columns where they can be broken;
//! blank lines that group are kept, one at most, none at the start or end of a block. What belongs together stands in
//! columns: types of fields, `=>` of arms, `score` of consecutive rules, bars of test tables. A long condition breaks
//! before `and` and `or`, a long set has one element a line. Clauses stand in one order, whatever order they were
//! written in: `up to`, decay, description, `limit`, `until`, `owner`, `allow`. In a test, `as of` stands first, then
//! the contact, its events and what is expected. An event or a test's contact stays on one line where it was and fits.

mod align;
mod comment;
mod condition;
mod doc;
mod item;
mod layout;
mod schema;
mod score;
mod spelling;
mod testing;

use crate::{base::Span, syntax::tree};
use doc::{Doc, Node};

/// The canonical text of a file without syntax errors. `text` is what `file` was read from. Ends with one line break,
/// or is empty. What could not be read is repeated as it stands.
pub fn format(file: &tree::File, text: &str) -> String {
    let source = Source { text, comments: &file.comments };
    let rows = file.items.iter().map(|item| item::row(item, source)).collect();
    let mut nodes = vec![Node::Rows(rows)];
    let tail = comment::attach(&mut nodes, &file.comments, text, &item::verbatim(file));
    layout::print(nodes, &tail)
}

/// A condition or a value on one line.
pub fn expression(expr: &tree::Expr) -> String {
    let mut doc = Doc::default();
    condition::expr(&mut doc, expr, condition::Level::Or);
    layout::one_line(&doc.nodes)
}

/// Which events a query looks at, on one line: `page_view within 30 days where url contains "/pricing"`, without a field
/// and what is asked of them.
pub fn query(query: &tree::EventQuery) -> String {
    let mut doc = Doc::default();
    condition::query(&mut doc, &tree::EventQuery { field: None, ..query.clone() }, "");
    layout::one_line(&doc.nodes)
}

/// A rule on one line, without its name, its `##` lines and what does not change its points (description, owner,
/// `allow`): `when visits in 2..=5 score +3`.
pub fn rule_text(rule: &tree::Rule) -> String {
    let counts = |clause: &&tree::Clause| {
        matches!(clause.kind, tree::ClauseKind::UpTo(_) | tree::ClauseKind::Decay(_) | tree::ClauseKind::Until(_))
    };
    let bare = tree::Rule {
        docs: Vec::new(),
        name: None,
        body: rule.body.clone(),
        clauses: rule.clauses.iter().filter(counts).cloned().collect(),
        span: rule.span,
    };
    layout::one_line(&score::rule(&bare, Source::NONE).nodes)
}

/// One item as [`format()`] prints it, without the comments of its file and without a line break at its end.
pub fn item(item: &tree::Item) -> String {
    let nodes = vec![Node::Rows(vec![item::row(item, Source::NONE)])];
    layout::print(nodes, &[]).trim_end().to_owned()
}

/// A name as it is written: in backquotes if it is a word of the language or no plain name.
pub fn name(text: &str) -> String {
    spelling::plain_or_quoted(text)
}

/// Text in quotes, with its escapes.
pub fn quoted(text: &str) -> String {
    spelling::quoted(text)
}

/// The source text of a file, for what the tree does not say.
#[derive(Clone, Copy)]
struct Source<'file> {
    text: &'file str,
    comments: &'file [tree::Comment],
}

impl<'file> Source<'file> {
    /// For trees without a text.
    const NONE: Source<'static> = Source { text: "", comments: &[] };

    /// The text of a span.
    fn slice(self, span: Span) -> &'file str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Whether a comment stands inside `span`.
    fn has_comment(self, span: Span) -> bool {
        self.comments.iter().any(|comment| span.contains(comment.span))
    }

    /// Whether the text itself holds the `##` lines.
    fn is_documented(self) -> bool {
        self.comments.iter().any(|comment| comment.is_doc)
    }

    /// Where the `}` stands that follows `place`, with only blanks, commas, comments and the `{` between.
    fn closing_brace(self, place: Span) -> Option<Span> {
        let mut at = place.end as usize;
        loop {
            let rest = self.text.get(at..)?;
            let skipped = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == '{');
            at += rest.len() - skipped.len();
            if skipped.starts_with('}') {
                return Some(Span::new(place.source, at, at + 1));
            }
            if !skipped.starts_with('#') {
                return None;
            }
            at += skipped.find('\n').unwrap_or(skipped.len());
        }
    }

    /// Where `words` begin that stand directly before `place`, with only blanks between.
    fn words_before(self, place: Span, words: &[&str]) -> Option<Span> {
        let mut before = self.text.get(..place.start as usize)?;
        for word in words.iter().rev() {
            before = before.trim_end().strip_suffix(word)?;
        }
        Some(Span::new(place.source, before.len(), before.len()))
    }
}

#[cfg(test)]
mod tests;
