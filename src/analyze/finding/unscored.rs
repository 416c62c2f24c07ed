//! `unscored-value`: values of a dropdown that nothing in the rules looks at, beside others that give points one by one.
//!
//! A new webinar is in the catalogue and gets no points, because nobody wrote a rule for it. Told only where more than half of
//! the values are looked at, and never of a value such as "Other". A `match` tells by itself (`missing-values`).

use std::collections::{BTreeMap, BTreeSet};

use super::{Ground, asks, scope::Scope};
use crate::{
    base::{Diagnostic, Label, Span, code},
    format::name,
    model::{
        Condition, DefineBody, EventId, FieldId, ListBody, MatchSubject, Model, Operand, Property, PropertyId, Query,
        QueryId, Question, Rule, RuleBody, Test,
    },
    regions::{operands, quoted, resolved},
    value::{Dropdown, Kind, fold},
};

/// Values that stand for all that is not listed.
const REST: [&str; 12] = [
    "other",
    "others",
    "none",
    "unknown",
    "n/a",
    "na",
    "not available",
    "not specified",
    "misc",
    "miscellaneous",
    "-",
    "any other",
];

/// What has the values of a dropdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Property(PropertyId),
    Field(EventId, FieldId),
}

/// What the rules say about the values of one thing.
#[derive(Debug, Default)]
struct Mentions {
    places: BTreeSet<u32>,
    /// Something is said that takes in values by another way: a negation, a text, a comparison, a `match`.
    is_open: bool,
}

/// Rules of one scope that give points for values of one thing.
#[derive(Debug)]
struct Table<'m> {
    thing: Thing,
    rules: Vec<&'m Rule>,
    /// Rules for a single value.
    singles: usize,
    places: BTreeSet<u32>,
}

pub(super) fn unscored(ground: &Ground<'_>, scopes: &[Scope<'_>], out: &mut Vec<Diagnostic>) {
    let model = ground.model();
    let tables: Vec<Table<'_>> = scopes.iter().flat_map(|scope| tables(model, scope)).collect();
    if tables.is_empty() {
        return;
    }
    let mentions = Mentioning::of(model);
    let mut told: BTreeSet<Thing> = BTreeSet::new();
    for table in tables {
        let Some(property) = property(model, table.thing) else { continue };
        let Kind::OneOf(dropdown) = property.kind() else { continue };
        let Some(said) = mentions.get(&table.thing).filter(|said| !said.is_open) else { continue };
        if table.places.len() * 2 <= dropdown.len() || table.singles < 2 || !told.insert(table.thing) {
            continue;
        }
        let is_rest = |place: &u32| dropdown.name(*place).is_none_or(|name| REST.contains(&fold(name).as_str()));
        let left: Vec<u32> =
            (0..).take(dropdown.len()).filter(|place| !said.places.contains(place) && !is_rest(place)).collect();
        out.extend(found(model, &table, property, dropdown, &left));
    }
}

fn found(
    model: &Model,
    table: &Table<'_>,
    property: &Property,
    dropdown: &Dropdown,
    left: &[u32],
) -> Option<Diagnostic> {
    let last = table.rules.last()?;
    let first = left.first()?;
    let shown: Vec<String> =
        left.iter().take(8).map(|place| format!("`{}`", quoted(dropdown.name(*place).unwrap_or_default()))).collect();
    let more = if left.len() > 8 { format!(" and {} more", left.len() - 8) } else { String::new() };
    let of = match table.thing {
        Thing::Property(_) => name(&property.name),
        Thing::Field(event, _) => {
            let event = model.schema.events.get(event).map(|event| name(&event.name)).unwrap_or_default();
            format!("{event}.{}", name(&property.name))
        }
    };
    let verb = if left.len() == 1 { "gives" } else { "give" };
    let message = format!("of `{of}`, {}{more} {verb} no points, and no rule says so", shown.join(", "));
    let mut found = Diagnostic::new(&code::UNSCORED_VALUE, last.span?, message);
    found.labels.extend(property.span.map(|span: Span| Label { span, message: "all values there are".to_owned() }));
    let value = quoted(dropdown.name(*first).unwrap_or_default());
    let help = match table.thing {
        Thing::Property(_) => format!("give it points, be it none: `when {of} is {value} score 0`"),
        Thing::Field(..) => format!("give {value} points too, as `{}` does", asks(last)),
    };
    Some(found.help(help).help(format!("`match {of} {{ … }}` says of each value what it is worth, and misses none")))
}

/// Rules of the scope that look at nothing but values of one thing.
fn tables<'m>(model: &'m Model, scope: &Scope<'m>) -> Vec<Table<'m>> {
    let mut tables: BTreeMap<Thing, Table<'m>> = BTreeMap::new();
    let mut put = |thing: Thing, rule: &'m Rule, places: &[u32]| {
        let table = tables.entry(thing).or_insert_with(|| Table {
            thing,
            rules: Vec::new(),
            singles: 0,
            places: BTreeSet::new(),
        });
        table.rules.push(rule);
        table.singles += usize::from(places.len() == 1);
        table.places.extend(places);
    };
    for (_, rule) in &scope.rules {
        match &rule.body {
            RuleBody::When { condition: Some(condition), .. } => {
                let Condition::Test(Test { question, .. }) = condition else { continue };
                match question {
                    Question::Choice { operand, among } => {
                        if let Operand::Property(property) = resolved(model, operand) {
                            put(Thing::Property(*property), rule, among);
                        }
                    }
                    Question::AnyEvent(query) => {
                        if let Some((thing, among)) = of_query(model, *query) {
                            put(thing, rule, among);
                        }
                    }
                    Question::Within { operand, .. } => {
                        if let Operand::Count(query) = resolved(model, operand)
                            && let Some((thing, among)) = of_query(model, *query)
                        {
                            put(thing, rule, among);
                        }
                    }
                    _ => {}
                }
            }
            RuleBody::Each { query, .. } => {
                if let Some((thing, among)) = of_query(model, *query) {
                    put(thing, rule, among);
                }
            }
            _ => {}
        }
    }
    tables.into_values().collect()
}

/// The values that a query is about.
fn of_query(model: &Model, query: QueryId) -> Option<(Thing, &[u32])> {
    let Query { event, filter, .. } = model.queries.get(query)?;
    match filter.as_ref()? {
        Condition::Test(Test { question: Question::Choice { operand: Operand::Field(field), among }, .. }) => {
            Some((Thing::Field(*event, *field), among))
        }
        _ => None,
    }
}

fn property(model: &Model, thing: Thing) -> Option<&Property> {
    match thing {
        Thing::Property(property) => model.schema.properties.get(property),
        Thing::Field(event, field) => Some(&model.schema.events.get(event)?.fields.get(field)?.0),
    }
}

/// A walk over all that rules say of values.
struct Mentioning<'m> {
    model: &'m Model,
    mentions: BTreeMap<Thing, Mentions>,
}

impl<'m> Mentioning<'m> {
    fn of(model: &'m Model) -> BTreeMap<Thing, Mentions> {
        let mut walk = Self { model, mentions: BTreeMap::new() };
        for define in model.defines.values() {
            match &define.body {
                DefineBody::Condition(condition) => walk.condition(condition, None, false),
                DefineBody::Operand(_) => {}
            }
        }
        for rule in model.rules.values() {
            match &rule.body {
                RuleBody::When { condition: Some(condition), .. } => walk.condition(condition, None, false),
                RuleBody::Match { subject: MatchSubject::Operand(operand), .. } => walk.open(operand, None),
                RuleBody::MatchEach { query, subject, .. } => {
                    let event = model.queries.get(*query).map(|query| query.event);
                    walk.open(subject, event);
                }
                _ => {}
            }
        }
        for arm in model.stages.values().flat_map(|stage| &stage.arms) {
            walk.condition(&arm.condition, None, false);
        }
        for list in model.lists.values() {
            if let ListBody::When { condition, except } = &list.body {
                walk.condition(condition, None, false);
                except.iter().for_each(|except| walk.condition(except, None, false));
            }
        }
        for claim in &model.claims {
            walk.condition(&claim.condition, None, false);
        }
        for query in model.queries.values() {
            query.filter.iter().for_each(|filter| walk.condition(filter, Some(query.event), false));
        }
        walk.mentions
    }

    fn condition(&mut self, condition: &Condition, event: Option<EventId>, negated: bool) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part, event, negated));
            }
            Condition::Not(part) => self.condition(part, event, !negated),
            Condition::Define(_) | Condition::Constant(_) => {}
            Condition::Test(test) => match &test.question {
                Question::Choice { operand, among } => {
                    if let Some(thing) = self.thing(operand, event) {
                        let said = self.mentions.entry(thing).or_default();
                        said.places.extend(among);
                        said.is_open |= negated;
                    }
                }
                Question::Known(_) => {}
                question => {
                    for operand in operands(&mut question.clone()) {
                        self.open(operand, event);
                    }
                }
            },
        }
    }

    fn open(&mut self, operand: &Operand, event: Option<EventId>) {
        if let Some(thing) = self.thing(operand, event) {
            self.mentions.entry(thing).or_default().is_open = true;
        }
    }

    fn thing(&self, operand: &Operand, event: Option<EventId>) -> Option<Thing> {
        match resolved(self.model, operand) {
            Operand::Property(property) => Some(Thing::Property(*property)),
            Operand::Field(field) => Some(Thing::Field(event?, *field)),
            Operand::Pick { query, field, .. } | Operand::Distinct { query, field } => {
                Some(Thing::Field(self.model.queries.get(*query)?.event, *field))
            }
            _ => None,
        }
    }
}
