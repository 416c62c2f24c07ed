//! Lays a document out on lines of at most [`WIDTH`] columns where it can.
//!
//! Takes the document with its comments, gives text; knows nothing of the language. The method is the usual one of
//! pretty printers (P. Wadler, "A prettier printer", 1998): a group stands on one line if what follows up to the next
//! possible break fits as well, else each of its own breaks becomes a new line. A comment inside a group breaks it.

use icu_properties::{
    CodePointMapData,
    props::{EastAsianWidth, GeneralCategory},
};

use super::{
    align,
    doc::{Node, Remark, Role, Word},
};

/// Columns of a line; only what has no break inside is longer.
pub(super) const WIDTH: usize = 100;

/// The document as text, `tail` behind it, with one line break at the end unless there is nothing.
pub(super) fn print(mut nodes: Vec<Node>, tail: &[Remark]) -> String {
    let mut printer = Printer::default();
    printer.nodes(&mut nodes, 0, true, 0);
    for remark in tail {
        printer.wanted.get_or_insert(0);
        printer.remark(remark, 0, true);
    }
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.out
}

/// The document on one line.
pub(super) fn one_line(nodes: &[Node]) -> String {
    let mut out = String::new();
    flat(nodes, &mut out);
    out
}

fn flat(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Word(word) => out.push_str(&word.text),
            Node::Space | Node::Line | Node::Hard => out.push(' '),
            Node::Soft | Node::Tab(_) => {}
            Node::Group(inner) | Node::Indent(_, inner) => flat(inner, out),
            Node::Rows(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    flat(&row.nodes, out);
                }
            }
        }
    }
}

/// Columns a text takes: characters of East Asian width take two, marks on a letter none.
pub(super) fn columns(text: &str) -> usize {
    let (widths, categories) = (CodePointMapData::<EastAsianWidth>::new(), CodePointMapData::<GeneralCategory>::new());
    let column = |c: char| match (widths.get(c), categories.get(c)) {
        (_, GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark) => 0,
        (EastAsianWidth::Wide | EastAsianWidth::Fullwidth, _) => 2,
        _ => 1,
    };
    if text.is_ascii() { text.len() } else { text.chars().map(column).sum() }
}

/// Columns of the nodes on one line.
pub(super) fn width(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Word(word) => columns(&word.text),
            Node::Space | Node::Line | Node::Hard => 1,
            Node::Soft => 0,
            Node::Tab(blanks) => *blanks,
            Node::Group(inner) | Node::Indent(_, inner) => width(inner),
            Node::Rows(rows) => rows.iter().map(|row| width(&row.nodes) + 1).sum(),
        })
        .sum()
}

/// Whether the nodes cannot stand on one line: a forced break, or a comment before their last word is done.
pub(super) fn is_broken(nodes: &[Node]) -> bool {
    let mut state = Inside::default();
    state.look(nodes);
    state.broken
}

#[derive(Default)]
struct Inside {
    seen: bool,
    commented: bool,
    broken: bool,
}

impl Inside {
    fn look(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Word(word) => {
                    self.broken |= self.commented || (self.seen && !word.leading.is_empty());
                    self.seen = true;
                    self.commented |= word.trailing.is_some();
                }
                Node::Group(inner) | Node::Indent(_, inner) => self.look(inner),
                Node::Hard => self.broken = true,
                Node::Rows(rows) => rows.iter().for_each(|row| self.look(&row.nodes)),
                Node::Space | Node::Line | Node::Soft | Node::Tab(_) => {}
            }
        }
    }
}

#[derive(Default)]
struct Printer {
    out: String,
    column: usize,
    /// A line break is due, with this indentation.
    wanted: Option<usize>,
    /// Blanks that are printed only if something follows on the line.
    blanks: usize,
    /// The line has ended with a comment.
    commented: bool,
    /// The last word opened a block.
    opened: bool,
}

impl Printer {
    /// Prints `nodes`; `rest` is the width of what follows them before a line can break.
    fn nodes(&mut self, nodes: &mut [Node], indent: usize, broken: bool, rest: usize) {
        let mut remaining = nodes;
        while let Some((node, behind)) = remaining.split_first_mut() {
            match node {
                Node::Word(word) => self.word(word, indent),
                Node::Space => self.blanks += 1,
                Node::Line if !broken => self.blanks += 1,
                Node::Soft if !broken => {}
                Node::Tab(blanks) => self.blanks += *blanks,
                Node::Line | Node::Soft | Node::Hard => self.break_line(indent),
                Node::Indent(columns, inner) => {
                    let rest = if broken { tail(behind, rest) } else { 0 };
                    self.nodes(inner, indent + *columns, broken, rest);
                }
                Node::Group(inner) => {
                    let rest = if broken { tail(behind, rest) } else { 0 };
                    let column = self.wanted.unwrap_or(self.column + self.blanks);
                    let breaks = is_broken(inner) || (broken && column + width(inner) + rest > WIDTH);
                    self.nodes(inner, indent, breaks, rest);
                }
                Node::Rows(rows) => {
                    align::align(rows, indent);
                    for (at, row) in rows.iter_mut().enumerate() {
                        if at > 0 {
                            self.break_line(indent);
                        }
                        self.nodes(&mut row.nodes, indent, true, 0);
                    }
                }
            }
            remaining = behind;
        }
    }

    fn break_line(&mut self, indent: usize) {
        self.wanted = Some(indent);
        self.blanks = 0;
        self.commented = false;
    }

    fn word(&mut self, word: &Word, indent: usize) {
        if self.commented {
            self.break_line(indent);
        }
        let statement = matches!(word.role, Role::Start | Role::Close);
        if !word.leading.is_empty() || !word.docs.is_empty() {
            let indent = self.wanted.unwrap_or(indent);
            let deeper = if word.role == Role::Close { indent + 2 } else { indent };
            for remark in &word.leading {
                self.wanted = Some(deeper);
                self.remark(remark, deeper, statement);
            }
            for doc in &word.docs {
                self.wanted = Some(deeper);
                let text = format!("## {doc}").trim_end().to_owned();
                self.remark(&Remark { text, blank_before: false }, deeper, statement);
            }
            self.break_line(indent);
        }
        self.start_line(word.blank_before && word.role == Role::Start);
        self.out.extend(std::iter::repeat_n(' ', self.blanks));
        self.out.push_str(&word.text);
        self.column += self.blanks + columns(&word.text);
        self.blanks = 0;
        self.opened = word.role == Role::Open;
        if let Some(comment) = &word.trailing {
            self.out.push_str("  ");
            self.out.push_str(comment);
            self.commented = true;
        }
    }

    fn remark(&mut self, remark: &Remark, indent: usize, statement: bool) {
        self.start_line(remark.blank_before && statement);
        self.out.push_str(&remark.text);
        self.opened = false;
        self.break_line(indent);
    }

    /// Does the line break that is due, with a blank line where `blank` asks for one and one may stand.
    fn start_line(&mut self, blank: bool) {
        let Some(indent) = self.wanted.take() else { return };
        self.commented = false;
        if !self.out.is_empty() {
            self.out.push('\n');
            if blank && !self.opened {
                self.out.push('\n');
            }
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
        self.blanks = 0;
    }
}

/// Columns of what follows before a line can break, in a group that is broken.
fn tail(behind: &[Node], rest: usize) -> usize {
    let (columns, breaks) = until_break(behind);
    if breaks { columns } else { columns + rest }
}

fn until_break(nodes: &[Node]) -> (usize, bool) {
    let mut taken = 0;
    for node in nodes {
        match node {
            Node::Line | Node::Soft | Node::Hard | Node::Rows(_) => return (taken, true),
            Node::Group(inner) | Node::Indent(_, inner) => {
                let (more, breaks) = until_break(inner);
                taken += more;
                if breaks {
                    return (taken, true);
                }
            }
            Node::Word(word) => taken += columns(&word.text),
            Node::Space => taken += 1,
            Node::Tab(blanks) => taken += *blanks,
        }
    }
    (taken, false)
}
