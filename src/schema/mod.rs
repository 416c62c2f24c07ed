//! `contact { … }` and `event E { … }` → the schema: types, modifiers, defaults. Knows nothing of rules and files.

mod constant;
mod dropdown;
mod event;
mod field;

pub use constant::{Constant, ConstantKind, as_points, constant, duration, scalar};

use crate::{
    base::{Diagnostic, code},
    model::Schema,
    syntax::tree::{self, Expr, Name, Quoted},
    value::Zone,
};

/// The texts of a set; the error holds the elements that are no texts, none where the set failed by itself.
pub type SetTexts = Result<Vec<Quoted>, Vec<Expr>>;

/// What a schema needs from around it.
pub struct Surroundings<'a> {
    /// The texts of a named set; `None` where there is none, an error with the elements that are no texts, none of
    /// them where the set is broken and reported.
    pub sets: &'a dyn Fn(&Name) -> Option<SetTexts>,
    /// Local datetimes in defaults and ranges are read in it.
    pub zone: &'a Zone,
}

/// The schema that the `contact` block and the events declare; everything has the place of its block or field.
pub fn lower(
    contacts: &[(&tree::Item, &tree::Contact)],
    events: &[(&tree::Item, &tree::Event)],
    around: &Surroundings<'_>,
    out: &mut Vec<Diagnostic>,
) -> Schema {
    let mut schema = Schema::default();
    for (item, written) in events {
        schema.events.push(event::event(item, written, around, out));
    }
    let Some((_, contact)) = contacts.first() else {
        out.push(
            Diagnostic::whole(&code::MISSING_CONTACT, "these rules do not say what a contact is")
                .help("declare its properties: `contact { id: text key  visits: integer default 0 }`")
                .help("or `use` the file that does: `use \"schema.merit\"`"),
        );
        return schema;
    };
    for (second, _) in contacts.iter().skip(1) {
        let first = contacts.first().map_or(second.span, |(first, _)| first.span);
        out.push(
            Diagnostic::new(
                &code::DUPLICATE_CONTACT,
                second.span,
                "a rule set has one `contact` block, and this is a second one",
            )
            .label(first, "the first one")
            .help("move its properties into the first block"),
        );
    }
    let markers: Vec<String> =
        contact.unknown.iter().flat_map(|markers| field::marker_texts(&markers.values, out)).collect();
    for written in &contact.fields {
        let property = field::property(written, &markers, around, out);
        let is_key = written.modifiers.iter().find(|modifier| matches!(modifier.kind, tree::ModifierKind::Key));
        let id = schema.properties.push(property);
        let Some(modifier) = is_key else { continue };
        match schema.key {
            None => schema.key = Some(id),
            Some(first) => {
                let mut diagnostic = Diagnostic::new(
                    &code::SEVERAL_KEYS,
                    modifier.span,
                    "a contact has one key, and this is a second one",
                );
                if let Some(first) = schema.properties.at(first).span {
                    diagnostic = diagnostic.label(first, "the first one");
                }
                out.push(diagnostic.unsafe_fix("delete this `key`", modifier.span, ""));
            }
        }
    }
    schema
}
