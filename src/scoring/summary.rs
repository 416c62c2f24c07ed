//! What a run came to, in numbers.

use std::collections::BTreeMap;

use super::Row;
use crate::{
    intake::{Finding, Joined, NestedCount, Subject},
    model::{EventId, Model},
};

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records read, with those that could not be taken apart.
    pub records: u64,
    /// Contacts scored.
    pub scored: u64,
    /// Records left out.
    pub rejected: u64,
    /// Rows of the rejects file: one for each value that could not be read in a record that was scored or an event that
    /// counts, and one for each record or event left out.
    pub rejects: u64,
    /// Records with something in the rejects file, the events in them included.
    pub concerned: u64,
    /// The last of them; findings come record by record.
    last_concerned: u64,
    /// By what is concerned, those with the most first: values, records and events that could not be used.
    pub unread: Vec<Unread>,
    /// The events of the kinds that were found.
    pub events: BTreeMap<EventId, Events>,
    /// Records whose key was there before; counted only where duplicates are looked for.
    pub duplicates: Option<Duplicates>,
    /// For each stage, how many contacts each of its names took.
    pub stages: Vec<Vec<u64>>,
    /// How many contacts are in each list.
    pub lists: Vec<u64>,
    /// For each `never` and `always`, the contacts that break it.
    pub claims: Vec<Option<Broken>>,
}

/// Values of one property or field that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The property or field, or whole records and events that could not be taken apart.
    pub subject: Subject,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Finding,
}

/// Where the events of a kind were to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventsFrom {
    /// In files, or in the records of contacts.
    Data,
    /// There are none, as somebody said.
    Nowhere,
    /// In files that were not read, because no rule needs them.
    Unread,
}

/// What became of the events of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Events of contacts that were scored; once where several records have one key.
    pub events: u64,
    /// Those contacts.
    pub contacts: u64,
    /// Events in files of contacts that are not among those scored.
    pub strangers: u64,
    /// The key of the first of them.
    pub stranger: Option<String>,
    /// Events after as-of.
    pub late: u64,
    /// Events read from files, whatever became of them.
    pub read: u64,
    /// Those of them with something in the rejects file.
    pub concerned: u64,
}

/// Records whose key was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicates {
    /// How many.
    pub count: u64,
    /// The first one's key.
    pub key: String,
    /// The line that the first one begins on, from 1.
    pub line: u64,
}

/// Contacts that break a `never` or an `always`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// How many.
    pub count: u64,
    /// The first one's key; empty where there is none.
    pub key: String,
    /// The first one's record, from 1.
    pub record: u64,
}

impl Summary {
    /// Nothing yet.
    pub(super) fn new(model: &Model) -> Self {
        Self {
            stages: model.stages.values().map(|stage| vec![0; stage.names.len()]).collect(),
            lists: vec![0; model.lists.len()],
            claims: vec![None; model.claims.len()],
            ..Self::default()
        }
    }

    pub(super) fn row(&mut self, row: &Row, broken: &[usize]) {
        self.scored += 1;
        for (counts, arm) in self.stages.iter_mut().zip(&row.stages) {
            if let Some(count) = counts.get_mut(*arm as usize) {
                *count += 1;
            }
        }
        for (count, is_in) in self.lists.iter_mut().zip(&row.lists) {
            *count += u64::from(*is_in);
        }
        for at in broken {
            if let Some(claim) = self.claims.get_mut(*at) {
                let first = || Broken { count: 0, key: row.key.clone(), record: row.record };
                claim.get_or_insert_with(first).count += 1;
            }
        }
    }

    /// Something that could not be used in a contact's record, the events in it included.
    pub(super) fn finding(&mut self, finding: &Finding) {
        self.concerned += u64::from(finding.record != self.last_concerned);
        self.last_concerned = finding.record;
        self.rejected += u64::from(finding.rejects_record());
        self.unread(finding);
    }

    /// An event was read from a file, and this could not be used in it.
    pub(super) fn event(&mut self, event: EventId, is_late: bool, findings: &[Finding]) {
        findings.iter().for_each(|finding| self.unread(finding));
        let events = self.events.entry(event).or_default();
        events.read += 1;
        events.late += u64::from(is_late);
        events.concerned += u64::from(!findings.is_empty());
    }

    /// A contact that was scored has these events in its record.
    pub(super) fn nested(&mut self, counts: &[NestedCount]) {
        for count in counts {
            let events = self.events.entry(count.event).or_default();
            events.events += count.events;
            events.contacts += u64::from(count.events > 0);
            events.late += count.late;
        }
    }

    /// So the events of files have found their contacts.
    pub(super) fn joined(&mut self, joined: Vec<Joined>) {
        for Joined { event, events, contacts, strangers, stranger } in joined {
            let to = self.events.entry(event).or_default();
            (to.events, to.contacts, to.strangers, to.stranger) = (events, contacts, strangers, stranger);
        }
    }

    fn unread(&mut self, finding: &Finding) {
        self.rejects += 1;
        match self.unread.iter_mut().find(|unread| unread.subject == finding.subject) {
            Some(unread) => unread.count += 1,
            None => self.unread.push(Unread { subject: finding.subject, count: 1, first: finding.clone() }),
        }
    }

    pub(super) fn duplicate(&mut self, key: &str, line: u64, is_rejected: bool) {
        self.rejects += u64::from(is_rejected);
        self.concerned += u64::from(is_rejected);
        self.rejected += u64::from(is_rejected);
        match &mut self.duplicates {
            Some(duplicates) => duplicates.count += 1,
            None => self.duplicates = Some(Duplicates { count: 1, key: key.to_owned(), line }),
        }
    }

    /// Puts the properties and fields with the most unread values first; ties in the schema's order.
    pub(super) fn settle(&mut self) {
        self.unread.sort_by_key(|unread| (std::cmp::Reverse(unread.count), unread.subject));
    }
}
