use proptest::prelude::*;

use super::*;
use crate::value::Scalar;

use Number::{Integer, Real};

#[test]
fn s21_overflow_zero_division_and_non_finite_have_no_answer() {
    assert_eq!(Integer(i64::MAX).add(Integer(1)), None);
    assert_eq!(Integer(i64::MIN).subtract(Integer(1)), None);
    assert_eq!(Integer(i64::MAX).multiply(Integer(2)), None);
    assert_eq!(Integer(i64::MIN).negate(), None);
    assert_eq!(Integer(1).divide(Integer(0)), None);
    assert_eq!(Real(1.0).divide(Real(-0.0)), None);
    assert_eq!(Real(f64::MAX).add(Real(f64::MAX)), None);
    assert_eq!(Real(f64::MAX).divide(Real(0.5)), None);
}

#[test]
fn s21_division_gives_a_real_and_integers_stay_integers() {
    assert!(matches!(Integer(6).divide(Integer(3)), Some(Real(2.0))));
    assert!(matches!(Integer(2).add(Integer(3)), Some(Integer(5))));
    assert!(matches!(Integer(2).multiply(Real(0.5)), Some(Real(1.0))));
    assert!(matches!(Integer(2).subtract(Integer(3)), Some(Integer(-1))));
    assert_eq!(Real(0.0).negate().unwrap().to_string(), "0");
}

#[test]
fn s21_integer_against_number_compares_exactly() {
    let big = 9_007_199_254_740_993; // 2^53 + 1
    assert!(Integer(big) > Real(9_007_199_254_740_992.0));
    assert!(Integer(i64::MAX) < Real(9_223_372_036_854_775_808.0));
    assert!(Integer(i64::MIN) == Real(-9_223_372_036_854_775_808.0));
    assert!(Integer(0) < Real(5e-324));
    assert!(Integer(0) > Real(-5e-324));
    assert!(Integer(-1) < Real(-0.5));
    assert!(Integer(0) == Real(-0.0));
    assert!(Integer(i64::MAX) < Real(f64::INFINITY));
    assert_eq!(Integer(1).partial_cmp(&Real(f64::NAN)), None);
}

#[test]
fn integers_are_read_with_zeros_behind_the_dot() {
    for (text, integer) in
        [("6", 6), ("+6", 6), ("-3", -3), ("12.00", 12), ("-0.0", 0), ("-9223372036854775808", i64::MIN)]
    {
        assert_eq!(Number::parse_integer(text), Some(integer), "{text}");
    }
    for text in ["", "-", "+-1", "1.5", "1.", ".0", "1e3", "1,000", "1_000", "0x1", " 1", "9223372036854775808", "٣"] {
        assert_eq!(Number::parse_integer(text), None, "{text}");
    }
}

#[test]
fn reals_are_read_as_decimal_or_scientific() {
    for (text, real) in
        [("6", 6.0), ("-0.5", -0.5), (".5", 0.5), ("+1.2e-3", 0.0012), ("1E6", 1e6), ("1e+2", 100.0), ("1e-999", 0.0)]
    {
        assert_eq!(Number::parse_real(text), Some(real), "{text}");
    }
    let refused = [
        "", "-", ".", "5.", "e5", "1e", "1e1.5", "inf", "NaN", "infinity", "0x10", "1_0", "1,000", " 1", "1e400",
        "--1", ".e1", "1e--5",
    ];
    for text in refused {
        assert_eq!(Number::parse_real(text), None, "{text}");
    }
    assert!(Number::parse_real("-0").unwrap().is_sign_positive());
}

#[test]
fn numbers_show_without_exponent() {
    assert_eq!(Real(1e21).to_string(), "1000000000000000000000");
    assert_eq!(Real(1e-7).to_string(), "0.0000001");
    assert_eq!(Real(0.1 + 0.2).to_string(), "0.30000000000000004");
    assert_eq!(Real(2.0).to_string(), "2");
    assert_eq!(Integer(-5).to_string(), "-5");
}

/// A double as numerator / 2^60, for doubles of moderate size: an exact rational to compare with.
fn over_two_to_60(real: f64) -> i128 {
    let (whole, fraction) = (real.trunc(), real - real.trunc());
    ((whole as i128) << 60) + (fraction * 2f64.powi(60)) as i128
}

proptest! {
    #[test]
    fn s21_comparison_agrees_with_exact_rationals(integer in -1_000_000_000_i64..1_000_000_000, low in 0..1_u64 << 60, near in -2..=2_i64) {
        // A double at or near the integer: `low` / 2^60 above it, cut to what a double holds.
        let real = (integer + near) as f64 + (low as f64) / 2f64.powi(60);
        let numerator = over_two_to_60(real);
        prop_assert_eq!(Integer(integer).partial_cmp(&Real(real)), Some((i128::from(integer) << 60).cmp(&numerator)));
        let scaled = integer * 10_000 + near;
        let points = Scalar::Points(crate::value::Points::from_scaled(scaled));
        let exact = (i128::from(scaled) << 60).cmp(&(numerator * 10_000));
        prop_assert_eq!(points.compare(&Scalar::Number(real)), Some(exact));
        prop_assert_eq!(Scalar::Number(real).compare(&points), Some(exact.reverse()));
    }

    #[test]
    fn s21_comparison_is_that_of_doubles_where_those_are_exact(integer in -(1_i64 << 53)..1 << 53, real in any::<f64>()) {
        prop_assert_eq!(Integer(integer).partial_cmp(&Real(real)), (integer as f64).partial_cmp(&real));
    }

    #[test]
    fn reals_read_back_what_they_write(real in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
        prop_assert_eq!(Number::parse_real(&Real(real).to_string()), Some(real));
    }
}
