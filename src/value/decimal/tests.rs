use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn decimals_read_and_write_in_their_shortest_form() {
    for (text, plain) in [
        ("0", "0"),
        ("-0.0", "0"),
        ("+12.50", "12.5"),
        ("-0.001", "-0.001"),
        ("000100", "100"),
        ("999999999999999999.999999999999999999", "999999999999999999.999999999999999999"),
        ("1.0000000000000000000000", "1"),
        ("1000000000000000000", "1000000000000000000"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("009223372036854775808.0", "9223372036854775808"),
    ] {
        assert_eq!(decimal(text).to_string(), plain);
        assert_eq!(serde_json::to_string(&decimal(text)).unwrap(), format!("\"{plain}\""));
    }
    assert_eq!(decimal("1.50"), decimal("1.5"));
    for text in ["", "-", ".5", "5.", "1.2.3", "1e5", "--1", "1 000", "0.0000000000000000001"] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
    for text in ["9223372036854775809", "10000000000000000000", "1000000000000000000.5", "99999999999999999999"] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
}

#[test]
fn arithmetic_is_exact_or_has_no_answer() {
    assert_eq!(decimal("0.1").add(&decimal("0.2")), Some(decimal("0.3")));
    assert_eq!(decimal("0.3").subtract(&decimal("0.3")), Some(Decimal::ZERO));
    assert_eq!(decimal("1.5").multiply(&decimal("-0.2")), Some(decimal("-0.3")));
    assert_eq!(decimal("0.000000001").multiply(&decimal("0.0000000001")), None);
    assert_eq!(decimal("999999999999999999").multiply(&decimal("1000")), None);
    assert_eq!(Decimal::from(i64::MIN).multiply(&Decimal::ONE).and_then(|d| d.to_integer()), Some(i64::MIN));
    // 2^59 · 5^18 / 10^18: the digits overflow 128 bits on the way, the result is short.
    let fives = decimal("0.000003814697265625");
    assert_eq!(Decimal::from(1 << 59).multiply(&fives), Some(decimal("2199023255552")));
    assert_eq!(Decimal::from(i64::MAX).add(&Decimal::from(i64::MAX)), None);
}

#[test]
fn quotients_are_exact_within_18_decimals() {
    assert_eq!(decimal("1").divide(&decimal("8")), Some(decimal("0.125")));
    assert_eq!(decimal("-0.3").divide(&decimal("0.1")), Some(decimal("-3")));
    assert_eq!(decimal("3").divide(&decimal("-6")), Some(decimal("-0.5")));
    assert_eq!(decimal("1").divide(&decimal("3")), None);
    assert_eq!(decimal("1").divide(&Decimal::ZERO), None);
    assert_eq!(Decimal::ZERO.divide(&decimal("7")), Some(Decimal::ZERO));
    assert_eq!(decimal("1").divide(&decimal("0.000000000000000001")), Some(Decimal::from(10_i64.pow(18))));
    assert_eq!(decimal("100").divide(&decimal("0.000000000000000001")), None);
    assert_eq!(decimal("0.000000000000000001").divide(&decimal("2")), None);
}

#[test]
fn integers_and_doubles_come_out_exactly_or_nearest() {
    assert_eq!(decimal("12.00").to_integer(), Some(12));
    assert_eq!(decimal("12.5").to_integer(), None);
    assert_eq!(decimal("0.1").to_f64(), 0.1);
    assert_eq!(decimal("9007199254740993").to_f64(), 9_007_199_254_740_992.0);
    assert!(decimal("0.000000000000000001").is_positive());
    assert!(decimal("-0").is_zero());
    assert_eq!(decimal("5").negate(), decimal("-5"));
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0..=18_u32).prop_map(|(mantissa, scale)| Decimal::checked(i128::from(mantissa), scale).unwrap())
}

proptest! {
    #[test]
    fn decimals_read_back_what_they_write(value in any_decimal()) {
        let text = value.to_string();
        prop_assert_eq!(Decimal::parse(&text), Some(value));
    }

    #[test]
    fn order_agrees_with_differences(a in any_decimal(), b in any_decimal()) {
        let difference = a.subtract(&b);
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if let Some(difference) = difference {
            prop_assert_eq!(difference.is_positive(), a > b);
            prop_assert_eq!(difference.is_zero(), a == b);
            prop_assert_eq!(difference.add(&b), Some(a));
        }
    }

    #[test]
    fn products_divide_back(a in any_decimal(), b in any_decimal()) {
        prop_assert_eq!(a.multiply(&b), b.multiply(&a));
        if let Some(product) = a.multiply(&b) && !b.is_zero() {
            prop_assert_eq!(product.divide(&b), Some(a));
        }
    }
}
