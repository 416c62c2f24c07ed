//! Sets of values of one thing: stretches of a line, or places of a dropdown; union, intersection, and who holds whom.
//!
//! ```text
//! 201..=1000      ├──────────┤                 both    ┼       neither holds the other
//! 1000..                     ├──────────
//! ```
//!
//! Values are numbered in their order, floats too ([`Line`](crate::regions::line::Line)); the constants that the ends were
//! written with are kept for people. Knows nothing of rules.

use std::collections::BTreeSet;

use crate::value::Bound;

/// Values that follow each other on a line; never empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// Number of the first value.
    pub(super) start: i128,
    /// One past the number of the last.
    pub(super) end: i128,
    /// The beginning as written.
    pub(super) low: Bound,
    /// The end as written.
    pub(super) high: Bound,
}

/// Some of the values that a thing can have.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// Sorted, and with something between each two.
    Line(Vec<Stretch>),
    /// Of a dropdown.
    Places(BTreeSet<u32>),
}

impl Stretch {
    /// Whether it is one value.
    pub(super) fn is_point(&self) -> bool {
        self.start + 1 == self.end
    }

    fn both(&self, other: &Self) -> Option<Self> {
        let (start, low) = if self.start >= other.start { (self.start, self.low) } else { (other.start, other.low) };
        let (end, high) = if self.end <= other.end { (self.end, self.high) } else { (other.end, other.high) };
        (start < end).then_some(Self { start, end, low, high })
    }
}

impl Values {
    /// Stretches in any order, which may touch and overlap.
    pub(super) fn line(mut stretches: Vec<Stretch>) -> Self {
        stretches.sort_by_key(|stretch| (stretch.start, stretch.end));
        let mut merged: Vec<Stretch> = Vec::new();
        for stretch in stretches {
            match merged.last_mut() {
                Some(last) if stretch.start <= last.end => {
                    if stretch.end > last.end {
                        (last.end, last.high) = (stretch.end, stretch.high);
                    }
                }
                _ => merged.push(stretch),
            }
        }
        Values::Line(merged)
    }

    /// Values of either; none where they are of different sorts.
    pub(super) fn either(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Values::Line(one), Values::Line(two)) => Some(Self::line(one.iter().chain(two).copied().collect())),
            (Values::Places(one), Values::Places(two)) => Some(Values::Places(one | two)),
            _ => None,
        }
    }

    /// Values of both, likewise.
    pub(super) fn both(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Values::Line(one), Values::Line(two)) => {
                Some(Self::line(one.iter().flat_map(|one| two.iter().filter_map(|two| one.both(two))).collect()))
            }
            (Values::Places(one), Values::Places(two)) => Some(Values::Places(one & two)),
            _ => None,
        }
    }

    /// The others on a line, where they follow each other.
    pub(super) fn rest_of_line(&self, all: &Self) -> Option<Self> {
        let (of, all) = (self.only()?, all.only()?);
        match (of.start == all.start, of.end == all.end) {
            (true, false) => Some(Values::Line(vec![Stretch {
                start: of.end,
                end: all.end,
                low: opposite(of.high),
                high: all.high,
            }])),
            (false, true) => Some(Values::Line(vec![Stretch {
                start: all.start,
                end: of.start,
                low: all.low,
                high: opposite(of.low),
            }])),
            _ => None,
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Values::Line(line) => line.is_empty(),
            Values::Places(places) => places.is_empty(),
        }
    }

    /// Whether every value of the other is one of these.
    pub(super) fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Values::Line(one), Values::Line(two)) => {
                two.iter().all(|two| one.iter().any(|one| one.start <= two.start && two.end <= one.end))
            }
            (Values::Places(one), Values::Places(two)) => two.is_subset(one),
            _ => false,
        }
    }

    /// The one stretch that it is.
    pub(super) fn only(&self) -> Option<&Stretch> {
        match self {
            Values::Line(line) => {
                if let [only] = line.as_slice() {
                    Some(only)
                } else {
                    None
                }
            }
            Values::Places(_) => None,
        }
    }

    /// From its first to one past its last value; places by their numbers.
    pub(super) fn hull(&self) -> Option<(i128, i128)> {
        match self {
            Values::Line(line) => Some((line.first()?.start, line.last()?.end)),
            Values::Places(places) => Some(((*places.first()?).into(), i128::from(*places.last()?) + 1)),
        }
    }

    /// As numbers alone, to be compared.
    pub(super) fn numbers(&self) -> Vec<(i128, i128)> {
        match self {
            Values::Line(line) => line.iter().map(|stretch| (stretch.start, stretch.end)).collect(),
            Values::Places(places) => places.iter().map(|place| ((*place).into(), i128::from(*place) + 1)).collect(),
        }
    }
}

/// Where one stretch ends, the next begins.
pub(super) fn opposite(bound: Bound) -> Bound {
    match bound {
        Bound::Unbounded => Bound::Unbounded,
        Bound::Included(at) => Bound::Excluded(at),
        Bound::Excluded(at) => Bound::Included(at),
    }
}
