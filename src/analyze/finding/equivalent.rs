//! `duplicate-rule`, where it takes a proof: two rules of one score that ask in other words what is true of the same contacts.
//!
//! Only rules that read the same are compared, and of those no more than a few with each. What is the same up to order is
//! found without a search, in `duplicate`. Knows nothing of points.

use std::collections::HashSet;

use super::{
    Ground,
    asking::{Asking, buckets},
    duplicate,
};
use crate::base::{Diagnostic, Span, code};

/// Most rules before it that a rule is compared with.
const MOST_BEFORE: usize = 6;

pub(super) fn equivalents(ground: &Ground<'_>, askings: &[Asking<'_>], out: &mut Vec<Diagnostic>) {
    let told: HashSet<Span> = out
        .iter()
        .filter(|found| found.code.name == code::DUPLICATE_RULE.name)
        .filter_map(|found| found.span)
        .collect();
    // What two rules have to share.
    let key = |asking: &Asking<'_>| {
        let reads = asking.part.reads(ground);
        let kind = duplicate::kind(asking.award)?;
        Some((asking.rule.score, asking.rule.until, kind, reads.properties.clone(), reads.kinds.clone(), reads.results))
    };
    for bucket in buckets(askings, key) {
        for (at, second) in bucket.iter().enumerate() {
            if second.rule.span.is_some_and(|span| told.contains(&span)) {
                continue;
            }
            let before = bucket.iter().take(at).rev().filter(|first| !first.is_of_one_thing_with(second));
            let first = before.take(MOST_BEFORE).find(|first| is_same(ground, first, second));
            if let Some(first) = first {
                out.extend(duplicate::duplicate(ground, (first.id, first.rule), (second.id, second.rule)));
            }
        }
    }
}

/// Whether both are true of the same contacts.
fn is_same(ground: &Ground<'_>, one: &Asking<'_>, other: &Asking<'_>) -> bool {
    !one.misses(ground, other)
        && !other.misses(ground, one)
        && ground.rules_out(&one.without(other))
        && ground.rules_out(&other.without(one))
}
