//! `--events` and `--no-events`: takes the arguments, gives the files of each kind of event, or says what is wrong.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use clap::Args;

use crate::{
    base::nearest,
    cli::{Exit, output},
    model::{Event, EventId, Schema},
    plan::Plan,
};

/// Where events are.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct EventArgs {
    /// Read the events of a kind from a CSV, TSV or JSONL file, such as page_view=views.csv; may be given several
    /// times, for one kind too
    #[arg(long, value_name = "NAME=FILE")]
    events: Vec<String>,
    /// There are no events of this kind: what rules read of them is none; may be given several times
    #[arg(long, value_name = "NAME")]
    no_events: Vec<String>,
}

/// What was said of events.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Given {
    /// Files of kinds that rules read, in the order given.
    pub(in crate::cli) files: Vec<(EventId, PathBuf)>,
    /// Kinds with files that no rule reads.
    pub(in crate::cli) idle: BTreeSet<EventId>,
    /// Kinds that there are no events of.
    pub(in crate::cli) none: BTreeSet<EventId>,
}

impl EventArgs {
    /// The files, before anybody knows what is in them.
    pub(in crate::cli) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.events.iter().filter_map(|text| Some(Path::new(text.split_once('=')?.1.trim())))
    }

    /// What was said, by the events of the schema.
    pub(in crate::cli) fn given(&self, plan: &Plan) -> Result<Given, Exit> {
        let schema = &plan.model().schema;
        let mut given = Given::default();
        for name in &self.no_events {
            given.none.insert(find(schema, name)?);
        }
        for text in &self.events {
            let (event, path) = self.file(text, schema)?;
            if given.none.contains(&event) {
                let name = &schema.events.at(event).name;
                return Err(failed(&format!(
                    "`{name}` is given with `--events` and with `--no-events`; leave one of them out"
                )));
            }
            if given.files.iter().any(|(other, file)| *other == event && is_same(file, &path)) {
                return Err(failed(&format!("--events: `{text}` is given twice, and its events would count twice")));
            }
            if plan.needed_events().contains_key(&event) {
                given.files.push((event, path));
            } else {
                given.idle.insert(event);
                is_there(&path)?;
            }
        }
        Ok(given)
    }

    fn file(&self, text: &str, schema: &Schema) -> Result<(EventId, PathBuf), Exit> {
        let (name, path) = match text.split_once('=').map(|(name, path)| (name.trim(), path.trim())) {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => (name, path),
            pair => {
                let example = schema.events.values().next().map_or("NAME", |event| &event.name);
                let (missing, example) = match pair {
                    Some((name, "")) if !name.is_empty() => ("in which file the events are", format!("{name}=FILE")),
                    Some((_, path)) if !path.is_empty() => {
                        ("of which kind the events are", format!("{example}={path}"))
                    }
                    Some(_) => ("which events are meant", format!("{example}=FILE")),
                    None => ("of which kind the events are", format!("{example}={text}")),
                };
                return Err(failed(&format!("--events: `{text}` does not say {missing}; write `--events {example}`")));
            }
        };
        let event = find(schema, name)?;
        if path == "-" {
            let reason = "events cannot come from standard input, only contacts can; give a file";
            return Err(failed(&format!("--events: `{text}`: {reason}")));
        }
        Ok((event, PathBuf::from(path)))
    }
}

impl Given {
    /// The kinds that have files.
    pub(in crate::cli) fn in_files(&self) -> BTreeSet<EventId> {
        self.files.iter().map(|(event, _)| *event).collect()
    }
}

/// The event of this name.
fn find(schema: &Schema, name: &str) -> Result<EventId, Exit> {
    schema.find_event(name.trim()).ok_or_else(|| {
        let names = || schema.events.values().map(|event: &Event| event.name.as_str());
        let hint = match nearest(name, names()) {
            Some(like) => format!("; did you mean `{like}`?"),
            None if schema.events.is_empty() => ", nor any other".to_owned(),
            None => format!("; its events are {}", quoted(names())),
        };
        failed(&format!("the schema has no event `{name}`{hint}"))
    })
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, two: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    real(one) == real(two)
}

/// A file that is not read has to be there all the same: a wrong name is a slip.
fn is_there(path: &Path) -> Result<(), Exit> {
    match std::fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(failed(&format!("cannot open `{}`: {error}", path.display()))),
    }
}

/// Where the contacts are, as far as it says where events may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Contacts {
    /// In CSV or TSV, where a record has no place for events.
    Columns,
    /// In JSON Lines; so many records were looked at.
    Objects(usize),
}

/// Kinds that rules read and that nobody says anything of.
pub(in crate::cli) fn missing(schema: &Schema, kinds: &BTreeSet<EventId>, contacts: Contacts) -> Exit {
    let names: Vec<&str> = kinds.iter().filter_map(|kind| Some(schema.events.get(*kind)?.name.as_str())).collect();
    let mut text = format!("the rules read events that are nowhere to be found: {}", quoted(names.iter().copied()));
    for name in &names {
        text += &format!(
            "\n  give `--events {name}=FILE` with the file that has them, or `--no-events {name}` if there are none"
        );
    }
    if let (Contacts::Objects(looked), Some(first)) = (contacts, names.first()) {
        let where_to = match looked {
            1 => "the first record has to have the field then, be it empty".to_owned(),
            _ => format!("none of the first {looked} records has the field"),
        };
        text += &format!("\n  they may also stand in the records, as `\"{first}\": [ … ]`; {where_to}");
    }
    failed(&text)
}

/// Kinds without a source in a live pipe whose first lines could not be read: the first record that can be has to show them.
pub(in crate::cli) fn missing_in_first(schema: &Schema, kinds: &BTreeSet<EventId>) -> Exit {
    missing(schema, kinds, Contacts::Objects(1))
}

/// Kinds that stand in the records and in files too.
pub(in crate::cli) fn twice(schema: &Schema, kinds: &BTreeSet<EventId>, data: &str) -> Exit {
    let names = kinds.iter().filter_map(|kind| Some(schema.events.get(*kind)?.name.as_str()));
    failed(&format!(
        "events of {} stand in the records of {data} and are given with `--events` too; leave one of them out",
        quoted(names)
    ))
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn failed(reason: &str) -> Exit {
    output::error(reason);
    Exit::Failed
}
