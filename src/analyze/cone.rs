//! What a goal hangs on: takes the goal, gives the questions, rules and queries in it, however deep.
//!
//! Of a text only what the goal asks is looked at, so that a search about one rule is small in a large rule set.

use std::collections::BTreeSet;

use super::{
    goal::{Goal, Matter, Measure},
    space::question_reads,
};
use crate::{
    model::{Formula, ListId, MatchSubject, Node, Operand, PointsOf, QueryId, Question, RuleId, ScoreBody, StageId},
    plan::{AtomId, ListStep, Logic, Plan, RuleBodyStep},
    regions::operands,
};

/// Everything that something hangs on.
#[derive(Debug, Default)]
pub(super) struct Cone {
    pub(super) atoms: BTreeSet<AtomId>,
    pub(super) rules: BTreeSet<RuleId>,
    pub(super) queries: BTreeSet<QueryId>,
    /// Static lists.
    pub(super) lists: BTreeSet<ListId>,
    /// Everything else that is computed; no rules.
    seen: BTreeSet<Node>,
}

impl Cone {
    /// All that a goal hangs on.
    pub(super) fn of_goal(plan: &Plan, goal: &Goal) -> Self {
        let mut cone = Self::default();
        goal.wants.iter().for_each(|(matter, _)| cone.matter(plan, matter));
        cone
    }

    /// All that points hang on.
    pub(super) fn of_points(plan: &Plan, measure: Measure) -> Self {
        let (Measure::Of(of) | Measure::BeforeLimit(of)) = measure;
        let mut cone = Self::default();
        cone.points(plan, of);
        cone
    }

    /// What is computed, in no particular order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> {
        self.seen.iter().copied().chain(self.rules.iter().copied().map(Node::Rule))
    }

    /// Adds what a matter hangs on.
    pub(super) fn matter(&mut self, plan: &Plan, matter: &Matter) {
        match matter {
            Matter::Condition(logic) => self.logic(plan, logic),
            Matter::Fired(rule) | Matter::Arm(rule, _) => self.rule(plan, *rule),
            Matter::StageArm(stage, _) | Matter::Stage(stage, _) => self.stage(plan, *stage),
            Matter::Listed(list) => self.list(plan, *list),
            Matter::Points(Measure::Of(of) | Measure::BeforeLimit(of), ..) => self.points(plan, *of),
        }
    }

    /// Adds what points hang on.
    fn points(&mut self, plan: &Plan, of: PointsOf) {
        match of {
            PointsOf::Rule(rule) => self.rule(plan, rule),
            PointsOf::Group(group) => {
                if let (true, Some(group)) = (self.seen.insert(Node::Group(group)), plan.model().groups.get(group)) {
                    group.rules.iter().for_each(|rule| self.rule(plan, *rule));
                }
            }
            PointsOf::Score(score) => {
                let Some(found) = plan.model().scores.get(score) else { return };
                if !self.seen.insert(Node::Score(score)) {
                    return;
                }
                match &found.body {
                    ScoreBody::Sum { groups, rules } => {
                        groups.iter().for_each(|group| self.points(plan, PointsOf::Group(*group)));
                        rules.iter().for_each(|rule| self.rule(plan, *rule));
                    }
                    ScoreBody::Derived(formula) => self.formula(plan, formula),
                }
            }
        }
    }

    fn formula(&mut self, plan: &Plan, formula: &Formula) {
        match formula {
            Formula::Points(of) => self.points(plan, *of),
            Formula::Constant(_) => {}
            Formula::Sum(parts) => parts.iter().for_each(|part| self.formula(plan, part)),
            Formula::Negate(of) | Formula::Product { of, .. } => self.formula(plan, of),
        }
    }

    fn logic(&mut self, plan: &Plan, logic: &Logic) {
        match logic {
            Logic::All(parts) | Logic::Any(parts) => parts.iter().for_each(|part| self.logic(plan, part)),
            Logic::Not(part) => self.logic(plan, part),
            Logic::Atom(atom) => self.atom(plan, *atom),
            Logic::Define(define) => {
                if let (true, Some(logic)) = (self.seen.insert(Node::Define(*define)), plan.define(*define)) {
                    self.logic(plan, logic);
                }
            }
            Logic::Constant(_) => {}
        }
    }

    fn atom(&mut self, plan: &Plan, id: AtomId) {
        let Some(atom) = plan.atoms().get(id) else { return };
        if !self.atoms.insert(id) {
            return;
        }
        match &atom.question {
            Question::Stage { stage, .. } => self.stage(plan, *stage),
            Question::InList(list) => self.list(plan, *list),
            Question::AnyEvent(query) => self.query(plan, *query),
            Question::Fired(rule) => self.rule(plan, *rule),
            question => {
                let reads = question_reads(question);
                if reads.results || reads.events {
                    operands(&mut question.clone()).into_iter().for_each(|operand| self.operand(plan, operand));
                }
            }
        }
    }

    fn operand(&mut self, plan: &Plan, operand: &Operand) {
        match plan.resolved(operand) {
            Operand::Points(of) => self.points(plan, *of),
            Operand::Arithmetic { left, right, .. } => {
                self.operand(plan, left);
                self.operand(plan, right);
            }
            Operand::Negate(of) => self.operand(plan, of),
            Operand::Count(query)
            | Operand::DaysSinceEvent { query, .. }
            | Operand::Aggregate { query, .. }
            | Operand::Distinct { query, .. }
            | Operand::Pick { query, .. } => self.query(plan, *query),
            _ => {}
        }
    }

    fn query(&mut self, plan: &Plan, query: QueryId) {
        if self.queries.insert(query)
            && let Some(filter) = plan.query(query).and_then(|step| step.filter.as_ref())
        {
            self.logic(plan, filter);
        }
    }

    fn rule(&mut self, plan: &Plan, rule: RuleId) {
        let Some(step) = plan.rule(rule) else { return };
        if !self.rules.insert(rule) {
            return;
        }
        match &step.body {
            RuleBodyStep::When { condition, award } => {
                condition.iter().for_each(|condition| self.logic(plan, condition));
                match award {
                    crate::plan::AwardStep::Flat(_) => {}
                    crate::plan::AwardStep::Per { of, .. } => self.operand(plan, of),
                    crate::plan::AwardStep::Decay { since, .. } => self.operand(plan, since),
                }
            }
            RuleBodyStep::Match { subject, arms, .. } => {
                match subject {
                    MatchSubject::Operand(operand) => self.operand(plan, operand),
                    MatchSubject::Stage(stage) => self.stage(plan, *stage),
                }
                arms.iter().for_each(|arm| self.logic(plan, &arm.condition));
            }
            RuleBodyStep::Each { query, .. } => self.query(plan, *query),
            RuleBodyStep::MatchEach { query, arms, .. } => {
                self.query(plan, *query);
                arms.iter().for_each(|arm| self.logic(plan, &arm.condition));
            }
        }
    }

    fn stage(&mut self, plan: &Plan, stage: StageId) {
        if let (true, Some(step)) = (self.seen.insert(Node::Stage(stage)), plan.stage(stage)) {
            step.arms.iter().for_each(|(_, condition)| self.logic(plan, condition));
        }
    }

    fn list(&mut self, plan: &Plan, list: ListId) {
        if !self.seen.insert(Node::List(list)) {
            return;
        }
        match plan.list(list) {
            Some(ListStep::When { condition, except }) => {
                self.logic(plan, condition);
                except.iter().for_each(|except| self.logic(plan, except));
            }
            Some(ListStep::Keys(_)) => {
                self.lists.insert(list);
            }
            None => {}
        }
    }
}
