//! Tests for what no test reaches: takes a model and its tests, gives tests that reach more, with what the rules make of
//! their contacts today as what is expected, and the goals for which none was found.
//!
//! Every test is run before it is given.

use std::sync::Arc;

use super::{
    Subject,
    coverage::{Reached, coverage},
    goal::{Aim, Goal},
    search::{Effort, Found, Search},
    written,
};
use crate::{
    base::{SourceId, Span},
    model::{Model, TestCase},
    plan::Plan,
    value::{AsOf, Date, Zone},
};

/// Tests that would reach more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposed {
    /// In the order of the goals that they are for.
    pub tests: Vec<ProposedTest>,
    /// Goals for which no contact was found.
    pub unreached: Vec<Goal>,
    /// Goals for which the search was given up, because it took too long.
    pub stopped: Vec<Goal>,
    /// How many goals were not looked at any more, since there are so many.
    pub left: usize,
}

/// A test that would reach more.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedTest {
    /// A `test` block; not yet in canonical form.
    pub text: String,
    /// What it reaches and no test before it.
    pub goals: Vec<Goal>,
}

impl Proposed {
    /// How many goals the tests reach that no test reached.
    pub fn reached(&self) -> usize {
        self.tests.iter().map(|test| test.goals.len()).sum()
    }
}

/// Proposes tests for the goals that these tests do not reach.
pub fn missing_tests(model: &Arc<Model>, tests: &[TestCase], effort: Effort) -> Proposed {
    let plan = Plan::new(model.clone());
    let reached = Reached::new(&plan);
    let mut open: Vec<bool> = coverage(model, tests).goals.iter().map(|(_, hits)| *hits == 0).collect();
    let as_of = moment(model, tests);
    let begin = TestCase {
        name: String::new(),
        row: None,
        as_of: Some(as_of.clone()),
        values: model.schema.properties.values().map(|property| property.reading.default.clone()).collect(),
        events: Vec::new(),
        expectations: Vec::new(),
        span: Span::new(SourceId(0), 0, 0),
    };
    let mut search = Search::new(&reached, &as_of, effort);
    let mut taken: Vec<String> = tests.iter().map(|test| test.name.clone()).collect();
    let mut proposed = Proposed::default();
    for place in in_order(reached.goals()) {
        let (Some(true), Some(goal)) = (open.get(place), reached.goals().get(place)) else { continue };
        if search.is_over() {
            proposed.left += 1;
            continue;
        }
        let found = match search.find(place, &begin) {
            Found::Contact(found) => *found,
            Found::None => {
                proposed.unreached.push(goal.clone());
                continue;
            }
            Found::Stopped => {
                proposed.stopped.push(goal.clone());
                continue;
            }
        };
        let mut also = Vec::new();
        for at in reached.by(&Subject::of(&plan, &found), true) {
            if let Some(open) = open.get_mut(at).filter(|open| **open) {
                *open = false;
                also.extend(reached.goals().get(at));
            }
        }
        let name = written::name(model, goal, &mut taken);
        let text = written::test(&plan, &found, &name, goal, &also);
        proposed.tests.push(ProposedTest { text, goals: also.into_iter().cloned().collect() });
    }
    // What a later test reached by the way is reached.
    let reached_later: Vec<&Goal> = proposed.tests.iter().flat_map(|test| &test.goals).collect();
    let is_open = |goal: &Goal| !reached_later.contains(&goal);
    proposed.unreached.retain(is_open);
    proposed.stopped.retain(is_open);
    proposed
}

/// The places of goals as they are looked for: of each part what is near an edge first, since that fires a rule too.
fn in_order(goals: &[Goal]) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::new();
    for part in goals.chunk_by(|one, other| one.node == other.node) {
        let first = places.len();
        let is_coarse =
            |goal: &Goal| matches!(goal.aim, Aim::Fires(..) | Aim::Arm(..) | Aim::EventArm(..) | Aim::StageArm(..));
        let of = |coarse: bool| part.iter().enumerate().filter(move |(_, goal)| is_coarse(goal) == coarse);
        places.extend(of(false).chain(of(true)).map(|(at, _)| first + at));
    }
    places
}

/// The moment that most tests are for; without any, a day of no meaning.
fn moment(model: &Model, tests: &[TestCase]) -> AsOf {
    let moments: Vec<&AsOf> = tests.iter().filter_map(|test| test.as_of.as_ref()).collect();
    let count = |moment: &AsOf| moments.iter().filter(|other| **other == moment).count();
    // Of several as frequent ones, the first.
    let most = moments.iter().rev().max_by_key(|moment| count(moment));
    most.map_or_else(
        || {
            let zone = Zone::named(&model.settings.timezone).unwrap_or_else(|_| Zone::utc());
            let date = Date::from_ymd(2026, 3, 2).unwrap_or(Date::MAX);
            AsOf::on(date, &zone, model.settings.fiscal_start)
        },
        |moment| (*moment).clone(),
    )
}
