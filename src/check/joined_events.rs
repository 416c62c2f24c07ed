//! `any page_view or email_open within 14 days`: events joined like words, where each has to be asked by itself.
//!
//! Takes the parts of a condition as written, gives the finding with all questions written out. Knows nothing of types.

use super::{Checkedly, resolve::Checker};
use crate::{
    base::{Applicability, Diagnostic, Edit, Span, code},
    syntax::tree::{EventQuantifier, EventQuery, Expr, ExprKind, Name, PredicateKind},
};

/// An event that is named like a condition of its own.
struct Bare<'e> {
    name: &'e Name,
    /// `within 14 days` behind it.
    window: Option<Span>,
}

impl Checker<'_> {
    /// Reports events without `any` or `no` behind one that has it, where putting the word before each would not say what
    /// is meant: `no` does not reach over `or`, and a window belongs to one event alone.
    pub(super) fn joined_events(&mut self, parts: &[Expr], joined_by_and: bool) -> Checkedly<()> {
        for (at, part) in parts.iter().enumerate() {
            // `and` binds closer than `or`, so that the neighbours of an `or` may lie inside an `and`.
            let first = match &part.kind {
                ExprKind::And(inner) if !joined_by_and => inner.last().unwrap_or(part),
                _ => part,
            };
            let Some((quantifier, query)) = asked(first) else { continue };
            let mut bare: Vec<Bare<'_>> = Vec::new();
            for part in parts.iter().skip(at + 1) {
                let (head, is_last) = match &part.kind {
                    ExprKind::And(inner) if !joined_by_and => (inner.first().unwrap_or(part), true),
                    _ => (part, false),
                };
                bare.extend(self.bare_event(head));
                if is_last || self.bare_event(head).is_none() {
                    break;
                }
            }
            let is_plain = quantifier == EventQuantifier::Any && bare.iter().all(|event| event.window.is_none());
            if let (Some(one), false) = (bare.first(), is_plain) {
                let found = self.each_by_itself(quantifier, query, one, &bare, joined_by_and);
                return Err(self.report(found));
            }
        }
        Ok(())
    }

    /// `email_open`, `email_open within 14 days`.
    fn bare_event<'e>(&self, expr: &'e Expr) -> Option<Bare<'e>> {
        let (path, window) = match &expr.kind {
            ExprKind::Path(path) => (path, None),
            ExprKind::Test { subject: Some(subject), predicate } => match (&subject.kind, &predicate.kind) {
                (ExprKind::Path(path), PredicateKind::Within { next: false, .. }) => (path, Some(predicate.span)),
                _ => return None,
            },
            _ => return None,
        };
        let is_event = path.member.is_none() && self.event_named(path).is_some() && self.field_in_sight(path).is_none();
        is_event.then_some(Bare { name: &path.head, window })
    }

    fn each_by_itself(
        &self,
        quantifier: EventQuantifier,
        query: &EventQuery,
        one: &Bare<'_>,
        bare: &[Bare<'_>],
        joined_by_and: bool,
    ) -> Diagnostic {
        let word = if quantifier == EventQuantifier::Any { "any" } else { "no" };
        let window = bare.iter().rev().find_map(|event| event.window).map(|span| self.input.sources.text(span));
        let has_own = query.within.is_some() || query.since_last.is_some();
        let behind = |has_own: bool| window.filter(|_| !has_own).map(|window| format!(" {window}")).unwrap_or_default();
        let rest = crate::format::query(query);
        let head = crate::format::name(&query.event.text);
        let rest = rest.strip_prefix(&head).unwrap_or_default();
        let mut questions = vec![format!("{word} {head}{}{rest}", behind(has_own))];
        let mut edits = vec![Edit { span: query.event.span.after(), text: behind(has_own) }];
        for event in bare {
            let own = event.window.map(|span| self.input.sources.text(span)).or(window);
            let own = own.map(|window| format!(" {window}")).unwrap_or_default();
            questions.push(format!("{word} {}{own}", crate::format::name(&event.name.text)));
            edits.push(Edit { span: event.name.span.before(), text: format!("{word} ") });
            edits.push(Edit { span: event.name.span.after(), text: behind(event.window.is_some()) });
        }
        edits.retain(|edit| !edit.text.is_empty());
        let needs =
            if window.is_some() { format!("its own `{word}` and its own window") } else { format!("its own `{word}`") };
        let message = format!("each event is asked by itself: `{}` needs {needs}", one.name.text);
        let found = Diagnostic::new(&code::WRONG_KIND, one.name.span, message)
            .label(query.span, format!("`{word}` reaches no further than this"));
        if quantifier == EventQuantifier::No && !joined_by_and {
            return found
                .help(format!("if there is to be none of them, write `{}`", questions.join(" and ")))
                .help(format!("if it is enough that one of them is missing, write `{}`", questions.join(" or ")));
        }
        let fixed = questions.join(if joined_by_and { " and " } else { " or " });
        found.fix(format!("write `{fixed}`"), Applicability::Unsafe, edits)
    }
}

/// The question about events that an expression is; `not any` is `no`.
fn asked(expr: &Expr) -> Option<(EventQuantifier, &EventQuery)> {
    match &expr.kind {
        ExprKind::EventTest { quantifier, query } => Some((*quantifier, query)),
        ExprKind::Not(inner) => match &inner.kind {
            ExprKind::EventTest { quantifier: EventQuantifier::Any, query } => Some((EventQuantifier::No, query)),
            _ => None,
        },
        _ => None,
    }
}
