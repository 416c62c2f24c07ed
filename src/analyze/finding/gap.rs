//! `gap`: a hole between the ranges that rules of one scope have of one thing.
//!
//! ```text
//! 2..=5 +3    ├──────┤
//! 7..   +6             ├───────────      6 gets nothing
//! ```
//!
//! Below the lowest and above the highest range nothing is missed. Where points are taken on one side and given on the
//! other, nothing in between is meant; and where another rule looks at the thing in the hole, its author thought of it.

use std::sync::Arc;

use super::{
    Ground,
    asked::{self, Thing},
    asks, beside, example, mend,
    scope::{Family, Member, Scope},
    stretch::{Stretch, Values, opposite},
};
use crate::{
    analyze::{
        Answer, Goal, Matter, Search, Wanted,
        space::{operand_reads, question_in_full, question_reads},
    },
    base::{Applicability, Diagnostic, code},
    model::{
        Award, Claim, Condition, DefineBody, MatchSubject, Model, Operand, Question, Rule, RuleBody, RuleId, Test,
    },
    plan::Plan,
    regions::operands,
    value::{AsOf, Bound, Edge, Interval, Moment, Scalar, Window},
};

/// Most holes that are looked into.
const MOST: usize = 200;

/// A hole between two rules.
struct Hole<'f, 'm> {
    family: &'f Family<'m>,
    lower: &'f Member<'m>,
    upper: &'f Member<'m>,
    stretch: Stretch,
}

pub(super) fn gaps(ground: &Ground<'_>, scopes: &[Scope<'_>], out: &mut Vec<Diagnostic>) {
    let mut holes: Vec<Hole<'_, '_>> = Vec::new();
    for scope in scopes {
        for family in &scope.families {
            holes.extend(
                between(family).into_iter().filter(|hole| is_lasting(ground, hole) && !is_taken(ground, scope, hole)),
            );
        }
    }
    holes.truncate(MOST);
    let mut unseen: Vec<Hole<'_, '_>> = Vec::new();
    for hole in holes {
        let values = Values::Line(vec![hole.stretch]);
        match example::with_values(ground, &hole.family.thing, &values, &neither(&hole)) {
            Some(witness) => out.extend(gap(ground, &hole).map(|found| ground.shown(found, &witness))),
            None => unseen.push(hole),
        }
    }
    if !unseen.is_empty() {
        search_in(ground, &unseen, out);
    }
}

/// Looks for contacts in holes, among the rules with a claim for each hole.
fn search_in(ground: &Ground<'_>, holes: &[Hole<'_, '_>], out: &mut Vec<Diagnostic>) {
    let mut model = Model::clone(ground.plan.model());
    let first = model.claims.len();
    model.claims.extend(holes.iter().map(|hole| Claim {
        always: false,
        condition: Condition::Test(Test { question: inside(hole), text: String::new(), span: None }),
        text: String::new(),
        description: None,
        span: None,
    }));
    let plan = Plan::new(Arc::new(model));
    let search = Search::new(&plan, ground.as_of, ground.budget);
    for (hole, claim) in holes.iter().zip(plan.claims().iter().skip(first)) {
        let goal = neither(hole).and(Matter::Condition(claim.clone()), Wanted::True);
        if let Answer::Found(witness) = example::found(&search, &goal)
            && let Some(found) = gap(ground, hole)
        {
            out.push(ground.shown(found, &witness));
        }
    }
}

/// Neither of the rules beside a hole does anything.
fn neither(hole: &Hole<'_, '_>) -> Goal {
    Goal::of(Matter::Fired(hole.lower.id), Wanted::NotTrue).and(Matter::Fired(hole.upper.id), Wanted::NotTrue)
}

fn gap(ground: &Ground<'_>, hole: &Hole<'_, '_>) -> Option<Diagnostic> {
    let Hole { family, lower, upper, stretch } = hole;
    let name = family.thing.name(ground.model());
    let message = format!(
        "{}`{name}` {} gets nothing: it lies between `{}` and `{}`",
        family.thing.when(),
        family.thing.shown(&Values::Line(vec![*stretch])),
        asks(lower.rule),
        asks(upper.rule)
    );
    let (first, second) = if lower.id < upper.id { (lower, upper) } else { (upper, lower) };
    let at = |member: &Member<'_>| if member.id == lower.id { "ends before it" } else { "begins behind it" };
    let found = Diagnostic::new(&code::GAP, second.rule.span?, message).at(at(second));
    let found = beside(found, first.rule, at(first))
        .help("let the ranges meet; if nothing is to be given there, say so with a rule that scores `0`");
    Some(
        mend::closed(ground, &family.thing, lower, upper)
            .into_iter()
            .fold(found, |found, (text, edit)| found.fix(format!("write `{text}`"), Applicability::Unsafe, vec![edit])),
    )
}

/// The holes of a family, each with a rule that ends at it and one that begins behind it.
fn between<'f, 'm>(family: &'f Family<'m>) -> Vec<Hole<'f, 'm>> {
    let mut all: Vec<Stretch> = Vec::new();
    for member in &family.members {
        let Values::Line(line) = &member.values else { return Vec::new() };
        all.extend(line);
    }
    let Values::Line(covered) = Values::line(all) else { return Vec::new() };
    let pairs = covered.iter().zip(covered.iter().skip(1));
    pairs
        .filter_map(|(below, above)| {
            let lower = neighbour(family, |stretch| stretch.end == below.end)?;
            let upper = neighbour(family, |stretch| stretch.start == above.start)?;
            let stretch =
                Stretch { start: below.end, end: above.start, low: opposite(below.high), high: opposite(above.low) };
            (lower.is_malus == upper.is_malus && lower.id != upper.id).then_some(Hole { family, lower, upper, stretch })
        })
        .collect()
}

/// The first rule with a range at a place; values by themselves are picked, and leave nothing out.
fn neighbour<'f, 'm>(family: &'f Family<'m>, is_at: impl Fn(&Stretch) -> bool) -> Option<&'f Member<'m>> {
    family.members.iter().find(|member| match &member.values {
        Values::Line(line) => line.iter().any(|stretch| is_at(stretch) && !stretch.is_point()),
        Values::Places(_) => false,
    })
}

/// Whether there is such a hole every day.
fn is_lasting(ground: &Ground<'_>, hole: &Hole<'_, '_>) -> bool {
    let on = |day: &AsOf| {
        let (lower, upper) = (hole.lower.values_on(ground.model(), day)?, hole.upper.values_on(ground.model(), day)?);
        Some(lower.only()?.end < upper.only()?.start)
    };
    !hole.family.thing.is_relative || ground.days().iter().all(|day| on(day) == Some(true))
}

/// The question whether the thing lies in the hole.
fn inside(hole: &Hole<'_, '_>) -> Question {
    let (operand, Stretch { low, high, .. }) = (hole.family.thing.operand.clone(), hole.stretch);
    match (edge(low), edge(high)) {
        (Some(low), Some(high)) => Question::Time { operand, window: Window { low, high } },
        _ => Question::Within { operand, intervals: vec![Interval::new(low, high)] },
    }
}

fn edge(bound: Bound) -> Option<Edge> {
    let moment = |scalar: Scalar| match scalar {
        Scalar::Date(date) => Some(Moment::Date(date)),
        Scalar::Instant(instant) => Some(Moment::Instant(instant)),
        Scalar::Integer(_) | Scalar::Number(_) | Scalar::Points(_) => None,
    };
    match bound {
        Bound::Unbounded => None,
        Bound::Included(at) => moment(at).map(Edge::Included),
        Bound::Excluded(at) => moment(at).map(Edge::Excluded),
    }
}

/// Whether some other rule of the scope may give something in the hole.
fn is_taken(ground: &Ground<'_>, scope: &Scope<'_>, hole: &Hole<'_, '_>) -> bool {
    let is_member = |id: RuleId| hole.family.members.iter().any(|member| member.id == id);
    scope.rules.iter().any(|(id, rule)| !is_member(*id) && takes(ground, rule, hole))
}

fn takes(ground: &Ground<'_>, rule: &Rule, hole: &Hole<'_, '_>) -> bool {
    match &rule.body {
        RuleBody::When { condition, award } => {
            let by_award = match award {
                Award::Flat(_) => false,
                Award::Per { of, .. } | Award::Decay { since: of, .. } => looks_at(of, &hole.family.thing.operand),
            };
            let take = condition.as_ref().map_or(Take::Unrelated, |condition| {
                take(ground, condition, &hole.family.thing, &Values::Line(vec![hole.stretch]))
            });
            take == Take::Perhaps || (by_award && take != Take::Never)
        }
        RuleBody::Match { subject: MatchSubject::Operand(of), .. } => looks_at(of, &hole.family.thing.operand),
        RuleBody::Match { subject: MatchSubject::Stage(_), .. } => false,
        RuleBody::Each { query, .. } | RuleBody::MatchEach { query, .. } => {
            let event = |query| ground.model().queries.get(query).map(|query| query.event);
            matches!(hole.family.thing.operand, Operand::Count(counted) if event(counted) == event(*query))
        }
    }
}

/// Whether a condition can be true in the hole because of what it asks of the thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    /// It does not look at the thing.
    Unrelated,
    Never,
    Perhaps,
}

/// Whether a condition can be true for some of the values because of what it asks of the thing.
pub(super) fn may_take(ground: &Ground<'_>, condition: &Condition, thing: &Thing, values: &Values) -> bool {
    take(ground, condition, thing, values) == Take::Perhaps
}

fn take(ground: &Ground<'_>, condition: &Condition, thing: &Thing, values: &Values) -> Take {
    let all = |parts: &[Condition]| parts.iter().map(|part| take(ground, part, thing, values)).collect::<Vec<_>>();
    match condition {
        Condition::All(parts) => {
            let takes = all(parts);
            [Take::Never, Take::Perhaps].into_iter().find(|take| takes.contains(take)).unwrap_or(Take::Unrelated)
        }
        Condition::Any(parts) => {
            let takes = all(parts);
            match takes.first() {
                Some(first) if takes.iter().all(|take| take == first) => *first,
                Some(_) => Take::Perhaps,
                None => Take::Never,
            }
        }
        Condition::Not(part) => match take(ground, part, thing, values) {
            Take::Unrelated => Take::Unrelated,
            Take::Never | Take::Perhaps => Take::Perhaps,
        },
        Condition::Define(define) => match ground.model().defines.get(*define).map(|define| &define.body) {
            Some(DefineBody::Condition(body)) => take(ground, body, thing, values),
            _ => Take::Unrelated,
        },
        Condition::Constant(_) => Take::Unrelated,
        Condition::Test(test) => asks_in(ground, &test.question, thing, values),
    }
}

fn asks_in(ground: &Ground<'_>, question: &Question, thing: &Thing, values: &Values) -> Take {
    if let Some(asked) = asked::question(ground.model(), ground.as_of, question)
        && asked.thing.key() == thing.key()
    {
        let both = asked.values.both(values);
        return if both.is_some_and(|both| both.is_empty()) { Take::Never } else { Take::Perhaps };
    }
    let mut full = question_in_full(ground.model(), question);
    let properties = operand_reads(&thing.operand).properties;
    let is_near = operands(&mut full).iter().any(|operand| **operand == thing.operand)
        || question_reads(&full).properties.intersection(&properties).next().is_some();
    if is_near { Take::Perhaps } else { Take::Unrelated }
}

fn looks_at(operand: &Operand, thing: &Operand) -> bool {
    let (one, two) = (operand_reads(operand).properties, operand_reads(thing).properties);
    operand == thing || one.intersection(&two).next().is_some()
}
