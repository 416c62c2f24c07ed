//! What changes by itself, as sentences: takes dates and what becomes of it, gives words.

use super::lines::{Piece, Style, safe};
use crate::{
    value::Points,
    why::{Course, Explanation, ListTrace, StageTrace, Turn},
};

/// `falls below mql on 2026-04-12 if nothing happens, to subscriber`.
pub(super) fn stage(explanation: &Explanation, stage: &StageTrace) -> Option<Piece> {
    let mut changes = explanation.expires.iter().filter(|expiry| expiry.stage == stage.name);
    let first = changes.next()?;
    let mut text = if first.is_better {
        format!("rises to {} on {} if nothing happens", first.to, first.date)
    } else {
        format!("falls below {} on {} if nothing happens, to {}", first.from, first.date, first.to)
    };
    if let Some(next) = changes.next() {
        let verb = if next.is_better { "rises" } else { "falls" };
        text.push_str(&format!("; {verb} to {} on {}", next.to, next.date));
    }
    Some((if first.is_better { Style::Good } else { Style::Bad }, safe(&text)))
}

/// `leaves on 2026-04-12 if nothing happens`.
pub(super) fn list(explanation: &Explanation, list: &ListTrace) -> Option<Piece> {
    let first = explanation.moves.iter().find(|of| of.list == list.name)?;
    let verb = if first.is_in { "enters" } else { "leaves" };
    Some((Style::Plain, format!("{verb} on {} if nothing happens", first.date)))
}

/// `total falls from 66 to 63 on 2026-04-12`; of scores that are made of others where there are such.
pub(super) fn scores(explanation: &Explanation) -> Vec<String> {
    let is_derived = |name: &str| explanation.scores.iter().any(|score| score.name == name && score.formula.is_some());
    let has_derived = explanation.scores.iter().any(|score| score.formula.is_some());
    let courses = explanation.courses.iter().filter(|course| !has_derived || is_derived(&course.first.name));
    courses.map(course).collect()
}

fn course(course: &Course) -> String {
    let first = &course.first;
    let verb = if first.to < first.from { "falls" } else { "rises" };
    let mut text = format!("{} {verb} from {} to {} on {}", safe(&first.name), first.from, first.to, course.date);
    if course.changes > 1 {
        text.push_str(&format!(", and step by step to {} by {}", course.last, course.last_date));
    }
    text
}

/// `pricing stops giving +15 on 2026-04-12`.
pub(super) fn rule(explanation: &Explanation, turn: &Turn) -> Option<String> {
    let rule = explanation.rules.get(turn.rule)?;
    let name = safe(rule.name.as_ref().unwrap_or(&rule.id));
    Some(if turn.to == Points::ZERO {
        format!("{name} stops giving {} on {}", turn.from.signed(), turn.date)
    } else {
        format!("{name} begins to give {} on {}", turn.to.signed(), turn.date)
    })
}
