//! Whether two trees say the same: without spans, parentheses, comments and the order of clauses.

use std::sync::LazyLock;

use regex::Regex;

use crate::syntax::tree::*;

static SPAN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"@\d+:\d+\.\.\d+").unwrap());

/// The tree as text that is equal for trees that say the same.
pub(super) fn shape(file: &File) -> String {
    let mut file = file.clone();
    file.comments.clear();
    file.items.iter_mut().for_each(item);
    SPAN.replace_all(&format!("{:#?}", file.items), "").into_owned()
}

/// An expression likewise.
pub(super) fn expr_shape(one: &Expr) -> String {
    let mut one = one.clone();
    expr(&mut one);
    SPAN.replace_all(&format!("{one:#?}"), "").into_owned()
}

fn item(item: &mut Item) {
    match &mut item.kind {
        ItemKind::Let(item) => expr(&mut item.value),
        ItemKind::Define(item) => expr(&mut item.value),
        ItemKind::Score(score) => {
            clauses(&mut score.clauses);
            match &mut score.body {
                ScoreBody::Entries(list) => entries(list),
                ScoreBody::Derived(value) => expr(value),
            }
        }
        ItemKind::Rule(one) => {
            // The tree has two places for the lines above a rule of the top level.
            if one.docs.is_empty() {
                one.docs = std::mem::take(&mut item.docs);
            } else {
                item.docs.clear();
            }
            rule(one);
        }
        ItemKind::Stage(stage) => {
            clauses(&mut stage.clauses);
            for arm in &mut stage.arms {
                if let StageArmKind::When(condition) = &mut arm.kind {
                    expr(condition);
                }
            }
        }
        ItemKind::List(list) => {
            clauses(&mut list.clauses);
            if let ListSource::When { condition, except } = &mut list.source {
                expr(condition);
                except.iter_mut().for_each(expr);
            }
        }
        ItemKind::Claim(claim) => {
            clauses(&mut claim.clauses);
            expr(&mut claim.condition);
        }
        ItemKind::Test(test) => test.expectations.iter_mut().for_each(|one| expr(&mut one.condition)),
        _ => {}
    }
}

fn entries(list: &mut [Entry]) {
    for entry in list {
        match entry {
            Entry::Group(group) => {
                clauses(&mut group.clauses);
                entries(&mut group.entries);
            }
            Entry::Rule(one) => rule(one),
            Entry::Broken(_) => {}
        }
    }
}

fn rule(rule: &mut Rule) {
    clauses(&mut rule.clauses);
    match &mut rule.body {
        RuleBody::When { condition, award } => {
            condition.iter_mut().for_each(expr);
            award.per.iter_mut().for_each(|(_, operand)| expr(operand));
        }
        RuleBody::Match { subject, events, arms, .. } => {
            expr(subject);
            events.iter_mut().for_each(query);
            for pattern in arms.iter_mut().flat_map(|arm| &mut arm.patterns) {
                if let ArmPattern::Value(value) = pattern {
                    expr(value);
                }
            }
        }
        RuleBody::Each { query: events, award } => {
            query(events);
            award.per.iter_mut().for_each(|(_, operand)| expr(operand));
        }
    }
}

fn clauses(list: &mut [Clause]) {
    list.sort_by_key(|clause| format!("{:?}", std::mem::discriminant(&clause.kind)));
}

fn query(query: &mut EventQuery) {
    query.filter.iter_mut().for_each(|filter| expr(filter));
}

fn expr(one: &mut Expr) {
    while let ExprKind::Paren(inner) = &mut one.kind {
        *one = (**inner).clone();
    }
    match &mut one.kind {
        ExprKind::Or(parts) | ExprKind::And(parts) => parts.iter_mut().for_each(expr),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => expr(inner),
        ExprKind::Arithmetic { left, right, .. } => {
            expr(left);
            expr(right);
        }
        ExprKind::EventTest { query: events, .. }
        | ExprKind::EventCount(events)
        | ExprKind::EventDays { query: events, .. }
        | ExprKind::Aggregate { query: events, .. }
        | ExprKind::Distinct(events)
        | ExprKind::Pick { query: events, .. } => query(events),
        ExprKind::Test { subject, predicate } => {
            subject.iter_mut().for_each(|subject| expr(subject));
            match &mut predicate.kind {
                PredicateKind::Is { value, .. }
                | PredicateKind::Compare { value, .. }
                | PredicateKind::Before(value)
                | PredicateKind::After(value) => expr(value),
                _ => {}
            }
        }
        _ => {}
    }
}
