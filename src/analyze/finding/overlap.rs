//! `overlapping-rules` and `contained-rule`: two rules about one thing that give points for the same value.
//!
//! ```text
//! 201..=1000 +20   ├──────────┤                  both at 1000: +35
//! 1000..     +15              ├─────────
//!
//! 11..        +5   ├────────────────────         whoever meets the lower meets the upper: +10
//! 21..        +5             ├──────────
//! ```
//!
//! A narrower rule that takes away what the wider one gives is a correction and meant; so are points that the limit around
//! them takes away again. Rules of the same values are `duplicate-rule`.

use std::cmp::Ordering;

use super::{
    Ground, asks, beside, example, mend,
    scope::{Family, Member, Scope},
    stretch::Values,
};
use crate::{
    analyze::Answer,
    base::{Applicability, Code, Diagnostic, code},
    model::{Limit, Operand, Rule},
    value::{AsOf, Points},
};

/// Most rules that one rule is held against; a rule that meets more has been told of enough of them.
const MOST: usize = 24;

/// Most findings about one rule.
const TOLD: usize = 3;

pub(super) fn overlaps(ground: &Ground<'_>, scopes: &[Scope<'_>], out: &mut Vec<Diagnostic>) {
    for scope in scopes {
        for family in scope.families.iter().chain(&scope.narrowed) {
            in_family(ground, scope, family, out);
        }
    }
}

/// Each rule is held against those that begin at or before it and do not end before it begins, the nearest beginning first.
/// Where it lies within several, the narrowest is told.
fn in_family(ground: &Ground<'_>, scope: &Scope<'_>, family: &Family<'_>, out: &mut Vec<Diagnostic>) {
    let mut flat: Vec<(&Member<'_>, (i128, i128))> = Vec::new();
    for member in family.members.iter().filter(|member| member.flat.is_some()) {
        flat.extend(member.values.hull().map(|hull| (member, hull)));
    }
    // Of those that begin together the widest comes first, so that what lies in another comes behind it.
    flat.sort_by_key(|(member, (start, end))| (*start, std::cmp::Reverse(*end), member.id));
    let mut open: Vec<(&Member<'_>, i128)> = Vec::new();
    for (member, (start, end)) in flat {
        open.retain(|(_, open_end)| start < *open_end);
        let (mut told, mut is_held) = (0, false);
        for (other, _) in open.iter().rev().take(MOST) {
            let holds = relation(&other.values, &member.values) == Relation::Holds;
            if let Some(found) = overlap(ground, scope, family, other, member).filter(|_| !(holds && is_held)) {
                out.push(found);
                is_held |= holds;
                told += 1;
            }
            if told == TOLD {
                break;
            }
        }
        open.push((member, end));
    }
}

/// How the values of one rule lie to those of another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Apart,
    Same,
    /// The one's hold the other's.
    Holds,
    /// The other's hold the one's.
    Within,
    Overlaps,
}

fn relation(one: &Values, other: &Values) -> Relation {
    match (one.holds(other), other.holds(one)) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Holds,
        (false, true) => Relation::Within,
        (false, false) if one.both(other).is_none_or(|both| both.is_empty()) => Relation::Apart,
        (false, false) => Relation::Overlaps,
    }
}

fn overlap(
    ground: &Ground<'_>,
    scope: &Scope<'_>,
    family: &Family<'_>,
    one: &Member<'_>,
    other: &Member<'_>,
) -> Option<Diagnostic> {
    let relation = relation(&one.values, &other.values);
    if is_swallowed(scope.limit, one.flat?, other.flat?) || !is_lasting(ground, family, one, other, relation) {
        return None;
    }
    let candidate = match relation {
        Relation::Overlaps => overlapping(ground, scope, family, one, other)?,
        Relation::Holds => contained(ground, scope, family, (one, other))?,
        Relation::Within => contained(ground, scope, family, (other, one))?,
        Relation::Apart | Relation::Same => return None,
    };
    let both = one.values.both(&other.values)?;
    match example::of_both(ground, &family.thing, &both, [one.id, other.id]) {
        Answer::Found(witness) => Some(ground.shown(candidate, &witness)),
        answer => {
            // Values of a property are free; points and events need not be able to reach what two rules share.
            let is_free = matches!(family.thing.operand, Operand::Property(_) | Operand::DaysSince(_));
            let is_free = is_free && family.besides.is_none();
            debug_assert!(!is_free, "`{}` and `{}`: {answer:?}", one.rule.text, other.rule.text);
            None
        }
    }
}

/// Whether it is so every day.
fn is_lasting(ground: &Ground<'_>, family: &Family<'_>, one: &Member<'_>, other: &Member<'_>, today: Relation) -> bool {
    let on = |day: &AsOf| {
        let (one, other) = (one.values_on(ground.model(), day)?, other.values_on(ground.model(), day)?);
        Some(relation(&one, &other))
    };
    !family.thing.is_relative || ground.days().iter().all(|day| on(day) == Some(today))
}

/// Two rules whose ranges share values, neither within the other.
fn overlapping(
    ground: &Ground<'_>,
    scope: &Scope<'_>,
    family: &Family<'_>,
    one: &Member<'_>,
    other: &Member<'_>,
) -> Option<Diagnostic> {
    // In order of text: the later one is to be mended.
    let (first, second) = if one.id < other.id { (one, other) } else { (other, one) };
    let (first_points, second_points) = (first.flat?, second.flat?);
    let both = first.values.both(&second.values)?;
    let name = family.thing.name(ground.model());
    let besides = family.besides.as_ref().map_or_else(String::new, |besides| format!(" with `{besides}`"));
    let message = format!(
        "{}`{name}` {}{besides} gets both {} and {}{}",
        family.thing.when(),
        family.thing.shown(&both),
        first_points.signed(),
        second_points.signed(),
        together(scope, first_points, second_points)
    );
    let found = told(&code::OVERLAPPING_RULES, second.rule, message, format!("gives {}", second_points.signed()))?;
    let found = beside(found, first.rule, format!("gives {}", first_points.signed()));
    Some(
        mend::apart(ground, &family.thing, first, second)
            .into_iter()
            .fold(found, |found, (text, edit)| found.fix(format!("write `{text}`"), Applicability::Unsafe, vec![edit])),
    )
}

/// Whoever meets the narrow rule meets the wide one.
fn contained(
    ground: &Ground<'_>,
    scope: &Scope<'_>,
    family: &Family<'_>,
    (wide, narrow): (&Member<'_>, &Member<'_>),
) -> Option<Diagnostic> {
    let (wide_points, narrow_points) = (wide.flat?, narrow.flat?);
    let is_all = wide.values.holds(&family.thing.all());
    if wide.is_malus != narrow.is_malus || is_all || wide.rule.until != narrow.rule.until {
        return None;
    }
    let found = within(scope, (narrow.rule, narrow_points), (wide.rule, wide_points))?;
    Some(match mend::without(ground, &family.thing, wide, narrow) {
        Some((text, edit)) => {
            found.fix(format!("to give one of the two only, write `{text}`"), Applicability::Unsafe, vec![edit])
        }
        None => found,
    })
}

/// Whoever meets the first rule meets the second, and gets the points of both.
pub(super) fn within(
    scope: &Scope<'_>,
    (narrow, narrow_points): (&Rule, Points),
    (wide, wide_points): (&Rule, Points),
) -> Option<Diagnostic> {
    let message = format!(
        "whoever meets `{}` meets `{}` too, and gets {} and {}{}",
        asks(narrow),
        asks(wide),
        narrow_points.signed(),
        wide_points.signed(),
        together(scope, narrow_points, wide_points)
    );
    let found = told(&code::CONTAINED_RULE, narrow, message, format!("gives {} more", narrow_points.signed()))?;
    let found = beside(found, wide, format!("gives {} to these already", wide_points.signed()));
    Some(
        found.help(
            "where the steps are meant to add up, say so behind the rule: `allow contained-rule \"steps add up\"`",
        ),
    )
}

fn told(code: &'static Code, rule: &Rule, message: String, at: String) -> Option<Diagnostic> {
    Some(Diagnostic::new(code, rule.span?, message).at(at))
}

fn together(scope: &Scope<'_>, one: Points, other: Points) -> String {
    let Some(sum) = one.checked_add(other) else { return String::new() };
    format!(", together {}{}", sum.signed(), cut(scope.limit, &scope.name, sum))
}

/// What a limit leaves of points that it cuts: `, of which the limit of `person` leaves +20`.
pub(super) fn cut(limit: Limit, name: &str, sum: Points) -> String {
    let left = sum.clamp_to(limit.min, limit.max);
    let is_cut = if sum > Points::ZERO { left < sum } else { sum < left };
    if is_cut { format!(", of which the limit of `{name}` leaves {}", left.signed()) } else { String::new() }
}

/// Whether the limit around both leaves no more of the two than of one: then the larger is to be given, and it is meant.
pub(super) fn is_swallowed(limit: Limit, one: Points, other: Points) -> bool {
    let limited = |points: Points| points.clamp_to(limit.min, limit.max);
    let Some(sum) = one.checked_add(other) else { return true };
    let farthest = if one.max(other) > Points::ZERO { one.max(other) } else { one.min(other) };
    let is_one_way = one.cmp(&Points::ZERO) == other.cmp(&Points::ZERO) && one.cmp(&Points::ZERO) != Ordering::Equal;
    is_one_way && limited(sum) == limited(farthest)
}
