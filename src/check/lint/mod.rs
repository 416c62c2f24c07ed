//! Warnings that one item can tell by itself; all that needs regions of several rules is `analyze`.

mod domain;
mod dropped;
mod everybody;
mod free_text;
mod loose_window;
mod matches;
mod names;
mod needles;
mod negation;
mod never;
mod thousands;

pub(super) use self::thousands::thousands;
use super::{declared::Declared, resolve::Used};
use crate::{
    base::{Diagnostic, Sources, code},
    model::{Model, TestCase},
    value::Date,
};

/// Every warning about a rule set that has no errors.
pub(super) fn lint(
    model: &Model,
    declared: &Declared<'_>,
    used: &Used,
    sources: &Sources,
    today: Option<Date>,
    out: &mut Vec<Diagnostic>,
) {
    names::unused(declared, used, out);
    matches::matches(model, sources, declared, out);
    negation::negations(model, sources, out);
    loose_window::loose(model, out);
    needles::short(model, sources, out);
    everybody::everybody(model, out);
    domain::domains(model, out);
    never::below_nothing(model, out);
    free_text::free_text(model, out);
    if let Some(today) = today {
        expired(model, today, out);
    }
}

/// Rules whose last day is over.
fn expired(model: &Model, today: Date, out: &mut Vec<Diagnostic>) {
    for rule in model.rules.values() {
        if let (Some(until), Some(span)) = (rule.until, rule.span)
            && until < today
        {
            out.push(
                Diagnostic::new(&code::EXPIRED_RULE, span, format!("the last day of this rule was {until}"))
                    .help("delete the rule, or give it a later date")
                    .unsafe_fix("delete this rule", span, ""),
            );
        }
    }
}

/// A rule set with rules and without tests; about the whole of it, and not part of `lint`, since only a check of a
/// whole rule set asks for it.
pub fn no_tests(model: &Model, tests: &[TestCase]) -> Option<Diagnostic> {
    (!model.rules.is_empty() && tests.is_empty()).then(|| {
        Diagnostic::whole(&code::NO_TESTS, "these rules have no tests")
            .help("say of a contact what its points should be: `test \"six visits\" { contact { visits: 6 } expect engagement is 6 }`")
            .help("`merit test RULES --write-missing` proposes tests that hold as the rules are now")
    })
}
