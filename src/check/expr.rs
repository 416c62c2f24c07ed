//! Expressions → typed ones: conditions, operands, constants.

use super::{
    Checkedly,
    resolve::Checker,
    slip, subject,
    typed::{Holder, Type, Typed},
};
use crate::{
    base::{Diagnostic, Reported, Span, code},
    model::{ArithmeticOperator, Condition, Node, Operand, Part, Question, Test},
    schema::{Constant, ConstantKind, scalar},
    syntax::tree::{self, Expr, ExprKind},
    value::{Decimal, Kind, Scalar, Value},
};

impl Checker<'_> {
    /// The meaning of any expression.
    pub(super) fn expr(&mut self, expr: &Expr) -> Checkedly<Typed> {
        match &expr.kind {
            ExprKind::Or(_) | ExprKind::And(_) | ExprKind::Not(_) | ExprKind::Test { .. } | ExprKind::InList { .. } => {
                self.condition(expr).map(Typed::Condition)
            }
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Path(path) => self.path(path),
            ExprKind::Part { of, part, part_span } => self.part(of, *part, *part_span),
            ExprKind::Literal(literal) => self.literal(literal).map(Typed::Literal),
            ExprKind::DaysSince(path) => {
                let operand = match self.date_property(path, "days since")? {
                    Operand::Field(field) => Operand::FieldDaysSince(field),
                    Operand::Property(property) => Operand::DaysSince(property),
                    _ => return Err(Reported),
                };
                Ok(Typed::Operand(operand, Type::Integer))
            }
            ExprKind::Anniversary(path) => self.date_property(path, "anniversary of").map(Typed::Anniversary),
            ExprKind::Arithmetic { operator, left, right } => self.arithmetic(*operator, left, right),
            ExprKind::Negate(inner) => match self.expr(inner)? {
                Typed::Literal(Constant { kind: ConstantKind::Number(number), .. }) => {
                    Ok(Typed::Literal(Constant { kind: ConstantKind::Number(number.negate()), span: expr.span }))
                }
                Typed::Operand(operand, kind) if kind.is_number() => {
                    Ok(Typed::Operand(Operand::Negate(Box::new(operand)), arithmetic_type(kind, kind, false)))
                }
                other => Err(self.not_a_number(&other, inner.span, "-")),
            },
            ExprKind::EventTest { quantifier, query } => {
                self.event_test(expr, *quantifier, query).map(Typed::Condition)
            }
            ExprKind::EventCount(query) => self.event_count(expr, query),
            ExprKind::EventDays { pick, query } => self.event_days(*pick, query),
            ExprKind::Aggregate { function, query } => self.aggregate(expr, *function, query),
            ExprKind::Distinct(query) => self.distinct(query),
            ExprKind::Pick { pick, query } => self.pick(*pick, query),
            ExprKind::Fired(path) => self.fired(path, expr.span),
        }
    }

    /// A condition; anything else is reported with what it is.
    pub(super) fn condition(&mut self, expr: &Expr) -> Checkedly<Condition> {
        // The outermost condition is walked through once for all that lie in it.
        if self.walked.is_none_or(|walked| !walked.contains(expr.span)) {
            self.walked = Some(expr.span);
            slip::tests_without_subject(self, expr);
        }
        match &expr.kind {
            ExprKind::Paren(inner) => self.condition(inner),
            ExprKind::Or(parts) => {
                slip::values_after_or(self, parts, false)?;
                self.joined_events(parts, false)?;
                self.all_of(parts).map(Condition::Any)
            }
            ExprKind::And(parts) => {
                slip::values_after_or(self, parts, true)?;
                self.field_behind_where(parts)?;
                self.joined_events(parts, true)?;
                self.all_of(parts).map(Condition::All)
            }
            ExprKind::Not(inner) => Ok(Condition::Not(Box::new(self.condition(inner)?))),
            ExprKind::InList { negated, list } => {
                let declaration = self.lookup(list)?;
                let super::declared::What::List(id) = declaration.what else {
                    return Err(self.report(
                        Diagnostic::new(
                            &code::WRONG_KIND,
                            list.span,
                            format!("`{}` is {}, not a list", list.text, declaration.what.noun()),
                        )
                        .label(declaration.span, "declared here"),
                    ));
                };
                self.needs(Node::List(id), list.span);
                let test = Condition::Test(Test {
                    question: Question::InList(id),
                    text: format!("in list {}", crate::format::name(&list.text)),
                    span: Some(expr.span),
                });
                Ok(negate_if(*negated, test))
            }
            ExprKind::Test { subject: Some(subject), predicate } => self.test(expr, subject, predicate),
            ExprKind::Test { subject: None, .. } => Err(Reported),
            _ => {
                self.meant_as_condition(expr)?;
                let typed = self.expr(expr)?;
                self.as_condition(typed, expr)
            }
        }
    }

    /// Every part, so that an error in one hides none in another.
    fn all_of(&mut self, parts: &[Expr]) -> Checkedly<Vec<Condition>> {
        let parts: Vec<Checkedly<Condition>> = parts.iter().map(|part| self.condition(part)).collect();
        parts.into_iter().collect()
    }

    fn as_condition(&mut self, typed: Typed, expr: &Expr) -> Checkedly<Condition> {
        let text = crate::format::expression(expr);
        let diagnostic = match typed {
            Typed::Condition(condition) => return Ok(condition),
            Typed::Operand(operand, Type::Boolean) => return Ok(subject::is_true(operand, text, expr.span)),
            Typed::Literal(Constant { kind: ConstantKind::Boolean(value), .. }) => {
                return Ok(Condition::Constant(value));
            }
            Typed::Operand(_, kind) => Diagnostic::new(
                &code::NOT_A_CONDITION,
                expr.span,
                format!("`{text}` is {}, not a condition", kind.noun()),
            )
            .at("what must it be?")
            .help(subject::what_can_be_asked(&text, kind)),
            Typed::Literal(constant) => Diagnostic::new(
                &code::NOT_A_CONDITION,
                expr.span,
                format!("`{text}` is {}, not a condition", constant.kind.noun()),
            )
            .help("a condition asks something of a property: `visits >= 6`"),
            Typed::Stage(_) => {
                Diagnostic::new(&code::NOT_A_CONDITION, expr.span, format!("`{text}` is a stage, not a condition"))
                    .help(format!("ask which arm it is: `{text} is …`"))
            }
            Typed::Anniversary(_) => bare_anniversary(expr.span),
            Typed::Set(_) => {
                Diagnostic::new(&code::NOT_A_CONDITION, expr.span, format!("`{text}` is a set, not a condition"))
                    .help(format!("ask whether a property is in it: `job_title in {text}`"))
            }
        };
        Err(self.report(diagnostic))
    }

    pub(super) fn part(&mut self, of: &tree::Path, part: tree::Part, part_span: Span) -> Checkedly<Typed> {
        let part = match part {
            tree::Part::Domain => Part::Domain,
            tree::Part::Host => Part::Host,
            tree::Part::Path => Part::Path,
        };
        let (word, kind, whole) = match part {
            Part::Domain => ("domain", Kind::Email, "an e-mail address"),
            Part::Host => ("host", Kind::Url, "a URL"),
            Part::Path => ("path", Kind::Url, "a URL"),
        };
        if let Typed::Operand(operand, Type::Text) = self.path(of)?
            && let Some(operand) = self.part_of(&operand, part, &kind)
        {
            return Ok(Typed::Operand(operand, Type::Text));
        }
        let kind = kind.word();
        Err(self.report(
            Diagnostic::new(&code::WRONG_TYPE, of.span, format!("`{}` has no `{word}`", of.head.text))
                .label(part_span, format!("the `{word}` is a part of {whole}"))
                .help(format!("declare the property as `{kind}`, or leave the word out")),
        ))
    }

    /// The part of a property or field; none where it has none.
    fn part_of(&self, operand: &Operand, part: Part, kind: &Kind) -> Option<Operand> {
        let (declared, whole) = match *operand {
            Operand::Property(property) => {
                (self.declared_as(Holder::Property(property))?, Operand::Part { property, part })
            }
            Operand::Field(field) => {
                (self.declared_as(Holder::Field(self.looked_at?, field))?, Operand::FieldPart { field, part })
            }
            _ => return None,
        };
        // A `text` may hold anything, an address too.
        (declared.kind() == kind || *declared.kind() == Kind::Text).then_some(whole)
    }

    fn date_property(&mut self, path: &tree::Path, words: &str) -> Checkedly<Operand> {
        if words == "days since" && self.field_in_sight(path).is_none() && self.event_named(path).is_some() {
            let event = crate::format::name(&path.head.text);
            let place = path.head.span.to(path.span);
            return Err(self.report(
                Diagnostic::new(&code::WRONG_KIND, path.span, format!("there may be many `{event}`: since which one?"))
                    .safe_fix(format!("write `days since last {event}`"), place, format!("last {event}"))
                    .help(format!("or since the earliest, `days since first {event}`")),
            ));
        }
        match self.path(path)? {
            Typed::Operand(operand @ (Operand::Property(_) | Operand::Field(_)), kind) if kind.is_time() => Ok(operand),
            typed => {
                let what = self.noun_of(&typed);
                Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        path.span,
                        format!("`{words}` needs a date, but `{}` is {what}", path.head.text),
                    )
                    .help("name a property of type `date` or `datetime`"),
                ))
            }
        }
    }

    /// What a typed expression is, with its article.
    pub(super) fn noun_of(&self, typed: &Typed) -> &'static str {
        match typed {
            Typed::Condition(_) => "a condition",
            Typed::Operand(_, kind) => kind.noun(),
            Typed::Literal(constant) => constant.kind.noun(),
            Typed::Stage(_) => "a stage",
            Typed::Anniversary(_) => "an anniversary",
            Typed::Set(_) => "a set",
        }
    }

    fn not_a_number(&mut self, typed: &Typed, span: Span, operator: &str) -> Reported {
        let what = self.noun_of(typed);
        self.report(
            Diagnostic::new(&code::WRONG_TYPE, span, format!("`{operator}` needs numbers, but this is {what}"))
                .at("no number"),
        )
    }

    fn arithmetic(&mut self, operator: tree::ArithmeticOperator, left: &Expr, right: &Expr) -> Checkedly<Typed> {
        let sides = (self.expr(left), self.expr(right));
        let (a, b) = (sides.0?, sides.1?);
        let (operator, sign) = match operator {
            tree::ArithmeticOperator::Add => (ArithmeticOperator::Add, "+"),
            tree::ArithmeticOperator::Subtract => (ArithmeticOperator::Subtract, "-"),
            tree::ArithmeticOperator::Multiply => (ArithmeticOperator::Multiply, "*"),
            tree::ArithmeticOperator::Divide => (ArithmeticOperator::Divide, "/"),
        };
        if let (
            Typed::Literal(Constant { kind: ConstantKind::Number(x), span }),
            Typed::Literal(Constant { kind: ConstantKind::Number(y), .. }),
        ) = (&a, &b)
        {
            let folded = match operator {
                ArithmeticOperator::Add => x.add(y),
                ArithmeticOperator::Subtract => x.subtract(y),
                ArithmeticOperator::Multiply => x.multiply(y),
                ArithmeticOperator::Divide => x.divide(y),
            };
            let Some(number) = folded else {
                let written =
                    format!("{} {sign} {}", crate::format::expression(left), crate::format::expression(right));
                return Err(self.report(
                    Diagnostic::new(&code::BAD_NUMBER, span.to(right.span), format!("`{written}` has no exact result"))
                        .help("it divides by zero, its digits never end, or it is too long: write the number itself"),
                ));
            };
            let span = left.span.to(right.span);
            return Ok(Typed::Literal(Constant { kind: ConstantKind::Number(number), span }));
        }
        let (x, x_type) = self.number_operand(a, left.span, sign)?;
        let (y, y_type) = self.number_operand(b, right.span, sign)?;
        let kind = arithmetic_type(x_type, y_type, operator == ArithmeticOperator::Divide);
        Ok(Typed::Operand(Operand::Arithmetic { operator, left: Box::new(x), right: Box::new(y) }, kind))
    }

    fn number_operand(&mut self, typed: Typed, span: Span, sign: &str) -> Checkedly<(Operand, Type)> {
        match typed {
            Typed::Operand(operand, kind) if kind.is_number() => Ok((operand, kind)),
            Typed::Literal(Constant { kind: ConstantKind::Number(number), .. }) => Ok(number_literal(&number)),
            other => Err(self.not_a_number(&other, span, sign)),
        }
    }
}

/// Arithmetic gives a whole number where both sides are whole and nothing is divided.
fn arithmetic_type(left: Type, right: Type, divides: bool) -> Type {
    if left == Type::Integer && right == Type::Integer && !divides { Type::Integer } else { Type::Number }
}

/// A constant number as an operand.
pub(super) fn number_literal(number: &Decimal) -> (Operand, Type) {
    match scalar(number) {
        Scalar::Integer(integer) => (Operand::Literal(Value::Integer(integer)), Type::Integer),
        _ => (Operand::Literal(Value::Number(number.to_f64())), Type::Number),
    }
}

/// `not` around a condition, where asked for.
pub(super) fn negate_if(negated: bool, condition: Condition) -> Condition {
    if negated { Condition::Not(Box::new(condition)) } else { condition }
}

pub(super) fn bare_anniversary(span: Span) -> Diagnostic {
    Diagnostic::new(&code::NOT_A_CONDITION, span, "an anniversary needs a window")
        .help("write when it should be: `anniversary of created within next 7 days`")
}
