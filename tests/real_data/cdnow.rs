//! The purchases of the cdnow customers under rules of recency, frequency and money: each score is the specification's,
//! to the last digit.

use std::{fs, path::Path, process::Command};

use merit::compile::{Options, compile};
use serde_json::Value;

use super::{rows, shared};

/// Every form in which events give points.
const EVERY_FORM: &str = r#"contact { id: text key from "customer_id" }
event purchase {
  at:       date from "date"
  quantity: integer in 1..
  dollar:   number in 0..
}
define earlier = purchase count where at before 180 days ago
define large = any purchase where (dollar > 100 or quantity >= 5)

score recency {
  when days since last purchase in ..30 score +20
  when days since last purchase in 30..=90 score +10.5
  when no purchase within 6 months score -15.25
  each purchase score +1 up to 40 halving every 30 days
  each purchase within 1 year where dollar >= 12.5 score +2.5 fading over 365 days
  each purchase where quantity > 3 score -0.3333 up to 5 halving every 2 weeks
}
score frequency limit ..=60 {
  group visits limit 0..=25.5 {
    score +1.5 per purchase count within 12 months up to 30
    when purchase count within 1 quarter >= 2 score +5
  }
  score +1 per 2 distinct purchase.at count up to 15
  when earlier > 0 and large score +3
  match purchase.quantity { ..2 => +0.1, 2..=4 => +0.25, otherwise => +0.75 } up to 20
  score -0.5 per 30 days since first purchase up to 7
}
score money {
  # Points that tell every digit.
  sum:     score +0.0001 per 0.000001 sum of purchase.dollar up to 90000
  average: score +0.0001 per 0.000001 avg of purchase.dollar within 9 months up to 90000
  least:   score +0.01 per 0.01 min of purchase.dollar up to 90000
  most:    score -0.01 per 0.01 max of purchase.dollar where quantity is 1 up to 90000
  when last purchase.dollar >= 50 score +5
  when first purchase.dollar < last purchase.dollar score +1
  when sum of purchase.dollar within 3 months > 2 * avg of purchase.dollar score +2
}
score total = recency + frequency + 0.01 * money
stage value {
  best  when total >= 60 and money.sum > 3
  good  when total >= 25
  lost  when no purchase within 300 days
  otherwise rest
}
list win_back when no purchase within 300 days and sum of purchase.dollar >= 99.99
"#;

#[test]
fn cdnow_scores_equal_the_specification_on_every_customer() {
    let Some(shared) = shared() else { return };
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/retention");
    let customers = customers(&shared);
    assert_eq!(customers.len(), 23_570);
    equals_the_specification(&rules, &customers, &shared);
}

#[test]
fn every_form_of_rule_equals_the_specification_on_cdnow() {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.merit"), EVERY_FORM).unwrap();
    // The others' purchases are those of contacts that are not there.
    let mut customers: Vec<String> = customers(&shared).into_iter().step_by(7).collect();
    customers.push("who never bought".into());
    equals_the_specification(folder.path(), &customers, &shared);
}

/// Everybody who bought something, in the order of the file.
fn customers(shared: &Path) -> Vec<String> {
    let purchases = fs::read_to_string(shared.join("events/cdnow.csv")).unwrap();
    let mut customers: Vec<String> =
        purchases.lines().skip(1).filter_map(|row| Some(row.split_once(',')?.0.to_owned())).collect();
    customers.dedup();
    customers
}

/// Scores customers with both engines, as of the first day of 1998, and compares all they say.
fn equals_the_specification(rules: &Path, customers: &[String], shared: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("customers.csv"), format!("customer_id\n{}\n", customers.join("\n"))).unwrap();
    let events = format!("purchase={}", fs::canonicalize(shared.join("events/cdnow.csv")).unwrap().display());
    let given = ["customers.csv", "--as-of", "1998-01-01", "--events", &events];
    let compiled = compile(&merit::project::Disk, rules, &Options::default()).unwrap();
    fs::write(folder.join("model.json"), serde_json::to_string(&*compiled.model.unwrap()).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/oracle.py");
    let specification = Command::new("python3").current_dir(folder).arg(script).arg("model.json").args(given).output();
    let Ok(specification) = specification else {
        assert!(std::env::var_os("MERIT_REQUIRE_ORACLE").is_none(), "python3 does not start");
        eprintln!("skipped: the executable specification needs python3");
        return;
    };
    assert!(specification.status.success(), "{}", String::from_utf8_lossy(&specification.stderr));
    let merit = Command::new(env!("CARGO_BIN_EXE_merit"))
        .current_dir(folder)
        .arg("score")
        .arg(rules)
        .args(given)
        .args(["-o", "scored.csv"])
        .output()
        .unwrap();
    assert!(merit.status.success(), "{}", String::from_utf8_lossy(&merit.stderr));
    let said = String::from_utf8(specification.stdout).unwrap();
    let scored = rows(&fs::read_to_string(folder.join("scored.csv")).unwrap());
    assert_eq!(said.lines().count(), customers.len());
    assert_eq!(scored.len(), customers.len());
    for (line, row) in said.lines().zip(scored) {
        let expected: Value = serde_json::from_str(line).unwrap();
        let all = ["scores", "stages", "lists"].iter().flat_map(|kind| expected[kind].as_object().unwrap());
        for (name, value) in all {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(text, row[name], "{name} of {}", expected["key"]);
        }
    }
}
