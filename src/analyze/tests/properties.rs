//! Contacts without events: every answer and every bound, both ways.

use super::{
    cases,
    rules::{Dice, Kind, as_of, for_each_contact, plan_of, rule_set},
};
use crate::{
    analyze::{Answer, Budget, Goal, Matter, Measure, Search, Wanted},
    model::PointsOf,
    plan::{Logic, Plan},
    value::Points,
};

/// Everything that can be asked of a rule set.
pub(super) fn matters(plan: &Plan) -> Vec<Matter> {
    let model = plan.model();
    let mut matters: Vec<Matter> = plan.claims().iter().cloned().map(Matter::Condition).collect();
    matters.extend(model.rules.ids().map(Matter::Fired));
    for (id, rule) in model.rules.iter() {
        if let crate::model::RuleBody::Match { arms, .. } = &rule.body {
            matters.extend((0..arms.len() + 2).map(|arm| Matter::Arm(id, arm)));
        }
    }
    for (id, stage) in model.stages.iter() {
        matters.extend((0..stage.arms.len()).map(|arm| Matter::StageArm(id, Some(arm))));
        matters.push(Matter::StageArm(id, None));
        matters.extend((0..stage.names.len()).map(|name| Matter::Stage(id, name as u32)));
    }
    matters.extend(model.lists.ids().map(Matter::Listed));
    let atoms = plan.atoms().iter().filter(|(_, atom)| atom.event.is_none());
    matters.extend(atoms.map(|(id, _)| Matter::Condition(Logic::Atom(id))));
    for score in model.scores.ids() {
        let of = Measure::Of(PointsOf::Score(score));
        matters.push(Matter::Points(of, Some(Points::from_scaled(35_000)), Some(Points::from_scaled(70_000))));
        matters.push(Matter::Points(of, Some(Points::from_scaled(100_000)), None));
    }
    matters
}

pub(super) fn measures(plan: &Plan) -> Vec<Measure> {
    let model = plan.model();
    let rules = model.rules.ids().map(PointsOf::Rule);
    let groups = model.groups.ids().map(PointsOf::Group);
    let scores = model.scores.ids().map(PointsOf::Score);
    rules.chain(groups).chain(scores).flat_map(|of| [Measure::Of(of), Measure::BeforeLimit(of)]).collect()
}

pub(super) const WANTED: [Wanted; 6] =
    [Wanted::True, Wanted::False, Wanted::Unknown, Wanted::NotTrue, Wanted::NotFalse, Wanted::Known];

fn goals(dice: &mut Dice, plan: &Plan) -> Vec<Goal> {
    let matters = matters(plan);
    let mut goals: Vec<Goal> = Vec::new();
    for matter in &matters {
        goals.extend(WANTED.iter().map(|wanted| Goal::of(matter.clone(), *wanted)));
    }
    for _ in 0..40 {
        let mut goal = Goal::default();
        for _ in 0..2 + dice.below(3) {
            goal = goal.and(dice.of(&matters).clone(), *dice.of(&WANTED));
        }
        goals.push(goal);
    }
    goals
}

/// How much was left open.
#[derive(Debug, Default)]
struct Tally {
    answers: usize,
    undecided: usize,
    bounds: usize,
    inexact: usize,
}

fn compare(seed: u64, of: &[&'static str], count: usize, tally: &mut Tally) {
    let mut dice = Dice::new(seed);
    let (text, kinds) = rule_set(&mut dice, of, count);
    let plan = plan_of(&text);
    let as_of = as_of();
    let goals = goals(&mut dice, &plan);
    let measures = measures(&plan);
    let mut met = vec![false; goals.len()];
    let mut ends: Vec<Option<(Points, Points)>> = vec![None; measures.len()];
    for_each_contact(&plan, &kinds, &as_of, |evaluation| {
        for (goal, met) in goals.iter().zip(&mut met) {
            *met |= goal.is_met(evaluation);
        }
        for (measure, ends) in measures.iter().zip(&mut ends) {
            let points = measure.points(evaluation);
            *ends = Some(ends.map_or((points, points), |(low, high)| (low.min(points), high.max(points))));
        }
    });
    let complete = kinds.iter().all(|kind: &&Kind| kind.complete);
    let search = Search::new(&plan, &as_of, Budget::default());
    for (goal, met) in goals.iter().zip(met) {
        tally.answers += 1;
        match search.find(goal) {
            Answer::Found(_) => assert!(met || !complete, "seed {seed}: found {goal:?}, which is nowhere\n{text}"),
            Answer::Impossible => assert!(!met, "seed {seed}: {goal:?} is possible\n{text}"),
            Answer::Undecided(reason) => {
                assert!(!complete, "seed {seed}: {goal:?} is undecided: {reason}\n{text}");
                tally.undecided += 1;
            }
        }
    }
    for (measure, ends) in measures.iter().zip(ends) {
        tally.bounds += 1;
        let found = search.bounds(*measure);
        let (low, high) = ends.unwrap();
        let (min, max) = (found.min.proven.unwrap(), found.max.proven.unwrap());
        assert!(min <= low && high <= max, "seed {seed}: {measure:?} is {low}..{high}, not {min}..{max}\n{text}");
        if !(found.min.is_exact() && found.max.is_exact()) {
            assert!(!complete, "seed {seed}: {found:?} is not exact for {measure:?}, {low}..{high}\n{text}");
            tally.inexact += 1;
        } else if complete {
            assert_eq!((min, max), (low, high), "seed {seed}: {measure:?}\n{text}");
        }
    }
}

fn compare_many(first: u64, number: u32, of: &[&'static str], counts: std::ops::RangeInclusive<usize>) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..u64::from(cases(number)) {
        let wide = (counts.end() - counts.start() + 1) as u64;
        compare(first + seed, of, counts.start() + (seed % wide) as usize, &mut tally);
    }
    tally
}

#[test]
fn what_is_found_and_bounded_is_what_trying_everything_finds() {
    let of = ["visits", "pages", "flag", "opted_out", "industry", "interests", "created"];
    compare_many(1, 10, &of, 1..=3);
}

#[test]
fn texts_are_decided_as_all_pieces_of_them_say() {
    let tally = compare_many(100_000, 8, &["title", "email", "flag"], 1..=2);
    assert!(tally.undecided * 50 <= tally.answers && tally.inexact * 20 <= tally.bounds, "{tally:?}");
}

#[test]
fn rules_that_exclude_each_other_do_not_add_up() {
    let plan = plan_of(
        "contact {\n  visits: integer in 0..\n  industry: one of { \"Software\", \"Retail\" }\n}\n\
         when visits >= 6 and industry is \"Software\" score +10\n\
         when visits < 3 score +5\n\
         when visits > 8 and visits < 9 score +100",
    );
    let as_of = as_of();
    let search = Search::new(&plan, &as_of, Budget::default());
    let score = plan.model().scores.ids().next().unwrap();
    let bounds = search.bounds(Measure::Of(PointsOf::Score(score)));
    assert!(bounds.max.is_exact());
    assert_eq!(bounds.max.proven, Some(Points::parse("10").unwrap()));
    let (_, witness) = bounds.max.reached.unwrap();
    assert_eq!(witness.to_json(plan.model()), serde_json::json!({"visits": 6, "industry": "Software"}));
    let last = plan.model().rules.ids().last().unwrap();
    assert_eq!(search.find(&Goal::of(Matter::Fired(last), Wanted::True)), Answer::Impossible);
}

#[test]
fn what_hangs_on_a_regular_expression_is_never_called_impossible_for_it() {
    let plan = plan_of(
        "contact {\n  title: text\n}\n\
         when title matches /^[ab]{3}$/ and title contains \"c\" score +1\n\
         when title matches /ceo|cto/ score +1\n\
         when title matches /x/ and title is unknown score +1",
    );
    let as_of = as_of();
    let search = Search::new(&plan, &as_of, Budget::default());
    let fired: Vec<Answer> =
        plan.model().rules.ids().map(|rule| search.find(&Goal::of(Matter::Fired(rule), Wanted::True))).collect();
    let pattern = "title matches /^[ab]{3}$/".to_owned();
    assert_eq!(fired[0], Answer::Undecided(crate::analyze::Reason::Pattern(pattern)));
    assert!(fired[1].witness().is_some());
    assert_eq!(fired[2], Answer::Impossible);
}
