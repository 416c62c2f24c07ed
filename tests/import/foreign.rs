//! What becomes of properties that HubSpot, Salesforce and JSON Schema declare.

use std::fs;

use insta::assert_snapshot;
use merit::{
    import::{ImportError, Imported, import},
    value::Kind,
};

use super::{checked, schema, shared};

#[track_caller]
fn imported(text: &str, name: &str) -> Imported {
    let imported = import(text, name).unwrap();
    schema(imported.text.clone());
    imported
}

#[test]
fn all_of_a_real_portal_is_imported_the_same_from_both_versions() {
    let Some(shared) = shared() else { return };
    let read = |name: &str| fs::read_to_string(shared.join("hubspot").join(name)).unwrap();
    let v1 = imported(&read("contact_properties.v1.json"), "properties.json");
    let v3 = imported(&read("contact_properties.v3-shape.derived.json"), "properties.json");
    assert_eq!((v1.declared, v1.kept, v1.left_out.len()), (1391, 1375, 16));
    assert!(v1.left_out.iter().all(|left| left.reason == "hidden in HubSpot" && v1.text.contains(&left.name)));
    assert_eq!(v1.text, v3.text);

    let model = checked(&v1.text);
    assert_eq!(model.schema.properties.len(), 1376, "and the key");
    let of = |name: &str| model.schema.properties.at(model.schema.find(name).unwrap());
    assert_eq!(model.schema.key, model.schema.find("vid"));
    assert_eq!(of("vid").from, ["vid", "Record ID", "hs_object_id"]);
    assert_eq!(of("createdate").from, ["createdate", "Create Date"]);
    assert_eq!(*of("createdate").kind(), Kind::Datetime);
    assert_eq!(*of("hs_email_optout").kind(), Kind::Boolean);
    assert_eq!(*of("num_notes").kind(), Kind::Number);
    assert!(matches!(of("checkbox_test").kind(), Kind::ManyOf(_)));
    let stages = of("lifecyclestage").kind().dropdown().unwrap();
    assert_eq!(stages.values[1].label.as_deref(), Some("Lead"), "{stages:?}");
    assert!(v1.text.contains("# HubSpot's own id of a contact"));
}

#[test]
fn a_real_salesforce_lead_is_imported() {
    let Some(shared) = shared() else { return };
    let text = fs::read_to_string(shared.join("salesforce/Lead.describe.json")).unwrap();
    let lead = imported(&text, "Lead.describe.json");
    assert_eq!((lead.origin, lead.declared, lead.kept), ("Salesforce", 54, 53));
    assert_eq!(lead.left_out[0].name, "Address");
    let model = checked(&lead.text);
    let of = |name: &str| model.schema.properties.at(model.schema.find(name).unwrap());
    assert_eq!(of("id").from, ["Id", "Lead ID"]);
    assert_eq!(of("clean_status").kind().dropdown().unwrap().values[0].label.as_deref(), Some("In Sync"));
    let picklists = model.schema.properties.values().filter(|one| matches!(one.kind(), Kind::OneOf(_))).count();
    assert_eq!(picklists, 7);
}

#[test]
fn what_hubspot_may_declare() {
    let property = |name: &str, label: &str, kind: &str, field: &str, more: &str| {
        format!(r#"{{"name": "{name}", "label": "{label}", "type": "{kind}", "fieldType": "{field}"{more}}}"#)
    };
    let options = |pairs: &[(&str, &str)]| {
        let each: Vec<String> =
            pairs.iter().map(|(value, label)| format!(r#"{{"value": "{value}", "label": "{label}"}}"#)).collect();
        format!(r#", "options": [{}]"#, each.join(", "))
    };
    let all = [
        property("hs_object_id", "Record ID", "number", "number", ""),
        property("email", "Email", "string", "text", r#", "description": "The address.\nOne line more.""#),
        property(
            "stage",
            "Stage",
            "enumeration",
            "radio",
            &options(&[("a", "A stage"), ("", "none"), ("A", "twin"), ("b", "Two"), ("c", "Two")]),
        ),
        property("colours", "Colours liked", "enumeration", "checkbox", &options(&[("red", "Red"), ("blue", "blue")])),
        property("agreed", "Agreed?", "enumeration", "booleancheckbox", &options(&[("true", "Yes"), ("false", "No")])),
        property(
            "agreed_too",
            "Agreed?",
            "enumeration",
            "booleancheckbox",
            &options(&[("true", "I agree"), ("false", "I do not")]),
        ),
        property("owner", "Owner", "enumeration", "select", r#", "options": [], "externalOptions": true"#),
        property("score", "Lead status", "number", "number", ""),
        property("lead_status", "Status", "string", "text", ""),
        property("limit", "Limit", "number", "number", ""),
        property("secret", "Secret", "string", "text", r#", "hidden": true"#),
        property("shape", "Shape", "json", "text", ""),
    ];
    let text = format!(r#"{{"results": [{}], "paging": {{"next": {{"after": "1"}}}}}}"#, all.join(", "));
    assert_snapshot!(imported(&text, "properties.json").text);
}

#[test]
fn what_a_json_schema_may_declare() {
    let text = r##"{
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "required": ["contactId", "visits"],
      "$defs": {"plan": {"enum": ["free", "pro", null]}},
      "properties": {
        "contactId": {"type": "integer"},
        "email": {"type": ["string", "null"], "format": "email", "title": "E-mail", "description": "Where we write to."},
        "visits": {"type": "integer", "minimum": 0, "default": 0},
        "rate": {"type": "number", "minimum": 0, "maximum": 1.5, "default": 0.5},
        "plan": {"$ref": "#/$defs/plan"},
        "size": {"oneOf": [{"const": "s", "title": "Small"}, {"const": "l", "title": "Large"}]},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "notes": {"type": "array", "items": {"type": "string"}},
        "since": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "seen": {"type": "string", "format": "date-time"},
        "optedIn": {"type": "boolean", "default": false},
        "address": {"type": "object", "properties": {}},
        "elsewhere": {"$ref": "other.json#/x"},
        "any": {}
      }
    }"##;
    assert_snapshot!(imported(text, "contact.schema.json").text);
}

#[test]
fn what_is_no_description_is_refused_with_what_would_be_one() {
    assert!(matches!(import("not json", "x"), Err(ImportError::Json(_))));
    for text in ["{}", "3", r#"{"fields": 3}"#, r#"[{"name": "a"}]"#, "null"] {
        assert!(matches!(import(text, "x"), Err(ImportError::Unknown)), "{text}");
    }
    assert!(matches!(import("[]", "x"), Err(ImportError::Empty)));
    assert_eq!(
        import("{}", "x").unwrap_err().to_string(),
        "it is none of the descriptions that are read: HubSpot's contact properties (a list, or an object with `results`), a \
         Salesforce object description (an object with `fields`), a JSON Schema (an object with `properties`)"
    );
}
