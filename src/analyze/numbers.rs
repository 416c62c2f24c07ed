//! Intervals of numbers as stretches of integers: takes intervals with bounds of any kind, gives the ten-thousandths of
//! points, or the whole numbers, that lie in them, exactly.

use std::{cmp::Ordering, sync::Arc};

use super::circuit::FAR;
use crate::value::{Bound, Interval, Micros, Points, Scalar};

/// The integers in the intervals, as stretches with their ends; `points`: integers are ten-thousandths of a point.
pub(super) fn stretches(intervals: &[Interval], points: bool) -> Arc<[(i64, i64)]> {
    let of =
        |integer: i64| if points { Scalar::Points(Points::from_scaled(integer)) } else { Scalar::Integer(integer) };
    stretches_by(intervals, &|integer, end| of(integer).compare(end))
}

/// The millionths in the intervals, likewise.
pub(super) fn millionths(intervals: &[Interval]) -> Arc<[(i64, i64)]> {
    stretches_by(intervals, &|integer, end| Micros::from_millionths(integer.into()).compare(end))
}

fn stretches_by(intervals: &[Interval], compare: &dyn Fn(i64, &Scalar) -> Option<Ordering>) -> Arc<[(i64, i64)]> {
    // The first integer from which on `holds`, which stays true once it is.
    let first = |holds: &dyn Fn(Ordering) -> bool, end: &Scalar| -> i64 {
        let (mut low, mut high) = (-FAR, FAR);
        while low < high {
            let middle = low + (high - low) / 2;
            if compare(middle, end).is_some_and(holds) { high = middle } else { low = middle + 1 }
        }
        low
    };
    let stretch = |interval: &Interval| {
        let low = match &interval.low {
            Bound::Unbounded => -FAR,
            Bound::Included(end) => first(&Ordering::is_ge, end),
            Bound::Excluded(end) => first(&Ordering::is_gt, end),
        };
        let high = match &interval.high {
            Bound::Unbounded => FAR,
            Bound::Included(end) => first(&Ordering::is_gt, end) - 1,
            Bound::Excluded(end) => first(&Ordering::is_ge, end) - 1,
        };
        (low <= high).then_some((low, high))
    };
    merged(intervals.iter().filter_map(stretch).collect())
}

/// Stretches that touch are one, so that what is bounded on one side only is seen to be.
fn merged(mut stretches: Vec<(i64, i64)>) -> Arc<[(i64, i64)]> {
    stretches.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (low, high) in stretches {
        match merged.last_mut() {
            Some((_, end)) if low <= end.saturating_add(1) => *end = (*end).max(high),
            _ => merged.push((low, high)),
        }
    }
    merged.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_of_any_kind_are_exact() {
        let least = |low: Bound, points: bool| stretches(&[Interval::new(low, Bound::Unbounded)], points)[0].0;
        assert_eq!(least(Bound::Included(Scalar::Integer(3)), true), 30_000);
        assert_eq!(least(Bound::Excluded(Scalar::Integer(3)), true), 30_001);
        // The double nearest to 0.1 lies a little above it.
        assert_eq!(least(Bound::Included(Scalar::Number(0.1)), true), 1001);
        assert_eq!(least(Bound::Excluded(Scalar::Number(2.5)), false), 3);
    }

    #[test]
    fn stretches_that_touch_are_one() {
        let point = |at: i64| Interval::point(Scalar::Integer(at));
        assert_eq!(*stretches(&[point(5), point(3), point(4)], false), [(3, 5)]);
        assert_eq!(*stretches(&[point(5), point(3)], false), [(3, 3), (5, 5)]);
    }
}
