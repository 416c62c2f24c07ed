use serde::Serialize;

use super::{DefineId, GroupId, PropertyId, RuleId, ScoreId};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
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
