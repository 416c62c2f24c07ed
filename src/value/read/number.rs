//! `integer` and `number`: plain decimal digits, nothing that could be meant in two ways.

use std::ops::RangeInclusive;

use icu_properties::{CodePointMapData, props::GeneralCategory};

use super::quote::quoted;
use crate::value::Number;

/// A whole number of 64 bits; `3.0` is one.
pub(super) fn integer(text: &str, decimal_comma: bool) -> Result<i64, String> {
    let number = unambiguous(text, decimal_comma).and_then(|text| Number::parse_integer(&text));
    number.ok_or_else(|| {
        if is_plain_integer(text) {
            format!("{} is too large for a whole number", quoted(text))
        } else {
            problem(text, "a whole number", decimal_comma)
        }
    })
}

/// A finite number.
pub(super) fn real(text: &str, decimal_comma: bool) -> Result<f64, String> {
    let number = unambiguous(text, decimal_comma).and_then(|text| Number::parse_real(&text));
    number.ok_or_else(|| {
        if is_scientific(text) {
            format!("{} is too large for a number", quoted(text))
        } else {
            problem(text, "a number", decimal_comma)
        }
    })
}

/// The number with a decimal point; `None` where it could be meant in two ways.
fn unambiguous(text: &str, decimal_comma: bool) -> Option<String> {
    match (decimal_comma, text.contains(','), text.contains('.')) {
        (true, true, true) => None,
        (true, true, false) => Some(text.replacen(',', ".", 1)),
        // In such a source `1.234` is more likely a thousand than a little more than one.
        (true, false, true) if is_grouped(text, '.') => None,
        _ => Some(text.to_owned()),
    }
}

fn problem(text: &str, expected: &str, decimal_comma: bool) -> String {
    let hint = hint(text, decimal_comma).map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("{} is not {expected}{hint}", quoted(text))
}

fn hint(text: &str, decimal_comma: bool) -> Option<&'static str> {
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
    if separators.iter().any(|separator| is_grouped(text, *separator)) || decimal_comma && is_grouped(text, '.') {
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
