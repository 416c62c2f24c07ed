//! `duplicate-rule`, where it takes a proof: two rules of one score that ask in other words what is true of the same contacts.
//!
//! Only rules that read the same are compared, and of those no more than a few with each. What is the same up to order is
//! found without a search, in `duplicate`. Knows nothing of points.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashSet},
};

use super::{Ground, asked, duplicate, part, part::Part};
use crate::{
    analyze::{Answer, Matter, Wanted, Witness},
    base::{Diagnostic, Span, code},
    model::{Condition, EventId, PropertyId, Rule, RuleBody, RuleId, ScoreId},
    plan::{Logic, RuleBodyStep},
    value::Date,
};

/// Most rules before it that a rule is compared with.
const MOST_BEFORE: usize = 6;

/// What two rules have to share.
type Key = (ScoreId, Option<Date>, String, BTreeSet<PropertyId>, BTreeSet<EventId>, bool);

/// A rule that may be asked again.
struct Asking<'p> {
    id: RuleId,
    rule: &'p Rule,
    logic: &'p Logic,
    /// It asks more than which values one thing has.
    is_involved: bool,
    /// Somebody for whom it is true.
    meets: OnceCell<Option<Box<Witness>>>,
}

pub(super) fn equivalents(ground: &Ground<'_>, idle: &BTreeSet<RuleId>, out: &mut Vec<Diagnostic>) {
    let told: HashSet<Span> = out
        .iter()
        .filter(|found| found.code.name == code::DUPLICATE_RULE.name)
        .filter_map(|found| found.span)
        .collect();
    for asking in buckets(ground, idle).values() {
        for (at, second) in asking.iter().enumerate() {
            if second.rule.span.is_some_and(|span| told.contains(&span)) {
                continue;
            }
            let before = asking.iter().take(at).rev().filter(|first| first.is_involved || second.is_involved);
            let first = before.take(MOST_BEFORE).find(|first| is_same(ground, first, second));
            if let Some(first) = first {
                out.extend(duplicate::duplicate(ground, (first.id, first.rule), (second.id, second.rule)));
            }
        }
    }
}

fn buckets<'p>(ground: &Ground<'p>, idle: &BTreeSet<RuleId>) -> BTreeMap<Key, Vec<Asking<'p>>> {
    let mut buckets: BTreeMap<Key, Vec<Asking<'p>>> = BTreeMap::new();
    let plan = ground.plan;
    for (id, rule) in plan.model().rules.iter() {
        let is_over = rule.until.is_some_and(|until| until < ground.as_of.date);
        let (
            RuleBody::When { condition: Some(condition), award },
            Some(RuleBodyStep::When { condition: Some(logic), .. }),
        ) = (&rule.body, plan.rule(id).map(|step| &step.body))
        else {
            continue;
        };
        let Some(kind) = duplicate::kind(award).filter(|_| !is_over && !idle.contains(&id)) else { continue };
        if matches!(condition, Condition::Constant(_)) {
            continue;
        }
        let part = Part::new(condition, logic);
        let reads = part.reads(ground);
        let key = (rule.score, rule.until, kind, reads.properties.clone(), reads.kinds.clone(), reads.results);
        let is_involved = asked::asked(plan.model(), ground.as_of, condition).is_none();
        buckets.entry(key).or_default().push(Asking { id, rule, logic, is_involved, meets: OnceCell::new() });
    }
    buckets
}

/// Whether both are true of the same contacts.
fn is_same(ground: &Ground<'_>, one: &Asking<'_>, other: &Asking<'_>) -> bool {
    let is_missed = |by: &Asking<'_>, meets: Option<&Witness>| {
        meets.is_some_and(|witness| !ground.quick().shows(witness, &part::is(by.logic, Wanted::True)))
    };
    let apart = |one: &Asking<'_>, other: &Asking<'_>| {
        part::is(one.logic, Wanted::True).and(Matter::Condition(other.logic.clone()), Wanted::NotTrue)
    };
    !is_missed(other, one.meets(ground))
        && !is_missed(one, other.meets(ground))
        && ground.rules_out(&apart(one, other))
        && ground.rules_out(&apart(other, one))
}

impl Asking<'_> {
    fn meets(&self, ground: &Ground<'_>) -> Option<&Witness> {
        let find = || match ground.quick().find(&part::is(self.logic, Wanted::True)) {
            Answer::Found(witness) => Some(witness),
            Answer::Impossible | Answer::Undecided(_) => None,
        };
        self.meets.get_or_init(find).as_deref()
    }
}
