//! Events behind rules, what would have to happen, and when things change by themselves.

use serde_json::{Value, json};

use super::contact::{Case, case};
use merit::report::why_json;

const RULES: &str = r#"
contact {
  id:        text key
  visits:    integer in 0.. default 0
  created:   date
}
event page_view       { at: datetime, url: text }
event email_open      { at: datetime }
event email_click     { at: datetime, url: text }
event form_submission { at: datetime, form: one of { "Newsletter", "White paper", "Webinar", "Demo request" } }
event purchase        { at: date, amount: number in 0.. }

define hot = any page_view within 30 days where url contains "/pricing"

score engagement "How much the contact deals with us" {
  group email "E-mails" limit -20..=20 {
    clicks: each email_click within 90 days score +2 up to 10 halving every 30 days
    silent: when no email_open within 90 days score -15
  }
  pricing: when hot score +15 "Pricing page in the last 30 days"
  forms: match form_submission.form {
    "Demo request" => +50
    "Webinar"      => +20
    otherwise      => +5
  } up to 60
  busy: when page_view count within 7 days >= 10 score +5
  reading: score +1 per 2 page_view count within 30 days up to 3
  fresh: when days since last email_open <= 14 score +3
  spender: when sum of purchase.amount within 1 year >= 1000 score +10
}
score total = engagement
stage lifecycle {
  sql "Sales qualified" when total >= 65
  mql when total >= 35
  otherwise subscriber
}
list hot_leads "To be called" when hot
"#;

const EVENTS: &str = "
email_click at=2026-02-27T09:00, url=/a
email_click at=2026-02-24T09:00, url=/a
email_click at=2026-02-20T09:00, url=/a
email_click at=2026-02-10T09:00, url=/a
email_click at=2026-02-02T09:00, url=/a
email_click at=2026-01-20T09:00, url=/a
email_click at=2025-12-20T09:00, url=/a
email_click at=2025-11-20T09:00, url=/a
page_view at=2026-02-27T10:00, url=/pricing?plan=big
page_view at=2026-02-26T10:00, url=/home
page_view at=2026-02-25T10:00, url=/home
page_view at=2026-01-25T10:00, url=/pricing
form_submission at=2026-01-05T12:00, form=Webinar
form_submission at=2026-02-05T12:00, form=Webinar
email_open at=2026-01-19T08:30
email_open at=2026-03-03T08:30
purchase at=2026-01-04, amount=120.5
";

fn example() -> Case {
    case(RULES, &[("visits", "3"), ("created", "2026-01-01")], EVENTS, "2026-03-01")
}

#[test]
fn a_contact_with_events_at_a_glance() {
    let text = example().text();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!("events", text);
}

#[test]
fn a_contact_without_events_is_told_what_would_have_to_happen() {
    let text = case(RULES, &[], "", "2026-03-01T10:00").text();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!("no_events", text);
}

/// Each entry on a line of its own.
fn lines(value: &Value) -> String {
    let entry = |value: &Value| match value {
        Value::Array(parts) => parts.iter().map(|part| format!("\n    {part}")).collect::<String>(),
        other => other.to_string(),
    };
    value.as_object().unwrap().iter().map(|(key, value)| format!("{key}: {}\n", entry(value))).collect()
}

#[test]
fn programs_get_the_events_of_each_rule() {
    let told = why_json(&example().explained(), None);
    let rules: serde_json::Map<String, Value> = told["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["name"].as_str().unwrap().to_owned(), json!([rule["atoms"], rule["events"]])))
        .collect();
    insta::assert_snapshot!("events_of_rules", lines(&Value::Object(rules)));
    let rest = ["next", "expires", "near", "turns", "courses", "moves"].map(|key| (key.to_owned(), told[key].clone()));
    insta::assert_snapshot!("what_may_change", lines(&Value::Object(rest.into_iter().collect())));
    let rule = |id: &str| {
        let rules = told["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["id"] == format!("engagement.{id}").as_str()).unwrap().clone()
    };
    assert_eq!(rule("clicks")["events"]["count"], json!(7));
    assert_eq!(rule("clicks")["events"]["latest"], json!("2026-02-27T09:00:00+01:00"));
}

const KINDS: &str = r#"
contact { id: text key  visits: integer in 0.. default 0  vip: boolean default false }
event page_view  { at: datetime, url: text, seconds: integer }
event email_open { at: datetime }
event submission { at: datetime, form: one of { "Webinar", "Demo" }, note: text }
event purchase   { at: date, amount: number in 0.. }
"#;

fn of_kinds(rules: &str, events: &str, as_of: &str) -> Case {
    case(&format!("{KINDS}{rules}"), &[], events, as_of)
}

#[test]
fn a_question_about_events_says_how_many_there_are_and_how_many_there_should_be() {
    let events = "
        page_view at=2026-02-27T10:00, url=/pricing, seconds=30
        page_view at=2026-02-20T10:00, url=/home, seconds=10
        email_open at=2026-01-19T08:30
        submission at=2026-02-10T09:00, form=Webinar
        purchase at=2026-02-01, amount=12.5";
    for (condition, text, actual, required, holds) in [
        ("any page_view", "any page_view", "2 page_view, the latest on 2026-02-27", "at least one", Some(true)),
        ("any page_view within 5 hours", "any page_view within 5 hours", "none", "at least one", Some(false)),
        (
            "any page_view within 60 hours",
            "any page_view within 60 hours",
            "1 page_view within 60 hours, on 2026-02-27 at 10:00",
            "at least one",
            Some(true),
        ),
        (
            "no email_open within 90 days",
            "no email_open within 90 days",
            "1 email_open within 90 days, on 2026-01-19",
            "none",
            Some(false),
        ),
        ("not any email_open within 7 days", "no email_open within 7 days", "none", "none", Some(true)),
        (
            "page_view count where url contains \"/pricing\" in 2..=5",
            "(page_view count where url contains \"/pricing\") in 2..=5",
            "1 page_view where url contains \"/pricing\", on 2026-02-27",
            "2 to 5",
            Some(false),
        ),
        (
            "not page_view count >= 3",
            "not page_view count >= 3",
            "2 page_view, the latest on 2026-02-27",
            "less than 3",
            Some(true),
        ),
        (
            "page_view count > email_open count",
            "page_view count > email_open count",
            "2 page_view, the latest on 2026-02-27",
            "more than email_open count (1)",
            Some(true),
        ),
        ("days since last email_open >= 14", "days since last email_open >= 14", "40", "14 or more", Some(true)),
        (
            "days since first submission where form is \"Demo\" < 3",
            "(days since first submission where form is \"Demo\") < 3",
            "unknown",
            "less than 3",
            None,
        ),
        (
            "sum of purchase.amount within 1 year > 100",
            "sum of purchase.amount within 1 year > 100",
            "12.5",
            "more than 100",
            Some(false),
        ),
        ("max of page_view.seconds in 10..20", "max of page_view.seconds in 10..20", "30", "10 to 19", Some(false)),
        ("distinct page_view.url count >= 2", "distinct page_view.url count >= 2", "2", "2 or more", Some(true)),
        ("last submission.form is \"Demo\"", "last submission.form is \"Demo\"", "Webinar", "Demo", Some(false)),
        (
            "first page_view.url starts with \"/h\"",
            "first page_view.url starts with \"/h\"",
            "/home",
            "starts with /h",
            Some(true),
        ),
        (
            "any page_view since last submission",
            "any page_view since last submission",
            "2 page_view since last submission, the latest on 2026-02-27",
            "at least one",
            Some(true),
        ),
    ] {
        let told =
            why_json(&of_kinds(&format!("when {condition} score +1"), events, "2026-02-28T20:00").explained(), None);
        let atom = told["rules"][0]["atoms"][0].clone();
        let expected = json!({ "text": text, "actual": actual, "required": required, "holds": holds });
        assert_eq!(atom, expected, "{condition}");
    }
}

#[test]
fn what_would_have_to_happen_is_said_in_events() {
    let events = "
        page_view at=2026-02-27T10:00, url=/home, seconds=30
        email_open at=2026-01-19T08:30
        submission at=2026-02-10T09:00, form=Webinar
        purchase at=2026-02-01, amount=12.5";
    for (rule, words, property, from, to) in [
        (
            "when page_view count within 7 days >= 3 score +1",
            "2 more page_view within 7 days",
            "page_view count within 7 days",
            json!(1),
            json!(3),
        ),
        ("when page_view count in 4..6 score +1", "3 more page_view", "page_view count", json!(1), json!(4)),
        (
            "when any page_view within 2 hours score +1",
            "one page_view within 2 hours",
            "page_view count within 2 hours",
            json!(0),
            json!(1),
        ),
        (
            "when any page_view where (url contains \"/pricing\" and seconds > 60) score +1",
            "one page_view where (url contains \"/pricing\" and seconds > 60)",
            "page_view count where (url contains \"/pricing\" and seconds > 60)",
            json!(0),
            json!(1),
        ),
        (
            "when any submission where form is not \"Webinar\" score +1",
            "one submission where form is not \"Webinar\"",
            "submission count where form is not \"Webinar\"",
            json!(0),
            json!(1),
        ),
        (
            "when days since last email_open <= 14 score +1",
            "one more email_open",
            "email_open count",
            json!(1),
            json!(2),
        ),
        (
            "when any email_open since last page_view score +1",
            "one email_open since last page_view",
            "email_open count since last page_view",
            json!(0),
            json!(1),
        ),
        (
            "when sum of purchase.amount >= 100 score +1",
            "sum of purchase.amount 12.5 → 100",
            "sum of purchase.amount",
            json!(12.5),
            json!(100),
        ),
        (
            "when max of page_view.seconds > 60 score +1",
            "max of page_view.seconds 30 → 61",
            "max of page_view.seconds",
            json!(30),
            json!(61),
        ),
        (
            "when distinct page_view.url count >= 3 score +1",
            "distinct page_view.url count 1 → 3",
            "distinct page_view.url count",
            json!(1),
            json!(3),
        ),
        (
            "when last submission.form is \"Demo\" score +1",
            "last submission.form Webinar → Demo",
            "last submission.form",
            json!("Webinar"),
            json!("Demo"),
        ),
        (
            "each submission where form is \"Demo\" score +5",
            "one submission where form is \"Demo\"",
            "submission count where form is \"Demo\"",
            json!(0),
            json!(1),
        ),
        (
            "match submission.form { \"Demo\" => +5 \"Webinar\" => 0 }",
            "one submission with form Demo",
            "submission count where form is \"Demo\"",
            json!(0),
            json!(1),
        ),
        ("score +1 per 3 page_view count up to 5", "2 more page_view", "page_view count", json!(1), json!(3)),
        (
            "define busy = page_view count within 7 days >= 2\nwhen busy score +1",
            "one more page_view within 7 days",
            "page_view count within 7 days",
            json!(1),
            json!(2),
        ),
    ] {
        let rules = format!("{rule}\nstage s {{ warm when score >= 1 otherwise cold }}");
        let case = of_kinds(&rules, events, "2026-02-28");
        let explained = case.explained();
        let told = why_json(&explained, None);
        let expected = json!({ "property": property, "from": from, "to": to });
        assert_eq!(told["next"][0]["changes"][0], expected, "{rule}");
        // An arm that gives nothing took an event already, so its rule has fired.
        if !rule.starts_with("match") {
            assert_eq!(told["near"][0]["change"], expected, "{rule}");
        }
        assert!(case.text().contains(words), "{rule}\n{}", case.text());
    }
}

#[test]
fn what_cannot_happen_is_not_proposed() {
    // Without a purchase there is nothing to be later than.
    for rule in [
        "when any page_view since last purchase score +1",
        "when any page_view where (seconds > 5 and seconds < 3) score +1",
        "each page_view score -1",
    ] {
        let explained =
            of_kinds(&format!("{rule}\nstage s {{ warm when score >= 1 otherwise cold }}"), "", "2026-02-28")
                .explained();
        assert_eq!((explained.next, explained.near), (vec![], vec![]), "{rule}");
    }
}

#[test]
fn what_would_have_to_happen_comes_true() {
    let rules = "each page_view within 7 days score +2 up to 20\nwhen any email_open within 3 days score +5\n\
                 stage s { hot when score >= 10 warm when score >= 5 otherwise cold }";
    let happened = "page_view at=2026-02-27T10:00\npage_view at=2026-02-20T10:00\n";
    let explained = of_kinds(rules, happened, "2026-02-28").explained();
    assert_eq!(explained.next.len(), 2, "{:?}", explained.next);
    for way in &explained.next {
        let mut events = happened.to_owned();
        for change in &way.changes {
            let more = change.more.as_ref().unwrap();
            let kind = more.of.split(' ').next().unwrap();
            events.push_str(&format!("{kind} at=2026-02-28T12:00\n").repeat(more.count));
        }
        let then = of_kinds(rules, &events, "2026-02-28").explained();
        assert_eq!(then.stages[0].is, way.to, "{way:?}");
        assert_eq!(then.scores[0].points, way.score.as_ref().unwrap().to);
    }
}

#[test]
fn rules_on_each_event_tell_what_was_cut_and_what_is_over() {
    let events = "
        page_view at=2026-02-28T10:00, seconds=5
        page_view at=2026-02-18T10:00
        page_view at=2026-02-08T10:00
        page_view at=2026-01-29T10:00
        submission at=2026-02-10T09:00, form=Webinar
        submission at=2026-02-11T09:00, form=Webinar
        submission at=2026-02-12T09:00, form=Demo
        submission at=2026-02-13T09:00";
    for (rule, words) in [
        (
            "each page_view score +3 up to 5 halving every 10 days",
            "+5  +3 each: 4 page_view, the latest on 2026-02-28 (3, 1.5, 0.75 …; 5.63 in all, 0.63 cut by \"up to 5\")",
        ),
        (
            "each page_view score -3 up to 5",
            "-5  -3 each: 4 page_view, the latest on 2026-02-28 (-12 in all, 7 cut by \"up to 5\")",
        ),
        ("each page_view within 2 days score +1.5", "+1.5  +1.5 each: 1 page_view within 2 days, on 2026-02-28"),
        (
            "each page_view within 24 hours score +1 fading over 2 days",
            "+1  +1 each: 1 page_view within 24 hours, on 2026-02-28 at 10:00 (1)",
        ),
        (
            "match submission.form { \"Demo\" => +50 \"Webinar\" => +20 unknown => -1 } up to 70",
            "+70  1 × \"Demo\" +50, 2 × \"Webinar\" +20, 1 × unknown -1, the latest on 2026-02-13 (89 in all, 19 cut by \"up to 70\")",
        ),
        (
            "match submission.form { \"Demo\" => +50 otherwise => +5 }",
            "+60  1 × \"Demo\" +50, 2 × otherwise +5, 1 × no arm 0, the latest on 2026-02-13",
        ),
        ("old: each page_view score +3 until 2026-02-27", "No points old (ended 2026-02-27)"),
        ("idle: each email_open within 3 days score -3", "No points idle (no email_open within 3 days)"),
        ("idle: each page_view where seconds > 9 score -3", "No points idle (no page_view where seconds > 9)"),
        (
            "define seen = any page_view within 2 days\ndefine keen = seen and not vip\nwhen keen score +4",
            "+4  1 page_view within 2 days, on 2026-02-28; vip is false",
        ),
        ("always visits > 3 \"they come\"\nscore +1 per 2 page_view count up to 1", "does not hold: always visits > 3"),
        (
            "score +1 per 2 page_view count up to 1",
            "+1  page_view count is 4 (+1 per 2 page_view count up to 1) (2, limited to 1)",
        ),
    ] {
        let text = of_kinds(rule, events, "2026-02-28T20:00").text();
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&words), "{rule}\n{text}");
    }
}

#[test]
fn a_stage_that_falls_and_one_that_rises_say_when() {
    for (rules, events, words) in [
        (
            "each page_view within 7 days score +5\nstage s { hot when score >= 10 warm when score >= 5 otherwise cold }",
            "page_view at=2026-02-27T10:00\npage_view at=2026-02-25T10:00",
            "hot falls below hot on 2026-03-04 if nothing happens, to warm; falls to cold on 2026-03-06",
        ),
        (
            "when no page_view within 30 days score +5\nstage s { quiet when score >= 5 otherwise busy }",
            "page_view at=2026-02-27T10:00",
            "busy rises to quiet on 2026-03-29 if nothing happens",
        ),
        (
            // As of 20:00 the window of hours ends the same evening.
            "when any page_view within 12 hours score +5\nstage s { hot when score >= 5 otherwise cold }",
            "page_view at=2026-02-28T10:00",
            "hot falls below hot on 2026-02-28 if nothing happens, to cold",
        ),
        (
            "each page_view score +8 fading over 8 days",
            "page_view at=2026-02-27T10:00",
            "score falls from 7 to 6 on 2026-03-01, and step by step to 0 by 2026-03-07",
        ),
        ("when visits >= 0 score +5 until 2026-04-11", "", "score falls from 5 to 0 on 2026-04-12"),
        (
            "list keen \"Keen\" when any page_view within 2 days",
            "page_view at=2026-02-28T10:00",
            "in (Keen), leaves on 2026-03-02 if nothing happens",
        ),
    ] {
        let text = of_kinds(rules, events, "2026-02-28T20:00").text();
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{rules}\n{text}");
    }
}

#[test]
fn what_is_still_to_come_does_not_happen() {
    let rules = "when no page_view within 7 days score +5\nstage s { quiet when score >= 5 otherwise busy }";
    let known = "page_view at=2026-02-27T10:00";
    let more = format!("{known}\npage_view at=2026-02-28T20:00:01\npage_view at=2026-03-04T10:00");
    let at = "2026-02-28T20:00:00";
    assert_eq!(of_kinds(rules, known, at).explained(), of_kinds(rules, &more, at).explained());
}

#[test]
fn a_sum_is_proposed_as_far_as_it_is_needed() {
    let rules = "when vip score +16\nscore +1 per 50 sum of purchase.amount up to 100\n\
                 stage s { hot when score >= 50 otherwise cold }";
    let told = why_json(&case(&format!("{KINDS}{rules}"), &[("vip", "true")], "", "2026-03-01").explained(), None);
    assert_eq!(told["next"][0]["changes"][0]["to"], json!(1700));
    let rules = "cold: score +1 per 50 sum of purchase.amount within 30 days up to 100\nscore +2 per 50 sum of purchase.amount up to 1000";
    let told = why_json(&case(&format!("{KINDS}{rules}"), &[], "", "2026-03-01").explained(), None);
    let near: Vec<_> = told["near"].as_array().unwrap().iter().map(|near| near["change"]["to"].clone()).collect();
    assert_eq!(near, [json!(50), json!(50)]);
}

#[test]
fn a_forecast_tells_of_peaks_and_of_points_that_change_before_they_end() {
    for (rules, events, words) in [
        (
            "each page_view within 3 days score +5\nwhen no page_view within 7 days score +9",
            "page_view at=2026-02-27T10:00",
            "score falls from 5 to 0 on 2026-03-02, then rises to 9 on 2026-03-06",
        ),
        (
            "when page_view count within 3 days >= 1 score +5\nwhen no page_view within 5 days score +9\n\
             when no page_view within 7 days score -4\nwhen no page_view within 9 days score +1",
            "page_view at=2026-02-27T10:00",
            "score falls from 5 to 0 on 2026-03-02, then up and down between 0 and 9, to 6 by 2026-03-08",
        ),
        (
            "views: each page_view within 7 days score +5 up to 9",
            "page_view at=2026-02-27T10:00\npage_view at=2026-02-25T10:00",
            "views gives +5 in place of +9 from 2026-03-04, and nothing from 2026-03-06",
        ),
    ] {
        let text = of_kinds(rules, events, "2026-02-28T20:00").text();
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{rules}\n{text}");
    }
}

#[test]
fn where_there_is_no_event_its_fields_are_not_called_unknown() {
    for (rules, words) in [
        ("won: when last submission.form is \"Demo\" score +5", "won (there is no submission)"),
        ("won: when days since last purchase within 9 days > 3 score +5", "won (there is no purchase within 9 days)"),
        ("won: when avg of purchase.amount > 3 score +5", "won (there is no purchase)"),
    ] {
        let text = of_kinds(rules, "", "2026-02-28T20:00").text();
        assert!(text.contains(words), "{rules}\n{text}");
    }
}
