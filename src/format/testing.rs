//! Tests and test tables.
//!
//! Takes the tests of the tree, gives their words; knows nothing of how they run.

use super::{
    Source, condition,
    condition::Level,
    doc::{Doc, Row, Shape},
    item, layout,
    schema::{inline, last_byte, start, verbatim},
    spelling,
};
use crate::{
    base::Span,
    syntax::tree::{Expectation, Literal, TableCell, TableRow, Test, TestEvent, TestFact, TestFactValue, TestTable},
};

/// `test "…" { … }`; `doc` holds the word `test`, `span` is the whole item's.
pub(super) fn test(mut doc: Doc, test: &Test, span: Span, source: Source<'_>) -> Doc {
    item::quoted(&mut doc, &test.name);
    let mut rows: Vec<Row> = test.as_of.iter().map(|date| as_of(date, source)).collect();
    rows.extend(contact(&test.contact, span, source));
    rows.extend(test.events.iter().map(|event| self::event(event, source)));
    rows.extend(test.expectations.iter().map(expectation));
    rows.extend(test.broken.iter().map(|broken| verbatim(broken.span, source)));
    doc.space().block(rows, Some(last_byte(span)));
    doc
}

fn as_of(date: &Literal, source: Source<'_>) -> Row {
    let mut doc = Doc::default();
    let place = source.words_before(date.span, &["as", "of"]).unwrap_or(date.span.before());
    start(&mut doc, "as of", place, &[]);
    doc.space().word(spelling::literal(date), date.span);
    Row { shape: Shape::Free, nodes: doc.nodes }
}

fn contact(facts: &[TestFact], test: Span, source: Source<'_>) -> Option<Row> {
    let (first, last) = (facts.first()?, facts.last()?);
    let brace = source.words_before(first.span, &["{"]);
    let place = source.words_before(first.span, &["contact", "{"]).unwrap_or(first.span.before());
    let close = source.closing_brace(last.span).unwrap_or(last.span.after());
    let mut doc = Doc::default();
    start(&mut doc, "contact", place, &[]);
    let whole = Span { start: brace.unwrap_or(test).start, end: close.end, ..place };
    facts_block(&mut doc, facts, whole, source);
    Some(Row { shape: Shape::Free, nodes: doc.nodes })
}

fn event(event: &TestEvent, source: Source<'_>) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, "event", event.span.before(), &[]);
    doc.space().word(spelling::name(&event.event), event.event.span);
    facts_block(&mut doc, &event.facts, event.span, source);
    Row { shape: Shape::Free, nodes: doc.nodes }
}

/// `{ a: 1, b: 2 }` behind what `doc` holds, or one fact a line.
fn facts_block(doc: &mut Doc, facts: &[TestFact], span: Span, source: Source<'_>) {
    let rows: Vec<Row> = facts.iter().map(fact).collect();
    doc.space();
    match inline(&rows, 2, layout::width(&doc.nodes), span, source) {
        Some(line) => doc.add(line),
        None => doc.block(rows, Some(last_byte(span))),
    };
}

fn fact(fact: &TestFact) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, format!("{}:", spelling::name(&fact.name)), fact.name.span, &[]);
    doc.tab().space();
    match &fact.value {
        TestFactValue::Literal(literal) => {
            doc.word(spelling::literal(literal), literal.span);
        }
        TestFactValue::Set(set) => condition::set(&mut doc, set),
        TestFactValue::Unknown(span) => {
            doc.word("unknown", *span);
        }
    }
    Row { shape: Shape::Field, nodes: doc.nodes }
}

fn expectation(expectation: &Expectation) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, "expect", expectation.span.before(), &[]);
    let mut inner = Doc::default();
    inner.space();
    condition::expr(&mut inner, &expectation.condition, Level::Or);
    doc.indent(4, inner);
    Row { shape: Shape::Free, nodes: doc.nodes }
}

/// `test table "…" { … }`; `doc` holds the words `test table`, `span` is the whole item's.
pub(super) fn table(mut doc: Doc, table: &TestTable, span: Span, source: Source<'_>) -> Doc {
    item::quoted(&mut doc, &table.name);
    let mut rows: Vec<Row> = table.as_of.iter().map(|date| as_of(date, source)).collect();
    let heads: Vec<String> = table.columns.iter().map(spelling::path).collect();
    let cells: Vec<Vec<String>> = table.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect();
    let columns = cells.iter().chain([&heads]).map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let column = cells.iter().chain([&heads]).filter_map(|row| row.get(column));
            column.map(|cell| layout::columns(cell)).max().unwrap_or(0)
        })
        .collect();
    if let (Some(first), Some(last)) = (table.columns.first(), table.columns.last()) {
        rows.push(table_line(&heads, &widths, first.span.to(last.span)));
    }
    rows.extend(table.rows.iter().zip(&cells).map(|(row, cells): (&TableRow, _)| table_line(cells, &widths, row.span)));
    rows.extend(table.broken.iter().map(|broken| verbatim(broken.span, source)));
    doc.space().block(rows, Some(last_byte(span)));
    doc
}

/// One line of a table: a single word, for a line break inside would end the row.
fn table_line(cells: &[String], widths: &[usize], span: Span) -> Row {
    let padded = cells.iter().zip(widths).map(|(cell, width)| {
        let blanks = " ".repeat(width.saturating_sub(layout::columns(cell)));
        format!("{cell}{blanks}")
    });
    let line = padded.collect::<Vec<_>>().join(" | ");
    let mut doc = Doc::default();
    start(&mut doc, line.trim_end(), span, &[]);
    Row { shape: Shape::Free, nodes: doc.nodes }
}

fn cell(cell: &TableCell) -> String {
    match cell {
        TableCell::Value(TestFactValue::Literal(literal)) => spelling::literal(literal),
        TableCell::Value(TestFactValue::Set(set)) => {
            let mut doc = Doc::default();
            condition::set(&mut doc, set);
            layout::one_line(&doc.nodes)
        }
        TableCell::Value(TestFactValue::Unknown(_)) => "unknown".to_owned(),
        TableCell::Name(path) => spelling::path(path),
        TableCell::Blank(_) => String::new(),
    }
}
