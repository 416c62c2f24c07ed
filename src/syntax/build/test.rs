use super::{Build, P, child, children};
use crate::{
    base::{Diagnostic, code},
    syntax::{
        grammar::Rule,
        tree::{Expectation, Literal, Path, TableCell, TableRow, Test, TestEvent, TestFact, TestFactValue, TestTable},
    },
};

impl Build<'_> {
    pub(super) fn test_item(&mut self, pair: &P<'_>) -> Option<Test> {
        let mut test = Test {
            name: self.child_quoted(pair)?,
            as_of: None,
            contact: Vec::new(),
            events: Vec::new(),
            expectations: Vec::new(),
            broken: Vec::new(),
        };
        for inner in pair.clone().into_inner() {
            self.test_line(&inner, &mut test)?;
        }
        Some(test)
    }

    /// Adds one line of a test; pairs that are none are left alone.
    pub(in crate::syntax) fn test_line(&mut self, pair: &P<'_>, test: &mut Test) -> Option<()> {
        match pair.as_rule() {
            Rule::as_of => test.as_of = Some(self.as_of(pair)?),
            Rule::test_contact => test.contact.extend(self.facts(pair)?),
            Rule::test_event => test.events.push(TestEvent {
                event: self.child_name(pair)?,
                facts: self.facts(pair)?,
                span: self.span(pair),
            }),
            Rule::expectation => {
                let span = self.span(pair);
                test.expectations.push(Expectation { condition: self.child_expr(pair)?, span });
            }
            _ => {}
        }
        Some(())
    }

    pub(in crate::syntax) fn as_of(&self, pair: &P<'_>) -> Option<Literal> {
        self.child_literal(pair)
    }

    fn facts(&self, pair: &P<'_>) -> Option<Vec<TestFact>> {
        children(pair, Rule::fact).map(|fact| self.fact(&fact)).collect()
    }

    pub(in crate::syntax) fn fact(&self, pair: &P<'_>) -> Option<TestFact> {
        let value = self.fact_value(&child(pair, Rule::test_value)?)?;
        Some(TestFact { name: self.child_name(pair)?, value, span: self.span(pair) })
    }

    fn fact_value(&self, pair: &P<'_>) -> Option<TestFactValue> {
        let inner = pair.clone().into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::set => TestFactValue::Set(self.set(&inner)?),
            Rule::kw_unknown => TestFactValue::Unknown(self.span(&inner)),
            _ => TestFactValue::Literal(self.literal(&inner)?),
        })
    }

    pub(super) fn table(&mut self, pair: &P<'_>) -> Option<TestTable> {
        let mut table = TestTable {
            name: self.child_quoted(pair)?,
            as_of: None,
            columns: Vec::new(),
            rows: Vec::new(),
            broken: Vec::new(),
        };
        let body = child(pair, Rule::table_body)?;
        table.as_of = child(&body, Rule::as_of).and_then(|as_of| self.as_of(&as_of));
        let mut lines = children(&body, Rule::table_line);
        if let Some(head) = lines.next() {
            table.columns = self.columns(&head);
        }
        table.rows = lines.map(|line| self.row(&line)).collect::<Option<_>>()?;
        Some(table)
    }

    /// The heads of a table's columns; a head that is no name is reported and left out.
    pub(in crate::syntax) fn columns(&mut self, line: &P<'_>) -> Vec<Path> {
        let mut columns = Vec::new();
        for cell in line.clone().into_inner().filter(|cell| cell.as_rule() != Rule::bar) {
            match child(&cell, Rule::table_name).and_then(|name| self.path(&name)) {
                Some(path) => columns.push(path),
                None => {
                    let message = "expected the name of a property, score or stage as the head of this column";
                    self.diagnostics.push(Diagnostic::new(&code::SYNTAX, self.span(&cell), message));
                }
            }
        }
        columns
    }

    pub(in crate::syntax) fn row(&mut self, line: &P<'_>) -> Option<TableRow> {
        let cells = line.clone().into_inner().filter(|cell| cell.as_rule() != Rule::bar);
        let cells = cells.map(|cell| self.cell(&cell)).collect::<Option<_>>()?;
        Some(TableRow { cells, span: self.span(line) })
    }

    fn cell(&self, pair: &P<'_>) -> Option<TableCell> {
        if pair.as_rule() == Rule::blank_cell {
            let at = pair.as_span().start();
            return Some(TableCell::Blank(self.text.span(at..at)));
        }
        let inner = pair.clone().into_inner().next()?;
        if inner.as_rule() == Rule::table_name {
            return Some(TableCell::Name(self.path(&inner)?));
        }
        Some(TableCell::Value(self.fact_value(&inner)?))
    }
}
