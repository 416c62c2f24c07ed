//! Scores, groups, rules and what stands behind them.
//!
//! Takes the scoring part of the tree, gives rows; knows nothing of schemas and tests.

use super::{
    Source, condition,
    condition::Level,
    doc::{Doc, Role, Row, Shape},
    schema::{last_byte, start, verbatim},
    spelling,
};
use crate::{
    base::Span,
    syntax::tree::{Arm, ArmPattern, Award, Clause, ClauseKind, Entry, Group, Rule, RuleBody, Score, ScoreBody},
};

/// What stands behind the word `score`; `span` is the whole item's.
pub(super) fn score(doc: &mut Doc, score: &Score, span: Span, source: Source<'_>) {
    doc.word(spelling::name(&score.name), score.name.span);
    head_clauses(doc, &score.clauses);
    match &score.body {
        ScoreBody::Entries(entries) => {
            doc.space().block(self::entries(entries, source), Some(last_byte(span)));
        }
        ScoreBody::Derived(value) => {
            doc.space().keyword("=").space();
            let mut inner = Doc::default();
            condition::expr(&mut inner, value, Level::Or);
            let mut group = Doc::default();
            group.indent(4, inner);
            doc.group(group);
        }
    }
}

fn entries(entries: &[Entry], source: Source<'_>) -> Vec<Row> {
    entries
        .iter()
        .map(|entry| match entry {
            Entry::Group(group) => self::group(group, source),
            Entry::Rule(rule) => self::rule(rule, source),
            Entry::Broken(broken) => verbatim(broken.span, source),
        })
        .collect()
}

fn group(group: &Group, source: Source<'_>) -> Row {
    let mut doc = Doc::default();
    start(&mut doc, "group", group.span.before(), &group.docs);
    doc.space().word(spelling::name(&group.name), group.name.span);
    head_clauses(&mut doc, &group.clauses);
    doc.space().block(entries(&group.entries, source), Some(last_byte(group.span)));
    Row { shape: Shape::Free, nodes: doc.nodes }
}

/// One rule.
pub(super) fn rule(rule: &Rule, source: Source<'_>) -> Row {
    let mut doc = Doc::default();
    let mut shape = Shape::Free;
    match &rule.body {
        RuleBody::When { condition: Some(condition), award } => {
            shape = Shape::When;
            if let Some(name) = &rule.name {
                shape = Shape::NamedWhen;
                start(&mut doc, format!("{}:", spelling::name(name)), name.span, &rule.docs);
                doc.tab().space().keyword("when");
            } else {
                start(&mut doc, "when", rule.span.before(), &rule.docs);
            }
            let mut inner = Doc::default();
            inner.space();
            condition::expr(&mut inner, condition, Level::Or);
            inner.tab().line();
            self::award(&mut inner, award, &rule.clauses);
            doc.indent(4, inner);
        }
        RuleBody::When { condition: None, award } => {
            let mut inner = Doc::default();
            if rule_name(&mut doc, rule) {
                self::award(&mut inner, award, &rule.clauses);
            } else {
                start(&mut doc, "score", rule.span.before(), &rule.docs);
                inner.space();
                award_tail(&mut inner, award, &rule.clauses);
            }
            doc.indent(4, inner);
        }
        RuleBody::Each { query, award } => {
            let mut inner = Doc::default();
            if rule_name(&mut doc, rule) {
                doc.keyword("each");
            } else {
                start(&mut doc, "each", rule.span.before(), &rule.docs);
            }
            inner.space();
            condition::query(&mut inner, query, "");
            inner.line();
            self::award(&mut inner, award, &rule.clauses);
            doc.indent(4, inner);
        }
        RuleBody::Match { subject, events, arms, broken } => {
            if rule_name(&mut doc, rule) {
                doc.keyword("match");
            } else {
                start(&mut doc, "match", rule.span.before(), &rule.docs);
            }
            doc.space();
            condition::expr(&mut doc, subject, Level::Sum);
            if let Some(events) = events {
                condition::windows(&mut doc, events);
            }
            doc.space();
            let mut rows: Vec<Row> = arms.iter().map(arm).collect();
            rows.extend(broken.iter().map(|broken| verbatim(broken.span, source)));
            let last = arms.iter().map(|arm| arm.span).chain(broken.iter().map(|broken| broken.span));
            let last = last.max_by_key(|span| span.end).unwrap_or(subject.span);
            doc.block(rows, source.closing_brace(last));
            head_clauses(&mut doc, &rule.clauses);
            return Row { shape, nodes: doc.nodes };
        }
    }
    let mut group = Doc::default();
    group.group(doc);
    Row { shape, nodes: group.nodes }
}

/// Begins the rule with its name, if it has one.
fn rule_name(doc: &mut Doc, rule: &Rule) -> bool {
    if let Some(name) = &rule.name {
        start(doc, format!("{}:", spelling::name(name)), name.span, &rule.docs);
        doc.space();
    }
    rule.name.is_some()
}

fn award(doc: &mut Doc, award: &Award, clauses: &[Clause]) {
    doc.keyword("score").space();
    award_tail(doc, award, clauses);
}

/// What stands behind `score`.
fn award_tail(doc: &mut Doc, award: &Award, clauses: &[Clause]) {
    let mut group = Doc::default();
    group.word(spelling::points(&award.points), award.points.span);
    if let Some((step, operand)) = &award.per {
        let span = award.per_span.unwrap_or(operand.span);
        group.space().word("per", span.before()).space();
        if let Some(step) = step {
            group.word(spelling::literal(step), step.span).space();
        }
        if let Some(step) = &award.per_let {
            group.word(spelling::step(step), step.span).space();
        }
        condition::step_operand(&mut group, operand, award.per_let.is_some());
    }
    for clause in in_order(clauses) {
        // Each goes to the next line only where it does not fit, so that none stands alone there.
        let mut next = Doc::default();
        next.line();
        self::clause(&mut next, clause);
        group.group(next);
    }
    doc.group(group);
}

fn arm(arm: &Arm) -> Row {
    let mut doc = Doc::default();
    let mut inner = Doc::default();
    for (at, pattern) in arm.patterns.iter().enumerate() {
        if at > 0 {
            inner.closing(",").line();
        }
        match pattern {
            ArmPattern::Value(value) => condition::expr(&mut inner, value, Level::Sum),
            ArmPattern::Range(range) => condition::range(&mut inner, range),
            ArmPattern::Set(set) => condition::set(&mut inner, set),
            ArmPattern::Unknown(span) => {
                inner.word("unknown", *span);
            }
            ArmPattern::Otherwise(span) => {
                inner.word("otherwise", *span);
            }
        }
    }
    if let Some(word) = super::doc::first_word(&mut inner.nodes) {
        word.role = Role::Start;
    }
    inner.tab().space().keyword("=>").space();
    inner.word(spelling::points(&arm.points), arm.points.span);
    doc.group(inner);
    Row { shape: Shape::Arm, nodes: doc.nodes }
}

/// Clauses in the head of a score, group, stage or list, or behind the `}` of a `match`.
pub(super) fn head_clauses(doc: &mut Doc, clauses: &[Clause]) {
    for clause in in_order(clauses) {
        doc.space();
        self::clause(doc, clause);
    }
}

/// The clauses in the order of the canonical form.
pub(super) fn in_order(clauses: &[Clause]) -> Vec<&Clause> {
    let mut ordered: Vec<&Clause> = clauses.iter().collect();
    ordered.sort_by_key(|clause| match clause.kind {
        ClauseKind::UpTo(_) => 0,
        ClauseKind::Decay(_) => 1,
        ClauseKind::Description(_) => 2,
        ClauseKind::Limit(_) => 3,
        ClauseKind::Until(_) => 4,
        ClauseKind::Owner(_) => 5,
        ClauseKind::Allow { .. } => 6,
    });
    ordered
}

/// One clause.
pub(super) fn clause(doc: &mut Doc, clause: &Clause) {
    let span = clause.span.before();
    match &clause.kind {
        ClauseKind::Description(text) => {
            doc.word(spelling::quoted(&text.text), text.span);
        }
        ClauseKind::Limit(range) => {
            doc.word("limit", span).space();
            condition::range(doc, range);
        }
        ClauseKind::UpTo(value) => {
            doc.word(format!("up to {}", spelling::points_value(value)), clause.span);
        }
        ClauseKind::Decay(decay) => {
            doc.word(if decay.halving { "halving every" } else { "fading over" }, span).space();
            doc.word(spelling::duration(&decay.over), decay.over.span);
            if let Some(since) = &decay.since {
                doc.space().keyword("since").space().word(spelling::name_path(since), since.span);
            }
        }
        ClauseKind::Until(date) => {
            doc.word("until", span).space().word(spelling::literal(date), date.span);
        }
        ClauseKind::Owner(owner) => {
            doc.word("owner", span).space().word(spelling::quoted(&owner.text), owner.span);
        }
        ClauseKind::Allow { finding, reason } => {
            doc.word("allow", span).space().word(finding.text.clone(), finding.span);
            if let Some(reason) = reason {
                doc.space().word(spelling::quoted(&reason.text), reason.span);
            }
        }
    }
}
