use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Span,
    model::{GroupId, ListId, PropertyId, RuleId, ScoreId, StageId},
    syntax::tree,
};

/// Everything the files declare, by name, before any of it is looked into.
#[derive(Default)]
pub(in crate::check) struct Declared<'a> {
    /// The one namespace (semantics 33).
    pub names: BTreeMap<String, Declaration>,
    /// Names that two kinds of things were given, which is told where they are declared and not again where they are used.
    pub torn: BTreeSet<String>,
    /// `contact` blocks: one, if all is well.
    pub contacts: Vec<(&'a tree::Item, &'a tree::Contact)>,
    /// `event` blocks.
    pub events: Vec<(&'a tree::Item, &'a tree::Event)>,
    /// `let`s, by place.
    pub lets: Vec<(&'a tree::Item, &'a tree::Let)>,
    /// `set`s, by place.
    pub sets: Vec<(&'a tree::Item, &'a tree::SetItem)>,
    /// `define`s, by place, which is their id.
    pub defines: Vec<(&'a tree::Item, &'a tree::Define)>,
    /// Scores, by id.
    pub scores: Vec<ScoreSite<'a>>,
    /// Groups, by id.
    pub groups: Vec<GroupSite<'a>>,
    /// Rules, by id.
    pub rules: Vec<RuleSite<'a>>,
    /// Stages, by id.
    pub stages: Vec<(&'a tree::Item, &'a tree::Stage)>,
    /// Lists, by id.
    pub lists: Vec<(&'a tree::Item, &'a tree::ListItem)>,
    /// `never` and `always`.
    pub claims: Vec<(&'a tree::Item, &'a tree::Claim)>,
    /// `test` and `test table`, in the order of the files.
    pub tests: Vec<&'a tree::Item>,
}

/// What a name stands for and where it was given.
#[derive(Clone, Copy, Debug)]
pub(in crate::check) struct Declaration {
    pub what: What,
    pub span: Span,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum What {
    Property(PropertyId),
    Event(usize),
    Score(ScoreId),
    Stage(StageId),
    List(ListId),
    Let(usize),
    Set(usize),
    Define(usize),
    /// Declared by something that could not be read; nothing more is said about it.
    Broken,
}

impl What {
    /// With its article: `a score`.
    pub(in crate::check) fn noun(self) -> &'static str {
        match self {
            What::Property(_) => "a property",
            What::Event(_) => "an event",
            What::Score(_) => "a score",
            What::Stage(_) => "a stage",
            What::List(_) => "a list",
            What::Let(_) => "a `let`",
            What::Set(_) => "a set",
            What::Define(_) => "a `define`",
            What::Broken => "something",
        }
    }
}

/// A score as declared; the one that bare rules belong to may have no block of its own.
pub(in crate::check) struct ScoreSite<'a> {
    pub name: String,
    pub span: Span,
    pub block: Option<(&'a tree::Item, &'a tree::Score)>,
    pub groups: Vec<GroupId>,
    pub rules: Vec<RuleId>,
    /// Names of groups and rules, unique within the score (semantics 33).
    pub members: BTreeMap<String, (Member, Span)>,
}

/// What stands behind `score.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Member {
    Group(GroupId),
    Rule(RuleId),
    Broken,
}

/// A group as declared.
pub(in crate::check) struct GroupSite<'a> {
    pub score: ScoreId,
    pub block: &'a tree::Group,
    pub rules: Vec<RuleId>,
}

/// A rule as declared.
pub(in crate::check) struct RuleSite<'a> {
    pub id: String,
    pub score: ScoreId,
    pub group: Option<GroupId>,
    pub rule: &'a tree::Rule,
    /// `##` lines, which stand at the item where a rule is bare.
    pub docs: &'a [String],
}
