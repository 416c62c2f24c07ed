//! A schema before it is text: takes properties with what is to be said of them, gives canonical text.
//!
//! Knows nothing of where the properties come from.

use super::comment;
use crate::{
    base::SourceId,
    format,
    syntax::{self, tree},
    value::{DropdownValue, Kind},
};

/// Columns of a line, a comment behind a property included.
const WIDTH: usize = 100;

/// A `contact` block.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Comments above the block, a paragraph each.
    pub head: Vec<String>,
    /// `unknown is {…}` of all properties; none: no such line.
    pub markers: Vec<String>,
    /// Why these.
    pub markers_note: String,
    /// The properties, in order.
    pub fields: Vec<Field>,
    /// Comments at the end of the block, a paragraph each.
    pub tail: Vec<String>,
}

/// A property.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name, without backquotes.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it tells contacts apart.
    pub is_key: bool,
    /// Whether a record without it is rejected.
    pub is_required: bool,
    /// Names in the data; none: its own name.
    pub from: Vec<String>,
    /// As written: `0..`.
    pub range: Option<String>,
    /// How dates are written, in `strftime`'s notation.
    pub format: Option<String>,
    /// Texts that stand for unknown in this property alone.
    pub unknown: Vec<String>,
    /// The default as written.
    pub default: Option<String>,
    /// What it means, for `##` lines.
    pub docs: String,
    /// Why it is what it is, for a comment.
    pub note: String,
}

impl Field {
    /// A property of which nothing but name and type is said.
    pub(super) fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            is_key: false,
            is_required: false,
            from: Vec::new(),
            range: None,
            format: None,
            unknown: Vec::new(),
            default: None,
            docs: String::new(),
            note: String::new(),
        }
    }

    /// Its line, before it is formatted.
    fn line(&self) -> String {
        let mut line = format!("{}: {}", format::name(&self.name), type_text(&self.kind));
        let mut add = |modifier: &str| {
            line.push(' ');
            line.push_str(modifier);
        };
        if self.is_key {
            add("key");
        } else if self.is_required {
            add("required");
        }
        if let Some(range) = &self.range {
            add(&format!("in {range}"));
        }
        if let Some(format) = &self.format {
            add(&format!("format {}", format::quoted(format)));
        }
        if let Some(default) = &self.default {
            add(&format!("default {default}"));
        }
        if !self.unknown.is_empty() {
            add(&format!("with unknown {{ {} }}", quoted(&self.unknown)));
        }
        if !self.from.is_empty() {
            add(&format!("from {}", quoted(&self.from)));
        }
        line
    }
}

impl Draft {
    /// The canonical text. A comment stands behind its property where both fit on a line, else above it.
    pub(super) fn text(&self) -> String {
        let bare = self.written(|_, _| Place::Nowhere);
        let ends = ends(&formatted(&bare));
        let text = self.written(|at, note| {
            let end = ends.get(at).copied().flatten();
            let fits = end.is_some_and(|end| end + 4 + note.chars().count() <= WIDTH);
            if fits { Place::Behind } else { Place::Above }
        });
        formatted(&text)
    }

    fn written(&self, place: impl Fn(usize, &str) -> Place) -> String {
        let mut out = String::new();
        paragraphs(&mut out, &self.head);
        out.push_str("contact {\n");
        if !self.markers.is_empty() {
            let note = comment::lines(&self.markers_note);
            for line in &note {
                out.push_str(&format!("# {line}\n"));
            }
            out.push_str(&format!("unknown is {{ {} }}\n\n", quoted(&self.markers)));
        }
        for (at, field) in self.fields.iter().enumerate() {
            let note = comment::lines(&field.note);
            let one = note.join(" ");
            let place = if one.is_empty() { Place::Nowhere } else { place(at, &one) };
            let docs = comment::lines(&field.docs);
            if at > 0 && !docs.is_empty() {
                out.push('\n');
            }
            if matches!(place, Place::Above) {
                note.iter().for_each(|line| out.push_str(&format!("# {line}\n")));
            }
            docs.iter().for_each(|line| out.push_str(&format!("## {line}\n")));
            out.push_str(&field.line());
            if matches!(place, Place::Behind) {
                out.push_str(&format!("  # {one}"));
            }
            out.push('\n');
        }
        if !self.tail.is_empty() {
            out.push('\n');
            paragraphs(&mut out, &self.tail);
        }
        out.push_str("}\n");
        out
    }
}

/// Where a comment stands.
#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    Above,
    Behind,
}

fn paragraphs(out: &mut String, paragraphs: &[String]) {
    for paragraph in paragraphs {
        for line in comment::lines(paragraph) {
            out.push_str(&format!("# {line}\n"));
        }
    }
}

fn formatted(text: &str) -> String {
    format::format(&syntax::parse(SourceId(0), text).file, text)
}

/// The column behind each property's last character; none where it takes several lines.
fn ends(text: &str) -> Vec<Option<usize>> {
    let file = syntax::parse(SourceId(0), text).file;
    let fields = file.items.iter().filter_map(|item| match &item.kind {
        tree::ItemKind::Contact(contact) => Some(&contact.fields),
        _ => None,
    });
    let end = |field: &tree::Field| {
        let before = text.get(..field.span.end as usize)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let is_one_line = start <= field.span.start as usize;
        is_one_line.then(|| before.get(start..).map_or(0, |line| line.chars().count()))
    };
    fields.flatten().map(end).collect()
}

fn type_text(kind: &Kind) -> String {
    match kind.dropdown() {
        None => kind.word().to_owned(),
        Some(dropdown) => {
            let values: Vec<String> = dropdown.values.iter().map(value).collect();
            format!("{} {{ {} }}", kind.word(), values.join(", "))
        }
    }
}

fn value(value: &DropdownValue) -> String {
    let name = format::quoted(&value.name);
    match &value.label {
        Some(label) => format!("{name} as {}", format::quoted(label)),
        None => name,
    }
}

fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format::quoted(text)).collect();
    texts.join(", ")
}
