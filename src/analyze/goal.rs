//! What is asked of all contacts at once: takes nothing, only says which things are to have which truths.

use crate::{
    exec::Evaluation,
    model::{GroupId, ListId, PointsOf, RuleId, ScoreId, StageId},
    plan::Logic,
    value::Points,
};

/// Things that are all to be so for one contact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goal {
    /// Each with what it is to be; none: every contact will do.
    pub wants: Vec<(Matter, Wanted)>,
}

/// Something that is true, false or unknown of a contact.
#[derive(Clone, Debug, PartialEq)]
pub enum Matter {
    /// A condition of the plan, or one made of its atoms.
    Condition(Logic),
    /// The rule did what it is there for ([`RuleOutcome::fired`](crate::exec::RuleOutcome::fired)).
    Fired(RuleId),
    /// A `match` took this arm: its place, behind all `otherwise` and then `unknown`.
    Arm(RuleId, usize),
    /// A stage took this arm, by its place; none: `otherwise`.
    StageArm(StageId, Option<usize>),
    /// A stage is this, by the place of the name.
    Stage(StageId, u32),
    /// The contact is in a list.
    Listed(ListId),
    /// Points lie from the one to the other, ends included; none: no end.
    Points(Measure, Option<Points>, Option<Points>),
}

/// Points of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// After its limit.
    Of(PointsOf),
    /// Before its own limit; of a rule, before `up to`.
    BeforeLimit(PointsOf),
}

/// What a matter is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they say what they are")]
pub enum Wanted {
    True,
    False,
    Unknown,
    NotTrue,
    NotFalse,
    Known,
}

impl Goal {
    /// One matter is to be so.
    pub fn of(matter: Matter, wanted: Wanted) -> Self {
        Self { wants: vec![(matter, wanted)] }
    }

    /// And another, too.
    #[must_use]
    pub fn and(mut self, matter: Matter, wanted: Wanted) -> Self {
        self.wants.push((matter, wanted));
        self
    }

    /// Whether it is reached for the contact of an evaluation.
    pub fn is_met(&self, evaluation: &Evaluation<'_>) -> bool {
        self.wants.iter().all(|(matter, wanted)| wanted.is(matter.truth(evaluation)))
    }
}

impl Wanted {
    /// Whether a truth is what is wanted.
    pub fn is(self, truth: Option<bool>) -> bool {
        match self {
            Wanted::True => truth == Some(true),
            Wanted::False => truth == Some(false),
            Wanted::Unknown => truth.is_none(),
            Wanted::NotTrue => truth != Some(true),
            Wanted::NotFalse => truth != Some(false),
            Wanted::Known => truth.is_some(),
        }
    }
}

impl Matter {
    /// Its truth for the contact of an evaluation.
    pub fn truth(&self, evaluation: &Evaluation<'_>) -> Option<bool> {
        let outcome = evaluation.outcome();
        match self {
            Matter::Condition(logic) => evaluation.logic(logic),
            Matter::Fired(rule) => outcome.rules.get(rule.index())?.fired,
            Matter::Arm(rule, arm) => Some(outcome.rules.get(rule.index())?.arm == Some(*arm)),
            Matter::StageArm(stage, arm) => Some(outcome.stages.get(stage.index())?.arm == *arm),
            Matter::Stage(stage, name) => Some(outcome.stages.get(stage.index())?.name == *name),
            Matter::Listed(list) => outcome.lists.get(list.index()).copied(),
            Matter::Points(measure, low, high) => {
                let points = measure.points(evaluation);
                Some(low.is_none_or(|low| low <= points) && high.is_none_or(|high| points <= high))
            }
        }
    }
}

impl Measure {
    /// The points for the contact of an evaluation.
    pub fn points(self, evaluation: &Evaluation<'_>) -> Points {
        let outcome = evaluation.outcome();
        let limited = |limited: Option<&crate::exec::Limited>, is_before: bool| {
            limited.map_or(Points::ZERO, |limited| if is_before { limited.before_limit } else { limited.points })
        };
        let (of, is_before) = match self {
            Measure::Of(of) => (of, false),
            Measure::BeforeLimit(of) => (of, true),
        };
        match of {
            PointsOf::Score(score) => limited(outcome.scores.get(ScoreId::index(score)), is_before),
            PointsOf::Group(group) => limited(outcome.groups.get(GroupId::index(group)), is_before),
            PointsOf::Rule(rule) => outcome
                .rules
                .get(rule.index())
                .map_or(Points::ZERO, |rule| if is_before { rule.before_limit } else { rule.points }),
        }
    }
}
