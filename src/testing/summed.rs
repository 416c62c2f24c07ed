//! Which points there can be: takes a model, gives for each rule, group and score every sum that its rules could come
//! to, so that the number nearest to a threshold is known: behind `total >= 60` of rules of 10 and 15 points that is 55.
//!
//! Rules beside each other that ask for different values of one property exclude each other, as `visits in 2..=5` and
//! `visits >= 6` do. Beyond that more is possible here than contacts reach. Points that fade have no such set.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Award, Condition, Formula, Limit, Model, Node, Operand, PointsOf, Question, RuleBody, ScoreBody},
    value::{Bound, Points, Scalar},
};

/// Sums of one score that are kept; of more, any points count as possible.
const MOST: usize = 4_000;
/// Points, in ten-thousandths, up to which what has no limit is added up: 2,000.
const FARTHEST: i64 = 20_000_000;

/// Points in ten-thousandths; none: any.
pub(super) type Possible = Option<BTreeSet<i64>>;

/// What a rule asks first, and its points.
type Asking<'a> = (&'a Question, &'a BTreeSet<i64>);

/// The points that each rule, group and score can have.
pub(super) fn possible(model: &Model) -> BTreeMap<Node, Possible> {
    let mut found = BTreeMap::new();
    for node in &model.order {
        let points = match node {
            Node::Rule(id) => model.rules.get(*id).and_then(|rule| {
                let most = rule.up_to.map_or(FARTHEST, Points::scaled);
                let points = of_rule(&rule.body, most)?;
                Some(match rule.up_to {
                    Some(most) => map(&points, |points| points.capped(most)),
                    None => points,
                })
            }),
            Node::Group(id) => model.groups.get(*id).and_then(|group| {
                let parts = group.rules.iter().map(|rule| Node::Rule(*rule));
                Some(limited(&summed(model, parts, &found)?, group.limit))
            }),
            Node::Score(id) => model.scores.get(*id).and_then(|score| {
                let points = match &score.body {
                    ScoreBody::Sum { groups, rules } => {
                        let groups = groups.iter().map(|group| Node::Group(*group));
                        summed(model, groups.chain(rules.iter().map(|rule| Node::Rule(*rule))), &found)
                    }
                    ScoreBody::Derived(formula) => of_formula(formula, &found),
                };
                Some(limited(&points?, score.limit))
            }),
            Node::Define(_) | Node::Stage(_) | Node::List(_) => continue,
        };
        found.insert(*node, points);
    }
    found
}

fn of_rule(body: &RuleBody, most: i64) -> Possible {
    let or_nothing = |points: Vec<Points>| points.into_iter().map(Points::scaled).chain([0]).collect::<BTreeSet<_>>();
    match body {
        RuleBody::When { condition: None, award: Award::Flat(points) } => Some(BTreeSet::from([points.scaled()])),
        RuleBody::When { award: Award::Flat(points), .. } => Some(or_nothing(vec![*points])),
        RuleBody::When { award: Award::Per { points, .. }, .. } | RuleBody::Each { points, curve: None, .. } => {
            several(&or_nothing(vec![*points]), most)
        }
        RuleBody::When { award: Award::Decay { .. }, .. } | RuleBody::Each { .. } => None,
        RuleBody::Match { arms, otherwise, unknown, .. } => {
            Some(or_nothing(arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown).collect()))
        }
        RuleBody::MatchEach { arms, otherwise, unknown, .. } => {
            several(&or_nothing(arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown).collect()), most)
        }
    }
}

/// Each of some points any number of times.
fn several(points: &BTreeSet<i64>, most: i64) -> Possible {
    let mut found = BTreeSet::from([0]);
    let mut open = vec![0_i64];
    while let Some(sum) = open.pop() {
        if sum.abs() > most {
            continue;
        }
        for more in points {
            let next = sum.saturating_add(*more);
            if found.insert(next) {
                open.push(next);
            }
        }
        if found.len() > MOST {
            return None;
        }
    }
    Some(found)
}

fn summed(model: &Model, parts: impl Iterator<Item = Node>, found: &BTreeMap<Node, Possible>) -> Possible {
    let mut sum = BTreeSet::from([0]);
    let mut asked: Vec<(&Operand, Vec<Asking<'_>>)> = Vec::new();
    for part in parts {
        let points = found.get(&part)?.as_ref()?;
        match asks_first(model, part) {
            Some((operand, question)) => match asked.iter_mut().find(|(other, _)| *other == operand) {
                Some((_, rules)) => rules.push((question, points)),
                None => asked.push((operand, vec![(question, points)])),
            },
            None => sum = added(&sum, points)?,
        }
    }
    asked.iter().try_fold(sum, |sum, (_, rules)| added(&sum, &together(rules)?))
}

/// The number or choice that a rule asks for before anything else.
fn asks_first(model: &Model, part: Node) -> Option<(&Operand, &Question)> {
    let Node::Rule(id) = part else { return None };
    let RuleBody::When { condition: Some(condition), .. } = &model.rules.get(id)?.body else { return None };
    let first = match condition {
        Condition::All(parts) => parts.first()?,
        other => other,
    };
    let Condition::Test(test) = first else { return None };
    match &test.question {
        Question::Within { operand, .. } | Question::Choice { operand, .. } => Some((operand, &test.question)),
        _ => None,
    }
}

/// What rules that ask for one number or choice can add up to: for each of its values, those of the rules that let it
/// through.
fn together(rules: &[Asking<'_>]) -> Possible {
    let mut all = BTreeSet::from([0]);
    let mut values: Vec<Sample> = rules.iter().flat_map(|(question, _)| samples(question)).collect();
    values.dedup();
    for value in values {
        let open = rules.iter().filter(|(question, _)| value.is_in(question));
        all.extend(open.into_iter().try_fold(BTreeSet::from([0]), |sum, (_, points)| added(&sum, points))?);
    }
    (all.len() <= MOST).then_some(all)
}

/// One of the values that tell rules apart.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sample {
    Number(Scalar),
    Choice(u32),
}

impl Sample {
    fn is_in(self, question: &Question) -> bool {
        match (self, question) {
            (Sample::Number(number), Question::Within { intervals, .. }) => {
                intervals.iter().any(|interval| interval.contains(&number))
            }
            (Sample::Choice(place), Question::Choice { among, .. }) => among.contains(&place),
            _ => false,
        }
    }
}

/// The ends of what a question asks for, with what lies right beside them.
fn samples(question: &Question) -> Vec<Sample> {
    match question {
        Question::Within { intervals, .. } => {
            let ends = intervals.iter().flat_map(|interval| [interval.low, interval.high]);
            let at = ends.filter_map(|bound| match bound {
                Bound::Unbounded => None,
                Bound::Included(at) | Bound::Excluded(at) => Some(at),
            });
            at.flat_map(|at| match at {
                Scalar::Integer(integer) => beside(at, integer as f64),
                Scalar::Number(number) => beside(at, number),
                Scalar::Points(points) => [-1, 0, 1]
                    .map(|step| Scalar::Points(Points::from_scaled(points.scaled().saturating_add(step))))
                    .to_vec(),
                Scalar::Date(_) | Scalar::Instant(_) => vec![at],
            })
            .map(Sample::Number)
            .collect()
        }
        Question::Choice { among, .. } => among.iter().copied().map(Sample::Choice).collect(),
        _ => Vec::new(),
    }
}

fn beside(at: Scalar, number: f64) -> Vec<Scalar> {
    vec![Scalar::Number(number.next_down()), at, Scalar::Number(number.next_up())]
}

fn added(one: &BTreeSet<i64>, other: &BTreeSet<i64>) -> Possible {
    if one.len().saturating_mul(other.len()) > MOST * 50 {
        return None;
    }
    let sums: BTreeSet<i64> = one.iter().flat_map(|one| other.iter().map(|other| one.saturating_add(*other))).collect();
    (sums.len() <= MOST).then_some(sums)
}

fn of_formula(formula: &Formula, found: &BTreeMap<Node, Possible>) -> Possible {
    match formula {
        Formula::Points(of) => found.get(&node_of(*of))?.clone(),
        Formula::Constant(points) => Some(BTreeSet::from([points.scaled()])),
        Formula::Sum(parts) => {
            parts.iter().try_fold(BTreeSet::from([0]), |sum, part| added(&sum, &of_formula(part, found)?))
        }
        Formula::Negate(of) => Some(of_formula(of, found)?.iter().map(|points| points.saturating_neg()).collect()),
        Formula::Product { factor, of } => Some(map(&of_formula(of, found)?, |points| points.times(factor))),
    }
}

fn limited(points: &BTreeSet<i64>, limit: Limit) -> BTreeSet<i64> {
    map(points, |points| points.clamp_to(limit.min, limit.max))
}

fn map(points: &BTreeSet<i64>, change: impl Fn(Points) -> Points) -> BTreeSet<i64> {
    points.iter().map(|points| change(Points::from_scaled(*points)).scaled()).collect()
}

/// The part that points are of.
pub(super) fn node_of(of: PointsOf) -> Node {
    match of {
        PointsOf::Score(id) => Node::Score(id),
        PointsOf::Group(id) => Node::Group(id),
        PointsOf::Rule(id) => Node::Rule(id),
    }
}
