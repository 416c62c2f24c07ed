//! Slips that deserve their own words: `is "A" or "B"`, `>= 6 and <= 9`.

use super::{Checkedly, declared::What, resolve::Checker};
use crate::{
    base::{Applicability, Diagnostic, Edit, Reported, code},
    syntax::tree::{CompareOperator, Expr, ExprKind, LiteralKind, Predicate, PredicateKind, Quantifier, SetExpr, TextOperator},
    value::nfc,
};

/// `industry is "A" or "B"`: the second value stands alone. Reported once for a whole run of values.
pub(super) fn values_after_or(checker: &mut Checker<'_>, parts: &[Expr], joined_by_and: bool) -> Checkedly<()> {
    let mut at = 1;
    let mut found = false;
    while let (Some(first), Some(part)) = (parts.get(at - 1), parts.get(at)) {
        if !stands_alone(checker, first, part) {
            at += 1;
            continue;
        }
        let run = parts.iter().skip(at).take_while(|part| stands_alone(checker, first, part)).count();
        let values = parts.get(at..at + run).unwrap_or_default();
        let diagnostic = value_alone(first, values, joined_by_and);
        checker.report(diagnostic);
        found = true;
        at += run + 1;
    }
    if found { Err(Reported) } else { Ok(()) }
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
            checker.declared.stages.get(stage.index()).is_some_and(|(_, stage)| {
                stage.arms.iter().any(|arm| nfc(&arm.name.text) == nfc(&path.head.text))
            })
        }
        _ => false,
    }
}

fn value_alone(first: &Expr, values: &[Expr], joined_by_and: bool) -> Diagnostic {
    let ExprKind::Test { subject: Some(subject), predicate } = &first.kind else {
        return Diagnostic::new(&code::VALUE_ALONE, first.span, "a value stands alone");
    };
    let word = if joined_by_and { "and" } else { "or" };
    let blamed = values.first().map_or(first.span, |value| value.span);
    let last = values.last().map_or(first.span, |value| value.span);
    let subject = crate::format::expression(subject);
    let lone = values.first().map(crate::format::expression).unwrap_or_default();
    let own: Vec<String> = match &predicate.kind {
        PredicateKind::Is { value, .. } => vec![crate::format::expression(value)],
        PredicateKind::In { set, .. } | PredicateKind::Text { operand: set, .. } | PredicateKind::Has { operand: set, .. } => {
            match set {
                SetExpr::One(value) => vec![crate::format::expression(value)],
                SetExpr::Literal(set) => set.elements.iter().map(crate::format::expression).collect(),
                SetExpr::Name(_) | SetExpr::Range(_) => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    let diagnostic = Diagnostic::new(
        &code::VALUE_ALONE,
        blamed,
        format!("`{word}` joins conditions, but `{lone}` is only a value"),
    )
    .label(first.span, format!("this asks about `{subject}`; the value behind `{word}` asks nothing"));
    if own.is_empty() {
        return diagnostic.help(format!("write the whole condition again: `{subject} is {lone}`"));
    }
    let all: Vec<String> = own.into_iter().chain(values.iter().map(crate::format::expression)).collect();
    let set = format!("{{ {} }}", all.join(", "));
    let quantifier = if joined_by_and { "all of" } else { "any of" };
    let fixed = match &predicate.kind {
        PredicateKind::Is { negated: true, .. } | PredicateKind::In { negated: true, .. } => format!("{subject} not in {set}"),
        PredicateKind::Is { .. } | PredicateKind::In { .. } => format!("{subject} in {set}"),
        PredicateKind::Has { .. } => format!("{subject} has {quantifier} {set}"),
        PredicateKind::Text { operator, .. } => {
            let operator = match operator {
                TextOperator::Contains => "contains",
                TextOperator::StartsWith => "starts with",
                TextOperator::EndsWith => "ends with",
                TextOperator::HasWord => "has word",
            };
            format!("{subject} {operator} {quantifier} {set}")
        }
        _ => return diagnostic,
    };
    // `is not "A" or "B"` and `is "A" and "B"` have more than one reading; a person has to look.
    let plain = matches!(
        (&predicate.kind, joined_by_and),
        (PredicateKind::Is { negated: false, .. } | PredicateKind::In { negated: false, .. }, false)
            | (PredicateKind::Has { quantifier: Quantifier::One, .. }, _)
            | (PredicateKind::Text { quantifier: Quantifier::One, .. }, _)
    );
    let applicability = if plain { Applicability::Safe } else { Applicability::Unsafe };
    let span = first.span.to(last);
    diagnostic.fix(format!("write `{fixed}`"), applicability, vec![Edit { span, text: fixed }])
}

/// `visits >= 6 and <= 9`: the second comparison has no subject.
pub(super) fn comparisons_without_subject(checker: &mut Checker<'_>, parts: &[Expr]) -> Checkedly<()> {
    let mut found = false;
    for (first, second) in parts.iter().zip(parts.iter().skip(1)) {
        let (
            ExprKind::Test { subject: Some(subject), predicate: one },
            ExprKind::Test { subject: None, predicate: other },
        ) = (&first.kind, &second.kind)
        else {
            continue;
        };
        let subject = crate::format::expression(subject);
        let mut diagnostic = no_subject(other).label(first.span, format!("this asks about `{subject}`"));
        if let Some(range) = as_range(one, other) {
            let fixed = format!("{subject} in {range}");
            diagnostic = diagnostic.fix(
                format!("write `{fixed}`"),
                Applicability::Safe,
                vec![Edit { span: first.span.to(second.span), text: fixed }],
            );
        } else {
            diagnostic = diagnostic.safe_fix(
                format!("repeat `{subject}`"),
                second.span.before(),
                format!("{subject} "),
            );
        }
        checker.report(diagnostic);
        found = true;
    }
    // A condition that has a part without subject at its start is told about where it is checked.
    if found { Err(Reported) } else { Ok(()) }
}

pub(super) fn no_subject(predicate: &Predicate) -> Diagnostic {
    Diagnostic::new(
        &code::MISSING_SUBJECT,
        predicate.span,
        format!("{} does not say which property it looks at", operator_words(&predicate.kind)),
    )
    .at("which property?")
    .help("each comparison names its property: `visits >= 6 and visits <= 9`, or shorter `visits in 6..=9`")
}

/// `>= 6` and `<= 9` as `6..=9`, where both sides are plain.
fn as_range(one: &Predicate, other: &Predicate) -> Option<String> {
    let side = |predicate: &Predicate| match &predicate.kind {
        PredicateKind::Compare { operator, value } if matches!(value.kind, ExprKind::Literal(_) | ExprKind::Path(_)) => {
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
        PredicateKind::Text { operator, .. } => match operator {
            TextOperator::Contains => "contains",
            TextOperator::StartsWith => "starts with",
            TextOperator::EndsWith => "ends with",
            TextOperator::HasWord => "has word",
        },
        PredicateKind::Matches { .. } => "matches",
        PredicateKind::Has { .. } => "has",
        PredicateKind::Before(_) => "before",
        PredicateKind::After(_) => "after",
        PredicateKind::Within { .. } => "within",
        PredicateKind::InPeriod { .. } => "in this month",
    };
    format!("`{words}`")
}
