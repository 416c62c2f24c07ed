//! The states behind a level: takes those behind the level before, gives those behind it, each once.
//!
//! ```text
//! open node        value so far        may still join in     final value
//! a limit ..=10    12                  0..=4                 10 in any case: settled
//! x and y          false               anything              false in any case: settled
//! z, only in a     3                   …                     a is settled: does not matter
//! ```

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::{
    super::circuit::{Direction, FAR, Var, YES},
    course::{Course, Level},
};

/// A node that is settled is kept as its final value and this.
const SETTLED: i64 = 1 << 62;
/// Values of open nodes are below, those of settled ones above.
const OPEN_BELOW: i64 = 3 * FAR;
/// A node that no longer matters.
const NO_MATTER: i64 = i64::MAX;
/// From so many states on, they are compared with each other.
const MANY: usize = 128;
/// So many of those that agree are compared with each other.
const RIVALS: usize = 48;
/// Stands in a key for the node whose value does not tell states apart.
const ANY: i64 = i64::MIN;

/// States behind a level, and the way to each.
#[derive(Debug)]
pub(super) struct Frontier<'c> {
    course: &'c Course,
    incumbent: Option<i64>,
    /// `width` values for each state.
    values: Vec<i64>,
    width: usize,
    /// What the root can be at most, and at least, for each state.
    bounds: Vec<(i64, i64)>,
    /// For each level: the state before and the class taken, for each state behind it.
    ways: Vec<Vec<(u32, u32)>>,
    /// The value of the root at the end, and its state.
    found: Option<(i64, usize)>,
    // One place a node.
    scratch: Vec<i64>,
    // One place a kept node: its final value at least and at most.
    finals: Vec<(i64, i64)>,
    state: Vec<i64>,
}

impl<'c> Frontier<'c> {
    /// One state in which nothing is decided. Only what beats the incumbent is looked for.
    pub(super) fn new(course: &'c Course, incumbent: Option<i64>) -> Self {
        Self {
            course,
            incumbent,
            values: Vec::new(),
            width: 0,
            bounds: vec![
                course.nodes.get(course.root).map_or((i64::MAX, i64::MIN), |root| (root.range.1, root.range.0)),
            ],
            ways: Vec::new(),
            found: None,
            scratch: vec![0; course.nodes.len()],
            finals: Vec::new(),
            state: Vec::new(),
        }
    }

    /// The best at the end: its value and the class of each variable.
    pub(super) fn best(&self) -> Option<(i64, Vec<(Var, u32)>)> {
        let (value, mut state) = self.found?;
        let mut classes = Vec::with_capacity(self.ways.len());
        for (ways, level) in self.ways.iter().zip(&self.course.levels).rev() {
            let (before, class) = *ways.get(state)?;
            classes.push((level.var, class));
            state = before as usize;
        }
        classes.reverse();
        Some((value, classes))
    }

    /// Goes on to behind the level, with so many states at most; gives what the root could be at most where states were
    /// left out.
    pub(super) fn advance(&mut self, level: usize, most: usize, steps: u64, taken: &mut u64) -> Option<i64> {
        let course = self.course;
        let level = course.levels.get(level)?;
        let before: Vec<usize> = match self.ways.len().checked_sub(1).and_then(|at| course.levels.get(at)) {
            Some(level) => level.kept.iter().map(|kept| kept.node).collect(),
            None => Vec::new(),
        };
        let count = self.bounds.len();
        let mut next = Next { width: level.kept.len(), ..Next::default() };
        let mut beyond = None;
        let cost = (level.opening.len() + level.closing.len() + 2 * level.kept.len() + before.len() + 4) as u64;
        let far = steps.saturating_add(steps / 2);
        // The most promising states first, where there may not be steps for all.
        for at in 0..count {
            if *taken >= steps && at > 0 && !next.bounds.is_empty() {
                beyond = beyond.max(self.bounds.get(at).map(|(most, _)| *most));
                continue;
            }
            let from = at * self.width;
            for (class, adds) in level.choices.iter() {
                // Far past the end, any way on will do: a wide level of a large circuit costs as much as many small searches.
                if *taken >= far && !next.bounds.is_empty() {
                    beyond = beyond.max(self.bounds.get(at).map(|(most, _)| *most));
                    break;
                }
                *taken += cost + level.choices.width() as u64;
                for (node, value) in before.iter().zip(self.values.get(from..).into_iter().flatten()) {
                    put(&mut self.scratch, *node, *value);
                }
                for node in &level.opening {
                    put(&mut self.scratch, *node, course.nodes.get(*node).map_or(0, |place| place.base));
                }
                for (node, value) in adds {
                    self.add(node, value);
                }
                let Some(end) = self.close(level) else { continue };
                let way = (u32::try_from(at).unwrap_or(u32::MAX), class);
                if let Some(value) = end {
                    // The last level: all is decided.
                    if self.incumbent.is_none_or(|incumbent| value > incumbent) {
                        self.incumbent = Some(value);
                        self.found = Some((value, next.ways.len()));
                        next.ways.push(way);
                    }
                    continue;
                }
                self.state.clear();
                self.state
                    .extend(level.kept.iter().map(|kept| self.scratch.get(kept.node).copied().unwrap_or_default()));
                if let Some(bounds) = self.settle(level) {
                    next.add(&self.state, bounds, way, level.free);
                }
            }
        }
        if next.bounds.len() > MANY {
            let directions: Vec<Option<Direction>> =
                level.kept.iter().map(|kept| course.nodes.get(kept.node).and_then(|place| place.direction)).collect();
            *taken += next.drop_beaten(&directions);
        }
        beyond = beyond.max(next.narrow(most));
        self.values = next.values;
        self.width = next.width;
        self.bounds = next.bounds;
        self.ways.push(next.ways);
        beyond
    }

    fn add(&mut self, node: usize, value: i64) {
        if let (Some(place), Some(of)) = (self.scratch.get_mut(node), self.course.nodes.get(node))
            && *place < OPEN_BELOW
        {
            *place = of.gather.join(*place, value);
        }
    }

    /// Closes the nodes that end at a level. None where one that has to be true is not; the value of the root where it
    /// closes, too.
    fn close(&mut self, level: &Level) -> Option<Option<i64>> {
        let course = self.course;
        let mut end = None;
        for node in &level.closing {
            let (Some(value), Some(place)) = (self.scratch.get(*node).copied(), course.nodes.get(*node)) else {
                continue;
            };
            let value = match value {
                NO_MATTER => continue,
                OPEN_BELOW.. => value - SETTLED,
                _ => place.map.of(value),
            };
            if place.must && value != YES {
                return None;
            }
            if *node == course.root {
                end = Some(value);
            }
            for parent in &place.parents {
                self.add(*parent, value);
            }
        }
        Some(end)
    }

    /// Settles what no longer depends on what comes. None where the state cannot lead to anything better; else the most
    /// and the least that the root can be.
    fn settle(&mut self, level: &Level) -> Option<(i64, i64)> {
        let course = self.course;
        self.finals.clear();
        let mut root = (i64::MAX, i64::MIN);
        for (kept, value) in level.kept.iter().zip(&mut self.state) {
            let place = course.nodes.get(kept.node)?;
            let range = match *value {
                NO_MATTER => place.range,
                OPEN_BELOW.. => (*value - SETTLED, *value - SETTLED),
                open => {
                    let mut range = (place.gather.join(open, kept.rest.0), place.gather.join(open, kept.rest.1));
                    for child in level.children(kept) {
                        let (low, high) = self.finals.get(child).copied()?;
                        range = (place.gather.join(range.0, low), place.gather.join(range.1, high));
                    }
                    place.map.image(range)
                }
            };
            if range.0 == range.1 && *value < OPEN_BELOW {
                *value = range.0 + SETTLED;
            }
            if place.must && range.1 < YES {
                return None;
            }
            if kept.node == course.root {
                if self.incumbent.is_some_and(|incumbent| range.1 <= incumbent) {
                    return None;
                }
                root = (range.1, range.0);
            }
            self.finals.push(range);
        }
        // From parents to children: what only settled nodes would hear of, does not matter.
        for at in (0..level.kept.len()).rev() {
            let Some(mut parents) = level.kept.get(at).and_then(|kept| level.parents(kept)) else { continue };
            let is_deaf = |parent: usize| self.state.get(parent).is_some_and(|value| *value >= OPEN_BELOW);
            if parents.all(is_deaf) {
                put(&mut self.state, at, NO_MATTER);
            }
        }
        Some(root)
    }
}

/// The states that are being found.
#[derive(Debug, Default)]
struct Next {
    values: Vec<i64>,
    width: usize,
    bounds: Vec<(i64, i64)>,
    ways: Vec<(u32, u32)>,
    hashes: Vec<u64>,
    /// The states by their hashes.
    known: HashTable<u32>,
    hashing: DefaultHashBuilder,
}

impl Next {
    fn add(&mut self, state: &[i64], bounds: (i64, i64), way: (u32, u32), free: Option<(usize, bool)>) {
        let free_at = free.map(|(at, _)| at);
        let mut hasher = self.hashing.build_hasher();
        telling(state, free_at).for_each(|value| value.hash(&mut hasher));
        let hash = hasher.finish();
        let is_same = |other: &u32| {
            let from = *other as usize * self.width;
            let other = self.values.get(from..from + self.width).unwrap_or_default();
            telling(other, free_at).eq(telling(state, free_at))
        };
        let Some(known) = self.known.find(hash, is_same).map(|known| *known as usize) else {
            let number = u32::try_from(self.bounds.len()).unwrap_or(u32::MAX);
            self.hashes.push(hash);
            let hashes = &self.hashes;
            self.known.insert_unique(hash, number, |at| hashes.get(*at as usize).copied().unwrap_or_default());
            self.values.extend_from_slice(state);
            self.bounds.push(bounds);
            self.ways.push(way);
            return;
        };
        let Some((at, best_is_largest)) = free else { return };
        let Some(value) = state.get(at).copied().filter(|value| *value < OPEN_BELOW) else { return };
        if let (Some(place), Some(old_bounds), Some(old_way)) =
            (self.values.get_mut(known * self.width + at), self.bounds.get_mut(known), self.ways.get_mut(known))
            && (if best_is_largest { value > *place } else { value < *place })
        {
            *place = value;
            *old_bounds = bounds;
            *old_way = way;
        }
    }

    /// Drops states that another one beats in every node, the most promising compared first; gives the steps that took.
    fn drop_beaten(&mut self, directions: &[Option<Direction>]) -> u64 {
        let is_free = |at: usize, value: i64| {
            value < OPEN_BELOW && matches!(directions.get(at), Some(Some(Direction::Up | Direction::Down)))
        };
        let state = |at: usize| self.values.get(at * self.width..(at + 1) * self.width).unwrap_or_default();
        let mut order: Vec<usize> = (0..self.bounds.len()).collect();
        order.sort_by_key(|at| self.bounds.get(*at).map(|(most, least)| (-most, -least)));
        // States can only be compared where all that is not free agrees.
        let mut alike: HashMap<Vec<i64>, Vec<usize>> = HashMap::default();
        let mut kept: Vec<usize> = Vec::with_capacity(order.len());
        let mut steps = 0;
        for at in order {
            let own = state(at);
            let key =
                own.iter().enumerate().map(|(node, value)| if is_free(node, *value) { ANY } else { *value }).collect();
            let rivals = alike.entry(key).or_default();
            let is_beaten = |rival: &usize| {
                own.iter().zip(state(*rival)).zip(directions).all(|((own, rival), direction)| match direction {
                    Some(Direction::Up) => rival >= own,
                    Some(Direction::Down) => rival <= own,
                    _ => true,
                })
            };
            steps += (rivals.len() as u64 + 2) * 2;
            if rivals.iter().any(is_beaten) {
                continue;
            }
            if rivals.len() < RIVALS {
                rivals.push(at);
            }
            kept.push(at);
        }
        self.keep(&kept);
        steps
    }

    /// Keeps the most promising states; gives what the root could be at most for the others.
    fn narrow(&mut self, most: usize) -> Option<i64> {
        if self.bounds.len() <= most {
            return None;
        }
        let mut order: Vec<usize> = (0..self.bounds.len()).collect();
        // Stable: of equals the first found.
        order.sort_by_key(|at| self.bounds.get(*at).map(|(most, least)| (-most, -least)));
        let beyond =
            order.get(most..).into_iter().flatten().filter_map(|at| self.bounds.get(*at)).map(|(most, _)| *most).max();
        order.truncate(most);
        self.keep(&order);
        beyond
    }

    /// Keeps these states, in this order.
    fn keep(&mut self, order: &[usize]) {
        let pick = |at: &usize| self.values.iter().skip(at * self.width).take(self.width).copied();
        self.values = order.iter().flat_map(pick).collect();
        self.bounds = order.iter().filter_map(|at| self.bounds.get(*at).copied()).collect();
        self.ways = order.iter().filter_map(|at| self.ways.get(*at).copied()).collect();
    }
}

/// What tells states apart: of the free node, while it is open, the value does not.
fn telling(state: &[i64], free: Option<usize>) -> impl Iterator<Item = i64> {
    let told = move |(at, value): (usize, &i64)| if Some(at) == free && *value < OPEN_BELOW { ANY } else { *value };
    state.iter().enumerate().map(told)
}

fn put(places: &mut [i64], at: usize, value: i64) {
    if let Some(place) = places.get_mut(at) {
        *place = value;
    }
}
