//! What changes by itself, with names: takes [`Later`], gives stages, rules, scores and lists as explanations tell them.

use super::{
    Course, Expiry, Later, Move, RuleTurn, ScoreChange, ScoreTurn, Stretch, Turn, TurnBefore, trace::arm_name,
};
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
    let turn = |(at, turn): (usize, &RuleTurn)| {
        // What came before an earlier turn is told there.
        let is_first = !later.rules.iter().take(at).any(|earlier| earlier.rule == turn.rule);
        let is_before = |shift: &&RuleTurn| shift.rule == turn.rule && shift.date < turn.date && is_first;
        let mut shifts = later.shifts.iter().filter(is_before);
        let before = shifts.next().map(|shift| TurnBefore {
            from: shift.from,
            to: shift.to,
            date: shift.date,
            changes: 1 + shifts.count(),
        });
        Turn { rule: turn.rule.index(), before, from: turn.from, to: turn.to, date: turn.date }
    };
    later.rules.iter().enumerate().map(turn).collect()
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
            stretches: stretches(of_score()),
        })
    });
    courses.collect()
}

fn stretches<'t>(turns: impl Iterator<Item = &'t ScoreTurn>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for turn in turns {
        let is_up = turn.to > turn.from;
        let changes = match stretches.last() {
            Some(last) if last.is_up == is_up => stretches.pop().map_or(0, |last| last.changes),
            _ => 0,
        };
        stretches.push(Stretch { to: turn.to, date: turn.date, changes: changes + 1, is_up });
    }
    stretches
}

/// Lists, by date.
pub(super) fn moves(model: &Model, later: &Later) -> Vec<Move> {
    let moves = later.lists.iter().filter_map(|turn| {
        let list = model.lists.get(turn.list)?.name.clone();
        Some(Move { list, is_in: turn.is_in, date: turn.date })
    });
    moves.collect()
}
