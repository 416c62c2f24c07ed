//! What an analysis says: takes nothing, only gives the answers and why there is none.

use std::fmt;

use super::Witness;
use crate::value::Points;

/// Whether some contact reaches a goal.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// This one does; the row interpreter has been asked.
    Found(Box<Witness>),
    /// None does, proven.
    Impossible,
    /// Nobody knows.
    Undecided(Reason),
}

/// Why something is not proven. Questions are in the words of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Texts in which pieces would have to stand in a way that was not found.
    Text,
    /// A regular expression.
    Pattern(String),
    /// A part of an e-mail address or a URL.
    Part(String),
    /// Values that are computed from several properties, or compared with each other in a way that has no regions; the
    /// question, where it is known.
    Computed(Option<String>),
    /// Numbers that are each computed from events, in one question.
    ComputedEvents(Option<String>),
    /// A field of an event is compared with something that is not told of the event.
    Field(String),
    /// Sums, averages or different values of events that hang together in a way that was not found.
    Amounts,
    /// Points of events that fall with the days, or are of both signs.
    Fading,
    /// More events than are looked at.
    ManyEvents {
        /// How many of one kind and time are.
        most: i64,
    },
    /// More kinds of events, or more of their times, than are looked at.
    Events,
    /// The search was stopped after so many steps.
    Budget {
        /// How many.
        steps: u64,
    },
    /// More conditions about properties of many values than a search has memory for.
    TooWide {
        /// How many conditions.
        conditions: usize,
    },
    /// Points that grow with the number of events and that no limit ends.
    Unlimited,
    /// Points that could be too large to be counted.
    TooLarge,
}

/// The least and the most points that any contact can have.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// The least.
    pub min: Bound,
    /// The most.
    pub max: Bound,
}

/// One end of what points can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// No contact has points beyond this, proven; none where not even that is known.
    pub proven: Option<Points>,
    /// The farthest points of a contact that was found, and the contact; the row interpreter has been asked.
    pub reached: Option<(Points, Box<Witness>)>,
    /// Why what is proven is not reached, where it is not.
    pub reason: Option<Reason>,
}

impl Answer {
    /// The contact that was found.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Answer::Found(witness) => Some(witness),
            Answer::Impossible | Answer::Undecided(_) => None,
        }
    }
}

impl Bound {
    /// Whether the bound is reached by a contact.
    pub fn is_exact(&self) -> bool {
        self.proven.is_some() && self.proven == self.reached.as_ref().map(|(points, _)| *points)
    }

    /// The proven bound, else the farthest points found.
    pub fn points(&self) -> Option<Points> {
        self.proven.or(self.reached.as_ref().map(|(points, _)| *points))
    }
}

/// As people read it behind "not proven:".
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Text => f.write_str("it hangs on texts that only trying could find"),
            Reason::Pattern(asked) => write!(f, "it hangs on a regular expression (`{asked}`)"),
            Reason::Part(asked) => write!(f, "it hangs on a part of an address and on other text in it (`{asked}`)"),
            Reason::Computed(asked) => {
                f.write_str("it hangs on values that are computed from each other")?;
                asked.as_ref().map_or(Ok(()), |asked| write!(f, " (`{asked}`)"))
            }
            Reason::ComputedEvents(asked) => {
                f.write_str("it hangs on numbers that are each computed from events")?;
                asked.as_ref().map_or(Ok(()), |asked| write!(f, " (`{asked}`)"))
            }
            Reason::Field(asked) => {
                write!(f, "it compares a field of each event with something beside that field (`{asked}`)")
            }
            Reason::Amounts => f.write_str(
                "it hangs on sums, averages or different values of events that only trying could bring together",
            ),
            Reason::Fading => {
                f.write_str("it hangs on points of events that fade day by day, or that are of both signs")
            }
            Reason::ManyEvents { most } => {
                write!(f, "it hangs on more events than are looked at ({most} of one kind and time)")
            }
            Reason::Events => {
                f.write_str("it hangs on more kinds of events, or more of their times, than are looked at")
            }
            Reason::Budget { steps } => write!(f, "the search was stopped after {steps} steps"),
            Reason::TooWide { conditions } => {
                write!(f, "it hangs on {conditions} conditions, more than are searched together")
            }
            Reason::Unlimited => f.write_str("each event gives points, and no `up to` or `limit` ends them"),
            Reason::TooLarge => f.write_str("the points could be too large to be counted"),
        }
    }
}
