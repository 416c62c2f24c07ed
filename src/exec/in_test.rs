//! Contacts and what comes out of them in the words of a test: takes values, events and outcomes, gives the lines that a
//! `test` says them with.
//!
//! Knows nothing of who wants a test, and of how it is laid out.

use crate::{
    exec::Evaluation,
    format::{name as named, quoted},
    model::{EventId, GroupId, ListId, Model, Operand, PointsOf, Property, RuleId, ScoreId, StageId},
    plan::{Plan, points_name},
    value::{AsOf, Duration, Instant, Kind, Number, Points, Unit, Value},
};

/// Times that lie further back are written out.
const MOST_DAYS: u32 = 3650;

/// `contact { visits: 6 }`, of values that are not what the schema gives anyway; none where there are none.
pub fn contact(model: &Model, values: &[Option<Value>], as_of: &AsOf) -> Option<String> {
    let facts = facts(model.schema.properties.values().zip(values), as_of);
    (!facts.is_empty()).then(|| format!("contact {{ {facts} }}"))
}

/// `event page_view { at: 2 days ago }`; none of a kind that is not declared.
pub fn event(model: &Model, kind: EventId, values: &[Option<Value>], as_of: &AsOf) -> Option<String> {
    let declared = model.schema.events.get(kind)?;
    let facts = facts(declared.fields.values().map(|field| &field.0).zip(values), as_of);
    Some(format!("event {} {{ {facts} }}", named(&declared.name)))
}

/// Whether a test of these values names a day or a moment, and not only how long ago it was.
pub fn is_dated(values: &[Option<Value>], as_of: &AsOf) -> bool {
    values.iter().flatten().any(|value| match value {
        Value::Date(_) => true,
        Value::Instant(instant) => !instant_text(*instant, as_of).ends_with(" ago"),
        _ => false,
    })
}

fn facts<'v>(values: impl Iterator<Item = (&'v Property, &'v Option<Value>)>, as_of: &AsOf) -> String {
    let told = values.filter(|(property, value)| property.reading.default != **value);
    let facts: Vec<String> = told.filter_map(|(property, value)| fact(property, value.as_ref(), as_of)).collect();
    facts.join(", ")
}

/// `visits: 6`.
fn fact(property: &Property, value: Option<&Value>, as_of: &AsOf) -> Option<String> {
    let name = named(&property.name);
    let Some(value) = value else { return Some(format!("{name}: unknown")) };
    let text = match (value, property.kind()) {
        (Value::Text(text), _) => quoted(text),
        (Value::Integer(integer), _) => integer.to_string(),
        (Value::Number(number), _) => Number::Real(*number).to_string(),
        (Value::Boolean(truth), _) => truth.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Instant(instant), _) => instant_text(*instant, as_of),
        (Value::Choice(place), kind) => quoted(kind.dropdown()?.name(*place)?),
        (Value::Choices(places), kind @ Kind::ManyOf(_)) => {
            let names = places.iter().filter_map(|place| kind.dropdown()?.name(*place)).map(quoted);
            format!("{{ {} }}", names.collect::<Vec<_>>().join(", "))
        }
        (Value::Choices(_), _) => return None,
    };
    Some(format!("{name}: {text}"))
}

/// `2 days ago` where it is just that.
fn instant_text(instant: Instant, as_of: &AsOf) -> String {
    let days = i64::from(as_of.date.days()) - i64::from(as_of.zone.date_of(instant).days());
    let hour = Duration::new(1, Unit::Hour);
    let days = u32::try_from(days).ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let ago = days.map(|days| Duration::new(days, Unit::Day));
    match ago {
        Some(ago) if as_of.before(ago) == instant => format!("{ago} ago"),
        _ if as_of.before(hour) == instant => format!("{hour} ago"),
        _ => instant.to_string(),
    }
}

/// Whatever comes out first: a score, a stage, a list; of rules without any of them, what is known of the contact.
pub fn anything(plan: &Plan, evaluation: &Evaluation<'_>, values: &[Option<Value>], as_of: &AsOf) -> Option<String> {
    let model = plan.model();
    let score = model.scores.ids().next().and_then(|id| of_score(plan, evaluation, id));
    let stage = || model.stages.ids().next().and_then(|id| of_stage(plan, evaluation, id));
    let list = || model.lists.ids().next().and_then(|id| of_list(plan, evaluation, id));
    let property = || {
        let properties = model.schema.properties.iter();
        properties.filter(|(_, property)| !matches!(property.kind(), Kind::ManyOf(_))).find_map(|(id, property)| {
            let value = evaluation.operand(&Operand::Property(id)).map(|_| values.get(id.index()).cloned());
            let fact = fact(property, value.flatten().flatten().as_ref(), as_of)?;
            Some(fact.replacen(": ", " is ", 1))
        })
    };
    score.or_else(stage).or_else(list).or_else(property)
}

/// The arm that a stage takes: `lifecycle is sql`.
pub fn of_stage(plan: &Plan, evaluation: &Evaluation<'_>, id: StageId) -> Option<String> {
    let stage = plan.model().stages.get(id)?;
    let arm = stage.names.get(evaluation.outcome().stages.get(id.index())?.name as usize)?;
    Some(format!("{} is {}", named(&stage.name), named(&arm.name)))
}

/// Whether a contact is on a list: `in list calls`.
pub fn of_list(plan: &Plan, evaluation: &Evaluation<'_>, id: ListId) -> Option<String> {
    let list = plan.model().lists.get(id)?;
    let is_in = evaluation.outcome().lists.get(id.index())?;
    Some(format!("{}in list {}", if *is_in { "" } else { "not " }, named(&list.name)))
}

/// What a rule gives, where it has a name; else the points of its group or score.
pub fn of_rule(plan: &Plan, evaluation: &Evaluation<'_>, id: RuleId) -> Option<String> {
    let outcome = evaluation.outcome().rules.get(id.index())?;
    let Some(name) = rule_name(plan, id) else { return points_of_rule(plan, evaluation, id) };
    Some(match outcome.fired {
        Some(true) if outcome.points != Points::ZERO => format!("{name} is {}", outcome.points),
        Some(true) => format!("fired {name}"),
        _ => format!("not fired {name}"),
    })
}

/// `engagement.pricing`; none where the rule has no name.
fn rule_name(plan: &Plan, id: RuleId) -> Option<String> {
    let rule = plan.model().rules.get(id)?;
    let score = plan.model().scores.get(rule.score)?;
    Some(format!("{}.{}", named(&score.name), named(rule.name.as_ref()?)))
}

/// The points of a rule's group, or else of its score.
fn points_of_rule(plan: &Plan, evaluation: &Evaluation<'_>, id: RuleId) -> Option<String> {
    let rule = plan.model().rules.get(id)?;
    match rule.group {
        Some(group) => of_group(plan, evaluation, group),
        None => of_score(plan, evaluation, rule.score),
    }
}

/// The points of a group: `engagement.web is 12`.
pub fn of_group(plan: &Plan, evaluation: &Evaluation<'_>, id: GroupId) -> Option<String> {
    let points = evaluation.outcome().groups.get(id.index())?.points;
    Some(format!("{} is {points}", self::points(plan.model(), PointsOf::Group(id))))
}

/// The points of a score: `fit is 10`.
pub fn of_score(plan: &Plan, evaluation: &Evaluation<'_>, id: ScoreId) -> Option<String> {
    let points = evaluation.outcome().scores.get(id.index())?.points;
    Some(format!("{} is {points}", self::points(plan.model(), PointsOf::Score(id))))
}

/// `engagement.visits`, with backquotes where names need them.
pub fn points(model: &Model, of: PointsOf) -> String {
    match of {
        PointsOf::Group(id) => model.groups.get(id).map_or_else(String::new, |group| {
            let score = model.scores.get(group.score).map_or("", |score| score.name.as_str());
            format!("{}.{}", named(score), named(&group.name))
        }),
        other => named(&points_name(model, other)),
    }
}
