//! Values worth trying: takes a plan and a moment, gives for each property and each field of events the values on both
//! sides of every place where a question turns, and how long ago an event may have been.
//!
//! Which of them reach a goal is for the search to find out; one too many costs time only.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::stepped;
use crate::{
    model::{
        Award, Comparison, EventId, FieldId, ListBody, Model, Operand, Part, Property, PropertyId, QueryId, Question,
        RuleBody, TextOperator, TextTest,
    },
    plan::Plan,
    value::{AsOf, Bound, Edge, Interval, Kind, Moment, ResolvedMoment, Scalar, Value, Window},
};

/// Values tried of one property or field, and boxes of one set of checkboxes.
const MOST: usize = 48;

/// What a value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A property of the contact.
    Property(PropertyId),
    /// A field of an event.
    Field(EventId, FieldId),
}

/// Values worth trying.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    values: BTreeMap<Place, Vec<Option<Value>>>,
    /// How many days ago an event may have been, in order.
    pub(super) days: BTreeSet<i64>,
    /// How many events of a kind there may be, in order.
    pub(super) counts: BTreeSet<usize>,
    /// When the test may be.
    pub(super) moments: Vec<AsOf>,
    /// Pairs of properties that are compared with each other.
    pub(super) pairs: Vec<(PropertyId, PropertyId)>,
}

impl Pool {
    /// What is worth trying as of a moment.
    pub(super) fn of(plan: &Plan, as_of: &AsOf) -> Self {
        let mut gathering = Gathering { model: plan.model(), as_of, pool: Self::default() };
        gathering.pool.days.extend([0, 1]);
        gathering.pool.counts.extend([1, 2]);
        gathering.pool.moments.push(as_of.clone());
        for atom in plan.atoms().values() {
            gathering.question(&atom.question, atom.event);
        }
        gathering.rules();
        for query in plan.model().queries.values() {
            query.window.iter().for_each(|window| gathering.days_of(window));
        }
        gathering.keys();
        // Behind the values that the rules name, which say more.
        for property in plan.needed() {
            gathering.at_all(Place::Property(*property));
        }
        for (event, fields) in plan.needed_events() {
            fields.iter().for_each(|field| gathering.at_all(Place::Field(*event, *field)));
        }
        gathering.pool
    }

    /// The values to try of a property or field.
    pub(super) fn values(&self, place: Place) -> &[Option<Value>] {
        self.values.get(&place).map_or(&[], Vec::as_slice)
    }
}

struct Gathering<'a> {
    model: &'a Model,
    as_of: &'a AsOf,
    pool: Pool,
}

impl<'a> Gathering<'a> {
    fn declared(&self, place: Place) -> Option<&'a Property> {
        match place {
            Place::Property(id) => self.model.schema.properties.get(id),
            Place::Field(event, field) => Some(&self.model.schema.events.get(event)?.fields.get(field)?.0),
        }
    }

    fn add(&mut self, place: Place, value: Value) {
        let Some(property) = self.declared(place) else { return };
        let value = match (value, property.kind()) {
            (Value::Date(date), Kind::Datetime) => Value::Instant(self.as_of.zone.midnight(date)),
            (Value::Instant(instant), Kind::Date) => Value::Date(self.as_of.zone.date_of(instant)),
            (Value::Integer(integer), Kind::Number) => Value::Number(integer as f64),
            (value, _) => value,
        };
        let fits = match (&value, property.kind()) {
            (Value::Text(text), Kind::Text | Kind::Email | Kind::Url) => !text.trim().is_empty(),
            (Value::Integer(integer), Kind::Integer) => is_inside(property, &Scalar::Integer(*integer)),
            (Value::Number(number), Kind::Number) => is_inside(property, &Scalar::Number(*number)),
            (Value::Boolean(_), Kind::Boolean) | (Value::Choices(_), Kind::ManyOf(_)) => true,
            (Value::Date(date), Kind::Date) => is_inside(property, &Scalar::Date(*date)),
            (Value::Instant(instant), Kind::Datetime) => is_inside(property, &Scalar::Instant(*instant)),
            (Value::Choice(_), Kind::OneOf(_)) => true,
            _ => false,
        };
        let values = self.pool.values.entry(place).or_default();
        if fits && values.len() < MOST && !values.contains(&Some(value.clone())) {
            values.push(Some(value));
        }
    }

    /// What is worth trying whatever is asked: unknown, the default, a plain value.
    fn at_all(&mut self, place: Place) {
        let Some(property) = self.declared(place) else { return };
        self.pool.values.entry(place).or_default().push(property.reading.default.clone());
        match property.kind() {
            Kind::Text => self.add(place, Value::Text("something else".to_owned())),
            Kind::Email => self.add(place, Value::Text("someone@elsewhere.example".to_owned())),
            Kind::Url => self.add(place, Value::Text("https://elsewhere.example/".to_owned())),
            Kind::Integer | Kind::Number => {
                [0, 1, 10].into_iter().for_each(|number| self.add(place, Value::Integer(number)));
                if let Some(range) = property.reading.range {
                    self.interval(place, &range, 0);
                }
            }
            Kind::Boolean => [false, true].into_iter().for_each(|truth| self.add(place, Value::Boolean(truth))),
            Kind::Date | Kind::Datetime => {
                [1, 1000].into_iter().for_each(|days| self.add(place, Value::Date(self.as_of.date.plus_days(-days))));
            }
            Kind::OneOf(dropdown) => {
                let places = u32::try_from(dropdown.len()).unwrap_or(u32::MAX);
                (0..places).for_each(|choice| self.add(place, Value::Choice(choice)));
            }
            Kind::ManyOf(dropdown) => {
                let places = u32::try_from(dropdown.len()).unwrap_or(u32::MAX);
                (0..places).for_each(|choice| self.add(place, Value::Choices(vec![choice])));
            }
        }
    }

    fn question(&mut self, question: &Question, event: Option<EventId>) {
        match question {
            Question::Within { operand, intervals } => {
                intervals.iter().for_each(|interval| self.number(operand, event, interval));
            }
            Question::Compare { left, comparison, right } => match right {
                Operand::Literal(value) => self.compared(left, event, *comparison, value),
                Operand::Relative { duration, ago } => {
                    let moment = if *ago { Moment::Ago(*duration) } else { Moment::FromNow(*duration) };
                    self.window(left, event, &Window::on(moment));
                }
                _ => {
                    if let (Operand::Property(one), Operand::Property(two)) = (left, right) {
                        self.pool.pairs.push((*one, *two));
                        self.pool.pairs.push((*two, *one));
                    }
                }
            },
            Question::Text { operand, test } => self.text(operand, event, test),
            Question::Matches { operand, pattern, .. } => {
                // Only what is a plain text between its ends can be written down.
                let plain = pattern.trim_start_matches('^').trim_end_matches('$').replace("\\b", "").replace('\\', "");
                self.needle(operand, event, &plain);
            }
            Question::Choices { operand, among, .. } => {
                if let Some(place) = place_of(self.model, operand, event) {
                    self.add(place, Value::Choices(among.clone()));
                }
            }
            Question::Time { operand, window } => self.window(operand, event, window),
            Question::Anniversary { operand, window } => self.anniversary(operand, event, window),
            Question::Known(_)
            | Question::True(_)
            | Question::Choice { .. }
            | Question::Stage { .. }
            | Question::InList(_)
            | Question::AnyEvent(_)
            | Question::Fired(_) => {}
        }
    }

    fn compared(&mut self, operand: &Operand, event: Option<EventId>, comparison: Comparison, value: &Value) {
        let at = match value {
            Value::Integer(integer) => Scalar::Integer(*integer),
            Value::Number(number) => Scalar::Number(*number),
            Value::Date(date) => return self.window(operand, event, &Window::on(Moment::Date(*date))),
            Value::Instant(instant) => return self.window(operand, event, &Window::on(Moment::Instant(*instant))),
            Value::Text(text) if comparison == Comparison::Equal => return self.needle(operand, event, text),
            _ => return,
        };
        self.number(operand, event, &Interval::point(at));
    }

    /// The numbers around the ends of an interval.
    fn number(&mut self, operand: &Operand, event: Option<EventId>, interval: &Interval) {
        match operand {
            Operand::Count(_) | Operand::Distinct { .. } => {
                for end in ends(interval).filter_map(whole) {
                    let around = [end - 1, end, end + 1].into_iter().filter_map(|count| usize::try_from(count).ok());
                    self.pool.counts.extend(around.filter(|count| (1..=200).contains(count)));
                }
            }
            Operand::DaysSinceEvent { .. } => {
                let around = ends(interval).filter_map(whole).flat_map(|end| [end - 1, end, end + 1]);
                self.pool.days.extend(around.filter(|days| (0..=36_500).contains(days)));
            }
            Operand::DaysSince(_) | Operand::FieldDaysSince(_) => {
                let Some(place) = place_of(self.model, operand, event) else { return };
                for days in ends(interval).filter_map(whole).flat_map(|end| [end - 1, end, end + 1]) {
                    self.add(place, Value::Date(self.as_of.date.plus_days(days.saturating_neg())));
                }
            }
            Operand::Arithmetic { left, right, .. } => {
                self.number(left, event, interval);
                self.number(right, event, interval);
            }
            Operand::Negate(of) => self.number(of, event, interval),
            _ => {
                if let Some(place) = place_of(self.model, operand, event) {
                    self.interval(place, interval, 1);
                }
            }
        }
    }

    fn interval(&mut self, place: Place, interval: &Interval, around: i64) {
        for end in ends(interval) {
            match end {
                Scalar::Integer(at) => {
                    for step in [0, -around, around] {
                        self.add(place, Value::Integer(at.saturating_add(step)));
                    }
                }
                Scalar::Number(at) => {
                    let beside = [stepped(&end, false), stepped(&end, true)].into_iter().flatten();
                    for beside in [end].into_iter().chain(beside.filter(|_| around > 0)) {
                        if let Scalar::Number(beside) = beside {
                            self.add(place, Value::Number(beside));
                        }
                    }
                    for step in [0, -around, around] {
                        if let Some(integer) = whole(Scalar::Number((at + step as f64).floor())) {
                            self.add(place, Value::Integer(integer));
                        }
                    }
                }
                Scalar::Date(date) => self.add(place, Value::Date(date)),
                Scalar::Instant(instant) => self.add(place, Value::Instant(instant)),
                Scalar::Points(_) => {}
            }
        }
    }

    fn text(&mut self, operand: &Operand, event: Option<EventId>, test: &TextTest) {
        for needle in test.needles.iter().take(MOST / 2) {
            self.needle(operand, event, needle);
        }
        if test.needles.len() > 1 && test.operator != TextOperator::Is {
            self.needle(operand, event, &test.needles.join(" "));
        }
    }

    /// A text that a question looks for, inside the whole of which it looks at a part.
    fn needle(&mut self, operand: &Operand, event: Option<EventId>, needle: &str) {
        let Some(place) = place_of(self.model, operand, event) else { return };
        let part = match operand {
            Operand::Part { part, .. } | Operand::FieldPart { part, .. } => Some(*part),
            _ => None,
        };
        let text = match part {
            Some(Part::Domain) => format!("someone@{needle}"),
            Some(Part::Host) => format!("https://{needle}/"),
            Some(Part::Path) => format!("https://www.example.com/{}", needle.trim_start_matches('/')),
            None => needle.to_owned(),
        };
        if let Some(Kind::OneOf(dropdown)) = self.declared(place).map(Property::kind) {
            dropdown.find(&text).into_iter().for_each(|choice| self.add(place, Value::Choice(choice)));
            return;
        }
        self.add(place, Value::Text(text));
    }

    /// The days and moments around the edges of a window.
    fn window(&mut self, operand: &Operand, event: Option<EventId>, window: &Window) {
        let Some(place) = place_of(self.model, operand, event) else { return };
        if let Place::Field(event, field) = place
            && self.model.schema.events.get(event).is_some_and(|event| event.at == field)
        {
            self.days_of(window);
        }
        for edge in edges(window) {
            match edge.resolve(self.as_of) {
                ResolvedMoment::Date(date) => {
                    [0, -1, 1].into_iter().for_each(|days| self.add(place, Value::Date(date.plus_days(days))));
                }
                ResolvedMoment::Instant(instant) => {
                    const MINUTE: i64 = 60_000_000;
                    for step in [0, -MINUTE, MINUTE] {
                        self.add(place, Value::Instant(instant.plus_micros(step)));
                    }
                }
            }
        }
    }

    fn anniversary(&mut self, operand: &Operand, event: Option<EventId>, window: &Window) {
        let Some(place) = place_of(self.model, operand, event) else { return };
        for edge in edges(window) {
            let date = edge.resolve(self.as_of).date(&self.as_of.zone);
            for days in [-1, 0, 1, 100] {
                self.add(place, Value::Date(date.plus_days(days).plus_months(-24)));
            }
        }
    }

    /// How many days ago the edges of a window are.
    fn days_of(&mut self, window: &Window) {
        for edge in edges(window) {
            let date = edge.resolve(self.as_of).date(&self.as_of.zone);
            let days = i64::from(self.as_of.date.days()) - i64::from(date.days());
            let around = [days - 1, days, days + 1].into_iter();
            self.pool.days.extend(around.filter(|days| (0..=36_500).contains(days)));
        }
    }

    /// Who is in a static list.
    fn keys(&mut self) {
        let Some(key) = self.model.schema.key else { return };
        for list in self.model.lists.values() {
            let ListBody::Keys(keys) = &list.body else { continue };
            for key_of in keys.iter().take(2) {
                if let Ok(number) = key_of.parse() {
                    self.add(Place::Property(key), Value::Integer(number));
                }
                self.add(Place::Property(key), Value::Text(key_of.clone()));
            }
        }
    }

    fn rules(&mut self) {
        for rule in self.model.rules.values() {
            if let Some(until) = rule.until {
                for date in [until, until.plus_days(1)] {
                    self.pool.moments.push(AsOf::on(date, &self.as_of.zone, self.as_of.fiscal_start));
                }
            }
            match &rule.body {
                RuleBody::When { award: Award::Per { step, of, .. }, .. } => {
                    // One step to fire, and several, with which sums of points come nearer to what is looked for.
                    let times = |times: i32| match step.to_integer() {
                        Some(step) => Scalar::Integer(step.saturating_mul(i64::from(times))),
                        None => Scalar::Number(step.to_f64() * f64::from(times)),
                    };
                    let of = crate::regions::resolved(self.model, of).clone();
                    for at in [1, 2, 3, 4, 5, 7, 9, 12].map(times) {
                        self.number(&of, None, &Interval::point(at));
                    }
                }
                RuleBody::When { award: Award::Decay { since, .. }, .. } => {
                    let since = crate::regions::resolved(self.model, since).clone();
                    if let Some(place) = place_of(self.model, &since, None) {
                        self.add(place, Value::Date(self.as_of.date));
                        self.add(place, Value::Date(self.as_of.date.plus_days(-36_500)));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The property or field that an operand has its value from.
fn place_of(model: &Model, operand: &Operand, event: Option<EventId>) -> Option<Place> {
    let of_query = |query: &QueryId, field: &FieldId| Some(Place::Field(model.queries.get(*query)?.event, *field));
    match operand {
        Operand::Property(id) | Operand::Part { property: id, .. } | Operand::DaysSince(id) => {
            Some(Place::Property(*id))
        }
        Operand::Field(field) | Operand::FieldPart { field, .. } | Operand::FieldDaysSince(field) => {
            Some(Place::Field(event?, *field))
        }
        Operand::Aggregate { query, field, .. }
        | Operand::Distinct { query, field }
        | Operand::Pick { query, field, .. } => of_query(query, field),
        _ => None,
    }
}

fn is_inside(property: &Property, value: &Scalar) -> bool {
    property.reading.range.is_none_or(|range| range.contains(value))
}

fn ends(interval: &Interval) -> impl Iterator<Item = Scalar> {
    [interval.low, interval.high].into_iter().filter_map(|bound| match bound {
        Bound::Unbounded => None,
        Bound::Included(at) | Bound::Excluded(at) => Some(at),
    })
}

fn edges(window: &Window) -> impl Iterator<Item = Moment> {
    [window.low, window.high].into_iter().filter_map(|edge| match edge {
        Edge::Unbounded => None,
        Edge::Included(moment) | Edge::Excluded(moment) => Some(moment),
    })
}

/// A number without what stands behind its dot; none beyond what counts and days are.
fn whole(scalar: Scalar) -> Option<i64> {
    match scalar {
        Scalar::Integer(integer) => Some(integer).filter(|integer| integer.abs() < 1_000_000_000),
        #[expect(clippy::cast_possible_truncation, reason = "the number lies well within 64 bits")]
        Scalar::Number(number) if number.abs() < 1e9 => Some(number.floor() as i64),
        _ => None,
    }
}
