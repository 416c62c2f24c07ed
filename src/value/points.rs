//! Exact points: takes what a rule writes, gives sums, limits and decay in ten-thousandths of a point.
//!
//! Every rounding is half away from zero, and no step goes through floating point. Knows nothing of rules or dates.

mod halving;

use std::fmt;

use serde::Serialize;

use super::{Decimal, Micros, Number, decimal::signed_digits};

/// Ten-thousandths in a point.
const ONE: i64 = 10_000;
/// Digits behind the dot.
const DECIMALS: usize = 4;
/// Digits before the dot that [`Points::parse`] takes.
const INTEGER_DIGITS: usize = 12;

/// Points with four decimals in 64 bits, ordered by size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Points(i64);

/// Why a text is not points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// More than four decimals that are not zeros at the end.
    #[error("points have at most four decimals")]
    TooManyDecimals,
    /// More than twelve digits before the dot.
    #[error("points have at most 12 digits before the decimal point")]
    TooLarge,
    /// Not a sign, digits and a dot.
    #[error("points are a number such as `+3` or `-12.5`")]
    Malformed,
}

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// Points from ten-thousandths of a point.
    pub const fn from_scaled(ten_thousandths: i64) -> Points {
        Points(ten_thousandths)
    }

    /// The points in ten-thousandths of a point.
    pub const fn scaled(self) -> i64 {
        self.0
    }

    /// Reads `3`, `+3`, `-12.5`, `0.25`: an optional sign, up to 12 digits, and up to four decimals behind a dot.
    ///
    /// # Errors
    /// More than four decimals are an error, not rounded; zeros at the end do not count.
    pub fn parse(text: &str) -> Result<Points, PointsError> {
        let (negative, digits) = signed_digits(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(PointsError::Malformed),
            Some(parts) => parts,
            None => (digits, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(PointsError::Malformed);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > INTEGER_DIGITS {
            return Err(PointsError::TooLarge);
        }
        if fraction.len() > DECIMALS {
            return Err(PointsError::TooManyDecimals);
        }
        let padded = whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(DECIMALS));
        let magnitude = padded.fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
        Ok(Points(if negative { -magnitude } else { magnitude }))
    }

    /// The text with a sign: `+3`, `-12.5`, and `0` without one.
    pub fn signed(self) -> String {
        if self.0 > 0 { format!("+{self}") } else { self.to_string() }
    }

    /// The exact number for JSON, with its plain text: `3`, `-12.5`.
    pub fn to_json(self) -> serde_json::Number {
        // Plain decimal text is always a JSON number, so the default is never taken.
        self.to_string().parse().unwrap_or_else(|_| 0.into())
    }

    /// The sum; `None` on overflow.
    pub fn checked_add(self, other: Points) -> Option<Points> {
        self.0.checked_add(other.0).map(Points)
    }

    /// The nearest points within both limits, ends included. Where the limits cross, the upper one holds.
    #[must_use]
    pub fn clamp_to(self, min: Option<Points>, max: Option<Points>) -> Points {
        let raised = min.map_or(self, |min| self.max(min));
        max.map_or(raised, |max| raised.min(max))
    }

    /// `up to M`, where M is a magnitude: the nearest points within -M and M.
    #[must_use]
    pub fn capped(self, magnitude: Points) -> Points {
        let magnitude = magnitude.0.saturating_abs();
        Points(self.0.clamp(-magnitude, magnitude))
    }

    /// The product, rounded once, half away from zero; at the ends of 64 bits it stays there.
    #[must_use]
    pub fn times(self, factor: &Decimal) -> Points {
        let one = 10_u128.pow(u32::from(factor.scale()));
        let size = factor.mantissa().unsigned_abs();
        // Whole and fraction apart, so that nothing overflows 128 bits: below 2^63 · 10^19 and 2^63 · 10^18.
        let magnitude = u128::from(self.0.unsigned_abs());
        let product = magnitude * (size / one) + rounded_quotient(magnitude * (size % one), one);
        Points::saturating(product, (self.0 < 0) != (factor.mantissa() < 0))
    }

    /// What is left of N points after `days` of fading over D days: N·(D−d)/D, and 0 from day D. Before day 0 it is N.
    #[must_use]
    pub fn fading(self, days: i64, over: u32) -> Points {
        if days < 0 {
            return self;
        }
        match i64::from(over).checked_sub(days) {
            Some(left @ 1..) => {
                let product = u128::from(self.0.unsigned_abs()) * u128::from(left.unsigned_abs());
                Points::saturating(rounded_quotient(product, u128::from(over)), self.0 < 0)
            }
            _ => Points::ZERO,
        }
    }

    /// What is left of N points after `days` of halving every D days: N·2^(−d/D). Before day 0 it is N; for D = 0,
    /// nothing is left from day 0.
    #[must_use]
    pub fn halving(self, days: i64, half_life: u32) -> Points {
        if days < 0 {
            return self;
        }
        Points::saturating(halving::remainder(self.0.unsigned_abs(), days.unsigned_abs(), half_life), self.0 < 0)
    }

    /// N points for each full K in P: N × floor(P/K). See [`Points::steps`]. At the ends of 64 bits it stays there.
    #[must_use]
    pub fn per(self, step: &Decimal, value: &Number) -> Points {
        Points(self.0.saturating_mul(Points::steps(step, value)))
    }

    /// How many times K is full in P: floor(P/K), exact on the shortest decimal text of P, at most the largest integer.
    /// A negative P gives 0, and so does a K that is not above 0.
    pub fn steps(step: &Decimal, value: &Number) -> i64 {
        decimal_digits(value).map_or(0, |(digits, exponent)| full_steps(step, digits, exponent))
    }

    /// The same of an exact amount.
    pub fn steps_of(step: &Decimal, value: Micros) -> i64 {
        u128::try_from(value.millionths()).map_or(0, |digits| full_steps(step, digits, -6))
    }

    fn saturating(magnitude: u128, negative: bool) -> Points {
        match i64::try_from(magnitude) {
            Ok(scaled) => Points(if negative { -scaled } else { scaled }),
            Err(_) => Points(if negative { i64::MIN } else { i64::MAX }),
        }
    }
}

/// floor(P/K) for a P of digits · 10^exponent, at most the largest integer; 0 for a K that is not above 0.
fn full_steps(step: &Decimal, digits: u128, exponent: i32) -> i64 {
    if !step.is_positive() {
        return 0;
    }
    // P/K = digits · 10^shift / divisor.
    let divisor = step.mantissa().unsigned_abs();
    let shift = exponent + i32::from(step.scale());
    let (mut quotient, mut rest) = (digits / divisor, digits % divisor);
    // Long division, digit by digit: `rest` is below 10^37, so ten times it fits 128 bits.
    for _ in 0..shift {
        if quotient > u128::from(i64::MAX.unsigned_abs()) || (quotient, rest) == (0, 0) {
            break;
        }
        rest *= 10;
        quotient = quotient * 10 + rest / divisor;
        rest %= divisor;
    }
    for _ in shift..0 {
        quotient /= 10;
    }
    i64::try_from(quotient).unwrap_or(i64::MAX)
}

/// The quotient of two magnitudes, rounded half up. `divisor` is above 0 and below 2^127.
fn rounded_quotient(dividend: u128, divisor: u128) -> u128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    if rest * 2 >= divisor { quotient + 1 } else { quotient }
}

/// A number of at least 0 as digits · 10^exponent; `None` for a negative one. A double is taken by its shortest text.
pub(super) fn decimal_digits(value: &Number) -> Option<(u128, i32)> {
    match *value {
        Number::Integer(integer) => u128::try_from(integer).ok().map(|digits| (digits, 0)),
        Number::Real(real) => {
            // The text is `3.0000000000000004e-1`, at most 17 digits.
            let text = format!("{:e}", real + 0.0);
            let (coefficient, exponent) = text.split_once('e')?;
            let (whole, fraction) = coefficient.split_once('.').unwrap_or((coefficient, ""));
            let digits = format!("{whole}{fraction}").parse().ok()?;
            Some((digits, exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?))
        }
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let one = ONE.unsigned_abs();
        let (whole, fraction) = (self.0.unsigned_abs() / one, self.0.unsigned_abs() % one);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:0DECIMALS$}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests;
