//! `gap` between arms of a stage: takes the arms that ask for points of one thing, gives the holes that somebody falls through.
//!
//! ```text
//! sql  s >= 60             ├───────────
//! mql  s in 30..59   ├────┤                59 is neither, and falls to `otherwise`
//! ```
//!
//! A hole may be what an arm below is for: hot from 60, cold below 0, and the rest. So a hole with those in it of whom nothing
//! is known is never told, and one wider than a point only where the arm has them, too, outside of it.

use std::collections::BTreeMap;

use super::{
    Ground,
    asked::{Thing, asked},
    culprit::{inner_end, logic},
    gap::may_take,
    mend,
    stretch::{Stretch, Values, opposite},
};
use crate::{
    analyze::{Answer, Goal, Known, Matter, Measure, Wanted, Witness},
    base::{Applicability, Diagnostic, Label, code},
    exec::evaluate,
    model::{Condition, Operand, PointsOf, Stage, StageArm, StageId},
    plan::Logic,
    value::{Bound, Points, Scalar},
};

/// More arms are not held against each other.
const MOST_ARMS: usize = 64;

/// One point.
const ONE: i64 = 10_000;

/// Most holes of one stage that are looked into.
const MOST: usize = 20;

/// What an arm asks of points.
struct Ask<'m> {
    place: usize,
    arm: &'m StageArm,
    thing: Thing,
    of: PointsOf,
    values: Values,
    /// The part of the arm that asks it, where it is one.
    part: Option<&'m Condition>,
    /// What else the arm asks for.
    guards: Vec<Logic>,
}

/// A hole between two arms.
struct Hole<'a, 'm> {
    lower: &'a Ask<'m>,
    upper: &'a Ask<'m>,
    stretch: Stretch,
    /// The least and the most points in it.
    ends: (Points, Points),
}

/// Reports holes between the arms of each stage.
pub(super) fn gaps(ground: &Ground<'_>, known: &mut Known, out: &mut Vec<Diagnostic>) {
    for (id, stage) in ground.model().stages.iter() {
        if stage.arms.len() > MOST_ARMS {
            continue;
        }
        let mut families: BTreeMap<String, Vec<Ask<'_>>> = BTreeMap::new();
        for ask in stage.arms.iter().enumerate().flat_map(|(place, arm)| asks(ground, place, arm)) {
            families.entry(ask.thing.key()).or_default().push(ask);
        }
        for family in families.values() {
            out.extend(
                holes(ground, stage, family)
                    .iter()
                    .take(MOST)
                    .filter_map(|hole| told(ground, known, (id, stage), hole)),
            );
        }
    }
}

/// What an arm asks of points: alone, or as parts of an `and`.
fn asks<'m>(ground: &Ground<'m>, place: usize, arm: &'m StageArm) -> Vec<Ask<'m>> {
    let parts = match &arm.condition {
        Condition::All(parts) if of_points(ground, &arm.condition).is_none() => parts.as_slice(),
        whole => std::slice::from_ref(whole),
    };
    let mut asks: Vec<Ask<'m>> = Vec::new();
    for part in parts {
        let Some((thing, of, _)) = of_points(ground, part) else { continue };
        if asks.iter().any(|ask| ask.of == of) {
            continue;
        }
        let (about, others): (Vec<&Condition>, Vec<&Condition>) =
            parts.iter().partition(|part| of_points(ground, part).is_some_and(|(_, other, _)| other == of));
        let mut values = about.iter().filter_map(|part| Some(of_points(ground, part)?.2));
        let Some(first) = values.next() else { continue };
        let Some(values) = values.try_fold(first, |all, next| all.both(&next)) else { continue };
        let is_alone = others.iter().all(|other| !may_take(ground, other, &thing, &thing.all()));
        let guards = others.iter().map(|other| logic(ground.plan, other)).collect::<Option<Vec<Logic>>>();
        let part = Some(part).filter(|_| about.len() == 1);
        if let (true, Some(guards)) = (is_alone, guards) {
            asks.push(Ask { place, arm, thing, of, values, part, guards });
        }
    }
    asks
}

fn of_points(ground: &Ground<'_>, condition: &Condition) -> Option<(Thing, PointsOf, Values)> {
    let asked = asked(ground.model(), ground.as_of, condition)?;
    let Operand::Points(of) = asked.thing.operand else { return None };
    Some((asked.thing, of, asked.values))
}

/// The holes of a family, each once; those between arms that ask for nothing else first.
fn holes<'a, 'm>(ground: &Ground<'_>, stage: &Stage, family: &'a [Ask<'m>]) -> Vec<Hole<'a, 'm>> {
    let mut holes: Vec<Hole<'a, 'm>> = Vec::new();
    for lower in family {
        for upper in family.iter().filter(|upper| upper.place != lower.place) {
            holes.extend(between(lower, upper).filter(|hole| !is_taken(ground, stage, family, hole)));
        }
    }
    holes.sort_by_key(|hole| (hole.stretch.start, hole.lower.guards.len() + hole.upper.guards.len()));
    holes.dedup_by_key(|hole| (hole.stretch.start, hole.stretch.end));
    holes
}

/// Values by themselves are picked, and leave nothing out.
fn between<'a, 'm>(lower: &'a Ask<'m>, upper: &'a Ask<'m>) -> Option<Hole<'a, 'm>> {
    let (below, above) = (lower.values.only()?, upper.values.only()?);
    if below.is_point() || above.is_point() || below.end >= above.start {
        return None;
    }
    let (low, high) = (opposite(below.high), opposite(above.low));
    let ends = (inner_end(low, 1)??, inner_end(high, -1)??);
    let stretch = Stretch { start: below.end, end: above.start, low, high };
    (ends.0 <= ends.1).then_some(Hole { lower, upper, stretch, ends })
}

/// Whether some arm is there for the hole. One below that reaches beyond it on both sides is not: it takes what is left.
fn is_taken(ground: &Ground<'_>, stage: &Stage, family: &[Ask<'_>], hole: &Hole<'_, '_>) -> bool {
    let inside = Values::Line(vec![hole.stretch]);
    let is_wider = |values: &Values| {
        values.hull().is_some_and(|(start, end)| start < hole.stretch.start && hole.stretch.end < end)
    };
    stage.arms.iter().enumerate().any(|(place, arm)| match family.iter().find(|ask| ask.place == place) {
        Some(ask) => {
            let is_in = !ask.values.both(&inside).is_none_or(|both| both.is_empty());
            is_in && !(place > hole.last() && is_wider(&ask.values))
        }
        None => may_take(ground, &arm.condition, &hole.lower.thing, &inside),
    })
}

impl Hole<'_, '_> {
    /// The place of the later arm.
    fn last(&self) -> usize {
        self.lower.place.max(self.upper.place)
    }

    /// Whether it is no wider than a point.
    fn is_narrow(&self) -> bool {
        self.ends.1.scaled().saturating_sub(self.ends.0.scaled()) <= ONE
    }

    /// Whether a contact has points in it.
    fn holds(&self) -> Matter {
        Matter::Points(Measure::Of(self.lower.of), Some(self.ends.0), Some(self.ends.1))
    }
}

fn told(
    ground: &Ground<'_>,
    known: &mut Known,
    (id, stage): (StageId, &Stage),
    hole: &Hole<'_, '_>,
) -> Option<Diagnostic> {
    let search = ground.search();
    // Why nobody is in an arm beside it is told already.
    for beside in [hole.lower, hole.upper] {
        let taken = Goal::of(Matter::StageArm(id, Some(beside.place)), Wanted::True);
        if known.find(search, &taken) == Answer::Impossible {
            return None;
        }
    }
    let below = (hole.last() + 1..stage.arms.len()).map(Some);
    [None].into_iter().chain(below).find_map(|arm| {
        let there = Goal::of(Matter::StageArm(id, arm), Wanted::True);
        let in_hole = there.clone().and(hole.holds(), Wanted::True);
        if is_meant(ground, hole, &there) {
            return None;
        }
        let guards = hole.lower.guards.iter().chain(&hole.upper.guards);
        let goal = guards.fold(in_hole, |goal, guard| goal.and(Matter::Condition(guard.clone()), Wanted::True));
        let Answer::Found(witness) = known.find(search, &goal) else { return None };
        let witness = search.plain(&witness, &goal);
        Some(ground.shown(gap(ground, known, stage, hole, arm, &witness)?, &witness))
    })
}

/// Whether the hole may be what the arm is for.
fn is_meant(ground: &Ground<'_>, hole: &Hole<'_, '_>, there: &Goal) -> bool {
    let Some(anybody) = ground.anybody() else { return true };
    let is_anybody = |goal: &Goal| ground.search().shows(anybody, goal);
    if is_anybody(&Goal::of(hole.holds(), Wanted::True)) {
        return true;
    }
    let is_left_over = hole.lower.guards.is_empty() && is_anybody(there);
    !hole.is_narrow() && !is_left_over
}

fn gap(
    ground: &Ground<'_>,
    known: &mut Known,
    stage: &Stage,
    hole: &Hole<'_, '_>,
    falls_to: Option<usize>,
    witness: &Witness,
) -> Option<Diagnostic> {
    let Hole { lower, upper, .. } = hole;
    let name = |place: u32| stage.names.get(place as usize).map_or("", |name| name.name.as_str());
    let (first, second) = if lower.place < upper.place { (lower, upper) } else { (upper, lower) };
    let subject = lower.thing.name(ground.model());
    let points = points(ground, lower.of, witness);
    let what = if hole.is_narrow() || is_only(ground, known, hole, points) {
        format!("{points} of `{subject}`")
    } else {
        match (hole.stretch.low, hole.stretch.high) {
            (Bound::Included(Scalar::Points(_)), _) => {
                format!("{} of `{subject}`", lower.thing.shown(&Values::Line(vec![hole.stretch])))
            }
            (Bound::Excluded(Scalar::Points(low)), Bound::Excluded(Scalar::Points(high))) => {
                format!("`{subject}` above {low} and below {high}")
            }
            _ => format!(
                "`{subject}` above {} and up to {}",
                Points::from_scaled(hole.ends.0.scaled().saturating_sub(1)),
                hole.ends.1
            ),
        }
    };
    let neither = if first.arm.name == second.arm.name {
        format!("not `{}`", name(first.arm.name))
    } else {
        format!("neither `{}` nor `{}`", name(first.arm.name), name(second.arm.name))
    };
    let below = falls_to.and_then(|place| stage.arms.get(place)).map_or(stage.otherwise, |arm| arm.name);
    let message = format!("{what} is {neither}: it falls to `{}`", name(below));
    let at = |ask: &Ask<'_>| if ask.place == lower.place { "ends before it" } else { "begins behind it" };
    let mut found = Diagnostic::new(&code::GAP, second.arm.span?, message).at(at(second));
    found.labels.extend(first.arm.span.map(|span| Label { span, message: at(first).to_owned() }));
    let found = found.help("let the ranges meet; if it is meant, give it an arm of its own");
    Some(
        mends(ground, known, hole)
            .into_iter()
            .fold(found, |found, (text, edit)| found.fix(format!("write `{text}`"), Applicability::Unsafe, vec![edit])),
    )
}

/// The points of a contact.
fn points(ground: &Ground<'_>, of: PointsOf, witness: &Witness) -> Points {
    let contact = witness.contact(ground.model());
    Measure::Of(of).points(&evaluate(ground.plan, &contact, ground.as_of))
}

/// Whether nobody has other points in a hole.
fn is_only(ground: &Ground<'_>, known: &mut Known, hole: &Hole<'_, '_>, points: Points) -> bool {
    let none = |known: &mut Known, low: Points, high: Points| {
        let goal = Goal::of(Matter::Points(Measure::Of(hole.lower.of), Some(low), Some(high)), Wanted::True);
        low > high || known.find(ground.search(), &goal) == Answer::Impossible
    };
    let beside = |step: i64| Points::from_scaled(points.scaled().saturating_add(step));
    none(known, hole.ends.0, beside(-1)) && none(known, beside(1), hole.ends.1)
}

/// Either arm grown over the hole, in the words of the arm: whoever wrote `30..=58` is shown `30..=59`, where nobody has points
/// between that and the other arm.
fn mends(ground: &Ground<'_>, known: &mut Known, hole: &Hole<'_, '_>) -> Vec<mend::Mended> {
    let Hole { lower, upper, ends, .. } = hole;
    let (Some(low), Some(high)) = (lower.values.only(), upper.values.only()) else { return Vec::new() };
    let [mut grown_up, grown_down] = mend::grown(&lower.thing, low, high);
    if let (Bound::Included(_), Bound::Included(Scalar::Points(next))) = (low.high, high.low) {
        let last = Points::from_scaled(next.scaled().saturating_sub(ONE));
        let rest = Points::from_scaled(last.scaled().saturating_add(1));
        let between = Goal::of(Matter::Points(Measure::Of(lower.of), Some(rest), Some(ends.1)), Wanted::True);
        if last >= ends.0 && known.find(ground.search(), &between) == Answer::Impossible {
            grown_up.high = Bound::Included(Scalar::Points(last));
        }
    }
    let name = lower.thing.name(ground.model());
    [(lower, grown_up), (upper, grown_down)]
        .into_iter()
        .filter_map(|(ask, stretch)| {
            mend::asked_anew(ask.part?, ask.arm.span?, &name, &mend::line_text(&ask.thing, &name, &stretch)?)
        })
        .collect()
}
