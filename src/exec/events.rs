//! The events of contacts, in columns: takes rows of values, gives tables in which each contact's events lie together
//! in order of time.
//!
//! Only fields that somebody reads are kept, and each text once. Knows nothing of rules.

mod column;

use std::{collections::BTreeSet, ops::Range, sync::Arc};

pub use column::FieldValue;

use self::column::Column;
use crate::{
    model::{Event, FieldId},
    value::{AsOf, Date, Instant, TimeValue, Value},
};

/// The events of one kind: sorted by contact, then by time, then as the source has them. At most 2³² − 1.
#[derive(Debug)]
pub struct EventTable {
    at: Times,
    // By field; none for fields that nobody reads.
    columns: Vec<Option<Column>>,
}

/// When each event was.
#[derive(Debug)]
enum Times {
    Dates(Vec<Date>),
    Instants(Vec<Instant>),
}

/// The events of one kind that one contact has, in order of time; of several at one time, as the source has them.
#[derive(Clone, Debug, Default)]
pub struct EventRows {
    table: Option<Arc<EventTable>>,
    rows: Range<u32>,
}

/// Rows are the same where they are the same rows of the same table, or none.
impl PartialEq for EventRows {
    fn eq(&self, other: &Self) -> bool {
        let same_table = match (&self.table, &other.table) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (None, None) => true,
            _ => false,
        };
        (self.is_empty() && other.is_empty()) || (same_table && self.rows == other.rows)
    }
}

impl EventTable {
    /// When the event of a row was.
    pub fn at(&self, row: u32) -> Option<TimeValue> {
        match &self.at {
            Times::Dates(dates) => dates.get(row as usize).copied().map(TimeValue::Date),
            Times::Instants(instants) => instants.get(row as usize).copied().map(TimeValue::Instant),
        }
    }

    /// The value of a field in a row; none: unknown, or not kept.
    pub fn value(&self, row: u32, field: FieldId) -> Option<FieldValue<'_>> {
        self.columns.get(field.index())?.as_ref()?.get(row as usize)
    }

    /// The text of a field in a row, folded; none where it is unknown, not kept or no text.
    pub fn folded(&self, row: u32, field: FieldId) -> Option<&str> {
        self.columns.get(field.index())?.as_ref()?.folded(row as usize)
    }

    /// The first of some rows whose time is `late`, or their end; every row behind one that is late must be late too.
    pub fn first_where(&self, rows: Range<u32>, late: impl Fn(TimeValue) -> bool) -> u32 {
        let (mut low, mut high) = (rows.start, rows.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle).is_some_and(&late) { high = middle } else { low = middle + 1 }
        }
        low
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        match &self.at {
            Times::Dates(dates) => dates.len(),
            Times::Instants(instants) => instants.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl EventRows {
    /// Some rows of a table; they are of one contact.
    pub fn new(table: Arc<EventTable>, rows: Range<u32>) -> Self {
        Self { table: Some(table), rows }
    }

    /// Where they stand; none where there are no events.
    pub fn table(&self) -> Option<&EventTable> {
        self.table.as_deref()
    }

    /// The rows of the table, in order of time.
    pub fn rows(&self) -> Range<u32> {
        self.rows.clone()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Those that are not after as-of: later ones do not exist.
    #[must_use]
    pub fn until(&self, as_of: &AsOf) -> Self {
        Self { table: self.table.clone(), rows: self.rows.start..self.first_after(as_of) }
    }

    /// The first row after as-of, or the end.
    pub fn first_after(&self, as_of: &AsOf) -> u32 {
        let is_after = |at| match at {
            TimeValue::Date(date) => date > as_of.date,
            TimeValue::Instant(instant) => instant > as_of.instant,
        };
        self.table.as_ref().map_or(self.rows.start, |table| table.first_where(self.rows(), is_after))
    }
}

/// Collects the events of one kind.
#[derive(Debug)]
pub struct EventTableBuilder {
    at_field: FieldId,
    at: Times,
    columns: Vec<Option<Column>>,
    contacts: Vec<u32>,
}

impl EventTableBuilder {
    /// For events of this kind; keeps these fields beside the time. The time is kept as a column too where it is among them.
    pub fn new(event: &Event, kept: &BTreeSet<FieldId>) -> Self {
        let at = match event.fields.get(event.at).map(|field| field.0.kind()) {
            Some(crate::value::Kind::Date) => Times::Dates(Vec::new()),
            _ => Times::Instants(Vec::new()),
        };
        let columns =
            event.fields.iter().map(|(id, field)| kept.contains(&id).then(|| Column::new(field.0.kind()))).collect();
        Self { at_field: event.at, at, columns, contacts: Vec::new() }
    }

    /// Adds an event of a contact, by the contact's number in any numbering; `values` are those of the event's fields,
    /// taken out. False, and nothing is added, where `at` is unknown or the table is full.
    pub fn push(&mut self, contact: u32, values: &mut [Option<Value>]) -> bool {
        if self.contacts.len() >= u32::MAX as usize {
            return false;
        }
        let at = values.get(self.at_field.index()).and_then(Option::as_ref);
        match (&mut self.at, at) {
            (Times::Dates(dates), Some(Value::Date(date))) => dates.push(*date),
            (Times::Instants(instants), Some(Value::Instant(instant))) => instants.push(*instant),
            _ => return false,
        }
        self.contacts.push(contact);
        for (column, value) in self.columns.iter_mut().zip(values) {
            if let Some(column) = column {
                column.push(value.take());
            }
        }
        true
    }

    /// How many events were added.
    pub fn len(&self) -> usize {
        self.contacts.len()
    }

    /// Whether none was added.
    pub fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// The table, and the rows of each contact by its number.
    pub fn finish(self) -> (Arc<EventTable>, Vec<Range<u32>>) {
        let mut order: Vec<u32> = (0..u32::try_from(self.contacts.len()).unwrap_or(u32::MAX)).collect();
        let contact = |row: &u32| self.contacts.get(*row as usize).copied();
        // Stable: what has one time stays as the source has it.
        match &self.at {
            Times::Dates(dates) => order.sort_by_key(|row| (contact(row), dates.get(*row as usize).copied())),
            Times::Instants(at) => order.sort_by_key(|row| (contact(row), at.get(*row as usize).copied())),
        }
        let contacts = self.contacts.iter().max().map_or(0, |most| *most as usize + 1);
        let mut ranges = vec![0..0; contacts];
        for (place, row) in (0_u32..).zip(&order) {
            let Some(range) = contact(row).and_then(|contact| ranges.get_mut(contact as usize)) else { continue };
            *range = if range.start == range.end { place..place + 1 } else { range.start..place + 1 };
        }
        let at = match self.at {
            Times::Dates(dates) => Times::Dates(sorted(&dates, &order)),
            Times::Instants(instants) => Times::Instants(sorted(&instants, &order)),
        };
        let columns = self.columns.into_iter().map(|column| column.map(|column| column.ordered(&order))).collect();
        (Arc::new(EventTable { at, columns }), ranges)
    }
}

fn sorted<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().filter_map(|row| values.get(*row as usize).copied()).collect()
}
