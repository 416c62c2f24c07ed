use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;

fn points(text: &str) -> Points {
    Points::parse(text).unwrap()
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn points_read_and_write_plainly() {
    for (text, scaled, plain, signed) in [
        ("3", 30_000, "3", "+3"),
        ("+3", 30_000, "3", "+3"),
        ("-12.5", -125_000, "-12.5", "-12.5"),
        ("0.25", 2_500, "0.25", "+0.25"),
        ("0.0001", 1, "0.0001", "+0.0001"),
        ("-0", 0, "0", "0"),
        ("007.50000", 75_000, "7.5", "+7.5"),
        ("999999999999.9999", 9_999_999_999_999_999, "999999999999.9999", "+999999999999.9999"),
    ] {
        let points = points(text);
        assert_eq!(points.scaled(), scaled, "{text}");
        assert_eq!(points.to_string(), plain);
        assert_eq!(points.signed(), signed);
        assert_eq!(points.to_json().to_string(), plain);
        assert_eq!(serde_json::to_string(&points).unwrap(), scaled.to_string());
    }
    assert_eq!(Points::from_scaled(i64::MIN).to_string(), "-922337203685477.5808");
}

#[test]
fn s22_points_with_more_than_four_decimals_are_an_error() {
    assert_eq!(Points::parse("1.00001"), Err(PointsError::TooManyDecimals));
    assert_eq!(Points::parse("1000000000000"), Err(PointsError::TooLarge));
    for text in ["", "+", "-", ".", ".5", "5.", "1.2.3", "1e3", "+-3", "1,5", " 3", "٣", "0x1", "1_000"] {
        assert_eq!(Points::parse(text), Err(PointsError::Malformed), "{text}");
    }
}

#[test]
fn s22_s23_a_product_is_rounded_once_half_away_from_zero() {
    assert_eq!(points("3").times(&decimal("0.5")), points("1.5"));
    assert_eq!(points("0.0001").times(&decimal("0.5")), points("0.0001"));
    assert_eq!(points("-0.0001").times(&decimal("0.5")), points("-0.0001"));
    assert_eq!(points("0.0001").times(&decimal("-0.5")), points("-0.0001"));
    assert_eq!(points("0.0001").times(&decimal("0.499999999999999999")), Points::ZERO);
    assert_eq!(points("-7").times(&decimal("-2")), points("14"));
    assert_eq!(
        Points::from_scaled(i64::MAX).times(&decimal("999999999999999999.999999999999999999")).scaled(),
        i64::MAX
    );
    assert_eq!(Points::from_scaled(i64::MIN).times(&decimal("999999999999999999")).scaled(), i64::MIN);
    assert_eq!(Points::from_scaled(i64::MIN).times(&Decimal::ONE).scaled(), i64::MIN);
}

#[test]
fn s24_up_to_is_a_magnitude() {
    assert_eq!(points("-30").capped(points("20")), points("-20"));
    assert_eq!(points("30").capped(points("20")), points("20"));
    assert_eq!(points("-12").capped(points("20")), points("-12"));
    assert_eq!(points("30").capped(points("-20")), points("20"));
    assert_eq!(Points::from_scaled(i64::MIN).capped(Points::from_scaled(i64::MIN)).scaled(), -i64::MAX);
}

#[test]
fn limits_include_their_ends_and_may_miss_on_a_side() {
    let (low, high) = (Some(points("-20")), Some(points("150")));
    assert_eq!(points("-21").clamp_to(low, high), points("-20"));
    assert_eq!(points("150").clamp_to(low, high), points("150"));
    assert_eq!(points("151").clamp_to(None, high), points("150"));
    assert_eq!(points("151").clamp_to(low, None), points("151"));
    assert_eq!(points("0").clamp_to(Some(points("5")), Some(points("3"))), points("3"));
}

#[test]
fn s25_fading_falls_evenly_to_nothing_at_day_d() {
    let n = points("10");
    assert_eq!(n.fading(0, 30), n);
    assert_eq!(n.fading(15, 30), points("5"));
    assert_eq!(n.fading(10, 30), points("6.6667"));
    assert_eq!(points("-10").fading(10, 30), points("-6.6667"));
    assert_eq!(n.fading(29, 30), points("0.3333"));
    assert_eq!(n.fading(30, 30), Points::ZERO);
    assert_eq!(n.fading(i64::MAX, 30), Points::ZERO);
    assert_eq!(n.fading(-1, 30), n);
    assert_eq!(n.fading(i64::MIN, 0), n);
    assert_eq!(n.fading(0, 0), Points::ZERO);
    assert_eq!(points("0.0001").fading(1, 2), points("0.0001"));
    assert_eq!(Points::from_scaled(i64::MIN).fading(1, u32::MAX).scaled(), -9_223_372_034_707_292_159);
}

#[test]
fn s25_halving_halves_and_ends_at_nothing() {
    let n = points("100");
    assert_eq!(n.halving(0, 30), n);
    assert_eq!(n.halving(30, 30), points("50"));
    assert_eq!(n.halving(15, 30), points("70.7107"));
    assert_eq!(n.halving(45, 30), points("35.3553"));
    assert_eq!(points("-100").halving(45, 30), points("-35.3553"));
    assert_eq!(n.halving(1, 30), points("97.7160"));
    assert_eq!(n.halving(-5, 30), n);
    assert_eq!(n.halving(1, 0), Points::ZERO);
    assert_eq!(n.halving(i64::MAX, 1), Points::ZERO);
    assert_eq!(n.halving(i64::MAX, u32::MAX), Points::ZERO);
    // A tie goes away from zero; a day later nothing is left.
    assert_eq!(points("0.0001").halving(7, 7), points("0.0001"));
    assert_eq!(points("-0.0001").halving(7, 7), points("-0.0001"));
    assert_eq!(points("0.0001").halving(8, 7), Points::ZERO);
    assert_eq!(Points::from_scaled(i64::MIN).halving(64, 1).scaled(), -1);
    assert_eq!(Points::from_scaled(i64::MIN).halving(65, 1).scaled(), 0);
    assert_eq!(Points::from_scaled(i64::MAX).halving(1, u32::MAX).scaled(), 9_223_372_035_366_253_571);
}

#[test]
fn s26_per_counts_full_steps() {
    let ten = decimal("10");
    assert_eq!(points("1").per(&ten, &Number::Integer(39)), points("3"));
    assert_eq!(points("-2.5").per(&ten, &Number::Integer(20)), points("-5"));
    assert_eq!(points("1").per(&ten, &Number::Integer(-1)), Points::ZERO);
    assert_eq!(points("1").per(&ten, &Number::Real(-0.5)), Points::ZERO);
    assert_eq!(points("1").per(&Decimal::ZERO, &Number::Integer(1)), Points::ZERO);
    assert_eq!(points("5").per(&ten, &Number::Real(1e300)).scaled(), i64::MAX);
    assert_eq!(points("-5").per(&ten, &Number::Real(1e300)).scaled(), i64::MIN);
}

#[test]
fn s26_steps_are_exact_on_the_shortest_decimal_text() {
    // 0.3 / 0.1 is 2.999… in doubles.
    assert_eq!(Points::steps(&decimal("0.1"), &Number::Real(0.3)), 3);
    assert_eq!(Points::steps(&decimal("0.1"), &Number::Real(0.1 + 0.2)), 3);
    assert_eq!(Points::steps(&decimal("0.1"), &Number::Real(0.299_999_999_999_999_9)), 2);
    assert_eq!(Points::steps(&decimal("0.000000000000000001"), &Number::Real(1.0)), 1_000_000_000_000_000_000);
    assert_eq!(Points::steps(&decimal("0.000000000000000001"), &Number::Real(10.0)), i64::MAX);
    assert_eq!(Points::steps(&decimal("999999999999999999"), &Number::Real(1e18)), 1);
    assert_eq!(
        Points::steps(&decimal("123456789012345678.123456789012345678"), &Number::Real(1e36)),
        8_100_000_072_900_000_714
    );
    assert_eq!(Points::steps(&decimal("3"), &Number::Real(1e19)), 3_333_333_333_333_333_333);
    assert_eq!(Points::steps(&decimal("0.1"), &Number::Real(5e-324)), 0);
    assert_eq!(Points::steps(&decimal("1"), &Number::Integer(i64::MAX)), i64::MAX);
    assert_eq!(Points::steps(&decimal("1"), &Number::Real(-0.0)), 0);
}

/// A plain big integer, lowest limb of 32 bits first, without zeros at the end: slow, and sharing nothing with the code.
#[derive(Clone, PartialEq, Eq)]
struct Big(Vec<u32>);

impl Big {
    fn new(value: u128) -> Big {
        Big((0..4).map(|at| (value >> (32 * at)) as u32).collect()).trimmed()
    }

    fn trimmed(mut self) -> Big {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn times(&self, other: &Big) -> Big {
        let mut sums = vec![0_u128; self.0.len() + other.0.len() + 1];
        for (i, &x) in self.0.iter().enumerate() {
            for (j, &y) in other.0.iter().enumerate() {
                sums[i + j] += u128::from(x) * u128::from(y);
            }
        }
        let mut carry = 0;
        let limbs = sums.iter().map(|sum| {
            let total = sum + carry;
            carry = total >> 32;
            total as u32
        });
        Big(limbs.collect()).trimmed()
    }

    fn power(&self, exponent: u64) -> Big {
        match exponent {
            0 => Big::new(1),
            _ if exponent % 2 == 1 => self.times(&self.power(exponent - 1)),
            _ => {
                let root = self.power(exponent / 2);
                root.times(&root)
            }
        }
    }

    fn shifted(&self, bits: u64) -> Big {
        let limbs = [vec![0; (bits / 32) as usize], self.0.clone()].concat();
        Big(limbs).times(&Big::new(1 << (bits % 32)))
    }

    fn compare(&self, other: &Big) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// k is n·2^(−d/D) rounded half up exactly where (2k−1)^D · 2^d <= (2n)^D < (2k+1)^D · 2^d.
fn is_halved(n: u64, days: u64, half_life: u64, k: u64) -> bool {
    let whole = Big::new(u128::from(n) * 2).power(half_life);
    let bound = |odd: u128| Big::new(odd).power(half_life).shifted(days);
    let low = k == 0 || bound(u128::from(k) * 2 - 1).compare(&whole).is_le();
    low && bound(u128::from(k) * 2 + 1).compare(&whole).is_gt()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn s25_halving_agrees_with_exact_powers(
        n in prop_oneof![0..2_000_000_i64, 0..i64::MAX],
        days in 0..2_000_u64,
        half_life in 1..120_u32,
    ) {
        let left = Points::from_scaled(n).halving(days as i64, half_life);
        prop_assert!(is_halved(n as u64, days, u64::from(half_life), left.scaled() as u64));
        prop_assert_eq!(Points::from_scaled(-n).halving(days as i64, half_life).scaled(), -left.scaled());
    }

    #[test]
    fn s25_halving_and_fading_never_grow(n in 0..i64::MAX, days in 0..5_000_i64, length in 1..3_000_u32) {
        let n = Points::from_scaled(n);
        prop_assert!(n.halving(days + 1, length) <= n.halving(days, length));
        prop_assert!(n.fading(days + 1, length) <= n.fading(days, length));
    }

    #[test]
    fn points_read_back_what_they_write(scaled in -9_999_999_999_999_999..=9_999_999_999_999_999_i64) {
        let points = Points::from_scaled(scaled);
        prop_assert_eq!(Points::parse(&points.to_string()), Ok(points));
        prop_assert_eq!(Points::parse(&points.signed()), Ok(points));
    }

    #[test]
    fn s23_fading_rounds_the_exact_fraction(n in any::<i64>(), over in 1..u32::MAX, days in 0..5_000_000_000_i64) {
        let left = i128::from(Points::from_scaled(n).fading(days, over).scaled());
        let exact = i128::from(n) * (i128::from(over) - i128::from(days)).max(0);
        let (distance, over) = ((exact - left * i128::from(over)).abs() * 2, i128::from(over));
        prop_assert!(distance < over || (distance == over && left.abs() * over > exact.abs()));
    }

    #[test]
    fn s26_steps_of_integers_are_a_division(step in 1..i64::MAX, value in 0..i64::MAX) {
        prop_assert_eq!(Points::steps(&Decimal::from(step), &Number::Integer(value)), value / step);
    }
}
