//! The course of a search: takes a circuit and what is asked of it, gives the levels that are walked, one a variable.
//!
//! A node is open from the level of its first variable to the level of its last, where it closes and its value joins
//! its parents. Knows nothing of states.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::circuit::{Circuit, Direction, FAR, Gather, Map, NodeId, Var},
    order::order,
};

/// What is walked.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) nodes: Vec<Place>,
    pub(super) levels: Vec<Level>,
    /// The node whose value is to be the largest.
    pub(super) root: usize,
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
    pub(super) choices: Vec<Choice>,
    /// Nodes that begin here.
    pub(super) opening: Vec<usize>,
    /// Nodes that end here, each after its children.
    pub(super) closing: Vec<usize>,
    /// Nodes that are open behind this level, in order.
    pub(super) kept: Vec<Kept>,
    /// Among `kept`, the one of which only the best value matters among states that agree in all others, and whether the
    /// best is the largest.
    pub(super) free: Option<(usize, bool)>,
}

/// One class of a variable, or several that are the same to the circuit.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) class: u32,
    /// What joins in where.
    pub(super) adds: Vec<(usize, i64)>,
}

/// A node that is open behind a level.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) node: usize,
    /// What may still join in from nodes and leaves that are not open.
    pub(super) rest: (i64, i64),
    /// Children that are open too, by their places among the kept.
    pub(super) children: Vec<usize>,
    /// Parents that are open too, by their places among the kept; none where some parent is not open yet.
    pub(super) parents: Option<Vec<usize>>,
}

/// Most classes of a variable that are compared with each other to drop the ones that are never better.
const COMPARED: usize = 192;

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
        Some(Self { nodes, levels, root })
    }
}

/// The nodes that the root and the musts hang on, each after its children.
fn reached(circuit: &Circuit, root: NodeId, must: &[NodeId]) -> Vec<NodeId> {
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
    let mut support: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); nodes.len()];
    for (number, vars) in members.values().enumerate() {
        for (node, _) in vars.iter().filter_map(|var| leaves.get(var)).flatten() {
            if let Some(support) = support.get_mut(*node) {
                support.insert(number);
            }
        }
    }
    for at in 0..nodes.len() {
        let own = support.get(at).cloned().unwrap_or_default();
        for parent in nodes.get(at).into_iter().flat_map(|place| &place.parents) {
            if let Some(support) = support.get_mut(*parent) {
                support.extend(&own);
            }
        }
    }
    let support: Vec<Vec<usize>> = support.into_iter().map(|support| support.into_iter().collect()).collect();
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
        levels.push(Level {
            var: *var,
            choices: choices(nodes, tables, classes(*var)),
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
    for (at, level) in levels.iter_mut().enumerate() {
        let open: Vec<usize> = span
            .iter()
            .enumerate()
            .filter(|(_, (first, last))| *first <= at && at < *last)
            .map(|(node, _)| node)
            .collect();
        let places: HashMap<usize, usize> = open.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        for node in &open {
            let place = nodes.get(*node)?;
            let mut rest = (place.gather.neutral(), place.gather.neutral());
            for (_, range) in ranges.get(*node)?.iter().filter(|(turn, _)| *turn > at) {
                rest = join(place.gather, rest, *range);
            }
            let mut own = Vec::new();
            for child in children.get(*node)? {
                match (places.get(child), span.get(*child)?) {
                    (Some(child), _) => own.push(*child),
                    (None, (first, _)) if *first > at => rest = join(place.gather, rest, nodes.get(*child)?.range),
                    // It has closed and has joined in.
                    (None, _) => {}
                }
            }
            let parents: Option<Vec<usize>> = place.parents.iter().map(|parent| places.get(parent).copied()).collect();
            let parents = parents.filter(|parents| !parents.is_empty() && *node != root && !place.must);
            level.kept.push(Kept { node: *node, rest, children: own, parents });
        }
        level.free = free(nodes, &level.kept);
    }
    Some(levels)
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

/// The classes of a variable that differ for the circuit, without those that are never better than another.
fn choices(nodes: &[Place], tables: &[(usize, &[i64])], classes: usize) -> Vec<Choice> {
    let mut columns: Vec<(u32, Vec<i64>)> = Vec::new();
    let mut known: BTreeSet<Vec<i64>> = BTreeSet::new();
    for (class, number) in (0..classes).zip(0_u32..) {
        let column: Option<Vec<i64>> = tables.iter().map(|(_, table)| table.get(class).copied()).collect();
        if let Some(column) = column
            && known.insert(column.clone())
        {
            columns.push((number, column));
        }
    }
    if columns.len() <= COMPARED {
        let directions: Vec<Option<Direction>> =
            tables.iter().map(|(node, _)| nodes.get(*node).and_then(|place| place.direction)).collect();
        let is_beaten = |one: &[i64], by: &[i64]| {
            one.iter().zip(by).zip(&directions).all(|((one, by), direction)| match direction {
                None => true,
                Some(Direction::Up) => one <= by,
                Some(Direction::Down) => one >= by,
                Some(Direction::Mixed) => one == by,
            })
        };
        let mut best: Vec<(u32, Vec<i64>)> = Vec::new();
        for (class, column) in columns {
            if best.iter().any(|(_, other)| is_beaten(&column, other)) {
                continue;
            }
            best.retain(|(_, other)| !is_beaten(other, &column));
            best.push((class, column));
        }
        columns = best;
    }
    let neutral = |node: usize| nodes.get(node).map_or(0, |place| place.gather.neutral());
    columns
        .into_iter()
        .map(|(class, column)| {
            let adds = tables.iter().map(|(node, _)| *node).zip(column);
            Choice { class, adds: adds.filter(|(node, value)| *value != neutral(*node)).collect() }
        })
        .collect()
}

fn join(gather: Gather, one: (i64, i64), two: (i64, i64)) -> (i64, i64) {
    (gather.join(one.0, two.0), gather.join(one.1, two.1))
}
