//! Questions put to the interpreter about single values: takes questions and awards about the properties of a record,
//! gives truths and points for values of them.
//!
//! A record is a contact, or an event with its fields as properties. What a value means for a question is never decided
//! here a second time; a small plan that holds nothing but the questions is run. Knows nothing of rules.

use std::{cell::RefCell, sync::Arc};

use crate::{
    base::Arena,
    exec::{Contact, Scratch, evaluate_with},
    model::{
        Award, Condition, Define, DefineBody, Model, Node, Property, PropertyId, Question, Rule, RuleBody, Schema,
        ScoreId, Settings, Test,
    },
    plan::{Logic, Plan},
    value::{AsOf, Points, Value},
};

/// Number of a question, or of an award, that an asker knows.
pub(in crate::analyze) type Asked = usize;

/// A plan that answers questions one by one.
#[derive(Debug)]
pub(in crate::analyze) struct Asker {
    questions: Plan,
    logics: Vec<Logic>,
    awards: Vec<Plan>,
    as_of: AsOf,
    scratch: RefCell<Option<Scratch>>,
}

impl Asker {
    /// For a record with these properties. Questions have no `define`s, events or points in them; an award is asked for
    /// on its own, without its rule's condition and without `up to`.
    pub(in crate::analyze) fn new(
        settings: &Settings,
        properties: &Arena<Property>,
        questions: Vec<Question>,
        awards: Vec<Award>,
        as_of: &AsOf,
    ) -> Self {
        let schema = || Schema { properties: properties.clone(), key: None, events: Arena::new() };
        let mut model = Model { settings: settings.clone(), schema: schema(), ..Model::default() };
        for question in questions {
            let condition = Condition::Test(Test { question, text: String::new(), span: None });
            let body = DefineBody::Condition(condition);
            model.defines.push(Define { name: String::new(), docs: Vec::new(), body, span: None });
        }
        let defines: Vec<_> = model.defines.ids().collect();
        let questions = Plan::new(Arc::new(model));
        let logics =
            defines.iter().map(|id| questions.define(*id).cloned().unwrap_or(Logic::Constant(false))).collect();
        let awards = awards.into_iter().map(|award| award_plan(settings, schema(), award)).collect();
        Self { questions, logics, awards, as_of: as_of.clone(), scratch: RefCell::default() }
    }

    /// One for the same record that knows these.
    pub(in crate::analyze) fn knowing(&self, questions: Vec<Question>, awards: Vec<Award>) -> Self {
        let model = self.questions.model();
        Self::new(&model.settings, &model.schema.properties, questions, awards, &self.as_of)
    }

    /// A question about one property, ready to be answered for values of it.
    pub(in crate::analyze) fn ready(&self, of: PropertyId, question: Question) -> Box<dyn Fn(Value) -> Option<bool>> {
        let asker = self.knowing(vec![question], Vec::new());
        let width = self.questions.model().schema.properties.len();
        Box::new(move |value| {
            let mut values = vec![None; width];
            if let Some(place) = values.get_mut(of.index()) {
                *place = Some(value);
            }
            asker.truths(&values, &[0]).first().copied().flatten()
        })
    }

    /// The answers of some questions for a record; none: unknown.
    pub(in crate::analyze) fn truths(&self, values: &[Option<Value>], asked: &[Asked]) -> Vec<Option<bool>> {
        let contact = Contact { values: values.to_vec(), ..Contact::default() };
        let scratch = self.scratch.take().unwrap_or_default();
        let evaluation = evaluate_with(scratch, &self.questions, &contact, &self.as_of);
        let truths = asked.iter().map(|at| self.logics.get(*at).and_then(|logic| evaluation.logic(logic))).collect();
        self.scratch.replace(Some(evaluation.into_scratch()));
        truths
    }

    /// The points of some awards for a record, in ten-thousandths.
    pub(in crate::analyze) fn points(&self, values: &[Option<Value>], asked: &[Asked]) -> Vec<i64> {
        if asked.is_empty() {
            return Vec::new();
        }
        let contact = Contact { values: values.to_vec(), ..Contact::default() };
        let one = |plan: &Plan| {
            let evaluation = evaluate_with(Scratch::default(), plan, &contact, &self.as_of);
            evaluation.outcome().rules.first().map_or(Points::ZERO, |rule| rule.before_limit).scaled()
        };
        asked.iter().map(|at| self.awards.get(*at).map_or(0, one)).collect()
    }
}

/// A plan of one rule that always gives the award.
fn award_plan(settings: &Settings, schema: Schema, award: Award) -> Plan {
    let mut model = Model { settings: settings.clone(), schema, ..Model::default() };
    let rule = model.rules.push(Rule {
        id: String::new(),
        name: None,
        score: ScoreId::new(0),
        group: None,
        text: String::new(),
        description: None,
        docs: Vec::new(),
        owner: None,
        until: None,
        up_to: None,
        body: RuleBody::When { condition: None, award },
        span: None,
    });
    model.order.push(Node::Rule(rule));
    Plan::new(Arc::new(model))
}
