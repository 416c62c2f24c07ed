//! The edges of ranges: takes every question about a number, gives the places where its answer turns and the piece of
//! the line on each side.
//!
//! ```text
//! questions        visits in 2..=5        visits >= 6
//! line       … 0  1 ┃ 2  3  4  5 ┃ 6  7 …
//! edges             2            6        of the first question both, of the second the one at 6
//! ```
//!
//! A side of an edge reaches as far as the next edge of any question about the same number.

use std::{cmp::Ordering, collections::BTreeMap};

use crate::{
    check::bounds,
    exec::{EventRow, FieldValue, Held},
    model::{Comparison, EventId, FieldId, Model, Node, Operand, PointsOf, Property, Question},
    plan::{AtomId, Plan},
    value::{AsOf, Bound, Interval, Kind, Points, Scalar, TimeValue, Value},
};

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
    /// Whether there are whole numbers only.
    pub(super) whole: bool,
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
}

impl Edges {
    /// Looks through all questions. About single events, those about one field have edges.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut edges = Self::default();
        let mut asked: Vec<(AtomId, usize, Vec<Interval>)> = Vec::new();
        for (atom, question) in plan.atoms().iter() {
            let Some((operand, intervals)) = asked_of(&question.question) else { continue };
            let is_one_field = matches!(operand, Operand::Field(_) | Operand::FieldDaysSince(_));
            if question.event.is_some() != is_one_field {
                continue;
            }
            let line = edges.line(plan.model(), operand, question.event);
            asked.push((atom, line, intervals));
        }
        for (_, line, intervals) in &asked {
            if let Some(line) = edges.lines.get_mut(*line) {
                let cuts = intervals.iter().flat_map(|interval| ends(interval, line.whole)).flatten();
                line.cuts.extend(cuts.collect::<Vec<_>>());
            }
        }
        let bounds = bounds(plan.model());
        for line in &mut edges.lines {
            line.domain = domain(plan.model(), &bounds, line);
            let (domain, whole) = (line.domain, line.whole);
            line.cuts.retain(|cut| domain.is_none_or(|domain| is_inside(cut, &domain, whole)));
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

    /// The number that a question is about, and the places of the cuts at which its answer turns.
    pub(super) fn at(&self, atom: AtomId) -> Option<(usize, &[usize])> {
        self.of.get(&atom).map(|(line, turns)| (*line, turns.as_slice()))
    }

    /// One of the numbers.
    pub(super) fn line_at(&self, place: usize) -> Option<&Line> {
        self.lines.get(place)
    }

    fn line(&mut self, model: &Model, operand: &Operand, event: Option<EventId>) -> usize {
        if let Some(at) = self.lines.iter().position(|line| line.operand == *operand && line.event == event) {
            return at;
        }
        let whole = is_whole(model, operand, event);
        self.lines.push(Line { operand: operand.clone(), event, whole, domain: None, cuts: Vec::new() });
        self.lines.len() - 1
    }
}

impl Line {
    /// How many cuts lie below a value: its piece, from 0.
    pub(super) fn piece(&self, value: &Scalar) -> usize {
        self.cuts.partition_point(|cut| cut.is_below(value))
    }

    /// The cuts at which the union of intervals begins or ends.
    fn turns(&self, intervals: &[Interval]) -> Vec<usize> {
        // Where the interval goes to an end of what there can be, it has no end there.
        let [least, most] = self.domain.map_or([None, None], |domain| ends(&domain, self.whole));
        let spans: Vec<[Option<Cut>; 2]> = intervals
            .iter()
            .map(|interval| {
                let [start, end] = ends(interval, self.whole);
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

    fn is_below(&self, value: &Scalar) -> bool {
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

/// A question about a number: the number, and where it is true.
fn asked_of(question: &Question) -> Option<(&Operand, Vec<Interval>)> {
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
            let (low, high) = bounds.get(&match of {
                PointsOf::Score(id) => Node::Score(*id),
                PointsOf::Group(id) => Node::Group(*id),
                PointsOf::Rule(id) => Node::Rule(*id),
            })?;
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

fn is_whole(model: &Model, operand: &Operand, event: Option<EventId>) -> bool {
    match operand {
        Operand::Field(field) => {
            declared(model, event, *field).is_some_and(|property| *property.kind() == Kind::Integer)
        }
        Operand::FieldDaysSince(_) => true,
        Operand::Property(property) => {
            model.schema.properties.get(*property).is_some_and(|property| *property.kind() == Kind::Integer)
        }
        Operand::DaysSince(_) | Operand::Count(_) | Operand::DaysSinceEvent { .. } | Operand::Distinct { .. } => true,
        _ => false,
    }
}
