use crate::{
    model::{Condition, EventId, FieldId, Operand, PropertyId, StageId},
    schema::Constant,
};

/// An expression whose names are resolved and whose type is known.
#[derive(Clone, Debug)]
pub(in crate::check) enum Typed {
    /// True, false or unknown.
    Condition(Condition),
    /// A value.
    Operand(Operand, Type),
    /// A constant; its type is what it is written as, and the other side may ask for another.
    Literal(Constant),
    /// A stage by name.
    Stage(StageId),
    /// `anniversary of X`: only a window may follow.
    Anniversary(Operand),
    /// An arm's name or another bare word that means nothing by itself; kept for the message.
    Set(usize),
}

/// What is declared with a type: a property of the contact, a field of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Holder {
    Property(PropertyId),
    Field(EventId, FieldId),
}

/// The type of an operand. Dropdowns name the property or field whose values they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Type {
    Text,
    Integer,
    Number,
    Points,
    Boolean,
    Date,
    Datetime,
    Choice(Holder),
    Choices(Holder),
}

impl Type {
    /// `a whole number`.
    pub(in crate::check) fn noun(self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Integer => "a whole number",
            Type::Number => "a number",
            Type::Points => "a number of points",
            Type::Boolean => "yes or no",
            Type::Date => "a date",
            Type::Datetime => "a date with a time",
            Type::Choice(_) => "a dropdown",
            Type::Choices(_) => "a list of checkboxes",
        }
    }

    pub(in crate::check) fn is_number(self) -> bool {
        matches!(self, Type::Integer | Type::Number | Type::Points)
    }

    pub(in crate::check) fn is_time(self) -> bool {
        matches!(self, Type::Date | Type::Datetime)
    }

    pub(in crate::check) fn is_text(self) -> bool {
        matches!(self, Type::Text | Type::Choice(_))
    }
}
