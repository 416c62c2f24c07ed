use serde_json::{Map, Value, json};

use crate::why::{Atom, Change, Events, Explanation, RuleTrace, WhatIf};

/// An explanation as one JSON object: the keys of `merit why --format json`, further ones behind them.
pub fn why(explanation: &Explanation, what_if: Option<&WhatIf<'_>>) -> Value {
    let scores = explanation.scores.iter().map(|score| {
        let groups = score.groups.iter().map(|group| {
            json!({
                "name": group.name,
                "points": group.points.to_json(),
                "before_limit": group.before_limit.to_json(),
                "description": group.description,
            })
        });
        json!({
            "name": score.name,
            "points": score.points.to_json(),
            "before_limit": score.before_limit.to_json(),
            "groups": groups.collect::<Vec<_>>(),
            "description": score.description,
            "formula": score.formula.as_ref().map(|(names, _)| names),
        })
    });
    let stages = explanation.stages.iter().map(|stage| {
        json!({
            "name": stage.name,
            "is": stage.is,
            "line": stage.line,
            "file": stage.file,
            "label": stage.label,
            "condition": stage.because,
            "description": stage.description,
        })
    });
    let lists = explanation
        .lists
        .iter()
        .map(|list| json!({ "name": list.name, "in": list.is_in, "description": list.description }));
    let next = explanation.next.iter().map(|way| {
        json!({
            "stage": way.stage,
            "to": way.to,
            "changes": changes(&way.changes),
            "points": way.score.as_ref().map(|score| score.points().to_json()),
            "score": way.score.as_ref().map(|score| &score.name),
        })
    });
    let expires = explanation
        .expires
        .iter()
        .map(|expiry| {
            json!({ "stage": expiry.stage, "to": expiry.to, "date": expiry.date.to_string(), "from": expiry.from })
        });
    let near = explanation.near.iter().map(|near| {
        json!({
            "rule": id(explanation, near.rule),
            "change": change(&near.change),
            "points": near.points.to_json(),
            "net": near.net.to_json(),
        })
    });
    let missing = explanation.missing.iter().map(|missing| {
        let rules: Vec<&str> = missing.rules.iter().map(|rule| id(explanation, *rule)).collect();
        json!({ "property": missing.property, "up_to": missing.up_to.to_json(), "rules": rules })
    });
    let turns = explanation.turns.iter().map(|turn| {
        let mut of_turn = json!({
            "rule": id(explanation, turn.rule),
            "from": turn.from.to_json(),
            "to": turn.to.to_json(),
            "date": turn.date.to_string(),
        });
        if let (Some(object), Some(before)) = (of_turn.as_object_mut(), &turn.before) {
            let before = json!({
                "from": before.from.to_json(),
                "to": before.to.to_json(),
                "date": before.date.to_string(),
                "changes": before.changes,
            });
            object.insert("before".to_owned(), before);
        }
        of_turn
    });
    let courses = explanation.courses.iter().map(|course| {
        json!({
            "score": course.first.name,
            "from": course.first.from.to_json(),
            "to": course.first.to.to_json(),
            "date": course.date.to_string(),
            "changes": course.changes,
            "last": { "to": course.last.to_json(), "date": course.last_date.to_string() },
            "stretches": course.stretches.iter().map(|stretch| {
                json!({ "to": stretch.to.to_json(), "date": stretch.date.to_string(), "changes": stretch.changes })
            }).collect::<Vec<_>>(),
        })
    });
    let moves =
        explanation.moves.iter().map(|of| json!({ "list": of.list, "in": of.is_in, "date": of.date.to_string() }));
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("key", json!(explanation.key));
    put("as_of", json!(explanation.as_of));
    put("rules_hash", json!(explanation.rules_hash));
    put("scores", scores.collect());
    put("rules", explanation.rules.iter().map(rule).collect());
    put("stages", stages.collect());
    put("lists", lists.collect());
    put("next", next.collect());
    put("expires", expires.collect());
    put("near", near.collect());
    put("missing", missing.collect());
    put("turns", turns.collect());
    put("courses", courses.collect());
    put("moves", moves.collect());
    put("broken", json!(explanation.broken));
    if let Some(what_if) = what_if {
        put("changes", changes(what_if.changes));
        put("before", before(what_if.before));
    }
    Value::Object(object)
}

fn rule(rule: &RuleTrace) -> Value {
    json!({
        "id": rule.id,
        "score": rule.score,
        "group": rule.group,
        "line": rule.line,
        "text": rule.text,
        "fired": rule.fired,
        "points": rule.points.to_json(),
        "before_limit": rule.before_limit.to_json(),
        "atoms": rule.atoms.iter().map(atom).collect::<Vec<_>>(),
        "events": events(&rule.events),
        "file": rule.file,
        "name": rule.name,
        "description": rule.description,
        "docs": rule.docs,
    })
}

/// How many events, the latest, and of a rule on each event what each gave.
fn events(events: &Events) -> Value {
    let mut object = Map::new();
    object.insert("count".to_owned(), json!(events.counted.count));
    object.insert("latest".to_owned(), json!(events.counted.latest));
    if let Some(each) = &events.each {
        let given = each.given.iter().map(|given| json!({ "at": given.at, "points": given.points.to_json() }));
        object.insert("each".to_owned(), given.collect());
        if each.points.is_none() {
            let arms = each
                .arms
                .iter()
                .map(|arm| json!({ "arm": arm.text, "count": arm.count, "points": arm.points.to_json() }));
            object.insert("arms".to_owned(), arms.collect());
        }
    }
    Value::Object(object)
}

fn atom(atom: &Atom) -> Value {
    json!({ "text": atom.text, "actual": atom.actual, "required": atom.required, "holds": atom.holds })
}

fn changes(all: &[Change]) -> Value {
    all.iter().map(change).collect()
}

fn change(change: &Change) -> Value {
    json!({ "property": change.property, "from": change.from.json, "to": change.to.json })
}

fn id(explanation: &Explanation, rule: usize) -> &str {
    explanation.rules.get(rule).map_or("", |rule| rule.id.as_str())
}

/// Scores and stages of the contact without the changes.
fn before(before: &Explanation) -> Value {
    let scores = before.scores.iter().map(|score| json!({ "name": score.name, "points": score.points.to_json() }));
    let stages = before.stages.iter().map(|stage| json!({ "name": stage.name, "is": stage.is }));
    json!({ "scores": scores.collect::<Vec<_>>(), "stages": stages.collect::<Vec<_>>() })
}
