//! Points as signals: rules, groups and scores as they are added up and limited, and questions about them.

use super::Lowering;
use crate::{
    analyze::{
        Measure,
        circuit::{FAR, Map, Signal, YES},
        lower::Freedom,
        numbers::stretches,
    },
    model::{Comparison, Formula, Operand, PointsOf, Question, ScoreBody},
    value::{Bound, Interval, Points, Scalar, Value},
};

impl Lowering<'_> {
    /// Points, in ten-thousandths.
    pub(in crate::analyze) fn measure(&mut self, measure: Measure) -> Signal {
        if let Some(signal) = self.points.get(&measure) {
            return signal.clone();
        }
        let signal = match measure {
            Measure::Of(PointsOf::Rule(rule)) => self.rule(rule).points,
            Measure::BeforeLimit(PointsOf::Rule(rule)) => self.rule(rule).before,
            Measure::Of(of) => {
                let limit = match of {
                    PointsOf::Group(group) => self.plan.model().groups.get(group).map(|group| group.limit),
                    PointsOf::Score(score) => self.plan.model().scores.get(score).map(|score| score.limit),
                    PointsOf::Rule(_) => None,
                };
                let limit = limit.unwrap_or_default();
                let parts = self.parts(of);
                let map = match (limit.min, limit.max) {
                    (None, None) => Map::Same,
                    (min, max) => {
                        Map::Clamp { low: min.map_or(-FAR, Points::scaled), high: max.map_or(FAR, Points::scaled) }
                    }
                };
                self.circuit.sum(parts, map)
            }
            Measure::BeforeLimit(of) => {
                let parts = self.parts(of);
                self.circuit.sum(parts, Map::Same)
            }
        };
        self.points.insert(measure, signal.clone());
        signal
    }

    /// What a group or score adds up.
    fn parts(&mut self, of: PointsOf) -> Vec<Signal> {
        let model = self.plan.model().clone();
        match of {
            PointsOf::Rule(_) => Vec::new(),
            PointsOf::Group(group) => model
                .groups
                .get(group)
                .map(|group| group.rules.iter().map(|rule| self.rule(*rule).points).collect())
                .unwrap_or_default(),
            PointsOf::Score(score) => match model.scores.get(score).map(|score| &score.body) {
                Some(ScoreBody::Sum { groups, rules }) => {
                    let groups: Vec<Signal> =
                        groups.iter().map(|group| self.measure(Measure::Of(PointsOf::Group(*group)))).collect();
                    groups.into_iter().chain(rules.iter().map(|rule| self.rule(*rule).points)).collect()
                }
                Some(ScoreBody::Derived(formula)) => vec![self.formula(formula)],
                None => Vec::new(),
            },
        }
    }

    fn formula(&mut self, formula: &Formula) -> Signal {
        match formula {
            Formula::Points(of) => self.measure(Measure::Of(*of)),
            Formula::Constant(points) => Signal::Constant(points.scaled()),
            Formula::Sum(parts) => {
                let parts = parts.iter().map(|part| self.formula(part)).collect();
                self.circuit.sum(parts, Map::Same)
            }
            Formula::Negate(of) => {
                let of = self.formula(of);
                self.circuit.map(of, Map::Negate)
            }
            Formula::Product { factor, of } => {
                let of = self.formula(of);
                self.circuit.map(of, Map::Times(*factor))
            }
        }
    }

    /// Questions about points alone.
    pub(super) fn about_points(&mut self, question: &Question) -> Signal {
        match question {
            Question::Known(operand) if matches!(self.plan.resolved(operand), Operand::Points(_)) => {
                Signal::Constant(YES)
            }
            Question::Within { operand, intervals } => match self.plan.resolved(operand) {
                Operand::Points(of) => {
                    let points = self.measure(Measure::Of(*of));
                    self.circuit.map(points, Map::Inside(stretches(intervals, true)))
                }
                _ => self.free_truth(Freedom::Computed(None)),
            },
            Question::Compare { left, comparison, right } => self.compared(left, *comparison, right),
            _ => self.free_truth(Freedom::Computed(None)),
        }
    }

    /// Points against points, or against a constant; both exact.
    fn compared(&mut self, left: &Operand, comparison: Comparison, right: &Operand) -> Signal {
        let plan = self.plan;
        let (points, interval) = match (plan.resolved(left), plan.resolved(right)) {
            (Operand::Points(one), Operand::Points(two)) => {
                let (one, two) = (self.measure(Measure::Of(*one)), self.measure(Measure::Of(*two)));
                let two = self.circuit.map(two, Map::Negate);
                (self.circuit.sum(vec![one, two], Map::Same), interval(comparison, &Value::Integer(0)))
            }
            (Operand::Points(of), Operand::Literal(value)) => {
                (self.measure(Measure::Of(*of)), interval(comparison, value))
            }
            (Operand::Literal(value), Operand::Points(of)) => {
                (self.measure(Measure::Of(*of)), interval(turned(comparison), value))
            }
            _ => return self.free_truth(Freedom::Computed(None)),
        };
        match interval {
            Some(interval) => self.circuit.map(points, Map::Inside(stretches(&[interval], true))),
            None => self.free_truth(Freedom::Computed(None)),
        }
    }
}

/// The numbers for which a comparison with a constant is true.
pub(in crate::analyze) fn interval(comparison: Comparison, value: &Value) -> Option<Interval> {
    let scalar = match value {
        Value::Integer(integer) => Scalar::Integer(*integer),
        Value::Number(number) => Scalar::Number(*number),
        _ => return None,
    };
    let (low, high) = match comparison {
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(scalar)),
        Comparison::LessOrEqual => (Bound::Unbounded, Bound::Included(scalar)),
        Comparison::Greater => (Bound::Excluded(scalar), Bound::Unbounded),
        Comparison::GreaterOrEqual => (Bound::Included(scalar), Bound::Unbounded),
        Comparison::Equal => (Bound::Included(scalar), Bound::Included(scalar)),
    };
    Some(Interval { low, high })
}

/// The comparison with its sides exchanged.
pub(in crate::analyze) fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::Equal => Comparison::Equal,
    }
}
