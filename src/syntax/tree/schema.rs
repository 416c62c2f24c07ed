use super::{Literal, Name, Quoted, Range, Set};
use crate::base::Span;

/// `contact { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// `unknown is {…}` of the whole source.
    pub unknown: Vec<UnknownMarkers>,
    /// The properties.
    pub fields: Vec<Field>,
    /// Entries that could not be read.
    pub broken: Vec<super::Broken>,
}

/// `event page_view { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// `key from "Customer"`: the column that holds the contact's key.
    pub key: Option<EventKey>,
    /// `unknown is {…}`.
    pub unknown: Vec<UnknownMarkers>,
    /// The fields.
    pub fields: Vec<Field>,
    /// Entries that could not be read.
    pub broken: Vec<super::Broken>,
}

/// `key from "A", "B"` in an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventKey {
    /// Header names.
    pub from: Vec<Quoted>,
    /// All of it.
    pub span: Span,
}

/// `unknown is { "", "N/A" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownMarkers {
    /// The words for missing.
    pub values: Set,
    /// All of it.
    pub span: Span,
}

/// `visits: integer in 0.. default 0`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// `##` lines above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: FieldType,
    /// The words of the type.
    pub kind_span: Span,
    /// What stands behind the type, in order as written.
    pub modifiers: Vec<Modifier>,
    /// All of it.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum FieldType {
    Text,
    Email,
    Url,
    Integer,
    Number,
    Boolean,
    Date,
    Datetime,
    /// `one of { "a" as "A", … }`: value and label.
    OneOf(Vec<(Quoted, Option<Quoted>)>),
    /// `one of SETNAME`.
    OneOfSet(Name),
    /// `many of {…}`.
    ManyOf(Vec<(Quoted, Option<Quoted>)>),
    /// `many of SETNAME`.
    ManyOfSet(Name),
    /// A word that is no type (`string`, `int`): `check` says which is meant.
    Unknown(Name),
}

/// One modifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Modifier {
    /// Which.
    pub kind: ModifierKind,
    /// Its word and operand.
    pub span: Span,
}

/// The modifiers.
#[derive(Clone, Debug, PartialEq)]
pub enum ModifierKind {
    /// `key`.
    Key,
    /// `required`.
    Required,
    /// `default V`.
    Default(Literal),
    /// `default {…}` of a `many of`.
    DefaultSet(Set),
    /// `from "A", "B"`.
    From(Vec<Quoted>),
    /// `in 0..`.
    In(Range),
    /// `format "%d/%m/%Y"`.
    Format(Quoted),
    /// `with unknown {…}`.
    WithUnknown(Set),
}
