//! From the plan to a circuit: takes the rules and questions that a goal hangs on, gives their truths and points as
//! signals over the variables of a contact.
//!
//! ```text
//! when A and B score +5 up to 3     award 5 of least(A, B), clamped to ±3
//! group limit ..=10                 sum of rules, clamped
//! stage: first arm that holds       arm 2: least(not surely arm 1, surely arm 2)
//! ```
//!
//! Follows the row interpreter line by line, but for what values mean, which is asked of it. Knows nothing of searching.

use std::collections::{BTreeMap, HashMap};

use super::{
    boxes::Boxes,
    circuit::{Circuit, FAR, Map, NO, Signal, UNSURE, Var, YES},
    cone::Cone,
    goal::{Goal, Matter, Measure, Wanted},
    numbers::stretches,
    space::{Home, Key, Space, question_reads},
    text::Texts,
    vars::{Vars, leaf},
};
use crate::{
    model::{
        Comparison, Formula, ListId, MatchSubject, Operand, PointsOf, PropertyId, Question, RuleId, ScoreBody, StageId,
    },
    plan::{ArmStep, AtomId, AwardStep, ListStep, Logic, Plan, RuleBodyStep},
    value::{AsOf, Interval, Points, Value},
};

/// Why something is decided freely, without regard to what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Freedom {
    /// A regular expression.
    Pattern,
    /// Several properties, or values that are computed.
    Computed,
    /// Events.
    Events,
}

/// A circuit as it is made for one goal.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    pub(super) plan: &'a Plan,
    pub(super) as_of: &'a AsOf,
    pub(super) space: &'a Space,
    pub(super) cone: &'a Cone,
    pub(super) circuit: Circuit,
    pub(super) vars: Vars,
    pub(super) axes: BTreeMap<usize, Var>,
    pub(super) texts: BTreeMap<PropertyId, Texts>,
    pub(super) boxes: BTreeMap<PropertyId, Boxes>,
    /// Static lists whose members are not told by a property.
    pub(super) listed: BTreeMap<ListId, Var>,
    /// All of these have to be true.
    pub(super) must: Vec<Signal>,
    /// Why something is free, where something is.
    pub(super) free: Option<Freedom>,
    atoms: HashMap<AtomId, Signal>,
    defines: HashMap<usize, Signal>,
    rules: HashMap<RuleId, RuleSignals>,
    points: HashMap<Measure, Signal>,
    stages: HashMap<StageId, Vec<Signal>>,
    lists: HashMap<ListId, Signal>,
}

/// What a rule does.
#[derive(Clone, Debug)]
pub(super) struct RuleSignals {
    /// Points before `up to`.
    pub(super) before: Signal,
    /// Points.
    pub(super) points: Signal,
    /// Whether it did what it is there for.
    pub(super) fired: Signal,
    /// Of a `match`: which arm it took; behind all `otherwise` and `unknown`.
    pub(super) arms: Vec<Signal>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(plan: &'a Plan, as_of: &'a AsOf, space: &'a Space, cone: &'a Cone) -> Self {
        Self {
            plan,
            as_of,
            space,
            cone,
            circuit: Circuit::default(),
            vars: Vars::default(),
            axes: BTreeMap::new(),
            texts: BTreeMap::new(),
            boxes: BTreeMap::new(),
            listed: BTreeMap::new(),
            must: Vec::new(),
            free: None,
            atoms: HashMap::new(),
            defines: HashMap::new(),
            rules: HashMap::new(),
            points: HashMap::new(),
            stages: HashMap::new(),
            lists: HashMap::new(),
        }
    }

    /// True where the goal is reached.
    pub(super) fn goal(&mut self, goal: &Goal) -> Signal {
        let wants: Vec<Signal> = goal.wants.iter().map(|(matter, wanted)| self.wanted(matter, *wanted)).collect();
        self.circuit.all(wants)
    }

    fn wanted(&mut self, matter: &Matter, wanted: Wanted) -> Signal {
        let truth = self.matter(matter);
        let circuit = &mut self.circuit;
        let unsure = || Map::Inside([(UNSURE, UNSURE)].into());
        match wanted {
            Wanted::True => circuit.map(truth, Map::Surely),
            Wanted::False => {
                let not = circuit.not(truth);
                circuit.map(not, Map::Surely)
            }
            Wanted::Unknown => circuit.map(truth, unsure()),
            Wanted::NotTrue => {
                let surely = circuit.map(truth, Map::Surely);
                circuit.not(surely)
            }
            Wanted::NotFalse => {
                let not = circuit.not(truth);
                let surely = circuit.map(not, Map::Surely);
                circuit.not(surely)
            }
            Wanted::Known => {
                let unsure = circuit.map(truth, unsure());
                circuit.not(unsure)
            }
        }
    }

    fn matter(&mut self, matter: &Matter) -> Signal {
        match matter {
            Matter::Condition(logic) => self.logic(logic),
            Matter::Fired(rule) => self.rule(*rule).fired,
            Matter::Arm(rule, arm) => self.rule(*rule).arms.get(*arm).cloned().unwrap_or(Signal::Constant(NO)),
            Matter::StageArm(stage, arm) => {
                let arms = self.stage(*stage);
                let at = arm.unwrap_or(arms.len().saturating_sub(1));
                arms.get(at).cloned().unwrap_or(Signal::Constant(NO))
            }
            Matter::Stage(stage, name) => self.stage_is(*stage, &[*name]),
            Matter::Listed(list) => self.list(*list),
            Matter::Points(measure, low, high) => {
                let points = self.measure(*measure);
                let low = low.map_or(-FAR, Points::scaled);
                let high = high.map_or(FAR, Points::scaled);
                self.circuit.map(points, Map::Inside([(low, high)].into()))
            }
        }
    }

    /// Points, in ten-thousandths.
    pub(super) fn measure(&mut self, measure: Measure) -> Signal {
        if let Some(signal) = self.points.get(&measure) {
            return signal.clone();
        }
        let signal = match measure {
            Measure::Of(PointsOf::Rule(rule)) => self.rule(rule).points,
            Measure::BeforeLimit(PointsOf::Rule(rule)) => self.rule(rule).before,
            Measure::Of(of) => {
                let limit = match of {
                    PointsOf::Group(group) => self.plan.model().groups.get(group).map(|group| group.limit),
                    PointsOf::Score(score) => self.plan.model().scores.get(score).map(|score| score.limit),
                    PointsOf::Rule(_) => None,
                };
                let limit = limit.unwrap_or_default();
                let parts = self.parts(of);
                let map = match (limit.min, limit.max) {
                    (None, None) => Map::Same,
                    (min, max) => {
                        Map::Clamp { low: min.map_or(-FAR, Points::scaled), high: max.map_or(FAR, Points::scaled) }
                    }
                };
                self.circuit.sum(parts, map)
            }
            Measure::BeforeLimit(of) => {
                let parts = self.parts(of);
                self.circuit.sum(parts, Map::Same)
            }
        };
        self.points.insert(measure, signal.clone());
        signal
    }

    /// What a group or score adds up.
    fn parts(&mut self, of: PointsOf) -> Vec<Signal> {
        let model = self.plan.model().clone();
        match of {
            PointsOf::Rule(_) => Vec::new(),
            PointsOf::Group(group) => model
                .groups
                .get(group)
                .map(|group| group.rules.iter().map(|rule| self.rule(*rule).points).collect())
                .unwrap_or_default(),
            PointsOf::Score(score) => match model.scores.get(score).map(|score| &score.body) {
                Some(ScoreBody::Sum { groups, rules }) => {
                    let groups: Vec<Signal> =
                        groups.iter().map(|group| self.measure(Measure::Of(PointsOf::Group(*group)))).collect();
                    groups.into_iter().chain(rules.iter().map(|rule| self.rule(*rule).points)).collect()
                }
                Some(ScoreBody::Derived(formula)) => vec![self.formula(formula)],
                None => Vec::new(),
            },
        }
    }

    fn formula(&mut self, formula: &Formula) -> Signal {
        match formula {
            Formula::Points(of) => self.measure(Measure::Of(*of)),
            Formula::Constant(points) => Signal::Constant(points.scaled()),
            Formula::Sum(parts) => {
                let parts = parts.iter().map(|part| self.formula(part)).collect();
                self.circuit.sum(parts, Map::Same)
            }
            Formula::Negate(of) => {
                let of = self.formula(of);
                self.circuit.map(of, Map::Negate)
            }
            Formula::Product { factor, of } => {
                let of = self.formula(of);
                self.circuit.map(of, Map::Times(*factor))
            }
        }
    }

    /// The truth of a condition.
    pub(super) fn logic(&mut self, logic: &Logic) -> Signal {
        match logic {
            Logic::All(parts) => {
                let parts = parts.iter().map(|part| self.logic(part)).collect();
                self.circuit.all(parts)
            }
            Logic::Any(parts) => {
                let parts = parts.iter().map(|part| self.logic(part)).collect();
                self.circuit.any(parts)
            }
            Logic::Not(part) => {
                let part = self.logic(part);
                self.circuit.not(part)
            }
            Logic::Atom(atom) => self.atom(*atom),
            Logic::Define(define) => {
                if let Some(signal) = self.defines.get(&define.index()) {
                    return signal.clone();
                }
                let plan = self.plan;
                let signal = plan.define(*define).map_or(Signal::Constant(UNSURE), |logic| self.logic(logic));
                self.defines.insert(define.index(), signal.clone());
                signal
            }
            Logic::Constant(truth) => Signal::Constant(if *truth { YES } else { NO }),
        }
    }

    fn atom(&mut self, id: AtomId) -> Signal {
        if let Some(signal) = self.atoms.get(&id) {
            return signal.clone();
        }
        let plan = self.plan;
        let signal = match plan.atoms().get(id).map(|atom| &atom.question) {
            Some(Question::Stage { stage, arms }) => self.stage_is(*stage, arms),
            Some(Question::InList(list)) => self.list(*list),
            Some(Question::Fired(rule)) => {
                let fired = self.rule(*rule).fired;
                self.circuit.map(fired, Map::Surely)
            }
            Some(question) => {
                let reads = question_reads(question);
                match (reads.results, reads.events) {
                    (false, false) => self.asked(Key::Atom(id)),
                    (true, false) if reads.properties.is_empty() => self.about_points(question),
                    _ => self.about_events(question),
                }
            }
            None => Signal::Constant(UNSURE),
        };
        self.atoms.insert(id, signal.clone());
        signal
    }

    /// The truth of something that is asked of properties.
    fn asked(&mut self, key: Key) -> Signal {
        match self.space.home(key) {
            Home::Constant(truth) => Signal::Constant(truth),
            Home::Axis(number) => self.on_axis(number, key),
            Home::Text(property) => self
                .texts_of(property)
                .and_then(|texts| texts.signal(key))
                .unwrap_or_else(|| self.free_truth(Freedom::Computed)),
            Home::Boxes(property) => self
                .boxes_of(property)
                .and_then(|boxes| boxes.signal(key))
                .unwrap_or_else(|| self.free_truth(Freedom::Computed)),
            Home::Free => self.free_truth(Freedom::Computed),
        }
    }

    fn on_axis(&mut self, number: usize, key: Key) -> Signal {
        let space = self.space;
        let Some(axis) = space.axis(number) else { return self.free_truth(Freedom::Computed) };
        let Some(table) = axis.tables.get(&key).cloned() else { return self.free_truth(Freedom::Computed) };
        let var = match self.axes.get(&number) {
            Some(var) => *var,
            None => {
                let family = self.vars.family();
                let var = self.vars.add(family, axis.classes.len());
                self.axes.insert(number, var);
                var
            }
        };
        // A table that is the same all over needs no variable.
        self.circuit.map(Signal::Leaf(super::circuit::Leaf { var, table }), Map::Same)
    }

    fn texts_of(&mut self, property: PropertyId) -> Option<&Texts> {
        if !self.texts.contains_key(&property) {
            let plan = self.plan;
            let asked: Vec<Key> = self.asked_of(property);
            let lists = if self.is_key(property) { self.cone.lists.clone() } else { Default::default() };
            let keys = lists.into_iter().filter_map(|list| match plan.list(list) {
                Some(ListStep::Keys(keys)) => Some((Key::Listed(list), keys.clone())),
                _ => None,
            });
            let texts = Texts::new(self.space, property, &asked, keys.collect(), &mut self.circuit, &mut self.vars);
            if texts.is_free {
                self.note(Freedom::Pattern);
            }
            self.texts.insert(property, texts);
        }
        self.texts.get(&property)
    }

    fn boxes_of(&mut self, property: PropertyId) -> Option<&Boxes> {
        if !self.boxes.contains_key(&property) {
            let asked: Vec<Key> = self.asked_of(property);
            let boxes = Boxes::new(self.space, property, &asked, &mut self.circuit, &mut self.vars)?;
            if boxes.is_free {
                self.note(Freedom::Computed);
            }
            self.must.push(boxes.must.clone());
            self.boxes.insert(property, boxes);
        }
        self.boxes.get(&property)
    }

    /// What the goal asks of the text or the boxes of a property.
    fn asked_of(&self, property: PropertyId) -> Vec<Key> {
        let asked = self.space.of_property.get(&property).into_iter().flatten();
        let is_in = |key: &&Key| match key {
            Key::Atom(atom) => self.cone.atoms.contains(atom),
            Key::Known(rule) | Key::Award(rule) => self.cone.rules.contains(rule),
            Key::Listed(list) => self.cone.lists.contains(list),
        };
        asked.filter(is_in).copied().collect()
    }

    fn is_key(&self, property: PropertyId) -> bool {
        self.plan.model().schema.key == Some(property)
    }

    pub(super) fn note(&mut self, freedom: Freedom) {
        self.free = self.free.max(Some(freedom));
    }

    /// A truth that is decided freely.
    pub(super) fn free_truth(&mut self, freedom: Freedom) -> Signal {
        self.note(freedom);
        let family = self.vars.family();
        leaf(self.vars.add(family, 3), [NO, UNSURE, YES])
    }

    /// Questions about points alone.
    fn about_points(&mut self, question: &Question) -> Signal {
        match question {
            Question::Known(operand) if matches!(self.plan.resolved(operand), Operand::Points(_)) => {
                Signal::Constant(YES)
            }
            Question::Within { operand, intervals } => match self.plan.resolved(operand) {
                Operand::Points(of) => {
                    let points = self.measure(Measure::Of(*of));
                    self.circuit.map(points, Map::Inside(stretches(intervals, true)))
                }
                _ => self.free_truth(Freedom::Computed),
            },
            Question::Compare { left, comparison, right } => self.compared(left, *comparison, right),
            _ => self.free_truth(Freedom::Computed),
        }
    }

    /// Points against points, or against a constant; both exact.
    fn compared(&mut self, left: &Operand, comparison: Comparison, right: &Operand) -> Signal {
        let plan = self.plan;
        let (points, interval) = match (plan.resolved(left), plan.resolved(right)) {
            (Operand::Points(one), Operand::Points(two)) => {
                let (one, two) = (self.measure(Measure::Of(*one)), self.measure(Measure::Of(*two)));
                let two = self.circuit.map(two, Map::Negate);
                (self.circuit.sum(vec![one, two], Map::Same), interval(comparison, &Value::Integer(0)))
            }
            (Operand::Points(of), Operand::Literal(value)) => {
                (self.measure(Measure::Of(*of)), interval(comparison, value))
            }
            (Operand::Literal(value), Operand::Points(of)) => {
                (self.measure(Measure::Of(*of)), interval(turned(comparison), value))
            }
            _ => return self.free_truth(Freedom::Computed),
        };
        match interval {
            Some(interval) => self.circuit.map(points, Map::Inside(stretches(&[interval], true))),
            None => self.free_truth(Freedom::Computed),
        }
    }

    pub(super) fn rule(&mut self, id: RuleId) -> RuleSignals {
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
        match self.space.home(Key::Award(id)) {
            Home::Constant(points) => Signal::Constant(points),
            Home::Axis(number) => self.on_axis(number, Key::Award(id)),
            _ => {
                self.note(Freedom::Computed);
                // From nothing to all that `up to` lets through; without it the award's own size is the only bound known.
                let up_to = self.plan.rule(id).and_then(|step| step.up_to);
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
                operand if super::space::operand_reads(operand).events => {
                    let question = Question::Known(operand.clone());
                    self.about_events(&question)
                }
                operand if super::space::operand_reads(operand).results => self.free_truth(Freedom::Computed),
                _ => self.asked(Key::Known(id)),
            },
        };
        let mut none = self.circuit.map(known.clone(), Map::Surely);
        let mut taken = Vec::with_capacity(arms.len() + 2);
        let mut given = Vec::with_capacity(arms.len() + 2);
        for arm in arms {
            let condition = self.logic(&arm.condition);
            let holds = self.circuit.map(condition, Map::Surely);
            let takes = self.circuit.all(vec![none.clone(), holds.clone()]);
            given.push(self.circuit.map(takes.clone(), Map::Award(arm.points.scaled())));
            taken.push(takes);
            let fails = self.circuit.not(holds);
            none = self.circuit.all(vec![none, fails]);
        }
        let not_known = {
            let surely = self.circuit.map(known, Map::Surely);
            self.circuit.not(surely)
        };
        let fired = {
            let otherwise = otherwise.map(|_| none.clone());
            self.circuit.any(taken.iter().cloned().chain(otherwise).collect())
        };
        for (points, takes) in [(otherwise, none), (unknown, not_known)] {
            given.push(self.circuit.map(takes.clone(), Map::Award(points.unwrap_or_default().scaled())));
            taken.push(if points.is_some() { takes } else { Signal::Constant(NO) });
        }
        let before = self.circuit.sum(given, Map::Same);
        RuleSignals { before: before.clone(), points: before, fired, arms: taken }
    }

    /// Which arm a stage takes; the last is `otherwise`.
    fn stage(&mut self, id: StageId) -> Vec<Signal> {
        if let Some(arms) = self.stages.get(&id) {
            return arms.clone();
        }
        let plan = self.plan;
        let mut none = Signal::Constant(YES);
        let mut taken = Vec::new();
        for (_, condition) in plan.stage(id).into_iter().flat_map(|step| &step.arms) {
            let condition = self.logic(condition);
            let holds = self.circuit.map(condition, Map::Surely);
            taken.push(self.circuit.all(vec![none.clone(), holds.clone()]));
            let fails = self.circuit.not(holds);
            none = self.circuit.all(vec![none, fails]);
        }
        taken.push(none);
        self.stages.insert(id, taken.clone());
        taken
    }

    fn stage_is(&mut self, id: StageId, names: &[u32]) -> Signal {
        let plan = self.plan;
        let Some(step) = plan.stage(id) else { return Signal::Constant(NO) };
        let arms = self.stage(id);
        let named = step.arms.iter().map(|(name, _)| *name).chain([step.otherwise]);
        let taken = named.zip(arms).filter(|(name, _)| names.contains(name)).map(|(_, taken)| taken).collect();
        self.circuit.any(taken)
    }

    fn list(&mut self, id: ListId) -> Signal {
        if let Some(signal) = self.lists.get(&id) {
            return signal.clone();
        }
        let plan = self.plan;
        let signal = match plan.list(id) {
            Some(ListStep::When { condition, except }) => {
                let condition = self.logic(condition);
                let mut parts = vec![self.circuit.map(condition, Map::Surely)];
                if let Some(except) = except {
                    let except = self.logic(except);
                    let surely = self.circuit.map(except, Map::Surely);
                    parts.push(self.circuit.not(surely));
                }
                self.circuit.all(parts)
            }
            Some(ListStep::Keys(_)) => self.static_list(id),
            None => Signal::Constant(NO),
        };
        self.lists.insert(id, signal.clone());
        signal
    }

    fn static_list(&mut self, id: ListId) -> Signal {
        let key = self.plan.model().schema.key;
        let is_text = |property: &PropertyId| self.space.properties().get(*property).is_some_and(super::text::is_text);
        if let Some(property) = key.filter(is_text)
            && let Some(signal) = self.texts_of(property).and_then(|texts| texts.signal(Key::Listed(id)))
        {
            return signal;
        }
        if key.is_some() {
            self.note(Freedom::Computed);
        }
        let family = self.vars.family();
        let var = self.vars.add(family, 2);
        self.listed.insert(id, var);
        leaf(var, [NO, YES])
    }
}

impl RuleSignals {
    pub(super) fn new(before: Signal, fired: Signal) -> Self {
        Self { points: before.clone(), before, fired, arms: Vec::new() }
    }

    /// Of a rule that does nothing.
    fn idle() -> Self {
        Self::new(Signal::Constant(0), Signal::Constant(NO))
    }
}

/// The numbers for which a comparison with a constant is true.
fn interval(comparison: Comparison, value: &Value) -> Option<Interval> {
    use crate::value::{Bound, Scalar};
    let scalar = match value {
        Value::Integer(integer) => Scalar::Integer(*integer),
        Value::Number(number) => Scalar::Number(*number),
        _ => return None,
    };
    let (low, high) = match comparison {
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(scalar)),
        Comparison::LessOrEqual => (Bound::Unbounded, Bound::Included(scalar)),
        Comparison::Greater => (Bound::Excluded(scalar), Bound::Unbounded),
        Comparison::GreaterOrEqual => (Bound::Included(scalar), Bound::Unbounded),
        Comparison::Equal => (Bound::Included(scalar), Bound::Included(scalar)),
    };
    Some(Interval { low, high })
}

fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::Equal => Comparison::Equal,
    }
}
