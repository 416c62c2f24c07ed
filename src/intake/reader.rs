//! One record into one contact: takes raw cells, gives values, and tells what could not be read.

use super::{
    Effect, Finding, Intake,
    columns::{Need, Wanted},
};
use crate::{
    data::{Cells, Fault, FieldResolver, Found, Record},
    exec::Contact,
    value::{Cell, Read, ReadContext},
};

/// Reads records; keeps its memory from record to record.
pub struct Reader<'i> {
    intake: &'i Intake<'i>,
    /// Finds the fields of JSONL records.
    fields: FieldResolver,
    /// A text of CSV while it is read.
    text: Cell,
}

impl<'i> Reader<'i> {
    /// A reader for one thread.
    pub fn new(intake: &'i Intake<'i>) -> Self {
        Self { intake, fields: FieldResolver::new(&intake.names()), text: Cell::default() }
    }

    /// Reads a record into `contact`, whose earlier values go, and adds what could not be read to `findings`.
    ///
    /// False where the record is rejected: then one finding was added, and the contact is not to be used.
    pub fn read(&mut self, record: &Record, contact: &mut Contact, findings: &mut Vec<Finding>) -> bool {
        contact.values.clear();
        contact.values.resize(self.intake.schema.properties.len(), None);
        contact.key.clear();
        let before = findings.len();
        let places = match &record.cells {
            Cells::Columns(_) => Vec::new(),
            Cells::Fields(fields) => self.fields.resolve(fields),
        };
        for (at, wanted) in self.intake.wanted.iter().enumerate() {
            let (read, shown) = self.read_one(record, at, wanted, &places);
            let must = wanted.need != Need::Rules;
            let effect = match (&read.problem, &read.value) {
                (None, None) if must => Some(Effect::Rejected),
                (None, _) => None,
                (Some(_), _) if must => Some(Effect::Rejected),
                (Some(_), Some(_)) => Some(Effect::Default),
                (Some(_), None) => Some(Effect::Unknown),
            };
            if let Some(effect) = effect {
                if effect == Effect::Rejected {
                    findings.truncate(before);
                }
                findings.push(Finding {
                    line: record.line,
                    record: record.number,
                    key: contact.key.clone(),
                    property: Some(wanted.id),
                    value: shown,
                    reason: read.problem.unwrap_or_else(|| nothing(wanted.need).to_owned()),
                    effect,
                });
                if effect == Effect::Rejected {
                    return false;
                }
            }
            if wanted.need == Need::Key {
                let (kind, zone) = (wanted.property.kind(), &self.intake.zone);
                contact.key = read.value.as_ref().map_or_else(String::new, |value| value.as_key(kind, zone));
            }
            if let Some(place) = contact.values.get_mut(wanted.id.index()) {
                *place = read.value;
            }
        }
        true
    }

    /// A record that could not be taken apart, as a finding.
    pub fn fault(fault: &Fault) -> Finding {
        Finding {
            line: fault.line,
            record: fault.number,
            key: String::new(),
            property: None,
            value: fault.text.clone(),
            reason: fault.reason.clone(),
            effect: Effect::Rejected,
        }
    }

    /// The value, and the cell as it is shown where there is a problem.
    fn read_one(&mut self, record: &Record, at: usize, wanted: &Wanted<'_>, places: &[Found]) -> (Read, String) {
        let context = ReadContext { zone: &self.intake.zone, decimal_comma: self.intake.decimal_comma };
        let cell = match &record.cells {
            Cells::Columns(columns) => {
                let column = self.intake.columns.as_ref().and_then(|columns| columns.get(at));
                match (column.and_then(|column| columns.get(*column)), &mut self.text) {
                    (Some(text), Cell::Text(kept)) => {
                        kept.clear();
                        kept.push_str(text);
                    }
                    (Some(text), kept) => *kept = Cell::Text(text.to_owned()),
                    (None, kept) => *kept = Cell::Absent,
                }
                &self.text
            }
            Cells::Fields(fields) => match places.get(at) {
                Some(Found::At(place)) => fields.get(*place).map_or(&Cell::Absent, |(_, cell)| cell),
                Some(Found::Ambiguous(places)) => {
                    let names = places.iter().filter_map(|place| Some(format!("`{}`", fields.get(*place)?.0)));
                    let names: Vec<String> = names.collect();
                    let read = wanted.reading.read(&Cell::Absent, &context);
                    let problem = format!("several fields may be meant: {}", names.join(", "));
                    return (Read { problem: Some(problem), ..read }, String::new());
                }
                Some(Found::Absent) | None => &Cell::Absent,
            },
        };
        let read = wanted.reading.read(cell, &context);
        let shown = if read.problem.is_some() { cell.shown() } else { String::new() };
        (read, shown)
    }
}

/// Why a record without this value cannot be used.
fn nothing(need: Need) -> &'static str {
    match need {
        Need::Key => "no value, and without a key nobody knows whose record it is",
        Need::Required | Need::Rules => "no value, and it is required",
    }
}
