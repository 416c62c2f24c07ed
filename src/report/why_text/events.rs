//! Events as people speak of them: takes what was counted, gives words.

use super::lines::safe;
use crate::{
    value::Points,
    why::{Counted, Each, More, RuleTrace},
};

/// Points of single events that are told before the rest is cut.
const TOLD: usize = 3;

/// `3 page_view within 7 days, the latest on 2026-02-27`, `no page_view within 7 days`.
pub(super) fn counted(of: &str, events: &Counted) -> String {
    format!("{}{}", many(of, events.count), latest(events))
}

/// `3 page_view within 7 days`, `no page_view within 7 days`.
pub(super) fn many(of: &str, count: u64) -> String {
    let of = safe(of);
    if count == 0 { format!("no {of}") } else { format!("{count} {of}") }
}

/// `, the latest on 2026-02-27`.
fn latest(events: &Counted) -> String {
    let the_latest = if events.count > 1 { "the latest " } else { "" };
    events.latest_words.as_ref().map_or_else(String::new, |words| format!(", {the_latest}{words}"))
}

/// `one more page_view within 7 days`, `7 page_view within 7 days`.
pub(super) fn more(events: &More) -> String {
    let count = if events.count == 1 { "one".to_owned() } else { events.count.to_string() };
    let more = if events.is_first { "" } else { " more" };
    format!("{count}{more} {}", safe(&events.of))
}

/// `+2 each: 12 email_click, the latest on 2026-02-27 (2, 1.86, 1.7 …; 23.1 in all, 13.1 cut by "up to 10")`, and of a
/// `match` `2 × "Webinar" +20, 1 × "Demo request" +50`.
pub(super) fn each(rule: &RuleTrace, each: &Each) -> String {
    let events = &rule.events.counted;
    let what = match each.points {
        Some(points) => format!("{} each: {}", points.signed(), counted(&each.of, events)),
        None => {
            let arm =
                |arm: &crate::why::ArmCount| format!("{} × {} {}", arm.count, safe(&arm.text), arm.points.signed());
            let arms: Vec<String> = each.arms.iter().map(arm).collect();
            format!("{}{}", arms.join(", "), latest(events))
        }
    };
    let mut parts = Vec::new();
    if each.falls {
        let told: Vec<String> = each.given.iter().take(TOLD).map(|given| short(given.points)).collect();
        let rest = if each.given.len() > TOLD { " …" } else { "" };
        parts.push(format!("{}{rest}", told.join(", ")));
    }
    if let Some(up_to) = each.up_to {
        let cut = Points::from_scaled(rule.before_limit.scaled().saturating_sub(rule.points.scaled()).saturating_abs());
        parts.push(format!("{} in all, {} cut by \"up to {up_to}\"", short(rule.before_limit), short(cut)));
    }
    if parts.is_empty() { what } else { format!("{what} ({})", parts.join("; ")) }
}

/// With two decimals at most, rounded half away from zero.
fn short(points: Points) -> String {
    let hundredths = (points.scaled().saturating_abs().saturating_add(50)) / 100;
    let rounded = Points::from_scaled(hundredths.saturating_mul(100).saturating_mul(points.scaled().signum()));
    rounded.to_string()
}
