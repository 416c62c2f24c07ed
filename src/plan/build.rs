//! Makes the plan of a model: numbers each question once, and puts numbers in place of questions.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    ArmStep, Atom, AtomId, AwardStep, ListStep, Logic, Plan, Prepared, RuleBodyStep, RuleStep, StageStep,
    step::DecayTable,
};
use crate::{
    base::Arena,
    model::{
        Award, Condition, DefineBody, List, ListBody, MatchSubject, Model, Operand, PropertyId, Rule, RuleBody, Stage,
        Test,
    },
    regions::{self, Regions},
};

pub(super) fn build(model: Arc<Model>) -> Plan {
    let mut builder = Builder {
        model: &model,
        regions: Regions::of(&model),
        atoms: Arena::new(),
        numbers: HashMap::new(),
        needed: BTreeSet::new(),
    };
    let defines = model
        .defines
        .values()
        .map(|define| match &define.body {
            DefineBody::Condition(condition) => Some(builder.logic(condition)),
            DefineBody::Operand(_) => None,
        })
        .collect();
    let rules = model.rules.values().map(|rule| builder.rule(rule)).collect();
    let stages = model.stages.values().map(|stage| builder.stage(stage)).collect();
    let lists = model.lists.values().map(|list| builder.list(list)).collect();
    let claims = model.claims.iter().map(|claim| builder.logic(&claim.condition)).collect();
    let Builder { regions, atoms, needed, .. } = builder;
    Plan { model, regions, atoms, defines, rules, stages, lists, claims, needed }
}

struct Builder<'a> {
    model: &'a Model,
    regions: Regions,
    atoms: Arena<Atom>,
    // Questions hold floats and cannot be hashed; their debug form says all there is in them.
    numbers: HashMap<String, AtomId>,
    needed: BTreeSet<PropertyId>,
}

impl Builder<'_> {
    fn atom(&mut self, test: &Test) -> AtomId {
        let mut question = regions::in_full(self.model, &test.question);
        let key = format!("{question:?}");
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        for operand in regions::operands(&mut question) {
            self.need(operand);
        }
        let prepared = Prepared::of(&question);
        let subject = regions::subject_of(&question);
        let regions = self.regions.atom_set(&question);
        let number = self.atoms.push(Atom { question, prepared, text: test.text.clone(), subject, regions });
        self.numbers.insert(key, number);
        number
    }

    fn logic(&mut self, condition: &Condition) -> Logic {
        match condition {
            Condition::All(parts) => Logic::All(parts.iter().map(|part| self.logic(part)).collect()),
            Condition::Any(parts) => Logic::Any(parts.iter().map(|part| self.logic(part)).collect()),
            Condition::Not(part) => Logic::Not(Box::new(self.logic(part))),
            Condition::Test(test) => Logic::Atom(self.atom(test)),
            Condition::Define(define) => Logic::Define(*define),
            Condition::Constant(value) => Logic::Constant(*value),
        }
    }

    fn rule(&mut self, rule: &Rule) -> RuleStep {
        let body = match &rule.body {
            RuleBody::When { condition, award } => RuleBodyStep::When {
                condition: condition.as_ref().map(|condition| self.logic(condition)),
                award: self.award(award),
            },
            RuleBody::Match { subject, arms, otherwise, unknown } => {
                if let MatchSubject::Operand(operand) = subject {
                    self.need(operand);
                }
                let arms = arms
                    .iter()
                    .map(|arm| ArmStep { condition: self.logic(&arm.condition), points: arm.points })
                    .collect();
                RuleBodyStep::Match { subject: subject.clone(), arms, otherwise: *otherwise, unknown: *unknown }
            }
        };
        RuleStep { until: rule.until, up_to: rule.up_to, body }
    }

    fn award(&mut self, award: &Award) -> AwardStep {
        match award {
            Award::Flat(points) => AwardStep::Flat(*points),
            Award::Per { points, step, of } => {
                self.need(of);
                AwardStep::Per { points: *points, step: *step, of: of.clone() }
            }
            Award::Decay { points, curve, since } => {
                self.need(since);
                AwardStep::Decay { table: DecayTable::new(*points, *curve), since: since.clone() }
            }
        }
    }

    fn stage(&mut self, stage: &Stage) -> StageStep {
        let arms = stage.arms.iter().map(|arm| (arm.name, self.logic(&arm.condition))).collect();
        StageStep { arms, otherwise: stage.otherwise }
    }

    fn list(&mut self, list: &List) -> ListStep {
        match &list.body {
            ListBody::When { condition, except } => ListStep::When {
                condition: self.logic(condition),
                except: except.as_ref().map(|except| self.logic(except)),
            },
            ListBody::Keys(keys) => ListStep::Keys(keys.clone()),
        }
    }

    /// Notes the properties of an operand.
    fn need(&mut self, operand: &Operand) {
        match operand {
            Operand::Property(property) | Operand::Part { property, .. } | Operand::DaysSince(property) => {
                self.needed.insert(*property);
            }
            Operand::Arithmetic { left, right, .. } => {
                self.need(left);
                self.need(right);
            }
            Operand::Negate(of) => self.need(of),
            Operand::Define(define) => {
                let model = self.model;
                if let Some(DefineBody::Operand(body)) = model.defines.get(*define).map(|define| &define.body) {
                    self.need(body);
                }
            }
            Operand::Literal(_) | Operand::Relative { .. } | Operand::Points(_) => {}
        }
    }
}
