//! Proofs that are not only of today: takes a goal, says whether it is proven that no contact reaches it, whatever the day.
//!
//! What hangs on the day alone is proven again on days behind months and years of each length. Where relative dates
//! stand beside dates that are written out, what is impossible today may come, and nothing is told.

use super::Ground;
use crate::{
    analyze::{Budget, Goal, Matter, Search, Wanted, cone::Cone},
    model::{Award, Model, Operand, Question, RuleBody, RuleId},
    plan::Plan,
    regions::{operands, resolved},
    value::{AsOf, Date, Duration, Edge, Moment, Unit, Value, Window},
};

/// What is not decided with so little is not told.
const QUICK: Budget = Budget { states: 256, steps: 200_000 };

/// Behind months of 28, 29, 30 and 31 days, in several years.
const DAYS: [(i32, u32, u32); 8] = [
    (2000, 1, 31),
    (2023, 3, 1),
    (2024, 2, 29),
    (2024, 3, 31),
    (2025, 7, 1),
    (2027, 10, 15),
    (2030, 12, 31),
    (2044, 5, 30),
];

impl<'p> Ground<'p> {
    /// Whether it is proven that no contact reaches the goal, on any day.
    pub(super) fn rules_out(&self, goal: &Goal) -> bool {
        self.quick().rules_out(goal) && self.is_lasting(goal)
    }

    /// A search that gives up soon.
    pub(super) fn quick(&self) -> &Search<'p> {
        self.quick.get_or_init(|| self.search().with_budget(QUICK))
    }

    /// Of each of so many arms of a `match`, whether it is proven that it takes no contact, on any day.
    pub(super) fn rules_out_arms(&self, rule: RuleId, arms: usize) -> Vec<bool> {
        let mut is_out = self.quick().rules_out_arms(rule, arms);
        if !is_out.contains(&true) {
            return is_out;
        }
        let clock = self.clock(&Goal::of(Matter::Fired(rule), Wanted::True));
        if clock.is_relative && clock.is_written {
            return vec![false; arms];
        }
        let days = if clock.is_relative { self.on_other_days() } else { &[] };
        for search in days {
            let then = search.rules_out_arms(rule, arms);
            is_out.iter_mut().zip(then).for_each(|(is_out, then)| *is_out &= then);
        }
        is_out
    }

    /// Whether what is proven of today holds on other days too.
    pub(super) fn is_lasting(&self, goal: &Goal) -> bool {
        let clock = self.clock(goal);
        let holds = || self.on_other_days().iter().all(|search| search.rules_out(goal));
        !clock.is_relative || (!clock.is_written && holds())
    }

    fn clock(&self, goal: &Goal) -> Clock {
        let mut cone = Cone::default();
        goal.wants.iter().for_each(|(matter, _)| cone.matter(self.plan, matter));
        Clock::of(self.plan, &cone)
    }

    fn on_other_days(&self) -> &[Search<'p>] {
        self.on_other_days.get_or_init(|| {
            let dates = DAYS.iter().filter_map(|(year, month, day)| Date::from_ymd(*year, *month, *day));
            let ends = dates.map(|date| AsOf::on(date, &self.as_of.zone, self.as_of.fiscal_start));
            // At their ends and in their midst, as hours are counted from now and days from midnight.
            let hours = [0, 11].into_iter().cycle();
            let as_of = ends.zip(hours).map(|(end, hours)| {
                let moment = end.before(Duration::new(hours, Unit::Hour));
                AsOf::at(moment, &self.as_of.zone, self.as_of.fiscal_start)
            });
            as_of.map(|as_of| Search::new(self.plan, &as_of, QUICK)).collect()
        })
    }
}

/// What kinds of dates something hangs on.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// Those that move with as-of.
    is_relative: bool,
    /// Those that do not.
    is_written: bool,
}

impl Clock {
    fn of(plan: &Plan, cone: &Cone) -> Self {
        let model = plan.model();
        let mut clock = Self::default();
        for atom in cone.atoms.iter().filter_map(|id| plan.atoms().get(*id)) {
            clock.question(model, &atom.question);
            // Events later than as-of are not there, so what is written of their dates is also relative.
            clock.is_relative |= atom.event.is_some() && clock.is_written;
        }
        for query in cone.queries.iter().filter_map(|id| plan.query(*id)) {
            if let Some(window) = &query.window {
                clock.window(window);
                clock.is_relative = true;
            }
        }
        for rule in cone.rules.iter().filter_map(|id| model.rules.get(*id)) {
            if rule.until.is_some() {
                clock = Self { is_relative: true, is_written: true };
            }
            match &rule.body {
                RuleBody::When { award: Award::Per { of, .. }, .. } => clock.operand(model, of),
                RuleBody::When { award: Award::Decay { .. }, .. } | RuleBody::Each { curve: Some(_), .. } => {
                    clock.is_relative = true;
                }
                _ => {}
            }
        }
        clock
    }

    fn question(&mut self, model: &Model, question: &Question) {
        match question {
            Question::Time { window, .. } => self.window(window),
            Question::Anniversary { window, .. } => {
                self.window(window);
                self.is_relative = true;
            }
            _ => {}
        }
        for operand in operands(&mut question.clone()) {
            self.operand(model, operand);
        }
    }

    fn operand(&mut self, model: &Model, operand: &Operand) {
        match resolved(model, operand) {
            Operand::DaysSince(_)
            | Operand::FieldDaysSince(_)
            | Operand::DaysSinceEvent { .. }
            | Operand::Relative { .. } => self.is_relative = true,
            Operand::Literal(Value::Date(_) | Value::Instant(_)) => self.is_written = true,
            Operand::Arithmetic { left, right, .. } => {
                self.operand(model, left);
                self.operand(model, right);
            }
            Operand::Negate(of) => self.operand(model, of),
            _ => {}
        }
    }

    fn window(&mut self, window: &Window) {
        for edge in [window.low, window.high] {
            match edge {
                Edge::Unbounded => {}
                Edge::Included(Moment::Date(_) | Moment::Instant(_))
                | Edge::Excluded(Moment::Date(_) | Moment::Instant(_)) => self.is_written = true,
                Edge::Included(_) | Edge::Excluded(_) => self.is_relative = true,
            }
        }
    }
}
