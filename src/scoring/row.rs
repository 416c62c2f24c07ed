//! What the rules say of one contact, as a row of the output.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use crate::{
    data::{Field, OutputFormat, Writer},
    intake::Finding,
    model::{Model, PropertyId},
    value::{Kind, Points},
};

/// What the rules say of one contact; scores, stages and lists side by side with the model's arenas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The record, from 1.
    pub record: u64,
    /// The line it begins on, from 1.
    pub line: u64,
    /// The key as written, without white space at its ends; empty where there is none.
    pub key: String,
    /// The points of each score.
    pub scores: Vec<Points>,
    /// The place of each stage's arm among its names.
    pub stages: Vec<u32>,
    /// Whether the contact is in each list.
    pub lists: Vec<bool>,
    /// The rules that gave the most and took the most: `+15 engagement.pricing; -10 fit.free_mail`.
    pub reasons: String,
}

/// The columns of the output, and how a row fills them.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'m> {
    model: &'m Model,
    key: Option<PropertyId>,
    reasons: bool,
}

impl<'m> Layout<'m> {
    /// The columns for a model: the key, or `record` where no property is one, scores, stages, lists, and `reasons`
    /// where they are asked for.
    pub fn new(model: &'m Model, key: Option<PropertyId>, reasons: bool) -> Self {
        Self { model, key, reasons }
    }

    /// The names of the columns, each once.
    pub fn columns(&self) -> Vec<String> {
        let key = self.key.and_then(|key| self.model.schema.properties.get(key)).map(|key| key.name.clone());
        let first = key.unwrap_or_else(|| self.own("record"));
        let last = self.reasons.then(|| self.own("reasons"));
        std::iter::once(first).chain(self.named().cloned()).chain(last).collect()
    }

    /// The names of scores, stages and lists.
    fn named(&self) -> impl Iterator<Item = &'m String> {
        (self.model.scores.values().map(|score| &score.name))
            .chain(self.model.stages.values().map(|stage| &stage.name))
            .chain(self.model.lists.values().map(|list| &list.name))
    }

    /// The name of a column that the rules do not name. A score may be called `record` or `reasons`.
    fn own(&self, name: &str) -> String {
        let key = self.key.and_then(|key| self.model.schema.properties.get(key)).map(|key| &key.name);
        let mut name = name.to_owned();
        while self.named().chain(key).any(|taken| *taken == name) {
            name.push('_');
        }
        name
    }

    /// Writes the answer to a record that is rejected: its key, nothing where that is not known, and why.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn rejected<W: Write>(&self, finding: &Finding, to: &mut Writer<W>) -> io::Result<()> {
        let record = finding.record.to_string();
        let reason = finding.problem(&self.model.schema);
        let key = self.key_field(&finding.key, &record);
        let columns = self.columns();
        let first = columns.first().map_or("", String::as_str);
        to.other_row(&[
            (first, if self.key.is_some() && finding.key.is_empty() { Field::Nothing } else { key }),
            (&self.own("rejected"), Field::Text(&reason)),
        ])
    }

    fn key_field<'f>(&self, key: &'f str, record: &'f str) -> Field<'f> {
        match self.key.and_then(|key| self.model.schema.properties.get(key)) {
            None => Field::Number(record),
            Some(of) if matches!(of.kind(), Kind::Integer | Kind::Number) => Field::Number(key),
            Some(_) => Field::Text(key),
        }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn write<W: Write>(&self, row: &Row, format: OutputFormat, to: &mut Writer<W>) -> io::Result<()> {
        let record = row.record.to_string();
        let mut points = String::new();
        let mut ends = Vec::with_capacity(row.scores.len());
        for score in &row.scores {
            // Writing to a `String` cannot fail.
            let _ = write!(points, "{score}");
            ends.push(points.len());
        }
        let mut fields = Vec::with_capacity(2 + row.scores.len() + row.stages.len() + row.lists.len());
        fields.push(self.key_field(&row.key, &record));
        let mut begin = 0;
        for end in ends {
            fields.push(Field::Number(points.get(begin..end).unwrap_or_default()));
            begin = end;
        }
        for (stage, arm) in self.model.stages.values().zip(&row.stages) {
            fields.push(stage.names.get(*arm as usize).map_or(Field::Nothing, |arm| Field::Text(&arm.name)));
        }
        fields.extend(row.lists.iter().map(|is_in| Field::Boolean(*is_in)));
        if self.reasons {
            fields.push(match format {
                _ if row.reasons.is_empty() => Field::Nothing,
                // Merit wrote it, of points and names of rules; nothing in it comes from the data, and `'+15 …` would
                // not be understood. So it is not guarded against formulas.
                OutputFormat::Csv => Field::Number(&row.reasons),
                OutputFormat::Jsonl => Field::Text(&row.reasons),
            });
        }
        to.row(&fields)
    }
}
