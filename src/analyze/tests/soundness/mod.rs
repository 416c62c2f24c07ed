//! What findings say of rules, against a look at every contact there is: nothing invented, nothing missed.
//!
//! The looks do not know how findings are found: a fix is applied and the rules are run again, a rule is taken out and the
//! scores are compared. What is too large for that is attacked by random contacts.

mod attack;
mod random;
mod told;
mod untold;
mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use self::random::{About, CLOSED, EVENTS, Made, TEXTS};
use super::{
    cases,
    rules::{Dice, as_of},
};
use crate::{
    analyze::Witness,
    base::{Diagnostic, Span},
    compile::{Options, compile},
    exec::{Contact, evaluate},
    judge::judge,
    model::{EventId, Model, RuleId, Schema},
    plan::Plan,
    project::Memory,
    value::{AsOf, Date, Instant, Kind, Points, Value, Zone},
};

/// What the interpreter says of one contact.
struct Seen {
    fired: Vec<Option<bool>>,
    rule_arms: Vec<Option<usize>>,
    rules_before: Vec<Points>,
    groups: Vec<Points>,
    groups_after: Vec<Points>,
    scores: Vec<Points>,
    after: Vec<Points>,
    arms: Vec<Option<usize>>,
    lists: Vec<bool>,
    claims: Vec<Option<bool>>,
}

fn seen(plan: &Plan, contact: &Contact, as_of: &AsOf) -> Seen {
    let outcome = evaluate(plan, contact, as_of).into_outcome();
    Seen {
        fired: outcome.rules.iter().map(|rule| rule.fired).collect(),
        rule_arms: outcome.rules.iter().map(|rule| rule.arm).collect(),
        rules_before: outcome.rules.iter().map(|rule| rule.before_limit).collect(),
        groups: outcome.groups.iter().map(|group| group.before_limit).collect(),
        groups_after: outcome.groups.iter().map(|group| group.points).collect(),
        scores: outcome.scores.iter().map(|score| score.before_limit).collect(),
        after: outcome.scores.iter().map(|score| score.points).collect(),
        arms: outcome.stages.iter().map(|stage| stage.arm).collect(),
        lists: outcome.lists.clone(),
        claims: outcome.claims,
    }
}

fn files(text: &str) -> Memory {
    Memory::new().with("p/rules.merit", text).with("p/vips.csv", "id\na\nb\n")
}

/// What the rules mean, where they can be read at all: promises that they break are not looked at.
fn read(text: &str) -> Option<Plan> {
    let compiled = compile(&files(text), Path::new("p/rules.merit"), &Options::default()).unwrap();
    compiled.model.map(Plan::new)
}

/// Everything that is found, by one item or by all.
fn judged(text: &str) -> Vec<Diagnostic> {
    judge(&files(text), Path::new("p/rules.merit"), as_of().instant, &Options::default()).unwrap().diagnostics
}

/// The text with edits made.
fn edited(text: &str, edits: &[(Span, String)]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = text.to_owned();
    for (span, instead) in edits {
        text.replace_range(span.start as usize..span.end as usize, &instead);
    }
    text
}

/// A rule set with all that is known of it.
struct Case {
    text: String,
    is_complete: bool,
    is_lasting: bool,
    plan: Plan,
    as_of: AsOf,
    contacts: Vec<Contact>,
    all: Vec<Seen>,
    found: Vec<Diagnostic>,
}

impl Case {
    fn new(Made { world, text, is_complete, is_lasting }: Made) -> Self {
        let found = judged(&text);
        let Some(plan) = read(&text) else { panic!("{found:#?}\n{text}") };
        let contacts = world.contacts(plan.model(), &text, &as_of());
        Self { is_complete, is_lasting, ..Self::of(text, plan, found, contacts) }
    }

    /// With contacts of which more could be thought.
    fn of(text: String, plan: Plan, found: Vec<Diagnostic>, contacts: Vec<Contact>) -> Self {
        let as_of = as_of();
        let all = contacts.iter().map(|contact| seen(&plan, contact, &as_of)).collect();
        Self { text, is_complete: false, is_lasting: true, plan, as_of, contacts, all, found }
    }

    fn model(&self) -> &Model {
        self.plan.model()
    }

    /// The rule that stands at a place, or around it.
    fn rule(&self, span: Span) -> Option<RuleId> {
        let holds = |of: Option<Span>| of.is_some_and(|of| of.contains(span));
        self.model().rules.iter().find(|(_, rule)| holds(rule.span)).map(|(id, _)| id)
    }

    /// The rules that a finding is about.
    fn rules(&self, found: &Diagnostic) -> BTreeSet<RuleId> {
        let spans = found.span.into_iter().chain(found.labels.iter().map(|label| label.span));
        spans.filter_map(|span| self.rule(span)).collect()
    }

    /// Whether a rule fires, by contact.
    fn fires(&self, rule: RuleId) -> Vec<bool> {
        self.all.iter().map(|seen| seen.fired[rule.index()] == Some(true)).collect()
    }

    /// The names of findings that concern a place, the labels too.
    fn names(&self, at: Option<Span>) -> BTreeSet<&'static str> {
        let Some(at) = at else { return BTreeSet::new() };
        let concerns = |found: &&Diagnostic| {
            found.span.into_iter().chain(found.labels.iter().map(|label| label.span)).any(|span| at.contains(span))
        };
        self.found.iter().filter(concerns).map(|found| found.code.name).collect()
    }

    /// A finding's contact, read from its JSON as a test has it, and what the interpreter says of it.
    fn shown(&self, found: &Diagnostic) -> Option<(Contact, Seen)> {
        let contact = contact(&self.model().schema, self.model(), found.witness.as_ref()?);
        let seen = seen(&self.plan, &contact, &self.as_of);
        Some((contact, seen))
    }

    /// Whether every contact has the same points in every score without some of the text.
    fn is_same_without(&self, edits: &[(Span, String)]) -> bool {
        let text = edited(&self.text, edits);
        let plan = read(&text).unwrap_or_else(|| panic!("{:#?}\n{text}", judged(&text)));
        self.contacts.iter().zip(&self.all).all(|(contact, before)| {
            let after = seen(&plan, contact, &self.as_of);
            after.after == before.after && after.arms == before.arms && after.lists == before.lists
        })
    }
}

fn contact(schema: &Schema, model: &Model, json: &serde_json::Value) -> Contact {
    let values = schema.properties.values().map(|property| match json.get(&property.name) {
        Some(json) => Some(value(property.kind(), json)),
        None => property.reading.default.clone(),
    });
    let mut events: Vec<(EventId, Vec<Option<Value>>)> = Vec::new();
    for (id, kind) in schema.events.iter() {
        for event in json.get("events").and_then(|events| events.get(&kind.name)?.as_array()).into_iter().flatten() {
            let fields = kind.fields.values().map(|field| Some(value(field.0.kind(), event.get(&field.0.name)?)));
            events.push((id, fields.collect()));
        }
    }
    Witness { values: values.collect(), events, key: "1".to_owned(), matters: BTreeSet::new() }.contact(model)
}

fn value(kind: &Kind, json: &serde_json::Value) -> Value {
    let place = |name: &serde_json::Value, mut names: Box<dyn Iterator<Item = &str> + '_>| {
        names.position(|of| Some(of) == name.as_str()).unwrap() as u32
    };
    match (kind, json) {
        (Kind::Integer, json) => Value::Integer(json.as_i64().unwrap()),
        (Kind::Number, json) => Value::Number(json.as_f64().unwrap()),
        (Kind::Boolean, json) => Value::Boolean(json.as_bool().unwrap()),
        (Kind::Text | Kind::Email | Kind::Url, json) => Value::Text(json.as_str().unwrap().to_owned()),
        (Kind::Date, json) => Value::Date(Date::parse(json.as_str().unwrap()).unwrap()),
        (Kind::Datetime, json) => Value::Instant(Instant::parse(json.as_str().unwrap(), &Zone::utc()).unwrap()),
        (Kind::OneOf(dropdown), json) => Value::Choice(place(json, Box::new(dropdown.names()))),
        (Kind::ManyOf(dropdown), json) => {
            let names = json.as_array().unwrap();
            Value::Choices(names.iter().map(|name| place(name, Box::new(dropdown.names()))).collect())
        }
    }
}

/// Looks at rule sets of every world. Gives how often each finding was told, and how much was found that is so.
fn look(worlds: &[About], first: u64, count: u32) -> (BTreeMap<&'static str, usize>, BTreeMap<&'static str, usize>) {
    let (mut told, mut tally) = (BTreeMap::new(), BTreeMap::new());
    for seed in 0..u64::from(cases(count)) {
        let world = worlds[seed as usize % worlds.len()];
        let case = Case::new(random::rule_set(&mut Dice::new(seed + first), world));
        for found in &case.found {
            *told.entry(found.code.name).or_insert(0_usize) += 1;
            told::is_true(&case, found);
        }
        // What hangs on the day is told only where it is so every day.
        if !case.is_lasting {
            for day in ["2024-02-29", "2025-07-01", "2026-03-31", "2027-10-15"] {
                let as_of = AsOf::parse(day, &Zone::utc(), 1).unwrap();
                told::is_lasting(&case, &as_of);
            }
        }
        // Judging anew takes its time: one of the fixes is enough, another one for each rule set.
        let fixes: Vec<_> =
            case.found.iter().flat_map(|found| found.fixes.iter().map(move |fix| (found, fix))).collect();
        if let Some((found, fix)) = fixes.get(seed as usize / 2 % fixes.len().max(1)) {
            told::is_mended(&case, found, fix);
        }
        untold::is_whole(&case, &mut tally);
    }
    (told, tally)
}

#[test]
fn findings_say_what_is_so_and_leave_out_nothing() {
    let (told, tally) = look(&CLOSED, 9_000, 80);
    // There was something to be found of each kind, and something to be missed.
    for name in [
        "overlapping-rules",
        "contained-rule",
        "duplicate-rule",
        "gap",
        "unreachable-stage",
        "stage-takes-all",
        "never-violated",
        "always-violated",
        "never-fires",
        "always-fires",
        "redundant-condition",
        "swallowed-by-limit",
        "idle-limit",
        "idle-otherwise",
        "missing-values",
        "missing-unknown",
        "unscored-value",
        "expired-rule",
    ] {
        assert!(told.contains_key(name), "{name} is not among {told:?}");
    }
    assert!(tally.len() >= 15, "{tally:?}");
    assert!(tally.get("a rule within another, however asked").is_some_and(|count| *count > 5), "{tally:?}");
}

#[test]
fn findings_about_texts_say_what_is_so() {
    let (told, tally) = look(&TEXTS, 19_000, 8);
    assert!(told.contains_key("redundant-condition") && told.contains_key("unreachable-stage"), "{told:?}");
    let of = |name: &str| tally.get(name).copied().unwrap_or_default();
    assert!(
        of("a claim that is left open") * 100 <= of("a claim that holds") + of("a claim that is broken"),
        "{tally:?}"
    );
}

#[test]
fn findings_about_events_say_what_is_so() {
    let (told, _) = look(&EVENTS, 29_000, 6);
    assert!(told.contains_key("never-fires") && told.contains_key("unreachable-stage"), "{told:?}");
}

#[test]
fn words_that_follow_each_other_need_not_stand_as_they_are_written() {
    for claims in [
        "never title has word \"b a\" and title contains \"b a\" and not title ends with \"a\"",
        "never title has word \"b a\" and not title contains \"b a\"",
    ] {
        let found = judged(&format!("contact {{ title: text }}\nwhen title is \"x\" score +1\n{claims}\n"));
        assert!(found.iter().any(|found| found.code.name == "never-violated"), "{claims}: {found:?}");
    }
}

#[test]
fn nothing_is_left_of_what_a_fix_leaves_out() {
    for truth in ["flag is true", "flag is false", "not flag", "flag"] {
        let text = format!("contact {{ flag: boolean  n: integer }}\nwhen ({truth} or {truth} or n > 1) score +1\n");
        for found in judged(&text).iter().filter(|found| found.code.name == "redundant-condition") {
            for fix in &found.fixes {
                let edits: Vec<(Span, String)> = fix.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect();
                let mended = edited(&text, &edits);
                assert!(mended.contains(&format!("when ({truth} or n > 1) score")), "{mended}");
            }
        }
    }
}
