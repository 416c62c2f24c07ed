//! `match P { … }`: arms are read by the subject's type, and may not overlap.

use std::collections::BTreeMap;

use super::{
    Checkedly,
    bare::truth,
    resolve::Checker,
    stage::arm_names,
    typed::{Type, Typed},
};
use crate::{
    base::{Diagnostic, Reported, Span, code},
    model::{Arm, Condition, MatchSubject, Operand, Quantifier, Question, RuleBody, Test, TextOperator, TextTest},
    schema::{Constant, ConstantKind},
    syntax::tree::{self, ArmPattern, Expr, ExprKind, SetExpr},
    value::{Bound, Interval, Points, Window, fold},
};

/// What one pattern takes, in a form that shows overlaps.
enum Taken {
    Choice(u32),
    Text(String),
    Boolean(bool),
    Numbers(Interval),
    Dates(Window, Interval),
    Arm(u32),
}

impl Checker<'_> {
    pub(super) fn match_rule(
        &mut self,
        subject: &Expr,
        events: Option<&tree::EventQuery>,
        arms: &[tree::Arm],
        broken: bool,
    ) -> Checkedly<RuleBody> {
        let (each, typed) = match self.match_each(subject, events)? {
            Some((query, typed)) => (Some(query), typed),
            None => (None, self.expr(subject)?),
        };
        let on = match self.match_subject(subject, typed) {
            Ok(on) => on,
            Err(Reported) => {
                for arm in arms {
                    let _ = self.points_of(&arm.points);
                }
                return Err(Reported);
            }
        };
        let mut read = Vec::new();
        let (mut otherwise, mut unknown) = (None, None);
        let mut failed = broken;
        let mut taken: Vec<(Taken, Span)> = Vec::new();
        for arm in arms {
            let points = self.points_of(&arm.points);
            failed |= points.is_err();
            let points = points.unwrap_or(Points::ZERO);
            let mut conditions = Vec::new();
            for pattern in &arm.patterns {
                let (slot, span, word) = match pattern {
                    ArmPattern::Otherwise(span) => (&mut otherwise, *span, "otherwise"),
                    ArmPattern::Unknown(span) => (&mut unknown, *span, "unknown"),
                    _ => {
                        match self.pattern(subject, &on, pattern) {
                            Ok((patterns, condition)) => {
                                conditions.push(condition);
                                for (pattern, span) in patterns {
                                    failed |= self.overlap(&on, &taken, &pattern, span).is_err();
                                    taken.push((pattern, span));
                                }
                            }
                            Err(Reported) => failed = true,
                        }
                        continue;
                    }
                };
                if let Some((_, first)) = *slot {
                    self.report(
                        Diagnostic::new(&code::OVERLAPPING_ARMS, span, format!("a second `{word}` arm"))
                            .label(first, "the first one"),
                    );
                    failed = true;
                } else {
                    *slot = Some((points, span));
                }
            }
            if !conditions.is_empty() {
                let text = arm.patterns.iter().map(super::spelling::pattern).collect::<Vec<_>>().join(", ");
                let condition = match conditions.len() {
                    1 => conditions.remove(0),
                    _ => Condition::Any(conditions),
                };
                read.push(Arm { condition, points, text, span: Some(arm.span) });
            }
        }
        if arms.is_empty() && !broken {
            self.report(
                Diagnostic::new(&code::EMPTY_MATCH, subject.span, "this `match` has no arms")
                    .help("give each value its points: `\"Software\" => +10`"),
            );
            failed = true;
        }
        if let (On::Stage(_), Some((_, span))) = (&on, unknown) {
            self.report(
                Diagnostic::new(&code::WRONG_OPERATOR, span, "a stage is never unknown").help("delete this arm"),
            );
            failed = true;
        }
        if failed {
            return Err(Reported);
        }
        let (arms, otherwise, unknown) = (read, otherwise.map(|(points, _)| points), unknown.map(|(points, _)| points));
        Ok(match (on, each) {
            (On::Operand(subject, _), Some(query)) => RuleBody::MatchEach { query, subject, arms, otherwise, unknown },
            (On::Operand(operand, _), None) => {
                RuleBody::Match { subject: MatchSubject::Operand(operand), arms, otherwise, unknown }
            }
            (On::Stage(stage), _) => RuleBody::Match { subject: MatchSubject::Stage(stage), arms, otherwise, unknown },
        })
    }

    fn match_subject(&mut self, subject: &Expr, typed: Typed) -> Checkedly<On> {
        let text = crate::format::expression(subject);
        match typed {
            Typed::Stage(stage) => Ok(On::Stage(stage)),
            Typed::Operand(_, Type::Choices(_)) => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_TYPE,
                    subject.span,
                    format!("`{text}` can have several values at a time, so no single arm of a `match` can take it"),
                )
                .help(format!("write one rule a value: `when {text} has \"…\" score +5`")),
            )),
            Typed::Operand(operand, kind) => Ok(On::Operand(operand, kind)),
            other => {
                let what = self.noun_of(&other);
                Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        subject.span,
                        format!("`match` looks at a property, but `{text}` is {what}"),
                    )
                    .help("for a condition write `when … score …`"),
                ))
            }
        }
    }

    fn pattern(&mut self, subject: &Expr, on: &On, pattern: &ArmPattern) -> Checkedly<(Vec<(Taken, Span)>, Condition)> {
        let subject_text = crate::format::expression(subject);
        match on {
            On::Stage(stage) => {
                let Some((_, block)) = self.declared.stages.get(stage.index()) else { return Err(Reported) };
                let names = arm_names(block);
                let values: Vec<&Expr> = match pattern {
                    ArmPattern::Value(value) => vec![value],
                    ArmPattern::Set(set) => set.elements.iter().collect(),
                    _ => return Err(self.arm_of_type(pattern, &subject_text, "a stage")),
                };
                let mut taken = Vec::new();
                for value in &values {
                    taken.push((Taken::Arm(self.arm(block, &names, value)?), value.span));
                }
                let mut arms: Vec<u32> = taken
                    .iter()
                    .filter_map(|(taken, _)| if let Taken::Arm(arm) = taken { Some(*arm) } else { None })
                    .collect();
                arms.sort_unstable();
                arms.dedup();
                let question = Question::Stage { stage: *stage, arms };
                Ok((taken, arm_test(question, &subject_text, pattern)))
            }
            On::Operand(operand, kind) => self.value_pattern(operand, *kind, &subject_text, pattern),
        }
    }

    fn value_pattern(
        &mut self,
        operand: &Operand,
        kind: Type,
        subject: &str,
        pattern: &ArmPattern,
    ) -> Checkedly<(Vec<(Taken, Span)>, Condition)> {
        if let ArmPattern::Range(range) = pattern {
            return match kind {
                Type::Integer | Type::Number | Type::Points => {
                    let interval = self.number_range(range, kind)?;
                    let question = Question::Within { operand: operand.clone(), intervals: vec![interval] };
                    Ok((vec![(Taken::Numbers(interval), range.span)], arm_test(question, subject, pattern)))
                }
                Type::Date | Type::Datetime => {
                    let window = self.time_range(range, kind)?;
                    let question = Question::Time { operand: operand.clone(), window };
                    let taken = Taken::Dates(window, super::time::as_interval(&window));
                    Ok((vec![(taken, range.span)], arm_test(question, subject, pattern)))
                }
                _ => {
                    let noun = kind.noun();
                    Err(self.report(
                        Diagnostic::new(
                            &code::RANGE_ON_TEXT,
                            range.span,
                            format!("`{subject}` is {noun}, which has no ranges"),
                        )
                        .help("give each value an arm of its own: `\"…\" => +5`"),
                    ))
                }
            };
        }
        let set = match pattern {
            ArmPattern::Value(value) => SetExpr::One(Box::new(value.clone())),
            ArmPattern::Set(set) => SetExpr::Literal(set.clone()),
            _ => return Err(Reported),
        };
        let mut taken = Vec::new();
        self.each_constant(&set, kind, |checker, constant, expr| {
            taken.push((checker.value_taken(kind, subject, &constant, expr)?, constant.span));
            Ok(())
        })?;
        let condition = value_condition(operand, &taken, subject, pattern);
        Ok((taken, condition))
    }

    fn value_taken(&mut self, kind: Type, subject: &str, constant: &Constant, expr: &Expr) -> Checkedly<Taken> {
        match (&constant.kind, kind) {
            (ConstantKind::Text(text), Type::Choice(holder)) => {
                self.choice(holder, text, constant.span).map(Taken::Choice)
            }
            (ConstantKind::Text(text), Type::Text) if text.trim().is_empty() => Err(self.report(
                Diagnostic::new(&code::EMPTY_OPERAND, constant.span, "a blank value counts as unknown").safe_fix(
                    "write `unknown`",
                    constant.span,
                    "unknown",
                ),
            )),
            (ConstantKind::Text(text), Type::Text) => Ok(Taken::Text(text.clone())),
            (ConstantKind::Boolean(value), Type::Boolean) => Ok(Taken::Boolean(*value)),
            (ConstantKind::Number(number), Type::Integer | Type::Number | Type::Points) => {
                let number = self.number_as(number, constant.span, kind)?;
                Ok(Taken::Numbers(Interval::point(number)))
            }
            (ConstantKind::Date(_) | ConstantKind::Datetime(_), Type::Date | Type::Datetime) => {
                let moment = super::time::moment_of(constant).ok_or(Reported)?;
                let window = Window::on(moment);
                Ok(Taken::Dates(window, super::time::as_interval(&window)))
            }
            (found, _) => {
                let written = crate::format::expression(expr);
                let code = match (found, kind) {
                    (ConstantKind::Number(_), Type::Text | Type::Choice(_))
                    | (ConstantKind::Text(_), Type::Integer | Type::Number | Type::Points) => {
                        &code::TEXT_AGAINST_NUMBER
                    }
                    _ => &code::WRONG_TYPE,
                };
                let mut diagnostic = Diagnostic::new(
                    code,
                    constant.span,
                    format!("`{subject}` is {}, but `{written}` is {}", kind.noun(), found.noun()),
                );
                match (found, kind) {
                    (ConstantKind::Number(_) | ConstantKind::Date(_), Type::Text | Type::Choice(_)) => {
                        diagnostic = diagnostic.safe_fix(
                            format!("write `\"{written}\"`"),
                            constant.span,
                            format!("\"{written}\""),
                        );
                    }
                    (ConstantKind::Text(text), _)
                        if kind.is_number() && crate::value::Decimal::parse(text.trim()).is_some() =>
                    {
                        diagnostic =
                            diagnostic.safe_fix(format!("write `{}`", text.trim()), constant.span, text.trim());
                    }
                    (ConstantKind::Text(text), _) if kind.is_time() => {
                        diagnostic = if crate::value::Date::parse(text).is_some() {
                            diagnostic.safe_fix(format!("write `{text}` without quotes"), constant.span, text)
                        } else {
                            diagnostic.help("dates are written year-month-day, without quotes: `2026-03-01`")
                        };
                    }
                    (ConstantKind::Text(_) | ConstantKind::Number(_), Type::Boolean) => {
                        diagnostic = match truth(written.trim_matches('"')) {
                            Some(truth) => {
                                diagnostic.safe_fix(format!("write `{truth}`"), constant.span, truth.to_string())
                            }
                            None => diagnostic.help("its values are `true` and `false`"),
                        };
                    }
                    _ => {}
                }
                Err(self.report(diagnostic))
            }
        }
    }

    fn arm_of_type(&mut self, pattern: &ArmPattern, subject: &str, noun: &str) -> Reported {
        let span = match pattern {
            ArmPattern::Range(range) => range.span,
            ArmPattern::Value(value) => value.span,
            ArmPattern::Set(set) => set.span,
            ArmPattern::Unknown(span) | ArmPattern::Otherwise(span) => *span,
        };
        self.report(
            Diagnostic::new(&code::WRONG_TYPE, span, format!("`{subject}` is {noun}, and this is none of its values"))
                .help("name one of its arms: `mql => +5`"),
        )
    }

    /// The rule text at a place.
    fn written(&self, span: Span) -> String {
        format!("`{}`", self.input.sources.text(span))
    }

    /// Reports an arm that takes what an earlier one takes already.
    fn overlap(&mut self, on: &On, taken: &[(Taken, Span)], new: &Taken, span: Span) -> Checkedly<()> {
        let integers = matches!(on, On::Operand(_, Type::Integer));
        for (old, first) in taken {
            let shared = match (old, new) {
                (Taken::Choice(a), Taken::Choice(b)) | (Taken::Arm(a), Taken::Arm(b)) => {
                    (a == b).then(|| self.written(span))
                }
                (Taken::Text(a), Taken::Text(b)) => (fold(a) == fold(b)).then(|| self.written(span)),
                (Taken::Boolean(a), Taken::Boolean(b)) => (a == b).then(|| format!("`{a}`")),
                (Taken::Numbers(a), Taken::Numbers(b)) => {
                    let both = a.intersection(b);
                    (!both.is_empty(integers)).then(|| shown(&both))
                }
                (Taken::Dates(_, a), Taken::Dates(_, b)) => {
                    let both = a.intersection(b);
                    (!both.is_empty(false)).then(|| shown(&both))
                }
                _ => None,
            };
            if let Some(shared) = shared {
                let found =
                    Diagnostic::new(&code::OVERLAPPING_ARMS, span, format!("two arms of this `match` take {shared}"))
                        .at("the second arm")
                        .label(*first, "the first arm")
                        .help(match new {
                            Taken::Numbers(_) | Taken::Dates(..) => {
                                "each value belongs to one arm: `..` leaves its end out, `..=` takes it in"
                            }
                            _ => "each value belongs to one arm: delete one of the two",
                        });
                let ended = match (old, new) {
                    (Taken::Numbers(a), Taken::Numbers(b)) | (Taken::Dates(_, a), Taken::Dates(_, b)) => {
                        ended(a, b).map(|range| (*first, range)).or_else(|| Some((span, ended(b, a)?)))
                    }
                    _ => None,
                };
                return Err(self.report(match ended {
                    Some((span, range)) => found.unsafe_fix(format!("write `{range}`"), span, range.to_string()),
                    None => found,
                }));
            }
        }
        Ok(())
    }
}

enum On {
    Stage(crate::model::StageId),
    Operand(Operand, Type),
}

/// A range without its last value, where that is the first of another one.
fn ended(range: &Interval, next: &Interval) -> Option<Interval> {
    let (Bound::Included(last), Bound::Included(first)) = (range.high, next.low) else { return None };
    (last == first && range.low != range.high).then(|| Interval::new(range.low, Bound::Excluded(last)))
}

fn shown(both: &Interval) -> String {
    format!("`{both}`")
}

fn arm_test(question: Question, subject: &str, pattern: &ArmPattern) -> Condition {
    let (word, span) = match pattern {
        ArmPattern::Value(value) => ("is", value.span),
        ArmPattern::Range(range) => ("in", range.span),
        ArmPattern::Set(set) => ("in", set.span),
        ArmPattern::Unknown(span) | ArmPattern::Otherwise(span) => ("is", *span),
    };
    let word = match pattern {
        ArmPattern::Value(Expr { kind: ExprKind::Path(_), .. })
            if matches!(question, Question::Choice { .. } | Question::Text { .. }) =>
        {
            "in"
        }
        _ => word,
    };
    let text = format!("{subject} {word} {}", super::spelling::pattern(pattern));
    Condition::Test(Test { question, text, span: Some(span) })
}

fn value_condition(operand: &Operand, taken: &[(Taken, Span)], subject: &str, pattern: &ArmPattern) -> Condition {
    let operand = operand.clone();
    let mut among = Vec::new();
    let mut needles = Vec::new();
    let mut intervals = Vec::new();
    let mut others = Vec::new();
    for (one, _) in taken {
        match one {
            Taken::Choice(place) => among.push(*place),
            Taken::Text(text) => needles.push(text.clone()),
            Taken::Numbers(interval) => intervals.push(*interval),
            Taken::Boolean(value) => {
                let test = arm_test(Question::True(operand.clone()), subject, pattern);
                others.push(if *value {
                    test
                } else {
                    Condition::Not(Box::new(super::subject::is_true(
                        operand.clone(),
                        subject.to_owned(),
                        pattern_span(pattern),
                    )))
                });
            }
            Taken::Dates(window, _) => {
                others.push(arm_test(Question::Time { operand: operand.clone(), window: *window }, subject, pattern));
            }
            Taken::Arm(_) => {}
        }
    }
    if !among.is_empty() {
        among.sort_unstable();
        among.dedup();
        return arm_test(Question::Choice { operand, among }, subject, pattern);
    }
    if !needles.is_empty() {
        let test = TextTest { operator: TextOperator::Is, quantifier: Quantifier::Any, exactly: false, needles };
        return arm_test(Question::Text { operand, test }, subject, pattern);
    }
    if !intervals.is_empty() {
        return arm_test(Question::Within { operand, intervals }, subject, pattern);
    }
    if others.len() == 1 { others.remove(0) } else { Condition::Any(others) }
}

fn pattern_span(pattern: &ArmPattern) -> Span {
    match pattern {
        ArmPattern::Value(value) => value.span,
        ArmPattern::Range(range) => range.span,
        ArmPattern::Set(set) => set.span,
        ArmPattern::Unknown(span) | ArmPattern::Otherwise(span) => *span,
    }
}

/// Kept for lints: what a dropdown's `match` leaves out.
pub(super) fn choices_taken(arms: &[Arm]) -> BTreeMap<u32, ()> {
    let mut taken = BTreeMap::new();
    for arm in arms {
        collect_choices(&arm.condition, &mut taken);
    }
    taken
}

fn collect_choices(condition: &Condition, taken: &mut BTreeMap<u32, ()>) {
    match condition {
        Condition::Any(parts) => parts.iter().for_each(|part| collect_choices(part, taken)),
        Condition::Test(Test {
            question: Question::Choice { among, .. } | Question::Stage { arms: among, .. },
            ..
        }) => {
            taken.extend(among.iter().map(|place| (*place, ())));
        }
        _ => {}
    }
}
