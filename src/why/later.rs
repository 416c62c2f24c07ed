//! What changes by itself: takes a contact and what it is, gives the dates on which stages, rules, scores and lists
//! become others if nothing happens. Other results may keep the dates: they are data, and need nothing but this.
//!
//! "If nothing happens": values stay as they are, and no event comes after as-of. A date is the first one for which
//! `--as-of DATE`, all of that day, says something else; so a window of hours that ends this evening ends today.
//!
//! ```text
//! as of 1 March, 10:00          1 March    2 March    …    2 March next year
//! the contact is run             24:00      24:00                24:00
//! ```
//!
//! Only days on which anything can change are run; see `dates`.

mod dates;

use self::dates::dates;
use crate::{
    base::Arena,
    exec::{Contact, Outcome, Scratch, evaluate_with},
    model::{ListId, RuleId, ScoreId, StageId},
    plan::Plan,
    value::{AsOf, Date, Points},
};

/// A leap year: how far ahead explanations look, in days.
pub const YEAR: u32 = 366;

/// Everything that changes by itself, each part by date, and on one date in order of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Later {
    /// Stages that become others.
    pub stages: Vec<StageTurn>,
    /// Rules that begin or end to give points.
    pub rules: Vec<RuleTurn>,
    /// Rules whose points become others without that.
    pub shifts: Vec<RuleTurn>,
    /// Scores that rise or fall.
    pub scores: Vec<ScoreTurn>,
    /// Lists that the contact enters or leaves.
    pub lists: Vec<ListTurn>,
}

/// A stage becomes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTurn {
    /// The stage.
    pub stage: StageId,
    /// The place in the stage's names until then; the best is 0.
    pub from: u32,
    /// The place from then on.
    pub to: u32,
    /// The first day on which it is so.
    pub date: Date,
}

/// A rule begins to give points, or gives none any more; or it gives more or fewer of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleTurn {
    /// The rule.
    pub rule: RuleId,
    /// What it gives until then, after `up to`.
    pub from: Points,
    /// What it gives then.
    pub to: Points,
    /// The first such day.
    pub date: Date,
}

/// A score rises or falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoreTurn {
    /// The score.
    pub score: ScoreId,
    /// Its points until then, after its limit.
    pub from: Points,
    /// Its points then.
    pub to: Points,
    /// The first such day.
    pub date: Date,
}

/// The contact enters a list or leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListTurn {
    /// The list.
    pub list: ListId,
    /// Whether it is in from then on.
    pub is_in: bool,
    /// The first such day.
    pub date: Date,
}

/// What becomes of a contact by itself within so many days. `now` is what the plan says of it as of `as_of`.
pub fn later(plan: &Plan, contact: &Contact, as_of: &AsOf, now: &Outcome, days: u32) -> Later {
    let contact = until(contact, as_of);
    let mut later = Later::default();
    let mut before = now.clone();
    let mut scratch = Scratch::default();
    for date in dates(plan, &contact, as_of, days) {
        let then = AsOf::on(date, &as_of.zone, as_of.fiscal_start);
        let evaluation = evaluate_with(scratch, plan, &contact, &then);
        later.add(plan, &before, evaluation.outcome(), date);
        before.clone_from(evaluation.outcome());
        scratch = evaluation.into_scratch();
    }
    later
}

/// The contact without what is still to come.
pub(super) fn until(contact: &Contact, as_of: &AsOf) -> Contact {
    let events = contact.events.iter().map(|rows| rows.until(as_of)).collect();
    Contact { values: contact.values.clone(), key: contact.key.clone(), events }
}

impl Later {
    fn add(&mut self, plan: &Plan, before: &Outcome, then: &Outcome, date: Date) {
        let model = plan.model();
        let stages = pairs(&model.stages, &before.stages, &then.stages);
        let changed = stages.filter(|(_, from, to)| from.name != to.name);
        self.stages.extend(changed.map(|(stage, from, to)| StageTurn { stage, from: from.name, to: to.name, date }));
        let rules = pairs(&model.rules, &before.rules, &then.rules);
        for (rule, from, to) in rules.filter(|(_, from, to)| from.points != to.points) {
            let is_turn = (from.points == Points::ZERO) != (to.points == Points::ZERO);
            let to_where = if is_turn { &mut self.rules } else { &mut self.shifts };
            to_where.push(RuleTurn { rule, from: from.points, to: to.points, date });
        }
        let scores = pairs(&model.scores, &before.scores, &then.scores);
        let changed = scores.filter(|(_, from, to)| from.points != to.points);
        self.scores.extend(changed.map(|(score, from, to)| ScoreTurn {
            score,
            from: from.points,
            to: to.points,
            date,
        }));
        let lists = pairs(&model.lists, &before.lists, &then.lists);
        let changed = lists.filter(|(_, from, to)| from != to);
        self.lists.extend(changed.map(|(list, _, is_in)| ListTurn { list, is_in: *is_in, date }));
    }
}

/// Each element's number with what it was and what it is.
fn pairs<'a, T, U>(
    of: &'a Arena<T>,
    before: &'a [U],
    then: &'a [U],
) -> impl Iterator<Item = (crate::base::Id<T>, &'a U, &'a U)> {
    of.ids().zip(before).zip(then).map(|((id, before), then)| (id, before, then))
}
