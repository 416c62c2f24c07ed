//! Operands of one contact: takes an operand, gives its value, borrowed from the contact where it can be.

use std::borrow::Cow;

use super::{Evaluation, EventRow, FieldValue, arithmetic, scratch::FOLDED};
use crate::{
    model::{FieldId, Operand, Part, PropertyId, QueryId, Which},
    plan::Plan,
    regions::{part_of, quoted},
    value::{Date, Dropdown, Instant, Kind, Micros, Moment, Points, ResolvedMoment, Value, Zone, fold},
};

/// The value of an operand while a contact is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(Date),
    Instant(Instant),
    /// A dropdown's value: its place and its text.
    Choice(u32, &'a str),
    /// The ticked boxes: their places and all texts there are.
    Choices(&'a [u32], &'a Dropdown),
    Points(Points),
    /// A sum or an average.
    Micros(Micros),
}

/// The value of an operand.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// A value of the contact or one computed from it.
    Value(Value),
    /// Points of a score, group or rule.
    Points(Points),
    /// A sum or an average.
    Micros(Micros),
}

impl<'a> Term<'a> {
    /// A value of this type; a dropdown's value has its text from there.
    fn of(value: &'a Value, kind: &'a Kind) -> Option<Self> {
        Some(match value {
            Value::Text(text) => Term::Text(Cow::Borrowed(text)),
            Value::Integer(integer) => Term::Integer(*integer),
            Value::Number(number) => Term::Number(*number),
            Value::Boolean(boolean) => Term::Boolean(*boolean),
            Value::Date(date) => Term::Date(*date),
            Value::Instant(instant) => Term::Instant(*instant),
            Value::Choice(place) => Term::Choice(*place, kind.dropdown()?.name(*place)?),
            Value::Choices(places) => Term::Choices(places, kind.dropdown()?),
        })
    }

    /// A field's value, likewise.
    fn of_field(value: FieldValue<'a>, kind: &'a Kind) -> Option<Self> {
        Some(match value {
            FieldValue::Text(text) => Term::Text(Cow::Borrowed(text)),
            FieldValue::Integer(integer) => Term::Integer(integer),
            FieldValue::Number(number) => Term::Number(number),
            FieldValue::Boolean(boolean) => Term::Boolean(boolean),
            FieldValue::Date(date) => Term::Date(date),
            FieldValue::Instant(instant) => Term::Instant(instant),
            FieldValue::Choice(place) => Term::Choice(place, kind.dropdown()?.name(place)?),
            FieldValue::Choices(places) => Term::Choices(places, kind.dropdown()?),
        })
    }

    fn literal(value: &'a Value) -> Option<Self> {
        // INVARIANT: a literal is never a dropdown's value; if one is, it has no text and is unknown.
        Self::of(value, &Kind::Text)
    }

    pub(super) fn into_held(self) -> Held {
        Held::Value(match self {
            Term::Text(text) => Value::Text(text.into_owned()),
            Term::Integer(integer) => Value::Integer(integer),
            Term::Number(number) => Value::Number(number),
            Term::Boolean(boolean) => Value::Boolean(boolean),
            Term::Date(date) => Value::Date(date),
            Term::Instant(instant) => Value::Instant(instant),
            Term::Choice(place, _) => Value::Choice(place),
            Term::Choices(places, _) => Value::Choices(places.to_vec()),
            Term::Points(points) => return Held::Points(points),
            Term::Micros(amount) => return Held::Micros(amount),
        })
    }

    /// As people would write it: texts and dropdown values in quotes, a moment in the local time of the zone.
    pub(super) fn shown(self, zone: &Zone) -> String {
        match self {
            Term::Choice(_, text) => quoted(text),
            Term::Text(text) => quoted(&text),
            Term::Choices([], _) => "{}".to_owned(),
            Term::Choices(places, dropdown) => {
                let names = places.iter().filter_map(|place| dropdown.name(*place)).map(quoted);
                format!("{{ {} }}", names.collect::<Vec<_>>().join(", "))
            }
            Term::Integer(integer) => Value::Integer(integer).shown(&Kind::Integer, zone),
            Term::Number(number) => Value::Number(number).shown(&Kind::Number, zone),
            Term::Boolean(truth) => Value::Boolean(truth).shown(&Kind::Boolean, zone),
            Term::Date(date) => Value::Date(date).shown(&Kind::Date, zone),
            Term::Instant(instant) => Value::Instant(instant).shown(&Kind::Datetime, zone),
            Term::Points(points) => points.to_string(),
            Term::Micros(amount) => amount.to_string(),
        }
    }
}

impl Evaluation<'_> {
    /// The value of an operand, while an event is looked at or none; none: unknown.
    pub(super) fn term<'b>(&'b self, operand: &'b Operand, event: Option<EventRow<'b>>) -> Option<Term<'b>> {
        match operand {
            Operand::Property(property) => self.property(*property),
            Operand::Part { property, part } => part_term(self.property(*property)?, *part),
            Operand::DaysSince(property) => self.days_since(&self.property(*property)?).map(Term::Integer),
            Operand::Literal(value) => Term::literal(value),
            Operand::Relative { duration, ago } => {
                let moment = if *ago { Moment::Ago(*duration) } else { Moment::FromNow(*duration) };
                Some(match moment.resolve(self.as_of) {
                    ResolvedMoment::Date(date) => Term::Date(date),
                    ResolvedMoment::Instant(instant) => Term::Instant(instant),
                })
            }
            Operand::Arithmetic { operator, left, right } => {
                arithmetic::compute(*operator, &self.term(left, event)?, &self.term(right, event)?)
            }
            Operand::Negate(of) => arithmetic::negate(&self.term(of, event)?),
            Operand::Define(_) => match self.plan.resolved(operand) {
                // A name that leads nowhere.
                Operand::Define(_) => None,
                body => self.term(body, None),
            },
            Operand::Points(of) => Some(Term::Points(self.points_of(*of))),
            Operand::Field(field) => self.field(event?, *field),
            Operand::FieldPart { field, part } => part_term(self.field(event?, *field)?, *part),
            Operand::FieldDaysSince(field) => self.days_since(&self.field(event?, *field)?).map(Term::Integer),
            Operand::Count(query) => i64::try_from(self.matching(*query).len()).ok().map(Term::Integer),
            Operand::DaysSinceEvent { query, which } => self.pick(*query, *which)?.days(self.as_of).map(Term::Integer),
            Operand::Aggregate { function, query, field } => self.aggregate(*function, *query, *field),
            Operand::Distinct { query, field } => self.distinct(*query, *field),
            Operand::Pick { query, which, field } => self.field(self.pick(*query, *which)?, *field),
        }
    }

    /// Whether the operand has a value.
    pub(super) fn is_known(&self, operand: &Operand, event: Option<EventRow<'_>>) -> bool {
        match operand {
            Operand::Property(property) => self.value(*property).is_some(),
            other => self.term(other, event).is_some(),
        }
    }

    /// The operand's text, folded; of a property or a part, once a contact. None where it is unknown or no text.
    pub(super) fn folded<'b>(&'b self, operand: &'b Operand, event: Option<EventRow<'b>>) -> Option<Cow<'b, str>> {
        let folded = || self.text(operand, event).map(|text| fold(&text));
        let place = match operand {
            Operand::Property(property) => Some(property.index() * FOLDED),
            Operand::Part { property, part } => Some(property.index() * FOLDED + 1 + part_place(*part)),
            _ => None,
        };
        if let Some(place) = place.and_then(|place| self.scratch.folded.get(place)) {
            return place.get_or_init(folded).as_deref().map(Cow::Borrowed);
        }
        // The texts of a table are folded already.
        let ready = match operand {
            Operand::Field(field) => event?.folded(*field),
            Operand::Pick { query, which, field } => self.pick(*query, *which)?.folded(*field),
            _ => None,
        };
        ready.map(Cow::Borrowed).or_else(|| folded().map(Cow::Owned))
    }

    /// The operand's text as it stands; a dropdown's is that of its value.
    pub(super) fn text<'b>(&'b self, operand: &'b Operand, event: Option<EventRow<'b>>) -> Option<Cow<'b, str>> {
        match self.term(operand, event)? {
            Term::Text(text) => Some(text),
            Term::Choice(_, text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn pick(&self, query: QueryId, which: Which) -> Option<EventRow<'_>> {
        let matching = self.matching(query);
        match which {
            Which::Last => matching.last(),
            Which::First => matching.first(),
        }
    }

    fn field<'b>(&'b self, event: EventRow<'b>, field: FieldId) -> Option<Term<'b>> {
        let fields = &self.plan.model().schema.events.get(event.event())?.fields;
        Term::of_field(event.value(field)?, fields.get(field)?.0.kind())
    }

    /// Calendar days from a date to as-of.
    pub(super) fn days_since(&self, term: &Term<'_>) -> Option<i64> {
        self.date(term).map(|date| i64::from(self.as_of.date.days()) - i64::from(date.days()))
    }

    /// The calendar date of a date or datetime.
    pub(super) fn date(&self, term: &Term<'_>) -> Option<Date> {
        match term {
            Term::Date(date) => Some(*date),
            Term::Instant(instant) => Some(self.as_of.zone.date_of(*instant)),
            _ => None,
        }
    }

    fn value(&self, property: PropertyId) -> Option<&Value> {
        self.contact.values.get(property.index())?.as_ref()
    }

    fn property(&self, property: PropertyId) -> Option<Term<'_>> {
        let plan: &Plan = self.plan;
        Term::of(self.value(property)?, plan.model().schema.properties.get(property)?.kind())
    }
}

fn part_term<'a>(whole: Term<'a>, part: Part) -> Option<Term<'a>> {
    match whole {
        Term::Text(Cow::Borrowed(whole)) => part_of(whole, part).map(Term::Text),
        _ => None,
    }
}

fn part_place(part: Part) -> usize {
    match part {
        Part::Domain => 0,
        Part::Host => 1,
        Part::Path => 2,
    }
}
