//! The listing of a plan, which `merit plan` prints: what is read, how it is cut, what is asked, and what rules,
//! stages and lists make of the answers. Columns are aligned, and one model has one listing.

use std::fmt;

use super::{
    ArmStep, Atom, AwardStep, ListStep, Logic, Plan, RuleBodyStep,
    step::DecayTable,
    words::{self, field_operand_text, operand_text, points_name},
};
use crate::{
    model::{
        DecayCurve, DefineBody, EventId, Formula, Limit, MatchSubject, Node, PointsOf, QueryId, RuleId, ScoreBody,
        ScoreId,
    },
    regions::{RegionSet, Regions, SubjectRegions},
    value::Points,
};

/// Regions shown of one subject before the rest is counted.
const REGIONS: usize = 8;

/// Columns wider than this do not push the next one to the right.
const WIDEST: usize = 44;

/// Characters shown of a question.
const LONGEST: usize = 120;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut listing = Listing { plan: self, lines: Vec::new() };
        listing.reads();
        self.regions.subjects().iter().for_each(|subject| listing.subject(subject));
        self.atoms.iter().for_each(|(id, atom)| listing.atom(id.index() + 1, atom));
        self.model.queries.ids().for_each(|query| listing.query(query));
        write_table(f, &listing.lines)?;
        let mut listing = Listing { plan: self, lines: Vec::new() };
        self.order().iter().for_each(|node| listing.node(*node));
        listing.claims();
        if !listing.lines.is_empty() {
            writeln!(f)?;
        }
        write_table(f, &listing.lines)
    }
}

/// Lines of columns; the last column is as long as it likes.
struct Listing<'a> {
    plan: &'a Plan,
    lines: Vec<[String; 4]>,
}

impl Listing<'_> {
    fn line(&mut self, columns: [&str; 4]) {
        self.lines.push(columns.map(str::to_owned));
    }

    /// `reads`: the properties that results depend on.
    fn reads(&mut self) {
        let properties = &self.plan.model().schema.properties;
        let names =
            self.plan.needed().iter().filter_map(|id| properties.get(*id)).map(|property| property.name.as_str());
        let names: Vec<&str> = names.collect();
        let events: Vec<String> = self.plan.needed_events().keys().map(|event| self.event_reads(*event)).collect();
        if !names.is_empty() || events.is_empty() {
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            self.line(["reads", &names, "", ""]);
        }
        if !events.is_empty() {
            self.line(["events", &events.join(", "), "", ""]);
        }
    }

    /// `page_view (url)`: a kind of event, and the fields that are read beside its time.
    fn event_reads(&self, event: EventId) -> String {
        let Some(kind) = self.plan.model().schema.events.get(event) else { return String::new() };
        let fields = self.plan.needed_events().get(&event).into_iter().flatten();
        let names: Vec<&str> =
            fields.filter_map(|field| kind.fields.get(*field)).map(|field| field.0.name.as_str()).collect();
        if names.is_empty() { kind.name.clone() } else { format!("{} ({})", kind.name, names.join(", ")) }
    }

    /// The name of a subject: its regions, in order.
    fn subject(&mut self, subject: &SubjectRegions) {
        let unknown = subject.unknown();
        let known =
            subject.regions().iter().filter(|(id, _)| Some(*id) != unknown).map(|(_, region)| region.shown.as_str());
        let mut shown: Vec<String> = known.map(str::to_owned).collect();
        let rest = shown.len().saturating_sub(REGIONS);
        if rest > 0 {
            shown.truncate(REGIONS);
            shown.push(format!("{rest} more"));
        }
        let unknown = if unknown.is_some() { "(unknown: possible)" } else { "(unknown: never)" };
        self.line([subject.name(), &shown.join(" | "), unknown, ""]);
    }

    /// `a1`: a question, and the regions in which it is true.
    fn atom(&mut self, number: usize, atom: &Atom) {
        let event = atom.event.and_then(|event| self.plan.model().schema.events.get(event));
        let regions = match (&atom.regions, event) {
            (Some(set), _) => region_numbers(set),
            (None, Some(event)) => format!("of each {}", event.name),
            (None, None) if Regions::waits_for_as_of(&atom.question) => "regions as of the day".to_owned(),
            (None, None) => "asked as it stands".to_owned(),
        };
        self.line([&format!("a{number}"), &shortened(&atom.text), &regions, ""]);
    }

    /// `q1`: which events are looked at.
    fn query(&mut self, id: QueryId) {
        let model = self.plan.model();
        let Some(step) = self.plan.query(id) else { return };
        let rest = words::rest(model, id);
        // A window has no text in it, so the first `where` is that of the query.
        let window = if step.filter.is_some() { rest.split(" where ").next().unwrap_or(rest) } else { rest };
        let filter = step.filter.as_ref().map(|filter| format!(" where {}", filter.shown(model))).unwrap_or_default();
        let text = format!("{}{window}{filter}", words::event_name(model, id));
        self.line([&format!("q{}", id.index() + 1), &text, "", ""]);
    }

    fn node(&mut self, node: Node) {
        let model = self.plan.model();
        match node {
            Node::Define(id) => {
                let Some(define) = model.defines.get(id) else { return };
                let body = match (&define.body, self.plan.define(id)) {
                    (DefineBody::Operand(operand), _) => operand_text(model, operand),
                    (DefineBody::Condition(_), Some(logic)) => logic.shown(model),
                    (DefineBody::Condition(_), None) => String::new(),
                };
                self.line(["define", &define.name, "", &body]);
            }
            Node::Rule(id) => self.rule(id),
            Node::Group(id) => {
                let Some(group) = model.groups.get(id) else { return };
                let name = points_name(model, PointsOf::Group(id));
                let sum = format!("sum of {}{}", count(group.rules.len(), "rule"), limit(group.limit));
                self.line(["group", &name, "", &sum]);
            }
            Node::Score(id) => self.score(id),
            Node::Stage(id) => {
                let (Some(stage), Some(step)) = (model.stages.get(id), self.plan.stage(id)) else { return };
                let name = |place: u32| stage.names.get(place as usize).map_or("", |arm| arm.name.as_str());
                let arms =
                    step.arms.iter().map(|(place, logic)| format!("{} when {}", name(*place), logic.shown(model)));
                let arms: Vec<String> = arms.chain([format!("otherwise {}", name(step.otherwise))]).collect();
                self.line(["stage", &stage.name, "", &arms.join("; ")]);
            }
            Node::List(id) => {
                let (Some(list), Some(step)) = (model.lists.get(id), self.plan.list(id)) else { return };
                let body = match step {
                    ListStep::When { condition, except: None } => format!("when {}", condition.shown(model)),
                    ListStep::When { condition, except: Some(except) } => {
                        format!("when {} except {}", condition.shown(model), except.shown(model))
                    }
                    ListStep::Keys(keys) => format!("one of {}", count(keys.len(), "key")),
                };
                self.line(["list", &list.name, "", &body]);
            }
        }
    }

    /// `rule`: its points, and when it gives them.
    fn rule(&mut self, id: RuleId) {
        let model = self.plan.model();
        let (Some(rule), Some(step)) = (model.rules.get(id), self.plan.rule(id)) else { return };
        let (points, mut body) = match &step.body {
            RuleBodyStep::When { condition, award } => {
                let (points, how) = self.award(award);
                let when = condition.as_ref().map(|logic| self.when(logic)).unwrap_or_default();
                let parts: Vec<String> = [how, when].into_iter().filter(|part| !part.is_empty()).collect();
                (points, if parts.is_empty() { "always".to_owned() } else { parts.join(" ") })
            }
            RuleBodyStep::Match { subject, arms, otherwise, unknown } => {
                let subject = match subject {
                    MatchSubject::Operand(operand) => operand_text(model, operand),
                    MatchSubject::Stage(stage) => {
                        model.stages.get(*stage).map_or_else(String::new, |stage| stage.name.clone())
                    }
                };
                ("match".to_owned(), format!("{subject}: {}", self.arms(arms, *otherwise, *unknown)))
            }
            RuleBodyStep::Each { query, points, table } => {
                let how = table.as_ref().map_or_else(String::new, |table| format!(" {}", curve(table)));
                (points.signed(), format!("for each q{}{how}", query.index() + 1))
            }
            RuleBodyStep::MatchEach { query, subject, arms, otherwise, unknown } => {
                let event = self.plan.query(*query).map(|query| query.event);
                let subject = event.map_or_else(String::new, |event| field_operand_text(model, event, subject));
                let arms = self.arms(arms, *otherwise, *unknown);
                ("match".to_owned(), format!("{subject} of each q{}: {arms}", query.index() + 1))
            }
        };
        if let Some(up_to) = step.up_to {
            body.push_str(&format!(", up to {up_to}"));
        }
        if let Some(until) = step.until {
            body.push_str(&format!(", until {until}"));
        }
        self.line(["rule", &rule.id, &points, &body]);
    }

    /// `+10 when a4; -5 otherwise; 0 when unknown`.
    fn arms(&self, arms: &[ArmStep], otherwise: Option<Points>, unknown: Option<Points>) -> String {
        let valued = arms.iter().map(|arm| format!("{} {}", arm.points.signed(), self.when(&arm.condition)));
        let named = |points: Option<Points>, word: &str| points.map(|points| format!("{} {word}", points.signed()));
        let rest = [named(otherwise, "otherwise"), named(unknown, "when unknown")];
        valued.chain(rest.into_iter().flatten()).collect::<Vec<_>>().join("; ")
    }

    fn when(&self, logic: &Logic) -> String {
        format!("when {}", logic.shown(self.plan.model()))
    }

    /// The points of an award, and how they come about.
    fn award(&self, award: &AwardStep) -> (String, String) {
        let model = self.plan.model();
        match award {
            AwardStep::Flat(points) => (points.signed(), String::new()),
            AwardStep::Per { points, step, of } => (points.signed(), format!("per {step} {}", operand_text(model, of))),
            AwardStep::Decay { table, since } => {
                (table.points.signed(), format!("{} since {}", curve(table), operand_text(model, since)))
            }
        }
    }

    /// `score`: the sum of groups and rules, or a formula.
    fn score(&mut self, id: ScoreId) {
        let model = self.plan.model();
        let Some(score) = model.scores.get(id) else { return };
        let body = match &score.body {
            ScoreBody::Sum { groups, rules } => {
                let parts = [(groups.len(), "group"), (rules.len(), "rule")];
                let parts =
                    parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(number, noun));
                match parts.collect::<Vec<_>>().join(" and ") {
                    nothing if nothing.is_empty() => "0".to_owned(),
                    parts => format!("sum of {parts}"),
                }
            }
            ScoreBody::Derived(formula) => self.formula(formula),
        };
        self.line(["score", &score.name, "", &format!("{body}{}", limit(score.limit))]);
    }

    fn formula(&self, formula: &Formula) -> String {
        match formula {
            Formula::Points(of) => points_name(self.plan.model(), *of),
            Formula::Constant(points) => points.to_string(),
            Formula::Sum(parts) => {
                let mut text = String::new();
                for part in parts {
                    let (sign, part) = match part {
                        Formula::Negate(of) => (" - ", of.as_ref()),
                        part => (" + ", part),
                    };
                    text.push_str(if text.is_empty() { sign.trim().trim_start_matches('+') } else { sign });
                    text.push_str(&self.factor(part));
                }
                text
            }
            Formula::Negate(of) => format!("-{}", self.factor(of)),
            Formula::Product { factor, of } => format!("{} * {factor}", self.factor(of)),
        }
    }

    fn factor(&self, formula: &Formula) -> String {
        match formula {
            Formula::Sum(_) => format!("({})", self.formula(formula)),
            other => self.formula(other),
        }
    }

    /// `never` and `always`: conditions to be proven.
    fn claims(&mut self) {
        let model = self.plan.model();
        for (claim, logic) in model.claims.iter().zip(self.plan.claims()) {
            let word = if claim.always { "always" } else { "never" };
            self.line([word, &logic.shown(model), "", ""]);
        }
    }
}

/// `region 2`, `regions 1 to 3, 5`; counted from 1.
fn region_numbers(set: &RegionSet) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in set.iter().map(|region| region.index() + 1) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let run = |(first, last): &(usize, usize)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    let mut shown: Vec<String> = runs.iter().take(REGIONS).map(run).collect();
    if runs.len() > REGIONS {
        shown.push("…".to_owned());
    }
    match set.len() {
        0 => "no region".to_owned(),
        1 => format!("region {}", shown.join(", ")),
        _ => format!("regions {}", shown.join(", ")),
    }
}

/// A question that names a long set is cut.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// `1 rule`, `2 rules`.
fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `, limit -20..=20`.
fn limit(limit: Limit) -> String {
    let end = |points: Option<Points>| points.map_or_else(String::new, |points| points.to_string());
    match limit {
        Limit { min: None, max: None } => String::new(),
        Limit { min, max: None } => format!(", limit {}..", end(min)),
        Limit { min, max } => format!(", limit {}..={}", end(min), end(max)),
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, lines: &[[String; 4]]) -> fmt::Result {
    let mut widths = [0; 4];
    for line in lines {
        for (width, column) in widths.iter_mut().zip(line) {
            *width = (*width).max(column.chars().count().min(WIDEST));
        }
    }
    for line in lines {
        let mut text = String::new();
        for (column, width) in line.iter().zip(widths) {
            if width > 0 {
                text.push_str(&format!("{column:width$}  "));
            }
        }
        writeln!(f, "{}", text.trim_end())?;
    }
    Ok(())
}

/// `halving every 30 days`.
fn curve(table: &DecayTable) -> String {
    match table.curve {
        DecayCurve::Halving { days } => format!("halving every {}", count(days as usize, "day")),
        DecayCurve::Fading { days } => format!("fading over {}", count(days as usize, "day")),
    }
}
