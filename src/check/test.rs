//! Tests in rules → cases: a moment, a contact, its events, and what is expected of them.
//!
//! Takes `test` blocks of the tree, gives cases in which every value is resolved; `test table` is `test_table`'s. What
//! is wrong with one line hides nothing of another. Knows nothing of how tests run.

use std::collections::BTreeMap;

use super::{Checkedly, declared::What, resolve::Checker, typed::Holder};
use crate::{
    base::{Diagnostic, Reported, Span, code, nearest},
    model::{Event, Expectation, PropertyId, TestCase, TestEvent},
    schema::ConstantKind,
    syntax::tree::{self, ItemKind, Literal, Name, TestFact, TestFactValue},
    value::{AsOf, TimeValue, Value, nfc},
};

/// The moment that a test is for.
#[derive(Clone, Debug)]
pub(super) enum Moment {
    /// The test does not say.
    None,
    /// What it says is reported as wrong.
    Broken,
    /// It is this.
    At(AsOf),
}

impl Moment {
    /// None where the test gives none.
    pub(super) fn as_of(&self) -> Checkedly<Option<AsOf>> {
        match self {
            Moment::None => Ok(None),
            Moment::Broken => Err(Reported),
            Moment::At(as_of) => Ok(Some(as_of.clone())),
        }
    }
}

impl Checker<'_> {
    /// Every test without errors of its own, in the order of the files; a row of a table is a test.
    pub(super) fn tests(&mut self) -> Vec<TestCase> {
        self.node = None;
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        let mut cases = Vec::new();
        let declared = self.declared;
        for item in &declared.tests {
            let (name, found) = match &item.kind {
                ItemKind::Test(test) => (&test.name, self.test_block(test, item.span).map(|case| vec![case])),
                ItemKind::TestTable(table) => (&table.name, self.test_table(table)),
                _ => continue,
            };
            match names.get(&nfc(&name.text)) {
                None => {
                    names.insert(nfc(&name.text), name.span);
                }
                Some(first) => {
                    let found =
                        Diagnostic::new(&code::DUPLICATE_TEST, name.span, format!("a second test `{}`", name.text))
                            .label(*first, "the first one")
                            .help("say in its name what this one tests, so that a failure can be told");
                    self.report(found);
                }
            }
            cases.extend(found.unwrap_or_default());
        }
        cases
    }

    fn test_block(&mut self, test: &tree::Test, span: Span) -> Checkedly<TestCase> {
        let moment = self.moment_of_test(test.as_of.as_ref());
        let values = self.contact_of_test(&test.contact, &moment);
        let events: Vec<Checkedly<TestEvent>> =
            test.events.iter().map(|event| self.event_of_test(event, &moment)).collect();
        let expectations: Vec<Checkedly<Expectation>> =
            test.expectations.iter().map(|expectation| self.expectation(expectation)).collect();
        if test.expectations.is_empty() && test.broken.is_empty() {
            return Err(self.report(
                Diagnostic::new(&code::MISSING_EXPECT, test.name.span, "this test expects nothing")
                    .help("say what its points or its stage should be: `expect engagement is 41`"),
            ));
        }
        Ok(TestCase {
            name: test.name.text.clone(),
            row: None,
            as_of: moment.as_of()?,
            values: values?,
            events: events.into_iter().collect::<Checkedly<_>>()?,
            expectations: expectations.into_iter().collect::<Checkedly<_>>()?,
            span,
        })
    }

    /// `as of 2026-03-01`.
    pub(super) fn moment_of_test(&mut self, written: Option<&Literal>) -> Moment {
        let Some(literal) = written else { return Moment::None };
        let Ok(constant) = self.literal(literal) else { return Moment::Broken };
        let fiscal_start = self.input.settings.fiscal_start;
        match constant.kind {
            ConstantKind::Date(date) => return Moment::At(AsOf::on(date, &self.zone, fiscal_start)),
            ConstantKind::Datetime(instant) => return Moment::At(AsOf::at(instant, &self.zone, fiscal_start)),
            _ => {}
        }
        let what = constant.kind.noun();
        let mut found =
            Diagnostic::new(&code::WRONG_TYPE, literal.span, format!("`as of` needs a date, but this is {what}"))
                .help("write the day or the moment that the test is for: `as of 2026-03-01`");
        if let ConstantKind::Text(text) = &constant.kind
            && AsOf::parse(text, &self.zone, fiscal_start).is_ok()
        {
            found = found.safe_fix(format!("write `{text}` without quotes"), literal.span, text.trim());
        }
        self.report(found);
        Moment::Broken
    }

    /// The value of each property; what is not given has its default or is unknown.
    pub(super) fn contact_of_test(&mut self, facts: &[TestFact], moment: &Moment) -> Checkedly<Vec<Option<Value>>> {
        let mut values = self.values_by_default();
        let mut given: BTreeMap<PropertyId, Span> = BTreeMap::new();
        let mut failed = false;
        for fact in facts {
            let Ok(id) = self.property_of_test(&fact.name) else {
                failed = true;
                continue;
            };
            failed |= self.given_twice(given.insert(id, fact.name.span), &fact.name).is_err();
            match self.fact(Holder::Property(id), &fact.value, moment) {
                Ok(value) => values.iter_mut().skip(id.index()).take(1).for_each(|place| place.clone_from(&value)),
                Err(Reported) => failed = true,
            }
        }
        if failed { Err(Reported) } else { Ok(values) }
    }

    /// Every property with its default, in the schema's order.
    pub(super) fn values_by_default(&self) -> Vec<Option<Value>> {
        self.schema.properties.values().map(|property| property.reading.default.clone()).collect()
    }

    /// Reports that something was given before.
    pub(super) fn given_twice(&mut self, first: Option<Span>, name: &Name) -> Checkedly<()> {
        let Some(first) = first else { return Ok(()) };
        Err(self.report(
            Diagnostic::new(&code::DUPLICATE_FACT, name.span, format!("`{}` is given twice", name.text))
                .label(first, "the first time")
                .help("delete one of the two"),
        ))
    }

    fn property_of_test(&mut self, name: &Name) -> Checkedly<PropertyId> {
        if self.declared.contacts.is_empty() {
            return Err(Reported);
        }
        if let Some(id) = self.schema.find(&nfc(&name.text)) {
            return Ok(id);
        }
        let declared = self.declared.names.get(&nfc(&name.text));
        let found = match declared.filter(|declaration| declaration.what != What::Broken) {
            Some(declaration) => Diagnostic::new(
                &code::WRONG_KIND,
                name.span,
                format!("`{}` is {}, not a property", name.text, declaration.what.noun()),
            )
            .label(declaration.span, "declared here")
            .help("`contact { … }` gives the values of properties; what follows from them stands behind `expect`"),
            None if declared.is_some() => return Err(Reported),
            None => {
                let found =
                    Diagnostic::new(&code::UNKNOWN_NAME, name.span, format!("there is no property `{}`", name.text));
                let names = self.schema.properties.values().map(|property| property.name.as_str());
                match nearest(&name.text, names) {
                    Some(near) => {
                        found.unsafe_fix(format!("did you mean `{near}`?"), name.span, crate::format::name(near))
                    }
                    None => found.help("properties are declared in `contact { … }`, outside of tests"),
                }
            }
        };
        Err(self.report(found))
    }

    fn event_of_test(&mut self, written: &tree::TestEvent, moment: &Moment) -> Checkedly<TestEvent> {
        let id = self.event(&written.event)?;
        let event = self.schema.events.get(id).cloned().ok_or(Reported)?;
        let mut values: Vec<Option<Value>> =
            event.fields.values().map(|field| field.0.reading.default.clone()).collect();
        let mut given = BTreeMap::new();
        let mut failed = false;
        for fact in &written.facts {
            let Ok(field) = self.field(id, &fact.name) else {
                failed = true;
                continue;
            };
            failed |= self.given_twice(given.insert(field, fact.name.span), &fact.name).is_err();
            if field == event.at && matches!(fact.value, TestFactValue::Unknown(_)) {
                failed = true;
                let found = missing_at(&event, fact.span, moment);
                self.report(found);
                continue;
            }
            match self.fact(Holder::Field(id, field), &fact.value, moment) {
                Ok(value) => values.iter_mut().skip(field.index()).take(1).for_each(|place| place.clone_from(&value)),
                Err(Reported) => failed = true,
            }
        }
        if !given.contains_key(&event.at) && !failed {
            let found = missing_at(&event, written.event.span, moment);
            return Err(self.report(found));
        }
        if failed {
            return Err(Reported);
        }
        self.later_event(&event, &values, written.span, moment);
        Ok(TestEvent { event: id, values })
    }

    /// Events after as-of do not exist, which is seldom meant.
    fn later_event(&mut self, event: &Event, values: &[Option<Value>], span: Span, moment: &Moment) {
        let Moment::At(as_of) = moment else { return };
        let at = match values.get(event.at.index()) {
            Some(Some(Value::Date(date))) => TimeValue::Date(*date),
            Some(Some(Value::Instant(instant))) => TimeValue::Instant(*instant),
            _ => return,
        };
        let is_later = match at {
            TimeValue::Date(date) => date > as_of.date,
            TimeValue::Instant(instant) => instant > as_of.instant,
        };
        if is_later {
            let message = format!("this event lies after the test's `as of`, {as_of}, so it does not count");
            let found = Diagnostic::new(&code::LATER_EVENT, span, message)
                .help("what comes after that moment does not exist: give it an earlier time, or delete it");
            self.report(found);
        }
    }
}

fn missing_at(event: &Event, span: Span, moment: &Moment) -> Diagnostic {
    let at = event.fields.get(event.at).map_or("at", |field| field.0.name.as_str());
    let example = if matches!(moment, Moment::None) { "2026-03-01" } else { "3 days ago" };
    Diagnostic::new(&code::MISSING_AT, span, format!("this `{}` does not say when it was", event.name))
        .help(format!("write its time: `{}: {example}`", crate::format::name(at)))
}
