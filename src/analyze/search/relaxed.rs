//! Proofs that need little: takes a goal, says whether it is impossible even where points and counts of events are
//! whatever they like.
//!
//! ```text
//! stage lifecycle { sql when total >= 60 and not opted_out … }
//! never lifecycle is sql and opted_out       whatever `total` is
//! never lifecycle is sql and lifecycle is mql
//! ```
//!
//! Points are one variable each, whose classes are the points between which the rules tell apart, inside what is known of
//! them beforehand; so are counts of events; other questions about events are answered freely. More is possible so than in
//! truth, hence what is impossible even so is impossible. Knows nothing of witnesses.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{Search, is_possible};
use crate::{
    analyze::{
        Answer, Goal, Matter, Measure,
        circuit::{FAR, Map},
        cone::Cone,
        declared::declared,
        lower::{Freedom, Lowering},
        numbers::stretches,
        space::question_reads,
        vars::leaf,
    },
    model::{Operand, PointsOf, QueryId, Question},
    plan::{AtomId, Plan},
    value::{Bound, Interval, Points, Scalar},
};

/// The least and the most that points can be, in ten-thousandths, as far as that is known.
type Ends = (Option<i64>, Option<i64>);

impl Search<'_> {
    /// Whether some contact reaches the goal.
    pub fn find(&self, goal: &Goal) -> Answer {
        let is_of_rules = |matter: &Matter| matches!(matter, Matter::Fired(_) | Matter::Arm(..) | Matter::Points(..));
        let cone = Cone::of_goal(self.plan, goal);
        let asked = Asked::of(self.plan, &cone);
        // Points that the goal asks for, or that a rule takes a part of, are more than the questions about them.
        if asked.is_empty() || goal.wants.iter().any(|(matter, _)| is_of_rules(matter)) {
            return self.searched(goal, &cone);
        }
        let declared = |of: PointsOf| -> Ends {
            let (low, high) = declared(self.plan.model(), &self.as_of, Measure::Of(of));
            let end = |end: Option<i128>| end.and_then(|end| i64::try_from(end).ok());
            (end(low), end(high))
        };
        if self.is_impossible(goal, &cone, &asked, &declared) {
            return Answer::Impossible;
        }
        let answer = self.searched(goal, &cone);
        let proven = |of: PointsOf| -> Ends {
            let bounds = self.bounds(Measure::Of(of));
            (bounds.min.proven.map(Points::scaled), bounds.max.proven.map(Points::scaled))
        };
        match answer {
            Answer::Undecided(_) if asked.has_points() && self.is_impossible(goal, &cone, &asked, &proven) => {
                Answer::Impossible
            }
            answer => answer,
        }
    }

    fn is_impossible(&self, goal: &Goal, cone: &Cone, asked: &Asked, ends: &dyn Fn(PointsOf) -> Ends) -> bool {
        let spaces = self.spaces(cone);
        let ends: HashMap<Thing, Ends> =
            asked.compared.iter().map(|(_, thing, _)| (*thing, thing.ends(ends))).collect();
        let tried = self.attempt(self.full(&spaces, cone), cone, |lowering| {
            asked.answer(lowering, &ends);
            lowering.goal(goal)
        });
        !tried.is_partial && !is_possible(tried.upper)
    }
}

/// Integers in stretches, with their ends.
type Stretches = Arc<[(i64, i64)]>;

/// Something that has numbers, which questions compare with constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Thing {
    Points(PointsOf),
    Count(QueryId),
}

impl Thing {
    fn ends(self, points: &dyn Fn(PointsOf) -> Ends) -> Ends {
        match self {
            Thing::Points(of) => points(of),
            Thing::Count(_) => (Some(0), None),
        }
    }
}

/// The questions about points and events that a goal hangs on.
#[derive(Debug, Default)]
struct Asked {
    /// Those that compare a number with constants: the integers for which they are true, in stretches.
    compared: Vec<(AtomId, Thing, Stretches)>,
    /// All others.
    free: Vec<AtomId>,
}

impl Asked {
    fn of(plan: &Plan, cone: &Cone) -> Self {
        let mut asked = Self::default();
        for id in &cone.atoms {
            // What is asked of each event is part of a question about events.
            let Some(atom) = plan.atoms().get(*id).filter(|atom| atom.event.is_none()) else { continue };
            let reads = question_reads(&atom.question);
            match &atom.question {
                Question::Stage { .. } | Question::InList(_) => {}
                Question::AnyEvent(query) => {
                    let some = Interval::new(Bound::Included(Scalar::Integer(1)), Bound::Unbounded);
                    asked.compared.push((*id, Thing::Count(*query), stretches(&[some], false)));
                }
                Question::Within { operand, intervals } if reads.results || reads.events => {
                    match plan.resolved(operand) {
                        Operand::Points(of) => {
                            asked.compared.push((*id, Thing::Points(*of), stretches(intervals, true)));
                        }
                        Operand::Count(query) => {
                            asked.compared.push((*id, Thing::Count(*query), stretches(intervals, false)));
                        }
                        _ => asked.free.push(*id),
                    }
                }
                _ if reads.results || reads.events => asked.free.push(*id),
                _ => {}
            }
        }
        asked
    }

    fn is_empty(&self) -> bool {
        self.compared.is_empty() && self.free.is_empty()
    }

    fn has_points(&self) -> bool {
        self.compared.iter().any(|(_, thing, _)| matches!(thing, Thing::Points(_)))
    }

    /// Answers every question for the circuit that is made.
    fn answer(&self, lowering: &mut Lowering<'_>, ends: &HashMap<Thing, Ends>) {
        let mut numbers = HashMap::new();
        for (id, thing, stretches) in &self.compared {
            let number = match numbers.get(thing) {
                Some(number) => number,
                None => {
                    let classes = self.classes(*thing, ends.get(thing).copied().unwrap_or_default());
                    let family = lowering.vars.family();
                    let var = lowering.vars.add(family, classes.len());
                    numbers.entry(*thing).or_insert_with(|| leaf(var, classes))
                }
            };
            let answer = lowering.circuit.map(number.clone(), Map::Inside(stretches.clone()));
            lowering.assume(*id, answer);
        }
        for id in &self.free {
            let answer = lowering.free_truth(Freedom::Computed(None));
            lowering.assume(*id, answer);
        }
    }

    /// One number of each stretch between the numbers at which an answer changes.
    fn classes(&self, thing: Thing, (low, high): Ends) -> Vec<i64> {
        let (low, high) = (low.unwrap_or(-FAR), high.unwrap_or(FAR));
        let changes =
            self.compared.iter().filter(|(_, of, _)| *of == thing).flat_map(|(_, _, stretches)| {
                stretches.iter().flat_map(|(first, last)| [*first, last.saturating_add(1)])
            });
        let mut firsts: BTreeSet<i64> = changes.filter(|first| low < *first && *first <= high).collect();
        firsts.insert(low);
        firsts.into_iter().collect()
    }
}
