//! The syntax tree: what one file says, with spans, before anything is resolved.
//!
//! One spelling per operator: aliases (`==`, `between 2 and 5`, `is not in`) are already in their one form here.
//! Broken items and rules stay in the tree as [`Broken`], so that a name they define is still known.

mod condition;
mod item;
mod schema;
mod score;
mod word;

pub use condition::{
    AggregateFunction, ArithmeticOperator, CompareOperator, EventPick, EventQuantifier, EventQuery, Expr, ExprKind,
    Part, Period, Predicate, PredicateKind, Quantifier, Range, Set, SetExpr, TextOperator,
};
pub use item::{
    Claim, ClaimKind, Define, Expectation, Let, ListItem, ListSource, SetItem, SetSource, Stage, StageArm,
    StageArmKind, TableCell, TableRow, Test, TestEvent, TestFact, TestFactValue, TestTable, Use,
};
pub use schema::{Contact, Event, EventKey, Field, FieldType, Modifier, ModifierKind, UnknownMarkers};
pub use score::{
    Arm, ArmPattern, Award, Clause, ClauseKind, Decay, Entry, Group, Points, PointsValue, Rule, RuleBody, Score,
    ScoreBody,
};
pub use word::{Duration, Literal, LiteralKind, Name, Path, Quoted};

use crate::base::{SourceId, Span};

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The text it was read from.
    pub source: SourceId,
    /// Everything at the top level, in order.
    pub items: Vec<Item>,
    /// Every comment, `##` ones too, in order of position.
    pub comments: Vec<Comment>,
}

/// A comment with its marks and without its line break.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// From `#` to the end of the line, trailing blanks left out.
    pub span: Span,
    /// `##`.
    pub is_doc: bool,
    /// Without `#`, `##` and the blank behind it.
    pub text: String,
}

/// One item at the top level.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The `##` lines directly above, without their marks.
    pub docs: Vec<String>,
    /// What it is.
    pub kind: ItemKind,
    /// From its first token to its last.
    pub span: Span,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is named for the type it holds")]
pub enum ItemKind {
    Use(Use),
    Contact(Contact),
    Event(Event),
    Let(Let),
    Set(SetItem),
    Define(Define),
    Score(Score),
    /// A rule outside any `score` block; belongs to the score named `score`.
    Rule(Rule),
    Stage(Stage),
    List(ListItem),
    Claim(Claim),
    Test(Test),
    TestTable(TestTable),
    Broken(Broken),
}

/// A stretch that could not be read; its syntax error is already reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// What is skipped.
    pub span: Span,
    /// The name it would have defined, where that could be told (`score fit { …`, `pricing: when …`).
    pub name: Option<Name>,
    /// The word it began with, where it is one of the language's own (`score`, `stage`, `when`).
    pub keyword: Option<String>,
}
