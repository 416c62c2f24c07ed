//! What is said of one contact. Data only.

use crate::value::{Date, Points};

/// All that there is to say of one contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What tells the contact apart.
    pub key: String,
    /// The moment it is scored for: a date or a moment with its offset.
    pub as_of: String,
    /// Of the rule set.
    pub rules_hash: String,
    /// In the order of the rule files.
    pub scores: Vec<ScoreTrace>,
    /// In the order of the rule files.
    pub rules: Vec<RuleTrace>,
    /// In the order of the rule files.
    pub stages: Vec<StageTrace>,
    /// In the order of the rule files.
    pub lists: Vec<ListTrace>,
    /// What the rules claim of every contact and does not hold for this one: `never lifecycle is sql and opted_out`.
    pub broken: Vec<String>,
    /// The cheapest changes that reach a better arm, by stage and arm, the next arm first. Each was run.
    pub next: Vec<Proposal>,
    /// Rules that did not fire and would after one change of one known value, most points first.
    pub near: Vec<NearMiss>,
    /// Values that are not known and might bring points, most points first.
    pub missing: Vec<MissingValue>,
    /// When stages change by themselves, within a year; the earliest first.
    pub expires: Vec<Expiry>,
    /// When rules begin or end to give points by themselves, within a year; the earliest first.
    pub turns: Vec<Turn>,
    /// How scores rise and fall by themselves within a year, in the order of the rule files.
    pub courses: Vec<Course>,
    /// When the contact enters and leaves lists by itself, within a year; the earliest first.
    pub moves: Vec<Move>,
}

/// Other values that were asked for.
#[derive(Clone, Copy, Debug)]
pub struct WhatIf<'a> {
    /// The values.
    pub changes: &'a [Change],
    /// The contact without them.
    pub before: &'a Explanation,
}

/// The points of one score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreTrace {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// After its limit.
    pub points: Points,
    /// The sum of its groups and ungrouped rules, or what its formula gives.
    pub before_limit: Points,
    /// Its groups, in order of text.
    pub groups: Vec<GroupTrace>,
    /// Of a derived score: the formula with names, and with their points, `fit 45 + engagement 5`.
    pub formula: Option<(String, String)>,
}

/// The points of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupTrace {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// After its limit.
    pub points: Points,
    /// The sum of its rules.
    pub before_limit: Points,
}

/// What one rule did.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTrace {
    /// `engagement.pricing`, `fit.company#2`.
    pub id: String,
    /// The name given.
    pub name: Option<String>,
    /// The score it belongs to.
    pub score: String,
    /// The group it stands in.
    pub group: Option<String>,
    /// The file it stands in, as the user named it.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// `when visits in 2..=5 score +3`.
    pub text: String,
    /// The description string.
    pub description: Option<String>,
    /// `##` lines.
    pub docs: Vec<String>,
    /// Whether it did what it is there for; none: unknown.
    pub fired: Option<bool>,
    /// After `up to`.
    pub points: Points,
    /// Before `up to`.
    pub before_limit: Points,
    /// Its last day, where that is over.
    pub ended: Option<Date>,
    /// Where its points depend on an amount or a date: what that is, `budget is 25000.5`.
    pub amount: Option<String>,
    /// Of a `match`: the place in `atoms` of the arm that was taken.
    pub arm: Option<usize>,
    /// Whether it is a `match`, whose atoms are its arms.
    pub is_match: bool,
    /// Every test of its condition in order of text, each once; of a `match`, its arms.
    pub atoms: Vec<Atom>,
    /// The events it counted.
    pub events: Events,
}

/// One test.
#[derive(Clone, Debug, PartialEq)]
pub struct Atom {
    /// As the rule says it: `visits >= 6`, `not opted_out`.
    pub text: String,
    /// What is looked at: `visits`.
    pub subject: String,
    /// Its value as people see it; `unknown` where it is missing.
    pub actual: String,
    /// `6 or more`, `one of Software, Retail`; of an arm, its pattern: `10..200`.
    pub required: String,
    /// The same in words, of an arm too: `10 to 199`.
    pub words: String,
    /// Whether the value is as required; none: unknown.
    pub holds: Option<bool>,
    /// Where it asks how many events there are: how many, and the latest. `subject` is then the query.
    pub counted: Option<Counted>,
    /// Where it looks at a value of events and there are none of them: of which.
    pub absent: Option<String>,
}

/// Events that a rule or a test counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// When the latest was, as as-of is written.
    pub latest: Option<String>,
    /// The same as people say it: the date, and the time of day where hours count.
    pub latest_words: Option<String>,
}

/// The events that a rule counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events {
    /// All events that its questions let through, each once.
    pub counted: Counted,
    /// Where it gives points for each event.
    pub each: Option<Each>,
}

/// What a rule on each event gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Each {
    /// Which events: `email_click within 90 days`.
    pub of: String,
    /// What each begins with; none for a `match`.
    pub points: Option<Points>,
    /// Whether points fall with time.
    pub falls: bool,
    /// What each event gave, the latest first. The sum is the rule's points before `up to`.
    pub given: Vec<Given>,
    /// Of a `match`: how many events each arm took, in order of text; arms that took none are left out.
    pub arms: Vec<ArmCount>,
    /// `up to`, where it cut.
    pub up_to: Option<Points>,
}

/// What one event gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// When it was, as as-of is written.
    pub at: String,
    /// Its points, after they fell.
    pub points: Points,
}

/// How many events an arm took.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmCount {
    /// Its pattern: `"Webinar"`, `otherwise`.
    pub text: String,
    /// How many.
    pub count: u64,
    /// What each of them gave.
    pub points: Points,
}

/// What a stage says.
#[derive(Clone, Debug, PartialEq)]
pub struct StageTrace {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// The name of the arm that decided.
    pub is: String,
    /// What people call that arm.
    pub label: Option<String>,
    /// The condition that decided; none: `otherwise`.
    pub because: Option<String>,
    /// The tests of that condition.
    pub atoms: Vec<Atom>,
    /// The file of the arm that decided.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// The next better arm.
    pub ahead: Option<Ahead>,
}

/// The next better arm of a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// Its condition; none: it is `otherwise`.
    pub condition: Option<String>,
    /// The tests of the condition.
    pub atoms: Vec<Atom>,
}

/// Whether a contact is in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListTrace {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub description: Option<String>,
    /// It is in.
    pub is_in: bool,
}

/// A value for people and for programs.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// `6`, `Software`, `unknown`.
    pub text: String,
    /// Null: unknown.
    pub json: serde_json::Value,
}

/// One property with another value, or something computed from events.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The property's name, or what is computed from events, in canonical form: `page_view count within 7 days`.
    pub property: String,
    /// What it is.
    pub from: Known,
    /// What it would be.
    pub to: Known,
    /// Where it is a number of events: how many more of which. `property` is then the count in canonical form.
    pub more: Option<More>,
}

/// Events that would have to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct More {
    /// How many; at least 1.
    pub count: usize,
    /// Whether there is none yet.
    pub is_first: bool,
    /// Which: `page_view within 7 days`.
    pub of: String,
}

/// A score that would be another.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreChange {
    /// Its name.
    pub name: String,
    /// What it is.
    pub from: Points,
    /// What it would be.
    pub to: Points,
}

impl ScoreChange {
    /// The difference.
    pub fn points(&self) -> Points {
        Points::from_scaled(self.to.scaled().saturating_sub(self.from.scaled()))
    }
}

/// Changes that lead to a better arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The stage.
    pub stage: String,
    /// The name of the arm they reach.
    pub to: String,
    /// What people call that arm.
    pub label: Option<String>,
    /// Fewest properties first.
    pub changes: Vec<Change>,
    /// The score that the arm looks at, or else the one that changes most; none where there are no scores.
    pub score: Option<ScoreChange>,
}

/// A rule that one change of one property would make fire.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// The place of the rule in [`Explanation::rules`].
    pub rule: usize,
    /// The change.
    pub change: Change,
    /// The points that the rule would give.
    pub points: Points,
    /// What the contact's scores would gain in all, as other rules and limits have it; derived scores not counted.
    pub net: Points,
}

/// A property that is not known and might bring points.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingValue {
    /// Its name.
    pub property: String,
    /// What scores would gain at most; derived scores not counted.
    pub up_to: Points,
    /// The places in [`Explanation::rules`] of the rules that wait for it.
    pub rules: Vec<usize>,
}

/// When a stage changes by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Expiry {
    /// The stage.
    pub stage: String,
    /// The name of the arm it was until then.
    pub from: String,
    /// The name of the arm it will be.
    pub to: String,
    /// Whether that is a better one.
    pub is_better: bool,
    /// The first day on which it is another.
    pub date: Date,
}

/// When a rule begins or ends to give points by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The place of the rule in [`Explanation::rules`].
    pub rule: usize,
    /// Where its points change before that: how, for the first time.
    pub before: Option<TurnBefore>,
    /// What it gives before.
    pub from: Points,
    /// What it gives then.
    pub to: Points,
    /// The first such day.
    pub date: Date,
}

/// The first change of a rule's points, to others that are not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnBefore {
    /// What it gives until then.
    pub from: Points,
    /// What it gives then.
    pub to: Points,
    /// The first such day.
    pub date: Date,
    /// How often its points change before they end, at least 1.
    pub changes: usize,
}

/// How a score rises and falls by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Its name, and what it is until it first changes and from then on.
    pub first: ScoreChange,
    /// The first day on which it is another.
    pub date: Date,
    /// How often it changes within a year, at least 1.
    pub changes: usize,
    /// What it is after the last of them.
    pub last: Points,
    /// The day of the last of them.
    pub last_date: Date,
    /// The parts in which it only falls or only rises, at least one, in turns.
    pub stretches: Vec<Stretch>,
}

/// Part of how a score changes, in which it only falls or only rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What it is at the end.
    pub to: Points,
    /// The first day on which it is that.
    pub date: Date,
    /// How often it changes, at least 1.
    pub changes: usize,
    /// Whether it rises.
    pub is_up: bool,
}

/// When the contact enters or leaves a list by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The list.
    pub list: String,
    /// Whether it is in from then on.
    pub is_in: bool,
    /// The first such day.
    pub date: Date,
}
