//! What is told is so: takes a finding, looks at every contact whether it is.

use std::collections::BTreeSet;

use super::{Case, Seen, edited, judged, read};
use crate::{
    base::{Diagnostic, Fix, Span},
    exec::{Contact, evaluate},
    model::{MatchSubject, Operand, RuleBody, RuleId, Stage, StageId},
    plan::RuleBodyStep,
    value::{AsOf, Points, Value},
};

/// Every fact that a finding tells is so.
pub(super) fn is_true(case: &Case, found: &Diagnostic) {
    let told = || said(case, found);
    let Some(span) = found.span else { panic!("{}", told()) };
    let shown = case.shown(found);
    match found.code.name {
        "overlapping-rules" | "contained-rule" | "duplicate-rule" => of_two(case, found, shown.as_ref()),
        "gap" | "missing-values" | "missing-unknown" | "idle-otherwise"
            if case.rule(span).is_some_and(|rule| is_match(case, rule)) =>
        {
            of_match(case, found, span);
        }
        "gap" if stage_arm(case, span).is_some() => between_arms(case, found, shown.as_ref()),
        "gap" => of_hole(case, found, shown.as_ref()),
        "never-fires" => never_fires(case, found, span),
        "always-fires" => {
            let Some(rule) = case.rule(span) else { panic!("no rule: {}", told()) };
            let Some(RuleBodyStep::When { condition: Some(logic), .. }) = case.plan.rule(rule).map(|step| &step.body)
            else {
                panic!("no condition: {}", told())
            };
            let is_met = |contact| evaluate(&case.plan, contact, &case.as_of).logic(logic) == Some(true);
            assert!(case.contacts.iter().all(is_met), "{}", told());
        }
        "redundant-condition" => of_part(case, found, span),
        "swallowed-by-limit" => {
            let Some(rule) = case.rule(span).filter(|_| shown.is_some()) else { panic!("{}", told()) };
            // Somebody gets its points; a `match` gives them also where nothing is known.
            assert_ne!(shown.as_ref().unwrap().1.rules_before[rule.index()], Points::ZERO, "{}", told());
            let of_rule = case.model().rules.at(rule).span.unwrap();
            assert!(case.is_same_without(&[(of_rule, "when false score +1".to_owned())]), "{}", told());
        }
        "idle-limit" => of_limit(case, found, span),
        "unreachable-stage" | "stage-takes-all" => of_stage(case, found, span),
        "never-violated" | "always-violated" => {
            let claim = case.model().claims.iter().position(|claim| claim.span == Some(span)).unwrap();
            let is_broken = |seen: &Seen| match found.code.name {
                "never-violated" => seen.claims[claim] == Some(true),
                _ => seen.claims[claim] != Some(true),
            };
            assert!(shown.as_ref().is_some_and(|(_, seen)| is_broken(seen)), "{}", told());
            assert!(!case.is_complete || case.all.iter().any(is_broken), "{}", told());
        }
        "unscored-value" => of_value(case, found),
        "expired-rule" => {
            let Some(rule) = case.rule(span) else { panic!("no rule: {}", told()) };
            assert!(!case.fires(rule).contains(&true), "{}", told());
        }
        _ => {}
    }
    ranges_meet(case, found);
    ends_in_words(case, found, shown.map(|(_, seen)| seen).as_ref());
}

fn said(case: &Case, found: &Diagnostic) -> String {
    format!("{}: {}\n{:?}\n{}", found.code.name, found.message, found.witness, case.text)
}

fn is_match(case: &Case, rule: RuleId) -> bool {
    matches!(case.model().rules.at(rule).body, RuleBody::Match { .. } | RuleBody::MatchEach { .. })
}

/// The rule at the finding's place, and the one beside it.
fn two(case: &Case, found: &Diagnostic) -> (RuleId, RuleId) {
    let at = |span: Span| case.rule(span).unwrap_or_else(|| panic!("no rule: {}", said(case, found)));
    (at(found.span.unwrap()), at(found.labels[0].span))
}

fn of_two(case: &Case, found: &Diagnostic, shown: Option<&(Contact, Seen)>) {
    let told = || said(case, found);
    let (rule, other) = two(case, found);
    let Some((_, seen)) = shown else { panic!("no example: {}", told()) };
    for of in [rule, other] {
        assert_eq!(seen.fired[of.index()], Some(true), "{}", told());
    }
    let pairs: BTreeSet<(bool, bool)> = case.fires(rule).into_iter().zip(case.fires(other)).collect();
    if found.code.name == "duplicate-rule" {
        // A bonus for a campaign may stand beside the lasting rule.
        let until = |of: RuleId| case.model().rules.at(of).until;
        assert_eq!(until(rule), until(other), "{}", told());
        assert!(!pairs.contains(&(true, false)) && !pairs.contains(&(false, true)), "{}", told());
        return;
    }
    let is_overlap = found.code.name == "overlapping-rules";
    assert!(is_overlap || !pairs.contains(&(true, false)), "{}", told());
    if case.is_complete {
        assert!(pairs.contains(&(true, true)) && pairs.contains(&(false, true)), "{}", told());
        assert!(!is_overlap || pairs.contains(&(true, false)), "{}", told());
    }
}

/// The property that a match looks at.
fn matched(case: &Case, rule: RuleId) -> Option<usize> {
    match &case.model().rules.at(rule).body {
        RuleBody::Match { subject: MatchSubject::Operand(Operand::Property(property)), .. } => Some(property.index()),
        _ => None,
    }
}

fn of_match(case: &Case, found: &Diagnostic, span: Span) {
    let rule = case.rule(span).unwrap();
    let Some(property) = matched(case, rule) else { return };
    let RuleBody::Match { arms, .. } = &case.model().rules.at(rule).body else { return };
    let pairs = || case.contacts.iter().zip(&case.all);
    let arm = |seen: &Seen| seen.rule_arms[rule.index()];
    let untaken = |(contact, seen): &(&Contact, &Seen)| contact.values[property].is_some() && arm(seen).is_none();
    let is_so = match found.code.name {
        "idle-otherwise" => !pairs().any(|(_, seen)| arm(seen) == Some(arms.len())),
        "missing-unknown" => pairs().all(|(contact, seen)| contact.values[property].is_some() || arm(seen).is_none()),
        "missing-values" => {
            let kind = case.model().schema.properties.values().nth(property).unwrap().kind();
            let missing: BTreeSet<String> = pairs()
                .filter(untaken)
                .map(|(contact, _)| format!("`{}`", contact.values[property].as_ref().unwrap().to_json(kind)))
                .collect();
            let listed = found.message.rsplit(": ").next().unwrap();
            let listed: BTreeSet<String> = listed.split(", ").map(str::to_owned).collect();
            !case.is_complete || missing == listed
        }
        _ => !case.is_complete || pairs().any(|pair| untaken(&pair)),
    };
    assert!(is_so, "{}", said(case, found));
}

/// Of the thing that has the hole, no value as in the example has points; values on both sides have.
fn of_hole(case: &Case, found: &Diagnostic, shown: Option<&(Contact, Seen)>) {
    let told = || said(case, found);
    let Some((contact, seen)) = shown else { panic!("no example: {}", told()) };
    let (rule, other) = two(case, found);
    for of in [rule, other] {
        assert_ne!(seen.fired[of.index()], Some(true), "{}", told());
    }
    let mut names = case.model().schema.properties.values().map(|property| format!("`{}` ", property.name));
    let Some(property) = names.position(|name| found.message.contains(&name)) else { return };
    let Some(hole) = contact.values[property].clone() else { panic!("{}", told()) };
    let taken = |value: &Value| {
        let is_at = |(contact, seen): (&Contact, &Seen)| {
            contact.values[property].as_ref() == Some(value)
                && [rule, other].iter().any(|of| seen.fired[of.index()] == Some(true))
        };
        case.contacts.iter().zip(&case.all).any(is_at)
    };
    assert!(!taken(&hole), "{}", told());
    // Another rule of the scope that looks at it would have been thought of.
    let model = case.model();
    let (scope, name) = (model.rules.at(rule), &model.schema.properties.values().nth(property).unwrap().name);
    for (id, other) in model.rules.iter().filter(|(_, other)| (other.score, other.group) == (scope.score, scope.group))
    {
        let looks =
            other.text.contains(&format!("{name} ")) && other.until.is_none_or(|until| case.as_of.date <= until);
        let mut pairs = case.contacts.iter().zip(&case.all);
        let fires = |seen: &Seen| seen.fired[id.index()] == Some(true);
        let takes =
            looks && pairs.any(|(contact, seen)| contact.values[property].as_ref() == Some(&hole) && fires(seen));
        assert!(!takes, "{}", told());
    }
    if case.is_complete {
        let values: Vec<Value> = case.contacts.iter().filter_map(|contact| contact.values[property].clone()).collect();
        let below = values.iter().any(|value| is_below(value, &hole) && taken(value));
        let above = values.iter().any(|value| is_below(&hole, value) && taken(value));
        assert!(below && above, "{}", told());
    }
}

/// Whether one value of a line lies before another.
pub(super) fn is_below(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => one < other,
        (Value::Number(one), Value::Number(other)) => one < other,
        (Value::Date(one), Value::Date(other)) => one < other,
        _ => false,
    }
}

/// With a fix, rules that overlapped fire for nobody both, and of those beside a hole one fires in it.
fn ranges_meet(case: &Case, found: &Diagnostic) {
    let is_gap = found.code.name == "gap";
    if !is_gap && !["overlapping-rules", "contained-rule"].contains(&found.code.name) {
        return;
    }
    let rules: Vec<usize> = case.rules(found).into_iter().map(|rule| rule.index()).collect();
    for fix in found.fixes.iter().filter(|_| rules.len() == 2) {
        let edits: Vec<(Span, String)> = fix.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
        let text = edited(&case.text, &edits);
        let plan = read(&text).unwrap_or_else(|| panic!("{}\n{text}", said(case, found)));
        let fires = |contact: &Contact| {
            let after = super::seen(&plan, contact, &case.as_of);
            rules.iter().filter(|rule| after.fired[**rule] == Some(true)).count()
        };
        let is_so = match is_gap {
            true => case.shown(found).is_some_and(|(contact, _)| fires(&contact) == 1),
            false => case.contacts.iter().all(|contact| fires(contact) < 2),
        };
        assert!(is_so, "{}\n{text}", said(case, found));
    }
}

fn never_fires(case: &Case, found: &Diagnostic, span: Span) {
    let told = || said(case, found);
    let Some(rule) = case.rule(span) else {
        let list = case.model().lists.iter().find(|(_, list)| list.span == Some(span));
        let Some((list, _)) = list else { return };
        return assert!(case.all.iter().all(|seen| !seen.lists[list.index()]), "{}", told());
    };
    let (RuleBody::Match { arms, .. } | RuleBody::MatchEach { arms, .. }) = &case.model().rules.at(rule).body else {
        return assert!(!case.fires(rule).contains(&true), "{}", told());
    };
    match arms.iter().position(|arm| arm.span == Some(span)) {
        Some(place) => {
            let takes = |seen: &Seen| seen.rule_arms[rule.index()] == Some(place);
            assert!(!case.all.iter().any(takes), "{}", told());
        }
        None => assert!(!case.fires(rule).contains(&true), "{}", told()),
    }
}

/// A part that can go: with the fix, and with a constant in its place.
fn of_part(case: &Case, found: &Diagnostic, span: Span) {
    if let [fix] = found.fixes.as_slice() {
        let edits: Vec<(Span, String)> = fix.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
        return assert!(case.is_same_without(&edits), "{}", said(case, found));
    }
    let constant = |truth: &str| {
        let instead = [(span, truth.to_owned())];
        read(&edited(&case.text, &instead)).map(|_| case.is_same_without(&instead))
    };
    let tried: Vec<bool> = ["true", "false"].into_iter().filter_map(constant).collect();
    assert!(tried.is_empty() || tried.contains(&true), "{}", said(case, found));
}

fn of_limit(case: &Case, found: &Diagnostic, span: Span) {
    let model = case.model();
    let told = || said(case, found);
    let is_at = |of: Option<Span>| of == Some(span);
    let ends = |before: Vec<Points>, min: Option<Points>, max: Option<Points>| {
        let is_so = match found.message.contains("takes anything away") {
            true => max.is_some_and(|max| before.iter().all(|points| *points < max)),
            false => min.is_some_and(|min| before.iter().all(|points| min < *points)),
        };
        assert!(is_so, "{}", told());
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

fn of_stage(case: &Case, found: &Diagnostic, span: Span) {
    for (id, stage) in case.model().stages.iter() {
        let Some(place) = stage.arms.iter().position(|arm| arm.span == Some(span)) else { continue };
        let taken = |at: &dyn Fn(Option<usize>) -> bool| case.all.iter().any(|seen| at(seen.arms[id.index()]));
        let is_so = match found.code.name {
            "unreachable-stage" => !taken(&|arm| arm == Some(place)),
            _ => !taken(&|arm| arm.is_none_or(|arm| arm > place)),
        };
        assert!(is_so, "{}", said(case, found));
    }
}

/// The stage that has an arm at a place, by its number, and the place of the arm.
fn stage_arm(case: &Case, span: Span) -> Option<(usize, usize)> {
    let at =
        |(id, stage): (StageId, &Stage)| Some((id.index(), stage.arms.iter().position(|arm| arm.span == Some(span))?));
    case.model().stages.iter().find_map(at)
}

/// The contact is in neither of two arms, and is in one of them with each fix.
fn between_arms(case: &Case, found: &Diagnostic, shown: Option<&(Contact, Seen)>) {
    let told = || said(case, found);
    let Some((contact, seen)) = shown else { panic!("no example: {}", told()) };
    let arms: Vec<(usize, usize)> = found
        .span
        .iter()
        .chain(found.labels.iter().map(|label| &label.span))
        .filter_map(|at| stage_arm(case, *at))
        .collect();
    let is_in = |seen: &Seen| arms.iter().any(|(stage, place)| seen.arms[*stage] == Some(*place));
    assert!(arms.len() >= 2 && !is_in(seen), "{}", told());
    for fix in &found.fixes {
        let edits: Vec<(Span, String)> = fix.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
        let text = edited(&case.text, &edits);
        let plan = read(&text).unwrap_or_else(|| panic!("{}\n{text}", told()));
        assert!(is_in(&super::seen(&plan, contact, &case.as_of)), "{}\n{text}", told());
    }
}

/// Who has the value has the points of those of whom it is not known.
fn of_value(case: &Case, found: &Diagnostic) {
    let schema = &case.model().schema;
    let of =
        schema.properties.values().position(|property| found.message.contains(&format!("of `{}`,", property.name)));
    let Some(property) = of else { return };
    let kind = schema.properties.values().nth(property).unwrap().kind();
    for (contact, before) in case.contacts.iter().zip(&case.all) {
        let Some(value) = &contact.values[property] else { continue };
        if found.message.contains(&format!("`{}`", value.to_json(kind))) {
            let mut without = contact.clone();
            without.values[property] = None;
            assert_eq!(super::seen(&case.plan, &without, &case.as_of).after, before.after, "{}", said(case, found));
        }
    }
}

/// `the most `total` can be is 58`, and `for the example, `total` is 10`.
fn ends_in_words(case: &Case, found: &Diagnostic, shown: Option<&Seen>) {
    let model = case.model();
    type Ends = Box<dyn Fn(&Seen) -> (Points, Points)>;
    let mut points: Vec<(String, Ends)> = Vec::new();
    for (id, score) in model.scores.iter() {
        points.push((score.name.clone(), Box::new(move |seen| (seen.after[id.index()], seen.scores[id.index()]))));
    }
    for (id, group) in model.groups.iter() {
        let name = format!("{}.{}", model.scores.at(group.score).name, group.name);
        points.push((name, Box::new(move |seen| (seen.groups_after[id.index()], seen.groups[id.index()]))));
    }
    let is_limit = found.code.name == "idle-limit";
    for (name, of) in points {
        let number_behind = |text: &str, words: &str| {
            let rest = text.split_once(words)?.1;
            let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || "-.".contains(*c)).collect();
            Points::parse(number.trim_end_matches('.')).ok()
        };
        let all = || case.all.iter().map(|seen| if is_limit { of(seen).1 } else { of(seen).0 });
        for (words, end) in [
            (format!("the most `{name}` can be is "), all().max().unwrap()),
            (format!("the least `{name}` can be is "), all().min().unwrap()),
        ] {
            if let Some(told) = number_behind(&found.message, &words) {
                let is_beyond = if words.contains("most") { end <= told } else { told <= end };
                assert!(is_beyond && (!case.is_complete || told == end), "{end}: {}", said(case, found));
            }
        }
        if found.at.starts_with("for the example")
            && let (Some(told), Some(seen)) = (number_behind(&found.at, &format!("`{name}` is ")), shown)
        {
            assert_eq!(told, of(seen).0, "{}", said(case, found));
        }
    }
}

/// Every fix makes rules without errors that are no longer blamed for the same; what is said to change nothing does not.
pub(super) fn is_mended(case: &Case, found: &Diagnostic, fix: &Fix) {
    let same = |all: &[Diagnostic]| {
        all.iter().filter(|other| other.code.name == found.code.name && other.message == found.message).count()
    };
    let edits: Vec<(Span, String)> = fix.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
    let text = edited(&case.text, &edits);
    let mended = judged(&text);
    let told = || format!("{}\n{}\n{text}", said(case, found), fix.message);
    assert!(read(&text).is_some(), "{mended:?}\n{}", told());
    assert!(same(&mended) < same(&case.found), "{}", told());
    if ["redundant-condition", "missing-unknown"].contains(&found.code.name) {
        assert!(case.is_same_without(&edits), "{}", told());
    }
}

/// What is said of a rule's condition is so on another day, too.
pub(super) fn is_lasting(case: &Case, as_of: &AsOf) {
    let all: Vec<Seen> = case.contacts.iter().map(|contact| super::seen(&case.plan, contact, as_of)).collect();
    for found in &case.found {
        let Some(rule) = found.span.and_then(|span| case.rule(span)).filter(|rule| !is_match(case, *rule)) else {
            continue;
        };
        let is_so = |of: RuleId| all.iter().map(move |seen| seen.fired[of.index()] == Some(true));
        let holds = match found.code.name {
            "never-fires" => !is_so(rule).any(|fires| fires),
            "duplicate-rule" => is_so(rule).eq(is_so(two(case, found).1)),
            "redundant-condition" if found.fixes.len() == 1 => {
                let edits: Vec<(Span, String)> =
                    found.fixes[0].edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
                let plan = read(&edited(&case.text, &edits)).unwrap();
                let after = |contact| super::seen(&plan, contact, as_of).fired[rule.index()] == Some(true);
                case.contacts.iter().map(after).eq(is_so(rule))
            }
            _ => true,
        };
        assert!(holds, "on {as_of:?}: {}", said(case, found));
    }
}

/// No contact breaks what is proven.
pub(super) fn promises_hold(case: &Case) {
    for (at, claim) in case.model().claims.iter().enumerate() {
        let is_broken = case.all.iter().any(|seen| match claim.always {
            true => seen.claims[at] != Some(true),
            false => seen.claims[at] == Some(true),
        });
        assert!(!is_broken || !case.names(claim.span).is_empty(), "{}\n{}", claim.text, case.text);
    }
}
