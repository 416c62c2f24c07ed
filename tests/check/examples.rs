//! The contacts of findings are tests that pass, of every page of `tests/analyze` and `tests/check`.

use std::{fmt::Write as _, path::Path};

use merit::{
    base::SourceId,
    compile::{Options, compile},
    format::format,
    judge::judge,
    report::{Found, example_tests},
    syntax::parse,
    testing,
};

use super::{each_block, files, now};

/// The tests that `merit check --tests` writes of rules, and what is wrong with them.
fn written(schema: &str, text: &str, faults: &mut String) -> String {
    let judged = judge(&files(schema, text), Path::new("rules"), now(), &Options::default()).unwrap();
    let tests = example_tests(&[Found { sources: &judged.sources, diagnostics: &judged.diagnostics }]);
    let parsed = parse(SourceId(0), &tests);
    let tests = format(&parsed.file, &tests);
    let with_tests = files(schema, text).with("rules/zz_examples.merit", tests.as_str());
    let compiled = compile(&with_tests, Path::new("rules"), &Options::default()).unwrap();
    let of_tests = |found: &&merit::base::Diagnostic| {
        found.span.is_some_and(|span| compiled.sources.path(span).ends_with("zz_examples.merit"))
    };
    for found in compiled.diagnostics.iter().filter(of_tests) {
        writeln!(faults, "{}: {}\n{tests}", found.code.name, found.message).unwrap();
    }
    if let Some(model) = &compiled.model {
        let of_examples =
            compiled.tests.iter().filter(|test| compiled.sources.path(test.span).ends_with("zz_examples.merit"));
        for result in testing::run(model, of_examples, &compiled.sources).iter().filter(|result| !result.passed()) {
            writeln!(faults, "{}: {:?}\n{tests}", result.name, result.failures).unwrap();
        }
    }
    tests
}

#[test]
fn the_example_of_every_finding_is_a_test_that_passes() {
    let (mut faults, mut count) = (String::new(), 0);
    each_block(&mut |page, schema, block| {
        let mut of_block = String::new();
        let tests = written(schema, &block.text, &mut of_block);
        count += tests.matches("test \"").count();
        if !of_block.is_empty() {
            writeln!(faults, "{page}:{}: {of_block}", block.line).unwrap();
        }
    });
    assert!(faults.is_empty(), "{faults}");
    assert!(count > 300, "only {count} examples");
}

#[test]
fn tests_of_examples_say_what_the_finding_says() {
    let schema =
        "contact { id: text key  industry: one of { \"Software\", \"Retail\" }  visits: integer in 0.. default 0 }\n";
    let rules = "\
score fit {
  when industry is \"Software\" score +60
  when visits >= 6 score +50
}
never fit > 100 \"A hundred is the most\"
always fit in 0..=100
always industry is known
stage grade { a when fit >= 200  otherwise b }
";
    let mut faults = String::new();
    let tests = written(schema, rules, &mut faults);
    assert!(faults.is_empty(), "{faults}");
    assert_eq!(
        tests,
        "\
test \"never-violated in line 5: fit > 100\" {
  as of 2026-03-01T12:00:00Z
  contact { industry: \"Software\", visits: 6 }
  expect fit > 100
}

test \"always-violated in line 6: fit in 0..=100\" {
  as of 2026-03-01T12:00:00Z
  contact { industry: \"Software\", visits: 6 }
  expect not (fit in 0..=100)
}

test \"always-violated in line 7: industry is known\" {
  as of 2026-03-01T12:00:00Z
  expect not (industry is known)
}

test \"unreachable-stage in line 8: a when fit >= 200\" {
  as of 2026-03-01T12:00:00Z
  contact { industry: \"Software\", visits: 6 }
  expect fit is 110
}
"
    );
}
