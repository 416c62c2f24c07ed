//! Trees → model and diagnostics: names are resolved, types are checked, everything one item can tell is told.
//!
//! Never stops at the first error, and reports nothing that follows from an error already reported: what is
//! broken is [`Reported`] and silently passed on. Knows nothing of plans; all that needs regions is `analyze`.

mod allow;
mod bare;
mod clock;
mod collect;
mod declared;
mod each;
mod event;
mod expect;
mod expr;
mod formula;
mod joined_events;
mod lint;
mod matches;
mod meant;
mod meant_event;
mod number;
mod order;
mod overflow;
mod points;
mod query;
mod reads;
mod resolve;
mod rule;
mod set;
mod slip;
mod spelling;
mod stage;
mod subject;
mod test;
mod test_table;
mod test_value;
mod text;
mod time;
mod touched;
mod typed;

pub use allow::{Allow, Level, LintLevels, settle};
pub use clock::Clock;
pub use lint::no_tests;
pub use overflow::bounds;

use crate::{
    base::{Diagnostic, Reported, Sources, Span},
    model::{Model, Settings, TestCase},
    syntax::tree::{self, Quoted},
    value::{Date, Zone},
};

/// Everything a check looks at.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The rule set's files, sorted by path.
    pub files: &'a [tree::File],
    /// Their texts.
    pub sources: &'a Sources,
    /// What `merit.toml` and the command line say.
    pub settings: &'a Settings,
    /// Reads set files and lists.
    pub assets: &'a dyn Assets,
    /// Where the syntax errors are: nothing more is said about what they touch.
    pub broken: &'a [Span],
    /// Today, for rules whose `until` is over; without it they are not looked for.
    pub today: Option<Date>,
}

/// Reads the files that rules name: sets and static lists.
pub trait Assets {
    /// The text of the file at `path`, relative to the file it is named in; the error is a finding at its span.
    fn read(&self, path: &Quoted) -> Result<String, Box<Diagnostic>>;
}

/// What a check gives.
pub struct Checked {
    /// The rule set; of no use where `diagnostics` has errors.
    pub model: Model,
    /// The tests in the rules, those without errors.
    pub tests: Vec<TestCase>,
    /// Every finding, in no particular order, before `allow` clauses and lint levels ([`settle`]).
    pub diagnostics: Vec<Diagnostic>,
    /// The `allow` clauses of the rules.
    pub allows: Vec<Allow>,
}

/// A result whose error has already been told.
pub(in crate::check) type Checkedly<T> = Result<T, Reported>;

/// Checks a rule set: resolves its names, checks its types, and gives the model.
pub fn check(input: Input<'_>) -> Checked {
    let mut out = Vec::new();
    let zone = Zone::named(&input.settings.timezone).unwrap_or_else(|_| Zone::utc());
    let declared = collect::collect(input.files, &mut out);
    let sets = set::load(&declared, input.assets, &mut out);
    let schema = crate::schema::lower(
        &declared.contacts,
        &declared.events,
        &crate::schema::Surroundings { sets: &|name| sets.texts_of(&declared, name), zone: &zone },
        &mut out,
    );
    let mut checker = resolve::Checker::new(input, &declared, &sets, schema, zone, out);
    checker.all();
    let tests = checker.tests();
    let mut model = checker.model();
    let mut out = checker.out;
    match order::order(&model, &checker.edges, &mut out) {
        Ok(order) => model.order = order,
        Err(Reported) => model.order.clear(),
    }
    clock::demand_as_of(&model, &tests, &mut out);
    if input.broken.is_empty() && !out.iter().any(Diagnostic::is_error) {
        overflow::overflow(&model, &mut out);
        lint::lint(&model, &declared, &checker.used, input.sources, input.today, &mut out);
        lint::thousands(input.files, input.sources, &mut out);
    }
    let allows = allow::allows(input.files, &mut out);
    touched::drop_touched(&mut out, input.files, input.broken, input.sources);
    Checked { model, tests, diagnostics: out, allows }
}

#[cfg(test)]
mod tests;
