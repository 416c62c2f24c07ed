//! What changes by itself, with names: takes [`Later`], gives stages, rules, scores and lists as explanations tell them.

use super::{Course, Expiry, Later, Move, RuleTurn, ScoreChange, Turn, trace::arm_name};
use crate::model::Model;

/// Stages, by date.
pub(super) fn expires(model: &Model, later: &Later) -> Vec<Expiry> {
    let turns = later.stages.iter().filter_map(|turn| {
        let stage = model.stages.get(turn.stage)?;
        Some(Expiry {
            stage: stage.name.clone(),
            from: arm_name(stage, turn.from).0,
            to: arm_name(stage, turn.to).0,
            is_better: turn.to < turn.from,
            date: turn.date,
        })
    });
    turns.collect()
}

/// Rules, by date.
pub(super) fn turns(later: &Later) -> Vec<Turn> {
    let turn = |turn: &RuleTurn| Turn { rule: turn.rule.index(), from: turn.from, to: turn.to, date: turn.date };
    later.rules.iter().map(turn).collect()
}

/// Scores, in order of text.
pub(super) fn courses(model: &Model, later: &Later) -> Vec<Course> {
    let courses = model.scores.iter().filter_map(|(id, score)| {
        let of_score = || later.scores.iter().filter(|turn| turn.score == id);
        let (first, last) = (of_score().next()?, of_score().next_back()?);
        Some(Course {
            first: ScoreChange { name: score.name.clone(), from: first.from, to: first.to },
            date: first.date,
            changes: of_score().count(),
            last: last.to,
            last_date: last.date,
        })
    });
    courses.collect()
}

/// Lists, by date.
pub(super) fn moves(model: &Model, later: &Later) -> Vec<Move> {
    let moves = later.lists.iter().filter_map(|turn| {
        let list = model.lists.get(turn.list)?.name.clone();
        Some(Move { list, is_in: turn.is_in, date: turn.date })
    });
    moves.collect()
}
