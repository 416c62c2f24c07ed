//! What an expectation asks for and what is: takes a condition that is not true, gives both for people and programs.

use serde_json::{Value as Json, json};

use crate::{
    exec::{Evaluation, Held},
    model::{Condition, DefineBody, Expectation, Operand, Question, Test},
    plan::{Plan, operand_text},
    value::{Bound, Interval, Scalar, Value},
};

/// A value for people and for programs.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// `41`, `mql`, `in the list`, `unknown`.
    pub text: String,
    /// A number, a text, true or false; null: unknown.
    pub json: Json,
}

/// What an expectation that is not met asks for, and what is.
pub(super) fn told(plan: &Plan, evaluation: &Evaluation<'_>, expectation: &Expectation) -> (Told, Told) {
    let teller = Teller { plan, evaluation };
    let mut lines = Vec::new();
    teller.unmet(&expectation.condition, true, &mut lines);
    match lines.as_slice() {
        [(_, expected, actual)] => (expected.clone(), actual.clone()),
        _ => {
            let join = |pick: fn(&(String, Told, Told)) -> &Told| {
                let mut told: Vec<String> = Vec::new();
                for line in lines.iter().map(|line| format!("{} is {}", line.0, pick(line).text)) {
                    if !told.contains(&line) {
                        told.push(line);
                    }
                }
                words(told.join(", "))
            };
            (words(expectation.text.clone()), join(|line| &line.2))
        }
    }
}

struct Teller<'a> {
    plan: &'a Plan,
    evaluation: &'a Evaluation<'a>,
}

impl Teller<'_> {
    /// The parts that are not as wanted: what is looked at, what it should be, what it is.
    fn unmet(&self, condition: &Condition, wanted: bool, lines: &mut Vec<(String, Told, Told)>) {
        match condition {
            // Of `and`, and of a negated `or`, every part has to be as wanted; else any would do, and all are told.
            Condition::All(parts) | Condition::Any(parts) => {
                parts
                    .iter()
                    .filter(|part| self.truth(part) != Some(wanted))
                    .for_each(|part| self.unmet(part, wanted, lines));
            }
            Condition::Not(part) => self.unmet(part, !wanted, lines),
            Condition::Test(test) => lines.push(self.test(test, wanted)),
            Condition::Define(id) => {
                let name = self.plan.model().defines.get(*id).map_or("", |define| define.name.as_str());
                lines.push((name.to_owned(), truth(Some(wanted)), truth(self.truth(condition))));
            }
            Condition::Constant(constant) => {
                lines.push((constant.to_string(), truth(Some(wanted)), truth(Some(*constant))));
            }
        }
    }

    /// The truth of a condition of an expectation; none: unknown. Kleene's logic, over answers that the plan has.
    fn truth(&self, condition: &Condition) -> Option<bool> {
        let all = |parts: &[Condition], decisive: bool| {
            let answers: Vec<Option<bool>> = parts.iter().map(|part| self.truth(part)).collect();
            if answers.contains(&Some(decisive)) {
                Some(decisive)
            } else if answers.contains(&None) {
                None
            } else {
                Some(!decisive)
            }
        };
        match condition {
            Condition::All(parts) => all(parts, false),
            Condition::Any(parts) => all(parts, true),
            Condition::Not(part) => self.truth(part).map(|truth| !truth),
            Condition::Test(test) => self.evaluation.atom(self.plan.find(&test.question)?),
            Condition::Define(id) => match &self.plan.model().defines.get(*id)?.body {
                DefineBody::Condition(_) => self.evaluation.logic(self.plan.define(*id)?),
                DefineBody::Operand(_) => None,
            },
            Condition::Constant(truth) => Some(*truth),
        }
    }

    fn test(&self, test: &Test, wanted: bool) -> (String, Told, Told) {
        let model = self.plan.model();
        let outcome = self.evaluation.outcome();
        let not = |told: Told| if wanted { told } else { words(format!("not {}", told.text)) };
        match &test.question {
            Question::Within { operand, intervals } => {
                let expected = match intervals.as_slice() {
                    [only] => interval(only),
                    several => words(several.iter().map(Interval::to_string).collect::<Vec<_>>().join(" or ")),
                };
                (operand_text(model, operand), not(expected), self.held(operand))
            }
            Question::Known(operand) => {
                let expected = words(if wanted { "known" } else { "unknown" }.to_owned());
                (operand_text(model, operand), expected, self.held(operand))
            }
            Question::True(operand) => (operand_text(model, operand), truth(Some(wanted)), self.held(operand)),
            Question::Choice { operand, among } => {
                let name = |place: &u32| self.choice(operand, *place);
                let expected = words(among.iter().map(name).collect::<Vec<_>>().join(" or "));
                (operand_text(model, operand), not(expected), self.held(operand))
            }
            Question::Stage { stage, arms } => {
                let name = |place: u32| {
                    let arm = model.stages.get(*stage).and_then(|stage| stage.names.get(place as usize));
                    arm.map_or_else(String::new, |arm| arm.name.clone())
                };
                let expected = words(arms.iter().map(|arm| name(*arm)).collect::<Vec<_>>().join(" or "));
                let actual = outcome.stages.get(stage.index()).map_or_else(String::new, |stage| name(stage.name));
                let subject = model.stages.get(*stage).map_or_else(String::new, |stage| stage.name.clone());
                (subject, not(expected), words(actual))
            }
            Question::InList(list) => {
                let subject = model.lists.get(*list).map_or_else(String::new, |list| list.name.clone());
                let is_in = outcome.lists.get(list.index()).copied().unwrap_or_default();
                (subject, either(wanted, "in the list"), either(is_in, "in the list"))
            }
            Question::Fired(rule) => {
                let subject = model.rules.get(*rule).map_or_else(String::new, |rule| rule.id.clone());
                let fired = outcome.rules.get(rule.index()).is_some_and(|rule| rule.fired == Some(true));
                (subject, either(wanted, "fired"), either(fired, "fired"))
            }
            Question::Compare { left, right, .. } => {
                let actual = format!("{} against {}", self.held(left).text, self.held(right).text);
                (test.text.clone(), truth(Some(wanted)), words(actual))
            }
            Question::Text { operand, .. }
            | Question::Matches { operand, .. }
            | Question::Choices { operand, .. }
            | Question::Time { operand, .. }
            | Question::Anniversary { operand, .. } => {
                let subject = operand_text(model, operand);
                let asked = test.text.strip_prefix(&subject).map_or(test.text.as_str(), str::trim_start);
                let asked = asked.strip_prefix("is ").unwrap_or(asked);
                (subject, not(words(asked.to_owned())), self.held(operand))
            }
            Question::AnyEvent(_) => {
                let answer = self.plan.find(&test.question).and_then(|atom| self.evaluation.atom(atom));
                (test.text.clone(), truth(Some(wanted)), truth(answer))
            }
        }
    }

    fn choice(&self, operand: &Operand, place: u32) -> String {
        let Operand::Property(property) = self.plan.resolved(operand) else { return format!("#{place}") };
        let declared = self.plan.model().schema.properties.get(*property);
        let name = declared.and_then(|declared| declared.kind().dropdown()?.name(place));
        crate::regions::quoted(name.unwrap_or_default())
    }

    fn held(&self, operand: &Operand) -> Told {
        let text = self.evaluation.shown(operand);
        let json = match self.evaluation.operand(operand) {
            None => Json::Null,
            Some(Held::Points(points)) => Json::Number(points.to_json()),
            Some(Held::Micros(amount)) => json!(amount.to_f64()),
            Some(Held::Value(Value::Integer(integer))) => json!(integer),
            Some(Held::Value(Value::Number(number))) => json!(number),
            Some(Held::Value(Value::Boolean(truth))) => json!(truth),
            Some(Held::Value(Value::Text(text))) => json!(text),
            Some(Held::Value(_)) => json!(text.trim_matches('"')),
        };
        Told { text, json }
    }
}

fn words(text: String) -> Told {
    Told { json: json!(text), text }
}

fn truth(truth: Option<bool>) -> Told {
    match truth {
        Some(truth) => Told { text: truth.to_string(), json: json!(truth) },
        None => Told { text: "unknown".to_owned(), json: Json::Null },
    }
}

/// `fired`, `not fired`; true or false for programs.
fn either(is_so: bool, word: &str) -> Told {
    let text = if is_so { word.to_owned() } else { format!("not {word}") };
    Told { text, json: json!(is_so) }
}

/// One number as a number, else the range in words.
fn interval(interval: &Interval) -> Told {
    let text = interval.to_string();
    let json = match (interval.low, interval.high) {
        (Bound::Included(low), Bound::Included(high)) if low == high => match low {
            Scalar::Integer(integer) => json!(integer),
            Scalar::Number(number) => json!(number),
            Scalar::Points(points) => Json::Number(points.to_json()),
            Scalar::Date(_) | Scalar::Instant(_) => json!(text),
        },
        _ => json!(text),
    };
    Told { text, json }
}
