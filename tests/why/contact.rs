//! Contacts with events, written as text: rules and rows in, a plan and a contact out.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use merit::{
    base::Sources,
    compile::{Options, compile},
    exec::{Contact, EventRows, EventTableBuilder},
    plan::Plan,
    project::Memory,
    report::why_text,
    value::{AsOf, Cell, DecimalMark, ReadContext, Zone, read},
    why::{Explanation, explain},
};

/// A rule set, a contact and a time.
pub struct Case {
    pub plan: Plan,
    pub sources: Sources,
    pub contact: Contact,
    pub as_of: AsOf,
}

/// Rules, `property=value` and lines such as `page_view at=2026-02-27, url=/pricing`, as of a time in Berlin.
pub fn case(rules: &str, values: &[(&str, &str)], events: &str, as_of: &str) -> Case {
    let files = Memory::new().with("rules/rules.merit", rules);
    let compiled = compile(&files, Path::new("rules"), &Options::default()).unwrap();
    let errors: Vec<String> =
        compiled.diagnostics.iter().filter(|found| found.is_error()).map(|found| found.message.clone()).collect();
    let plan = Plan::new(compiled.model.clone().unwrap_or_else(|| panic!("{errors:?}\n{rules}")));
    let zone = Zone::named("Europe/Berlin").unwrap();
    let as_of = AsOf::parse(as_of, &zone, 1).unwrap();
    let context = ReadContext { zone: &zone, decimals: DecimalMark::Point };
    let cell = |text: Option<&str>| text.map_or(Cell::Absent, |text| Cell::Text(text.to_owned()));
    let mut contact = Contact { key: "1".to_owned(), ..Contact::default() };
    for property in plan.model().schema.properties.values() {
        let written = values.iter().find(|(name, _)| *name == property.name).map(|(_, value)| *value);
        contact.values.push(read(&cell(written), &property.reading, &context).value);
    }
    let lines: Vec<(&str, Vec<(&str, &str)>)> = events.lines().filter_map(line).collect();
    for (id, event) in plan.model().schema.events.iter() {
        let none = BTreeSet::new();
        let mut builder = EventTableBuilder::new(event, plan.needed_events().get(&id).unwrap_or(&none));
        for (_, fields) in lines.iter().filter(|(kind, _)| *kind == event.name) {
            let value = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
            let mut row: Vec<_> = event
                .fields
                .values()
                .map(|field| read(&cell(value(&field.0.name)), &field.0.reading, &context).value)
                .collect();
            assert!(builder.push(0, &mut row), "{fields:?}");
        }
        let (table, rows) = builder.finish();
        contact.events.push(
            rows.first().map_or_else(EventRows::default, |rows| EventRows::new(Arc::clone(&table), rows.clone())),
        );
    }
    Case { plan, sources: compiled.sources, contact, as_of }
}

fn line(text: &str) -> Option<(&str, Vec<(&str, &str)>)> {
    let (kind, fields) = text.trim().split_once(' ')?;
    Some((kind, fields.split(", ").filter_map(|field| field.split_once('=')).collect()))
}

impl Case {
    pub fn explained(&self) -> Explanation {
        explain(&self.plan, &self.sources, &self.contact, &self.as_of)
    }

    /// As people get it, without colours.
    pub fn text(&self) -> String {
        let styled = why_text(&self.explained(), "rules", None);
        let mut text = String::new();
        let mut parts = styled.split('\u{1b}');
        text.push_str(parts.next().unwrap_or_default());
        parts.for_each(|part| text.push_str(part.split_once('m').map_or("", |(_, rest)| rest)));
        text
    }
}
