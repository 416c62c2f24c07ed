//! The listing of a plan.
use std::fmt;
use super::Plan;
impl fmt::Display for Plan { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("") } }
