//! The rule sets of `rules/` on the real data beside the project; skipped, with a word, where that data is absent.

mod cdnow;
mod messy;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use merit::compile::{Options, compile};
use serde_json::Value;

/// The folder of real data, if it is there.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no ../shared/data beside the project");
    None
}

/// Rows of a CSV text without quotes inside, by the value of the first column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| headers.iter().map(str::to_owned).zip(row.unwrap().iter().map(str::to_owned)).collect())
        .collect()
}

fn score_leads(leads: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("scored.csv");
    let done = Command::new(env!("CARGO_BIN_EXE_merit"))
        .arg("score")
        .arg(root.join("rules/xeducation"))
        .arg(leads)
        .args(["--as-of", "2026-03-01", "-o"])
        .arg(&target)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1, "nothing is rejected, so there is no rejects file");
    fs::read_to_string(target).unwrap()
}

#[test]
fn xeducation_stages_convert_as_its_readme_says() {
    let Some(shared) = shared() else { return };
    let leads = shared.join("xeducation/Leads.csv");
    let converted: BTreeMap<String, bool> = rows(&fs::read_to_string(&leads).unwrap())
        .into_iter()
        .map(|row| (row["Prospect ID"].clone(), row["Converted"] == "1"))
        .collect();
    let scored = rows(&score_leads(&leads));
    assert_eq!(scored.len(), 9240, "every lead has a row");
    let mut stages: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for row in &scored {
        let stage = stages.entry(&row["lifecycle"]).or_default();
        stage.0 += 1;
        stage.1 += u32::from(converted[&row["prospect_id"]]);
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/xeducation/README.md")).unwrap();
    for (stage, (leads, won)) in &stages {
        assert!(f64::from(*leads) >= 0.15 * 9240.0, "{stage} has {leads} leads");
        let rate = f64::from(*won) / f64::from(*leads) * 100.0;
        let line = readme.lines().find(|line| line.starts_with(&format!("| `{stage}`"))).unwrap();
        let plain = line.replace(',', "");
        assert!(
            plain.contains(&format!("| {leads} |")) && plain.contains(&format!("| {won} |")),
            "{stage}: {leads}, {won}: {line}"
        );
        assert!(line.contains(&format!("{rate:.1} %")), "{stage}: {rate:.1} %: {line}");
    }
    let rate = |stage: &str| f64::from(stages[stage].1) / f64::from(stages[stage].0);
    assert!(rate("sql") > 0.75 && rate("subscriber") < 0.10);
}

#[test]
fn xeducation_scores_equal_the_specification_on_every_row() {
    let Some(shared) = shared() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let leads = shared.join("xeducation/Leads.csv");
    let compiled = compile(&merit::project::Disk, &root.join("rules/xeducation"), &Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.json");
    fs::write(&model, serde_json::to_string(&*compiled.model.unwrap()).unwrap()).unwrap();
    let done = Command::new("python3")
        .arg(root.join("tests/oracle/oracle.py"))
        .arg(&model)
        .arg(&leads)
        .args(["--as-of", "2026-03-01"])
        .output();
    let Ok(done) = done else {
        assert!(std::env::var_os("MERIT_REQUIRE_ORACLE").is_none(), "python3 does not start");
        eprintln!("skipped: the executable specification needs python3");
        return;
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said = String::from_utf8(done.stdout).unwrap();
    let scored = rows(&score_leads(&leads));
    assert_eq!(said.lines().count(), scored.len());
    for (line, row) in said.lines().zip(&scored) {
        let expected: Value = serde_json::from_str(line).unwrap();
        assert_eq!(expected["key"], row["prospect_id"].as_str());
        for (kind, names) in [
            ("scores", &["fit", "engagement", "total"][..]),
            ("stages", &["lifecycle"]),
            ("lists", &["call_first", "nurture"]),
        ] {
            for name in names {
                let value = &expected[kind][name];
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                assert_eq!(text, row[*name], "{name} of {}", row["prospect_id"]);
            }
        }
    }
}

#[test]
fn no_rule_of_xeducation_reads_what_leaks_the_outcome() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiled = compile(&merit::project::Disk, &root.join("rules/xeducation"), &Options::default()).unwrap();
    for property in compiled.model.unwrap().schema.properties.values() {
        for name in property.from.iter().chain([&property.name]) {
            let name = name.to_lowercase().replace('_', " ");
            for leak in ["tags", "lead quality", "last notable activity", "converted", "asymmetrique", "lead profile"] {
                assert!(!name.contains(leak), "{name}");
            }
        }
    }
}
