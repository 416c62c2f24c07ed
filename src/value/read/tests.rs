use proptest::prelude::*;

use super::*;
use crate::value::{Bound, Date, Dropdown, DropdownValue, Instant};

fn plain(kind: Kind) -> Reading {
    Reading {
        kind,
        unknown: vec!["N/A".into(), " Select ".into(), "НЕТ".into()],
        default: None,
        range: None,
        format: None,
    }
}

fn interests() -> Dropdown {
    ["Analytics", "Security", "Sales", "Reporting"].map(DropdownValue::new).into_iter().collect()
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn of_cell(cell: &Cell, reading: &Reading) -> Read {
    read(cell, reading, &ReadContext { zone: &berlin(), decimals: DecimalMark::Point })
}

fn of(text: &str, reading: &Reading) -> Read {
    of_cell(&Cell::Text(text.to_owned()), reading)
}

/// The value of a text that reads without a problem, unknown where it says nothing.
fn value(text: &str, reading: &Reading) -> Option<Value> {
    let read = of(text, reading);
    assert_eq!(read.problem, None, "{text}");
    read.value
}

fn problem(text: &str, reading: &Reading) -> String {
    let read = of(text, reading);
    assert_eq!(read.value, None, "{text}");
    read.problem.unwrap_or_else(|| panic!("`{text}` has no problem"))
}

fn texts(list: &[&str]) -> Cell {
    Cell::List(list.iter().map(|text| Cell::Text((*text).to_owned())).collect())
}

#[test]
fn s4_white_space_is_trimmed_and_blank_is_unknown() {
    let text = plain(Kind::Text);
    assert_eq!(value("\u{a0} VP\u{2003}Sales \u{3000}\n", &text), Some(Value::Text("VP\u{2003}Sales".into())));
    for blank in ["", " ", "\t\u{a0}\u{2028}"] {
        assert_eq!(of(blank, &text), Read::default());
    }
    assert_eq!(of_cell(&Cell::Absent, &text), Read::default());
    assert_eq!(of_cell(&Cell::Null, &text), Read::default());
}

#[test]
fn s4_markers_are_unknown_in_any_case_and_only_as_a_whole() {
    let text = plain(Kind::Text);
    for marker in ["n/a", "N/A ", "select", "нет"] {
        assert_eq!(of(marker, &text), Read::default(), "{marker}");
    }
    assert_eq!(value("n/a yet", &text), Some(Value::Text("n/a yet".into())));
    let minus_one = Reading { unknown: vec!["-1".into()], ..plain(Kind::Integer) };
    assert_eq!(of_cell(&Cell::Number("-1".into()), &minus_one), Read::default());
}

#[test]
fn s4_a_default_stands_for_unknown_and_for_what_cannot_be_read() {
    let visits = Reading { default: Some(Value::Integer(0)), ..plain(Kind::Integer) };
    assert_eq!(of("", &visits), Read { value: Some(Value::Integer(0)), problem: None, defaulted: true });
    assert_eq!(of("N/A", &visits).value, Some(Value::Integer(0)));
    let unreadable = of("many", &visits);
    assert!(unreadable.defaulted && unreadable.problem.is_some());
    assert_eq!(unreadable.value, Some(Value::Integer(0)));
    assert!(!of("0", &visits).defaulted);
}

#[test]
fn s4_what_lies_outside_of_the_range_is_unknown_and_a_problem() {
    let low = Bound::Included(Scalar::Integer(1));
    let employees = Reading { range: Some(Interval { low, high: Bound::Unbounded }), ..plain(Kind::Integer) };
    assert_eq!(value("1", &employees), Some(Value::Integer(1)));
    assert_eq!(problem("0", &employees), "`0` lies outside of `1..`, the declared range");
    let defaulted = Reading { default: Some(Value::Integer(5)), ..employees };
    assert_eq!(of("-3", &defaulted).value, Some(Value::Integer(5)));
    let high = Bound::Excluded(Scalar::Date(Date::parse("2026-01-01").unwrap()));
    let created = Reading { range: Some(Interval { low: Bound::Unbounded, high }), ..plain(Kind::Date) };
    assert!(of("2025-12-31", &created).problem.is_none());
    assert_eq!(problem("2026-01-01", &created), "`2026-01-01` lies outside of `..2026-01-01`, the declared range");
}

#[test]
fn json_numbers_and_booleans_are_their_text_where_text_is_expected() {
    let cell = Cell::Number("9007199254740993".into());
    assert_eq!(of_cell(&cell, &plain(Kind::Text)).value, Some(Value::Text("9007199254740993".into())));
    assert_eq!(of_cell(&Cell::Boolean(true), &plain(Kind::Text)).value, Some(Value::Text("true".into())));
    assert_eq!(value("no at sign", &plain(Kind::Email)), Some(Value::Text("no at sign".into())));
}

#[test]
fn lists_and_objects_are_no_single_value() {
    let text = plain(Kind::Text);
    assert_eq!(of_cell(&texts(&["a", "b", "c"]), &text).problem.unwrap(), "a list of 3 values where one is expected");
    assert_eq!(of_cell(&texts(&["a"]), &text).value, Some(Value::Text("a".into())));
    let object = of_cell(&Cell::Object(vec![("a".into(), Cell::Null)]), &text);
    assert_eq!(object.problem.unwrap(), "a value with fields of its own where a plain one is expected");
    for kind in [Kind::Text, Kind::Integer, Kind::ManyOf(interests())] {
        assert_eq!(of_cell(&Cell::List(vec![]), &plain(kind)), Read::default());
    }
}

#[test]
fn whole_numbers() {
    let integer = plain(Kind::Integer);
    for (text, number) in [("0", 0), ("-3", -3), ("+7", 7), ("007", 7), ("3.0", 3), ("9223372036854775807", i64::MAX)] {
        assert_eq!(value(text, &integer), Some(Value::Integer(number)), "{text}");
    }
    for (text, message) in [
        ("12,5", "`12,5` is not a whole number"),
        ("12.5", "`12.5` is not a whole number"),
        ("1,234", "`1,234` is not a whole number; separators of thousands are not read"),
        ("1 234", "`1 234` is not a whole number; separators of thousands are not read"),
        ("1'234", "`1'234` is not a whole number; separators of thousands are not read"),
        ("1,23,456", "`1,23,456` is not a whole number; separators of thousands are not read"),
        ("12%", "`12%` is not a whole number; percent signs are not read"),
        ("$12", "`$12` is not a whole number; currency signs are not read"),
        ("(500)", "`(500)` is not a whole number"),
        ("١٢٣", "`١٢٣` is not a whole number; only the digits 0 to 9 are read"),
        ("0x1F", "`0x1F` is not a whole number"),
        ("1.2E+05", "`1.2E+05` is not a whole number"),
        ("12345678901234567890", "`12345678901234567890` is too large for a whole number"),
        ("many", "`many` is not a whole number"),
    ] {
        assert_eq!(problem(text, &integer), message);
    }
}

#[test]
fn numbers() {
    let number = plain(Kind::Number);
    for (text, expected) in [
        ("0.125", 0.125),
        (".5", 0.5),
        ("-0", 0.0),
        ("1.2E+05", 120_000.0),
        ("+7", 7.0),
        ("1.234", 1.234),
        ("1e-400", 0.0),
    ] {
        let Some(Value::Number(found)) = value(text, &number) else { panic!("{text}") };
        assert_eq!(found.to_bits(), f64::to_bits(expected), "{text}");
    }
    for (text, message) in [
        ("12,5", "`12,5` is not a number"),
        ("$22,700.00", "`$22,700.00` is not a number; currency signs are not read"),
        ("€1.234,56", "`€1.234,56` is not a number; currency signs are not read"),
        ("1 234,56", "`1 234,56` is not a number; separators of thousands are not read"),
        ("1,23,456.00", "`1,23,456.00` is not a number; separators of thousands are not read"),
        ("12,5 %", "`12,5 %` is not a number; percent signs are not read"),
        ("1e400", "`1e400` is too large for a number"),
        ("½", "`½` is not a number"),
        ("NaN", "`NaN` is not a number"),
        ("Infinity", "`Infinity` is not a number"),
        ("-inf", "`-inf` is not a number"),
        ("0x1F", "`0x1F` is not a number"),
    ] {
        assert_eq!(problem(text, &number), message);
    }
}

#[test]
fn a_source_with_decimal_commas_is_read_with_them_and_with_points() {
    let zone = Zone::utc();
    let context = ReadContext { zone: &zone, decimals: DecimalMark::Comma };
    let read_as = |text: &str, kind: Kind| read(&Cell::Text(text.into()), &plain(kind), &context).value;
    assert_eq!(read_as("2,5", Kind::Number), Some(Value::Number(2.5)));
    assert_eq!(read_as("2.5", Kind::Number), Some(Value::Number(2.5)));
    assert_eq!(read_as("0.125", Kind::Number), Some(Value::Number(0.125)));
    assert_eq!(read_as("12,0", Kind::Integer), Some(Value::Integer(12)));
    for unclear in ["1.234,5", "1,234,5", "1.234", "1.000"] {
        assert_eq!(read_as(unclear, Kind::Number), None, "{unclear}");
        assert_eq!(read_as(unclear, Kind::Integer), None, "{unclear}");
    }
    let problem = |text: &str, kind: Kind| read(&Cell::Text(text.into()), &plain(kind), &context).problem;
    let why = |what: &str| Some(format!("`10.000` is not {what}; separators of thousands are not read"));
    assert_eq!(problem("10.000", Kind::Number), why("a number"));
    assert_eq!(problem("10.000", Kind::Integer), why("a whole number"));
    let json = read(&Cell::Number("1.234".into()), &plain(Kind::Number), &context);
    assert_eq!(json.value, Some(Value::Number(1.234)));
}

#[test]
fn where_the_decimal_mark_is_not_known_groups_of_three_are_no_number() {
    let zone = Zone::utc();
    let read_as = |text: &str, kind: Kind, decimals: DecimalMark| {
        read(&Cell::Text(text.into()), &plain(kind), &ReadContext { zone: &zone, decimals })
    };
    for (text, decimal, whole) in [("2.000", "2", "2000"), ("-1.234", "-1.234", "-1234"), ("10.500", "10.5", "10500")] {
        let why = format!(
            "`{text}` may be {decimal} or {whole}: write `{whole}`, or separate the columns by commas where the point is decimal"
        );
        for kind in [Kind::Integer, Kind::Number] {
            let found = read_as(text, kind, DecimalMark::Unsaid);
            assert_eq!((found.value, found.problem), (None, Some(why.clone())), "{text}");
        }
    }
    for plain in ["2.5", "0.125", "2000", "1234.500", "2.0000"] {
        let found = read_as(plain, Kind::Number, DecimalMark::Unsaid);
        assert_eq!(found, read_as(plain, Kind::Number, DecimalMark::Point), "{plain}");
        assert!(found.value.is_some(), "{plain}");
    }
    let millions = read_as("1.234.567", Kind::Number, DecimalMark::Unsaid);
    assert_eq!(millions.problem.as_deref(), Some("`1.234.567` is not a number; separators of thousands are not read"));
    assert_eq!(read_as("2.000", Kind::Number, DecimalMark::Point).value, Some(Value::Number(2.0)));
}

#[test]
fn booleans() {
    let boolean = plain(Kind::Boolean);
    for yes in ["true", "TRUE", "Yes", "y", "1", "on", "T"] {
        assert_eq!(value(yes, &boolean), Some(Value::Boolean(true)), "{yes}");
    }
    for no in ["false", "False", "No", "n", "0", "off", "F"] {
        assert_eq!(value(no, &boolean), Some(Value::Boolean(false)), "{no}");
    }
    assert_eq!(of_cell(&Cell::Boolean(false), &boolean).value, Some(Value::Boolean(false)));
    assert_eq!(of_cell(&Cell::Number("1".into()), &boolean).value, Some(Value::Boolean(true)));
    for neither in ["ja", "oui", "checked", "2"] {
        let expected = "is not yes or no; these are read: true, yes, y, t, 1, on, and their opposites";
        assert_eq!(problem(neither, &boolean), format!("`{neither}` {expected}"));
    }
}

#[test]
fn dates() {
    let date = plain(Kind::Date);
    for (text, expected) in [
        ("2024-03-05", "2024-03-05"),
        ("2024-03-05T10:15", "2024-03-05"),
        ("2024-03-05 23:59:59", "2024-03-05"),
        ("2024-03-31 02:30:00", "2024-03-31"),
        ("2024-03-05T23:30:00Z", "2024-03-06"),
        ("2024-03-05T00:30:00+05:30", "2024-03-04"),
        ("1459244730132", "2016-03-29"),
        ("1459296000000", "2016-03-30"),
        ("100000000000", "1973-03-03"),
    ] {
        assert_eq!(value(text, &date), Date::parse(expected).map(Value::Date), "{text}");
    }
    let declare = |text: &str, format: &str| {
        format!(
            "`{text}` is not a date like `2026-03-01`; say in the schema how dates are written, such as `format \"{format}\"`"
        )
    };
    for (text, format) in [
        ("3/5/2021", "%d/%m/%Y\"` or `format \"%m/%d/%Y"),
        ("23/5/2021", "%d/%m/%Y"),
        ("3/15/2021", "%m/%d/%Y"),
        ("05.03.24", "%d.%m.%y"),
        ("2024/03/05", "%Y/%m/%d"),
        ("20240305", "%Y%m%d"),
        ("5-Mar-24", "%d-%b-%y"),
        ("1459244730", "%d/%m/%Y"),
        ("yesterday", "%d/%m/%Y"),
        ("2024-W10-2", "%d/%m/%Y"),
    ] {
        assert_eq!(problem(text, &date), declare(text, format));
    }
    assert_eq!(problem("2024-02-30", &date), "`2024-02-30` is not in the calendar");
    assert_eq!(problem("2024-02-30T10:00", &date), "`2024-02-30T10:00` is not in the calendar");
    for serial in ["44197", "45356.5"] {
        assert!(problem(serial, &date).contains("is a spreadsheet's number of a day"), "{serial}");
    }
    for text in ["2024-03-05T", "2024-03-05T25:00", "2024-03-05 soon", "2024-3-5", "+2024-03-05"] {
        problem(text, &date);
    }
}

#[test]
fn a_declared_format_is_tried_before_iso_and_instead_of_everything_else() {
    let formatted = |format: &str| Reading { format: Some(format.into()), ..plain(Kind::Date) };
    let day = Date::parse("2024-03-05").map(Value::Date);
    assert_eq!(value("05/03/2024", &formatted("%d/%m/%Y")), day);
    assert_eq!(value("5/3/2024", &formatted("%d/%m/%Y")), day);
    assert_eq!(value("2024-03-05", &formatted("%d/%m/%Y")), day);
    assert_eq!(value("20240305", &formatted("%Y%m%d")), day);
    assert_eq!(value("5-Mar-24", &formatted("%d-%b-%y")), day);
    assert_eq!(value("05/03/2024 10:15", &formatted("%d/%m/%Y %H:%M")), day);
    assert_eq!(value("04/03/2024 23:30 +0000", &formatted("%d/%m/%Y %H:%M %z")), day);
    let neither = "is neither written as `%d/%m/%Y`, the declared format, nor like `2026-03-01`";
    for text in ["3/15/2024", "5/3/24", "1459244730132", "soon"] {
        assert_eq!(problem(text, &formatted("%d/%m/%Y")), format!("`{text}` {neither}"));
    }
    problem("05/03/2024", &formatted("%"));
}

#[test]
fn datetimes() {
    let datetime = plain(Kind::Datetime);
    for (text, expected) in [
        ("2024-03-05T10:15:00Z", "2024-03-05T10:15:00Z"),
        ("2024-03-05T10:15:00+05:30", "2024-03-05T04:45:00Z"),
        ("2024-03-05 10:15", "2024-03-05T09:15:00Z"),
        ("2024-03-05", "2024-03-04T23:00:00Z"),
        ("2024-03-31 02:30:00", "2024-03-31T01:30:00Z"),
        ("1459244730132", "2016-03-29T09:45:30.132Z"),
    ] {
        let expected = Instant::parse(expected, &Zone::utc()).map(Value::Instant);
        assert!(expected.is_some());
        assert_eq!(value(text, &datetime), expected, "{text}");
    }
    let expected = "`3/5/2021 10:15` is not a date with a time like `2026-03-01T10:00`; say in the schema how dates are \
                    written, such as `format \"%d/%m/%Y %H:%M\"`";
    assert_eq!(problem("3/5/2021 10:15", &datetime), expected);
    let formatted = |format: &str| Reading { format: Some(format.into()), ..plain(Kind::Datetime) };
    for (text, format, expected) in [
        ("05/03/2024 10:15", "%d/%m/%Y %H:%M", "2024-03-05T09:15:00Z"),
        ("05/03/2024", "%d/%m/%Y", "2024-03-04T23:00:00Z"),
        ("15 Apr, 2021 12:03:00 am", "%d %b, %Y %I:%M:%S %p", "2021-04-14T22:03:00Z"),
        ("1459244730", "%s", "2016-03-29T09:45:30Z"),
        ("05/03/2024 10:15 +0200", "%d/%m/%Y %H:%M %z", "2024-03-05T08:15:00Z"),
    ] {
        let expected = Instant::parse(expected, &Zone::utc()).map(Value::Instant);
        assert_eq!(value(text, &formatted(format)), expected, "{text}");
    }
}

#[test]
fn s17_dropdown_values_are_found_in_any_case() {
    let dropdown = plain(Kind::OneOf(interests()));
    assert_eq!(value(" security ", &dropdown), Some(Value::Choice(1)));
    assert_eq!(problem("Securty", &dropdown), "`Securty` is not one of the declared values; did you mean `Security`?");
    let listed = "`Gardening` is not one of the declared values; they are `Analytics`, `Security`, `Sales`, …";
    assert_eq!(problem("Gardening", &dropdown), listed);
    assert!(problem("Sales;Security", &dropdown).contains("is not one of"));
}

#[test]
fn many_of_is_split_by_semicolons_or_a_json_list() {
    let many = plain(Kind::ManyOf(interests()));
    let both = Some(Value::Choices(vec![0, 1]));
    assert_eq!(value("Security; analytics;;Security ", &many), both);
    assert_eq!(of_cell(&texts(&["security", " Analytics"]), &many), Read { value: both, ..Read::default() });
    assert_eq!(value("Security;N/A", &many), Some(Value::Choices(vec![1])));
}

#[test]
fn s2_blank_many_of_and_empty_lists_are_unknown_unless_the_default_says_otherwise() {
    let many = plain(Kind::ManyOf(interests()));
    let blanks = [Cell::Absent, Cell::Null, Cell::Text(" ".into()), Cell::Text(";;".into()), Cell::Text("n/a".into())];
    let lists = [Cell::List(vec![]), Cell::List(vec![Cell::Null]), texts(&["", "Select"])];
    let defaulted = Reading { default: Some(Value::Choices(vec![])), ..many.clone() };
    for cell in blanks.iter().chain(&lists) {
        assert_eq!(of_cell(cell, &many), Read::default(), "{cell:?}");
        assert_eq!(of_cell(cell, &defaulted).value, Some(Value::Choices(vec![])), "{cell:?}");
    }
}

#[test]
fn s4_a_value_with_unknown_members_is_not_read_and_they_are_named() {
    let many = plain(Kind::ManyOf(interests()));
    let one = of("Security;Analitycs", &many);
    assert_eq!(one.value, None);
    assert_eq!(one.problem.unwrap(), "`Analitycs` is not one of the declared values; did you mean `Analytics`?");
    let five = problem("a1;b2;c3;d4;e5", &many);
    let expected =
        "`a1`, `b2`, `c3` and 2 more are not among the declared values; they are `Analytics`, `Security`, `Sales`, …";
    assert_eq!(five, expected);
    let nested = of_cell(&Cell::List(vec![texts(&["Security"]), Cell::Number("1".into())]), &many);
    assert_eq!(nested.value, None);
    assert!(nested.problem.unwrap().starts_with("`[\"Security\"]`, `1` are not among"));
    let defaulted = Reading { default: Some(Value::Choices(vec![2])), ..many };
    assert!(of("nothing known", &defaulted).defaulted);
}

#[test]
fn problems_cut_long_values_and_escape_control_characters() {
    let integer = plain(Kind::Integer);
    assert_eq!(problem("a\nb\u{1b}[31m", &integer), r"`a\nb\u{1b}[31m` is not a whole number");
    assert_eq!(problem(&"x".repeat(61), &integer), format!("`{}…` is not a whole number", "x".repeat(60)));
    assert_eq!(problem(&"x".repeat(60), &integer), format!("`{}` is not a whole number", "x".repeat(60)));
}

#[test]
fn a_reading_is_dumped_with_all_that_decides() {
    let dumped = serde_json::to_value(plain(Kind::Integer)).unwrap();
    let unknown = ["N/A", " Select ", "НЕТ"];
    let expected =
        serde_json::json!({"kind": "Integer", "unknown": unknown, "default": null, "range": null, "format": null});
    assert_eq!(dumped, expected);
}

fn cells() -> impl Strategy<Value = Cell> {
    let texts = prop_oneof![
        any::<String>(),
        r"[ +-]?[0-9]{0,20}[.,eE' ]?[0-9]{0,4}[%$]?",
        r"[0-9]{1,5}[-/.][0-9]{1,3}[-/.][0-9]{1,5}([T ][0-9:.]{0,12}(Z|[+-][0-9:]{0,6})?)?",
        "(Sales|security|N/A|;| ){0,5}",
    ];
    let leaves = prop_oneof![
        Just(Cell::Absent),
        Just(Cell::Null),
        texts.prop_map(Cell::Text),
        "-?[0-9]{1,25}([.][0-9]{1,5})?(e[+-]?[0-9]{1,5})?".prop_map(Cell::Number),
        any::<bool>().prop_map(Cell::Boolean),
    ];
    leaves.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Cell::List),
            prop::collection::vec((any::<String>(), inner), 0..3).prop_map(Cell::Object),
        ]
    })
}

proptest! {
    #[test]
    fn any_cell_reads_as_every_kind(cell in cells(), format in prop::option::of("(%[a-zA-Z]|[ /.:-]|[a-z]){0,6}"), decimals in prop::sample::select(vec![DecimalMark::Point, DecimalMark::Comma, DecimalMark::Unsaid])) {
        let zone = berlin();
        let kinds = [
            Kind::Text, Kind::Email, Kind::Url, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Date, Kind::Datetime,
            Kind::OneOf(interests()), Kind::ManyOf(interests()),
        ];
        for kind in kinds {
            let reading = Reading { format: format.clone(), ..plain(kind) };
            let found = read(&cell, &reading, &ReadContext { zone: &zone, decimals });
            if let Some(problem) = &found.problem {
                prop_assert!(!problem.contains(char::is_control) && problem.chars().count() < 500);
            }
            match &found.value {
                Some(Value::Number(number)) => prop_assert!(number.is_finite()),
                Some(Value::Choices(places)) => prop_assert!(places.is_sorted_by(|a, b| a < b)),
                Some(known) => prop_assert!(!known.shown(&reading.kind, &zone).is_empty()),
                None => {}
            }
        }
    }
}
