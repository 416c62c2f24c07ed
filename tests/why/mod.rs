//! `merit why`: the points add up, what is proposed comes true, dates are exact, and people read it at a glance.

mod command;
mod contact;
mod dates;
mod eventful;
mod events;
mod sums;
