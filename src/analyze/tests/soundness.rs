//! What findings say of rules, against a look at every contact there is: nothing invented, nothing missed.
//!
//! Few properties with few values, and so few events that every number of them that anything can tell apart is tried. The
//! looks do not know how findings are found: a fix is applied and the rules are run again, a rule is taken out and the
//! scores are compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::Arc,
};

use super::{
    cases,
    rules::{Dice, as_of, plan_of},
};
use crate::{
    analyze::{Budget, findings},
    base::{Diagnostic, Span},
    exec::{Contact, EventRows, EventTableBuilder, evaluate},
    model::{Award, Condition, Model, RuleBody, RuleId},
    plan::{Logic, Plan, RuleBodyStep},
    value::{AsOf, Date, Kind, Points, Value},
};

const SCHEMA: &str = "contact {\n  n: integer in 0..=6\n  m: integer in 0..=2 default 1\n  flag: boolean\n  \
    field: one of { \"A\", \"B\", \"C\" }\n}\nevent view { at: date, kind: one of { \"X\", \"Y\" } }\n";

/// Days before as-of on which events are, and how many there are at most on each.
const DAYS: [(i64, u32); 2] = [(3, 3), (20, 3)];

/// What all contacts have; events only where the rules look at them.
fn contacts(plan: &Plan, as_of: &AsOf) -> Vec<Contact> {
    let model = plan.model();
    let numbers = |most: i64| (0..=most).map(|number| Some(Value::Integer(number)));
    let mut contacts = Vec::new();
    let looks_at = |property: usize| plan.needed().iter().any(|id| id.index() == property);
    let domain = |property: usize, values: Vec<Option<Value>>| {
        if looks_at(property) { values } else { values.into_iter().take(1).collect() }
    };
    let flags = [None, Some(Value::Boolean(false)), Some(Value::Boolean(true))];
    let fields = (0..3).map(|place| Some(Value::Choice(place)));
    let events = events(plan, model, as_of);
    for n in domain(0, [None].into_iter().chain(numbers(6)).collect()) {
        for m in domain(1, numbers(2).collect()) {
            for flag in domain(2, flags.to_vec()) {
                for field in domain(3, [None].into_iter().chain(fields.clone()).collect()) {
                    for rows in &events {
                        let values = vec![n.clone(), m.clone(), flag.clone(), field.clone()];
                        contacts.push(Contact { values, key: "1".to_owned(), events: vec![rows.clone()] });
                    }
                }
            }
        }
    }
    contacts
}

fn events(plan: &Plan, model: &Model, as_of: &AsOf) -> Vec<EventRows> {
    if plan.needed_events().is_empty() {
        return vec![EventRows::default()];
    }
    let Some((_, kind)) = model.schema.events.iter().next() else { return Vec::new() };
    let mut all = Vec::new();
    let kinds = [None, Some(Value::Choice(0)), Some(Value::Choice(1))];
    // So many of each kind on each day.
    let sides: Vec<u32> = DAYS.iter().flat_map(|(_, most)| kinds.iter().map(move |_| most + 1)).collect();
    for number in 0..sides.iter().product() {
        let mut rest = number;
        let mut builder = EventTableBuilder::new(kind, &kind.fields.ids().collect());
        let mut sizes: Vec<u32> = Vec::new();
        for side in &sides {
            sizes.push(rest % side);
            rest /= side;
        }
        if sizes.iter().sum::<u32>() > 4 {
            continue;
        }
        for (at, size) in sizes.iter().enumerate() {
            let (days, _) = DAYS[at / kinds.len()];
            for _ in 0..*size {
                let at_day = Some(Value::Date(as_of.date.plus_days(-days)));
                builder.push(0, &mut vec![at_day, kinds[at % kinds.len()].clone()]);
            }
        }
        let (table, rows) = builder.finish();
        all.push(rows.first().map_or_else(EventRows::default, |rows| EventRows::new(Arc::clone(&table), rows.clone())));
    }
    all
}

/// The rules of one scope are about few things, so that they meet.
fn rule_set(dice: &mut Dice) -> String {
    let mut text = SCHEMA.to_owned();
    let things: Vec<usize> = (0..1 + dice.below(2)).map(|_| dice.below(6)).collect();
    let mut written: Vec<String> = Vec::new();
    for score in ["fit", "heat"] {
        let _ = writeln!(text, "score {score}{} {{", limit(dice));
        for group in 0..dice.below(3) {
            let _ = writeln!(text, "  group g{group}{} {{", limit(dice));
            for _ in 0..=dice.below(3) {
                let _ = writeln!(text, "    {}", rule(dice, &things, &mut written));
            }
            text.push_str("  }\n");
        }
        for _ in 0..=dice.below(3) {
            let _ = writeln!(text, "  {}", rule(dice, &things, &mut written));
        }
        text.push_str("}\n");
    }
    let _ = writeln!(
        text,
        "score total = fit + heat\nstage lifecycle {{\n  sql when total >= {}\n  mql when {} or total > {}\n  \
         lead when {}\n  otherwise rest\n}}\nlist hot when lifecycle is sql and {}",
        dice.below(20),
        condition(dice, &things, 1),
        dice.below(12),
        condition(dice, &things, 1),
        condition(dice, &things, 1),
    );
    let _ = writeln!(text, "never total > {} and {}", dice.below(20), condition(dice, &things, 1));
    let _ = writeln!(text, "always fit <= {}", dice.below(25));
    text
}

fn limit(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => format!(" limit ..={}", 1 + dice.below(9)),
        1 => format!(" limit -{}..={}", dice.below(6), 1 + dice.below(9)),
        _ => String::new(),
    }
}

fn rule(dice: &mut Dice, things: &[usize], written: &mut Vec<String>) -> String {
    let points = format!("{}{}", dice.of(&["+", "+", "+", "+", "+", "-"]), 1 + dice.below(5));
    match dice.below(20) {
        0 => format!("score {points} per {} m up to {}", 1 + dice.below(2), 1 + dice.below(9)),
        1 => format!("match n {{ {}.. => {points} unknown => 0 otherwise => +1 }}", dice.below(6)),
        2 if !written.is_empty() => format!("when {} score {points}", dice.of(written)),
        _ => {
            let depth = [0, 0, 0, 0, 1, 2][dice.below(6)];
            let condition = condition(dice, things, depth);
            written.push(condition.clone());
            format!("when {condition} score {points}")
        }
    }
}

fn condition(dice: &mut Dice, things: &[usize], depth: usize) -> String {
    match if depth == 0 { 9 } else { dice.below(8) } {
        0..=2 => format!("({} and {})", condition(dice, things, depth - 1), condition(dice, things, depth - 1)),
        3..=5 => format!("({} or {})", condition(dice, things, depth - 1), condition(dice, things, depth - 1)),
        6 => format!("not ({})", condition(dice, things, depth - 1)),
        _ => {
            let low = dice.below(7);
            match *dice.of(things) {
                0..=2 => match dice.below(9) {
                    0 => format!("n >= {low}"),
                    1 => format!("n < {low}"),
                    2 => format!("n is {low}"),
                    3 if depth == 0 => "n is unknown".to_owned(),
                    _ => format!("n in {low}..={}", low + dice.below(3)),
                },
                3 => (*dice.of(&["flag", "not flag", "flag is unknown", "m >= 1", "m is 2", "m < 3"])).to_owned(),
                4 => {
                    (*dice.of(&["field is \"A\"", "field in { \"A\", \"B\" }", "field is not \"C\"", "field is \"C\""]))
                        .to_owned()
                }
                _ => {
                    let of = *dice.of(&["", " within 7 days", " where kind is \"X\""]);
                    match dice.below(4) {
                        0 => format!("any view{of}"),
                        1 => format!("no view{of}"),
                        2 => format!("(view count{of}) >= {}", dice.below(4)),
                        _ => format!("(view count{of}) in {}..={}", dice.below(2), 1 + dice.below(2)),
                    }
                }
            }
        }
    }
}

/// What the interpreter says of one contact.
struct Seen {
    fired: Vec<Option<bool>>,
    rules_before: Vec<Points>,
    groups: Vec<Points>,
    scores: Vec<Points>,
    after: Vec<Points>,
    arms: Vec<Option<usize>>,
    lists: Vec<bool>,
    claims: Vec<Option<bool>>,
}

fn seen(plan: &Plan, contact: &Contact, as_of: &AsOf) -> Seen {
    let outcome = evaluate(plan, contact, as_of).into_outcome();
    Seen {
        fired: outcome.rules.iter().map(|rule| rule.fired).collect(),
        rules_before: outcome.rules.iter().map(|rule| rule.before_limit).collect(),
        groups: outcome.groups.iter().map(|group| group.before_limit).collect(),
        scores: outcome.scores.iter().map(|score| score.before_limit).collect(),
        after: outcome.scores.iter().map(|score| score.points).collect(),
        arms: outcome.stages.iter().map(|stage| stage.arm).collect(),
        lists: outcome.lists.clone(),
        claims: outcome.claims,
    }
}

/// A rule set with all that is known of it.
struct Case {
    text: String,
    plan: Plan,
    as_of: AsOf,
    contacts: Vec<Contact>,
    all: Vec<Seen>,
    found: Vec<Diagnostic>,
}

impl Case {
    fn new(text: String) -> Self {
        let (plan, as_of) = (plan_of(&text), as_of());
        let contacts = contacts(&plan, &as_of);
        let all = contacts.iter().map(|contact| seen(&plan, contact, &as_of)).collect();
        let found = findings(&plan, &as_of, Budget::default()).diagnostics;
        Self { text, plan, as_of, contacts, all, found }
    }

    fn model(&self) -> &Model {
        self.plan.model()
    }

    /// The rule that stands at a place, or around it.
    fn rule(&self, span: Span) -> Option<RuleId> {
        let holds = |of: Option<Span>| of.is_some_and(|of| of.contains(span));
        self.model().rules.iter().find(|(_, rule)| holds(rule.span)).map(|(id, _)| id)
    }

    /// Whether a rule fires, by contact.
    fn fires(&self, rule: RuleId) -> Vec<bool> {
        self.all.iter().map(|seen| seen.fired[rule.index()] == Some(true)).collect()
    }

    /// The names of findings that concern a place, the labels too.
    fn names(&self, at: Option<Span>) -> BTreeSet<&'static str> {
        let Some(at) = at else { return BTreeSet::new() };
        let concerns = |found: &&Diagnostic| {
            found.span.into_iter().chain(found.labels.iter().map(|label| label.span)).any(|span| at.contains(span))
        };
        self.found.iter().filter(concerns).map(|found| found.code.name).collect()
    }

    /// What the interpreter says of a finding's contact, and the contact.
    fn shown(&self, found: &Diagnostic) -> Option<(Contact, Seen)> {
        let json = found.witness.as_ref()?;
        let properties = self.model().schema.properties.values();
        let values = properties.map(|property| match json.get(&property.name) {
            Some(json) => Some(value(property.kind(), json)),
            None => property.reading.default.clone(),
        });
        let values = values.collect();
        let events = self.model().schema.events.iter().map(|(_, kind)| {
            let mut builder = EventTableBuilder::new(kind, &kind.fields.ids().collect());
            for event in json.get("events").and_then(|events| events.get(&kind.name)?.as_array()).into_iter().flatten()
            {
                let fields = kind.fields.values().map(|field| Some(value(field.0.kind(), event.get(&field.0.name)?)));
                builder.push(0, &mut fields.collect::<Vec<_>>());
            }
            let (table, rows) = builder.finish();
            rows.first().map_or_else(EventRows::default, |rows| EventRows::new(Arc::clone(&table), rows.clone()))
        });
        let contact = Contact { values, key: "1".to_owned(), events: events.collect() };
        let seen = seen(&self.plan, &contact, &self.as_of);
        Some((contact, seen))
    }

    /// Whether every contact has the same points in every score without some of the text.
    fn is_same_without(&self, edits: &[(Span, String)]) -> bool {
        let mut text = self.text.clone();
        let mut edits = edits.to_vec();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        for (span, instead) in edits {
            text.replace_range(span.start as usize..span.end as usize, &instead);
        }
        let plan = plan_of(&text);
        self.contacts.iter().zip(&self.all).all(|(contact, before)| {
            let after = seen(&plan, contact, &self.as_of);
            after.after == before.after && after.arms == before.arms && after.lists == before.lists
        })
    }
}

fn value(kind: &Kind, json: &serde_json::Value) -> Value {
    match (kind, json) {
        (Kind::Integer, json) => Value::Integer(json.as_i64().unwrap()),
        (Kind::Boolean, json) => Value::Boolean(json.as_bool().unwrap()),
        (Kind::Date, json) => Value::Date(Date::parse(json.as_str().unwrap()).unwrap()),
        (Kind::OneOf(dropdown), json) => {
            let place = dropdown.names().position(|name| Some(name) == json.as_str()).unwrap();
            Value::Choice(place as u32)
        }
        other => panic!("{other:?}"),
    }
}

/// Every fact that a finding tells is so.
fn is_true(case: &Case, found: &Diagnostic) {
    let text = &case.text;
    let told = || format!("{}: {}\n{:?}\n{text}", found.code.name, found.message, found.witness);
    let Some(span) = found.span else { panic!("{}", told()) };
    let rule = || case.rule(span).unwrap_or_else(|| panic!("no rule: {}", told()));
    let other = || case.rule(found.labels[0].span).unwrap_or_else(|| panic!("no rule: {}", told()));
    let shown = case.shown(found);
    let fires = |of: RuleId| case.fires(of);
    let is_shown_by = |of: RuleId, is: bool| {
        let (_, seen) = shown.as_ref().unwrap_or_else(|| panic!("no example: {}", told()));
        assert_eq!(seen.fired[of.index()] == Some(true), is, "{}", told());
    };
    match found.code.name {
        "overlapping-rules" | "contained-rule" => {
            let (rule, other) = (rule(), other());
            is_shown_by(rule, true);
            is_shown_by(other, true);
            let pairs: BTreeSet<(bool, bool)> = fires(rule).into_iter().zip(fires(other)).collect();
            assert!(pairs.contains(&(true, true)) && pairs.contains(&(false, true)), "{}", told());
            let only_this = found.code.name == "overlapping-rules";
            assert_eq!(pairs.contains(&(true, false)), only_this, "{}", told());
        }
        "duplicate-rule" => {
            is_shown_by(rule(), true);
            assert_eq!(fires(rule()), fires(other()), "{}", told());
        }
        "gap" => {
            let (contact, _) = shown.as_ref().unwrap_or_else(|| panic!("no example: {}", told()));
            let (rule, other) = (rule(), other());
            is_shown_by(rule, false);
            is_shown_by(other, false);
            // Of the thing that has the hole, no value as in the example has points; values on both sides have.
            if let Some(Value::Integer(hole)) = contact.values[0].clone().filter(|_| found.message.contains("`n`")) {
                let at = |n: i64| {
                    let is_at = |(contact, seen): &(&Contact, &Seen)| {
                        contact.values[0] == Some(Value::Integer(n))
                            && (seen.fired[rule.index()] == Some(true) || seen.fired[other.index()] == Some(true))
                    };
                    case.contacts.iter().zip(&case.all).any(|pair| is_at(&pair))
                };
                assert!(!at(hole) && (0..hole).any(at) && (hole..=6).any(at), "{}", told());
            }
        }
        "never-fires" if case.rule(span).is_some() => match &case.model().rules.at(rule()).body {
            RuleBody::When { .. } => assert!(!fires(rule()).contains(&true), "{}", told()),
            _ => assert!(!found.message.starts_with("this rule never") || !fires(rule()).contains(&true), "{}", told()),
        },
        "never-fires" => {
            let model = case.model();
            if let Some((id, _)) = model.lists.iter().find(|(_, list)| list.span == Some(span)) {
                assert!(case.all.iter().all(|seen| !seen.lists[id.index()]), "{}", told());
            }
        }
        "always-fires" if case.rule(span).is_some() => assert!(!fires(rule()).contains(&false), "{}", told()),
        "redundant-condition" => {
            for fix in &found.fixes {
                let edits: Vec<_> = fix.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
                assert!(case.is_same_without(&edits), "{}: {edits:?}", told());
            }
        }
        "swallowed-by-limit" => assert!(
            case.is_same_without(&[(
                case.model().rules.at(rule()).span.unwrap(),
                "when flag and not flag score +1".to_owned()
            )]),
            "{}",
            told()
        ),
        "idle-limit" => {
            let model = case.model();
            let is_at = |of: Option<Span>| of == Some(span);
            let ends = |before: Vec<Points>, min: Option<Points>, max: Option<Points>| {
                let is_low = max.is_some_and(|max| before.iter().all(|points| *points < max));
                let is_high = min.is_some_and(|min| before.iter().all(|points| min < *points));
                assert!(is_low || is_high, "{}", told());
            };
            for (id, group) in model.groups.iter().filter(|(_, group)| is_at(group.span)) {
                ends(case.all.iter().map(|seen| seen.groups[id.index()]).collect(), group.limit.min, group.limit.max);
            }
            for (id, score) in model.scores.iter().filter(|(_, score)| is_at(score.span)) {
                ends(case.all.iter().map(|seen| seen.scores[id.index()]).collect(), score.limit.min, score.limit.max);
            }
            for (id, rule) in model.rules.iter().filter(|(_, rule)| is_at(rule.span)) {
                let up_to = rule.up_to.unwrap().scaled().abs();
                let is_under = |seen: &Seen| seen.rules_before[id.index()].scaled().abs() < up_to;
                assert!(case.all.iter().all(is_under), "{}", told());
            }
        }
        "unreachable-stage" | "stage-takes-all" => {
            for (id, stage) in case.model().stages.iter() {
                let Some(place) = stage.arms.iter().position(|arm| arm.span == Some(span)) else { continue };
                let taken = |at: &dyn Fn(Option<usize>) -> bool| case.all.iter().any(|seen| at(seen.arms[id.index()]));
                if found.code.name == "unreachable-stage" {
                    assert!(!taken(&|arm| arm == Some(place)), "{}", told());
                } else {
                    assert!(!taken(&|arm| arm.is_none_or(|arm| arm > place)), "{}", told());
                }
            }
        }
        "never-violated" | "always-violated" => {
            let claim = case.model().claims.iter().position(|claim| claim.span == Some(span)).unwrap();
            let is_broken = |seen: &Seen| match found.code.name {
                "never-violated" => seen.claims[claim] == Some(true),
                _ => seen.claims[claim] != Some(true),
            };
            assert!(shown.as_ref().is_some_and(|(_, seen)| is_broken(seen)), "{}", told());
            assert!(case.all.iter().any(is_broken), "{}", told());
        }
        _ => {}
    }
}

/// Every fact of the kinds that findings tell is told, by this finding or by one that stands before it.
fn is_whole(case: &Case, tally: &mut BTreeMap<&'static str, usize>) {
    let model = case.model();
    let text = &case.text;
    let mut note = |name: &'static str| *tally.entry(name).or_default() += 1;
    for (id, rule) in model.rules.iter() {
        let RuleBody::When { condition: Some(_), .. } = &rule.body else { continue };
        let (fires, names) = (case.fires(id), case.names(rule.span));
        if KNOWN.contains(&"never-fires") && !fires.contains(&true) {
            note("a rule that never fires");
            let elsewhere =
                model.stages.values().flat_map(|stage| &stage.arms).any(|arm| !case.names(arm.span).is_empty());
            assert!(names.contains("never-fires") || elsewhere, "`{}` never fires\n{text}", rule.text);
        }
        if KNOWN.contains(&"always-fires") && !fires.contains(&false) {
            note("a rule that always fires");
            assert!(names.contains("always-fires"), "`{}` always fires\n{text}", rule.text);
        }
    }
    dropped(case, &mut note);
    swallowed(case, &mut note);
    let rules: Vec<RuleId> = model.rules.ids().collect();
    for (at, one) in rules.iter().enumerate() {
        for other in rules.iter().skip(at + 1) {
            pair(case, *one, *other, &mut note);
        }
    }
    for (id, stage) in model.stages.iter() {
        let mut is_over = false;
        for (place, arm) in stage.arms.iter().enumerate() {
            let names = case.names(arm.span);
            let is_taken = case.all.iter().any(|seen| seen.arms[id.index()] == Some(place));
            if !is_taken && !is_over {
                note("an arm of a stage that nobody takes");
                // That it takes whoever is left may be told in its place, where nobody is left.
                let is_told = names.contains("unreachable-stage") || names.contains("stage-takes-all");
                assert!(is_told, "nobody takes `{}`: {names:?}\n{text}", arm.text);
            }
            is_over |= names.contains("stage-takes-all");
        }
    }
    for (at, claim) in model.claims.iter().enumerate() {
        let is_broken = case.all.iter().any(|seen| match claim.always {
            true => seen.claims[at] != Some(true),
            false => seen.claims[at] == Some(true),
        });
        let names = case.names(claim.span);
        if is_broken {
            note("a claim that is broken");
            assert!(!names.is_empty(), "{}\n{text}", claim.text);
        } else {
            note("a claim that holds");
            assert!(names.is_empty(), "{}: {names:?}\n{text}", claim.text);
        }
    }
    for (id, group) in model.groups.iter() {
        let seen: Vec<Points> = case.all.iter().map(|seen| seen.groups[id.index()]).collect();
        let is_idle = group.limit.max.is_some_and(|max| seen.iter().all(|points| *points < max));
        if KNOWN.contains(&"idle-limit") && is_idle {
            note("a limit that is never reached");
            assert!(case.names(group.span).contains("idle-limit"), "{}\n{text}", group.name);
        }
    }
}

/// Parts of an `and` or `or` of a rule without which it fires for the same contacts.
fn dropped(case: &Case, note: &mut impl FnMut(&'static str)) {
    for (id, rule) in case.model().rules.iter() {
        let Some(RuleBodyStep::When { condition: Some(logic), .. }) = case.plan.rule(id).map(|step| &step.body) else {
            continue;
        };
        let (parts, all) = match logic {
            Logic::All(parts) => (parts, true),
            Logic::Any(parts) => (parts, false),
            _ => continue,
        };
        // What asks whether something is known is said on purpose.
        if ["unknown", "any ", "no "].iter().any(|word| rule.text.contains(word)) {
            continue;
        }
        let truths: Vec<Vec<bool>> = case
            .contacts
            .iter()
            .map(|contact| {
                let evaluation = evaluate(&case.plan, contact, &case.as_of);
                parts.iter().map(|part| evaluation.logic(part) == Some(true)).collect()
            })
            .collect();
        let joined = |truths: &[bool], without: Option<usize>| {
            let mut left = truths.iter().enumerate().filter(|(at, _)| Some(*at) != without).map(|(_, truth)| *truth);
            if all { left.all(|truth| truth) } else { left.any(|truth| truth) }
        };
        let changes_nothing =
            |at: &usize| truths.iter().all(|truths| joined(truths, Some(*at)) == joined(truths, None));
        if (0..parts.len()).any(|at| changes_nothing(&at)) {
            note("a part that changes nothing");
            let names = case.names(rule.span);
            let is_told =
                ["redundant-condition", "never-fires", "always-fires"].iter().any(|name| names.contains(name));
            assert!(is_told, "`{}`: {names:?}\n{}", rule.text, case.text);
        }
    }
}

/// Rules that fire and whose points the limit around them takes away from everybody.
fn swallowed(case: &Case, note: &mut impl FnMut(&'static str)) {
    let model = case.model();
    for (id, rule) in model.rules.iter() {
        let RuleBody::When { award: Award::Flat(points), .. } = &rule.body else { continue };
        let fires = case.fires(id);
        let Some(group) = rule.group.filter(|_| fires.contains(&true) && fires.contains(&false)) else { continue };
        let limit = model.groups.at(group).limit;
        let is_lost = |(seen, fires): (&Seen, bool)| {
            let before = seen.groups[group.index()];
            let without = Points::from_scaled(before.scaled() - points.scaled());
            !fires || before.clamp_to(limit.min, limit.max) == without.clamp_to(limit.min, limit.max)
        };
        if (limit.min.is_some() || limit.max.is_some()) && case.all.iter().zip(fires).all(is_lost) {
            note("a rule whose points are lost");
            let names = case.names(rule.span);
            assert!(names.contains("swallowed-by-limit"), "`{}`: {names:?}\n{}", rule.text, case.text);
        }
    }
}

/// Findings that there are; the others are not missed.
const KNOWN: &[&str] = &["never-fires", "always-fires", "redundant-condition", "swallowed-by-limit", "idle-limit"];

/// Two rules that each ask about `n` alone, in one scope without a limit around them, which both give.
fn pair(case: &Case, one: RuleId, other: RuleId, note: &mut impl FnMut(&'static str)) {
    let model = case.model();
    let of = |id: RuleId| model.rules.at(id);
    let is_plain = |id: RuleId| match &of(id).body {
        RuleBody::When { condition: Some(Condition::Test(test)), award: Award::Flat(points) } => {
            *points > Points::ZERO
                && test.text.starts_with("n ")
                && !test.text.contains("unknown")
                && case.fires(id).contains(&true)
        }
        _ => false,
    };
    let is_free = |id: RuleId| match of(id).group {
        Some(group) => model.groups.at(group).limit.max.is_none(),
        None => model.scores.at(of(id).score).limit.max.is_none(),
    };
    let is_one_scope = of(one).group == of(other).group && of(one).score == of(other).score;
    if !is_plain(one) || !is_plain(other) || of(one).score != of(other).score {
        return;
    }
    let pairs: BTreeSet<(bool, bool)> = case.fires(one).into_iter().zip(case.fires(other)).collect();
    let concerned = |name: &str| {
        let spans = |found: &&Diagnostic| -> BTreeSet<RuleId> {
            found
                .span
                .into_iter()
                .chain(found.labels.iter().map(|label| label.span))
                .filter_map(|at| case.rule(at))
                .collect()
        };
        let told: Vec<BTreeSet<RuleId>> =
            case.found.iter().filter(|found| found.code.name == name).map(|found| spans(&found)).collect();
        (told.iter().any(|rules| rules.contains(&one) && rules.contains(&other)), told)
    };
    let text = &case.text;
    let pair = || format!("`{}` and `{}`\n{text}", of(one).text, of(other).text);
    let (both, first, second) =
        (pairs.contains(&(true, true)), pairs.contains(&(true, false)), pairs.contains(&(false, true)));
    if both && !first && !second {
        note("two rules that ask the same");
        // Of several, each is held against the first.
        assert!(concerned("duplicate-rule").1.iter().any(|rules| rules.contains(&other)), "{}", pair());
    } else if both && first && second && is_one_scope && is_free(one) {
        note("two rules that overlap");
        assert!(concerned("overlapping-rules").0, "{}", pair());
    } else if both && is_one_scope && is_free(one) {
        // Where a rule lies within several, the narrowest is told; what all values meet is meant.
        let (wide, narrow) = if first { (one, other) } else { (other, one) };
        let known = |(contact, fires): (&Contact, bool)| contact.values[0].is_none() || fires;
        if !case.contacts.iter().zip(case.fires(wide)).all(known) {
            note("a rule within another");
            assert!(concerned("contained-rule").1.iter().any(|rules| rules.contains(&narrow)), "{}", pair());
        }
    }
}

#[test]
fn findings_say_what_is_so_and_leave_out_nothing() {
    let (mut told, mut tally) = (BTreeMap::new(), BTreeMap::new());
    for seed in 0..u64::from(cases(120)) {
        let case = Case::new(rule_set(&mut Dice::new(seed + 9_000)));
        for found in &case.found {
            *told.entry(found.code.name).or_insert(0_usize) += 1;
            is_true(&case, found);
        }
        is_whole(&case, &mut tally);
    }
    println!("{told:?}\n{tally:?}");
    // There was something to be found of each kind.
    for name in [
        "overlapping-rules",
        "contained-rule",
        "duplicate-rule",
        "gap",
        "unreachable-stage",
        "never-violated",
        "always-violated",
    ]
    .iter()
    .chain(KNOWN)
    {
        assert!(told.contains_key(name), "{name} is not among {told:?}");
    }
}
