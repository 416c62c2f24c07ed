//! A whole run: takes records, an intake and a plan, gives a row for each contact in input order, and a summary.
//!
//! Events of files are gathered first; then each contact finds its own by its key.
//! Records are scored in batches, by several threads where there are; the rows are the same for any number of them.
//! Knows nothing of files, terminals or how a summary reads.

mod duplicates;
mod gather;
mod reasons;
mod row;
mod run;
mod summary;
#[cfg(test)]
mod tests;
mod tolerance;
mod top;
mod worker;

pub use duplicates::OnDuplicate;
pub use gather::{Gathered, Gathering};
pub use row::{Layout, Row};
pub use run::{Failure, Options, Sink, score_all, score_with};
pub use summary::{Broken, Duplicates, Events, EventsFrom, Summary, Unread};
pub use tolerance::Tolerance;
pub use top::Top;
