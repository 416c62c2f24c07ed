//! Finds which column or field a property is read from: takes names, gives places.
//!
//! Four levels, the first that matches decides: the declared `from` names as written, the same ignoring case, blanks,
//! `_` and `-`; the property's name as written, the same ignoring those. White space around names never counts.

use std::collections::HashMap;
use std::sync::Arc;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::Header;
use crate::base::nearest_few;
use crate::value::cell::Cell;

/// Near headers that a message names at most.
const NEAREST: usize = 3;

/// Names of JSONL fields remembered at most, so that records with invented names do not fill the memory.
const REMEMBERED: usize = 10_000;

/// Where a property is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// From this column, from 0.
    Column(usize),
    /// No header matches.
    Missing {
        /// Headers that may be meant, the nearest first.
        nearest: Vec<String>,
    },
    /// Several headers match equally well.
    Ambiguous {
        /// Each with its column, from 0, and its name as written.
        columns: Vec<(usize, String)>,
    },
}

/// Finds the column of each wanted property; `wanted` gives its name and its `from` names.
pub fn bind(headers: &[Header], wanted: &[(&str, &[String])]) -> Vec<Binding> {
    let names = Names::new(wanted);
    let mut best = vec![Best::default(); wanted.len()];
    for (at, header) in headers.iter().enumerate() {
        names.levels(&header.name).iter().for_each(|(property, level)| {
            if let Some(best) = best.get_mut(*property) {
                best.offer(*level, at);
            }
        });
    }
    let pairs = best.into_iter().zip(wanted);
    pairs.map(|(best, (property, from))| binding(headers, &best, property, from)).collect()
}

fn binding(headers: &[Header], best: &Best, property: &str, from: &[String]) -> Binding {
    match best.places.as_slice() {
        [] => Binding::Missing { nearest: nearest(headers, property, from) },
        [one] => Binding::Column(*one),
        several => Binding::Ambiguous {
            columns: several.iter().filter_map(|at| Some((*at, headers.get(*at)?.name.clone()))).collect(),
        },
    }
}

fn nearest(headers: &[Header], property: &str, from: &[String]) -> Vec<String> {
    let known = || headers.iter().map(|header| header.name.trim()).filter(|name| !name.is_empty());
    let mut near: Vec<String> = Vec::new();
    for name in from.iter().map(String::as_str).chain([property]) {
        for found in nearest_few(name, known(), NEAREST) {
            if near.len() < NEAREST && !near.iter().any(|seen| seen == found) {
                near.push(found.to_owned());
            }
        }
    }
    near
}

/// Where a property stands in one JSONL record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// No field matches.
    Absent,
    /// At this place among the record's fields, from 0.
    At(usize),
    /// Several fields match equally well, at these places.
    Ambiguous(Vec<usize>),
}

/// Finds the fields of wanted properties in JSONL records, each of which may have other fields.
pub struct FieldResolver {
    names: Names,
    wanted: usize,
    seen: HashMap<String, Arc<[(usize, Level)]>>,
}

impl FieldResolver {
    /// A resolver for these properties; `wanted` gives each one's name and its `from` names.
    pub fn new(wanted: &[(&str, &[String])]) -> Self {
        Self { names: Names::new(wanted), wanted: wanted.len(), seen: HashMap::new() }
    }

    /// Where each wanted property stands, in the order they were given.
    pub fn resolve(&mut self, fields: &[(String, Cell)]) -> Vec<Found> {
        let mut best = vec![Best::default(); self.wanted];
        for (at, (name, _)) in fields.iter().enumerate() {
            for (property, level) in self.levels(name).iter() {
                if let Some(best) = best.get_mut(*property) {
                    best.offer(*level, at);
                }
            }
        }
        best.into_iter().map(Best::found).collect()
    }

    fn levels(&mut self, name: &str) -> Arc<[(usize, Level)]> {
        if let Some(levels) = self.seen.get(name) {
            return Arc::clone(levels);
        }
        let levels: Arc<[(usize, Level)]> = self.names.levels(name).into();
        if self.seen.len() < REMEMBERED {
            self.seen.insert(name.to_owned(), Arc::clone(&levels));
        }
        levels
    }
}

/// How well a name matches; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    From,
    FromLoosely,
    Property,
    PropertyLoosely,
}

/// The best matches of one property so far.
#[derive(Clone, Debug, Default)]
struct Best {
    level: Option<Level>,
    places: Vec<usize>,
}

impl Best {
    fn offer(&mut self, level: Level, at: usize) {
        if self.level.is_none_or(|best| level < best) {
            self.level = Some(level);
            self.places.clear();
        }
        if self.level == Some(level) {
            self.places.push(at);
        }
    }

    fn found(self) -> Found {
        match self.places.as_slice() {
            [] => Found::Absent,
            [one] => Found::At(*one),
            _ => Found::Ambiguous(self.places),
        }
    }
}

/// All wanted names, by how they are written and by their loose form.
#[derive(Default)]
struct Names {
    exact: HashMap<String, Vec<(usize, Level)>>,
    loose: HashMap<String, Vec<(usize, Level)>>,
}

impl Names {
    fn new(wanted: &[(&str, &[String])]) -> Self {
        let mut names = Self::default();
        for (at, (property, from)) in wanted.iter().enumerate() {
            for name in *from {
                names.add(name, at, Level::From, Level::FromLoosely);
            }
            names.add(property, at, Level::Property, Level::PropertyLoosely);
        }
        names
    }

    fn add(&mut self, name: &str, property: usize, exactly: Level, loosely: Level) {
        self.exact.entry(exact(name)).or_default().push((property, exactly));
        self.loose.entry(loose(name)).or_default().push((property, loosely));
    }

    /// The properties that a header or field may stand for, each once, with its best level.
    fn levels(&self, name: &str) -> Vec<(usize, Level)> {
        let exact = exact(name);
        if exact.is_empty() {
            return Vec::new();
        }
        let both = [self.exact.get(&exact), self.loose.get(&loose(&exact))];
        let mut levels: Vec<(usize, Level)> = both.into_iter().flatten().flatten().copied().collect();
        levels.sort();
        levels.dedup_by_key(|(property, _)| *property);
        // What is exactly one property's name is not loosely another's.
        let is_exact = |level: Level| matches!(level, Level::From | Level::Property);
        if levels.iter().any(|(_, level)| is_exact(*level)) {
            levels.retain(|(_, level)| is_exact(*level));
        }
        levels
    }
}

fn exact(name: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(name.trim()).into_owned()
}

/// Without case, blanks, `_` and `-`. A name of nothing else keeps them, so that it is not everybody's equal.
fn loose(name: &str) -> String {
    let exact = exact(name);
    let bare: String =
        exact.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect();
    if bare.is_empty() { exact } else { bare }
}
