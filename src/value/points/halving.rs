//! Halving in integers: takes N, d and D, gives N·2^(−d/D) rounded half up, the same on every machine.
//!
//! With d = qD + r the value is N · 2^(−q) · 2^(−r/D). Write t = r/D in binary, t = Σ bᵢ·2^(−i); then 2^(−t) is the
//! product of the roots 2^(−1/2), 2^(−1/4), 2^(−1/8) … whose bᵢ is 1, and each root is the square root of the one
//! before (the method of H. Briggs, *Arithmetica Logarithmica*, 1624; D. Knuth, *The Art of Computer Programming* 1,
//! 1.2.2, exercises 25 to 28). All in fixed point with P bits behind the dot, every step rounded down and the error
//! bounded, so the true value lies between two known numbers. Where both round to the same N, that is the answer;
//! else P is doubled. That ends: for 0 < r < D the value is irrational, so it is never a tie, and for r = 0 it is a
//! shift.
//!
//! Example: 100 points, d = 45, D = 30: q = 1 and t = 15/30 = 0.1 in binary, so 100 · 1/2 · 0.70710… = 35.3553.

use std::sync::LazyLock;

/// Limbs of 64 bits behind the dot of the first try: P = 128 decides all but one in some 2^50 roundings.
const FIRST_LIMBS: usize = 2;

/// The roots for the first try.
static FIRST_ROOTS: LazyLock<Vec<Fraction>> = LazyLock::new(|| roots(FIRST_LIMBS));

/// N·2^(−d/D), rounded half up; 0 where D is 0.
pub(super) fn remainder(n: u64, days: u64, half_life: u32) -> u128 {
    if n == 0 || half_life == 0 {
        return 0;
    }
    let (halvings, rest) = (days / u64::from(half_life), days % u64::from(half_life));
    // N < 2^64, so after 65 halvings less than a half is left.
    let Some(halvings) = u32::try_from(halvings).ok().filter(|&q| q <= 64) else { return 0 };
    if rest == 0 {
        return half_up((u128::from(n) << 1) >> halvings);
    }
    let part = Part { n, halvings, rest, half_life: u64::from(half_life) };
    let mut limbs = FIRST_LIMBS;
    let mut rounded = part.rounded(&FIRST_ROOTS);
    loop {
        if let Some(rounded) = rounded {
            return rounded;
        }
        limbs *= 2;
        rounded = part.rounded(&roots(limbs));
    }
}

/// The floor of twice a value → the value rounded half up.
fn half_up(doubled: u128) -> u128 {
    doubled.div_ceil(2)
}

/// N · 2^(−halvings) · 2^(−rest/half_life), where 0 < rest < half_life.
struct Part {
    n: u64,
    halvings: u32,
    rest: u64,
    half_life: u64,
}

impl Part {
    /// The value rounded half up; `None` where these roots are not precise enough to tell.
    fn rounded(&self, roots: &[Fraction]) -> Option<u128> {
        let limbs = roots.len() / 64;
        let mut power = Fraction::below_one(limbs);
        let mut rest = self.rest;
        for root in roots {
            rest *= 2;
            if rest >= self.half_life {
                rest -= self.half_life;
                power = power.times(root);
            }
        }
        // INVARIANT: in units of 2^(−P), the true 2^(−t) lies in [power − 1, power + 8P).
        // A root is at most 4 units too small: sqrt of an x in [1/2, 1) shrinks x's error to 0.71 of it, and rounding
        // adds 1. A product adds at most 4 + 1 units and a trifle, there are at most P, and `power` began 1 unit below
        // 1. The digits of t behind the P-th make the true value at most 1 unit smaller.
        let error = u64::try_from(roots.len()).ok()? * 8;
        let (low, high) = (power.minus_one(), power.plus(error));
        let low = half_up(low.doubled_product(self.n, self.halvings, limbs));
        let high = half_up(high.doubled_product(self.n, self.halvings, limbs));
        (low == high).then_some(low)
    }
}

/// The first P roots 2^(−1/2), 2^(−1/4), … with P = 64 · `limbs` bits each.
fn roots(limbs: usize) -> Vec<Fraction> {
    let mut half = Fraction::zero(limbs);
    half.set(limbs * 64 - 1);
    std::iter::successors(Some(half.square_root()), |root| Some(root.square_root())).take(limbs * 64).collect()
}

/// A fraction in units of 2^(−64·limbs), the lowest limb first.
#[derive(Clone, PartialEq, Eq)]
struct Fraction(Vec<u64>);

impl Fraction {
    fn zero(limbs: usize) -> Fraction {
        Fraction(vec![0; limbs])
    }

    fn below_one(limbs: usize) -> Fraction {
        Fraction(vec![u64::MAX; limbs])
    }

    /// Sets one bit, counted from the lowest.
    fn set(&mut self, bit: usize) {
        if let Some(limb) = self.0.get_mut(bit / 64) {
            *limb |= 1 << (bit % 64);
        }
    }

    /// The product of two fractions of one length, rounded down.
    fn times(&self, other: &Fraction) -> Fraction {
        Fraction(product(&self.0, &other.0).split_off(self.0.len()))
    }

    /// The square root, rounded down: the largest root whose square is not above, found from the highest bit down.
    fn square_root(&self) -> Fraction {
        let limbs = self.0.len();
        let square = [vec![0; limbs], self.0.clone()].concat();
        let mut root = Fraction::zero(limbs);
        for bit in (0..limbs * 64).rev() {
            let mut larger = root.clone();
            larger.set(bit);
            if product(&larger.0, &larger.0).iter().rev().le(square.iter().rev()) {
                root = larger;
            }
        }
        root
    }

    /// One unit less. The fraction is not 0: it is above 1/2 − 2^(−P/2).
    fn minus_one(&self) -> Fraction {
        let mut borrow = true;
        Fraction(
            self.0
                .iter()
                .map(|&limb| {
                    let (less, borrowed) = limb.overflowing_sub(u64::from(borrow));
                    borrow = borrowed;
                    less
                })
                .collect(),
        )
    }

    /// Some units more, with a limb before the dot.
    fn plus(&self, units: u64) -> Fraction {
        let mut carry = units;
        let mut sum = Vec::with_capacity(self.0.len() + 1);
        for &limb in &self.0 {
            let (more, carried) = limb.overflowing_add(carry);
            sum.push(more);
            carry = u64::from(carried);
        }
        sum.push(carry);
        Fraction(sum)
    }

    /// Twice the fraction times n / 2^halvings, rounded down.
    fn doubled_product(&self, n: u64, halvings: u32, behind_dot: usize) -> u128 {
        let product = product(&self.0, &[n]);
        let shift = behind_dot * 64 - 1 + usize::try_from(halvings).unwrap_or_default();
        let mut limbs = product.iter().skip(shift / 64).map(|&limb| u128::from(limb));
        let mut next = || limbs.next().unwrap_or_default();
        let (low, middle, high) = (next(), next(), next());
        match shift % 64 {
            0 => middle << 64 | low,
            bits => low >> bits | middle << (64 - bits) | high << (128 - bits),
        }
    }
}

/// The product of two numbers by the school's method, lowest limb first, as long as both together.
fn product(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut sum = vec![0; a.len() + b.len()];
    for (at, &x) in a.iter().enumerate() {
        let mut carry = 0;
        let mut places = sum.iter_mut().skip(at);
        for (&y, place) in b.iter().zip(places.by_ref()) {
            let total = u128::from(x) * u128::from(y) + u128::from(*place) + u128::from(carry);
            (*place, carry) = halves(total);
        }
        if let Some(place) = places.next() {
            *place = carry;
        }
    }
    sum
}

/// The low and the high 64 bits.
fn halves(wide: u128) -> (u64, u64) {
    (wide as u64, (wide >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static FINE: LazyLock<Vec<Fraction>> = LazyLock::new(|| roots(4));
    static COARSE: LazyLock<Vec<Fraction>> = LazyLock::new(|| roots(1));

    #[test]
    fn too_few_bits_say_so_and_more_bits_decide() {
        let mut undecided = 0;
        for days in 1..100 {
            let part = Part { n: u64::MAX, halvings: 0, rest: days, half_life: 101 };
            let exact = part.rounded(&FINE);
            assert_eq!(exact, Some(remainder(u64::MAX, days, 101)));
            match part.rounded(&COARSE) {
                None => undecided += 1,
                rounded => assert_eq!(rounded, exact),
            }
        }
        assert!(undecided > 90);
    }

    proptest! {
        #[test]
        fn s25_fewer_bits_never_give_another_answer(n in 1..u64::MAX, halvings in 0..64_u32, rest in 1..1_000_u64, more in 1..u64::from(u32::MAX) - 1_000) {
            let part = Part { n, halvings, rest, half_life: rest + more };
            let fine = part.rounded(&FINE);
            prop_assert!(fine.is_some());
            for coarse in [part.rounded(&COARSE), part.rounded(&FIRST_ROOTS)] {
                prop_assert!(coarse.is_none() || coarse == fine);
            }
        }
    }
}
