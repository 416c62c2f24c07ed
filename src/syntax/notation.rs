//! Takes a readable text, reports numbers, dates and ranges that are written as elsewhere (`2,5`, `10k`, `03/01/2026`,
//! `1-50 => …`), and gives the edits that let the grammar read on.
//!
//! Works on tokens alone. A fix is offered where one reading exists, and is safe only where no other can be meant.

mod date;
mod number;

use std::ops::Range;

use super::{chunk::is_list_head, header::View, scan::TokenKind};
use crate::base::{Applicability, Code, Diagnostic, Edit, code};

/// Whether the grammar would take something here for what it is not: a date for a subtraction.
pub(super) fn misleads(view: View<'_>) -> bool {
    let mut in_set = false;
    (0..view.tokens.len()).any(|at| {
        in_set = within_set(view, at, in_set);
        date::date(view, at).is_some()
            || points_behind_a_name(view, at)
            || number::is_divided(view, at)
            || lacks_brace(view, at)
            || (in_set && bare_text(view, at).is_some())
    })
}

/// Whether `at` is inside the braces of a `set`, as the token before was or not.
fn within_set(view: View<'_>, at: usize, before: bool) -> bool {
    if before {
        return !view.is(at, "}");
    }
    let head = |back: usize| at.checked_sub(back);
    view.is(at, "{") && head(1).is_some_and(|at| view.is(at, "=")) && head(3).is_some_and(|at| view.is(at, "set"))
}

/// `gmail.com` in a set.
fn bare_text(view: View<'_>, at: usize) -> Option<Notation> {
    let first = view.tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
    if !at.checked_sub(1).is_some_and(|before| view.one_of(before, &["{", ","])) {
        return None;
    }
    let mut end = at + 1;
    while let Some((last, next)) = view.tokens.get(end - 1).zip(view.tokens.get(end))
        && last.end == next.start
        && (matches!(next.kind, TokenKind::Word | TokenKind::Number) || view.one_of(end, &[".", "-", "/", "@"]))
    {
        end += 1;
    }
    let text = view.text.get(first.start..view.tokens.get(end - 1)?.end);
    let is_text = text.contains(['.', '@']) && view.one_of(end, &[",", "}"]);
    is_text.then(|| Notation {
        end,
        code: &code::SYNTAX,
        message: format!("texts stand in quotes: `\"{text}\"`"),
        help: None,
        read: format!("\"{text}\""),
        fix: Some(Applicability::Unsafe),
    })
}

/// Whether `at` begins `score engagement when …`, where the `{` is missing.
pub(super) fn lacks_brace(view: View<'_>, at: usize) -> bool {
    let Some((score, rule)) = view.tokens.get(at).zip(view.tokens.get(at + 2)) else { return false };
    score.first
        && score.indent == 0
        && view.is(at, "score")
        && view.is_name(at + 1)
        && view.one_of(at + 2, &["when", "match", "each"])
        && (view.is(at + 2, "when") || view.is_name(at + 3))
        && (rule.line == score.line || (rule.first && rule.indent > 0))
}

/// Whether `score -10` stands at `at`, on with what an item says that gives no points: `define`, `list`, `never`.
pub(super) fn points_behind_a_name(view: View<'_>, at: usize) -> bool {
    let Some(token) = view.tokens.get(at).filter(|token| !token.first && view.points(at)) else { return false };
    let Some(before) = at.checked_sub(1).filter(|before| !view.wants_more(*before)) else { return false };
    if view.tokens.get(before).is_none_or(|before| before.line != token.line) {
        return false;
    }
    let begins = (0..at).rev().find(|at| {
        view.one_of(*at, &["when", "each", "match", "=>", "}", "expect"])
            || view.tokens.get(*at).is_some_and(|token| token.first && (view.item(*at) || view.label(*at)))
    });
    let items = ["define", "let", "set", "list", "never", "always"];
    begins
        .map(|begins| list_of(view, begins).unwrap_or(begins))
        .is_some_and(|begins| view.one_of(begins, &items) && view.tokens.get(begins).is_some_and(|token| token.first))
}

/// Where the list begins whose condition is the `when` at `at`.
fn list_of(view: View<'_>, at: usize) -> Option<usize> {
    let first = (0..at).rev().take(8).find(|first| view.is(*first, "list"))?;
    (view.is(at, "when") && is_list_head(view, first, at)).then_some(first)
}

/// Something written as elsewhere.
struct Notation {
    /// One behind its last token.
    end: usize,
    code: &'static Code,
    message: String,
    help: Option<&'static str>,
    /// What it reads as from here on.
    read: String,
    fix: Option<Applicability>,
}

/// Reports them all, in order.
pub(super) fn edits(view: View<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    let mut at = 0;
    let mut in_set = false;
    while at < view.tokens.len() {
        in_set = within_set(view, at, in_set);
        let found = date::date(view, at)
            .or_else(|| bare_text(view, at).filter(|_| in_set))
            .or_else(|| band(view, at))
            .or_else(|| limit(view, at))
            .or_else(|| number::number(view, at))
            .or_else(|| dash(view, at));
        let Some(found) = found else {
            at += 1;
            continue;
        };
        let end = found.end.max(at + 1);
        let last = view.tokens.get(end - 1);
        if let Some((first, last)) = view.tokens.get(at).zip(last) {
            let range = first.start..last.end;
            let span = view.text.span(range.clone());
            let mut finding = Diagnostic::new(found.code, span, found.message);
            if let Some(help) = found.help {
                finding = finding.help(help);
            }
            if let Some(applicability) = found.fix {
                let edit = Edit { span, text: found.read.clone() };
                finding = finding.fix(format!("write `{}`", found.read), applicability, vec![edit]);
            }
            diagnostics.push(finding);
            edits.push((range, found.read));
        }
        at = end;
    }
    edits
}

fn is_number(view: View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
}

fn is_dash(view: View<'_>, at: usize) -> bool {
    view.one_of(at, &["-", "–", "—", "−", "‐", "‑", "to"])
}

fn range(end: usize, read: String, message: String) -> Notation {
    Notation { end, code: &code::FOREIGN_MARK, message, help: None, read, fix: Some(Applicability::Unsafe) }
}

/// `1-50 =>`, `5+ =>`, `> 5 =>`, and `in 1-50`.
fn band(view: View<'_>, at: usize) -> Option<Notation> {
    let arrow = |at: usize| view.one_of(at, &["=>", "->", ":"]);
    let behind_in = at.checked_sub(1).is_some_and(|before| view.is(before, "in"));
    let (end, read) = if is_number(view, at) && is_dash(view, at + 1) && is_number(view, at + 2) {
        let high = view.word(at + 2).trim_start_matches('-');
        (at + 3, format!("{}..={high}", view.word(at)))
    } else if view.is(at, "between") && is_number(view, at + 1) && view.is(at + 2, "and") && is_number(view, at + 3) {
        (at + 4, format!("{}..={}", view.word(at + 1), view.word(at + 3)))
    } else if is_number(view, at) && view.is(at + 1, "+") {
        (at + 2, format!("{}..", view.word(at)))
    } else if is_number(view, at + 1) {
        let edge = view.word(at + 1);
        let next = || edge.parse::<i64>().ok()?.checked_add(1);
        let read = match view.word(at) {
            ">" | "over" | "above" => format!("{}..", next()?),
            ">=" | "≥" => format!("{edge}.."),
            "<" | "under" | "below" => format!("..{edge}"),
            "<=" | "≤" | "=<" => format!("..={edge}"),
            _ => return None,
        };
        (at + 2, read)
    } else {
        return None;
    };
    let is_range = arrow(end) || (behind_in && end == at + 3);
    is_range.then(|| range(end, read.clone(), format!("a range is written `{read}`")))
}

/// `limit 0-100`, `score fit (0-100)`.
fn limit(view: View<'_>, at: usize) -> Option<Notation> {
    let bounds = |at: usize| {
        (is_number(view, at) && is_dash(view, at + 1) && is_number(view, at + 2))
            .then(|| format!("limit {}..={}", view.word(at), view.word(at + 2)))
    };
    let (end, read) = if view.is(at, "limit") {
        (at + 4, bounds(at + 1)?)
    } else if view.is(at, "(") && at.checked_sub(2).is_some_and(|score| view.one_of(score, &["score", "group"])) {
        (at + 5, bounds(at + 1).filter(|_| view.is(at + 4, ")"))?)
    } else {
        return None;
    };
    Some(range(end, read.clone(), format!("a limit is written `{read}`")))
}

/// A long dash that stands in no range.
fn dash(view: View<'_>, at: usize) -> Option<Notation> {
    let found = view.word(at);
    (is_dash(view, at) && found != "-" && found != "to").then(|| Notation {
        end: at + 1,
        code: &code::FOREIGN_MARK,
        message: format!("`{found}` is written `-`"),
        help: None,
        read: "-".to_owned(),
        fix: Some(Applicability::Safe),
    })
}
