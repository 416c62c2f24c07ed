//! `unknown-dropped`: a negation over what can be missing decides points, so contacts (or events) without it are left
//! out; and `days since last E >= 90`, which leaves out those who never had one.

use std::collections::BTreeSet;

use super::dropped;
use crate::{
    base::{Diagnostic, Sources, Span},
    check::reads::{self, Missing},
    model::{
        Condition, DefineBody, DefineId, EventId, FieldId, ListBody, Model, Operand, PropertyId, Quantifier, Question,
        RuleBody, Test, Which,
    },
    value::Bound,
};

/// Every condition that stands in the rules itself, definitions and every `where` too, with the kind of event that is
/// looked at there.
pub(super) fn each_condition<'m>(model: &'m Model, visit: &mut dyn FnMut(&'m Condition, Option<EventId>)) {
    for define in model.defines.values() {
        if let DefineBody::Condition(condition) = &define.body {
            visit(condition, None);
        }
    }
    deciding(model, visit);
}

/// Every condition that decides points, a stage, a list or whether an event counts.
fn deciding<'m>(model: &'m Model, visit: &mut dyn FnMut(&'m Condition, Option<EventId>)) {
    for rule in model.rules.values() {
        if let RuleBody::When { condition: Some(condition), .. } = &rule.body {
            visit(condition, None);
        }
    }
    for arm in model.stages.values().flat_map(|stage| &stage.arms) {
        visit(&arm.condition, None);
    }
    for list in model.lists.values() {
        if let ListBody::When { condition, .. } = &list.body {
            visit(condition, None);
        }
    }
    for query in model.queries.values() {
        if let Some(filter) = &query.filter {
            visit(filter, Some(query.event));
        }
    }
}

pub(super) fn negations(model: &Model, sources: &Sources, out: &mut Vec<Diagnostic>) {
    let mut walk = Walk {
        model,
        sources,
        around: Around::Nothing,
        event: None,
        guarded: Vec::new(),
        scored: scored_where_missing(model),
        told: BTreeSet::new(),
        walked: BTreeSet::new(),
        out,
    };
    deciding(model, &mut |condition, event| {
        walk.event = event;
        walk.around = if event.is_some() { Around::Where } else { Around::Nothing };
        walk.condition(condition, false);
    });
}

/// Properties with a rule `when X is unknown`.
fn scored_where_missing(model: &Model) -> BTreeSet<PropertyId> {
    let missing = model.rules.values().filter_map(|rule| match &rule.body {
        RuleBody::When { condition: Some(Condition::Not(part)), .. } => match &**part {
            Condition::Test(Test { question: Question::Known(Operand::Property(property)), .. }) => Some(*property),
            _ => None,
        },
        _ => None,
    });
    missing.collect()
}

/// What can be missing, whatever is asked of it: all questions about events of one kind have the same one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Property(PropertyId),
    Field(EventId, FieldId),
    Event(EventId),
}

/// What is spoken of beside the place we are at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Guard {
    thing: Thing,
    /// It is asked whether it is there; else something is asked that is true only where it is.
    is_asked: bool,
}

/// What a question is a part of, which decides whether what stands in its place needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Nothing,
    And,
    Or,
    Not,
    /// Of a `where`, which takes one question.
    Where,
}

struct Walk<'m, 'o> {
    model: &'m Model,
    sources: &'m Sources,
    /// What the place we are at is a part of.
    around: Around,
    /// The kind of event that is looked at, in a `where`.
    event: Option<EventId>,
    /// What is asked whether it is there, around the place we are at.
    guarded: Vec<Guard>,
    /// What has a rule for those where it is missing, who are so not forgotten.
    scored: BTreeSet<PropertyId>,
    /// Places told already; a definition is used in many rules.
    told: BTreeSet<Span>,
    /// Definitions walked already, each with what it was walked under; without it, nested definitions that are used
    /// twice each would take a time that doubles with every level.
    walked: BTreeSet<(DefineId, bool, BTreeSet<Guard>)>,
    out: &'o mut Vec<Diagnostic>,
}

impl<'m> Walk<'m, '_> {
    /// `negated`: an odd number of `not`s is around.
    fn condition(&mut self, condition: &'m Condition, negated: bool) {
        match condition {
            Condition::Constant(_) => {}
            Condition::Not(inner) => {
                let around = self.around;
                // The `not` of a question itself is replaced with it.
                if !matches!(**inner, Condition::Test(_)) {
                    self.around = Around::Not;
                }
                self.condition(inner, !negated);
                self.around = around;
            }
            Condition::Define(id) => {
                let under = (*id, negated, self.guarded.iter().copied().collect());
                if let DefineBody::Condition(body) = &self.model.defines.at(*id).body
                    && self.walked.insert(under)
                {
                    let (event, around) = (self.event.take(), self.around);
                    self.around = Around::Nothing;
                    self.condition(body, negated);
                    (self.event, self.around) = (event, around);
                }
            }
            Condition::All(parts) | Condition::Any(parts) => {
                let before = self.guarded.len();
                let is_and = !negated && matches!(condition, Condition::All(_));
                for part in parts {
                    self.guard(part);
                    if is_and {
                        self.guard_by_test(part);
                    }
                }
                let around = self.around;
                self.around = if matches!(condition, Condition::All(_)) { Around::And } else { Around::Or };
                for part in parts {
                    self.condition(part, negated);
                }
                self.around = around;
                self.guarded.truncate(before);
            }
            Condition::Test(test) => {
                if negated != is_turned(test) {
                    self.test(test, negated);
                } else if !negated {
                    self.long_ago(test);
                }
            }
        }
    }

    /// `X is known`, `X is unknown`, `any E` and `no E` beside a test say that the author thought of what is missing.
    fn guard(&mut self, part: &'m Condition) {
        match part {
            Condition::Test(Test { question: Question::Known(operand), .. }) => self.guard_all_of(operand, true),
            Condition::Test(Test { question: Question::AnyEvent(query), .. }) => {
                let thing = Thing::Event(self.model.queries.at(*query).event);
                self.guarded.push(Guard { thing, is_asked: true });
            }
            Condition::Not(inner) => self.guard(inner),
            _ => {}
        }
    }

    /// Beside `revenue >= 10`, joined by `and`, contacts without revenue are left out already.
    fn guard_by_test(&mut self, part: &'m Condition) {
        match part {
            Condition::Test(test) if !is_turned(test) => {
                for operand in operands(test) {
                    self.guard_all_of(operand, false);
                }
            }
            Condition::All(parts) => parts.iter().for_each(|part| self.guard_by_test(part)),
            _ => {}
        }
    }

    fn guard_all_of(&mut self, operand: &Operand, is_asked: bool) {
        for missing in reads::missing(self.model, operand, self.event) {
            let thing = self.thing(missing);
            self.guarded.push(Guard { thing, is_asked });
        }
    }

    fn guards(&self, thing: Thing) -> impl Iterator<Item = &Guard> {
        self.guarded.iter().filter(move |guard| guard.thing == thing)
    }

    fn thing(&self, missing: Missing) -> Thing {
        match missing {
            Missing::Property(id) => Thing::Property(id),
            Missing::Field(event, field) => Thing::Field(event, field),
            Missing::Event(query) | Missing::FieldOf { query, .. } => Thing::Event(self.model.queries.at(query).event),
        }
    }

    fn test(&mut self, test: &'m Test, negated: bool) {
        let missing = operands(test)
            .into_iter()
            .flat_map(|operand| reads::missing(self.model, operand, self.event))
            .filter(|missing| !matches!(missing, Missing::Property(id) if self.scored.contains(id)))
            .find(|missing| self.guards(self.thing(*missing)).next().is_none());
        if let (Some(missing), Some(span)) = (missing, test.span)
            && self.told.insert(span)
        {
            self.out.push(dropped::by_negation(self.model, self.sources, test, (span, negated, self.around), missing));
        }
    }

    /// `days since last email_open >= 90`: those who never opened are the longest without, and not among them.
    fn long_ago(&mut self, test: &'m Test) {
        let Question::Within { operand, intervals } = &test.question else { return };
        let Operand::DaysSinceEvent { query, which: Which::Last } = operand else { return };
        let is_open = intervals.iter().any(|interval| interval.high == Bound::Unbounded);
        let guards = || self.guards(self.thing(Missing::Event(*query)));
        // Joined with others by `and`, the test guards by itself.
        let is_guarded = guards().any(|guard| guard.is_asked) || guards().count() > 1;
        if let (true, false, Some(span)) = (is_open, is_guarded, test.span)
            && self.told.insert(span)
        {
            self.out.push(dropped::by_days(self.model, test, span, *query, intervals));
        }
    }
}

/// Whether a test is a negation by itself: `contains none of`, `has none of`.
fn is_turned(test: &Test) -> bool {
    match &test.question {
        Question::Text { test: text, .. } => text.quantifier == Quantifier::None,
        Question::Choices { quantifier, .. } => *quantifier == Quantifier::None,
        _ => false,
    }
}

/// What a test is unknown without.
fn operands(test: &Test) -> Vec<&Operand> {
    match &test.question {
        Question::Known(_)
        | Question::Stage { .. }
        | Question::InList(_)
        | Question::AnyEvent(_)
        | Question::Fired(_) => Vec::new(),
        Question::Compare { left, right, .. } => vec![left, right],
        Question::True(operand)
        | Question::Within { operand, .. }
        | Question::Text { operand, .. }
        | Question::Matches { operand, .. }
        | Question::Choice { operand, .. }
        | Question::Choices { operand, .. }
        | Question::Time { operand, .. }
        | Question::Anniversary { operand, .. } => vec![operand],
    }
}

/// Whether the operand can be unknown; there may be no such part, whatever is known.
pub(super) fn can_be_unknown(model: &Model, operand: &Operand, event: Option<EventId>) -> bool {
    matches!(operand, Operand::Part { .. } | Operand::FieldPart { .. })
        || !reads::missing(model, operand, event).is_empty()
}
