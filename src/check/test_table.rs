//! `test table` → cases: each row is a test, each column a property that is given or a result that is expected.
//!
//! Takes a table of the tree, gives a case for each row. An expected cell is read as `HEAD is CELL`, so that it means,
//! and is checked as, what the same words mean behind `expect`.

use std::collections::BTreeMap;

use super::{
    Checkedly,
    declared::What,
    resolve::Checker,
    test::Moment,
    typed::{Holder, Typed},
};
use crate::{
    base::{Diagnostic, Reported, Span, code},
    model::{Expectation, Operand, PointsOf, PropertyId, TestCase},
    syntax::tree::{
        Expr, ExprKind, Literal, LiteralKind, Path, Predicate, PredicateKind, SetExpr, TableCell, TableRow,
        TestFactValue, TestTable,
    },
    value::{Value, nfc},
};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// The values of a property.
    Given(PropertyId),
    /// Points, an arm, a condition or a value that follows.
    Expected,
    /// The points of a rule, or whether it fired.
    Rule,
    /// Whether the contact is in a list.
    List,
}

impl Checker<'_> {
    pub(super) fn test_table(&mut self, table: &TestTable) -> Checkedly<Vec<TestCase>> {
        let moment = self.moment_of_test(table.as_of.as_ref());
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut columns = Vec::new();
        for head in &table.columns {
            let column = self.column(head);
            let name = crate::format::expression(&Expr { kind: ExprKind::Path(head.clone()), span: head.span });
            let twice = self.given_twice(seen.insert(name, head.span), &head.head);
            columns.push(twice.and(column));
        }
        let columns: Vec<Column> = columns.into_iter().collect::<Checkedly<_>>()?;
        let is_whole = table.broken.is_empty();
        if is_whole && columns.iter().all(|column| matches!(column, Column::Given(_))) {
            return Err(self.report(
                Diagnostic::new(
                    &code::MISSING_EXPECT,
                    table.name.span,
                    "no column of this table says what is expected",
                )
                .help("add a column for a result: a score, a group, a rule, a stage or a list"),
            ));
        }
        if is_whole && table.rows.is_empty() {
            return Err(self.report(
                Diagnostic::new(&code::MISSING_EXPECT, table.name.span, "this table has no rows, so it tests nothing")
                    .help("write a line for each contact, with a value for each column"),
            ));
        }
        let rows: Vec<Checkedly<TestCase>> = (1..)
            .zip(&table.rows)
            .map(|(number, row)| {
                let case = self.row(&table.columns, &columns, row, &moment)?;
                Ok(TestCase { name: table.name.text.clone(), row: Some(number), as_of: moment.as_of()?, ..case })
            })
            .collect();
        rows.into_iter().collect()
    }

    fn column(&mut self, head: &Path) -> Checkedly<Column> {
        let name = nfc(&head.head.text);
        let what = self.declared.names.get(&name).map(|declaration| declaration.what);
        match (what, &head.member) {
            (Some(What::Property(id)), None) => return Ok(Column::Given(id)),
            (Some(What::List(_)), None) => return Ok(Column::List),
            (Some(What::Event(_)), _) => {
                return Err(self.report(
                    Diagnostic::new(&code::WRONG_KIND, head.span, format!("`{}` is an event", head.head.text))
                        .help("a table has no room for events: write a `test` with `event … { … }`"),
                ));
            }
            _ => {}
        }
        self.in_expect = true;
        let typed = self.path(head);
        self.in_expect = false;
        match typed? {
            Typed::Operand(Operand::Points(PointsOf::Rule(_)), _) => Ok(Column::Rule),
            Typed::Operand(..) | Typed::Condition(_) | Typed::Stage(_) => Ok(Column::Expected),
            typed => {
                let what = self.noun_of(&typed);
                Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_KIND,
                        head.span,
                        format!("`{}` is {what}, which is the same for every contact", head.head.text),
                    )
                    .help("a column is a property, or a result: a score, a group, a rule, a stage or a list"),
                ))
            }
        }
    }

    fn row(&mut self, heads: &[Path], columns: &[Column], row: &TableRow, moment: &Moment) -> Checkedly<TestCase> {
        if row.cells.len() != columns.len() {
            let (cells, heads) = (row.cells.len(), columns.len());
            return Err(self.report(
                Diagnostic::new(
                    &code::UNEVEN_ROW,
                    row.span,
                    format!("this row has {}, but the table has {}", count(cells, "cell"), count(heads, "column")),
                )
                .help("leave a cell between two bars blank where nothing is said"),
            ));
        }
        let mut values = self.values_by_default();
        let mut expectations = Vec::new();
        let mut failed = false;
        for ((head, column), cell) in heads.iter().zip(columns).zip(&row.cells) {
            match column {
                Column::Given(id) => match self.given_cell(*id, cell, moment) {
                    Ok(Some(value)) => {
                        values.iter_mut().skip(id.index()).take(1).for_each(|place| place.clone_from(&value));
                    }
                    Ok(None) => {}
                    Err(Reported) => failed = true,
                },
                column => match self.expected_cell(*column, head, cell) {
                    Ok(expectation) => expectations.extend(expectation),
                    Err(Reported) => failed = true,
                },
            }
        }
        if failed {
            return Err(Reported);
        }
        if expectations.is_empty() {
            return Err(self.report(
                Diagnostic::new(&code::MISSING_EXPECT, row.span, "this row expects nothing")
                    .help("fill in one of the columns for results, or delete the row"),
            ));
        }
        Ok(TestCase {
            name: String::new(),
            row: None,
            as_of: None,
            values,
            events: Vec::new(),
            expectations,
            span: row.span,
        })
    }

    /// What a cell gives a property; none where it is blank.
    fn given_cell(&mut self, id: PropertyId, cell: &TableCell, moment: &Moment) -> Checkedly<Option<Option<Value>>> {
        let holder = Holder::Property(id);
        match cell {
            TableCell::Blank(_) => Ok(None),
            TableCell::Value(value) => self.fact(holder, value, moment).map(Some),
            TableCell::Name(path) => {
                let Typed::Operand(_, kind) = self.value_of(Operand::Property(id), holder)? else {
                    return Err(Reported);
                };
                if path.member.is_none() {
                    self.bare_word(&path.head, kind, false)?;
                }
                match self.path(path)? {
                    Typed::Literal(constant) => self.constant_fact(holder, &constant, moment).map(Some),
                    typed => {
                        let what = self.noun_of(&typed);
                        let kind = kind.noun();
                        let name = self.declared_as(holder).map_or_else(String::new, |property| property.name.clone());
                        Err(self.report(
                            Diagnostic::new(
                                &code::WRONG_TYPE,
                                path.span,
                                format!("`{name}` is {kind}, but this is {what}"),
                            )
                            .help("a cell is a value: a number, a date, a text in quotes"),
                        ))
                    }
                }
            }
        }
    }

    /// What a cell expects; nothing where it is blank.
    fn expected_cell(&mut self, column: Column, head: &Path, cell: &TableCell) -> Checkedly<Option<Expectation>> {
        let span = match cell {
            TableCell::Blank(_) => return Ok(None),
            TableCell::Name(path) => path.span,
            TableCell::Value(TestFactValue::Literal(literal)) => literal.span,
            TableCell::Value(TestFactValue::Set(set)) => set.span,
            TableCell::Value(TestFactValue::Unknown(span)) => *span,
        };
        let truth = match cell {
            TableCell::Value(TestFactValue::Literal(Literal { kind: LiteralKind::Boolean(truth), .. })) => Some(*truth),
            _ => None,
        };
        let at = |kind: ExprKind| Expr { kind, span };
        let not_if = |truth: bool, expr: Expr| if truth { expr } else { at(ExprKind::Not(Box::new(expr))) };
        let expr = match (column, truth) {
            (Column::List, Some(truth)) => at(ExprKind::InList { negated: !truth, list: head.head.clone() }),
            (Column::List, None) => {
                return Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        span,
                        format!("`{}` is a list, and a contact is in it or not", head.head.text),
                    )
                    .help("write `true` or `false`"),
                ));
            }
            (Column::Rule, Some(truth)) => not_if(truth, at(ExprKind::Fired(head.clone()))),
            _ => {
                let kind = predicate(cell, at);
                let predicate = Predicate { kind, operator_span: span, span };
                let subject = Expr { kind: ExprKind::Path(head.clone()), span: head.span };
                at(ExprKind::Test { subject: Some(Box::new(subject)), predicate })
            }
        };
        let condition = self.expected(&expr)?;
        Ok(Some(Expectation { condition, text: crate::format::expression(&expr), span }))
    }
}

/// The question that a cell answers.
fn predicate(cell: &TableCell, at: impl Fn(ExprKind) -> Expr) -> PredicateKind {
    let value = match cell {
        TableCell::Value(TestFactValue::Literal(literal)) => ExprKind::Literal(literal.clone()),
        TableCell::Value(TestFactValue::Set(set)) => {
            return PredicateKind::In { negated: false, exactly: false, set: SetExpr::Literal(set.clone()) };
        }
        TableCell::Name(path) => ExprKind::Path(path.clone()),
        TableCell::Value(TestFactValue::Unknown(_)) | TableCell::Blank(_) => {
            return PredicateKind::Known { known: false };
        }
    };
    PredicateKind::Is { negated: false, exactly: false, value: Box::new(at(value)) }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
