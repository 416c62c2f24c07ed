//! Fills cells of consecutive statements with blanks so that what follows stands in one column.
//!
//! Takes rows with tabs, sets the width of each tab; knows nothing of the language. Only rows on one line without a
//! blank line between take part, and only as long as no cell needs more than a bearable number of blanks.

use super::{
    doc::{Node, Row, Shape, Word},
    layout::{self, WIDTH},
};

/// Sets the tabs of `rows`, which begin at column `indent`.
pub(super) fn align(rows: &mut [Row], indent: usize) {
    let mut remaining = rows;
    while !remaining.is_empty() {
        let length = run(remaining, indent);
        let (now, later) = remaining.split_at_mut(length.max(1));
        fill(now, indent);
        remaining = later;
    }
}

/// How many rows from the first on are aligned with each other.
fn run(rows: &[Row], indent: usize) -> usize {
    let Some(first) = rows.first() else { return 0 };
    if !may_align(first, indent) {
        return 1;
    }
    let mut spread: Vec<(usize, usize)> = cells(first).into_iter().map(|cell| (cell, cell)).collect();
    let mut length = 1;
    for row in rows.iter().skip(1) {
        let cells = cells(row);
        if row.shape != first.shape || !may_align(row, indent) || blank_before(row) || cells.len() != spread.len() {
            break;
        }
        let wider: Vec<(usize, usize)> =
            spread.iter().zip(&cells).map(|((low, high), cell)| (*low.min(cell), *high.max(cell))).collect();
        if wider.iter().any(|(low, high)| high - low > bearable(first.shape)) {
            break;
        }
        spread = wider;
        length += 1;
    }
    length
}

/// Blanks that a cell may be filled with; more is harder to read than no column.
fn bearable(shape: Shape) -> usize {
    match shape {
        Shape::Arm | Shape::Field => 48,
        _ => 24,
    }
}

fn may_align(row: &Row, indent: usize) -> bool {
    row.shape != Shape::Free && !layout::is_broken(&row.nodes) && indent + layout::width(&row.nodes) <= WIDTH
}

fn fill(rows: &mut [Row], indent: usize) {
    if rows.len() < 2 {
        return;
    }
    let widths: Vec<Vec<usize>> = rows.iter().map(cells).collect();
    let columns = widths.iter().map(Vec::len).max().unwrap_or(0);
    let most: Vec<usize> = (0..columns)
        .map(|column| widths.iter().filter_map(|row| row.get(column)).copied().max().unwrap_or(0))
        .collect();
    let blanks = |row: &[usize]| most.iter().zip(row).map(|(most, width)| most - width).collect::<Vec<_>>();
    let fits = rows
        .iter()
        .zip(&widths)
        .all(|(row, cells)| indent + layout::width(&row.nodes) + blanks(cells).iter().sum::<usize>() <= WIDTH);
    if !fits {
        return;
    }
    for (row, cells) in rows.iter_mut().zip(&widths) {
        set_tabs(&mut row.nodes, &mut blanks(cells).into_iter());
    }
}

fn set_tabs(nodes: &mut [Node], blanks: &mut impl Iterator<Item = usize>) {
    for node in nodes {
        match node {
            Node::Tab(width) => *width = blanks.next().unwrap_or(0),
            Node::Group(inner) | Node::Indent(_, inner) => set_tabs(inner, blanks),
            _ => {}
        }
    }
}

/// The widths of a row's cells: up to its first tab, from there to the second, and so on.
fn cells(row: &Row) -> Vec<usize> {
    let mut done = Vec::new();
    let mut open = 0;
    measure(&row.nodes, &mut done, &mut open);
    done
}

fn measure(nodes: &[Node], done: &mut Vec<usize>, open: &mut usize) {
    for node in nodes {
        match node {
            Node::Tab(_) => done.push(std::mem::take(open)),
            Node::Group(inner) | Node::Indent(_, inner) => measure(inner, done, open),
            other => *open += layout::width(std::slice::from_ref(other)),
        }
    }
}

/// Whether a blank line stands before the row or among the comments before it.
fn blank_before(row: &Row) -> bool {
    first_word(&row.nodes)
        .is_some_and(|word| word.blank_before || word.leading.iter().any(|remark| remark.blank_before))
}

fn first_word(nodes: &[Node]) -> Option<&Word> {
    nodes.iter().find_map(|node| match node {
        Node::Word(word) => Some(word),
        Node::Group(inner) | Node::Indent(_, inner) => first_word(inner),
        _ => None,
    })
}
