//! Slips that deserve their own words: `is "A" or "B"`, `>= 6 and <= 9`.

use super::{Checkedly, declared::What, resolve::Checker};
use crate::{
    base::{Applicability, Diagnostic, Edit, Reported, code},
    syntax::tree::{
        CompareOperator, Expr, ExprKind, LiteralKind, Predicate, PredicateKind, Quantifier, SetExpr, TextOperator,
    },
    value::nfc,
};

/// `industry is "A" or "B"`: the second value stands alone. Reported once for a whole run of values.
pub(super) fn values_after_or(checker: &mut Checker<'_>, parts: &[Expr], joined_by_and: bool) -> Checkedly<()> {
    let mut at = 1;
    let mut found = false;
    while let Some(before) = parts.get(at - 1) {
        // `and` binds closer than `or`, so that the neighbours of an `or` may lie inside an `and`:
        // `clicks > 3 and visits is 3 or 4 and opted_out`.
        let first = match &before.kind {
            ExprKind::And(inner) if !joined_by_and => inner.last().unwrap_or(before),
            _ => before,
        };
        let run = parts.iter().skip(at).take_while(|part| stands_alone(checker, first, part));
        let mut values: Vec<&Expr> = run.collect();
        let bound = match parts.get(at + values.len()).map(|part| &part.kind) {
            Some(ExprKind::And(inner)) if !joined_by_and => {
                inner.first().filter(|head| stands_alone(checker, first, head))
            }
            _ => None,
        };
        values.extend(bound);
        if values.is_empty() {
            at += 1;
            continue;
        }
        let one_reading = bound.is_none() && first.span == before.span;
        at += values.len() + 1;
        if let Some(diagnostic) = value_alone(first, &values, joined_by_and, one_reading) {
            checker.report(diagnostic);
            found = true;
        }
    }
    if found { Err(Reported) } else { Ok(()) }
}

/// `industry is ("A" or "B")`: values joined like conditions.
pub(super) fn values_in_parens(checker: &mut Checker<'_>, test: &Expr, predicate: &Predicate) -> Checkedly<()> {
    let value = match &predicate.kind {
        PredicateKind::Is { value, .. } => value,
        PredicateKind::In { set: SetExpr::One(value), .. }
        | PredicateKind::Text { operand: SetExpr::One(value), .. }
        | PredicateKind::Has { operand: SetExpr::One(value), .. } => value,
        _ => return Ok(()),
    };
    let Some((parts, joined_by_and)) = joined(value) else { return Ok(()) };
    if !parts.iter().all(|part| stands_alone(checker, test, part)) {
        return Ok(());
    }
    match value_alone(test, &[], joined_by_and, true) {
        Some(diagnostic) => Err(checker.report(diagnostic)),
        None => Ok(()),
    }
}

/// The parts of `("A" or "B")`, and whether `and` stands between them.
fn joined(value: &Expr) -> Option<(&[Expr], bool)> {
    match &value.kind {
        ExprKind::Paren(inner) => joined(inner),
        ExprKind::Or(parts) => Some((parts, false)),
        ExprKind::And(parts) => Some((parts, true)),
        _ => None,
    }
}

/// Whether `part` is only a value, and `first` a test with a value like it.
fn stands_alone(checker: &Checker<'_>, first: &Expr, part: &Expr) -> bool {
    let ExprKind::Test { subject: Some(subject), predicate } = &first.kind else { return false };
    let takes_value = matches!(
        predicate.kind,
        PredicateKind::Is { .. } | PredicateKind::In { .. } | PredicateKind::Text { .. } | PredicateKind::Has { .. }
    );
    match &part.kind {
        ExprKind::Literal(literal) => takes_value && !matches!(literal.kind, LiteralKind::Boolean(_)),
        // `lifecycle is mql or sql`: an arm's name by itself.
        ExprKind::Path(path) if path.member.is_none() && takes_value => {
            let ExprKind::Path(stage) = &subject.kind else { return false };
            let Some(declaration) = checker.declared.names.get(&nfc(&stage.head.text)) else { return false };
            let What::Stage(stage) = declaration.what else { return false };
            checker
                .declared
                .stages
                .get(stage.index())
                .is_some_and(|(_, stage)| stage.arms.iter().any(|arm| nfc(&arm.name.text) == nfc(&path.head.text)))
        }
        _ => false,
    }
}

/// What to say of `values` that stand behind the test `first`, or inside it where there are none. `None` where `first`
/// takes no values.
fn value_alone(first: &Expr, values: &[&Expr], joined_by_and: bool, one_reading: bool) -> Option<Diagnostic> {
    let ExprKind::Test { subject: Some(subject), predicate } = &first.kind else { return None };
    let subject = crate::format::expression(subject);
    let (own, form) = match &predicate.kind {
        PredicateKind::Is { negated, value, .. } => (own_values(value), Form::of_is(*negated)),
        PredicateKind::In { negated, set, .. } => (values_of(set), Form::of_is(*negated)),
        PredicateKind::Has { quantifier, operand } => (values_of(operand), Form::Quantified("has", *quantifier)),
        PredicateKind::Text { operator, quantifier, operand, .. } => {
            (values_of(operand), Form::Quantified(text_operator(*operator), *quantifier))
        }
        _ => return None,
    };
    let word = if joined_by_and { "and" } else { "or" };
    let blamed = values.first().or(own.first())?;
    let lone = crate::format::expression(blamed);
    let mut diagnostic = Diagnostic::new(
        &code::VALUE_ALONE,
        blamed.span,
        format!("`{word}` joins conditions, but `{lone}` is only a value"),
    );
    if !values.is_empty() {
        let message = format!("this asks about `{subject}`; the value behind `{word}` asks nothing");
        diagnostic = diagnostic.label(first.span, message);
    }
    if own.is_empty() {
        return Some(diagnostic.help(format!("write the whole condition again: `{subject} is {lone}`")));
    }
    let all: Vec<String> = own.iter().chain(values).map(|value| crate::format::expression(value)).collect();
    let set = format!("{{ {} }}", all.join(", "));
    let fixed = match form {
        Form::Equals => format!("{subject} in {set}"),
        Form::Differs => format!("{subject} not in {set}"),
        Form::Quantified(operator, _) => {
            format!("{subject} {operator} {} {set}", if joined_by_and { "all of" } else { "any of" })
        }
    };
    // `is not "A" or "B"` and `is "A" and "B"` have more than one reading; a person has to look.
    let is_plain = match form {
        Form::Equals => !joined_by_and,
        Form::Differs => false,
        Form::Quantified(_, quantifier) => quantifier == Quantifier::One,
    };
    let applicability = if is_plain && one_reading { Applicability::Safe } else { Applicability::Unsafe };
    let span = values.last().map_or(first.span, |last| first.span.to(last.span));
    Some(diagnostic.fix(format!("write `{fixed}`"), applicability, vec![Edit { span, text: fixed }]))
}

/// How a test asks about its values.
#[derive(Clone, Copy)]
enum Form {
    Equals,
    Differs,
    Quantified(&'static str, Quantifier),
}

impl Form {
    fn of_is(negated: bool) -> Self {
        if negated { Form::Differs } else { Form::Equals }
    }
}

fn own_values(value: &Expr) -> Vec<&Expr> {
    joined(value).map_or_else(|| vec![value], |(parts, _)| parts.iter().collect())
}

fn values_of(set: &SetExpr) -> Vec<&Expr> {
    match set {
        SetExpr::One(value) => own_values(value),
        SetExpr::Literal(set) => set.elements.iter().collect(),
        SetExpr::Name(_) | SetExpr::Range(_) => Vec::new(),
    }
}

fn text_operator(operator: TextOperator) -> &'static str {
    match operator {
        TextOperator::Contains => "contains",
        TextOperator::StartsWith => "starts with",
        TextOperator::EndsWith => "ends with",
        TextOperator::HasWord => "has word",
    }
}

/// `visits >= 6 and <= 9`: reports every test without a subject; the one before it has the subject that is meant.
pub(super) fn tests_without_subject(checker: &mut Checker<'_>, condition: &Expr) {
    subjects(checker, condition, &mut None, None);
}

/// `last` is the last test with a subject; `beside` stands right before `expr`, with `and` between them.
fn subjects<'e>(checker: &mut Checker<'_>, expr: &'e Expr, last: &mut Option<&'e Expr>, beside: Option<&'e Expr>) {
    match &expr.kind {
        ExprKind::Or(parts) => parts.iter().for_each(|part| subjects(checker, part, last, None)),
        ExprKind::And(parts) => {
            let mut beside = None;
            for part in parts {
                subjects(checker, part, last, beside);
                beside = Some(part);
            }
        }
        ExprKind::Not(inner) => subjects(checker, inner, last, None),
        ExprKind::Paren(inner) => {
            let mut inside = *last;
            subjects(checker, inner, &mut inside, None);
        }
        ExprKind::Test { subject: Some(subject), predicate } => {
            subjects(checker, subject, &mut None, None);
            if let PredicateKind::Is { value, .. }
            | PredicateKind::Compare { value, .. }
            | PredicateKind::Before(value)
            | PredicateKind::After(value) = &predicate.kind
            {
                subjects(checker, value, &mut None, None);
            }
            *last = Some(expr);
        }
        ExprKind::Arithmetic { left, right, .. } => {
            subjects(checker, left, &mut None, None);
            subjects(checker, right, &mut None, None);
        }
        ExprKind::Negate(inner) => subjects(checker, inner, &mut None, None),
        ExprKind::EventTest { query, .. }
        | ExprKind::EventCount(query)
        | ExprKind::EventDays { query, .. }
        | ExprKind::Aggregate { query, .. }
        | ExprKind::Distinct(query)
        | ExprKind::Pick { query, .. } => {
            if let Some(filter) = &query.filter {
                subjects(checker, filter, &mut None, None);
            }
        }
        ExprKind::Test { subject: None, predicate } if checker.without_subject.insert(predicate.span) => {
            let diagnostic = no_subject(predicate, *last, beside);
            checker.report(diagnostic);
        }
        _ => {}
    }
}

fn no_subject(predicate: &Predicate, last: Option<&Expr>, beside: Option<&Expr>) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &code::MISSING_SUBJECT,
        predicate.span,
        format!("{} does not say which property it looks at", operator_words(&predicate.kind)),
    )
    .at("which property?");
    let Some(Expr { kind: ExprKind::Test { subject: Some(subject), .. }, span }) = last else {
        return diagnostic.help(format!("each condition names its property: {}", example(&predicate.kind)));
    };
    let subject = crate::format::expression(subject);
    let diagnostic = diagnostic.label(*span, format!("this asks about `{subject}`"));
    if let Some(Expr { kind: ExprKind::Test { subject: Some(_), predicate: one }, span }) = beside
        && let Some(range) = as_range(one, predicate)
    {
        let fixed = format!("{subject} in {range}");
        let edit = Edit { span: span.to(predicate.span), text: fixed.clone() };
        return diagnostic.fix(format!("write `{fixed}`"), Applicability::Safe, vec![edit]);
    }
    diagnostic.safe_fix(format!("repeat `{subject}`"), predicate.span.before(), format!("{subject} "))
}

/// A condition with its property, like one that lacks it.
fn example(kind: &PredicateKind) -> &'static str {
    match kind {
        PredicateKind::Compare { .. } => "`visits >= 6 and visits <= 9`, or shorter `visits in 6..=9`",
        PredicateKind::Is { .. } | PredicateKind::In { .. } | PredicateKind::IsExactly { .. } => {
            "`industry is \"Software\" or industry is \"Retail\"`, or shorter `industry in { \"Software\", \"Retail\" }`"
        }
        PredicateKind::Text { .. } | PredicateKind::Matches { .. } => {
            "`job_title contains \"head\" and job_title contains \"sales\"`"
        }
        PredicateKind::Has { .. } => "`interests has \"Analytics\" and interests has \"Security\"`",
        PredicateKind::Known { .. } => "`email is known and job_title is known`",
        PredicateKind::Before(_)
        | PredicateKind::After(_)
        | PredicateKind::Within { .. }
        | PredicateKind::InPeriod { .. } => "`created after 2026-01-01 and created before 2026-02-01`",
    }
}

/// `>= 6` and `<= 9` as `6..=9`, where both sides are plain.
fn as_range(one: &Predicate, other: &Predicate) -> Option<String> {
    let side = |predicate: &Predicate| match &predicate.kind {
        PredicateKind::Compare { operator, value }
            if matches!(value.kind, ExprKind::Literal(_) | ExprKind::Path(_)) =>
        {
            Some((*operator, crate::format::expression(value)))
        }
        _ => None,
    };
    let (mut low, mut high) = (side(one)?, side(other)?);
    if matches!(low.0, CompareOperator::Less | CompareOperator::LessOrEqual) {
        std::mem::swap(&mut low, &mut high);
    }
    match (low.0, high.0) {
        (CompareOperator::GreaterOrEqual, CompareOperator::LessOrEqual) => Some(format!("{}..={}", low.1, high.1)),
        (CompareOperator::GreaterOrEqual, CompareOperator::Less) => Some(format!("{}..{}", low.1, high.1)),
        _ => None,
    }
}

/// The operator in backquotes, for messages.
pub(super) fn operator_words(kind: &PredicateKind) -> String {
    let words = match kind {
        PredicateKind::Known { known: true } => "is known",
        PredicateKind::Known { known: false } => "is unknown",
        PredicateKind::Is { negated: true, .. } => "is not",
        PredicateKind::Is { exactly: true, .. } | PredicateKind::IsExactly { .. } => "is exactly",
        PredicateKind::Is { .. } => "is",
        PredicateKind::Compare { operator, .. } => match operator {
            CompareOperator::Less => "<",
            CompareOperator::LessOrEqual => "<=",
            CompareOperator::Greater => ">",
            CompareOperator::GreaterOrEqual => ">=",
        },
        PredicateKind::In { negated: true, .. } => "not in",
        PredicateKind::In { .. } => "in",
        PredicateKind::Text { operator, .. } => text_operator(*operator),
        PredicateKind::Matches { .. } => "matches",
        PredicateKind::Has { .. } => "has",
        PredicateKind::Before(_) => "before",
        PredicateKind::After(_) => "after",
        PredicateKind::Within { .. } => "within",
        PredicateKind::InPeriod { negated, period } => {
            let which = match period.offset {
                ..0 => "last",
                0 => "this",
                1.. => "next",
            };
            return format!("`{}in {which} {}`", if *negated { "not " } else { "" }, period.unit.name());
        }
    };
    format!("`{words}`")
}
