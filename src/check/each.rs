//! Rules that give points for every event: `each E … score +2`, and `match E.field { … }` as far as its subject goes.

use super::{
    Checkedly,
    declared::{Declaration, What},
    resolve::Checker,
    typed::{Holder, Typed},
};
use crate::{
    base::{Diagnostic, Reported, code},
    model::{DecayCurve, EventId, Operand, QueryId, RuleBody},
    syntax::tree::{self, ClauseKind, EventQuery, Expr, ExprKind, Name, Path},
    value::{Kind, nfc},
};

impl Checker<'_> {
    /// `each email_click within 90 days score +2`.
    pub(super) fn each(&mut self, rule: &tree::Rule, written: &EventQuery, award: &tree::Award) -> Checkedly<RuleBody> {
        let points = self.points_of(&award.points);
        let curve = self.curve(&rule.clauses);
        self.each_of_property(written)?;
        let query = self.query(written);
        if let Some((_, of)) = &award.per {
            let span = award.per_span.unwrap_or(of.span);
            return Err(self.report(
                Diagnostic::new(
                    &code::MISPLACED_CLAUSE,
                    span,
                    "`each` gives points for every event, and `per` for every step",
                )
                .help(format!(
                    "for every second event, count: `score +1 per 2 {} count up to 10`",
                    crate::format::name(&written.event.text)
                )),
            ));
        }
        let (query, _) = query?;
        Ok(RuleBody::Each { query, points: points?, curve: curve? })
    }

    /// `each visits score +1`.
    fn each_of_property(&mut self, written: &EventQuery) -> Checkedly<()> {
        let declared = self.declared.names.get(&nfc(&written.event.text)).copied();
        let Some(Declaration { what: What::Property(id), span }) = declared else { return Ok(()) };
        let is_number = self
            .schema
            .properties
            .get(id)
            .is_some_and(|property| matches!(property.kind(), Kind::Integer | Kind::Number));
        let name = crate::format::name(&written.event.text);
        let found = Diagnostic::new(
            &code::WRONG_KIND,
            written.event.span,
            format!("`each` is for events, but `{name}` is a property"),
        )
        .label(span, "declared here");
        Err(self.report(if is_number {
            found.help(format!("points for every step of a number: `score +1 per {name} up to 20`"))
        } else {
            found.help("points while something holds stand in a `when`: `when … score …`")
        }))
    }

    /// How the points of each event fall; since its own date, always.
    fn curve(&mut self, clauses: &[tree::Clause]) -> Checkedly<Option<DecayCurve>> {
        let decay = clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Decay(decay) => Some(decay),
            _ => None,
        });
        let Some(decay) = decay else { return Ok(None) };
        let word = if decay.halving { "halving" } else { "fading" };
        if let Some(since) = &decay.since {
            let mut span = decay.over.span.after().to(since.span);
            span.start = decay.over.span.end;
            return Err(self.report(
                Diagnostic::new(
                    &code::MISPLACED_CLAUSE,
                    since.span,
                    "the points of `each` fall with the days since each event",
                )
                .safe_fix("delete `since …`", span, ""),
            ));
        }
        let days = self.decay_days(decay, word)?;
        Ok(Some(if decay.halving { DecayCurve::Halving { days } } else { DecayCurve::Fading { days } }))
    }

    /// The subject of a `match` that looks at every event: `form_submission.form`, `page_view.url path within 90 days`.
    pub(super) fn match_each(
        &mut self,
        subject: &Expr,
        events: Option<&EventQuery>,
    ) -> Checkedly<Option<(QueryId, Typed)>> {
        let (path, part) = match &subject.kind {
            ExprKind::Paren(inner) => return self.match_each(inner, events),
            ExprKind::Path(path) => (path, None),
            ExprKind::Part { of, part, part_span } => (of, Some((*part, *part_span))),
            _ => return Ok(None),
        };
        let field = match (self.event_named(path), &path.member, events) {
            (Some(event), Some(field), _) if !self.is_count(event, field) => field,
            (_, _, Some(events)) => return Err(self.no_field_of_events(path, events)),
            _ => return Ok(None),
        };
        let written = match events {
            Some(events) => EventQuery { field: None, ..events.clone() },
            None => EventQuery {
                event: path.head.clone(),
                field: None,
                within: None,
                since_last: None,
                filter: None,
                span: path.head.span,
            },
        };
        let (query, event) = self.query(&written)?;
        let id = self.field(event, field)?;
        let typed = match part {
            None => self.value_of(Operand::Field(id), Holder::Field(event, id))?,
            Some((part, span)) => {
                let alone = Path { head: field.clone(), member: None, span: path.span };
                let outer = self.looked_at.replace(event);
                let typed = self.part(&alone, part, span);
                self.looked_at = outer;
                typed?
            }
        };
        Ok(Some((query, typed)))
    }

    /// `page_view.count`, where no field is called so.
    fn is_count(&self, event: EventId, field: &Name) -> bool {
        let declared = self.schema.events.get(event);
        nfc(&field.text) == "count" && declared.is_some_and(|event| event.find("count").is_none())
    }

    /// `match visits within 30 days { … }`, `match page_view where … { … }`.
    fn no_field_of_events(&mut self, path: &Path, events: &EventQuery) -> Reported {
        if let Err(reported) = self.event(&path.head) {
            return reported;
        }
        let event = crate::format::name(&path.head.text);
        let text = crate::format::query(events);
        let rest = text.strip_prefix(&event).unwrap_or_default();
        self.report(
            Diagnostic::new(&code::WRONG_KIND, path.span, "this `match` does not say which field it looks at")
                .help(format!("of each event: `match {event}.FIELD{rest} {{ … }}`"))
                .help(format!("of how many there are: `match {event} count{rest} {{ … }}`")),
        )
    }
}
