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
