//! Contacts of small rule sets, explained.

use std::path::Path;

use super::{Atom, ChangeError, Explanation, changed, explain};
use crate::{
    base::Sources,
    compile::{Options, compile},
    exec::Contact,
    plan::Plan,
    project::Memory,
    value::{AsOf, Cell, DecimalMark, ReadContext, Zone, key, read},
};

const CONTACT: &str = r#"
contact {
  id:        text key
  email:     email
  job_title: text
  industry:  one of { "Software", "Retail", "Education" }
  interests: many of { "Analytics", "Security" }
  employees: integer in 1..
  budget:    number in 0..
  income:    number
  visits:    integer in 0.. default 0
  opted_out: boolean default false
  created:   date
}
"#;

/// A rule set and a contact of it, as of 1 March 2026.
struct Case {
    plan: Plan,
    sources: Sources,
    contact: Contact,
}

fn case(rules: &str, values: &[(&str, &str)]) -> Case {
    let files = Memory::new().with("rules/rules.merit", format!("{CONTACT}{rules}").as_str());
    let compiled = compile(&files, Path::new("rules"), &Options::default()).unwrap();
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|found| found.is_error()).collect();
    let plan = Plan::new(compiled.model.clone().unwrap_or_else(|| panic!("{errors:?}")));
    let zone = Zone::utc();
    let context = ReadContext { zone: &zone, decimals: DecimalMark::Point };
    let mut contact = Contact { key: key("1").to_string(), ..Contact::default() };
    for property in plan.model().schema.properties.values() {
        let written = values.iter().find(|(name, _)| *name == property.name);
        let cell = written.map_or(Cell::Absent, |(_, text)| Cell::Text((*text).to_owned()));
        contact.values.push(read(&cell, &property.reading, &context).value);
    }
    Case { plan, sources: compiled.sources, contact }
}

fn as_of() -> AsOf {
    AsOf::parse("2026-03-01", &Zone::utc(), 1).unwrap()
}

impl Case {
    fn explained(&self) -> Explanation {
        explain(&self.plan, &self.sources, &self.contact, &as_of())
    }

    fn with(&self, contact: Contact) -> Self {
        Self { plan: Plan::new(self.plan.model().clone()), sources: self.sources.clone(), contact }
    }

    fn changed(&self, text: &str) -> Result<Self, ChangeError> {
        let zone = Zone::utc();
        let context = ReadContext { zone: &zone, decimals: DecimalMark::Point };
        let (contact, _) = changed(&self.plan, &self.contact, self.plan.model().schema.key, text, &context)?;
        Ok(self.with(contact))
    }
}

/// The first test of a rule with this condition: what is, and what should be.
fn asked(condition: &str, values: &[(&str, &str)]) -> (String, String, Option<bool>) {
    let explained = case(&format!("when {condition} score +1"), values).explained();
    let atom = explained.rules[0].atoms[0].clone();
    (format!("{} is {}", atom.subject, atom.actual), atom.required, atom.holds)
}

#[test]
fn a_test_says_what_is_and_what_is_required_in_words() {
    for (condition, values, is, required, holds) in [
        ("visits >= 6", &[("visits", "4")][..], "visits is 4", "6 or more", Some(false)),
        ("visits in 2..=5", &[("visits", "4")], "visits is 4", "2 to 5", Some(true)),
        ("visits in 2..5", &[("visits", "4")], "visits is 4", "2 to 4", Some(true)),
        ("budget in 2..5", &[("budget", "4.5")], "budget is 4.5", "2 or more, less than 5", Some(true)),
        ("employees > 5", &[], "employees is unknown", "more than 5", None),
        ("not visits >= 6", &[("visits", "4")], "visits is 4", "less than 6", Some(true)),
        ("industry is \"Software\"", &[("industry", "retail")], "industry is Retail", "Software", Some(false)),
        (
            "industry in { \"Software\", \"Retail\" }",
            &[("industry", "Retail")],
            "industry is Retail",
            "one of Software, Retail",
            Some(true),
        ),
        ("industry is not \"Software\"", &[("industry", "Retail")], "industry is Retail", "not Software", Some(true)),
        (
            "job_title has word \"CTO\"",
            &[("job_title", "director")],
            "job_title is director",
            "contains the word CTO",
            Some(false),
        ),
        (
            "job_title contains none of { \"a\", \"b\" }",
            &[("job_title", "x")],
            "job_title is x",
            "does not contain a or b",
            Some(true),
        ),
        (
            "job_title starts with all of { \"a\", \"ab\" }",
            &[("job_title", "abc")],
            "job_title is abc",
            "starts with a and ab",
            Some(true),
        ),
        (
            "job_title matches /^dr/",
            &[("job_title", "Dr. No")],
            "job_title is Dr. No",
            "fits the pattern /^dr/",
            Some(true),
        ),
        (
            "email domain is \"acme.example\"",
            &[("email", "a@b.example")],
            "email domain is b.example",
            "acme.example",
            Some(false),
        ),
        (
            "interests has any of { \"Analytics\", \"Security\" }",
            &[("interests", "Security")],
            "interests is Security",
            "any of Analytics, Security",
            Some(true),
        ),
        (
            "interests has \"Analytics\"",
            &[("interests", "Security")],
            "interests is Security",
            "with Analytics",
            Some(false),
        ),
        ("opted_out", &[], "opted_out is false", "true", Some(false)),
        ("not opted_out", &[], "opted_out is false", "false", Some(true)),
        ("email is known", &[], "email is unknown", "known", Some(false)),
        ("email is unknown", &[], "email is unknown", "unknown", Some(true)),
        (
            "created within 30 days",
            &[("created", "2026-01-01")],
            "created is 2026-01-01",
            "within the last 30 days",
            Some(false),
        ),
        (
            "created before 30 days ago",
            &[("created", "2026-01-01")],
            "created is 2026-01-01",
            "before 30 days ago",
            Some(true),
        ),
        ("created in this month", &[("created", "2026-03-02")], "created is 2026-03-02", "in this month", Some(true)),
        ("days since created <= 10", &[("created", "2026-02-20")], "days since created is 9", "10 or less", Some(true)),
        (
            "anniversary of created within next 7 days",
            &[("created", "2025-03-04")],
            "created is 2025-03-04",
            "anniversary within the next 7 days",
            Some(true),
        ),
        ("budget > income", &[("budget", "5"), ("income", "7")], "budget is 5", "more than income (7)", Some(false)),
    ] {
        let expected = (is.to_owned(), required.to_owned(), holds);
        assert_eq!(asked(condition, values), expected, "{condition}");
    }
}

#[test]
fn of_long_sets_the_words_tell_some_and_programs_get_all() {
    let names: Vec<String> = (1..=20).map(|number| format!("\"name{number}\"")).collect();
    let rules = format!("set many = {{ {} }}\nwhen job_title in many score +1", names.join(", "));
    let atom = case(&rules, &[]).explained().rules[0].atoms[0].clone();
    assert!(atom.words.ends_with("name7, name8 and 12 more"), "{}", atom.words);
    assert!(atom.required.starts_with("one of name1, ") && atom.required.ends_with(", name20"), "{}", atom.required);
}

#[test]
fn every_test_is_told_once_in_order_of_text_and_names_are_looked_through() {
    let rules = "define busy = visits >= 6 or employees >= 10\nwhen (busy and not opted_out) or visits >= 6 score +1";
    let explained = case(rules, &[("visits", "7")]).explained();
    let texts: Vec<&str> = explained.rules[0].atoms.iter().map(|atom| atom.text.as_str()).collect();
    assert_eq!(texts, ["visits >= 6", "employees >= 10", "not opted_out"]);
}

#[test]
fn the_arms_of_a_match_are_its_tests() {
    let rules = "match employees { ..10 => -10 10..200 => +5 otherwise => +1 unknown => 0 }";
    let atoms = |values| case(rules, values).explained().rules[0].atoms.clone();
    let told = |atoms: Vec<Atom>| -> Vec<(String, String, Option<bool>)> {
        atoms.into_iter().map(|atom| (atom.required, atom.words, atom.holds)).collect()
    };
    let expected = |holds: [Option<bool>; 4]| -> Vec<(String, String, Option<bool>)> {
        let words = [
            ("..10", "less than 10"),
            ("10..200", "10 to 199"),
            ("otherwise", "anything else"),
            ("unknown", "unknown"),
        ];
        words.iter().zip(holds).map(|((required, words), holds)| ((*required).into(), (*words).into(), holds)).collect()
    };
    assert_eq!(told(atoms(&[("employees", "50")])), expected([Some(false), Some(true), Some(false), Some(false)]));
    assert_eq!(told(atoms(&[("employees", "500")])), expected([Some(false), Some(false), Some(true), Some(false)]));
    assert_eq!(told(atoms(&[])), expected([None, None, Some(false), Some(true)]));
    assert_eq!(case(rules, &[]).explained().rules[0].arm, Some(3));
}

const STAGES: &str = r#"
score fit {
  when visits in 2..=5 score +5
  when visits >= 6     score +20
  when industry is "Software" score +10
  when interests has "Security" score +10
  score +1 per 5000 budget up to 10
}
stage lifecycle {
  sql "Sales qualified" when fit >= 40
  mql when fit >= 20 and not opted_out
  otherwise subscriber
}
"#;

/// Each proposal in words; each was run and leads where it says.
fn next(case: &Case) -> Vec<String> {
    let explained = case.explained();
    explained
        .next
        .iter()
        .map(|way| {
            let mut then = case.with(case.contact.clone());
            let mut text = Vec::new();
            for change in &way.changes {
                then = then.changed(&format!("{}={}", change.property, change.to.text)).unwrap();
                text.push(format!("{} {} → {}", change.property, change.from.text, change.to.text));
            }
            let reached = then.explained();
            let stage = reached.stages.iter().find(|stage| stage.name == way.stage).unwrap();
            assert_eq!(stage.is, way.to);
            let score = way.score.as_ref().unwrap();
            let points = reached.scores.iter().find(|trace| trace.name == score.name).unwrap().points;
            assert_eq!(points, score.to);
            format!("{}: {} {}", way.to, text.join(", "), score.points().signed())
        })
        .collect()
}

#[test]
fn the_cheapest_change_comes_first_and_leads_to_the_next_arm() {
    let case = case(STAGES, &[("visits", "4"), ("industry", "Software")]);
    assert_eq!(
        next(&case),
        ["mql: visits 4 → 6 +15", "mql: interests unknown → Security +10", "mql: budget unknown → 25000 +5"]
    );
}

#[test]
fn where_one_change_is_not_enough_two_are_proposed() {
    let case = case(STAGES, &[("visits", "1")]);
    assert_eq!(next(&case).first().unwrap(), "mql: visits 1 → 6 +20");
    let case = self::case(
        STAGES,
        &[("visits", "4"), ("opted_out", "yes"), ("industry", "Retail"), ("budget", "0"), ("interests", "Analytics")],
    );
    assert_eq!(next(&case), ["mql: visits 4 → 6, opted_out true → false +15"]);
}

#[test]
fn where_two_changes_are_not_enough_a_longer_way_is_found_without_what_it_does_not_need() {
    let rules = "score fit { when visits >= 6 score +10 when employees >= 10 score +10 when industry is \"Software\" score +10 \
                 when opted_out score +1 }\nstage s { top when fit >= 30 otherwise low }";
    assert_eq!(next(&case(rules, &[])), ["top: employees unknown → 10, industry unknown → Software, visits 0 → 6 +30"]);
}

#[test]
fn an_arm_above_the_next_is_told_only_where_it_costs_less() {
    let rules = "stage s { customer when industry is \"Retail\" sql when visits >= 6 and employees >= 10 otherwise low }\nscore +1 per 10 visits up to 3";
    let explained = case(rules, &[]).explained();
    let told: Vec<(&str, usize)> = explained.next.iter().map(|way| (way.to.as_str(), way.changes.len())).collect();
    assert_eq!(told, [("sql", 2), ("customer", 1)]);
}

#[test]
fn what_is_impossible_is_not_proposed() {
    let rules = "stage s { top when visits >= 6 and visits < 3 otherwise low }\nwhen visits >= 6 score +1";
    assert_eq!(case(rules, &[]).explained().next, []);
}

#[test]
fn a_near_miss_says_what_the_rule_and_what_the_contact_would_gain() {
    let explained =
        case(STAGES, &[("visits", "4"), ("industry", "Retail"), ("interests", "Analytics"), ("budget", "0")])
            .explained();
    let told: Vec<(&str, String, String)> = explained
        .near
        .iter()
        .map(|near| (explained.rules[near.rule].id.as_str(), near.points.signed(), near.net.signed()))
        .collect();
    let expected = [("fit#2", "+20", "+15"), ("fit#3", "+10", "+10"), ("fit#4", "+10", "+10"), ("fit#5", "+1", "+1")];
    assert_eq!(told, expected.map(|(id, points, net)| (id, points.to_owned(), net.to_owned())));
    assert_eq!(explained.missing, []);
}

#[test]
fn what_is_not_known_stands_apart_with_the_most_that_it_can_bring() {
    let rules = "match employees { ..10 => -10 10..200 => +5 200.. => +15 unknown => 0 }\nwhen industry is \"Software\" score -5";
    let explained = case(rules, &[]).explained();
    assert_eq!(explained.near, []);
    let missing: Vec<(&str, String)> =
        explained.missing.iter().map(|missing| (missing.property.as_str(), missing.up_to.signed())).collect();
    assert_eq!(missing, [("employees", "+15".to_owned())]);
}

#[test]
fn the_day_on_which_a_stage_changes_by_itself_is_exact() {
    let rules =
        "score s { fresh: when created within 30 days score +5 }\nstage lifecycle { hot when s >= 5 otherwise cold }";
    let explained = case(rules, &[("created", "2026-02-20")]).explained();
    let expiry = &explained.expires[0];
    // `within 30 days` counts 2026-02-20 up to 29 days later, 21 March.
    assert_eq!((expiry.to.as_str(), expiry.date.to_string().as_str(), expiry.is_better), ("cold", "2026-03-22", false));
    let turn = &explained.turns[0];
    assert_eq!((turn.from.signed().as_str(), turn.to.signed().as_str(), turn.date), ("+5", "0", expiry.date));
    assert_eq!(case(rules, &[("created", "2020-02-20")]).explained().expires, []);
}

#[test]
fn a_rule_past_its_last_day_says_so() {
    let explained = case("when visits >= 6 score +1 until 2026-02-28", &[("visits", "7")]).explained();
    assert_eq!(explained.rules[0].ended.unwrap().to_string(), "2026-02-28");
    assert_eq!(case("when visits >= 6 score +1 until 2026-03-01", &[("visits", "7")]).explained().rules[0].ended, None);
}

#[test]
fn a_change_is_read_as_the_data_would_be() {
    let case = case(STAGES, &[("visits", "4"), ("industry", "Software")]);
    let points = |text: &str| case.changed(text).unwrap().explained().scores[0].points.to_string();
    assert_eq!(points("visits=6"), "30");
    assert_eq!(points(" visits = 6.0 "), "30");
    assert_eq!(points("industry="), "5");
    assert_eq!(points("industry=unknown"), "5");
    assert_eq!(points("visits=unknown"), "10");
    assert_eq!(points("interests=Analytics, Security"), "25");
    let error = |text: &str| case.changed(text).err().unwrap().to_string();
    assert_eq!(error("vists=6"), "there is no property `vists`; did you mean `visits`?");
    assert_eq!(error("visits"), "`visits` is not a change: write the property, `=` and the value, such as `visits=6`");
    assert_eq!(error("id=unknown"), "`id` cannot be unknown: a record without it is rejected");
    assert!(error("visits=many").starts_with("`visits` cannot be changed: `many` "));
}
