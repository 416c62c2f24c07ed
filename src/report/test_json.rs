use serde_json::{Value, json};

use super::{Place, Tested};
use crate::testing::{Failure, TestResult};

/// Tests as one JSON object, on several lines.
pub fn tests(tested: &Tested<'_>) -> String {
    let tests: Vec<Value> = tested.results.iter().map(test).collect();
    let coverage = tested.coverage.map(|coverage| {
        let missing: Vec<Value> = coverage
            .missing()
            .map(|goal| {
                let place = Place::new(goal.span, tested.sources);
                json!({ "rule": goal.owner, "goal": goal.text, "file": place.file, "line": place.start.line })
            })
            .collect();
        json!({ "goals": coverage.goals.len(), "covered": coverage.covered(), "missing": missing })
    });
    let all = match coverage {
        Some(coverage) => json!({ "tests": tests, "coverage": coverage }),
        None => json!({ "tests": tests }),
    };
    format!("{all:#}\n")
}

fn test(result: &TestResult) -> Value {
    let failures: Vec<Value> = result.failures.iter().map(failure).collect();
    let mut json = json!({
        "name": result.name,
        "file": result.file,
        "line": result.line,
        "passed": result.passed(),
        "failures": failures,
    });
    if let (Some(row), Some(fields)) = (result.row, json.as_object_mut()) {
        fields.insert("row".to_owned(), json!(row));
    }
    json
}

fn failure(failure: &Failure) -> Value {
    json!({
        "expect": failure.expect,
        "expected": failure.expected.json,
        "actual": failure.actual.json,
        "line": failure.line,
    })
}
