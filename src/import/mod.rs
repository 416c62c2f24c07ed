//! Schemas from elsewhere: takes sample data, or the properties that HubSpot, Salesforce or a JSON Schema declare, gives
//! the text of a schema with a comment on every guess.
//!
//! All text goes through `format`. Knows nothing of rules, files or terminals.

mod comment;
mod draft;
mod foreign;
mod hubspot;
mod infer;
mod json_schema;
mod name;
mod salesforce;

pub use foreign::{ImportError, Imported, LeftOut, import};
pub use infer::{Inferred, infer};
