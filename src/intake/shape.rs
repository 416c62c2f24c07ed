//! The wanted values of one record: takes what is wanted and raw cells, gives values, and tells what could not be read.
//! Contacts and events are read by it alike.

use super::{
    Effect, Finding,
    columns::columns,
    finding::EventFile,
    wanted::{Names, Need, Wanted},
};
use crate::{
    base::Diagnostic,
    data::{Cells, Columns, FieldResolver, Format, Found, Record, Table},
    value::{Cell, DecimalMark, Read, ReadContext, Value, Zone},
};

/// What is read of each record of a table, or of each object in a list, and where it stands.
#[derive(Debug)]
pub(super) struct Shape<'p> {
    pub(super) wanted: Vec<Wanted<'p>>,
    /// Names whose columns are not free to be taken.
    others: Vec<Names<'p>>,
    /// Behind those, names that others look for in JSONL.
    more: Vec<Names<'p>>,
    /// The column of each wanted value; none for JSON, where each object has its own fields.
    columns: Option<Vec<usize>>,
    pub(super) zone: Zone,
    decimals: DecimalMark,
}

impl<'p> Shape<'p> {
    /// For the records of a table, which messages call `name`.
    ///
    /// # Errors
    /// For CSV and TSV: one finding for each wanted value without a column, or with several that fit equally well.
    pub(super) fn of_table(
        (wanted, others): (Vec<Wanted<'p>>, Vec<Names<'p>>),
        table: &Table,
        name: &str,
        zone: &Zone,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut shape = Self::of_objects((wanted, others), zone);
        shape.decimals = table.decimals;
        if table.format != Format::Jsonl {
            shape.columns = Some(columns(&shape.wanted, &shape.names(), table, name)?);
        }
        Ok(shape)
    }

    /// For JSON objects.
    pub(super) fn of_objects((wanted, others): (Vec<Wanted<'p>>, Vec<Names<'p>>), zone: &Zone) -> Self {
        Self { wanted, others, more: Vec::new(), columns: None, zone: zone.clone(), decimals: DecimalMark::Point }
    }

    /// Finds these fields too; [`ShapeReader::more`] says where they stand.
    pub(super) fn with_more(self, more: Vec<Names<'p>>) -> Self {
        Self { more, ..self }
    }

    fn names(&self) -> Vec<Names<'p>> {
        let wanted = self.wanted.iter().map(|wanted| wanted.names);
        wanted.chain(self.others.iter().copied()).chain(self.more.iter().copied()).collect()
    }
}

/// The cells of one record.
#[derive(Clone, Copy)]
pub(super) enum Raw<'r> {
    Columns(&'r Columns),
    Fields(&'r [(String, Cell)]),
}

impl<'r> From<&'r Cells> for Raw<'r> {
    fn from(cells: &'r Cells) -> Self {
        match cells {
            Cells::Columns(columns) => Self::Columns(columns),
            Cells::Fields(fields) => Self::Fields(fields),
        }
    }
}

/// Where a record stands, for findings.
#[derive(Clone, Copy)]
pub(super) struct At<'r> {
    pub(super) file: Option<&'r EventFile>,
    pub(super) line: u64,
    pub(super) record: u64,
}

impl<'r> At<'r> {
    pub(super) fn new(file: Option<&'r EventFile>, record: &Record) -> Self {
        Self { file, line: record.line, record: record.number }
    }
}

/// Reads records of one shape; keeps its memory from record to record.
pub(super) struct ShapeReader {
    /// Finds the fields of JSON objects.
    fields: FieldResolver,
    /// Where they are in the present one.
    places: Vec<Found>,
    /// A text of CSV while it is read.
    text: Cell,
}

impl ShapeReader {
    pub(super) fn new(shape: &Shape<'_>) -> Self {
        Self { fields: FieldResolver::new(&shape.names()), places: Vec::new(), text: Cell::default() }
    }

    /// Puts each wanted value at its place, the key into `key`, and adds what could not be read to `findings`, of which
    /// `key` names the contact. All places in `values` are taken to be unknown before.
    ///
    /// False where the record is rejected: then one finding was added, and of the values only that of the time of an
    /// event is to be used.
    pub(super) fn read(
        &mut self,
        shape: &Shape<'_>,
        (raw, at): (Raw<'_>, At<'_>),
        key: &mut String,
        values: &mut [Option<Value>],
        findings: &mut Vec<Finding>,
    ) -> bool {
        let before = findings.len();
        match raw {
            Raw::Fields(fields) => self.locate(fields),
            Raw::Columns(_) => self.places.clear(),
        }
        for (place, wanted) in shape.wanted.iter().enumerate() {
            let (read, shown) = self.read_one(shape, raw, place, wanted);
            let must = wanted.need.is_must();
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
                    file: at.file.cloned(),
                    line: at.line,
                    record: at.record,
                    key: key.clone(),
                    subject: wanted.subject,
                    value: shown,
                    reason: read.problem.unwrap_or_else(|| wanted.need.nothing().to_owned()),
                    effect,
                });
                if effect == Effect::Rejected {
                    self.read_time(shape, raw, values);
                    return false;
                }
            }
            if wanted.need.is_key() {
                *key = read.value.as_ref().map_or_else(String::new, |value| value.as_key(wanted.kind, &shape.zone));
            }
            if let Some(place) = wanted.place().and_then(|place| values.get_mut(place)) {
                *place = read.value;
            }
        }
        true
    }

    /// When an event was is read even of one that is rejected: after as-of it does not exist, and nothing is told of it.
    fn read_time(&mut self, shape: &Shape<'_>, raw: Raw<'_>, values: &mut [Option<Value>]) {
        let mut wanted = shape.wanted.iter().enumerate();
        let Some((place, time)) = wanted.find(|(_, wanted)| wanted.need == Need::Time) else { return };
        let (read, _) = self.read_one(shape, raw, place, time);
        if let Some(place) = time.place().and_then(|place| values.get_mut(place)) {
            *place = if read.problem.is_none() { read.value } else { None };
        }
    }

    /// Finds the fields of an object, without reading it.
    pub(super) fn locate(&mut self, fields: &[(String, Cell)]) {
        self.places = self.fields.resolve(fields);
    }

    /// Where the fields behind those of the shape stand in the object that was read or located last: nowhere where one of the
    /// shape's own names has the field.
    pub(super) fn more(&self, shape: &Shape<'_>) -> impl Iterator<Item = &Found> {
        let (own, more) = self.places.split_at_checked(shape.wanted.len() + shape.others.len()).unwrap_or_default();
        more.iter().map(move |found| match found {
            Found::At(_) if own.contains(found) => &Found::Absent,
            found => found,
        })
    }

    /// The value, and the cell as it is shown where there is a problem.
    fn read_one(&mut self, shape: &Shape<'_>, raw: Raw<'_>, place: usize, wanted: &Wanted<'_>) -> (Read, String) {
        let context = ReadContext { zone: &shape.zone, decimals: shape.decimals };
        let cell = match raw {
            Raw::Columns(columns) => {
                let column = shape.columns.as_ref().and_then(|columns| columns.get(place));
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
            Raw::Fields(fields) => match self.places.get(place) {
                Some(Found::At(place)) => fields.get(*place).map_or(&Cell::Absent, |(_, cell)| cell),
                Some(Found::Ambiguous(places)) => {
                    let read = wanted.reading.read(&Cell::Absent, &context);
                    return (Read { problem: Some(ambiguous(fields, places)), ..read }, String::new());
                }
                Some(Found::Absent) | None => &Cell::Absent,
            },
        };
        let read = wanted.reading.read(cell, &context);
        let shown = if read.problem.is_some() { cell.shown() } else { String::new() };
        (read, shown)
    }
}

/// Fields that fit equally well, as a problem.
pub(super) fn ambiguous(fields: &[(String, Cell)], places: &[usize]) -> String {
    let names = places.iter().filter_map(|place| Some(format!("`{}`", fields.get(*place)?.0)));
    format!("several fields may be meant: {}", names.collect::<Vec<_>>().join(", "))
}
