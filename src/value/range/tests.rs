use proptest::prelude::*;

use super::*;

fn bound(text: &str) -> Bound {
    match text.split_at_checked(1) {
        None => Bound::Unbounded,
        Some(("[", value)) => Bound::Included(scalar(value)),
        Some((_, value)) => Bound::Excluded(scalar(value)),
    }
}

fn scalar(text: &str) -> Scalar {
    match Date::parse(text) {
        Some(date) => Scalar::Date(date),
        None => text.parse().map(Scalar::Integer).unwrap_or_else(|_| Scalar::Number(text.parse().unwrap())),
    }
}

fn interval(low: &str, high: &str) -> Interval {
    Interval::new(bound(low), bound(high))
}

#[test]
fn intervals_show_as_merit_writes_them() {
    for (low, high, text) in [
        ("[2", "[5", "2..=5"),
        ("[2", "(5", "2..5"),
        ("", "(10", "..10"),
        ("", "[10", "..=10"),
        ("[6", "", "6.."),
        ("[6", "[6", "6"),
        ("(5", "", "> 5"),
        ("(5", "[9", "> 5 and <= 9"),
        ("(5", "(9", "> 5 and < 9"),
        ("", "", ".."),
        ("[0.5", "(2026-03-01", "0.5..2026-03-01"),
    ] {
        assert_eq!(interval(low, high).to_string(), text);
    }
}

#[test]
fn intervals_between_neighbours_hold_no_integer() {
    assert!(interval("(2", "(3").is_empty(true));
    assert!(!interval("(2", "(3").is_empty(false));
    assert!(interval("(2.1", "[2.9").is_empty(true));
    assert!(!interval("[2", "(2.5").is_empty(true));
    assert!(interval("[2", "(2").is_empty(false));
    assert!(interval("[3", "[2").is_empty(true));
    assert!(!interval("[2", "[2.0").is_empty(false));
    assert!(interval("(9223372036854775807", "").is_empty(true));
    assert!(interval("[1e300", "").is_empty(true));
    assert!(!interval("", "").is_empty(true));
}

#[test]
fn dates_are_whole_days() {
    assert!(interval("(2026-03-01", "(2026-03-02").is_empty(false));
    assert!(!interval("(2026-03-01", "[2026-03-02").is_empty(false));
}

#[test]
fn values_of_different_kinds_do_not_meet() {
    assert!(!interval("[2", "").contains(&scalar("2026-03-01")));
    assert!(interval("[2", "[2026-03-01").is_empty(true));
    assert_eq!(scalar("2").compare(&scalar("2026-03-01")), None);
    assert_eq!(Scalar::Points(Points::from_scaled(5_000)).compare(&scalar("0.5")), Some(Ordering::Equal));
    assert_eq!(Scalar::Points(Points::from_scaled(20_001)).compare(&scalar("2")), Some(Ordering::Greater));
}

#[test]
fn scalars_go_out_tagged() {
    let text = serde_json::to_string(&[interval("[2", "(2026-03-01"), interval("(0.5", "")]).unwrap();
    let expected = r#"[{"low":{"Included":{"Integer":2}},"high":{"Excluded":{"Date":"2026-03-01"}}},{"low":{"Excluded":{"Number":0.5}},"high":"Unbounded"}]"#;
    assert_eq!(text, expected);
}

fn any_scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        (-6..6_i64).prop_map(Scalar::Integer),
        (-12..12_i32).prop_map(|halves| Scalar::Number(f64::from(halves) / 2.0)),
        (-12..12_i64).prop_map(|halves| Scalar::Points(Points::from_scaled(halves * 5_000))),
    ]
}

fn any_bound() -> impl Strategy<Value = Bound> {
    prop_oneof![Just(Bound::Unbounded), any_scalar().prop_map(Bound::Included), any_scalar().prop_map(Bound::Excluded)]
}

fn any_interval() -> impl Strategy<Value = Interval> {
    (any_bound(), any_bound()).prop_map(|(low, high)| Interval::new(low, high))
}

/// Every quarter from -7 to 7: between any two bounds of the strategies lies one of them.
fn quarters() -> impl Iterator<Item = Scalar> {
    (-28..=28).map(|quarters| Scalar::Number(f64::from(quarters) / 4.0))
}

fn integers() -> impl Iterator<Item = Scalar> {
    (-8..=8).map(Scalar::Integer)
}

proptest! {
    #[test]
    fn an_intersection_holds_what_both_hold(a in any_interval(), b in any_interval(), value in any_scalar()) {
        prop_assert_eq!(a.intersection(&b).contains(&value), a.contains(&value) && b.contains(&value));
        prop_assert_eq!(a.overlaps(&b, true), b.overlaps(&a, true));
        prop_assert_eq!(a.overlaps(&b, false), quarters().any(|v| a.contains(&v) && b.contains(&v)));
        prop_assert_eq!(a.overlaps(&b, true), integers().any(|v| a.contains(&v) && b.contains(&v)));
    }

    #[test]
    fn an_interval_is_empty_where_it_holds_nothing(a in any_interval()) {
        prop_assert_eq!(a.is_empty(false), !quarters().any(|value| a.contains(&value)));
        prop_assert_eq!(a.is_empty(true), !integers().any(|value| a.contains(&value)));
        prop_assert_eq!(a.intersection(&Interval::ALL), a);
        prop_assert_eq!(a.intersection(&a), a);
    }

    #[test]
    fn a_point_holds_its_value_alone(a in any_scalar(), b in any_scalar()) {
        prop_assert_eq!(Interval::point(a).contains(&b), a.compare(&b) == Some(Ordering::Equal));
        prop_assert_eq!(a.compare(&b), b.compare(&a).map(Ordering::reverse));
    }
}
