//! Conditions in a normal form: takes a condition, gives a number that is the same for conditions that say the same in
//! another order.
//!
//! Names of definitions do not matter, nor do the order and repetition of parts, where negations stand (De Morgan, which
//! holds in Kleene's logic), and how a range is written: `> 2` of a whole number is `>= 3`, and two ranges of one thing
//! joined by `and` are one. Equal conditions that need more than that are a matter of search. Forms are kept once each, so
//! that comparing them is comparing numbers, however often definitions use each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Ground, asked,
    asked::{Sort, Thing},
};
use crate::{
    analyze::space::question_in_full,
    model::{Comparison, Condition, DefineBody, DefineId, Quantifier, Question, TextTest},
    value::{Duration, Edge, Moment, Unit, Window, fold},
};

/// Number of a form.
pub(super) type Form = usize;

/// All forms met so far.
#[derive(Debug, Default)]
pub(super) struct Forms {
    numbers: HashMap<Shape, Form>,
    shapes: Vec<Shape>,
    defines: HashMap<(DefineId, bool), Form>,
    /// All numbers of a thing, by its key.
    all: HashMap<String, Numbers>,
}

/// Numbers of values, from the first to one past the last of each stretch.
type Numbers = Vec<(i128, i128)>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Shape {
    Constant(bool),
    /// Of several things, all or any; no part is of the same sort, none of two sets of values of one thing.
    Joined {
        all: bool,
        parts: BTreeSet<Form>,
    },
    /// A thing has one of these values.
    Values(String, Numbers),
    /// Any other question, and whether it is negated.
    Question(String, bool),
}

impl Forms {
    /// The form of a condition.
    pub(super) fn of(&mut self, ground: &Ground<'_>, condition: &Condition) -> Form {
        self.form(ground, condition, false)
    }

    fn form(&mut self, ground: &Ground<'_>, condition: &Condition, negated: bool) -> Form {
        match condition {
            Condition::Constant(truth) => self.number(Shape::Constant(*truth != negated)),
            Condition::Not(part) => self.form(ground, part, !negated),
            Condition::Define(define) => {
                if let Some(form) = self.defines.get(&(*define, negated)) {
                    return *form;
                }
                let form = match ground.model().defines.get(*define).map(|define| &define.body) {
                    Some(DefineBody::Condition(body)) => self.form(ground, body, negated),
                    _ => self.number(Shape::Question(format!("{define:?}"), negated)),
                };
                self.defines.insert((*define, negated), form);
                form
            }
            Condition::All(parts) => self.joined(ground, parts, !negated, negated),
            Condition::Any(parts) => self.joined(ground, parts, negated, negated),
            Condition::Test(test) => self.question(ground, &test.question, negated),
        }
    }

    fn joined(&mut self, ground: &Ground<'_>, parts: &[Condition], all: bool, negated: bool) -> Form {
        let mut forms: BTreeSet<Form> = BTreeSet::new();
        for part in parts {
            let form = self.form(ground, part, negated);
            match self.shapes.get(form) {
                Some(Shape::Joined { all: inner, parts }) if *inner == all => forms.extend(parts),
                // `true` says nothing in `and`, `false` nothing in `or`; the other way round they say it all.
                Some(Shape::Constant(truth)) if *truth == all => {}
                Some(Shape::Constant(_)) => return form,
                _ => {
                    forms.insert(form);
                }
            }
        }
        let mut values: BTreeMap<String, Numbers> = BTreeMap::new();
        let mut others: BTreeSet<Form> = BTreeSet::new();
        for form in forms {
            match self.shapes.get(form) {
                Some(Shape::Values(key, numbers)) => {
                    let joined = match values.get(key) {
                        Some(before) if all => both(before, numbers),
                        Some(before) => either(before, numbers),
                        None => numbers.clone(),
                    };
                    values.insert(key.clone(), joined);
                }
                _ => {
                    others.insert(form);
                }
            }
        }
        for (key, numbers) in values {
            others.insert(self.number(Shape::Values(key, numbers)));
        }
        match (others.len(), others.first()) {
            (0, _) => self.number(Shape::Constant(all)),
            (1, Some(only)) => *only,
            _ => self.number(Shape::Joined { all, parts: others }),
        }
    }

    fn question(&mut self, ground: &Ground<'_>, question: &Question, negated: bool) -> Form {
        // Where relative dates lie differs from day to day, and only what is asked is the same every day.
        if let Some(asked) =
            asked::question(ground.model(), ground.as_of, question).filter(|asked| !asked.thing.is_relative)
        {
            let key = asked.thing.key();
            let numbers = asked.values.numbers();
            let numbers = if negated { less(self.all_of(&key, &asked.thing), &numbers) } else { settled(numbers) };
            return self.number(Shape::Values(key, numbers));
        }
        let (question, turned) = settled_question(question_in_full(ground.model(), question));
        self.number(Shape::Question(format!("{question:?}"), negated != turned))
    }

    fn all_of(&mut self, key: &str, thing: &Thing) -> &Numbers {
        self.all.entry(key.to_owned()).or_insert_with(|| match &thing.sort {
            Sort::Line { first, behind, .. } => vec![(*first, *behind)],
            Sort::Dropdown(_) => settled(thing.all().numbers()),
        })
    }

    fn number(&mut self, shape: Shape) -> Form {
        if let Some(form) = self.numbers.get(&shape) {
            return *form;
        }
        self.shapes.push(shape.clone());
        self.numbers.insert(shape, self.shapes.len() - 1);
        self.shapes.len() - 1
    }
}

/// The question in the one way it is kept, and whether that is its negation.
fn settled_question(question: Question) -> (Question, bool) {
    match question {
        Question::Compare { left, comparison, right } => {
            let (left, comparison, right) = match comparison {
                Comparison::Greater => (right, Comparison::Less, left),
                Comparison::GreaterOrEqual => (right, Comparison::LessOrEqual, left),
                Comparison::Equal if format!("{left:?}") > format!("{right:?}") => (right, Comparison::Equal, left),
                _ => (left, comparison, right),
            };
            (Question::Compare { left, comparison, right }, false)
        }
        Question::Text { operand, test } => {
            let mut needles: Vec<String> =
                test.needles.iter().map(|needle| if test.exactly { needle.clone() } else { fold(needle) }).collect();
            needles.sort_unstable();
            needles.dedup();
            let (quantifier, turned) = quantified(test.quantifier, needles.len());
            (Question::Text { operand, test: TextTest { quantifier, needles, ..test } }, turned)
        }
        Question::Time { operand, window } => (Question::Time { operand, window: in_days(window) }, false),
        Question::Anniversary { operand, window } => {
            (Question::Anniversary { operand, window: in_days(window) }, false)
        }
        Question::Choices { operand, quantifier, among } => {
            let (quantifier, turned) = quantified(quantifier, among.len());
            (Question::Choices { operand, quantifier, among }, turned)
        }
        other => (other, false),
    }
}

/// Weeks are days; months and years are as long as they are.
fn in_days(window: Window) -> Window {
    let duration = |duration: Duration| match (duration.unit, duration.amount.checked_mul(7)) {
        (Unit::Week, Some(days)) => Duration::new(days, Unit::Day),
        _ => duration,
    };
    let moment = |moment: Moment| match moment {
        Moment::Ago(of) => Moment::Ago(duration(of)),
        Moment::FromNow(of) => Moment::FromNow(duration(of)),
        other => other,
    };
    let edge = |edge: Edge| match edge {
        Edge::Unbounded => Edge::Unbounded,
        Edge::Included(of) => Edge::Included(moment(of)),
        Edge::Excluded(of) => Edge::Excluded(moment(of)),
    };
    Window { low: edge(window.low), high: edge(window.high) }
}

/// `none of` is the negation of `any of`; of one, `all of` is `any of`.
fn quantified(quantifier: Quantifier, among: usize) -> (Quantifier, bool) {
    match quantifier {
        Quantifier::None => (Quantifier::Any, true),
        Quantifier::All if among == 1 => (Quantifier::Any, false),
        other => (other, false),
    }
}

/// Sorted, and with something between each two.
fn settled(mut numbers: Numbers) -> Numbers {
    numbers.sort_unstable();
    let mut merged: Numbers = Vec::new();
    for (start, end) in numbers {
        match merged.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged
}

fn either(one: &Numbers, other: &Numbers) -> Numbers {
    settled(one.iter().chain(other).copied().collect())
}

fn both(one: &Numbers, other: &Numbers) -> Numbers {
    let overlaps = one.iter().flat_map(|(start, end)| {
        other.iter().map(|(from, to)| (*start.max(from), *end.min(to))).filter(|(start, end)| start < end)
    });
    settled(overlaps.collect())
}

/// What is left of all without some.
fn less(all: &Numbers, some: &Numbers) -> Numbers {
    let mut left = all.clone();
    for (from, to) in some {
        left = left.iter().flat_map(|(start, end)| [(*start, *from.min(end)), (*to.max(start), *end)]).collect();
        left.retain(|(start, end)| start < end);
    }
    settled(left)
}
