//! Spans, sources, diagnostics as data, the table of all codes, did-you-mean and the renderer.
//!
//! Takes positions and messages, gives text and JSON. Knows nothing of the language.

mod arena;
pub mod code;
mod diagnostic;
mod render;
mod source;
mod span;
mod suggest;

pub use arena::{Arena, Id};
pub use code::Code;
pub use diagnostic::{Applicability, Diagnostic, Edit, Example, Fix, Label, Reported, Severity};
pub use render::{harmless, render};
pub use source::{Position, Source, SourceId, Sources};
pub use span::Span;
pub use suggest::{nearest, nearest_few};
