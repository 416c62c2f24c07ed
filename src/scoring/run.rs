//! Reads, scores and hands on, batch by batch: while one batch is scored, the next is read and the last written.

use std::{collections::BTreeSet, num::NonZeroUsize, thread};

use rayon::prelude::*;

use super::{
    Gathered, Gathering, OnDuplicate, Row, Summary,
    duplicates::{Hashes, Seen},
    worker::{Answer, Shared, Worker},
};
use crate::{
    data::{DataError, Fault, Record, Table},
    intake::{Effect, Finding, Intake, Reader, Subject},
    model::EventId,
    plan::Plan,
    value::AsOf,
};

/// Records in a batch.
const BATCH: usize = 4096;
/// Records that a thread takes at least, so that starting costs little.
const SHARE: usize = 128;
/// Threads for each core at most; more only wait for each other.
const THREADS: usize = 4;

/// How to run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How many reasons a row has; 0: none.
    pub reasons: usize,
    /// What becomes of records whose key was there before.
    pub on_duplicate: OnDuplicate,
    /// Threads, four for each core at most; 0: as many as there are cores.
    pub threads: usize,
    /// Answer each record before the next is read, as a process on the other side of a pipe needs it. Duplicates are
    /// then looked for only where they are rejected, so that memory does not grow.
    pub is_live: bool,
}

/// Takes what a run gives, in input order.
pub trait Sink {
    /// Why it cannot go on.
    type Error;

    /// A contact's row.
    ///
    /// # Errors
    /// Where the run is to end.
    fn row(&mut self, row: &Row) -> Result<(), Self::Error>;

    /// A value or a record that could not be used; those of a record come before its row.
    ///
    /// # Errors
    /// Where the run is to end.
    fn reject(&mut self, finding: &Finding) -> Result<(), Self::Error>;

    /// So many records were dealt with so far, all that were read.
    ///
    /// # Errors
    /// Where the run is to end.
    fn pause(&mut self, records: u64) -> Result<(), Self::Error>;
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure<E> {
    /// Nothing more can be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The threads could not be started.
    #[error("the threads cannot be started: {0}")]
    Threads(String),
    /// More events of one kind than can be counted.
    #[error("`{name}` has events past the 4294967295 that one kind may have")]
    TooManyEvents {
        /// The file they stand in.
        name: String,
    },
    /// The first record has no field for these kinds of events, and nothing else has them.
    #[error("the first record that can be read has no field for its events")]
    MissingEvents(BTreeSet<EventId>),
    /// The sink's word.
    #[error("the rows cannot be handed on")]
    Sink(E),
}

/// Scores every record of a table; no file has events.
///
/// # Errors
/// As [`score_with`].
pub fn score_all<S: Sink>(
    table: &mut Table,
    intake: &Intake<'_>,
    plan: &Plan,
    as_of: &AsOf,
    options: &Options,
    sink: &mut S,
) -> Result<Summary, Failure<S::Error>> {
    score_with(Gathering::new(plan, as_of).finish(), table, intake, plan, as_of, options, sink)
}

/// Scores every record of a table, with the events in it and those that were gathered before.
///
/// # Errors
/// Where the table cannot be read to its end, or the sink refuses; what was handed on before is then not all there is.
pub fn score_with<S: Sink>(
    events: Gathered,
    table: &mut Table,
    intake: &Intake<'_>,
    plan: &Plan,
    as_of: &AsOf,
    options: &Options,
    sink: &mut S,
) -> Result<Summary, Failure<S::Error>> {
    let hashes = Hashes::default();
    let Gathered { journal, summary } = events;
    let shared = Shared { intake, plan, as_of, journal: &journal, hashes: &hashes, reasons: options.reasons };
    let has_key = intake.key().is_some() && (!options.is_live || options.on_duplicate == OnDuplicate::Reject);
    let mut run = Run { sink, summary, seen: has_key.then(Seen::default), on_duplicate: options.on_duplicate, intake };
    if options.is_live || options.threads == 1 {
        run.alone(table, shared, if options.is_live { 1 } else { BATCH })?;
    } else {
        run.together(table, shared, options.threads)?;
    }
    let mut summary = run.summary;
    summary.joined(journal.joined());
    summary.settle();
    Ok(summary)
}

/// Records, and what became of them.
#[derive(Default)]
struct Batch {
    inputs: Vec<Result<Record, Fault>>,
    answers: Vec<Answer>,
    /// Why no further batch follows.
    end: Option<DataError>,
}

impl Batch {
    /// Reads up to `most` records; after the last one there are none.
    fn read(&mut self, table: &mut Table, most: usize) {
        self.inputs.clear();
        while self.inputs.len() < most {
            match table.next() {
                Some(Err(Fault { fatal: Some(error), .. })) => {
                    self.end = Some(*error);
                    break;
                }
                Some(input) => self.inputs.push(input),
                None => break,
            }
        }
        if self.answers.len() < self.inputs.len() {
            self.answers.resize_with(self.inputs.len(), Answer::default);
        }
    }

    /// Whether no batch follows.
    fn is_last(&self) -> bool {
        self.end.is_some() || self.inputs.is_empty()
    }

    fn score_alone(&mut self, worker: &mut Worker<'_>) {
        for (input, answer) in self.inputs.iter().zip(&mut self.answers) {
            worker.answer(input, answer);
        }
    }

    fn score(&mut self, shared: Shared<'_>) {
        let pairs = self.inputs.par_iter().zip(self.answers.par_iter_mut()).with_min_len(SHARE);
        pairs.for_each_init(|| Worker::new(shared), |worker, (input, answer)| worker.answer(input, answer));
    }
}

struct Run<'s, S> {
    sink: &'s mut S,
    summary: Summary,
    /// Where duplicates are looked for.
    seen: Option<Seen>,
    on_duplicate: OnDuplicate,
    intake: &'s Intake<'s>,
}

impl<S: Sink> Run<'_, S> {
    fn alone(&mut self, table: &mut Table, shared: Shared<'_>, size: usize) -> Result<(), Failure<S::Error>> {
        let mut worker = Worker::new(shared);
        let mut batch = Batch::default();
        let mut due = Some(shared.intake.due()).filter(|due| !due.is_empty());
        loop {
            batch.read(table, size);
            if let (Some(kinds), Some(first)) = (due, batch.inputs.iter().flatten().next()) {
                let there = Reader::new(shared.intake).kinds(first);
                let missing: BTreeSet<EventId> = kinds.difference(&there).copied().collect();
                if !missing.is_empty() {
                    return Err(Failure::MissingEvents(missing));
                }
                due = None;
            }
            let is_last = batch.is_last();
            batch.score_alone(&mut worker);
            self.hand_on(&mut batch)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// While a batch is scored by the pool, this thread reads the next one and hands on the one before.
    fn together(&mut self, table: &mut Table, shared: Shared<'_>, threads: usize) -> Result<(), Failure<S::Error>> {
        let (mut done, mut batch, mut next) = (Batch::default(), Batch::default(), Batch::default());
        batch.read(table, BATCH);
        if batch.inputs.len() < SHARE {
            // So short a batch is the only one, and starting threads would take longer than scoring it.
            batch.score_alone(&mut Worker::new(shared));
            return self.hand_on(&mut batch);
        }
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = threads.min(cores.saturating_mul(THREADS));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| Failure::Threads(error.to_string()))?;
        loop {
            let is_last = batch.is_last();
            pool.in_place_scope(|scope| {
                scope.spawn(|_| batch.score(shared));
                if !is_last {
                    next.read(table, BATCH);
                }
                self.hand_on(&mut done)
            })?;
            if is_last {
                return self.hand_on(&mut batch);
            }
            std::mem::swap(&mut done, &mut batch);
            std::mem::swap(&mut batch, &mut next);
        }
    }

    /// Hands on a batch that is scored.
    fn hand_on(&mut self, batch: &mut Batch) -> Result<(), Failure<S::Error>> {
        for (input, answer) in batch.inputs.iter().zip(&mut batch.answers) {
            self.answer(input.is_ok(), answer).map_err(Failure::Sink)?;
        }
        if let Some(error) = batch.end.take() {
            return Err(error.into());
        }
        self.sink.pause(self.summary.records).map_err(Failure::Sink)
    }

    fn answer(&mut self, is_record: bool, answer: &mut Answer) -> Result<(), S::Error> {
        self.summary.records += 1;
        if is_record && answer.is_scored {
            let row = &answer.row;
            if self.seen.as_mut().is_some_and(|seen| !seen.is_new(answer.key_hash)) {
                let is_rejected = self.on_duplicate == OnDuplicate::Reject;
                self.summary.duplicate(&row.key, row.line, is_rejected);
                if is_rejected {
                    return self.sink.reject(&duplicate(row, self.intake));
                }
            }
        }
        for finding in &answer.findings {
            self.summary.finding(finding);
            self.sink.reject(finding)?;
        }
        if answer.is_scored {
            self.summary.row(&answer.row, &answer.broken);
            self.summary.nested(&answer.nested);
            self.sink.row(&answer.row)?;
        }
        Ok(())
    }
}

fn duplicate(row: &Row, intake: &Intake<'_>) -> Finding {
    let shown = crate::value::cell::shown(&row.key);
    Finding {
        file: None,
        line: row.line,
        record: row.record,
        key: row.key.clone(),
        subject: intake.key().map_or(Subject::Record, Subject::Property),
        reason: format!("`{shown}` is the key of an earlier record too"),
        value: shown,
        effect: Effect::Rejected,
    }
}
