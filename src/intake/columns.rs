//! Which properties are read, and from where: takes a plan and the head of a table, gives an [`Intake`] or findings
//! that name every column that is not there.

use crate::{
    base::{self, Diagnostic, code},
    data::{Binding, Format, Header, Table, bind},
    model::{Property, PropertyId, Schema},
    plan::Plan,
    value::{PreparedReading, Zone},
};

/// Near columns that a finding names at most.
const NEAREST: usize = 3;
/// Columns that a finding lists where none is near.
const LISTED: usize = 10;
/// Letters that a word needs to make a column near.
const WORD: usize = 4;

/// What is read of each record, and where it stands. Threads may share it; each reads with its own
/// [`Reader`](super::Reader).
#[derive(Debug)]
pub struct Intake<'p> {
    pub(super) schema: &'p Schema,
    /// The key first, then required properties, so that a record is rejected before the rest of it is read.
    pub(super) wanted: Vec<Wanted<'p>>,
    /// The column of each wanted property; none for JSONL, where each record has its own fields.
    pub(super) columns: Option<Vec<usize>>,
    pub(super) zone: Zone,
    pub(super) decimal_comma: bool,
    key: Option<PropertyId>,
}

/// One property that is read.
#[derive(Debug)]
pub(super) struct Wanted<'p> {
    pub(super) id: PropertyId,
    pub(super) property: &'p Property,
    pub(super) reading: PreparedReading<'p>,
    pub(super) need: Need,
}

/// Why a property is read; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Key,
    Required,
    Rules,
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
        let schema = &plan.model().schema;
        let wanted = wanted(plan, key);
        let columns = match table.format {
            Format::Jsonl => None,
            Format::Csv | Format::Tsv => Some(columns(&wanted, schema, table, name)?),
        };
        Ok(Self { schema, wanted, columns, zone: zone.clone(), decimal_comma: table.decimal_comma, key })
    }

    /// The schema that values are read by.
    pub fn schema(&self) -> &'p Schema {
        self.schema
    }

    /// The property that tells contacts apart.
    pub fn key(&self) -> Option<PropertyId> {
        self.key
    }

    pub(super) fn names(&self) -> Vec<(&'p str, &'p [String])> {
        names(&self.wanted, self.schema)
    }
}

/// Where another property is the key, the schema's own is one like any other, wanted only where rules read it.
fn wanted(plan: &Plan, key: Option<PropertyId>) -> Vec<Wanted<'_>> {
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    let schema = &plan.model().schema;
    for (id, property) in schema.properties.iter() {
        let need = if key == Some(id) {
            Need::Key
        } else if property.required && schema.key != Some(id) {
            Need::Required
        } else if plan.needed().contains(&id) {
            Need::Rules
        } else {
            continue;
        };
        wanted.push(Wanted { id, property, reading: PreparedReading::new(&property.reading), need });
    }
    wanted.sort_by_key(|wanted| match wanted.need {
        Need::Key => 0,
        Need::Required => 1,
        Need::Rules => 2,
    });
    wanted
}

/// The names of what is wanted; behind them those of all other properties, whose columns are not free to be taken.
fn names<'p>(wanted: &[Wanted<'p>], schema: &'p Schema) -> Vec<(&'p str, &'p [String])> {
    let is_wanted = |id: PropertyId| wanted.iter().any(|wanted| wanted.id == id);
    let others = schema.properties.iter().filter(|(id, _)| !is_wanted(*id)).map(|(_, property)| property);
    let all = wanted.iter().map(|wanted| wanted.property).chain(others);
    all.map(|property| (property.name.as_str(), property.from.as_slice())).collect()
}

fn columns(wanted: &[Wanted<'_>], schema: &Schema, table: &Table, name: &str) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let mut columns = Vec::new();
    let mut findings = Vec::new();
    for (binding, wanted) in bind(&table.headers, &names(wanted, schema)).into_iter().zip(wanted) {
        match binding {
            Binding::Column(column) => columns.push(column),
            Binding::Missing { nearest } => {
                findings.push(missing(wanted, alike(wanted.property, nearest, table), table, name))
            }
            Binding::Ambiguous { columns } => findings.push(ambiguous(wanted, &columns, name)),
        }
    }
    // In the order of the schema.
    findings.sort_by_key(|finding| finding.span);
    if findings.is_empty() { Ok(columns) } else { Err(findings) }
}

fn missing(wanted: &Wanted<'_>, nearest: Vec<String>, table: &Table, name: &str) -> Diagnostic {
    let property = wanted.property;
    let why = match wanted.need {
        Need::Key => "which tells contacts apart",
        Need::Required => "which the schema requires",
        Need::Rules => "which the rules read",
    };
    let found = placed(
        &code::MISSING_COLUMN,
        wanted,
        format!("{name} has no column for `{}`, {why}", property.name),
        format!("looked for {}", looked_for(property)),
    );
    let example = nearest.first().map_or("NAME OF THE COLUMN", String::as_str);
    let example = from(property, example);
    let listed = quoted(nearest.iter().map(String::as_str));
    match nearest.as_slice() {
        [] => {
            let mut headers: Vec<String> = table.headers.iter().take(LISTED).map(Header::shown).collect();
            headers.retain(|header| !header.is_empty());
            let more = if table.headers.len() > LISTED { ", …" } else { "" };
            let listed = quoted(headers.iter().map(String::as_str));
            found
                .help(format!("the columns are {listed}{more}"))
                .help(format!("if it is one of them, say so in the schema: `{example}`"))
        }
        [_] => found
            .help(format!("the nearest column is {listed}"))
            .help(format!("if that is it, say so in the schema: `{example}`")),
        _ => found
            .help(format!("the nearest columns are {listed}"))
            .help(format!("if it is one of them, say so in the schema: `{example}`")),
    }
}

/// The nearest columns, and those that share a word with a name of the property: `Last visit` for `visits`.
fn alike(property: &Property, mut nearest: Vec<String>, table: &Table) -> Vec<String> {
    let names = property.from.iter().chain([&property.name]);
    let wanted: Vec<String> = names.flat_map(|name| words(name)).collect();
    for header in &table.headers {
        let shown = header.shown();
        let shares = |word: &String| {
            wanted.iter().any(|wanted| wanted == word || base::nearest(wanted, [word.as_str()]).is_some())
        };
        if nearest.len() < NEAREST && !nearest.contains(&shown) && words(&header.name).iter().any(shares) {
            nearest.push(shown);
        }
    }
    nearest
}

/// The words of a name that are long enough to say something.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().count() >= WORD).map(str::to_lowercase).collect()
}

fn ambiguous(wanted: &Wanted<'_>, columns: &[(usize, String)], name: &str) -> Diagnostic {
    let property = wanted.property;
    let listed: Vec<String> = columns.iter().map(|(at, header)| format!("`{header}` (column {})", at + 1)).collect();
    let found = placed(
        &code::AMBIGUOUS_COLUMN,
        wanted,
        format!("{name} has several columns for `{}`: {}", property.name, listed.join(", ")),
        "declared here".to_owned(),
    );
    let same =
        columns.iter().all(|(_, header)| columns.first().is_some_and(|(_, first)| first.trim() == header.trim()));
    match columns.first() {
        Some((_, header)) if !same => {
            found.help(format!("name the right one in the schema, as it is written: `{}`", from(property, header)))
        }
        _ => found.help("give one of the columns another name in the file"),
    }
}

/// A finding at the property's place in the schema, where it has one.
fn placed(code: &'static base::Code, wanted: &Wanted<'_>, message: String, at: String) -> Diagnostic {
    match wanted.property.span {
        Some(span) => Diagnostic::new(code, span, message).at(at),
        None => Diagnostic::whole(code, message).help(at),
    }
}

/// Every name that would have done, `from` names first.
fn looked_for(property: &Property) -> String {
    let mut names: Vec<&str> = property.from.iter().map(String::as_str).collect();
    if !names.contains(&property.name.as_str()) {
        names.push(&property.name);
    }
    quoted(names)
}

/// The `from` of a property with one more name.
fn from(property: &Property, name: &str) -> String {
    let names = property.from.iter().map(String::as_str).chain([name]);
    let names: Vec<String> =
        names.map(|name| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))).collect();
    format!("from {}", names.join(", "))
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
