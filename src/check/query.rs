//! Queries → which events are looked at, and what is asked of them.
//!
//! Takes event expressions of the tree, gives operands and conditions with the number of their query; queries that mean
//! the same have one number.

use std::collections::HashMap;

use super::{
    Checkedly,
    expr::negate_if,
    resolve::Checker,
    time::hours_on_date,
    typed::{Holder, Type, Typed},
};
use crate::{
    base::{Arena, Diagnostic, Reported, code},
    model::{AggregateFunction, Condition, EventId, FieldId, Operand, Property, Query, QueryId, Question, Test, Which},
    schema::duration,
    syntax::tree::{self, EventPick, EventQuantifier, EventQuery, Expr},
    value::{Kind, Window},
};

/// The queries met so far.
#[derive(Default)]
pub(super) struct Queries {
    arena: Arena<Query>,
    // Queries hold floats and cannot be hashed; their dump says all there is in them, without places.
    numbers: HashMap<String, QueryId>,
}

impl Queries {
    /// The number of a query, the same for the same.
    fn number(&mut self, query: Query) -> QueryId {
        let key = serde_json::to_string(&query).unwrap_or_default();
        *self.numbers.entry(key).or_insert_with(|| self.arena.push(query))
    }

    /// The kind of event a query looks at.
    pub(super) fn event_of(&self, query: QueryId) -> Option<EventId> {
        self.arena.get(query).map(|query| query.event)
    }

    /// All of them.
    pub(super) fn into_arena(self) -> Arena<Query> {
        self.arena
    }
}

impl Checker<'_> {
    /// The number of a query; its field, where it has one, is the caller's affair.
    pub(super) fn query(&mut self, written: &EventQuery) -> Checkedly<(QueryId, EventId)> {
        if let Some(around) = self.looked_at {
            return Err(self.nested_query(written, around));
        }
        let event = self.event(&written.event);
        let since_last = written.since_last.as_ref().map(|name| self.event(name)).transpose();
        let length = written.within.as_ref().map(|written| duration(written, &mut self.out)).transpose();
        let event = event?;
        let filter = written.filter.as_deref().map(|filter| self.filter(event, filter)).transpose();
        let (since_last, length, filter) = (since_last?, length?, filter?);
        if let (Some(name), true) = (&written.since_last, since_last == Some(event)) {
            let name_text = crate::format::name(&name.text);
            self.report(
                Diagnostic::new(
                    &code::NEVER_FIRES,
                    name.span,
                    format!("no `{name_text}` is later than the last `{name_text}`"),
                )
                .help("name another event behind `since last`, or count the days: `within 30 days`"),
            );
        }
        let declared = self.schema.events.get(event).ok_or(Reported)?;
        let is_date = declared.fields.get(declared.at).is_some_and(|at| *at.0.kind() == Kind::Date);
        if let (Some(length), Some(within), true) = (length, &written.within, is_date)
            && length.is_exact()
        {
            return Err(self.report(hours_on_date(within.span)));
        }
        let window = length.map(Window::within);
        let text = crate::format::query(written);
        Ok((self.queries.number(Query { event, window, since_last, filter, text }), event))
    }

    /// `where`: names are first those of the event's fields.
    fn filter(&mut self, event: EventId, filter: &Expr) -> Checkedly<Condition> {
        let outer = self.looked_at.replace(event);
        let condition = self.condition(filter);
        self.looked_at = outer;
        condition
    }

    /// The field behind the dot of a query.
    pub(super) fn field_of(&mut self, written: &EventQuery, event: EventId) -> Checkedly<FieldId> {
        let name = written.field.as_ref().ok_or(Reported)?;
        self.field(event, name)
    }

    /// `any page_view`, `no page_view`.
    pub(super) fn event_test(
        &mut self,
        expr: &Expr,
        quantifier: EventQuantifier,
        written: &EventQuery,
    ) -> Checkedly<Condition> {
        let (query, _) = self.query(written)?;
        let text = format!("any {}", crate::format::query(written));
        let test = Test { question: Question::AnyEvent(query), text, span: Some(expr.span) };
        Ok(negate_if(quantifier == EventQuantifier::No, Condition::Test(test)))
    }

    /// `page_view count`.
    pub(super) fn event_count(&mut self, expr: &Expr, written: &EventQuery) -> Checkedly<Typed> {
        self.counts_events(expr, written)?;
        let (query, _) = self.query(written)?;
        Ok(Typed::Operand(Operand::Count(query), Type::Integer))
    }

    /// `days since last email_open`.
    pub(super) fn event_days(&mut self, pick: EventPick, written: &EventQuery) -> Checkedly<Typed> {
        let (query, _) = self.query(written)?;
        Ok(Typed::Operand(Operand::DaysSinceEvent { query, which: which(pick) }, Type::Integer))
    }

    /// `sum of purchase.amount`.
    pub(super) fn aggregate(
        &mut self,
        expr: &Expr,
        function: tree::AggregateFunction,
        written: &EventQuery,
    ) -> Checkedly<Typed> {
        let (query, event) = self.query(written)?;
        let field = self.field_of(written, event)?;
        let declared = self.declared_as(Holder::Field(event, field)).ok_or(Reported)?;
        let own = match declared.kind() {
            Kind::Integer => Type::Integer,
            Kind::Number => Type::Number,
            Kind::OneOf(dropdown) if dropdown.is_empty() => return Err(Reported),
            _ => {
                let found = no_numbers(expr, function, written, declared);
                return Err(self.report(found));
            }
        };
        let (function, kind) = match function {
            tree::AggregateFunction::Sum => (AggregateFunction::Sum, Type::Number),
            tree::AggregateFunction::Avg => (AggregateFunction::Avg, Type::Number),
            tree::AggregateFunction::Min => (AggregateFunction::Min, own),
            tree::AggregateFunction::Max => (AggregateFunction::Max, own),
        };
        Ok(Typed::Operand(Operand::Aggregate { function, query, field }, kind))
    }

    /// `distinct page_view.url count`.
    pub(super) fn distinct(&mut self, written: &EventQuery) -> Checkedly<Typed> {
        let (query, event) = self.query(written)?;
        let field = self.field_of(written, event)?;
        Ok(Typed::Operand(Operand::Distinct { query, field }, Type::Integer))
    }

    /// `last page_view.url`.
    pub(super) fn pick(&mut self, pick: EventPick, written: &EventQuery) -> Checkedly<Typed> {
        let (query, event) = self.query(written)?;
        let field = self.field_of(written, event)?;
        self.value_of(Operand::Pick { query, which: which(pick), field }, Holder::Field(event, field))
    }
}

fn which(pick: EventPick) -> Which {
    match pick {
        EventPick::Last => Which::Last,
        EventPick::First => Which::First,
    }
}

/// `sum of page_view.url`, `max of purchase.at`.
fn no_numbers(expr: &Expr, function: tree::AggregateFunction, written: &EventQuery, declared: &Property) -> Diagnostic {
    let word = match function {
        tree::AggregateFunction::Sum => "sum",
        tree::AggregateFunction::Min => "min",
        tree::AggregateFunction::Max => "max",
        tree::AggregateFunction::Avg => "avg",
    };
    let at = written.field.as_ref().map_or(expr.span, |field| field.span);
    let event = crate::format::name(&written.event.text);
    let field = crate::format::name(&declared.name);
    let message = format!("`{word}` needs numbers, but `{event}.{field}` is {}", declared.kind().noun());
    let mut found = Diagnostic::new(&code::WRONG_TYPE, at, message);
    if let Some(span) = declared.span {
        found = found.label(span, format!("`{field}` is declared here"));
    }
    let instead = match function {
        tree::AggregateFunction::Min => Some("first"),
        tree::AggregateFunction::Max => Some("last"),
        _ => None,
    };
    if let (Some(pick), Kind::Date | Kind::Datetime) = (instead, declared.kind()) {
        let rest = crate::format::query(written);
        let rest = rest.strip_prefix(&event).unwrap_or_default();
        let fixed = format!("{pick} {event}.{field}{rest}");
        return found.help("dates are looked at event by event").unsafe_fix(
            format!("write `{fixed}`"),
            expr.span,
            fixed,
        );
    }
    match declared.kind() {
        Kind::Text | Kind::Email | Kind::Url | Kind::OneOf(_) | Kind::ManyOf(_) => found
            .help(format!("to count different values, write `distinct {event}.{field} count`"))
            .help("or declare the field as `integer` or `number`, if its values are numbers"),
        _ => found.help(format!("to count events, write `{event} count`")),
    }
}
