use super::{Broken, Duration, EventQuery, Expr, Literal, Name, Path, Quoted, Range};
use crate::base::Span;

/// `score fit "…" limit … { … }` or `score total = fit + engagement`.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Its name.
    pub name: Name,
    /// Description, limit and owner, in order as written.
    pub clauses: Vec<Clause>,
    /// What makes its points.
    pub body: ScoreBody,
}

/// What makes a score's points.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreBody {
    /// Groups and rules.
    Entries(Vec<Entry>),
    /// `= fit + engagement`.
    Derived(Expr),
}

/// What stands in a `score` block.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is named for the type it holds")]
pub enum Entry {
    Group(Group),
    Rule(Rule),
    Broken(Broken),
}

/// `group email limit -20..=20 { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// `##` lines above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Name,
    /// Description, limit and owner, in order as written.
    pub clauses: Vec<Clause>,
    /// Rules and broken ones; a nested group is a syntax error.
    pub entries: Vec<Entry>,
    /// All of it.
    pub span: Span,
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `##` lines above.
    pub docs: Vec<String>,
    /// `pricing:`.
    pub name: Option<Name>,
    /// What it does.
    pub body: RuleBody,
    /// What stands behind the points, in order as written.
    pub clauses: Vec<Clause>,
    /// From name or first word to the last clause.
    pub span: Span,
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleBody {
    /// `when C score +3`, `score +1 per 10 visits`, `when C score +5 fading over 30 days since created`.
    When {
        /// Without it the points always come.
        condition: Option<Expr>,
        /// The points.
        award: Award,
    },
    /// `match industry { … }`.
    Match {
        /// A path, a part, `days since …`, or a path of an event's field.
        subject: Expr,
        /// What stands behind an event's field: `within 90 days where …`, with the event and the field.
        events: Option<EventQuery>,
        /// In order.
        arms: Vec<Arm>,
        /// Arms that could not be read.
        broken: Vec<Broken>,
    },
    /// `each email_click within 90 days where … score +2`.
    Each {
        /// Which events.
        query: EventQuery,
        /// The points of each.
        award: Award,
    },
}

/// The points of a rule and how they are computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Award {
    /// `+3`.
    pub points: Points,
    /// `per 10 visits`: the step (1 where none is written) and what is counted.
    pub per: Option<(Option<Literal>, Expr)>,
    /// The step where it is a `let` (`per step visits`); then the literal in `per` is none.
    pub per_let: Option<Name>,
    /// `per` and its operand.
    pub per_span: Option<Span>,
}

/// `+3`, `-bofu`, `0`: one token.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// `+`, `-`, or none (right only for `0`; `check` offers the sign).
    pub sign: Option<char>,
    /// The amount.
    pub value: PointsValue,
    /// Sign included.
    pub span: Span,
}

/// The amount of points.
#[derive(Clone, Debug, PartialEq)]
pub enum PointsValue {
    /// Digits as written.
    Number(String),
    /// A `let`.
    Name(Name),
}

/// One arm of a `match`.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// One or several patterns with commas between.
    pub patterns: Vec<ArmPattern>,
    /// Its points.
    pub points: Points,
    /// All of it.
    pub span: Span,
}

/// What an arm takes.
#[derive(Clone, Debug, PartialEq)]
pub enum ArmPattern {
    /// `"Software"`, `12`, `true`, a `let`, an arm of a stage.
    Value(Expr),
    /// `10..200`.
    Range(Range),
    /// A set's literal `{…}`; a set's name is a `Value` until `check` resolves it.
    Set(super::Set),
    /// `unknown`.
    Unknown(Span),
    /// `otherwise`.
    Otherwise(Span),
}

/// One clause behind a rule, or in the head of a group or score.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Which.
    pub kind: ClauseKind,
    /// Its words and operand.
    pub span: Span,
}

/// The clauses.
#[derive(Clone, Debug, PartialEq)]
pub enum ClauseKind {
    /// `"Pricing page in the last 30 days"`.
    Description(Quoted),
    /// `limit -20..=20`; `limit 150` is kept as the range `..=150`.
    Limit(Range),
    /// `up to 10`: digits, or a `let`.
    UpTo(PointsValue),
    /// `halving every 30 days`, `fading over 30 days`, with `since created` on properties.
    Decay(Decay),
    /// `until 2026-12-31`.
    Until(Literal),
    /// `owner "Kim"`.
    Owner(Quoted),
    /// `allow short-contains "reason"`.
    Allow {
        /// Code or name of a finding.
        finding: Name,
        /// Why.
        reason: Option<Quoted>,
    },
}

/// `halving every D`, `fading over D`, optionally `since PROPERTY`.
#[derive(Clone, Debug, PartialEq)]
pub struct Decay {
    /// Halving; else fading.
    pub halving: bool,
    /// The half-life, or the time until nothing is left.
    pub over: Duration,
    /// The date it counts from.
    pub since: Option<Path>,
}
