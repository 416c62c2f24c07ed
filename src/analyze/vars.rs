//! The variables of one search, and what each of their classes stands for in the end.

use super::circuit::{Leaf, Signal, Var};

/// Variables as they are made.
#[derive(Debug, Default)]
pub(super) struct Vars {
    classes: Vec<usize>,
    families: Vec<usize>,
    next_family: usize,
}

/// The class that was chosen for each variable; 0 where none was.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    classes: Vec<u32>,
}

impl Vars {
    /// A number for variables that belong together.
    pub(super) fn family(&mut self) -> usize {
        self.next_family += 1;
        self.next_family
    }

    /// A variable with so many classes.
    pub(super) fn add(&mut self, family: usize, classes: usize) -> Var {
        self.classes.push(classes);
        self.families.push(family);
        Var(u32::try_from(self.classes.len() - 1).unwrap_or(u32::MAX))
    }

    /// How many classes a variable has.
    pub(super) fn classes(&self, var: Var) -> usize {
        self.classes.get(var.0 as usize).copied().unwrap_or_default()
    }

    /// The family of a variable.
    pub(super) fn family_of(&self, var: Var) -> usize {
        self.families.get(var.0 as usize).copied().unwrap_or_default()
    }

    /// A choice for every variable.
    pub(super) fn chosen(&self, of: &[(Var, u32)]) -> Chosen {
        let mut classes = vec![0; self.classes.len()];
        for (var, class) in of {
            if let Some(place) = classes.get_mut(var.0 as usize) {
                *place = *class;
            }
        }
        Chosen { classes }
    }
}

impl Chosen {
    /// The class of a variable.
    pub(super) fn class(&self, var: Var) -> usize {
        self.classes.get(var.0 as usize).map_or(0, |class| *class as usize)
    }
}

/// A signal with one value for each class of a variable.
pub(super) fn leaf(var: Var, table: impl IntoIterator<Item = i64>) -> Signal {
    Signal::Leaf(lookup(var, table))
}

/// The leaf itself.
pub(super) fn lookup(var: Var, table: impl IntoIterator<Item = i64>) -> Leaf {
    Leaf { var, table: table.into_iter().collect() }
}
