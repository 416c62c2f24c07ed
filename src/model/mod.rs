//! The typed, resolved rule set: what the rules mean, with every name replaced by what it stands for.
//!
//! Data only. It cannot express an ill-typed rule, never reports errors, and knows the text only by spans.
//! Its JSON form (`serde`) is what the executable specification in `tests/oracle/` reads.

mod condition;
mod operand;
mod query;
mod schema;
mod score;
mod stage;
mod test;

pub use condition::{Comparison, Condition, Define, DefineBody, Quantifier, Question, Test, TextOperator, TextTest};
pub use operand::{ArithmeticOperator, Operand, Part, PointsOf};
pub use query::{AggregateFunction, Query, Which};
pub use schema::{Event, Field, Property, Schema};
pub use score::{Arm, Award, DecayCurve, Formula, Group, Limit, MatchSubject, Rule, RuleBody, Score, ScoreBody};
pub use stage::{ArmName, Claim, List, ListBody, Promise, Stage, StageArm, Verdict};
pub use test::{Expectation, TestCase, TestEvent};

use serde::Serialize;

use crate::base::{Arena, Id};

/// Number of a property.
pub type PropertyId = Id<Property>;
/// Number of a kind of event.
pub type EventId = Id<Event>;
/// Number of a field of an event.
pub type FieldId = Id<Field>;
/// Number of a query.
pub type QueryId = Id<Query>;
/// Number of a `define`.
pub type DefineId = Id<Define>;
/// Number of a score.
pub type ScoreId = Id<Score>;
/// Number of a group.
pub type GroupId = Id<Group>;
/// Number of a rule.
pub type RuleId = Id<Rule>;
/// Number of a stage.
pub type StageId = Id<Stage>;
/// Number of a list.
pub type ListId = Id<List>;

/// A whole rule set.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Model {
    /// Time zone and fiscal year.
    pub settings: Settings,
    /// What a contact is.
    pub schema: Schema,
    /// Which events are looked at; queries that mean the same are one.
    pub queries: Arena<Query>,
    /// Named expressions.
    pub defines: Arena<Define>,
    /// Scores, in the order of the files and of the items in them.
    pub scores: Arena<Score>,
    /// Groups.
    pub groups: Arena<Group>,
    /// Rules.
    pub rules: Arena<Rule>,
    /// Stages.
    pub stages: Arena<Stage>,
    /// Lists.
    pub lists: Arena<List>,
    /// `never` and `always`.
    pub claims: Vec<Claim>,
    /// Everything that is computed, each after all it needs.
    pub order: Vec<Node>,
}

/// What `merit.toml` says that results depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// IANA name.
    pub timezone: String,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_start: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timezone: "UTC".to_owned(), fiscal_start: 1 }
    }
}

/// One thing that is computed for a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "each variant is named for the type it holds")]
pub enum Node {
    Define(DefineId),
    Rule(RuleId),
    Group(GroupId),
    Score(ScoreId),
    Stage(StageId),
    List(ListId),
}
