//! The events behind a rule or a question: takes an evaluation, gives how many there were, the latest, and what each gave.

use std::collections::BTreeMap;

use super::{ArmCount, Counted, Each, Events, Given};
use crate::{
    exec::{Evaluation, EventPoints, EventRow},
    model::{Award, Condition, DefineBody, DefineId, Model, Operand, QueryId, Question, Rule, RuleBody, RuleId},
    plan::Plan,
    regions::{operands, resolved},
    value::{AsOf, Edge, Moment, Points, TimeValue},
};

/// What a rule counted; of a rule on each event, what each gave.
pub(super) fn events(plan: &Plan, evaluation: &Evaluation<'_>, id: RuleId, rule: &Rule, as_of: &AsOf) -> Events {
    let Some(query) = rule_query(&rule.body) else {
        return Events { counted: counted(plan, evaluation, &queries(plan.model(), &rule.body), as_of), each: None };
    };
    let all = evaluation.event_points(id);
    let is_exact = is_exact(plan, query);
    let given = |of: &EventPoints<'_>| Some(Given { at: written(of.event.at()?, as_of), points: of.points });
    let given: Vec<Given> = all.iter().rev().filter_map(given).collect();
    let outcome = evaluation.outcome().rules.get(id.index()).copied().unwrap_or_default();
    let latest = all.last().and_then(|last| last.event.at());
    let counted = Counted {
        count: all.len() as u64,
        latest: latest.map(|at| written(at, as_of)),
        latest_words: latest.map(|at| words(at, is_exact, as_of)),
    };
    let each = Each {
        of: plan.model().queries.get(query).map_or_else(String::new, |query| query.text.clone()),
        points: match &rule.body {
            RuleBody::Each { points, .. } => Some(*points),
            _ => None,
        },
        falls: matches!(rule.body, RuleBody::Each { curve: Some(_), .. }),
        arms: arms(&rule.body, &all),
        up_to: rule.up_to.filter(|_| outcome.points != outcome.before_limit),
        given,
    };
    Events { counted, each: Some(each) }
}

/// The events that some queries let through, each once.
pub(super) fn counted(plan: &Plan, evaluation: &Evaluation<'_>, queries: &[QueryId], as_of: &AsOf) -> Counted {
    let mut found: BTreeMap<(usize, u32), EventRow<'_>> = BTreeMap::new();
    for query in queries {
        found.extend(evaluation.matching(*query).iter().map(|row| ((row.event().index(), row.row()), row)));
    }
    let is_exact = queries.iter().any(|query| is_exact(plan, *query));
    let times = found.values().filter_map(EventRow::at);
    let latest = times.reduce(|one, two| if is_later(two, one, as_of) { two } else { one });
    Counted {
        count: found.len() as u64,
        latest: latest.map(|at| written(at, as_of)),
        latest_words: latest.map(|at| words(at, is_exact, as_of)),
    }
}

/// How many events each arm took, in order of text.
fn arms(body: &RuleBody, all: &[EventPoints<'_>]) -> Vec<ArmCount> {
    let RuleBody::MatchEach { arms, otherwise, unknown, .. } = body else { return Vec::new() };
    let valued = arms.iter().map(|arm| (arm.text.clone(), Some(arm.points)));
    let written = valued.chain([("otherwise".to_owned(), *otherwise), ("unknown".to_owned(), *unknown)]);
    let count = |place: Option<usize>| all.iter().filter(|of| of.arm == place).count() as u64;
    let taken = written
        .enumerate()
        .filter_map(|(place, (text, points))| Some(ArmCount { text, count: count(Some(place)), points: points? }));
    let none = ArmCount { text: "no arm".to_owned(), count: count(None), points: Points::ZERO };
    taken.chain([none]).filter(|arm| arm.count > 0).collect()
}

/// Of a rule on each event.
fn rule_query(body: &RuleBody) -> Option<QueryId> {
    match body {
        RuleBody::Each { query, .. } | RuleBody::MatchEach { query, .. } => Some(*query),
        RuleBody::When { .. } | RuleBody::Match { .. } => None,
    }
}

/// The queries that a rule asks, those of definitions too.
fn queries(model: &Model, body: &RuleBody) -> Vec<QueryId> {
    let mut asked = Asked { model, walked: Vec::new(), found: Vec::new() };
    match body {
        RuleBody::When { condition, award } => {
            condition.iter().for_each(|condition| asked.condition(condition));
            match award {
                Award::Flat(_) => {}
                Award::Per { of, .. } => asked.operand(of),
                Award::Decay { since, .. } => asked.operand(since),
            }
        }
        RuleBody::Match { subject: crate::model::MatchSubject::Operand(operand), .. } => asked.operand(operand),
        _ => {}
    }
    asked.found
}

struct Asked<'m> {
    model: &'m Model,
    walked: Vec<DefineId>,
    found: Vec<QueryId>,
}

impl Asked<'_> {
    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::Not(part) => self.condition(part),
            Condition::Test(test) => {
                if let Question::AnyEvent(query) = test.question {
                    self.found.push(query);
                }
                let mut question = test.question.clone();
                operands(&mut question).into_iter().for_each(|operand| self.operand(operand));
            }
            Condition::Define(define) => {
                let model = self.model;
                if let Some(DefineBody::Condition(body)) = model.defines.get(*define).map(|define| &define.body)
                    && !self.walked.contains(define)
                {
                    self.walked.push(*define);
                    self.condition(body);
                }
            }
            Condition::Constant(_) => {}
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match resolved(self.model, operand) {
            Operand::Arithmetic { left, right, .. } => {
                self.operand(left);
                self.operand(right);
            }
            Operand::Negate(of) => self.operand(of),
            Operand::Count(query)
            | Operand::DaysSinceEvent { query, .. }
            | Operand::Aggregate { query, .. }
            | Operand::Distinct { query, .. }
            | Operand::Pick { query, .. } => self.found.push(*query),
            _ => {}
        }
    }
}

/// Whether hours or minutes count.
fn is_exact(plan: &Plan, query: QueryId) -> bool {
    let window = plan.model().queries.get(query).and_then(|query| query.window);
    window.is_some_and(|window| matches!(window.low, Edge::Excluded(Moment::Ago(duration)) if duration.is_exact()))
}

fn is_later(one: TimeValue, two: TimeValue, as_of: &AsOf) -> bool {
    match (one, two) {
        (TimeValue::Instant(one), TimeValue::Instant(two)) => one > two,
        (one, two) => one.date(&as_of.zone) > two.date(&as_of.zone),
    }
}

/// As as-of is written: a date, or the local time with its offset.
fn written(at: TimeValue, as_of: &AsOf) -> String {
    match at {
        TimeValue::Date(date) => date.to_string(),
        TimeValue::Instant(instant) => AsOf::at(instant, &as_of.zone, as_of.fiscal_start).to_string(),
    }
}

/// `on 2026-02-27`, and where hours count `on 2026-02-27 at 14:05`.
fn words(at: TimeValue, is_exact: bool, as_of: &AsOf) -> String {
    let date = at.date(&as_of.zone);
    let written = written(at, as_of);
    let clock = written.split_once('T').and_then(|(_, clock)| clock.get(..5)).filter(|_| is_exact);
    clock.map_or_else(|| format!("on {date}"), |clock| format!("on {date} at {clock}"))
}
