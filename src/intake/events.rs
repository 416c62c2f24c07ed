//! What is read of files of events: takes a plan and the head of a table, gives an [`EventIntake`], or findings that
//! name every column that is not there; then takes records, gives whose event each is.

use super::{
    EventFile, Finding, Subject,
    contacts::whole,
    shape::{At, Raw, Shape, ShapeReader},
    wanted,
};
use crate::{
    base::Diagnostic,
    data::{Fault, Record, Table},
    model::{Event, EventId, PropertyId},
    plan::Plan,
    value::{Value, Zone},
};

/// What is read of each event of one file, and where it stands.
#[derive(Debug)]
pub struct EventIntake<'p> {
    pub(super) id: EventId,
    pub(super) event: &'p Event,
    shape: Shape<'p>,
    file: EventFile,
}

impl<'p> EventIntake<'p> {
    /// Finds the columns of events of this kind in a file: that of the contact's key, that of the time, and those of the
    /// fields that the plan needs. `key` is the property that tells contacts apart.
    ///
    /// # Errors
    /// For CSV and TSV: one finding for each of them without a column, or with several that fit equally well.
    pub fn new(
        plan: &'p Plan,
        id: EventId,
        key: PropertyId,
        (table, file): (&Table, EventFile),
        zone: &Zone,
    ) -> Result<Self, Vec<Diagnostic>> {
        let schema = &plan.model().schema;
        let event = schema.events.at(id);
        let wanted = wanted::of_events(schema, id, event, plan.needed_events().get(&id), Some(key));
        let shape = Shape::of_table(wanted, table, &file.name, zone)?;
        Ok(Self { id, event, shape, file })
    }

    /// The kind of event.
    pub fn event(&self) -> EventId {
        self.id
    }

    /// The file.
    pub fn file(&self) -> &EventFile {
        &self.file
    }
}

/// Reads the events of a file; keeps its memory from record to record.
pub struct EventReader<'i> {
    pub(super) intake: &'i EventIntake<'i>,
    reader: ShapeReader,
    /// The key of the contact whose event it is.
    pub(super) key: String,
    pub(super) values: Vec<Option<Value>>,
}

impl<'i> EventReader<'i> {
    /// A reader.
    pub fn new(intake: &'i EventIntake<'i>) -> Self {
        let reader = ShapeReader::new(&intake.shape);
        Self { intake, reader, key: String::new(), values: Vec::new() }
    }

    /// Reads an event, and adds what could not be read to `findings`. False where it is rejected.
    pub(super) fn read(&mut self, record: &Record, findings: &mut Vec<Finding>) -> bool {
        let EventIntake { shape, event, file, .. } = self.intake;
        self.key.clear();
        self.values.clear();
        self.values.resize(event.fields.len(), None);
        let (raw, at) = (Raw::from(&record.cells), At::new(Some(file), record));
        self.reader.read(shape, (raw, at), &mut self.key, &mut self.values, findings)
    }

    /// An event that could not be taken apart, as a finding.
    pub(super) fn fault(&self, fault: &Fault) -> Finding {
        Finding { file: Some(self.intake.file.clone()), ..whole(fault, Subject::Event(self.intake.id)) }
    }
}
