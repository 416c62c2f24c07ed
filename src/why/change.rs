//! `--change visits=6`: takes a contact and such a text, gives the contact with that value, read as the data is.

use crate::{
    base::nearest,
    exec::Contact,
    model::{PropertyId, Schema},
    value::{Cell, Kind, ReadContext, read},
};

use super::{Change, Known, trial::known};
use crate::plan::Plan;

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No `=`.
    #[error("`{0}` is not a change: write the property, `=` and the value, such as `visits=6`")]
    NoValue(String),
    /// No such property.
    #[error("there is no property `{name}`{}", did_you_mean(.near.as_deref()))]
    UnknownProperty {
        /// As given.
        name: String,
        /// The nearest there is.
        near: Option<String>,
    },
    /// The value cannot be read.
    #[error("`{property}` cannot be changed: {reason}")]
    Unreadable {
        /// The property's name.
        property: String,
        /// Why not.
        reason: String,
    },
    /// The property must be known.
    #[error("`{0}` cannot be unknown: a record without it is rejected")]
    Required(String),
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The contact with one property changed, and the change. `unknown` or nothing behind `=` makes it unknown, and a
/// property that has a default takes that. `key` is the property that tells contacts apart: static lists then look for
/// its new value.
///
/// # Errors
/// Where the text is no change, names no property or has a value that the property cannot have.
pub fn changed(
    plan: &Plan,
    contact: &Contact,
    key: Option<PropertyId>,
    text: &str,
    context: &ReadContext<'_>,
) -> Result<(Contact, Change), ChangeError> {
    let (name, written) = text.split_once('=').ok_or_else(|| ChangeError::NoValue(text.to_owned()))?;
    let model = plan.model();
    let (name, written) = (name.trim(), written.trim());
    let id = find(&model.schema, name)?;
    let Some(property) = model.schema.properties.get(id) else { return Err(ChangeError::NoValue(text.to_owned())) };
    let is_unknown = written.is_empty()
        || (written.eq_ignore_ascii_case("unknown")
            && property.kind().dropdown().is_none_or(|dropdown| dropdown.find(written).is_none()));
    let value = if is_unknown {
        property.reading.default.clone()
    } else {
        let cell = match property.kind() {
            // As people write several: with a comma too.
            Kind::ManyOf(dropdown) if !written.contains(';') && dropdown.find(written).is_none() => {
                Cell::List(written.split(',').map(|part| Cell::Text(part.trim().to_owned())).collect())
            }
            _ => Cell::Text(written.to_owned()),
        };
        let read = read(&cell, &property.reading, context);
        if let Some(reason) = read.problem {
            return Err(ChangeError::Unreadable { property: property.name.clone(), reason });
        }
        read.value
    };
    if value.is_none() && property.required {
        return Err(ChangeError::Required(property.name.clone()));
    }
    let mut after = contact.clone();
    let from = contact.values.get(id.index()).and_then(Option::as_ref);
    let change = Change {
        property: property.name.clone(),
        from: if plan.needed().contains(&id) || from.is_some() {
            known(model, id, from, context.zone)
        } else {
            Known { text: "not read by any rule".to_owned(), json: serde_json::Value::Null }
        },
        to: known(model, id, value.as_ref(), context.zone),
        more: None,
    };
    if key == Some(id) {
        after.key = value.as_ref().map_or_else(String::new, |value| value.as_key(property.kind(), context.zone));
    }
    if let Some(place) = after.values.get_mut(id.index()) {
        *place = value;
    }
    Ok((after, change))
}

fn find(schema: &Schema, name: &str) -> Result<PropertyId, ChangeError> {
    let name = crate::value::nfc(name).to_string();
    schema.find(&name).ok_or_else(|| {
        let names = schema.properties.values().map(|property| property.name.as_str());
        let near = nearest(&name, names).map(str::to_owned);
        ChangeError::UnknownProperty { name, near }
    })
}
