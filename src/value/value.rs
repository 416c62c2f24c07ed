//! Values: what a property is known to be, once its cell was read.
//!
//! Unknown is not a value; it is `None` of `Option<Value>`. Knows nothing of how a value came to be.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::json;

use super::{Date, Dropdown, Instant, Kind, Zone, key};

/// A known value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Value {
    /// Of `text`, `email` and `url`: trimmed, never empty, otherwise as written.
    Text(String),
    /// Of `integer`.
    Integer(i64),
    /// Of `number`: finite, never negative zero.
    Number(f64),
    /// Of `boolean`.
    Boolean(bool),
    /// Of `date`.
    Date(Date),
    /// Of `datetime`.
    Instant(Instant),
    /// Of `one of`: the place among the declared values, from 0.
    Choice(u32),
    /// Of `many of`: places, sorted, distinct; none of them is a known empty set.
    Choices(Vec<u32>),
}

impl Value {
    /// As a reader of `why` sees it: a dropdown by its declared name, a moment in local time.
    pub fn shown(&self, kind: &Kind, zone: &Zone) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Boolean(answer) => answer.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Instant(instant) => instant.shown(zone),
            Value::Choice(place) => name(kind.dropdown(), *place),
            Value::Choices(places) if places.is_empty() => "{}".to_owned(),
            Value::Choices(places) => names(kind.dropdown(), places).join(", "),
        }
    }

    /// What tells a contact apart that has this as its key, as static lists and other records compare it.
    pub fn as_key(&self, kind: &Kind, zone: &Zone) -> String {
        let text = match self {
            Value::Text(text) => Cow::Borrowed(text.as_str()),
            other => Cow::Owned(other.shown(kind, zone)),
        };
        if text.is_ascii() { text.trim().to_owned() } else { key(&text) }
    }

    /// As a witness gives it: plain JSON, a dropdown by its declared name, a moment in UTC.
    pub fn to_json(&self, kind: &Kind) -> serde_json::Value {
        match self {
            Value::Text(text) => json!(text),
            Value::Integer(number) => json!(number),
            Value::Number(number) => json!(number),
            Value::Boolean(answer) => json!(answer),
            Value::Date(date) => json!(date.to_string()),
            Value::Instant(instant) => json!(instant.to_string()),
            Value::Choice(place) => json!(name(kind.dropdown(), *place)),
            Value::Choices(places) => json!(names(kind.dropdown(), places)),
        }
    }
}

fn names(dropdown: Option<&Dropdown>, places: &[u32]) -> Vec<String> {
    places.iter().map(|place| name(dropdown, *place)).collect()
}

/// The number of the place where the value is of another dropdown.
fn name(dropdown: Option<&Dropdown>, place: u32) -> String {
    dropdown.and_then(|dropdown| dropdown.name(place)).map_or_else(|| format!("#{place}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::DropdownValue;

    fn interests() -> Dropdown {
        ["Analytics", "Security"].map(DropdownValue::new).into_iter().collect()
    }

    #[test]
    fn values_are_shown_as_readers_know_them() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let shown = |value: Value, kind: &Kind| value.shown(kind, &zone);
        assert_eq!(shown(Value::Text("VP Sales".into()), &Kind::Text), "VP Sales");
        assert_eq!(shown(Value::Integer(-3), &Kind::Integer), "-3");
        assert_eq!(shown(Value::Number(2.5), &Kind::Number), "2.5");
        assert_eq!(shown(Value::Boolean(true), &Kind::Boolean), "true");
        assert_eq!(shown(Value::Date(Date::parse("2026-03-01").unwrap()), &Kind::Date), "2026-03-01");
        assert_eq!(shown(Value::Choice(1), &Kind::OneOf(interests())), "Security");
        assert_eq!(shown(Value::Choices(vec![0, 1]), &Kind::ManyOf(interests())), "Analytics, Security");
        assert_eq!(shown(Value::Choices(vec![]), &Kind::ManyOf(interests())), "{}");
        let moment = Value::Instant(Instant::parse("2026-03-01T23:30:00Z", &zone).unwrap());
        assert_eq!(shown(moment, &Kind::Datetime), "2026-03-02 00:30:00");
    }

    #[test]
    fn witnesses_are_plain_json() {
        let moment = Value::Instant(Instant::parse("2026-03-01T23:30:00Z", &Zone::utc()).unwrap());
        assert_eq!(moment.to_json(&Kind::Datetime), json!("2026-03-01T23:30:00Z"));
        assert_eq!(Value::Choices(vec![0]).to_json(&Kind::ManyOf(interests())), json!(["Analytics"]));
        assert_eq!(Value::Number(0.1).to_json(&Kind::Number).to_string(), "0.1");
    }

    #[test]
    fn values_are_dumped_with_their_kind() {
        assert_eq!(serde_json::to_value(Value::Integer(3)).unwrap(), json!({"Integer": 3}));
        assert_eq!(serde_json::to_value(Value::Choices(vec![1])).unwrap(), json!({"Choices": [1]}));
    }
}
