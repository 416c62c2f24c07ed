//! HubSpot's contact properties: v1 is a list, v3 an object with `results`; both say the same of a property.

use serde_json::Value as Json;

use super::{
    draft::Field,
    foreign::{Foreign, Source, dropdown, is_true, text},
    name::loose,
};
use crate::value::Kind;

/// How HubSpot calls its own id of a contact, the newest name first.
const KEYS: [&str; 3] = ["hs_object_id", "vid", "canonical-vid"];
/// How exports call it.
const KEY_LABEL: &str = "Record ID";

/// The properties, if this is their description.
pub(super) fn read(json: &Json) -> Option<Source> {
    let list = match json {
        Json::Array(list) => list,
        Json::Object(object) => object.get("results")?.as_array()?,
        _ => return None,
    };
    if !list.iter().all(|one| one.get("name").is_some_and(Json::is_string) && one.get("fieldType").is_some()) {
        return None;
    }
    let key = KEYS.into_iter().find(|key| list.iter().any(|one| text(one, "name") == *key));
    let properties: Vec<Foreign> = list.iter().map(|one| property(one, key)).collect();
    let is_free = |name: &str| {
        !properties
            .iter()
            .any(|property| loose(&property.internal) == loose(name) || loose(&property.label) == loose(name))
    };
    let extra_key = key.is_none().then(|| {
        let from = ["vid", KEY_LABEL, "hs_object_id"].into_iter().filter(|name| is_free(name));
        Field {
            is_key: true,
            from: from.map(str::to_owned).collect(),
            note: "HubSpot's own id of a contact".to_owned(),
            ..Field::new("vid", Kind::Text)
        }
    });
    let is_page = json.get("paging").and_then(|paging| paging.get("next")).is_some();
    let page = "this is one page of the description; fetch the others as well".to_owned();
    Some(Source { origin: "HubSpot", properties, extra_key, notes: is_page.then_some(page).into_iter().collect() })
}

fn property(one: &Json, key: Option<&str>) -> Foreign {
    let internal = text(one, "name");
    let label = text(one, "label");
    let is_key = key == Some(internal.as_str());
    let mut what = match () {
        () if is_key => Ok(Field { is_key: true, ..Field::new("", Kind::Text) }),
        () if is_true(one, "deleted") || is_true(one, "archived") => Err("deleted in HubSpot".to_owned()),
        () if is_true(one, "hidden") => Err("hidden in HubSpot".to_owned()),
        () => kind(one).map(|(kind, notes)| Field { note: notes.join("; "), ..Field::new("", kind) }),
    };
    if let Ok(field) = &mut what {
        field.name.clone_from(&internal);
        if is_key {
            // Old and new answers call it differently; a file has one of them.
            let others = KEYS.into_iter().chain([KEY_LABEL]).filter(|name| *name != label);
            field.from = others.map(str::to_owned).collect();
            field.note = "HubSpot's own id of a contact".to_owned();
        }
    }
    Foreign { internal, label, description: text(one, "description"), what }
}

fn kind(one: &Json) -> Result<(Kind, Vec<String>), String> {
    let field = text(one, "fieldType");
    let options: Vec<(String, String)> = one
        .get("options")
        .and_then(Json::as_array)
        .map(|options| options.iter().map(|option| (text(option, "value"), text(option, "label"))).collect())
        .unwrap_or_default();
    let plain = |kind: Kind| match options.is_empty() {
        true => (kind, Vec::new()),
        false => (kind, vec!["its form offers values, but HubSpot holds others as well".to_owned()]),
    };
    Ok(match text(one, "type").as_str() {
        "string" | "phone_number" if is_email(&text(one, "name")) => plain(Kind::Email),
        "string" | "phone_number" => plain(Kind::Text),
        "number" => plain(Kind::Number),
        "bool" => (Kind::Boolean, Vec::new()),
        "date" => plain(Kind::Date),
        "datetime" => plain(Kind::Datetime),
        "enumeration" if field == "booleancheckbox" && is_yes_or_no(&options) => (Kind::Boolean, Vec::new()),
        "enumeration" if options.is_empty() && is_true(one, "externalOptions") => {
            (Kind::Text, vec!["its values are kept elsewhere in HubSpot, as those of owners are".to_owned()])
        }
        "enumeration" => dropdown(&options, field == "checkbox"),
        "json" | "object_coordinates" => return Err("a structure, which no type reads".to_owned()),
        "calculation"
        | "calculation_equation"
        | "calculation_read_time"
        | "calculation_rollup"
        | "calculation_score" => {
            return Err("a formula of HubSpot's, without a type".to_owned());
        }
        other => return Err(format!("of the type `{other}`, which has no counterpart")),
    })
}

/// HubSpot has no type for e-mail addresses; v3 does not even say which texts are meant to be one.
fn is_email(internal: &str) -> bool {
    internal == "email" || internal.ends_with("_email")
}

/// Whether values and labels can be read as yes and no.
fn is_yes_or_no(options: &[(String, String)]) -> bool {
    let is_word =
        |text: &str| ["true", "false", "yes", "no", ""].iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
    options.iter().all(|(value, label)| is_word(value) && is_word(label))
}
