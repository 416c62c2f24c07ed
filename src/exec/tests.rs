//! Contacts run through models made by hand; each test names the line of `semantics.md` that it pins.

mod fixture;
mod happened;

mod agreement;
mod conditions;
mod events;
mod points;
mod rules;
mod stages;
mod text;
mod time;
