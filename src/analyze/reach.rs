//! What a rule set can come to: takes a search, gives the least and the most points of each score and group, and which
//! arms of stages and which lists some contact reaches.
//!
//! Every contact that is told is as plain as can be. Knows nothing of how any of it is shown.

use super::{Answer, Bound, Bounds, Goal, Known, Matter, Measure, Search, Wanted};
use crate::model::{GroupId, ListId, PointsOf, ScoreId, StageId};

/// What a rule set can come to, in the order of the model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    /// The points of each score.
    pub scores: Vec<(ScoreId, Bounds)>,
    /// The points of each group, after its limit.
    pub groups: Vec<(GroupId, Bounds)>,
    /// Each name of each stage, by its place among the names: whether some contact is it.
    pub stages: Vec<(StageId, u32, Answer)>,
    /// Whether some contact is in the list.
    pub lists: Vec<(ListId, Answer)>,
}

/// What the searched rule set can come to.
pub fn reach(search: &Search<'_>) -> Reach {
    let model = search.plan().model();
    let mut known = Known::default();
    Reach {
        scores: model.scores.ids().map(|id| (id, bounds(search, PointsOf::Score(id)))).collect(),
        groups: model.groups.ids().map(|id| (id, bounds(search, PointsOf::Group(id)))).collect(),
        stages: model
            .stages
            .iter()
            .flat_map(|(id, stage)| (0..).zip(&stage.names).map(move |(place, _)| (id, place)))
            .map(|(id, place)| (id, place, found(search, &mut known, Matter::Stage(id, place))))
            .collect(),
        lists: model.lists.ids().map(|id| (id, found(search, &mut known, Matter::Listed(id)))).collect(),
    }
}

fn bounds(search: &Search<'_>, of: PointsOf) -> Bounds {
    let measure = Measure::Of(of);
    let Bounds { min, max } = search.bounds(measure);
    let plain = |bound: Bound| {
        let reached =
            bound.reached.map(|(points, witness)| (points, Box::new(search.plain_points(&witness, measure, points))));
        Bound { reached, ..bound }
    };
    Bounds { min: plain(min), max: plain(max) }
}

fn found(search: &Search<'_>, known: &mut Known, matter: Matter) -> Answer {
    let goal = Goal::of(matter, Wanted::True);
    match known.find(search, &goal) {
        Answer::Found(witness) => Answer::Found(Box::new(search.plain(&witness, &goal))),
        other => other,
    }
}
