//! Conditions and points as one circuit: takes leaves, each a table over the classes of one variable, and joins them by
//! least, most and sum.
//!
//! Truths are numbers in Kleene's order: false 0, unknown 1, true 2; `and` is the least, `or` the most. So conditions and
//! points are made of the same three parts, each of which rises with its inputs, and one search serves both. What looks
//! at one variable only becomes a leaf at once. Knows nothing of contacts or rules.

use std::{collections::BTreeMap, sync::Arc};

use crate::value::{Decimal, Number, Points};

/// False.
pub(super) const NO: i64 = 0;
/// Unknown.
pub(super) const UNSURE: i64 = 1;
/// True.
pub(super) const YES: i64 = 2;
/// No value that the search works with is further from 0 than this.
pub(super) const FAR: i64 = 1 << 60;

/// Number of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Var(pub(super) u32);

/// Number of a node in a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NodeId(pub(super) u32);

/// A value that hangs on the variables.
#[derive(Clone, Debug)]
pub(super) enum Signal {
    /// Always the same.
    Constant(i64),
    /// Hangs on one variable.
    Leaf(Leaf),
    /// Hangs on several.
    Node(NodeId),
}

/// The value by the class of one variable.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) var: Var,
    pub(super) table: Arc<[i64]>,
}

/// How inputs are joined; all three rise with each input, and their order does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gather {
    Least,
    Most,
    Sum,
}

/// What becomes of the joined value.
#[derive(Clone, Debug)]
pub(super) enum Map {
    /// Itself.
    Same,
    /// `not`.
    Not,
    /// True where true, else false.
    Surely,
    /// So many where true, else 0.
    Award(i64),
    /// The nearest value from `low` to `high`; where they cross, `high`.
    Clamp { low: i64, high: i64 },
    /// True in one of these stretches, ends included, else false.
    Inside(Arc<[(i64, i64)]>),
    /// Unknown at or beyond `FAR`, else as `Inside`.
    InsideKnown(Arc<[(i64, i64)]>),
    /// The sign changed.
    Negate,
    /// Points multiplied and rounded once.
    Times(Decimal),
    /// Points for each whole step in a number: `scaled` points, or an integer.
    Steps { points: i64, step: Decimal, scaled: bool },
}

/// Which way a value goes where another rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
    Mixed,
}

/// Several values joined.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) gather: Gather,
    /// What joins in always.
    pub(super) base: i64,
    /// At most one of each variable.
    pub(super) leaves: Vec<Leaf>,
    /// Earlier nodes.
    pub(super) children: Vec<NodeId>,
    pub(super) map: Map,
}

/// Nodes, each after all its inputs.
#[derive(Debug, Default)]
pub(super) struct Circuit {
    nodes: Vec<Node>,
}

impl Gather {
    /// Joins two values.
    pub(super) fn join(self, one: i64, two: i64) -> i64 {
        match self {
            Gather::Least => one.min(two),
            Gather::Most => one.max(two),
            Gather::Sum => one.saturating_add(two),
        }
    }

    /// What changes nothing.
    pub(super) fn neutral(self) -> i64 {
        match self {
            Gather::Least => 2 * FAR,
            Gather::Most => -2 * FAR,
            Gather::Sum => 0,
        }
    }
}

impl Map {
    /// What becomes of a value.
    pub(super) fn of(&self, value: i64) -> i64 {
        let truth = |is: bool| if is { YES } else { NO };
        match self {
            Map::Same => value,
            Map::Not => YES - value,
            Map::Surely => truth(value == YES),
            Map::Award(points) => {
                if value == YES {
                    *points
                } else {
                    0
                }
            }
            Map::Clamp { low, high } => value.max(*low).min(*high),
            Map::Inside(stretches) => truth(lies_inside(stretches, value)),
            Map::InsideKnown(_) if value >= FAR || value <= -FAR => UNSURE,
            Map::InsideKnown(stretches) => truth(lies_inside(stretches, value)),
            Map::Negate => -value,
            Map::Times(factor) => Points::from_scaled(value).times(factor).scaled(),
            Map::Steps { points, step, scaled } => {
                #[expect(clippy::cast_precision_loss, reason = "as the interpreter counts steps in points")]
                let number = if *scaled { Number::Real(value as f64 / 10_000.0) } else { Number::Integer(value) };
                points.saturating_mul(Points::steps(step, &number))
            }
        }
    }

    /// Which way it goes where the value rises.
    pub(super) fn direction(&self) -> Direction {
        let signed = |points: i64| if points < 0 { Direction::Down } else { Direction::Up };
        match self {
            Map::Same | Map::Surely | Map::Clamp { .. } => Direction::Up,
            Map::Not | Map::Negate => Direction::Down,
            Map::Award(points) | Map::Steps { points, .. } => signed(*points),
            Map::Times(factor) => {
                if *factor < Decimal::ZERO {
                    Direction::Down
                } else {
                    Direction::Up
                }
            }
            Map::Inside(stretches) => match &**stretches {
                [(_, high)] if *high >= FAR => Direction::Up,
                [(low, _)] if *low <= -FAR => Direction::Down,
                _ => Direction::Mixed,
            },
            Map::InsideKnown(_) => Direction::Mixed,
        }
    }

    /// The least and the most that can become of values from `low` to `high`.
    pub(super) fn image(&self, (low, high): (i64, i64)) -> (i64, i64) {
        let stretches = match (self.direction(), self) {
            (Direction::Up, _) => return (self.of(low), self.of(high)),
            (Direction::Down, _) => return (self.of(high), self.of(low)),
            (Direction::Mixed, Map::Inside(stretches) | Map::InsideKnown(stretches)) => stretches,
            (Direction::Mixed, _) => return (-FAR, FAR),
        };
        if low == high {
            return (self.of(low), self.of(low));
        }
        let can_be_in = stretches.iter().any(|(from, to)| *from <= high && low <= *to);
        let is_in = stretches.iter().any(|(from, to)| *from <= low && high <= *to);
        match self {
            Map::InsideKnown(_) if high >= FAR || low <= -FAR => (NO, YES),
            _ => (if is_in { YES } else { NO }, if can_be_in { YES } else { NO }),
        }
    }
}

fn lies_inside(stretches: &[(i64, i64)], value: i64) -> bool {
    stretches.iter().any(|(low, high)| *low <= value && value <= *high)
}

impl Direction {
    /// First the one, then the other.
    pub(super) fn then(self, next: Direction) -> Direction {
        match (self, next) {
            (Direction::Mixed, _) | (_, Direction::Mixed) => Direction::Mixed,
            (one, two) if one == two => Direction::Up,
            _ => Direction::Down,
        }
    }

    /// Both at once.
    pub(super) fn and(self, other: Direction) -> Direction {
        if self == other { self } else { Direction::Mixed }
    }
}

impl Circuit {
    /// A node.
    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// The value of a signal where each variable has a class.
    pub(super) fn value(&self, signal: &Signal, class: &dyn Fn(Var) -> usize) -> i64 {
        let leaf = |leaf: &Leaf| leaf.table.get(class(leaf.var)).copied().unwrap_or_default();
        match signal {
            Signal::Constant(value) => *value,
            Signal::Leaf(of) => leaf(of),
            Signal::Node(id) => {
                let Some(node) = self.node(*id) else { return 0 };
                let children = node.children.iter().map(|child| self.value(&Signal::Node(*child), class));
                let values = node.leaves.iter().map(leaf).chain(children);
                node.map.of(values.fold(node.base, |joined, value| node.gather.join(joined, value)))
            }
        }
    }

    /// Which way a signal goes where the class of a variable rises; none: it does not hang on it.
    pub(super) fn direction(&self, of: &Signal, var: Var) -> Option<Direction> {
        let both = |one: Option<Direction>, two: Option<Direction>| match (one, two) {
            (Some(one), Some(two)) => Some(one.and(two)),
            (one, two) => one.or(two),
        };
        let of_leaf = |leaf: &Leaf| {
            let steps = || leaf.table.iter().zip(leaf.table.iter().skip(1));
            let (up, down) = (steps().any(|(one, next)| one < next), steps().any(|(one, next)| one > next));
            match (leaf.var == var, up, down) {
                (false, ..) | (true, false, false) => None,
                (true, true, false) => Some(Direction::Up),
                (true, false, true) => Some(Direction::Down),
                (true, true, true) => Some(Direction::Mixed),
            }
        };
        let last = match of {
            Signal::Constant(_) => return None,
            Signal::Leaf(leaf) => return of_leaf(leaf),
            Signal::Node(last) => *last,
        };
        let mut known: Vec<Option<Direction>> = Vec::new();
        for node in self.nodes.iter().take(last.0 as usize + 1) {
            let children = node.children.iter().map(|child| known.get(child.0 as usize).copied().flatten());
            let joined = node.leaves.iter().map(of_leaf).chain(children).fold(None, both);
            known.push(joined.map(|joined| joined.then(node.map.direction())));
        }
        known.pop().flatten()
    }

    /// `and`.
    pub(super) fn all(&mut self, parts: Vec<Signal>) -> Signal {
        if parts.iter().any(|part| matches!(part, Signal::Constant(NO))) {
            return Signal::Constant(NO);
        }
        self.join(Gather::Least, YES, parts, Map::Same)
    }

    /// `or`.
    pub(super) fn any(&mut self, parts: Vec<Signal>) -> Signal {
        if parts.iter().any(|part| matches!(part, Signal::Constant(YES))) {
            return Signal::Constant(YES);
        }
        self.join(Gather::Most, NO, parts, Map::Same)
    }

    /// The least number.
    pub(super) fn least(&mut self, parts: Vec<Signal>) -> Signal {
        self.join(Gather::Least, Gather::Least.neutral(), parts, Map::Same)
    }

    /// The largest number.
    pub(super) fn most(&mut self, parts: Vec<Signal>) -> Signal {
        self.join(Gather::Most, Gather::Most.neutral(), parts, Map::Same)
    }

    /// `not`.
    pub(super) fn not(&mut self, part: Signal) -> Signal {
        self.map(part, Map::Not)
    }

    /// The sum, mapped.
    pub(super) fn sum(&mut self, parts: Vec<Signal>, map: Map) -> Signal {
        self.join(Gather::Sum, 0, parts, map)
    }

    /// One signal mapped.
    pub(super) fn map(&mut self, part: Signal, map: Map) -> Signal {
        self.join(Gather::Sum, 0, vec![part], map)
    }

    /// A signal as a node of its own, whatever it is.
    pub(super) fn held(&mut self, part: Signal) -> NodeId {
        let (base, leaves, children) = match part {
            Signal::Constant(value) => (value, Vec::new(), Vec::new()),
            Signal::Leaf(leaf) => (0, vec![leaf], Vec::new()),
            Signal::Node(node) => (0, Vec::new(), vec![node]),
        };
        self.push(Node { gather: Gather::Sum, base, leaves, children, map: Map::Same })
    }

    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    /// The value where the condition is true, else 0; `rises` where the value is never below 0, else it is never above.
    pub(super) fn gate(&mut self, condition: Signal, value: Signal, rises: bool) -> Signal {
        let (gather, most) = if rises { (Gather::Least, FAR) } else { (Gather::Most, -FAR) };
        let open = self.map(condition, Map::Award(most));
        self.join(gather, gather.neutral(), vec![open, value], Map::Same)
    }

    /// The lookup's truth, or the other's where the lookup leaves it open (see [`OPEN`]).
    pub(super) fn select(&mut self, lookup: &Leaf, other: Signal) -> Signal {
        let side = |open: i64| -> Signal {
            let table = lookup.table.iter().map(|entry| if *entry == OPEN { open } else { *entry }).collect();
            Signal::Leaf(Leaf { var: lookup.var, table })
        };
        let below = self.all(vec![side(YES), other]);
        self.any(vec![side(NO), below])
    }

    /// Joins signals. What hangs on nothing or on one variable needs no node.
    fn join(&mut self, gather: Gather, base: i64, parts: Vec<Signal>, map: Map) -> Signal {
        let mut base = base;
        let mut leaves: BTreeMap<Var, Arc<[i64]>> = BTreeMap::new();
        let mut children: Vec<NodeId> = Vec::new();
        for part in parts {
            match part {
                Signal::Constant(value) => base = gather.join(base, value),
                Signal::Leaf(Leaf { var, table }) => {
                    let joined = match leaves.remove(&var) {
                        Some(known) => known.iter().zip(&*table).map(|(one, two)| gather.join(*one, *two)).collect(),
                        None => table,
                    };
                    leaves.insert(var, joined);
                }
                Signal::Node(id) if gather == Gather::Sum || !children.contains(&id) => children.push(id),
                Signal::Node(_) => {}
            }
        }
        if children.is_empty() && leaves.len() <= 1 {
            return match leaves.pop_first() {
                None => Signal::Constant(map.of(base)),
                // A table as it is may be large, and is shared.
                Some((var, table)) if matches!((gather, base, &map), (Gather::Sum, 0, Map::Same)) => {
                    constant_or_leaf(Leaf { var, table })
                }
                Some((var, table)) => {
                    let table = table.iter().map(|entry| map.of(gather.join(base, *entry))).collect();
                    constant_or_leaf(Leaf { var, table })
                }
            };
        }
        if let ([only], true, Map::Same) = (children.as_slice(), leaves.is_empty(), &map)
            && self.changes_nothing(gather, base, *only)
        {
            return Signal::Node(*only);
        }
        let leaves = leaves.into_iter().map(|(var, table)| Leaf { var, table }).collect();
        Signal::Node(self.push(Node { gather, base, leaves, children, map }))
    }

    fn changes_nothing(&self, gather: Gather, base: i64, _: NodeId) -> bool {
        // Truths lie from NO to YES, so that these bases are neutral for them, as the neutral values are for all.
        match gather {
            Gather::Sum => base == 0,
            Gather::Least => base == YES || base == gather.neutral(),
            Gather::Most => base == NO || base == gather.neutral(),
        }
    }
}

/// The entry of a lookup that leaves the truth open.
pub(super) const OPEN: i64 = 3;

fn constant_or_leaf(leaf: Leaf) -> Signal {
    match leaf.table.first() {
        Some(first) if leaf.table.iter().all(|entry| entry == first) => Signal::Constant(*first),
        _ => Signal::Leaf(leaf),
    }
}
