//! Events and their fields where a property or a value is expected → the question that was meant.
//!
//! Takes a test as written, before its subject is looked up; gives the finding with the question to write instead. Knows
//! nothing of types.

use super::{Checkedly, declared::What, resolve::Checker, subject::Asked};
use crate::{
    base::{Diagnostic, Id, Reported, Span, code},
    format::{expression, name},
    model::EventId,
    syntax::tree::{Expr, ExprKind, LiteralKind, Path, PredicateKind, SetExpr},
    value::nfc,
};

impl Checker<'_> {
    /// Reports a test whose subject is an event, or a field of events that does not say of which one.
    pub(super) fn test_of_event(&mut self, asked: Asked<'_>) -> Checkedly<()> {
        let path = match &asked.subject.kind {
            ExprKind::Path(path) | ExprKind::Part { of: path, .. } => path,
            _ => return Ok(()),
        };
        if self.field_in_sight(path).is_some() {
            return Ok(());
        }
        match (self.event_named(path), &path.member) {
            (Some(event), None) if matches!(asked.subject.kind, ExprKind::Path(_)) => {
                Err(self.event_tested(asked, path, event))
            }
            (Some(event), Some(member)) => {
                if self.looked_at == Some(event) || nfc(&member.text) == "count" {
                    return Ok(());
                }
                self.field(event, member)?;
                let inside = expression(&self.inside(asked, path));
                let written = format!("{}.{}", name(&path.head.text), name(&member.text));
                Err(self.of_which(asked, &written, &[event], &inside))
            }
            (None, None) if !self.declared.names.contains_key(&nfc(&path.head.text)) => {
                let events = self.events_with_field(&path.head.text);
                if events.is_empty() || self.looked_at.is_some() {
                    return Ok(());
                }
                Err(self.of_which(asked, &name(&path.head.text), &events, &expression(asked.expr)))
            }
            _ => Ok(()),
        }
    }

    /// The event that a path begins with.
    pub(super) fn event_named(&self, path: &Path) -> Option<EventId> {
        match self.declared.names.get(&nfc(&path.head.text))?.what {
            What::Event(at) => Some(Id::new(at)),
            _ => None,
        }
    }

    /// The events that have a field of this name.
    pub(super) fn events_with_field(&self, field: &str) -> Vec<EventId> {
        let field = nfc(field);
        self.schema.events.iter().filter(|(_, event)| event.find(&field).is_some()).map(|(id, _)| id).collect()
    }

    pub(super) fn event_name(&self, event: EventId) -> String {
        self.schema.events.get(event).map(|event| name(&event.name)).unwrap_or_default()
    }

    /// The test with the field alone as its subject.
    fn inside(&self, asked: Asked<'_>, path: &Path) -> Expr {
        let mut expr = asked.expr.clone();
        if let (ExprKind::Test { subject: Some(subject), .. }, Some(member)) = (&mut expr.kind, &path.member) {
            let alone = Path { head: member.clone(), member: None, span: path.span };
            match &mut subject.kind {
                ExprKind::Path(path) => *path = alone,
                ExprKind::Part { of, .. } => *of = alone,
                _ => {}
            }
        }
        expr
    }

    /// `url contains "/pricing"`: of which page view?
    fn of_which(&mut self, asked: Asked<'_>, written: &str, events: &[EventId], inside: &str) -> Reported {
        let names: Vec<String> = events.iter().map(|event| self.event_name(*event)).collect();
        let all: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let message = match names.as_slice() {
            [one] => format!("`{written}` has a value for each `{one}`: which one is meant?"),
            _ => format!("`{written}` is a field of events ({}): which one is meant?", all.join(", ")),
        };
        let mut found = Diagnostic::new(&code::FIELD_ALONE, asked.subject.span, message);
        for (event, name) in events.iter().zip(&names).take(3) {
            if let Some(span) = self.schema.events.get(*event).and_then(|event| event.span) {
                found = found.label(span, "the event is declared here");
            }
            let fixed = format!("any {name} where {inside}");
            found = found.unsafe_fix(format!("any of them: `{fixed}`"), asked.expr.span, fixed);
        }
        let (one, field) = match (names.first(), &asked.subject.kind) {
            (Some(one), ExprKind::Path(path)) => (one, name(&path.member.as_ref().unwrap_or(&path.head).text)),
            _ => return self.report(found),
        };
        self.report(found.help(format!("to look at the latest alone, ask `last {one}.{field} …`")))
    }

    /// `page_view >= 3`, `page_view within 30 days`.
    fn event_tested(&mut self, asked: Asked<'_>, path: &Path, event: EventId) -> Reported {
        let event = self.event_name(event);
        let found = |message: String| Diagnostic::new(&code::WRONG_KIND, path.span, message);
        let diagnostic = match &asked.predicate.kind {
            PredicateKind::Compare { .. } => found(format!(
                "`{event}` is an event; how many there are is `{event} count`"
            ))
            .safe_fix(format!("write `{event} count`"), path.span.after(), " count"),
            PredicateKind::Is { value, .. } if is_number(value) => found(format!(
                "`{event}` is an event; how many there are is `{event} count`"
            ))
            .safe_fix(format!("write `{event} count`"), path.span.after(), " count"),
            PredicateKind::In { set: SetExpr::Range(_), .. } => found(format!(
                "`{event}` is an event; how many there are is `{event} count`"
            ))
            .safe_fix(format!("write `{event} count`"), path.span.after(), " count"),
            PredicateKind::Within { next: false, .. } => found(format!(
                "`{event}` is an event: ask whether there is any"
            ))
            .safe_fix(format!("write `any {event}`"), path.span.before(), "any "),
            PredicateKind::Known { known } => {
                let word = if *known { "any" } else { "no" };
                let fixed = format!("{word} {event}");
                found(format!("`{event}` is an event: ask whether there is any")).safe_fix(
                    format!("write `{fixed}`"),
                    asked.expr.span,
                    fixed,
                )
            }
            PredicateKind::InPeriod { .. }
            | PredicateKind::Before(_)
            | PredicateKind::After(_)
            | PredicateKind::Within { .. }
            | PredicateKind::In { .. } => {
                let asks = format!("at {}", self.input.sources.text(asked.predicate.span));
                let fixed = format!("any {event} where {asks}");
                found(format!("`{event}` is an event: ask whether there is any")).unsafe_fix(
                    format!("write `{fixed}`"),
                    asked.expr.span,
                    fixed,
                )
            }
            _ => {
                return self.event_as_value(&path.head);
            }
        };
        self.report(diagnostic)
    }

    /// `any page_view where url contains "a" and seconds > 3`: the second is not part of the `where`.
    pub(super) fn field_behind_where(&mut self, parts: &[Expr]) -> Checkedly<()> {
        let mut filter: Option<(EventId, Span)> = None;
        let mut last: Option<(EventId, Span, Span)> = None;
        for part in parts {
            if let Some(found) = self.open_where(part) {
                filter = Some(found);
                last = None;
                continue;
            }
            let Some((event, at)) = filter else { continue };
            if !self.tests_field(part, event) {
                break;
            }
            last = Some((event, at, part.span));
        }
        let Some((event, filter, end)) = last else { return Ok(()) };
        let event = self.event_name(event);
        Err(self.report(
            Diagnostic::new(
                &code::FIELD_ALONE,
                end,
                format!("behind `where` stands one condition; this one no longer looks at the `{event}`"),
            )
            .label(filter, "`where` ends here")
            .fix(
                "put the conditions of the `where` in parentheses",
                crate::base::Applicability::Safe,
                vec![
                    crate::base::Edit { span: filter.before(), text: "(".to_owned() },
                    crate::base::Edit { span: end.after(), text: ")".to_owned() },
                ],
            ),
        ))
    }

    /// The event and the `where` without parentheses with which an expression ends.
    fn open_where(&self, expr: &Expr) -> Option<(EventId, Span)> {
        let query = match &expr.kind {
            ExprKind::Not(inner) => return self.open_where(inner),
            ExprKind::EventTest { query, .. } => query,
            _ => return None,
        };
        let filter = query.filter.as_ref().filter(|filter| !matches!(filter.kind, ExprKind::Paren(_)))?;
        let alone = Path { head: query.event.clone(), member: None, span: query.event.span };
        Some((self.event_named(&alone)?, filter.span))
    }

    /// Whether it asks about a field of the event, and of nothing else by that name.
    fn tests_field(&self, expr: &Expr, event: EventId) -> bool {
        let path = match &expr.kind {
            ExprKind::Not(inner) => return self.tests_field(inner, event),
            ExprKind::Path(path) => path,
            ExprKind::Test { subject: Some(subject), .. } => match &subject.kind {
                ExprKind::Path(path) | ExprKind::Part { of: path, .. } | ExprKind::DaysSince(path) => path,
                _ => return false,
            },
            _ => return false,
        };
        let key = nfc(&path.head.text);
        path.member.is_none()
            && !self.declared.names.contains_key(&key)
            && self.schema.events.get(event).is_some_and(|event| event.find(&key).is_some())
    }
}

fn is_number(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Literal(literal) if matches!(literal.kind, LiteralKind::Number(_)))
}
