//! Schemas drawn from data and from other systems: what they say, and that data can be read with them.

mod command;
mod foreign;
mod hubspot;
mod infer;
mod random;
mod real_data;

use std::{
    io::Cursor,
    path::{Path, PathBuf},
    sync::Arc,
};

use merit::{
    base::render,
    compile::{Options, compile},
    data::{self, Format, ReadOptions, Table},
    format::format,
    model::Model,
    project::Memory,
    syntax,
};

/// The folder of real data, if it is there.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no ../shared/data beside the project");
    None
}

/// A table of this text.
fn table(text: &str, format: Format) -> Table {
    let options = ReadOptions { format: Some(format), ..ReadOptions::named("contacts") };
    data::open(Cursor::new(text.as_bytes().to_vec()), options).unwrap()
}

/// The schema drawn from a CSV text.
fn inferred(text: &str) -> String {
    schema(merit::import::infer(&mut table(text, Format::Csv), "contacts.csv").unwrap().text)
}

/// A schema that is canonical and earns no finding.
#[track_caller]
fn schema(text: String) -> String {
    checked(&text);
    assert_eq!(format(&syntax::parse(merit::base::SourceId(0), &text).file, &text), text, "it is canonical");
    text
}

/// The model of a text that earns no finding.
#[track_caller]
fn checked(text: &str) -> Arc<Model> {
    let compiled = compile(&Memory::new().with("rules/a.merit", text), "rules".as_ref(), &Options::default()).unwrap();
    assert!(compiled.diagnostics.is_empty(), "{}", render(&compiled.diagnostics, &compiled.sources, false));
    compiled.model.unwrap()
}
