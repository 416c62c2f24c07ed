use crate::data::{Binding, FieldResolver, Found, Header, bind};
use crate::value::cell::Cell;

fn headers(names: &[&str]) -> Vec<Header> {
    names.iter().enumerate().map(|(column, name)| Header { name: (*name).to_owned(), column }).collect()
}

fn one(names: &[&str], property: &str, from: &[&str]) -> Binding {
    let from: Vec<String> = from.iter().map(|name| (*name).to_owned()).collect();
    bind(&headers(names), &[(property, &from)]).remove(0)
}

fn ambiguous(columns: &[(usize, &str)]) -> Binding {
    Binding::Ambiguous { columns: columns.iter().map(|(at, name)| (*at, (*name).to_owned())).collect() }
}

#[test]
fn a_property_is_found_by_its_name_whatever_case_blanks_and_dashes() {
    for header in ["job_title", "Job Title", "JOB-TITLE", "jobtitle", "  Job_Title ", "job\ntitle"] {
        assert_eq!(one(&["id", header], "job_title", &[]), Binding::Column(1), "{header}");
    }
    assert_eq!(one(&["Gro\u{0308}ße"], "größe", &[]), Binding::Column(0));
}

#[test]
fn exact_wins_over_loose_and_from_over_the_property_name() {
    assert_eq!(one(&["Email", "email"], "email", &[]), Binding::Column(1));
    assert_eq!(one(&["record id", "Record ID", "id"], "id", &["Record ID"]), Binding::Column(1));
    assert_eq!(one(&["record_id", "id"], "id", &["Record ID"]), Binding::Column(0));
    assert_eq!(one(&["x", "ID"], "id", &["Record ID"]), Binding::Column(1));
    assert_eq!(one(&["x", "Lead No"], "id", &["Record ID", "lead no"]), Binding::Column(1));
}

#[test]
fn several_equally_good_headers_are_ambiguous() {
    assert_eq!(one(&["Email", "x", "EMAIL"], "email", &[]), ambiguous(&[(0, "Email"), (2, "EMAIL")]));
    assert_eq!(one(&["Email", " Email "], "mail", &["Email"]), ambiguous(&[(0, "Email"), (1, " Email ")]));
    assert_eq!(one(&["A", "B"], "p", &["A", "B"]), ambiguous(&[(0, "A"), (1, "B")]));
}

#[test]
fn a_missing_column_names_near_headers() {
    let missing = one(&["vists", "", "country"], "visits", &["Total Visits"]);
    assert_eq!(missing, Binding::Missing { nearest: vec!["vists".to_owned()] });
    assert_eq!(one(&["", " "], "visits", &[]), Binding::Missing { nearest: Vec::new() });
    assert_eq!(one(&["_"], "-", &[]), Binding::Missing { nearest: Vec::new() });
}

#[test]
fn json_fields_follow_the_same_rule_record_by_record() {
    let from = ["Record ID".to_owned()];
    let mut resolver = FieldResolver::new(&[("id", &from), ("visits", &[])]);
    let mut resolve = |names: &[&str]| {
        resolver.resolve(&names.iter().map(|name| ((*name).to_owned(), Cell::Null)).collect::<Vec<_>>())
    };
    for _ in 0..2 {
        assert_eq!(resolve(&["x", "record_id", "id"]), [Found::At(1), Found::Absent]);
        assert_eq!(resolve(&["record_id", "Record ID", "VISITS"]), [Found::At(1), Found::At(2)]);
        assert_eq!(resolve(&["record_id", "record-id"]), [Found::Ambiguous(vec![0, 1]), Found::Absent]);
    }
}

#[test]
fn a_column_that_is_exactly_one_property_is_not_loosely_anothers() {
    let found = bind(&headers(&["companyname"]), &[("company_name", &[]), ("companyname", &[])]);
    assert!(matches!(found[0], Binding::Missing { .. }), "{found:?}");
    assert_eq!(found[1], Binding::Column(0));
}
