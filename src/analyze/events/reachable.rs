//! Whether what events add up to can be so much: takes what one event of each cell adds at most, gives a truth over the
//! numbers of events.
//!
//! ```text
//! sum of purchase.amount ≥ 500        purchases of ..50: at most 50 each,  of 50..: as much as one likes
//! can be where                        50·n₁ ≥ 500  or  n₂ ≥ 1
//! ```
//!
//! The last number of a cell stands for more events, too, so that nothing is left out. Knows nothing of what is added up.

use super::cells::Cell;
use crate::analyze::{
    circuit::{FAR, Map, NO, Signal, Var, YES},
    lower::Lowering,
    vars::leaf,
};

/// Amounts are counted up to here, in their smallest parts.
pub(super) const FARTHEST: i64 = 1 << 57;
/// More than any amount, or less.
pub(super) const BEYOND: i64 = 1 << 58;

/// What the events of a cell add.
pub(super) struct Share {
    var: Var,
    cap: usize,
    is_endless: bool,
    /// Whether they do.
    lets: Signal,
    /// What one of them adds at most; none: as much as one likes.
    each: Option<i64>,
}

impl Share {
    pub(super) fn new(cell: &Cell, lets: Signal, each: Option<i64>) -> Self {
        Self { var: cell.var, cap: cell.cap, is_endless: cell.is_endless, lets, each }
    }
}

impl Lowering<'_> {
    /// Whether the shares can come to 0 or more, together with the lookups in `more`.
    pub(super) fn can_reach(&mut self, shares: Vec<Share>, more: Vec<Signal>) -> Signal {
        let all: i64 =
            shares.iter().map(|share| i64::try_from(share.cap).unwrap_or(i64::MAX)).fold(1, i64::saturating_add);
        let most_each = FARTHEST / all;
        let is_rising = shares.iter().all(|share| share.each.is_none_or(|each| each >= 0));
        let wanted = more.iter().map(least).fold(0_i64, i64::saturating_add).saturating_neg();
        let (mut parts, mut endless) = (more, Vec::new());
        for share in shares {
            let from = |number: usize| leaf(share.var, (0..=share.cap).map(|at| if at >= number { YES } else { NO }));
            let each = match share.each {
                // Both are more than there is, never less.
                Some(each) if each <= most_each => each.max(-most_each),
                _ => {
                    endless.push(self.circuit.all(vec![share.lets, from(1)]));
                    continue;
                }
            };
            if each == 0 {
                continue;
            }
            let of_all = each.saturating_mul(i64::try_from(share.cap).unwrap_or(i64::MAX));
            if share.is_endless && each > 0 && !(is_rising && of_all >= wanted) {
                endless.push(self.circuit.all(vec![share.lets.clone(), from(share.cap)]));
            }
            let added = leaf(share.var, (0..).take(share.cap + 1).map(|number| each.saturating_mul(number)));
            parts.push(self.circuit.gate(share.lets, added, each > 0));
        }
        let sum = self.circuit.sum(parts, Map::Inside([(0, FAR)].into()));
        endless.push(sum);
        self.circuit.any(endless)
    }
}

/// The least entry of a lookup.
fn least(signal: &Signal) -> i64 {
    match signal {
        Signal::Constant(value) => *value,
        Signal::Leaf(lookup) => lookup.table.iter().min().copied().unwrap_or_default(),
        Signal::Node(_) => -BEYOND,
    }
}
