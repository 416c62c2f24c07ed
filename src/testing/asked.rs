//! What each part of a rule set asks: takes a plan, gives for rules, stages, lists and definitions their conditions, and
//! for conditions about single events (`where`, the arms of a `match` on events) of which events they are asked.
//!
//! A query belongs to the first part that names it, so that what its `where` asks is counted once.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{DefineBody, EventId, ListId, MatchSubject, Node, Operand, QueryId, Question, RuleId},
    plan::{AwardStep, ListStep, Logic, Plan, RuleBodyStep},
};

/// Conditions that are asked together.
#[derive(Clone, Debug)]
pub(super) struct Asked<'p> {
    /// Of whom.
    pub(super) of: Of,
    /// In order.
    pub(super) conditions: Vec<&'p Logic>,
    /// Whether the first that is true is the last that is asked.
    pub(super) first: bool,
}

/// Of whom conditions are asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// Of the contact.
    Contact,
    /// Of each event of a kind.
    Events(EventId),
    /// Of each event that a query lets through.
    Matching(QueryId),
}

/// Every part that asks something, in the order in which goals are listed.
pub(super) fn nodes(plan: &Plan) -> Vec<Node> {
    let model = plan.model();
    let rules = model.rules.ids().map(Node::Rule);
    let stages = model.stages.ids().map(Node::Stage);
    let lists = model.lists.ids().map(Node::List);
    let defines = model.defines.ids().map(Node::Define);
    rules.chain(stages).chain(lists).chain(defines).collect()
}

/// What each part asks.
pub(super) fn asked(plan: &Plan) -> BTreeMap<Node, Vec<Asked<'_>>> {
    let mut seen = BTreeSet::new();
    let mut asked = BTreeMap::new();
    for node in nodes(plan) {
        let mut all = conditions(plan, node);
        for query in queries(plan, node, &all) {
            if let Some(step) = plan.query(query).filter(|_| seen.insert(query)) {
                let conditions = step.filter.iter().collect();
                all.push(Asked { of: Of::Events(step.event), conditions, first: false });
            }
        }
        asked.insert(node, all);
    }
    asked
}

/// The conditions of a node itself.
fn conditions(plan: &Plan, node: Node) -> Vec<Asked<'_>> {
    let of_contact = |conditions: Vec<_>, first| Asked { of: Of::Contact, conditions, first };
    vec![match node {
        Node::Rule(id) => match plan.rule(id).map(|rule| &rule.body) {
            Some(RuleBodyStep::When { condition, .. }) => of_contact(condition.iter().collect(), false),
            Some(RuleBodyStep::Match { arms, .. }) => {
                of_contact(arms.iter().map(|arm| &arm.condition).collect(), false)
            }
            Some(RuleBodyStep::MatchEach { query, arms, .. }) => {
                let conditions = arms.iter().map(|arm| &arm.condition).collect();
                Asked { of: Of::Matching(*query), conditions, first: false }
            }
            Some(RuleBodyStep::Each { .. }) | None => of_contact(Vec::new(), false),
        },
        Node::Stage(id) => {
            let arms = plan.stage(id).into_iter().flat_map(|stage| &stage.arms);
            of_contact(arms.map(|(_, logic)| logic).collect(), true)
        }
        Node::List(id) => of_contact(list(plan, id), false),
        Node::Define(id) => of_contact(plan.define(id).into_iter().collect(), false),
        Node::Group(_) | Node::Score(_) => of_contact(Vec::new(), false),
    }]
}

fn list(plan: &Plan, id: ListId) -> Vec<&Logic> {
    match plan.list(id) {
        Some(ListStep::When { condition, except }) => [condition].into_iter().chain(except).collect(),
        _ => Vec::new(),
    }
}

/// The queries that a node names, in order of text.
fn queries(plan: &Plan, node: Node, asked: &[Asked<'_>]) -> Vec<QueryId> {
    let mut found = Vec::new();
    if let Node::Rule(id) = node {
        of_body(plan, id, &mut found);
    }
    if let Node::Define(id) = node
        && let Some(DefineBody::Operand(operand)) = plan.model().defines.get(id).map(|define| &define.body)
    {
        of_operand(operand, &mut found);
    }
    for atom in asked.iter().flat_map(|asked| &asked.conditions).flat_map(|logic| logic.atoms()) {
        let Some(atom) = plan.atoms().get(atom) else { continue };
        if let Question::AnyEvent(query) = &atom.question {
            found.push(*query);
        }
        let mut question = atom.question.clone();
        crate::regions::operands(&mut question).into_iter().for_each(|operand| of_operand(operand, &mut found));
    }
    found
}

fn of_body(plan: &Plan, rule: RuleId, found: &mut Vec<QueryId>) {
    match plan.rule(rule).map(|rule| &rule.body) {
        Some(RuleBodyStep::Each { query, .. } | RuleBodyStep::MatchEach { query, .. }) => found.push(*query),
        Some(RuleBodyStep::When { award: AwardStep::Per { of, .. }, .. }) => of_operand(of, found),
        Some(RuleBodyStep::Match { subject: MatchSubject::Operand(operand), .. }) => {
            of_operand(operand, found);
        }
        _ => {}
    }
}

fn of_operand(operand: &Operand, found: &mut Vec<QueryId>) {
    match operand {
        Operand::Count(query)
        | Operand::DaysSinceEvent { query, .. }
        | Operand::Aggregate { query, .. }
        | Operand::Distinct { query, .. }
        | Operand::Pick { query, .. } => found.push(*query),
        Operand::Arithmetic { left, right, .. } => {
            of_operand(left, found);
            of_operand(right, found);
        }
        Operand::Negate(of) => of_operand(of, found),
        _ => {}
    }
}

/// Every `or` in a condition, the outer before the inner.
pub(super) fn ors<'p>(logic: &'p Logic, found: &mut Vec<&'p [Logic]>) {
    match logic {
        Logic::Any(parts) => {
            if parts.len() > 1 {
                found.push(parts);
            }
            parts.iter().for_each(|part| ors(part, found));
        }
        Logic::All(parts) => parts.iter().for_each(|part| ors(part, found)),
        Logic::Not(part) => ors(part, found),
        Logic::Atom(_) | Logic::Define(_) | Logic::Constant(_) => {}
    }
}
