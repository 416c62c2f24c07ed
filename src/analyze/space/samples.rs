//! Records to try where there are too many to list: takes candidates for each of several properties that are compared
//! with each other, gives so many records of them.
//!
//! ```text
//! alike        every property near the same place: a = b = c
//! in order     a < b < c, c < b < a, and other orders, close together or far apart
//! at random    each property by itself
//! ```
//!
//! The dice are always the same, so that two runs give the same records. Knows nothing of what is asked.

use crate::value::Value;

/// More candidates of one property are not told apart.
const MOST_OF_ONE: usize = 512;

/// A value, or unknown.
type Candidate = Option<Value>;

/// Records of candidates, at most so many. Those of each property stand in their order, unknown first.
pub(super) fn samples(candidates: &[Vec<Candidate>], most: usize) -> Vec<Vec<Candidate>> {
    let candidates: Vec<Vec<&Candidate>> = candidates.iter().map(|own| thinned(own)).collect();
    let mut dice = Dice(0x6d65_7269_7421);
    let record = |place: &mut dyn FnMut(usize, usize) -> usize| -> Vec<Candidate> {
        let one = |(at, own): (usize, &Vec<&Candidate>)| own.get(place(at, own.len())).copied().cloned().flatten();
        candidates.iter().enumerate().map(one).collect()
    };
    let alike = MOST_OF_ONE.min(most / 8).max(1);
    let mut records: Vec<Vec<Candidate>> = Vec::with_capacity(most);
    records.extend((0..alike).map(|step| record(&mut |_, count| at_share(step, alike, count))));
    let properties = candidates.len();
    while records.len() < most {
        if records.len().is_multiple_of(2) {
            let order = dice.order(properties, records.len());
            let (low, width) = (dice.below(MOST_OF_ONE), 1 + dice.below(MOST_OF_ONE));
            let share = |at: usize| low + order.get(at).copied().unwrap_or_default() * width / properties.max(1);
            records.push(record(&mut |at, count| at_share(share(at), MOST_OF_ONE + 1, count)));
        } else {
            records.push(record(&mut |_, count| dice.below(count)));
        }
    }
    records
}

/// Whether the records of candidates are more than so many.
pub(super) fn are_more_than(candidates: &[Vec<Candidate>], most: usize) -> bool {
    let mut count = 1_usize;
    candidates.iter().any(|own| {
        count = count.saturating_mul(own.len());
        count > most
    })
}

fn thinned(own: &[Candidate]) -> Vec<&Candidate> {
    own.iter().step_by(own.len().div_ceil(MOST_OF_ONE).max(1)).collect()
}

/// The place among so many that lies as far as a step lies among its steps; past the last, the last.
fn at_share(step: usize, steps: usize, count: usize) -> usize {
    (step * count / steps.max(1)).min(count.saturating_sub(1))
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or_default()
    }

    /// So many things in some order: first as they are, then turned round, then shuffled (Fisher and Yates).
    fn order(&mut self, count: usize, turn: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        match turn % 16 {
            0 => {}
            2 => order.reverse(),
            _ => (1..count).rev().for_each(|at| {
                let other = self.below(at + 1);
                order.swap(at, other);
            }),
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::samples;
    use crate::value::Value;

    #[test]
    fn records_of_many_properties_show_them_alike_and_in_either_order() {
        let own: Vec<Option<Value>> = [None].into_iter().chain((0..100).map(|n| Some(Value::Integer(n)))).collect();
        let records = samples(&vec![own; 20], 400);
        let number = |value: &Option<Value>| match value {
            Some(Value::Integer(number)) => *number,
            _ => -1,
        };
        let numbers: Vec<Vec<i64>> = records.iter().map(|record| record.iter().map(number).collect()).collect();
        let shows =
            |is: fn(i64, i64) -> bool| numbers.iter().any(|record| record.windows(2).all(|pair| is(pair[0], pair[1])));
        assert_eq!(records.len(), 400);
        assert!(shows(|one, next| one == next) && shows(|one, next| one < next) && shows(|one, next| one > next));
    }
}
