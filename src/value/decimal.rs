//! Exact decimal numbers, for what rules and files write with digits: takes text, gives arithmetic that never rounds.
//!
//! A result that would not fit is `None`, never an approximation. Knows nothing of points or of floating point beyond
//! the nearest double.

use std::{cmp::Ordering, fmt};

use serde::{Serialize, Serializer};

/// Digits behind the dot that a decimal can hold.
const DECIMALS: u8 = 18;
/// Digits before the dot that [`Decimal::parse`] takes, but for whole numbers of 64 bits.
const INTEGER_DIGITS: usize = 18;
/// One above the largest whole part that arithmetic may reach: 19 digits, so that every 64-bit integer fits.
const WHOLE_LIMIT: u128 = 10_u128.pow(19);

/// An exact decimal number: up to 19 digits before the dot and 18 behind it.
// INVARIANT: `mantissa` does not end in the digit 0 unless `scale` is 0; `scale` is at most 18; the value's magnitude
// is below 10^19, so `mantissa` is below 10^37 and two of one scale can be added in 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    /// The digits without their dot.
    mantissa: i128,
    /// How many of the digits stand behind the dot.
    scale: u8,
}

impl Decimal {
    /// 0.
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };
    /// 1.
    pub const ONE: Decimal = Decimal { mantissa: 1, scale: 0 };

    /// Reads an optional sign, digits and at most one dot with digits on both sides: up to 18 digits before and 18
    /// behind it, zeros at either end not counted; or a whole number as large as a signed one of 64 bits may be, at most
    /// 9223372036854775808, with or without a minus. `None` for everything else.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = signed_digits(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (digits, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_whole_64 =
            || fraction.is_empty() && whole.parse().is_ok_and(|whole: u64| whole <= i64::MIN.unsigned_abs());
        if (whole.len() > INTEGER_DIGITS && !is_whole_64()) || fraction.len() > usize::from(DECIMALS) {
            return None;
        }
        let magnitude = whole.bytes().chain(fraction.bytes()).fold(0_i128, |sum, b| sum * 10 + i128::from(b - b'0'));
        Decimal::checked(if negative { -magnitude } else { magnitude }, u32::try_from(fraction.len()).ok()?)
    }

    /// The number with its sign changed.
    #[must_use]
    pub fn negate(&self) -> Decimal {
        Decimal { mantissa: -self.mantissa, scale: self.scale }
    }

    /// The sum; `None` where it has more than 19 digits before the dot.
    pub fn add(&self, other: &Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        Decimal::checked(self.at_scale(scale) + other.at_scale(scale), u32::from(scale))
    }

    /// The difference; `None` where it has more than 19 digits before the dot.
    pub fn subtract(&self, other: &Decimal) -> Option<Decimal> {
        self.add(&other.negate())
    }

    /// The exact product; `None` where it needs more than 19 digits before the dot or 18 behind it.
    pub fn multiply(&self, other: &Decimal) -> Option<Decimal> {
        let (mut a, mut b) = (self.mantissa, other.mantissa);
        let mut scale = u32::from(self.scale) + u32::from(other.scale);
        // Zeros at the end of the product are taken away before multiplying: a product that then overflows 128 bits
        // is out of range, too.
        while scale > 0 && a != 0 && b != 0 {
            (a, b) = match () {
                () if a % 10 == 0 => (a / 10, b),
                () if b % 10 == 0 => (a, b / 10),
                () if a % 2 == 0 && b % 5 == 0 => (a / 2, b / 5),
                () if a % 5 == 0 && b % 2 == 0 => (a / 5, b / 2),
                () => break,
            };
            scale -= 1;
        }
        Decimal::checked(a.checked_mul(b)?, scale)
    }

    /// The quotient where it is exact within 18 decimals and fits; else, and for division by zero, `None`.
    pub fn divide(&self, other: &Decimal) -> Option<Decimal> {
        if other.mantissa == 0 {
            return None;
        }
        let common =
            i128::try_from(greatest_common_divisor(self.mantissa.unsigned_abs(), other.mantissa.unsigned_abs()))
                .ok()?
                .max(1);
        let (mut a, mut b) = (self.mantissa / common, other.mantissa / common);
        if b < 0 {
            (a, b) = (-a, -b);
        }
        // The quotient is a / b · 10^(shift). It ends only where b, having nothing in common with a, is made of twos
        // and fives; each of them is traded for a ten: a/2 = 5a/10.
        let mut shift = i32::from(other.scale) - i32::from(self.scale);
        while b > 1 {
            let (a_times, b_over) = match () {
                () if b % 10 == 0 => (1, 10),
                () if b % 5 == 0 => (2, 5),
                () if b % 2 == 0 => (5, 2),
                () => return None,
            };
            a = a.checked_mul(a_times)?;
            b /= b_over;
            shift -= 1;
        }
        if shift > 0 {
            a = a.checked_mul(10_i128.checked_pow(shift.unsigned_abs())?)?;
        }
        Decimal::checked(a, shift.min(0).unsigned_abs())
    }

    /// The integer of the same value; `None` where there are decimals or it does not fit 64 bits.
    pub fn to_integer(&self) -> Option<i64> {
        if self.scale == 0 { i64::try_from(self.mantissa).ok() } else { None }
    }

    /// The nearest double; ties go to the even one.
    pub fn to_f64(&self) -> f64 {
        // Every plain decimal text reads as a double, correctly rounded, so the default is never taken.
        self.to_string().parse().unwrap_or_default()
    }

    /// Whether the value is 0.
    pub fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// Whether the value is above 0.
    pub fn is_positive(&self) -> bool {
        self.mantissa > 0
    }

    /// The digits without their dot; the value is this over 10 to the power of [`Decimal::scale`].
    pub fn mantissa(&self) -> i128 {
        self.mantissa
    }

    /// How many digits stand behind the dot, 0 to 18.
    pub fn scale(&self) -> u8 {
        self.scale
    }

    /// `mantissa` / 10^`scale` in its shortest form; `None` where that is out of range.
    fn checked(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        let scale = u8::try_from(scale).ok().filter(|&scale| scale <= DECIMALS)?;
        let limit = WHOLE_LIMIT * 10_u128.pow(u32::from(scale));
        (mantissa.unsigned_abs() < limit).then_some(Decimal { mantissa, scale })
    }

    /// The mantissa as if `scale` digits, no fewer than there are, stood behind the dot.
    fn at_scale(&self, scale: u8) -> i128 {
        self.mantissa * 10_i128.pow(u32::from(scale.saturating_sub(self.scale)))
    }
}

/// Whether a minus stands before the rest; a plus is dropped.
pub(super) fn signed_digits(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Euclid's algorithm; of 0 and n it is n.
fn greatest_common_divisor(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl From<i64> for Decimal {
    fn from(integer: i64) -> Decimal {
        Decimal { mantissa: i128::from(integer), scale: 0 }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let one = 10_u128.pow(u32::from(self.scale));
        let (whole, fraction) = (self.mantissa.unsigned_abs() / one, self.mantissa.unsigned_abs() % one);
        if self.scale == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction:0width$}", width = usize::from(self.scale))
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
