//! Comments of a schema: takes what is to be said, gives lines of bearable length that hold nothing but plain text.

use crate::value::cell::shown;

/// Columns of a line of comment, its mark included.
const WIDTH: usize = 96;

/// The words of a text on lines of comment, without their marks. A text of blanks gives no line.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let word = plain(word);
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// A piece of data as a comment shows it: in backticks, on one line, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let whole = shown(text.trim());
    let cut: String = whole.chars().take(MOST).collect();
    let more = if cut.len() < whole.len() { "…" } else { "" };
    format!("`{}{more}`", cut.trim_end())
}

/// `9,240`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 row`, `9,240 rows`.
pub(super) fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", count(number))
}

/// Control characters and those that turn the direction of text have no place in a comment.
fn plain(word: &str) -> String {
    let is_hidden = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    word.chars().filter(|c| !is_hidden(c)).collect()
}
