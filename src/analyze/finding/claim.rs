//! `never` and `always`: takes a search, gives what became of each claim, and what is said of those that do not hold or could
//! not be proven.

use std::collections::BTreeSet;

use super::{
    Ground, culprit,
    told::{FOR_EXAMPLE, Told},
};
use crate::{
    analyze::{
        Answer, Bounds, Goal, Matter, Measure, Reason, Search, Wanted, Witness,
        space::{question_in_full, question_reads},
    },
    base::{Diagnostic, Span, code},
    exec::{Evaluation, StageOutcome, evaluate},
    format::name,
    model::{
        Claim, Condition, DefineBody, ListBody, Model, Operand, PointsOf, Promise, Question, StageId, Test, Verdict,
    },
    plan::{Logic, Plan, operand_text, points_name},
    regions::{operands, resolved},
};

/// Judges every claim; of those that are proven nothing is found.
pub(super) fn claims(ground: &Ground<'_>, out: &mut Vec<Diagnostic>) -> Vec<Promise> {
    let mut promises = Vec::new();
    if ground.model().claims.is_empty() {
        return promises;
    }
    let search = ground.search();
    for (claim, logic) in search.plan().model().claims.iter().zip(search.plan().claims()) {
        let Some(span) = claim.span else { continue };
        let verdict = match judged(search, claim.always, logic) {
            Judged::Proven => Verdict::Proven,
            Judged::Broken(witness, is_known) => {
                out.push(broken(search, claim, span, &witness, is_known));
                Verdict::Broken
            }
            Judged::Open(reason) => {
                out.push(open(search, claim, span, reason));
                Verdict::Open
            }
        };
        promises.push(Promise { claim: claim.clone(), verdict });
    }
    promises
}

enum Judged {
    Proven,
    /// By this contact; whether the condition is known for it.
    Broken(Witness, bool),
    Open(Reason),
}

/// `always` is looked for with a condition that is false first: what is plainly wrong says more than what is unknown.
fn judged(search: &Search<'_>, always: bool, logic: &Logic) -> Judged {
    let find = |wanted: Wanted| {
        let goal = Goal::of(Matter::Condition(logic.clone()), wanted);
        match search.find(&goal) {
            Answer::Found(witness) => Judged::Broken(search.plain(&witness, &goal), wanted != Wanted::Unknown),
            Answer::Impossible => Judged::Proven,
            Answer::Undecided(reason) => Judged::Open(reason),
        }
    };
    if !always {
        return find(Wanted::True);
    }
    match find(Wanted::False) {
        Judged::Proven => find(Wanted::Unknown),
        Judged::Open(reason) => match find(Wanted::Unknown) {
            Judged::Proven => Judged::Open(reason),
            other => other,
        },
        broken @ Judged::Broken(..) => broken,
    }
}

fn broken(search: &Search<'_>, claim: &Claim, span: Span, witness: &Witness, is_known: bool) -> Diagnostic {
    let model = search.plan().model();
    let text = condition_text(claim);
    let contact = witness.contact(model);
    let evaluation = evaluate(search.plan(), &contact, search.as_of());
    let found = match (claim.always, is_known) {
        (false, _) => Diagnostic::new(&code::NEVER_VIOLATED, span, format!("this can be: `{text}`")),
        (true, true) => {
            Diagnostic::new(&code::ALWAYS_VIOLATED, span, format!("this is not so for every contact: `{text}`"))
        }
        (true, false) => {
            Diagnostic::new(&code::ALWAYS_VIOLATED, span, format!("this is unknown for some contacts: `{text}`"))
        }
    };
    let mut expected = Vec::new();
    let found = if is_known {
        expected.push(if claim.always { format!("not ({text})") } else { text.to_owned() });
        found.at(facts(search.plan(), &evaluation, witness, claim))
    } else {
        let missing = Missing::of(search.plan(), &evaluation, witness, &claim.condition);
        let help = match missing.properties.first() {
            Some(name) => format!("`always` wants it true: where a missing value is fine, add `or {name} is unknown`"),
            None => "`always` wants it true, and unknown is not true".to_owned(),
        };
        expected.extend(missing.properties.iter().map(|name| format!("{name} is unknown")));
        found.at(missing.in_words()).help(help)
    };
    Told { expected, ..Told::of(witness, FOR_EXAMPLE) }.beside(search.plan(), search.as_of(), found)
}

fn open(search: &Search<'_>, claim: &Claim, span: Span, reason: Reason) -> Diagnostic {
    let message = format!("`{}` is not proven: {reason}", claim.text);
    let mut found = Diagnostic::new(&code::NOT_PROVEN, span, message);
    let proven: Vec<String> = points(search.plan().model(), &claim.condition)
        .into_iter()
        .filter_map(|of| {
            let Bounds { min, max } = search.bounds(Measure::Of(of));
            let (min, max) = (min.proven, max.proven);
            let ends = match (min, max) {
                (Some(min), Some(max)) => format!("is in {min}..={max}"),
                (Some(min), None) => format!("is at least {min}"),
                (None, Some(max)) => format!("is at most {max}"),
                (None, None) => return None,
            };
            Some(format!("`{}` {ends}", points_name(search.plan().model(), of)))
        })
        .collect();
    if !proven.is_empty() {
        found = found.at(format!("what is proven: {}", joined(&proven)));
    }
    found.help("`merit score` watches it on every contact and says who breaks it")
}

/// The claim without its first word.
fn condition_text(claim: &Claim) -> &str {
    let word = if claim.always { "always " } else { "never " };
    claim.text.strip_prefix(word).unwrap_or(&claim.text)
}

/// What was computed: `for the example, `lifecycle` is sql and `total` is 60`. What the contact was given stands beside it
/// anyway.
fn facts(plan: &Plan, evaluation: &Evaluation<'_>, witness: &Witness, claim: &Claim) -> String {
    let mut facts = Facts { plan, evaluation, witness, told: Vec::new() };
    facts.condition(&claim.condition, true);
    if facts.told.is_empty() { String::new() } else { format!("for the example, {}", joined(&facts.told)) }
}

struct Facts<'a> {
    plan: &'a Plan,
    evaluation: &'a Evaluation<'a>,
    witness: &'a Witness,
    told: Vec<String>,
}

impl Facts<'_> {
    /// Of what a stage or list asks itself, only the points are told, and only of those that the claim names.
    fn condition(&mut self, condition: &Condition, is_claim: bool) {
        let model = self.plan.model();
        each_test(model, condition, &mut |test| {
            match &test.question {
                Question::Stage { stage, arms } if is_claim => self.stage(*stage, arms),
                Question::InList(list) if is_claim => {
                    if let Some(ListBody::When { condition, .. }) = model.lists.get(*list).map(|list| &list.body) {
                        self.condition(condition, false);
                    }
                }
                _ => {}
            }
            for operand in operands(&mut test.question.clone()) {
                let is_points = matches!(resolved(model, operand), Operand::Points(_));
                if is_points || (is_claim && is_computed(operand)) {
                    self.tell(format!("`{}` is {}", operand_text(model, operand), self.evaluation.shown(operand)));
                }
            }
        });
    }

    /// The arm it is, why it is not one of those that are asked for, and the points that the arm asks for.
    fn stage(&mut self, id: StageId, asked: &[u32]) {
        let outcome = self.evaluation.outcome().stages.get(id.index());
        if let (Some(stage), Some(outcome)) = (self.plan.model().stages.get(id), outcome)
            && let Some(name) = stage.names.get(outcome.name as usize)
        {
            let mut fact = format!("`{}` is {}", stage.name, name.name);
            if let Some(why) = self.passed_over(id, asked, outcome) {
                fact.push_str(&format!(" ({why})"));
            }
            self.tell(fact);
            if let Some(arm) = outcome.arm.and_then(|arm| stage.arms.get(arm)) {
                self.condition(&arm.condition, false);
            }
        }
    }

    /// Which of the arms that are asked for it would be, were it not for a missing value.
    fn passed_over(&self, id: StageId, asked: &[u32], outcome: &StageOutcome) -> Option<String> {
        if asked.contains(&outcome.name) {
            return None;
        }
        let (stage, step) = (self.plan.model().stages.get(id)?, self.plan.stage(id)?);
        let above = stage.arms.iter().zip(&step.arms).take(outcome.arm.unwrap_or(stage.arms.len()));
        above.filter(|(arm, (_, logic))| asked.contains(&arm.name) && self.evaluation.logic(logic).is_none()).find_map(
            |(arm, _)| {
                let missing =
                    Missing::of(self.plan, self.evaluation, self.witness, &arm.condition).properties_in_words()?;
                Some(format!("not `{}` because {missing}", stage.names.get(arm.name as usize)?.name))
            },
        )
    }

    fn tell(&mut self, fact: String) {
        if !self.told.contains(&fact) {
            self.told.push(fact);
        }
    }
}

fn is_computed(operand: &Operand) -> bool {
    !matches!(operand, Operand::Property(_) | Operand::Literal(_) | Operand::Relative { .. })
}

/// What a condition is unknown by.
struct Missing {
    /// Properties without a value, as they are written.
    properties: Vec<String>,
    /// Other questions without an answer.
    questions: Vec<String>,
}

impl Missing {
    fn of(plan: &Plan, evaluation: &Evaluation<'_>, witness: &Witness, condition: &Condition) -> Self {
        let model = plan.model();
        let mut unknown = BTreeSet::new();
        let mut questions: Vec<String> = Vec::new();
        each_unknown(plan, evaluation, condition, &mut |test| {
            let answer = plan.find(&test.question).map(|atom| evaluation.atom(atom));
            if answer != Some(None) {
                return;
            }
            let mut read = question_reads(&question_in_full(model, &test.question)).properties;
            read.retain(|id| witness.values.get(id.index()).is_some_and(Option::is_none));
            if read.is_empty() && !questions.contains(&test.text) {
                questions.push(test.text.clone());
            }
            unknown.extend(read);
        });
        let properties = unknown.iter().filter_map(|id| model.schema.properties.get(*id));
        Self { properties: properties.map(|property| name(&property.name)).collect(), questions }
    }

    fn in_words(&self) -> String {
        let quoted = |texts: &[String]| joined(&texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>());
        match (self.properties.as_slice(), self.questions.as_slice()) {
            ([], []) => String::new(),
            ([], questions) => format!("unknown is {}", quoted(questions)),
            _ => self.properties_in_words().map(|words| format!("where {words}")).unwrap_or_default(),
        }
    }

    /// `` `budget` is missing ``; none where no property is.
    fn properties_in_words(&self) -> Option<String> {
        let quoted = joined(&self.properties.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>());
        match self.properties.as_slice() {
            [] => None,
            [_] => Some(format!("{quoted} is missing")),
            _ => Some(format!("{quoted} are missing")),
        }
    }
}

/// All points that a condition asks for, each once.
fn points(model: &Model, condition: &Condition) -> Vec<PointsOf> {
    let mut found = Vec::new();
    each_test(model, condition, &mut |test| {
        for operand in operands(&mut test.question.clone()) {
            if let Operand::Points(of) = resolved(model, operand)
                && !found.contains(of)
            {
                found.push(*of);
            }
        }
    });
    found
}

/// Every question of a condition, those of `define`s in place of their names, each `define` once.
fn each_test(model: &Model, condition: &Condition, visit: &mut dyn FnMut(&Test)) {
    let mut open = vec![condition];
    let mut walked = BTreeSet::new();
    while let Some(next) = open.pop() {
        match next {
            Condition::All(parts) | Condition::Any(parts) => open.extend(parts.iter().rev()),
            Condition::Not(part) => open.push(part),
            Condition::Test(test) => visit(test),
            Condition::Define(id) => {
                if let (Some(DefineBody::Condition(body)), true) =
                    (model.defines.get(*id).map(|define| &define.body), walked.insert(*id))
                {
                    open.push(body);
                }
            }
            Condition::Constant(_) => {}
        }
    }
}

/// The questions that leave an unknown condition unknown: those in parts that are unknown themselves.
fn each_unknown(plan: &Plan, evaluation: &Evaluation<'_>, condition: &Condition, visit: &mut dyn FnMut(&Test)) {
    let mut open = vec![condition];
    while let Some(next) = open.pop() {
        let is_unknown =
            |part: &&Condition| culprit::logic(plan, part).is_none_or(|logic| evaluation.logic(&logic).is_none());
        match next {
            Condition::All(parts) | Condition::Any(parts) => open.extend(parts.iter().rev().filter(is_unknown)),
            Condition::Not(part) => open.push(part),
            Condition::Test(test) => visit(test),
            Condition::Define(id) => {
                if let Some(DefineBody::Condition(body)) = plan.model().defines.get(*id).map(|define| &define.body) {
                    open.push(body);
                }
            }
            Condition::Constant(_) => {}
        }
    }
}

/// `a, b and c`.
fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}
