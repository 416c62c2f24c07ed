//! What a syntax error has touched: nothing more is said about it, or one slip becomes three findings.

use crate::{
    base::{Diagnostic, Sources, Span},
    syntax::tree::{self, Entry, ItemKind, Rule, RuleBody, ScoreBody},
};

/// Drops findings about the constructs (rule, arm, property, small item) in which, or right before which on the
/// same line, a syntax error was found.
pub(super) fn drop_touched(found: &mut Vec<Diagnostic>, files: &[tree::File], broken: &[Span], sources: &Sources) {
    if broken.is_empty() {
        return;
    }
    let constructs: Vec<Span> = files.iter().flat_map(|file| &file.items).flat_map(constructs).collect();
    let touched: Vec<Span> = broken.iter().filter_map(|error| touched(&constructs, *error, sources)).collect();
    found.retain(|diagnostic| {
        let at = |construct: &Span| diagnostic.span.is_some_and(|span| construct.contains(span));
        !touched.iter().any(at)
    });
}

/// The smallest construct around the error; else the last one that ends before it on its line.
fn touched(constructs: &[Span], error: Span, sources: &Sources) -> Option<Span> {
    let around = constructs.iter().filter(|construct| construct.contains(error.before()));
    around.min_by_key(|construct| construct.end - construct.start).copied().or_else(|| {
        let line = sources.line(error);
        constructs
            .iter()
            .filter(|construct| construct.source == error.source && construct.end <= error.start)
            .filter(|construct| sources.line(construct.after()) == line)
            .max_by_key(|construct| (construct.end, construct.start))
            .copied()
    })
}

fn constructs(item: &tree::Item) -> Vec<Span> {
    let mut spans = Vec::new();
    match &item.kind {
        ItemKind::Contact(contact) => spans.extend(contact.fields.iter().map(|field| field.span)),
        ItemKind::Event(event) => spans.extend(event.fields.iter().map(|field| field.span)),
        ItemKind::Score(score) => match &score.body {
            ScoreBody::Entries(entries) => entries.iter().for_each(|entry| of_entry(entry, &mut spans)),
            ScoreBody::Derived(_) => spans.push(item.span),
        },
        ItemKind::Rule(rule) => of_rule(rule, &mut spans),
        ItemKind::Stage(stage) => spans.extend(stage.arms.iter().map(|arm| arm.span)),
        _ => spans.push(item.span),
    }
    spans
}

fn of_entry(entry: &Entry, spans: &mut Vec<Span>) {
    match entry {
        Entry::Group(group) => group.entries.iter().for_each(|entry| of_entry(entry, spans)),
        Entry::Rule(rule) => of_rule(rule, spans),
        Entry::Broken(_) => {}
    }
}

fn of_rule(rule: &Rule, spans: &mut Vec<Span>) {
    match &rule.body {
        RuleBody::Match { arms, .. } => spans.extend(arms.iter().map(|arm| arm.span)),
        _ => spans.push(rule.span),
    }
}
