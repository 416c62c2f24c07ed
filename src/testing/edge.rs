//! The edges of ranges: takes every question about a number, gives the places where its answer turns and the piece of
//! the line on each side.
//!
//! ```text
//! questions        visits in 2..=5        visits >= 6
//! line       … 0  1 ┃ 2  3  4  5 ┃ 6  7 …
//! edges             2            6        of the first question both, of the second the one at 6
//! ```
//!
//! Which numbers count as beside an edge is for [`beside`](super::beside) to say. Of a set of single numbers, as in
//! `visits in {1, 3, 5}`, there are no edges: it has numbers in it and numbers out of it.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    beside::{Grain, beside, nearest},
    day,
    summed::{Possible, node_of, possible},
};
use crate::{
    check::bounds,
    exec::{EventRow, FieldValue, Held},
    model::{
        AggregateFunction, ArithmeticOperator, Comparison, EventId, FieldId, Model, Node, Operand, Property, QueryId,
        Question,
    },
    plan::{AtomId, Plan},
    value::{AsOf, Bound, Interval, Kind, Points, Scalar, TimeValue, Value, Window},
};

/// Single numbers from which on a question has a set of them.
const SET: usize = 3;

/// A place between two numbers: before a constant, or behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    /// The constant.
    pub(super) at: Scalar,
    /// Whether the constant lies below the cut.
    pub(super) behind: bool,
}

/// A number that questions are asked about, with all cuts that they make.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// What it is.
    pub(super) operand: Operand,
    /// The kind of event whose field it is.
    pub(super) event: Option<EventId>,
    /// What numbers there are.
    pub(super) grain: Grain,
    /// The values there can be; none: any.
    domain: Option<Interval>,
    /// In order.
    pub(super) cuts: Vec<Cut>,
}

/// The edges of all questions of a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    lines: Vec<Line>,
    /// By question: its line, and the places among the line's cuts at which its answer turns.
    of: BTreeMap<AtomId, (usize, Vec<usize>)>,
    /// Questions with a set of single numbers.
    sets: BTreeSet<AtomId>,
    /// Questions about dates.
    windows: BTreeMap<AtomId, (Operand, Window)>,
}

impl Edges {
    /// Looks through all questions. About single events, those about one field have edges.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut edges = Self::default();
        let model = plan.model();
        let possible = possible(model);
        let mut asked: Vec<(AtomId, usize, Vec<Interval>)> = Vec::new();
        for (atom, question) in plan.atoms().iter() {
            let is_one_field = |operand: &Operand| matches!(operand, Operand::Field(_) | Operand::FieldDaysSince(_));
            if let Some((operand, window)) = day::asked_of(&question.question)
                && question.event.is_some() == is_one_field(operand)
            {
                edges.windows.insert(atom, (operand.clone(), window));
            }
            let Some((operand, mut intervals)) = asked_of(&question.question) else { continue };
            if question.event.is_some() != is_one_field(operand) {
                continue;
            }
            let is_single = |interval: &Interval| matches!((interval.low, interval.high), (Bound::Included(low), Bound::Included(high)) if low == high);
            if intervals.iter().filter(|interval| is_single(interval)).count() >= SET {
                edges.sets.insert(atom);
                intervals.retain(|interval| !is_single(interval));
            }
            let line = edges.line(model, operand, question.event, &possible);
            asked.push((atom, line, intervals));
        }
        for (_, line, intervals) in &asked {
            if let Some(line) = edges.lines.get_mut(*line) {
                let whole = line.is_whole();
                let cuts = intervals.iter().flat_map(|interval| ends(interval, whole)).flatten();
                line.cuts.extend(cuts.collect::<Vec<_>>());
            }
        }
        let bounds = bounds(model);
        for line in &mut edges.lines {
            line.domain = domain(model, &bounds, line);
            let (domain, whole) = (line.domain, line.is_whole());
            line.cuts.retain(|cut| domain.is_none_or(|domain| is_inside(cut, &domain, whole)));
            if let Grain::Points(possible) = &line.grain {
                line.cuts.retain(|cut| [false, true].iter().all(|above| nearest(cut, *above, possible).is_some()));
            }
            line.cuts.sort_by(Cut::order);
            line.cuts.dedup_by(|one, other| one.order(other).is_eq());
        }
        for (atom, at, intervals) in asked {
            if let Some(line) = edges.lines.get(at) {
                let turns = line.turns(&intervals);
                edges.of.insert(atom, (at, turns));
            }
        }
        edges
    }

    /// Whether a question has a set of single numbers.
    pub(super) fn is_set(&self, atom: AtomId) -> bool {
        self.sets.contains(&atom)
    }

    /// The date that a question is about, and where it is true.
    pub(super) fn window(&self, atom: AtomId) -> Option<(&Operand, &Window)> {
        self.windows.get(&atom).map(|(operand, window)| (operand, window))
    }

    /// The number that a question is about, and the places of the cuts at which its answer turns.
    pub(super) fn at(&self, atom: AtomId) -> Option<(usize, &[usize])> {
        self.of.get(&atom).map(|(line, turns)| (*line, turns.as_slice()))
    }

    /// One of the numbers.
    pub(super) fn line_at(&self, place: usize) -> Option<&Line> {
        self.lines.get(place)
    }

    fn line(
        &mut self,
        model: &Model,
        operand: &Operand,
        event: Option<EventId>,
        possible: &BTreeMap<Node, Possible>,
    ) -> usize {
        if let Some(at) = self.lines.iter().position(|line| line.operand == *operand && line.event == event) {
            return at;
        }
        let grain = grain(model, operand, event, possible);
        self.lines.push(Line { operand: operand.clone(), event, grain, domain: None, cuts: Vec::new() });
        self.lines.len() - 1
    }
}

impl Line {
    fn is_whole(&self) -> bool {
        self.grain == Grain::Whole
    }

    /// The values on one side of a cut that lie beside it, none of them beyond the next cut.
    pub(super) fn beside(&self, cut: usize, above: bool) -> Interval {
        let bound = |cut: Option<&Cut>, is_low: bool| match cut {
            None => Bound::Unbounded,
            Some(cut) if cut.behind == is_low => Bound::Excluded(cut.at),
            Some(cut) => Bound::Included(cut.at),
        };
        let piece = cut + usize::from(above);
        let low = piece.checked_sub(1).and_then(|low| self.cuts.get(low));
        let piece = Interval::new(bound(low, true), bound(self.cuts.get(piece), false));
        match self.cuts.get(cut).and_then(|cut| beside(cut, above, &self.grain)) {
            Some(near) => near.intersection(&piece),
            None => piece,
        }
    }

    /// Whether intervals, none of them empty, leave nothing of the line out.
    pub(super) fn is_all_in(&self, intervals: &[Interval]) -> bool {
        !intervals.is_empty() && self.turns(intervals).is_empty()
    }

    /// The cuts at which the union of intervals begins or ends.
    fn turns(&self, intervals: &[Interval]) -> Vec<usize> {
        // Where the interval goes to an end of what there can be, it has no end there.
        let [least, most] = self.domain.map_or([None, None], |domain| ends(&domain, self.is_whole()));
        let spans: Vec<[Option<Cut>; 2]> = intervals
            .iter()
            .map(|interval| {
                let [start, end] = ends(interval, self.is_whole());
                let start = start.filter(|start| least.is_none_or(|least| start.order(&least).is_gt()));
                let end = end.filter(|end| most.is_none_or(|most| end.order(&most).is_lt()));
                [start, end]
            })
            .collect();
        // Whether the piece between two cuts, or an end of the line and a cut, lies in one of them.
        let holds = |low: Option<&Cut>, high: Option<&Cut>| {
            spans.iter().any(|[start, end]| {
                let from = start.is_none_or(|start| low.is_some_and(|low| start.order(low).is_le()));
                let to = end.is_none_or(|end| high.is_some_and(|high| end.order(high).is_ge()));
                from && to
            })
        };
        (0..self.cuts.len())
            .filter(|at| {
                let (cut, next) = (self.cuts.get(*at), self.cuts.get(at + 1));
                let last = at.checked_sub(1).and_then(|last| self.cuts.get(last));
                holds(last, cut) != holds(cut, next)
            })
            .collect()
    }
}

impl Cut {
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.at.compare(&other.at).unwrap_or(Ordering::Equal).then(self.behind.cmp(&other.behind))
    }

    /// Whether a value lies above the cut.
    pub(super) fn is_below(&self, value: &Scalar) -> bool {
        match self.at.compare(value) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => !self.behind,
            _ => false,
        }
    }

    /// Of whole numbers, a place behind one is the place before the next.
    fn normal(self, whole: bool) -> Self {
        match self {
            Cut { at: Scalar::Integer(at), behind: true } if whole => {
                Cut { at: Scalar::Integer(at.saturating_add(1)), behind: false }
            }
            // `>= 2.5` of whole numbers begins at 3, and so does `> 2.5`.
            Cut { at: Scalar::Number(at), behind } if whole && at.abs() < 9e15 => {
                let behind = behind || at.fract() != 0.0;
                #[expect(clippy::cast_possible_truncation, reason = "the number lies well within 64 bits")]
                let floor = at.floor() as i64;
                Cut { at: Scalar::Integer(if behind { floor + 1 } else { floor }), behind: false }
            }
            other => other,
        }
    }
}

/// A value as a place on a line; none for what has no order.
pub(super) fn scalar(held: &Held) -> Option<Scalar> {
    match held {
        Held::Points(points) => Some(Scalar::Points(*points)),
        Held::Value(Value::Integer(integer)) => Some(Scalar::Integer(*integer)),
        Held::Value(Value::Number(number)) => Some(Scalar::Number(*number)),
        Held::Micros(amount) => Some(Scalar::Number(amount.to_f64())),
        Held::Value(_) => None,
    }
}

/// A number of an event; none: unknown, or no number.
pub(super) fn scalar_of(operand: &Operand, event: EventRow<'_>, as_of: &AsOf) -> Option<Scalar> {
    match operand {
        Operand::Field(field) => match event.value(*field)? {
            FieldValue::Integer(integer) => Some(Scalar::Integer(integer)),
            FieldValue::Number(number) => Some(Scalar::Number(number)),
            _ => None,
        },
        Operand::FieldDaysSince(field) => {
            let time = match event.value(*field)? {
                FieldValue::Date(date) => TimeValue::Date(date),
                FieldValue::Instant(instant) => TimeValue::Instant(instant),
                _ => return None,
            };
            Some(Scalar::Integer(time.days_since(as_of)))
        }
        _ => None,
    }
}

/// A value as a time; none for what is none.
pub(super) fn time(held: &Held) -> Option<TimeValue> {
    match held {
        Held::Value(Value::Date(date)) => Some(TimeValue::Date(*date)),
        Held::Value(Value::Instant(instant)) => Some(TimeValue::Instant(*instant)),
        _ => None,
    }
}

/// A time of an event; none: unknown, or no time.
pub(super) fn time_of(operand: &Operand, event: EventRow<'_>) -> Option<TimeValue> {
    let Operand::Field(field) = operand else { return None };
    match event.value(*field)? {
        FieldValue::Date(date) => Some(TimeValue::Date(date)),
        FieldValue::Instant(instant) => Some(TimeValue::Instant(instant)),
        _ => None,
    }
}

/// A question about a number: the number, and where it is true.
pub(super) fn asked_of(question: &Question) -> Option<(&Operand, Vec<Interval>)> {
    match question {
        Question::Within { operand, intervals } => Some((operand, intervals.clone())),
        Question::Compare { left, comparison, right: Operand::Literal(value) } => {
            let at = scalar(&Held::Value(value.clone()))?;
            let (low, high) = match comparison {
                Comparison::Less => (Bound::Unbounded, Bound::Excluded(at)),
                Comparison::LessOrEqual => (Bound::Unbounded, Bound::Included(at)),
                Comparison::Greater => (Bound::Excluded(at), Bound::Unbounded),
                Comparison::GreaterOrEqual => (Bound::Included(at), Bound::Unbounded),
                Comparison::Equal => (Bound::Included(at), Bound::Included(at)),
            };
            Some((left, vec![Interval::new(low, high)]))
        }
        _ => None,
    }
}

/// Where an interval begins and ends; none: not at all.
fn ends(interval: &Interval, whole: bool) -> [Option<Cut>; 2] {
    let cut = |bound: Bound, behind: bool| match bound {
        Bound::Unbounded => None,
        Bound::Included(at) => Some(Cut { at, behind }.normal(whole)),
        Bound::Excluded(at) => Some(Cut { at, behind: !behind }.normal(whole)),
    };
    [cut(interval.low, false), cut(interval.high, true)]
}

/// Whether there are numbers on both sides of a cut.
fn is_inside(cut: &Cut, domain: &Interval, whole: bool) -> bool {
    let [low, high] = ends(domain, whole);
    low.is_none_or(|low| cut.order(&low).is_gt()) && high.is_none_or(|high| cut.order(&high).is_lt())
}

/// The values there can be; none: any.
fn domain(model: &Model, bounds: &BTreeMap<Node, (i128, i128)>, line: &Line) -> Option<Interval> {
    match &line.operand {
        Operand::Property(property) => model.schema.properties.get(*property)?.reading.range,
        Operand::Field(field) => declared(model, line.event, *field)?.reading.range,
        // Days to an event are never negative.
        Operand::Count(_) | Operand::Distinct { .. } | Operand::DaysSinceEvent { .. } => {
            Some(Interval::new(Bound::Included(Scalar::Integer(0)), Bound::Unbounded))
        }
        Operand::Points(of) => {
            let (low, high) = bounds.get(&node_of(*of))?;
            let bound = |points: &i128| {
                i64::try_from(*points)
                    .map_or(Bound::Unbounded, |points| Bound::Included(Scalar::Points(Points::from_scaled(points))))
            };
            Some(Interval::new(bound(low), bound(high)))
        }
        _ => None,
    }
}

fn declared(model: &Model, event: Option<EventId>, field: FieldId) -> Option<&Property> {
    Some(&model.schema.events.get(event?)?.fields.get(field)?.0)
}

fn grain(model: &Model, operand: &Operand, event: Option<EventId>, possible: &BTreeMap<Node, Possible>) -> Grain {
    let of = |property: Option<&Property>| match property.map(Property::kind) {
        Some(Kind::Integer) => Grain::Whole,
        _ => Grain::Decimals,
    };
    let of_query = |query: &QueryId, field: &FieldId| {
        of(model.queries.get(*query).and_then(|query| declared(model, Some(query.event), *field)))
    };
    match operand {
        Operand::Field(field) => of(declared(model, event, *field)),
        Operand::Property(property) => of(model.schema.properties.get(*property)),
        Operand::DaysSince(_)
        | Operand::FieldDaysSince(_)
        | Operand::Count(_)
        | Operand::DaysSinceEvent { .. }
        | Operand::Distinct { .. }
        | Operand::Literal(Value::Integer(_)) => Grain::Whole,
        Operand::Aggregate { function: AggregateFunction::Avg, .. } => Grain::Decimals,
        Operand::Aggregate { query, field, .. } | Operand::Pick { query, field, .. } => of_query(query, field),
        Operand::Points(of) => match possible.get(&node_of(*of)) {
            Some(Some(possible)) => Grain::Points(possible.clone()),
            _ => Grain::Fading,
        },
        Operand::Define(_) => match crate::regions::resolved(model, operand) {
            Operand::Define(_) => Grain::Any,
            resolved => grain(model, resolved, event, possible),
        },
        Operand::Negate(of) => match grain(model, of, event, possible) {
            grain @ (Grain::Whole | Grain::Decimals) => grain,
            _ => Grain::Any,
        },
        Operand::Arithmetic { operator: ArithmeticOperator::Add | ArithmeticOperator::Subtract, left, right } => {
            match (grain(model, left, event, possible), grain(model, right, event, possible)) {
                (Grain::Whole, Grain::Whole) => Grain::Whole,
                (Grain::Whole | Grain::Decimals, Grain::Whole | Grain::Decimals) => Grain::Decimals,
                _ => Grain::Any,
            }
        }
        Operand::Literal(_) => Grain::Decimals,
        _ => Grain::Any,
    }
}
