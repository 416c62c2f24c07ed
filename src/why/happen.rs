//! What might happen: takes the plan and a contact, gives events that would change what rules count: as many as a bound
//! asks for, with the values that a `where` or an arm looks for, all at as-of.
//!
//! Each was run: what a query does not let through is left out. Knows nothing of what an event leads to.

mod fields;
mod rows;
mod wish;

use self::{
    fields::{Guess, guesses},
    rows::with_more,
    wish::{Shown, Wish, wishes},
};
use super::{Change, Known, More, requirement::actual};
use crate::{
    exec::{Contact, Evaluation, EventRows, Held, evaluate},
    model::{Condition, Event, EventId, Operand, QueryId, RuleBody, RuleId},
    plan::{Plan, operand_text},
    value::{AsOf, Edge, Value, Window},
};

/// Guesses at the values of one event that are run.
const TRIED: usize = 12;

/// The events of a contact with some more of one kind.
#[derive(Clone, Debug)]
pub(super) struct Happening {
    pub(super) event: EventId,
    /// All of the kind.
    pub(super) rows: EventRows,
    /// How many are new; at least 1.
    pub(super) more: u32,
    /// Days that the query's window has; the narrower, the more it says of when they must happen.
    pub(super) breadth: u32,
    /// What it is in words.
    pub(super) change: Change,
}

/// Everything that might happen and is worth a try, in the order of the rules.
pub(super) fn happenings(plan: &Plan, contact: &Contact, as_of: &AsOf) -> Vec<Happening> {
    let before = evaluate(plan, contact, as_of);
    let attempt = Attempt { plan, contact, as_of, before: &before };
    let mut found: Vec<Happening> = Vec::new();
    for wish in wishes(plan, &before, as_of) {
        let Some(happening) = attempt.run(&wish) else { continue };
        if !found.iter().any(|known| known.change == happening.change) {
            found.push(happening);
        }
    }
    found
}

struct Attempt<'a> {
    plan: &'a Plan,
    contact: &'a Contact,
    as_of: &'a AsOf,
    before: &'a Evaluation<'a>,
}

impl Attempt<'_> {
    /// The first guess that the wish's query lets through.
    fn run(&self, wish: &Wish) -> Option<Happening> {
        let query = self.plan.model().queries.get(wish.query)?;
        let kind = self.plan.model().schema.events.get(query.event)?;
        let of_filter = match &query.filter {
            Some(filter) => guesses(kind, filter, true, self.as_of),
            None => vec![Guess::new()],
        };
        of_filter.iter().take(TRIED).find_map(|guess| self.with(wish, query.event, kind, guess))
    }

    fn with(&self, wish: &Wish, event: EventId, kind: &Event, of_filter: &Guess) -> Option<Happening> {
        let values = |of_wish: &Guess| {
            let mut values: Vec<Option<Value>> = vec![None; kind.fields.len()];
            // What the filter asks for comes last, so that it wins.
            for (field, value) in of_wish.iter().chain(of_filter) {
                *values.get_mut(field.index())? = Some(value.clone());
            }
            Some(values)
        };
        let more: Vec<Vec<Option<Value>>> = wish.events.iter().map(values).collect::<Option<_>>()?;
        let rows = with_more(self.plan, event, self.contact.events.get(event.index()), &more, self.as_of)?;
        let contact = with_events(self.contact, event, &rows);
        let after = evaluate(self.plan, &contact, self.as_of);
        let grown = after.matching(wish.query).len().checked_sub(self.before.matching(wish.query).len())?;
        if grown != more.len() {
            return None;
        }
        let change = self.change(wish, &after)?;
        let window = self.plan.query(wish.query).and_then(|query| query.window);
        Some(Happening { event, rows, more: u32::try_from(grown).ok()?, breadth: breadth(window, self.as_of), change })
    }

    /// In words, where something changed.
    fn change(&self, wish: &Wish, after: &Evaluation<'_>) -> Option<Change> {
        let model = self.plan.model();
        let change = match &wish.shown {
            Shown::Count => {
                let operand = Operand::Count(wish.query);
                let of = model.queries.get(wish.query)?.text.clone();
                let (from, to) = (self.before.matching(wish.query).len(), after.matching(wish.query).len());
                counted(operand_text(model, &operand), of, from, to)
            }
            Shown::Operand(operand) => Change {
                property: operand_text(model, operand),
                from: known(self.before, operand),
                to: known(after, operand),
                more: None,
            },
            Shown::Arm { rule, arm } => {
                let (from, to) = (Self::taken(self.before, *rule, *arm), Self::taken(after, *rule, *arm));
                let (property, of) = arm_text(self.plan, wish.query, *rule, *arm)?;
                counted(property, of, from, to)
            }
        };
        (change.from != change.to).then_some(change)
    }

    /// How many events an arm took.
    fn taken(evaluation: &Evaluation<'_>, rule: RuleId, arm: usize) -> usize {
        evaluation.event_points(rule).iter().filter(|of| of.arm == Some(arm)).count()
    }
}

/// The days from the beginning of a window to as-of.
fn breadth(window: Option<Window>, as_of: &AsOf) -> u32 {
    let days = window.map(|window| match window.low {
        Edge::Unbounded => u32::MAX,
        Edge::Included(low) | Edge::Excluded(low) => {
            as_of.date.days().abs_diff(low.resolve(as_of).date(&as_of.zone).days())
        }
    });
    days.unwrap_or(u32::MAX)
}

/// The contact with other events of a kind.
pub(super) fn with_events(contact: &Contact, event: EventId, rows: &EventRows) -> Contact {
    let mut contact = contact.clone();
    put_events(&mut contact, event, rows);
    contact
}

/// Gives a contact other events of a kind.
pub(super) fn put_events(contact: &mut Contact, event: EventId, rows: &EventRows) {
    if contact.events.len() <= event.index() {
        contact.events.resize(event.index() + 1, EventRows::default());
    }
    if let Some(place) = contact.events.get_mut(event.index()) {
        *place = rows.clone();
    }
}

fn counted(property: String, of: String, from: usize, to: usize) -> Change {
    let number = |count: usize| Known { text: count.to_string(), json: count.into() };
    let more = More { count: to.saturating_sub(from), is_first: from == 0, of };
    Change { property, from: number(from), to: number(to), more: Some(more) }
}

fn known(evaluation: &Evaluation<'_>, operand: &Operand) -> Known {
    let text = actual(evaluation, operand);
    let json = match evaluation.operand(operand) {
        None => serde_json::Value::Null,
        // What has no number or truth of its own in JSON is the text that people see.
        Some(Held::Value(value @ (Value::Integer(_) | Value::Number(_) | Value::Boolean(_)))) => {
            value.to_json(&crate::value::Kind::Text)
        }
        Some(_) => text.parse::<serde_json::Number>().map_or_else(|_| text.clone().into(), Into::into),
    };
    Known { text, json }
}

/// `form_submission count where form is "Demo request"`, and `form_submission with form Demo request`.
fn arm_text(plan: &Plan, query: QueryId, rule: RuleId, arm: usize) -> Option<(String, String)> {
    let model = plan.model();
    let RuleBody::MatchEach { arms, subject, .. } = &model.rules.get(rule)?.body else { return None };
    let arm = arms.get(arm)?;
    let event = model.queries.get(query)?.event;
    let name = &model.schema.events.get(event)?.name;
    let subject = crate::plan::field_operand_text(model, event, subject);
    let asked = match &arm.condition {
        // In a `where` the field stands alone.
        Condition::Test(test) => test.text.strip_prefix(&format!("{name}.")).unwrap_or(&test.text).to_owned(),
        _ => format!("{subject} is {}", arm.text),
    };
    let pattern = arm.text.replace("\", \"", " or ").replace('"', "");
    Some((format!("{name} count where {asked}"), format!("{name} with {subject} {pattern}")))
}
