use serde::Serialize;

use super::{ListId, Operand, QueryId, RuleId, StageId};
use crate::{
    base::Span,
    value::{Interval, Window},
};

/// A condition in Kleene's logic: true, false or unknown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Condition {
    /// `and`; of none: true.
    All(Vec<Condition>),
    /// `or`; of none: false.
    Any(Vec<Condition>),
    /// `not`.
    Not(Box<Condition>),
    /// One question.
    Test(Test),
    /// A `define` whose body is a condition.
    Define(super::DefineId),
    /// `true` or `false` as written.
    Constant(bool),
}

/// One question with the words it was asked in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Test {
    /// What is asked.
    pub question: Question,
    /// In canonical form, on one line: `visits in 2..=5`.
    pub text: String,
    /// Where it stands.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What is asked. Unknown operands make the answer unknown, but for `Known`, `Stage`, `InList`,
/// `AnyEvent` and `Fired`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Question {
    /// `is known`: never unknown.
    Known(Operand),
    /// A boolean operand is true.
    True(Operand),
    /// A number or points lies in one of the intervals. Bounds are integers or numbers; points where the operand is points.
    Within {
        /// A number or points.
        operand: Operand,
        /// At least one; they may touch and overlap.
        intervals: Vec<Interval>,
    },
    /// Two operands of comparable types: numbers or points (all comparisons), dates and datetimes (all comparisons; by
    /// calendar date unless both are datetimes), texts (`Equal`, folded; a dropdown counts as the text of its value), booleans (`Equal`).
    Compare {
        /// Left.
        left: Operand,
        /// How.
        comparison: Comparison,
        /// Right.
        right: Operand,
    },
    /// A question about text.
    Text {
        /// A text, e-mail address, URL, part of one, or a dropdown for its value's text.
        operand: Operand,
        /// What is asked.
        test: TextTest,
    },
    /// `matches /regex/`, anywhere in the text.
    Matches {
        /// A text.
        operand: Operand,
        /// The regular expression.
        pattern: String,
        /// Keep case.
        exactly: bool,
    },
    /// The value of a dropdown is one of these (places in its list).
    Choice {
        /// A dropdown.
        operand: Operand,
        /// Sorted, distinct, not empty.
        among: Vec<u32>,
    },
    /// The values of a `many of` property, against these.
    Choices {
        /// A `many of` property.
        operand: Operand,
        /// `Any`, `All`, `None`, or `Exactly` these.
        quantifier: Quantifier,
        /// Sorted, distinct; empty only for `Exactly`.
        among: Vec<u32>,
    },
    /// A date or datetime lies in a window of time.
    Time {
        /// A date or datetime.
        operand: Operand,
        /// The window.
        window: Window,
    },
    /// A yearly return of a date lies in a window.
    Anniversary {
        /// A date or datetime.
        operand: Operand,
        /// The window.
        window: Window,
    },
    /// A stage is one of these arms (places in its `names`).
    Stage {
        /// The stage.
        stage: StageId,
        /// Sorted, distinct.
        arms: Vec<u32>,
    },
    /// The contact is in a list.
    InList(ListId),
    /// `any page_view …`: at least one such event; never unknown.
    AnyEvent(QueryId),
    /// `fired pricing`: the rule did what it is there for; never unknown. Only in tests.
    Fired(RuleId),
}

/// A question about text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextTest {
    /// How a needle is looked for.
    pub operator: TextOperator,
    /// How many of the needles must be found: `Any`, `All` or `None`.
    pub quantifier: Quantifier,
    /// Keep case: compare after NFC without folding.
    pub exactly: bool,
    /// As written, in order; never empty.
    pub needles: Vec<String>,
}

/// How a needle is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum TextOperator {
    Is,
    Contains,
    StartsWith,
    EndsWith,
    HasWord,
}

/// How many of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Quantifier {
    Any,
    All,
    None,
    Exactly,
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the operators of comparison")]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
}

/// `define`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Define {
    /// Its name.
    pub name: String,
    /// `##` lines.
    pub docs: Vec<String>,
    /// What it stands for.
    pub body: DefineBody,
    /// Where.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What a `define` stands for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum DefineBody {
    /// A condition.
    Condition(Condition),
    /// A value.
    Operand(Operand),
}
