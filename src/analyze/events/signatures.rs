//! The kinds of events that questions can tell apart, but for their time: takes a kind of event and the questions about
//! its fields, gives one event of each kind.
//!
//! A field that is added up or counted is cut into all its pieces, each with the least and the most it may hold.
//!
//! Fields that no question compares are independent, so the kinds are all combinations of the kinds of each field. Of a
//! text, the combinations of answers are put to the search, one question after the other.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    analyze::{
        boxes::Boxes,
        circuit::{Circuit, Map, NO, Signal, UNSURE, YES},
        space::{Home, Key, Piece, Space, question_reads},
        sweep::{self, Budget},
        text::Texts,
        vars::{Chosen, Vars},
    },
    model::{PropertyId, Question},
    value::{Interval, Kind, Micros, Number, Value},
};

/// Most kinds of events that are looked at.
const MOST: usize = 256;
/// Most searches for a text that answers questions in a certain way.
const MOST_TRIED: usize = 2_000;

/// Most sets of questions whose answers are kept.
const MOST_KNOWN: usize = 1000;

/// What events of one kind may be.
#[derive(Debug)]
pub(in crate::analyze) struct EventSpace {
    pub(in crate::analyze) space: Space,
    /// The kinds of events by what was asked.
    known: RefCell<BTreeMap<Asked, Rc<Signatures>>>,
}

/// Questions, and the fields that are counted as text.
type Asked = (Vec<Key>, String);

/// Fields that are added up, compared or counted over many events, and where their values are cut.
pub(in crate::analyze) type Counted = BTreeMap<PropertyId, Vec<Interval>>;

/// What events of one signature hold in a field that is counted.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Held {
    /// Place among the pieces of the field, the least values first where they have an order.
    pub(in crate::analyze) place: i64,
    /// One of them; none: unknown.
    pub(in crate::analyze) value: Option<Value>,
    /// The least and the greatest of them, where they have an order.
    pub(in crate::analyze) ends: Option<(Value, Value)>,
    /// The least and the most in millionths, of a number; none: as far as one likes.
    pub(in crate::analyze) low: Option<i64>,
    pub(in crate::analyze) high: Option<i64>,
    /// Some are too large to be added up.
    pub(in crate::analyze) is_too_large: bool,
    /// How many different ones there are; none: as many as one likes.
    pub(in crate::analyze) different: Option<i64>,
}

/// Events that questions about fields cannot tell apart.
#[derive(Clone, Debug, Default)]
pub(in crate::analyze) struct Signature {
    /// Values of the fields asked about.
    pub(in crate::analyze) values: Vec<(PropertyId, Option<Value>)>,
    /// The answers.
    pub(in crate::analyze) truths: BTreeMap<Key, i64>,
    /// What is in the fields that are counted.
    pub(in crate::analyze) held: BTreeMap<PropertyId, Held>,
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

    /// The kinds of events by the answers to these questions, and by the pieces of the fields that are counted.
    pub(in crate::analyze) fn signatures(&self, keys: &[Key], counted: &Counted) -> Rc<Signatures> {
        let asked = (keys.to_vec(), if counted.is_empty() { String::new() } else { format!("{counted:?}") });
        let known = self.known.borrow().get(&asked).cloned();
        known.unwrap_or_else(|| {
            let found = Rc::new(signatures(&self.space, keys, counted));
            let mut known = self.known.borrow_mut();
            // Which are forgotten does not matter; that they are, bounds the memory.
            if known.len() >= MOST_KNOWN {
                known.clear();
            }
            known.insert(asked, Rc::clone(&found));
            found
        })
    }
}

fn signatures(space: &Space, keys: &[Key], counted: &Counted) -> Signatures {
    let mut found = Signatures { kinds: vec![Signature::default()], complete: true, is_free: false };
    let mut in_pieces: BTreeSet<Key> = BTreeSet::new();
    for (field, cuts) in counted {
        let asked = |key: &&Key| space.question(**key).is_some_and(|question| reads(question, *field));
        let (own, shared): (Vec<Key>, Vec<Key>) = keys.iter().filter(asked).partition(|key| {
            space.question(**key).is_some_and(|question| question_reads(question).properties.len() == 1)
        });
        // Compared with another field, a value is more than the piece it lies in.
        found.complete &= shared.is_empty();
        let Some((pieces, complete)) = space.pieces(*field, &own, cuts) else { continue };
        found.complete &= complete;
        let kinds: Vec<Signature> = (0..)
            .zip(&pieces)
            .map(|(place, piece)| {
                let mut values = vec![None; space.properties().len()];
                if let Some(value) = values.get_mut(field.index()) {
                    value.clone_from(&piece.value);
                }
                let truths = space.truths(&values, &own);
                let mut kind = signature(vec![(*field, piece.value.clone())], &own, &truths);
                kind.held.insert(*field, held(place, piece));
                kind
            })
            .collect();
        in_pieces.extend(own);
        found.join(&kinds);
    }
    let keys: Vec<Key> = keys.iter().filter(|key| !in_pieces.contains(key)).copied().collect();
    let keys = keys.as_slice();
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
            let (is_free, must) = (texts.is_free, texts.must.clone());
            (signals, must, is_free, Box::new(move |circuit, chosen| texts.value(space, circuit, chosen)))
        });
        found.complete &= complete;
        found.join(&with_held(kinds, property, counted, &|key| space.question(key).is_some_and(is_exact)));
    }
    for (property, keys) in boxes {
        let (kinds, complete) = enumerated(space, property, &keys, |circuit, vars| {
            let boxes = Boxes::new(space, property, &keys, circuit, vars);
            let signals = keys.iter().filter_map(|key| boxes.as_ref()?.signal(*key)).collect();
            let must = boxes.as_ref().map_or(Signal::Constant(YES), |boxes| boxes.must.clone());
            (signals, must, false, Box::new(move |_, chosen| boxes.as_ref().and_then(|boxes| boxes.value(chosen))))
        });
        found.complete &= complete;
        found.join(&with_held(kinds, property, counted, &|_| false));
    }
    for field in counted.keys() {
        let is_held = found.kinds.iter().any(|kind| kind.held.contains_key(field));
        let Some(property) = space.properties().get(*field).filter(|_| !is_held) else { continue };
        let some = match property.kind() {
            Kind::Text | Kind::Email | Kind::Url => space.some_text(property.kind()),
            _ => Value::Choices(vec![0]),
        };
        let unknown = property.can_be_unknown().then_some(None);
        let kinds = unknown.into_iter().chain([Some(some)]).map(|value| signature(vec![(*field, value)], &[], &[]));
        found.join(&with_held(kinds.collect(), *field, counted, &|_| false));
    }
    found
}

pub(super) fn reads(question: &Question, field: PropertyId) -> bool {
    question_reads(question).properties.contains(&field)
}

fn is_exact(question: &Question) -> bool {
    match question {
        Question::Text { test, .. } => test.exactly,
        Question::Matches { exactly, .. } => *exactly,
        _ => false,
    }
}

/// What a piece holds.
fn held(place: i64, piece: &Piece) -> Held {
    let unordered = Held {
        place,
        value: piece.value.clone(),
        ends: piece.ends.clone(),
        low: None,
        high: None,
        is_too_large: false,
        different: Some(1),
    };
    let millionths = |value: &Value| -> Option<Option<i64>> {
        let number = match value {
            Value::Integer(integer) => Number::Integer(*integer),
            Value::Number(number) => Number::Real(*number),
            _ => return None,
        };
        Some(Micros::rounded(number).and_then(|amount| i64::try_from(amount.millionths()).ok()))
    };
    let Some((first, last)) = &piece.ends else { return unordered };
    let different = match (first, last) {
        (Value::Integer(first), Value::Integer(last)) => last.checked_sub(*first).and_then(|more| more.checked_add(1)),
        (first, last) => (first == last).then_some(1),
    };
    let is_too_large = [first, last].into_iter().any(|value| match value {
        Value::Number(number) => Micros::rounded(Number::Real(*number)).is_none(),
        _ => false,
    });
    let (low, high) = (millionths(first).flatten(), millionths(last).flatten());
    Held { low, high, is_too_large, different, ..unordered }
}

/// Kinds of a text or of boxes that is counted: of each there are as many different ones as one likes. Kinds that differ
/// in upper and lower case alone, which only questions that are exact can tell, may hold the same value.
fn with_held(
    mut kinds: Vec<Signature>,
    field: PropertyId,
    counted: &Counted,
    is_exact: &dyn Fn(Key) -> bool,
) -> Vec<Signature> {
    if !counted.contains_key(&field) {
        return kinds;
    }
    let mut places: Vec<(BTreeMap<Key, i64>, bool)> = Vec::new();
    for kind in &mut kinds {
        let value = kind.values.first().and_then(|(_, value)| value.clone());
        let told = kind.truths.iter().filter(|(key, _)| !is_exact(**key)).map(|(key, truth)| (*key, *truth));
        let told = (told.collect(), value.is_some());
        let place = places.iter().position(|known| *known == told).unwrap_or_else(|| {
            places.push(told);
            places.len() - 1
        });
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        let held = Held { place, value, ends: None, low: None, high: None, is_too_large: false, different: None };
        kind.held.insert(field, held);
    }
    kinds
}

impl Signatures {
    /// Every kind so far with each of these.
    fn join(&mut self, with: &[Signature]) {
        let joined = self.kinds.iter().flat_map(|one| {
            with.iter().map(|two| {
                let mut both = one.clone();
                both.values.extend(two.values.iter().cloned());
                both.truths.extend(&two.truths);
                both.held.extend(two.held.iter().map(|(field, held)| (*field, held.clone())));
                both
            })
        });
        let joined: Vec<Signature> = joined.take(MOST).collect();
        self.complete &= self.kinds.len() * with.len() <= MOST;
        self.kinds = joined;
    }
}

fn signature(values: Vec<(PropertyId, Option<Value>)>, keys: &[Key], truths: &[i64]) -> Signature {
    Signature { values, truths: keys.iter().copied().zip(truths.iter().copied()).collect(), held: BTreeMap::new() }
}

/// What a way to write values of a property gives: the signals of its questions, what has to be true, whether something
/// is free, and the value of what was chosen.
type Written<'v> = (Vec<Signal>, Signal, bool, Box<dyn Fn(&Circuit, &Chosen) -> Option<Value> + 'v>);

/// Every combination of answers that some value of a property has; whether that is all there are.
fn enumerated<'v>(
    space: &Space,
    property: PropertyId,
    keys: &[Key],
    write: impl Fn(&mut Circuit, &mut Vars) -> Written<'v>,
) -> (Vec<Signature>, bool) {
    // Answer by answer, so that only what is possible so far is asked further.
    let mut begun: Vec<(Vec<i64>, Option<Value>)> = vec![(Vec::new(), None)];
    let (mut complete, mut tried) = (true, 0);
    for _ in keys {
        let mut longer = Vec::new();
        for (so_far, value) in begun {
            // One of the answers is that of the value which shows what is possible so far.
            let known = value.as_ref().map(|value| truths(space, property, Some(value), keys)).unwrap_or_default();
            let told = known.strip_prefix(so_far.as_slice()).and_then(|rest| rest.first()).copied();
            for truth in [YES, NO, UNSURE] {
                let wanted: Vec<i64> = so_far.iter().copied().chain([truth]).collect();
                if told == Some(truth) {
                    longer.push((wanted, value.clone()));
                    continue;
                }
                tried += 1;
                if longer.len() >= MOST || tried > MOST_TRIED {
                    complete = false;
                    continue;
                }
                let (mut circuit, mut vars) = (Circuit::default(), Vars::default());
                let (signals, must, is_free, value_of) = write(&mut circuit, &mut vars);
                complete &= !is_free;
                let mut parts = vec![must];
                for (signal, wanted) in signals.into_iter().zip(&wanted) {
                    parts.push(circuit.map(signal, Map::Inside([(*wanted, *wanted)].into())));
                }
                if let Some(chosen) = chosen(&mut circuit, &vars, parts) {
                    longer.push((wanted, value_of(&circuit, &chosen)));
                }
            }
        }
        begun = longer;
    }
    let mut kinds = Vec::new();
    for (wanted, value) in begun {
        // What the pieces promise has to come true; what does not may still be possible.
        complete &= truths(space, property, value.as_ref(), keys) == wanted;
        kinds.push(signature(vec![(property, value)], keys, &wanted));
    }
    (kinds, complete)
}

/// Classes with which all parts are true.
fn chosen(circuit: &mut Circuit, vars: &Vars, parts: Vec<Signal>) -> Option<Chosen> {
    match circuit.all(parts) {
        Signal::Constant(YES) => Some(vars.chosen(&[])),
        Signal::Constant(_) => None,
        root => {
            let node = circuit.held(root);
            let families = |var| vars.family_of(var);
            let found = sweep::search(circuit, node, &[], families, |var| vars.classes(var), Budget::default())?;
            found.best.filter(|(truth, _)| *truth == YES).map(|(_, classes)| vars.chosen(&classes))
        }
    }
}

fn truths(space: &Space, property: PropertyId, value: Option<&Value>, keys: &[Key]) -> Vec<i64> {
    let mut values = vec![None; space.properties().len()];
    if let Some(place) = values.get_mut(property.index()) {
        *place = value.cloned();
    }
    space.truths(&values, keys)
}
