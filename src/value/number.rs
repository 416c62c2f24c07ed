//! Whole and real numbers: takes two of them, gives comparison and arithmetic that say when there is no answer.
//!
//! Comparison is exact across both kinds and never goes through a rounded double. Knows nothing of properties or of
//! unknown values; who asks turns `None` into unknown.

use std::{cmp::Ordering, fmt};

use serde::Serialize;

use super::decimal::signed_digits;

/// An integer in 64 bits, or a finite double.
///
/// Equality and order are those of the values: `Integer(1)` equals `Real(1.0)`.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A finite number, never `-0`, when it comes out of this module.
    Real(f64),
}

impl Number {
    /// The sum; `None` on overflow. A real on either side makes it real.
    #[expect(clippy::should_implement_trait, reason = "the operator's trait cannot say that there is no answer")]
    pub fn add(self, other: Number) -> Option<Number> {
        self.combined(other, i64::checked_add, |a, b| a + b)
    }

    /// The difference; `None` on overflow.
    pub fn subtract(self, other: Number) -> Option<Number> {
        self.combined(other, i64::checked_sub, |a, b| a - b)
    }

    /// The product; `None` on overflow.
    pub fn multiply(self, other: Number) -> Option<Number> {
        self.combined(other, i64::checked_mul, |a, b| a * b)
    }

    /// The quotient of both as doubles, always real; `None` for a division by zero and on overflow.
    pub fn divide(self, other: Number) -> Option<Number> {
        let divisor = other.to_f64();
        if divisor == 0.0 { None } else { finite(self.to_f64() / divisor).map(Number::Real) }
    }

    /// The number with its sign changed; `None` for the smallest integer, whose opposite does not fit.
    pub fn negate(self) -> Option<Number> {
        match self {
            Number::Integer(integer) => integer.checked_neg().map(Number::Integer),
            Number::Real(real) => finite(-real).map(Number::Real),
        }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Real(real) => real,
        }
    }

    /// Reads an optional sign, digits, and at most a dot with zeros behind: `6`, `-3`, `12.00`. `None` for everything
    /// else and for what does not fit 64 bits.
    pub fn parse_integer(text: &str) -> Option<i64> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = signed_digits(whole).1;
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let no_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
        if plain && no_fraction { whole.parse().ok() } else { None }
    }

    /// Reads a decimal or scientific number, `0.5`, `.5`, `-1.2e-3`, as the nearest double. `None` for everything else,
    /// `inf`, `NaN`, `0x10` and `1,000` among it, and for what is too large.
    pub fn parse_real(text: &str) -> Option<f64> {
        let (coefficient, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) =
            signed_digits(coefficient).1.split_once('.').unwrap_or((signed_digits(coefficient).1, "0"));
        let exponent = signed_digits(exponent).1;
        let all_digits = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        if fraction.is_empty() || exponent.is_empty() || ![whole, fraction, exponent].into_iter().all(all_digits) {
            return None;
        }
        if whole.is_empty() && !coefficient.contains('.') {
            return None;
        }
        text.parse().ok().and_then(finite)
    }

    fn combined(
        self,
        other: Number,
        integers: fn(i64, i64) -> Option<i64>,
        reals: fn(f64, f64) -> f64,
    ) -> Option<Number> {
        match (self, other) {
            (Number::Integer(a), Number::Integer(b)) => integers(a, b).map(Number::Integer),
            (a, b) => finite(reals(a.to_f64(), b.to_f64())).map(Number::Real),
        }
    }
}

/// The result of arithmetic: not infinite, not NaN, and 0 without a sign, so that one value has one text.
fn finite(real: f64) -> Option<f64> {
    real.is_finite().then_some(real + 0.0)
}

/// Compares `units` / `per_one` with a double, exactly; `None` only for NaN. `per_one` is 1 to 10 000.
pub(super) fn compare_units(units: i64, per_one: i64, real: f64) -> Option<Ordering> {
    if real.is_nan() {
        return None;
    }
    // 2^63: from here on the double is beyond every number of units.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if real >= LIMIT {
        return Some(Ordering::Less);
    }
    if real < -LIMIT {
        return Some(Ordering::Greater);
    }
    // Split the double, which is exact, and ask whether `rest` units are more than its fraction.
    let whole = real.trunc() as i64;
    let fraction = real - real.trunc();
    let rest = i128::from(units) - i128::from(whole) * i128::from(per_one);
    if rest.abs() >= i128::from(per_one) {
        return Some(rest.cmp(&0));
    }
    // fraction = significand / 2^shift, and the significand has at most 53 bits.
    let (significand, shift) = dyadic(fraction);
    let scaled = i128::from(significand) * i128::from(per_one);
    // Both sides stay below 2^127: |rest| < 2^14 and scaled < 2^67. Past 112 places the fraction is less than a unit.
    if shift <= 112 || rest == 0 { Some((rest << shift.min(112)).cmp(&scaled)) } else { Some(rest.cmp(&0)) }
}

/// A finite double of magnitude below 1 as `significand` / 2^`shift`.
fn dyadic(fraction: f64) -> (i64, u32) {
    // IEEE 754 binary64: 1 bit sign, 11 bits exponent with bias 1023, 52 bits significand with a hidden leading 1.
    let bits = fraction.to_bits();
    let exponent = u32::try_from((bits >> 52) & 0x7ff).unwrap_or_default();
    let stored = i64::try_from(bits & ((1 << 52) - 1)).unwrap_or_default();
    let significand = if exponent == 0 { stored } else { stored | 1 << 52 };
    (if fraction < 0.0 { -significand } else { significand }, 1075_u32.saturating_sub(exponent.max(1)))
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        match (*self, *other) {
            (Number::Integer(a), Number::Integer(b)) => Some(a.cmp(&b)),
            (Number::Real(a), Number::Real(b)) => a.partial_cmp(&b),
            (Number::Integer(a), Number::Real(b)) => compare_units(a, 1, b),
            (Number::Real(a), Number::Integer(b)) => compare_units(b, 1, a).map(Ordering::reverse),
        }
    }
}

/// The shortest plain decimal text that reads back as the same number, without an exponent.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(integer) => write!(f, "{integer}"),
            Number::Real(real) => write!(f, "{real}"),
        }
    }
}

#[cfg(test)]
mod tests;
