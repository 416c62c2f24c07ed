//! What a check keeps and what it drops; the findings themselves are pinned as data in `tests/check/`.

use super::*;
use crate::base::{Source, code};

struct NoAssets;

impl Assets for NoAssets {
    fn read(&self, path: &Quoted) -> Result<String, Box<Diagnostic>> {
        Err(Box::new(Diagnostic::new(&code::MISSING_FILE, path.span, "there is no such file")))
    }
}

fn checked(text: &str) -> Checked {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("rules.merit", text));
    let parsed = crate::syntax::parse(id, text);
    let broken: Vec<Span> = parsed.diagnostics.iter().filter_map(|found| found.span).collect();
    let settings = Settings::default();
    let files = [parsed.file];
    check(Input {
        files: &files,
        sources: &sources,
        settings: &settings,
        assets: &NoAssets,
        broken: &broken,
        today: None,
    })
}

/// Names of the findings that `settle` leaves.
fn settled(text: &str, levels: &[(&str, Level)]) -> Vec<(&'static str, bool)> {
    let checked = checked(text);
    let levels: LintLevels = levels.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
    let settled = settle(checked.diagnostics, &checked.allows, &levels, true);
    settled.iter().map(|found| (found.code.name, found.is_error())).collect()
}

const CONTACT: &str = "contact { title: text }\n";

#[test]
fn an_allow_clause_drops_its_finding_and_nothing_else() {
    let rule = "when title contains \"cto\" score +1 allow short-contains \"our data has titles in short\"";
    assert_eq!(settled(&format!("{CONTACT}{rule}"), &[]), []);
    let other = "when not title contains \"cto\" score +1 allow short-contains \"meant\"";
    assert_eq!(settled(&format!("{CONTACT}{other}"), &[]), [("unknown-dropped", false)]);
}

#[test]
fn an_allow_clause_that_stops_nothing_is_reported() {
    let rule = "when title contains \"director\" score +1 allow short-contains \"meant\"";
    assert_eq!(settled(&format!("{CONTACT}{rule}"), &[]), [("needless-allow", false)]);
}

#[test]
fn levels_turn_warnings_off_or_into_errors_but_leave_errors_alone() {
    let rule = format!("{CONTACT}when title contains \"cto\" score +1");
    assert_eq!(settled(&rule, &[]), [("short-contains", false)]);
    assert_eq!(settled(&rule, &[("short-contains", Level::Allow)]), []);
    assert_eq!(settled(&rule, &[("short-contains", Level::Deny)]), [("short-contains", true)]);
    let wrong = format!("{CONTACT}when titel is \"cto\" score +1");
    assert_eq!(settled(&wrong, &[("unknown-name", Level::Allow)]), [("unknown-name", true)]);
}

#[test]
fn everything_computed_stands_behind_what_it_needs() {
    let model = checked(
        "contact { visits: integer in 0..=9 }\nstage t { a when total > 1  otherwise b }\nscore total = s + 1\n\
         score s { when busy score +1 }\ndefine busy = visits > 3\nlist l when t is a\n",
    )
    .model;
    let place = |wanted: &str| {
        let name = |node: &crate::model::Node| match node {
            crate::model::Node::Define(id) => model.defines.at(*id).name.clone(),
            crate::model::Node::Rule(id) => model.rules.at(*id).id.clone(),
            crate::model::Node::Group(id) => model.groups.at(*id).name.clone(),
            crate::model::Node::Score(id) => model.scores.at(*id).name.clone(),
            crate::model::Node::Stage(id) => model.stages.at(*id).name.clone(),
            crate::model::Node::List(id) => model.lists.at(*id).name.clone(),
        };
        model.order.iter().position(|node| name(node) == wanted).unwrap()
    };
    let order = ["busy", "s#1", "s", "total", "t", "l"].map(place);
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn s34_rules_without_a_name_are_called_by_their_place() {
    let model = checked(
        "contact { visits: integer in 0..=9 }\nwhen visits > 1 score +1\n\
         score s { group g { when visits > 2 score +1  named: when visits > 3 score +1  when visits > 4 score +1 }\n\
         when visits > 5 score +1 }\nwhen visits > 6 score +1\n",
    )
    .model;
    let ids: Vec<&str> = model.rules.values().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["s.g#1", "s.named", "s.g#3", "s#1", "score#1", "score#2"]);
}

#[test]
fn definitions_of_arithmetic_have_a_bound() {
    let mut text = String::from("contact { visits: integer }\ndefine n0 = visits + 1\n");
    for level in 1..40 {
        text.push_str(&format!("define n{level} = n{0} + n{0}\n", level - 1));
    }
    text.push_str("when n39 > 3 score +1\n");
    assert_eq!(settled(&text, &[]), [("too-deep", true)]);
}

/// Walked at every use, sixty levels would take longer than anybody waits.
#[test]
fn definitions_that_use_each_other_twice_are_walked_once() {
    let mut text = String::from("contact { visits: integer  vip: boolean }\ndefine d0 = visits >= 1\n");
    for level in 1..60 {
        text.push_str(&format!("define d{level} = d{0} and d{0} or not d{0}\n", level - 1));
    }
    text.push_str("when d59 score +1\nwhen not vip score +1\n");
    assert_eq!(settled(&text, &[]), [("unknown-dropped", false), ("unknown-dropped", false)]);
}

const PAGES: &str = "contact { url: text }\nevent page_view { at: datetime, url: text, seconds: integer }\n";

#[test]
fn queries_that_mean_the_same_are_one_and_have_their_canonical_text() {
    let model = checked(&format!(
        "{PAGES}when any page_view within the last 30 days where (seconds>=3) score +1\n\
         when page_view count  within 30 days where (seconds >= 3) > 5 score +1\n\
         each page_view within 30 days where (seconds >= 3) score +1\n\
         when last page_view.seconds within 30 days where (seconds >= 3) is 3 score +1\n\
         when no page_view score +1\nmatch page_view.url {{ \"a\" => +1 }}\n"
    ))
    .model;
    let texts: Vec<&str> = model.queries.values().map(|query| query.text.as_str()).collect();
    assert_eq!(texts, ["page_view within 30 days where (seconds >= 3)", "page_view"]);
}

#[test]
fn a_yes_or_no_that_is_compared_in_a_where_is_told_how_events_are_counted() {
    let event = "event view { at: datetime, mailed: boolean }\n";
    let helps = |rule: &str| {
        let found = checked(&format!("{CONTACT}{event}{rule} score +1\n")).diagnostics;
        found.iter().flat_map(|found| found.help.clone()).collect::<Vec<String>>().join("\n")
    };
    assert!(helps("when view count where mailed >= 2").contains("`view count where (mailed) >= 2`"));
    assert_eq!(helps("when view count where (mailed) >= 2"), "");
}

#[test]
fn names_in_a_where_are_first_fields_then_everything_else() {
    use crate::model::{Condition, DefineBody, Operand, Question, Test};
    let model = checked(&format!(
        "{PAGES}define own = url contains \"home\"\nwhen any page_view where url contains \"home\" score +1\n\
         when any page_view where own score +1\n"
    ))
    .model;
    let operand = |condition: &Condition| match condition {
        Condition::Test(Test { question: Question::Text { operand, .. }, .. }) => operand.clone(),
        other => panic!("{other:?}"),
    };
    let [field, own] = [0, 1].map(|at| model.queries.at(crate::base::Id::new(at)).filter.clone().unwrap());
    assert!(matches!(operand(&field), Operand::Field(_)));
    assert!(matches!(own, Condition::Define(_)));
    let DefineBody::Condition(body) = &model.defines.at(crate::base::Id::new(0)).body else { panic!() };
    assert!(matches!(operand(body), Operand::Property(_)));
}

#[test]
fn s12_the_time_of_an_event_is_always_known() {
    let schema =
        checked("contact { id: text key }\nevent a { at: date }\nevent b { x: text, at: datetime }\n").model.schema;
    for event in schema.events.values() {
        assert!(event.fields.at(event.at).0.required, "{}", event.name);
    }
    let places: Vec<usize> = schema.events.values().map(|event| event.at.index()).collect();
    assert_eq!(places, [0, 1]);
}

const EVENTS: &str = "contact { id: text key }\nevent page_view { at: datetime }\nevent email_open { at: datetime }\n\
                      event email_click { at: datetime }\n";

#[test]
fn events_joined_like_words_are_never_mended_without_a_person() {
    let found = |rule: &str| {
        let checked = checked(&format!("{EVENTS}{rule}"));
        checked.diagnostics.into_iter().find(Diagnostic::is_error).unwrap()
    };
    let any = found("when any page_view or email_open within 14 days score +5");
    let fixes: Vec<_> = any.fixes.iter().map(|fix| (fix.message.as_str(), fix.applicability)).collect();
    let written = "write `any page_view within 14 days or any email_open within 14 days`";
    assert_eq!(fixes, [(written, crate::base::Applicability::Unsafe)]);
    let none = found("when no page_view or email_click or email_open within 90 days score -5");
    assert_eq!(none.fixes, []);
    assert_eq!(
        none.help,
        [
            "if there is to be none of them, write `no page_view within 90 days and no email_click within 90 days and no email_open within 90 days`",
            "if it is enough that one of them is missing, write `no page_view within 90 days or no email_click within 90 days or no email_open within 90 days`",
        ]
    );
}

#[test]
fn a_loose_window_and_a_likely_thousand_are_mended_by_hand_alone() {
    let text = format!("{EVENTS}when no page_view and no email_open within 90 days score -10.000");
    let found = checked(&text).diagnostics;
    let fixes = found.iter().flat_map(|found| &found.fixes);
    let fixes: Vec<_> =
        fixes.map(|fix| (fix.message.as_str(), fix.applicability, fix.edits[0].text.as_str())).collect();
    let by_hand = crate::base::Applicability::Unsafe;
    assert_eq!(
        fixes,
        [
            ("repeat `within 90 days` behind each", by_hand, " within 90 days"),
            ("if thousands are meant, write `-10000`", by_hand, "-10000"),
        ]
    );
}

#[test]
fn many_events_are_named_in_part_and_a_host_is_proposed_as_a_host() {
    let mut text = EVENTS.to_owned();
    for at in 0..8 {
        text.push_str(&format!("event kind{at} {{ at: datetime }}\n"));
    }
    let found = checked(&format!("{text}when any zzzzzz score +1")).diagnostics;
    assert!(found[0].help[0].ends_with("`kind6`, …"), "{:?}", found[0].help);
    let found = checked("contact { site: url }\nwhen site host is \"https://www.acme.example/a\" score +1").diagnostics;
    assert_eq!(found[0].help, ["write the host alone: `\"www.acme.example\"`"]);
}
