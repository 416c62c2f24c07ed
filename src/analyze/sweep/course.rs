//! The course of a search: takes a circuit and what is asked of it, gives the levels that are walked, one a variable.
//!
//! A node is open from the level of its first variable to the level of its last, where it closes and its value joins
//! its parents. Knows nothing of states.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
};

use super::{
    super::circuit::{Circuit, Direction, FAR, Gather, Map, NodeId, Var},
    choices::Choices,
    order::order,
};

/// What is walked.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) nodes: Vec<Place>,
    pub(super) levels: Vec<Level>,
    /// The node whose value is to be the largest.
    pub(super) root: usize,
    /// Elementary steps that it took to make it.
    pub(super) steps: u64,
}

impl Course {
    /// How many elementary steps a walk with so many states takes, about.
    pub(super) fn length(&self, states: usize) -> u64 {
        let cost = |level: &Level| {
            level.choices.len()
                * (level.opening.len() + level.closing.len() + 3 * level.kept.len() + level.choices.width())
        };
        self.levels.iter().map(|level| cost(level) as u64).sum::<u64>().saturating_mul(states as u64)
    }
}

/// A node on the course.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) gather: Gather,
    pub(super) base: i64,
    pub(super) map: Map,
    pub(super) parents: Vec<usize>,
    /// It has to be true.
    pub(super) must: bool,
    /// How the root goes where what is joined in here rises; none where it does not matter.
    pub(super) direction: Option<Direction>,
    /// The least and most it can be.
    pub(super) range: (i64, i64),
}

/// One variable's turn.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) var: Var,
    pub(super) choices: Choices,
    /// Nodes that begin here.
    pub(super) opening: Vec<usize>,
    /// Nodes that end here, each after its children.
    pub(super) closing: Vec<usize>,
    /// Nodes that are open behind this level, in order.
    pub(super) kept: Vec<Kept>,
    /// Places among the kept, to which they point.
    links: Vec<u32>,
    /// Among `kept`, the one of which only the best value matters among states that agree in all others, and whether the
    /// best is the largest.
    pub(super) free: Option<(usize, bool)>,
}

/// A node that is open behind a level.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) node: usize,
    /// What may still join in from nodes and leaves that are not open.
    pub(super) rest: (i64, i64),
    /// Children that are open too, among the links.
    children: Range<u32>,
    /// Parents that are open too, among the links; none where some parent is not open yet.
    parents: Option<Range<u32>>,
}

impl Level {
    /// The places of a kept node's open children among the kept.
    pub(super) fn children(&self, of: &Kept) -> impl Iterator<Item = usize> {
        self.linked(&of.children)
    }

    /// The places of a kept node's parents among the kept; none where some parent is not open yet.
    pub(super) fn parents(&self, of: &Kept) -> Option<impl Iterator<Item = usize>> {
        of.parents.as_ref().map(|parents| self.linked(parents))
    }

    fn linked(&self, range: &Range<u32>) -> impl Iterator<Item = usize> {
        let links = self.links.get(range.start as usize..range.end as usize);
        links.into_iter().flatten().map(|place| *place as usize)
    }
}

impl Course {
    /// The course for making `root` as large as can be while all of `must` are true; none where a value could be too
    /// large to be counted. `families` are the variables' families: those of one family follow each other, in their order.
    pub(super) fn new(
        circuit: &Circuit,
        root: NodeId,
        must: &[NodeId],
        families: impl Fn(Var) -> usize,
        classes: impl Fn(Var) -> usize,
    ) -> Option<Self> {
        let reached = reached(circuit, root, must);
        let places: HashMap<NodeId, usize> = reached.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut nodes: Vec<Place> = Vec::with_capacity(reached.len());
        let mut children: Vec<Vec<usize>> = Vec::with_capacity(reached.len());
        let mut leaves: BTreeMap<Var, Vec<(usize, &[i64])>> = BTreeMap::new();
        for (at, id) in reached.iter().enumerate() {
            let node = circuit.node(*id)?;
            let own: Vec<usize> = node.children.iter().filter_map(|child| places.get(child).copied()).collect();
            let mut joined = (node.base, node.base);
            for leaf in &node.leaves {
                leaves.entry(leaf.var).or_default().push((at, &leaf.table));
                let range = (leaf.table.iter().min().copied()?, leaf.table.iter().max().copied()?);
                joined = join(node.gather, joined, range);
            }
            for child in &own {
                joined = join(node.gather, joined, nodes.get(*child)?.range);
                nodes.get_mut(*child)?.parents.push(at);
            }
            let limit = if node.gather == Gather::Sum { FAR } else { 2 * FAR };
            let range = node.map.image(joined);
            if joined.0 < -limit || limit < joined.1 || range.0 < -2 * FAR || 2 * FAR < range.1 {
                return None;
            }
            children.push(own);
            nodes.push(Place {
                gather: node.gather,
                base: node.base,
                map: node.map.clone(),
                parents: Vec::new(),
                must: must.contains(id),
                direction: None,
                range,
            });
        }
        let root = places.get(&root).copied()?;
        direct(&mut nodes, root);
        let vars = ordered(&leaves, &nodes, families);
        let levels = levels(&nodes, &children, &leaves, &vars, root, classes)?;
        let tables = leaves.values().flatten().map(|(_, table)| table.len() as u64).sum::<u64>();
        let kept = levels.iter().map(|level| level.kept.len() as u64).sum::<u64>();
        Some(Self { nodes, levels, root, steps: tables / 4 + kept })
    }
}

/// The nodes that the root and the musts hang on, each after its children.
pub(super) fn reached(circuit: &Circuit, root: NodeId, must: &[NodeId]) -> Vec<NodeId> {
    let mut reached: BTreeSet<NodeId> = BTreeSet::new();
    let mut waiting: Vec<NodeId> = must.iter().copied().chain([root]).collect();
    while let Some(id) = waiting.pop() {
        if reached.insert(id)
            && let Some(node) = circuit.node(id)
        {
            waiting.extend(&node.children);
        }
    }
    // Numbers rise from children to parents.
    reached.into_iter().collect()
}

/// Marks how the root, and the musts, go with each node.
fn direct(nodes: &mut [Place], root: usize) {
    for at in (0..nodes.len()).rev() {
        let Some(place) = nodes.get(at) else { continue };
        let wanted = (at == root || place.must).then_some(Direction::Up);
        let above = place.parents.iter().filter_map(|parent| nodes.get(*parent)?.direction);
        let outer = above.chain(wanted).reduce(Direction::and);
        let direction = outer.map(|outer| place.map.direction().then(outer));
        if let Some(place) = nodes.get_mut(at) {
            place.direction = direction;
        }
    }
}

/// Bits of a word.
const BITS: usize = 64;

/// The variables in the order they are looked at.
fn ordered(
    leaves: &BTreeMap<Var, Vec<(usize, &[i64])>>,
    nodes: &[Place],
    family_of: impl Fn(Var) -> usize,
) -> Vec<Var> {
    let mut members: BTreeMap<usize, Vec<Var>> = BTreeMap::new();
    for var in leaves.keys() {
        members.entry(family_of(*var)).or_default().push(*var);
    }
    // The families of each node, one bit each.
    let words = members.len().div_ceil(BITS).max(1);
    let mut support: Vec<u64> = vec![0; nodes.len() * words];
    for (number, vars) in members.values().enumerate() {
        for (node, _) in vars.iter().filter_map(|var| leaves.get(var)).flatten() {
            if let Some(word) = support.get_mut(node * words + number / BITS) {
                *word |= 1 << (number % BITS);
            }
        }
    }
    // Parents come after their children.
    for (at, place) in nodes.iter().enumerate() {
        let (done, rest) = support.split_at_mut((at + 1) * words);
        let own = done.get(at * words..).unwrap_or_default();
        for parent in &place.parents {
            let above = rest.get_mut((parent - at - 1) * words..).unwrap_or_default();
            above.iter_mut().zip(own).for_each(|(above, own)| *above |= own);
        }
    }
    let bits = |word: u64| (0..BITS).filter(move |bit| word >> bit & 1 == 1);
    let families =
        |of: &[u64]| of.iter().enumerate().flat_map(|(at, word)| bits(*word).map(move |bit| at * BITS + bit)).collect();
    let support: Vec<Vec<usize>> = support.chunks(words).map(families).collect();
    let members: Vec<Vec<Var>> = members.into_values().collect();
    order(members.len(), &support).into_iter().filter_map(|family| members.get(family)).flatten().copied().collect()
}

fn levels(
    nodes: &[Place],
    children: &[Vec<usize>],
    leaves: &BTreeMap<Var, Vec<(usize, &[i64])>>,
    vars: &[Var],
    root: usize,
    classes: impl Fn(Var) -> usize,
) -> Option<Vec<Level>> {
    let turn: HashMap<Var, usize> = vars.iter().enumerate().map(|(at, var)| (*var, at)).collect();
    // The turns of each node's first and last variable, and its leaves by turn with their least and most.
    let mut span: Vec<(usize, usize)> = vec![(usize::MAX, 0); nodes.len()];
    let mut ranges: Vec<Vec<(usize, (i64, i64))>> = vec![Vec::new(); nodes.len()];
    for (var, tables) in leaves {
        let at = *turn.get(var)?;
        for (node, table) in tables {
            let span = span.get_mut(*node)?;
            *span = (span.0.min(at), span.1.max(at));
            ranges.get_mut(*node)?.push((at, (table.iter().min().copied()?, table.iter().max().copied()?)));
        }
    }
    // The root stays open from the first level to the last, so that there is always a bound, and a value at the end.
    *span.get_mut(root)? = (0, vars.len().checked_sub(1)?);
    for (at, children) in children.iter().enumerate() {
        for child in children {
            let (first, last) = *span.get(*child)?;
            let span = span.get_mut(at)?;
            *span = (span.0.min(first), span.1.max(last));
        }
    }
    let mut levels: Vec<Level> = Vec::with_capacity(vars.len());
    for (at, var) in vars.iter().enumerate() {
        let tables = leaves.get(var)?;
        let directions = |node: usize| nodes.get(node).and_then(|place| place.direction);
        levels.push(Level {
            var: *var,
            choices: Choices::new(tables, classes(*var), directions),
            links: Vec::new(),
            opening: Vec::new(),
            closing: Vec::new(),
            kept: Vec::new(),
            free: None,
        });
        debug_assert_eq!(turn.get(var), Some(&at));
    }
    for (node, (first, last)) in span.iter().enumerate() {
        levels.get_mut(*first)?.opening.push(node);
        levels.get_mut(*last)?.closing.push(node);
    }
    let mut places: Vec<Option<u32>> = vec![None; nodes.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, level) in levels.iter_mut().enumerate() {
        open.iter().for_each(|node| set(&mut places, *node, None));
        let is_open = |(_, (first, last)): &(usize, &(usize, usize))| *first <= at && at < *last;
        open.clear();
        open.extend(span.iter().enumerate().filter(is_open).map(|(node, _)| node));
        open.iter().zip(0..).for_each(|(node, place)| set(&mut places, *node, Some(place)));
        let place_of = |node: usize| places.get(node).copied().flatten();
        level.kept.reserve_exact(open.len());
        for node in &open {
            let place = nodes.get(*node)?;
            let mut rest = (place.gather.neutral(), place.gather.neutral());
            for (_, range) in ranges.get(*node)?.iter().filter(|(turn, _)| *turn > at) {
                rest = join(place.gather, rest, *range);
            }
            let before = end(&level.links);
            for child in children.get(*node)? {
                match (place_of(*child), span.get(*child)?) {
                    (Some(child), _) => level.links.push(child),
                    (None, (first, _)) if *first > at => rest = join(place.gather, rest, nodes.get(*child)?.range),
                    // It has closed and has joined in.
                    (None, _) => {}
                }
            }
            let own = before..end(&level.links);
            let are_told = !place.parents.is_empty() && *node != root && !place.must;
            let parents = (are_told && place.parents.iter().all(|parent| place_of(*parent).is_some())).then(|| {
                level.links.extend(place.parents.iter().filter_map(|parent| place_of(*parent)));
                own.end..end(&level.links)
            });
            level.kept.push(Kept { node: *node, rest, children: own, parents });
        }
        level.links.shrink_to_fit();
        level.free = free(nodes, &level.kept);
    }
    Some(levels)
}

fn end(links: &[u32]) -> u32 {
    u32::try_from(links.len()).unwrap_or(u32::MAX)
}

fn set<T>(places: &mut [T], at: usize, value: T) {
    if let Some(place) = places.get_mut(at) {
        *place = value;
    }
}

/// Of the kept nodes whose rise is good all through, or bad all through, the one with the widest range.
fn free(nodes: &[Place], kept: &[Kept]) -> Option<(usize, bool)> {
    let width = |kept: &Kept| nodes.get(kept.node).map_or(0, |place| place.range.1.saturating_sub(place.range.0));
    let candidates = kept.iter().enumerate().filter_map(|(at, kept)| match nodes.get(kept.node)?.direction? {
        Direction::Up => Some((at, true, width(kept))),
        Direction::Down => Some((at, false, width(kept))),
        Direction::Mixed => None,
    });
    candidates.max_by_key(|(_, _, width)| *width).map(|(at, best_is_largest, _)| (at, best_is_largest))
}

fn join(gather: Gather, one: (i64, i64), two: (i64, i64)) -> (i64, i64) {
    (gather.join(one.0, two.0), gather.join(one.1, two.1))
}
