//! Dates cut where windows lie as of some time: takes windows and an as-of, gives days or moments.
//!
//! ```text
//! within 3 days, as of 10 March     7 ┃ 8  9  10 ┃ 11        the days of a date property
//! a moment against a date           cut at the first moment of the day, in the zone of as-of
//! ```

use super::{
    Domain, Region, SubjectRegions,
    line::{Line, Scale},
    shown,
};
use crate::{
    base::Arena,
    value::{AsOf, Bound, Edge, Instant, Interval, ResolvedMoment, Scalar, Window},
};

/// The subject with its dates cut; any other subject as it is.
pub(super) fn bound(subject: &SubjectRegions, as_of: &AsOf) -> SubjectRegions {
    let Some((scale, range)) = subject.time else { return subject.clone() };
    let intervals: Vec<Interval> = subject.windows.iter().map(|window| interval(scale, window, as_of)).collect();
    let line = Line::new(scale, Some(&range), &intervals);
    let mut regions: Arena<Region> = line.pieces().iter().map(shown::piece).collect();
    let unknown = subject.unknown.map(|_| regions.push(Region::unknown()));
    SubjectRegions { domain: Domain::Time(line, as_of.clone()), regions, unknown, ..subject.clone() }
}

/// A window as an interval of dates, or of moments.
pub(crate) fn interval(scale: Scale, window: &Window, as_of: &AsOf) -> Interval {
    Interval { low: low(scale, &window.low, as_of), high: high(scale, &window.high, as_of) }
}

/// The declared range where its ends are of this scale; every time where they are not.
pub(crate) fn range(scale: Scale, declared: Option<&Interval>) -> Interval {
    let fits = |bound: &Bound| match bound {
        Bound::Unbounded => true,
        Bound::Included(end) | Bound::Excluded(end) => match end {
            Scalar::Date(_) => scale == Scale::Day,
            Scalar::Instant(_) => scale == Scale::Moment,
            Scalar::Integer(_) | Scalar::Number(_) | Scalar::Points(_) => false,
        },
    };
    declared.filter(|range| fits(&range.low) && fits(&range.high)).copied().unwrap_or(Interval::ALL)
}

fn low(scale: Scale, edge: &Edge, as_of: &AsOf) -> Bound {
    let (moment, included) = match edge {
        Edge::Unbounded => return Bound::Unbounded,
        Edge::Included(moment) => (moment.resolve(as_of), true),
        Edge::Excluded(moment) => (moment.resolve(as_of), false),
    };
    match (scale, moment) {
        (Scale::Moment, ResolvedMoment::Date(date)) => {
            // A later date begins with the midnight after.
            let first = if included { date } else { date.plus_days(1) };
            if first == date && !included {
                NOTHING_ABOVE
            } else {
                Bound::Included(Scalar::Instant(as_of.zone.midnight(first)))
            }
        }
        (Scale::Moment, ResolvedMoment::Instant(instant)) => bound_of(Scalar::Instant(instant), included),
        (_, moment) => bound_of(Scalar::Date(moment.date(&as_of.zone)), included),
    }
}

fn high(scale: Scale, edge: &Edge, as_of: &AsOf) -> Bound {
    let (moment, included) = match edge {
        Edge::Unbounded => return Bound::Unbounded,
        Edge::Included(moment) => (moment.resolve(as_of), true),
        Edge::Excluded(moment) => (moment.resolve(as_of), false),
    };
    match (scale, moment) {
        (Scale::Moment, ResolvedMoment::Date(date)) => {
            // A date ends with the midnight after.
            let behind = if included { date.plus_days(1) } else { date };
            if behind == date && included {
                Bound::Unbounded
            } else {
                Bound::Excluded(Scalar::Instant(as_of.zone.midnight(behind)))
            }
        }
        (Scale::Moment, ResolvedMoment::Instant(instant)) => bound_of(Scalar::Instant(instant), included),
        (_, moment) => bound_of(Scalar::Date(moment.date(&as_of.zone)), included),
    }
}

/// Behind the last day of the calendar there is no midnight.
const NOTHING_ABOVE: Bound = Bound::Excluded(Scalar::Instant(Instant::MAX));

fn bound_of(scalar: Scalar, included: bool) -> Bound {
    if included { Bound::Included(scalar) } else { Bound::Excluded(scalar) }
}
