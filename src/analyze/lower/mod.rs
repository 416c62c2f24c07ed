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

mod arms;
mod points;
mod rules;

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use self::arms::Arms;
pub(super) use self::points::{interval, turned};
use super::{
    boxes::Boxes,
    circuit::{Circuit, Direction, FAR, Map, NO, Signal, UNSURE, Var, YES},
    cone::Cone,
    events::{Amounts, ByKind, Endless, EventSpace, PointsAsked},
    goal::{Goal, Matter, Measure, Wanted},
    space::{Home, Key, Space, question_reads},
    text::Texts,
    vars::{Vars, leaf},
};
use crate::{
    model::{ListId, PropertyId, Question, RuleId, StageId},
    plan::{AtomId, ListStep, Logic, Plan},
    value::{AsOf, Points},
};

/// Why something is decided freely, without regard to what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analyze) enum Freedom {
    /// A regular expression, or a text that is not told in full.
    Pattern,
    /// Several properties, or values that are computed; the question, where it is one.
    Computed(Option<AtomId>),
    /// More kinds of events, or more times of them, than are looked at.
    Kinds,
    /// Sums, averages, or different values.
    Amounts,
    /// Points of events that fall with the days, or have both signs.
    Fading,
    /// More events than are looked at.
    Many,
    /// A field of an event against something that is not told of the event.
    Field(AtomId),
    /// Several numbers of events in one.
    Compared(Option<AtomId>),
}

/// A circuit as it is made for one goal.
#[derive(Debug)]
pub(in crate::analyze) struct Lowering<'a> {
    pub(in crate::analyze) plan: &'a Plan,
    pub(in crate::analyze) as_of: &'a AsOf,
    pub(in crate::analyze) space: &'a Space,
    /// Of each kind of event.
    pub(in crate::analyze) events: &'a [EventSpace],
    pub(in crate::analyze) cone: &'a Cone,
    pub(in crate::analyze) circuit: Circuit,
    pub(in crate::analyze) vars: Vars,
    pub(in crate::analyze) axes: BTreeMap<usize, Var>,
    pub(in crate::analyze) texts: BTreeMap<PropertyId, Texts>,
    pub(in crate::analyze) boxes: BTreeMap<PropertyId, Boxes>,
    /// Static lists whose members are not told by a property.
    pub(in crate::analyze) listed: BTreeMap<ListId, Var>,
    /// Events in cells.
    pub(in crate::analyze) kinds: ByKind,
    /// What is added up or counted over them.
    pub(in crate::analyze) amounts: Amounts,
    /// The cells may not show all there is: what is not found may still be possible.
    pub(in crate::analyze) is_partial: bool,
    /// Points that fall with the days, or have both signs, are taken to be anything that so many events can come to.
    pub(in crate::analyze) is_coarse: bool,
    /// There are such points.
    pub(in crate::analyze) falls: bool,
    /// Most events in a cell, where a contact with few is looked for and nothing is to be proven.
    pub(in crate::analyze) few: Option<usize>,
    /// Those points.
    pub(in crate::analyze) grown: Vec<Var>,
    /// What is asked of points.
    pub(in crate::analyze) asked: PointsAsked,
    /// Points that grow with the number of events and that nothing ends.
    pub(in crate::analyze) endless: Endless,
    /// All of these have to be true.
    pub(in crate::analyze) must: Vec<Signal>,
    /// Why something is free, where something is.
    pub(in crate::analyze) free: Option<Freedom>,
    atoms: HashMap<AtomId, Signal>,
    defines: HashMap<usize, Signal>,
    rules: HashMap<RuleId, RuleSignals>,
    points: HashMap<Measure, Signal>,
    stages: HashMap<StageId, Vec<Signal>>,
    lists: HashMap<ListId, Signal>,
}

/// What a rule does.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct RuleSignals {
    /// Points before `up to`.
    pub(in crate::analyze) before: Signal,
    /// Points.
    pub(in crate::analyze) points: Signal,
    /// Whether it did what it is there for.
    pub(in crate::analyze) fired: Signal,
    /// Of a `match`: which arm it took.
    arms: Rc<Arms>,
}

impl<'a> Lowering<'a> {
    pub(in crate::analyze) fn new(
        plan: &'a Plan,
        as_of: &'a AsOf,
        space: &'a Space,
        events: &'a [EventSpace],
        cone: &'a Cone,
    ) -> Self {
        Self {
            plan,
            as_of,
            space,
            events,
            cone,
            circuit: Circuit::default(),
            vars: Vars::default(),
            axes: BTreeMap::new(),
            texts: BTreeMap::new(),
            boxes: BTreeMap::new(),
            listed: BTreeMap::new(),
            kinds: ByKind::new(),
            amounts: Amounts::default(),
            is_partial: false,
            endless: Endless::default(),
            is_coarse: false,
            falls: false,
            few: None,
            grown: Vec::new(),
            asked: PointsAsked::of(plan, cone),
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
    pub(in crate::analyze) fn goal(&mut self, goal: &Goal) -> Signal {
        self.asked.add(goal);
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
            Matter::Arm(rule, arm) => self.arm(*rule, *arm),
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

    /// Whether what is not shown for the root may still be possible.
    pub(in crate::analyze) fn is_partial_for(&self, root: &Signal) -> bool {
        // Between the least and the most of them may be what neither of the two shows.
        let is_turned = |var: &Var| self.circuit.direction(root, *var) == Some(Direction::Mixed);
        self.is_partial || self.grown.iter().any(is_turned)
    }

    /// The truth of a condition.
    pub(in crate::analyze) fn logic(&mut self, logic: &Logic) -> Signal {
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

    /// Lets a question have this answer, whatever it hangs on.
    pub(super) fn assume(&mut self, id: AtomId, answer: Signal) {
        self.atoms.insert(id, answer);
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
                    _ => self.about_events(Key::Atom(id), question),
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
                .unwrap_or_else(|| self.free_truth(Freedom::Computed(atom_of(key)))),
            Home::Boxes(property) => self
                .boxes_of(property)
                .and_then(|boxes| boxes.signal(key))
                .unwrap_or_else(|| self.free_truth(Freedom::Computed(atom_of(key)))),
            Home::Free => self.free_truth(Freedom::Computed(atom_of(key))),
        }
    }

    fn on_axis(&mut self, number: usize, key: Key) -> Signal {
        let space = self.space;
        let Some(axis) = space.axis(number) else { return self.free_truth(Freedom::Computed(None)) };
        let Some(table) = axis.tables.get(&key).cloned() else { return self.free_truth(Freedom::Computed(None)) };
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
        self.circuit.map(Signal::Leaf(crate::analyze::circuit::Leaf { var, table }), Map::Same)
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
            self.must.push(texts.must.clone());
            self.texts.insert(property, texts);
        }
        self.texts.get(&property)
    }

    fn boxes_of(&mut self, property: PropertyId) -> Option<&Boxes> {
        if !self.boxes.contains_key(&property) {
            let asked: Vec<Key> = self.asked_of(property);
            let boxes = Boxes::new(self.space, property, &asked, &mut self.circuit, &mut self.vars)?;
            if boxes.is_free {
                self.note(Freedom::Computed(None));
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

    pub(in crate::analyze) fn note(&mut self, freedom: Freedom) {
        self.free = self.free.max(Some(freedom));
    }

    /// A truth that is decided freely.
    pub(in crate::analyze) fn free_truth(&mut self, freedom: Freedom) -> Signal {
        self.note(freedom);
        let family = self.vars.family();
        leaf(self.vars.add(family, 3), [NO, UNSURE, YES])
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
        let is_text =
            |property: &PropertyId| self.space.properties().get(*property).is_some_and(crate::analyze::text::is_text);
        if let Some(property) = key.filter(is_text)
            && let Some(signal) = self.texts_of(property).and_then(|texts| texts.signal(Key::Listed(id)))
        {
            return signal;
        }
        if key.is_some() {
            self.note(Freedom::Computed(None));
        }
        let family = self.vars.family();
        let var = self.vars.add(family, 2);
        self.listed.insert(id, var);
        leaf(var, [NO, YES])
    }
}

/// The question behind a key, where it is one of the plan.
pub(in crate::analyze) fn atom_of(key: Key) -> Option<AtomId> {
    match key {
        Key::Atom(id) => Some(id),
        Key::Known(_) | Key::Award(_) | Key::Listed(_) => None,
    }
}
