//! What changes by itself, as sentences: takes dates and what becomes of it, gives words.

use super::lines::{Piece, Style, safe};
use crate::{
    value::Points,
    why::{Course, Explanation, ListTrace, StageTrace, Turn},
};

/// Parts of a score's course that are told one by one, behind the first.
const STRETCHES: usize = 2;

/// Changes of a rule's points beyond which it is said to fade.
const STEPS: usize = 5;

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

/// `total falls from 66 to 63 on 2026-04-12, then rises to 80 on 2026-05-01`; of scores that are made of others where there are such.
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
    let Some((begins, rest)) = course.stretches.split_first() else { return text };
    if begins.changes > 1 {
        text.push_str(&format!(", and step by step to {} by {}", begins.to, begins.date));
    }
    if rest.len() > STRETCHES {
        let all = || course.stretches.iter().map(|stretch| stretch.to).chain([first.from, first.to]);
        let (least, most) = (all().min().unwrap_or(first.to), all().max().unwrap_or(first.to));
        text.push_str(&format!(
            ", then up and down between {least} and {most}, to {} by {}",
            course.last, course.last_date
        ));
        return text;
    }
    for stretch in rest {
        let verb = if stretch.is_up { "rises" } else { "falls" };
        let by = if stretch.changes > 1 { "by" } else { "on" };
        text.push_str(&format!(", then {verb} to {} {by} {}", stretch.to, stretch.date));
    }
    text
}

/// `pricing stops giving +15 on 2026-04-12`, `pricing gives +10 in place of +15 from 2026-04-12, and nothing from 2026-05-12`.
pub(super) fn rule(explanation: &Explanation, turn: &Turn) -> Option<String> {
    let rule = explanation.rules.get(turn.rule)?;
    let name = safe(rule.name.as_ref().unwrap_or(&rule.id));
    if let Some(before) = &turn.before {
        let (from, to, date) = (before.from.signed(), before.to.signed(), before.date);
        return Some(if before.changes > STEPS {
            format!("{name} goes from {from} step by step to nothing, from {date} to {}", turn.date)
        } else {
            format!("{name} gives {to} in place of {from} from {date}, and nothing from {}", turn.date)
        });
    }
    Some(if turn.to == Points::ZERO {
        format!("{name} stops giving {} on {}", turn.from.signed(), turn.date)
    } else {
        format!("{name} begins to give {} on {}", turn.to.signed(), turn.date)
    })
}
