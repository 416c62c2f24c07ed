//! What is so is told: takes all that is known of a rule set, looks for what no finding tells.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Case, Seen,
    told::{is_below, promises_hold},
};
use crate::{
    exec::{Contact, evaluate},
    model::{Award, Condition, GroupId, MatchSubject, RuleBody, RuleId, ScoreId},
    plan::{Logic, RuleBodyStep},
    value::{Points, Value},
};

type Tally = BTreeMap<&'static str, usize>;

/// Every fact of the kinds that findings tell is told, by this finding or by one that stands before it.
pub(super) fn is_whole(case: &Case, tally: &mut Tally) {
    promises_hold(case);
    if !case.is_complete {
        return;
    }
    let mut note = |name: &'static str| *tally.entry(name).or_default() += 1;
    claims(case, &mut note);
    stages_and_lists(case, &mut note);
    if !case.is_lasting {
        return;
    }
    rules(case, &mut note);
    arms(case, &mut note);
    dropped(case, &mut note);
    if !case.text.contains("until") {
        // Points that end one day are not looked at on every day.
        swallowed(case, &mut note);
        limits(case, &mut note);
    }
    unscored(case, &mut note);
    let rules: Vec<RuleId> = case.model().rules.ids().filter(|id| !is_over(case, *id)).collect();
    for (at, one) in rules.iter().enumerate() {
        for other in rules.iter().skip(at + 1) {
            pair(case, *one, *other, &mut note);
            contained(case, *one, *other, &mut note);
            alike(case, *one, *other, &mut note);
        }
    }
    holes(case, &rules, &mut note);
}

fn is_over(case: &Case, rule: RuleId) -> bool {
    case.model().rules.at(rule).until.is_some_and(|until| until < case.as_of.date)
}

/// Whether some arm or list nobody gets to is told of: then what hangs on it is not.
fn is_told_elsewhere(case: &Case, text: &str) -> bool {
    let arms = case.model().stages.values().flat_map(|stage| &stage.arms).map(|arm| arm.span);
    let mut places = arms.chain(case.model().lists.values().map(|list| list.span));
    let is_of_stage = ["tier", "lifecycle", "in list"].iter().any(|word| text.contains(word));
    // What hangs on points that end one day is not told either.
    (is_of_stage && places.any(|at| !case.names(at).is_empty()))
        || (text.contains("fit") && case.text.contains("until"))
}

fn rules(case: &Case, note: &mut impl FnMut(&'static str)) {
    for (id, rule) in case.model().rules.iter().filter(|(id, _)| !is_over(case, *id)) {
        let (fires, names) = (case.fires(id), case.names(rule.span));
        let told = || format!("`{}`: {names:?}\n{}", rule.text, case.text);
        match &rule.body {
            RuleBody::When { condition: Some(condition), award: Award::Flat(points) } => {
                if !fires.contains(&true) {
                    note("a rule that never fires");
                    let is_told = names.contains("never-fires") || is_told_elsewhere(case, &rule.text);
                    assert!(is_told, "never: {}", told());
                }
                let is_plain = matches!(condition, Condition::Constant(_)) || *points == Points::ZERO;
                let may_run_out = rule.text.contains("fit") && case.text.contains("until");
                if !fires.contains(&false) && !is_plain && !may_run_out {
                    note("a rule that always fires");
                    assert!(names.contains("always-fires"), "always: {}", told());
                }
            }
            RuleBody::Each { .. } if !fires.contains(&true) => {
                note("an `each` that counts nothing");
                assert!(names.contains("never-fires"), "nothing: {}", told());
            }
            _ => {}
        }
    }
}

fn arms(case: &Case, note: &mut impl FnMut(&'static str)) {
    for (id, rule) in case.model().rules.iter() {
        let RuleBody::Match { subject: MatchSubject::Operand(operand), arms, otherwise, unknown } = &rule.body else {
            continue;
        };
        let crate::model::Operand::Property(property) = operand else { continue };
        let taken: BTreeSet<Option<usize>> = case.all.iter().map(|seen| seen.rule_arms[id.index()]).collect();
        let names = case.names(rule.span);
        let told = || format!("`{}`: {names:?}\n{}", rule.text, case.text);
        let mut idle = 0;
        for arm in arms.iter().enumerate().filter(|(place, _)| !taken.contains(&Some(*place))).map(|(_, arm)| arm) {
            note("an arm that takes nobody");
            idle += 1;
            assert!(case.names(arm.span).contains("never-fires"), "{}: {}", arm.text, told());
        }
        if otherwise.is_some() && !taken.contains(&Some(arms.len())) && idle < arms.len() {
            note("an `otherwise` that takes nobody");
            assert!(names.contains("idle-otherwise"), "{}", told());
        }
        let values: Vec<&Option<Value>> =
            case.contacts.iter().map(|contact| &contact.values[property.index()]).collect();
        if unknown.is_none() && values.iter().any(|value| value.is_none()) {
            note("a match without `unknown`");
            assert!(names.contains("missing-unknown"), "{}", told());
        }
        let mut pairs = values.iter().zip(&case.all);
        if pairs.any(|(value, seen)| value.is_some() && seen.rule_arms[id.index()].is_none()) {
            note("a match that leaves values out");
            assert!(names.contains("missing-values") || names.contains("gap"), "{}", told());
        }
    }
}

fn claims(case: &Case, note: &mut impl FnMut(&'static str)) {
    for (at, claim) in case.model().claims.iter().enumerate() {
        let is_broken = case.all.iter().any(|seen| match claim.always {
            true => seen.claims[at] != Some(true),
            false => seen.claims[at] == Some(true),
        });
        let names = case.names(claim.span);
        note(if is_broken { "a claim that is broken" } else { "a claim that holds" });
        let wanted = if claim.always { "always-violated" } else { "never-violated" };
        if names.contains("not-proven") && case.text.contains("title") {
            note("a claim that is left open");
            continue;
        }
        assert!(!names.contains("not-proven"), "{}: {names:?}\n{}", claim.text, case.text);
        assert_eq!(names.contains(wanted), is_broken, "{}: {names:?}\n{}", claim.text, case.text);
    }
}

fn stages_and_lists(case: &Case, note: &mut impl FnMut(&'static str)) {
    let text = &case.text;
    for (id, stage) in case.model().stages.iter() {
        let mut is_over = false;
        let places: BTreeSet<Option<usize>> = case.all.iter().map(|seen| seen.arms[id.index()]).collect();
        for (place, arm) in stage.arms.iter().enumerate() {
            let names = case.names(arm.span);
            if !places.contains(&Some(place)) && !is_over {
                note("an arm of a stage that nobody takes");
                // That it takes whoever is left may be told in its place, where nobody is left.
                let is_told = names.contains("unreachable-stage") || names.contains("stage-takes-all");
                let is_told = is_told || is_told_elsewhere(case, &arm.text);
                assert!(is_told, "nobody takes `{}`: {names:?}\n{text}", arm.text);
            }
            let takes_all = !places.iter().any(|taken| taken.is_none_or(|taken| taken > place));
            if takes_all && !is_over {
                note("an arm of a stage that leaves nobody");
            }
            is_over |= names.contains("stage-takes-all");
        }
    }
    for (id, list) in case.model().lists.iter() {
        if !case.all.iter().any(|seen| seen.lists[id.index()]) {
            note("a list that nobody is on");
            let names = case.names(list.span);
            let is_told = names.contains("never-fires") || is_told_elsewhere(case, "in list");
            assert!(is_told, "nobody is on `{}`: {names:?}\n{text}", list.name);
        }
    }
}

fn limits(case: &Case, note: &mut impl FnMut(&'static str)) {
    let model = case.model();
    let mut limit = |name: &str, span, seen: Vec<Points>, min: Option<Points>, max: Option<Points>| {
        let told: Vec<&str> = case
            .found
            .iter()
            .filter(|found| found.code.name == "idle-limit" && found.span == span)
            .map(|found| found.message.as_str())
            .collect();
        let is_low = max.is_some_and(|max| seen.iter().all(|points| *points < max));
        let is_high = min.is_some_and(|min| seen.iter().all(|points| min < *points));
        for (is_so, words) in [(is_low, "takes anything away"), (is_high, "adds anything")] {
            if is_so {
                note("a limit that is never reached");
                assert!(told.iter().any(|told| told.contains(words)), "{name}: {told:?}\n{}", case.text);
            }
        }
    };
    for (id, group) in model.groups.iter() {
        let seen = case.all.iter().map(|seen| seen.groups[id.index()]).collect();
        limit(&group.name, group.span, seen, group.limit.min, group.limit.max);
    }
    for (id, score) in model.scores.iter() {
        let seen = case.all.iter().map(|seen| seen.scores[id.index()]).collect();
        limit(&score.name, score.span, seen, score.limit.min, score.limit.max);
    }
    for (id, rule) in model.rules.iter().filter(|(id, _)| !is_over(case, *id)) {
        let fires = case.fires(id).contains(&true);
        if let (Some(up_to), true) = (rule.up_to, fires) {
            let far = |seen: &Seen| Points::from_scaled(seen.rules_before[id.index()].scaled().abs());
            limit(&rule.text, rule.span, case.all.iter().map(far).collect(), None, Some(up_to));
        }
    }
}

/// Parts of an `and` or `or` of a rule without which it fires for the same contacts.
fn dropped(case: &Case, note: &mut impl FnMut(&'static str)) {
    for (id, rule) in case.model().rules.iter().filter(|(id, _)| !is_over(case, *id)) {
        let (
            Some(RuleBodyStep::When { condition: Some(logic), .. }),
            RuleBody::When { condition: Some(Condition::All(_) | Condition::Any(_)), .. },
        ) = (case.plan.rule(id).map(|step| &step.body), &rule.body)
        else {
            continue;
        };
        let (parts, all) = match logic {
            Logic::All(parts) => (parts, true),
            Logic::Any(parts) => (parts, false),
            _ => continue,
        };
        // What asks whether something is known, a name and what hangs on points is said on purpose.
        let meant = ["unknown", "any view", "no view", "often", "tier", "in list", "fit"];
        if meant.iter().any(|word| rule.text.contains(word)) {
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

/// Rules that fire and whose points the nearest limit around them takes away from everybody.
fn swallowed(case: &Case, note: &mut impl FnMut(&'static str)) {
    let model = case.model();
    for (id, rule) in model.rules.iter() {
        let RuleBody::When { award: Award::Flat(points), .. } = &rule.body else { continue };
        let fires = case.fires(id);
        if !(fires.contains(&true) && fires.contains(&false)) || *points == Points::ZERO {
            continue;
        }
        let points = rule.up_to.map_or(*points, |most| points.capped(most));
        let group = rule.group.filter(|id| {
            let limit = model.groups.at(*id).limit;
            limit.min.is_some() || limit.max.is_some()
        });
        let limit = group.map_or(model.scores.at(rule.score).limit, |id| model.groups.at(id).limit);
        let before = |seen: &Seen| match group {
            Some(id) => seen.groups[id.index()],
            None => seen.scores[rule.score.index()],
        };
        // Where points go through a group without a limit they arrive as they are.
        let is_lost = |(seen, fires): (&Seen, bool)| {
            let without = Points::from_scaled(before(seen).scaled() - points.scaled());
            !fires || before(seen).clamp_to(limit.min, limit.max) == without.clamp_to(limit.min, limit.max)
        };
        if (limit.min.is_some() || limit.max.is_some()) && case.all.iter().zip(fires).all(is_lost) {
            note("a rule whose points are lost");
            let names = case.names(rule.span);
            assert!(names.contains("swallowed-by-limit"), "`{}`: {names:?}\n{}", rule.text, case.text);
        }
    }
}

/// Values of the dropdown that stand nowhere, where two rules of one scope ask for one of the others each.
fn unscored(case: &Case, note: &mut impl FnMut(&'static str)) {
    let is_open = ["not", "match field", "define"].iter().any(|word| case.text.contains(word));
    if is_open || !case.text.contains("field:") {
        return;
    }
    let mut scopes: BTreeMap<(ScoreId, Option<GroupId>), BTreeSet<&str>> = BTreeMap::new();
    for (_, rule) in case.model().rules.iter().filter(|(id, _)| !is_over(case, *id)) {
        let asks = rule.text.strip_prefix("when field is ").and_then(|rest| rest.split_once(" score"));
        if let Some((value, _)) = asks {
            scopes.entry((rule.score, rule.group)).or_default().insert(value);
        }
    }
    let body = case.text.split_once('}').unwrap().1.split_once('}').unwrap().1;
    for value in ["\"A\"", "\"B\"", "\"C\""] {
        if !body.contains(value) && scopes.values().any(|asked| asked.len() == 2) {
            note("a value that stands nowhere");
            let mut told = case.found.iter().filter(|found| found.code.name == "unscored-value");
            assert!(told.any(|found| found.message.contains(value)), "{value}\n{}", case.text);
        }
    }
}

/// The property that a rule asks about alone, in one question, and the values for which it gives or takes points.
fn asked_alone(case: &Case, id: RuleId) -> Option<(usize, Points)> {
    let rule = case.model().rules.at(id);
    let RuleBody::When { condition: Some(Condition::Test(test)), award: Award::Flat(points) } = &rule.body else {
        return None;
    };
    let names = case.model().schema.properties.values().map(|property| format!("{} ", property.name));
    let property = names.into_iter().position(|name| test.text.starts_with(&name))?;
    let is_plain = ["unknown", "not", "*", "> m", "is m", ">= n", "title", "tags", "id "]
        .iter()
        .all(|word| !test.text.contains(word));
    (is_plain && *points != Points::ZERO && case.fires(id).contains(&true)).then_some((property, *points))
}

/// Two rules that ask about one thing alone, in one score, and fire for the same contacts or for some of them.
fn pair(case: &Case, one: RuleId, other: RuleId, note: &mut impl FnMut(&'static str)) {
    let model = case.model();
    let of = |id: RuleId| model.rules.at(id);
    if of(one).score != of(other).score {
        return;
    }
    let (Some((first_thing, points)), Some((thing, other_points))) = (asked_alone(case, one), asked_alone(case, other))
    else {
        return;
    };
    let limit = match of(one).group {
        Some(group) => model.groups.at(group).limit,
        None => model.scores.at(of(one).score).limit,
    };
    let is_one_scope = of(one).group == of(other).group && limit.min.is_none() && limit.max.is_none();
    let pairs: BTreeSet<(bool, bool)> = case.fires(one).into_iter().zip(case.fires(other)).collect();
    let told = |name: &str| -> Vec<BTreeSet<RuleId>> {
        case.found.iter().filter(|found| found.code.name == name).map(|found| case.rules(found)).collect()
    };
    let text = || format!("`{}` and `{}`\n{}", of(one).text, of(other).text, case.text);
    let (both, first, second) =
        (pairs.contains(&(true, true)), pairs.contains(&(true, false)), pairs.contains(&(false, true)));
    // Of rules that always fire just that is told.
    if first_thing != thing || !both || pairs == BTreeSet::from([(true, true)]) {
        return;
    }
    if !first && !second && of(one).until == of(other).until {
        note("two rules that ask the same");
        // Of several, each is held against the first.
        assert!(told("duplicate-rule").iter().any(|rules| rules.contains(&other)), "{}", text());
    } else if first && second && is_one_scope {
        note("two rules that overlap");
        assert!(told("overlapping-rules").contains(&BTreeSet::from([one, other])), "{}", text());
    } else if first != second && is_one_scope && (points < Points::ZERO) == (other_points < Points::ZERO) {
        // Where a rule lies within several, the narrowest is told; what all values meet is meant.
        let (wide, narrow) = if first { (one, other) } else { (other, one) };
        let known = |(contact, fires): (&Contact, bool)| contact.values[thing].is_none() || fires;
        let is_all = case.contacts.iter().zip(case.fires(wide)).all(known);
        if !is_all && of(one).until == of(other).until {
            note("a rule within another");
            assert!(told("contained-rule").iter().any(|rules| rules.contains(&narrow)), "{}", text());
        }
    }
}

/// Whether two rules stand in one scope that cuts nothing, and for as long.
fn is_one_scope(case: &Case, one: RuleId, other: RuleId) -> bool {
    let model = case.model();
    let (one, other) = (model.rules.at(one), model.rules.at(other));
    let limits =
        one.group.map(|group| model.groups.at(group).limit).into_iter().chain([model.scores.at(one.score).limit]);
    let is_free = limits.into_iter().all(|limit| limit.min.is_none() && limit.max.is_none());
    is_free && (one.score, one.group, one.until) == (other.score, other.group, other.until)
}

/// The points of a rule that always gives the same.
fn flat(case: &Case, id: RuleId) -> Option<Points> {
    match &case.model().rules.at(id).body {
        RuleBody::When { award: Award::Flat(points), .. } => Some(*points).filter(|points| *points != Points::ZERO),
        _ => None,
    }
}

/// Two rules that read the same, however they ask, of which the one fires for some of the contacts of the other.
fn contained(case: &Case, one: RuleId, other: RuleId, note: &mut impl FnMut(&'static str)) {
    let rule = |id: RuleId| case.model().rules.at(id);
    let reads = |id: RuleId| -> BTreeSet<&str> {
        let names = case.model().schema.properties.values().map(|property| property.name.as_str());
        names.filter(|name| rule(id).text.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name)).collect()
    };
    let (Some(points), Some(other_points)) = (flat(case, one), flat(case, other)) else { return };
    let is_meant = [
        "not",
        "unknown",
        "none",
        "known",
        "view",
        "often",
        "tier",
        "lifecycle",
        "in list",
        "fit",
        "hot",
        "*",
        "days since",
    ];
    let is_plain = |id: RuleId| !is_meant.iter().any(|word| rule(id).text.contains(word));
    if !is_one_scope(case, one, other)
        || (points < Points::ZERO) != (other_points < Points::ZERO)
        || !is_plain(one)
        || !is_plain(other)
        || reads(one) != reads(other)
    {
        return;
    }
    let pairs: BTreeSet<(bool, bool)> = case.fires(one).into_iter().zip(case.fires(other)).collect();
    let (narrow, wide) = match (pairs.contains(&(true, false)), pairs.contains(&(false, true))) {
        (true, false) => (other, one),
        (false, true) => (one, other),
        _ => return,
    };
    let is_all = |id: RuleId| {
        // Of all values that are known, where it asks about one thing.
        let known = |contact: &Contact| contact.values.iter().all(Option::is_some);
        case.contacts.iter().zip(case.fires(id)).all(|(contact, fires)| fires || !known(contact))
    };
    if !pairs.contains(&(true, true)) || is_all(wide) {
        return;
    }
    note("a rule within another, however asked");
    let told: Vec<&str> = case
        .found
        .iter()
        .filter(|found| found.span.and_then(|span| case.rule(span)) == Some(narrow))
        .map(|found| found.code.name)
        .collect();
    let is_told = ["contained-rule", "duplicate-rule"].iter().any(|name| told.contains(name));
    assert!(is_told, "`{}` in `{}`: {told:?}\n{}", rule(narrow).text, rule(wide).text, case.text);
}

/// Two rules that ask the same of something, and values of one thing that overlap.
fn alike(case: &Case, one: RuleId, other: RuleId, note: &mut impl FnMut(&'static str)) {
    let rule = |id: RuleId| case.model().rules.at(id);
    let parts = |id: RuleId| match &rule(id).body {
        RuleBody::When { condition: Some(Condition::All(parts)), .. } => parts
            .iter()
            .map(|part| match part {
                Condition::Test(test) => Some(test.text.clone()),
                _ => None,
            })
            .collect::<Option<BTreeSet<String>>>(),
        _ => None,
    };
    let (Some(of_one), Some(of_other)) = (parts(one), parts(other)) else { return };
    let same: Vec<&String> = of_one.intersection(&of_other).collect();
    let apart = |one: &BTreeSet<String>, other: &BTreeSet<String>| match one.difference(other).collect::<Vec<_>>()[..] {
        [only] => Some(only.clone()),
        _ => None,
    };
    let (Some(first), Some(second)) = (apart(&of_one, &of_other), apart(&of_other, &of_one)) else { return };
    let Some(thing) = ["n ", "x ", "day ", "field "].into_iter().find(|thing| first.starts_with(thing)) else { return };
    let names = [thing, "often", "tier", "fit", "view"];
    let is_free = same.iter().all(|text| !names.iter().any(|name| text.contains(name)));
    let is_plain = [&first, &second].iter().all(|text| {
        text.starts_with(thing) && !["known", "*", "> m", "is m", ">= n"].iter().any(|word| text.contains(word))
    });
    let is_flat = flat(case, one).is_some() && flat(case, other).is_some();
    let pairs: BTreeSet<(bool, bool)> = case.fires(one).into_iter().zip(case.fires(other)).collect();
    let overlaps = [(true, true), (true, false), (false, true)].iter().all(|pair| pairs.contains(pair));
    if same.is_empty() || !is_free || !is_plain || !is_flat || !overlaps || !is_one_scope(case, one, other) {
        return;
    }
    note("two rules that overlap in one part");
    let pair = BTreeSet::from([one, other]);
    let mut told = case.found.iter().filter(|found| found.code.name == "overlapping-rules");
    assert!(
        told.any(|found| case.rules(found) == pair),
        "`{}` and `{}`\n{}",
        rule(one).text,
        rule(other).text,
        case.text
    );
}

/// Holes between ranges of a line, in scopes where nothing else is asked of it.
fn holes(case: &Case, rules: &[RuleId], note: &mut impl FnMut(&'static str)) {
    let model = case.model();
    let mut scopes: BTreeMap<(ScoreId, Option<GroupId>), Vec<RuleId>> = BTreeMap::new();
    for id in rules {
        scopes.entry((model.rules.at(*id).score, model.rules.at(*id).group)).or_default().push(*id);
    }
    for (at, name) in model.schema.properties.values().map(|property| property.name.as_str()).enumerate() {
        let mut values: Vec<Value> = case.contacts.iter().filter_map(|contact| contact.values[at].clone()).collect();
        values.sort_by(|one, other| is_below(other, one).cmp(&is_below(one, other)));
        values.dedup();
        if !["n", "m", "x", "day"].contains(&name) {
            continue;
        }
        for rules in scopes.values() {
            let alone: Vec<(RuleId, bool)> = rules
                .iter()
                .filter_map(|id| {
                    asked_alone(case, *id).filter(|(of, _)| *of == at).map(|(_, points)| (*id, points < Points::ZERO))
                })
                .collect();
            // What else may look at it.
            let others = rules.iter().filter(|id| !alone.iter().any(|(of, _)| of == *id));
            let looks = |id: &RuleId| {
                let text = &model.rules.at(*id).text;
                [name, "often", "tier", "fit"].iter().any(|word| text.contains(word))
            };
            if others.clone().any(looks) {
                continue;
            }
            in_scope(case, (at, &values), &alone, note);
        }
    }
}

fn in_scope(
    case: &Case,
    (at, values): (usize, &[Value]),
    rules: &[(RuleId, bool)],
    note: &mut impl FnMut(&'static str),
) {
    let taken_by = |id: RuleId| -> Vec<bool> {
        let is_taken = |value: &Value| {
            let mut pairs = case.contacts.iter().zip(&case.all);
            pairs.any(|(contact, seen)| {
                contact.values[at].as_ref() == Some(value) && seen.fired[id.index()] == Some(true)
            })
        };
        values.iter().map(is_taken).collect()
    };
    let takes: Vec<(RuleId, bool, Vec<bool>)> = rules.iter().map(|(id, malus)| (*id, *malus, taken_by(*id))).collect();
    let is_taken = |place: usize| takes.iter().any(|(.., taken)| taken[place]);
    // A range that has this value and the next one away from the hole.
    let range =
        |place: usize, next: usize| takes.iter().find(|(.., taken)| taken[place] && taken.get(next) == Some(&true));
    let mut start = 0;
    while start < values.len() {
        let end = (start..values.len()).find(|place| is_taken(*place) != is_taken(start)).unwrap_or(values.len());
        if !is_taken(start) && start > 1 && end < values.len() {
            let sides = (range(start - 1, start - 2), range(end, end + 1));
            if let (Some((lower, malus, _)), Some((upper, other_malus, _))) = sides
                && malus == other_malus
                && lower != upper
            {
                note("a hole between ranges");
                let told = case.found.iter().filter(|found| found.code.name == "gap");
                let is_told = told.map(|found| case.rules(found)).any(|of| of.contains(lower) && of.contains(upper));
                assert!(is_told, "{:?}\n{}", &values[start..end], case.text);
            }
        }
        start = end;
    }
}
