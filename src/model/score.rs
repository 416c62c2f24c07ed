use serde::Serialize;

use super::{Condition, GroupId, Operand, PointsOf, QueryId, RuleId, ScoreId, StageId};
use crate::{
    base::Span,
    value::{Date, Decimal, Points},
};

/// `limit A..=B`; both ends belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// Least points.
    pub min: Option<Points>,
    /// Most points.
    pub max: Option<Points>,
}

/// One score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// `##` lines.
    pub docs: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Applied last.
    pub limit: Limit,
    /// What makes its points.
    pub body: ScoreBody,
    /// Its name's place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What makes a score's points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum ScoreBody {
    /// The sum of its groups (after their limits) and of its ungrouped rules.
    Sum {
        /// In order of text.
        groups: Vec<GroupId>,
        /// Rules outside groups, in order of text.
        rules: Vec<RuleId>,
    },
    /// `= fit + engagement`.
    Derived(Formula),
}

/// The formula of a derived score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Formula {
    /// Points of a score, group or rule.
    Points(PointsOf),
    /// A constant.
    Constant(Points),
    /// Summed exactly.
    Sum(Vec<Formula>),
    /// Sign changed.
    Negate(Box<Formula>),
    /// Multiplied by a constant and rounded once, half away from zero.
    Product {
        /// The constant.
        factor: Decimal,
        /// What it multiplies.
        of: Box<Formula>,
    },
}

/// One group of rules.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Its name, unique in its score.
    pub name: String,
    /// The score it belongs to.
    pub score: ScoreId,
    /// What people call it.
    pub description: Option<String>,
    /// `##` lines.
    pub docs: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Applied to the sum of its rules.
    pub limit: Limit,
    /// In order of text.
    pub rules: Vec<RuleId>,
    /// Its name's place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// `engagement.pricing`, or `engagement.visits#2` where the rule has no name (`engagement#2` outside groups; counted
    /// from 1 among all rules of the group, or of the score's ungrouped ones).
    pub id: String,
    /// The name given.
    pub name: Option<String>,
    /// The score it gives points to.
    pub score: ScoreId,
    /// The group it stands in.
    pub group: Option<GroupId>,
    /// In canonical form on one line, without name and clauses: `when visits in 2..=5 score +3`.
    pub text: String,
    /// The description string.
    pub description: Option<String>,
    /// `##` lines.
    pub docs: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Last day it gives points.
    pub until: Option<Date>,
    /// `up to M`: the points' magnitude is M at most.
    pub up_to: Option<Points>,
    /// What it does.
    pub body: RuleBody,
    /// All of it.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What a rule does. Past `until` it does nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum RuleBody {
    /// Gives its award while the condition (where there is one) is true.
    When {
        /// The condition.
        condition: Option<Condition>,
        /// The points.
        award: Award,
    },
    /// Gives the points of the first arm whose condition is true; arms do not overlap.
    Match {
        /// What is looked at.
        subject: MatchSubject,
        /// The arms with values, in order of text.
        arms: Vec<Arm>,
        /// Points where the subject is known and no arm took it.
        otherwise: Option<Points>,
        /// Points where the subject is unknown.
        unknown: Option<Points>,
    },
    /// `each email_click … score +2`: gives points for every event.
    Each {
        /// Which events.
        query: QueryId,
        /// The points of each.
        points: Points,
        /// How they fall with the days since the event.
        curve: Option<DecayCurve>,
    },
    /// `match form_submission.form { … }`: every event gives the points of the first arm whose condition is true for it.
    MatchEach {
        /// Which events.
        query: QueryId,
        /// The field that is looked at: [`Operand::Field`] or [`Operand::FieldPart`].
        subject: Operand,
        /// The arms with values, in order of text.
        arms: Vec<Arm>,
        /// Points of an event whose subject is known and that no arm took.
        otherwise: Option<Points>,
        /// Points of an event whose subject is unknown.
        unknown: Option<Points>,
    },
}

/// What a `match` looks at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum MatchSubject {
    /// A value; unknown takes the `unknown` arm.
    Operand(Operand),
    /// A stage; never unknown.
    Stage(StageId),
}

/// One arm of a `match`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arm {
    /// True where the arm takes the subject.
    pub condition: Condition,
    /// Its points.
    pub points: Points,
    /// Its patterns in canonical form: `"Software"`, `10..200`.
    pub text: String,
    /// All of it.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// The points of a `when`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Award {
    /// Always the same.
    Flat(Points),
    /// N × floor(operand / step); unknown or negative operands give 0.
    Per {
        /// N.
        points: Points,
        /// Greater than 0.
        step: Decimal,
        /// A number.
        of: Operand,
    },
    /// Less as time goes by since a date; unknown dates give 0, dates after as-of give all of it.
    Decay {
        /// What it begins with.
        points: Points,
        /// How it falls.
        curve: DecayCurve,
        /// A date or datetime.
        since: Operand,
    },
}

/// How points fall with the days d that have passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DecayCurve {
    /// N·2^(−d/D).
    Halving {
        /// D, in days.
        days: u32,
    },
    /// N·(D−d)/D, 0 from day D.
    Fading {
        /// D, in days.
        days: u32,
    },
}
