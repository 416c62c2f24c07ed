//! `merit why`: the points add up, what is proposed comes true, and people read it at a glance.

mod command;
mod sums;
