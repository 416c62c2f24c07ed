//! Operands in the words of the language: takes an operand, gives what people would write for it.
//!
//! Knows nothing of the text that it was written in.

use crate::{
    model::{AggregateFunction, ArithmeticOperator, EventId, FieldId, Model, Operand, Part, PointsOf, QueryId, Which},
    regions::quoted,
    value::{Kind, Value, Zone},
};

/// The operand as it would be written: `email domain`, `days since created`, `30 days ago`, `visits + 1`.
pub fn operand_text(model: &Model, operand: &Operand) -> String {
    match operand {
        Operand::Property(property) => property_name(model, *property).to_owned(),
        Operand::Part { property, part } => format!("{} {}", property_name(model, *property), part_word(*part)),
        Operand::DaysSince(property) => format!("days since {}", property_name(model, *property)),
        Operand::Literal(Value::Text(text)) => quoted(text),
        // Moments are written in the zone of the rule set.
        Operand::Literal(value) => value.shown(&Kind::Text, &zone(model)),
        Operand::Relative { duration, ago: true } => format!("{duration} ago"),
        Operand::Relative { duration, ago: false } => format!("{duration} from now"),
        Operand::Arithmetic { operator, left, right } => {
            let word = match operator {
                ArithmeticOperator::Add => "+",
                ArithmeticOperator::Subtract => "-",
                ArithmeticOperator::Multiply => "*",
                ArithmeticOperator::Divide => "/",
            };
            format!("{} {word} {}", side(model, left), side(model, right))
        }
        Operand::Negate(of) => format!("-{}", side(model, of)),
        Operand::Define(define) => model.defines.get(*define).map_or_else(String::new, |define| define.name.clone()),
        Operand::Points(of) => points_name(model, *of),
        // Of which event the field is, only the place tells where the operand stands.
        Operand::Field(_) | Operand::FieldPart { .. } | Operand::FieldDaysSince(_) => String::new(),
        Operand::Count(query) => format!("{} count{}", event_name(model, *query), rest(model, *query)),
        Operand::DaysSinceEvent { query, which } => {
            format!("days since {} {}{}", which_word(*which), event_name(model, *query), rest(model, *query))
        }
        Operand::Aggregate { function, query, field } => {
            let word = match function {
                AggregateFunction::Sum => "sum",
                AggregateFunction::Min => "min",
                AggregateFunction::Max => "max",
                AggregateFunction::Avg => "avg",
            };
            format!("{word} of {}{}", field_name(model, *query, *field), rest(model, *query))
        }
        Operand::Distinct { query, field } => {
            format!("distinct {} count{}", field_name(model, *query, *field), rest(model, *query))
        }
        Operand::Pick { query, which, field } => {
            format!("{} {}{}", which_word(*which), field_name(model, *query, *field), rest(model, *query))
        }
    }
}

/// The operand as it would be written where the event is known, as it is in a `where`: `url`, `url path`.
pub fn field_operand_text(model: &Model, event: EventId, operand: &Operand) -> String {
    let name = |field: &FieldId| {
        let event = model.schema.events.get(event);
        event.and_then(|event| event.fields.get(*field)).map_or("", |field| field.0.name.as_str())
    };
    match operand {
        Operand::Field(field) => name(field).to_owned(),
        Operand::FieldPart { field, part } => format!("{} {}", name(field), part_word(*part)),
        Operand::FieldDaysSince(field) => format!("days since {}", name(field)),
        other => operand_text(model, other),
    }
}

pub(super) fn event_name(model: &Model, query: QueryId) -> &str {
    let event = model.queries.get(query).and_then(|query| model.schema.events.get(query.event));
    event.map_or("", |event| event.name.as_str())
}

/// `purchase.amount`.
fn field_name(model: &Model, query: QueryId, field: FieldId) -> String {
    let event = model.queries.get(query).and_then(|query| model.schema.events.get(query.event));
    let field = event.and_then(|event| event.fields.get(field)).map_or("", |field| field.0.name.as_str());
    format!("{}.{field}", event_name(model, query))
}

/// What stands behind the event's name in a query: ` within 30 days`.
pub(super) fn rest(model: &Model, query: QueryId) -> &str {
    let text = model.queries.get(query).map_or("", |query| query.text.as_str());
    // A name in backquotes may have blanks.
    let begin = text.strip_prefix('`').and_then(|inner| inner.find('`')).map_or(0, |end| end + 1);
    let end = text.get(begin..).and_then(|behind| behind.find(' ')).map(|end| begin + end);
    end.and_then(|end| text.get(end..)).unwrap_or("")
}

fn which_word(which: Which) -> &'static str {
    match which {
        Which::Last => "last",
        Which::First => "first",
    }
}

/// The name of what has points: `fit`, `engagement.visits`, `engagement.pricing`.
pub fn points_name(model: &Model, of: PointsOf) -> String {
    match of {
        PointsOf::Score(score) => model.scores.get(score).map_or_else(String::new, |score| score.name.clone()),
        PointsOf::Group(group) => model.groups.get(group).map_or_else(String::new, |group| {
            let score = model.scores.get(group.score).map_or("", |score| score.name.as_str());
            format!("{score}.{}", group.name)
        }),
        PointsOf::Rule(rule) => model.rules.get(rule).map_or_else(String::new, |rule| rule.id.clone()),
    }
}

fn property_name(model: &Model, property: crate::model::PropertyId) -> &str {
    model.schema.properties.get(property).map_or("", |property| property.name.as_str())
}

/// `domain`, `host` or `path`.
fn part_word(part: Part) -> &'static str {
    match part {
        Part::Domain => "domain",
        Part::Host => "host",
        Part::Path => "path",
    }
}

/// One side of an operator, in parentheses where it has an operator itself.
fn side(model: &Model, operand: &Operand) -> String {
    let text = operand_text(model, operand);
    if matches!(operand, Operand::Arithmetic { .. }) { format!("({text})") } else { text }
}

fn zone(model: &Model) -> Zone {
    Zone::named(&model.settings.timezone).unwrap_or_else(|_| Zone::utc())
}
