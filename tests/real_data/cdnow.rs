//! Every purchase of the cdnow customers under rules of recency, frequency and money: each score is the
//! specification's, to the last digit.

use std::{fs, path::Path, process::Command};

use merit::compile::{Options, compile};
use serde_json::Value;

use super::{rows, shared};

/// Every form in which events give points, over a whole year and a half of purchases.
const RULES: &str = r#"contact { customer: text key }
event purchase {
  key from "customer_id"
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
list win_back when value is lost and sum of purchase.dollar >= 99.99
"#;

#[test]
fn cdnow_scores_equal_the_specification_on_every_customer() {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    fs::write(rules.join("rules.merit"), RULES).unwrap();
    let purchases = shared.join("events/cdnow.csv");
    let mut customers: Vec<String> = rows(&fs::read_to_string(&purchases).unwrap())
        .into_iter()
        .map(|mut row| row.remove("customer_id").unwrap())
        .collect();
    customers.dedup();
    assert_eq!(customers.len(), 23_570);
    // One who never bought anything.
    customers.push("nobody".into());
    fs::write(folder.path().join("customers.csv"), format!("customer\n{}\n", customers.join("\n"))).unwrap();
    equals_the_specification(folder.path(), &rules, "customers.csv", &format!("purchase={}", purchases.display()));
}

/// Scores a file in a folder with both engines, as of the first day of 1998, and compares all they say.
fn equals_the_specification(folder: &Path, rules: &Path, data: &str, events: &str) {
    let given = [data, "--as-of", "1998-01-01", "--events", events];
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
    assert_eq!(said.lines().count(), scored.len());
    for (line, row) in said.lines().zip(scored) {
        let expected: Value = serde_json::from_str(line).unwrap();
        let all = ["scores", "stages", "lists"].iter().flat_map(|kind| expected[kind].as_object().unwrap());
        for (name, value) in all {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(text, row[name], "{name} of {}", expected["key"]);
        }
    }
}
