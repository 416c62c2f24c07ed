//! What hangs on the moment of scoring: takes a model, says of each condition whether its answer can change by time
//! alone, and through which part of it (semantics 32).
//!
//! Knows nothing of tests; those that give no moment are asked for one where something they expect hangs on it.

use std::collections::BTreeMap;

use crate::{
    base::{Diagnostic, Span, code},
    model::{
        Award, Condition, DefineBody, Formula, ListBody, MatchSubject, Model, Node, Operand, PointsOf, Query, QueryId,
        Question, RuleBody, RuleId, ScoreBody, TestCase,
    },
    value::{Edge, Moment, Window},
};

/// What of a rule set hangs on the moment of scoring.
#[derive(Debug)]
pub struct Clock<'m> {
    model: &'m Model,
    read: BTreeMap<Node, Read>,
}

/// The part that reads the time: its words and its place.
type Read = (String, Option<Span>);

impl<'m> Clock<'m> {
    /// Looks through a model, in its order of evaluation; without one nothing is found.
    pub fn of(model: &'m Model) -> Self {
        let mut clock = Self { model, read: BTreeMap::new() };
        for node in &model.order {
            if let Some(read) = clock.node(*node) {
                clock.read.insert(*node, read);
            }
        }
        clock
    }

    /// Whether what is computed hangs on the moment.
    pub fn reads(&self, node: Node) -> bool {
        self.read.contains_key(&node)
    }

    fn node(&self, node: Node) -> Option<Read> {
        let model = self.model;
        match node {
            Node::Define(id) => match &model.defines.get(id)?.body {
                DefineBody::Condition(condition) => self.condition(condition),
                DefineBody::Operand(operand) => {
                    let define = model.defines.get(id)?;
                    self.operand(operand, &(define.name.clone(), define.span))
                }
            },
            Node::Rule(id) => self.rule(id),
            Node::Group(id) => model.groups.get(id)?.rules.iter().find_map(|rule| self.at(Node::Rule(*rule))),
            Node::Score(id) => match &model.scores.get(id)?.body {
                ScoreBody::Sum { groups, rules } => {
                    let groups = groups.iter().find_map(|group| self.at(Node::Group(*group)));
                    groups.or_else(|| rules.iter().find_map(|rule| self.at(Node::Rule(*rule))))
                }
                ScoreBody::Derived(formula) => self.formula(formula),
            },
            Node::Stage(id) => model.stages.get(id)?.arms.iter().find_map(|arm| self.condition(&arm.condition)),
            Node::List(id) => match &model.lists.get(id)?.body {
                ListBody::When { condition, except } => {
                    self.condition(condition).or_else(|| self.condition(except.as_ref()?))
                }
                ListBody::Keys(_) => None,
            },
        }
    }

    fn at(&self, node: Node) -> Option<Read> {
        self.read.get(&node).cloned()
    }

    fn rule(&self, id: RuleId) -> Option<Read> {
        let rule = self.model.rules.get(id)?;
        let whole: Read = (rule.text.clone(), rule.span);
        if rule.until.is_some() {
            return Some(whole);
        }
        match &rule.body {
            RuleBody::When { condition, award } => {
                condition.as_ref().and_then(|condition| self.condition(condition)).or_else(|| match award {
                    Award::Flat(_) => None,
                    Award::Per { of, .. } => self.operand(of, &whole),
                    Award::Decay { .. } => Some(whole.clone()),
                })
            }
            RuleBody::Match { subject, arms, .. } => match subject {
                MatchSubject::Operand(operand) => self.operand(operand, &whole),
                MatchSubject::Stage(stage) => self.at(Node::Stage(*stage)),
            }
            .or_else(|| arms.iter().find_map(|arm| self.condition(&arm.condition))),
            RuleBody::Each { query, curve, .. } => curve.map(|_| whole.clone()).or_else(|| self.query(*query, &whole)),
            RuleBody::MatchEach { query, subject, arms, .. } => self
                .query(*query, &whole)
                .or_else(|| self.operand(subject, &whole))
                .or_else(|| arms.iter().find_map(|arm| self.condition(&arm.condition))),
        }
    }

    fn formula(&self, formula: &Formula) -> Option<Read> {
        match formula {
            Formula::Points(of) => self.at(node_of(*of)),
            Formula::Constant(_) => None,
            Formula::Sum(parts) => parts.iter().find_map(|part| self.formula(part)),
            Formula::Negate(of) | Formula::Product { of, .. } => self.formula(of),
        }
    }

    fn condition(&self, condition: &Condition) -> Option<Read> {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| self.condition(part)),
            Condition::Not(part) => self.condition(part),
            Condition::Define(id) => self.at(Node::Define(*id)),
            Condition::Constant(_) => None,
            Condition::Test(test) => self.question(&test.question, &(test.text.clone(), test.span)),
        }
    }

    fn question(&self, question: &Question, whole: &Read) -> Option<Read> {
        match question {
            Question::Anniversary { .. } => Some(whole.clone()),
            Question::Time { operand, window } => {
                if hangs_on_as_of(window) {
                    Some(whole.clone())
                } else {
                    self.operand(operand, whole)
                }
            }
            Question::Known(operand)
            | Question::True(operand)
            | Question::Within { operand, .. }
            | Question::Text { operand, .. }
            | Question::Matches { operand, .. }
            | Question::Choice { operand, .. }
            | Question::Choices { operand, .. } => self.operand(operand, whole),
            Question::Compare { left, right, .. } => self.operand(left, whole).or_else(|| self.operand(right, whole)),
            Question::Stage { stage, .. } => self.at(Node::Stage(*stage)),
            Question::InList(list) => self.at(Node::List(*list)),
            Question::AnyEvent(query) => self.query(*query, whole),
            Question::Fired(rule) => self.at(Node::Rule(*rule)),
        }
    }

    fn operand(&self, operand: &Operand, whole: &Read) -> Option<Read> {
        match operand {
            Operand::DaysSince(_)
            | Operand::FieldDaysSince(_)
            | Operand::Relative { .. }
            | Operand::DaysSinceEvent { .. } => Some(whole.clone()),
            Operand::Property(_)
            | Operand::Part { .. }
            | Operand::Literal(_)
            | Operand::Field(_)
            | Operand::FieldPart { .. } => None,
            Operand::Arithmetic { left, right, .. } => self.operand(left, whole).or_else(|| self.operand(right, whole)),
            Operand::Negate(of) => self.operand(of, whole),
            Operand::Define(id) => self.at(Node::Define(*id)),
            Operand::Points(of) => self.at(node_of(*of)),
            Operand::Count(query)
            | Operand::Aggregate { query, .. }
            | Operand::Distinct { query, .. }
            | Operand::Pick { query, .. } => self.query(*query, whole),
        }
    }

    fn query(&self, id: QueryId, whole: &Read) -> Option<Read> {
        let Query { window, filter, .. } = self.model.queries.get(id)?;
        match window {
            Some(window) if hangs_on_as_of(window) => Some(whole.clone()),
            _ => self.condition(filter.as_ref()?),
        }
    }
}

fn node_of(of: PointsOf) -> Node {
    match of {
        PointsOf::Score(id) => Node::Score(id),
        PointsOf::Group(id) => Node::Group(id),
        PointsOf::Rule(id) => Node::Rule(id),
    }
}

/// Not where both ends are dates of the calendar.
fn hangs_on_as_of(window: &Window) -> bool {
    [window.low, window.high].iter().any(|edge| match edge {
        Edge::Unbounded => false,
        Edge::Included(moment) | Edge::Excluded(moment) => !matches!(moment, Moment::Date(_) | Moment::Instant(_)),
    })
}

/// Reports tests that give no moment and expect what hangs on one.
pub(super) fn demand_as_of(model: &Model, tests: &[TestCase], out: &mut Vec<Diagnostic>) {
    if tests.iter().all(|test| test.as_of.is_some()) {
        return;
    }
    let clock = Clock::of(model);
    // Rows of one table lack the same `as of`, which is told once.
    let mut told: Option<&str> = None;
    for test in tests.iter().filter(|test| test.as_of.is_none()) {
        if test.row.is_some() && told == Some(test.name.as_str()) {
            continue;
        }
        let read =
            test.expectations.iter().find_map(|expected| Some((expected, clock.condition(&expected.condition)?)));
        let Some((expected, (text, span))) = read else { continue };
        told = Some(&test.name);
        let message = format!("`{}` hangs on time, and this test does not say when it is", expected.text);
        let mut found = Diagnostic::new(&code::MISSING_AS_OF, expected.span, message)
            .help(format!("it reads the time in `{text}`"))
            .help("begin the test with a date: `as of 2026-03-01`");
        if let Some(span) = span {
            found = found.label(span, "this reads the time");
        }
        out.push(found);
    }
}
