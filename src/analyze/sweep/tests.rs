//! The search against trying everything, on random circuits.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Budget, search};
use crate::analyze::circuit::{Circuit, FAR, Leaf, Map, NO, NodeId, Signal, UNSURE, Var, YES};

/// The value of a signal where each variable has this class.
fn value(circuit: &Circuit, signal: &Signal, classes: &[u32]) -> i64 {
    let leaf = |leaf: &Leaf| leaf.table[classes[leaf.var.0 as usize] as usize];
    match signal {
        Signal::Constant(value) => *value,
        Signal::Leaf(of) => leaf(of),
        Signal::Node(id) => {
            let node = circuit.node(*id).unwrap();
            let children = node.children.iter().map(|child| value(circuit, &Signal::Node(*child), classes));
            let joined = node.leaves.iter().map(leaf).chain(children).fold(node.base, |a, b| node.gather.join(a, b));
            node.map.of(joined)
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Truth(u32, [i64; 3]),
    All(usize, usize),
    Any(usize, usize),
    Not(usize),
    Points(usize, usize, i64, i64),
    Limit(usize, usize, usize, i64, i64),
    Reaches(usize, i64, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let truth = || prop_oneof![Just(NO), Just(UNSURE), Just(YES)];
    let n = || 0usize..100;
    prop_oneof![
        4 => (0u32..5, truth(), truth(), truth()).prop_map(|(var, a, b, c)| Step::Truth(var, [a, b, c])),
        2 => (n(), n()).prop_map(|(a, b)| Step::All(a, b)),
        2 => (n(), n()).prop_map(|(a, b)| Step::Any(a, b)),
        1 => n().prop_map(Step::Not),
        3 => (n(), n(), -9i64..10, -9i64..10).prop_map(|(a, b, p, q)| Step::Points(a, b, p, q)),
        2 => (n(), n(), n(), -12i64..4, -3i64..13).prop_map(|(a, b, c, low, high)| Step::Limit(a, b, c, low, high)),
        2 => (n(), -9i64..10, 0i64..9).prop_map(|(a, low, more)| Step::Reaches(a, low, low + more)),
    ]
}

/// The truths and the points that the steps make.
fn build(steps: &[Step]) -> (Circuit, Vec<Signal>, Vec<Signal>) {
    let mut circuit = Circuit::default();
    let mut truths = vec![Signal::Constant(YES)];
    let mut points = vec![Signal::Constant(0)];
    for step in steps {
        let truth = |at: usize| truths[at % truths.len()].clone();
        let point = |at: usize| points[at % points.len()].clone();
        match step {
            Step::Truth(var, table) => truths.push(Signal::Leaf(Leaf { var: Var(*var), table: (*table).into() })),
            Step::All(a, b) => {
                let made = circuit.all(vec![truth(*a), truth(*b)]);
                truths.push(made)
            }
            Step::Any(a, b) => {
                let made = circuit.any(vec![truth(*a), truth(*b)]);
                truths.push(made)
            }
            Step::Not(a) => {
                let made = circuit.not(truth(*a));
                truths.push(made)
            }
            Step::Points(a, b, p, q) => {
                let one = circuit.map(truth(*a), Map::Award(*p));
                let two = circuit.map(truth(*b), Map::Award(*q));
                let made = circuit.sum(vec![one, two], Map::Same);
                points.push(made);
            }
            Step::Limit(a, b, c, low, high) => {
                let made = circuit.sum(vec![point(*a), point(*b), point(*c)], Map::Clamp { low: *low, high: *high });
                points.push(made);
            }
            Step::Reaches(a, low, high) => {
                let stretch = if *low == 0 { (*low, FAR) } else { (*low, *high) };
                let made = circuit.map(point(*a), Map::Inside([stretch].into()));
                truths.push(made);
            }
        }
    }
    (circuit, truths, points)
}

fn all_classes() -> impl Iterator<Item = Vec<u32>> {
    (0..3u32.pow(5)).map(|number| (0..5).map(|place| number / 3u32.pow(place) % 3).collect())
}

fn as_node(circuit: &mut Circuit, signal: Signal) -> Option<NodeId> {
    match circuit.sum(vec![signal], Map::Same) {
        Signal::Node(id) => Some(id),
        _ => None,
    }
}

fn assigned(found: &[(Var, u32)]) -> Vec<u32> {
    let found: BTreeMap<Var, u32> = found.iter().copied().collect();
    (0..5).map(|var| found.get(&Var(var)).copied().unwrap_or(0)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::analyze::tests::cases(1500)))]

    #[test]
    fn the_largest_value_is_the_one_that_trying_everything_finds(
        steps in prop::collection::vec(step(), 4..30),
        states in prop_oneof![Just(20_000usize), Just(3), Just(1)],
        most in prop_oneof![Just(1_000_000u64), Just(1_000), Just(50)],
        with_must in any::<bool>(),
    ) {
        let (mut circuit, truths, points) = build(&steps);
        let must_signal = with_must.then(|| truths[truths.len() - 1].clone());
        let must: Vec<NodeId> = must_signal.iter().filter_map(|signal| match signal { Signal::Node(id) => Some(*id), _ => None }).collect();
        for signal in points.iter().rev().take(3).chain(truths.iter().rev().take(3)) {
            for turn in [false, true] {
                let root = if turn { circuit.map(signal.clone(), Map::Negate) } else { signal.clone() };
                let Some(node) = as_node(&mut circuit, root.clone()) else { continue };
                let budget = Budget { states, steps: most };
                let found = search(&circuit, node, &must, |var| var.0 as usize, |_| 3, budget).unwrap();
                let allowed = |classes: &Vec<u32>| must.iter().all(|must| value(&circuit, &Signal::Node(*must), classes) == YES);
                let best = all_classes().filter(allowed).map(|classes| value(&circuit, &root, &classes)).max();
                if let Some((claimed, classes)) = &found.best {
                    let classes = assigned(classes);
                    prop_assert_eq!(value(&circuit, &root, &classes), *claimed);
                    prop_assert!(allowed(&classes));
                }
                prop_assert!(best <= found.upper(), "{:?} {:?}", best, found);
                if found.is_proven() {
                    prop_assert_eq!(best, found.best.as_ref().map(|(value, _)| *value));
                } else {
                    prop_assert!(states < 20_000 || most < 1_000_000);
                }
            }
        }
    }
}
