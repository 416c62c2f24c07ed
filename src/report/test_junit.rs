//! Tests in the XML that build servers read: `testsuites` of one suite, as JUnit's Ant task wrote it first.

use super::Tested;
use crate::testing::{Failure, TestResult};

/// The results as XML.
pub fn tests(tested: &Tested<'_>) -> String {
    let all = tested.results.len();
    let failed = tested.results.iter().filter(|result| !result.passed()).count();
    let cases: String = tested.results.iter().map(case).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites tests=\"{all}\" failures=\"{failed}\" errors=\"0\">\n  \
         <testsuite name=\"merit\" tests=\"{all}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\">\n\
         {cases}  </testsuite>\n</testsuites>\n"
    )
}

fn case(result: &TestResult) -> String {
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
        escaped(&result.file),
        escaped(&result.title()),
        escaped(&result.file),
        result.line
    );
    if result.passed() {
        return format!("{head}/>\n");
    }
    let failures: String = result.failures.iter().map(|failure| self::failure(result, failure)).collect();
    format!("{head}>\n{failures}    </testcase>\n")
}

fn failure(result: &TestResult, failure: &Failure) -> String {
    let message = format!("expected {}, but it is {}", failure.expect, failure.actual.text);
    let mut text = format!("{}:{}: {message}", result.file, failure.line);
    for made in &failure.made {
        text.push_str(&format!("\n{} is {}", made.name, made.points));
        for rule in &made.rules {
            text.push_str(&format!("\n  {} {} {}", rule.points.signed(), rule.id, rule.text));
        }
    }
    format!(
        "      <failure type=\"expectation\" message=\"{}\">{}</failure>\n",
        escaped(&message).replace('\n', "&#10;"),
        escaped(&text)
    )
}

/// Without the signs of markup, and without characters that XML 1.0 cannot hold.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}
