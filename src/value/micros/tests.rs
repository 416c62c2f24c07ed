use proptest::prelude::*;

use super::*;
use crate::value::{Decimal, Points};

fn real(real: f64) -> String {
    Micros::rounded(Number::Real(real)).map_or("none".to_owned(), |micros| micros.to_string())
}

fn sum(amounts: &[f64]) -> MicrosSum {
    let mut sum = MicrosSum::default();
    amounts.iter().for_each(|amount| sum.add(Micros::rounded(Number::Real(*amount)).unwrap()));
    sum
}

#[test]
fn s10_each_value_is_rounded_by_its_shortest_text_half_away_from_zero() {
    for (value, rounded) in [
        (0.1, "0.1"),
        (12.5, "12.5"),
        (-3.0, "-3"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.000_000_5, "0.000001"),
        (-0.000_000_5, "-0.000001"),
        (0.000_000_499_999, "0"),
        (1.000_000_5, "1.000001"),
        (2.345_678_5, "2.345679"),
        (-2.345_678_5, "-2.345679"),
        (0.000_001_5, "0.000002"),
        (5e-324, "0"),
        (1e15, "1000000000000000"),
        (1e16, "10000000000000000"),
        (123_456_789_012.345_67, "123456789012.34567"),
        (9_007_199_254_740_993.0, "9007199254740992"),
        (1.7e32, "170000000000000000000000000000000"),
        (1.8e32, "none"),
        (f64::MAX, "none"),
    ] {
        assert_eq!(real(value), rounded, "{value:e}");
    }
    assert_eq!(Micros::rounded(Number::Integer(i64::MIN)).unwrap().to_string(), "-9223372036854775808");
}

#[test]
fn s10_tenths_add_up_to_what_people_expect() {
    assert_eq!(sum(&[0.1, 0.2]).sum().unwrap().to_string(), "0.3");
    assert_eq!(sum(&[0.1; 10]).sum().unwrap().to_string(), "1");
    assert_eq!(sum(&[]).sum().unwrap().to_string(), "0");
}

#[test]
fn s10_averages_are_rounded_half_away_from_zero() {
    let average = |amounts: &[f64]| sum(amounts).average().map(|average| average.to_string());
    assert_eq!(average(&[]), None);
    assert_eq!(average(&[1.0, 2.0]).unwrap(), "1.5");
    assert_eq!(average(&[1.0, 0.0, 0.0]).unwrap(), "0.333333");
    assert_eq!(average(&[2.0, 0.0, 0.0]).unwrap(), "0.666667");
    assert_eq!(average(&[0.000_001, 0.0]).unwrap(), "0.000001");
    assert_eq!(average(&[-0.000_001, 0.0]).unwrap(), "-0.000001");
    assert_eq!(average(&[0.000_001, 0.0, 0.0]).unwrap(), "0");
}

#[test]
fn s10_only_the_whole_sum_can_overflow() {
    let most = Micros(i128::MAX);
    let least = Micros(i128::MIN);
    let add = |amounts: &[Micros]| {
        let mut sum = MicrosSum::default();
        amounts.iter().for_each(|amount| sum.add(*amount));
        sum
    };
    let one = Micros(1);
    assert_eq!(add(&[most, one]).sum(), None);
    assert_eq!(add(&[most, one]).average(), None);
    assert_eq!(add(&[most, one, Micros(-1)]).sum(), Some(most));
    assert_eq!(add(&[most, most, least, least]).sum(), Some(Micros(-2)));
    assert_eq!(add(&[least]).sum(), Some(least));
    assert_eq!(add(&[least, Micros(-1)]).sum(), None);
}

#[test]
fn amounts_compare_exactly_with_what_people_wrote() {
    let tenth = Micros(100_000);
    assert_eq!(tenth.compare(&Scalar::Number(0.1)), Some(Ordering::Equal));
    assert_eq!(tenth.compare(&Scalar::Number(0.100_000_000_000_000_02)), Some(Ordering::Less));
    assert_eq!(tenth.compare(&Scalar::Number(0.099_999_999_999_999_99)), Some(Ordering::Greater));
    assert_eq!(tenth.compare(&Scalar::Points(Points::parse("0.1").unwrap())), Some(Ordering::Equal));
    assert_eq!(tenth.compare(&Scalar::Integer(0)), Some(Ordering::Greater));
    assert_eq!(tenth.compare(&Scalar::Number(f64::NAN)), None);
    assert_eq!(tenth.compare(&Scalar::Number(f64::INFINITY)), Some(Ordering::Less));
    assert_eq!(tenth.compare(&Scalar::Number(f64::NEG_INFINITY)), Some(Ordering::Greater));
    assert_eq!(tenth.compare(&Scalar::Number(5e-324)), Some(Ordering::Greater));
    assert_eq!(Micros::default().compare(&Scalar::Number(5e-324)), Some(Ordering::Less));
    assert_eq!(Micros::default().compare(&Scalar::Number(-5e-324)), Some(Ordering::Greater));
    assert_eq!(Micros::default().compare(&Scalar::Number(-0.0)), Some(Ordering::Equal));
    assert_eq!(Micros(i128::MAX).compare(&Scalar::Number(f64::MAX)), Some(Ordering::Less));
    assert_eq!(Micros(i128::MIN).compare(&Scalar::Number(f64::MIN)), Some(Ordering::Greater));
    assert_eq!(Micros(-2).compare(&Scalar::Number(-0.000_002_5)), Some(Ordering::Greater));
    assert_eq!(Micros(-3).compare(&Scalar::Number(-0.000_002_5)), Some(Ordering::Less));
}

#[test]
fn s26_steps_of_an_amount_are_exact() {
    let steps = |millionths, step: &str| Points::steps_of(&Decimal::parse(step).unwrap(), Micros(millionths));
    assert_eq!(steps(300_000, "0.1"), 3);
    assert_eq!(steps(299_999, "0.1"), 2);
    assert_eq!(steps(-300_000, "0.1"), 0);
    assert_eq!(steps(300_000, "0"), 0);
    assert_eq!(steps(9_007_199_254_740_993_000_000, "1"), 9_007_199_254_740_993);
    assert_eq!(steps(i128::MAX, "0.000000000000000001"), i64::MAX);
    assert_eq!(steps(1, "0.000000000000000001"), 1_000_000_000_000);
}

proptest! {
    #[test]
    fn the_short_way_and_the_long_way_round_alike(millionths in -2_000_000_000_000_000_i64..2_000_000_000_000_000) {
        let real = millionths as f64 / 1e6;
        prop_assert_eq!(of_few_digits(real).unwrap_or(of_digits(real).unwrap()), of_digits(real).unwrap());
        if millionths.abs() < 1_000_000_000_000_000 {
            prop_assert_eq!(of_digits(real).unwrap().0, i128::from(millionths));
        }
    }

    #[test]
    fn any_double_rounds_alike(real in any::<f64>()) {
        if let Some(short) = of_few_digits(real) {
            prop_assert_eq!(Some(short), of_digits(real));
        }
    }

    #[test]
    fn the_nearest_double_of_a_short_amount_is_the_number_it_was(real in -1e9..1e9_f64) {
        let micros = Micros::rounded(Number::Real(real)).unwrap();
        prop_assert_eq!(micros.to_f64(), micros.to_string().parse::<f64>().unwrap());
    }

    #[test]
    fn comparing_is_that_of_the_rounded_number_where_nothing_was_rounded(a in any::<i32>(), b in any::<i32>()) {
        let number = f64::from(b) / 1000.0;
        let other = Micros::rounded(Number::Real(number)).unwrap();
        let one = Micros(i128::from(a) * 500);
        prop_assert_eq!(one.compare(&Scalar::Number(number)), Some(one.cmp(&other)));
    }

    #[test]
    fn the_order_of_amounts_does_not_matter(mut amounts in prop::collection::vec(any::<i128>(), 0..6)) {
        let add = |amounts: &[i128]| {
            let mut sum = MicrosSum::default();
            amounts.iter().for_each(|amount| sum.add(Micros(*amount)));
            (sum.sum(), sum.average())
        };
        let forward = add(&amounts);
        amounts.reverse();
        prop_assert_eq!(forward, add(&amounts));
    }
}
