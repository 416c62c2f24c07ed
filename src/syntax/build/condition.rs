use pest::iterators::Pairs;

use super::{Build, P, child, has};
use crate::{
    base::code,
    syntax::{
        grammar::Rule,
        tree::{
            AggregateFunction, ArithmeticOperator, EventPick, EventQuantifier, EventQuery, Expr, ExprKind, LiteralKind,
            Name, Part, Predicate, PredicateKind,
        },
    },
};

/// How many operators one chain of arithmetic may have, and how many `not` one after the other.
const MOST_OPERATORS: usize = 256;
const MOST_NEGATIONS: usize = 64;

impl Build<'_> {
    /// Of an `expr`: `or` binds looser than `and`; both are flat.
    pub(super) fn expr(&mut self, pair: &P<'_>) -> Option<Expr> {
        let mut alternatives: Vec<Vec<Expr>> = vec![Vec::new()];
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::or_op => alternatives.push(Vec::new()),
                Rule::operand | Rule::next_operand => {
                    let operand = self.operand(&inner)?;
                    alternatives.last_mut()?.push(operand);
                }
                _ => {}
            }
        }
        let alternatives =
            alternatives.into_iter().map(|all| flat(all, ExprKind::And)).collect::<Option<Vec<Expr>>>()?;
        flat(alternatives, ExprKind::Or)
    }

    pub(super) fn child_expr(&mut self, pair: &P<'_>) -> Option<Expr> {
        let expr = child(pair, Rule::expr)?;
        self.expr(&expr)
    }

    /// Of an `operand`, or of the condition behind `where`.
    fn operand(&mut self, pair: &P<'_>) -> Option<Expr> {
        let inner = pair.clone().into_inner();
        let nots: Vec<P<'_>> = inner.clone().take_while(|inner| inner.as_rule() == Rule::not_op).collect();
        let mut rest = inner.skip(nots.len());
        let first = rest.next()?;
        let mut expr = match first.as_rule() {
            Rule::in_list => {
                let list = self.child_name(&first)?;
                Expr { kind: ExprKind::InList { negated: false, list }, span: self.span(&first) }
            }
            Rule::event_test => self.event_test(&first)?,
            Rule::paren => self.atom(&first)?,
            Rule::predicate => {
                let predicate = self.predicate(&first)?;
                test(None, predicate)
            }
            Rule::arith => {
                let subject = self.arith(&first)?;
                match rest.next() {
                    Some(predicate) => {
                        let predicate = self.predicate(&predicate)?;
                        test(Some(subject), predicate)
                    }
                    None => subject,
                }
            }
            _ => return None,
        };
        if nots.len() > MOST_NEGATIONS {
            self.too_deep(&code::TOO_DEEP, self.span(pair), "more than 64 `not` one after the other");
        }
        for not in nots.iter().rev().take(MOST_NEGATIONS) {
            let span = self.span(not).to(expr.span);
            expr = match expr.kind {
                ExprKind::InList { negated: false, list } => {
                    Expr { kind: ExprKind::InList { negated: true, list }, span }
                }
                _ => Expr { kind: ExprKind::Not(Box::new(expr)), span },
            };
        }
        Some(expr)
    }

    pub(super) fn child_arith(&mut self, pair: &P<'_>) -> Option<Expr> {
        let arith = child(pair, Rule::arith)?;
        self.arith(&arith)
    }

    /// Of an `arith`: `*` and `/` bind tighter than `+` and `-`, all from left to right.
    pub(super) fn arith(&mut self, pair: &P<'_>) -> Option<Expr> {
        let mut sum: Option<(Expr, ArithmeticOperator)> = None;
        let mut product: Option<(Expr, ArithmeticOperator)> = None;
        let mut signs: Vec<P<'_>> = Vec::new();
        let mut operators = 0;
        let mut last = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::neg_op => signs.push(inner),
                Rule::arith_op => {
                    operators += 1;
                    if operators > MOST_OPERATORS {
                        self.too_deep(&code::TOO_DEEP, self.span(pair), "more than 256 operators in one calculation");
                        break;
                    }
                    let term = join(product.take(), last.take()?);
                    match inner.as_str() {
                        "*" => product = Some((term, ArithmeticOperator::Multiply)),
                        "/" => product = Some((term, ArithmeticOperator::Divide)),
                        "+" => sum = Some((join(sum.take(), term), ArithmeticOperator::Add)),
                        _ => sum = Some((join(sum.take(), term), ArithmeticOperator::Subtract)),
                    }
                }
                _ => {
                    let atom = self.atom(&inner)?;
                    if signs.len() > MOST_NEGATIONS {
                        self.too_deep(&code::TOO_DEEP, self.span(pair), "more than 64 `-` one after the other");
                        signs.truncate(MOST_NEGATIONS);
                    }
                    let atom =
                        signs.drain(..).rev().fold(atom, |atom, sign| negate(self.span(&sign).to(atom.span), atom));
                    last = Some(atom);
                }
            }
        }
        Some(join(sum, join(product, last?)))
    }

    fn atom(&mut self, pair: &P<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let kind = match pair.as_rule() {
            Rule::paren => ExprKind::Paren(Box::new(self.child_expr(pair)?)),
            Rule::literal => ExprKind::Literal(self.literal(pair)?),
            Rule::days_since => ExprKind::DaysSince(self.child_path(pair)?),
            Rule::anniversary => ExprKind::Anniversary(self.child_path(pair)?),
            Rule::fired => ExprKind::Fired(self.child_path(pair)?),
            Rule::event_days => {
                let query = child(pair, Rule::query)?;
                ExprKind::EventDays { pick: pick(pair), query: self.query(&query)? }
            }
            Rule::aggregate => {
                let function = match child(pair, Rule::aggregate_function)?.as_str() {
                    "sum" => AggregateFunction::Sum,
                    "min" => AggregateFunction::Min,
                    "max" => AggregateFunction::Max,
                    _ => AggregateFunction::Avg,
                };
                ExprKind::Aggregate { function, query: self.field_query(pair)? }
            }
            Rule::distinct => ExprKind::Distinct(self.field_query(pair)?),
            Rule::pick => ExprKind::Pick { pick: pick(pair), query: self.field_query(pair)? },
            Rule::place => return self.place(pair),
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    /// A path, alone or with `count` or the words of a part behind it.
    pub(super) fn place(&mut self, pair: &P<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let path = self.child_path(pair)?;
        let kind = if let Some(tail) = child(pair, Rule::count_tail) {
            ExprKind::EventCount(self.tail(pair, tail.into_inner(), path.head, path.member)?)
        } else if let Some(part) = child(pair, Rule::part) {
            let which = if has(&part, Rule::kw_domain) {
                Part::Domain
            } else if has(&part, Rule::kw_host) {
                Part::Host
            } else {
                Part::Path
            };
            ExprKind::Part { of: path, part: which, part_span: self.span(&part) }
        } else {
            ExprKind::Path(path)
        };
        Some(Expr { kind, span })
    }

    fn event_test(&mut self, pair: &P<'_>) -> Option<Expr> {
        let quantifier = if has(pair, Rule::kw_any) { EventQuantifier::Any } else { EventQuantifier::No };
        let query = child(pair, Rule::query)?;
        Some(Expr { kind: ExprKind::EventTest { quantifier, query: self.query(&query)? }, span: self.span(pair) })
    }

    /// Of a `query`.
    pub(super) fn query(&mut self, pair: &P<'_>) -> Option<EventQuery> {
        let event = self.child_name(&child(pair, Rule::event)?)?;
        self.tail(pair, pair.clone().into_inner(), event, None)
    }

    /// Of a form that names `E.field`; its leading words are not part of the query's span.
    fn field_query(&mut self, pair: &P<'_>) -> Option<EventQuery> {
        let field = child(pair, Rule::event_field)?;
        let path = self.path(&field)?;
        let mut query = self.tail(pair, pair.clone().into_inner(), path.head, path.member)?;
        query.span = path.span.to(query.span);
        query.span.start = path.span.start;
        Some(query)
    }

    /// What stands behind the subject of a `match`.
    pub(super) fn match_query(&mut self, body: &P<'_>, query: &P<'_>) -> Option<EventQuery> {
        let path = self.child_path(&child(body, Rule::place)?)?;
        let mut built = self.tail(query, query.clone().into_inner(), path.head, path.member)?;
        built.span.start = path.span.start;
        Some(built)
    }

    /// The windows and the `where` among `inner`.
    fn tail(&mut self, whole: &P<'_>, inner: Pairs<'_, Rule>, event: Name, field: Option<Name>) -> Option<EventQuery> {
        let mut query =
            EventQuery { event, field, within: None, since_last: None, filter: None, span: self.span(whole) };
        for inner in inner {
            match inner.as_rule() {
                Rule::within_window => query.within = self.child_duration(&inner),
                Rule::since_last => {
                    query.since_last = child(&inner, Rule::event).and_then(|event| self.child_name(&event))
                }
                Rule::filter => {
                    let filtered = child(&inner, Rule::filtered)?;
                    query.filter = Some(Box::new(self.operand(&filtered)?));
                }
                _ => {}
            }
        }
        Some(query)
    }
}

fn pick(pair: &P<'_>) -> EventPick {
    if has(pair, Rule::kw_last) { EventPick::Last } else { EventPick::First }
}

/// `not contains` and its like stand as `Not` around the test in the tree.
fn test(subject: Option<Expr>, (predicate, negated): (Predicate, bool)) -> Expr {
    let span = subject.as_ref().map_or(predicate.span, |subject| subject.span.to(predicate.span));
    let test = Expr { kind: ExprKind::Test { subject: subject.map(Box::new), predicate }, span };
    if negated { Expr { kind: ExprKind::Not(Box::new(test)), span } } else { test }
}

/// One alone stays itself; two or more become one node.
fn flat(mut all: Vec<Expr>, join: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
    if all.len() < 2 {
        return all.pop();
    }
    let span = all.first()?.span.to(all.last()?.span);
    Some(Expr { kind: join(all), span })
}

fn join(left: Option<(Expr, ArithmeticOperator)>, right: Expr) -> Expr {
    match left {
        None => right,
        Some((left, operator)) => {
            let span = left.span.to(right.span);
            Expr { kind: ExprKind::Arithmetic { operator, left: Box::new(left), right: Box::new(right) }, span }
        }
    }
}

/// `- 3` is the constant `-3`; a sign before anything else negates.
fn negate(span: crate::base::Span, of: Expr) -> Expr {
    match of.kind {
        ExprKind::Literal(mut literal) => match &literal.kind {
            LiteralKind::Number(digits) if !digits.starts_with(['-', '+']) => {
                literal.kind = LiteralKind::Number(format!("-{digits}"));
                literal.span = span;
                Expr { kind: ExprKind::Literal(literal), span }
            }
            _ => Expr {
                kind: ExprKind::Negate(Box::new(Expr { span: of.span, kind: ExprKind::Literal(literal) })),
                span,
            },
        },
        _ => Expr { kind: ExprKind::Negate(Box::new(of)), span },
    }
}

impl PredicateKind {
    /// Whether the tree has a place for its negation inside.
    pub(super) fn set_negated(&mut self) -> bool {
        match self {
            Self::Known { known } => *known = !*known,
            Self::Is { negated, .. }
            | Self::IsExactly { negated, .. }
            | Self::In { negated, .. }
            | Self::InPeriod { negated, .. } => *negated = !*negated,
            _ => return false,
        }
        true
    }
}
