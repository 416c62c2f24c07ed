use std::collections::BTreeSet;

use serde::Serialize;

use super::Condition;
use crate::base::Span;

/// `stage lifecycle { … }`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// `##` lines.
    pub docs: Vec<String>,
    /// The distinct names of its arms, the best first (rank is by last appearance).
    pub names: Vec<ArmName>,
    /// In order; the first whose condition is true decides.
    pub arms: Vec<StageArm>,
    /// The place in `names` of the `otherwise` arm.
    pub otherwise: u32,
    /// Where the `otherwise` arm stands.
    #[serde(skip)]
    pub otherwise_span: Option<Span>,
    /// Its name's place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// One outcome of a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArmName {
    /// `mql`.
    pub name: String,
    /// `Marketing qualified lead`.
    pub label: Option<String>,
}

/// One arm that has a condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageArm {
    /// Its place in [`Stage::names`].
    pub name: u32,
    /// When it takes a contact.
    pub condition: Condition,
    /// Its condition in canonical form.
    pub text: String,
    /// All of it.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// `list mqls … `.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// `##` lines.
    pub docs: Vec<String>,
    /// Who is in it.
    pub body: ListBody,
    /// Its name's place.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// Who is in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum ListBody {
    /// Condition true and exception not true.
    When {
        /// Who is in.
        condition: Condition,
        /// Who is not, all the same.
        except: Option<Condition>,
    },
    /// Contacts with one of these keys (after trim and NFC).
    Keys(BTreeSet<String>),
}

/// `never C` (`holds_for_all: false`), `always C`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// `always`.
    pub always: bool,
    /// The condition.
    pub condition: Condition,
    /// In canonical form, with `never` or `always`.
    pub text: String,
    /// The description string.
    pub description: Option<String>,
    /// All of it.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// A claim that was looked into for every contact that there could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// The claim.
    pub claim: Claim,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody breaks it.
    Proven,
    /// Somebody breaks it.
    Broken,
    /// Neither is known.
    Open,
}
