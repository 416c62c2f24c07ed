//! The instructions of a plan: takes nothing, only says what each rule, stage and list does with its conditions.
//!
//! Groups, scores and formulas are instructions already as the model has them.

use std::collections::BTreeSet;

use super::Logic;
use crate::{
    model::{DecayCurve, EventId, MatchSubject, Operand, QueryId},
    value::{Date, Decimal, Points, Window},
};

/// `rule`: points for a contact.
#[derive(Clone, Debug)]
pub struct RuleStep {
    /// The last day on which it does anything.
    pub until: Option<Date>,
    /// Its points are never further from 0 than this.
    pub up_to: Option<Points>,
    /// What it does.
    pub body: RuleBodyStep,
}

/// What a rule does.
#[derive(Clone, Debug)]
pub enum RuleBodyStep {
    /// Gives the award while the condition is true, or always where it has none.
    When {
        /// The condition.
        condition: Option<Logic>,
        /// The points.
        award: AwardStep,
    },
    /// Gives the points of the first arm that is true.
    Match {
        /// What is looked at; unknown takes `unknown`.
        subject: MatchSubject,
        /// The arms that have values.
        arms: Vec<ArmStep>,
        /// Where the subject is known and no arm took it.
        otherwise: Option<Points>,
        /// Where the subject is unknown.
        unknown: Option<Points>,
    },
    /// Gives points for every event.
    Each {
        /// Which events.
        query: QueryId,
        /// The points of each.
        points: Points,
        /// The points of each by the days passed since, where they fall.
        table: Option<DecayTable>,
    },
    /// Gives for every event the points of the first arm that is true for it.
    MatchEach {
        /// Which events.
        query: QueryId,
        /// The field that is looked at.
        subject: Operand,
        /// The arms that have values.
        arms: Vec<ArmStep>,
        /// Of an event whose subject is known and that no arm took.
        otherwise: Option<Points>,
        /// Of an event whose subject is unknown.
        unknown: Option<Points>,
    },
}

/// Which events are looked at.
#[derive(Clone, Debug)]
pub struct QueryStep {
    /// Their kind.
    pub event: EventId,
    /// When they were.
    pub window: Option<Window>,
    /// Later than the last event of this kind.
    pub since_last: Option<EventId>,
    /// True for them.
    pub filter: Option<Logic>,
    /// Where queries on this kind share the filter: its number among such filters, under which the answer for each event
    /// can be kept.
    pub shared: Option<usize>,
}

/// One arm of a `match`.
#[derive(Clone, Debug)]
pub struct ArmStep {
    /// True where it takes the subject.
    pub condition: Logic,
    /// Its points.
    pub points: Points,
}

/// The points of a `when`.
#[derive(Clone, Debug)]
pub enum AwardStep {
    /// Always the same.
    Flat(Points),
    /// N for each whole step in a number.
    Per {
        /// N.
        points: Points,
        /// Greater than 0.
        step: Decimal,
        /// A number.
        of: Operand,
    },
    /// Less as days go by since a date.
    Decay {
        /// The points by days passed.
        table: DecayTable,
        /// A date or datetime.
        since: Operand,
    },
}

/// `stage`: the first arm that is true, else `otherwise`.
#[derive(Clone, Debug)]
pub struct StageStep {
    /// The place of each arm's name in the stage's names, and when it takes a contact.
    pub arms: Vec<(u32, Logic)>,
    /// The place of the name of `otherwise`.
    pub otherwise: u32,
}

/// `list`: who is in it.
#[derive(Clone, Debug)]
pub enum ListStep {
    /// Condition true, exception not true.
    When {
        /// Who is in.
        condition: Logic,
        /// Who is not, all the same.
        except: Option<Logic>,
    },
    /// These keys.
    Keys(BTreeSet<String>),
}

/// The points that are left of a decaying award, by whole days passed. Made once, with integers.
#[derive(Clone, Debug)]
pub struct DecayTable {
    /// What it begins with.
    pub points: Points,
    /// How it falls.
    pub curve: DecayCurve,
    /// The points of day 0, 1, …, until they are 0 or the table is long enough.
    days: Vec<Points>,
}

/// Days that are worth a place in the table: nearly three years. Later ones are computed when asked for.
const TABLED: i64 = 1024;

impl DecayTable {
    /// The table of an award.
    pub fn new(points: Points, curve: DecayCurve) -> Self {
        let days =
            (0..TABLED).map(|day| remaining(points, curve, day)).take_while(|left| *left != Points::ZERO).collect();
        Self { points, curve, days }
    }

    /// What is left after so many days; before the date, all of it.
    pub fn after(&self, days: i64) -> Points {
        let day = usize::try_from(days.max(0)).unwrap_or(usize::MAX);
        self.days.get(day).copied().unwrap_or_else(|| remaining(self.points, self.curve, days))
    }
}

fn remaining(points: Points, curve: DecayCurve, days: i64) -> Points {
    match curve {
        DecayCurve::Halving { days: half_life } => points.halving(days, half_life),
        DecayCurve::Fading { days: over } => points.fading(days, over),
    }
}
