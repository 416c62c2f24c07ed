//! Hangs every comment of a file on exactly one word of the document.
//!
//! Takes the document, the comments and the source text; knows nothing of the language.
//!
//! ```text
//! # before the word that follows it       -> leading of `let`
//! let tofu = # behind the word before it  -> trailing of `tofu`
//!   5        # the same                   -> trailing of `5`
//! ```
//!
//! A word whose place is unknown (a keyword, a comma) takes no comment itself; its comment moves over it to where it
//! reads well: before the keyword, behind the comma.

use super::doc::{self, Glue, Node, Remark, Word};
use crate::{base::Span, syntax::tree::Comment};

/// Hangs `comments` on the words of `nodes`; gives those that stand behind the last word, with their line of their own.
/// Comments inside one of `verbatim` are part of a word already.
pub(super) fn attach(nodes: &mut [Node], comments: &[Comment], text: &str, verbatim: &[Span]) -> Vec<Remark> {
    let mut all: Vec<&mut Word> = Vec::new();
    doc::words(nodes, &mut |word| all.push(word));
    let mut order: Vec<(Span, usize)> =
        all.iter().enumerate().filter_map(|(at, word)| word.span.map(|span| (span, at))).collect();
    order.sort_by_key(|(span, at)| (span.start, *at));

    let documented = comments.iter().any(|comment| comment.is_doc);
    for word in &mut all {
        if documented {
            // They are among the comments and stand where they stood.
            word.docs.clear();
        }
        word.blank_before = word.span.is_some_and(|span| blank_line_before(text, span.start));
    }
    let mut tail = Vec::new();
    for comment in comments {
        if verbatim.iter().any(|span| span.contains(comment.span)) {
            continue;
        }
        let next = order.partition_point(|(span, _)| span.start < comment.span.start);
        let previous = next.checked_sub(1).and_then(|at| order.get(at));
        let spelling = spelling(comment, text);
        if let Some((span, at)) = previous
            && same_line(text, span.end, comment.span.start)
            && let Some(target) = behind(&all, *at)
            && let Some(word) = all.get_mut(target)
            && word.trailing.is_none()
        {
            word.trailing = Some(spelling);
            continue;
        }
        let remark = Remark { text: spelling, blank_before: blank_line_before(text, comment.span.start) };
        let target = order.get(next).map(|(_, at)| before(&all, *at));
        match target.and_then(|at| all.get_mut(at)) {
            Some(word) => {
                word.leading.push(remark);
            }
            None => tail.push(remark),
        }
    }
    tail
}

/// The comment as it stood, with a blank between its mark and a letter.
fn spelling(comment: &Comment, text: &str) -> String {
    let raw = text.get(comment.span.range()).unwrap_or("").trim_end();
    let mark = if comment.is_doc { "##" } else { "#" };
    match raw.strip_prefix(mark) {
        Some(rest) if rest.starts_with(char::is_alphanumeric) => format!("{mark} {rest}"),
        Some(_) => raw.to_owned(),
        None => format!("{mark} {}", comment.text).trim_end().to_owned(),
    }
}

/// The last of the words that belong to the one at `at` from behind.
fn behind(all: &[&mut Word], at: usize) -> Option<usize> {
    let closing = |word: &&&mut Word| word.span.is_none() && word.glue == Glue::Previous;
    Some(at + all.get(at + 1..)?.iter().take_while(closing).count())
}

/// The first of the keywords that lead up to the word at `at`.
fn before(all: &[&mut Word], at: usize) -> usize {
    let keyword = |word: &&&mut Word| word.span.is_none() && word.glue == Glue::Next;
    at - all.get(..at).unwrap_or_default().iter().rev().take_while(keyword).count()
}

/// Whether no line ends between two places.
fn same_line(text: &str, end: u32, start: u32) -> bool {
    end >= start || text.get(end as usize..start as usize).is_none_or(|between| !between.contains('\n'))
}

/// Whether the line before the one that begins with what stands at `at` is blank.
pub(super) fn blank_line_before(text: &str, at: u32) -> bool {
    let Some(before) = text.get(..at as usize) else { return false };
    let white = before.len() - before.trim_end().len();
    before.get(before.len() - white..).is_some_and(|white| white.matches('\n').count() > 1)
}
