//! Literals as written → constants. The one place that reads numbers, dates and durations of the rule text.

use crate::{
    base::{Diagnostic, Reported, Span, code},
    syntax::tree::{self, LiteralKind},
    value::{Date, Decimal, Duration, Instant, Kind, Points, Scalar, Zone},
};

/// A constant with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// What it is.
    pub kind: ConstantKind,
    /// Where.
    pub span: Span,
}

/// What a constant is.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstantKind {
    /// A number, exactly as written.
    Number(Decimal),
    /// Text, without its quotes.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A calendar date.
    Date(Date),
    /// A moment.
    Datetime(Instant),
    /// `30 days ago`, `3 days from now`.
    Relative {
        /// How far away.
        duration: Duration,
        /// Before as-of.
        ago: bool,
    },
}

impl ConstantKind {
    /// With its article: `a number`.
    pub fn noun(&self) -> &'static str {
        match self {
            ConstantKind::Number(_) => "a number",
            ConstantKind::Text(_) => "text",
            ConstantKind::Boolean(_) => "yes or no",
            ConstantKind::Date(_) => "a date",
            ConstantKind::Datetime(_) => "a date with a time",
            ConstantKind::Relative { .. } => "a moment",
        }
    }

    /// As an end of a range of values of this type; `None` where it is none.
    pub fn as_scalar(&self, kind: &Kind, zone: &Zone) -> Option<Scalar> {
        match (self, kind) {
            (ConstantKind::Number(number), Kind::Integer | Kind::Number) => Some(scalar(number)),
            (ConstantKind::Date(date), Kind::Date) => Some(Scalar::Date(*date)),
            (ConstantKind::Date(date), Kind::Datetime) => Some(Scalar::Instant(zone.midnight(*date))),
            (ConstantKind::Datetime(instant), Kind::Datetime) => Some(Scalar::Instant(*instant)),
            _ => None,
        }
    }
}

/// The constant a literal stands for. Local datetimes are read in `zone`.
pub fn constant(literal: &tree::Literal, zone: &Zone, out: &mut Vec<Diagnostic>) -> Result<Constant, Reported> {
    let span = literal.span;
    let kind = match &literal.kind {
        LiteralKind::Number(text) => ConstantKind::Number(Decimal::parse(text).ok_or_else(|| {
            out.push(
                Diagnostic::new(&code::BAD_NUMBER, span, format!("the number `{text}` is too long"))
                    .help("whole numbers go up to 9223372036854775807; others have up to 18 digits before and 18 behind the point"),
            );
            Reported
        })?),
        LiteralKind::Text(text) => ConstantKind::Text(text.clone()),
        LiteralKind::Boolean(value) => ConstantKind::Boolean(*value),
        LiteralKind::Date(text) => ConstantKind::Date(Date::parse(text).ok_or_else(|| {
            out.push(
                Diagnostic::new(&code::BAD_DATE, span, format!("there is no date `{text}`"))
                    .help("dates are written year-month-day: `2026-03-01`"),
            );
            Reported
        })?),
        LiteralKind::Datetime(text) => ConstantKind::Datetime(Instant::parse(text, zone).ok_or_else(|| {
            out.push(
                Diagnostic::new(&code::BAD_DATE, span, format!("there is no date and time `{text}`"))
                    .help("write it as `2026-03-01T14:30:00`, with `Z` or `+01:00` behind it where the time zone matters"),
            );
            Reported
        })?),
        LiteralKind::Ago(length) => ConstantKind::Relative { duration: duration(length, out)?, ago: true },
        LiteralKind::FromNow(length) => ConstantKind::Relative { duration: duration(length, out)?, ago: false },
    };
    Ok(Constant { kind, span })
}

/// The length of time that is written.
pub fn duration(written: &tree::Duration, out: &mut Vec<Diagnostic>) -> Result<Duration, Reported> {
    match written.amount.parse::<u32>() {
        Ok(amount) if (1..=100_000).contains(&amount) => Ok(Duration { amount, unit: written.unit }),
        _ => {
            out.push(
                Diagnostic::new(
                    &code::BAD_DURATION,
                    written.span,
                    format!("`{} {}s` is no length of time", written.amount, written.unit.name()),
                )
                .help("write a whole number from 1 to 100000 before the unit: `30 days`"),
            );
            Err(Reported)
        }
    }
}

/// A number as a scalar: an integer where it is whole and fits, else a number.
pub fn scalar(number: &Decimal) -> Scalar {
    number.to_integer().map_or_else(|| Scalar::Number(number.to_f64()), Scalar::Integer)
}

/// A number as points, which have four decimals at most.
pub fn as_points(number: &Decimal, at: Span, out: &mut Vec<Diagnostic>) -> Result<Points, Reported> {
    Points::parse(&number.to_string()).map_err(|_| {
        out.push(
            Diagnostic::new(&code::BAD_POINTS, at, format!("`{number}` cannot be a number of points"))
                .help("points have at most four decimals and twelve digits before the point"),
        );
        Reported
    })
}
