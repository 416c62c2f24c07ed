//! Rules as signals: what each gives, whether it fired, and which arm it took.

use std::rc::Rc;

use super::{Lowering, RuleSignals, arms::ArmPoints};
use crate::{
    analyze::{
        Measure,
        circuit::{FAR, Map, NO, Signal, YES},
        lower::Freedom,
        space::{Home, Key, operand_reads},
        vars::leaf,
    },
    model::{MatchSubject, Operand, Question, RuleId},
    plan::{ArmStep, AwardStep, Logic, RuleBodyStep},
    value::Points,
};

impl Lowering<'_> {
    pub(in crate::analyze) fn rule(&mut self, id: RuleId) -> RuleSignals {
        if let Some(signals) = self.rules.get(&id) {
            return signals.clone();
        }
        let signals = self.make_rule(id).unwrap_or_else(RuleSignals::idle);
        self.rules.insert(id, signals.clone());
        signals
    }

    fn make_rule(&mut self, id: RuleId) -> Option<RuleSignals> {
        let plan = self.plan;
        let step = plan.rule(id)?;
        if step.until.is_some_and(|until| self.as_of.date > until) {
            return None;
        }
        let mut signals = match &step.body {
            RuleBodyStep::When { condition, award } => self.when(id, condition.as_ref(), award),
            RuleBodyStep::Match { subject, arms, otherwise, unknown } => {
                self.matched(id, subject, arms, *otherwise, *unknown)
            }
            RuleBodyStep::Each { .. } | RuleBodyStep::MatchEach { .. } => self.on_events(id, &step.body),
        };
        if let Some(up_to) = step.up_to {
            let most = up_to.scaled().saturating_abs();
            signals.points = self.circuit.map(signals.before.clone(), Map::Clamp { low: -most, high: most });
        }
        Some(signals)
    }

    fn when(&mut self, id: RuleId, condition: Option<&Logic>, award: &AwardStep) -> RuleSignals {
        let holds = condition.map_or(Signal::Constant(YES), |condition| self.logic(condition));
        let (points, did) = match award {
            AwardStep::Flat(points) => {
                let given = self.circuit.map(holds.clone(), Map::Award(points.scaled()));
                return RuleSignals::new(given, holds);
            }
            AwardStep::Per { points, of, step } => {
                let given = self.award(id, of, *points, |value| Map::Steps {
                    points: points.scaled(),
                    step: *step,
                    scaled: value,
                });
                let moved = Map::Inside([(-FAR, -1), (1, FAR)].into());
                let did = self.circuit.map(given.clone(), moved);
                ((given, points.scaled() >= 0), did)
            }
            AwardStep::Decay { table, since } => {
                let given = self.award(id, since, table.points, |_| Map::Same);
                let moved = Map::Inside([(-FAR, -1), (1, FAR)].into());
                let did =
                    if condition.is_some() { Signal::Constant(YES) } else { self.circuit.map(given.clone(), moved) };
                ((given, table.points.scaled() >= 0), did)
            }
        };
        let (given, rises) = points;
        let before = self.circuit.gate(holds.clone(), given, rises);
        // Unknown where the condition is, false where it is false, else whether it gave something.
        let surely = self.circuit.map(holds.clone(), Map::Surely);
        let not_surely = self.circuit.not(surely);
        let did = self.circuit.any(vec![did, not_surely]);
        let fired = self.circuit.all(vec![holds, did]);
        RuleSignals::new(before, fired)
    }

    /// The points of an award whose condition is true.
    fn award(&mut self, id: RuleId, of: &Operand, points: Points, steps: impl Fn(bool) -> Map) -> Signal {
        if let Operand::Points(of) = self.plan.resolved(of) {
            let number = self.measure(Measure::Of(*of));
            return self.circuit.map(number, steps(true));
        }
        if let Operand::Count(query) = self.plan.resolved(of) {
            let count = self.count(*query);
            return self.circuit.map(count, steps(false));
        }
        if let Some(given) = self.counted_award(id, of) {
            return given;
        }
        match self.space.home(Key::Award(id)) {
            Home::Constant(points) => Signal::Constant(points),
            Home::Axis(number) => self.on_axis(number, Key::Award(id)),
            _ => {
                self.note(Freedom::Computed(None));
                // From nothing to all that `up to` lets through; without it the award's own size is the only bound known.
                let is_bare = self.asked.has_bare(Measure::BeforeLimit(crate::model::PointsOf::Rule(id)));
                let up_to = self.plan.rule(id).and_then(|step| step.up_to).filter(|_| !is_bare);
                let decays = matches!(
                    self.plan.rule(id).map(|step| &step.body),
                    Some(RuleBodyStep::When { award: AwardStep::Decay { .. }, .. })
                );
                let most = match (up_to, decays) {
                    (Some(up_to), _) => up_to.scaled().saturating_abs(),
                    (None, true) => points.scaled().saturating_abs(),
                    (None, false) => FAR,
                };
                let family = self.vars.family();
                let end = if points.scaled() < 0 { -most } else { most };
                leaf(self.vars.add(family, 2), [0, end])
            }
        }
    }

    fn matched(
        &mut self,
        id: RuleId,
        subject: &MatchSubject,
        arms: &[ArmStep],
        otherwise: Option<Points>,
        unknown: Option<Points>,
    ) -> RuleSignals {
        let known = match subject {
            MatchSubject::Stage(_) => Signal::Constant(YES),
            MatchSubject::Operand(operand) => match self.plan.resolved(operand) {
                Operand::Points(_) | Operand::Count(_) | Operand::Distinct { .. } => Signal::Constant(YES),
                operand if operand_reads(operand).events => {
                    let question = Question::Known(operand.clone());
                    self.about_events(Key::Known(id), &question)
                }
                operand if operand_reads(operand).results => self.free_truth(Freedom::Computed(None)),
                _ => self.asked(Key::Known(id)),
            },
        };
        let points = ArmPoints { arms: arms.iter().map(|arm| arm.points).collect(), otherwise, unknown };
        let conditions: Vec<Signal> = arms.iter().map(|arm| self.logic(&arm.condition)).collect();
        self.taken(known, conditions, &points)
    }
}

impl RuleSignals {
    pub(in crate::analyze) fn new(before: Signal, fired: Signal) -> Self {
        Self { points: before.clone(), before, fired, arms: Rc::default() }
    }

    /// Of a rule that does nothing.
    fn idle() -> Self {
        Self::new(Signal::Constant(0), Signal::Constant(NO))
    }
}
