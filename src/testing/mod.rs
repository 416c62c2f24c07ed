//! Tests in rules: takes a model and its test cases, gives for each what was met and what was not, with the rules that
//! made the difference; how much of the rules the tests reach; and tests that would reach more.
//!
//! Runs everything through the row interpreter. Knows nothing of how results are shown, and of files but their names.

mod actual;
mod asked;
mod beside;
mod case;
mod coverage;
mod day;
mod distance;
mod edge;
mod goal;
mod made;
mod missing;
mod needs;
mod pool;
mod search;
mod summed;
mod walk;
mod written;

use std::sync::Arc;

pub use actual::Told;
pub use case::Subject;
pub use coverage::{Coverage, Reached, coverage};
pub use day::WindowEnd;
pub use goal::{Aim, Goal};
pub use made::{Made, MadeGroup, MadeRule};
pub use missing::{Proposed, ProposedTest, missing_tests};
pub use search::Effort;
pub use written::written as written_test;

use crate::{
    base::Sources,
    exec::{Evaluation, evaluate},
    model::{Claim, Expectation, Model, TestCase},
    plan::Plan,
};

/// What one test came to.
#[derive(Clone, Debug, PartialEq)]
pub struct TestResult {
    /// As written.
    pub name: String,
    /// Of a table: the row, from 1.
    pub row: Option<usize>,
    /// The file it stands in, as the user named it.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// What was expected and is not so; empty where the test passed.
    pub failures: Vec<Failure>,
}

/// An expectation that is not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// As written, in canonical form: `engagement is 41`.
    pub expect: String,
    /// Its line, from 1.
    pub line: u32,
    /// What should be.
    pub expected: Told,
    /// What is.
    pub actual: Told,
    /// How the scores and rules that it asks for came about.
    pub made: Vec<Made>,
    /// Where no points are behind it: the questions of its stages and lists with their answers; none: unknown.
    pub asked: Vec<(String, Option<bool>)>,
}

impl TestResult {
    /// Whether everything that was expected is so.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// Its name, and its row in a table: `visit bands, row 3`.
    pub fn title(&self) -> String {
        match self.row {
            Some(row) => format!("{}, row {row}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Expectations that are made part of one plan: each run of it answers all of them, and a plan takes time to make.
const AT_ONCE: usize = 100;

/// Runs tests, in the order given. `sources` are the texts that the spans point into.
pub fn run<'t>(model: &Model, tests: impl IntoIterator<Item = &'t TestCase>, sources: &Sources) -> Vec<TestResult> {
    let tests: Vec<&TestCase> = tests.into_iter().collect();
    tests.chunks(AT_ONCE.max(model.rules.len() / 10)).flat_map(|tests| run_together(model, tests, sources)).collect()
}

fn run_together(model: &Model, tests: &[&TestCase], sources: &Sources) -> Vec<TestResult> {
    let plan = Plan::new(Arc::new(with_expectations(model, tests)));
    let mut claims = plan.claims().iter();
    tests
        .iter()
        .map(|test| {
            let subject = Subject::of(&plan, test);
            let evaluation = evaluate(&plan, &subject.contact, &subject.as_of);
            let failures = test
                .expectations
                .iter()
                .zip(claims.by_ref())
                .filter(|(_, claim)| evaluation.logic(claim) != Some(true))
                .map(|(expectation, _)| failure(&plan, &evaluation, expectation, sources))
                .collect();
            TestResult {
                name: test.name.clone(),
                row: test.row,
                file: sources.path(test.span).to_owned(),
                line: sources.line(test.span),
                failures,
            }
        })
        .collect()
}

fn failure(plan: &Plan, evaluation: &Evaluation<'_>, expectation: &Expectation, sources: &Sources) -> Failure {
    let (expected, actual) = actual::told(plan, evaluation, expectation);
    let made = made::made(plan, evaluation, &expectation.condition, sources);
    Failure {
        expect: expectation.text.clone(),
        line: sources.line(expectation.span),
        expected,
        actual,
        asked: if made.is_empty() { made::asked(plan, evaluation, &expectation.condition) } else { Vec::new() },
        made,
    }
}

/// The model with all that the tests expect as its claims, in order: a plan then has their conditions, and the
/// interpreter answers them. Claims change no points.
fn with_expectations(model: &Model, tests: &[&TestCase]) -> Model {
    let expectations = tests.iter().flat_map(|test| &test.expectations);
    let claims = expectations
        .map(|expectation| Claim {
            always: true,
            condition: expectation.condition.clone(),
            text: expectation.text.clone(),
            description: None,
            span: Some(expectation.span),
        })
        .collect();
    Model { claims, ..model.clone() }
}
