//! The text of one property as variables: takes what is asked of it, gives each question as a signal, and writes a text
//! for what the search chose.
//!
//! ```text
//! mode      unknown │ "ceo" │ "vp sales" │ any other text
//!                                          ├─ how it starts: nothing in play, or one of the prefixes
//!                                          ├─ how it ends
//!                                          └─ which pieces it has
//! ```
//!
//! A text that some question names by `is` is a mode of its own, where every answer is fixed. Any other text is told by
//! the pieces in it, and a literal holds where a piece implies it ([`theory`]). Parts of addresses have modes and pieces
//! of their own; whole and part are chosen apart, so that more is looked at than there is, never less. Regular
//! expressions are decided freely. Knows nothing of points or rules.

mod asked;
mod ends;
mod theory;
mod within;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use self::{
    asked::{AskedText, Form, asked_text},
    ends::End,
    theory::{Literal, Operator},
};
use super::{
    circuit::{Circuit, NO, OPEN, Signal, UNSURE, Var, YES},
    space::{Key, Space, truth},
    vars::{Chosen, Vars, leaf, lookup},
};
use crate::{
    model::{Part, Property, PropertyId, Quantifier, TextOperator},
    value::{Kind, Value, fold, key},
};

/// The text of a property in one search.
#[derive(Debug)]
pub(super) struct Texts {
    property: PropertyId,
    mode: Var,
    modes: Vec<Mode>,
    whole: Pieces,
    parts: BTreeMap<Part, PartTexts>,
    /// Each question with its signal.
    signals: BTreeMap<Key, Signal>,
    /// Sets of keys that are looked for in it, where it is the contact's key.
    keys: Vec<(Key, BTreeSet<String>)>,
    /// True of the parts of every text.
    pub(super) must: Signal,
    /// Something was decided freely.
    pub(super) is_free: bool,
}

/// What the whole text is.
#[derive(Clone, Debug)]
enum Mode {
    Unknown,
    Is(String),
    Other,
}

/// A part of the text.
#[derive(Debug)]
struct PartTexts {
    mode: Var,
    modes: Vec<Mode>,
    pieces: Pieces,
}

/// The pieces of a text that no question names as a whole.
#[derive(Debug, Default)]
struct Pieces {
    /// The first class of each is: none of them.
    prefix: Option<(Var, Vec<End>)>,
    suffix: Option<(Var, Vec<End>)>,
    /// No and yes.
    inside: Vec<(Var, Literal)>,
    /// Regular expressions that are found, or not.
    patterns: Vec<(Var, String, bool)>,
}

impl Texts {
    /// The text of a property as far as these questions go; `keys` are those of static lists, where it is the key.
    pub(super) fn new(
        space: &Space,
        property: PropertyId,
        asked: &[Key],
        keys: Vec<(Key, BTreeSet<String>)>,
        circuit: &mut Circuit,
        vars: &mut Vars,
    ) -> Self {
        let family = vars.family();
        let questions: Vec<(Key, AskedText)> =
            asked.iter().filter_map(|key| Some((*key, asked_text(space.question(*key)?)))).collect();
        let (modes, tables) = modes(space, property, &questions, &keys);
        let mode = vars.add(family, modes.len());
        let mut texts = Self {
            property,
            mode,
            modes,
            whole: Pieces::default(),
            parts: BTreeMap::new(),
            signals: BTreeMap::new(),
            keys,
            must: Signal::Constant(YES),
            is_free: false,
        };
        let of = |part: Option<Part>| {
            questions.iter().filter(move |(_, asked)| asked.part == part).map(|(_, asked)| &asked.form)
        };
        let parts: BTreeSet<Part> = questions.iter().filter_map(|(_, asked)| asked.part).collect();
        texts.whole = Pieces::new(None, of(None), family, vars);
        for part in parts {
            let modes = part_modes(part, of(Some(part)));
            let mode = vars.add(family, modes.len());
            let pieces = Pieces::new(Some(part), of(Some(part)), family, vars);
            texts.parts.insert(part, PartTexts { mode, modes, pieces });
        }
        // What has a host has a path, `/` if no other.
        if let (Some(host), Some(path)) = (texts.parts.get(&Part::Host), texts.parts.get(&Part::Path)) {
            let is_unknown = |part: &PartTexts, yes: i64, no: i64| {
                let of = |mode: &Mode| if matches!(mode, Mode::Unknown) { yes } else { no };
                leaf(part.mode, part.modes.iter().map(of))
            };
            texts.must = circuit.any(vec![is_unknown(host, YES, NO), is_unknown(path, NO, YES)]);
        }
        for (key, asked) in &questions {
            let inner = match asked.part.and_then(|part| texts.parts.get(&part)) {
                Some(part) => part.signal(&asked.form, circuit),
                None => texts.of_whole(&asked.form, circuit),
            };
            let inner = inner.unwrap_or_else(|| {
                texts.is_free = true;
                leaf(vars.add(family, 3), [NO, UNSURE, YES])
            });
            texts.is_free |= matches!(asked.form, Form::Pattern { .. });
            texts.fix(*key, &tables, inner, circuit);
        }
        for (key, _) in texts.keys.clone() {
            texts.fix(key, &tables, Signal::Constant(NO), circuit);
        }
        texts
    }

    /// The signal of a question.
    pub(super) fn signal(&self, key: Key) -> Option<Signal> {
        self.signals.get(&key).cloned()
    }

    /// The signal of a question about a whole text that is named nowhere; of a part that is named, the whole has what
    /// the part has.
    fn of_whole(&self, form: &Form, circuit: &mut Circuit) -> Option<Signal> {
        let mut signal = self.whole.signal(form, circuit)?;
        let Form::Needles(test) = form else { return Some(signal) };
        for (part, texts) in &self.parts {
            let said = texts.modes.iter().map(|mode| match mode {
                Mode::Is(text) => within::of_whole(test, *part, text),
                Mode::Unknown | Mode::Other => OPEN,
            });
            signal = circuit.select(&lookup(texts.mode, said), signal);
        }
        Some(signal)
    }

    /// The question's signal: fixed where the mode fixes it.
    fn fix(&mut self, key: Key, tables: &BTreeMap<Key, Vec<i64>>, inner: Signal, circuit: &mut Circuit) {
        let Some(table) = tables.get(&key) else { return };
        let signal = circuit.select(&lookup(self.mode, table.iter().copied()), inner);
        self.signals.insert(key, signal);
    }

    /// A text of what was chosen; none: unknown. Where several would do, one that answers all questions as chosen.
    pub(super) fn value(&self, space: &Space, circuit: &Circuit, chosen: &Chosen) -> Option<Value> {
        match self.modes.get(chosen.class(self.mode)) {
            None | Some(Mode::Unknown) => None,
            Some(mode) => {
                let asked: Vec<Key> = self.signals.keys().copied().filter(|key| !self.is_list(*key)).collect();
                let wanted: Vec<i64> = asked
                    .iter()
                    .filter_map(|key| self.signals.get(key))
                    .map(|signal| circuit.value(signal, &|var| chosen.class(var)))
                    .collect();
                let mut values = vec![None; space.properties().len()];
                let mut first = None;
                let texts: Box<dyn Iterator<Item = String>> = match mode {
                    Mode::Is(text) => Box::new(in_other_cases(text, FEW_CASES).into_iter()),
                    _ => write::texts(self, space.properties().get(self.property), chosen),
                };
                for text in texts {
                    if text.trim() != text || text.is_empty() {
                        continue;
                    }
                    let value = Some(Value::Text(text));
                    if let Some(place) = values.get_mut(self.property.index()) {
                        place.clone_from(&value);
                    }
                    if space.truths(&values, &asked) == wanted {
                        return value;
                    }
                    first = first.or(value);
                }
                first
            }
        }
    }

    fn is_list(&self, key: Key) -> bool {
        self.keys.iter().any(|(listed, _)| *listed == key)
    }
}

/// The modes of the whole text, and what they fix of each question.
fn modes(
    space: &Space,
    property: PropertyId,
    questions: &[(Key, AskedText)],
    keys: &[(Key, BTreeSet<String>)],
) -> (Vec<Mode>, BTreeMap<Key, Vec<i64>>) {
    let declared = space.properties().get(property);
    let mut named: Vec<String> = Vec::new();
    let mut exactly = false;
    for (_, asked) in questions {
        if let Form::Needles(test) = &asked.form {
            exactly |= test.exactly;
            if asked.part.is_none() && test.operator == TextOperator::Is {
                named.extend(test.needles.iter().cloned());
            }
        }
    }
    if let Some(Value::Text(default)) = declared.and_then(|property| property.reading.default.as_ref()) {
        named.push(default.clone());
    }
    named.extend(keys.iter().flat_map(|(_, keys)| keys.iter().cloned()));
    if exactly || !keys.is_empty() {
        // Where case counts, the same text in other cases is another one.
        named.extend(other_cases(&named));
    }
    let named: BTreeSet<String> = named.into_iter().filter(|text| can_be_read(text, declared)).collect();
    let asked: Vec<Key> = questions.iter().map(|(key, _)| *key).collect();
    let mut values = vec![None; space.properties().len()];
    let mut said = |text: Option<&String>| -> Vec<i64> {
        if let Some(place) = values.get_mut(property.index()) {
            *place = text.cloned().map(Value::Text);
        }
        let listed = keys.iter().map(|(_, keys)| truth(Some(text.is_some_and(|text| keys.contains(&key(text))))));
        space.truths(&values, &asked).into_iter().chain(listed).collect()
    };
    // What looks at case in the midst of a text is not fixed by the text's letters.
    let is_open = |at: usize, text: &str| questions.get(at).is_some_and(|(_, asked)| asked.form.hangs_on_case(text));
    let mut found: BTreeSet<Vec<i64>> = BTreeSet::new();
    let mut modes: Vec<(Mode, Vec<i64>)> = Vec::new();
    if declared.is_none_or(Property::can_be_unknown) {
        modes.push((Mode::Unknown, said(None)));
    }
    modes.push((Mode::Other, vec![OPEN; asked.len() + keys.len()]));
    for text in &named {
        let said = said(Some(text)).into_iter().enumerate();
        let said: Vec<i64> = said.map(|(at, said)| if is_open(at, text) { OPEN } else { said }).collect();
        if found.insert(said.clone()) {
            modes.push((Mode::Is(text.clone()), said));
        }
    }
    let keys = asked.into_iter().chain(keys.iter().map(|(key, _)| *key));
    let tables = keys
        .enumerate()
        .map(|(at, key)| (key, modes.iter().filter_map(|(_, said)| said.get(at).copied()).collect()))
        .collect();
    (modes.into_iter().map(|(mode, _)| mode).collect(), tables)
}

/// Each text in other cases too, so that of each there is one that none of these is.
fn other_cases<'t>(named: impl IntoIterator<Item = &'t String>) -> Vec<String> {
    let mut alike: BTreeMap<String, (&String, usize)> = BTreeMap::new();
    for text in named {
        alike.entry(fold(text)).or_insert((text, 0)).1 += 1;
    }
    alike.values().flat_map(|(text, count)| in_other_cases(text, count + 2)).collect()
}

/// The text as it stands and in other cases: so many, or all there are. Where so many less one are named, one is left that
/// is not.
fn in_other_cases(text: &str, most: usize) -> Vec<String> {
    let folded = fold(text);
    let mut cases = vec![text.to_owned(), folded.clone(), text.to_uppercase(), swapped(text)];
    let letters: Vec<usize> = folded
        .chars()
        .enumerate()
        .filter(|(_, c)| c.to_uppercase().next() != Some(*c))
        .map(|(place, _)| place)
        .take(LETTERS)
        .collect();
    // Each number is a choice of letters that are large.
    for number in 1..(1_usize << letters.len()).min(most + 1) {
        let is_large =
            |place: usize| letters.iter().position(|of| *of == place).is_some_and(|bit| number >> bit & 1 == 1);
        let large =
            |(place, c): (usize, char)| if is_large(place) { c.to_uppercase().collect() } else { c.to_string() };
        cases.push(folded.chars().enumerate().map(large).collect());
    }
    // As it stands comes first.
    let mut known = BTreeSet::new();
    cases.retain(|other| fold(other) == folded && known.insert(other.clone()));
    cases
}

/// So many cases of a text are tried where it is written.
const FEW_CASES: usize = 8;

/// Of more letters than this, some stay small.
const LETTERS: usize = 24;

/// The text with the case of its first letter changed.
fn swapped(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map_or_else(String::new, |first| {
        if first.is_lowercase() { first.to_uppercase().collect() } else { first.to_lowercase().collect() }
    });
    first + chars.as_str()
}

/// Whether a source that writes this text gives this text, and not unknown.
fn can_be_read(text: &str, property: Option<&Property>) -> bool {
    let is_marker =
        |property: &Property| property.reading.unknown.iter().any(|marker| fold(marker.trim()) == fold(text));
    !text.is_empty() && text.trim() == text && !property.is_some_and(is_marker)
}

/// The modes of a part: there is none, it is one that is named, it is any other.
fn part_modes<'f>(part: Part, forms: impl Iterator<Item = &'f Form>) -> Vec<Mode> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut exactly = false;
    for form in forms {
        if let Form::Needles(test) = form {
            exactly |= test.exactly;
            if test.operator == TextOperator::Is {
                named.extend(test.needles.iter().filter(|needle| fits(part, needle)).cloned());
            }
        }
    }
    if exactly {
        named.extend(other_cases(&named));
    }
    let named = named.into_iter().map(Mode::Is);
    [Mode::Unknown, Mode::Other].into_iter().chain(named).collect()
}

/// Whether a text can stand in a part of an address.
fn fits(part: Part, text: &str) -> bool {
    match part {
        Part::Domain => !text.contains('@'),
        Part::Host => !text.contains(['/', '?', '#']),
        Part::Path => !text.contains(['?', '#']),
    }
}

impl PartTexts {
    /// The signal of a question about a part of a text that is named nowhere as a whole; none where it is free.
    fn signal(&self, form: &Form, circuit: &mut Circuit) -> Option<Signal> {
        let open = self.pieces.signal(form, circuit)?;
        let answer = form.answers();
        let table = self.modes.iter().map(|mode| match mode {
            Mode::Unknown if matches!(form, Form::Known) => NO,
            Mode::Unknown => UNSURE,
            Mode::Is(text) if form.hangs_on_case(text) => OPEN,
            Mode::Is(text) => truth(answer(text)),
            Mode::Other => OPEN,
        });
        Some(circuit.select(&lookup(self.mode, table), open))
    }
}

impl Pieces {
    fn new<'f>(part: Option<Part>, forms: impl Iterator<Item = &'f Form>, family: usize, vars: &mut Vars) -> Self {
        let mut literals: BTreeSet<Literal> = BTreeSet::new();
        let mut patterns: BTreeSet<(String, bool)> = BTreeSet::new();
        for form in forms {
            match form {
                Form::Needles(test) => {
                    let literal = |needle: &String| Literal::new(test.operator, test.exactly, needle);
                    literals.extend(test.needles.iter().filter_map(literal));
                }
                Form::Pattern { source, exactly } => {
                    patterns.insert((source.clone(), *exactly));
                }
                Form::Known | Form::Other => {}
            }
        }
        let can_stand = |literal: &Literal| {
            literal.is_possible(part.is_none())
                && part.is_none_or(|part| literal.operator == Operator::HasWord || fits(part, &literal.text))
        };
        let literals: Vec<Literal> = literals.into_iter().filter(can_stand).collect();
        let of = |operator: Operator| -> Vec<Literal> {
            literals.iter().filter(|literal| literal.operator == operator).cloned().collect()
        };
        let mut ends = |operator: Operator| {
            let ends = End::all(&of(operator));
            (!ends.is_empty()).then(|| (vars.add(family, ends.len() + 1), ends))
        };
        let (prefix, suffix) = (ends(Operator::StartsWith), ends(Operator::EndsWith));
        let inside = literals
            .iter()
            .filter(|literal| matches!(literal.operator, Operator::Contains | Operator::HasWord))
            .map(|literal| (vars.add(family, 2), literal.clone()))
            .collect();
        let patterns = patterns.into_iter().map(|(source, exactly)| (vars.add(family, 2), source, exactly)).collect();
        Self { prefix, suffix, inside, patterns }
    }

    /// The signal of a question about a text that is named nowhere as a whole; none where it is free.
    fn signal(&self, form: &Form, circuit: &mut Circuit) -> Option<Signal> {
        match form {
            Form::Known => Some(Signal::Constant(YES)),
            Form::Other => None,
            Form::Pattern { source, exactly } => {
                let found = self.patterns.iter().find(|(_, known, how)| known == source && how == exactly)?;
                Some(leaf(found.0, [NO, YES]))
            }
            Form::Needles(test) => {
                let held: Vec<Signal> = test
                    .needles
                    .iter()
                    .map(|needle| match Literal::new(test.operator, test.exactly, needle) {
                        Some(literal) => self.holds(&literal, circuit),
                        None => Signal::Constant(NO),
                    })
                    .collect();
                Some(match test.quantifier {
                    Quantifier::Any => circuit.any(held),
                    Quantifier::All | Quantifier::Exactly => circuit.all(held),
                    Quantifier::None => {
                        let any = circuit.any(held);
                        circuit.not(any)
                    }
                })
            }
        }
    }

    /// A literal holds where a piece implies it.
    fn holds(&self, literal: &Literal, circuit: &mut Circuit) -> Signal {
        let implied = |end: &End| if end.implies(literal) { YES } else { NO };
        let ends = self
            .prefix
            .iter()
            .chain(&self.suffix)
            .map(|(var, pieces)| leaf(*var, [NO].into_iter().chain(pieces.iter().map(implied))));
        let inside =
            self.inside.iter().filter(|(_, piece)| piece.implies(literal)).map(|(var, _)| leaf(*var, [NO, YES]));
        circuit.any(ends.chain(inside).collect())
    }
}

/// Whether a property has texts.
pub(super) fn is_text(property: &Property) -> bool {
    matches!(property.kind(), Kind::Text | Kind::Email | Kind::Url)
}
