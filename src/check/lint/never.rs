//! `never-fires`: a number of events or of days since one that is compared with less than nothing.

use crate::{
    base::{Diagnostic, code},
    check::reads,
    model::{Condition, Model, Question},
    value::{Bound, Interval, Scalar},
};

pub(super) fn below_nothing(model: &Model, out: &mut Vec<Diagnostic>) {
    super::negation::each_condition(model, &mut |condition, _| visit(model, condition, out));
}

fn visit(model: &Model, condition: &Condition, out: &mut Vec<Diagnostic>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| visit(model, part, out)),
        Condition::Not(inner) => visit(model, inner, out),
        Condition::Define(_) | Condition::Constant(_) => {}
        Condition::Test(test) => {
            let (Question::Within { operand, intervals }, Some(span)) = (&test.question, test.span) else { return };
            if reads::counts(model, operand) && intervals.iter().all(is_below_nothing) {
                out.push(
                    Diagnostic::new(
                        &code::NEVER_FIRES,
                        span,
                        "this is never true: a number of events or days is 0 or more",
                    )
                    .help("ask `is 0`, or for those without any event `no …`"),
                );
            }
        }
    }
}

fn is_below_nothing(interval: &Interval) -> bool {
    let not_below = Interval::new(Bound::Included(Scalar::Integer(0)), Bound::Unbounded);
    interval.intersection(&not_below).is_empty(true)
}
