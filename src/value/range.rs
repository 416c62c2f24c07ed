//! Intervals of ordered values: takes two bounds, gives membership, emptiness and overlap, exactly.
//!
//! Knows nothing of properties; who asks says whether the values between are integers.

use std::{cmp::Ordering, fmt};

use serde::Serialize;

use super::{Date, Instant, Micros, Number, Points, number::compare_units};

/// All values between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Where it begins.
    pub low: Bound,
    /// Where it ends.
    pub high: Bound,
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Bound {
    /// There is no end on this side.
    Unbounded,
    /// The end belongs to the interval.
    Included(Scalar),
    /// The end does not belong to the interval.
    Excluded(Scalar),
}

/// A value that has an order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Scalar {
    /// A whole number.
    Integer(i64),
    /// A finite double.
    Number(f64),
    /// Points.
    Points(Points),
    /// A calendar date.
    Date(Date),
    /// A point in time.
    Instant(Instant),
}

impl Interval {
    /// Every value.
    pub const ALL: Interval = Interval { low: Bound::Unbounded, high: Bound::Unbounded };

    /// The values from one bound to the other; empty where they cross.
    pub const fn new(low: Bound, high: Bound) -> Interval {
        Interval { low, high }
    }

    /// One value alone.
    pub const fn point(value: Scalar) -> Interval {
        Interval { low: Bound::Included(value), high: Bound::Included(value) }
    }

    /// Whether the value lies inside; false where it cannot be compared with a bound.
    pub fn contains(&self, value: &Scalar) -> bool {
        self.contains_what(|bound| value.compare(bound))
    }

    /// Whether an exact amount lies inside, likewise.
    pub fn contains_amount(&self, amount: Micros) -> bool {
        self.contains_what(|bound| amount.compare(bound))
    }

    /// Whether something lies inside that compares so with the bounds.
    fn contains_what(&self, compare: impl Fn(&Scalar) -> Option<Ordering>) -> bool {
        let above = match &self.low {
            Bound::Unbounded => true,
            Bound::Included(low) => compare(low).is_some_and(Ordering::is_ge),
            Bound::Excluded(low) => compare(low).is_some_and(Ordering::is_gt),
        };
        above
            && match &self.high {
                Bound::Unbounded => true,
                Bound::Included(high) => compare(high).is_some_and(Ordering::is_le),
                Bound::Excluded(high) => compare(high).is_some_and(Ordering::is_lt),
            }
    }

    /// Whether nothing lies inside. With `integers`, only integers of 64 bits could: `> 2 and < 3` is empty. Dates are
    /// whole days and instants whole microseconds, whatever `integers` says; numbers and points are dense.
    pub fn is_empty(&self, integers: bool) -> bool {
        if let (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) =
            (&self.low, &self.high)
            && low.compare(high).is_none()
        {
            return true;
        }
        if let (Some(first), Some(last)) = (self.first(integers), self.last(integers)) {
            return first > last;
        }
        match (&self.low, &self.high) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(low), Bound::Included(high)) => !low.compare(high).is_some_and(Ordering::is_le),
            (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => {
                !low.compare(high).is_some_and(Ordering::is_lt)
            }
        }
    }

    /// What lies in both.
    ///
    /// ```text
    /// self     ├────────────┤
    /// other         ├────────────○
    /// both          ├───────┤
    /// ```
    #[must_use]
    pub fn intersection(&self, other: &Interval) -> Interval {
        Interval {
            low: tighter(self.low, other.low, Ordering::Greater),
            high: tighter(self.high, other.high, Ordering::Less),
        }
    }

    /// Whether some value lies in both. `integers` as in [`Interval::is_empty`].
    pub fn overlaps(&self, other: &Interval, integers: bool) -> bool {
        !self.intersection(other).is_empty(integers)
    }

    /// The first step inside, where the values go by steps.
    fn first(&self, integers: bool) -> Option<i128> {
        match &self.low {
            Bound::Unbounded => integers.then_some(i128::from(i64::MIN)),
            Bound::Included(low) => low.steps(integers).map(|(floor, exact)| if exact { floor } else { floor + 1 }),
            Bound::Excluded(low) => low.steps(integers).map(|(floor, _)| floor + 1),
        }
    }

    /// The last step inside, where the values go by steps.
    fn last(&self, integers: bool) -> Option<i128> {
        match &self.high {
            Bound::Unbounded => integers.then_some(i128::from(i64::MAX)),
            Bound::Included(high) => high.steps(integers).map(|(floor, _)| floor),
            Bound::Excluded(high) => high.steps(integers).map(|(floor, exact)| if exact { floor - 1 } else { floor }),
        }
    }
}

/// Of two bounds of one side the one that lets less through. `inner` is how it compares with the other.
fn tighter(one: Bound, other: Bound, inner: Ordering) -> Bound {
    match (one, other) {
        (Bound::Unbounded, bound) | (bound, Bound::Unbounded) => bound,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => match a.compare(&b) {
            Some(Ordering::Equal) if matches!(other, Bound::Excluded(_)) => other,
            Some(order) if order == inner.reverse() => other,
            _ => one,
        },
    }
}

impl Scalar {
    /// Compares exactly: integers, numbers and points with each other, dates with dates, instants with instants.
    /// `None` for everything else.
    pub fn compare(&self, other: &Scalar) -> Option<Ordering> {
        match (*self, *other) {
            (Scalar::Date(a), Scalar::Date(b)) => Some(a.cmp(&b)),
            (Scalar::Instant(a), Scalar::Instant(b)) => Some(a.cmp(&b)),
            (Scalar::Number(a), Scalar::Number(b)) => a.partial_cmp(&b),
            (a, Scalar::Number(b)) => a.units().and_then(|(units, per_one)| compare_units(units, per_one, b)),
            (Scalar::Number(a), b) => {
                b.units().and_then(|(units, per_one)| compare_units(units, per_one, a)).map(Ordering::reverse)
            }
            (a, b) => {
                let ((a, a_per_one), (b, b_per_one)) = (a.units()?, b.units()?);
                Some((i128::from(a) * i128::from(b_per_one)).cmp(&(i128::from(b) * i128::from(a_per_one))))
            }
        }
    }

    /// An integer or points as units, and how many of them make one.
    fn units(self) -> Option<(i64, i64)> {
        match self {
            Scalar::Integer(integer) => Some((integer, 1)),
            Scalar::Points(points) => Some((points.scaled(), 10_000)),
            Scalar::Number(_) | Scalar::Date(_) | Scalar::Instant(_) => None,
        }
    }

    /// The value rounded down to a whole step and whether that is exact; `None` for kinds that are dense.
    fn steps(self, integers: bool) -> Option<(i128, bool)> {
        match self {
            Scalar::Date(date) => Some((i128::from(date.days()), true)),
            Scalar::Instant(instant) => Some((i128::from(instant.micros()), true)),
            _ if !integers => None,
            Scalar::Number(number) if !number.is_nan() => {
                Some(((number.floor() as i128).clamp(i128::MIN / 2, i128::MAX / 2), number.floor() == number))
            }
            Scalar::Number(_) => None,
            Scalar::Integer(_) | Scalar::Points(_) => self
                .units()
                .map(|(units, per_one)| (i128::from(units.div_euclid(per_one)), units.rem_euclid(per_one) == 0)),
        }
    }
}

/// As Merit writes it: `2..=5`, `..10`, `6..`, one value alone, and `> 5 and <= 9` where the low bound is left out.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Bound::Included(low), Bound::Included(high)) = (&self.low, &self.high)
            && low == high
        {
            return write!(f, "{low}");
        }
        if let Bound::Excluded(low) = &self.low {
            write!(f, "> {low}")?;
            return match &self.high {
                Bound::Unbounded => Ok(()),
                Bound::Included(high) => write!(f, " and <= {high}"),
                Bound::Excluded(high) => write!(f, " and < {high}"),
            };
        }
        if let Bound::Included(low) = &self.low {
            write!(f, "{low}")?;
        }
        match &self.high {
            Bound::Unbounded => write!(f, ".."),
            Bound::Included(high) => write!(f, "..={high}"),
            Bound::Excluded(high) => write!(f, "..{high}"),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Scalar::Integer(integer) => write!(f, "{integer}"),
            Scalar::Number(number) => write!(f, "{}", Number::Real(number)),
            Scalar::Points(points) => write!(f, "{points}"),
            Scalar::Date(date) => write!(f, "{date}"),
            Scalar::Instant(instant) => write!(f, "{instant}"),
        }
    }
}

#[cfg(test)]
mod tests;
