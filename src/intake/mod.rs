//! From records to contacts: takes records of raw cells, gives the values that rules read, or why they cannot be used.
//!
//! Only the key, required properties and what rules read is looked at. Knows nothing of points, output or files.

mod columns;
mod finding;
mod reader;
#[cfg(test)]
mod tests;

pub use columns::Intake;
pub use finding::{Effect, Finding};
pub use reader::Reader;
