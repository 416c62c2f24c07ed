//! `rules/b2b_saas` says everything that `domain.md` asks for, in words, and tests all of it.

use std::{collections::BTreeSet, fs, sync::Arc};

use merit::{compile::compile, model::Model, project::Disk};
use serde_json::Value;

use super::{copy, findings, merit, rules, stderr, stdout};

fn model() -> Arc<Model> {
    compile(&Disk, &rules("b2b_saas"), &Default::default()).unwrap().model.unwrap()
}

/// Everything that has a name, as conditions write it.
fn names(model: &Model) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, score) in model.scores.iter() {
        names.insert(score.name.clone());
    }
    for (_, group) in model.groups.iter() {
        names.insert(format!("{}.{}", model.scores.at(group.score).name, group.name));
    }
    for (_, rule) in model.rules.iter() {
        names.insert(format!("{}.{}", model.scores.at(rule.score).name, rule.name.clone().unwrap_or_default()));
    }
    names.extend(model.stages.iter().map(|(_, stage)| stage.name.clone()));
    names.extend(model.lists.iter().map(|(_, list)| list.name.clone()));
    names.extend(model.defines.iter().map(|(_, define)| define.name.clone()));
    names
}

#[test]
fn its_tests_reach_every_goal() {
    let folder = rules("b2b_saas");
    let done = merit(&["test", folder.to_str().unwrap(), "--coverage", "--min-coverage", "100", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&done)).unwrap();
    let missing = report["coverage"]["missing"].as_array().unwrap();
    assert!(missing.is_empty() && done.status.success(), "{missing:#?}{}", stderr(&done));
    assert!(report["coverage"]["goals"].as_u64().unwrap() >= 150);
}

#[test]
fn the_readme_names_a_rule_for_each_thing_marketers_do() {
    let readme = fs::read_to_string(rules("b2b_saas").join("README.md")).unwrap();
    let names = names(&model());
    for row in 1..=22 {
        let line = readme.lines().find(|line| line.starts_with(&format!("| D{row} |")));
        let line = line.unwrap_or_else(|| panic!("D{row} has no row"));
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let named: Vec<&str> = cells[3].split('`').skip(1).step_by(2).collect();
        for name in &named {
            assert!(names.contains(*name), "D{row} names `{name}`, which is not there");
        }
        let open = [14, 17].contains(&row);
        assert_eq!(named.is_empty(), open, "{line}");
        assert_eq!(line.contains("not yet"), open || row == 15, "{line}");
    }
}

#[test]
fn everything_says_in_words_what_it_is() {
    let model = model();
    for (_, score) in model.scores.iter() {
        assert!(score.description.is_some() && score.owner.is_some(), "{}", score.name);
    }
    for (_, group) in model.groups.iter() {
        assert!(group.description.is_some(), "{}", group.name);
    }
    for (_, rule) in model.rules.iter() {
        assert!(rule.name.is_some(), "{} has no name", rule.id);
        assert!(rule.group.is_some(), "{} stands in no group", rule.id);
    }
    for (_, list) in model.lists.iter() {
        assert!(list.description.is_some(), "{}", list.name);
    }
}

#[test]
fn a_new_form_a_new_webinar_and_a_new_landing_page_are_missed_at_once() {
    for (catalogue, rule) in [
        ("set forms = {", "form_submission.form"),
        ("set webinars = {", "webinar.title"),
        ("set landing_pages = {", "page_view.landing_page"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        copy(&rules("b2b_saas"), folder.path());
        let schema = folder.path().join("schema.merit");
        let text = fs::read_to_string(&schema).unwrap();
        assert!(text.contains(catalogue));
        fs::write(&schema, text.replace(catalogue, &format!("{catalogue} \"Podcast\","))).unwrap();
        let found = findings(folder.path());
        assert_eq!(found.len(), 1, "{rule}: {found:?}");
        assert!(found[0].starts_with("missing-values") && found[0].contains("Podcast"), "{found:?}");
    }
}
