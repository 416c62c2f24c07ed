//! `duplicate-rule`: two rules of one score that ask the same, up to order, and give points of the same kind.
//!
//! Also where they stand in different groups. A rule that runs out beside one that does not is a campaign, and meant.

use std::collections::{BTreeSet, HashMap};

use super::{
    Ground, asked, beside, example,
    normal::{Form, Forms},
    overlap::cut,
    scope::nearest_limit,
};
use crate::{
    analyze::Answer,
    base::{Applicability, Diagnostic, Edit, code},
    model::{Award, Condition, Rule, RuleBody, RuleId, ScoreId},
    value::{Date, Points},
};

/// What two rules have to share.
type Key = (ScoreId, Option<Date>, Form, String);

pub(super) fn duplicates(ground: &Ground<'_>, idle: &BTreeSet<RuleId>, out: &mut Vec<Diagnostic>) {
    let mut forms = Forms::default();
    let mut firsts: HashMap<Key, (RuleId, &Rule)> = HashMap::new();
    for (id, rule) in ground.model().rules.iter() {
        let is_over = rule.until.is_some_and(|until| until < ground.as_of.date);
        let Some((form, kind)) = said(ground, &mut forms, rule).filter(|_| !is_over && !idle.contains(&id)) else {
            continue;
        };
        let key = (rule.score, rule.until, form, kind);
        match firsts.get(&key) {
            None => {
                firsts.insert(key, (id, rule));
            }
            Some((first, of)) => out.extend(duplicate(ground, (*first, of), (id, rule))),
        }
    }
}

/// What a rule asks, and the kind of its points.
fn said(ground: &Ground<'_>, forms: &mut Forms, rule: &Rule) -> Option<(Form, String)> {
    match &rule.body {
        RuleBody::When { condition, award } => {
            let form = forms.of(ground, condition.as_ref().unwrap_or(&Condition::Constant(true)));
            Some((form, kind(award)?))
        }
        RuleBody::Each { query, curve, .. } => {
            Some((forms.of(ground, &Condition::Constant(true)), format!("each {query:?} {curve:?}")))
        }
        RuleBody::Match { .. } | RuleBody::MatchEach { .. } => None,
    }
}

/// The kind of points; none where there are none.
pub(super) fn kind(award: &Award) -> Option<String> {
    Some(match award {
        Award::Flat(points) if *points == Points::ZERO => return None,
        Award::Flat(_) => "flat".to_owned(),
        Award::Per { step, of, .. } => format!("per {step} {of:?}"),
        Award::Decay { curve, since, .. } => format!("{curve:?} {since:?}"),
    })
}

/// Two rules that ask the same; none where neither ever fires.
pub(super) fn duplicate(ground: &Ground<'_>, first: (RuleId, &Rule), second: (RuleId, &Rule)) -> Option<Diagnostic> {
    let (one, two) = (points(first.1)?, points(second.1)?);
    let is_flat = matches!(&second.1.body, RuleBody::When { award: Award::Flat(_), .. });
    let given = match one.checked_add(two) {
        Some(sum) if is_flat => {
            let is_one_place = first.1.group == second.1.group;
            let group = second.1.group.filter(|_| is_one_place);
            let (name, limit) = nearest_limit(ground.model(), second.1.score, group);
            format!("{} and {} are {}{}", one.signed(), two.signed(), sum.signed(), cut(limit, &name, sum))
        }
        _ => "both give their points".to_owned(),
    };
    let span = second.1.span?;
    let message = format!("this rule asks the same as another one of its score: {given}");
    let found = Diagnostic::new(&code::DUPLICATE_RULE, span, message);
    let found = beside(found, first.1, "the same is asked here")
        .help("delete one of the two, and give the other the points that are meant")
        .fix("delete this rule", Applicability::Unsafe, vec![Edit { span, text: String::new() }]);
    let rules = [first.0, second.0];
    let answer = match asked_by(ground, second.1) {
        Some(asked) => example::of_both(ground, &asked.thing, &asked.values, rules),
        None => example::found(ground.search(), &example::both_fire(rules)),
    };
    match answer {
        Answer::Found(witness) => Some(ground.shown(found, &witness)),
        // That they are the same needs no contact.
        Answer::Undecided(_) => Some(found),
        // Neither ever fires, and that is to be told first.
        Answer::Impossible => None,
    }
}

/// What a rule asks, where that is values of one thing.
fn asked_by(ground: &Ground<'_>, rule: &Rule) -> Option<asked::Asked> {
    let RuleBody::When { condition: Some(condition), .. } = &rule.body else { return None };
    asked::asked(ground.model(), ground.as_of, condition)
}

fn points(rule: &Rule) -> Option<Points> {
    match &rule.body {
        RuleBody::When {
            award: Award::Flat(points) | Award::Per { points, .. } | Award::Decay { points, .. }, ..
        }
        | RuleBody::Each { points, .. } => Some(*points),
        RuleBody::Match { .. } | RuleBody::MatchEach { .. } => None,
    }
}
