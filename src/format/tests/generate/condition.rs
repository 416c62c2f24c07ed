//! Random values and conditions, no deeper than asked for.

use super::{Generator, NOWHERE, REGEXES, TEXTS};
use crate::{syntax::tree::*, value::Unit};

impl Generator<'_> {
    pub(super) fn query(&mut self, depth: usize, field: bool) -> EventQuery {
        EventQuery {
            event: self.name(),
            field: if field { Some(self.name()) } else { None },
            within: self.maybe(Self::duration),
            since_last: self.maybe(Self::name),
            filter: if depth > 0 { self.maybe(|g| Box::new(g.condition(depth - 1))) } else { None },
            span: NOWHERE,
        }
    }

    /// Something with a value.
    pub(super) fn value(&mut self, depth: usize) -> Expr {
        let forms = if depth == 0 { 6 } else { 14 };
        Self::expr(match self.below(forms) {
            0 | 1 => ExprKind::Path(self.path()),
            2 | 3 => ExprKind::Literal(self.literal()),
            4 => ExprKind::DaysSince(self.path()),
            5 => ExprKind::Part {
                of: self.path(),
                part: self.of(&[Part::Domain, Part::Host, Part::Path]),
                part_span: NOWHERE,
            },
            6 | 7 => ExprKind::Arithmetic {
                operator: self.of(&[
                    ArithmeticOperator::Add,
                    ArithmeticOperator::Subtract,
                    ArithmeticOperator::Multiply,
                    ArithmeticOperator::Divide,
                ]),
                left: Box::new(self.value(depth - 1)),
                right: Box::new(self.value(depth - 1)),
            },
            8 => ExprKind::Negate(Box::new(Self::expr(ExprKind::Path(self.path())))),
            9 => ExprKind::EventCount(self.query(depth - 1, false)),
            10 => ExprKind::EventDays {
                pick: self.of(&[EventPick::Last, EventPick::First]),
                query: self.query(depth - 1, false),
            },
            11 => ExprKind::Aggregate {
                function: self.of(&[
                    AggregateFunction::Sum,
                    AggregateFunction::Min,
                    AggregateFunction::Max,
                    AggregateFunction::Avg,
                ]),
                query: self.query(depth - 1, true),
            },
            12 => ExprKind::Distinct(self.query(depth - 1, true)),
            _ => ExprKind::Pick {
                pick: self.of(&[EventPick::Last, EventPick::First]),
                query: self.query(depth - 1, true),
            },
        })
    }

    /// Something that is true, false or unknown.
    pub(in crate::format::tests) fn condition(&mut self, depth: usize) -> Expr {
        let forms = if depth == 0 { 3 } else { 9 };
        Self::expr(match self.below(forms) {
            0 | 1 => return self.test(depth),
            2 => ExprKind::Path(self.path()),
            3 => ExprKind::And(self.list(2, 4, |g| g.condition(depth - 1))),
            4 => ExprKind::Or(self.list(2, 4, |g| g.condition(depth - 1))),
            5 => ExprKind::Not(Box::new(self.condition(depth - 1))),
            6 => ExprKind::Paren(Box::new(self.condition(depth - 1))),
            7 => ExprKind::InList { negated: self.flag(), list: self.name() },
            _ => ExprKind::EventTest {
                quantifier: self.of(&[EventQuantifier::Any, EventQuantifier::No]),
                query: self.query(depth - 1, false),
            },
        })
    }

    fn test(&mut self, depth: usize) -> Expr {
        let (subject, kind) = self.question(depth);
        let predicate = Predicate { kind, operator_span: NOWHERE, span: NOWHERE };
        Self::expr(ExprKind::Test { subject: Some(Box::new(subject)), predicate })
    }

    pub(super) fn question(&mut self, depth: usize) -> (Expr, PredicateKind) {
        let subject = self.value(depth);
        let kind = match self.below(13) {
            0 => PredicateKind::Is {
                negated: self.flag(),
                exactly: self.below(4) == 3,
                value: Box::new(self.value(depth.saturating_sub(1))),
            },
            1 => PredicateKind::Compare {
                operator: self.of(&[
                    CompareOperator::Less,
                    CompareOperator::LessOrEqual,
                    CompareOperator::Greater,
                    CompareOperator::GreaterOrEqual,
                ]),
                value: Box::new(self.value(depth.saturating_sub(1))),
            },
            2 => PredicateKind::Known { known: self.flag() },
            3 => PredicateKind::In { negated: self.flag(), exactly: false, set: SetExpr::Range(self.range()) },
            4 => PredicateKind::In { negated: self.flag(), exactly: self.flag(), set: self.set_expr() },
            5 => {
                let (quantifier, operand) = self.quantified();
                let operator = self.of(&[
                    TextOperator::Contains,
                    TextOperator::StartsWith,
                    TextOperator::EndsWith,
                    TextOperator::HasWord,
                ]);
                PredicateKind::Text { operator, quantifier, exactly: self.flag(), operand }
            }
            6 => PredicateKind::Matches {
                exactly: self.flag(),
                regex: Quoted { text: self.of(&REGEXES).to_owned(), span: NOWHERE },
            },
            7 => {
                let (quantifier, operand) = self.quantified();
                PredicateKind::Has { quantifier, operand }
            }
            8 => PredicateKind::IsExactly { negated: self.flag(), set: SetExpr::Literal(self.set()) },
            9 => PredicateKind::Before(Box::new(self.value(0))),
            10 => PredicateKind::After(Box::new(self.value(0))),
            11 => {
                let next = self.flag();
                let duration = self.duration();
                if self.flag() {
                    let anniversary = Self::expr(ExprKind::Anniversary(self.path()));
                    return (anniversary, PredicateKind::Within { next, duration });
                }
                PredicateKind::Within { next, duration }
            }
            _ => PredicateKind::InPeriod {
                negated: self.flag(),
                period: Period {
                    offset: self.of(&[0, -1, 1]),
                    unit: self.of(&[Unit::Week, Unit::Month, Unit::Quarter, Unit::Year]),
                },
            },
        };
        (subject, kind)
    }

    pub(super) fn set_expr(&mut self) -> SetExpr {
        if self.flag() { SetExpr::Name(self.name()) } else { SetExpr::Literal(self.set()) }
    }

    fn quantified(&mut self) -> (Quantifier, SetExpr) {
        match self.below(4) {
            0 => {
                let kind = match self.below(2) {
                    0 => ExprKind::Literal(Self::literal_of(LiteralKind::Text(self.of(&TEXTS).to_owned()))),
                    _ => ExprKind::Path(self.path()),
                };
                (Quantifier::One, SetExpr::One(Box::new(Self::expr(kind))))
            }
            1 => (Quantifier::AnyOf, self.set_expr()),
            2 => (Quantifier::AllOf, self.set_expr()),
            _ => (Quantifier::NoneOf, self.set_expr()),
        }
    }
}
