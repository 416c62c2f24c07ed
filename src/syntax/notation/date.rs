//! Takes tokens, finds dates that are not written year-month-day.

use super::Notation;
use crate::{
    base::{Applicability, code},
    syntax::{header::View, scan::TokenKind},
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date that begins at `at`.
pub(super) fn date(view: View<'_>, at: usize) -> Option<Notation> {
    let first = view.tokens.get(at)?;
    match first.kind {
        TokenKind::Number => in_digits(view, at).or_else(|| in_words(view, at)),
        TokenKind::Word => in_words(view, at),
        _ => None,
    }
}

/// `01.03.2026`, `3/1/2026`, `2026/03/01`, `2026-03`.
fn in_digits(view: View<'_>, at: usize) -> Option<Notation> {
    let glued = |one: usize| view.tokens.get(one).zip(view.tokens.get(one + 1)).is_some_and(|(a, b)| a.end == b.start);
    let before = at.checked_sub(1);
    if before.is_some_and(|before| glued(before) && !view.one_of(before, &["..", "..=", "(", ":", "{", ",", "|"])) {
        return None;
    }
    let is_part = |at: usize| {
        view.one_of(at, &["-", "/", "."]) || view.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    };
    let mut end = at + 1;
    while end < at + 5 && glued(end - 1) && is_part(end) {
        end += 1;
    }
    if end == at + 1 {
        return None;
    }
    let written = view.text.get(view.tokens.get(at)?.start..view.tokens.get(end - 1)?.end);
    let mark = written.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = written.split(mark).collect();
    let number = |part: &str| (!part.is_empty() && part.len() <= 4).then(|| part.parse::<u32>().ok()).flatten();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            let iso = iso(number(year)?, number(month)?, number(day)?)?;
            Some(certain(end, iso))
        }
        [one, two, year] if year.len() == 4 && one.len() <= 2 && two.len() <= 2 => {
            let (one, two, year) = (number(one)?, number(two)?, number(year)?);
            match (iso(year, two, one), iso(year, one, two)) {
                (Some(iso), None) | (None, Some(iso)) => Some(certain(end, iso)),
                (Some(day_first), Some(_)) if one == two => Some(certain(end, day_first)),
                (Some(_), Some(_)) => Some(uncertain(end, year)),
                (None, None) => None,
            }
        }
        [year, month] if year.len() == 4 && month.len() == 2 && mark != '.' => {
            let is_date = before.is_some_and(|before| view.one_of(before, &["before", "after", "until", "of", ":"]));
            let (year, month_number) = (number(year)?, number(month)?);
            let first = iso(year, month_number, 1)?;
            if before.is_some_and(|before| view.is(before, "in")) {
                let (year, month) = if month_number == 12 { (year + 1, 1) } else { (year, month_number + 1) };
                return Some(certain(end, format!("{first}..{}", iso(year, month, 1)?)));
            }
            (is_date || (month.starts_with('0') && mark == '-'))
                .then(|| Notation { help: Some("a date has a day as well"), ..uncertain(end, year) })
        }
        _ => None,
    }
}

/// `1 March 2026`, `March 1, 2026`.
fn in_words(view: View<'_>, at: usize) -> Option<Notation> {
    let month = |at: usize| {
        let word = view.word(at).to_lowercase();
        let found = MONTHS.iter().position(|month| *month == word || (word.len() == 3 && month.starts_with(&word)));
        found.and_then(|index| u32::try_from(index + 1).ok())
    };
    let number = |at: usize, len: std::ops::RangeInclusive<usize>| {
        let word = view.word(at);
        (len.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| word.parse().ok())
            .flatten()
    };
    let (end, found) = if let Some(month) = month(at) {
        let day = number(at + 1, 1..=2)?;
        let year = if view.is(at + 2, ",") { at + 3 } else { at + 2 };
        (year + 1, iso(number(year, 4..=4)?, month, day)?)
    } else {
        let dot = usize::from(view.is(at + 1, "."));
        let month = month(at + 1 + dot)?;
        (at + 3 + dot, iso(number(at + 2 + dot, 4..=4)?, month, number(at, 1..=2)?)?)
    };
    Some(certain(end, found))
}

fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    ((1900..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn certain(end: usize, iso: String) -> Notation {
    Notation {
        end,
        code: &code::SPLIT_TOKEN,
        message: format!("dates are written year-month-day: `{iso}`"),
        help: None,
        read: iso,
        fix: Some(Applicability::Unsafe),
    }
}

/// Which number is the month cannot be known, so no date is offered.
fn uncertain(end: usize, year: u32) -> Notation {
    Notation {
        end,
        code: &code::SPLIT_TOKEN,
        message: format!("dates are written year-month-day, as in `{year:04}-12-31`"),
        help: None,
        read: format!("{year:04}-01-01"),
        fix: None,
    }
}
