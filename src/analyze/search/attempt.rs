//! One search of a circuit: takes what is to be as large as it can be, gives the largest value there is, as far as that is
//! proven, and the contact that was found with the largest. Knows nothing of what is searched for.

use std::collections::BTreeSet;

use super::Search;
use crate::{
    analyze::{
        Reason, Witness,
        circuit::{NodeId, Signal, YES},
        cone::Cone,
        events::Endless,
        lower::Lowering,
        space::Space,
        sweep::{self, Searched},
        vars::Chosen,
    },
    model::{ListId, PropertyId},
    plan::ListStep,
    value::Value,
};

/// What one attempt came to.
pub(super) struct Attempt {
    /// The largest value of the root that is possible; none where nothing is.
    pub(super) upper: Option<i64>,
    /// The contact with the largest value found.
    pub(super) witness: Option<Witness>,
    pub(super) reason: Option<Reason>,
    /// Not everything that may be was looked at: what was not found may still be.
    pub(super) is_partial: bool,
    /// Points that events can raise, or lower, without an end.
    pub(super) endless: Endless,
    /// What was not looked at are points that fall with the days, or of both signs.
    pub(super) falls: bool,
}

impl Search<'_> {
    /// Makes the root as large as can be.
    pub(super) fn attempt(&self, space: &Space, cone: &Cone, root: impl Fn(&mut Lowering<'_>) -> Signal) -> Attempt {
        let mut lowering = Lowering::new(self.plan, &self.as_of, space, self.events(), cone);
        let root = root(&mut lowering);
        let reason = lowering.free.map(|freedom| self.why(freedom, cone));
        let (endless, falls) = (lowering.endless, lowering.falls);
        let is_partial = lowering.is_partial_for(&root);
        let Some(must) = musts(&mut lowering) else {
            return Attempt { upper: None, witness: None, reason, is_partial, endless, falls };
        };
        let found = match root {
            // Nothing to be chosen, but for what has to be true.
            Signal::Constant(value) if must.is_empty() => {
                let witness = self.witness(&lowering, &lowering.vars.chosen(&[]));
                return Attempt { upper: Some(value), witness: Some(witness), reason, is_partial, endless, falls };
            }
            root => self.largest(&mut lowering, root, &must),
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

    /// The largest value of the root with what is left of the budget; none where values could be too large to be counted.
    pub(super) fn largest(&self, lowering: &mut Lowering<'_>, root: Signal, must: &[NodeId]) -> Option<Searched> {
        let node = lowering.circuit.held(root);
        let vars = &lowering.vars;
        let (families, classes) = (|var| vars.family_of(var), |var| vars.classes(var));
        let budget = self.budget.after(self.spent.get());
        let found = sweep::search(&lowering.circuit, node, must, families, classes, budget);
        self.spent.set(self.spent.get().saturating_add(found.as_ref().map_or(0, |found| found.steps)));
        found
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

/// What has to be true, as nodes; none where it cannot be.
pub(super) fn musts(lowering: &mut Lowering<'_>) -> Option<Vec<NodeId>> {
    let must = std::mem::take(&mut lowering.must);
    match lowering.circuit.all(must) {
        Signal::Constant(value) => (value == YES).then(Vec::new),
        Signal::Node(node) => Some(vec![node]),
        leaf @ Signal::Leaf(_) => Some(vec![lowering.circuit.held(leaf)]),
    }
}
