//! Tests for people: what failed with the rules behind it, a summary, and what no test reaches.

use super::{Place, Tested};
use crate::{
    base::harmless,
    testing::{Coverage, Failure, Made, MadeRule, TestResult},
    value::Points,
};

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// Rules that are listed of one score before the rest is counted.
const RULES: usize = 20;

/// Failures, a summary and what no test reaches; with colour codes.
pub fn tests(tested: &Tested<'_>) -> String {
    let mut text = String::new();
    for result in tested.results.iter().filter(|result| !result.passed()) {
        failed(result, &mut text);
    }
    text.push_str(&summary(tested.results));
    if let Some(coverage) = tested.coverage {
        self::coverage(tested, coverage, &mut text);
    }
    text
}

fn failed(result: &TestResult, text: &mut String) {
    let place = safe(&format!("{}:{}", result.file, result.line));
    text.push_str(&format!("{RED}failed{PLAIN} {BOLD}{}{PLAIN}  {DIM}{place}{PLAIN}\n", safe(&result.title())));
    let mut told: Vec<&Made> = Vec::new();
    for failure in &result.failures {
        expectation(failure, text);
        asked(&failure.asked, text);
        for made in &failure.made {
            if !told.contains(&made) {
                told.push(made);
                self::made(made, text);
            }
        }
    }
    text.push('\n');
}

/// `line 12: expected engagement is 41, but it is 26`.
fn expectation(failure: &Failure, text: &mut String) {
    let (expect, actual) = (safe(&failure.expect), safe(&failure.actual.text));
    let told = match failure.actual.json {
        serde_json::Value::Null => "it is unknown".to_owned(),
        _ if failure.actual.text.contains(" is ") => actual,
        _ if failure.actual.text.ends_with("fired") => {
            if failure.actual.text == "fired" {
                "it fired".to_owned()
            } else {
                "it did not fire".to_owned()
            }
        }
        _ => format!("it is {actual}"),
    };
    text.push_str(&format!("  line {}: expected {BOLD}{expect}{PLAIN}, but {told}\n", failure.line));
}

/// Questions with their answers.
fn asked(questions: &[(String, Option<bool>)], text: &mut String) {
    for (question, answer) in questions.iter().take(RULES) {
        let answer = match answer {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        text.push_str(&format!("           {}: {answer}\n", safe(question)));
    }
    if questions.len() > RULES {
        text.push_str(&format!("           and {} more\n", questions.len() - RULES));
    }
}

/// A score with the rules that made it.
fn made(made: &Made, text: &mut String) {
    if let [only] = made.rules.as_slice()
        && only.id == made.name
    {
        rule(only, text);
        asked(&only.asked, text);
        return;
    }
    let limited = limited(made.before_limit, made.points);
    let of = if made.of.is_empty() {
        String::new()
    } else {
        let parts: Vec<String> = made.of.iter().map(|(name, points)| format!("{name} {points}")).collect();
        format!(", made of {}", parts.join(", "))
    };
    text.push_str(&format!("    {} is {}{limited}{}\n", safe(&made.name), made.points, safe(&of)));
    made.rules.iter().take(RULES).for_each(|made| rule(made, text));
    for group in &made.groups {
        let change =
            format!("{} is {}{}", safe(&group.name), group.points, self::limited(group.before_limit, group.points));
        text.push_str(&format!("           {change}\n"));
    }
    let hidden = made.rules.len().saturating_sub(RULES);
    if hidden > 0 {
        text.push_str(&format!("           and {hidden} more\n"));
    }
    if made.of.is_empty() && made.rules.is_empty() {
        text.push_str("           no rule gave points\n");
    }
}

fn limited(before: Points, after: Points) -> String {
    if before == after { String::new() } else { format!(" (limited from {before})") }
}

fn rule(rule: &MadeRule, text: &mut String) {
    let limited = if rule.before_limit == rule.points {
        String::new()
    } else {
        format!(" (limited from {})", rule.before_limit.signed())
    };
    let place = safe(&format!("{}:{}", rule.file, rule.line));
    let points = format!("{:>8}", rule.points.signed());
    let words = safe(&rule.text);
    text.push_str(&format!("  {points}{limited} {} {words}  {DIM}{place}{PLAIN}\n", safe(&rule.id)));
}

fn summary(results: &[TestResult]) -> String {
    let failed = results.iter().filter(|result| !result.passed()).count();
    let passed = results.len() - failed;
    match (passed, failed) {
        (0, 0) => "there are no tests in these rules\n".to_owned(),
        (passed, 0) => format!("{GREEN}{} passed{PLAIN}\n", count(passed, "test")),
        (passed, failed) => format!("{RED}{} failed{PLAIN}, {passed} passed\n", count(failed, "test")),
    }
}

fn coverage(tested: &Tested<'_>, coverage: &Coverage, text: &mut String) {
    let (covered, goals) = (coverage.covered(), coverage.goals.len());
    text.push_str(&format!("coverage {BOLD}{}{PLAIN}: {covered} of {goals} goals\n", percent(coverage.percent())));
    let mut last: Option<&str> = None;
    for goal in coverage.missing() {
        if last != Some(&goal.owner) {
            let place = Place::new(goal.span, tested.sources);
            let place = safe(&format!("{}:{}", place.file, place.start.line));
            text.push_str(&format!("\n{BOLD}{}{PLAIN}  {DIM}{place}{PLAIN}\n", safe(&goal.owner)));
            last = Some(&goal.owner);
        }
        text.push_str(&format!("  never tested: {}\n", safe(&goal.text)));
    }
}

/// `87.5%`, rounded down so that what is not all is never shown as 100%.
pub fn percent(percent: f64) -> String {
    let shown = format!("{:.1}", (percent * 10.0).floor() / 10.0);
    format!("{}%", shown.strip_suffix(".0").unwrap_or(&shown))
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// On one line, without characters that steer a terminal.
fn safe(text: &str) -> String {
    harmless(&text.replace(['\n', '\t', '\r'], " "))
}
