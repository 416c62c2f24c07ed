//! What rules tell together: takes a plan and an as-of, gives findings, each with a contact that was run.
//!
//! A finding is a guess of some cheap look at the rules, which the search then confirms: what no contact shows is not told.
//! Rules of one *scope*, a group or all ungrouped rules of a score, are looked at together. Knows nothing of `allow` clauses
//! and of how findings are shown.

mod asked;
mod asking;
mod claim;
mod contained;
mod culprit;
mod duplicate;
mod equivalent;
mod example;
mod fires;
mod gap;
mod hollow;
mod lasting;
mod limit;
mod list;
mod mend;
mod normal;
mod overlap;
mod part;
mod redundant;
mod scope;
mod shown;
mod stage;
mod stage_gap;
mod stretch;
mod swallowed;
#[cfg(test)]
mod tests;
mod told;
mod unscored;

use std::cell::OnceCell;

use self::told::{FOR_EXAMPLE, Told};
use super::{Budget, Goal, Known, Search, Witness};
use crate::{
    base::{Diagnostic, Label},
    model::{Model, Promise, Rule},
    plan::Plan,
    value::{AsOf, Date},
};

/// What analysis found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// In no particular order.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of each claim.
    pub promises: Vec<Promise>,
}

/// Everything that rules without errors tell together.
pub fn findings(plan: &Plan, as_of: &AsOf, budget: Budget) -> Findings {
    let ground = Ground::new(plan, as_of, budget);
    let scopes = scope::scopes(&ground);
    let mut out = Vec::new();
    overlap::overlaps(&ground, &scopes, &mut out);
    gap::gaps(&ground, &scopes, &mut out);
    let idle = fires::fires(&ground, &mut out);
    duplicate::duplicates(&ground, &idle, &mut out);
    redundant::redundant(&ground, &idle, &mut out);
    let askings = asking::askings(&ground, &idle);
    equivalent::equivalents(&ground, &askings, &mut out);
    contained::contained(&ground, &scopes, &askings, &mut out);
    limit::limits(&ground, &idle, &mut out);
    swallowed::swallowed(&ground, &idle, &mut out);
    unscored::unscored(&ground, &scopes, &mut out);
    let promises = claim::claims(&ground, &mut out);
    let mut known = Known::default();
    stage::stages(&ground, &mut known, &mut out);
    stage_gap::gaps(&ground, &mut known, &mut out);
    list::lists(&ground, &mut known, &mut out);
    hollow::hollow(&ground, &mut known, &promises, &mut out);
    Findings { diagnostics: out, promises }
}

/// Gives what was told of each item by itself a contact that shows it, where there can be one.
pub fn examples(plan: &Plan, as_of: &AsOf, budget: Budget, told: &mut [Diagnostic]) {
    shown::shown(&Ground::new(plan, as_of, budget), told);
}

/// What every finding starts from.
#[derive(Debug)]
struct Ground<'p> {
    plan: &'p Plan,
    as_of: &'p AsOf,
    budget: Budget,
    /// Made when something is first to be shown; most rule sets have nothing.
    search: OnceCell<Search<'p>>,
    /// One that gives up soon, for what is looked into of every rule.
    quick: OnceCell<Search<'p>>,
    on_other_days: OnceCell<Vec<Search<'p>>>,
    /// Of whom as little is known as can be.
    anybody: OnceCell<Option<Witness>>,
    /// Days of two years, one of them a leap year.
    days: OnceCell<Vec<AsOf>>,
}

impl<'p> Ground<'p> {
    fn new(plan: &'p Plan, as_of: &'p AsOf, budget: Budget) -> Self {
        Self {
            plan,
            as_of,
            budget,
            search: OnceCell::new(),
            quick: OnceCell::new(),
            on_other_days: OnceCell::new(),
            anybody: OnceCell::new(),
            days: OnceCell::new(),
        }
    }

    fn model(&self) -> &'p Model {
        self.plan.model()
    }

    fn search(&self) -> &Search<'p> {
        self.search.get_or_init(|| Search::new(self.plan, self.as_of, self.budget))
    }

    fn anybody(&self) -> Option<&Witness> {
        let find = || self.search().find(&Goal::default()).witness().cloned();
        self.anybody.get_or_init(find).as_ref()
    }

    /// Days on which what is told of relative dates has to be so too: what comes and goes with the day is not told.
    fn days(&self) -> &[AsOf] {
        let first = Date::from_ymd(2023, 1, 1);
        let on =
            |day: i64| first.map(|first| AsOf::on(first.plus_days(day), &self.as_of.zone, self.as_of.fiscal_start));
        self.days.get_or_init(|| (0..731).step_by(5).filter_map(on).collect())
    }

    /// The finding with the contact that shows it.
    fn shown(&self, found: Diagnostic, witness: &Witness) -> Diagnostic {
        self.shown_as(found, Told::of(witness, FOR_EXAMPLE))
    }

    /// The same, where it is said what the contact is an example of.
    fn shown_as(&self, found: Diagnostic, told: Told<'_>) -> Diagnostic {
        told.beside(self.plan, self.as_of, found)
    }
}

/// What a rule asks, in its own words: `visits in 2..=5`.
fn asks(rule: &Rule) -> &str {
    let text = rule.text.strip_prefix("when ").unwrap_or(&rule.text);
    text.rfind(" score ").and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The finding with a label at a rule, where that has a place.
fn beside(mut found: Diagnostic, rule: &Rule, message: impl Into<String>) -> Diagnostic {
    found.labels.extend(rule.span.map(|span| Label { span, message: message.into() }));
    found
}
