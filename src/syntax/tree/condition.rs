use super::{Duration, Literal, Name, Path, Quoted};
use crate::{base::Span, value::Unit};

/// A condition, a number, a text: anything with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// From first token to last, parentheses included.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `a or b or c`: two or more, flat.
    Or(Vec<Expr>),
    /// `a and b and c`: two or more, flat.
    And(Vec<Expr>),
    /// `not a`.
    Not(Box<Expr>),
    /// `(a)`: kept for the formatter.
    Paren(Box<Expr>),
    /// A test of a value. Without a subject (`>= 6 and <= 9`, `is "A" or is "B"`) it is a known slip that `check` explains.
    Test {
        /// What is tested.
        subject: Option<Box<Expr>>,
        /// How.
        predicate: Predicate,
    },
    /// `in list vips`, `not in list vips`.
    InList {
        /// `not in list`.
        negated: bool,
        /// The list.
        list: Name,
    },
    /// `a + b`.
    Arithmetic {
        /// `+ - * /`.
        operator: ArithmeticOperator,
        /// Left of it.
        left: Box<Expr>,
        /// Right of it.
        right: Box<Expr>,
    },
    /// `-a` of something that is no literal.
    Negate(Box<Expr>),
    /// `visits`, `engagement.visits`, `internal`.
    Path(Path),
    /// `email domain`, `referrer url host`: the path, then the part (`email`/`url` before the part may be left out).
    Part {
        /// The property.
        of: Path,
        /// Which part.
        part: Part,
        /// The words of the part.
        part_span: Span,
    },
    /// A constant.
    Literal(Literal),
    /// `days since created`.
    DaysSince(Path),
    /// `anniversary of created`; only a window may follow it.
    Anniversary(Path),
    /// `any page_view within 30 days where …`, `no page_view …`.
    EventTest {
        /// `any` or `no`.
        quantifier: EventQuantifier,
        /// Which events.
        query: EventQuery,
    },
    /// `page_view count within 7 days`.
    EventCount(EventQuery),
    /// `days since last email_open`.
    EventDays {
        /// `last` or `first`.
        pick: EventPick,
        /// Which events.
        query: EventQuery,
    },
    /// `sum of purchase.amount within 90 days`.
    Aggregate {
        /// `sum`, `min`, `max`, `avg`.
        function: AggregateFunction,
        /// Which events; its `field` is set.
        query: EventQuery,
    },
    /// `distinct page_view.url count`.
    Distinct(EventQuery),
    /// `last page_view.url`, `first …`.
    Pick {
        /// `last` or `first`.
        pick: EventPick,
        /// Which events; its `field` is set.
        query: EventQuery,
    },
    /// `fired pricing`, `fired engagement.pricing`: only in `expect`.
    Fired(Path),
}

/// `any` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventQuantifier {
    /// At least one.
    Any,
    /// None.
    No,
}

/// `last` or `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventPick {
    /// The latest.
    Last,
    /// The earliest.
    First,
}

/// What an aggregate computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum AggregateFunction {
    Sum,
    Min,
    Max,
    Avg,
}

/// Which events: `page_view within 30 days since last purchase where url contains "/pricing"`.
#[derive(Clone, Debug, PartialEq)]
pub struct EventQuery {
    /// The event kind.
    pub event: Name,
    /// The field behind the dot.
    pub field: Option<Name>,
    /// `within 30 days`.
    pub within: Option<Duration>,
    /// `since last F`.
    pub since_last: Option<Name>,
    /// `where …`.
    pub filter: Option<Box<Expr>>,
    /// All of it, without the leading `any`, `sum of` and so on.
    pub span: Span,
}

/// `+ - * /`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the operators of arithmetic")]
pub enum ArithmeticOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// The part of an e-mail address or a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `email domain`.
    Domain,
    /// `url host`.
    Host,
    /// `url path`.
    Path,
}

/// What is asked of a subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    /// The question.
    pub kind: PredicateKind,
    /// Only the operator's words: `is not`, `>=`, `contains any of`.
    pub operator_span: Span,
    /// Operator and operand.
    pub span: Span,
}

/// The questions.
#[derive(Clone, Debug, PartialEq)]
pub enum PredicateKind {
    /// `is known` (`known: true`), `is unknown`.
    Known {
        /// Which of the two.
        known: bool,
    },
    /// `is V`, `is not V`; `exactly` keeps the case (`is exactly "CTO"`). Also what `==` and `!=` mean.
    Is {
        /// `is not`.
        negated: bool,
        /// `is exactly`.
        exactly: bool,
        /// A literal, a path, or any expression.
        value: Box<Expr>,
    },
    /// `is exactly {…}`, `is not exactly {…}` of a `many of` property.
    IsExactly {
        /// `is not exactly`.
        negated: bool,
        /// The set.
        set: SetExpr,
    },
    /// `<`, `<=`, `>`, `>=`.
    Compare {
        /// Which.
        operator: CompareOperator,
        /// The other side.
        value: Box<Expr>,
    },
    /// `in S`, `not in S`; also what `between`, `is any of` and `is none of` mean.
    In {
        /// `not in`.
        negated: bool,
        /// `in exactly {…}` keeps the case.
        exactly: bool,
        /// The set or range.
        set: SetExpr,
    },
    /// `contains "a"`, `starts with any of {…}`, `has word all of roles`; `has word` is a text operator, `has` is not.
    /// `does not contain "a"` is `Not` around it, `negated: true` here never occurs.
    Text {
        /// Which.
        operator: TextOperator,
        /// One operand, or how many of a set.
        quantifier: Quantifier,
        /// `exactly` keeps the case.
        exactly: bool,
        /// A set for `any of`, `all of`, `none of`; else `SetExpr::One`.
        operand: SetExpr,
    },
    /// `matches /regex/`.
    Matches {
        /// `matches exactly`.
        exactly: bool,
        /// Without its slashes, `\/` turned into `/`; `span` has them.
        regex: Quoted,
    },
    /// `has "A"`, `has any of {…}` of a `many of` property.
    Has {
        /// One operand, or how many of a set.
        quantifier: Quantifier,
        /// A set, or `SetExpr::One`.
        operand: SetExpr,
    },
    /// `before D`.
    Before(Box<Expr>),
    /// `after D`.
    After(Box<Expr>),
    /// `within 30 days`, `within next 30 days`.
    Within {
        /// `within next`.
        next: bool,
        /// How long.
        duration: Duration,
    },
    /// `in this month`.
    InPeriod {
        /// `not in`.
        negated: bool,
        /// `last` is -1, `this` 0, `next` 1.
        period: Period,
    },
}

/// `in last quarter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// `last` is -1, `this` 0, `next` 1.
    pub offset: i8,
    /// Week, month, quarter or year.
    pub unit: Unit,
}

/// `<`, `<=`, `>`, `>=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the operators of comparison")]
pub enum CompareOperator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The operators on text with a needle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum TextOperator {
    Contains,
    StartsWith,
    EndsWith,
    HasWord,
}

/// How many of a set must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Quantifier {
    One,
    AnyOf,
    AllOf,
    NoneOf,
}

/// The right side of `in`, `has any of` and the like.
#[derive(Clone, Debug, PartialEq)]
pub enum SetExpr {
    /// `{ "A", "B" }`.
    Literal(Set),
    /// A set's name.
    Name(Name),
    /// `2..=5`.
    Range(Range),
    /// One operand (a literal or a path), where `Quantifier::One` stands.
    One(Box<Expr>),
}

/// `{ "A", "B" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// Literals, or paths where names are meant (stage arms).
    pub elements: Vec<Expr>,
    /// Braces included.
    pub span: Span,
}

/// `2..=5`, `35..65` (its end is not part of it), `..10`, `6..`.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// A literal or a `let`.
    pub low: Option<Box<Expr>>,
    /// A literal or a `let`.
    pub high: Option<Box<Expr>>,
    /// `..=`.
    pub inclusive: bool,
    /// All of it.
    pub span: Span,
}
