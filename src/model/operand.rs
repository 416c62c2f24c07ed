use serde::Serialize;

use super::{AggregateFunction, DefineId, FieldId, GroupId, PropertyId, QueryId, RuleId, ScoreId, Which};
use crate::value::{Duration, Value};

/// Something with a value: a number, a text, a date, points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Operand {
    /// The value of a property.
    Property(PropertyId),
    /// The domain of an e-mail address, the host or path of a URL; unknown where there is none.
    Part {
        /// An `email`, `url` or `text` property.
        property: PropertyId,
        /// Which part.
        part: Part,
    },
    /// Calendar days from a date to as-of, negative for later dates.
    DaysSince(PropertyId),
    /// A constant; never a dropdown's value.
    Literal(Value),
    /// A moment that hangs on as-of, in a comparison of dates: `30 days ago` (`ago: true`), `3 days from now`.
    Relative {
        /// How far away.
        duration: Duration,
        /// Before as-of.
        ago: bool,
    },
    /// Arithmetic on two numbers.
    Arithmetic {
        /// Which.
        operator: ArithmeticOperator,
        /// Left.
        left: Box<Operand>,
        /// Right.
        right: Box<Operand>,
    },
    /// The number with its sign changed.
    Negate(Box<Operand>),
    /// A `define` whose body is an operand.
    Define(DefineId),
    /// The points of a score, group or rule, after its limits; never unknown.
    Points(PointsOf),
    /// The value of a field of the event that is looked at; only in the `where` of a query on that event, and in the
    /// arms of a `match` on its field.
    Field(FieldId),
    /// Part of a field of the event that is looked at; unknown where there is none.
    FieldPart {
        /// An `email`, `url` or `text` field.
        field: FieldId,
        /// Which part.
        part: Part,
    },
    /// Calendar days from a date in a field of the event that is looked at to as-of.
    FieldDaysSince(FieldId),
    /// `page_view count`: an integer, never unknown.
    Count(QueryId),
    /// `days since last email_open`: calendar days to as-of; unknown without such an event.
    DaysSinceEvent {
        /// Which events.
        query: QueryId,
        /// Which of them.
        which: Which,
    },
    /// `sum of purchase.amount`: `sum` and `avg` are numbers with six decimals, `min` and `max` have the field's type.
    Aggregate {
        /// What is computed.
        function: AggregateFunction,
        /// Which events.
        query: QueryId,
        /// Of which field: an integer or a number.
        field: FieldId,
    },
    /// `distinct page_view.url count`: how many different known values (texts folded); an integer, never unknown.
    Distinct {
        /// Which events.
        query: QueryId,
        /// Of which field.
        field: FieldId,
    },
    /// `last page_view.url`: the field of one event, unknown where that is, even if another event has it; the type of the field.
    Pick {
        /// Which events.
        query: QueryId,
        /// Which of them.
        which: Which,
        /// Which field of it.
        field: FieldId,
    },
}

/// Whose points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum PointsOf {
    /// A score after its limit.
    Score(ScoreId),
    /// A group after its limit.
    Group(GroupId),
    /// A rule after `up to`.
    Rule(RuleId),
}

/// Part of an e-mail address or a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Part {
    /// What follows `@`.
    Domain,
    /// The host of a URL.
    Host,
    /// The path of a URL, without query and fragment.
    Path,
}

/// `+ - * /`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the operators of arithmetic")]
pub enum ArithmeticOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
}
