use super::fixture::*;
use crate::{
    model::{Operand, Part, Quantifier, Question, TextOperator},
    plan::tests::rule_set::*,
    value::Kind,
};

fn answer(
    operator: TextOperator,
    quantifier: Quantifier,
    exactly: bool,
    needles: &[&str],
    value: &str,
) -> Option<bool> {
    let mut set = RuleSet::default();
    let title = set.text("title");
    let question = text_question(Operand::Property(title), operator, quantifier, exactly, needles);
    truth(&mut set, asks(question), vec![text(value)])
}

#[test]
fn s14_texts_are_compared_without_regard_to_case_and_sigma_is_sigma() {
    let is = |needle, value| answer(TextOperator::Is, Quantifier::Any, false, &[needle], value);
    assert_eq!(is("ΣΊΣΥΦΟΣ", "σίσυφος"), Some(true));
    assert_eq!(is("Ceo", "cEO"), Some(true));
    assert_eq!(is("e\u{301}cole", "École"), Some(true));
    let exactly = |needle, value| answer(TextOperator::Is, Quantifier::Any, true, &[needle], value);
    assert_eq!(exactly("Ceo", "cEO"), Some(false));
    assert_eq!(exactly("e\u{301}cole", "école"), Some(true));
}

#[test]
fn each_operator_looks_where_it_says() {
    for (operator, needle, value, found) in [
        (TextOperator::Contains, "irect", "Director", true),
        (TextOperator::Contains, "cto", "Director", true),
        (TextOperator::StartsWith, "dir", "Director", true),
        (TextOperator::StartsWith, "rector", "Director", false),
        (TextOperator::EndsWith, "CTOR", "Director", true),
        (TextOperator::HasWord, "CTO", "Director", false),
        (TextOperator::HasWord, "CTO", "our cto!", true),
    ] {
        assert_eq!(answer(operator, Quantifier::Any, false, &[needle], value), Some(found), "{operator:?} {needle}");
    }
}

#[test]
fn s15_has_word_keeps_to_the_bounds_of_words() {
    let has = |needle, value| answer(TextOperator::HasWord, Quantifier::Any, false, &[needle], value);
    assert_eq!(has("vice president", "Senior Vice President, Sales"), Some(true));
    assert_eq!(has("CTO", "CTO님"), Some(true));
    assert_eq!(has("sales", "sales_ops"), Some(true));
}

#[test]
fn any_all_and_none_of_count_needles() {
    let contains =
        |quantifier, needles: &[&str]| answer(TextOperator::Contains, quantifier, false, needles, "red green");
    assert_eq!(contains(Quantifier::Any, &["blue", "RED"]), Some(true));
    assert_eq!(contains(Quantifier::All, &["green", "RED"]), Some(true));
    assert_eq!(contains(Quantifier::All, &["green", "blue"]), Some(false));
    assert_eq!(contains(Quantifier::None, &["blue", "black"]), Some(true));
    assert_eq!(contains(Quantifier::None, &["blue", "red"]), Some(false));
}

#[test]
fn large_sets_answer_like_small_ones() {
    let many: Vec<String> = (0..100).map(|number| format!("Value{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let is = |quantifier, value| answer(TextOperator::Is, quantifier, false, &many, value);
    assert_eq!(is(Quantifier::Any, "VALUE42"), Some(true));
    assert_eq!(is(Quantifier::Any, "value100"), Some(false));
    assert_eq!(is(Quantifier::None, "value42"), Some(false));
    assert_eq!(is(Quantifier::None, "value100"), Some(true));
    assert_eq!(is(Quantifier::All, "value42"), Some(false));
}

#[test]
fn s16_matches_searches_anywhere_and_ignores_case() {
    let mut set = RuleSet::default();
    let title = set.text("title");
    let mut matches = |pattern: &str, exactly, value: &str| {
        let question = Question::Matches { operand: Operand::Property(title), pattern: pattern.to_owned(), exactly };
        truth(&mut set, asks(question), vec![text(value)])
    };
    assert_eq!(matches("v.?p", false, "The VP"), Some(true));
    assert_eq!(matches("v.?p", true, "The VP"), Some(false));
    assert_eq!(matches("^vp$", false, "The VP"), Some(false));
    assert_eq!(matches("école", false, "E\u{301}cole"), Some(true));
}

#[test]
fn s18_parts_of_addresses_are_unknown_where_there_are_none() {
    let mut set = RuleSet::default();
    let email = set.property("email", Kind::Email);
    let page = set.property("page", Kind::Url);
    let mut is = |operand: Operand, needle: &str, values| {
        truth(&mut set, asks(text_question(operand, TextOperator::Is, Quantifier::Any, false, &[needle])), values)
    };
    assert_eq!(is(part(email, Part::Domain), "Acme.example", vec![text("ann@ACME.example"), None]), Some(true));
    assert_eq!(is(part(email, Part::Domain), "acme.example", vec![text("ann@eu.acme.example"), None]), Some(false));
    assert_eq!(is(part(email, Part::Domain), "acme.example", vec![text("ann"), None]), None);
    assert_eq!(
        is(part(page, Part::Host), "www.a.example", vec![None, text("https://www.a.example:80/p?q#f")]),
        Some(true)
    );
    assert_eq!(is(part(page, Part::Path), "/p", vec![None, text("https://www.a.example:80/p?q#f")]), Some(true));
    assert_eq!(is(part(page, Part::Host), "a", vec![None, text("/pricing")]), None);
    let known_host = asks(Question::Known(part(page, Part::Host)));
    assert_eq!(truth(&mut set, known_host, vec![None, text("/pricing")]), Some(false));
}
