//! Conditions as the plan holds them: takes the model's conditions, gives the same with each question replaced by its
//! atom's number.
//!
//! Knows nothing of how or when a question is answered.

use std::fmt;

use super::AtomId;
use crate::model::{DefineId, Model};

/// A condition over atoms, in Kleene's logic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Logic {
    /// True where all are, false where one is false, else unknown; of none: true.
    All(Vec<Logic>),
    /// True where one is, false where all are false, else unknown; of none: false.
    Any(Vec<Logic>),
    /// True where it is false, and the other way round; unknown stays unknown.
    Not(Box<Logic>),
    /// The answer to a question.
    Atom(AtomId),
    /// A `define` that is a condition, answered once a contact.
    Define(DefineId),
    /// Always this.
    Constant(bool),
}

impl Logic {
    /// The atoms it names, each as often as it stands there; those inside a `define` are not looked up.
    pub fn atoms(&self) -> Vec<AtomId> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<AtomId>) {
        match self {
            Logic::All(parts) | Logic::Any(parts) => parts.iter().for_each(|part| part.collect(found)),
            Logic::Not(part) => part.collect(found),
            Logic::Atom(atom) => found.push(*atom),
            Logic::Define(_) | Logic::Constant(_) => {}
        }
    }

    /// In words: `a1 and not (a2 or internal)`.
    pub fn shown(&self, model: &Model) -> String {
        Shown { logic: self, model }.to_string()
    }
}

struct Shown<'a> {
    logic: &'a Logic,
    model: &'a Model,
}

impl Shown<'_> {
    fn part<'a>(&'a self, logic: &'a Logic) -> Shown<'a> {
        Shown { logic, model: self.model }
    }

    /// `and` and `or` never stand side by side without parentheses.
    fn joined(&self, f: &mut fmt::Formatter<'_>, parts: &[Logic], word: &str) -> fmt::Result {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                write!(f, " {word} ")?;
            }
            self.inner(f, part)?;
        }
        Ok(())
    }

    fn inner(&self, f: &mut fmt::Formatter<'_>, part: &Logic) -> fmt::Result {
        let several = matches!(part, Logic::All(parts) | Logic::Any(parts) if parts.len() > 1);
        if several { write!(f, "({})", self.part(part)) } else { write!(f, "{}", self.part(part)) }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.logic {
            Logic::All(parts) if parts.is_empty() => f.write_str("true"),
            Logic::Any(parts) if parts.is_empty() => f.write_str("false"),
            Logic::All(parts) => self.joined(f, parts, "and"),
            Logic::Any(parts) => self.joined(f, parts, "or"),
            Logic::Not(part) => {
                f.write_str("not ")?;
                self.inner(f, part)
            }
            Logic::Atom(atom) => write!(f, "a{}", atom.index() + 1),
            Logic::Define(define) => {
                f.write_str(self.model.defines.get(*define).map_or("", |define| define.name.as_str()))
            }
            Logic::Constant(value) => write!(f, "{value}"),
        }
    }
}
