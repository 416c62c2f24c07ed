//! Rules with what they ask and read: takes the plan, gives those that may be held against each other, each with a contact
//! that is looked for when it is first needed.
//!
//! A contact who meets the one rule and not the other says more in a moment than a proof does. Knows nothing of findings.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{Ground, asked, part, part::Part};
use crate::{
    analyze::{Answer, Goal, Matter, Wanted, Witness},
    model::{Award, Condition, Rule, RuleBody, RuleId},
    plan::{Logic, RuleBodyStep},
};

/// A rule with a condition that is true of some and not of others.
pub(super) struct Asking<'p> {
    pub(super) id: RuleId,
    pub(super) rule: &'p Rule,
    pub(super) award: &'p Award,
    pub(super) part: Part<'p>,
    /// What it asks about, where that is the values of one thing.
    pub(super) thing: Option<String>,
    /// Somebody for whom it is true.
    meets: OnceCell<Option<Box<Witness>>>,
}

/// The rules that do anything on the day of as-of, in order of text.
pub(super) fn askings<'p>(ground: &Ground<'p>, idle: &BTreeSet<RuleId>) -> Vec<Asking<'p>> {
    let plan = ground.plan;
    let asking = |(id, rule): (RuleId, &'p Rule)| {
        let (
            RuleBody::When { condition: Some(condition), award },
            Some(RuleBodyStep::When { condition: Some(logic), .. }),
        ) = (&rule.body, plan.rule(id).map(|step| &step.body))
        else {
            return None;
        };
        let is_over = rule.until.is_some_and(|until| until < ground.as_of.date);
        if is_over || idle.contains(&id) || matches!(condition, Condition::Constant(_)) {
            return None;
        }
        let thing = asked::asked(plan.model(), ground.as_of, condition).map(|asked| asked.thing.key());
        Some(Asking { id, rule, award, part: Part::new(condition, logic), thing, meets: OnceCell::new() })
    };
    plan.model().rules.iter().filter_map(asking).collect()
}

/// Those with something in common together, each bucket in order of text.
pub(super) fn buckets<'a, 'p, K: Ord>(
    askings: &'a [Asking<'p>],
    key: impl Fn(&Asking<'p>) -> Option<K>,
) -> Vec<Vec<&'a Asking<'p>>> {
    let mut buckets: BTreeMap<K, Vec<&Asking<'p>>> = BTreeMap::new();
    for asking in askings {
        if let Some(key) = key(asking) {
            buckets.entry(key).or_default().push(asking);
        }
    }
    buckets.into_values().filter(|bucket| bucket.len() > 1).collect()
}

impl<'p> Asking<'p> {
    pub(super) fn logic(&self) -> &'p Logic {
        self.part.logic
    }

    /// Somebody for whom it is true.
    pub(super) fn meets(&self, ground: &Ground<'_>) -> Option<&Witness> {
        let find = || match ground.quick().find(&part::is(self.logic(), Wanted::True)) {
            Answer::Found(witness) => Some(witness),
            Answer::Impossible | Answer::Undecided(_) => None,
        };
        self.meets.get_or_init(find).as_deref()
    }

    /// Whether somebody is known who meets this and not the other.
    pub(super) fn misses(&self, ground: &Ground<'_>, other: &Asking<'_>) -> bool {
        self.meets(ground).is_some_and(|witness| !ground.quick().shows(witness, &part::is(other.logic(), Wanted::True)))
    }

    /// Somebody meets this and not the other.
    pub(super) fn without(&self, other: &Asking<'_>) -> Goal {
        part::is(self.logic(), Wanted::True).and(Matter::Condition(other.logic().clone()), Wanted::NotTrue)
    }

    /// Whether both ask about the same thing alone, of which ranges tell.
    pub(super) fn is_of_one_thing_with(&self, other: &Asking<'_>) -> bool {
        self.thing.is_some() && self.thing == other.thing
    }
}
