//! Rules that are looked at together: takes the model, gives for each group, and for the ungrouped rules of each score, what
//! its rules ask of one thing alone.
//!
//! Knows nothing of findings.

use std::collections::BTreeMap;

use super::{Ground, asked, stretch::Values};
use crate::{
    model::{Award, GroupId, Limit, Model, Rule, RuleBody, RuleId, ScoreId},
    value::{AsOf, Points},
};

/// The rules of a group, or the ungrouped ones of a score.
#[derive(Debug)]
pub(super) struct Scope<'m> {
    /// Of the group, or of the score.
    pub(super) limit: Limit,
    /// What the limit is that of.
    pub(super) name: String,
    /// Those that do anything on the day of as-of, in order of text.
    pub(super) rules: Vec<(RuleId, &'m Rule)>,
    /// Those that ask about one thing alone, for each thing.
    pub(super) families: Vec<Family<'m>>,
}

/// Rules of one scope about one thing.
#[derive(Debug)]
pub(super) struct Family<'m> {
    pub(super) thing: asked::Thing,
    /// In order of text.
    pub(super) members: Vec<Member<'m>>,
}

/// One rule about one thing.
#[derive(Debug)]
pub(super) struct Member<'m> {
    pub(super) id: RuleId,
    pub(super) rule: &'m Rule,
    /// Where its condition is true; never empty.
    pub(super) values: Values,
    /// Its points where they are always the same, not 0.
    pub(super) flat: Option<Points>,
    /// It takes points away.
    pub(super) is_malus: bool,
}

impl Member<'_> {
    /// Its values as of another time.
    pub(super) fn values_on(&self, model: &Model, as_of: &AsOf) -> Option<Values> {
        let RuleBody::When { condition: Some(condition), .. } = &self.rule.body else { return None };
        Some(asked::asked(model, as_of, condition)?.values)
    }
}

/// Rules by the score and group that they stand in.
type ByScope<'m> = BTreeMap<(ScoreId, Option<GroupId>), Vec<(RuleId, &'m Rule)>>;

/// Every scope with more than one rule.
pub(super) fn scopes<'p>(ground: &Ground<'p>) -> Vec<Scope<'p>> {
    let model: &'p Model = ground.model();
    let mut of: ByScope<'p> = BTreeMap::new();
    for (id, rule) in model.rules.iter() {
        if rule.until.is_none_or(|until| ground.as_of.date <= until) {
            of.entry((rule.score, rule.group)).or_default().push((id, rule));
        }
    }
    let several = of.into_iter().filter(|(_, rules)| rules.len() > 1);
    several
        .map(|((score, group), rules)| {
            let (name, limit) = nearest_limit(model, score, group);
            Scope { limit, name, families: families(ground, &rules), rules }
        })
        .collect()
}

/// The limit that points meet first, and the name of what has it: a group without one passes them on.
pub(super) fn nearest_limit(model: &Model, score: ScoreId, group: Option<GroupId>) -> (String, Limit) {
    let is_set = |limit: &Limit| limit.min.is_some() || limit.max.is_some();
    let of_group = group.and_then(|group| model.groups.get(group)).map(|group| (group.name.clone(), group.limit));
    let of_score = || model.scores.get(score).map(|score| (score.name.clone(), score.limit));
    of_group.filter(|(_, limit)| is_set(limit)).or_else(of_score).unwrap_or_default()
}

fn families<'p>(ground: &Ground<'p>, rules: &[(RuleId, &'p Rule)]) -> Vec<Family<'p>> {
    let model = ground.model();
    let mut families: BTreeMap<String, Family<'p>> = BTreeMap::new();
    for (id, rule) in rules {
        let RuleBody::When { condition: Some(condition), award } = &rule.body else { continue };
        let Some(asked) = asked::asked(model, ground.as_of, condition) else { continue };
        if asked.values.is_empty() {
            continue;
        }
        let key = asked.thing.key();
        let family = families.entry(key).or_insert_with(|| Family { thing: asked.thing, members: Vec::new() });
        let (Award::Flat(points) | Award::Per { points, .. } | Award::Decay { points, .. }) = award;
        let flat = matches!(award, Award::Flat(_)).then(|| rule.up_to.map_or(*points, |most| points.capped(most)));
        family.members.push(Member {
            id: *id,
            rule,
            values: asked.values,
            flat: flat.filter(|points| *points != Points::ZERO),
            is_malus: *points < Points::ZERO,
        });
    }
    families.into_values().filter(|family| family.members.len() > 1).collect()
}
