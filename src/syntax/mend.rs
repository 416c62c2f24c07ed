//! Takes one broken thing, gives it mended where its mistake is known, and the findings.
//!
//! The furthest place the grammar reached is the place of the mistake. Candidates for a mend are proposed from the
//! tokens there (`slip`), and the grammar itself judges them: one that lets it read on is what was meant.
//! So several mistakes in one rule are all found, and the rule stays in the tree.

use std::ops::Range;

use super::{
    chunk::Place,
    grammar::read,
    header::View,
    message,
    scan::{Token, scan},
    slip::{self, Candidate},
    text::Text,
};
use crate::base::Diagnostic;

/// How many mistakes are mended in one thing.
const MOST_MENDS: usize = 8;

/// Bytes that may be read on trial in one file; past it mistakes get plain messages.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(8 << 20)
    }
}

impl Budget {
    fn spend(&mut self, bytes: usize) -> bool {
        let enough = self.0 >= bytes;
        self.0 = self.0.saturating_sub(bytes + 32);
        enough
    }
}

/// What became of it.
#[derive(Debug)]
pub(super) struct Mended {
    /// What the grammar accepts now.
    pub(super) piece: Option<Text>,
    pub(super) findings: Vec<Diagnostic>,
}

/// A broken piece while it is being mended.
pub(super) struct Patient<'a> {
    pub(super) place: Place,
    pub(super) text: &'a Text,
    pub(super) tokens: &'a [Token],
    /// The first token that the grammar could not take; the number of tokens where something is missing at the end.
    pub(super) at: usize,
    budget: &'a mut Budget,
}

impl<'a> Patient<'a> {
    pub(super) fn view(&self) -> View<'a> {
        View { text: self.text, tokens: self.tokens }
    }

    /// Up to where `text` can be read as this thing; none where all of it can, or where nothing more may be tried.
    pub(super) fn reach(&mut self, text: &str) -> Option<usize> {
        if !self.budget.spend(text.len()) {
            return Some(0);
        }
        read(self.place.rule(), text).err()
    }

    /// Whether everything before the place of the mistake, with `more` behind, is the beginning of something good.
    pub(super) fn takes(&mut self, more: &str) -> bool {
        let mut text = self.text.get(0..self.end_before()).to_owned();
        text.push(' ');
        text.push_str(more);
        let len = text.len();
        self.reach(&text).is_none_or(|reached| reached >= len)
    }

    /// Whether a name at the place makes all of it good.
    pub(super) fn lacks_name(&mut self) -> bool {
        let place = self.tokens.get(self.at).map_or(self.end_before(), |token| token.start);
        let end = self.text.as_str().len();
        let text = format!("{} x_ {}", self.text.get(0..place), self.text.get(place..end));
        self.reach(&text).is_none()
    }

    /// Where the last good token ends.
    pub(super) fn end_before(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.end)
    }
}

/// Mends what it can and reports everything it finds.
pub(super) fn mend(place: Place, piece: Text, budget: &mut Budget) -> Mended {
    let mut piece = piece;
    let mut findings = Vec::new();
    let mut dropped = false;
    for _ in 0..MOST_MENDS {
        let Err(reached) = read(place.rule(), piece.as_str()) else {
            return Mended { piece: Some(piece).filter(|_| !dropped), findings };
        };
        let tokens = scan(piece.as_str()).tokens;
        let at = tokens.partition_point(|token| token.end <= reached);
        if let Some(finding) = message::headless(View { text: &piece, tokens: &tokens }, place) {
            findings.push(finding);
            // A rule may do without a name, an arm and a property may not.
            let Some(colon) = tokens.first().filter(|_| place.has_rules()) else {
                return Mended { piece: None, findings };
            };
            piece = piece.edited(0..piece.as_str().len(), &[(colon.range(), " ")]);
            continue;
        }
        let mut patient = Patient { place, text: &piece, tokens: &tokens, at, budget };
        match cure(&mut patient) {
            Some(Cured { text, finding, drop }) => {
                findings.push(finding);
                dropped |= drop;
                piece = text;
            }
            None => {
                findings.push(message::plain(&mut patient));
                return Mended { piece: prefix(&mut patient).filter(|_| !dropped), findings };
            }
        }
    }
    Mended { piece: None, findings }
}

/// A piece with one mistake less.
struct Cured {
    text: Text,
    finding: Diagnostic,
    drop: bool,
}

/// A slip that is certain and lets the grammar read on; else the candidate that makes all of it good; else the one
/// that reads furthest on.
fn cure(patient: &mut Patient<'_>) -> Option<Cured> {
    let certain = slip::certain(patient);
    let count = certain.len();
    let mut best: Option<(usize, Cured)> = None;
    // A mend must take the token that was refused.
    let refused = patient.tokens.get(patient.at).map(|token| token.end);
    let proposals = certain.into_iter().chain(slip::candidates(patient));
    for (number, Candidate { edits, finding, whole, drop }) in proposals.enumerate() {
        let edits: Vec<(Range<usize>, &str)> =
            edits.iter().map(|(range, with)| (range.clone(), with.as_str())).collect();
        let text = patient.text.edited(0..patient.text.as_str().len(), &edits);
        let Some(reached) = patient.reach(text.as_str()) else { return Some(Cured { text, finding, drop }) };
        let (Some((last, _)), false) = (edits.last(), whole) else { continue };
        // The place reached, in the offsets before the mend.
        let grown: usize = edits.iter().map(|(_, with)| with.len()).sum();
        let shrunk: usize = edits.iter().map(|(range, _)| range.len()).sum();
        let reached = (reached + shrunk).saturating_sub(grown);
        if number < count && reached >= last.end {
            return Some(Cured { text, finding, drop });
        }
        let Some(refused) = refused else { continue };
        let furthest = best.as_ref().map_or(0, |(furthest, _)| *furthest);
        if reached >= refused.max(last.end) && reached > furthest {
            best = Some((reached, Cured { text, finding, drop }));
        }
    }
    best.map(|(_, cured)| cured)
}

/// The good part before the mistake, where it is a whole by itself.
fn prefix(patient: &mut Patient<'_>) -> Option<Text> {
    let end = patient.end_before();
    let good = patient.text.get(0..end).to_owned();
    (end > 0 && patient.reach(&good).is_none()).then(|| patient.text.edited(0..end, &[]))
}
