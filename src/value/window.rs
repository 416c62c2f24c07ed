//! Windows of time that hang on as-of: takes `within 30 days` or `in last quarter`, says whether a date lies inside.
//!
//! Knows nothing of properties or events; an unknown time never comes here.

use serde::Serialize;

use super::{AsOf, Date, Duration, Instant, Unit, Zone};

/// All times between two edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Window {
    /// Where it begins.
    pub low: Edge,
    /// Where it ends.
    pub high: Edge,
}

/// One end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Edge {
    /// There is no end on this side.
    Unbounded,
    /// The moment belongs to the window.
    Included(Moment),
    /// The moment does not belong to the window.
    Excluded(Moment),
}

/// A time, written out or as seen from as-of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Moment {
    /// A date.
    Date(Date),
    /// A point in time.
    Instant(Instant),
    /// The instant of as-of.
    AsOf,
    /// So long before as-of: a date, for hours and minutes an instant.
    Ago(Duration),
    /// So long after as-of: a date, for hours and minutes an instant.
    FromNow(Duration),
    /// The first day of a week, month, quarter or year.
    PeriodStart {
        /// The period's kind.
        unit: Unit,
        /// 0 is the period of as-of, -1 the one before, 1 the next.
        offset: i32,
    },
}

/// A moment once as-of is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum ResolvedMoment {
    /// A calendar date.
    Date(Date),
    /// A point in time.
    Instant(Instant),
}

/// The time that a property or event has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum TimeValue {
    /// A calendar date.
    Date(Date),
    /// A point in time.
    Instant(Instant),
}

impl Window {
    /// `within 30 days`: after the date 30 days before as-of, up to the date of as-of. Hours and minutes are exact:
    /// after as-of less the duration, up to as-of.
    ///
    /// ```text
    /// within 3 days, as of 10 March   7 8 9 10 11
    ///                                 ○───────┤
    /// ```
    pub const fn within(duration: Duration) -> Window {
        let high = if duration.is_exact() { Moment::AsOf } else { Moment::TODAY };
        Window { low: Edge::Excluded(Moment::Ago(duration)), high: Edge::Included(high) }
    }

    /// `within next 7 days`: from the date of as-of, before the date 7 days later. Hours and minutes are exact: from
    /// as-of, before as-of and the duration.
    pub const fn within_next(duration: Duration) -> Window {
        let low = if duration.is_exact() { Moment::AsOf } else { Moment::TODAY };
        Window { low: Edge::Included(low), high: Edge::Excluded(Moment::FromNow(duration)) }
    }

    /// `in this month` (offset 0), `in last quarter` (-1), `in next year` (1): the whole calendar period.
    pub const fn period(unit: Unit, offset: i32) -> Window {
        Window {
            low: Edge::Included(Moment::PeriodStart { unit, offset }),
            high: Edge::Excluded(Moment::PeriodStart { unit, offset: offset.saturating_add(1) }),
        }
    }

    /// Every earlier time.
    pub const fn before(moment: Moment) -> Window {
        Window { low: Edge::Unbounded, high: Edge::Excluded(moment) }
    }

    /// Every later time; after a date means a later date.
    pub const fn after(moment: Moment) -> Window {
        Window { low: Edge::Excluded(moment), high: Edge::Unbounded }
    }

    /// The moment itself; for a date the whole day.
    pub const fn on(moment: Moment) -> Window {
        Window { low: Edge::Included(moment), high: Edge::Included(moment) }
    }

    /// The moment and every later time.
    pub const fn at_least(moment: Moment) -> Window {
        Window { low: Edge::Included(moment), high: Edge::Unbounded }
    }

    /// The moment and every earlier time.
    pub const fn at_most(moment: Moment) -> Window {
        Window { low: Edge::Unbounded, high: Edge::Included(moment) }
    }

    /// Whether a time lies inside. An instant against an instant compares exactly, everything else by calendar date.
    pub fn contains(&self, value: TimeValue, as_of: &AsOf) -> bool {
        let above = match &self.low {
            Edge::Unbounded => true,
            Edge::Included(low) => value.compare(low.resolve(as_of), &as_of.zone).is_ge(),
            Edge::Excluded(low) => value.compare(low.resolve(as_of), &as_of.zone).is_gt(),
        };
        above
            && match &self.high {
                Edge::Unbounded => true,
                Edge::Included(high) => value.compare(high.resolve(as_of), &as_of.zone).is_le(),
                Edge::Excluded(high) => value.compare(high.resolve(as_of), &as_of.zone).is_lt(),
            }
    }
}

impl Moment {
    /// The date of as-of.
    pub const TODAY: Moment = Moment::Ago(Duration::new(0, Unit::Day));

    /// The date or instant meant, seen from as-of. Durations in hours and minutes give instants, other durations and
    /// periods give dates.
    pub fn resolve(&self, as_of: &AsOf) -> ResolvedMoment {
        match *self {
            Moment::Date(date) => ResolvedMoment::Date(date),
            Moment::Instant(instant) => ResolvedMoment::Instant(instant),
            Moment::AsOf => ResolvedMoment::Instant(as_of.instant),
            Moment::Ago(duration) if duration.is_exact() => ResolvedMoment::Instant(as_of.before(duration)),
            Moment::Ago(duration) => ResolvedMoment::Date(as_of.date.minus(duration)),
            Moment::FromNow(duration) if duration.is_exact() => ResolvedMoment::Instant(as_of.after(duration)),
            Moment::FromNow(duration) => ResolvedMoment::Date(as_of.date.plus(duration)),
            Moment::PeriodStart { unit, offset } => {
                ResolvedMoment::Date(as_of.date.period_start(unit, offset, as_of.fiscal_start))
            }
        }
    }
}

impl ResolvedMoment {
    /// The calendar date in a zone.
    pub fn date(&self, zone: &Zone) -> Date {
        match *self {
            ResolvedMoment::Date(date) => date,
            ResolvedMoment::Instant(instant) => zone.date_of(instant),
        }
    }
}

impl TimeValue {
    /// The calendar date in a zone.
    pub fn date(&self, zone: &Zone) -> Date {
        match *self {
            TimeValue::Date(date) => date,
            TimeValue::Instant(instant) => zone.date_of(instant),
        }
    }

    /// Calendar days from this time to as-of, negative for later dates.
    pub fn days_since(&self, as_of: &AsOf) -> i64 {
        i64::from(as_of.date.days()) - i64::from(self.date(&as_of.zone).days())
    }

    /// Whether some yearly return of the date, one year later or more, lies in the window. 29 February returns on 28
    /// February in common years.
    pub fn anniversary_in(&self, window: &Window, as_of: &AsOf) -> bool {
        let date = self.date(&as_of.zone);
        let low = match &window.low {
            Edge::Unbounded => Date::MIN,
            Edge::Included(low) | Edge::Excluded(low) => low.resolve(as_of).date(&as_of.zone),
        };
        // The first return that the low edge lets through is in the edge's year or in one of the next two: where the
        // return of a year is before the edge or on it, the next year's is behind.
        let first = low.ymd().0.max(date.ymd().0 + 1);
        (first..=first + 2)
            .filter_map(|year| date.in_year(year))
            .any(|anniversary| window.contains(TimeValue::Date(anniversary), as_of))
    }

    /// Compares instants with instants, else calendar dates.
    pub fn compare(&self, moment: ResolvedMoment, zone: &Zone) -> std::cmp::Ordering {
        match (*self, moment) {
            (TimeValue::Instant(value), ResolvedMoment::Instant(moment)) => value.cmp(&moment),
            (value, moment) => value.date(zone).cmp(&moment.date(zone)),
        }
    }
}

#[cfg(test)]
mod tests;
