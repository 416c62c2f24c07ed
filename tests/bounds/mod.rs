//! `merit bounds`: what it prints, and that its contacts reach what it says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};

/// Two rules that exclude each other, and one group that a limit cuts.
const RULES: &str = r#"contact {
  id:        text key
  industry:  one of { "Software", "Retail" }
  visits:    integer in 0.. default 0
  opted_out: boolean default false
}
event page_view { at: datetime, url: text }

score fit {
  when visits >= 6 and industry is "Software" score +10
  when visits < 3                             score +5
}

score engagement {
  group pages limit ..=12 {
    each page_view within 7 days where url contains "/pricing" score +5 up to 30
  }
  when opted_out score -20
}

stage lifecycle {
  sql when fit >= 15
  mql when fit >= 10
  otherwise rest
}

list calls when lifecycle is mql except opted_out
"#;

fn rules(folder: &Path) -> PathBuf {
    let path = folder.join("rules");
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("rules.merit"), RULES).unwrap();
    path
}

fn merit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let done = merit(arguments);
    let (out, error) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success() && error.is_empty(), "{out}{error}");
    out
}

#[test]
fn rules_that_exclude_each_other_give_ten_and_not_fifteen() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules(folder.path());
    let text = printed(&["bounds", rules.to_str().unwrap(), "--as-of", "2026-03-01"]);
    assert_eq!(
        text,
        "\
points      least   most
fit             0     10  exact
engagement    -20     12  exact
  pages         0     12  exact

lifecycle
  sql   cannot be reached
  mql   can be reached
  rest  can be reached

lists
  calls  can be reached

for every contact that there could be, as of 2026-03-01
"
    );
}

#[test]
fn json_has_each_end_with_a_contact() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules(folder.path());
    let text = printed(&["bounds", rules.to_str().unwrap(), "--as-of", "2026-03-01", "--format", "json"]);
    let all: Value = serde_json::from_str(&text).unwrap();
    let keys: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["scores", "groups", "stages", "lists"].iter().collect::<Vec<_>>());
    assert_eq!(
        all["scores"][0],
        json!({
            "name": "fit", "min": 0, "max": 10, "exact": true,
            "min_witness": {"visits": 3},
            "max_witness": {"industry": "Software", "visits": 6},
            "min_reason": null, "max_reason": null,
        })
    );
    let pages = &all["groups"][0];
    assert_eq!((&pages["name"], &pages["max"]), (&json!("engagement.pages"), &json!(12)));
    let views = pages["max_witness"]["events"]["page_view"].as_array().unwrap();
    assert_eq!(views.len(), 3);
    assert!(views[0]["url"].as_str().unwrap().contains("/pricing"), "{views:?}");
    assert_eq!(all["stages"][0], json!({ "name": "lifecycle", "arm": "sql", "reachable": false, "witness": null }));
    assert_eq!(all["stages"][1]["reachable"], json!(true));
    assert_eq!(
        all["lists"],
        json!([{ "name": "calls", "reachable": true, "witness": {"industry": "Software", "visits": 6} }])
    );
}

#[test]
fn the_contacts_are_tests_that_pass() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules(folder.path());
    let rules = rules.to_str().unwrap();
    for as_of in [&[][..], &["--as-of", "2026-03-01"], &["--as-of", "2026-03-01T10:30:00+02:00"]] {
        let _ = fs::remove_file(folder.path().join("rules/bounds.merit"));
        let tests = printed(&[&["bounds", rules, "--tests"], as_of].concat());
        assert!(tests.matches("test \"").count() == 9, "{tests}");
        fs::write(folder.path().join("rules/bounds.merit"), &tests).unwrap();
        let done = merit(&["test", rules]);
        assert!(done.status.success(), "{tests}{}", String::from_utf8_lossy(&done.stdout));
        let done = merit(&["fmt", "--check", folder.path().join("rules/bounds.merit").to_str().unwrap()]);
        assert!(done.status.success(), "{tests}");
    }
}

#[test]
fn the_contacts_of_every_folder_of_rules_are_tests_that_pass() {
    for name in ["getting_started", "xeducation", "retention", "b2b_saas"] {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(name);
        for file in fs::read_dir(&from).unwrap() {
            let file = file.unwrap().path();
            // Their own tests are run elsewhere.
            if file.is_file() && !file.to_string_lossy().contains("tests.merit") {
                fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
            }
        }
        let path = folder.path().to_str().unwrap();
        let tests = printed(&["bounds", path, "--tests"]);
        fs::write(folder.path().join("bounds.merit"), &tests).unwrap();
        let done = merit(&["test", path]);
        assert!(done.status.success(), "{name}\n{}\n{tests}", String::from_utf8_lossy(&done.stdout));
    }
}

#[test]
fn rules_with_errors_have_no_bounds() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.merit"), "contact { id: text key }\nwhen vists > 3 score +3\n").unwrap();
    let done = merit(&["bounds", folder.path().to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("vists"));
}

#[test]
fn bounds_are_of_now_as_scores_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.merit");
    fs::write(
        &path,
        "contact { id: text key }\nevent pv { at: datetime }\n\
         score ct { when pv count within 24 hours >= 1 and no pv within 1 day score +5 }\n",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let most = |arguments: &[&str]| -> Value {
        let all: Value =
            serde_json::from_str(&printed(&[&["bounds", path, "--format", "json"], arguments].concat())).unwrap();
        all["scores"][0]["max"].clone()
    };
    // In the middle of a day 24 hours reach back behind its beginning, at its end they do not.
    assert_eq!(most(&["--as-of", "2026-03-01T13:00"]), json!(5));
    assert_eq!(most(&["--as-of", "2026-03-01"]), json!(0));
    let text = printed(&["bounds", path, "--timezone", "UTC"]);
    let last = text.lines().last().unwrap();
    assert!(last.contains('T') && last.ends_with('Z'), "{last}");
}

#[test]
fn why_an_end_is_not_exact_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.merit");
    fs::write(&path, "contact { id: text key }\nevent pv { at: datetime }\nscore ct { each pv score +5 }\n").unwrap();
    let all: Value = serde_json::from_str(&printed(&["bounds", path.to_str().unwrap(), "--format", "json"])).unwrap();
    let score = &all["scores"][0];
    assert_eq!((&score["min_reason"], &score["max"]), (&Value::Null, &Value::Null));
    assert_eq!(score["max_reason"], "each event gives points, and no `up to` or `limit` ends them");
}
