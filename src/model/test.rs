use super::{Condition, EventId};
use crate::{
    base::Span,
    value::{AsOf, Value},
};

/// `test "…" { … }`, or one row of a `test table`: a contact and what is expected of it. Not part of a [`Model`](super::Model): tests
/// change no result.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// As written.
    pub name: String,
    /// Of a table: the row, from 1.
    pub row: Option<usize>,
    /// Where it is not given, no expectation depends on it.
    pub as_of: Option<AsOf>,
    /// The value of each property in the schema's order; what is not given has its default or is unknown.
    pub values: Vec<Option<Value>>,
    /// In the order written.
    pub events: Vec<TestEvent>,
    /// In the order written.
    pub expectations: Vec<Expectation>,
    /// The test, or the row of its table.
    pub span: Span,
}

/// `event form_submission { at: 3 days ago, form: "Webinar" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestEvent {
    /// The kind.
    pub event: EventId,
    /// The value of each field in the kind's order; `at` is known.
    pub values: Vec<Option<Value>>,
}

/// `expect engagement is 41`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Met where it is true.
    pub condition: Condition,
    /// In canonical form, without `expect`: `engagement is 41`.
    pub text: String,
    /// With `expect`, or the cell of a table.
    pub span: Span,
}
