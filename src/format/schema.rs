//! `contact { … }` and `event E { … }`.
//!
//! Takes the schema part of the tree, gives rows; knows nothing of rules.

use super::{
    Source, condition,
    doc::{Doc, Node, Role, Row, Shape, Word},
    layout, spelling,
};
use crate::{
    base::Span,
    syntax::tree::{Contact, Event, EventKey, Field, FieldType, Modifier, ModifierKind, Quoted, UnknownMarkers},
};

/// The body of `contact { … }`; `span` is the whole item's.
pub(super) fn contact(doc: &mut Doc, contact: &Contact, span: Span, source: Source<'_>) {
    doc.space();
    let mut rows: Vec<Row> = contact.unknown.iter().map(markers).collect();
    rows.extend(contact.fields.iter().map(field_row));
    rows.extend(contact.broken.iter().map(|broken| verbatim(broken.span, source)));
    doc.block(rows, Some(last_byte(span)));
}

/// What stands behind the word `event`; gives the shape of the row.
pub(super) fn event(doc: &mut Doc, event: &Event, span: Span, source: Source<'_>) -> Shape {
    doc.word(spelling::name(&event.name), event.name.span);
    let mut rows: Vec<Row> = event.key.iter().map(key).collect();
    rows.extend(event.unknown.iter().map(markers));
    rows.extend(event.fields.iter().map(field_row));
    rows.extend(event.broken.iter().map(|broken| verbatim(broken.span, source)));
    // In a source with `##` lines, one inside the event would be among its comments.
    let documented = !source.is_documented() && event.fields.iter().any(|field| !field.docs.is_empty());
    if !documented && let Some(line) = inline(&rows, 0, layout::width(&doc.nodes) + 7, span, source) {
        doc.tab().space().add(line);
        return Shape::Event;
    }
    doc.space().block(rows, Some(last_byte(span)));
    Shape::Free
}

/// A block on one line, `{ a, b }`, if it stood on one line, has no comment inside and fits behind `used` columns.
pub(super) fn inline(rows: &[Row], indent: usize, used: usize, span: Span, source: Source<'_>) -> Option<Doc> {
    if source.has_comment(span) || source.slice(span).contains('\n') && breaks_after_brace(source.slice(span)) {
        return None;
    }
    let mut doc = Doc::default();
    doc.closing("{");
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            doc.closing(",");
        }
        doc.space();
        doc.nodes.extend(row.nodes.iter().filter(|node| !matches!(node, Node::Tab(_))).cloned());
    }
    if !rows.is_empty() {
        doc.space();
    }
    doc.word("}", last_byte(span));
    let fits = !layout::is_broken(&doc.nodes) && indent + used + 1 + layout::width(&doc.nodes) <= layout::WIDTH;
    fits.then_some(doc)
}

/// Whether the first thing behind the first `{` is a line break.
fn breaks_after_brace(text: &str) -> bool {
    let Some((_, inner)) = text.split_once('{') else { return false };
    let blank = inner.len() - inner.trim_start().len();
    inner.get(..blank).is_some_and(|blank| blank.contains('\n'))
}

/// The last byte of a span: where a `}` stands.
pub(super) fn last_byte(span: Span) -> Span {
    Span { start: span.end.saturating_sub(1).max(span.start), ..span }
}

/// A stretch as it stands in the source.
pub(super) fn verbatim(span: Span, source: Source<'_>) -> Row {
    let word = Word { span: Some(span), role: Role::Start, ..Word::new(source.slice(span)) };
    Row { shape: Shape::Free, nodes: vec![Node::Word(word)] }
}

/// The first word of a statement with its `##` lines.
pub(super) fn start(doc: &mut Doc, text: impl Into<String>, span: Span, docs: &[String]) {
    doc.push(Node::Word(Word { span: Some(span), role: Role::Start, docs: docs.to_vec(), ..Word::new(text) }));
}

fn key(key: &EventKey) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, "key", key.span.before(), &[]);
    doc.space().keyword("from").space();
    names(&mut doc, &key.from);
    Row { shape: Shape::Free, nodes: doc.nodes }
}

fn markers(markers: &UnknownMarkers) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, "unknown is", markers.span.before(), &[]);
    doc.space();
    condition::set(&mut doc, &markers.values);
    Row { shape: Shape::Free, nodes: doc.nodes }
}

fn field_row(field: &Field) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, format!("{}:", spelling::name(&field.name)), field.name.span, &field.docs);
    doc.tab().space();
    field_type(&mut doc, field);
    if !field.modifiers.is_empty() {
        let mut modifiers = Doc::default();
        for modifier in &field.modifiers {
            modifiers.line();
            self::modifier(&mut modifiers, modifier);
        }
        let mut group = Doc::default();
        group.indent(4, modifiers);
        doc.group(group);
    }
    Row { shape: Shape::Field, nodes: doc.nodes }
}

fn field_type(doc: &mut Doc, field: &Field) {
    let span = field.kind_span;
    match &field.kind {
        FieldType::Text => doc.word("text", span),
        FieldType::Email => doc.word("email", span),
        FieldType::Url => doc.word("url", span),
        FieldType::Integer => doc.word("integer", span),
        FieldType::Number => doc.word("number", span),
        FieldType::Boolean => doc.word("boolean", span),
        FieldType::Date => doc.word("date", span),
        FieldType::Datetime => doc.word("datetime", span),
        FieldType::Unknown(name) => doc.word(spelling::name(name), span),
        FieldType::OneOfSet(name) => doc.word("one of", span.before()).space().word(spelling::name(name), name.span),
        FieldType::ManyOfSet(name) => doc.word("many of", span.before()).space().word(spelling::name(name), name.span),
        FieldType::OneOf(values) => choices(doc, "one of", values, span),
        FieldType::ManyOf(values) => choices(doc, "many of", values, span),
    };
}

fn choices<'doc>(doc: &'doc mut Doc, words: &str, values: &[(Quoted, Option<Quoted>)], span: Span) -> &'doc mut Doc {
    doc.word(words, span.before()).space();
    // The braces' own place is not in the tree; the first value's is near enough for a comment.
    let open = values.first().map_or(span.after(), |(value, _)| value.span.before());
    condition::braced(doc, Span { start: open.start, ..span }, values, |doc, (value, label)| {
        doc.word(spelling::quoted(&value.text), value.span);
        if let Some(label) = label {
            doc.space().keyword("as").space().word(spelling::quoted(&label.text), label.span);
        }
    });
    doc
}

fn modifier(doc: &mut Doc, modifier: &Modifier) {
    let span = modifier.span.before();
    match &modifier.kind {
        ModifierKind::Key => {
            doc.word("key", span);
        }
        ModifierKind::Required => {
            doc.word("required", span);
        }
        ModifierKind::Default(literal) => {
            doc.word("default", span).space().word(spelling::literal(literal), literal.span);
        }
        ModifierKind::DefaultSet(set) => {
            doc.word("default", span).space();
            condition::set(doc, set);
        }
        ModifierKind::From(headers) => {
            doc.word("from", span).space();
            names(doc, headers);
        }
        ModifierKind::In(range) => {
            doc.word("in", span).space();
            condition::range(doc, range);
        }
        ModifierKind::Format(text) => {
            doc.word("format", span).space().word(spelling::quoted(&text.text), text.span);
        }
        ModifierKind::WithUnknown(set) => {
            doc.word("with unknown", span).space();
            condition::set(doc, set);
        }
    }
}

/// `"A", "B"`.
fn names(doc: &mut Doc, names: &[Quoted]) {
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            doc.closing(",").space();
        }
        doc.word(spelling::quoted(&name.text), name.span);
    }
}
