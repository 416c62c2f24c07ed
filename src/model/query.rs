use serde::Serialize;

use super::{Condition, EventId};
use crate::value::Window;

/// Which events of a contact are looked at: those of one kind, not after as-of, that all of this lets through.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Query {
    /// The kind.
    pub event: EventId,
    /// `within 30 days`.
    pub window: Option<Window>,
    /// `since last F`: later than the last event of this kind (calendar dates where one of the two has no time of day);
    /// without such an event there is nothing to be later than, and none is let through.
    pub since_last: Option<EventId>,
    /// `where …`: counts only when true. It may ask for fields of the event and for anything of the contact.
    pub filter: Option<Condition>,
    /// In canonical form: `page_view within 30 days where url contains "/pricing"`.
    pub text: String,
}

/// Which event of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Which {
    /// The latest; of several at one time the later in the source.
    Last,
    /// The earliest; of several at one time the earlier in the source.
    First,
}

/// What is computed over a field of events; unknown fields are skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum AggregateFunction {
    Sum,
    Min,
    Max,
    Avg,
}
