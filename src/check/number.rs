//! Tests of numbers and points: comparisons, ranges, sets.

use super::{
    Checkedly,
    expr::negate_if,
    resolve::Checker,
    subject::Asked,
    typed::{Type, Typed},
};
use crate::{
    base::{Diagnostic, Reported, code},
    model::{Comparison, Condition, Operand, Question},
    schema::{Constant, ConstantKind, as_points, scalar},
    syntax::tree::{ArithmeticOperator, CompareOperator, Expr, ExprKind, PredicateKind, Range, SetExpr},
    value::{Bound, Decimal, Interval, Scalar},
};

impl Checker<'_> {
    pub(super) fn number_test(&mut self, asked: Asked<'_>, operand: Operand, kind: Type) -> Checkedly<Condition> {
        match &asked.predicate.kind {
            PredicateKind::Is { negated, value, .. } => {
                if let Some(found) = looks_like_range(asked, value) {
                    self.report(found);
                }
                let condition = match self.number_side(asked, value, kind)? {
                    Side::Constant(number) => self.within(asked, operand, vec![Interval::point(number)]),
                    Side::Operand(right) => {
                        asked.test(Question::Compare { left: operand, comparison: Comparison::Equal, right })
                    }
                };
                Ok(negate_if(*negated, condition))
            }
            PredicateKind::Compare { operator, value } => Ok(match self.number_side(asked, value, kind)? {
                Side::Constant(number) => {
                    let interval = match operator {
                        CompareOperator::Less => Interval::new(Bound::Unbounded, Bound::Excluded(number)),
                        CompareOperator::LessOrEqual => Interval::new(Bound::Unbounded, Bound::Included(number)),
                        CompareOperator::Greater => Interval::new(Bound::Excluded(number), Bound::Unbounded),
                        CompareOperator::GreaterOrEqual => Interval::new(Bound::Included(number), Bound::Unbounded),
                    };
                    self.within(asked, operand, vec![interval])
                }
                Side::Operand(right) => {
                    asked.test(Question::Compare { left: operand, comparison: comparison(*operator), right })
                }
            }),
            PredicateKind::In { negated, set, .. } => {
                let intervals = match set {
                    SetExpr::Range(range) => vec![self.number_range(range, kind)?],
                    _ => self.number_set(asked, set, kind)?,
                };
                let condition = self.within(asked, operand, intervals);
                Ok(negate_if(*negated, condition))
            }
            _ => Err(self.wrong_operator(asked, kind)),
        }
    }

    fn within(&self, asked: Asked<'_>, operand: Operand, intervals: Vec<Interval>) -> Condition {
        asked.test(Question::Within { operand, intervals })
    }

    fn number_side(&mut self, asked: Asked<'_>, value: &Expr, kind: Type) -> Checkedly<Side> {
        match self.expr(value)? {
            Typed::Literal(Constant { kind: ConstantKind::Number(number), span }) => {
                Ok(Side::Constant(self.number_as(&number, span, kind)?))
            }
            Typed::Operand(right, right_type) if right_type.is_number() => Ok(Side::Operand(right)),
            other => Err(self.no_number(asked, &other, value)),
        }
    }

    /// A constant in the units of what it is compared with.
    pub(super) fn number_as(&mut self, number: &Decimal, span: crate::base::Span, kind: Type) -> Checkedly<Scalar> {
        if kind == Type::Points {
            as_points(number, span, &mut self.out).map(Scalar::Points)
        } else if number.to_integer().is_none() && number.scale() == 0 {
            Err(self.report(
                Diagnostic::new(&code::BAD_NUMBER, span, format!("the number `{number}` is too long"))
                    .help("whole numbers go up to 9223372036854775807"),
            ))
        } else {
            Ok(scalar(number))
        }
    }

    fn no_number(&mut self, asked: Asked<'_>, found: &Typed, value: &Expr) -> Reported {
        let subject = asked.subject_text();
        let mut diagnostic = if let Typed::Literal(Constant { kind: ConstantKind::Text(text), span }) = found {
            let mut diagnostic = Diagnostic::new(
                &code::TEXT_AGAINST_NUMBER,
                *span,
                format!("`{subject}` is a number, but `\"{text}\"` is text"),
            )
            .at("text, because of the quotes");
            if Decimal::parse(text.trim()).is_some() {
                diagnostic = diagnostic.safe_fix(format!("write `{}` without quotes", text.trim()), *span, text.trim());
            } else {
                diagnostic = diagnostic.help("compare it with a number");
            }
            diagnostic
        } else {
            let what = self.noun_of(found);
            Diagnostic::new(&code::WRONG_TYPE, value.span, format!("`{subject}` is a number, but this is {what}"))
                .help("compare it with a number, or with a property that is one")
        };
        diagnostic = self.declared_at(asked.subject, diagnostic);
        self.report(diagnostic)
    }

    fn number_set(&mut self, asked: Asked<'_>, set: &SetExpr, kind: Type) -> Checkedly<Vec<Interval>> {
        let mut intervals = Vec::new();
        self.each_constant(set, kind, |checker, constant, expr| match &constant.kind {
            ConstantKind::Number(number) => {
                intervals.push(Interval::point(checker.number_as(number, constant.span, kind)?));
                Ok(())
            }
            _ => Err(checker.no_number(asked, &Typed::Literal(constant), expr)),
        })?;
        Ok(intervals)
    }

    /// A range of numbers; an empty one is an error.
    pub(super) fn number_range(&mut self, range: &Range, kind: Type) -> Checkedly<Interval> {
        let low = range.low.as_deref().map(|expr| self.range_bound(expr, kind)).transpose();
        let high = range.high.as_deref().map(|expr| self.range_bound(expr, kind)).transpose();
        let (low, high) = (low?, high?);
        let interval = Interval::new(
            low.map_or(Bound::Unbounded, Bound::Included),
            high.map_or(
                Bound::Unbounded,
                |high| if range.inclusive { Bound::Included(high) } else { Bound::Excluded(high) },
            ),
        );
        if interval.is_empty(false) {
            return Err(self.empty_range(range));
        }
        if kind == Type::Integer && interval.is_empty(true) {
            let text = super::spelling::range(range);
            return Err(self.report(
                Diagnostic::new(&code::EMPTY_RANGE, range.span, format!("no whole number lies in the range `{text}`"))
                    .at("an empty range")
                    .help("what is compared with it is a whole number; the end of `..` is not part of the range, `..=` takes it in"),
            ));
        }
        Ok(interval)
    }

    fn range_bound(&mut self, expr: &Expr, kind: Type) -> Checkedly<Scalar> {
        match self.expr(expr)? {
            Typed::Literal(Constant { kind: ConstantKind::Number(number), span }) => {
                self.number_as(&number, span, kind)
            }
            _ => {
                let text = crate::format::expression(expr);
                Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        expr.span,
                        format!("a range of numbers cannot have `{text}` as its end"),
                    )
                    .help("write a number, or a `let` that names one"),
                ))
            }
        }
    }

    /// `5..2`, `5..5`: nothing lies in it.
    pub(super) fn empty_range(&mut self, range: &Range) -> Reported {
        let text = super::spelling::range(range);
        let mut diagnostic =
            Diagnostic::new(&code::EMPTY_RANGE, range.span, format!("nothing lies in the range `{text}`"))
                .at("an empty range");
        if let (Some(low), Some(high)) = (&range.low, &range.high) {
            let (low, high) = (crate::format::expression(low), crate::format::expression(high));
            if low == high {
                let fixed = format!("{low}..={high}");
                diagnostic = diagnostic.help("the end of `..` is not part of the range; `..=` takes it in").unsafe_fix(
                    format!("write `{fixed}`"),
                    range.span,
                    fixed,
                );
            } else {
                let fixed = format!("{high}..{}{low}", if range.inclusive { "=" } else { "" });
                diagnostic = diagnostic.help("the smaller or earlier end stands first").unsafe_fix(
                    format!("write `{fixed}`"),
                    range.span,
                    fixed,
                );
            }
        }
        self.report(diagnostic)
    }
}

enum Side {
    Constant(Scalar),
    Operand(Operand),
}

pub(super) fn comparison(operator: CompareOperator) -> Comparison {
    match operator {
        CompareOperator::Less => Comparison::Less,
        CompareOperator::LessOrEqual => Comparison::LessOrEqual,
        CompareOperator::Greater => Comparison::Greater,
        CompareOperator::GreaterOrEqual => Comparison::GreaterOrEqual,
    }
}

/// `is 50-200`: a subtraction that was meant as a range.
fn looks_like_range(asked: Asked<'_>, value: &Expr) -> Option<Diagnostic> {
    let ExprKind::Arithmetic { operator: ArithmeticOperator::Subtract, left, right } = &value.kind else { return None };
    let (ExprKind::Literal(_), ExprKind::Literal(_)) = (&left.kind, &right.kind) else { return None };
    let (low, high) = (crate::format::expression(left), crate::format::expression(right));
    let subject = asked.subject_text();
    let fixed = format!("in {low}..={high}");
    Some(
        Diagnostic::new(
            &code::LOOKS_LIKE_RANGE,
            value.span,
            format!("`{low} - {high}` takes {high} away from {low}; it is no range"),
        )
        .help(format!("for all from {low} to {high}, write `{subject} {fixed}`"))
        .unsafe_fix(format!("write `{fixed}`"), asked.predicate.span, fixed),
    )
}
