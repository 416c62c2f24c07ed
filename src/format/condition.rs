//! Conditions and values.
//!
//! Takes expressions, gives their words and the places where they may break; adds the parentheses without which the
//! text would be read as another tree. Knows nothing of statements.

use super::{
    doc::{Doc, Node, Role, Word},
    spelling,
};
use crate::syntax::tree::{
    AggregateFunction, ArithmeticOperator, CompareOperator, EventPick, EventQuantifier, EventQuery, Expr, ExprKind,
    Part, Predicate, PredicateKind, Quantifier, Range, Set, SetExpr, TextOperator,
};

/// How tightly an expression holds together, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `a or b`.
    Or,
    /// `a and b`.
    And,
    /// `not a`.
    Not,
    /// `a is b`.
    Test,
    /// `a + b`.
    Sum,
    /// `a * b`.
    Product,
    /// `-a`.
    Negation,
    /// A name, a constant.
    Atom,
}

/// Adds `expr`, in parentheses if it is looser than `least`.
pub(super) fn expr(doc: &mut Doc, expr: &Expr, least: Level) {
    if level(expr) < least {
        parenthesized(doc, expr);
    } else {
        bare(doc, expr);
    }
}

/// Words that are read as something else than an operand behind a named step: `per step count` counts events.
const NO_OPERANDS: [&str; 18] = [
    "count", "domain", "host", "path", "set", "let", "define", "score", "stage", "list", "event", "use", "test",
    "contact", "each", "match", "group", "owner",
];

/// What a `per` counts, in parentheses where it could be taken for a part of a named step (`per step visits`).
pub(super) fn step_operand(doc: &mut Doc, operand: &Expr, named_step: bool) {
    let plain = matches!(&operand.kind, ExprKind::Path(path) if !NO_OPERANDS.contains(&path.head.text.as_str()));
    if named_step && !plain {
        parenthesized(doc, operand);
    } else {
        expr(doc, operand, Level::Atom);
    }
}

fn parenthesized(doc: &mut Doc, inner: &Expr) {
    if let ExprKind::Paren(_) = inner.kind {
        return bare(doc, inner);
    }
    inside_parentheses(doc, inner);
}

fn inside_parentheses(doc: &mut Doc, inner: &Expr) {
    let mut group = Doc::default();
    expr(&mut group, inner, Level::Or);
    doc.keyword("(").indent(2, group).closing(")");
}

fn level(expr: &Expr) -> Level {
    match &expr.kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Test { .. } | ExprKind::InList { .. } | ExprKind::EventTest { .. } => Level::Test,
        ExprKind::Arithmetic { operator: ArithmeticOperator::Add | ArithmeticOperator::Subtract, .. } => Level::Sum,
        ExprKind::Arithmetic { .. } => Level::Product,
        ExprKind::Negate(_) => Level::Negation,
        _ => Level::Atom,
    }
}

fn bare(doc: &mut Doc, whole: &Expr) {
    match &whole.kind {
        ExprKind::Or(parts) => chain(doc, parts, "or", Level::And),
        ExprKind::And(parts) => chain(doc, parts, "and", Level::Not),
        ExprKind::Not(inner) => {
            doc.keyword("not").space();
            match inner.kind {
                // `not in list` is one operator.
                ExprKind::InList { .. } => parenthesized(doc, inner),
                _ => expr(doc, inner, Level::Not),
            }
        }
        ExprKind::Paren(inner) => inside_parentheses(doc, inner),
        ExprKind::Test { subject, predicate } => {
            if let Some(subject) = subject {
                test_subject(doc, subject, predicate);
                doc.space();
            }
            self::predicate(doc, predicate);
        }
        ExprKind::InList { negated, list } => {
            doc.keyword(if *negated { "not in list" } else { "in list" }).space();
            doc.word(spelling::name(list), list.span);
        }
        ExprKind::Arithmetic { operator, left, right } => arithmetic(doc, *operator, left, right),
        ExprKind::Negate(inner) => {
            doc.keyword("-");
            match inner.kind {
                // `-3` is a literal, not the negation of one.
                ExprKind::Literal(_) => parenthesized(doc, inner),
                _ => expr(doc, inner, Level::Atom),
            }
        }
        ExprKind::Path(path) => {
            doc.word(spelling::path(path), path.span);
        }
        ExprKind::Part { of, part, part_span } => {
            let last = of.member.as_ref().unwrap_or(&of.head);
            let words = match (part, last.text.as_str()) {
                (Part::Domain, "email") => "domain",
                (Part::Domain, _) => "email domain",
                (Part::Host, "url") => "host",
                (Part::Host, _) => "url host",
                (Part::Path, "url") => "path",
                (Part::Path, _) => "url path",
            };
            doc.word(spelling::path(of), of.span).space().word(words, *part_span);
        }
        ExprKind::Literal(literal) => {
            doc.word(spelling::literal(literal), literal.span);
        }
        ExprKind::DaysSince(path) => {
            doc.keyword("days since").space().word(spelling::since(path), path.span);
        }
        ExprKind::Anniversary(path) => {
            doc.keyword("anniversary of").space().word(spelling::name_path(path), path.span);
        }
        ExprKind::EventTest { quantifier, query } => {
            let word = match quantifier {
                EventQuantifier::Any => "any",
                EventQuantifier::No => "no",
            };
            doc.keyword(word).space();
            self::query(doc, query, "");
        }
        ExprKind::EventCount(query) => self::query(doc, query, "count"),
        ExprKind::EventDays { pick, query } => {
            doc.keyword("days since").space().keyword(pick_word(*pick)).space();
            self::query(doc, query, "");
        }
        ExprKind::Aggregate { function, query } => {
            let word = match function {
                AggregateFunction::Sum => "sum of",
                AggregateFunction::Min => "min of",
                AggregateFunction::Max => "max of",
                AggregateFunction::Avg => "avg of",
            };
            doc.keyword(word).space();
            self::query(doc, query, "");
        }
        ExprKind::Distinct(query) => {
            doc.keyword("distinct").space();
            self::query(doc, query, "count");
        }
        ExprKind::Pick { pick, query } => {
            doc.keyword(pick_word(*pick)).space();
            self::query(doc, query, "");
        }
        ExprKind::Fired(path) => {
            doc.keyword("fired").space().word(spelling::name_path(path), path.span);
        }
    }
}

fn chain(doc: &mut Doc, parts: &[Expr], word: &str, least: Level) {
    let mut group = Doc::default();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            group.line().keyword(word).space();
        }
        expr(&mut group, part, least);
    }
    doc.group(group);
}

fn arithmetic(doc: &mut Doc, operator: ArithmeticOperator, left: &Expr, right: &Expr) {
    let (word, tighter) = match operator {
        ArithmeticOperator::Add => ("+", Level::Product),
        ArithmeticOperator::Subtract => ("-", Level::Product),
        ArithmeticOperator::Multiply => ("*", Level::Negation),
        ArithmeticOperator::Divide => ("/", Level::Negation),
    };
    operand(doc, left, least(operator));
    doc.line().keyword(word).space();
    operand(doc, right, tighter);
}

/// What the left side of an operator is at least, to stand without parentheses.
fn least(operator: ArithmeticOperator) -> Level {
    match operator {
        ArithmeticOperator::Add | ArithmeticOperator::Subtract => Level::Sum,
        ArithmeticOperator::Multiply | ArithmeticOperator::Divide => Level::Product,
    }
}

/// An operand that something follows: a `where` at its end would take it in.
fn operand(doc: &mut Doc, side: &Expr, least: Level) {
    if takes_in(side) {
        parenthesized(doc, side);
    } else {
        expr(doc, side, least);
    }
}

/// Whether `side` ends with a `where` that goes on; one whose condition stands in parentheses does not.
fn takes_in(side: &Expr) -> bool {
    last_query(side).and_then(|query| query.filter.as_deref()).is_some_and(|filter| !ends_in_parentheses(filter))
}

/// The subject of a test, in parentheses where its end would take in the predicate: `(last visit.at) within 3 days`.
fn test_subject(doc: &mut Doc, subject: &Expr, predicate: &Predicate) {
    if takes_in_window(subject, predicate) {
        parenthesized(doc, subject);
    } else {
        operand(doc, subject, Level::Sum);
    }
}

fn takes_in_window(subject: &Expr, predicate: &Predicate) -> bool {
    matches!(predicate.kind, PredicateKind::Within { .. }) && last_query(subject).is_some()
}

/// The condition behind `where`. Beginning with a parenthesis it would end with that one, so it gets another.
fn filter(doc: &mut Doc, condition: &Expr) {
    if begins_with_parenthesis(unnegated(condition)) && !is_parenthesized(unnegated(condition)) {
        parenthesized(doc, condition);
    } else {
        expr(doc, condition, Level::Not);
    }
}

fn ends_in_parentheses(filter: &Expr) -> bool {
    let condition = unnegated(filter);
    is_parenthesized(condition) || begins_with_parenthesis(condition)
}

/// Whether all of it stands in parentheses behind `where` or `where not`.
fn is_parenthesized(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::Paren(_)) || level(condition) < Level::Not
}

fn unnegated(condition: &Expr) -> &Expr {
    match &condition.kind {
        ExprKind::Not(inner) => unnegated(inner),
        _ => condition,
    }
}

fn begins_with_parenthesis(whole: &Expr) -> bool {
    let begins = |part: &Expr, least| takes_in(part) || level(part) < least || begins_with_parenthesis(part);
    match &whole.kind {
        ExprKind::Paren(_) => true,
        ExprKind::Test { subject: Some(subject), predicate } => {
            takes_in_window(subject, predicate) || begins(subject, Level::Sum)
        }
        ExprKind::Arithmetic { operator, left, .. } => begins(left, least(*operator)),
        _ => false,
    }
}

/// The event query that `expr` ends with.
fn last_query(expr: &Expr) -> Option<&EventQuery> {
    match &expr.kind {
        ExprKind::EventTest { query, .. }
        | ExprKind::EventCount(query)
        | ExprKind::EventDays { query, .. }
        | ExprKind::Aggregate { query, .. }
        | ExprKind::Distinct(query)
        | ExprKind::Pick { query, .. } => Some(query),
        ExprKind::Arithmetic { right, .. } => last_query(right),
        ExprKind::Negate(inner) => last_query(inner),
        _ => None,
    }
}

fn pick_word(pick: EventPick) -> &'static str {
    match pick {
        EventPick::Last => "last",
        EventPick::First => "first",
    }
}

/// `page_view.url within 30 days since last purchase where …`, with `count` behind the name where it is asked for.
pub(super) fn query(doc: &mut Doc, query: &EventQuery, count: &str) {
    let event = if count.is_empty() { spelling::name(&query.event) } else { spelling::head(&query.event) };
    match &query.field {
        Some(field) => doc.word(format!("{event}.{}", spelling::name(field)), query.event.span.to(field.span)),
        None => doc.word(event, query.event.span),
    };
    if !count.is_empty() {
        doc.space().closing(count);
    }
    windows(doc, query);
}

/// `within 30 days since last purchase where …`, each with a blank before it.
pub(super) fn windows(doc: &mut Doc, query: &EventQuery) {
    if let Some(within) = &query.within {
        doc.space().keyword("within").space().word(spelling::duration(within), within.span);
    }
    if let Some(event) = &query.since_last {
        doc.space().keyword("since last").space().word(spelling::name(event), event.span);
    }
    if let Some(condition) = &query.filter {
        doc.space().keyword("where").space();
        filter(doc, condition);
    }
}

fn predicate(doc: &mut Doc, predicate: &Predicate) {
    let span = predicate.operator_span;
    match &predicate.kind {
        PredicateKind::Known { known } => {
            doc.word(if *known { "is known" } else { "is unknown" }, span);
        }
        PredicateKind::Is { negated, exactly, value } => {
            doc.word(phrase(&["is", not(*negated), exact(*exactly)]), span).space();
            operand(doc, value, Level::Sum);
        }
        PredicateKind::IsExactly { negated, set } => {
            doc.word(phrase(&["is", not(*negated), "exactly"]), span).space();
            set_expr(doc, set);
        }
        PredicateKind::Compare { operator, value } => {
            let word = match operator {
                CompareOperator::Less => "<",
                CompareOperator::LessOrEqual => "<=",
                CompareOperator::Greater => ">",
                CompareOperator::GreaterOrEqual => ">=",
            };
            doc.word(word, span).space();
            operand(doc, value, Level::Sum);
        }
        PredicateKind::In { negated, exactly, set } => {
            doc.word(phrase(&[not(*negated), "in", exact(*exactly)]), span).space();
            set_expr(doc, set);
        }
        PredicateKind::Text { operator, quantifier, exactly, operand } => {
            let word = match operator {
                TextOperator::Contains => "contains",
                TextOperator::StartsWith => "starts with",
                TextOperator::EndsWith => "ends with",
                TextOperator::HasWord => "has word",
            };
            doc.word(phrase(&[word, quantity(*quantifier), exact(*exactly)]), span).space();
            set_expr(doc, operand);
        }
        PredicateKind::Matches { exactly, regex } => {
            doc.word(phrase(&["matches", exact(*exactly)]), span).space();
            doc.word(spelling::regex(&regex.text), regex.span);
        }
        PredicateKind::Has { quantifier, operand } => {
            doc.word(phrase(&["has", quantity(*quantifier)]), span).space();
            set_expr(doc, operand);
        }
        PredicateKind::Before(value) => {
            doc.word("before", span).space();
            operand(doc, value, Level::Sum);
        }
        PredicateKind::After(value) => {
            doc.word("after", span).space();
            operand(doc, value, Level::Sum);
        }
        PredicateKind::Within { next, duration } => {
            doc.word(if *next { "within next" } else { "within" }, span).space();
            doc.word(spelling::duration(duration), duration.span);
        }
        PredicateKind::InPeriod { negated, period } => {
            let which = match period.offset {
                0 => "this",
                offset if offset < 0 => "last",
                _ => "next",
            };
            doc.word(phrase(&[not(*negated), "in", which, spelling::unit(period.unit)]), predicate.span);
        }
    }
}

fn phrase(words: &[&str]) -> String {
    words.iter().copied().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn not(negated: bool) -> &'static str {
    if negated { "not" } else { "" }
}

fn exact(exactly: bool) -> &'static str {
    if exactly { "exactly" } else { "" }
}

fn quantity(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::One => "",
        Quantifier::AnyOf => "any of",
        Quantifier::AllOf => "all of",
        Quantifier::NoneOf => "none of",
    }
}

fn set_expr(doc: &mut Doc, set: &SetExpr) {
    match set {
        SetExpr::Literal(literal) => self::set(doc, literal),
        SetExpr::Name(name) => {
            doc.word(spelling::name(name), name.span);
        }
        SetExpr::Range(range) => self::range(doc, range),
        SetExpr::One(one) => match &one.kind {
            ExprKind::Path(path) => {
                doc.word(spelling::needle(path), path.span);
            }
            _ => expr(doc, one, Level::Sum),
        },
    }
}

/// `{ "A", "B" }`, or one element a line.
pub(super) fn set(doc: &mut Doc, set: &Set) {
    braced(doc, set.span, &set.elements, |doc, element| expr(doc, element, Level::Sum));
}

/// `{`, the parts with commas between, `}`; `span` is where all of it stood.
pub(super) fn braced<T>(doc: &mut Doc, span: crate::base::Span, parts: &[T], mut print: impl FnMut(&mut Doc, &T)) {
    let end = crate::base::Span { start: span.end.saturating_sub(1).max(span.start), ..span };
    let mut inner = Doc::default();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            inner.closing(",");
        }
        inner.line();
        print(&mut inner, part);
    }
    let mut group = Doc::default();
    group.word("{", span.before());
    group.indent(2, inner);
    group.push(if parts.is_empty() { Node::Soft } else { Node::Line });
    group.push(Node::Word(Word { span: Some(end), role: Role::Close, ..Word::new("}") }));
    doc.group(group);
}

/// `2..=5`, one word.
pub(super) fn range(doc: &mut Doc, range: &Range) {
    doc.word(range_text(range), range.span);
}

/// `2..=5`.
pub(super) fn range_text(range: &Range) -> String {
    let bound = |bound: &Option<Box<Expr>>| bound.as_deref().map(super::expression).unwrap_or_default();
    let dots = if range.inclusive { "..=" } else { ".." };
    format!("{}{dots}{}", bound(&range.low), bound(&range.high))
}
