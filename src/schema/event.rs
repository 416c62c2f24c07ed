//! One `event` block → the event: its fields, which of them says when it was, where the contact's key stands.

use super::{Surroundings, field};
use crate::{
    base::{Arena, Diagnostic, Span, code},
    model::{Event, Field, FieldId, Property},
    syntax::tree::{self, ModifierKind},
    value::{Kind, Reading, nfc},
};

/// The field that every event has.
const AT: &str = "at";

/// The event that a block declares. A field called `at` is put in where none is, which is reported.
pub(super) fn event(
    item: &tree::Item,
    event: &tree::Event,
    around: &Surroundings<'_>,
    out: &mut Vec<Diagnostic>,
) -> Event {
    let markers: Vec<String> =
        event.unknown.iter().flat_map(|markers| field::marker_texts(&markers.values, out)).collect();
    let mut fields: Arena<Field> = Arena::new();
    for written in &event.fields {
        let field = Field(field::property(written, &markers, around, out));
        no_key(&event.name.text, written, out);
        let twice = fields.values().find(|first| first.0.name == field.0.name).map(|first| first.0.span);
        if let Some(first) = twice {
            let mut diagnostic = Diagnostic::new(
                &code::DUPLICATE_NAME,
                written.name.span,
                format!("the field `{}` is declared twice", field.0.name),
            )
            .at("the second time")
            .help("delete one of the two, or rename it");
            if let Some(first) = first {
                diagnostic = diagnostic.label(first, "the first time");
            }
            out.push(diagnostic);
        }
        fields.push(field);
    }
    let at = at(event, &mut fields, out);
    Event {
        name: nfc(&event.name.text),
        docs: item.docs.clone(),
        key_from: event.key.iter().flat_map(|key| &key.from).map(|name| name.text.clone()).collect(),
        at,
        fields,
        span: Some(event.name.span),
    }
}

/// The field that says when it was; always known, since a row without it is rejected.
fn at(event: &tree::Event, fields: &mut Arena<Field>, out: &mut Vec<Diagnostic>) -> FieldId {
    let name = &event.name.text;
    let found = fields.iter().find(|(_, field)| field.0.name == AT).map(|(id, _)| id);
    let written = event.fields.iter().find(|field| nfc(&field.name.text) == AT);
    match (found, written) {
        (Some(id), Some(written)) => {
            let default = written.modifiers.iter().find(|modifier| matches!(modifier.kind, ModifierKind::Default(_)));
            let kind = fields.at(id).0.kind();
            let unread = matches!(kind, Kind::OneOf(dropdown) if dropdown.is_empty());
            if !matches!(kind, Kind::Date | Kind::Datetime) {
                if !unread {
                    out.push(
                        Diagnostic::new(
                            &code::MISSING_TIME,
                            written.kind_span,
                            format!("`at` says when the `{name}` was, so it cannot be {}", kind.noun()),
                        )
                        .unsafe_fix("make it a moment: `datetime`", written.kind_span, "datetime")
                        .help("where only the day is known, write `date`"),
                    );
                }
                return fields.push(when(written.span));
            }
            if let Some(default) = default {
                out.push(
                    Diagnostic::new(
                        &code::BAD_MODIFIER,
                        default.span,
                        "`at` has no default: an event is at its own time",
                    )
                    .help("delete it; rows without a time are listed as rejects"),
                );
            }
            if let Some(field) = fields.get_mut(id) {
                field.0.required = true;
            }
            id
        }
        _ => {
            if event.broken.is_empty() {
                out.push(no_time(event));
            }
            fields.push(when(event.name.span))
        }
    }
}

fn no_time(event: &tree::Event) -> Diagnostic {
    let name = &event.name.text;
    let diagnostic =
        Diagnostic::new(&code::MISSING_TIME, event.name.span, format!("the event `{name}` does not say when it was"))
            .at("needs a field `at`");
    let of_time = |field: &&tree::Field| matches!(field.kind, tree::FieldType::Date | tree::FieldType::Datetime);
    match event.fields.iter().find(of_time) {
        Some(time) => {
            let other = &time.name.text;
            let from = time.modifiers.iter().any(|modifier| matches!(modifier.kind, ModifierKind::From(_)));
            let diagnostic = diagnostic.label(time.name.span, format!("is `{other}` when it was?"));
            if from {
                return diagnostic.unsafe_fix("call it `at`", time.name.span, AT);
            }
            let word = time.kind_span;
            diagnostic.fix(
                format!("call it `at`, read from the column `{other}`"),
                crate::base::Applicability::Unsafe,
                vec![
                    crate::base::Edit { span: time.name.span, text: AT.to_owned() },
                    crate::base::Edit { span: word.after(), text: format!(" from {}", crate::format::quoted(other)) },
                ],
            )
        }
        None => match event.fields.first() {
            Some(first) => diagnostic.unsafe_fix("add `at: datetime`", first.span.before(), "at: datetime  "),
            None => diagnostic.help(format!("write `event {} {{ at: datetime }}`", crate::format::name(name))),
        },
    }
}

/// A field stands in for one that is missing, so that nothing more is said of it.
fn when(span: Span) -> Field {
    Field(Property {
        name: AT.to_owned(),
        docs: Vec::new(),
        reading: Reading { kind: Kind::Datetime, unknown: Vec::new(), default: None, range: None, format: None },
        required: true,
        from: Vec::new(),
        span: Some(span),
    })
}

/// Events are told apart by nothing; what they have is the key of their contact.
fn no_key(event: &str, field: &tree::Field, out: &mut Vec<Diagnostic>) {
    let Some(key) = field.modifiers.iter().find(|modifier| matches!(modifier.kind, ModifierKind::Key)) else { return };
    let from: Vec<String> = field
        .modifiers
        .iter()
        .flat_map(|modifier| match &modifier.kind {
            ModifierKind::From(names) => names.iter().map(|name| crate::format::quoted(&name.text)).collect(),
            _ => Vec::new(),
        })
        .collect();
    let from = if from.is_empty() { crate::format::quoted(&field.name.text) } else { from.join(", ") };
    out.push(
        Diagnostic::new(&code::BAD_MODIFIER, key.span, format!("an event has no key, so `{event}` cannot have one"))
            .help("it belongs to a contact: say which column holds the contact's key")
            .unsafe_fix(format!("write `key from {from}`"), field.span, format!("key from {from}")),
    );
}
