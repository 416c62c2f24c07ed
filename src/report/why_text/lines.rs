//! Lines for a terminal: takes styled words, gives lines that are no wider than a page. Words of data are made harmless.

use icu_properties::{
    CodePointMapData,
    props::{EastAsianWidth, GeneralCategory},
};

use crate::base::harmless;

/// Columns of a page.
const PAGE: usize = 80;
/// Columns of one value; longer ones are cut.
const VALUE: usize = 60;

/// How words look on a terminal that has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Style {
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\u{1b}[1m",
            Self::Dim => "\u{1b}[2m",
            Self::Good => "\u{1b}[32m",
            Self::Bad => "\u{1b}[31m",
        }
    }
}

/// Words of one style.
pub(in crate::report) type Piece = (Style, String);

/// Words that are safe to show, in a style.
pub(in crate::report) fn piece(style: Style, text: &str) -> Piece {
    (style, safe(text))
}

/// On one line, without characters that steer a terminal.
pub(in crate::report) fn safe(text: &str) -> String {
    harmless(&text.replace('\r', "").replace(['\n', '\t'], " "))
}

/// A value of the data, cut where it is long.
pub(in crate::report) fn value(text: &str) -> String {
    let text = harmless(&text.replace('\n', "\\n"));
    if columns(&text) <= VALUE {
        return text;
    }
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if columns(&cut) >= VALUE - 1 {
            break;
        }
    }
    cut.push('…');
    cut
}

/// A page that grows line by line.
#[derive(Default)]
pub(in crate::report) struct Page {
    text: String,
}

impl Page {
    /// A line: first what is not broken, then words that are; further lines begin below them.
    pub(in crate::report) fn line(&mut self, lead: &[Piece], words: &[Piece]) {
        let mut at = 0;
        for (style, text) in lead {
            self.put(*style, text);
            at += columns(text);
        }
        let indent = if at > PAGE / 2 { 8 } else { at };
        let mut is_first = true;
        for (style, text) in words {
            for word in text.split(' ').filter(|word| !word.is_empty()) {
                let width = columns(word);
                if !is_first && at + 1 + width > PAGE {
                    self.text.push('\n');
                    self.text.push_str(&" ".repeat(indent));
                    at = indent;
                } else if !is_first {
                    self.text.push(' ');
                    at += 1;
                }
                self.put(*style, word);
                at += width;
                is_first = false;
            }
        }
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        self.text.push('\n');
    }

    /// An empty line and a title.
    pub(in crate::report) fn title(&mut self, title: &str, rest: &[Piece]) {
        self.text.push('\n');
        let words: Vec<Piece> = [(Style::Bold, title.to_owned())].into_iter().chain(rest.iter().cloned()).collect();
        self.line(&[], &words);
    }

    pub(in crate::report) fn into_text(self) -> String {
        self.text
    }

    fn put(&mut self, style: Style, text: &str) {
        self.text.push_str(style.code());
        self.text.push_str(text);
        if style != Style::Plain {
            self.text.push_str("\u{1b}[0m");
        }
    }
}

/// Columns a text takes: characters of East Asian width take two, marks on a letter none.
pub(in crate::report) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let (widths, categories) = (CodePointMapData::<EastAsianWidth>::new(), CodePointMapData::<GeneralCategory>::new());
    let column = |c: char| match (widths.get(c), categories.get(c)) {
        (_, GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark) => 0,
        (EastAsianWidth::Wide | EastAsianWidth::Fullwidth, _) => 2,
        _ => 1,
    };
    text.chars().map(column).sum()
}

/// The text with blanks behind it, up to a number of columns.
pub(in crate::report) fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(columns(text))))
}
