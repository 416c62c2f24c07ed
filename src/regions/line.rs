//! The line of numbers cut into regions: takes intervals, gives maximal pieces that none of them cuts.
//!
//! ```text
//! intervals          [2 ─── 5]      (5 ──── …        > 5 and >= 6 are one cut for integers
//! integers   … 0  1 ┃ 2  3  4  5 ┃ 6  7 …
//! ordinals       ↑            ↑
//! cuts           2            6                      a cut is the first ordinal behind it
//! ```
//!
//! Floats are numbered in their order, so that they are integers too: between two floats that follow each other there
//! is nothing, and no region is empty. `< 2.5` cuts before the ordinal of 2.5, `<= 2.5` behind it.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{RegionId, RegionSet};
use crate::{
    base::Id,
    value::{Bound, Date, Instant, Interval, Scalar},
};

/// A line of numbers with its cuts.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    scale: Scale,
    /// The first and last ordinal there is.
    first: i128,
    last: i128,
    /// Where regions but the first begin, with the constant that makes the cut. INVARIANT: first < key <= last.
    cuts: BTreeMap<i128, Edge>,
    /// Where each region begins, in order.
    starts: Vec<i128>,
}

/// Which numbers stand on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    Whole,
    Real,
    /// Calendar dates, numbered by their days.
    Day,
    /// Moments, in microseconds.
    Moment,
}

/// The constant beside a cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) constant: Scalar,
    /// The cut lies behind the constant, so that the constant belongs to the lower region.
    pub(crate) behind: bool,
}

impl Line {
    /// A line no wider than the range, cut at both ends of each interval.
    pub(crate) fn new<'a>(
        scale: Scale,
        range: Option<&Interval>,
        intervals: impl IntoIterator<Item = &'a Interval>,
    ) -> Self {
        let (least, most) = match scale {
            Scale::Whole => (i64::MIN, i64::MAX),
            Scale::Real => (ordinal(f64::MIN), ordinal(f64::MAX)),
            Scale::Day => (Date::MIN.days().into(), Date::MAX.days().into()),
            Scale::Moment => (Instant::MIN.micros(), Instant::MAX.micros()),
        };
        let mut line =
            Self { scale, first: least.into(), last: most.into(), cuts: BTreeMap::new(), starts: Vec::new() };
        if let Some(range) = range {
            let (start, end) = line.span(range);
            line.first = line.first.max(start);
            line.last = line.last.min(end - 1).max(line.first);
        }
        for interval in intervals {
            line.cut(interval);
        }
        line.starts = [line.first].into_iter().chain(line.cuts.keys().copied()).collect();
        line
    }

    fn cut(&mut self, interval: &Interval) {
        let (start, end) = self.span(interval);
        for (at, bound, low) in [(start, interval.low, true), (end, interval.high, false)] {
            let edge = match bound {
                Bound::Unbounded => continue,
                Bound::Included(constant) => Edge { constant, behind: !low },
                Bound::Excluded(constant) => Edge { constant, behind: low },
            };
            if self.first < at && at <= self.last {
                self.cuts.entry(at).or_insert(edge);
            }
        }
    }

    /// Which numbers stand on it.
    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// How many regions there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The regions that lie in one of the intervals; each must have been cut.
    pub(super) fn set(&self, intervals: &[Interval], of: usize) -> RegionSet {
        let mut set = RegionSet::none(of);
        for interval in intervals {
            let (start, end) = self.span(interval);
            for (at, begins) in self.starts.iter().enumerate() {
                if start <= *begins && *begins < end {
                    set.insert(Id::new(at));
                }
            }
        }
        set
    }

    pub(super) fn locate_integer(&self, integer: i64) -> Option<RegionId> {
        (self.scale == Scale::Whole).then(|| self.locate(integer.into()))?
    }

    pub(super) fn locate_number(&self, number: f64) -> Option<RegionId> {
        (self.scale == Scale::Real && number.is_finite()).then(|| self.locate(ordinal(number).into()))?
    }

    pub(super) fn locate_date(&self, date: Date) -> Option<RegionId> {
        (self.scale == Scale::Day).then(|| self.locate(date.days().into()))?
    }

    pub(super) fn locate_instant(&self, instant: Instant) -> Option<RegionId> {
        (self.scale == Scale::Moment).then(|| self.locate(instant.micros().into()))?
    }

    /// The region of an ordinal; none outside the line.
    fn locate(&self, ordinal: i128) -> Option<RegionId> {
        if ordinal > self.last {
            return None;
        }
        self.starts.partition_point(|start| *start <= ordinal).checked_sub(1).map(Id::new)
    }

    /// The pieces in order: first and last ordinal, the edges below and above.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let ends = self.starts.iter().skip(1).map(|start| start - 1).chain([self.last]);
        let edge = |at: i128| self.cuts.get(&at).copied();
        let pieces = self.starts.iter().zip(ends);
        let scale = self.scale;
        pieces.map(|(start, end)| Piece { scale, start: *start, end, low: edge(*start), high: edge(end + 1) }).collect()
    }

    /// The ordinals of an interval: its first, and the first behind it; without regard to the range of the line.
    pub(crate) fn span(&self, interval: &Interval) -> (i128, i128) {
        let start = match &interval.low {
            Bound::Unbounded => self.first,
            Bound::Included(low) => at_least(self.scale, low),
            Bound::Excluded(low) => above(self.scale, low),
        };
        let end = match &interval.high {
            Bound::Unbounded => self.last + 1,
            Bound::Included(high) => above(self.scale, high),
            Bound::Excluded(high) => at_least(self.scale, high),
        };
        (start, end)
    }
}

/// One piece of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) scale: Scale,
    pub(crate) start: i128,
    pub(crate) end: i128,
    /// The cut below; none at the end of the line.
    pub(crate) low: Option<Edge>,
    /// The cut above; none at the end of the line.
    pub(crate) high: Option<Edge>,
}

/// The ordinal of the least number that is not below the constant.
fn at_least(scale: Scale, constant: &Scalar) -> i128 {
    // A place near the constant; a cast that is not exact stays within 64 bits.
    let mut at = match (scale, constant) {
        (_, Scalar::Date(date)) => return date.days().into(),
        (_, Scalar::Instant(instant)) => return instant.micros().into(),
        (Scale::Whole | Scale::Day | Scale::Moment, Scalar::Integer(integer)) => i128::from(*integer),
        (Scale::Whole | Scale::Day | Scale::Moment, Scalar::Number(number)) => i128::from(number.floor() as i64),
        (Scale::Whole | Scale::Day | Scale::Moment, Scalar::Points(points)) => {
            i128::from(points.scaled().div_euclid(10_000))
        }
        (Scale::Real, Scalar::Number(number)) => ordinal(*number).into(),
        (Scale::Real, Scalar::Integer(integer)) => ordinal(*integer as f64).into(),
        (Scale::Real, Scalar::Points(points)) => ordinal(points.scaled() as f64 / 10_000.0).into(),
    };
    while order(scale, at, constant) == Some(Ordering::Less) {
        at += 1;
    }
    while order(scale, at - 1, constant).is_some_and(Ordering::is_ge) {
        at -= 1;
    }
    at
}

/// The ordinal of the least number above the constant.
fn above(scale: Scale, constant: &Scalar) -> i128 {
    let at_least = at_least(scale, constant);
    at_least + i128::from(order(scale, at_least, constant) == Some(Ordering::Equal))
}

/// How the number with this ordinal compares with the constant, exactly; none beyond 64 bits.
fn order(scale: Scale, at: i128, constant: &Scalar) -> Option<Ordering> {
    let at = i64::try_from(at).ok()?;
    match scale {
        Scale::Whole => Scalar::Integer(at),
        Scale::Real => Scalar::Number(number(at)),
        Scale::Day => Scalar::Date(Date::from_days(i32::try_from(at).ok()?)),
        Scale::Moment => Scalar::Instant(Instant::from_micros(at)),
    }
    .compare(constant)
}

/// Floats numbered in their order; both zeros are 0.
pub(crate) fn ordinal(number: f64) -> i64 {
    let bits = number.to_bits().cast_signed();
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

/// The float with this ordinal.
pub(crate) fn number(ordinal: i64) -> f64 {
    let bits = if ordinal < 0 { i64::MIN.wrapping_sub(ordinal) } else { ordinal };
    f64::from_bits(bits.cast_unsigned())
}
