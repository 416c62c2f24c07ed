//! One dependency graph over everything that is computed: an order of evaluation, or the path of a cycle (semantics 35).

use std::collections::{BTreeMap, BTreeSet};

use super::Checkedly;
use crate::{
    base::{Diagnostic, Reported, Span, code},
    model::{Model, Node, ScoreBody},
};

/// Everything that is computed, each after all it needs; otherwise in the order of the text.
///
/// Depth-first search with three colours (Cormen et al., *Introduction to Algorithms*, 22.4), on a stack of its own, so
/// that long chains of definitions cannot overflow the machine's.
pub(super) fn order(model: &Model, edges: &[(Node, Node, Span)], out: &mut Vec<Diagnostic>) -> Checkedly<Vec<Node>> {
    let mut needs: BTreeMap<Node, Vec<(Node, Span)>> = BTreeMap::new();
    for (from, to, span) in edges {
        needs.entry(*from).or_default().push((*to, *span));
    }
    let mut order = Vec::new();
    let mut done: BTreeSet<Node> = BTreeSet::new();
    let mut failed = false;
    let empty = Vec::new();
    for root in nodes(model) {
        // Each frame is a node, the place that asked for it, and how many of its needs have been looked at.
        let mut stack: Vec<(Node, Option<Span>, usize)> = vec![(root, None, 0)];
        while let Some((node, _, next)) = stack.last_mut() {
            let node = *node;
            if *next == 0 && done.contains(&node) {
                stack.pop();
                continue;
            }
            match needs.get(&node).unwrap_or(&empty).get(*next) {
                None => {
                    if done.insert(node) {
                        order.push(node);
                    }
                    stack.pop();
                }
                Some((needed, span)) => {
                    *next += 1;
                    if done.contains(needed) {
                        continue;
                    }
                    if let Some(start) = stack.iter().position(|(on_stack, ..)| on_stack == needed) {
                        let around: Vec<(Node, Option<Span>)> =
                            stack.iter().skip(start).map(|(node, span, _)| (*node, *span)).collect();
                        out.push(cycle(model, &around, *span));
                        failed = true;
                    } else {
                        stack.push((*needed, Some(*span), 0));
                    }
                }
            }
        }
    }
    if failed { Err(Reported) } else { Ok(order) }
}

fn nodes(model: &Model) -> impl Iterator<Item = Node> {
    let defines = model.defines.ids().map(Node::Define);
    let rules = model.rules.ids().map(Node::Rule);
    let groups = model.groups.ids().map(Node::Group);
    let scores = model.scores.ids().map(Node::Score);
    let stages = model.stages.ids().map(Node::Stage);
    let lists = model.lists.ids().map(Node::List);
    defines.chain(rules).chain(groups).chain(scores).chain(stages).chain(lists)
}

/// Blames the first mention that somebody wrote: that a score needs its own rules is no mention.
fn cycle(model: &Model, around: &[(Node, Option<Span>)], closing: Span) -> Diagnostic {
    // Each node with the place where it mentions the next one.
    let spans = around.iter().skip(1).map(|(_, span)| *span).chain([Some(closing)]);
    let mut steps: Vec<(Node, Option<Span>)> = around.iter().map(|(node, _)| *node).zip(spans).collect();
    let written = |(node, _): &(Node, Option<Span>)| match node {
        Node::Score(id) => matches!(model.scores.at(*id).body, ScoreBody::Derived(_)),
        Node::Group(_) => false,
        Node::Define(_) | Node::Rule(_) | Node::Stage(_) | Node::List(_) => true,
    };
    let first = steps.iter().position(written).unwrap_or(0);
    steps.rotate_left(first);
    let names: Vec<String> = steps.iter().map(|(node, _)| format!("`{}`", name(model, *node))).collect();
    let begin = names.first().cloned().unwrap_or_default();
    let path = format!("{} → {begin}", names.join(" → "));
    let blamed = steps.first().and_then(|(_, span)| *span).unwrap_or(closing);
    let mut diagnostic = Diagnostic::new(&code::CIRCULAR, blamed, format!("{begin} depends on itself: {path}"))
        .at("the circle begins here")
        .help(if steps.iter().any(|(node, _)| matches!(node, Node::Rule(_) | Node::Group(_) | Node::Score(_))) {
            "points cannot depend on a result that depends on those points: take one step of the path out"
        } else {
            "what is asked here depends on its own answer: take one step of the path out"
        });
    for (step, next) in steps.iter().zip(names.iter().skip(1).chain([&begin])).skip(1) {
        if let (true, Some(span)) = (written(step), step.1) {
            diagnostic = diagnostic.label(span, format!("on the way to {next}"));
        }
    }
    diagnostic
}

fn name(model: &Model, node: Node) -> String {
    match node {
        Node::Define(id) => model.defines.at(id).name.clone(),
        Node::Rule(id) => model.rules.at(id).id.clone(),
        Node::Group(id) => {
            let group = &model.groups.at(id);
            format!("{}.{}", model.scores.at(group.score).name, group.name)
        }
        Node::Score(id) => model.scores.at(id).name.clone(),
        Node::Stage(id) => model.stages.at(id).name.clone(),
        Node::List(id) => model.lists.at(id).name.clone(),
    }
}
