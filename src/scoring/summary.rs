//! What a run came to, in numbers.

use super::Row;
use crate::{
    intake::{Effect, Finding},
    model::{Model, PropertyId},
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
    /// Rows of the rejects file: one for each value that could not be read in a record that was scored, and one for
    /// each record left out.
    pub rejects: u64,
    /// Records with something in the rejects file.
    pub concerned: u64,
    /// The last of them; findings come record by record.
    last_concerned: u64,
    /// By property, those with the most first: values and records that could not be used.
    pub unread: Vec<Unread>,
    /// Records whose key was there before; counted only where duplicates are looked for.
    pub duplicates: Option<Duplicates>,
    /// For each stage, how many contacts each of its names took.
    pub stages: Vec<Vec<u64>>,
    /// How many contacts are in each list.
    pub lists: Vec<u64>,
    /// For each `never` and `always`, the contacts that break it.
    pub claims: Vec<Option<Broken>>,
}

/// Values of one property that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The property; none: whole records that could not be taken apart.
    pub property: Option<PropertyId>,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Finding,
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

    pub(super) fn finding(&mut self, finding: &Finding) {
        self.rejects += 1;
        self.concerned += u64::from(finding.record != self.last_concerned);
        self.last_concerned = finding.record;
        self.rejected += u64::from(finding.effect == Effect::Rejected);
        match self.unread.iter_mut().find(|unread| unread.property == finding.property) {
            Some(unread) => unread.count += 1,
            None => self.unread.push(Unread { property: finding.property, count: 1, first: finding.clone() }),
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

    /// Puts the properties with the most unread values first; ties in the schema's order.
    pub(super) fn settle(&mut self) {
        self.unread.sort_by_key(|unread| (std::cmp::Reverse(unread.count), unread.property));
    }
}
