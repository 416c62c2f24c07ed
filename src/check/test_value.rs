//! Values in tests: takes what is declared of a property or a field and what a test writes, gives the value that a
//! contact would have.
//!
//! What no contact can have is an error: the test would say nothing of any.

use super::{
    Checkedly,
    resolve::Checker,
    test::Moment,
    time::hours_on_date,
    typed::{Holder, Typed},
};
use crate::{
    base::{Diagnostic, Reported, Span, code},
    model::Property,
    schema::{Constant, ConstantKind},
    syntax::tree::{Set, TestFactValue},
    value::{AsOf, Cell, Date, Decimal, DecimalMark, Duration, Instant, Kind, ReadContext, Scalar, Value, fold, read},
};

impl Checker<'_> {
    /// The value of a property or field; none: unknown.
    pub(super) fn fact(&mut self, holder: Holder, value: &TestFactValue, moment: &Moment) -> Checkedly<Option<Value>> {
        let property = &self.declared_as(holder).cloned().ok_or(Reported)?;
        match value {
            TestFactValue::Unknown(span) if property.required => Err(self.report(
                declared(
                    property,
                    Diagnostic::new(
                        &code::IMPOSSIBLE_CONTACT,
                        *span,
                        format!("`{}` is `required`, so no contact is without it", property.name),
                    ),
                )
                .help("leave it out of the test where it does not matter"),
            )),
            TestFactValue::Unknown(_) => Ok(property.reading.default.clone()),
            TestFactValue::Set(set) => self.set_fact(holder, property, set),
            TestFactValue::Literal(literal) => {
                self.literal(literal).and_then(|constant| self.constant_fact(holder, &constant, moment))
            }
        }
    }

    /// The value that a constant is.
    pub(super) fn constant_fact(
        &mut self,
        holder: Holder,
        constant: &Constant,
        moment: &Moment,
    ) -> Checkedly<Option<Value>> {
        let property = &self.declared_as(holder).cloned().ok_or(Reported)?;
        if matches!(property.kind(), Kind::OneOf(values) | Kind::ManyOf(values) if values.is_empty()) {
            return Err(Reported);
        }
        let value = match (property.kind(), &constant.kind) {
            (Kind::Text | Kind::Email | Kind::Url, ConstantKind::Text(text)) => {
                let context = ReadContext { zone: &self.zone, decimals: DecimalMark::Point };
                return Ok(read(&Cell::Text(text.clone()), &property.reading, &context).value);
            }
            (Kind::Integer, ConstantKind::Number(number)) => number.to_integer().map(Value::Integer),
            (Kind::Number, ConstantKind::Number(number)) => Some(Value::Number(number.to_f64())),
            (Kind::Boolean, ConstantKind::Boolean(truth)) => Some(Value::Boolean(*truth)),
            (Kind::Date, ConstantKind::Date(date)) => Some(Value::Date(*date)),
            (Kind::Datetime, ConstantKind::Date(date)) => Some(Value::Instant(self.zone.midnight(*date))),
            (Kind::Datetime, ConstantKind::Datetime(instant)) => Some(Value::Instant(*instant)),
            (Kind::Date, ConstantKind::Relative { duration, ago }) => {
                if duration.is_exact() {
                    return Err(self.report(hours_on_date(constant.span)));
                }
                let as_of = self.counted_from(moment, constant.span)?;
                Some(Value::Date(date_from(&as_of, *duration, *ago)))
            }
            (Kind::Datetime, ConstantKind::Relative { duration, ago }) => {
                let as_of = self.counted_from(moment, constant.span)?;
                Some(Value::Instant(instant_from(&as_of, *duration, *ago)))
            }
            (Kind::OneOf(_), ConstantKind::Text(text)) if counts_as_missing(property, text) => {
                return Ok(property.reading.default.clone());
            }
            (Kind::OneOf(_), ConstantKind::Text(text)) => {
                return self.choice(holder, text, constant.span).map(|place| Some(Value::Choice(place)));
            }
            (Kind::ManyOf(_), ConstantKind::Text(text)) if counts_as_missing(property, text) => {
                return Ok(property.reading.default.clone());
            }
            (Kind::ManyOf(_), ConstantKind::Text(text)) => {
                return self.choice(holder, text, constant.span).map(|place| Some(Value::Choices(vec![place])));
            }
            _ => None,
        };
        match value {
            Some(value) => self.in_range(property, value, constant.span).map(Some),
            None => Err(self.report(wrong_type(property, constant))),
        }
    }

    fn set_fact(&mut self, holder: Holder, property: &Property, set: &Set) -> Checkedly<Option<Value>> {
        let Kind::ManyOf(dropdown) = property.kind() else {
            return Err(self.report(declared(
                property,
                Diagnostic::new(
                    &code::WRONG_TYPE,
                    set.span,
                    format!("`{}` is {}, but this is a set", property.name, property.kind().noun()),
                )
                .help("write one value, without braces"),
            )));
        };
        if dropdown.is_empty() {
            return Err(Reported);
        }
        // As in the data: no box ticked is unknown, but for `default {}`.
        if set.elements.is_empty() {
            return Ok(property.reading.default.clone());
        }
        let mut places = Vec::new();
        let mut failed = false;
        for element in &set.elements {
            let place = self.expr(element).and_then(|typed| match typed {
                Typed::Literal(Constant { kind: ConstantKind::Text(text), .. }) => {
                    self.choice(holder, &text, element.span)
                }
                _ => Err(self.report(declared(
                    property,
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        element.span,
                        format!("the values of `{}` are texts in quotes", property.name),
                    ),
                ))),
            });
            match place {
                Ok(place) => places.push(place),
                Err(Reported) => failed = true,
            }
        }
        places.sort_unstable();
        places.dedup();
        if failed { Err(Reported) } else { Ok(Some(Value::Choices(places))) }
    }

    /// What `3 days ago` counts from.
    fn counted_from(&mut self, moment: &Moment, span: Span) -> Checkedly<AsOf> {
        match moment {
            Moment::At(as_of) => Ok(as_of.clone()),
            Moment::Broken => Err(Reported),
            Moment::None => Err(self.report(
                Diagnostic::new(
                    &code::MISSING_AS_OF,
                    span,
                    "this counts from the moment that the test is for, and the test does not say which",
                )
                .help("begin the test with a date: `as of 2026-03-01`"),
            )),
        }
    }

    fn in_range(&mut self, property: &Property, value: Value, span: Span) -> Checkedly<Value> {
        let scalar = match &value {
            Value::Integer(number) => Scalar::Integer(*number),
            Value::Number(number) => Scalar::Number(*number),
            Value::Date(date) => Scalar::Date(*date),
            Value::Instant(instant) => Scalar::Instant(*instant),
            _ => return Ok(value),
        };
        match &property.reading.range {
            Some(range) if !range.contains(&scalar) => {
                let shown = value.shown(property.kind(), &self.zone);
                let found = Diagnostic::new(
                    &code::IMPOSSIBLE_CONTACT,
                    span,
                    format!("`{}` is declared in `{range}`, so no contact has {shown}", property.name),
                );
                Err(self.report(declared(property, found).help("give a value that can be, or declare a wider range")))
            }
            _ => Ok(value),
        }
    }
}

fn date_from(as_of: &AsOf, duration: Duration, ago: bool) -> Date {
    if ago { as_of.date.minus(duration) } else { as_of.date.plus(duration) }
}

fn instant_from(as_of: &AsOf, duration: Duration, ago: bool) -> Instant {
    if ago { as_of.before(duration) } else { as_of.after(duration) }
}

/// Blank, or one of the words for missing.
fn counts_as_missing(property: &Property, text: &str) -> bool {
    let text = fold(text.trim());
    text.is_empty() || property.reading.unknown.iter().any(|marker| fold(marker.trim()) == text)
}

/// Points at the declaration.
fn declared(property: &Property, found: Diagnostic) -> Diagnostic {
    match property.span {
        Some(span) => found.label(span, format!("`{}` is declared here", property.name)),
        None => found,
    }
}

fn wrong_type(property: &Property, constant: &Constant) -> Diagnostic {
    let (name, noun, span) = (&property.name, property.kind().noun(), constant.span);
    let of_text = matches!(constant.kind, ConstantKind::Text(_));
    let code = match property.kind() {
        Kind::Integer | Kind::Number if of_text => &code::TEXT_AGAINST_NUMBER,
        _ => &code::WRONG_TYPE,
    };
    let what = match (&constant.kind, property.kind()) {
        (ConstantKind::Number(number), Kind::Integer) => format!("`{number}`"),
        (ConstantKind::Text(text), _) => format!("`\"{text}\"`"),
        (kind, _) => kind.noun().to_owned(),
    };
    let what = match (&constant.kind, property.kind()) {
        (ConstantKind::Number(_), Kind::Integer) => format!("{what} is none"),
        (ConstantKind::Text(_), _) => format!("{what} is text"),
        _ => format!("this is {what}"),
    };
    let found = declared(property, Diagnostic::new(code, span, format!("`{name}` is {noun}, but {what}")));
    let fixed = match (&constant.kind, property.kind()) {
        (ConstantKind::Text(text), Kind::Integer | Kind::Number) if Decimal::parse(text.trim()).is_some() => {
            Some(text.trim().to_owned())
        }
        (ConstantKind::Text(text), Kind::Date | Kind::Datetime) if Date::parse(text.trim()).is_some() => {
            Some(text.trim().to_owned())
        }
        (ConstantKind::Text(text), Kind::Boolean) => super::bare::truth(text).map(|truth| truth.to_string()),
        (ConstantKind::Number(number), Kind::Text) => Some(format!("\"{number}\"")),
        _ => None,
    };
    match fixed {
        Some(fixed) => found.safe_fix(format!("write `{fixed}`"), span, fixed),
        None => found.help(match property.kind() {
            Kind::Text | Kind::Email | Kind::Url | Kind::OneOf(_) => "texts stand in quotes: `\"…\"`",
            Kind::ManyOf(_) => "its values stand in braces: `{ \"…\", \"…\" }`",
            Kind::Integer => "write a number without a point: `6`",
            Kind::Number => "write a number: `12.5`",
            Kind::Boolean => "its values are `true` and `false`",
            Kind::Date => "dates are written year-month-day: `2026-03-01`",
            Kind::Datetime => "write it as `2026-03-01T14:30:00`",
        }),
    }
}
