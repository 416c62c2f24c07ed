//! A search that proves nothing and finds much: takes a circuit and some classes to begin with, gives better ones.
//!
//! One variable after the other takes the class that is best while all others stay, until none can do better; then some
//! are changed at random, and it begins again (local search with restarts). Of conditions it is not only known whether they
//! are true, but how far they are from it, so that there is a way to go where nothing is true yet:
//!
//! ```text
//! not true by       and: the sum of its parts     or: the least of its parts
//! total >= 60       how far 42 is from 60, as a share of what `total` can be
//! ```
//!
//! So constraints are weighed in P. Van Hentenryck, L. Michel, *Constraint-Based Local Search*, 2005. Chance is the same
//! every time. Knows nothing of contacts or rules.

use std::collections::HashMap;

use super::{
    super::circuit::{Circuit, Gather, Map, NO, NodeId, Var, YES},
    course::Course,
};

/// How often it begins again.
const STARTS: usize = 6;

/// So many classes of each variable are tried first.
const FEW: usize = 10;

/// What one condition that is not true counts.
const MISSED: i64 = 1 << 20;

/// Farther than anything that can be reached.
const NEVER: i64 = 1 << 50;

/// The classes found: the value of the root, and the class of each variable. And the steps that took.
pub(super) type Climbed = (Option<(i64, Vec<(Var, u32)>)>, u64);

/// Looks for classes with which all that must be true is, and the root is large.
pub(super) fn climb(
    circuit: &Circuit,
    course: &Course,
    root: NodeId,
    must: &[NodeId],
    start: Option<&[(Var, u32)]>,
    steps: u64,
) -> Climbed {
    let Some(mut slope) = Slope::new(circuit, course, root, must, steps) else { return (None, 0) };
    for (var, class) in start.into_iter().flatten() {
        slope.set(*var, *class);
    }
    slope.all();
    slope.walk();
    (slope.best, slope.taken)
}

/// A node as it stands.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// Before the map.
    joined: i64,
    value: i64,
    /// How far it is from true, and from false.
    from_true: i64,
    from_false: i64,
}

/// How well things stand: what is missed first, then the root.
type Height = (i64, i64);

struct Slope<'c> {
    nodes: Vec<Spot<'c>>,
    standing: Vec<Standing>,
    vars: Vec<Turn>,
    places: HashMap<Var, usize>,
    class: Vec<u32>,
    root: usize,
    is_truth: bool,
    musts: Vec<usize>,
    parents: Vec<Vec<usize>>,
    /// Of large sums: what their inputs changed by.
    changed: Vec<i64>,
    best: Option<(i64, Vec<(Var, u32)>)>,
    taken: u64,
    steps: u64,
    dice: u64,
}

/// A node.
struct Spot<'c> {
    gather: Gather,
    base: i64,
    map: &'c Map,
    leaves: Vec<(usize, &'c [i64])>,
    children: Vec<usize>,
    /// How far its values lie apart before the map.
    width: i64,
}

/// A variable.
struct Turn {
    var: Var,
    classes: Vec<u32>,
    /// Nodes that hang on it, each after its children.
    above: Vec<usize>,
}

impl<'c> Slope<'c> {
    fn new(circuit: &'c Circuit, course: &Course, root: NodeId, must: &[NodeId], steps: u64) -> Option<Self> {
        let order = super::course::reached(circuit, root, must);
        let numbers: HashMap<NodeId, usize> = order.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let places: HashMap<Var, usize> = course.levels.iter().enumerate().map(|(at, level)| (level.var, at)).collect();
        let mut nodes = Vec::with_capacity(order.len());
        // Which nodes look at a variable, and at a node.
        let mut looks: Vec<Vec<usize>> = vec![Vec::new(); course.levels.len()];
        let mut parents: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
        for (at, id) in order.iter().enumerate() {
            let node = circuit.node(*id)?;
            let mut leaves = Vec::with_capacity(node.leaves.len());
            for leaf in &node.leaves {
                let var = *places.get(&leaf.var)?;
                looks.get_mut(var)?.push(at);
                leaves.push((var, &*leaf.table));
            }
            let mut children = Vec::with_capacity(node.children.len());
            for child in &node.children {
                let child = *numbers.get(child)?;
                parents.get_mut(child)?.push(at);
                children.push(child);
            }
            let below = children.iter().filter_map(|child| course.nodes.get(*child)).map(|place| place.range);
            let own = leaves.iter().filter_map(|(_, table)| Some((*table.iter().min()?, *table.iter().max()?)));
            let apart = |(low, high): (i64, i64)| high.saturating_sub(low);
            let width = below.chain(own).map(apart).fold(0, i64::saturating_add).max(1);
            nodes.push(Spot { gather: node.gather, base: node.base, map: &node.map, leaves, children, width });
        }
        let above = |first: &[usize]| {
            let mut is_above = vec![false; order.len()];
            let mut waiting = first.to_vec();
            while let Some(at) = waiting.pop() {
                if let Some(is_above) = is_above.get_mut(at).filter(|is_above| !**is_above) {
                    *is_above = true;
                    waiting.extend(parents.get(at).into_iter().flatten());
                }
            }
            is_above.iter().enumerate().filter(|(_, is_above)| **is_above).map(|(at, _)| at).collect()
        };
        let vars = course.levels.iter().zip(&looks).map(|(level, looks)| Turn {
            var: level.var,
            classes: level.choices.iter().map(|(class, _)| class).collect(),
            above: above(looks),
        });
        let vars: Vec<Turn> = vars.collect();
        let root = *numbers.get(&root)?;
        let range = course.nodes.get(root)?.range;
        Some(Self {
            standing: vec![Standing::default(); nodes.len()],
            changed: vec![0; nodes.len()],
            parents,
            nodes,
            class: vars.iter().map(|turn| turn.classes.first().copied().unwrap_or_default()).collect(),
            vars,
            places,
            root,
            is_truth: range.0 >= NO && range.1 <= YES,
            musts: must.iter().filter_map(|id| numbers.get(id).copied()).collect(),
            best: None,
            taken: 0,
            steps,
            dice: 0x9e37_79b9_7f4a_7c15,
        })
    }

    fn set(&mut self, var: Var, class: u32) {
        if let Some(place) = self.places.get(&var).and_then(|at| self.class.get_mut(*at)) {
            *place = class;
        }
    }

    /// Looks at every node.
    fn all(&mut self) {
        for at in 0..self.nodes.len() {
            let now = self.nodes.get(at).map(|node| self.stand(node)).unwrap_or_default();
            if let Some(place) = self.standing.get_mut(at) {
                *place = now;
            }
        }
        self.taken += self.nodes.iter().map(|node| node.cost()).sum::<u64>();
    }

    fn walk(&mut self) {
        let mut top = self.height();
        let mut at_top = self.class.clone();
        for _ in 0..STARTS {
            self.up(FEW);
            self.up(usize::MAX);
            // Afresh: what is found here, others build proofs on.
            self.all();
            let height = self.height();
            if height > top || self.best.is_none() {
                (top, at_top) = (height, self.class.clone());
                if height.0 == 0 {
                    let classes = self.vars.iter().zip(&self.class).map(|(turn, class)| (turn.var, *class)).collect();
                    let value = self.standing.get(self.root).map_or(0, |root| root.value);
                    self.best = Some((value, classes));
                }
            }
            if self.is_done(height) || self.taken >= self.steps {
                return;
            }
            self.class.clone_from(&at_top);
            self.shake();
        }
    }

    /// Up until nothing is higher, with no more than so many classes of each variable.
    fn up(&mut self, most: usize) {
        let mut still = 0;
        while still < self.vars.len() {
            for at in 0..self.vars.len() {
                if self.taken >= self.steps || still >= self.vars.len() || self.is_done(self.height()) {
                    return;
                }
                still = if self.turn(at, most) { 0 } else { still + 1 };
            }
        }
    }

    /// Gives one variable its best class, or the first with which it is done; whether that is another one than before.
    fn turn(&mut self, at: usize, most: usize) -> bool {
        let Some(before) = self.class.get(at).copied() else { return false };
        let count = self.vars.get(at).map_or(0, |turn| turn.classes.len());
        let (mut best, mut height) = (before, self.height());
        // From everywhere in turn, as neighbours are much alike.
        let stride = stride(count);
        let mut place = 0;
        for _ in 0..count.min(most) {
            place = (place + stride) % count;
            let Some(class) = self.vars.get(at).and_then(|turn| turn.classes.get(place)).copied() else { break };
            if class == before {
                continue;
            }
            self.choose(at, class);
            if self.height() > height {
                (best, height) = (class, self.height());
            }
            if self.taken >= self.steps || self.is_done(height) {
                break;
            }
        }
        self.choose(at, best);
        best != before
    }

    /// Whether a truth is reached.
    fn is_done(&self, height: Height) -> bool {
        self.is_truth && height == (0, YES)
    }

    fn choose(&mut self, at: usize, class: u32) {
        let Some(before) = self.class.get_mut(at).map(|place| std::mem::replace(place, class)) else { return };
        let above = self.vars.get_mut(at).map(|turn| std::mem::take(&mut turn.above)).unwrap_or_default();
        for number in &above {
            let (Some(node), Some(old)) = (self.nodes.get(*number), self.standing.get(*number).copied()) else {
                continue;
            };
            let now = if node.is_large_sum() {
                self.taken += 2;
                let of = |table: &[i64], class: u32| table.get(class as usize).copied().unwrap_or_default();
                let own = node.leaves.iter().find(|(var, _)| *var == at);
                let own = own.map_or(0, |(_, table)| of(table, class).saturating_sub(of(table, before)));
                let change = self.changed.get_mut(*number).map(std::mem::take).unwrap_or_default();
                node.mapped(truth(old.joined.saturating_add(own).saturating_add(change)))
            } else {
                self.taken += node.cost();
                self.stand(node)
            };
            if now.value != old.value {
                for parent in self.parents.get(*number).into_iter().flatten() {
                    if let (Some(changed), true) =
                        (self.changed.get_mut(*parent), self.nodes.get(*parent).is_some_and(Spot::is_large_sum))
                    {
                        *changed = changed.saturating_add(now.value.saturating_sub(old.value));
                    }
                }
            }
            if let Some(place) = self.standing.get_mut(*number) {
                *place = now;
            }
        }
        if let Some(turn) = self.vars.get_mut(at) {
            turn.above = above;
        }
    }

    /// Gives a quarter of the variables any class.
    fn shake(&mut self) {
        for at in 0..self.vars.len() {
            if !self.roll().is_multiple_of(4) {
                continue;
            }
            let roll = usize::try_from(self.roll() >> 33).unwrap_or_default();
            let class = self.vars.get(at).and_then(|turn| turn.classes.get(roll % turn.classes.len().max(1)));
            if let (Some(class), Some(place)) = (class.copied(), self.class.get_mut(at)) {
                *place = class;
            }
        }
        self.all();
    }

    /// The next number of a generator of G. Marsaglia, *Xorshift RNGs*, 2003.
    fn roll(&mut self) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice >> 8
    }

    fn height(&self) -> Height {
        let of = |at: usize| self.standing.get(at).copied().unwrap_or_default();
        let missed: i64 = self.musts.iter().map(|must| of(*must).from_true).fold(0, i64::saturating_add);
        let root = of(self.root);
        if self.is_truth && root.value != YES { (-missed - root.from_true, root.value) } else { (-missed, root.value) }
    }

    /// How a node stands, by how its inputs do.
    fn stand(&self, node: &Spot<'_>) -> Standing {
        let leaves = node.leaves.iter().map(|(var, table)| {
            let class = self.class.get(*var).map_or(0, |class| *class as usize);
            truth(table.get(class).copied().unwrap_or_default())
        });
        let children = node.children.iter().map(|child| self.standing.get(*child).copied().unwrap_or_default());
        let mut inputs = leaves.chain(children);
        let base = Standing { value: node.base, ..Standing::default() };
        let joined = match node.gather {
            Gather::Sum if node.is_alone() && node.base == 0 => inputs.next().unwrap_or_default(),
            Gather::Sum => truth(inputs.fold(node.base, |sum, input| sum.saturating_add(input.value))),
            Gather::Least => {
                let base = Standing { from_false: if node.base == NO { 0 } else { NEVER }, ..base };
                inputs.fold(base, |all, input| Standing {
                    value: all.value.min(input.value),
                    from_true: all.from_true.saturating_add(input.from_true),
                    from_false: all.from_false.min(input.from_false),
                    ..all
                })
            }
            Gather::Most => {
                let base = Standing { from_true: if node.base == YES { 0 } else { NEVER }, ..base };
                inputs.fold(base, |any, input| Standing {
                    value: any.value.max(input.value),
                    from_true: any.from_true.min(input.from_true),
                    from_false: any.from_false.saturating_add(input.from_false),
                    ..any
                })
            }
        };
        node.mapped(joined)
    }
}

impl Spot<'_> {
    fn cost(&self) -> u64 {
        (self.leaves.len() + self.children.len() + 1) as u64
    }

    /// It has one input.
    fn is_alone(&self) -> bool {
        self.leaves.len() + self.children.len() == 1
    }

    /// It is worth while to add only what changed.
    fn is_large_sum(&self) -> bool {
        self.gather == Gather::Sum && self.leaves.len() + self.children.len() > 4
    }

    /// How it stands where what its inputs come to does so.
    fn mapped(&self, joined: Standing) -> Standing {
        let value = self.map.of(joined.value);
        let (from_true, from_false) = match self.map {
            Map::Not => (joined.from_false, joined.from_true),
            Map::Inside(stretches) | Map::InsideKnown(stretches) => self.distances(stretches, joined.value),
            _ => (joined.from_true, joined.from_false),
        };
        Standing {
            joined: joined.value,
            value,
            from_true: if value == YES { 0 } else { from_true.max(1) },
            from_false: if value == NO { 0 } else { from_false.max(1) },
        }
    }

    /// How far a number is from lying in a stretch, and from lying in none.
    fn distances(&self, stretches: &[(i64, i64)], value: i64) -> (i64, i64) {
        let far = |by: i64| {
            let share = i128::from(by.max(0)) * i128::from(MISSED - 1) / i128::from(self.width);
            i64::try_from(share).unwrap_or(MISSED).clamp(1, MISSED)
        };
        let out_of = |(low, high): &(i64, i64)| low.saturating_sub(value).max(value.saturating_sub(*high)).max(0);
        let into = |(low, high): &(i64, i64)| value.saturating_sub(*low).min(high.saturating_sub(value));
        match stretches.iter().map(out_of).min() {
            Some(0) => (0, far(stretches.iter().map(into).max().unwrap_or_default().saturating_add(1))),
            Some(nearest) => (far(nearest), 0),
            None => (NEVER, 0),
        }
    }
}

/// Steps of this length go round all of so many places.
fn stride(count: usize) -> usize {
    let is_common = |of: usize| (2..=of.min(count)).any(|by| of.is_multiple_of(by) && count.is_multiple_of(by));
    // Near the golden section no place is soon close to an earlier one.
    (count * 5 / 8..count).find(|stride| *stride > 0 && !is_common(*stride)).unwrap_or(1)
}

/// How a truth stands by itself.
fn truth(value: i64) -> Standing {
    let missed = |is: bool| if is { 0 } else { MISSED };
    Standing { joined: value, value, from_true: missed(value == YES), from_false: missed(value == NO) }
}
