//! Rules that are looked at together: takes the model, gives for each group, and for the ungrouped rules of each score, what
//! its rules ask of one thing alone.
//!
//! Knows nothing of findings.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Ground, asked,
    normal::{Form, Forms},
    part,
    stretch::Values,
};
use crate::{
    analyze::space::{Reads, operand_reads, question_in_full, question_reads},
    model::{Award, Condition, DefineBody, GroupId, Limit, Model, Rule, RuleBody, RuleId, ScoreId},
    value::{AsOf, Points},
};

/// Conditions with more parts than this are not split.
const MOST_PARTS: usize = 8;

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
    /// Those that ask about one thing and, each of a family, the same of other things.
    pub(super) narrowed: Vec<Family<'m>>,
}

/// Rules of one scope about one thing.
#[derive(Debug)]
pub(super) struct Family<'m> {
    pub(super) thing: asked::Thing,
    /// What each asks besides, as the first of them says it.
    pub(super) besides: Option<String>,
    /// In order of text.
    pub(super) members: Vec<Member<'m>>,
}

/// One rule about one thing.
#[derive(Debug)]
pub(super) struct Member<'m> {
    pub(super) id: RuleId,
    pub(super) rule: &'m Rule,
    /// What it asks about the thing, all of it to be true.
    pub(super) parts: Vec<&'m Condition>,
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
        Some(asked::of_parts(model, as_of, &self.parts)?.values)
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
            let (families, narrowed) = families(ground, &rules);
            Scope { limit, name, families, narrowed, rules }
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

/// What rules are a family by: the thing, and what they ask besides.
type FamilyKey = (String, BTreeSet<Form>);

fn families<'p>(ground: &Ground<'p>, rules: &[(RuleId, &'p Rule)]) -> (Vec<Family<'p>>, Vec<Family<'p>>) {
    let model = ground.model();
    let mut forms = Forms::default();
    let mut families: BTreeMap<FamilyKey, Family<'p>> = BTreeMap::new();
    for (id, rule) in rules {
        let RuleBody::When { condition: Some(condition), award } = &rule.body else { continue };
        let splits = match asked::asked(model, ground.as_of, condition) {
            Some(asked) => vec![Split { asked, parts: vec![condition], besides: Vec::new() }],
            None => splits(ground, condition),
        };
        let (Award::Flat(points) | Award::Per { points, .. } | Award::Decay { points, .. }) = award;
        let flat = matches!(award, Award::Flat(_)).then(|| rule.up_to.map_or(*points, |most| points.capped(most)));
        for Split { asked, parts, besides } in splits.into_iter().filter(|split| !split.asked.values.is_empty()) {
            let rest = besides.iter().map(|part| forms.of(ground, part)).collect();
            let words = || besides.iter().map(|part| part::text(model, part)).collect::<Vec<_>>().join(" and ");
            let family = families.entry((asked.thing.key(), rest)).or_insert_with(|| Family {
                thing: asked.thing,
                besides: (!besides.is_empty()).then(words),
                members: Vec::new(),
            });
            family.members.push(Member {
                id: *id,
                rule,
                parts,
                values: asked.values,
                flat: flat.filter(|points| *points != Points::ZERO),
                is_malus: *points < Points::ZERO,
            });
        }
    }
    families.into_values().filter(|family| family.members.len() > 1).partition(|family| family.besides.is_none())
}

/// What a condition asks about one thing, and what it asks of others.
struct Split<'m> {
    asked: asked::Asked,
    parts: Vec<&'m Condition>,
    /// None of them hangs on the thing.
    besides: Vec<&'m Condition>,
}

/// The ways to see the parts of an `and` as what is asked of one thing, and the rest.
fn splits<'p>(ground: &Ground<'p>, condition: &'p Condition) -> Vec<Split<'p>> {
    let model: &'p Model = ground.model();
    let mut parts = Vec::new();
    flat_parts(model, condition, &mut parts);
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        return Vec::new();
    }
    let keys: Vec<Option<String>> =
        parts.iter().map(|part| Some(asked::asked(model, ground.as_of, part)?.thing.key())).collect();
    let things: BTreeSet<&String> = keys.iter().flatten().collect();
    let of_thing = |thing: &String| {
        let (of, besides): (Vec<_>, Vec<_>) = parts.iter().zip(&keys).partition(|(_, key)| key.as_ref() == Some(thing));
        let (of, besides): (Vec<&Condition>, Vec<&Condition>) =
            (of.into_iter().map(|(part, _)| *part).collect(), besides.into_iter().map(|(part, _)| *part).collect());
        let asked = asked::of_parts(model, ground.as_of, &of)?;
        let reads = operand_reads(&asked.thing.operand);
        let is_apart = !besides.is_empty() && besides.iter().all(|part| is_free_of(model, part, &reads));
        is_apart.then_some(Split { asked, parts: of, besides })
    };
    things.into_iter().filter_map(of_thing).collect()
}

/// The parts of an `and`, those of definitions too.
pub(super) fn flat_parts<'m>(model: &'m Model, condition: &'m Condition, into: &mut Vec<&'m Condition>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|part| flat_parts(model, part, into)),
        Condition::Define(define) => match model.defines.get(*define).map(|define| &define.body) {
            Some(DefineBody::Condition(body @ Condition::All(_))) => flat_parts(model, body, into),
            _ => into.push(condition),
        },
        _ => into.push(condition),
    }
}

/// Whether a condition hangs on nothing of this.
fn is_free_of(model: &Model, condition: &Condition, reads: &Reads) -> bool {
    match condition {
        Condition::Test(test) => {
            let of = question_reads(&question_in_full(model, &test.question));
            let is_hidden = of.results || reads.results;
            !(is_hidden || of.events && reads.events) && of.properties.is_disjoint(&reads.properties)
        }
        Condition::Define(define) => match model.defines.get(*define).map(|define| &define.body) {
            Some(DefineBody::Condition(body)) => is_free_of(model, body, reads),
            _ => false,
        },
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(|part| is_free_of(model, part, reads)),
        Condition::Not(part) => is_free_of(model, part, reads),
        Condition::Constant(_) => true,
    }
}
