//! Sets of regions of one subject: takes region numbers, gives union, intersection and complement.
//!
//! Knows nothing of values or questions.

use std::fmt;

use super::{Region, RegionId};
use crate::base::Id;

/// Some of the regions of one subject.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RegionSet {
    // INVARIANT: bits at and above `of` are 0, so that equal sets have equal words.
    words: Vec<u64>,
    of: usize,
}

impl RegionSet {
    /// None of a subject's `of` regions.
    pub fn none(of: usize) -> Self {
        Self { words: vec![0; of.div_ceil(64)], of }
    }

    /// All of a subject's `of` regions.
    pub fn all(of: usize) -> Self {
        Self::none(of).complement()
    }

    /// Whether the region belongs to it.
    pub fn contains(&self, region: RegionId) -> bool {
        let at = region.index();
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Adds a region; one that the subject does not have is ignored.
    pub fn insert(&mut self, region: RegionId) {
        let at = region.index();
        if at < self.of
            && let Some(word) = self.words.get_mut(at / 64)
        {
            *word |= 1 << (at % 64);
        }
    }

    /// Takes a region away.
    pub fn remove(&mut self, region: RegionId) {
        let at = region.index();
        if let Some(word) = self.words.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }

    /// Regions of either.
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a | b)
    }

    /// Regions of both.
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a & b)
    }

    /// The subject's other regions.
    pub fn complement(&self) -> Self {
        let words = self.words.iter().map(|word| !word).collect();
        Self { words, of: self.of }.trimmed()
    }

    /// Its regions, in order.
    pub fn iter(&self) -> impl Iterator<Item = RegionId> {
        (0..self.of).map(Id::<Region>::new).filter(|region| self.contains(*region))
    }

    /// How many regions belong to it.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no region belongs to it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many regions the subject has.
    pub fn of(&self) -> usize {
        self.of
    }

    fn combine(&self, other: &Self, with: impl Fn(u64, u64) -> u64) -> Self {
        let theirs = other.words.iter().copied().chain(std::iter::repeat(0));
        let words = self.words.iter().zip(theirs).map(|(a, b)| with(*a, b)).collect();
        Self { words, of: self.of }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        let rest = self.of % 64;
        if rest != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << rest) - 1;
        }
        self
    }
}

impl fmt::Debug for RegionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_and_its_complement_share_nothing_and_cover_all() {
        for of in [0, 1, 63, 64, 65, 130] {
            let mut set = RegionSet::none(of);
            for at in (0..of).step_by(3) {
                set.insert(Id::new(at));
            }
            set.insert(Id::new(of + 5));
            let rest = set.complement();
            assert!(set.intersection(&rest).is_empty());
            assert_eq!(set.union(&rest), RegionSet::all(of));
            assert_eq!(set.len() + rest.len(), of);
            assert_eq!(rest.complement(), set);
        }
    }
}
