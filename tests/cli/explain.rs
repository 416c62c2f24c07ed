use super::{folder, merit};

#[test]
fn a_page_is_found_by_code_and_by_name_whatever_the_case() {
    let here = folder(&[]);
    for wanted in ["M0101", "m0101", "syntax", "Syntax"] {
        let run = merit(here.path(), &["explain", wanted]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{wanted}");
        assert!(run.out.starts_with("# M0101 syntax\n"), "{run:?}");
    }
}

#[test]
fn without_a_name_all_are_listed() {
    let here = folder(&[]);
    let run = merit(here.path(), &["explain"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.lines().any(|line| line.starts_with("M0701  bad-config")), "{run:?}");
    assert!(!run.out.contains('\u{1b}'));
}

#[test]
fn an_unknown_name_exits_2_with_what_was_meant() {
    let here = folder(&[]);
    let run = merit(here.path(), &["explain", "syntacs"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert_eq!(run.err, "error: no finding is called `syntacs`; did you mean `syntax`?\n");
    let run = merit(here.path(), &["explain", "qqqqqqqqqqqq"]);
    assert_eq!(run.err, "error: no finding is called `qqqqqqqqqqqq`; `merit explain` lists all\n");
}
