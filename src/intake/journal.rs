//! The events of files by contact: takes events as they are read, then gives each contact its own.
//!
//! Each key is kept once, whatever the number of its events, and events in columns. Knows nothing of files.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    EventReader, Finding,
    nested::{give, is_late},
};
use crate::{
    data::{Fault, Record},
    exec::{Contact, EventRows, EventTable, EventTableBuilder},
    model::EventId,
    plan::Plan,
    value::AsOf,
};

/// Collects the events of all files, in the order in which they are read.
#[derive(Debug)]
pub struct JournalBuilder<'p> {
    plan: &'p Plan,
    as_of: &'p AsOf,
    numbers: HashMap<Box<str>, u32>,
    tables: BTreeMap<EventId, EventTableBuilder>,
    /// The one contact whose events are kept; none: all.
    only: Option<String>,
}

/// What became of an event that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is kept, or is of a contact that nobody asked for.
    Kept,
    /// It is after as-of, so that it does not exist yet.
    Late,
    /// It is left out; the last finding says why.
    Rejected,
    /// There are more than can be counted, 2³² of one kind.
    TooMany,
}

impl<'p> JournalBuilder<'p> {
    /// Keeps the events until as-of, with the fields that the plan needs.
    pub fn new(plan: &'p Plan, as_of: &'p AsOf) -> Self {
        Self { plan, as_of, numbers: HashMap::new(), tables: BTreeMap::new(), only: None }
    }

    /// Keeps those of one contact only, by its key as records have it.
    #[must_use]
    pub fn only(self, key: String) -> Self {
        Self { only: Some(key), ..self }
    }

    /// Takes an event, and adds what could not be read to `findings`.
    pub fn take(
        &mut self,
        input: &Result<Record, Fault>,
        reader: &mut EventReader<'_>,
        findings: &mut Vec<Finding>,
    ) -> Taken {
        let record = match input {
            Ok(record) => record,
            Err(fault) => {
                findings.push(reader.fault(fault));
                return Taken::Rejected;
            }
        };
        let before = findings.len();
        let is_read = reader.read(record, findings);
        let EventReader { intake, key, values, .. } = reader;
        if is_late(intake.event, values, self.as_of) {
            // Nothing of it counts, nor what could not be read of it.
            findings.truncate(before);
            return Taken::Late;
        }
        if !is_read {
            return Taken::Rejected;
        }
        if self.only.as_ref().is_some_and(|only| only != key) {
            return Taken::Kept;
        }
        // There are no more keys than events, and no more events than numbers.
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(key.as_str()) {
            Some(number) => *number,
            None => {
                self.numbers.insert(key.as_str().into(), next);
                next
            }
        };
        let table = self.tables.entry(intake.id).or_insert_with(|| {
            let kept = self.plan.needed_events().get(&intake.id).cloned().unwrap_or_default();
            EventTableBuilder::new(intake.event, &kept)
        });
        if table.push(number, values) { Taken::Kept } else { Taken::TooMany }
    }

    /// The events of each contact.
    pub fn finish(self) -> Journal {
        let tables = self.tables.into_iter().map(|(event, table)| {
            let (table, rows) = table.finish();
            Kind { event, table, rows }
        });
        let met = self.numbers.iter().map(|_| AtomicBool::new(false)).collect();
        Journal { kinds: tables.collect(), numbers: self.numbers, met }
    }
}

/// The events of files by contact. Threads may share it.
#[derive(Debug, Default)]
pub struct Journal {
    /// A number for each key.
    numbers: HashMap<Box<str>, u32>,
    /// By number: whether a contact came for its events.
    met: Vec<AtomicBool>,
    kinds: Vec<Kind>,
}

#[derive(Debug)]
struct Kind {
    event: EventId,
    table: Arc<EventTable>,
    /// By number of the key; those at the end may be missing.
    rows: Vec<Range<u32>>,
}

/// What became of the events of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The kind.
    pub event: EventId,
    /// Events of contacts that came for them; once where several records have one key.
    pub events: u64,
    /// Those contacts.
    pub contacts: u64,
    /// Events of contacts that never came.
    pub strangers: u64,
    /// The key of the first of them in the files.
    pub stranger: Option<String>,
}

impl Journal {
    /// Gives a contact its events, by its key; every record of a key has them all.
    pub fn join(&self, contact: &mut Contact) {
        let Some(number) = self.numbers.get(contact.key.as_str()) else { return };
        let number = *number as usize;
        if let Some(met) = self.met.get(number) {
            met.store(true, Ordering::Relaxed);
        }
        for kind in &self.kinds {
            let Some(rows) = kind.rows.get(number).filter(|rows| !rows.is_empty()) else { continue };
            give(contact, kind.event, EventRows::new(Arc::clone(&kind.table), rows.clone()));
        }
    }

    /// What became of the events of each kind that was read.
    pub fn joined(&self) -> Vec<Joined> {
        self.kinds.iter().map(|kind| self.joined_of(kind)).collect()
    }

    fn joined_of(&self, kind: &Kind) -> Joined {
        let mut joined = Joined { event: kind.event, events: 0, contacts: 0, strangers: 0, stranger: None };
        let mut first = None;
        for ((number, rows), met) in (0_u32..).zip(&kind.rows).zip(&self.met) {
            let events = rows.len() as u64;
            if met.load(Ordering::Relaxed) {
                joined.events += events;
                joined.contacts += u64::from(events > 0);
            } else if events > 0 {
                joined.strangers += events;
                first = first.or(Some(number));
            }
        }
        let key = self.numbers.iter().find(|(_, number)| Some(**number) == first);
        joined.stranger = key.map(|(key, _)| key.to_string());
        joined
    }
}
