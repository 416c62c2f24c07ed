//! Takes the place of a mistake, gives what people probably meant there, the most telling first.
//!
//! Only proposes; the grammar decides in `mend` which proposal reads on.

mod asked;
mod event;
mod known;
mod lost;
mod mark;
mod name;
mod piece;
mod points;
mod promise;
mod window;
mod word;

pub(super) use name::snake;

use std::ops::Range;

use super::{
    chunk::Place,
    header::View,
    mend::Patient,
    scan::{Token, TokenKind},
};
use crate::base::{Applicability, Code, Diagnostic, Span};

/// One way to mend the place.
#[derive(Debug)]
pub(super) struct Candidate {
    /// In the offsets of the piece, in order.
    pub(super) edits: Vec<(Range<usize>, String)>,
    pub(super) finding: Diagnostic,
    /// Only right if nothing else is wrong in the thing.
    pub(super) whole: bool,
    /// What was meant is not known well enough to say more about the thing.
    pub(super) drop: bool,
}

/// What is told by its own tokens, and needs no more than to read on.
pub(super) fn certain(patient: &Patient<'_>) -> Vec<Candidate> {
    let mut slips = Slips { view: patient.view(), at: patient.at, place: patient.place, list: Vec::new() };
    slips.promises();
    slips.kind_before_name();
    slips.beyond();
    slips.known();
    slips.events();
    slips.asked();
    slips.names_with_blanks();
    slips.list
}

/// Everything worth a try at the place.
pub(super) fn candidates(patient: &mut Patient<'_>) -> Vec<Candidate> {
    let mut slips = Slips { view: patient.view(), at: patient.at, place: patient.place, list: Vec::new() };
    slips.split();
    slips.points();
    slips.clauses();
    slips.sets();
    slips.words(patient.at);
    slips.marks();
    if let Some(before) = patient.at.checked_sub(1) {
        slips.words(before);
    }
    slips.reserved();
    if patient.lacks_name() {
        // Any word would do here, so none is the one that is missing.
        return slips.list;
    }
    slips.lost_when();
    slips.comparison();
    slips.lost();
    slips.surplus();
    slips.list
}
struct Slips<'a> {
    view: View<'a>,
    at: usize,
    place: Place,
    list: Vec<Candidate>,
}

impl<'a> Slips<'a> {
    fn token(&self, at: usize) -> Option<&'a Token> {
        self.view.tokens.get(at)
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.view.text.span(range)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.token(at).map(|token| token.kind)
    }

    fn glued(&self, at: usize) -> bool {
        self.token(at).zip(self.token(at + 1)).is_some_and(|(one, two)| one.end == two.start)
    }

    fn before(&self, back: usize) -> Option<usize> {
        self.at.checked_sub(back)
    }

    /// Replaces `range` by `with`, which is certainly meant.
    fn safe(&mut self, code: &'static Code, range: Range<usize>, with: &str, message: impl Into<String>) {
        let span = self.span(range.clone());
        let order = if with.is_empty() { "take it out".to_owned() } else { format!("write `{with}`") };
        let finding = Diagnostic::new(code, span, message).safe_fix(order, span, with);
        self.list.push(Candidate { edits: vec![(range, with.to_owned())], finding, whole: false, drop: false });
    }

    /// Makes the fixes of the last proposal such as a person has to choose.
    fn doubt(&mut self) {
        for fix in self.list.last_mut().into_iter().flat_map(|last| &mut last.finding.fixes) {
            fix.applicability = Applicability::Unsafe;
        }
    }
}
