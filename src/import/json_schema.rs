//! A JSON Schema of one contact: an object with `properties`. References inside the file are followed.

use serde_json::Value as Json;

use super::{
    draft::Field,
    foreign::{Foreign, Source, dropdown, text},
    name::snake,
};
use crate::{
    format,
    value::{Cell, DecimalMark, Kind, ReadContext, Reading, Zone, read as read_value},
};

/// References that are followed from one property at most.
const MOST_STEPS: usize = 16;

/// The properties, if this is a schema.
pub(super) fn read(json: &Json) -> Option<Source> {
    let whole = resolved(json, json);
    // A schema of a list of contacts.
    let one = whole.get("items").map_or(whole, |items| resolved(items, json));
    let properties = one.get("properties")?.as_object()?;
    let required: Vec<&str> =
        one.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let key = key(properties.keys().map(String::as_str), &required);
    let properties = properties
        .iter()
        .map(|(name, declared)| {
            property(name, resolved(declared, json), json, required.contains(&name.as_str()), key == Some(name))
        })
        .collect();
    Some(Source { origin: "JSON Schema", properties, extra_key: None, notes: Vec::new() })
}

/// A required `id`, or one that ends so; JSON Schema has no word for it.
fn key<'a>(names: impl Iterator<Item = &'a str>, required: &[&str]) -> Option<&'a str> {
    let rank = |name: &str| {
        let snake = snake(name);
        let is_id = snake.rsplit('_').next().is_some_and(|last| matches!(last, "id" | "uuid" | "guid" | "key"));
        match (snake == "id", is_id, required.contains(&name)) {
            (true, ..) => 4,
            (_, true, true) => 3,
            (_, _, true) if snake == "email" => 2,
            _ => 0,
        }
    };
    let mut best: Option<(i32, &str)> = None;
    for name in names {
        let rank = rank(name);
        if rank > 0 && best.is_none_or(|(known, _)| rank > known) {
            best = Some((rank, name));
        }
    }
    best.map(|(_, name)| name)
}

fn property(name: &str, declared: &Json, root: &Json, is_required: bool, is_key: bool) -> Foreign {
    let what = kind(declared, root).map(|(kind, mut notes)| {
        let kind = if is_key && kind.dropdown().is_none() && kind != Kind::Email { Kind::Text } else { kind };
        if is_key {
            notes.push("the key by its name".to_owned());
        }
        let range = range(declared, &kind);
        let default = default(declared, &kind, &mut notes).filter(|_| !is_key && !is_required);
        Field { is_key, is_required, range, default, note: notes.join("; "), ..Field::new(snake(name), kind) }
    });
    Foreign {
        internal: name.to_owned(),
        label: text(declared, "title"),
        description: text(declared, "description"),
        what,
    }
}

/// What a schema is once its references and the choice between it and `null` are looked through.
fn resolved<'j>(mut schema: &'j Json, root: &'j Json) -> &'j Json {
    for _ in 0..MOST_STEPS {
        if let Some(target) = schema.get("$ref").and_then(Json::as_str) {
            let found = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
            match found {
                Some(found) => schema = found,
                None => return schema,
            }
            continue;
        }
        let either = schema
            .get("anyOf")
            .or_else(|| schema.get("oneOf"))
            .or_else(|| schema.get("allOf"))
            .and_then(Json::as_array);
        let real: Vec<&Json> = either.into_iter().flatten().filter(|one| text(one, "type") != "null").collect();
        match real.as_slice() {
            [only] if schema.get("properties").is_none() => schema = only,
            _ => return schema,
        }
    }
    schema
}

fn kind(declared: &Json, root: &Json) -> Result<(Kind, Vec<String>), String> {
    if let Some(options) = options(declared) {
        let answers = |text: &str| text == "true" || text == "false";
        return Ok(match options.iter().all(|(value, _)| answers(value)) {
            true => (Kind::Boolean, Vec::new()),
            false => dropdown(&options, false),
        });
    }
    let word = type_word(declared)?;
    let plain = |kind: Kind| Ok((kind, Vec::new()));
    match word.as_str() {
        "string" => plain(match text(declared, "format").as_str() {
            "date" => Kind::Date,
            "date-time" => Kind::Datetime,
            "email" | "idn-email" => Kind::Email,
            "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => Kind::Url,
            _ => Kind::Text,
        }),
        "integer" => plain(Kind::Integer),
        "number" => plain(Kind::Number),
        "boolean" => plain(Kind::Boolean),
        "array" => {
            let items = declared.get("items").map(|items| resolved(items, root));
            match items.and_then(options) {
                Some(options) => Ok(dropdown(&options, true)),
                None => Err("a list of values that are not listed".to_owned()),
            }
        }
        "object" => Err("a structure, which no type reads".to_owned()),
        "null" => Err("always empty".to_owned()),
        other => Err(format!("of the type `{other}`, which has no counterpart")),
    }
}

fn type_word(declared: &Json) -> Result<String, String> {
    if let Some(target) = declared.get("$ref").and_then(Json::as_str) {
        return Err(format!("described elsewhere, in `{target}`"));
    }
    match declared.get("type") {
        Some(Json::String(word)) => Ok(word.clone()),
        Some(Json::Array(words)) => {
            let words: Vec<&str> = words.iter().filter_map(Json::as_str).filter(|word| *word != "null").collect();
            match words.as_slice() {
                [only] => Ok((*only).to_owned()),
                // All whole numbers are numbers.
                _ if words.len() == 2 && words.contains(&"integer") && words.contains(&"number") => {
                    Ok("number".to_owned())
                }
                _ => Err("of several types".to_owned()),
            }
        }
        _ if declared.get("properties").is_some() => Ok("object".to_owned()),
        _ => Err("without a type".to_owned()),
    }
}

/// The values of `enum`, or of constants with titles.
fn options(declared: &Json) -> Option<Vec<(String, String)>> {
    let plain = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(answer) => Some(answer.to_string()),
        _ => None,
    };
    if let Some(values) = declared.get("enum").and_then(Json::as_array) {
        let word = type_word(declared).unwrap_or_default();
        // Numbers stay numbers, so that rules can compare them.
        if matches!(word.as_str(), "integer" | "number") {
            return None;
        }
        return Some(values.iter().filter_map(plain).map(|value| (value, String::new())).collect());
    }
    let constants = declared.get("oneOf").or_else(|| declared.get("anyOf"))?.as_array()?;
    let constants: Vec<&Json> = constants.iter().filter(|one| text(one, "type") != "null").collect();
    let pair = |one: &&Json| one.get("const").and_then(plain).map(|value| (value, text(one, "title")));
    (!constants.is_empty()).then(|| constants.iter().map(pair).collect::<Option<Vec<_>>>()).flatten()
}

fn range(declared: &Json, kind: &Kind) -> Option<String> {
    if !matches!(kind, Kind::Integer | Kind::Number) {
        return None;
    }
    // Only what is written in plain digits; an excluded minimum has no form.
    let end = |name: &str| {
        let text = text(declared, name);
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let is_plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        let whole = text.strip_suffix(".0").unwrap_or(&text).to_owned();
        (is_plain && (*kind == Kind::Number || !whole.contains('.'))).then_some(whole)
    };
    let low = end("minimum").or_else(|| {
        let above: i64 = end("exclusiveMinimum").filter(|_| *kind == Kind::Integer)?.parse().ok()?;
        above.checked_add(1).map(|low| low.to_string())
    });
    match (low, end("maximum"), end("exclusiveMaximum")) {
        (None, None, None) => None,
        (low, Some(high), _) => Some(format!("{}..={high}", low.unwrap_or_default())),
        (low, None, high) => Some(format!("{}..{}", low.unwrap_or_default(), high.unwrap_or_default())),
    }
}

/// The default as the language writes it, if the property can have it.
fn default(declared: &Json, kind: &Kind, notes: &mut Vec<String>) -> Option<String> {
    let written = declared.get("default").filter(|default| !default.is_null())?;
    let (cell, literal) = match (written, kind) {
        (Json::Bool(answer), Kind::Boolean) => (Cell::Boolean(*answer), answer.to_string()),
        (Json::Number(number), Kind::Integer | Kind::Number) => (Cell::Number(number.to_string()), number.to_string()),
        (Json::Array(members), Kind::ManyOf(_)) if members.is_empty() => return Some("{}".to_owned()),
        (Json::String(text), Kind::Text | Kind::Email | Kind::Url | Kind::OneOf(_)) => {
            (Cell::Text(text.clone()), format::quoted(text))
        }
        _ => (Cell::Absent, String::new()),
    };
    let is_plain = !literal.contains(['e', 'E']) || !matches!(kind, Kind::Integer | Kind::Number);
    let reading = Reading { kind: kind.clone(), unknown: Vec::new(), default: None, range: None, format: None };
    let zone = Zone::utc();
    let can = read_value(&cell, &reading, &ReadContext { zone: &zone, decimals: DecimalMark::Point }).value.is_some();
    if can && is_plain {
        return Some(literal);
    }
    notes.push("its default is left out, which does not fit".to_owned());
    None
}
