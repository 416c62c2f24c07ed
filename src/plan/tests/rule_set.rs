//! Makes models by hand, in the order in which things are computed.

use std::sync::Arc;

use crate::{
    base::Id,
    model::{
        Arm, ArmName, Award, Claim, Comparison, Condition, Define, DefineBody, DefineId, Event, EventId, Field,
        FieldId, Formula, Group, GroupId, Limit, List, ListBody, ListId, MatchSubject, Model, Node, Operand, Part,
        PointsOf, Property, PropertyId, Quantifier, Query, QueryId, Question, Rule, RuleBody, RuleId, Score, ScoreBody,
        ScoreId, Stage, StageArm, StageId, Test, TextOperator, TextTest,
    },
    plan::Plan,
    value::{Bound, Dropdown, DropdownValue, Interval, Kind, Points, Reading, Scalar, Value, Window},
};

#[derive(Default)]
pub(crate) struct RuleSet {
    pub(crate) model: Model,
}

impl RuleSet {
    pub(crate) fn plan(&self) -> Plan {
        Plan::new(Arc::new(self.model.clone()))
    }

    /// A property that can be unknown.
    pub(crate) fn property(&mut self, name: &str, kind: Kind) -> PropertyId {
        self.model.schema.properties.push(Property {
            name: name.to_owned(),
            docs: Vec::new(),
            reading: reading(kind),
            required: false,
            from: Vec::new(),
            span: None,
        })
    }

    pub(crate) fn integer(&mut self, name: &str) -> PropertyId {
        self.property(name, Kind::Integer)
    }

    pub(crate) fn text(&mut self, name: &str) -> PropertyId {
        self.property(name, Kind::Text)
    }

    pub(crate) fn boolean(&mut self, name: &str) -> PropertyId {
        self.property(name, Kind::Boolean)
    }

    pub(crate) fn date(&mut self, name: &str) -> PropertyId {
        self.property(name, Kind::Date)
    }

    pub(crate) fn dropdown(&mut self, name: &str, values: &[&str]) -> PropertyId {
        self.property(name, Kind::OneOf(dropdown(values)))
    }

    pub(crate) fn checkboxes(&mut self, name: &str, values: &[&str]) -> PropertyId {
        self.property(name, Kind::ManyOf(dropdown(values)))
    }

    pub(crate) fn define(&mut self, name: &str, body: DefineBody) -> DefineId {
        let define = Define { name: name.to_owned(), docs: Vec::new(), body, span: None };
        let id = self.model.defines.push(define);
        self.model.order.push(Node::Define(id));
        id
    }

    pub(crate) fn when(&mut self, condition: Condition, points: &str) -> RuleId {
        self.rule(when(Some(condition), Award::Flat(self::points(points))))
    }

    pub(crate) fn rule(&mut self, body: RuleBody) -> RuleId {
        self.rule_with(body, |_| ())
    }

    pub(crate) fn rule_with(&mut self, body: RuleBody, change: impl FnOnce(&mut Rule)) -> RuleId {
        let mut rule = Rule {
            id: format!("score#{}", self.model.rules.len() + 1),
            name: None,
            score: Id::new(0),
            group: None,
            text: String::new(),
            description: None,
            docs: Vec::new(),
            owner: None,
            until: None,
            up_to: None,
            body,
            span: None,
        };
        change(&mut rule);
        let id = self.model.rules.push(rule);
        self.model.order.push(Node::Rule(id));
        id
    }

    pub(crate) fn group(&mut self, name: &str, rules: &[RuleId], limit: Limit) -> GroupId {
        let id = self.model.groups.push(Group {
            name: name.to_owned(),
            score: Id::new(0),
            description: None,
            docs: Vec::new(),
            owner: None,
            limit,
            rules: rules.to_vec(),
            span: None,
        });
        self.model.order.push(Node::Group(id));
        id
    }

    pub(crate) fn sum(&mut self, name: &str, groups: &[GroupId], rules: &[RuleId], limit: Limit) -> ScoreId {
        self.score(name, ScoreBody::Sum { groups: groups.to_vec(), rules: rules.to_vec() }, limit)
    }

    pub(crate) fn derived(&mut self, name: &str, formula: Formula, limit: Limit) -> ScoreId {
        self.score(name, ScoreBody::Derived(formula), limit)
    }

    fn score(&mut self, name: &str, body: ScoreBody, limit: Limit) -> ScoreId {
        let id = self.model.scores.push(Score {
            name: name.to_owned(),
            description: None,
            docs: Vec::new(),
            owner: None,
            limit,
            body,
            span: None,
        });
        self.model.order.push(Node::Score(id));
        id
    }

    /// A stage whose arms have these names and conditions, and then `otherwise`.
    pub(crate) fn stage(&mut self, name: &str, arms: Vec<(&str, Condition)>, otherwise: &str) -> StageId {
        let mut names: Vec<ArmName> = Vec::new();
        for text in arms.iter().map(|(name, _)| *name).chain([otherwise]) {
            if !names.iter().any(|known| known.name == text) {
                names.push(ArmName { name: text.to_owned(), label: None });
            }
        }
        let place = |text: &str| u32::try_from(names.iter().position(|known| known.name == text).unwrap()).unwrap();
        let otherwise = place(otherwise);
        let arms = arms
            .into_iter()
            .map(|(name, condition)| StageArm { name: place(name), condition, text: String::new(), span: None })
            .collect();
        let id = self.model.stages.push(Stage {
            name: name.to_owned(),
            description: None,
            docs: Vec::new(),
            names,
            arms,
            otherwise,
            otherwise_span: None,
            span: None,
        });
        self.model.order.push(Node::Stage(id));
        id
    }

    pub(crate) fn list(&mut self, name: &str, body: ListBody) -> ListId {
        let list = List { name: name.to_owned(), description: None, docs: Vec::new(), body, span: None };
        let id = self.model.lists.push(list);
        self.model.order.push(Node::List(id));
        id
    }

    pub(crate) fn claim(&mut self, always: bool, condition: Condition) {
        let text = String::new();
        self.model.claims.push(Claim { always, condition, text, description: None, span: None });
    }
}

/// A kind whose first field is `at`.
pub(crate) fn kind(set: &mut RuleSet, name: &str, at: Kind, fields: &[(&str, Kind)]) -> EventId {
    let fields = [("at", at)].into_iter().chain(fields.iter().cloned());
    let fields = fields.map(|(name, kind)| {
        let required = name == "at";
        let (name, docs, from) = (name.to_owned(), Vec::new(), Vec::new());
        Field(Property { name, docs, reading: reading(kind), required, from, span: None })
    });
    set.model.schema.events.push(Event {
        name: name.to_owned(),
        docs: Vec::new(),
        key_from: Vec::new(),
        at: FieldId::new(0),
        fields: fields.collect(),
        span: None,
    })
}

pub(crate) fn field(number: usize) -> FieldId {
    FieldId::new(number)
}

/// A field of the event that is looked at.
pub(crate) fn of(number: usize) -> Operand {
    Operand::Field(field(number))
}

pub(crate) fn query_with(set: &mut RuleSet, event: EventId, change: impl FnOnce(&mut Query)) -> QueryId {
    let text = set.model.schema.events.at(event).name.clone();
    let mut query = Query { event, window: None, since_last: None, filter: None, text };
    change(&mut query);
    set.model.queries.push(query)
}

/// How a property is read that has no markers, default, range or format.
pub(crate) fn reading(kind: Kind) -> Reading {
    Reading { kind, unknown: Default::default(), default: None, range: None, format: None }
}

pub(crate) fn dropdown(values: &[&str]) -> Dropdown {
    values.iter().map(|value| DropdownValue::new(*value)).collect()
}

pub(crate) fn points(text: &str) -> Points {
    Points::parse(text).unwrap()
}

pub(crate) fn limit(min: Option<&str>, max: Option<&str>) -> Limit {
    Limit { min: min.map(points), max: max.map(points) }
}

pub(crate) fn when(condition: Option<Condition>, award: Award) -> RuleBody {
    RuleBody::When { condition, award }
}

pub(crate) fn match_operand(
    subject: Operand,
    arms: Vec<(Condition, &str)>,
    otherwise: Option<&str>,
    unknown: Option<&str>,
) -> RuleBody {
    RuleBody::Match {
        subject: MatchSubject::Operand(subject),
        arms: arms
            .into_iter()
            .map(|(condition, text)| Arm { condition, points: points(text), text: String::new(), span: None })
            .collect(),
        otherwise: otherwise.map(points),
        unknown: unknown.map(points),
    }
}

/// A question, called by its debug form where nothing better is given.
pub(crate) fn asks(question: Question) -> Condition {
    let text = format!("{question:?}");
    named(question, &text)
}

pub(crate) fn named(question: Question, text: &str) -> Condition {
    Condition::Test(Test { question, text: text.to_owned(), span: None })
}

pub(crate) fn known(property: PropertyId) -> Condition {
    asks(Question::Known(Operand::Property(property)))
}

pub(crate) fn is_true(property: PropertyId) -> Condition {
    asks(Question::True(Operand::Property(property)))
}

pub(crate) fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

/// Both ends belong to it.
pub(crate) fn between(low: i64, high: i64) -> Interval {
    Interval::new(Bound::Included(Scalar::Integer(low)), Bound::Included(Scalar::Integer(high)))
}

pub(crate) fn at_least(low: i64) -> Interval {
    Interval::new(Bound::Included(Scalar::Integer(low)), Bound::Unbounded)
}

pub(crate) fn more_than(low: i64) -> Interval {
    Interval::new(Bound::Excluded(Scalar::Integer(low)), Bound::Unbounded)
}

pub(crate) fn within(property: PropertyId, interval: Interval) -> Condition {
    asks(Question::Within { operand: Operand::Property(property), intervals: vec![interval] })
}

pub(crate) fn points_at_least(of: PointsOf, least: &str) -> Condition {
    let interval = Interval::new(Bound::Included(Scalar::Points(points(least))), Bound::Unbounded);
    asks(Question::Within { operand: Operand::Points(of), intervals: vec![interval] })
}

pub(crate) fn compare(left: Operand, comparison: Comparison, right: Operand) -> Condition {
    asks(Question::Compare { left, comparison, right })
}

pub(crate) fn text_question(
    operand: Operand,
    operator: TextOperator,
    quantifier: Quantifier,
    exactly: bool,
    needles: &[&str],
) -> Question {
    let needles = needles.iter().map(|needle| (*needle).to_owned()).collect();
    Question::Text { operand, test: TextTest { operator, quantifier, exactly, needles } }
}

/// `property OPERATOR any of needles`.
pub(crate) fn finds(property: PropertyId, operator: TextOperator, needles: &[&str]) -> Condition {
    asks(text_question(Operand::Property(property), operator, Quantifier::Any, false, needles))
}

pub(crate) fn part(property: PropertyId, part: Part) -> Operand {
    Operand::Part { property, part }
}

pub(crate) fn choice(property: PropertyId, among: &[u32]) -> Condition {
    asks(Question::Choice { operand: Operand::Property(property), among: among.to_vec() })
}

pub(crate) fn choices(property: PropertyId, quantifier: Quantifier, among: &[u32]) -> Condition {
    asks(Question::Choices { operand: Operand::Property(property), quantifier, among: among.to_vec() })
}

pub(crate) fn in_window(property: PropertyId, window: Window) -> Condition {
    asks(Question::Time { operand: Operand::Property(property), window })
}

pub(crate) fn literal(integer: i64) -> Operand {
    Operand::Literal(Value::Integer(integer))
}
