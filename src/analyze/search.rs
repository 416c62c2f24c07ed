//! Searches over all contacts of a rule set.

mod composed;
mod known;
mod relaxed;
mod ruled_out;

pub use self::known::Known;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use super::{
    Answer, Bound, Bounds, Budget, Goal, Measure, Reason, Witness,
    circuit::{Direction, Map, NodeId, Signal, Var, YES},
    cone::Cone,
    declared::declared,
    events::{Endless, EventSpace},
    lower::{Freedom, Lowering},
    space::{
        Asks, Home, Key, Space, in_full, of_one_event, of_record, operand_of_record, operand_reads, question_in_full,
        question_reads,
    },
    sweep,
    vars::Chosen,
};
use crate::{
    exec::{Evaluation, Scratch, evaluate_only},
    model::{Award, EventId, ListId, MatchSubject, Node, PropertyId, QueryId, Question, RuleBody},
    plan::{AtomId, ListStep, Plan},
    value::{AsOf, Points, Value},
};

/// A rule set as of a time, ready to be searched.
#[derive(Debug)]
pub struct Search<'p> {
    plan: &'p Plan,
    as_of: AsOf,
    budget: Budget,
    world: Rc<World>,
    /// The turn of each node in the plan.
    turns: HashMap<Node, usize>,
    /// What was asked for.
    bounds: RefCell<HashMap<Measure, Bounds>>,
    /// Memory for the interpreter.
    scratch: RefCell<Scratch>,
    /// Steps that all answers took so far.
    spent: Cell<u64>,
}

/// Parts of a plan that something hangs on, each behind what it needs.
#[derive(Clone, Debug)]
pub struct Parts(Vec<Node>);

/// What contacts there are, in classes.
#[derive(Debug)]
struct World {
    space: Space,
    apart: OnceCell<Space>,
    events: OnceCell<Vec<EventSpace>>,
}

/// Most answers that conditions give to values, in one search; a hundred megabytes and some.
const MOST_VALUES: usize = 8_000_000;

/// How far a search for a plainer contact goes; a few hundredths of a second.
const FEW: Budget = Budget { states: 500, steps: 1_000_000 };

/// What one attempt came to.
struct Attempt {
    /// The largest value of the root that is possible; none where nothing is.
    upper: Option<i64>,
    /// The contact with the largest value found.
    witness: Option<Witness>,
    reason: Option<Reason>,
    /// Not everything that may be was looked at: what was not found may still be.
    is_partial: bool,
    /// Points that events can raise, or lower, without an end.
    endless: Endless,
    /// What was not looked at are points that fall with the days, or of both signs.
    falls: bool,
}

impl<'p> Search<'p> {
    /// For a plan as of a time. The values of each property are sorted when they are first needed.
    pub fn new(plan: &'p Plan, as_of: &AsOf, budget: Budget) -> Self {
        let world =
            World { space: space(plan, as_of, &BTreeSet::new()), apart: OnceCell::new(), events: OnceCell::new() };
        Self {
            plan,
            as_of: as_of.clone(),
            budget,
            world: Rc::new(world),
            turns: plan.order().iter().copied().zip(0..).collect(),
            bounds: RefCell::default(),
            scratch: RefCell::default(),
            spent: Cell::default(),
        }
    }

    /// One with another budget, which has what this one knows of contacts.
    pub fn with_budget(&self, budget: Budget) -> Self {
        Self {
            plan: self.plan,
            as_of: self.as_of.clone(),
            budget,
            world: Rc::clone(&self.world),
            turns: self.turns.clone(),
            bounds: RefCell::default(),
            scratch: RefCell::default(),
            spent: Cell::default(),
        }
    }

    /// The plan that is searched.
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// The time that dates are seen from.
    pub fn as_of(&self) -> &AsOf {
        &self.as_of
    }

    /// Whether some contact reaches the goal, by a look at everything that it hangs on.
    fn searched(&self, goal: &Goal, cone: &Cone) -> Answer {
        if let Some(reason) = self.too_wide(cone) {
            return Answer::Undecided(reason);
        }
        let root = |lowering: &mut Lowering<'_>| lowering.goal(goal);
        let is_met = |witness: &Witness| self.run(witness, &self.in_order(cone), |evaluation| goal.is_met(evaluation));
        let tried = self.attempt(self.space(), cone, root);
        if let Some(witness) = tried.witness.filter(is_met) {
            return Answer::Found(Box::new(witness));
        }
        if tried.is_partial {
            if tried.falls && self.is_impossible_at_most(goal, cone) {
                return Answer::Impossible;
            }
            return Answer::Undecided(tried.reason.unwrap_or(Reason::Events));
        }
        if is_possible(tried.upper) || !self.is_loose(cone) {
            return match (is_possible(tried.upper), tried.reason) {
                (false, _) => Answer::Impossible,
                (true, reason) => Answer::Undecided(reason.unwrap_or(Reason::Text)),
            };
        }
        let tried = self.attempt(self.apart(), cone, root);
        match tried.witness.filter(is_met) {
            Some(witness) => Answer::Found(Box::new(witness)),
            None if is_possible(tried.upper) => Answer::Undecided(tried.reason.unwrap_or(Reason::Computed)),
            None => Answer::Impossible,
        }
    }

    /// A contact that reaches the goal with at most so many events of each sort and time, where a short search finds one;
    /// that it finds none says nothing.
    pub(super) fn with_few(&self, goal: &Goal, cone: &Cone, few: usize) -> Option<Witness> {
        if self.too_wide(cone).is_some() {
            return None;
        }
        let short = self.with_budget(FEW);
        let tried = short.attempt(short.space(), cone, |lowering| {
            lowering.few = Some(few);
            lowering.goal(goal)
        });
        tried.witness
    }

    /// Whether the goal is out of reach even where points that fall with the days are anything between.
    fn is_impossible_at_most(&self, goal: &Goal, cone: &Cone) -> bool {
        let space = if self.is_loose(cone) { self.apart() } else { self.space() };
        let tried = self.attempt(space, cone, |lowering| {
            lowering.is_coarse = true;
            lowering.goal(goal)
        });
        !tried.is_partial && !is_possible(tried.upper)
    }

    /// The least and the most points of a score, group or rule, by a look at everything that they hang on.
    fn searched_bounds(&self, measure: Measure) -> Bounds {
        Bounds { min: self.bound(measure, true), max: self.bound(measure, false) }
    }

    /// The least, or the most.
    fn bound(&self, measure: Measure, least: bool) -> Bound {
        let cone = Cone::of_points(self.plan, measure);
        if let Some(reason) = self.too_wide(&cone) {
            return Bound { proven: self.declared_end(measure, least), reached: None, reason: Some(reason) };
        }
        let root = |lowering: &mut Lowering<'_>| {
            lowering.asked.add_bare(measure);
            let points = lowering.measure(measure);
            if least { lowering.circuit.map(points, Map::Negate) } else { points }
        };
        let turned = |value: i64| Points::from_scaled(if least { -value } else { value });
        let tried = self.attempt(self.space(), &cone, root);
        let reached = tried.witness.map(|witness| {
            let points = self.run(&witness, &self.in_order(&cone), |evaluation| measure.points(evaluation));
            (points, Box::new(witness))
        });
        let mut bound = Bound { proven: tried.upper.map(turned), reached, reason: tried.reason };
        if self.is_loose(&cone) {
            let apart = self.attempt(self.apart(), &cone, root);
            bound.proven = apart.upper.map(turned);
            bound.reason = apart.reason.or(bound.reason);
        }
        let is_endless = if least { tried.endless.down } else { tried.endless.up };
        if tried.is_partial || is_endless || tried.reason == Some(Reason::TooLarge) {
            bound.proven = self.declared_end(measure, least);
            bound.reason = Some(if bound.proven.is_some() { Reason::Events } else { Reason::Unlimited });
        }
        if bound.is_exact() {
            bound.reason = None;
        } else if bound.reason.is_none() {
            bound.reason = Some(Reason::Text);
        }
        bound
    }

    /// The least or the most, by a look at points only.
    fn declared_end(&self, measure: Measure, least: bool) -> Option<Points> {
        let (low, high) = declared(self.plan.model(), &self.as_of, measure);
        let end = if least { low } else { high };
        end.and_then(|end| i64::try_from(end).ok()).map(Points::from_scaled)
    }

    /// Where more is asked, of properties of so many values, than a search has memory for: why it is not done.
    fn too_wide(&self, cone: &Cone) -> Option<Reason> {
        let width = |atom: &AtomId| match self.space().home(Key::Atom(*atom)) {
            Home::Axis(number) => self.space().axis(number).map_or(0, |axis| axis.classes.len()),
            _ => 1,
        };
        let values: usize = cone.atoms.iter().map(width).sum();
        (values > MOST_VALUES).then_some(Reason::TooWide { conditions: cone.atoms.len() })
    }

    /// Whether the classes of something in the cone may not show all its values.
    fn is_loose(&self, cone: &Cone) -> bool {
        let is_loose = |key: Key| match self.space().home(key) {
            Home::Axis(number) => self.space().axis(number).is_some_and(|axis| axis.loose.contains(&key)),
            _ => false,
        };
        cone.atoms.iter().any(|atom| is_loose(Key::Atom(*atom)))
            || cone.rules.iter().any(|rule| is_loose(Key::Known(*rule)) || is_loose(Key::Award(*rule)))
    }

    /// The space of a contact.
    pub(super) fn space(&self) -> &Space {
        &self.world.space
    }

    /// The space in which what is loose is decided freely.
    fn apart(&self) -> &Space {
        self.world.apart.get_or_init(|| space(self.plan, &self.as_of, &self.space().loose()))
    }

    /// The space of each kind of event.
    fn events(&self) -> &[EventSpace] {
        self.world.events.get_or_init(|| {
            let kinds = self.plan.model().schema.events.ids();
            kinds.map(|event| EventSpace::new(event_space(self.plan, &self.as_of, event))).collect()
        })
    }

    /// Whether the interpreter says that a contact reaches a goal.
    pub fn shows(&self, witness: &Witness, goal: &Goal) -> bool {
        self.shows_by(witness, goal, &self.parts(goal))
    }

    /// The same where the goal is one of several that hang on the same parts of the plan.
    pub fn shows_by(&self, witness: &Witness, goal: &Goal, parts: &Parts) -> bool {
        self.run(witness, parts, |evaluation| goal.is_met(evaluation))
    }

    /// All that a goal hangs on.
    pub fn parts(&self, goal: &Goal) -> Parts {
        self.in_order(&Cone::of_goal(self.plan, goal))
    }

    /// All that is in a cone, each behind what it needs.
    pub(super) fn in_order(&self, cone: &Cone) -> Parts {
        let mut nodes: Vec<(usize, Node)> =
            cone.nodes().filter_map(|node| Some((*self.turns.get(&node)?, node))).collect();
        nodes.sort_unstable();
        Parts(nodes.into_iter().map(|(_, node)| node).collect())
    }

    /// Asks the interpreter about what a contact comes to, of these parts.
    pub(super) fn run<T>(&self, witness: &Witness, parts: &Parts, look: impl FnOnce(&Evaluation<'_>) -> T) -> T {
        let contact = witness.contact(self.plan.model());
        let evaluation = evaluate_only(self.scratch.take(), self.plan, &contact, &self.as_of, &parts.0);
        let seen = look(&evaluation);
        self.scratch.replace(evaluation.into_scratch());
        seen
    }

    /// Makes the root as large as can be.
    fn attempt(&self, space: &Space, cone: &Cone, root: impl Fn(&mut Lowering<'_>) -> Signal) -> Attempt {
        let mut lowering = Lowering::new(self.plan, &self.as_of, space, self.events(), cone);
        let root = root(&mut lowering);
        let reason = lowering.free.map(|freedom| match freedom {
            Freedom::Pattern => Reason::Text,
            Freedom::Computed => Reason::Computed,
            Freedom::Events => Reason::Events,
        });
        let (endless, falls) = (lowering.endless, lowering.falls);
        // Between the least and the most of them may be what neither of the two shows.
        let is_turned = |var: &Var| lowering.circuit.direction(&root, *var) == Some(Direction::Mixed);
        let is_partial = lowering.is_partial || lowering.grown.iter().any(is_turned);
        let Some(must) = musts(&mut lowering) else {
            return Attempt { upper: None, witness: None, reason, is_partial, endless, falls };
        };
        let found = match root {
            // Nothing to be chosen, but for what has to be true.
            Signal::Constant(value) if must.is_empty() => {
                let witness = self.witness(&lowering, &lowering.vars.chosen(&[]));
                return Attempt { upper: Some(value), witness: Some(witness), reason, is_partial, endless, falls };
            }
            root => {
                let node = lowering.circuit.held(root);
                let vars = &lowering.vars;
                let (families, classes) = (|var| vars.family_of(var), |var| vars.classes(var));
                let budget = self.budget.after(self.spent.get());
                let found = sweep::search(&lowering.circuit, node, &must, families, classes, budget);
                self.spent.set(self.spent.get().saturating_add(found.as_ref().map_or(0, |found| found.steps)));
                found
            }
        };
        let Some(found) = found else {
            return Attempt {
                upper: Some(i64::MAX),
                witness: None,
                reason: Some(Reason::TooLarge),
                is_partial,
                endless,
                falls,
            };
        };
        let upper = found.upper();
        let reason = if found.is_proven() { reason } else { Some(Reason::Budget { steps: found.steps }) };
        let witness = found.best.map(|(_, classes)| self.witness(&lowering, &lowering.vars.chosen(&classes)));
        Attempt { upper, witness, reason, is_partial, endless, falls }
    }

    /// The contact of what was chosen.
    fn witness(&self, lowering: &Lowering<'_>, chosen: &Chosen) -> Witness {
        let space = lowering.space;
        let mut values: Vec<Option<Value>> = space.properties().ids().map(|id| space.any_value(id)).collect();
        let mut matters: BTreeSet<PropertyId> = BTreeSet::new();
        let mut put = |property: PropertyId, value: Option<Value>| {
            if let Some(place) = values.get_mut(property.index()) {
                *place = value;
                matters.insert(property);
            }
        };
        for (number, var) in &lowering.axes {
            let Some(axis) = space.axis(*number) else { continue };
            let class = axis.classes.get(chosen.class(*var)).into_iter().flatten();
            axis.properties.iter().zip(class).for_each(|(property, value)| put(*property, value.clone()));
        }
        for (property, texts) in &lowering.texts {
            put(*property, texts.value(space, &lowering.circuit, chosen));
        }
        for (property, boxes) in &lowering.boxes {
            put(*property, boxes.value(chosen));
        }
        let listed: Vec<(ListId, bool)> =
            lowering.listed.iter().map(|(list, var)| (*list, chosen.class(*var) == 1)).collect();
        let events = lowering.chosen_events(chosen);
        Witness { values, events, key: self.key(&listed), matters }
    }

    /// A key that is in these static lists and not in those.
    fn key(&self, listed: &[(ListId, bool)]) -> String {
        let keys = |list: ListId| match self.plan.list(list) {
            Some(ListStep::Keys(keys)) => Some(keys),
            _ => None,
        };
        let fits = |key: &String| {
            listed.iter().all(|(list, is_in)| keys(*list).is_some_and(|keys| keys.contains(key)) == *is_in)
        };
        let named = listed.iter().filter_map(|(list, _)| keys(*list)).flatten().cloned();
        let plain = (1..=10_000).map(|number| number.to_string());
        let has_to_be_in = listed.iter().any(|(_, is_in)| *is_in);
        let mut candidates = named.filter(|_| has_to_be_in).chain(plain);
        candidates.find(fits).unwrap_or_else(|| "1".to_owned())
    }
}

/// Whether a truth may be had, by the largest that is.
fn is_possible(upper: Option<i64>) -> bool {
    upper.is_some_and(|upper| upper >= YES)
}

/// What has to be true, as nodes; none where it cannot be.
fn musts(lowering: &mut Lowering<'_>) -> Option<Vec<NodeId>> {
    let must = std::mem::take(&mut lowering.must);
    match lowering.circuit.all(must) {
        Signal::Constant(value) => (value == YES).then(Vec::new),
        Signal::Node(node) => Some(vec![node]),
        leaf @ Signal::Leaf(_) => Some(vec![lowering.circuit.held(leaf)]),
    }
}

/// Everything that the plan asks of a contact's properties.
fn space(plan: &Plan, as_of: &AsOf, apart: &BTreeSet<Key>) -> Space {
    let model = plan.model();
    let mut asks = Asks::default();
    for (id, atom) in plan.atoms().iter() {
        let question = question_in_full(model, &atom.question);
        let reads = question_reads(&question);
        if !(reads.results || reads.events || reads.fields) {
            asks.questions.push((Key::Atom(id), question));
        }
    }
    for (id, rule) in model.rules.iter() {
        match &rule.body {
            RuleBody::Match { subject: MatchSubject::Operand(operand), .. } => {
                let operand = in_full(model, operand);
                let reads = operand_reads(&operand);
                if !(reads.results || reads.events) {
                    asks.questions.push((Key::Known(id), Question::Known(operand)));
                }
            }
            RuleBody::When { award, .. } => {
                let award = match award {
                    Award::Flat(_) => continue,
                    Award::Per { points, step, of } => {
                        Award::Per { points: *points, step: *step, of: in_full(model, of) }
                    }
                    Award::Decay { points, curve, since } => {
                        Award::Decay { points: *points, curve: *curve, since: in_full(model, since) }
                    }
                };
                let (Award::Per { of: operand, .. } | Award::Decay { since: operand, .. }) = &award else { continue };
                let reads = operand_reads(operand);
                if !(reads.results || reads.events) {
                    asks.awards.push((Key::Award(id), award, rule.up_to));
                }
            }
            _ => {}
        }
    }
    Space::new(&model.settings, &model.schema.properties, asks, as_of, apart)
}

/// Everything that the plan asks of the fields of a kind of event, and of nothing else.
fn event_space(plan: &Plan, as_of: &AsOf, event: EventId) -> Space {
    let model = plan.model();
    let mut asks = Asks::default();
    for (id, atom) in plan.atoms().iter().filter(|(_, atom)| atom.event == Some(event)) {
        let question = question_in_full(model, &atom.question);
        let reads = question_reads(&question);
        if reads.fields && reads.properties.is_empty() && !reads.results && !reads.events {
            asks.questions.push((Key::Atom(id), of_record(&question)));
        }
    }
    let is_of = |query: QueryId| model.queries.get(query).is_some_and(|query| query.event == event);
    for (id, atom) in plan.atoms().iter().filter(|(_, atom)| atom.event.is_none()) {
        if let Some((query, _, question)) = of_one_event(&question_in_full(model, &atom.question))
            && is_of(query)
        {
            asks.questions.push((Key::Atom(id), question));
        }
    }
    for (id, rule) in model.rules.iter() {
        if let RuleBody::Match { subject: MatchSubject::Operand(subject), .. } = &rule.body
            && let Some((query, _, question)) = of_one_event(&Question::Known(in_full(model, subject)))
            && is_of(query)
        {
            asks.questions.push((Key::Known(id), question));
        }
        if let RuleBody::MatchEach { query, subject, .. } = &rule.body
            && model.queries.get(*query).is_some_and(|query| query.event == event)
        {
            asks.questions.push((Key::Known(id), Question::Known(operand_of_record(&in_full(model, subject)))));
        }
    }
    let kind = model.schema.events.get(event);
    let fields = kind.into_iter().flat_map(|kind| {
        kind.fields.iter().map(|(id, field)| {
            let mut field = field.0.clone();
            // An event without a time does not exist.
            field.required |= id == kind.at;
            field
        })
    });
    Space::new(&model.settings, &fields.collect(), asks, as_of, &BTreeSet::new())
}
