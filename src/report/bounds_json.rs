use serde_json::{Value, json};

use super::Bounded;
use crate::{
    analyze::{Answer, Bound, Bounds},
    model::{Model, PointsOf},
    plan::points_name,
};

/// What a rule set can come to, as one JSON object on several lines. An end that nobody has proven is null, and so is
/// `reachable` where it is not decided; why an end is not exact is its reason.
pub fn bounds(bounded: &Bounded<'_>) -> String {
    let Bounded { model, reach, .. } = bounded;
    let scores = reach.scores.iter().map(|(id, bounds)| of_points(model, PointsOf::Score(*id), bounds));
    let groups = reach.groups.iter().map(|(id, bounds)| of_points(model, PointsOf::Group(*id), bounds));
    let stages = reach.stages.iter().filter_map(|(id, place, answer)| {
        let stage = model.stages.get(*id)?;
        let arm = stage.names.get(*place as usize)?;
        Some(json!({
            "name": stage.name,
            "arm": arm.name,
            "reachable": reachable(answer),
            "witness": answer.witness().map(|witness| witness.to_json(model)),
        }))
    });
    let lists = reach.lists.iter().filter_map(|(id, answer)| {
        Some(json!({
            "name": model.lists.get(*id)?.name,
            "reachable": reachable(answer),
            "witness": answer.witness().map(|witness| witness.to_json(model)),
        }))
    });
    let all = json!({
        "scores": scores.collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "stages": stages.collect::<Vec<_>>(),
        "lists": lists.collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}

fn of_points(model: &Model, of: PointsOf, bounds: &Bounds) -> Value {
    let points = |bound: &Bound| bound.proven.map(|points| points.to_json());
    let reason = |bound: &Bound| bound.reason.as_ref().map(ToString::to_string);
    let witness = |bound: &Bound| bound.reached.as_ref().map(|(_, witness)| witness.to_json(model));
    json!({
        "name": points_name(model, of),
        "min": points(&bounds.min),
        "max": points(&bounds.max),
        "exact": bounds.min.is_exact() && bounds.max.is_exact(),
        "min_witness": witness(&bounds.min),
        "max_witness": witness(&bounds.max),
        "min_reason": reason(&bounds.min),
        "max_reason": reason(&bounds.max),
    })
}

fn reachable(answer: &Answer) -> Option<bool> {
    match answer {
        Answer::Found(_) => Some(true),
        Answer::Impossible => Some(false),
        Answer::Undecided(_) => None,
    }
}
