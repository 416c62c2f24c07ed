//! One thread's part of a run: takes one record, gives its row or what is wrong with it.

use super::{Row, duplicates::Hashes, reasons::reasons};
use crate::{
    data::{Fault, Record},
    exec::{Contact, Outcome, Scratch, evaluate_with},
    intake::{Finding, Intake, Journal, NestedCount, Reader},
    plan::Plan,
    value::{AsOf, Value},
};

/// What all threads share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'r> {
    pub(super) intake: &'r Intake<'r>,
    pub(super) plan: &'r Plan,
    pub(super) as_of: &'r AsOf,
    /// The events of files.
    pub(super) journal: &'r Journal,
    pub(super) hashes: &'r Hashes,
    /// How many reasons a row has.
    pub(super) reasons: usize,
}

/// What became of one record. Its memory is used again for a later one.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// Whether `row` holds; otherwise the record is rejected, and the last finding says why.
    pub(super) is_scored: bool,
    pub(super) row: Row,
    /// Stands for the key.
    pub(super) key_hash: u128,
    pub(super) findings: Vec<Finding>,
    /// What the record had of events.
    pub(super) nested: Vec<NestedCount>,
    /// The `never` and `always` that the contact breaks, by their places.
    pub(super) broken: Vec<usize>,
}

/// What one thread keeps from record to record.
pub(super) struct Worker<'r> {
    shared: Shared<'r>,
    reader: Reader<'r>,
    contact: Contact,
    scratch: Scratch,
    places: Vec<usize>,
}

impl<'r> Worker<'r> {
    pub(super) fn new(shared: Shared<'r>) -> Self {
        Self {
            shared,
            reader: Reader::new(shared.intake),
            contact: Contact::default(),
            scratch: Scratch::default(),
            places: Vec::new(),
        }
    }

    pub(super) fn answer(&mut self, input: &Result<Record, Fault>, answer: &mut Answer) {
        answer.findings.clear();
        answer.broken.clear();
        answer.nested.clear();
        answer.is_scored = false;
        let record = match input {
            Ok(record) => record,
            Err(fault) => {
                answer.findings.push(Reader::fault(fault));
                return;
            }
        };
        if !self.reader.read(record, &mut self.contact, &mut answer.findings) {
            return;
        }
        answer.is_scored = true;
        answer.nested.extend_from_slice(self.reader.nested());
        let Shared { plan, as_of, journal, hashes, reasons: most, .. } = self.shared;
        journal.join(&mut self.contact);
        let evaluation = evaluate_with(std::mem::take(&mut self.scratch), plan, &self.contact, as_of);
        let outcome = evaluation.outcome();
        let row = &mut answer.row;
        row.record = record.number;
        row.line = record.line;
        fill(row, outcome);
        let claims = plan.model().claims.iter().zip(&outcome.claims).enumerate();
        answer
            .broken
            .extend(claims.filter(|(_, (claim, truth))| claim.always != (**truth == Some(true))).map(|(at, _)| at));
        reasons(if most == 0 { &[] } else { &outcome.rules }, plan.model(), most, &mut self.places, &mut row.reasons);
        self.scratch = evaluation.into_scratch();
        answer.key_hash = hashes.of(&self.contact.key);
        self.key(row);
    }

    /// Moves the key out of the contact, which is not needed any more.
    fn key(&mut self, row: &mut Row) {
        let key = self.shared.intake.key().and_then(|key| self.contact.values.get_mut(key.index()));
        match key.and_then(Option::take) {
            Some(Value::Text(text)) => row.key = text,
            Some(_) => std::mem::swap(&mut row.key, &mut self.contact.key),
            None => row.key.clear(),
        }
    }
}

fn fill(row: &mut Row, outcome: &Outcome) {
    row.scores.clear();
    row.scores.extend(outcome.scores.iter().map(|score| score.points));
    row.stages.clear();
    row.stages.extend(outcome.stages.iter().map(|stage| stage.name));
    row.lists.clear();
    row.lists.extend_from_slice(&outcome.lists);
}
