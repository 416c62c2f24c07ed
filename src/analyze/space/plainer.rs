//! Classes shown by values as people write them: takes the values of a class, gives plainer ones with the same answers.
//!
//! The ends of a line are candidates, and so is what halving finds; both are exact and no sight (`-1.8e308`,
//! `2.3333333333333335`, the year 1). Each such value is moved to a few plain places until one is found of which all that
//! is asked has the same answer. Where there is none, the exact value stands. Knows nothing of how classes are found.

use super::axis::scalar;
use crate::{
    regions::plainest::{effort, is_plain, rounded},
    value::{AsOf, Date, Duration, Instant, Interval, Unit, Value},
};

/// Whole numbers larger than this are no sight.
const LARGEST: i64 = 1_000_000_000_000;

/// Powers of ten that are tried.
const POWERS: u32 = 12;

/// Decimals to which numbers are rounded.
const MOST_DECIMALS: usize = 15;

/// Years in which people live.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Makes the values of a class plainer, each in its range; `most` tries are left, for this and other classes.
pub(super) fn make_plain(
    values: &mut [Option<Value>],
    ranges: &[Interval],
    as_of: &AsOf,
    most: &mut usize,
    is_same: &dyn Fn(&[Option<Value>]) -> bool,
) {
    // What one leaves free, another may take: a second look.
    for _ in 0..2 {
        for at in 0..values.len() {
            let Some(value) = values.get(at).cloned().flatten() else { continue };
            for plainer in plainer(&value, as_of) {
                if let Some(moved) = moved(values, ranges, at, &plainer, most, is_same) {
                    values.clone_from_slice(&moved);
                    break;
                }
            }
        }
    }
}

/// What people would rather read than this value, the plainest first; nothing where it is plain enough.
pub(in crate::analyze) fn plainer(value: &Value, as_of: &AsOf) -> Vec<Value> {
    if is_fair(value, as_of) { Vec::new() } else { places(value, as_of) }
}

/// The values with one at another place, or with all that are the same as it, where all that is asked stays as it is.
fn moved(
    values: &[Option<Value>],
    ranges: &[Interval],
    at: usize,
    to: &Value,
    most: &mut usize,
    is_same: &dyn Fn(&[Option<Value>]) -> bool,
) -> Option<Vec<Option<Value>>> {
    let from = values.get(at)?;
    let is_inside =
        |place: usize| ranges.get(place).is_none_or(|range| scalar(to).is_some_and(|scalar| range.contains(&scalar)));
    let with = |moves: &dyn Fn(usize) -> bool| -> Vec<Option<Value>> {
        let moved = values.iter().enumerate();
        moved.map(|(place, value)| if moves(place) { Some(to.clone()) } else { value.clone() }).collect()
    };
    let equal: Vec<usize> = (0..values.len()).filter(|place| values.get(*place) == Some(from)).collect();
    let alone = is_inside(at).then(|| with(&|place| place == at));
    let together =
        (equal.len() > 1 && equal.iter().all(|place| is_inside(*place))).then(|| with(&|place| equal.contains(&place)));
    alone.into_iter().chain(together).find(|tried| {
        *most = most.saturating_sub(1);
        *most > 0 && is_same(tried)
    })
}

/// Whether people would write such a value.
fn is_fair(value: &Value, as_of: &AsOf) -> bool {
    match value {
        Value::Integer(integer) => integer.unsigned_abs() <= LARGEST.unsigned_abs(),
        Value::Number(number) => is_plain(*number),
        Value::Date(date) => is_of_our_time(*date),
        Value::Instant(instant) => is_of_our_time(as_of.zone.date_of(*instant)),
        _ => true,
    }
}

fn is_of_our_time(date: Date) -> bool {
    YEARS.contains(&date.ymd().0)
}

/// Where a value could be instead, the plainest first.
fn places(value: &Value, as_of: &AsOf) -> Vec<Value> {
    let powers = || (1..=POWERS).flat_map(|power| [10_i64.pow(power), -10_i64.pow(power)]);
    match value {
        Value::Integer(_) => [0, 1, -1].into_iter().chain(powers()).map(Value::Integer).collect(),
        Value::Number(number) => numbers(*number).into_iter().map(Value::Number).collect(),
        Value::Date(_) => [0, -1, 1, -366, 366].map(|days| Value::Date(as_of.date.plus_days(days))).into(),
        Value::Instant(_) => {
            let hour = Duration::new(1, Unit::Hour);
            let day = |days: i64| as_of.zone.midnight(as_of.date.plus_days(days));
            let moments: [Instant; 6] = [as_of.before(hour), as_of.after(hour), day(0), day(-1), day(2), day(-366)];
            moments.map(Value::Instant).into()
        }
        _ => Vec::new(),
    }
}

/// Whole numbers near 0 and near the number, powers of ten, then fewer decimals of it than it has.
#[expect(clippy::cast_precision_loss, reason = "these powers of ten are exact")]
fn numbers(number: f64) -> Vec<f64> {
    let is_small = number.abs() <= LARGEST as f64;
    let near = |decimals: usize| rounded(number, decimals).into_iter().filter(move |_| is_small);
    let powers = (1..=POWERS).map(|power| 10_i64.pow(power) as f64).flat_map(|power| [power, -power]);
    let mut numbers: Vec<f64> = [0.0, 1.0, -1.0].into_iter().chain(near(0)).chain(powers).collect();
    numbers.extend((1..=MOST_DECIMALS).flat_map(near));
    numbers.retain(|place| effort(*place) < effort(number));
    numbers
}
