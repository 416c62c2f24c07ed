//! Tests for what no test reaches: takes a model and its tests, gives tests that reach more, with what the rules make of
//! their contacts today as what is expected, and the goals for which none was found.
//!
//! Every test is run before it is given.

use std::sync::Arc;

use super::{
    Subject,
    coverage::{Reached, coverage},
    goal::Goal,
    search::Search,
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
    /// Each as a `test` block.
    pub tests: Vec<String>,
    /// How many goals they reach that no test reached.
    pub reached: usize,
    /// Goals for which no contact was found.
    pub unreached: Vec<Goal>,
    /// How many goals were not looked at any more, since there are so many.
    pub left: usize,
}

/// Proposes tests for the goals that these tests do not reach.
pub fn missing_tests(model: &Arc<Model>, tests: &[TestCase]) -> Proposed {
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
    let mut search = Search::new(&reached, &as_of);
    let mut taken: Vec<String> = tests.iter().map(|test| test.name.clone()).collect();
    let mut proposed = Proposed::default();
    for place in 0..open.len() {
        let (Some(true), Some(goal)) = (open.get(place), reached.goals().get(place)) else { continue };
        if search.is_over() {
            proposed.left += 1;
            continue;
        }
        let Some(found) = search.find(place, &begin) else {
            proposed.unreached.push(goal.clone());
            continue;
        };
        let mut also = Vec::new();
        for at in reached.by(&Subject::of(&plan, &found), true) {
            if let Some(open) = open.get_mut(at).filter(|open| **open) {
                *open = false;
                also.extend(reached.goals().get(at));
            }
        }
        proposed.reached += also.len();
        let name = written::name(goal, &mut taken);
        proposed.tests.push(written::test(&plan, &found, &name, goal, &also));
    }
    // What a later test reached by the way is reached.
    proposed.unreached.retain(|goal| reached.goals().iter().zip(&open).any(|(other, open)| *open && other == goal));
    proposed
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
