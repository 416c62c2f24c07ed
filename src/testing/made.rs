//! How a result came about: takes a condition of an expectation, gives the rules behind each score, group and rule that
//! it asks for.

use std::collections::BTreeSet;

use crate::{
    base::{Sources, Span},
    exec::Evaluation,
    model::{
        Condition, DefineBody, Formula, ListBody, Model, Node, Operand, PointsOf, Question, RuleId, ScoreBody, ScoreId,
    },
    plan::{ListStep, Logic, Plan},
    value::Points,
};

/// A score, group or rule with what made its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// `engagement`, `engagement.visits`.
    pub name: String,
    /// After its limit.
    pub points: Points,
    /// Before its limit.
    pub before_limit: Points,
    /// Of a derived score: the scores it is made of.
    pub of: Vec<(String, Points)>,
    /// Its groups whose limit cut.
    pub groups: Vec<MadeGroup>,
    /// Its rules that gave points, in order of text; where one rule is asked for, that rule.
    pub rules: Vec<MadeRule>,
    /// How many of its rules gave none and are not listed.
    pub others: usize,
}

/// A group whose limit cut.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeGroup {
    /// `engagement.email`.
    pub name: String,
    /// After its limit.
    pub points: Points,
    /// Before its limit.
    pub before_limit: Points,
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeRule {
    /// `engagement.pricing`.
    pub id: String,
    /// `when visits in 2..=5 score +3`.
    pub text: String,
    /// The file it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Whether it fired; none: its condition is unknown.
    pub fired: Option<bool>,
    /// After `up to`.
    pub points: Points,
    /// Before `up to`.
    pub before_limit: Points,
    /// The questions of its condition with their answers, where it gave nothing: `visits >= 6` and no.
    pub asked: Vec<(String, Option<bool>)>,
}

/// What a condition asks points of, with what made them; the parts of derived scores behind them.
pub(super) fn made(plan: &Plan, evaluation: &Evaluation<'_>, condition: &Condition, sources: &Sources) -> Vec<Made> {
    let mut asked = Asked { model: plan.model(), seen: BTreeSet::new(), found: Vec::new() };
    asked.condition(condition);
    let maker = Maker { plan, evaluation, sources };
    asked.found.into_iter().filter_map(|node| maker.made(node)).collect()
}

/// The questions of the stages, lists and definitions that a condition asks for, with their answers.
pub(super) fn asked(plan: &Plan, evaluation: &Evaluation<'_>, condition: &Condition) -> Vec<(String, Option<bool>)> {
    let mut asked = Asked { model: plan.model(), seen: BTreeSet::new(), found: Vec::new() };
    asked.condition(condition);
    let mut told: Vec<(String, Option<bool>)> = Vec::new();
    for node in asked.seen {
        let conditions: Vec<&Logic> = match node {
            Node::Stage(id) => {
                plan.stage(id).into_iter().flat_map(|stage| &stage.arms).map(|(_, logic)| logic).collect()
            }
            Node::List(id) => match plan.list(id) {
                Some(ListStep::When { condition, except }) => [condition].into_iter().chain(except).collect(),
                _ => Vec::new(),
            },
            Node::Define(id) => plan.define(id).into_iter().collect(),
            Node::Rule(_) | Node::Group(_) | Node::Score(_) => Vec::new(),
        };
        for atom in conditions.into_iter().flat_map(Logic::atoms).collect::<BTreeSet<_>>() {
            let Some(question) = plan.atoms().get(atom) else { continue };
            let is_part = matches!(question.question, Question::Stage { .. } | Question::InList(_));
            let line = (question.text.clone(), evaluation.atom(atom));
            if !is_part && !told.contains(&line) {
                told.push(line);
            }
        }
    }
    told
}

/// Walks from a condition to the scores, groups and rules behind it.
struct Asked<'m> {
    model: &'m Model,
    seen: BTreeSet<Node>,
    found: Vec<Node>,
}

impl Asked<'_> {
    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::Not(part) => self.condition(part),
            Condition::Define(id) => self.node(Node::Define(*id)),
            Condition::Constant(_) => {}
            Condition::Test(test) => match &test.question {
                Question::Within { operand, .. } | Question::Known(operand) | Question::True(operand) => {
                    self.operand(operand);
                }
                Question::Compare { left, right, .. } => {
                    self.operand(left);
                    self.operand(right);
                }
                Question::Stage { stage, .. } => self.node(Node::Stage(*stage)),
                Question::InList(list) => self.node(Node::List(*list)),
                Question::Fired(rule) => self.node(Node::Rule(*rule)),
                _ => {}
            },
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Points(PointsOf::Score(id)) => self.node(Node::Score(*id)),
            Operand::Points(PointsOf::Group(id)) => self.node(Node::Group(*id)),
            Operand::Points(PointsOf::Rule(id)) => self.node(Node::Rule(*id)),
            Operand::Arithmetic { left, right, .. } => {
                self.operand(left);
                self.operand(right);
            }
            Operand::Negate(of) => self.operand(of),
            Operand::Define(id) => self.node(Node::Define(*id)),
            _ => {}
        }
    }

    fn node(&mut self, node: Node) {
        if !self.seen.insert(node) {
            return;
        }
        let model = self.model;
        match node {
            Node::Define(id) => match model.defines.get(id).map(|define| &define.body) {
                Some(DefineBody::Condition(condition)) => self.condition(condition),
                Some(DefineBody::Operand(operand)) => self.operand(operand),
                None => {}
            },
            Node::Rule(_) | Node::Group(_) => self.found.push(node),
            Node::Score(id) => {
                self.found.push(node);
                if let Some(ScoreBody::Derived(formula)) = model.scores.get(id).map(|score| &score.body) {
                    self.formula(formula);
                }
            }
            Node::Stage(id) => {
                for arm in model.stages.get(id).iter().flat_map(|stage| &stage.arms) {
                    self.condition(&arm.condition);
                }
            }
            Node::List(id) => {
                if let Some(ListBody::When { condition, except }) = model.lists.get(id).map(|list| &list.body) {
                    self.condition(condition);
                    except.iter().for_each(|except| self.condition(except));
                }
            }
        }
    }

    fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Points(of) => self.operand(&Operand::Points(*of)),
            Formula::Constant(_) => {}
            Formula::Sum(parts) => parts.iter().for_each(|part| self.formula(part)),
            Formula::Negate(of) | Formula::Product { of, .. } => self.formula(of),
        }
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    evaluation: &'a Evaluation<'a>,
    sources: &'a Sources,
}

impl Maker<'_> {
    fn made(&self, node: Node) -> Option<Made> {
        let model = self.plan.model();
        let outcome = self.evaluation.outcome();
        match node {
            Node::Score(id) => {
                let score = model.scores.get(id)?;
                let points = outcome.scores.get(id.index())?;
                let rules: Vec<RuleId> =
                    model.rules.iter().filter(|(_, rule)| rule.score == id).map(|(id, _)| id).collect();
                let made = self.of_rules(&rules, score.name.clone());
                let of = match &score.body {
                    ScoreBody::Derived(formula) => self.parts(formula),
                    ScoreBody::Sum { .. } => Vec::new(),
                };
                Some(Made {
                    points: points.points,
                    before_limit: points.before_limit,
                    of,
                    groups: self.cut_groups(id),
                    ..made
                })
            }
            Node::Group(id) => {
                let group = model.groups.get(id)?;
                let points = outcome.groups.get(id.index())?;
                let made = self.of_rules(&group.rules, crate::plan::points_name(model, PointsOf::Group(id)));
                Some(Made { points: points.points, before_limit: points.before_limit, ..made })
            }
            Node::Rule(id) => {
                let rule = self.rule(id)?;
                Some(Made {
                    name: rule.id.clone(),
                    points: rule.points,
                    before_limit: rule.before_limit,
                    of: Vec::new(),
                    groups: Vec::new(),
                    rules: vec![rule],
                    others: 0,
                })
            }
            Node::Define(_) | Node::Stage(_) | Node::List(_) => None,
        }
    }

    fn of_rules(&self, ids: &[RuleId], name: String) -> Made {
        let all: Vec<MadeRule> = ids.iter().filter_map(|id| self.rule(*id)).collect();
        let rules: Vec<MadeRule> = all.iter().filter(|rule| rule.before_limit != Points::default()).cloned().collect();
        Made {
            name,
            points: Points::default(),
            before_limit: Points::default(),
            of: Vec::new(),
            groups: Vec::new(),
            others: all.len() - rules.len(),
            rules,
        }
    }

    fn rule(&self, id: RuleId) -> Option<MadeRule> {
        let rule = self.plan.model().rules.get(id)?;
        let outcome = self.evaluation.outcome().rules.get(id.index())?;
        let place = |span: Option<Span>| {
            span.map_or((String::new(), 0), |span| (self.sources.path(span).to_owned(), self.sources.line(span)))
        };
        let (file, line) = place(rule.span);
        let asked = if outcome.fired == Some(true) { Vec::new() } else { self.asked(id) };
        Some(MadeRule {
            id: rule.id.clone(),
            text: rule.text.clone(),
            file,
            line,
            fired: outcome.fired,
            points: outcome.points,
            before_limit: outcome.before_limit,
            asked,
        })
    }

    fn asked(&self, id: RuleId) -> Vec<(String, Option<bool>)> {
        let Some(crate::plan::RuleBodyStep::When { condition: Some(condition), .. }) =
            self.plan.rule(id).map(|rule| &rule.body)
        else {
            return Vec::new();
        };
        let atoms = condition.atoms().into_iter();
        atoms.filter_map(|atom| Some((self.plan.atoms().get(atom)?.text.clone(), self.evaluation.atom(atom)))).collect()
    }

    /// The groups of a score whose limit cut.
    fn cut_groups(&self, score: ScoreId) -> Vec<MadeGroup> {
        let model = self.plan.model();
        let groups = model.groups.iter().filter(|(_, group)| group.score == score);
        groups
            .filter_map(|(id, _)| {
                let points = self.evaluation.outcome().groups.get(id.index())?;
                (points.points != points.before_limit).then(|| MadeGroup {
                    name: crate::plan::points_name(model, PointsOf::Group(id)),
                    points: points.points,
                    before_limit: points.before_limit,
                })
            })
            .collect()
    }

    fn parts(&self, formula: &Formula) -> Vec<(String, Points)> {
        match formula {
            Formula::Points(of) => {
                let outcome = self.evaluation.outcome();
                let points = match of {
                    PointsOf::Score(id) => outcome.scores.get(id.index()).map(|score| score.points),
                    PointsOf::Group(id) => outcome.groups.get(id.index()).map(|group| group.points),
                    PointsOf::Rule(id) => outcome.rules.get(id.index()).map(|rule| rule.points),
                };
                vec![(crate::plan::points_name(self.plan.model(), *of), points.unwrap_or_default())]
            }
            Formula::Constant(_) => Vec::new(),
            Formula::Sum(parts) => parts.iter().flat_map(|part| self.parts(part)).collect(),
            Formula::Negate(of) | Formula::Product { of, .. } => self.parts(of),
        }
    }
}
