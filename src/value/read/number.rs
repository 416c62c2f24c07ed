//! `integer` and `number`: plain decimal digits, nothing that could be meant in two ways.

use std::{borrow::Cow, ops::RangeInclusive};

use icu_properties::{CodePointMapData, props::GeneralCategory};

use super::quote::quoted;
use crate::value::{DecimalMark, Number};

/// Exponents that are written out; whole numbers of 64 bits need no larger ones.
const LONGEST: u32 = 30;

/// A whole number of 64 bits; `3.0` is one.
pub(super) fn integer(text: &str, decimals: DecimalMark) -> Result<i64, String> {
    let number = unambiguous(text, decimals).and_then(|text| Number::parse_integer(&text));
    number.ok_or_else(|| {
        if is_plain_integer(text) {
            format!("{} is too large for a whole number", quoted(text))
        } else {
            problem(text, "a whole number", decimals)
        }
    })
}

/// A number of JSON that is written with an exponent but whole, as its digits: `1e1` is ten. Others stay as they are.
pub(super) fn without_exponent(number: &str) -> Cow<'_, str> {
    let digits = || {
        let (coefficient, exponent) = number.split_once(['e', 'E'])?;
        let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.unsigned_abs() <= LONGEST)?;
        let (sign, coefficient) = coefficient.strip_prefix('-').map_or(("", coefficient), |rest| ("-", rest));
        let (whole, fraction) = coefficient.split_once('.').unwrap_or((coefficient, ""));
        let all = format!("{whole}{fraction}");
        let places = i64::try_from(whole.len()).ok()? + i64::from(exponent);
        let places = usize::try_from(places).unwrap_or(0);
        let (kept, rest) = all.split_at_checked(places).unwrap_or((&all, ""));
        let is_whole = places > 0 && rest.bytes().all(|digit| digit == b'0');
        is_whole.then(|| format!("{sign}{kept}{}", "0".repeat(places - kept.len())))
    };
    digits().map_or(Cow::Borrowed(number), Cow::Owned)
}

/// A finite number.
pub(super) fn real(text: &str, decimals: DecimalMark) -> Result<f64, String> {
    let number = unambiguous(text, decimals).and_then(|text| Number::parse_real(&text));
    number.ok_or_else(|| {
        if is_scientific(text) && !may_be_thousands(text, decimals) {
            format!("{} is too large for a number", quoted(text))
        } else {
            problem(text, "a number", decimals)
        }
    })
}

/// The number with a decimal point; `None` where it could be meant in two ways.
fn unambiguous(text: &str, decimals: DecimalMark) -> Option<String> {
    match (decimals, text.contains(','), text.contains('.')) {
        (DecimalMark::Comma, true, true) => None,
        (DecimalMark::Comma, true, false) => Some(text.replacen(',', ".", 1)),
        _ if may_be_thousands(text, decimals) => None,
        _ => Some(text.to_owned()),
    }
}

/// Where commas are decimal, or may be, `1.234` is more likely a thousand than a little more than one.
fn may_be_thousands(text: &str, decimals: DecimalMark) -> bool {
    decimals != DecimalMark::Point && is_grouped(text, '.')
}

fn problem(text: &str, expected: &str, decimals: DecimalMark) -> String {
    if decimals == DecimalMark::Unsaid
        && let Some(two) = two_meanings(text)
    {
        return two;
    }
    let hint = hint(text, decimals).map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("{} is not {expected}{hint}", quoted(text))
}

/// `2.000` where nothing shows what the point is.
fn two_meanings(text: &str) -> Option<String> {
    let number = text.strip_prefix('+').unwrap_or(text);
    let decimal = Number::parse_real(number).filter(|_| is_grouped(number, '.'))?;
    let whole = number.replace('.', "");
    Some(format!(
        "{} may be {decimal} or {whole}: write `{whole}`, or separate the columns by commas where the point is decimal",
        quoted(text)
    ))
}

fn hint(text: &str, decimals: DecimalMark) -> Option<&'static str> {
    let category = |c: char| CodePointMapData::<GeneralCategory>::new().get(c);
    if !text.contains(|c: char| category(c) == GeneralCategory::DecimalNumber) {
        return None;
    }
    if text.contains('%') {
        return Some("percent signs are not read");
    }
    if text.contains(|c: char| category(c) == GeneralCategory::CurrencySymbol) {
        return Some("currency signs are not read");
    }
    if text.contains(|c: char| !c.is_ascii() && category(c) == GeneralCategory::DecimalNumber) {
        return Some("only the digits 0 to 9 are read");
    }
    let separators = [',', '\'', '’', '_', ' ', '\u{a0}', '\u{202f}'];
    if separators.iter().any(|separator| is_grouped(text, *separator)) || may_be_thousands(text, decimals) {
        return Some("separators of thousands are not read");
    }
    None
}

/// Groups of two or three digits with `separator` between them, the last of three: `1,234`, `1 234,5`; not `0,125`.
fn is_grouped(text: &str, separator: char) -> bool {
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = number.split(|c| c != separator && matches!(c, '.' | ',')).next().unwrap_or_default();
    let groups: Vec<&str> = whole.split(separator).collect();
    let [first, middle @ .., last] = groups.as_slice() else { return false };
    let digits = |group: &str, sizes: RangeInclusive<usize>| {
        sizes.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(first, 1..=3)
        && !first.starts_with('0')
        && middle.iter().all(|group| digits(group, 2..=3))
        && digits(last, 3..=3)
}

fn is_plain_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is written as a number and only its size can be wrong.
fn is_scientific(text: &str) -> bool {
    let (coefficient, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    Number::parse_real(coefficient).is_some() && is_plain_integer(exponent) || is_plain_integer(text)
}

#[cfg(test)]
mod tests {
    use super::without_exponent;

    #[test]
    fn whole_numbers_of_json_may_have_exponents() {
        for (written, read) in [
            ("1e1", "10"),
            ("-1.5E+1", "-15"),
            ("1200e-2", "12"),
            ("1.50e1", "15"),
            ("0e5", "000000"),
            ("15e-1", "15e-1"),
            ("1.23e1", "1.23e1"),
            ("1e999999999", "1e999999999"),
            ("12", "12"),
        ] {
            assert_eq!(without_exponent(written), read, "{written}");
        }
    }
}
