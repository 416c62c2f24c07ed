//! Test cases → contacts as the interpreter takes them.

use std::collections::BTreeSet;

use crate::{
    exec::{Contact, EventRows, EventTableBuilder},
    model::{Model, TestCase, TestEvent},
    plan::Plan,
    value::{AsOf, Instant, Zone},
};

/// Who is looked at, and when.
#[derive(Clone, Debug)]
pub struct Subject {
    /// With its events up to as-of.
    pub contact: Contact,
    /// Where a test gives none, the end of time: all its events are there, and nothing that it expects hangs on it.
    pub as_of: AsOf,
}

impl Subject {
    /// The contact of a test.
    pub fn of(plan: &Plan, test: &TestCase) -> Self {
        let model = plan.model();
        let as_of = test.as_of.clone().unwrap_or_else(|| end_of_time(model));
        let key = model.schema.key.and_then(|key| {
            let value = test.values.get(key.index())?.as_ref()?;
            Some(value.as_key(model.schema.properties.get(key)?.kind(), &as_of.zone))
        });
        let events = events(plan, &test.events, &as_of);
        Self { contact: Contact { values: test.values.clone(), key: key.unwrap_or_default(), events }, as_of }
    }
}

fn end_of_time(model: &Model) -> AsOf {
    let zone = Zone::named(&model.settings.timezone).unwrap_or_else(|_| Zone::utc());
    AsOf::at(Instant::MAX, &zone, model.settings.fiscal_start)
}

/// The events by kind; those after as-of do not exist.
fn events(plan: &Plan, given: &[TestEvent], as_of: &AsOf) -> Vec<EventRows> {
    let nothing = BTreeSet::new();
    plan.model()
        .schema
        .events
        .iter()
        .map(|(id, event)| {
            let kept = plan.needed_events().get(&id).unwrap_or(&nothing);
            let mut table = EventTableBuilder::new(event, kept);
            for given in given.iter().filter(|given| given.event == id) {
                table.push(0, &mut given.values.clone());
            }
            let (table, mut rows) = table.finish();
            rows.pop().map_or_else(EventRows::default, |rows| EventRows::new(table, rows).until(as_of))
        })
        .collect()
}
