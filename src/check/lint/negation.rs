//! `unknown-dropped`: a negation over a property that can be missing decides points, so contacts without it are left out.

use std::collections::BTreeSet;

use crate::{
    base::{Applicability, Diagnostic, Edit, Span, code},
    model::{
        Condition, DefineBody, DefineId, ListBody, MatchSubject, Model, Operand, PropertyId, Quantifier, Question,
        RuleBody, Test,
    },
};

/// Every condition that stands in the rules itself, definitions too.
pub(super) fn each_condition<'m>(model: &'m Model, visit: &mut dyn FnMut(&'m Condition)) {
    for define in model.defines.values() {
        if let DefineBody::Condition(condition) = &define.body {
            visit(condition);
        }
    }
    deciding(model, visit);
}

/// Every condition that decides points, a stage or a list.
fn deciding<'m>(model: &'m Model, visit: &mut dyn FnMut(&'m Condition)) {
    for rule in model.rules.values() {
        if let RuleBody::When { condition: Some(condition), .. } = &rule.body {
            visit(condition);
        }
    }
    for arm in model.stages.values().flat_map(|stage| &stage.arms) {
        visit(&arm.condition);
    }
    for list in model.lists.values() {
        if let ListBody::When { condition, .. } = &list.body {
            visit(condition);
        }
    }
}

pub(super) fn negations(model: &Model, out: &mut Vec<Diagnostic>) {
    let mut walk = Walk { model, guarded: Vec::new(), told: BTreeSet::new(), walked: BTreeSet::new(), out };
    deciding(model, &mut |condition| walk.condition(condition, false));
}

struct Walk<'m, 'o> {
    model: &'m Model,
    /// Properties that are asked whether they are known, around the place we are at.
    guarded: Vec<PropertyId>,
    /// Places told already; a definition is used in many rules.
    told: BTreeSet<Span>,
    /// Definitions walked already, each with what it was walked under; without it, nested definitions that are used
    /// twice each would take a time that doubles with every level.
    walked: BTreeSet<(DefineId, bool, BTreeSet<PropertyId>)>,
    out: &'o mut Vec<Diagnostic>,
}

impl<'m> Walk<'m, '_> {
    /// `negated`: an odd number of `not`s is around.
    fn condition(&mut self, condition: &'m Condition, negated: bool) {
        match condition {
            Condition::Constant(_) => {}
            Condition::Not(inner) => self.condition(inner, !negated),
            Condition::Define(id) => {
                let under = (*id, negated, self.guarded.iter().copied().collect());
                if let DefineBody::Condition(body) = &self.model.defines.at(*id).body
                    && self.walked.insert(under)
                {
                    self.condition(body, negated);
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
                for part in parts {
                    self.condition(part, negated);
                }
                self.guarded.truncate(before);
            }
            Condition::Test(test) => {
                if negated != is_turned(test) {
                    self.test(test, negated);
                }
            }
        }
    }

    /// `X is known` and `X is unknown` beside a test say that the author thought of missing values.
    fn guard(&mut self, part: &'m Condition) {
        match part {
            Condition::Test(Test { question: Question::Known(operand), .. }) => {
                self.guarded.extend(properties(self.model, operand));
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
                    self.guarded.extend(properties(self.model, operand));
                }
            }
            Condition::All(parts) => parts.iter().for_each(|part| self.guard_by_test(part)),
            _ => {}
        }
    }

    fn test(&mut self, test: &'m Test, negated: bool) {
        let missing = operands(test)
            .into_iter()
            .flat_map(|operand| properties(self.model, operand))
            .find(|id| self.model.schema.properties.at(*id).can_be_unknown() && !self.guarded.contains(id));
        let (Some(property), Some(span)) = (missing, test.span) else { return };
        if !self.told.insert(span) {
            return;
        }
        let name = crate::format::name(&self.model.schema.properties.at(property).name);
        let said = if negated { format!("not {}", test.text) } else { test.text.clone() };
        let mut diagnostic = Diagnostic::new(
            &code::UNKNOWN_DROPPED,
            span,
            format!("contacts without `{name}` are left out here, though nothing says so"),
        )
        .at(format!("neither true nor false where `{name}` is missing"))
        .help(format!("to leave them out on purpose, write `{name} is known and …`"))
        .help(format!("to take them in, write `({name} is unknown or …)`"));
        if let Some(declared) = self.model.schema.properties.at(property).span {
            diagnostic = diagnostic.label(declared, format!("`{name}` can be missing"));
        }
        // The test's own words are replaced as a whole only where its negation is part of them (`is not`, `not in`).
        let fix = |message: String, text: String| (message, vec![Edit { span, text }]);
        if !self.is_wrapped(test, negated) {
            let known =
                fix(format!("leave them out: `{name} is known and {said}`"), format!("({name} is known and {said})"));
            let unknown =
                fix(format!("take them in: `{name} is unknown or {said}`"), format!("({name} is unknown or {said})"));
            for (message, edits) in [known, unknown] {
                diagnostic = diagnostic.fix(message, Applicability::Unsafe, edits);
            }
        }
        self.out.push(diagnostic);
    }

    /// Whether the `not` stands outside of the test's own span, where a replacement would negate it twice.
    fn is_wrapped(&self, test: &Test, negated: bool) -> bool {
        let Some(span) = test.span else { return true };
        let length = (span.end - span.start) as usize;
        // A negated test whose text lacks its negation is written `is not` or `not in` when the source is longer.
        negated && length <= test.text.len()
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

/// The properties an operand reads.
pub(super) fn properties(model: &Model, operand: &Operand) -> Vec<PropertyId> {
    match operand {
        Operand::Property(id) | Operand::Part { property: id, .. } | Operand::DaysSince(id) => vec![*id],
        Operand::Arithmetic { left, right, .. } => {
            let mut both = properties(model, left);
            both.extend(properties(model, right));
            both
        }
        Operand::Negate(inner) => properties(model, inner),
        Operand::Define(id) => match &model.defines.at(*id).body {
            DefineBody::Operand(operand) => properties(model, operand),
            DefineBody::Condition(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Whether a `match` on this subject can meet an unknown value.
pub(super) fn can_be_unknown(model: &Model, subject: &MatchSubject) -> bool {
    match subject {
        MatchSubject::Stage(_) => false,
        MatchSubject::Operand(Operand::Part { .. }) => true,
        MatchSubject::Operand(operand) => {
            properties(model, operand).iter().any(|id| model.schema.properties.at(*id).can_be_unknown())
        }
    }
}
