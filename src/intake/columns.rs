//! Where the wanted values stand: takes what is wanted and the head of a table, gives columns, or findings that name
//! every column that is not there.

use super::wanted::{Names, Need, Wanted};
use crate::{
    base::{self, Diagnostic, code},
    data::{Binding, Header, Table, bind},
};

/// Near columns that a finding names at most.
const NEAREST: usize = 3;
/// Columns that a finding lists where none is near.
const LISTED: usize = 10;
/// Letters that a word needs to make a column near.
const WORD: usize = 4;

/// The column of each wanted value; `names` are theirs, and behind them those whose columns are not free to be taken.
pub(super) fn columns(
    wanted: &[Wanted<'_>],
    names: &[Names<'_>],
    table: &Table,
    name: &str,
) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let mut columns = Vec::new();
    let mut findings = Vec::new();
    for (binding, wanted) in bind(&table.headers, names).into_iter().zip(wanted) {
        match binding {
            Binding::Column(column) => columns.push(column),
            Binding::Missing { nearest } => {
                findings.push(missing(wanted, alike(wanted, nearest, table), table, name));
            }
            Binding::Ambiguous { columns } => findings.push(ambiguous(wanted, &columns, name)),
        }
    }
    // In the order of the schema.
    findings.sort_by_key(|finding| finding.span);
    if findings.is_empty() { Ok(columns) } else { Err(findings) }
}

fn missing(wanted: &Wanted<'_>, nearest: Vec<String>, table: &Table, name: &str) -> Diagnostic {
    let found = placed(
        &code::MISSING_COLUMN,
        wanted,
        format!("{name} has no column for `{}`, {}", wanted.names.0, wanted.need.why()),
        format!("looked for {}", looked_for(wanted.names)),
    );
    let example = nearest.first().map_or("NAME OF THE COLUMN", String::as_str);
    let example = from(wanted, example);
    let listed = quoted(nearest.iter().map(String::as_str));
    let place = if wanted.need == Need::Owner { "event" } else { "schema" };
    match nearest.as_slice() {
        [] => {
            let mut headers: Vec<String> = table.headers.iter().take(LISTED).map(Header::shown).collect();
            headers.retain(|header| !header.is_empty());
            let more = if table.headers.len() > LISTED { ", …" } else { "" };
            let listed = quoted(headers.iter().map(String::as_str));
            found
                .help(format!("the columns are {listed}{more}"))
                .help(format!("if it is one of them, say so in the {place}: `{example}`"))
        }
        [_] => found
            .help(format!("the nearest column is {listed}"))
            .help(format!("if that is it, say so in the {place}: `{example}`")),
        _ => found
            .help(format!("the nearest columns are {listed}"))
            .help(format!("if it is one of them, say so in the {place}: `{example}`")),
    }
}

/// The nearest columns, and those that share a word with a wanted name: `Last visit` for `visits`.
fn alike(wanted: &Wanted<'_>, mut nearest: Vec<String>, table: &Table) -> Vec<String> {
    let (name, from) = wanted.names;
    let names = from.iter().map(String::as_str).chain([name]);
    let wanted: Vec<String> = names.flat_map(words).collect();
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
    let listed: Vec<String> = columns.iter().map(|(at, header)| format!("`{header}` (column {})", at + 1)).collect();
    let found = placed(
        &code::AMBIGUOUS_COLUMN,
        wanted,
        format!("{name} has several columns for `{}`: {}", wanted.names.0, listed.join(", ")),
        "declared here".to_owned(),
    );
    let same =
        columns.iter().all(|(_, header)| columns.first().is_some_and(|(_, first)| first.trim() == header.trim()));
    match columns.first() {
        Some((_, header)) if !same => {
            found.help(format!("name the right one in the schema, as it is written: `{}`", from(wanted, header)))
        }
        _ => found.help("give one of the columns another name in the file"),
    }
}

/// A finding at the declaration, where it has a place.
fn placed(code: &'static base::Code, wanted: &Wanted<'_>, message: String, at: String) -> Diagnostic {
    match wanted.span {
        Some(span) => Diagnostic::new(code, span, message).at(at),
        None => Diagnostic::whole(code, message).help(at),
    }
}

/// Every name that would have done, `from` names first.
fn looked_for((name, from): Names<'_>) -> String {
    let mut names: Vec<&str> = from.iter().map(String::as_str).collect();
    if !names.contains(&name) {
        names.push(name);
    }
    quoted(names)
}

/// The `from` of a declaration with one more name.
fn from(wanted: &Wanted<'_>, name: &str) -> String {
    let word = if wanted.need == Need::Owner { "key from" } else { "from" };
    let names = wanted.names.1.iter().map(String::as_str).chain([name]);
    let names: Vec<String> =
        names.map(|name| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))).collect();
    format!("{word} {}", names.join(", "))
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
