//! A Salesforce object description, as `describe` answers: an object with `fields`.

use serde_json::Value as Json;

use super::{
    draft::Field,
    foreign::{Foreign, Source, dropdown, is_true, text},
    name::snake,
};
use crate::value::Kind;

/// The properties, if this is their description.
pub(super) fn read(json: &Json) -> Option<Source> {
    // Some programs wrap the answer.
    let json = json.get("result").filter(|result| result.get("fields").is_some()).unwrap_or(json);
    let list = json.get("fields")?.as_array()?;
    if !list
        .iter()
        .all(|one| one.get("name").is_some_and(Json::is_string) && one.get("type").is_some_and(Json::is_string))
    {
        return None;
    }
    let properties = list.iter().map(property).collect();
    Some(Source { origin: "Salesforce", properties, extra_key: None, notes: Vec::new() })
}

fn property(one: &Json) -> Foreign {
    let internal = text(one, "name");
    let is_key = text(one, "type") == "id";
    let what = if is_true(one, "deprecatedAndHidden") {
        Err("no longer used by Salesforce".to_owned())
    } else {
        kind(one).map(|(kind, notes)| Field {
            is_key,
            note: notes.join("; "),
            ..Field::new(plain_name(&internal), kind)
        })
    };
    Foreign { internal, label: text(one, "label"), description: text(one, "inlineHelpText"), what }
}

/// `Budget__c` is `budget`: the ending only says that somebody added it.
fn plain_name(internal: &str) -> String {
    let name = internal.strip_suffix("__c").or_else(|| internal.strip_suffix("__pc")).unwrap_or(internal);
    snake(name)
}

fn kind(one: &Json) -> Result<(Kind, Vec<String>), String> {
    let plain = |kind: Kind| Ok((kind, Vec::new()));
    let noted = |kind: Kind, note: &str| Ok((kind, vec![note.to_owned()]));
    match text(one, "type").as_str() {
        "id" => noted(Kind::Text, "Salesforce's own id of a record"),
        "reference" => noted(Kind::Text, "the id of another record"),
        "string" | "textarea" | "phone" | "encryptedstring" | "time" => plain(Kind::Text),
        "combobox" => noted(Kind::Text, "its form offers values, but people may type others"),
        "email" => plain(Kind::Email),
        "url" => plain(Kind::Url),
        "boolean" => plain(Kind::Boolean),
        "int" | "integer" | "long" => plain(Kind::Integer),
        "double" | "currency" | "percent" => plain(Kind::Number),
        "date" => plain(Kind::Date),
        "datetime" => plain(Kind::Datetime),
        "picklist" => Ok(picklist(one, false)),
        "multipicklist" => Ok(picklist(one, true)),
        "address" | "location" => Err("made of other fields that are here".to_owned()),
        "base64" => Err("a file".to_owned()),
        "anyType" | "complexvalue" | "json" => Err("a structure, which no type reads".to_owned()),
        other => Err(format!("of the type `{other}`, which has no counterpart")),
    }
}

fn picklist(one: &Json, is_many: bool) -> (Kind, Vec<String>) {
    let values = one.get("picklistValues").and_then(Json::as_array);
    let options: Vec<(String, String)> =
        values.into_iter().flatten().map(|value| (text(value, "value"), text(value, "label"))).collect();
    let retired: Vec<String> = values
        .into_iter()
        .flatten()
        .filter(|value| value.get("active").and_then(Json::as_bool) == Some(false))
        .map(|value| format!("`{}`", text(value, "value")))
        .collect();
    let (kind, mut notes) = dropdown(&options, is_many);
    if !retired.is_empty() {
        notes.push(format!("no longer offered, but found in old records: {}", retired.join(", ")));
    }
    if kind.dropdown().is_some() && !is_true(one, "restrictedPicklist") {
        notes.push("Salesforce lets programs write other values, which are unknown here".to_owned());
    }
    (kind, notes)
}
