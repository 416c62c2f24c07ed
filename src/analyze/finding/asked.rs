//! A condition about one thing: takes a condition, gives what it asks about and for which values it is true.
//!
//! Negations and questions whether something is known are left alone: whoever writes `industry is not "Other"` beside
//! `industry is "Software"` means both. Knows nothing of points.

use super::stretch::{Stretch, Values};
use crate::{
    analyze::space::question_in_full,
    model::{AggregateFunction, Condition, DefineBody, Field, FieldId, Model, Operand, QueryId, Question},
    plan::operand_text,
    regions::{
        line::{Line, Scale},
        quoted, time,
    },
    value::{AsOf, Bound, Date, Dropdown, Edge, Instant, Interval, Kind, Moment, Scalar, Window, Zone},
};

/// One thing that has values: a property, a count of events, points.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) operand: Operand,
    pub(super) sort: Sort,
    /// Its ends hang on as-of, so that they are compared with others of the kind only.
    pub(super) is_relative: bool,
    /// Where its days begin.
    pub(super) zone: Zone,
}

/// Which values a thing has.
#[derive(Clone, Debug)]
pub(super) enum Sort {
    /// Those of a line, from the first number to one past the last.
    Line { scale: Scale, first: i128, behind: i128 },
    /// Those of a dropdown.
    Dropdown(Dropdown),
}

/// What a condition asks.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) thing: Thing,
    /// Where it is true.
    pub(super) values: Values,
}

/// What a condition asks, where that is values of one thing; relative dates lie where they do as of this time.
pub(super) fn asked(model: &Model, as_of: &AsOf, condition: &Condition) -> Option<Asked> {
    match condition {
        Condition::Test(test) => question(model, as_of, &test.question),
        Condition::Define(define) => match &model.defines.get(*define)?.body {
            DefineBody::Condition(body) => asked(model, as_of, body),
            DefineBody::Operand(_) => None,
        },
        Condition::All(parts) => of_parts(model, as_of, &parts.iter().collect::<Vec<_>>()),
        Condition::Any(parts) => joined(model, as_of, &parts.iter().collect::<Vec<_>>(), Values::either),
        Condition::Not(part) => {
            let Condition::Test(_) = &**part else { return None };
            let asked = asked(model, as_of, part)?;
            Some(Asked { values: asked.values.rest_of_line(&asked.thing.all())?, ..asked })
        }
        Condition::Constant(_) => None,
    }
}

/// What the parts of an `and` ask together.
pub(super) fn of_parts(model: &Model, as_of: &AsOf, parts: &[&Condition]) -> Option<Asked> {
    let (guards, parts): (Vec<&Condition>, Vec<&Condition>) =
        parts.iter().partition(|part| known(model, part).is_some());
    let all = joined(model, as_of, &parts, Values::both)?;
    // Whoever has one of the values has one: that it is asked again changes nothing.
    guards.iter().all(|guard| known(model, guard).as_ref() == Some(&all.thing.operand)).then_some(all)
}

/// What a condition asks whether it is known.
fn known(model: &Model, condition: &Condition) -> Option<Operand> {
    let Condition::Test(test) = condition else { return None };
    match question_in_full(model, &test.question) {
        Question::Known(operand) => Some(operand),
        _ => None,
    }
}

fn joined(
    model: &Model,
    as_of: &AsOf,
    parts: &[&Condition],
    join: impl Fn(&Values, &Values) -> Option<Values>,
) -> Option<Asked> {
    let (first, rest) = parts.split_first()?;
    let mut all = asked(model, as_of, first)?;
    for part in rest {
        let next = asked(model, as_of, part)?;
        if next.thing.key() != all.thing.key() {
            return None;
        }
        all.values = join(&all.values, &next.values)?;
    }
    Some(all)
}

/// What one question asks.
pub(super) fn question(model: &Model, as_of: &AsOf, question: &Question) -> Option<Asked> {
    match question_in_full(model, question) {
        Question::Within { operand, intervals } => {
            let (scale, range) = number_line(model, &operand)?;
            Some(on_line(as_of, operand, (scale, range.as_ref()), &intervals, false))
        }
        Question::AnyEvent(query) => {
            let some = Interval::new(Bound::Included(Scalar::Integer(1)), Bound::Unbounded);
            let operand = Operand::Count(query);
            let (scale, range) = number_line(model, &operand)?;
            Some(on_line(as_of, operand, (scale, range.as_ref()), &[some], false))
        }
        Question::Time { operand, window } => {
            let (kind, range) = declared(model, &operand)?;
            let scale = match kind {
                Kind::Date => Scale::Day,
                Kind::Datetime => Scale::Moment,
                _ => return None,
            };
            let (range, interval) = (time::range(scale, range), time::interval(scale, &window, as_of));
            Some(on_line(as_of, operand, (scale, Some(&range)), &[interval], is_relative(&window)))
        }
        Question::Choice { operand, among } => {
            let (Kind::OneOf(dropdown), _) = declared(model, &operand)? else { return None };
            let sort = Sort::Dropdown(dropdown.clone());
            Some(Asked {
                thing: Thing { operand, sort, is_relative: false, zone: as_of.zone.clone() },
                values: Values::Places(among.into_iter().collect()),
            })
        }
        _ => None,
    }
}

/// Intervals of a line no wider than the range.
fn on_line(
    as_of: &AsOf,
    operand: Operand,
    (scale, range): (Scale, Option<&Interval>),
    intervals: &[Interval],
    is_relative: bool,
) -> Asked {
    let line = Line::new(scale, range, []);
    let (first, behind) = line.pieces().first().map_or((0, 0), |piece| (piece.start, piece.end + 1));
    let stretches = intervals.iter().map(|interval| {
        let (start, end) = line.span(interval);
        Stretch { start: start.max(first), end: end.min(behind), low: interval.low, high: interval.high }
    });
    let values = Values::line(stretches.filter(|stretch| stretch.start < stretch.end).collect());
    let thing = Thing { operand, sort: Sort::Line { scale, first, behind }, is_relative, zone: as_of.zone.clone() };
    Asked { thing, values }
}

fn is_relative(window: &Window) -> bool {
    [window.low, window.high].into_iter().any(|edge| match edge {
        Edge::Unbounded => false,
        Edge::Included(moment) | Edge::Excluded(moment) => !matches!(moment, Moment::Date(_) | Moment::Instant(_)),
    })
}

/// The line that an operand's numbers stand on.
fn number_line(model: &Model, operand: &Operand) -> Option<(Scale, Option<Interval>)> {
    let from_zero = Interval::new(Bound::Included(Scalar::Integer(0)), Bound::Unbounded);
    Some(match operand {
        Operand::DaysSince(_) => (Scale::Whole, None),
        Operand::Count(_) | Operand::Distinct { .. } | Operand::DaysSinceEvent { .. } => {
            (Scale::Whole, Some(from_zero))
        }
        Operand::Aggregate { function: AggregateFunction::Sum | AggregateFunction::Avg, .. }
        | Operand::Points(_)
        | Operand::Arithmetic { .. }
        | Operand::Negate(_) => (Scale::Real, None),
        _ => {
            let (kind, range) = declared(model, operand)?;
            match kind {
                Kind::Integer => (Scale::Whole, range.copied()),
                Kind::Number => (Scale::Real, range.copied()),
                _ => return None,
            }
        }
    })
}

/// The type of an operand whose values are those of a property or a field, and their range.
fn declared<'m>(model: &'m Model, operand: &Operand) -> Option<(&'m Kind, Option<&'m Interval>)> {
    let property = match operand {
        Operand::Property(property) => model.schema.properties.get(*property)?,
        Operand::Aggregate { query, field, .. } | Operand::Pick { query, field, .. } => {
            &field_of(model, *query, *field)?.0
        }
        _ => return None,
    };
    Some((property.kind(), property.reading.range.as_ref()))
}

fn field_of(model: &Model, query: QueryId, field: FieldId) -> Option<&Field> {
    let event = model.queries.get(query)?.event;
    model.schema.events.get(event)?.fields.get(field)
}

impl Thing {
    /// The same for the same thing.
    pub(super) fn key(&self) -> String {
        format!("{:?} {}", self.operand, self.is_relative)
    }

    /// In the words of the language.
    pub(super) fn name(&self, model: &Model) -> String {
        operand_text(model, &self.operand)
    }

    /// Said before values that are other ones tomorrow.
    pub(super) fn when(&self) -> &'static str {
        if self.is_relative { "today, " } else { "" }
    }

    /// All values that it can have.
    pub(super) fn all(&self) -> Values {
        match &self.sort {
            Sort::Line { first, behind, .. } => Values::Line(vec![Stretch {
                start: *first,
                end: *behind,
                low: Bound::Unbounded,
                high: Bound::Unbounded,
            }]),
            Sort::Dropdown(dropdown) => Values::Places((0..).take(dropdown.len()).collect()),
        }
    }

    /// A stretch of days, and of moments from the beginning of one day to the end of another, as days.
    pub(super) fn in_days(&self, stretch: &Stretch) -> Option<Stretch> {
        let Sort::Line { scale, .. } = &self.sort else { return None };
        let day = |bound: Bound| match bound {
            Bound::Unbounded => Some(Bound::Unbounded),
            Bound::Included(Scalar::Instant(at)) => self.midnight(at).map(|day| Bound::Included(Scalar::Date(day))),
            Bound::Excluded(Scalar::Instant(at)) => self.midnight(at).map(|day| Bound::Excluded(Scalar::Date(day))),
            _ => None,
        };
        let days = |bound: Bound| match bound {
            Bound::Included(Scalar::Date(day)) | Bound::Excluded(Scalar::Date(day)) => Some(i128::from(day.days())),
            _ => None,
        };
        match scale {
            Scale::Day => Some(*stretch),
            // A day begins with its first moment, and ends before the first of the next one.
            Scale::Moment => match (day(stretch.low)?, day(stretch.high)?) {
                (Bound::Excluded(_), _) | (_, Bound::Included(_)) => None,
                (low, high) => {
                    let start = days(low).unwrap_or_else(|| i128::from(Date::MIN.days()));
                    let end = days(high).unwrap_or_else(|| i128::from(Date::MAX.days()) + 1);
                    Some(Stretch { start, end, low, high })
                }
            },
            Scale::Whole | Scale::Real => None,
        }
    }

    fn midnight(&self, at: Instant) -> Option<Date> {
        let day = self.zone.date_of(at);
        (self.zone.midnight(day) == at).then_some(day)
    }

    /// Values in words: `1000`, `"Software", "Retail"`, `100..=200`.
    pub(super) fn shown(&self, values: &Values) -> String {
        match (values, &self.sort) {
            (Values::Line(line), Sort::Line { scale, .. }) => {
                let text = |stretch| match self.in_days(stretch) {
                    Some(days) => range_text(Scale::Day, &days),
                    None => range_text(*scale, stretch),
                };
                line.iter().map(text).collect::<Vec<_>>().join(" or ")
            }
            (Values::Places(places), Sort::Dropdown(dropdown)) => {
                let names = places.iter().map(|place| quoted(dropdown.name(*place).unwrap_or_default()));
                names.collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        }
    }
}

/// A stretch as a range; whole numbers and days by the first and the last that lie in it.
fn range_text(scale: Scale, stretch: &Stretch) -> String {
    let value = |number: i128| match scale {
        Scale::Whole => Some(number.to_string()),
        Scale::Day => Some(Date::from_days(i32::try_from(number).ok()?).to_string()),
        Scale::Real | Scale::Moment => None,
    };
    match (value(stretch.start), value(stretch.end - 1), stretch.low, stretch.high) {
        (Some(only), ..) if stretch.is_point() => only,
        (Some(_), Some(last), Bound::Unbounded, _) => format!("..={last}"),
        (Some(first), Some(_), _, Bound::Unbounded) => format!("{first}.."),
        (Some(first), Some(last), ..) => format!("{first}..={last}"),
        (.., Bound::Included(only), _) if stretch.is_point() => only.to_string(),
        _ => Interval::new(stretch.low, stretch.high).to_string(),
    }
}
