//! `SUBJECT PREDICATE` → a condition: which questions a subject of each type can be asked.

use super::{
    Checkedly,
    bare::truth,
    expr::negate_if,
    resolve::Checker,
    slip,
    typed::{Type, Typed},
};
use crate::{
    base::{Diagnostic, Reported, Span, code},
    model::{AggregateFunction, Comparison, Condition, Operand, Question, Test},
    schema::{Constant, ConstantKind},
    syntax::tree::{CompareOperator, Expr, Predicate, PredicateKind},
};

/// One test with the words it is written in.
#[derive(Clone, Copy)]
pub(super) struct Asked<'e> {
    pub(super) expr: &'e Expr,
    pub(super) subject: &'e Expr,
    pub(super) predicate: &'e Predicate,
}

impl Asked<'_> {
    /// The subject in canonical form.
    pub(super) fn subject_text(&self) -> String {
        crate::format::expression(self.subject)
    }

    /// A condition of one question, worded as written.
    pub(super) fn test(&self, question: Question) -> Condition {
        Condition::Test(Test { question, text: positive_text(self), span: Some(self.expr.span) })
    }
}

/// The test without its negation, which the model keeps apart: `industry is not "A"` is `not (industry is "A")`.
fn positive_text(asked: &Asked<'_>) -> String {
    let mut expr = asked.expr.clone();
    if let crate::syntax::tree::ExprKind::Test { predicate, .. } = &mut expr.kind {
        match &mut predicate.kind {
            PredicateKind::Is { negated, .. }
            | PredicateKind::IsExactly { negated, .. }
            | PredicateKind::In { negated, .. }
            | PredicateKind::InPeriod { negated, .. } => *negated = false,
            PredicateKind::Known { known } => *known = true,
            _ => {}
        }
    }
    crate::format::expression(&expr)
}

/// `opted_out` as a condition.
pub(super) fn is_true(operand: Operand, text: String, span: Span) -> Condition {
    Condition::Test(Test { question: Question::True(operand), text, span: Some(span) })
}

impl Checker<'_> {
    /// A test with a subject.
    pub(super) fn test(&mut self, expr: &Expr, subject: &Expr, predicate: &Predicate) -> Checkedly<Condition> {
        slip::values_in_parens(self, expr, predicate)?;
        let asked = Asked { expr, subject, predicate };
        self.test_of_event(asked)?;
        let typed = self.expr(subject)?;
        match typed {
            Typed::Operand(operand, kind) => {
                if let PredicateKind::Known { known } = predicate.kind {
                    return self.known(asked, operand, kind, known);
                }
                match kind {
                    Type::Text => self.text_test(asked, operand),
                    Type::Choice(property) => self.choice_test(asked, operand, property),
                    Type::Choices(property) => self.choices_test(asked, operand, property),
                    Type::Integer | Type::Number | Type::Points => self.number_test(asked, operand, kind),
                    Type::Boolean => self.boolean_test(asked, Side::Operand(operand)),
                    Type::Date | Type::Datetime => self.time_test(asked, operand, kind),
                }
            }
            Typed::Condition(condition) => self.boolean_test(asked, Side::Condition(condition)),
            Typed::Stage(stage) => self.stage_test(asked, stage),
            Typed::Anniversary(operand) => self.anniversary_test(asked, operand),
            Typed::Literal(constant) => self.flipped(asked, &constant),
            Typed::Set(_) => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    subject.span,
                    format!("`{}` is a set, not a property", asked.subject_text()),
                )
                .help(format!("a set stands on the right: `job_title in {}`", asked.subject_text())),
            )),
        }
    }

    fn known(&mut self, asked: Asked<'_>, operand: Operand, kind: Type, known: bool) -> Checkedly<Condition> {
        if kind == Type::Points {
            return Err(self.report(
                Diagnostic::new(
                    &code::WRONG_OPERATOR,
                    asked.predicate.operator_span,
                    format!("`{}` is always known: a score is never unknown", asked.subject_text()),
                )
                .help("where nothing gives points, a score is 0: ask `is 0`"),
            ));
        }
        if matches!(
            operand,
            Operand::Count(_) | Operand::Distinct { .. } | Operand::Aggregate { function: AggregateFunction::Sum, .. }
        ) {
            return Err(self.report(
                Diagnostic::new(
                    &code::WRONG_OPERATOR,
                    asked.predicate.operator_span,
                    format!("`{}` is always known: without any event it is 0", asked.subject_text()),
                )
                .help("ask `is 0`, or `any` and `no` of the event"),
            ));
        }
        let test = asked.test(Question::Known(operand));
        Ok(negate_if(!known, test))
    }

    /// `5 < visits`: the same with its sides exchanged.
    fn flipped(&mut self, asked: Asked<'_>, constant: &Constant) -> Checkedly<Condition> {
        let PredicateKind::Compare { operator, value } = &asked.predicate.kind else {
            return Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    constant.span,
                    format!(
                        "a test begins with a property, but `{}` is {}",
                        asked.subject_text(),
                        constant.kind.noun()
                    ),
                )
                .help("write the property first: `visits is 5`"),
            ));
        };
        let operator = match operator {
            CompareOperator::Less => CompareOperator::Greater,
            CompareOperator::LessOrEqual => CompareOperator::GreaterOrEqual,
            CompareOperator::Greater => CompareOperator::Less,
            CompareOperator::GreaterOrEqual => CompareOperator::LessOrEqual,
        };
        if let Typed::Literal(_) = self.expr(value)? {
            return Err(self.report(
                Diagnostic::new(&code::NOT_A_CONDITION, asked.expr.span, "this compares two constants")
                    .help("a condition asks something of a property: `visits >= 6`"),
            ));
        }
        let predicate = Predicate {
            kind: PredicateKind::Compare { operator, value: Box::new(asked.subject.clone()) },
            ..asked.predicate.clone()
        };
        self.test(asked.expr, value, &predicate)
    }

    fn boolean_test(&mut self, asked: Asked<'_>, side: Side) -> Checkedly<Condition> {
        let subject = asked.subject_text();
        let (negated, value) = match &asked.predicate.kind {
            PredicateKind::Is { negated, value, .. } => (*negated, value),
            PredicateKind::Known { known } => {
                return match side {
                    Side::Operand(operand) => Ok(negate_if(!known, asked.test(Question::Known(operand)))),
                    Side::Condition(_) => Err(self.report(
                        Diagnostic::new(
                            &code::WRONG_OPERATOR,
                            asked.predicate.span,
                            "a condition cannot be asked whether it is known",
                        )
                        .help("ask the property itself: `email is known`"),
                    )),
                };
            }
            _ => {
                let mut found = Diagnostic::new(
                    &code::WRONG_OPERATOR,
                    asked.predicate.operator_span,
                    format!(
                        "{} cannot be asked of `{subject}`, which is yes or no",
                        slip::operator_words(&asked.predicate.kind)
                    ),
                )
                .help(format!("write `{subject}` or `not {subject}`"));
                // Behind `where`, it may be the events whose number is compared.
                if let (Some(event), PredicateKind::Compare { .. }) = (self.looked_at, &asked.predicate.kind)
                    && let Some(event) = self.schema.events.get(event)
                {
                    let query = format!("{} count where ({subject})", crate::format::name(&event.name));
                    found = found.help(format!("how many there are is asked by `{query} >= 2`"));
                }
                return Err(self.report(found));
            }
        };
        let condition = |side: Side| match side {
            Side::Operand(operand) => is_true(operand, subject.clone(), asked.subject.span),
            Side::Condition(condition) => condition,
        };
        if let crate::syntax::tree::ExprKind::Path(path) = &value.kind
            && path.member.is_none()
            && let Some(found) = self.yes_or_no_and_arm(asked, &path.head, negated)
        {
            return Err(self.report(found));
        }
        match self.value(value, Type::Boolean, false)? {
            Typed::Literal(Constant { kind: ConstantKind::Boolean(wanted), .. }) => {
                Ok(match (negated == wanted, side) {
                    // All of `customer is false` is what is asked.
                    (true, Side::Operand(operand)) => {
                        negate_if(true, is_true(operand, subject, asked.subject.span.to(asked.predicate.span)))
                    }
                    (is_negated, side) => negate_if(is_negated, condition(side)),
                })
            }
            Typed::Operand(right, Type::Boolean) => match side {
                Side::Operand(left) => {
                    Ok(negate_if(negated, asked.test(Question::Compare { left, comparison: Comparison::Equal, right })))
                }
                Side::Condition(_) => Err(self.report(two_conditions(asked.predicate.span))),
            },
            Typed::Condition(_) => Err(self.report(two_conditions(asked.predicate.span))),
            Typed::Literal(Constant { kind: ConstantKind::Text(text), span }) => {
                let mut diagnostic = Diagnostic::new(
                    &code::WRONG_TYPE,
                    span,
                    format!("`{subject}` is yes or no, but `\"{text}\"` is text"),
                )
                .help("its values are `true` and `false`, without quotes");
                if let Some(truth) = truth(&text) {
                    diagnostic = diagnostic.safe_fix(format!("write `{truth}`"), span, truth.to_string());
                }
                Err(self.report(diagnostic))
            }
            other => {
                let what = self.noun_of(&other);
                let mut diagnostic = Diagnostic::new(
                    &code::WRONG_TYPE,
                    value.span,
                    format!("`{subject}` is yes or no, but this is {what}"),
                )
                .help("its values are `true` and `false`");
                if let Typed::Literal(Constant { kind: ConstantKind::Number(number), span }) = &other
                    && let Some(truth) = truth(&number.to_string())
                {
                    diagnostic = diagnostic.safe_fix(format!("write `{truth}`"), *span, truth.to_string());
                }
                Err(self.report(diagnostic))
            }
        }
    }

    /// Reports an operator that this type of subject does not have.
    pub(super) fn wrong_operator(&mut self, asked: Asked<'_>, kind: Type) -> Reported {
        let subject = asked.subject_text();
        let diagnostic = Diagnostic::new(
            &code::WRONG_OPERATOR,
            asked.predicate.operator_span,
            format!(
                "{} cannot be asked of `{subject}`, which is {}",
                slip::operator_words(&asked.predicate.kind),
                kind.noun()
            ),
        )
        .help(what_can_be_asked(&subject, kind));
        let diagnostic = self.declared_at(asked.subject, diagnostic);
        self.report(diagnostic)
    }

    /// Points at the declaration of the property that a subject is.
    pub(super) fn declared_at(&self, subject: &Expr, diagnostic: Diagnostic) -> Diagnostic {
        use crate::syntax::tree::ExprKind;
        let name = match &subject.kind {
            ExprKind::Path(path) | ExprKind::DaysSince(path) | ExprKind::Part { of: path, .. } => &path.head.text,
            _ => return diagnostic,
        };
        match self.declared.names.get(&crate::value::nfc(name)) {
            Some(declaration) => diagnostic.label(declaration.span, format!("`{name}` is declared here")),
            None => diagnostic,
        }
    }
}

enum Side {
    Operand(Operand),
    Condition(Condition),
}

fn two_conditions(span: Span) -> Diagnostic {
    Diagnostic::new(&code::WRONG_OPERATOR, span, "two conditions cannot be compared")
        .help("say both ways: `(a and b) or (not a and not b)`")
}

/// Examples of the questions that suit a type.
pub(super) fn what_can_be_asked(subject: &str, kind: Type) -> String {
    match kind {
        Type::Text => format!(
            "ask `{subject} is \"…\"`, `{subject} contains \"…\"`, `{subject} has word \"…\"` or `{subject} is known`"
        ),
        Type::Integer | Type::Number | Type::Points => {
            format!("ask `{subject} >= 6`, `{subject} in 2..=5` or `{subject} is 0`")
        }
        Type::Boolean => format!("write `{subject}` or `not {subject}`"),
        Type::Date | Type::Datetime => {
            if let Some((value, window)) = subject.split_once(" within ")
                && let Some((event, _)) = value.strip_prefix("last ").and_then(|field| field.split_once('.'))
            {
                // Read as the last one of those within the window.
                return format!("ask `({value}) within {window}` or `any {event} within {window}`");
            }
            format!("ask `{subject} within 30 days`, `{subject} before 2026-01-01` or `{subject} in this month`")
        }
        Type::Choice(_) => format!("ask `{subject} is \"…\"` or `{subject} in {{ \"…\", \"…\" }}`"),
        Type::Choices(_) => format!("ask `{subject} has \"…\"` or `{subject} has any of {{ \"…\", \"…\" }}`"),
    }
}
