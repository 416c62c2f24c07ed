//! Numbers as people write them: takes the ends of a piece, gives the number between them that is plainest to read.
//!
//! ```text
//! 2.3333333333333335..       3           a whole number near 0, where there is one
//! 0.31..0.3499999999999999   0.32        else the fewest decimals
//! ```
//!
//! Knows nothing of questions.

use crate::value::Number;

/// Nobody reads larger numbers.
const LARGEST: f64 = 1e12;

/// Digits that a double always keeps.
const MOST_DIGITS: usize = 15;

/// Most decimals that are no trouble to read.
const FEW_DECIMALS: usize = 4;

/// Most decimals that can be written.
const MOST_DECIMALS: usize = 18;

/// Whether a number is written with few digits.
pub(crate) fn is_plain(number: f64) -> bool {
    let (digits, decimals) = digits(number);
    number.abs() <= LARGEST && digits <= MOST_DIGITS && decimals <= FEW_DECIMALS
}

/// The less, the plainer.
pub(crate) fn effort(number: f64) -> (bool, usize) {
    let (digits, decimals) = digits(number);
    (number.abs() > LARGEST, digits.max(decimals))
}

/// The plainest number from one to another, both of which count; none where all are large, or have too many digits.
pub(crate) fn plainest(first: f64, last: f64) -> Option<f64> {
    if first <= 0.0 && 0.0 <= last {
        return Some(0.0);
    }
    let near = if first > 0.0 { first } else { last };
    let fits =
        |number: &f64| (first..=last).contains(number) && number.abs() <= LARGEST && digits(*number).0 <= MOST_DIGITS;
    (0..=MOST_DECIMALS).find_map(|decimals| rounded(near, decimals).into_iter().find(fits))
}

/// A number with so many decimals or fewer: the nearest, and one more and one less of the last of them.
pub(crate) fn rounded(number: f64, decimals: usize) -> [f64; 3] {
    let at = |number: f64| format!("{number:.decimals$}").parse().unwrap_or(number);
    let one = 10_f64.powi(-i32::try_from(decimals).unwrap_or(i32::MAX));
    [at(number), at(number + one), at(number - one)]
}

/// Digits in all but for zeros in front, and those behind the point.
fn digits(number: f64) -> (usize, usize) {
    let text = Number::Real(number.abs()).to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let all = whole.len() + decimals.len();
    let zeros = text.chars().filter(|c| *c != '.').take_while(|c| *c == '0').count();
    (all - zeros.min(all), decimals.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_near_0_come_first_then_few_decimals() {
        for (first, last, plain) in [
            (f64::MIN, f64::MAX, Some(0.0)),
            (2.333_333_333_333_333_5, f64::MAX, Some(3.0)),
            (f64::MIN, -5e-324, Some(-1.0)),
            (f64::MIN, 3.099_999_999_999_999, Some(0.0)),
            (3.05, 3.099_999_999_999_999, Some(3.05)),
            (5e-324, 0.000_000_999_999_999_999_999_7, Some(0.000_000_1)),
            (0.31, 0.349_999_999_999, Some(0.31)),
            (2.5, 2.5, Some(2.5)),
            (1e13, f64::MAX, None),
            (5e-324, 5e-324, None),
            (2.333_333_333_333_333_5, 2.333_333_333_333_333_5, None),
        ] {
            let found = plainest(first, last);
            let found = found.filter(|number| is_plain(*number) || plain == Some(*number));
            assert_eq!(found, plain, "{first} {last}");
        }
    }

    #[test]
    fn what_is_long_large_or_fine_is_not_plain() {
        for number in [0.0, -1.0, 2.5, 0.0001, 1e12, 99_999.95] {
            assert!(is_plain(number), "{number}");
        }
        for number in [f64::MAX, 5e-324, 2.333_333_333_333_333_5, 1e13, 0.000_01] {
            assert!(!is_plain(number), "{number}");
        }
    }
}
