//! The types of the language: what values a property or a field may have.
//!
//! Data only, with the words for it. Knows nothing of how a value is read.

use std::collections::HashMap;

use serde::Serialize;

use super::fold;

/// The type of a property or an event's field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// `text`.
    Text,
    /// `email`.
    Email,
    /// `url`.
    Url,
    /// `integer`: 64 bits.
    Integer,
    /// `number`: finite, 64-bit binary floating point.
    Number,
    /// `boolean`.
    Boolean,
    /// `date`: a calendar date.
    Date,
    /// `datetime`: a moment, in microseconds.
    Datetime,
    /// `one of`: a dropdown.
    OneOf(Dropdown),
    /// `many of`: checkboxes.
    ManyOf(Dropdown),
}

impl Kind {
    /// As messages name one value of it: "a whole number".
    pub fn noun(&self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Email => "an e-mail address",
            Kind::Url => "a URL",
            Kind::Integer => "a whole number",
            Kind::Number => "a number",
            Kind::Boolean => "yes or no",
            Kind::Date => "a date",
            Kind::Datetime => "a date with a time",
            Kind::OneOf(_) => "one of the dropdown's values",
            Kind::ManyOf(_) => "values of the checkboxes",
        }
    }

    /// As the language writes it: `integer`, `one of`.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Email => "email",
            Kind::Url => "url",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::Datetime => "datetime",
            Kind::OneOf(_) => "one of",
            Kind::ManyOf(_) => "many of",
        }
    }

    /// The declared values of `one of` and `many of`.
    pub fn dropdown(&self) -> Option<&Dropdown> {
        match self {
            Kind::OneOf(dropdown) | Kind::ManyOf(dropdown) => Some(dropdown),
            _ => None,
        }
    }
}

/// The values of a dropdown, in the order declared.
#[derive(Clone, Debug, Serialize)]
pub struct Dropdown {
    // INVARIANT: nobody changes them after `new`, which made the index from them.
    /// A value's number is its place here, from 0.
    pub values: Vec<DropdownValue>,
    /// Places by folded name, and by folded label where no value has that name.
    #[serde(skip)]
    index: HashMap<String, u32>,
}

impl Dropdown {
    /// A dropdown of these values; of several whose names differ only by case, the first is found.
    pub fn new(values: Vec<DropdownValue>) -> Self {
        let mut index = HashMap::new();
        let names = (0..).zip(&values).map(|(place, value)| (place, Some(&value.name)));
        let labels = (0..).zip(&values).map(|(place, value)| (place, value.label.as_ref()));
        for (place, text) in names.chain(labels) {
            if let Some(text) = text {
                index.entry(fold(text)).or_insert(place);
            }
        }
        Self { values, index }
    }

    /// The place of the value with this name, else with this label; case does not count.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.index.get(text).or_else(|| self.index.get(&fold(text))).copied()
    }

    /// The declared name of the value at a place.
    pub fn name(&self, place: u32) -> Option<&str> {
        self.values.get(place as usize).map(|value| value.name.as_str())
    }

    /// The declared names, in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.values.iter().map(|value| value.name.as_str())
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl PartialEq for Dropdown {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}
impl Eq for Dropdown {}

impl FromIterator<DropdownValue> for Dropdown {
    fn from_iter<I: IntoIterator<Item = DropdownValue>>(values: I) -> Self {
        Self::new(values.into_iter().collect())
    }
}

/// One value of a dropdown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DropdownValue {
    /// As the data writes it: `sql`.
    pub name: String,
    /// As people see it, where that differs: `Sales qualified`.
    pub label: Option<String>,
}

impl DropdownValue {
    /// A value without a label.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), label: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages() -> Dropdown {
        let labelled = |name: &str, label: &str| DropdownValue { name: name.into(), label: Some(label.into()) };
        [labelled("lead", "opportunity"), labelled("sql", "Sales qualified"), DropdownValue::new("Opportunity")]
            .into_iter()
            .collect()
    }

    #[test]
    fn s17_values_are_found_by_name_then_by_label_without_regard_to_case() {
        assert_eq!(stages().find("SQL"), Some(1));
        assert_eq!(stages().find("sales QUALIFIED"), Some(1));
        assert_eq!(stages().find("opportunity"), Some(2));
        assert_eq!(stages().find("Lead "), None);
        assert_eq!(stages().find(""), None);
    }

    #[test]
    fn s17_of_names_that_differ_only_by_case_the_first_is_found() {
        let twice: Dropdown = ["Lead", "LEAD"].map(DropdownValue::new).into_iter().collect();
        assert_eq!(twice.find("lead"), Some(0));
        assert_eq!(twice.find("LEAD"), Some(0));
        assert_eq!(twice.name(1), Some("LEAD"));
    }

    #[test]
    fn a_kind_is_dumped_without_its_index() {
        let dumped = serde_json::to_value(Kind::OneOf([DropdownValue::new("Lead")].into_iter().collect())).unwrap();
        assert_eq!(dumped, serde_json::json!({"OneOf": {"values": [{"name": "Lead", "label": null}]}}));
        assert_eq!(serde_json::to_value(Kind::Text).unwrap(), serde_json::json!("Text"));
    }
}
