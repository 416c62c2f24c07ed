//! Takes the tokens of a block (braces paired), gives the stretch of each thing in it, broken or not.
//!
//! A new thing begins where its form says so, or on a new line that is indented no deeper than the thing before,
//! unless one of the two tokens there cannot stand at an end.

use std::ops::Range;

use super::{grammar::Rule, header::View, notation, scan::TokenKind};

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    File,
    Contact,
    Event,
    Score,
    Group,
    Match,
    Stage,
    Test,
    Facts,
    Table,
}

impl Place {
    /// Whether rules stand here.
    pub(super) fn has_rules(self) -> bool {
        matches!(self, Self::File | Self::Score | Self::Group)
    }

    /// The rule that reads one thing of this block and nothing more.
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::File => Rule::only_item,
            Self::Contact => Rule::only_contact_line,
            Self::Event => Rule::only_event_line,
            Self::Score => Rule::only_entry,
            Self::Group => Rule::only_group_entry,
            Self::Match => Rule::only_arm,
            Self::Stage => Rule::only_stage_arm,
            Self::Test => Rule::only_test_line,
            Self::Facts => Rule::only_fact,
            Self::Table => Rule::only_table_line,
        }
    }
}

/// The token ranges of the things in `block`, in order, together all of it.
pub(super) fn chunks(view: View<'_>, place: Place, block: Range<usize>) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    let mut start = block.start;
    let mut at = block.start;
    while at < block.end {
        if at > start && begins(view, place, start, at) {
            chunks.push(start..at);
            start = at;
        }
        at = if view.is(at, "{") { closing(view, at, block.end) + 1 } else { at + 1 };
    }
    if start < block.end {
        chunks.push(start..block.end);
    }
    chunks
}

/// The `}` of the `{` at `open`; the last token before `end` where there is none.
pub(super) fn closing(view: View<'_>, open: usize, end: usize) -> usize {
    let mut depth = 0usize;
    for at in open..end {
        match view.word(at) {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    end.saturating_sub(1)
}

/// Whether a new thing begins at `at`, the one before having begun at `start`.
fn begins(view: View<'_>, place: Place, start: usize, at: usize) -> bool {
    let (Some(first), Some(token)) = (view.tokens.get(start), view.tokens.get(at)) else { return false };
    if place == Place::Table {
        return token.first;
    }
    let label_before = view.is(at - 1, ":") && (start..at - 1).all(|word| view.is_name(word));
    // A colon on a new line, where no name stands right before it: its name is missing.
    let lost_label =
        view.is(at, ":") && (token.first || view.is(at - 1, ",")) && !(at == start + 1 && view.is_name(start));
    if in_a_label(view, place, start, at)
        || (place == Place::File && at == start + 2 && notation::lacks_brace(view, start))
        || (place == Place::File && list_waits(view, start, at))
    {
        return false;
    }
    let sure = match place {
        Place::File => {
            (view.item(at) && (token.first || view.is(at - 1, "}")))
                || (view.is_text(at) && token.first && view.is(at + 1, "{") && view.is(at - 1, "}"))
                || (token.first && (lost_label || view.entry(at) && !label_before))
                || (view.points(at) && token.first && has_points(view, start..at))
        }
        Place::Score | Place::Group => {
            let points = has_points(view, start..at) || (at == start + 1 && first.kind == TokenKind::Number);
            let when_behind_points = view.is(at, "when")
                && !token.first
                && !view.is(start, "when")
                && points
                && !behind_has_points(view, at);
            (lost_label && token.first)
                || (view.entry(at) && !label_before && !when_behind_points)
                || (view.points(at) && token.first && has_points(view, start..at))
        }
        Place::Match => pattern_begins(view, start, at),
        Place::Stage => {
            view.is(at, "otherwise")
                || (token.first && view.is_name(at) && view.is_name(at + 1))
                || (token.first && view.is_text(at) && view.is(at + 1, "when") && !view.wants_more(at - 1))
                || (view.is_name(at)
                    && (view.is(at + 1, "when") || (view.is_text(at + 1) && view.is(at + 2, "when")))
                    && !view.is(start, "otherwise"))
        }
        Place::Contact | Place::Event => {
            view.label(at)
                || lost_label
                || (view.is(at, "unknown") && view.is(at + 1, "is"))
                || (view.is(at, "key") && view.is(at + 1, "from") && token.first)
        }
        Place::Test => {
            (view.is(at, "as") && view.is(at + 1, "of"))
                || view.is(at, "expect")
                || (view.is(at, "contact") && view.is(at + 1, "{"))
                || (view.is(at, "event") && view.is(at + 2, "{"))
        }
        Place::Facts => view.label(at) || lost_label,
        Place::Table => true,
    };
    let labelled = token.first
        && view.is(at + 1, ":")
        && view.tokens.get(at + 1).is_some_and(|colon| !colon.first)
        && !matches!(place, Place::File | Place::Match | Place::Table);
    if sure || labelled {
        // `visits >=` broken off at a line's end does not swallow the next rule.
        return true;
    }
    // One blank more is what stays behind when a word is deleted.
    let deepest = if place == Place::File && view.is_text(at - 1) { first.indent + 2 } else { first.indent + 1 };
    let new_line = token.first && token.indent <= deepest;
    let is_rule = matches!(place, Place::Score | Place::Group) || (place == Place::File && view.entry(start));
    let goes_on =
        if place == Place::File && token.kind == TokenKind::Mark { view.is(at, "{") } else { view.goes_on(at) };
    new_line
        && !view.wants_more(at - 1)
        && !goes_on
        && (place == Place::Match || !view.is_text(at))
        && !(view.is(at, "score") && is_rule && !has_points(view, start..at))
}

/// Whether the `when` at `at` is the condition of the list that began at `start`, and no rule with points: behind the
/// whole head of a list anywhere, behind a spoiled one where it is indented.
fn list_waits(view: View<'_>, start: usize, at: usize) -> bool {
    let indent = |at: usize| view.tokens.get(at).map(|token| token.indent);
    let is_list = view.is(start, "list") || !view.item(start) && view.is_name(start) && view.is_name(start + 1);
    let is_spoiled = is_list && indent(at) > indent(start) && !(start..at).any(|before| view.is(before, "when"));
    view.is(at, "when") && (is_spoiled || is_list_head(view, start, at)) && !behind_has_points(view, at)
}

/// Whether `start..at` is the head of a list: the word (perhaps misspelt), the name, and what it is labelled with.
pub(super) fn is_list_head(view: View<'_>, start: usize, at: usize) -> bool {
    let others = ["set", "let", "use", "test", "define", "score", "stage", "event", "group", "each", "match"];
    let word = view.word(start);
    let is_near = || {
        view.is_name(start)
            && !others.contains(&word)
            && word.len() > 3
            && strsim::damerau_levenshtein(word, "list") <= 2
    };
    let is_label = |at: usize| view.is_text(at) || (view.is(at, "owner") && view.is_text(at + 1));
    (word == "list" || is_near()) && view.is_name(start + 1) && (start + 2..at).all(is_label)
}

/// Whether a label of several words, `Record ID:`, goes on at `at`.
fn in_a_label(view: View<'_>, place: Place, start: usize, at: usize) -> bool {
    let types = ["text", "email", "url", "integer", "number", "boolean", "date", "datetime", "one", "many"];
    let begins = [
        "score", "group", "each", "match", "list", "stage", "set", "let", "define", "key", "event", "contact", "use",
        "test",
    ];
    let line = |at: usize| view.tokens.get(at).map(|token| token.line);
    let first = view.tokens.get(start).is_some_and(|token| token.first || view.is(start.wrapping_sub(1), "{"));
    !matches!(place, Place::Match | Place::Stage | Place::Table | Place::Test)
        && first
        && view.label(at)
        && !view.one_of(start, &begins)
        && (start..at).all(|word| {
            view.tokens.get(word).is_some_and(|token| token.kind == TokenKind::Word)
                && view.is_name(word)
                && line(word) == line(at)
                && !view.one_of(word, &types)
        })
}

fn has_points(view: View<'_>, chunk: Range<usize>) -> bool {
    chunk.into_iter().any(|at| view.is(at, "score") && !view.is(at + 1, ":"))
}

/// Whether there are points on the rest of the line of `at`.
fn behind_has_points(view: View<'_>, at: usize) -> bool {
    let line = view.tokens.get(at).map(|token| token.line);
    let rest = (at..view.tokens.len()).take_while(|at| view.tokens.get(*at).map(|token| token.line) == line);
    rest.into_iter().any(|at| view.points(at))
}

/// What stands between a value and its points, or is written there.
const ARROWS: [&str; 3] = ["=>", "->", ":"];

/// Whether the patterns of the next `=>` begin at `at`, with an arm before.
fn pattern_begins(view: View<'_>, start: usize, at: usize) -> bool {
    let Some(token) = view.tokens.get(at) else { return false };
    let is_arrow = |at: usize| view.one_of(at, &ARROWS);
    let arm_before = (start..at).any(is_arrow);
    if is_arrow(at) && arm_before && !is_arrow(at - 1) {
        return true;
    }
    if view.one_of(at, &[",", "=>", "->", ":"]) || view.is(at - 1, ",") && !arm_before {
        return false;
    }
    if token.first && !view.one_of(at - 1, &[",", "=>", "->", ":"]) {
        return true;
    }
    if is_arrow(at - 1) {
        let line = |at: usize| view.tokens.get(at).map(|token| token.line);
        let signed = view.word(at).starts_with(['+', '-']) && !view.one_of(at + 1, &["..", "..="]);
        let are_points = !token.first && (signed || view.is(at + 1, ","));
        return !are_points && pattern_end(view, at).is_some_and(|end| line(end) == line(at));
    }
    // The two ends of a range are one value.
    let glued = view.tokens.get(at - 1).is_some_and(|before| before.end == token.start);
    if glued && (view.one_of(at, &["..", "..="]) || view.one_of(at - 1, &["..", "..="])) {
        return false;
    }
    if !arm_before || view.one_of(at - 1, &["+", "-"]) {
        return token.first && pattern_end(view, at).is_some();
    }
    pattern_end(view, at).is_some()
}

/// The `=>` behind the patterns that begin at `at`.
fn pattern_end(view: View<'_>, at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        if view.is(at, "{") {
            at = closing(view, at, view.tokens.len()) + 1;
        } else {
            let begin = at;
            // A range is written in one piece: tokens without blanks between.
            while view.tokens.get(at).is_some_and(|token| {
                !matches!(view.word(at), "," | "=>" | "->" | ":" | "{" | "}")
                    && (at == begin || view.tokens.get(at - 1).is_some_and(|before| before.end == token.start))
                    && matches!(
                        token.kind,
                        TokenKind::Word
                            | TokenKind::Number
                            | TokenKind::Date
                            | TokenKind::Text { .. }
                            | TokenKind::Backquoted { .. }
                            | TokenKind::Mark
                    )
            }) {
                at += 1;
            }
            if at == begin {
                return None;
            }
        }
        match view.word(at) {
            "=>" | "->" | ":" => return Some(at),
            "," => at += 1,
            _ => return None,
        }
    }
}
