//! One property: its type and what its modifiers say of it.

use super::{
    Surroundings,
    constant::constant,
    dropdown::{dropdown, dropdown_of_set, unknown_type},
};
use crate::{
    base::{Diagnostic, Span, code, nearest},
    model::Property,
    syntax::tree::{ExprKind, Field, FieldType, Literal, LiteralKind, Modifier, ModifierKind, Range, Set},
    value::{Bound, Cell, Decimal, DecimalMark, Interval, Kind, ReadContext, Reading, Scalar, nfc, read},
};

/// The property a field declares. Modifiers that do not suit its type are reported and left out.
pub(super) fn property(
    field: &Field,
    markers: &[String],
    around: &Surroundings<'_>,
    out: &mut Vec<Diagnostic>,
) -> Property {
    let mut unknown = markers.to_vec();
    for modifier in &field.modifiers {
        if let ModifierKind::WithUnknown(set) = &modifier.kind {
            unknown.extend(marker_texts(set, out));
        }
    }
    let (kind, failed) = kind(field, &unknown, around, out);
    let mut property = Property {
        name: nfc(&field.name.text),
        docs: field.docs.clone(),
        reading: Reading { kind, unknown, default: None, range: None, format: None },
        required: false,
        from: Vec::new(),
        span: Some(field.span),
    };
    if failed {
        return property;
    }
    twice(&field.modifiers, out);
    // Defaults come last: they are read as the data is, so that range and format count.
    for modifier in &field.modifiers {
        match &modifier.kind {
            ModifierKind::Key | ModifierKind::Required => property.required = true,
            ModifierKind::From(names) => property.from = names.iter().map(|name| name.text.clone()).collect(),
            ModifierKind::In(range) => {
                property.reading.range = declared_range(range, &property, modifier.span, around, out)
            }
            ModifierKind::Format(format) => declared_format(&format.text, &mut property, modifier.span, out),
            ModifierKind::WithUnknown(_) | ModifierKind::Default(_) | ModifierKind::DefaultSet(_) => {}
        }
    }
    for modifier in &field.modifiers {
        match &modifier.kind {
            ModifierKind::Default(literal) => {
                default(literal_cell(literal), &mut property, modifier.span, literal.span, around, out)
            }
            ModifierKind::DefaultSet(set) => match marker_list(set) {
                Some(texts) if matches!(property.reading.kind, Kind::ManyOf(_)) && texts.is_empty() => {
                    property.reading.default = Some(crate::value::Value::Choices(Vec::new()));
                }
                Some(texts) => {
                    let cell = Cell::List(texts.into_iter().map(Cell::Text).collect());
                    default(Some(cell), &mut property, modifier.span, set.span, around, out);
                }
                None => out.push(Diagnostic::new(&code::BAD_DEFAULT, set.span, "a default set holds texts in quotes")),
            },
            _ => {}
        }
    }
    property
}

fn kind(field: &Field, markers: &[String], around: &Surroundings<'_>, out: &mut Vec<Diagnostic>) -> (Kind, bool) {
    let kind = match &field.kind {
        FieldType::Text => Kind::Text,
        FieldType::Email => Kind::Email,
        FieldType::Url => Kind::Url,
        FieldType::Integer => Kind::Integer,
        FieldType::Number => Kind::Number,
        FieldType::Boolean => Kind::Boolean,
        FieldType::Date => Kind::Date,
        FieldType::Datetime => Kind::Datetime,
        FieldType::OneOf(values) | FieldType::ManyOf(values) if values.is_empty() => {
            let (noun, word) = match &field.kind {
                FieldType::ManyOf(_) => ("checkboxes", "many"),
                _ => ("dropdown", "one"),
            };
            let has = if word == "many" { "have" } else { "has" };
            let message = format!("the {noun} `{}` {has} no values", field.name.text);
            out.push(
                Diagnostic::new(&code::EMPTY_OPERAND, field.kind_span, message)
                    .help(format!("list them: `{word} of {{ \"…\", \"…\" }}`")),
            );
            return (Kind::OneOf(dropdown(&[], markers, out)), true);
        }
        FieldType::OneOf(values) => Kind::OneOf(dropdown(values, markers, out)),
        FieldType::ManyOf(values) => Kind::ManyOf(dropdown(values, markers, out)),
        FieldType::OneOfSet(name) => Kind::OneOf(dropdown_of_set(name, markers, around, out)),
        FieldType::ManyOfSet(name) => Kind::ManyOf(dropdown_of_set(name, markers, around, out)),
        // An empty dropdown stands for a type nobody knows: whatever is asked of it, nothing more is said.
        FieldType::Unknown(word) => {
            out.push(unknown_type(&word.text, word.span));
            return (Kind::OneOf(dropdown(&[], markers, out)), true);
        }
    };
    let failed = matches!(&kind, Kind::OneOf(values) | Kind::ManyOf(values) if values.values.is_empty());
    (kind, failed)
}

fn twice(modifiers: &[Modifier], out: &mut Vec<Diagnostic>) {
    for (at, modifier) in modifiers.iter().enumerate() {
        let same = |other: &&Modifier| std::mem::discriminant(&other.kind) == std::mem::discriminant(&modifier.kind);
        if let Some(first) = modifiers.iter().take(at).find(same) {
            out.push(
                Diagnostic::new(&code::BAD_MODIFIER, modifier.span, format!("a second `{}`", word(&modifier.kind)))
                    .label(first.span, "the first one")
                    .help("delete one of the two"),
            );
        }
    }
    let required =
        modifiers.iter().find(|modifier| matches!(modifier.kind, ModifierKind::Required | ModifierKind::Key));
    let default = modifiers
        .iter()
        .find(|modifier| matches!(modifier.kind, ModifierKind::Default(_) | ModifierKind::DefaultSet(_)));
    if let (Some(required), Some(default)) = (required, default) {
        out.push(
            Diagnostic::new(
                &code::BAD_MODIFIER,
                default.span,
                format!("a `{}` property has no default: a record without it is rejected", word(&required.kind)),
            )
            .label(required.span, "so this cannot stand beside it")
            .help("delete one of the two"),
        );
    }
}

fn word(kind: &ModifierKind) -> &'static str {
    match kind {
        ModifierKind::Key => "key",
        ModifierKind::Required => "required",
        ModifierKind::Default(_) | ModifierKind::DefaultSet(_) => "default",
        ModifierKind::From(_) => "from",
        ModifierKind::In(_) => "in",
        ModifierKind::Format(_) => "format",
        ModifierKind::WithUnknown(_) => "with unknown",
    }
}

fn declared_range(
    range: &Range,
    property: &Property,
    span: Span,
    around: &Surroundings<'_>,
    out: &mut Vec<Diagnostic>,
) -> Option<Interval> {
    let kind = property.kind();
    if !matches!(kind, Kind::Integer | Kind::Number | Kind::Date | Kind::Datetime) {
        out.push(
            Diagnostic::new(
                &code::BAD_MODIFIER,
                span,
                format!("`{}` is {}, which has no range", property.name, kind.noun()),
            )
            .help("only numbers and dates have one: `visits: integer in 0..`"),
        );
        return None;
    }
    let mut end = |expr: Option<&crate::syntax::tree::Expr>| -> Result<Option<Scalar>, ()> {
        let Some(expr) = expr else { return Ok(None) };
        let ExprKind::Literal(literal) = &expr.kind else {
            out.push(
                Diagnostic::new(
                    &code::BAD_MODIFIER,
                    expr.span,
                    "the range of a property is written in plain numbers or dates",
                )
                .help("write the number itself: `integer in 0..=100`"),
            );
            return Err(());
        };
        scalar(literal, kind, around, out).map(Some)
    };
    let (low, high) = (end(range.low.as_deref()), end(range.high.as_deref()));
    let (low, high) = (low.ok()?, high.ok()?);
    let interval = Interval::new(
        low.map_or(Bound::Unbounded, Bound::Included),
        high.map_or(
            Bound::Unbounded,
            |high| if range.inclusive { Bound::Included(high) } else { Bound::Excluded(high) },
        ),
    );
    if interval.is_empty(matches!(kind, Kind::Integer)) {
        out.push(
            Diagnostic::new(&code::EMPTY_RANGE, range.span, format!("nothing lies in the range `{interval}`"))
                .help("the smaller end stands first; `..=` takes the end in"),
        );
        return None;
    }
    Some(interval)
}

fn scalar(literal: &Literal, kind: &Kind, around: &Surroundings<'_>, out: &mut Vec<Diagnostic>) -> Result<Scalar, ()> {
    let constant = constant(literal, around.zone, out).map_err(|_| ())?;
    constant.kind.as_scalar(kind, around.zone).ok_or_else(|| {
        out.push(
            Diagnostic::new(
                &code::BAD_MODIFIER,
                literal.span,
                format!("this range is one of {}, not of {}", plural(kind), constant.kind.noun()),
            )
            .help("both ends are written like the property's values"),
        );
    })
}

fn plural(kind: &Kind) -> &'static str {
    match kind {
        Kind::Integer => "whole numbers",
        Kind::Number => "numbers",
        _ => "dates",
    }
}

fn declared_format(format: &str, property: &mut Property, span: Span, out: &mut Vec<Diagnostic>) {
    if !matches!(property.reading.kind, Kind::Date | Kind::Datetime) {
        out.push(
            Diagnostic::new(
                &code::BAD_MODIFIER,
                span,
                format!("`{}` is {}, which has no `format`", property.name, property.kind().noun()),
            )
            .help("a format says how dates are written: `date format \"%d/%m/%Y\"`"),
        );
        return;
    }
    if let Err(reason) = crate::value::check_format(format) {
        out.push(
            Diagnostic::new(&code::BAD_MODIFIER, span, format!("the format `{format}` cannot be used: {reason}"))
                .help("`%d` is the day, `%m` the month, `%Y` the year, `%H:%M:%S` the time: `\"%d/%m/%Y\"`"),
        );
        return;
    }
    property.reading.format = Some(format.to_owned());
}

fn literal_cell(literal: &Literal) -> Option<Cell> {
    match &literal.kind {
        LiteralKind::Number(text) => Some(Cell::Number(text.clone())),
        LiteralKind::Text(text) | LiteralKind::Date(text) | LiteralKind::Datetime(text) => {
            Some(Cell::Text(text.clone()))
        }
        LiteralKind::Boolean(value) => Some(Cell::Boolean(*value)),
        LiteralKind::Ago(_) | LiteralKind::FromNow(_) => None,
    }
}

/// A default is read as a value of the data would be, but its type has to fit as it is written.
fn default(
    cell: Option<Cell>,
    property: &mut Property,
    modifier: Span,
    span: Span,
    around: &Surroundings<'_>,
    out: &mut Vec<Diagnostic>,
) {
    let kind = property.kind();
    let fits = match (&cell, kind) {
        (Some(Cell::Number(_)), Kind::Integer | Kind::Number) | (Some(Cell::Boolean(_)), Kind::Boolean) => true,
        (Some(Cell::Text(_)), Kind::Integer | Kind::Number | Kind::Boolean) => false,
        (Some(Cell::Text(_) | Cell::List(_)), _) => true,
        _ => false,
    };
    let mut diagnostic = None;
    if fits && let Some(cell) = &cell {
        let context = ReadContext { zone: around.zone, decimals: DecimalMark::Point };
        let read = read(cell, &property.reading, &context);
        match (read.value, read.problem) {
            (Some(value), None) => {
                property.reading.default = Some(value);
                return;
            }
            (_, Some(problem)) => {
                diagnostic =
                    Some(Diagnostic::new(&code::BAD_DEFAULT, span, format!("this default does not fit: {problem}")))
            }
            (None, None) => {
                diagnostic = Some(
                    Diagnostic::new(&code::BAD_DEFAULT, span, "this default counts as missing itself")
                        .help("write a real value, or delete the default"),
                );
            }
        }
    }
    let mut diagnostic = diagnostic.unwrap_or_else(|| {
        Diagnostic::new(
            &code::BAD_DEFAULT,
            span,
            format!("`{}` is {}, and this default is not", property.name, kind.noun()),
        )
    });
    if let (Kind::OneOf(dropdown) | Kind::ManyOf(dropdown), Some(Cell::Text(text))) = (kind, &cell) {
        let names: Vec<&str> = dropdown.values.iter().map(|value| value.name.as_str()).collect();
        if let Some(near) = nearest(text, names) {
            diagnostic =
                diagnostic.unsafe_fix(format!("did you mean `\"{near}\"`?"), span, crate::format::quoted(near));
        }
    }
    if let (Kind::Integer | Kind::Number, Some(Cell::Text(text))) = (kind, &cell)
        && Decimal::parse(text.trim()).is_some()
    {
        diagnostic = diagnostic.safe_fix(format!("write `{}` without quotes", text.trim()), span, text.trim());
    }
    out.push(diagnostic.label(modifier, format!("the default of `{}`", property.name)));
}

/// The texts of `unknown is {…}`; anything else in it is reported.
pub(super) fn marker_texts(set: &Set, out: &mut Vec<Diagnostic>) -> Vec<String> {
    marker_list(set).unwrap_or_else(|| {
        out.push(
            Diagnostic::new(&code::BAD_MODIFIER, set.span, "the words for missing values are texts in quotes")
                .help("write them as `{ \"\", \"N/A\" }`"),
        );
        Vec::new()
    })
}

fn marker_list(set: &Set) -> Option<Vec<String>> {
    set.elements
        .iter()
        .map(|element| match &element.kind {
            ExprKind::Literal(Literal { kind: LiteralKind::Text(text) | LiteralKind::Number(text), .. }) => {
                Some(text.clone())
            }
            _ => None,
        })
        .collect()
}
