//! Searches over all contacts of a rule set.

mod asks;
mod attempt;
mod composed;
mod known;
mod relaxed;
mod ruled_out;
mod why;

pub use self::known::Known;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{BTreeSet, HashMap, VecDeque},
    rc::Rc,
};

use self::asks::{event_space, space};
use super::{
    Answer, Bound, Bounds, Budget, Goal, Measure, Reason, Witness,
    circuit::{Map, YES},
    cone::Cone,
    declared::declared,
    events::EventSpace,
    lower::Lowering,
    space::{Axis, Home, Key, Space},
};
use crate::{
    exec::{Evaluation, Scratch, evaluate_only},
    model::Node,
    plan::{AtomId, Plan},
    value::{AsOf, Points},
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
    /// Contacts that show what hangs on many rules.
    seen: RefCell<VecDeque<Witness>>,
}

/// Parts of a plan that something hangs on, each behind what it needs.
#[derive(Clone, Debug)]
pub struct Parts(Vec<Node>);

/// What contacts there are, in classes.
#[derive(Debug)]
struct World {
    spaces: Rc<Spaces>,
    events: OnceCell<Vec<EventSpace>>,
}

/// The properties of a contact, as they are asked about together.
#[derive(Debug)]
pub(super) struct Spaces {
    space: Space,
    /// What is loose is decided freely there.
    apart: OnceCell<Space>,
}

/// A cone of more conditions has no space of its own.
const MOST_OWN: usize = 48;

/// Most answers that conditions give to values, in one search; a hundred megabytes and some.
const MOST_VALUES: usize = 8_000_000;

/// How far a search for a plainer contact goes; a few hundredths of a second.
const FEW: Budget = Budget { states: 500, steps: 1_000_000 };

impl<'p> Search<'p> {
    /// For a plan as of a time. The values of each property are sorted when they are first needed.
    pub fn new(plan: &'p Plan, as_of: &AsOf, budget: Budget) -> Self {
        let world = World { spaces: Rc::new(Spaces::new(plan, as_of, None)), events: OnceCell::new() };
        Self {
            plan,
            as_of: as_of.clone(),
            budget,
            world: Rc::new(world),
            turns: plan.order().iter().copied().zip(0..).collect(),
            bounds: RefCell::default(),
            scratch: RefCell::default(),
            spent: Cell::default(),
            seen: RefCell::default(),
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
            seen: RefCell::default(),
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
        let spaces = self.spaces(cone);
        let root = |lowering: &mut Lowering<'_>| lowering.goal(goal);
        let is_met = |witness: &Witness| self.run(witness, &self.in_order(cone), |evaluation| goal.is_met(evaluation));
        let tried = self.attempt(&spaces.space, cone, root);
        if let Some(witness) = tried.witness.filter(is_met) {
            return Answer::Found(Box::new(witness));
        }
        if tried.is_partial {
            if tried.falls && self.is_impossible_at_most(goal, cone) {
                return Answer::Impossible;
            }
            return Answer::Undecided(tried.reason.unwrap_or(Reason::Events));
        }
        if is_possible(tried.upper) || !spaces.is_loose(cone) {
            return match (is_possible(tried.upper), tried.reason) {
                (false, _) => Answer::Impossible,
                (true, reason) => Answer::Undecided(reason.unwrap_or_else(|| self.why_text(cone))),
            };
        }
        let tried = self.attempt(self.apart(&spaces, cone), cone, root);
        match tried.witness.filter(is_met) {
            Some(witness) => Answer::Found(Box::new(witness)),
            None if is_possible(tried.upper) => Answer::Undecided(tried.reason.unwrap_or(Reason::Computed(None))),
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
        let spaces = self.spaces(cone);
        let tried = self.attempt(self.full(&spaces, cone), cone, |lowering| {
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
        let spaces = self.spaces(&cone);
        let tried = self.attempt(&spaces.space, &cone, root);
        let reached = tried.witness.map(|witness| {
            let points = self.run(&witness, &self.in_order(&cone), |evaluation| measure.points(evaluation));
            (points, Box::new(witness))
        });
        let mut bound = Bound { proven: tried.upper.map(turned), reached, reason: tried.reason };
        if spaces.is_loose(&cone) {
            let apart = self.attempt(self.apart(&spaces, &cone), &cone, root);
            bound.proven = apart.upper.map(turned);
            bound.reason = apart.reason.or(bound.reason);
        }
        let is_endless = if least { tried.endless.down } else { tried.endless.up };
        if tried.is_partial || is_endless || bound.reason == Some(Reason::TooLarge) {
            bound.proven = self.declared_end(measure, least);
            let why = bound.reason.filter(|_| tried.is_partial).unwrap_or(Reason::Events);
            bound.reason = Some(if bound.proven.is_some() { why } else { Reason::Unlimited });
        }
        if bound.is_exact() {
            bound.reason = None;
        } else if bound.reason.is_none() {
            bound.reason = Some(self.why_text(&cone));
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

    /// The space of a contact.
    pub(super) fn space(&self) -> &Space {
        &self.world.spaces.space
    }

    /// The spaces in which a cone is looked at: those of all that is asked, or of what it asks alone, where all is too much.
    fn spaces(&self, cone: &Cone) -> Rc<Spaces> {
        if cone.atoms.len() <= MOST_OWN && self.world.spaces.is_cut(cone) {
            Rc::new(Spaces::new(self.plan, &self.as_of, Some(cone)))
        } else {
            Rc::clone(&self.world.spaces)
        }
    }

    /// The space in which what is loose is decided freely.
    fn apart<'s>(&self, spaces: &'s Spaces, cone: &Cone) -> &'s Space {
        spaces.apart.get_or_init(|| {
            let only = if std::ptr::eq(spaces, &*self.world.spaces) { None } else { Some(cone) };
            spaces.put_apart(self.plan, &self.as_of, only)
        })
    }

    /// The space that leaves nothing of a cone out.
    fn full<'s>(&self, spaces: &'s Spaces, cone: &Cone) -> &'s Space {
        if spaces.is_loose(cone) { self.apart(spaces, cone) } else { &spaces.space }
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
}

impl Spaces {
    /// Of all that the plan asks, or of what a cone asks.
    fn new(plan: &Plan, as_of: &AsOf, only: Option<&Cone>) -> Self {
        Self { space: space(plan, as_of, &BTreeSet::new(), only), apart: OnceCell::new() }
    }

    fn put_apart(&self, plan: &Plan, as_of: &AsOf, only: Option<&Cone>) -> Space {
        let mut freely = self.space.to_put_apart();
        loop {
            let apart = space(plan, as_of, &freely, only);
            // What hung together before may be too much by itself.
            let more = apart.to_put_apart();
            if more.is_subset(&freely) {
                return apart;
            }
            freely.extend(more);
        }
    }

    /// Whether the classes of something in the cone may not show all its values.
    fn is_loose(&self, cone: &Cone) -> bool {
        self.has_axis(cone, |axis, key| axis.loose.contains(&key))
    }

    /// Whether not all combinations of something in the cone were looked at.
    fn is_cut(&self, cone: &Cone) -> bool {
        self.has_axis(cone, |axis, _| axis.is_cut)
    }

    fn has_axis(&self, cone: &Cone, is: impl Fn(&Axis, Key) -> bool) -> bool {
        let is = |key: Key| match self.space.home(key) {
            Home::Axis(number) => self.space.axis(number).is_some_and(|axis| is(axis, key)),
            _ => false,
        };
        cone.atoms.iter().any(|atom| is(Key::Atom(*atom)))
            || cone.rules.iter().any(|rule| is(Key::Known(*rule)) || is(Key::Award(*rule)))
    }
}

/// Whether a truth may be had, by the largest that is.
fn is_possible(upper: Option<i64>) -> bool {
    upper.is_some_and(|upper| upper >= YES)
}
