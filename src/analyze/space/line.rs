//! Numbers and dates cut into pieces that no question can look into: takes a property and all that is asked of it alone,
//! gives the pieces, as of a time.
//!
//! ```text
//! visits in 2..=5          ┃2  3  4  5┃
//! visits * 2 >= 7                ┃4 …            found by halving: the product rises with visits
//! +1 per 2 visits up to 3  ┃2    ┃4    ┃6 …      one cut a step
//! ```
//!
//! Dates are numbered by days, moments by microseconds, doubles in their order (see `regions`), so each piece has a first
//! and a last value. Knows nothing of rules.

use super::{Slice, TimeCuts, asker::Asker, axis::scalar};
use crate::{
    model::{ArithmeticOperator, Operand, Property, PropertyId, Question},
    plan::DecayTable,
    regions::{
        asked::{Asked, asked},
        line::{Line, Piece, Scale, number, ordinal},
        subject_of, time,
    },
    value::{
        AsOf, Bound, Date, Decimal, Duration, Edge, Instant, Interval, Kind, Moment, Number, Points, Scalar, Unit,
        Value, Window,
    },
};

/// Most cuts that one award may make; one with more steps is loose.
const MOST_CUTS: usize = 4096;

/// Something that cuts a line.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// Of numbers.
    Interval(Interval),
    /// Of dates and moments.
    Window(Window),
    /// So many days since as-of, from and to.
    Days(Interval),
}

/// What is known of the marks of something that is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    pub(super) marks: Vec<Mark>,
    /// Whether they are all there are.
    pub(super) complete: bool,
}

/// Makes a question ready to be answered for values of the one property in it.
type Ask<'a> = dyn Fn(&Question) -> Box<dyn Fn(Value) -> Option<bool>> + 'a;

/// How the values of a type are numbered; none for types without an order.
pub(super) fn scale(kind: &Kind) -> Option<Scale> {
    match kind {
        Kind::Integer => Some(Scale::Whole),
        Kind::Number => Some(Scale::Real),
        Kind::Date => Some(Scale::Day),
        Kind::Datetime => Some(Scale::Moment),
        _ => None,
    }
}

/// Where a question cuts the line of the one property it looks at. `ask` makes ready to answer one for
/// values.
pub(super) fn question_marks(question: &Question, scale: Scale, as_of: &AsOf, ask: &Ask<'_>) -> Marks {
    let complete = |marks| Marks { marks, complete: true };
    if let Question::Anniversary { window, .. } = question {
        return complete(anniversaries(window, as_of));
    }
    let days = matches!(subject_of(question), Some(crate::regions::Subject::DaysSince(_)));
    match asked(question).map(|(_, asked)| asked) {
        Some(Asked::Known) => complete(Vec::new()),
        Some(Asked::Intervals(intervals)) if days => complete(intervals.into_iter().map(Mark::Days).collect()),
        Some(Asked::Intervals(intervals)) => complete(intervals.into_iter().map(Mark::Interval).collect()),
        Some(Asked::Window(window)) => complete(vec![Mark::Window(window)]),
        _ => computed(question, scale, ask),
    }
}

/// The years around the window: inside the pieces behind them, only the day of the year matters.
fn anniversaries(window: &Window, as_of: &AsOf) -> Vec<Mark> {
    let year = |edge: &Edge| match edge {
        Edge::Unbounded => None,
        Edge::Included(moment) | Edge::Excluded(moment) => Some(moment.resolve(as_of).date(&as_of.zone).ymd().0),
    };
    let years = [year(&window.low), year(&window.high)];
    let near = years.into_iter().flatten().flat_map(|year| year - 2..=year + 2);
    near.filter_map(|year| Date::from_ymd(year, 1, 1))
        .map(|date| Mark::Window(Window::before(Moment::Date(date))))
        .collect()
}

/// The cuts of a question about something computed: found by halving where the result rises or falls all along.
fn computed(question: &Question, scale: Scale, ask: &Ask<'_>) -> Marks {
    let ends: Vec<Question> = match question {
        Question::Within { operand, intervals } if is_monotone(operand) => {
            let bounds = intervals.iter().flat_map(|interval| [interval.low, interval.high]);
            let from = |bound: Bound| Interval::new(bound, Bound::Unbounded);
            let ends = bounds.filter_map(|bound| match bound {
                Bound::Unbounded => None,
                Bound::Included(end) | Bound::Excluded(end) => {
                    Some([from(Bound::Included(end)), from(Bound::Excluded(end))])
                }
            });
            let ends = ends.flatten();
            ends.map(|interval| Question::Within { operand: operand.clone(), intervals: vec![interval] }).collect()
        }
        Question::Compare { left, right, .. } if is_monotone(left) && is_constant(right) => vec![question.clone()],
        Question::Compare { left, right, .. } if is_monotone(right) && is_constant(left) => vec![question.clone()],
        Question::Known(operand) if is_monotone(operand) => vec![question.clone()],
        _ => return Marks { marks: probed(scale, &*ask(question)), complete: false },
    };
    let equal = matches!(question, Question::Compare { comparison: crate::model::Comparison::Equal, .. });
    let marks = ends.iter().flat_map(|end| probed(scale, &*ask(end))).collect();
    // Equality holds on a stretch that halving may step over.
    Marks { marks, complete: !equal }
}

/// Whether the value rises, or falls, with the one property in it.
fn is_monotone(operand: &Operand) -> bool {
    match operand {
        Operand::Property(_) | Operand::DaysSince(_) => true,
        Operand::Negate(of) => is_monotone(of),
        Operand::Arithmetic { operator, left, right } => match operator {
            ArithmeticOperator::Divide => is_monotone(left) && is_constant(right),
            _ => (is_monotone(left) && is_constant(right)) || (is_constant(left) && is_monotone(right)),
        },
        _ => false,
    }
}

fn is_constant(operand: &Operand) -> bool {
    match operand {
        Operand::Literal(_) => true,
        Operand::Negate(of) => is_constant(of),
        Operand::Arithmetic { left, right, .. } => is_constant(left) && is_constant(right),
        _ => false,
    }
}

/// Where an answer changes between 0 and powers of two on both sides.
fn probed(scale: Scale, answer: &dyn Fn(Value) -> Option<bool>) -> Vec<Mark> {
    let (least, most) = ends(scale);
    let powers = (0..64).map(|power| 1_i128 << power);
    let near = |power: i128| match scale {
        #[expect(clippy::cast_precision_loss, reason = "powers of two are exact")]
        Scale::Real => i128::from(ordinal(power as f64)),
        _ => power,
    };
    let mut probes: Vec<i128> = powers.flat_map(|power| [near(power), -near(power)]).chain([0, least, most]).collect();
    if scale == Scale::Real {
        // Large and small magnitudes beyond those of integers.
        let far = (64..1023).step_by(16).flat_map(|power| [2.0_f64.powi(power), 2.0_f64.powi(-power)]);
        probes.extend(far.flat_map(|number| [i128::from(ordinal(number)), i128::from(ordinal(-number))]));
    }
    probes.retain(|probe| (least..=most).contains(probe));
    probes.sort_unstable();
    probes.dedup();
    let mut cuts = Vec::new();
    let at = |place: i128| value(scale, place).map(answer);
    for pair in probes.windows(2) {
        let &[mut from, to] = pair else { continue };
        while at(from) != at(to) {
            // The first place behind `from` with another answer.
            let (mut low, mut high) = (from, to);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if at(middle) == at(from) { low = middle } else { high = middle }
            }
            cuts.push(high);
            from = high;
        }
    }
    cuts.into_iter().filter_map(|cut| mark_from(scale, cut)).collect()
}

/// Where `+N per K property` has one step more.
pub(super) fn step_marks(
    points: Points,
    step: &Decimal,
    up_to: Option<Points>,
    scale: Scale,
    range: &Interval,
) -> Marks {
    let (least, most) = ends(scale);
    let line = Line::new(scale, Some(range), []);
    let last = line.pieces().last().map_or(most, |piece| piece.end);
    let steps = |place: i128| match value(scale, place) {
        Some(Value::Integer(integer)) => Points::steps(step, &Number::Integer(integer)),
        Some(Value::Number(number)) => Points::steps(step, &Number::Real(number)),
        _ => 0,
    };
    let size = points.scaled().unsigned_abs().max(1);
    let enough =
        up_to.map_or(i64::MAX, |up_to| i64::try_from(up_to.scaled().unsigned_abs().div_ceil(size)).unwrap_or(i64::MAX));
    let enough = enough.min(steps(last));
    let mut cuts = Vec::new();
    let mut from = least.max(0);
    for wanted in 1..=enough {
        if cuts.len() >= MOST_CUTS {
            return Marks { marks: cuts, complete: false };
        }
        let (mut low, mut high) = (from, last + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if steps(middle) < wanted { low = middle } else { high = middle }
        }
        if steps(from) >= wanted {
            high = from;
        }
        from = high;
        cuts.extend(mark_from(scale, high));
    }
    Marks { marks: cuts, complete: true }
}

/// Where a decaying award is less than the day before.
pub(super) fn decay_marks(table: &DecayTable) -> Marks {
    let mut marks = Vec::new();
    let mut day = 1;
    while table.after(day - 1) != Points::ZERO {
        if marks.len() >= MOST_CUTS {
            return Marks { marks, complete: false };
        }
        if table.after(day) != table.after(day - 1) {
            marks.push(Mark::Days(Interval::new(Bound::Included(Scalar::Integer(day)), Bound::Unbounded)));
        }
        day += 1;
    }
    Marks { marks, complete: true }
}

/// A cut before a place.
fn mark_from(scale: Scale, place: i128) -> Option<Mark> {
    let from = |scalar| Some(Mark::Interval(Interval::new(Bound::Included(scalar), Bound::Unbounded)));
    match value(scale, place)? {
        Value::Integer(integer) => from(Scalar::Integer(integer)),
        Value::Number(number) => from(Scalar::Number(number)),
        Value::Date(date) => from(Scalar::Date(date)),
        Value::Instant(instant) => from(Scalar::Instant(instant)),
        _ => None,
    }
}

/// The pieces of a line.
pub(super) fn pieces<'m>(
    scale: Scale,
    range: Option<&Interval>,
    marks: impl IntoIterator<Item = &'m Mark>,
    as_of: &AsOf,
) -> Vec<Piece> {
    let intervals: Vec<Interval> = marks.into_iter().map(|mark| interval(scale, mark, as_of)).collect();
    let range = match scale {
        Scale::Day | Scale::Moment => Some(time::range(scale, range)),
        Scale::Whole | Scale::Real => range.copied(),
    };
    Line::new(scale, range.as_ref(), &intervals).pieces()
}

/// A mark as an interval of values of the line.
fn interval(scale: Scale, mark: &Mark, as_of: &AsOf) -> Interval {
    match mark {
        Mark::Interval(interval) => *interval,
        Mark::Window(window) => time::interval(scale, window, as_of),
        Mark::Days(days) => {
            // Fewer days since are later dates.
            let edge = |bound: Bound, is_late: bool| match bound {
                Bound::Unbounded => Edge::Unbounded,
                Bound::Included(end) => days_ago(&end, as_of, true, is_late),
                Bound::Excluded(end) => days_ago(&end, as_of, false, is_late),
            };
            time::interval(scale, &Window { low: edge(days.high, false), high: edge(days.low, true) }, as_of)
        }
    }
}

/// The date so many days before as-of, as an edge, the later of two or the earlier. Days that are no whole number lie
/// between two dates.
fn days_ago(end: &Scalar, as_of: &AsOf, included: bool, is_late: bool) -> Edge {
    let date = |days: i64| Moment::Date(as_of.date.plus_days(days.saturating_neg()));
    match *end {
        Scalar::Integer(days) if included => Edge::Included(date(days)),
        Scalar::Integer(days) => Edge::Excluded(date(days)),
        Scalar::Number(days) => {
            #[expect(clippy::cast_possible_truncation, reason = "casts from floats saturate")]
            let (below, above) = (days.floor() as i64, days.ceil() as i64);
            match (below == above, included, is_late) {
                (true, true, _) => Edge::Included(date(below)),
                (true, false, _) => Edge::Excluded(date(below)),
                (false, _, true) => Edge::Included(date(above)),
                (false, _, false) => Edge::Included(date(below)),
            }
        }
        _ => Edge::Unbounded,
    }
}

/// The first and the last place of a line without a declared range.
fn ends(scale: Scale) -> (i128, i128) {
    match scale {
        Scale::Whole => (i64::MIN.into(), i64::MAX.into()),
        Scale::Real => (ordinal(f64::MIN).into(), ordinal(f64::MAX).into()),
        Scale::Day => (Date::MIN.days().into(), Date::MAX.days().into()),
        Scale::Moment => (Instant::MIN.micros().into(), Instant::MAX.micros().into()),
    }
}

/// Most cuts by which awards that fall cut the times of events; past them, only the ends of the other pieces are taken.
const MOST_DAYS: usize = 31;

/// See [`Space::slices`](super::Space::slices).
pub(super) fn slices<'q>(
    property: &Property,
    at: PropertyId,
    questions: impl Iterator<Item = &'q Question>,
    cuts: &TimeCuts<'_>,
    together: usize,
    asker: &Asker,
    as_of: &AsOf,
) -> (Vec<Slice>, bool) {
    let Some(scale) = scale(property.kind()) else { return (Vec::new(), true) };
    let mut marks: Vec<Mark> = cuts.windows.iter().copied().map(Mark::Window).collect();
    marks.extend(cuts.days.iter().copied().map(Mark::Days));
    let mut complete = true;
    for question in questions {
        let ask = |put: &Question| asker.ready(at, put.clone());
        let found = question_marks(question, scale, as_of, &ask);
        complete &= found.complete;
        marks.extend(found.marks);
    }
    let falls: Vec<Marks> = cuts.tables.iter().map(|table| decay_marks(table)).collect();
    let many = falls.iter().map(|marks| marks.marks.len()).sum::<usize>() > MOST_DAYS;
    if many {
        complete = false;
    } else {
        marks.extend(falls.into_iter().flat_map(|marks| marks.marks));
    }
    let now = match scale {
        Scale::Day => Scalar::Date(as_of.date),
        _ => Scalar::Instant(as_of.instant),
    };
    let past = Interval::new(Bound::Unbounded, Bound::Included(now));
    let range = property.reading.range.map_or(past, |range| range.intersection(&past));
    if range.is_empty(false) {
        return (Vec::new(), complete);
    }
    let mut slices = Vec::new();
    for piece in pieces(scale, Some(&range), &marks, as_of) {
        let plain = match crate::regions::piece(&piece).representative {
            Some(Value::Date(date)) => i128::from(date.days()),
            Some(Value::Instant(instant)) => i128::from(instant.micros()),
            _ => piece.start,
        };
        let middle = piece.start + (piece.end - piece.start) / 2;
        let mut places = match (together, many) {
            (0 | 1, false) => vec![plain],
            (0..=2, _) => vec![piece.start, piece.end],
            _ => vec![piece.start, middle, piece.end],
        };
        places.dedup();
        let slice = |place: i128| {
            Some(Slice { at: value(scale, place)?, first: value(scale, piece.start)?, last: value(scale, piece.end)? })
        };
        slices.extend(places.into_iter().filter_map(slice));
    }
    (slices, complete)
}

/// A plain value of the declared range.
pub(super) fn some_value(property: &Property, as_of: &AsOf) -> Option<Value> {
    let pieces = pieces(scale(property.kind())?, property.reading.range.as_ref(), [], as_of);
    // Of times, one of today says least.
    let now = match scale(property.kind())? {
        Scale::Day => Some(Value::Date(as_of.date)),
        Scale::Moment => Some(Value::Instant(as_of.before(Duration::new(1, Unit::Hour)))),
        Scale::Whole | Scale::Real => None,
    };
    let some = || pieces.first().and_then(|piece| crate::regions::piece(piece).representative);
    now.filter(|now| is_allowed(property, now, as_of)).or_else(some)
}

/// Whether a value lies in the declared range.
pub(in crate::analyze) fn is_allowed(property: &Property, value: &Value, as_of: &AsOf) -> bool {
    let place = match value {
        Value::Date(date) => i128::from(date.days()),
        Value::Instant(instant) => i128::from(instant.micros()),
        _ => {
            let is_inside = |range: Interval| scalar(value).is_none_or(|scalar| range.contains(&scalar));
            return property.reading.range.is_none_or(is_inside);
        }
    };
    let Some(scale) = scale(property.kind()) else { return true };
    let pieces = pieces(scale, property.reading.range.as_ref(), [], as_of);
    pieces.iter().any(|piece| (piece.start..=piece.end).contains(&place))
}

/// The value at a place.
pub(super) fn value(scale: Scale, place: i128) -> Option<Value> {
    let place = i64::try_from(place).ok()?;
    Some(match scale {
        Scale::Whole => Value::Integer(place),
        Scale::Real => Value::Number(number(place)),
        Scale::Day => Value::Date(Date::from_days(i32::try_from(place).ok()?)),
        Scale::Moment => Value::Instant(Instant::from_micros(place)),
    })
}
