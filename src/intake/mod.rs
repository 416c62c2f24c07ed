//! From records to contacts and events: takes records of raw cells, gives the values that rules read, or why they cannot
//! be used.
//!
//! Only the key, required properties and what rules read is looked at. Knows nothing of points, output or files.

mod columns;
mod contacts;
mod events;
mod finding;
mod journal;
mod nested;
mod shape;
mod subject;
#[cfg(test)]
mod tests;
mod wanted;

pub use contacts::{Intake, Reader};
pub use events::{EventIntake, EventReader};
pub use finding::{Effect, EventFile, Finding};
pub use journal::{Joined, Journal, JournalBuilder, Taken};
pub use nested::{Nested, NestedCount};
pub use subject::Subject;
