//! Points that events add up to, where the days or the signs are too many to be listed: takes what one event gives at
//! least and at most, gives points that so many events can come to.
//!
//! A few amounts stand for all: where more of them is only good, or only bad, for what is looked for, the next one above,
//! or below, does as much. Whether that is so is seen in the circuit (`Circuit::direction`).

use super::{
    cells::Cell,
    reachable::{BEYOND, FARTHEST, Share},
};
use crate::{
    analyze::{
        circuit::Signal,
        lower::{Freedom, Lowering},
        vars::leaf,
    },
    model::{QueryId, RuleId},
};

/// Amounts of one sign.
const STEPS: i64 = 8;

impl Lowering<'_> {
    /// The points of a rule before `up to`, of which one event of a cell gives so many at least and at most.
    pub(super) fn grown(&mut self, id: RuleId, query: QueryId, each: &dyn Fn(&Cell) -> (i64, i64)) -> Signal {
        let Some((cells, members)) = self.members(query) else { return Signal::Constant(0) };
        let given: Vec<(usize, Signal, (i64, i64))> = members
            .into_iter()
            .filter_map(|(at, lets)| cells.cells.get(at).map(|cell| (at, lets, each(cell))))
            .collect();
        let least = given.iter().map(|(.., (least, _))| *least).min().unwrap_or_default();
        let most = given.iter().map(|(.., (_, most))| *most).max().unwrap_or_default();
        let mut ends = Vec::new();
        if least < 0 {
            ends.push(self.enough(id, -1).saturating_neg());
        }
        if most > 0 {
            ends.push(self.enough(id, 1));
        }
        if ends.iter().any(|end| end.saturating_abs() >= FARTHEST) {
            self.is_partial = true;
            return Signal::Constant(0);
        }
        let mut amounts: Vec<i64> =
            ends.iter().flat_map(|end| (1..=STEPS).map(move |step| end / STEPS * step)).collect();
        amounts.extend(ends);
        amounts.push(0);
        amounts.sort_unstable();
        amounts.dedup();
        self.note(Freedom::Fading);
        let family = self.vars.family();
        let var = self.vars.add(family, amounts.len());
        self.grown.push(var);
        let before = amounts.iter().map(|amount| if *amount > 0 { Some(*amount) } else { None });
        let below = [0].into_iter().chain(amounts.iter().copied()).zip(before);
        let above = amounts.iter().skip(1).map(|above| Some(*above)).chain([None]);
        // More than the amount before, less than the one behind.
        let lows: Vec<i64> = below.map(|(below, is)| is.map_or(BEYOND, |_| -below - 1)).collect();
        let highs: Vec<i64> = above.map(|above| above.map_or(BEYOND, |above| above - 1)).collect();
        for (ends, is_upper) in [(lows, true), (highs, false)] {
            let shares = given.iter().filter_map(|(at, lets, (least, most))| {
                Some(Share::new(cells.cells.get(*at)?, lets.clone(), Some(if is_upper { *most } else { -*least })))
            });
            let can = self.can_reach(shares.collect(), vec![leaf(var, ends)]);
            self.must.push(can);
        }
        leaf(var, amounts)
    }
}
