//! Events that stand in the records of contacts: takes the fields of a JSON object, gives the contact its events.
//!
//! They are a list of objects, or one object, under the name of their kind or under it in a field `events`. What is
//! after as-of does not exist, and is counted. Knows nothing of files.

use std::collections::BTreeSet;

use super::{
    Effect, Finding, Subject,
    shape::{At, Raw, Shape, ShapeReader, ambiguous},
    wanted::{self, Names},
};
use crate::{
    data::{FieldResolver, Found},
    exec::{Contact, EventRows, EventTableBuilder},
    model::{Event, EventId, FieldId},
    plan::Plan,
    value::{AsOf, Cell, Value},
};

/// The field that may hold the events of all kinds.
const CONTAINER: &str = "events";

/// Which kinds of events are looked for in records.
#[derive(Debug)]
pub struct Nested<'p> {
    kinds: Vec<Kind<'p>>,
    as_of: &'p AsOf,
}

#[derive(Debug)]
struct Kind<'p> {
    id: EventId,
    event: &'p Event,
    shape: Shape<'p>,
    kept: &'p BTreeSet<FieldId>,
    /// Files have the events of this kind, and records must not.
    is_in_files: bool,
}

/// What one record had of events of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NestedCount {
    /// The kind.
    pub event: EventId,
    /// Events that the contact has got.
    pub events: u64,
    /// Events after as-of.
    pub late: u64,
}

impl<'p> Nested<'p> {
    /// Looks for events of the kinds that rules read, but for those that have none on purpose; those `in_files` must not
    /// stand in records as well.
    pub fn new(plan: &'p Plan, none: &BTreeSet<EventId>, in_files: &BTreeSet<EventId>, as_of: &'p AsOf) -> Self {
        let schema = &plan.model().schema;
        let kinds = plan.needed_events().iter().filter(|(id, _)| !none.contains(id)).filter_map(|(id, kept)| {
            let event = schema.events.get(*id)?;
            let shape = Shape::of_objects(wanted::of_events(schema, *id, event, Some(kept), None), &as_of.zone);
            Some(Kind { id: *id, event, shape, kept, is_in_files: in_files.contains(id) })
        });
        Self { kinds: kinds.collect(), as_of }
    }

    /// The names of the fields that may hold events: that of each kind, then that of all.
    pub(super) fn names(&self) -> Vec<Names<'p>> {
        self.kind_names().into_iter().chain([(CONTAINER, &[][..])]).collect()
    }

    fn kind_names(&self) -> Vec<Names<'p>> {
        self.kinds.iter().map(|kind| (kind.event.name.as_str(), &[][..])).collect()
    }
}

/// Reads the events of records; keeps its memory from record to record.
pub(super) struct NestedReader<'i> {
    nested: &'i Nested<'i>,
    /// Finds the kinds in the field that holds all.
    fields: FieldResolver,
    readers: Vec<ShapeReader>,
    values: Vec<Option<Value>>,
    counts: Vec<NestedCount>,
}

/// What a record has for a kind.
enum Held<'r> {
    Nothing,
    Cell(&'r Cell),
    /// It cannot be told which events are meant: the value that shows it, and why.
    Problem(String, String),
}

impl<'i> NestedReader<'i> {
    pub(super) fn new(nested: &'i Nested<'i>) -> Self {
        let readers = nested.kinds.iter().map(|kind| ShapeReader::new(&kind.shape)).collect();
        let fields = FieldResolver::new(&nested.kind_names());
        Self { nested, fields, readers, values: Vec::new(), counts: Vec::new() }
    }

    /// What the last record had.
    pub(super) fn counts(&self) -> &[NestedCount] {
        &self.counts
    }

    /// The kinds that a record has a field for, be it empty. `places` are those of [`Nested::names`].
    pub(super) fn kinds<'f>(
        &mut self,
        fields: &[(String, Cell)],
        places: impl Iterator<Item = &'f Found>,
    ) -> BTreeSet<EventId> {
        let held = self.held(fields, places);
        let there = self.nested.kinds.iter().zip(&held).filter(|(_, held)| !matches!(held, Held::Nothing));
        there.map(|(kind, _)| kind.id).collect()
    }

    /// Gives the contact the events of its record, and adds what could not be read to `findings`. `places` are those of
    /// [`Nested::names`] among the record's fields.
    pub(super) fn read<'f>(
        &mut self,
        fields: &[(String, Cell)],
        places: impl Iterator<Item = &'f Found>,
        at: At<'_>,
        contact: &mut Contact,
        findings: &mut Vec<Finding>,
    ) {
        self.counts.clear();
        let held = self.held(fields, places);
        for (place, (held, kind)) in held.into_iter().zip(&self.nested.kinds).enumerate() {
            let mut wrong = |key: &str, value: String, reason: String| {
                findings.push(Finding {
                    file: None,
                    line: at.line,
                    record: at.record,
                    key: key.to_owned(),
                    subject: Subject::Event(kind.id),
                    value,
                    reason,
                    effect: Effect::Rejected,
                });
            };
            match held {
                Held::Problem(value, reason) => wrong(&contact.key, value, reason),
                Held::Nothing => {}
                Held::Cell(cell) if is_empty(cell) => {}
                Held::Cell(cell) if kind.is_in_files => {
                    let reason = "events of this kind come from a file, and this record has some of its own";
                    wrong(&contact.key, cell.shown(), reason.to_owned());
                }
                Held::Cell(Cell::List(events)) => self.read_kind(kind, (place, at), events, contact, findings),
                Held::Cell(event @ Cell::Object(_)) => {
                    self.read_kind(kind, (place, at), std::slice::from_ref(event), contact, findings);
                }
                Held::Cell(other) => {
                    let reason = format!("`{}` where a list of events is expected", other.shown());
                    wrong(&contact.key, other.shown(), reason);
                }
            }
        }
    }

    fn read_kind(
        &mut self,
        kind: &Kind<'_>,
        (place, at): (usize, At<'_>),
        events: &[Cell],
        contact: &mut Contact,
        findings: &mut Vec<Finding>,
    ) {
        let Some(reader) = self.readers.get_mut(place) else { return };
        let mut table = EventTableBuilder::new(kind.event, kind.kept);
        let mut late = 0;
        for (number, event) in (1..).zip(events) {
            let before = findings.len();
            let Cell::Object(fields) = event else {
                findings.push(Finding {
                    file: None,
                    line: at.line,
                    record: at.record,
                    key: contact.key.clone(),
                    subject: Subject::Event(kind.id),
                    value: event.shown(),
                    reason: format!("`{}` where an object with the fields of an event is expected", event.shown()),
                    effect: Effect::Rejected,
                });
                continue;
            };
            self.values.clear();
            self.values.resize(kind.event.fields.len(), None);
            let raw = (Raw::Fields(fields), at);
            let is_read = reader.read(&kind.shape, raw, &mut contact.key, &mut self.values, findings);
            if is_late(kind.event, &self.values, self.nested.as_of) {
                findings.truncate(before);
                late += 1;
            } else if is_read {
                table.push(0, &mut self.values);
            }
            if events.len() > 1 {
                findings.iter_mut().skip(before).for_each(|finding| finding.reason += &format!(" (event {number})"));
            }
        }
        let events = table.len() as u64;
        self.counts.push(NestedCount { event: kind.id, events, late });
        let (table, rows) = table.finish();
        if let Some(rows) = rows.into_iter().next() {
            give(contact, kind.id, EventRows::new(table, rows));
        }
    }

    /// What a record has for each kind.
    fn held<'r, 'f>(&mut self, fields: &'r [(String, Cell)], places: impl Iterator<Item = &'f Found>) -> Vec<Held<'r>> {
        let mut held: Vec<Held<'r>> = places.map(|found| at_place(fields, found)).collect();
        // The last is that of the field for all kinds.
        let inner = match held.pop() {
            Some(Held::Cell(Cell::Object(inner))) => inner,
            None | Some(Held::Nothing | Held::Cell(Cell::Absent | Cell::Null)) => return held,
            Some(Held::Cell(other)) => {
                let first = held.iter_mut().zip(&self.nested.kinds).find(|(held, _)| matches!(held, Held::Nothing));
                if let Some((held, kind)) = first {
                    let reason = format!(
                        "the field `{CONTAINER}` has to be an object with a list for each kind, such as `{{\"{}\": […]}}`",
                        kind.event.name
                    );
                    *held = Held::Problem(other.shown(), reason);
                }
                return held;
            }
            Some(Held::Problem(value, reason)) => {
                if let Some(held) = held.iter_mut().find(|held| matches!(held, Held::Nothing)) {
                    *held = Held::Problem(value, reason);
                }
                return held;
            }
        };
        for ((held, found), kind) in held.iter_mut().zip(self.fields.resolve(inner)).zip(&self.nested.kinds) {
            match (&held, at_place(inner, &found)) {
                (_, Held::Nothing) => {}
                (Held::Nothing, within) => *held = within,
                (Held::Cell(cell), within) if is_empty(cell) => *held = within,
                (_, Held::Cell(within)) if is_empty(within) => {}
                (_, Held::Cell(within)) => {
                    let name = &kind.event.name;
                    let reason = format!("events stand both in the field `{name}` and in `{CONTAINER}`");
                    *held = Held::Problem(within.shown(), reason);
                }
                (_, Held::Problem(value, reason)) => *held = Held::Problem(value, reason),
            }
        }
        held
    }
}

/// Whether there are no events.
fn is_empty(cell: &Cell) -> bool {
    match cell {
        Cell::Absent | Cell::Null => true,
        Cell::List(events) => events.is_empty(),
        _ => false,
    }
}

fn at_place<'r>(fields: &'r [(String, Cell)], found: &Found) -> Held<'r> {
    match found {
        Found::Absent => Held::Nothing,
        Found::At(place) => fields.get(*place).map_or(Held::Nothing, |(_, cell)| Held::Cell(cell)),
        Found::Ambiguous(places) => Held::Problem(String::new(), ambiguous(fields, places)),
    }
}

/// Whether an event is after as-of, so that it does not exist yet. A date exists on and before the date of as-of.
pub(super) fn is_late(event: &Event, values: &[Option<Value>], as_of: &AsOf) -> bool {
    match values.get(event.at.index()) {
        Some(Some(Value::Date(date))) => *date > as_of.date,
        Some(Some(Value::Instant(instant))) => *instant > as_of.instant,
        _ => false,
    }
}

/// Lets a contact have these events of a kind.
pub(super) fn give(contact: &mut Contact, event: EventId, rows: EventRows) {
    if contact.events.len() <= event.index() {
        contact.events.resize_with(event.index() + 1, EventRows::default);
    }
    if let Some(place) = contact.events.get_mut(event.index()) {
        *place = rows;
    }
}
