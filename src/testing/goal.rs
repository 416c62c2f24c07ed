//! What tests should reach: takes a plan, gives each rule that fires and does not, each arm, each side of each edge of a
//! range, and each side of each `or`.
//!
//! Knows nothing of what tests there are.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{
    asked::{Asked, nodes, ors},
    beside::Grain,
    day::WindowEnd,
    edge::{self, Cut, Edges, Line},
};
use crate::{
    base::Span,
    model::{
        AggregateFunction, Arm, Award, Condition, EventId, MatchSubject, Model, Node, Operand, Question, RuleBody,
        RuleId, StageId,
    },
    plan::{AtomId, Logic, Plan, RuleBodyStep, field_operand_text, operand_text},
    value::{Bound, Interval},
};

/// One thing that a test should reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// What of the rule set it belongs to.
    pub node: Node,
    /// `engagement.pricing`, `lifecycle`.
    pub owner: String,
    /// What is to be reached.
    pub aim: Aim,
    /// The same in words.
    pub text: String,
    /// Where it stands: the rule, the arm, the question.
    pub span: Option<Span>,
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// The rule fires, or does not.
    Fires(RuleId, bool),
    /// The `match` takes this arm, numbered as in [`RuleOutcome::arm`](crate::exec::RuleOutcome).
    Arm(RuleId, usize),
    /// The `match` on events takes this arm for one of them.
    EventArm(RuleId, usize),
    /// The stage takes this arm; none: `otherwise`.
    StageArm(StageId, Option<usize>),
    /// A question is asked with a number beside an edge.
    Side {
        /// The number's place among those that questions are about.
        line: usize,
        /// The place of the edge among its cuts.
        cut: usize,
        /// The upper side.
        above: bool,
    },
    /// A question is asked with a date at one end of what it asks for.
    End {
        /// The question.
        atom: AtomId,
        /// Which side of which end.
        end: WindowEnd,
    },
    /// A question about a set of single numbers is asked with a number that is in it, or is not.
    Set {
        /// The question.
        atom: AtomId,
        /// In it.
        inside: bool,
    },
    /// An `or` is true by this part alone; none: it is not true.
    Or {
        /// The place of its conditions among those that the node asks.
        asked: usize,
        /// Its number among their `or`s, in order of text.
        number: usize,
        /// The part.
        part: Option<usize>,
    },
}

/// Every goal of a plan, in the order of the model's rules, stages, lists and definitions.
pub(super) fn goals(plan: &Plan, edges: &Edges, asked: &BTreeMap<Node, Vec<Asked<'_>>>) -> Vec<Goal> {
    let mut gathering = Gathering { plan, edges, asked, goals: Vec::new() };
    for node in nodes(plan) {
        match node {
            Node::Rule(rule) => gathering.rule(rule),
            Node::Stage(stage) => gathering.stage(stage),
            _ => gathering.conditions(node),
        }
    }
    gathering.goals
}

struct Gathering<'a> {
    plan: &'a Plan,
    edges: &'a Edges,
    asked: &'a BTreeMap<Node, Vec<Asked<'a>>>,
    goals: Vec<Goal>,
}

impl Gathering<'_> {
    fn rule(&mut self, id: RuleId) {
        let Some(rule) = self.plan.model().rules.get(id) else { return };
        let (node, span) = (Node::Rule(id), rule.span);
        match &rule.body {
            RuleBody::When { condition, award } => {
                self.push(node, Aim::Fires(id, true), "fires".to_owned(), span);
                let is_open = matches!(condition, None | Some(Condition::Constant(true)));
                let always = is_open && rule.until.is_none() && matches!(award, Award::Flat(_));
                if !always {
                    self.push(node, Aim::Fires(id, false), "does not fire".to_owned(), span);
                }
            }
            RuleBody::Each { .. } => {
                self.push(node, Aim::Fires(id, true), "fires".to_owned(), span);
                self.push(node, Aim::Fires(id, false), "does not fire".to_owned(), span);
            }
            RuleBody::Match { arms, otherwise, unknown, .. } => {
                self.arms(id, arms, otherwise.is_some(), unknown.is_some(), Aim::Arm);
                let leaves_out = otherwise.is_none() && !covers(self.plan, self.edges, id);
                if unknown.is_none() && (leaves_out || self.may_be_unknown(id)) {
                    self.push(node, Aim::Fires(id, false), "does not fire".to_owned(), span);
                }
            }
            RuleBody::MatchEach { arms, otherwise, unknown, .. } => {
                self.arms(id, arms, otherwise.is_some(), unknown.is_some(), Aim::EventArm);
                self.push(node, Aim::Fires(id, false), "does not fire".to_owned(), span);
            }
        }
        self.conditions(node);
    }

    fn arms(&mut self, id: RuleId, arms: &[Arm], otherwise: bool, unknown: bool, aim: fn(RuleId, usize) -> Aim) {
        let span = self.plan.model().rules.get(id).and_then(|rule| rule.span);
        for (at, arm) in arms.iter().enumerate() {
            self.push(Node::Rule(id), aim(id, at), format!("takes the arm `{}`", arm.text), arm.span.or(span));
        }
        if otherwise {
            self.push(Node::Rule(id), aim(id, arms.len()), "takes the arm `otherwise`".to_owned(), span);
        }
        if unknown {
            self.push(Node::Rule(id), aim(id, arms.len() + 1), "takes the arm `unknown`".to_owned(), span);
        }
    }

    /// Whether the subject of a `match` can be unknown.
    fn may_be_unknown(&self, id: RuleId) -> bool {
        let Some(RuleBody::Match { subject: MatchSubject::Operand(operand), .. }) =
            self.plan.model().rules.get(id).map(|rule| &rule.body)
        else {
            return false;
        };
        match self.plan.resolved(operand) {
            Operand::Property(id) => {
                self.plan.model().schema.properties.get(*id).is_none_or(|property| property.reading.default.is_none())
            }
            Operand::Points(_) | Operand::Count(_) | Operand::Distinct { .. } | Operand::Literal(_) => false,
            Operand::Aggregate { function, .. } => *function != AggregateFunction::Sum,
            _ => true,
        }
    }

    fn stage(&mut self, id: StageId) {
        let Some(stage) = self.plan.model().stages.get(id) else { return };
        let name = |place: u32| stage.names.get(place as usize).map_or("", |arm| arm.name.as_str());
        for (at, arm) in stage.arms.iter().enumerate() {
            let text = format!("takes the arm `{} when {}`", name(arm.name), arm.text);
            self.push(Node::Stage(id), Aim::StageArm(id, Some(at)), text, arm.span.or(stage.span));
        }
        let text = format!("takes the arm `otherwise {}`", name(stage.otherwise));
        self.push(Node::Stage(id), Aim::StageArm(id, None), text, stage.otherwise_span.or(stage.span));
        self.conditions(Node::Stage(id));
    }

    /// The edges and `or`s of a node.
    fn conditions(&mut self, node: Node) {
        let asked = self.asked;
        let mut seen = BTreeSet::new();
        for (group, asked) in asked.get(&node).into_iter().flatten().enumerate() {
            let mut number = 0;
            for (at, logic) in asked.conditions.iter().enumerate() {
                let own = if group == 0 { part_span(self.plan.model(), node, at) } else { None };
                let span = own.or_else(|| span_of(self.plan.model(), node));
                self.edges_of(node, logic, span, &mut seen);
                let mut found = Vec::new();
                ors(logic, &mut found);
                for parts in found {
                    self.or(node, (group, number), parts, span);
                    number += 1;
                }
            }
        }
    }

    fn edges_of(&mut self, node: Node, logic: &Logic, span: Option<Span>, seen: &mut BTreeSet<String>) {
        let (edges, model) = (self.edges, self.plan.model());
        for atom in logic.atoms() {
            if let Some((place, turns)) = edges.at(atom)
                && let Some(line) = edges.line_at(place)
            {
                for (cut, above) in turns.iter().flat_map(|cut| [(*cut, false), (*cut, true)]) {
                    let text = side_text(model, line, cut, above);
                    if seen.insert(text.clone()) {
                        self.push(node, Aim::Side { line: place, cut, above }, text, span);
                    }
                }
            }
            let question = self.plan.atoms().get(atom).map_or("", |atom| atom.text.as_str());
            if edges.is_set(atom) {
                for (inside, word) in [(true, "true"), (false, "false")] {
                    self.push(node, Aim::Set { atom, inside }, format!("`{question}` is {word}"), span);
                }
            }
            if let Some((operand, window)) = edges.window(atom) {
                for end in WindowEnd::all(window) {
                    let event = self.plan.atoms().get(atom).and_then(|atom| atom.event);
                    let text = match end.date(window) {
                        Some(date) => format!("`{}` on {date}", subject(model, operand, event)),
                        None => format!("`{}` {} `{question}`", subject(model, operand, event), end.words()),
                    };
                    if seen.insert(text.clone()) {
                        self.push(node, Aim::End { atom, end }, text, span);
                    }
                }
            }
        }
    }

    fn or(&mut self, node: Node, (asked, number): (usize, usize), parts: &[Logic], span: Option<Span>) {
        let whole = shortened(joined(self.plan, parts, "or"));
        for (part, logic) in parts.iter().enumerate() {
            let text = format!("only `{}` true, of `{whole}`", shortened(words(self.plan, logic)));
            self.push(node, Aim::Or { asked, number, part: Some(part) }, text, span);
        }
        self.push(node, Aim::Or { asked, number, part: None }, format!("nothing true of `{whole}`"), span);
    }

    fn push(&mut self, node: Node, aim: Aim, text: String, span: Option<Span>) {
        let owner = owner(self.plan.model(), node);
        self.goals.push(Goal { node, owner, aim, text, span });
    }
}

fn owner(model: &Model, node: Node) -> String {
    let name = match node {
        Node::Define(id) => model.defines.get(id).map(|define| &define.name),
        Node::Rule(id) => model.rules.get(id).map(|rule| &rule.id),
        Node::Group(id) => model.groups.get(id).map(|group| &group.name),
        Node::Score(id) => model.scores.get(id).map(|score| &score.name),
        Node::Stage(id) => model.stages.get(id).map(|stage| &stage.name),
        Node::List(id) => model.lists.get(id).map(|list| &list.name),
    };
    name.cloned().unwrap_or_default()
}

fn span_of(model: &Model, node: Node) -> Option<Span> {
    match node {
        Node::Define(id) => model.defines.get(id)?.span,
        Node::Rule(id) => model.rules.get(id)?.span,
        Node::Group(id) => model.groups.get(id)?.span,
        Node::Score(id) => model.scores.get(id)?.span,
        Node::Stage(id) => model.stages.get(id)?.span,
        Node::List(id) => model.lists.get(id)?.span,
    }
}

/// The place of one of a node's conditions, where that is an arm.
fn part_span(model: &Model, node: Node, at: usize) -> Option<Span> {
    match node {
        Node::Rule(id) => match &model.rules.get(id)?.body {
            RuleBody::Match { arms, .. } | RuleBody::MatchEach { arms, .. } => arms.get(at)?.span,
            _ => None,
        },
        Node::Stage(id) => model.stages.get(id)?.arms.get(at)?.span,
        _ => None,
    }
}

/// What an operand is called: `visits`, `page_view.url`.
fn subject(model: &Model, operand: &Operand, event: Option<EventId>) -> String {
    match event {
        Some(event) => format!(
            "{}.{}",
            model.schema.events.get(event).map_or("", |event| event.name.as_str()),
            field_operand_text(model, event, operand)
        ),
        None => operand_text(model, operand),
    }
}

/// `visits` just below 6 (5).
fn side_text(model: &Model, line: &Line, cut: usize, above: bool) -> String {
    let subject = subject(model, &line.operand, line.event);
    let near = line.beside(cut, above);
    let Some(Cut { at, behind }) = line.cuts.get(cut).copied() else { return String::new() };
    let side = if above { "above" } else { "below" };
    match (near.low, near.high) {
        (Bound::Included(low), Bound::Included(high)) if low == high => {
            if low.compare(&at).is_some_and(Ordering::is_eq) {
                format!("`{subject}` at {at}")
            } else {
                format!("`{subject}` just {side} {at} ({low})")
            }
        }
        (low, high) => {
            let end = match if above { high } else { low } {
                Bound::Included(end) if line.grain != Grain::Any => format!(" (to {end})"),
                _ => String::new(),
            };
            let to = if behind == above { format!("just {side} {at}") } else { format!("at {at} or just {side}") };
            format!("`{subject}` {to}{end}")
        }
    }
}

/// Whether the arms of a `match` leave nothing out.
fn covers(plan: &Plan, edges: &Edges, id: RuleId) -> bool {
    let Some(RuleBodyStep::Match { arms, .. }) = plan.rule(id).map(|rule| &rule.body) else { return false };
    let mut atoms = Vec::new();
    let mut negated = false;
    for arm in arms {
        match &arm.condition {
            Logic::Atom(atom) => atoms.push(*atom),
            Logic::Any(parts) => atoms.extend(parts.iter().flat_map(Logic::atoms)),
            Logic::Not(_) => negated = true,
            _ => return false,
        }
    }
    let questions: Vec<&Question> = atoms.iter().filter_map(|atom| Some(&plan.atoms().get(*atom)?.question)).collect();
    match questions.first() {
        Some(Question::True(_)) => negated,
        Some(Question::Choice { operand: Operand::Property(property), .. }) => {
            let named: BTreeSet<u32> = questions.iter().flat_map(|question| places(question)).copied().collect();
            let declared = plan.model().schema.properties.get(*property);
            declared.and_then(|property| property.kind().dropdown()).is_some_and(|all| all.len() == named.len())
        }
        Some(Question::Stage { stage, .. }) => {
            let named: BTreeSet<u32> = questions.iter().flat_map(|question| places(question)).copied().collect();
            plan.model().stages.get(*stage).is_some_and(|stage| stage.names.len() == named.len())
        }
        Some(_) => {
            let intervals: Vec<Interval> =
                questions.iter().filter_map(|question| Some(edge::asked_of(question)?.1)).flatten().collect();
            let line = atoms.first().and_then(|atom| edges.line_at(edges.at(*atom)?.0));
            line.is_some_and(|line| line.is_all_in(&intervals))
        }
        None => false,
    }
}

fn places(question: &Question) -> &[u32] {
    match question {
        Question::Choice { among, .. } => among,
        Question::Stage { arms, .. } => arms,
        _ => &[],
    }
}

/// A long text by its beginning: an `or` may have thousands of parts.
fn shortened(text: String) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// A condition in the words of its questions.
pub(super) fn words(plan: &Plan, logic: &Logic) -> String {
    match logic {
        Logic::All(parts) => joined(plan, parts, "and"),
        Logic::Any(parts) => joined(plan, parts, "or"),
        Logic::Not(part) => match part.as_ref() {
            // As people ask for it: `budget is unknown`.
            Logic::Atom(atom) if let Some(known) = known_by(plan, *atom) => format!("{known} is unknown"),
            part => format!("not {}", inner(plan, part)),
        },
        Logic::Atom(atom) => plan.atoms().get(*atom).map_or_else(String::new, |atom| atom.text.clone()),
        Logic::Define(define) => {
            plan.model().defines.get(*define).map_or_else(String::new, |define| define.name.clone())
        }
        Logic::Constant(truth) => truth.to_string(),
    }
}

/// What a question asks whether it is known.
fn known_by(plan: &Plan, atom: AtomId) -> Option<String> {
    let atom = plan.atoms().get(atom)?;
    let Question::Known(operand) = &atom.question else { return None };
    Some(match atom.event {
        Some(event) => field_operand_text(plan.model(), event, operand),
        None => operand_text(plan.model(), operand),
    })
}

fn inner(plan: &Plan, logic: &Logic) -> String {
    let several = matches!(logic, Logic::All(parts) | Logic::Any(parts) if parts.len() > 1);
    if several { format!("({})", words(plan, logic)) } else { words(plan, logic) }
}

fn joined(plan: &Plan, parts: &[Logic], word: &str) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            // Writing to a `String` cannot fail.
            let _ = write!(text, " {word} ");
        }
        text.push_str(&inner(plan, part));
    }
    text
}
