//! The best contacts: takes rows in input order, keeps as many as are asked for.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use super::Row;
use crate::{model::ScoreId, value::Points};

/// The contacts with the most points of one score. Holds no more rows than it is to give.
#[derive(Debug)]
pub struct Top {
    most: usize,
    by: ScoreId,
    /// The least of those kept comes first.
    kept: BinaryHeap<Reverse<Ranked>>,
}

impl Top {
    /// Keeps the `most` rows with the most points of a score.
    pub fn new(most: usize, by: ScoreId) -> Self {
        Self { most, by, kept: BinaryHeap::new() }
    }

    /// Keeps a row if it is good enough so far.
    pub fn offer(&mut self, row: &Row) {
        let points = row.scores.get(self.by.index()).copied().unwrap_or_default();
        let is_full = self.kept.len() >= self.most;
        if is_full && self.kept.peek().is_none_or(|least| least.0.rank() >= (points, Reverse(row.record))) {
            return;
        }
        if is_full {
            self.kept.pop();
        }
        self.kept.push(Reverse(Ranked { points, row: row.clone() }));
    }

    /// The rows kept, the most points first, ties in input order.
    pub fn into_rows(self) -> impl Iterator<Item = Row> {
        self.kept.into_sorted_vec().into_iter().map(|ranked| ranked.0.row)
    }
}

#[derive(Debug)]
struct Ranked {
    points: Points,
    row: Row,
}

impl Ranked {
    fn rank(&self) -> (Points, Reverse<u64>) {
        (self.points, Reverse(self.row.record))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}
impl Eq for Ranked {}
impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}
