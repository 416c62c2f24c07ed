//! The ends of windows of time: takes a question about a date and a date, says whether it is the last that lies inside
//! or the first that lies outside.
//!
//! ```text
//! created in 2025-01-01..2025-02-01      31 Dec ┃ 1 Jan ……… 31 Jan ┃ 1 Feb
//! ```
//!
//! What is looked at to the minute counts within a minute of the end.

use crate::{
    model::{Comparison, Operand, Question},
    value::{AsOf, Edge, Moment, ResolvedMoment, TimeValue, Value, Window},
};

const MINUTE: i64 = 60_000_000;
const DAY: f64 = 86_400e6;

/// One side of one end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowEnd {
    /// Its last end, not its first.
    pub late: bool,
    /// The side that belongs to the window.
    pub inside: bool,
}

impl WindowEnd {
    /// Every side of every end of a window, but of that which is today: what is to come is not looked for.
    pub(super) fn all(window: &Window) -> Vec<Self> {
        let moment = |edge: Edge| match edge {
            Edge::Unbounded => None,
            Edge::Included(moment) | Edge::Excluded(moment) => Some(moment),
        };
        let ends = [(false, moment(window.low)), (true, moment(window.high))];
        let several = ends.iter().filter(|(_, moment)| moment.is_some()).count() > 1;
        let is_now = |moment: Moment| matches!(moment, Moment::AsOf) || moment == Moment::TODAY;
        ends.into_iter()
            .filter(|(_, moment)| moment.is_some_and(|moment| !(several && is_now(moment))))
            .flat_map(|(late, _)| [true, false].map(|inside| Self { late, inside }))
            .collect()
    }

    /// Whether a time lies at this end, on this side.
    pub(super) fn is_at(self, window: &Window, value: TimeValue, as_of: &AsOf) -> bool {
        self.days_away(window, value, as_of) <= 0.0 && window.contains(value, as_of) == self.inside
    }

    /// How many days a time is away; 0 where it is there.
    pub(super) fn days_away(self, window: &Window, value: TimeValue, as_of: &AsOf) -> f64 {
        let (moment, included) = match if self.late { window.high } else { window.low } {
            Edge::Included(moment) => (moment.resolve(as_of), true),
            Edge::Excluded(moment) => (moment.resolve(as_of), false),
            Edge::Unbounded => return f64::INFINITY,
        };
        // How far into the window, seen from its end.
        let inward = if self.late { -1 } else { 1 };
        match (value, moment) {
            (TimeValue::Instant(value), ResolvedMoment::Instant(moment)) => {
                let depth = value.micros().saturating_sub(moment.micros()).saturating_mul(inward);
                let (from, to) = match (self.inside, included) {
                    (true, true) => (0, MINUTE),
                    (true, false) => (1, MINUTE),
                    (false, true) => (-MINUTE, -1),
                    (false, false) => (-MINUTE, 0),
                };
                (depth - depth.clamp(from, to)).abs() as f64 / DAY
            }
            (value, moment) => {
                let (value, moment) = (value.date(&as_of.zone), moment.date(&as_of.zone));
                let depth = (i64::from(value.days()) - i64::from(moment.days())) * inward;
                let wanted = i64::from(!included) - i64::from(!self.inside);
                (depth - wanted).abs() as f64
            }
        }
    }

    /// `the first day of`, `the day before`.
    pub(super) fn words(self) -> &'static str {
        match (self.late, self.inside) {
            (false, true) => "at the very beginning of",
            (false, false) => "just before",
            (true, true) => "at the very end of",
            (true, false) => "just after",
        }
    }

    /// The day, where it is always the same.
    pub(super) fn date(self, window: &Window) -> Option<crate::value::Date> {
        let (date, included) = match if self.late { window.high } else { window.low } {
            Edge::Included(Moment::Date(date)) => (date, true),
            Edge::Excluded(Moment::Date(date)) => (date, false),
            _ => return None,
        };
        let wanted = i64::from(!included) - i64::from(!self.inside);
        Some(date.plus_days(if self.late { -wanted } else { wanted }))
    }
}

/// A question about a date: the date, and where it is true.
pub(super) fn asked_of(question: &Question) -> Option<(&Operand, Window)> {
    match question {
        Question::Time { operand, window } => Some((operand, *window)),
        Question::Compare { left, comparison, right } => {
            let moment = match right {
                Operand::Literal(Value::Date(date)) => Moment::Date(*date),
                Operand::Literal(Value::Instant(instant)) => Moment::Instant(*instant),
                Operand::Relative { duration, ago: true } => Moment::Ago(*duration),
                Operand::Relative { duration, ago: false } => Moment::FromNow(*duration),
                _ => return None,
            };
            let window = match comparison {
                Comparison::Less => Window::before(moment),
                Comparison::LessOrEqual => Window::at_most(moment),
                Comparison::Greater => Window::after(moment),
                Comparison::GreaterOrEqual => Window::at_least(moment),
                Comparison::Equal => Window::on(moment),
            };
            Some((left, window))
        }
        _ => None,
    }
}
