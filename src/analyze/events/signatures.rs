//! The kinds of events that questions can tell apart, but for their time: takes a kind of event and the questions about
//! its fields, gives one event of each kind.
//!
//! Fields that no question compares are independent, so the kinds are all combinations of the kinds of each field. Of a
//! text, every combination of answers is put to the search; few questions are asked of one field.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    analyze::{
        boxes::Boxes,
        circuit::{Circuit, Map, NO, Signal, UNSURE, YES},
        space::{Home, Key, Space},
        sweep::{self, Budget},
        text::Texts,
        vars::Vars,
    },
    model::PropertyId,
    value::Value,
};

/// Most kinds of events that are looked at.
const MOST: usize = 256;
/// Most questions about one text whose answers are all combined.
const MOST_ASKED: usize = 6;

/// Most sets of questions whose answers are kept.
const MOST_KNOWN: usize = 1000;

/// What events of one kind may be.
#[derive(Debug)]
pub(in crate::analyze) struct EventSpace {
    pub(in crate::analyze) space: Space,
    /// The kinds of events by what was asked.
    known: RefCell<BTreeMap<Vec<Key>, Rc<Signatures>>>,
}

/// Events that questions about fields cannot tell apart.
#[derive(Clone, Debug, Default)]
pub(in crate::analyze) struct Signature {
    /// Values of the fields asked about.
    pub(in crate::analyze) values: Vec<(PropertyId, Option<Value>)>,
    /// The answers.
    pub(in crate::analyze) truths: BTreeMap<Key, i64>,
}

/// What is known of the kinds of events.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Signatures {
    pub(in crate::analyze) kinds: Vec<Signature>,
    /// Whether these are all.
    pub(in crate::analyze) complete: bool,
    /// Whether some answers were taken freely.
    pub(in crate::analyze) is_free: bool,
}

impl EventSpace {
    /// One in which these may be.
    pub(in crate::analyze) fn new(space: Space) -> Self {
        Self { space, known: RefCell::default() }
    }

    /// The kinds of events by the answers to these questions.
    pub(in crate::analyze) fn signatures(&self, keys: &[Key]) -> Rc<Signatures> {
        let known = self.known.borrow().get(keys).cloned();
        known.unwrap_or_else(|| {
            let found = Rc::new(signatures(&self.space, keys));
            let mut known = self.known.borrow_mut();
            // Which are forgotten does not matter; that they are, bounds the memory.
            if known.len() >= MOST_KNOWN {
                known.clear();
            }
            known.insert(keys.to_vec(), Rc::clone(&found));
            found
        })
    }
}

fn signatures(space: &Space, keys: &[Key]) -> Signatures {
    let mut found = Signatures { kinds: vec![Signature::default()], complete: true, is_free: false };
    let mut axes: BTreeMap<usize, Vec<Key>> = BTreeMap::new();
    let mut texts: BTreeMap<PropertyId, Vec<Key>> = BTreeMap::new();
    let mut boxes: BTreeMap<PropertyId, Vec<Key>> = BTreeMap::new();
    for key in keys {
        match space.home(*key) {
            Home::Constant(truth) => found.join(&[signature(Vec::new(), &[*key], &[truth])]),
            Home::Axis(number) => axes.entry(number).or_default().push(*key),
            Home::Text(property) => texts.entry(property).or_default().push(*key),
            Home::Boxes(property) => boxes.entry(property).or_default().push(*key),
            Home::Free => {
                found.is_free = true;
                found.join(&[NO, UNSURE, YES].map(|truth| signature(Vec::new(), &[*key], &[truth])));
            }
        }
    }
    for (number, keys) in axes {
        let Some(axis) = space.axis(number) else { continue };
        found.complete &= keys.iter().all(|key| !axis.loose.contains(key));
        let mut known: BTreeSet<Vec<i64>> = BTreeSet::new();
        let mut kinds = Vec::new();
        for (at, class) in axis.classes.iter().enumerate() {
            let truths: Vec<i64> =
                keys.iter().filter_map(|key| axis.tables.get(key).and_then(|table| table.get(at)).copied()).collect();
            if known.insert(truths.clone()) {
                let values = axis.properties.iter().copied().zip(class.iter().cloned()).collect();
                kinds.push(signature(values, &keys, &truths));
            }
        }
        found.join(&kinds);
    }
    for (property, keys) in texts {
        let (kinds, complete) = enumerated(space, property, &keys, |circuit, vars| {
            let texts = Texts::new(space, property, &keys, Vec::new(), circuit, vars);
            let signals = keys.iter().filter_map(|key| texts.signal(*key)).collect();
            let is_free = texts.is_free;
            (
                signals,
                Signal::Constant(YES),
                is_free,
                Box::new(move |circuit, chosen| texts.value(space, circuit, chosen)),
            )
        });
        found.complete &= complete;
        found.join(&kinds);
    }
    for (property, keys) in boxes {
        let (kinds, complete) = enumerated(space, property, &keys, |circuit, vars| {
            let boxes = Boxes::new(space, property, &keys, circuit, vars);
            let signals = keys.iter().filter_map(|key| boxes.as_ref()?.signal(*key)).collect();
            let must = boxes.as_ref().map_or(Signal::Constant(YES), |boxes| boxes.must.clone());
            (signals, must, false, Box::new(move |_, chosen| boxes.as_ref().and_then(|boxes| boxes.value(chosen))))
        });
        found.complete &= complete;
        found.join(&kinds);
    }
    found
}

impl Signatures {
    /// Every kind so far with each of these.
    fn join(&mut self, with: &[Signature]) {
        let joined = self.kinds.iter().flat_map(|one| {
            with.iter().map(|two| {
                let mut both = one.clone();
                both.values.extend(two.values.iter().cloned());
                both.truths.extend(&two.truths);
                both
            })
        });
        let joined: Vec<Signature> = joined.take(MOST).collect();
        self.complete &= self.kinds.len() * with.len() <= MOST;
        self.kinds = joined;
    }
}

fn signature(values: Vec<(PropertyId, Option<Value>)>, keys: &[Key], truths: &[i64]) -> Signature {
    Signature { values, truths: keys.iter().copied().zip(truths.iter().copied()).collect() }
}

/// What a way to write values of a property gives: the signals of its questions, what has to be true, whether something
/// is free, and the value of what was chosen.
type Written<'v> =
    (Vec<Signal>, Signal, bool, Box<dyn Fn(&Circuit, &crate::analyze::vars::Chosen) -> Option<Value> + 'v>);

/// Every combination of answers that some value of a property has; whether that is all there are.
fn enumerated<'v>(
    space: &Space,
    property: PropertyId,
    keys: &[Key],
    write: impl Fn(&mut Circuit, &mut Vars) -> Written<'v>,
) -> (Vec<Signature>, bool) {
    let mut kinds = Vec::new();
    let mut complete = true;
    for wanted in combinations(keys.len(), &mut complete) {
        let (mut circuit, mut vars) = (Circuit::default(), Vars::default());
        let (signals, must, is_free, value_of) = write(&mut circuit, &mut vars);
        complete &= !is_free;
        let mut parts = vec![must];
        for (signal, wanted) in signals.into_iter().zip(&wanted) {
            parts.push(circuit.map(signal, Map::Inside([(*wanted, *wanted)].into())));
        }
        let root = circuit.all(parts);
        let chosen = match root {
            Signal::Constant(YES) => vars.chosen(&[]),
            Signal::Constant(_) => continue,
            root => {
                let node = circuit.held(root);
                let families = |var| vars.family_of(var);
                let found = sweep::search(&circuit, node, &[], families, |var| vars.classes(var), Budget::default());
                match found.and_then(|found| found.best) {
                    Some((YES, classes)) => vars.chosen(&classes),
                    _ => continue,
                }
            }
        };
        let value = value_of(&circuit, &chosen);
        // What the pieces promise has to come true; what does not may still be possible.
        let mut values = vec![None; space.properties().len()];
        if let Some(place) = values.get_mut(property.index()) {
            place.clone_from(&value);
        }
        complete &= space.truths(&values, keys) == wanted;
        kinds.push(signature(vec![(property, value)], keys, &wanted));
    }
    (kinds, complete)
}

/// Combinations of answers to so many questions: all, where they are few.
fn combinations(asked: usize, complete: &mut bool) -> Vec<Vec<i64>> {
    if asked > MOST_ASKED {
        *complete = false;
        let one = |at: usize| (0..asked).map(|place| if place == at { YES } else { NO }).collect();
        return (0..asked).map(one).chain([vec![NO; asked], vec![YES; asked], vec![UNSURE; asked]]).collect();
    }
    let mut all: Vec<Vec<i64>> = vec![Vec::new()];
    for _ in 0..asked {
        all = all
            .into_iter()
            .flat_map(|begun| [YES, NO, UNSURE].map(|truth| begun.iter().copied().chain([truth]).collect()))
            .collect();
    }
    all
}
