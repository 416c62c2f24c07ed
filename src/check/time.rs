//! Tests of dates: before and after, windows, calendar periods, anniversaries.

use super::{
    Checkedly,
    expr::negate_if,
    number::comparison,
    resolve::Checker,
    subject::Asked,
    typed::{Type, Typed},
};
use crate::{
    base::{Diagnostic, Span, code},
    model::{Comparison, Condition, Operand, Question},
    schema::{Constant, ConstantKind, duration},
    syntax::tree::{CompareOperator, Expr, Period, PredicateKind, Range, SetExpr},
    value::{Bound, Edge, Interval, Moment, Scalar, Window},
};

impl Checker<'_> {
    pub(super) fn time_test(&mut self, asked: Asked<'_>, operand: Operand, kind: Type) -> Checkedly<Condition> {
        let (negated, window) = match &asked.predicate.kind {
            PredicateKind::Is { negated, value, .. } => match self.time_side(asked, value, kind)? {
                Side::Moment(moment) => (*negated, Window::on(moment)),
                Side::Operand(right) => {
                    let test = asked.test(Question::Compare { left: operand, comparison: Comparison::Equal, right });
                    return Ok(negate_if(*negated, test));
                }
            },
            PredicateKind::Compare { operator, value } => match self.time_side(asked, value, kind)? {
                Side::Moment(moment) => (
                    false,
                    match operator {
                        CompareOperator::Less => Window::before(moment),
                        CompareOperator::LessOrEqual => Window::at_most(moment),
                        CompareOperator::Greater => Window::after(moment),
                        CompareOperator::GreaterOrEqual => Window::at_least(moment),
                    },
                ),
                Side::Operand(right) => {
                    return Ok(asked.test(Question::Compare {
                        left: operand,
                        comparison: comparison(*operator),
                        right,
                    }));
                }
            },
            PredicateKind::Before(value) => match self.time_side(asked, value, kind)? {
                Side::Moment(moment) => (false, Window::before(moment)),
                Side::Operand(right) => {
                    return Ok(asked.test(Question::Compare { left: operand, comparison: Comparison::Less, right }));
                }
            },
            PredicateKind::After(value) => match self.time_side(asked, value, kind)? {
                Side::Moment(moment) => (false, Window::after(moment)),
                Side::Operand(right) => {
                    return Ok(asked.test(Question::Compare { left: operand, comparison: Comparison::Greater, right }));
                }
            },
            PredicateKind::Within { next, duration: length } => (false, self.within_window(length, *next, kind)?),
            PredicateKind::InPeriod { negated, period } => (*negated, period_window(*period)),
            PredicateKind::In { negated, set: SetExpr::Range(range), .. } => (*negated, self.time_range(range, kind)?),
            PredicateKind::In { negated, set, .. } => {
                let mut tests = Vec::new();
                self.each_constant(set, kind, |checker, constant, expr| {
                    let moment = checker.moment(asked, Typed::Literal(constant), expr, kind)?;
                    tests.push(asked.test(Question::Time { operand: operand.clone(), window: Window::on(moment) }));
                    Ok(())
                })?;
                return Ok(negate_if(*negated, Condition::Any(tests)));
            }
            _ => return Err(self.wrong_operator(asked, kind)),
        };
        Ok(negate_if(negated, asked.test(Question::Time { operand, window })))
    }

    pub(super) fn anniversary_test(&mut self, asked: Asked<'_>, operand: Operand) -> Checkedly<Condition> {
        let (negated, window) = match &asked.predicate.kind {
            PredicateKind::Within { next, duration: length } => (false, self.anniversary_window(length, *next)?),
            PredicateKind::InPeriod { negated, period } => (*negated, period_window(*period)),
            _ => {
                return Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_OPERATOR,
                        asked.predicate.operator_span,
                        "an anniversary comes back every year, so it is asked with a window",
                    )
                    .help("write `within next 7 days`, `within 7 days` or `in this month`"),
                ));
            }
        };
        Ok(negate_if(negated, asked.test(Question::Anniversary { operand, window })))
    }

    fn within_window(&mut self, length: &crate::syntax::tree::Duration, next: bool, kind: Type) -> Checkedly<Window> {
        let duration = duration(length, &mut self.out)?;
        if duration.is_exact() && kind == Type::Date {
            return Err(self.report(hours_on_date(length.span)));
        }
        Ok(if next { Window::within_next(duration) } else { Window::within(duration) })
    }

    fn anniversary_window(&mut self, length: &crate::syntax::tree::Duration, next: bool) -> Checkedly<Window> {
        let duration = duration(length, &mut self.out)?;
        if duration.is_exact() {
            return Err(self.report(
                Diagnostic::new(
                    &code::HOURS_ON_DATE,
                    length.span,
                    "an anniversary is a whole day, so hours and minutes cannot be counted on it",
                )
                .help("count in days: `within next 7 days`"),
            ));
        }
        Ok(if next { Window::within_next(duration) } else { Window::within(duration) })
    }

    pub(super) fn time_range(&mut self, range: &Range, kind: Type) -> Checkedly<Window> {
        // What is no date at one end is most often none at the other either, as in `1..5`: that is told once.
        let low = range.low.as_deref().map(|expr| self.range_moment(expr, kind)).transpose()?;
        let high = range.high.as_deref().map(|expr| self.range_moment(expr, kind)).transpose()?;
        let empty = match (&low, &high) {
            (Some(Moment::Date(low)), Some(Moment::Date(high))) => low > high || (low == high && !range.inclusive),
            (Some(Moment::Instant(low)), Some(Moment::Instant(high))) => {
                low > high || (low == high && !range.inclusive)
            }
            _ => false,
        };
        if empty {
            return Err(self.empty_range(range));
        }
        Ok(Window {
            low: low.map_or(Edge::Unbounded, Edge::Included),
            high: high.map_or(Edge::Unbounded, |high| {
                if range.inclusive { Edge::Included(high) } else { Edge::Excluded(high) }
            }),
        })
    }

    fn range_moment(&mut self, expr: &Expr, kind: Type) -> Checkedly<Moment> {
        let typed = self.expr(expr)?;
        if let Typed::Literal(constant) = &typed
            && let Some(moment) = moment_of(constant)
        {
            return self.fits(moment, kind, expr.span);
        }
        let text = crate::format::expression(expr);
        Err(self.report(
            Diagnostic::new(&code::WRONG_TYPE, expr.span, format!("a range of dates cannot have `{text}` as its end"))
                .help("dates are written year-month-day: `2026-03-01`"),
        ))
    }

    fn time_side(&mut self, asked: Asked<'_>, value: &Expr, kind: Type) -> Checkedly<Side> {
        match self.expr(value)? {
            Typed::Operand(right, right_type) if right_type.is_time() => Ok(Side::Operand(right)),
            other => self.moment(asked, other, value, kind).map(Side::Moment),
        }
    }

    fn moment(&mut self, asked: Asked<'_>, typed: Typed, value: &Expr, kind: Type) -> Checkedly<Moment> {
        if let Typed::Literal(constant) = &typed
            && let Some(moment) = moment_of(constant)
        {
            return self.fits(moment, kind, value.span);
        }
        let subject = asked.subject_text();
        let what = self.noun_of(&typed);
        let mut diagnostic = Diagnostic::new(
            &code::WRONG_TYPE,
            value.span,
            format!("`{subject}` is {}, but this is {what}", kind.noun()),
        )
        .help("dates are written year-month-day, without quotes: `2026-03-01`");
        if let Typed::Literal(Constant { kind: ConstantKind::Text(text), span }) = &typed
            && crate::value::Date::parse(text).is_some()
        {
            diagnostic = diagnostic.safe_fix(format!("write `{text}` without quotes"), *span, text);
        }
        if let Typed::Literal(Constant { kind: ConstantKind::Number(number), .. }) = &typed {
            diagnostic = diagnostic.help(format!("to count days, ask `days since {subject} < {number}`"));
        }
        let diagnostic = self.declared_at(asked.subject, diagnostic);
        Err(self.report(diagnostic))
    }

    fn fits(&mut self, moment: Moment, kind: Type, span: Span) -> Checkedly<Moment> {
        let exact = matches!(moment, Moment::Ago(duration) | Moment::FromNow(duration) if duration.is_exact());
        if exact && kind == Type::Date { Err(self.report(hours_on_date(span))) } else { Ok(moment) }
    }
}

enum Side {
    Moment(Moment),
    Operand(Operand),
}

pub(super) fn moment_of(constant: &Constant) -> Option<Moment> {
    match constant.kind {
        ConstantKind::Date(date) => Some(Moment::Date(date)),
        ConstantKind::Datetime(instant) => Some(Moment::Instant(instant)),
        ConstantKind::Relative { duration, ago: true } => Some(Moment::Ago(duration)),
        ConstantKind::Relative { duration, ago: false } => Some(Moment::FromNow(duration)),
        ConstantKind::Number(_) | ConstantKind::Text(_) | ConstantKind::Boolean(_) => None,
    }
}

fn period_window(period: Period) -> Window {
    Window::period(period.unit, i32::from(period.offset))
}

pub(super) fn hours_on_date(span: Span) -> Diagnostic {
    Diagnostic::new(
        &code::HOURS_ON_DATE,
        span,
        "a date has no time of day, so hours and minutes cannot be counted on it",
    )
    .help("count in days, or declare the property as `datetime`")
}

/// A window of fixed dates as an interval, for overlaps; ends that hang on as-of count as open.
pub(super) fn as_interval(window: &Window) -> Interval {
    let bound = |edge: Edge| match edge {
        Edge::Unbounded => Bound::Unbounded,
        Edge::Included(moment) => scalar_of(moment).map_or(Bound::Unbounded, Bound::Included),
        Edge::Excluded(moment) => scalar_of(moment).map_or(Bound::Unbounded, Bound::Excluded),
    };
    Interval::new(bound(window.low), bound(window.high))
}

fn scalar_of(moment: Moment) -> Option<Scalar> {
    match moment {
        Moment::Date(date) => Some(Scalar::Date(date)),
        Moment::Instant(instant) => Some(Scalar::Instant(instant)),
        _ => None,
    }
}
