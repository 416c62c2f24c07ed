//! What rules ask of events.

mod cut;
mod operands;
mod points;
mod queries;
mod windows;
