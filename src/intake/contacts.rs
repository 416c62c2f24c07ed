//! What is read of contacts: takes a plan and the head of a table, gives an [`Intake`], or findings that name every
//! column that is not there; then takes records, gives contacts.

use std::collections::BTreeSet;

use super::{
    Effect, Finding, Subject,
    nested::{Nested, NestedCount, NestedReader},
    shape::{At, Raw, Shape, ShapeReader},
    wanted,
};
use crate::{
    base::Diagnostic,
    data::{Cells, Fault, Record, Table},
    exec::Contact,
    model::{EventId, PropertyId, Schema},
    plan::Plan,
    value::Zone,
};

/// What is read of each record, and where it stands. Threads may share it; each reads with its own [`Reader`].
#[derive(Debug)]
pub struct Intake<'p> {
    schema: &'p Schema,
    shape: Shape<'p>,
    key: Option<PropertyId>,
    nested: Option<Nested<'p>>,
    due: BTreeSet<EventId>,
}

impl<'p> Intake<'p> {
    /// Finds the columns that a plan needs. `name` is what messages call the table, `key` the property that tells
    /// contacts apart, `zone` where dates without an offset are at home.
    ///
    /// # Errors
    /// For CSV and TSV: one finding for each property without a column, or with several that fit equally well.
    pub fn new(
        plan: &'p Plan,
        table: &Table,
        name: &str,
        key: Option<PropertyId>,
        zone: &Zone,
    ) -> Result<Self, Vec<Diagnostic>> {
        let shape = Shape::of_table(wanted::of_contacts(plan, key), table, name, zone)?;
        Ok(Self { schema: &plan.model().schema, shape, key, nested: None, due: BTreeSet::new() })
    }

    /// Reads the events too that stand in the records of JSONL.
    #[must_use]
    pub fn with_nested(self, nested: Nested<'p>) -> Self {
        let shape = self.shape.with_more(nested.names());
        Self { shape, nested: Some(nested), ..self }
    }

    /// The first record that can be read has to have a field for each of these kinds of events.
    #[must_use]
    pub fn with_due(self, due: BTreeSet<EventId>) -> Self {
        Self { due, ..self }
    }

    /// The kinds of events that the first record has to have a field for.
    pub fn due(&self) -> &BTreeSet<EventId> {
        &self.due
    }

    /// The schema that values are read by.
    pub fn schema(&self) -> &'p Schema {
        self.schema
    }

    /// The property that tells contacts apart.
    pub fn key(&self) -> Option<PropertyId> {
        self.key
    }
}

/// Reads records; keeps its memory from record to record.
pub struct Reader<'i> {
    intake: &'i Intake<'i>,
    reader: ShapeReader,
    nested: Option<NestedReader<'i>>,
}

impl<'i> Reader<'i> {
    /// A reader for one thread.
    pub fn new(intake: &'i Intake<'i>) -> Self {
        let nested = intake.nested.as_ref().map(NestedReader::new);
        Self { intake, reader: ShapeReader::new(&intake.shape), nested }
    }

    /// Reads a record into `contact`, whose earlier values and events go, and adds what could not be read to `findings`.
    ///
    /// False where the record is rejected: then one finding was added, and the contact is not to be used.
    pub fn read(&mut self, record: &Record, contact: &mut Contact, findings: &mut Vec<Finding>) -> bool {
        let Intake { shape, schema, .. } = self.intake;
        contact.values.clear();
        contact.values.resize(schema.properties.len(), None);
        contact.key.clear();
        contact.events.clear();
        let (raw, at) = (Raw::from(&record.cells), At::new(None, record));
        if !self.reader.read(shape, (raw, at), &mut contact.key, &mut contact.values, findings) {
            return false;
        }
        if let (Some(nested), Raw::Fields(fields)) = (&mut self.nested, raw) {
            nested.read(fields, self.reader.more(shape), at, contact, findings);
        }
        true
    }

    /// The kinds of events that a record has a field for, be it empty.
    pub fn kinds(&mut self, record: &Record) -> BTreeSet<EventId> {
        let shape = &self.intake.shape;
        match (&mut self.nested, &record.cells) {
            (Some(nested), Cells::Fields(fields)) => {
                self.reader.locate(fields);
                nested.kinds(fields, self.reader.more(shape))
            }
            _ => BTreeSet::new(),
        }
    }

    /// What the record that was read last had of events, kind by kind.
    pub fn nested(&self) -> &[NestedCount] {
        self.nested.as_ref().map_or(&[], NestedReader::counts)
    }

    /// A record that could not be taken apart, as a finding.
    pub fn fault(fault: &Fault) -> Finding {
        whole(fault, Subject::Record)
    }
}

/// A record or event that could not be taken apart.
pub(super) fn whole(fault: &Fault, subject: Subject) -> Finding {
    Finding {
        file: None,
        line: fault.line,
        record: fault.number,
        key: String::new(),
        subject,
        value: fault.text.clone(),
        reason: fault.reason.clone(),
        effect: Effect::Rejected,
    }
}
