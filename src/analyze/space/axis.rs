//! The values of one property, or of a few that are compared with each other, in classes that nothing asked of them can
//! tell apart: takes the candidates that the cuts give, puts every question to the interpreter, and keeps one of each
//! kind.
//!
//! ```text
//! candidates of visits    unknown   0   1   2   5   6 …
//! visits in 2..=5         ?         no  no  yes yes no
//! visits >= 6             ?         no  no  no  no  yes
//! classes                 unknown   0 ───   2 ───   6
//! ```
//!
//! Knows nothing of texts and checkboxes, which have too many classes to be listed.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Key,
    asker::{Asked, Asker},
    line::{self, Mark, Marks, decay_marks, question_marks, step_marks},
    plainer::make_plain,
    samples::{are_more_than, samples},
};
use crate::{
    analyze::circuit::{NO, UNSURE, YES},
    model::{Award, Operand, Property, PropertyId, Question},
    plan::DecayTable,
    regions::{self, line::Scale},
    value::{AsOf, Date, Instant, Interval, Kind, Points, Scalar, TimeValue, Value},
};

/// Most combinations of values of several properties that are looked at.
const MOST_COMBINED: usize = 60_000;

/// Most answers to questions about values that are listed; one more axis of so many takes a fraction of a second.
const MOST_ASKED: usize = 4_000_000;

/// Most answers where not all combinations can be looked at anyway.
const MOST_SAMPLED: usize = 1_000_000;

/// Days that hold every day of the year, also where a century has no leap day.
const EIGHT_YEARS: i128 = 2922;

/// What is asked of some properties and of nothing else.
#[derive(Clone, Debug, Default)]
pub(super) struct Inquiry {
    pub(super) properties: Vec<PropertyId>,
    pub(super) questions: Vec<(Key, Question)>,
    pub(super) awards: Vec<(Key, Award, Option<Points>)>,
}

/// Values in classes.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Axis {
    pub(in crate::analyze) properties: Vec<PropertyId>,
    /// One of each class: the value of each property.
    pub(in crate::analyze) classes: Vec<Vec<Option<Value>>>,
    /// The truth or the points of each thing asked, by class.
    pub(in crate::analyze) tables: HashMap<Key, Arc<[i64]>>,
    /// What was asked and may take values that no class shows; its truth is open.
    pub(in crate::analyze) loose: BTreeSet<Key>,
    /// What has to be decided freely so that no value is left out.
    pub(in crate::analyze) apart: BTreeSet<Key>,
    /// Not all combinations were looked at.
    pub(in crate::analyze) is_cut: bool,
}

/// Sorts the values of the inquiry's properties into classes.
pub(super) fn axis(inquiry: &Inquiry, schema: &crate::base::Arena<Property>, asker: &Asker, as_of: &AsOf) -> Axis {
    let mut loose: BTreeSet<Key> = BTreeSet::new();
    let mut marks: Vec<Mark> = Vec::new();
    for of in &inquiry.properties {
        let Some(property) = schema.get(*of) else { continue };
        if let Some(scale) = line::scale(property.kind()) {
            collect_marks(inquiry, *of, property, scale, asker, as_of, &mut marks, &mut loose);
        }
    }
    let mut candidates: Vec<Vec<Option<Value>>> = Vec::new();
    for of in &inquiry.properties {
        let Some(property) = schema.get(*of) else { continue };
        let mut values = values_of(property, &marks, as_of, inquiry.properties.len());
        if asks_anniversary(inquiry, *of) {
            values.extend(days_of_the_year(inquiry, *of, property, &marks, as_of));
        }
        values.extend(property.reading.default.clone());
        let unknown = property.can_be_unknown().then_some(None);
        candidates.push(unknown.into_iter().chain(values.into_iter().map(Some)).collect());
    }
    let asked = inquiry.questions.len() + inquiry.awards.len();
    let most = MOST_COMBINED.min(MOST_ASKED / asked.max(1)).max(1);
    let is_joint = inquiry.properties.len() > 1;
    if is_joint {
        loosen_joint(inquiry, schema, &mut loose);
    }
    let mut is_cut = is_joint && are_more_than(&candidates, MOST_COMBINED);
    if is_joint && !is_cut {
        exchange(inquiry, schema, as_of, &mut candidates);
        is_cut = are_more_than(&candidates, MOST_COMBINED);
    }
    let combined = if is_cut {
        let few = (MOST_SAMPLED / asked.max(1)).clamp(1, most);
        samples(&near_each_other(inquiry, schema, as_of, candidates), few)
    } else {
        let combined = combinations(&candidates);
        is_cut = combined.len() > most;
        // Some from everywhere show more than the first ones.
        let step = combined.len().div_ceil(most);
        combined.into_iter().step_by(step.max(1)).collect()
    };
    let mut apart = loose.clone();
    if is_cut {
        let all = inquiry.questions.iter().map(|(key, ..)| *key).chain(inquiry.awards.iter().map(|(key, ..)| *key));
        loose.extend(all);
        // Without what compares them the properties can be looked at one by one.
        if is_joint { apart.extend(joint(inquiry)) } else { apart.clone_from(&loose) }
    }
    let (classes, tables) = classes(inquiry, schema, asker, as_of, combined);
    Axis { properties: inquiry.properties.clone(), classes, tables, loose, apart, is_cut }
}

/// Everything that is asked of several properties at once.
fn joint(inquiry: &Inquiry) -> impl Iterator<Item = Key> {
    let questions = inquiry.questions.iter();
    let questions = questions.map(|(key, question)| (*key, super::reads::question_reads(question).properties.len()));
    let awards = inquiry.awards.iter().map(|(key, award, _)| match award {
        Award::Per { of: operand, .. } | Award::Decay { since: operand, .. } => {
            (*key, super::reads::operand_reads(operand).properties.len())
        }
        Award::Flat(_) => (*key, 0),
    });
    questions.chain(awards).filter(|(_, count)| *count > 1).map(|(key, _)| key)
}

#[expect(clippy::too_many_arguments, reason = "two lists are filled for one property")]
fn collect_marks(
    inquiry: &Inquiry,
    of: PropertyId,
    property: &Property,
    scale: Scale,
    asker: &Asker,
    as_of: &AsOf,
    marks: &mut Vec<Mark>,
    loose: &mut BTreeSet<Key>,
) {
    let range = property.reading.range.unwrap_or(Interval::ALL);
    for (key, question) in &inquiry.questions {
        let reads = super::reads::question_reads(question).properties;
        if reads.len() != 1 || !reads.contains(&of) {
            continue;
        }
        let ask = |put: &Question| asker.ready(of, put.clone());
        note(question_marks(question, scale, as_of, &ask), *key, marks, loose);
    }
    for (key, award, up_to) in &inquiry.awards {
        let found = match award {
            Award::Per { points, step, of: Operand::Property(read) } if *read == of => {
                step_marks(*points, step, *up_to, scale, &range)
            }
            Award::Decay { points, curve, since: Operand::Property(read) } if *read == of => {
                decay_marks(&DecayTable::new(*points, *curve))
            }
            Award::Per { of: operand, .. } | Award::Decay { since: operand, .. }
                if super::reads::operand_reads(operand).properties.contains(&of) =>
            {
                Marks { marks: Vec::new(), complete: false }
            }
            _ => continue,
        };
        note(found, *key, marks, loose);
    }
}

fn note(found: Marks, key: Key, marks: &mut Vec<Mark>, loose: &mut BTreeSet<Key>) {
    if !found.complete {
        loose.insert(key);
    }
    marks.extend(found.marks);
}

/// Candidates for a property alone: all values of a dropdown; of each piece of a line its first, its last and a plain one
/// between, and as many more from either end as there are properties to compare with.
fn values_of(property: &Property, marks: &[Mark], as_of: &AsOf, together: usize) -> Vec<Value> {
    match property.kind() {
        Kind::Boolean => return vec![Value::Boolean(false), Value::Boolean(true)],
        Kind::OneOf(dropdown) => return (0..).zip(dropdown.names()).map(|(place, _)| Value::Choice(place)).collect(),
        _ => {}
    }
    let Some(scale) = line::scale(property.kind()) else { return Vec::new() };
    let mut values = Vec::new();
    for piece in line::pieces(scale, property.reading.range.as_ref(), marks, as_of) {
        values.extend(regions::piece(&piece).representative);
        let near = i128::try_from(together).unwrap_or(1) - 1;
        let from_start = piece.start..=piece.end.min(piece.start.saturating_add(near));
        let from_end = piece.start.max(piece.end.saturating_sub(near))..=piece.end;
        values.extend(from_start.chain(from_end).filter_map(|place| line::value(scale, place)));
    }
    values
}

fn asks_anniversary(inquiry: &Inquiry, of: PropertyId) -> bool {
    inquiry.questions.iter().any(|(_, question)| {
        matches!(question, Question::Anniversary { operand: Operand::Property(read), .. } if *read == of)
    })
}

/// For anniversaries, every day of the year at both ends of each piece, one of each kind.
fn days_of_the_year(
    inquiry: &Inquiry,
    of: PropertyId,
    property: &Property,
    marks: &[Mark],
    as_of: &AsOf,
) -> Vec<Value> {
    let windows: Vec<_> = inquiry
        .questions
        .iter()
        .filter_map(|(_, question)| match question {
            Question::Anniversary { operand: Operand::Property(read), window } if *read == of => Some(*window),
            _ => None,
        })
        .collect();
    let Some(scale) = line::scale(property.kind()) else { return Vec::new() };
    let mut values = Vec::new();
    for piece in line::pieces(scale, property.reading.range.as_ref(), marks, as_of) {
        let day = |place: i128| match line::value(scale, place) {
            Some(Value::Date(date)) => date,
            Some(Value::Instant(instant)) => as_of.zone.date_of(instant),
            _ => as_of.date,
        };
        let (first, last) = (day(piece.start).days(), day(piece.end).days());
        let years = i32::try_from(EIGHT_YEARS).unwrap_or(i32::MAX);
        let near_first = first..=last.min(first.saturating_add(years));
        let near_last = first.max(last.saturating_sub(years))..=last;
        let mut kinds: BTreeSet<Vec<bool>> = BTreeSet::new();
        for days in near_last.rev().chain(near_first) {
            let date = Date::from_days(days);
            let value = match scale {
                Scale::Day => TimeValue::Date(date),
                _ => {
                    let start = line_end(piece.start).max(as_of.zone.midnight(date));
                    TimeValue::Instant(start.min(line_end(piece.end)))
                }
            };
            if kinds.insert(windows.iter().map(|window| value.anniversary_in(window, as_of)).collect()) {
                values.push(match value {
                    TimeValue::Date(date) => Value::Date(date),
                    TimeValue::Instant(instant) => Value::Instant(instant),
                });
            }
        }
    }
    values
}

fn line_end(place: i128) -> Instant {
    Instant::from_micros(i64::try_from(place).unwrap_or_default())
}

/// Puts what is a candidate for one property among those of the others, as near as their types allow, twice: what was
/// rounded comes back.
fn exchange(
    inquiry: &Inquiry,
    schema: &crate::base::Arena<Property>,
    as_of: &AsOf,
    candidates: &mut [Vec<Option<Value>>],
) {
    for _ in 0..2 {
        let all: Vec<Value> = candidates.iter().flatten().flatten().cloned().collect();
        for (of, own) in inquiry.properties.iter().zip(candidates.iter_mut()) {
            let Some(property) = schema.get(*of) else { continue };
            for value in all.iter().flat_map(|value| converted(value, property.kind(), as_of)) {
                let fits =
                    property.reading.range.is_none_or(|range| scalar(&value).is_some_and(|at| range.contains(&at)));
                if fits && !own.contains(&Some(value.clone())) {
                    own.push(Some(value));
                }
            }
        }
    }
}

/// Most values of all properties together that each of many is held against.
const MOST_SHARED: usize = 96;

/// Candidates in order, with some of those of all others among them.
fn near_each_other(
    inquiry: &Inquiry,
    schema: &crate::base::Arena<Property>,
    as_of: &AsOf,
    candidates: Vec<Vec<Option<Value>>>,
) -> Vec<Vec<Option<Value>>> {
    let all: Vec<Value> = candidates.iter().flatten().flatten().cloned().collect();
    let some: Vec<&Value> = all.iter().step_by(all.len().div_ceil(MOST_SHARED).max(1)).collect();
    let with_others = |(of, mut own): (&PropertyId, Vec<Option<Value>>)| {
        let Some(property) = schema.get(*of) else { return own };
        own = own.iter().step_by(own.len().div_ceil(MOST_SHARED).max(1)).cloned().collect();
        let others = some.iter().flat_map(|value| converted(value, property.kind(), as_of));
        let is_in = |value: &Value| {
            property.reading.range.is_none_or(|range| scalar(value).is_some_and(|at| range.contains(&at)))
        };
        own.extend(others.filter(is_in).map(Some));
        own.sort_by(|one, two| place(one).total_cmp(&place(two)));
        own.dedup();
        own
    };
    inquiry.properties.iter().zip(candidates).map(with_others).collect()
}

/// About where a value stands among those of its type; unknown first.
#[expect(clippy::cast_precision_loss, reason = "near is enough")]
fn place(value: &Option<Value>) -> f64 {
    match value {
        None => f64::NEG_INFINITY,
        Some(Value::Integer(integer)) => *integer as f64,
        Some(Value::Number(number)) => *number,
        Some(Value::Date(date)) => f64::from(date.days()),
        Some(Value::Instant(instant)) => instant.micros() as f64,
        Some(_) => 0.0,
    }
}

/// A value as values of another type near it.
fn converted(value: &Value, kind: &Kind, as_of: &AsOf) -> Vec<Value> {
    match (value, kind) {
        (Value::Integer(_), Kind::Integer) | (Value::Number(_), Kind::Number) | (Value::Date(_), Kind::Date) => {
            vec![value.clone()]
        }
        (Value::Instant(_), Kind::Datetime) => vec![value.clone()],
        #[expect(clippy::cast_precision_loss, reason = "near is enough")]
        (Value::Integer(integer), Kind::Number) => vec![Value::Number(*integer as f64)],
        #[expect(clippy::cast_possible_truncation, reason = "casts from floats saturate, and near is enough")]
        (Value::Number(number), Kind::Integer) => {
            vec![Value::Integer(number.floor() as i64), Value::Integer(number.ceil() as i64)]
        }
        (Value::Date(date), Kind::Datetime) => vec![Value::Instant(as_of.zone.midnight(*date))],
        (Value::Instant(instant), Kind::Date) => vec![Value::Date(as_of.zone.date_of(*instant))],
        _ => Vec::new(),
    }
}

pub(super) fn scalar(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Integer(integer) => Scalar::Integer(*integer),
        Value::Number(number) => Scalar::Number(*number),
        Value::Date(date) => Scalar::Date(*date),
        Value::Instant(instant) => Scalar::Instant(*instant),
        _ => return None,
    })
}

/// Questions about several properties are exact where two properties are compared as they are: among the ends of their
/// pieces and what was exchanged, each order that is possible occurs. Dropdowns and booleans are listed in full. All
/// else is loose.
fn loosen_joint(inquiry: &Inquiry, schema: &crate::base::Arena<Property>, loose: &mut BTreeSet<Key>) {
    let kind = |of: &PropertyId| schema.get(*of).map(Property::kind);
    let ordered = |of: &PropertyId| kind(of).is_some_and(|kind| line::scale(kind).is_some());
    let lines: Vec<&PropertyId> = inquiry.properties.iter().filter(|of| ordered(of)).collect();
    let scales: Vec<Option<Scale>> = lines.iter().map(|of| kind(of).and_then(line::scale)).collect();
    let alike = scales.windows(2).all(|pair| pair.first() == pair.last());
    for (key, question) in &inquiry.questions {
        let reads = super::reads::question_reads(question).properties;
        let of_lines = reads.iter().filter(|of| ordered(of)).count();
        if reads.len() < 2 || of_lines == 0 {
            continue;
        }
        let plain =
            matches!(question, Question::Compare { left: Operand::Property(_), right: Operand::Property(_), .. });
        if !plain || (lines.len() > 2 && !alike) {
            loose.insert(*key);
        }
    }
    for (key, award, _) in &inquiry.awards {
        let (Award::Per { of: operand, .. } | Award::Decay { since: operand, .. }) = award else { continue };
        if super::reads::operand_reads(operand).properties.len() > 1 {
            loose.insert(*key);
        }
    }
}

/// Each candidate of the one property with each of the others, as many as are looked at.
fn combinations(candidates: &[Vec<Option<Value>>]) -> Vec<Vec<Option<Value>>> {
    let mut combined: Vec<Vec<Option<Value>>> = vec![Vec::new()];
    for candidates in candidates {
        let longer = combined.iter().flat_map(|begun| {
            candidates.iter().map(move |value| begun.iter().cloned().chain([value.clone()]).collect())
        });
        combined = longer.take(MOST_COMBINED).collect();
    }
    combined
}

type Tables = HashMap<Key, Arc<[i64]>>;

/// One candidate of each class, as plain as can be, and what is said of it.
fn classes(
    inquiry: &Inquiry,
    schema: &crate::base::Arena<Property>,
    asker: &Asker,
    as_of: &AsOf,
    combined: Vec<Vec<Option<Value>>>,
) -> (Vec<Vec<Option<Value>>>, Tables) {
    let asker = asker.knowing(
        inquiry.questions.iter().map(|(_, question)| question.clone()).collect(),
        inquiry.awards.iter().map(|(_, award, _)| award.clone()).collect(),
    );
    let questions: Vec<Asked> = (0..inquiry.questions.len()).collect();
    let awards: Vec<Asked> = (0..inquiry.awards.len()).collect();
    let answers = |candidate: &[Option<Value>]| -> Vec<i64> {
        let mut values = vec![None; schema.len()];
        for (of, value) in inquiry.properties.iter().zip(candidate) {
            if let Some(place) = values.get_mut(of.index()) {
                place.clone_from(value);
            }
        }
        let truths = asker.truths(&values, &questions).into_iter().map(truth);
        truths.chain(asker.points(&values, &awards)).collect()
    };
    let mut found: BTreeMap<Vec<i64>, usize> = BTreeMap::new();
    let mut kept: Vec<(Vec<Option<Value>>, Vec<i64>)> = Vec::new();
    for candidate in combined {
        let said = answers(&candidate);
        if !found.contains_key(&said) {
            found.insert(said.clone(), kept.len());
            kept.push((candidate, said));
        }
    }
    let ranges: Vec<Interval> = inquiry
        .properties
        .iter()
        .map(|of| schema.get(*of).and_then(|of| of.reading.range).unwrap_or(Interval::ALL))
        .collect();
    let mut most = MOST_ASKED / (questions.len() + awards.len()).max(1);
    for (candidate, said) in &mut kept {
        make_plain(candidate, &ranges, as_of, &mut most, &|candidate| answers(candidate) == *said);
    }
    let keys = inquiry.questions.iter().map(|(key, ..)| *key).chain(inquiry.awards.iter().map(|(key, ..)| *key));
    let tables = keys
        .enumerate()
        .map(|(at, key)| (key, kept.iter().filter_map(|(_, said)| said.get(at).copied()).collect()))
        .collect();
    (kept.into_iter().map(|(candidate, _)| candidate).collect(), tables)
}

/// An answer as a number.
pub(in crate::analyze) fn truth(answer: Option<bool>) -> i64 {
    match answer {
        Some(true) => YES,
        Some(false) => NO,
        None => UNSURE,
    }
}
