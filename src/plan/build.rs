//! Makes the plan of a model: numbers each question once, and puts numbers in place of questions.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    ArmStep, Atom, AtomId, AwardStep, ListStep, Logic, Plan, Prepared, QueryStep, RuleBodyStep, RuleStep, StageStep,
    step::DecayTable,
};
use crate::{
    base::Arena,
    model::{
        Award, Condition, DefineBody, EventId, FieldId, List, ListBody, MatchSubject, Model, Operand, PropertyId,
        Query, QueryId, Question, Rule, RuleBody, Stage, Test,
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
        needed_events: BTreeMap::new(),
        event: None,
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
    let mut queries: Vec<QueryStep> = model.queries.values().map(|query| builder.query(query)).collect();
    let shared_filters = share_filters(&mut queries);
    let Builder { regions, atoms, needed, needed_events, .. } = builder;
    Plan {
        model,
        regions,
        atoms,
        defines,
        rules,
        stages,
        lists,
        claims,
        queries,
        shared_filters,
        needed,
        needed_events,
    }
}

struct Builder<'a> {
    model: &'a Model,
    regions: Regions,
    atoms: Arena<Atom>,
    // Questions hold floats and cannot be hashed; their debug form says all there is in them.
    numbers: HashMap<String, AtomId>,
    needed: BTreeSet<PropertyId>,
    needed_events: BTreeMap<EventId, BTreeSet<FieldId>>,
    // The kind of event that is looked at where we are.
    event: Option<EventId>,
}

impl Builder<'_> {
    fn atom(&mut self, test: &Test) -> AtomId {
        let mut question = regions::in_full(self.model, &test.question);
        let event = if reads_fields(&mut question) { self.event } else { None };
        let key = format!("{event:?} {question:?}");
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        for operand in regions::operands(&mut question) {
            self.need(operand);
        }
        let prepared = Prepared::of(&question);
        let subject = regions::subject_of(&question);
        let regions = self.regions.atom_set(&question);
        let number = self.atoms.push(Atom { question, prepared, text: test.text.clone(), subject, event, regions });
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
            RuleBody::Each { query, points, curve } => RuleBodyStep::Each {
                query: *query,
                points: *points,
                table: curve.map(|curve| DecayTable::new(*points, curve)),
            },
            RuleBody::MatchEach { query, subject, arms, otherwise, unknown } => {
                self.event = self.model.queries.get(*query).map(|query| query.event);
                self.need(subject);
                let arms = arms
                    .iter()
                    .map(|arm| ArmStep { condition: self.logic(&arm.condition), points: arm.points })
                    .collect();
                self.event = None;
                RuleBodyStep::MatchEach {
                    query: *query,
                    subject: subject.clone(),
                    arms,
                    otherwise: *otherwise,
                    unknown: *unknown,
                }
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

    fn query(&mut self, query: &Query) -> QueryStep {
        for event in [Some(query.event), query.since_last].into_iter().flatten() {
            self.needed_events.entry(event).or_default();
        }
        self.event = Some(query.event);
        let filter = query.filter.as_ref().map(|filter| self.logic(filter));
        self.event = None;
        QueryStep { event: query.event, window: query.window, since_last: query.since_last, filter, shared: None }
    }

    /// Notes that a field of an event is read.
    fn need_field(&mut self, event: Option<EventId>, field: FieldId) {
        if let Some(event) = event {
            self.needed_events.entry(event).or_default().insert(field);
        }
    }

    fn event_of(&self, query: QueryId) -> Option<EventId> {
        self.model.queries.get(query).map(|query| query.event)
    }

    /// Notes the properties and fields of an operand.
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
            Operand::Field(field) | Operand::FieldPart { field, .. } | Operand::FieldDaysSince(field) => {
                self.need_field(self.event, *field);
            }
            Operand::Aggregate { query, field, .. }
            | Operand::Distinct { query, field }
            | Operand::Pick { query, field, .. } => self.need_field(self.event_of(*query), *field),
            // Their queries are looked at one by one.
            Operand::Count(_) | Operand::DaysSinceEvent { .. } => {}
            Operand::Literal(_) | Operand::Relative { .. } | Operand::Points(_) => {}
        }
    }
}

/// Numbers the filters that several queries on one kind of event have; gives how many there are.
fn share_filters(queries: &mut [QueryStep]) -> usize {
    let mut uses: HashMap<(EventId, Logic), (usize, Option<usize>)> = HashMap::new();
    for query in queries.iter() {
        if let Some(filter) = &query.filter {
            uses.entry((query.event, filter.clone())).or_default().0 += 1;
        }
    }
    let mut shared = 0;
    for query in queries {
        let key = query.filter.clone().map(|filter| (query.event, filter));
        if let Some((2.., number)) = key.and_then(|key| uses.get_mut(&key)) {
            query.shared = Some(*number.get_or_insert_with(|| {
                shared += 1;
                shared - 1
            }));
        }
    }
    shared
}

/// Whether a question reads a field of the event that is looked at.
fn reads_fields(question: &mut Question) -> bool {
    regions::operands(question).into_iter().any(|operand| is_of_event(operand))
}

fn is_of_event(operand: &Operand) -> bool {
    match operand {
        Operand::Field(_) | Operand::FieldPart { .. } | Operand::FieldDaysSince(_) => true,
        Operand::Arithmetic { left, right, .. } => is_of_event(left) || is_of_event(right),
        Operand::Negate(of) => is_of_event(of),
        _ => false,
    }
}
