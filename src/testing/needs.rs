//! What a part of a rule set hangs on: takes a plan and a rule, stage, list or definition, gives the properties, kinds of
//! events and other parts that its result is made of.

use std::collections::BTreeSet;

use super::summed::node_of;
use crate::{
    model::{DefineBody, EventId, Formula, MatchSubject, Node, Operand, PropertyId, QueryId, Question, ScoreBody},
    plan::{AwardStep, ListStep, Logic, Plan, RuleBodyStep},
};

/// What a result is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// Properties whose values it reads.
    pub(super) properties: BTreeSet<PropertyId>,
    /// Kinds of events that it looks at.
    pub(super) events: BTreeSet<EventId>,
    /// Queries that it makes.
    pub(super) queries: BTreeSet<QueryId>,
    /// Itself and all parts that it asks.
    pub(super) nodes: BTreeSet<Node>,
}

impl Needs {
    /// All that the result of a node hangs on.
    pub(super) fn of(plan: &Plan, node: Node) -> Self {
        let mut needs = Self::default();
        // A stack of its own, since definitions may be nested deeply.
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if needs.nodes.insert(node) {
                needs.node(plan, node, &mut open);
            }
        }
        needs
    }

    fn node(&mut self, plan: &Plan, node: Node, open: &mut Vec<Node>) {
        let model = plan.model();
        match node {
            Node::Define(id) => match model.defines.get(id).map(|define| &define.body) {
                Some(DefineBody::Operand(operand)) => self.operand(plan, operand, open),
                _ => plan.define(id).into_iter().for_each(|logic| self.logic(plan, logic, open)),
            },
            Node::Rule(id) => self.body(plan, plan.rule(id).map(|rule| &rule.body), open),
            Node::Group(id) => {
                open.extend(model.groups.get(id).iter().flat_map(|group| &group.rules).map(|rule| Node::Rule(*rule)));
            }
            Node::Score(id) => match model.scores.get(id).map(|score| &score.body) {
                Some(ScoreBody::Sum { groups, rules }) => {
                    open.extend(groups.iter().map(|group| Node::Group(*group)));
                    open.extend(rules.iter().map(|rule| Node::Rule(*rule)));
                }
                Some(ScoreBody::Derived(formula)) => of_formula(formula, open),
                None => {}
            },
            Node::Stage(id) => {
                let arms = plan.stage(id).into_iter().flat_map(|stage| &stage.arms);
                arms.for_each(|(_, logic)| self.logic(plan, logic, open));
            }
            Node::List(id) => match plan.list(id) {
                Some(ListStep::When { condition, except }) => {
                    self.logic(plan, condition, open);
                    except.iter().for_each(|logic| self.logic(plan, logic, open));
                }
                Some(ListStep::Keys(_)) => self.properties.extend(model.schema.key),
                None => {}
            },
        }
    }

    fn body(&mut self, plan: &Plan, body: Option<&RuleBodyStep>, open: &mut Vec<Node>) {
        match body {
            Some(RuleBodyStep::When { condition, award }) => {
                condition.iter().for_each(|logic| self.logic(plan, logic, open));
                match award {
                    AwardStep::Flat(_) => {}
                    AwardStep::Per { of, .. } => self.operand(plan, of, open),
                    AwardStep::Decay { since, .. } => self.operand(plan, since, open),
                }
            }
            Some(RuleBodyStep::Match { subject, arms, .. }) => {
                match subject {
                    MatchSubject::Operand(operand) => self.operand(plan, operand, open),
                    MatchSubject::Stage(stage) => open.push(Node::Stage(*stage)),
                }
                arms.iter().for_each(|arm| self.logic(plan, &arm.condition, open));
            }
            Some(RuleBodyStep::Each { query, .. }) => self.query(plan, *query, open),
            Some(RuleBodyStep::MatchEach { query, arms, .. }) => {
                self.query(plan, *query, open);
                arms.iter().for_each(|arm| self.logic(plan, &arm.condition, open));
            }
            None => {}
        }
    }

    fn logic(&mut self, plan: &Plan, logic: &Logic, open: &mut Vec<Node>) {
        match logic {
            Logic::All(parts) | Logic::Any(parts) => parts.iter().for_each(|part| self.logic(plan, part, open)),
            Logic::Not(part) => self.logic(plan, part, open),
            Logic::Define(define) => open.push(Node::Define(*define)),
            Logic::Constant(_) => {}
            Logic::Atom(atom) => {
                let Some(atom) = plan.atoms().get(*atom) else { return };
                match &atom.question {
                    Question::Stage { stage, .. } => open.push(Node::Stage(*stage)),
                    Question::InList(list) => open.push(Node::List(*list)),
                    Question::AnyEvent(query) => self.query(plan, *query, open),
                    Question::Fired(rule) => open.push(Node::Rule(*rule)),
                    question => {
                        let mut question = question.clone();
                        for operand in crate::regions::operands(&mut question) {
                            self.operand(plan, operand, open);
                        }
                    }
                }
            }
        }
    }

    fn operand(&mut self, plan: &Plan, operand: &Operand, open: &mut Vec<Node>) {
        match operand {
            Operand::Property(id) | Operand::Part { property: id, .. } | Operand::DaysSince(id) => {
                self.properties.insert(*id);
            }
            Operand::Arithmetic { left, right, .. } => {
                self.operand(plan, left, open);
                self.operand(plan, right, open);
            }
            Operand::Negate(of) => self.operand(plan, of, open),
            Operand::Define(id) => open.push(Node::Define(*id)),
            Operand::Points(of) => open.push(node_of(*of)),
            Operand::Count(query)
            | Operand::DaysSinceEvent { query, .. }
            | Operand::Aggregate { query, .. }
            | Operand::Distinct { query, .. }
            | Operand::Pick { query, .. } => self.query(plan, *query, open),
            Operand::Literal(_)
            | Operand::Relative { .. }
            | Operand::Field(_)
            | Operand::FieldPart { .. }
            | Operand::FieldDaysSince(_) => {}
        }
    }

    fn query(&mut self, plan: &Plan, id: QueryId, open: &mut Vec<Node>) {
        if !self.queries.insert(id) {
            return;
        }
        let Some(query) = plan.query(id) else { return };
        self.events.insert(query.event);
        self.events.extend(query.since_last);
        query.filter.iter().for_each(|filter| self.logic(plan, filter, open));
    }
}

fn of_formula(formula: &Formula, open: &mut Vec<Node>) {
    match formula {
        Formula::Points(of) => open.push(node_of(*of)),
        Formula::Constant(_) => {}
        Formula::Sum(parts) => parts.iter().for_each(|part| of_formula(part, open)),
        Formula::Negate(of) | Formula::Product { of, .. } => of_formula(of, open),
    }
}
