//! The days on which anything can change by itself: takes a contact whose events are cut at as-of, gives dates.
//!
//! What a plan says hangs on time in few ways only, and each changes on days that can be told beforehand:
//!
//! ```text
//! a window of time      where one of its edges passes the date; an edge only moves forward, so the day is found by halving
//! days since a date     where they reach a bound
//! an anniversary        where it enters or leaves its window
//! falling points        each day until nothing is left
//! `until`               the day behind it
//! reckoning with days   any day
//! ```
//!
//! There may be days among them on which nothing changes; there is no change on any other day. Dates of all events of
//! a kind are looked at, whether a query lets them through or not.

use std::cmp::Ordering;

use crate::{
    exec::{Contact, FieldValue},
    model::{EventId, FieldId, Operand, PropertyId, QueryId, Question},
    plan::{Atom, AwardStep, DecayTable, Plan, RuleBodyStep},
    value::{AsOf, Bound, Date, Edge, Interval, Moment, Scalar, TimeValue, Value, Window},
};

/// Anniversaries of one question that are looked at one by one; where there are more, every day is run.
const ANNIVERSARIES: usize = 40;

/// The dates, in order: the day of as-of first where it is not over, up to so many days ahead.
pub(super) fn dates(plan: &Plan, contact: &Contact, as_of: &AsOf, days: u32) -> Vec<Date> {
    let len = usize::try_from(days).unwrap_or(usize::MAX).saturating_add(1);
    let mut dates = Dates { plan, contact, as_of, marked: vec![false; len], left: len };
    dates.collect();
    let today = as_of.date;
    (0..).zip(dates.marked).filter(|(_, is_marked)| *is_marked).map(|(day, _)| today.plus_days(day)).collect()
}

struct Dates<'a> {
    plan: &'a Plan,
    contact: &'a Contact,
    as_of: &'a AsOf,
    /// By days from the date of as-of.
    marked: Vec<bool>,
    /// Days that are not marked.
    left: usize,
}

impl Dates<'_> {
    fn collect(&mut self) {
        let plan = self.plan;
        for rule in plan.model().rules.ids().filter_map(|rule| plan.rule(rule)) {
            if let Some(until) = rule.until {
                self.mark(until.plus_days(1));
            }
            match &rule.body {
                RuleBodyStep::When { award: AwardStep::Decay { table, since }, .. } => {
                    for since in self.times(since, None) {
                        self.decay(table, since);
                    }
                }
                RuleBodyStep::When { award: AwardStep::Per { of, .. }, .. } if self.counts_days(of, None) => self.all(),
                RuleBodyStep::Each { query, table: Some(table), .. } => {
                    for at in self.times_of(*query) {
                        self.decay(table, at);
                    }
                }
                _ => {}
            }
        }
        for query in plan.model().queries.ids() {
            if let Some(window) = plan.query(query).and_then(|query| query.window) {
                for at in self.times_of(query) {
                    self.window(at, &window);
                }
            }
        }
        for atom in plan.atoms().values() {
            self.question(atom);
        }
    }

    fn question(&mut self, atom: &Atom) {
        let plan = self.plan;
        match &atom.question {
            Question::Time { operand, window } => {
                for value in self.times(operand, atom.event) {
                    self.window(value, window);
                }
            }
            Question::Anniversary { operand, window } => self.anniversaries(&self.times(operand, atom.event), window),
            Question::Within { operand, intervals } => match plan.resolved(operand) {
                days @ (Operand::DaysSince(_) | Operand::FieldDaysSince(_) | Operand::DaysSinceEvent { .. }) => {
                    for date in self.counted_from(days, atom.event) {
                        intervals.iter().for_each(|interval| self.bounds(date, interval));
                    }
                }
                other if self.counts_days(other, atom.event) => self.all(),
                _ => {}
            },
            Question::Compare { left, right, .. } => match (plan.resolved(left), plan.resolved(right)) {
                (Operand::Relative { .. }, Operand::Relative { .. }) => self.all(),
                (Operand::Relative { duration, ago }, value) | (value, Operand::Relative { duration, ago }) => {
                    let moment = if *ago { Moment::Ago(*duration) } else { Moment::FromNow(*duration) };
                    for value in self.times(value, atom.event) {
                        self.edge(value, moment);
                    }
                }
                (left, right) if [left, right].iter().any(|side| self.counts_days(side, atom.event)) => self.all(),
                _ => {}
            },
            // Whether days are known never changes, but a quotient of them may.
            Question::Known(operand) => match plan.resolved(operand) {
                reckoned @ (Operand::Arithmetic { .. } | Operand::Negate(_))
                    if self.counts_days(reckoned, atom.event) =>
                {
                    self.all();
                }
                _ => {}
            },
            Question::True(_)
            | Question::Text { .. }
            | Question::Matches { .. }
            | Question::Choice { .. }
            | Question::Choices { .. }
            | Question::Stage { .. }
            | Question::InList(_)
            | Question::AnyEvent(_)
            | Question::Fired(_) => {}
        }
    }

    /// Whether a number grows with the days that pass.
    fn counts_days(&self, operand: &Operand, event: Option<EventId>) -> bool {
        match self.plan.resolved(operand) {
            days @ (Operand::DaysSince(_) | Operand::FieldDaysSince(_) | Operand::DaysSinceEvent { .. }) => {
                !self.counted_from(days, event).is_empty()
            }
            Operand::Arithmetic { left, right, .. } => self.counts_days(left, event) || self.counts_days(right, event),
            Operand::Negate(of) => self.counts_days(of, event),
            _ => false,
        }
    }

    /// The dates that days are counted from.
    fn counted_from(&self, days: &Operand, event: Option<EventId>) -> Vec<TimeValue> {
        match days {
            Operand::DaysSince(property) => self.property(*property).into_iter().collect(),
            Operand::FieldDaysSince(field) => event.map_or_else(Vec::new, |event| self.field(event, *field)),
            Operand::DaysSinceEvent { query, .. } => self.times_of(*query),
            _ => Vec::new(),
        }
    }

    /// The dates and moments that an operand may have while time goes by.
    fn times(&self, operand: &Operand, event: Option<EventId>) -> Vec<TimeValue> {
        match self.plan.resolved(operand) {
            Operand::Property(property) => self.property(*property).into_iter().collect(),
            Operand::Literal(value) => time_value(value).into_iter().collect(),
            Operand::Field(field) => event.map_or_else(Vec::new, |event| self.field(event, *field)),
            Operand::Pick { query, field, .. } => {
                let event = self.plan.query(*query).map(|query| query.event);
                event.map_or_else(Vec::new, |event| self.field(event, *field))
            }
            _ => Vec::new(),
        }
    }

    fn property(&self, property: PropertyId) -> Option<TimeValue> {
        time_value(self.contact.values.get(property.index())?.as_ref()?)
    }

    /// When the events of a query's kind were.
    fn times_of(&self, query: QueryId) -> Vec<TimeValue> {
        let Some(query) = self.plan.query(query) else { return Vec::new() };
        let Some(rows) = self.contact.events.get(query.event.index()) else { return Vec::new() };
        let Some(table) = rows.table() else { return Vec::new() };
        rows.rows().filter_map(|row| table.at(row)).collect()
    }

    /// The dates and moments in a field of all events of a kind.
    fn field(&self, event: EventId, field: FieldId) -> Vec<TimeValue> {
        let Some(rows) = self.contact.events.get(event.index()) else { return Vec::new() };
        let Some(table) = rows.table() else { return Vec::new() };
        let value = |row| match table.value(row, field)? {
            FieldValue::Date(date) => Some(TimeValue::Date(date)),
            FieldValue::Instant(instant) => Some(TimeValue::Instant(instant)),
            _ => None,
        };
        rows.rows().filter_map(value).collect()
    }

    fn window(&mut self, value: TimeValue, window: &Window) {
        for edge in [window.low, window.high] {
            match edge {
                Edge::Unbounded => {}
                Edge::Included(moment) | Edge::Excluded(moment) => self.edge(value, moment),
            }
        }
    }

    /// Marks the days on which a moment that moves with as-of comes to a value, and on which it is past it.
    fn edge(&mut self, value: TimeValue, moment: Moment) {
        if self.left == 0 || matches!(moment, Moment::Date(_) | Moment::Instant(_)) {
            return;
        }
        let order = |as_of: &AsOf| value.compare(moment.resolve(as_of), &as_of.zone);
        let mut last = order(self.as_of);
        // First the value is greater, then perhaps equal, then less.
        while last != Ordering::Less {
            let day = self.first_day(|as_of| order(as_of) < last);
            let Some(day) = day else { return };
            self.mark_day(day);
            last = order(&self.on(day));
        }
    }

    /// The first day on which something is so that stays so from then on.
    fn first_day(&self, holds: impl Fn(&AsOf) -> bool) -> Option<usize> {
        let (mut low, mut high) = (0, self.marked.len());
        while low < high {
            let middle = low.midpoint(high);
            if holds(&self.on(middle)) { high = middle } else { low = middle + 1 }
        }
        (low < self.marked.len()).then_some(low)
    }

    fn on(&self, day: usize) -> AsOf {
        let date = self.as_of.date.plus_days(i64::try_from(day).unwrap_or(i64::MAX));
        AsOf::on(date, &self.as_of.zone, self.as_of.fiscal_start)
    }

    fn anniversaries(&mut self, values: &[TimeValue], window: &Window) {
        if values.len() > ANNIVERSARIES {
            self.all();
        }
        for value in values {
            let mut last = value.anniversary_in(window, self.as_of);
            for day in 0..self.marked.len() {
                let is_in = value.anniversary_in(window, &self.on(day));
                if is_in != last {
                    self.mark_day(day);
                    last = is_in;
                }
            }
        }
    }

    /// Marks the days on which the days since a date come to a bound, and on which they pass it.
    fn bounds(&mut self, since: TimeValue, interval: &Interval) {
        let date = since.date(&self.as_of.zone);
        for bound in [interval.low, interval.high] {
            let days = match bound {
                Bound::Unbounded => continue,
                Bound::Included(Scalar::Integer(days)) | Bound::Excluded(Scalar::Integer(days)) => days,
                // A number beyond all days ends at the last of 64 bits, which is as far away.
                Bound::Included(Scalar::Number(days)) | Bound::Excluded(Scalar::Number(days)) => days.floor() as i64,
                _ => return self.all(),
            };
            if let Some(next) = days.checked_add(1) {
                self.mark_after(date, days);
                self.mark_after(date, next);
            }
        }
    }

    /// Marks each day from tomorrow on until nothing is left, that day too.
    fn decay(&mut self, table: &DecayTable, since: TimeValue) {
        if self.left == 0 {
            return;
        }
        let left = |as_of: &AsOf| table.after(since.days_since(as_of));
        if left(self.as_of) == crate::value::Points::ZERO {
            return;
        }
        let last = self.first_day(|as_of| left(as_of) == crate::value::Points::ZERO);
        // Before the date itself nothing falls.
        let first = usize::try_from(since.days_since(self.as_of).saturating_neg()).unwrap_or(0);
        for day in first..=last.unwrap_or(self.marked.len() - 1) {
            self.mark_day(day);
        }
    }

    fn all(&mut self) {
        self.marked.fill(true);
        self.left = 0;
    }

    /// Marks the date so many days after another, where it is among those that are looked at.
    fn mark_after(&mut self, date: Date, days: i64) {
        let today = i64::from(self.as_of.date.days());
        let day = i64::from(date.days()).checked_add(days).and_then(|day| day.checked_sub(today));
        if let Some(day) = day.and_then(|day| usize::try_from(day).ok()) {
            self.mark_day(day);
        }
    }

    fn mark(&mut self, date: Date) {
        self.mark_after(date, 0);
    }

    fn mark_day(&mut self, day: usize) {
        if let Some(marked @ false) = self.marked.get_mut(day) {
            *marked = true;
            self.left -= 1;
        }
    }
}

fn time_value(value: &Value) -> Option<TimeValue> {
    match value {
        Value::Date(date) => Some(TimeValue::Date(*date)),
        Value::Instant(instant) => Some(TimeValue::Instant(*instant)),
        _ => None,
    }
}
