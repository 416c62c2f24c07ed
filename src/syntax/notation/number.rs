//! Takes tokens, finds numbers with a comma, with marks between their digits, or with a unit behind.

use super::Notation;
use crate::{
    base::{Applicability, code},
    syntax::{
        header::View,
        scan::{Token, TokenKind},
    },
};

/// What stands before a single number, so that a comma in it separates no values.
const BEFORE: [&str; 24] = [
    "score", "=>", "->", "<", ">", "<=", ">=", "=<", "≥", "≤", "==", "!=", "=", "is", "per", "to", "least", "most",
    "than", "limit", "..", "..=", "*", "default",
];

const CURRENCIES: [&str; 4] = ["€", "$", "£", "¥"];

/// A number that begins at `at`.
pub(super) fn number(view: View<'_>, at: usize) -> Option<Notation> {
    let currency = CURRENCIES.contains(&view.word(at));
    let first = if currency { at + 1 } else { at };
    let token = view.tokens.get(first).filter(|token| token.kind == TokenKind::Number)?;
    if currency && view.tokens.get(at)?.end != token.start {
        return None;
    }
    let before = at.checked_sub(1);
    if before
        .and_then(|before| view.tokens.get(before))
        .is_some_and(|before| before.kind == TokenKind::Number && before.end == token.start)
    {
        return None;
    }
    let single = before.is_some_and(|before| view.one_of(before, &BEFORE));
    let grouped = commas(view, first, single)
        .or_else(|| dots(view, first))
        .or_else(|| blanks(view, first).filter(|_| single))
        .unwrap_or(Grouped { end: first + 1, plain: view.word(first).to_owned(), written: None });
    let glued = |at: usize| at.checked_sub(1).is_some_and(|one| touch(view.tokens.get(one), view.tokens.get(at)));
    let in_duration = before.is_some_and(|before| view.one_of(before, &["within", "every", "over", "last", "next"]));
    let mut end = grouped.end;
    let mut plain = grouped.plain;
    let (mut message, mut fix) = match grouped.written {
        Some((message, fix)) => (Some(message), fix),
        None => (None, Applicability::Safe),
    };
    let suffix = view.word(end);
    if glued(end) && !in_duration && !suffix.is_empty() {
        let places = match suffix.to_lowercase().as_str() {
            "k" => Some((3, Applicability::Safe)),
            "m" | "mio" | "mn" => Some((6, Applicability::Unsafe)),
            "bn" => Some((9, Applicability::Unsafe)),
            _ => None,
        };
        if let Some((places, sure)) = places {
            plain = shifted(&plain, places)?;
            end += 1;
            message = Some(String::from("write the whole number"));
            fix = sure;
        }
    }
    let sign = view.word(end);
    if (glued(end) && CURRENCIES.contains(&sign)) || sign == "%" {
        end += 1;
        message.get_or_insert_with(|| format!("numbers are written without `{sign}`"));
        if sign == "%" {
            fix = Applicability::Unsafe;
        }
    } else if currency {
        message.get_or_insert_with(|| format!("numbers are written without `{}`", view.word(at)));
    }
    Some(Notation {
        end,
        code: &code::FOREIGN_MARK,
        message: format!("{}: `{plain}`", message?),
        help: None,
        read: plain,
        fix: Some(fix),
    })
}

/// `1,000`, which would be two values. `100,200` may be.
pub(super) fn is_divided(view: View<'_>, at: usize) -> bool {
    view.is(at, ",")
        && view.word(at + 1).starts_with('0')
        && at.checked_sub(1).is_some_and(|first| commas(view, first, false).is_some())
}

/// A number of several tokens.
struct Grouped {
    end: usize,
    plain: String,
    written: Option<(String, Applicability)>,
}

fn touch(one: Option<&Token>, two: Option<&Token>) -> bool {
    one.zip(two).is_some_and(|(one, two)| one.end == two.start)
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

const SEPARATED: &str = "numbers are written without separators";

/// `2,5`, `1,000,000`.
fn commas(view: View<'_>, at: usize, single: bool) -> Option<Grouped> {
    let mut groups = Vec::new();
    let mut end = at + 1;
    let next = |at: usize| {
        view.is(at, ",")
            && touch(view.tokens.get(at - 1), view.tokens.get(at))
            && touch(view.tokens.get(at), view.tokens.get(at + 1))
            && view.word(at + 1).starts_with(|c: char| c.is_ascii_digit())
    };
    while next(end) {
        groups.push(view.word(end + 1));
        end += 2;
    }
    let first = view.word(at);
    let last = groups.last()?;
    let in_threes = groups.iter().all(|group| group.split('.').next().is_some_and(|whole| whole.len() == 3));
    let with_zeros = groups.iter().any(|group| group.starts_with('0'));
    let digits = first.trim_start_matches(['+', '-']);
    // `100,200 => +5` are two values.
    let several = !single || view.one_of(end, &["=>", "->", ","]);
    if first.contains('.') || !is_digits(digits) {
        return None;
    }
    if in_threes && digits != "0" && digits.len() <= 3 && (!several || with_zeros) {
        let fix = if groups.len() > 1 { Applicability::Safe } else { Applicability::Unsafe };
        let plain = format!("{first}{}", groups.concat());
        return Some(Grouped { end, plain, written: Some((SEPARATED.to_owned(), fix)) });
    }
    if groups.len() == 1 && is_digits(last) && !several {
        // Behind `is` they may be two values.
        let doubtful = at.checked_sub(1).is_some_and(|before| view.one_of(before, &["is", "=", "==", "!="]));
        let fix = if doubtful { Applicability::Unsafe } else { Applicability::Safe };
        let written = Some(("decimals are written with a point".to_owned(), fix));
        return Some(Grouped { end, plain: format!("{first}.{last}"), written });
    }
    None
}

/// `1.000.000`.
fn dots(view: View<'_>, at: usize) -> Option<Grouped> {
    let (whole, group) = view.word(at).split_once('.')?;
    let mut plain = format!("{whole}{group}");
    let mut end = at + 1;
    while view.is(end, ".")
        && view.word(end + 1).len() == 3
        && is_digits(view.word(end + 1))
        && touch(view.tokens.get(end), view.tokens.get(end + 1))
    {
        plain.push_str(view.word(end + 1));
        end += 2;
    }
    (end > at + 1 && group.len() == 3).then(|| Grouped {
        end,
        plain,
        written: Some((SEPARATED.to_owned(), Applicability::Safe)),
    })
}

/// `1 000 000`.
fn blanks(view: View<'_>, at: usize) -> Option<Grouped> {
    let first = view.tokens.get(at)?;
    let mut plain = view.word(at).to_owned();
    let mut end = at + 1;
    while view.tokens.get(end).is_some_and(|token| token.line == first.line && token.kind == TokenKind::Number)
        && view.word(end).len() == 3
        && is_digits(view.word(end))
    {
        plain.push_str(view.word(end));
        end += 1;
    }
    let fits = plain.len() > view.word(at).len()
        && !plain.contains('.')
        && view.word(at).trim_start_matches(['+', '-']).len() <= 3
        && !view.one_of(end, &["=>", "->", ",", "..", "..="]);
    let fix = if end > at + 2 { Applicability::Safe } else { Applicability::Unsafe };
    fits.then(|| Grouped { end, plain, written: Some((SEPARATED.to_owned(), fix)) })
}

/// `1.5` with six places is `1500000`; none where digits would be left behind the point.
fn shifted(number: &str, places: usize) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let zeros = places.checked_sub(fraction.len())?;
    let all = format!("{whole}{fraction}{}", "0".repeat(zeros));
    let (sign, digits) = if let Some(digits) = all.strip_prefix(['+', '-']) {
        (all.get(..1).unwrap_or(""), digits)
    } else {
        ("", all.as_str())
    };
    let digits = digits.trim_start_matches('0');
    (!digits.is_empty()).then(|| format!("{sign}{digits}"))
}
