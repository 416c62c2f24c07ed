//! Takes pest's pairs, gives the tree with spans in the original text.
//!
//! The only place that turns aliases into their one form. Knows nothing of mistakes: what it is given was read by the
//! grammar. Every function gives `None` where the pairs are not of the expected rule.

mod condition;
mod item;
mod predicate;
mod schema;
mod score;
mod test;
mod word;

use pest::iterators::{Pair, Pairs};

use super::{docs::Docs, grammar::Rule, scan::Token, text::Text};
use crate::base::{Code, Diagnostic, Span};

pub(super) type P<'i> = Pair<'i, Rule>;

/// Turns pairs of one text into tree nodes.
pub(super) struct Build<'t> {
    text: &'t Text,
    tokens: &'t [Token],
    docs: &'t Docs,
    /// Bounds that are passed; every other mistake is found before.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Build<'t> {
    /// `tokens` are those of `text`.
    pub(super) fn new(text: &'t Text, tokens: &'t [Token], docs: &'t Docs) -> Self {
        Self { text, tokens, docs, diagnostics: Vec::new() }
    }

    /// From the first token of `pair` to its last; pest's own end may lie behind blanks.
    fn span(&self, pair: &P<'_>) -> Span {
        let span = pair.as_span();
        self.text.span(span.start()..self.end_before(span.end()).max(span.start()))
    }

    /// From the beginning of `pair` to the last token before `operand`.
    fn span_before(&self, pair: &P<'_>, operand: &P<'_>) -> Span {
        let start = pair.as_span().start();
        self.text.span(start..self.end_before(operand.as_span().start()).max(start))
    }

    fn end_before(&self, at: usize) -> usize {
        let next = self.tokens.partition_point(|token| token.end <= at);
        next.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.end)
    }

    fn docs(&self, span: Span) -> Vec<String> {
        self.docs.above(span.start)
    }

    fn too_deep(&mut self, code: &'static Code, span: Span, message: &str) {
        self.diagnostics.push(Diagnostic::new(code, span, message).help("give a part of it a name with `define`"));
    }
}

/// The first child of this rule.
fn child<'i>(pair: &P<'i>, of: Rule) -> Option<P<'i>> {
    pair.clone().into_inner().find(|inner| inner.as_rule() == of)
}

/// The children of this rule.
fn children<'i>(pair: &P<'i>, of: Rule) -> impl Iterator<Item = P<'i>> {
    let inner: Pairs<'i, Rule> = pair.clone().into_inner();
    inner.filter(move |inner| inner.as_rule() == of)
}

/// Whether there is a child of this rule.
fn has(pair: &P<'_>, of: Rule) -> bool {
    child(pair, of).is_some()
}
