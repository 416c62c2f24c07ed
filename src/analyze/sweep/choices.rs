//! What a variable can be chosen to be: takes its tables, one a node that looks at it, gives the classes that differ for
//! them, without those that are never better than another.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher},
};

use hashbrown::DefaultHashBuilder;

use super::super::circuit::Direction;

/// Most classes of a variable that are compared with each other to drop the ones that are never better.
const COMPARED: usize = 192;

/// The classes of a variable, or of several classes that are the same to the circuit the first.
#[derive(Debug)]
pub(super) struct Choices {
    /// The nodes that look at the variable.
    nodes: Vec<usize>,
    classes: Vec<u32>,
    /// For each class one value for each node.
    values: Vec<i64>,
}

impl Choices {
    /// Of a variable with so many classes: `direction` says how the root goes where what joins in at a node rises.
    pub(super) fn new(
        tables: &[(usize, &[i64])],
        classes: usize,
        direction: impl Fn(usize) -> Option<Direction>,
    ) -> Self {
        let directions: Vec<Option<Direction>> = tables.iter().map(|(node, _)| direction(*node)).collect();
        let mut distinct = distinct(tables, classes);
        if distinct.len() <= COMPARED {
            distinct = unbeaten(tables, &distinct, &directions);
        }
        let mut values = Vec::with_capacity(distinct.len() * tables.len());
        for class in &distinct {
            values.extend(tables.iter().map(|(_, table)| table.get(*class).copied().unwrap_or_default()));
        }
        Self {
            nodes: tables.iter().map(|(node, _)| *node).collect(),
            classes: distinct.into_iter().filter_map(|class| u32::try_from(class).ok()).collect(),
            values,
        }
    }

    /// Each class, with what joins in where.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, impl Iterator<Item = (usize, i64)>)> {
        let rows = self.values.chunks(self.nodes.len().max(1));
        self.classes.iter().zip(rows).map(|(class, row)| (*class, self.nodes.iter().copied().zip(row.iter().copied())))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// How many nodes look at the variable.
    pub(super) fn width(&self) -> usize {
        self.nodes.len()
    }
}

/// The first of all classes that are the same to every node.
fn distinct(tables: &[(usize, &[i64])], classes: usize) -> Vec<usize> {
    // Table by table, as they lie in memory.
    let builder = DefaultHashBuilder::default();
    let mut hashers: Vec<_> = (0..classes).map(|_| builder.build_hasher()).collect();
    for (_, table) in tables {
        hashers.iter_mut().zip(*table).for_each(|(hasher, value)| value.hash(hasher));
    }
    let is_same = |one: usize, other: usize| tables.iter().all(|(_, table)| table.get(one) == table.get(other));
    let mut known: HashMap<u64, Vec<usize>> = HashMap::with_capacity(classes);
    let mut distinct = Vec::new();
    for (class, hasher) in hashers.iter().enumerate() {
        let alike = known.entry(hasher.finish()).or_default();
        if !alike.iter().any(|other| is_same(class, *other)) {
            alike.push(class);
            distinct.push(class);
        }
    }
    distinct
}

/// Those that no other one beats in every node.
fn unbeaten(tables: &[(usize, &[i64])], classes: &[usize], directions: &[Option<Direction>]) -> Vec<usize> {
    let is_beaten = |one: usize, by: usize| {
        tables.iter().zip(directions).all(|((_, table), direction)| {
            let (Some(one), Some(by)) = (table.get(one), table.get(by)) else { return false };
            match direction {
                None => true,
                Some(Direction::Up) => one <= by,
                Some(Direction::Down) => one >= by,
                Some(Direction::Mixed) => one == by,
            }
        })
    };
    let mut best: Vec<usize> = Vec::new();
    for class in classes {
        if best.iter().any(|other| is_beaten(*class, *other)) {
            continue;
        }
        best.retain(|other| !is_beaten(*other, *class));
        best.push(*class);
    }
    best
}
