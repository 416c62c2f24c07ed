//! Which events a query lets through: takes a query and a contact's events, gives the rows, found once a contact.
//!
//! Rows lie in order of time, so the ends of a window are found by halving where order of time is order of what the
//! window compares. Knows nothing of points.

use std::{cmp::Ordering, ops::Range};

use super::{
    Evaluation, EventTable, FieldValue,
    scratch::{Answer, forget},
};
use crate::{
    model::{EventId, FieldId, QueryId},
    plan::QueryStep,
    value::{AsOf, Date, Edge, ResolvedMoment, TimeValue, Zone},
};

/// The events that a query lets through, in order of time; of several at one time, as the source has them.
#[derive(Clone, Copy, Debug)]
pub struct Matching<'a> {
    event: EventId,
    table: Option<&'a EventTable>,
    rows: &'a Rows,
}

/// One event of a contact.
#[derive(Clone, Copy, Debug)]
pub struct EventRow<'a> {
    event: EventId,
    table: &'a EventTable,
    row: u32,
}

/// Some rows of a table, in order.
#[derive(Debug)]
pub(super) enum Rows {
    /// All between two.
    Run(Range<u32>),
    /// These.
    List(Vec<u32>),
}

impl Rows {
    /// The list's memory, empty.
    pub(super) fn into_memory(self) -> Option<Vec<u32>> {
        let Rows::List(mut list) = self else { return None };
        forget(&mut list);
        Some(list)
    }
}

const NO_ROWS: &Rows = &Rows::Run(0..0);

impl<'a> Matching<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self.rows {
            Rows::Run(rows) => rows.len(),
            Rows::List(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The events, the earliest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = EventRow<'a>> + use<'a> {
        let matching = *self;
        (0..self.len()).filter_map(move |place| matching.get(place))
    }

    /// The earliest.
    pub fn first(&self) -> Option<EventRow<'a>> {
        self.get(0)
    }

    /// The latest.
    pub fn last(&self) -> Option<EventRow<'a>> {
        self.get(self.len().checked_sub(1)?)
    }

    fn get(&self, place: usize) -> Option<EventRow<'a>> {
        let row = match self.rows {
            Rows::Run(rows) => rows.clone().nth(place)?,
            Rows::List(rows) => *rows.get(place)?,
        };
        Some(EventRow { event: self.event, table: self.table?, row })
    }
}

impl<'a> EventRow<'a> {
    /// Its kind.
    pub fn event(&self) -> EventId {
        self.event
    }

    /// Its row in the table of its kind.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// When it was; none only for a row that is not in the table.
    pub fn at(&self) -> Option<TimeValue> {
        self.table.at(self.row)
    }

    /// The calendar date that it was on.
    pub fn date(&self, as_of: &AsOf) -> Option<Date> {
        Some(self.at()?.date(&as_of.zone))
    }

    /// Calendar days from it to as-of, never negative.
    pub fn days(&self, as_of: &AsOf) -> Option<i64> {
        // Where clocks go back over midnight, an earlier instant may lie on a later date.
        Some(self.at()?.days_since(as_of).max(0))
    }

    /// The value of a field; none: unknown, or read by no rule.
    pub fn value(&self, field: FieldId) -> Option<FieldValue<'a>> {
        self.table.value(self.row, field)
    }

    /// The text of a field, folded; none where it is unknown or no text.
    pub(super) fn folded(&self, field: FieldId) -> Option<&'a str> {
        self.table.folded(self.row, field)
    }
}

impl Evaluation<'_> {
    /// The events that a query lets through.
    pub fn matching(&self, query: QueryId) -> Matching<'_> {
        let Some(step) = self.plan.query(query) else {
            return Matching { event: EventId::new(usize::MAX), table: None, rows: NO_ROWS };
        };
        let rows = match (self.existing(step.event), self.scratch.matching.get(query.index())) {
            (Some((table, existing)), Some(place)) => match place.get() {
                Some(rows) => rows,
                None => {
                    let rows = self.let_through(step, table, existing);
                    place.get_or_init(|| rows)
                }
            },
            _ => NO_ROWS,
        };
        Matching { event: step.event, table: self.table(step.event), rows }
    }

    /// The events of a kind that exist: those that are not after as-of.
    pub fn events(&self, event: EventId) -> impl DoubleEndedIterator<Item = EventRow<'_>> {
        let existing = self.existing(event).into_iter();
        existing.flat_map(move |(table, rows)| rows.map(move |row| EventRow { event, table, row }))
    }

    fn table(&self, event: EventId) -> Option<&EventTable> {
        self.contact.events.get(event.index())?.table()
    }

    /// The rows of the contact that are not after as-of; none where there is none.
    fn existing(&self, event: EventId) -> Option<(&EventTable, Range<u32>)> {
        let events = self.contact.events.get(event.index()).filter(|events| !events.is_empty())?;
        let end = events.first_after(self.as_of);
        let rows = events.rows().start..end;
        Some((events.table()?, rows)).filter(|(_, rows)| !rows.is_empty())
    }

    fn let_through(&self, step: &QueryStep, table: &EventTable, existing: Range<u32>) -> Rows {
        let Some(limits) = self.limits(step) else { return Rows::Run(0..0) };
        let first = existing.start;
        let span = Span::new(&limits, table, existing, &self.as_of.zone);
        let is_inside = |row: u32| {
            let inside = |at| limits.iter().flatten().all(|limit| limit.lets(at, &self.as_of.zone));
            span.sure.contains(&row) || table.at(row).is_some_and(inside)
        };
        let mut rows = span.rows.clone();
        while rows.start < rows.end && !is_inside(rows.start) {
            rows.start += 1;
        }
        while rows.start < rows.end && !is_inside(rows.end - 1) {
            rows.end -= 1;
        }
        let mut unsure = (rows.start..span.sure.start.min(rows.end)).chain(span.sure.end.max(rows.start)..rows.end);
        if step.filter.is_none() && unsure.all(is_inside) {
            return Rows::Run(rows);
        }
        let mut list = self.scratch.lists.borrow_mut().pop().unwrap_or_default();
        let passes = |row: &u32| {
            let event = EventRow { event: step.event, table, row: *row };
            is_inside(*row) && self.is_counted(step, event, first)
        };
        list.extend(rows.filter(passes));
        Rows::List(list)
    }

    /// `where` counts an event only when true. `first` is the contact's first row of the kind.
    fn is_counted(&self, step: &QueryStep, event: EventRow<'_>, first: u32) -> bool {
        let Some(filter) = &step.filter else { return true };
        let find = || self.logic_of(filter, event);
        let answer = match step.shared.and_then(|shared| self.scratch.filtered.get(shared)) {
            None => find(),
            Some(answers) => {
                let place = event.row.saturating_sub(first) as usize;
                let known = answers.borrow().get(place).copied().unwrap_or_default();
                match known {
                    Answer::Answered(answer) => answer,
                    Answer::NotAsked => {
                        let answer = find();
                        let mut answers = answers.borrow_mut();
                        if answers.len() <= place {
                            answers.resize(place + 1, Answer::NotAsked);
                        }
                        answers.get_mut(place).into_iter().for_each(|kept| *kept = Answer::Answered(answer));
                        answer
                    }
                }
            }
        };
        answer == Some(true)
    }

    /// What the times of a query's events must keep to; none where no event can.
    fn limits(&self, step: &QueryStep) -> Option<Limits> {
        let edge = |edge: Edge, side| match edge {
            Edge::Unbounded => None,
            Edge::Included(moment) => Some(Limit { side, included: true, moment: moment.resolve(self.as_of) }),
            Edge::Excluded(moment) => Some(Limit { side, included: false, moment: moment.resolve(self.as_of) }),
        };
        let low = step.window.and_then(|window| edge(window.low, Side::Low));
        let high = step.window.and_then(|window| edge(window.high, Side::High));
        let since = match step.since_last {
            None => None,
            Some(other) => {
                let (table, rows) = self.existing(other)?;
                let moment = match table.at(rows.end.checked_sub(1)?)? {
                    TimeValue::Date(date) => ResolvedMoment::Date(date),
                    TimeValue::Instant(instant) => ResolvedMoment::Instant(instant),
                };
                Some(Limit { side: Side::Low, included: false, moment })
            }
        };
        Some([low, high, since])
    }
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Low,
    High,
}

/// One end of the time in which events count.
#[derive(Clone, Copy, Debug)]
struct Limit {
    side: Side,
    included: bool,
    moment: ResolvedMoment,
}

impl Limit {
    fn lets(&self, at: TimeValue, zone: &Zone) -> bool {
        let order = at.compare(self.moment, zone);
        let beyond = match self.side {
            Side::Low => order.is_gt(),
            Side::High => order.is_lt(),
        };
        beyond || (self.included && order.is_eq())
    }

    /// Two rows: before the first the moment is surely not reached, from the second on it is surely passed.
    fn around(&self, table: &EventTable, rows: &Range<u32>, zone: &Zone) -> (u32, u32) {
        let reached = table.first_where(rows.clone(), |at| self.order(at, NEAR, zone).is_ge());
        let passed = table.first_where(rows.clone(), |at| self.order(at, -NEAR, zone).is_gt());
        (reached, passed)
    }

    /// How a time compares with the moment. The date of an instant is that in UTC and so many days later, for it grows
    /// with the instant; dates in a zone fall where clocks go back over midnight.
    fn order(&self, at: TimeValue, days: i64, zone: &Zone) -> Ordering {
        match (at, self.moment) {
            (TimeValue::Instant(instant), ResolvedMoment::Date(date)) => {
                (instant.micros().div_euclid(DAY) + days).cmp(&i64::from(date.days()))
            }
            (at, moment) => at.compare(moment, zone),
        }
    }
}

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

/// No zone's date is further from that of UTC, in days: clocks are less than 26 hours apart.
const NEAR: i64 = 2;

/// Rows that may lie inside limits.
struct Span {
    /// None other does.
    rows: Range<u32>,
    /// All of these do; may be empty with its start behind its end.
    sure: Range<u32>,
}

impl Span {
    fn new(limits: &Limits, table: &EventTable, existing: Range<u32>, zone: &Zone) -> Self {
        let mut span = Self { rows: existing.clone(), sure: existing.clone() };
        for limit in limits.iter().flatten() {
            let (reached, passed) = limit.around(table, &existing, zone);
            match limit.side {
                Side::Low => {
                    span.rows.start = span.rows.start.max(reached);
                    span.sure.start = span.sure.start.max(passed);
                }
                Side::High => {
                    span.rows.end = span.rows.end.min(passed);
                    span.sure.end = span.sure.end.min(reached);
                }
            }
        }
        span
    }
}

/// Up to three ends: a window's two, and that of `since last`.
type Limits = [Option<Limit>; 3];
