//! `merit why`: the points add up, what is proposed comes true, and people read it at a glance.

#[path = "../agreement/contacts.rs"]
mod contacts;
#[path = "../agreement/random.rs"]
mod random;
#[path = "../agreement/rules.rs"]
mod rules;

mod command;
mod sums;
