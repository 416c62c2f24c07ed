//! The ticked boxes of one property as variables: takes what is asked of them, gives each question as a signal, and the
//! boxes for what the search chose.
//!
//! A box that some question names is a variable of its own; all others together are one more. Unknown is a mode; known
//! boxes are never all empty, but where the declared default is the empty set (semantics 2). Knows nothing of points.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    circuit::{Circuit, NO, OPEN, Signal, UNSURE, Var, YES},
    space::{Key, Space},
    vars::{Chosen, Vars, leaf, lookup},
};
use crate::{
    model::{Property, PropertyId, Quantifier, Question},
    value::Value,
};

/// The ticked boxes of a property in one search.
#[derive(Debug)]
pub(super) struct Boxes {
    mode: Var,
    /// Whether the class of the mode is unknown.
    modes: Vec<bool>,
    named: Vec<(u32, Var)>,
    /// Some box that no question names, and which it is.
    rest: Option<(u32, Var)>,
    signals: BTreeMap<Key, Signal>,
    /// Has to be true.
    pub(super) must: Signal,
    /// Something was decided freely.
    pub(super) is_free: bool,
}

impl Boxes {
    /// The boxes of a property as far as these questions go.
    pub(super) fn new(
        space: &Space,
        property: PropertyId,
        asked: &[Key],
        circuit: &mut Circuit,
        vars: &mut Vars,
    ) -> Option<Self> {
        let declared = space.properties().get(property)?;
        let count = u32::try_from(declared.kind().dropdown()?.len()).ok()?;
        let family = vars.family();
        let mut modes = vec![false];
        if declared.can_be_unknown() {
            modes.push(true);
        }
        let mode = vars.add(family, modes.len());
        let questions: Vec<(Key, &Question)> =
            asked.iter().filter_map(|key| Some((*key, space.question(*key)?))).collect();
        let mut places: BTreeSet<u32> = BTreeSet::new();
        for (_, question) in &questions {
            if let Question::Choices { among, .. } = question {
                places.extend(among.iter().filter(|place| **place < count));
            }
        }
        let rest = (0..count).find(|place| !places.contains(place)).map(|place| (place, vars.add(family, 2)));
        let named: Vec<(u32, Var)> = places.into_iter().map(|place| (place, vars.add(family, 2))).collect();
        let mut boxes =
            Self { mode, modes, named, rest, signals: BTreeMap::new(), must: Signal::Constant(YES), is_free: false };
        boxes.must = boxes.filled(declared, circuit);
        for (key, question) in questions {
            let signal = boxes.ask(question, family, circuit, vars);
            boxes.signals.insert(key, signal);
        }
        Some(boxes)
    }

    /// The signal of a question.
    pub(super) fn signal(&self, key: Key) -> Option<Signal> {
        self.signals.get(&key).cloned()
    }

    /// What was chosen.
    pub(super) fn value(&self, chosen: &Chosen) -> Option<Value> {
        if self.modes.get(chosen.class(self.mode)).copied().unwrap_or_default() {
            return None;
        }
        let ticked = self.named.iter().chain(&self.rest).filter(|(_, var)| chosen.class(*var) == 1);
        let mut places: Vec<u32> = ticked.map(|(place, _)| *place).collect();
        places.sort_unstable();
        Some(Value::Choices(places))
    }

    fn ticked(var: Var) -> Signal {
        leaf(var, [NO, YES])
    }

    /// Known boxes are not all empty.
    fn filled(&self, declared: &Property, circuit: &mut Circuit) -> Signal {
        if declared.reading.default == Some(Value::Choices(Vec::new())) {
            return Signal::Constant(YES);
        }
        let ticked = self.named.iter().chain(&self.rest).map(|(_, var)| Self::ticked(*var));
        let unknown = leaf(self.mode, self.modes.iter().map(|unknown| if *unknown { YES } else { NO }));
        circuit.any(ticked.chain([unknown]).collect())
    }

    fn ask(&mut self, question: &Question, family: usize, circuit: &mut Circuit, vars: &mut Vars) -> Signal {
        let mode = |unknown: i64, known: i64| {
            lookup(self.mode, self.modes.iter().map(|is_unknown| if *is_unknown { unknown } else { known }))
        };
        let (quantifier, among) = match question {
            Question::Known(_) => return Signal::Leaf(mode(NO, YES)),
            Question::Choices { quantifier, among, .. } => (*quantifier, among),
            _ => {
                self.is_free = true;
                return leaf(vars.add(family, 3), [NO, UNSURE, YES]);
            }
        };
        let is_among = |place: &u32| among.contains(place);
        let ticked = self.named.iter().filter(|(place, _)| is_among(place)).map(|(_, var)| Self::ticked(*var));
        let ticked: Vec<Signal> = ticked.collect();
        let known = match quantifier {
            Quantifier::Any => circuit.any(ticked),
            Quantifier::All => circuit.all(ticked),
            Quantifier::None => {
                let any = circuit.any(ticked);
                circuit.not(any)
            }
            Quantifier::Exactly => {
                let others = self.named.iter().filter(|(place, _)| !is_among(place)).chain(&self.rest);
                let others = others.map(|(_, var)| leaf(*var, [YES, NO]));
                let all = ticked.into_iter().chain(others).collect();
                circuit.all(all)
            }
        };
        circuit.select(&mode(UNSURE, OPEN), known)
    }
}
