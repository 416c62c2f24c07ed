//! Rules that give points for every event: `each E … score +2`, and `match E.field { … }` as far as its subject goes.

use super::{
    Checkedly,
    declared::What,
    resolve::Checker,
    typed::{Holder, Typed},
};
use crate::{
    base::{Diagnostic, Id, code},
    model::{DecayCurve, EventId, Operand, QueryId, RuleBody},
    syntax::tree::{self, ClauseKind, EventQuery, Expr, ExprKind, Path},
    value::nfc,
};

impl Checker<'_> {
    /// `each email_click within 90 days score +2`.
    pub(super) fn each(&mut self, rule: &tree::Rule, written: &EventQuery, award: &tree::Award) -> Checkedly<RuleBody> {
        let points = self.points_of(&award.points);
        let curve = self.curve(&rule.clauses);
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

    /// The subject of a `match` that looks at every event: `form_submission.form`, `page_view.url path`.
    pub(super) fn match_each(&mut self, subject: &Expr) -> Checkedly<Option<(QueryId, Typed)>> {
        let (path, part) = match &subject.kind {
            ExprKind::Paren(inner) => return self.match_each(inner),
            ExprKind::Path(path) => (path, None),
            ExprKind::Part { of, part, part_span } => (of, Some((*part, *part_span))),
            _ => return Ok(None),
        };
        let (Some(event), Some(field)) = (self.event_at(path), &path.member) else { return Ok(None) };
        if nfc(&field.text) == "count"
            && self.schema.events.get(event).is_some_and(|event| event.find("count").is_none())
        {
            return Ok(None);
        }
        let id = self.field(event, field)?;
        let written = EventQuery {
            event: path.head.clone(),
            field: None,
            within: None,
            since_last: None,
            filter: None,
            span: path.head.span,
        };
        let (query, _) = self.query(&written)?;
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

    fn event_at(&self, path: &Path) -> Option<EventId> {
        match self.declared.names.get(&nfc(&path.head.text))?.what {
            What::Event(at) => Some(Id::new(at)),
            _ => None,
        }
    }
}
