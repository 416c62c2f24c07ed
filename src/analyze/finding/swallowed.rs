//! `swallowed-by-limit`: rules whose points a limit always takes away again: takes rules whose points can be listed, gives
//! findings.
//!
//! ```text
//! limit 0..=10        rest          with +5      kept
//! not swallowed       4             9            9
//! swallowed           10, 12, …     15, 17, …    10 as without
//! ```
//!
//! Points P > 0 change nothing where the rest is at the upper end already, or still at the lower end with them; so the sum
//! before the limit is P or more above the upper end, or not above the lower one. That no contact for whom the rule fires has
//! a sum between is one question. Likewise for P < 0.

use std::collections::{BTreeSet, HashMap};

use super::{Ground, beside, example, mend, part, part::Part};
use crate::{
    analyze::{Answer, Goal, Matter, Measure, Parts, Wanted, Witness, declared::declared},
    base::{Diagnostic, Label, code},
    model::{Award, Condition, Limit, PointsOf, Rule, RuleBody, RuleId},
    plan::{RuleBodyStep, points_name},
    value::Points,
};

/// Rules that are looked at in searches, all in all: a search about a sum looks at every rule in it.
const MOST_SEARCHED: usize = 20_000;

/// Rules that are run for contacts, all in all.
const MOST_RUN: usize = 2_000_000;

/// Most different points of one rule.
const MOST_GIVEN: i64 = 12;

/// Most places that are shown beside a rule.
const MOST_SHOWN: usize = 5;

/// Most rules beside one that are looked at for a reason.
const MOST_BESIDE: usize = 100;

/// A limit, and what is known of the sum before it.
struct Sum {
    /// The least and the most, by a look at points only.
    ends: (i64, i64),
    rules: usize,
    /// A contact whose sum is well inside the limit.
    inside: Option<Box<Witness>>,
    /// What the sum hangs on.
    parts: Parts,
}

pub(super) fn swallowed(ground: &Ground<'_>, idle: &BTreeSet<RuleId>, out: &mut Vec<Diagnostic>) {
    let (mut searched, mut run) = (0, 0);
    let mut sums: HashMap<PointsOf, Sum> = HashMap::new();
    for (id, rule) in ground.model().rules.iter() {
        let is_over = rule.until.is_some_and(|until| until < ground.as_of.date);
        if is_over || idle.contains(&id) || run > MOST_RUN || searched > MOST_SEARCHED {
            continue;
        }
        let Some(given) = given(rule) else { continue };
        let Some((of, limit)) = limit(ground, rule) else { continue };
        let sum = sums.entry(of).or_insert_with(|| Sum::of(ground, of, limit));
        if !given.iter().all(|points| may_be_swallowed(limit, *points, sum.ends)) {
            continue;
        }
        let kept = |points: Points| {
            let (low, high) = kept(limit, points);
            gives(id, rule, points).and(Matter::Points(Measure::BeforeLimit(of), low, high), Wanted::True)
        };
        run += 2 * sum.rules;
        if let (Some(points), Some(condition)) = (flat(rule), condition(rule))
            && is_seen(ground, (id, condition), sum, &kept(points))
        {
            continue;
        }
        searched += sum.rules * given.len();
        if given.iter().all(|points| ground.rules_out(&kept(*points))) {
            out.extend(found(ground, (id, rule), of, &given));
        }
    }
}

/// The points that a rule can give, none of them 0; none where they are too many to be looked at one by one.
fn given(rule: &Rule) -> Option<Vec<Points>> {
    let mut given: Vec<Points> = match &rule.body {
        RuleBody::When { condition: Some(_), award: Award::Flat(points) } => {
            vec![rule.up_to.map_or(*points, |most| points.capped(most))]
        }
        RuleBody::Match { arms, otherwise, unknown, .. } => {
            let all = arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown);
            all.map(|points| rule.up_to.map_or(points, |most| points.capped(most))).collect()
        }
        RuleBody::Each { points, curve: None, .. } | RuleBody::When { award: Award::Per { points, .. }, .. } => {
            let most = rule.up_to?;
            let step = points.scaled().saturating_abs().max(1);
            let times = most.scaled().saturating_abs().saturating_add(step - 1) / step;
            if times > MOST_GIVEN {
                return None;
            }
            let times = (1..=times).map(|times| Points::from_scaled(points.scaled().saturating_mul(times)));
            times.map(|points| points.capped(most)).collect()
        }
        _ => return None,
    };
    given.retain(|points| *points != Points::ZERO);
    given.sort_unstable();
    given.dedup();
    (!given.is_empty()).then_some(given)
}

/// The rule gives these points.
fn gives(id: RuleId, rule: &Rule, points: Points) -> Goal {
    if flat(rule).is_some() {
        Goal::of(Matter::Fired(id), Wanted::True)
    } else {
        Goal::of(Matter::Points(Measure::Of(PointsOf::Rule(id)), Some(points), Some(points)), Wanted::True)
    }
}

fn condition(rule: &Rule) -> Option<&Condition> {
    if let RuleBody::When { condition, .. } = &rule.body { condition.as_ref() } else { None }
}

impl Sum {
    fn of(ground: &Ground<'_>, of: PointsOf, limit: Limit) -> Self {
        let model = ground.model();
        let (low, high) = declared(model, ground.as_of, Measure::BeforeLimit(of));
        let end = |end: Option<i128>, far: i64| end.and_then(|end| i64::try_from(end).ok()).unwrap_or(far);
        let rules = model.rules.values().filter(|rule| is_in(rule, of)).count();
        let (inside_low, inside_high) = inside(limit);
        let goal = Goal::of(Matter::Points(Measure::BeforeLimit(of), inside_low, inside_high), Wanted::True);
        let inside = match ground.quick().find(&goal) {
            Answer::Found(witness) => Some(witness),
            Answer::Impossible | Answer::Undecided(_) => None,
        };
        let parts = ground.quick().parts(&goal);
        Self { parts, ends: (end(low, i64::MIN / 4), end(high, i64::MAX / 4)), rules, inside }
    }
}

/// Points away from the ends, by a quarter of what lies between them.
fn inside(limit: Limit) -> (Option<Points>, Option<Points>) {
    let (min, max) = (limit.min.map(Points::scaled), limit.max.map(Points::scaled));
    let width = match (min, max) {
        (Some(min), Some(max)) => max.saturating_sub(min),
        (Some(end), None) | (None, Some(end)) => end.saturating_abs(),
        (None, None) => 0,
    };
    let low = min.map(|min| Points::from_scaled(min.saturating_add(width / 4)));
    let high = max.map(|max| Points::from_scaled(max.saturating_sub(width / 4)));
    (low, high)
}

/// The nearest limit that its points meet. A group without one passes them on.
fn limit(ground: &Ground<'_>, rule: &Rule) -> Option<(PointsOf, Limit)> {
    let model = ground.model();
    let is_set = |limit: &Limit| limit.min.is_some() || limit.max.is_some();
    let of_group = rule.group.and_then(|id| Some((PointsOf::Group(id), model.groups.get(id)?.limit)));
    let of_score = || Some((PointsOf::Score(rule.score), model.scores.get(rule.score)?.limit));
    of_group.filter(|(_, limit)| is_set(limit)).or_else(of_score).filter(|(_, limit)| is_set(limit))
}

/// Whether all others together could reach an end at all, by a look at points only.
fn may_be_swallowed(limit: Limit, points: Points, (lowest, highest): (i64, i64)) -> bool {
    let points = points.scaled();
    let (rest_low, rest_high) = (lowest.saturating_sub(points.min(0)), highest.saturating_sub(points.max(0)));
    let at_top = limit.max.is_some_and(|max| max.scaled() <= rest_high.saturating_add(points.min(0)));
    let at_bottom = limit.min.is_some_and(|min| rest_low.saturating_add(points.max(0)) <= min.scaled());
    at_top || at_bottom
}

/// The sums before the limit at which the points are not lost.
fn kept(limit: Limit, points: Points) -> (Option<Points>, Option<Points>) {
    let points = points.scaled();
    let low = limit.min.map(|min| Points::from_scaled(min.scaled().saturating_add(points.min(0)).saturating_add(1)));
    let high = limit.max.map(|max| Points::from_scaled(max.scaled().saturating_add(points.max(0)).saturating_sub(1)));
    (low, high)
}

/// Whether the first contacts that come to mind show that the points are not lost: somebody for whom the rule fires, and
/// the same values given to somebody whose sum is well inside the limit.
fn is_seen(ground: &Ground<'_>, (id, condition): (RuleId, &Condition), sum: &Sum, kept: &Goal) -> bool {
    let Some(RuleBodyStep::When { condition: Some(logic), .. }) = ground.plan.rule(id).map(|step| &step.body) else {
        return false;
    };
    if Part::new(condition, logic).reads(ground).results {
        return false;
    }
    let Answer::Found(fires) = ground.quick().find(&part::is(logic, Wanted::True)) else { return false };
    let shows = |witness: &Witness| ground.quick().shows_by(witness, kept, &sum.parts);
    let inside = || {
        let mut witness = (**sum.inside.as_ref()?).clone();
        for property in &fires.matters {
            let value = fires.values.get(property.index())?;
            witness.values.get_mut(property.index())?.clone_from(value);
        }
        witness.events.extend(fires.events.iter().cloned());
        Some(witness)
    };
    shows(&fires) || inside().is_some_and(|witness| shows(&witness))
}

fn found(ground: &Ground<'_>, (id, rule): (RuleId, &Rule), of: PointsOf, given: &[Points]) -> Option<Diagnostic> {
    let name = points_name(ground.model(), of);
    let points = *given.last()?;
    let what = match given {
        [only] => format!("these {} points change nothing", only.signed()),
        _ => "the points of this rule change nothing".to_owned(),
    };
    let message = format!("{what}: whoever gets them is at the limit of `{name}` without them");
    let mut found = Diagnostic::new(&code::SWALLOWED_BY_LIMIT, rule.span?, message);
    let limited = match of {
        PointsOf::Group(group) => ground.model().groups.get(group)?.span,
        PointsOf::Score(score) => ground.model().scores.get(score)?.span,
        PointsOf::Rule(_) => None,
    };
    found.labels.extend(limited.map(|span| Label { span, message: "its limit cuts them off".to_owned() }));
    // The rules that fill the limit.
    let mut beside_it: Vec<Points> = Vec::new();
    for (other_id, other) in ground.model().rules.iter().filter(|(_, other)| is_in(other, of)).take(MOST_BESIDE) {
        let without = Goal::of(Matter::Fired(id), Wanted::True).and(Matter::Fired(other_id), Wanted::NotTrue);
        let fills =
            other_id != id && flat(other).is_some_and(|other| (other < Points::ZERO) == (points < Points::ZERO));
        if fills
            && found.labels.len() < MOST_SHOWN
            && ground.quick().rules_out(&without)
            && let Some(points) = flat(other)
        {
            beside_it.push(points);
            found = beside(found, other, format!("gives {} to whoever meets that rule", points.signed()));
        }
    }
    let found = filled(ground, of, points, &beside_it).into_iter().fold(found, Diagnostic::help);
    let found = mend::deleted(found.help("raise the limit, or delete the rule"));
    let mut is_given = false;
    for points in given {
        match example::found(ground.quick(), &gives(id, rule, *points)) {
            Answer::Found(witness) => return Some(ground.shown(found, &witness)),
            Answer::Undecided(_) => is_given = true,
            Answer::Impossible => {}
        }
    }
    is_given.then_some(found)
}

/// `+3 +8 +15 are over the limit of 20 already`, where these points alone fill it.
fn filled(ground: &Ground<'_>, of: PointsOf, points: Points, beside: &[Points]) -> Option<String> {
    let model = ground.model();
    let limit = match of {
        PointsOf::Group(group) => model.groups.get(group)?.limit,
        PointsOf::Score(score) => model.scores.get(score)?.limit,
        PointsOf::Rule(_) => return None,
    };
    let sum = beside.iter().try_fold(Points::ZERO, |sum, points| sum.checked_add(*points))?;
    let end = if points > Points::ZERO { limit.max? } else { limit.min? };
    let (is_reached, is_past) = if points > Points::ZERO { (end <= sum, end < sum) } else { (sum <= end, sum < end) };
    let listed: Vec<String> = beside.iter().map(|points| points.signed()).collect();
    let verb = if listed.len() == 1 { "is" } else { "are" };
    let what = if is_past { "past the limit of" } else { "the limit of" };
    is_reached.then(|| format!("{} {verb} {what} {end} already", listed.join(" ")))
}

fn flat(rule: &Rule) -> Option<Points> {
    match &rule.body {
        RuleBody::When { award: Award::Flat(points), .. } => Some(*points),
        _ => None,
    }
}

/// Whether a rule's points are added up there.
fn is_in(rule: &Rule, of: PointsOf) -> bool {
    match of {
        PointsOf::Group(group) => rule.group == Some(group),
        PointsOf::Score(score) => rule.score == score,
        PointsOf::Rule(_) => false,
    }
}
