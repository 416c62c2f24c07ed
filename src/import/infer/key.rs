//! Which column tells contacts apart.

use super::{column::Column, word::is_id};
use crate::import::name::snake;

/// The column that looks like the key: an id, else an address, else a first column of words without blanks. Every
/// record has to have it, and hardly one may repeat it.
pub(super) fn find(columns: &[Column], records: u64) -> Option<usize> {
    let mut best: Option<(u32, usize)> = None;
    for (at, column) in columns.iter().enumerate() {
        let rank = rank(column, at, records);
        if rank > 0 && best.is_none_or(|(known, _)| rank > known) {
            best = Some((rank, at));
        }
    }
    best.map(|(_, at)| at)
}

/// 0: no key.
fn rank(column: &Column, at: usize, records: u64) -> u32 {
    let whole =
        records > 0 && column.filled == records && column.words.is_empty() && column.odd_shapes + column.lists == 0;
    if !whole || column.header.trim().is_empty() {
        return 0;
    }
    let is_unique = column.repeats == 0;
    // A few rows that were exported twice do not make an id something else.
    let is_nearly = column.repeats * 5 <= records;
    let name = snake(&column.header);
    if is_id(&name) {
        return match (is_unique, is_nearly) {
            (true, _) => 6,
            (false, true) => 4,
            _ => 0,
        };
    }
    let is_email = column.is_email();
    match () {
        () if is_email && is_unique => 5,
        () if is_email && is_nearly && records >= 10 => 3,
        () if at == 0 && is_unique && column.is_one_word() => 2,
        () => 0,
    }
}
