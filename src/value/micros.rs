//! Exact amounts with six decimals: takes integers and numbers, gives sums, averages and comparisons that never go
//! through floating point.
//!
//! A double stands for its shortest decimal text, which is what people wrote: `0.1` is a tenth. Every rounding is half
//! away from zero. Knows nothing of events.

use std::{cmp::Ordering, fmt};

use super::{Number, Scalar, points::decimal_digits};

/// Millionths in one.
const ONE: i128 = 1_000_000;
/// Digits behind the dot.
const DECIMALS: usize = 6;

/// A number with six decimals in 128 bits, ordered by size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Micros(i128);

/// Adds amounts up, in more than 128 bits, so that their order never matters.
// INVARIANT: the sum is high · 2^64 + low, where each amount added no more than 2^63 to `high` and less than 2^64 to
// `low`; with at most 2^62 amounts neither overflows.
#[derive(Clone, Copy, Debug, Default)]
pub struct MicrosSum {
    high: i128,
    low: i128,
    count: u64,
}

impl Micros {
    /// So many millionths.
    pub const fn from_millionths(millionths: i128) -> Micros {
        Micros(millionths)
    }

    /// The millionths.
    pub const fn millionths(self) -> i128 {
        self.0
    }

    /// A number rounded to six decimals, half away from zero; `None` where it does not fit 128 bits.
    pub fn rounded(number: Number) -> Option<Micros> {
        match number {
            Number::Integer(integer) => Some(Micros(i128::from(integer) * ONE)),
            Number::Real(real) => of_few_digits(real).or_else(|| of_digits(real)),
        }
    }

    /// The nearest double; ties go to the even one.
    pub fn to_f64(self) -> f64 {
        // Both sides are exact below 2^53, and then the quotient is the nearest double. Beyond, text reads as one.
        const EXACT: u128 = 1 << 53;
        if self.0.unsigned_abs() <= EXACT {
            self.0 as f64 / ONE as f64
        } else {
            self.to_string().parse().unwrap_or_default()
        }
    }

    /// Compares exactly with integers, points and numbers, a number by its shortest decimal text; `None` for everything
    /// else.
    pub fn compare(self, other: &Scalar) -> Option<Ordering> {
        match other {
            Scalar::Integer(integer) => Some(self.0.cmp(&(i128::from(*integer) * ONE))),
            Scalar::Points(points) => Some(self.0.cmp(&(i128::from(points.scaled()) * 100))),
            Scalar::Number(number) => self.compare_real(*number),
            Scalar::Date(_) | Scalar::Instant(_) => None,
        }
    }

    fn compare_real(self, real: f64) -> Option<Ordering> {
        if real.is_nan() {
            return None;
        }
        if self.0 < 0 && real < 0.0 {
            return Some(magnitude_order(self.0.unsigned_abs(), -real).reverse());
        }
        Some(match (self.0 < 0, real < 0.0) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            _ => magnitude_order(self.0.unsigned_abs(), real),
        })
    }
}

impl MicrosSum {
    /// Adds one amount.
    pub fn add(&mut self, amount: Micros) {
        self.high += amount.0 >> 64;
        self.low += amount.0 & i128::from(u64::MAX);
        self.count += 1;
    }

    /// The sum; `None` where it does not fit 128 bits.
    pub fn sum(&self) -> Option<Micros> {
        // What of `low` is beyond 64 bits belongs to `high`.
        let high = self.high + (self.low >> 64);
        let low = self.low & i128::from(u64::MAX);
        high.checked_mul(1 << 64)?.checked_add(low).map(Micros)
    }

    /// The sum over how many there were, rounded; `None` of nothing, and where the sum does not fit 128 bits.
    pub fn average(&self) -> Option<Micros> {
        let sum = self.sum()?.0;
        let count = u128::from(self.count);
        let (quotient, rest) = (sum.unsigned_abs().checked_div(count)?, sum.unsigned_abs().checked_rem(count)?);
        let magnitude = i128::try_from(if rest * 2 >= count { quotient + 1 } else { quotient }).ok()?;
        Some(Micros(if sum < 0 { -magnitude } else { magnitude }))
    }
}

/// The millionths of a double whose decimal text ends at the sixth decimal and has at most 15 digits, which most have;
/// `None` for others.
fn of_few_digits(real: f64) -> Option<Micros> {
    // Doubles tell all decimals of 15 digits apart. So if the double nearest to n millionths is this one, no other
    // decimal of 15 digits is near enough to be its shortest text.
    let millionths = (real * ONE as f64).round();
    (millionths.abs() < 1e15 && millionths / ONE as f64 == real).then_some(Micros(millionths as i128))
}

/// The millionths of a double by its shortest text.
fn of_digits(real: f64) -> Option<Micros> {
    let (digits, exponent) = decimal_digits(&Number::Real(real.abs()))?;
    let shift = exponent.checked_add(i32::try_from(DECIMALS).ok()?)?;
    let magnitude = if shift >= 0 {
        scaled_up(digits, shift.unsigned_abs())?
    } else {
        // Beyond 38 places nothing is left of the at most 17 digits.
        10_u128.checked_pow(shift.unsigned_abs()).map_or(0, |unit| {
            let (quotient, rest) = (digits / unit, digits % unit);
            if rest >= unit - rest { quotient + 1 } else { quotient }
        })
    };
    let millionths = i128::try_from(magnitude).ok()?;
    Some(Micros(if real < 0.0 { -millionths } else { millionths }))
}

/// How millionths compare with a double that is not negative, by its shortest text.
fn magnitude_order(millionths: u128, real: f64) -> Ordering {
    if real.is_infinite() {
        return Ordering::Less;
    }
    let Some((digits, exponent)) = decimal_digits(&Number::Real(real)) else { return Ordering::Less };
    let shift = exponent.saturating_add(DECIMALS as i32);
    if shift >= 0 {
        // What does not fit 128 bits is more than any amount.
        return scaled_up(digits, shift.unsigned_abs()).map_or(Ordering::Less, |other| millionths.cmp(&other));
    }
    let (whole, rest) = match 10_u128.checked_pow(shift.unsigned_abs()) {
        Some(unit) => (digits / unit, digits % unit),
        None => (0, digits),
    };
    millionths.cmp(&whole).then(if rest > 0 { Ordering::Less } else { Ordering::Equal })
}

/// digits · 10^places; `None` where it does not fit 128 bits.
fn scaled_up(digits: u128, places: u32) -> Option<u128> {
    if digits == 0 { Some(0) } else { digits.checked_mul(10_u128.checked_pow(places)?) }
}

/// Plain: `12.5`, `-0.000001`, `3`.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) =
            (self.0.unsigned_abs() / ONE.unsigned_abs(), self.0.unsigned_abs() % ONE.unsigned_abs());
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:0DECIMALS$}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests;
