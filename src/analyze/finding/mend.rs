//! Ranges written anew: takes rules whose ranges touch wrongly, gives the text that would mend it.
//!
//! Only where a rule asks one question and says it itself, and only of ends that are written out. Each is one of several
//! readings, so none is safe.

use super::{
    Ground,
    asked::{Sort, Thing},
    scope::Member,
    stretch::{Stretch, Values, opposite},
};
use crate::{
    base::{Diagnostic, Edit, Span},
    model::Condition,
    regions::{line::Scale, quoted},
    value::{Bound, Date, Dropdown, Interval, Scalar},
};

/// A condition as it would be, and the edit that makes it so.
pub(super) type Mended = (String, Edit);

/// The finding with the rule that it is about deleted.
pub(super) fn deleted(found: Diagnostic) -> Diagnostic {
    match found.span {
        Some(span) => found.unsafe_fix("delete this rule", span, ""),
        None => found,
    }
}

/// Either rule without the values that both have.
pub(super) fn apart(ground: &Ground<'_>, thing: &Thing, first: &Member<'_>, second: &Member<'_>) -> Vec<Mended> {
    let name = thing.name(ground.model());
    let texts = match &thing.sort {
        Sort::Dropdown(dropdown) => vec![
            (second, places_text(&name, dropdown, &second.values, &first.values)),
            (first, places_text(&name, dropdown, &first.values, &second.values)),
        ],
        Sort::Line { scale, .. } => {
            let (Some(one), Some(two)) = (first.values.only(), second.values.only()) else { return Vec::new() };
            let (lower, upper) = if one.start < two.start { (first, second) } else { (second, first) };
            let (Some(low), Some(high)) = (lower.values.only(), upper.values.only()) else { return Vec::new() };
            vec![
                (upper, range_text(thing, &name, upper, &begun(*scale, high, low))),
                (lower, range_text(thing, &name, lower, &ended(*scale, low, high))),
            ]
        }
    };
    texts.into_iter().filter_map(|(member, text)| edit(member, &name, text?)).collect()
}

/// The wide rule without what the narrow one has, where one range is left.
pub(super) fn without(ground: &Ground<'_>, thing: &Thing, wide: &Member<'_>, narrow: &Member<'_>) -> Option<Mended> {
    let name = thing.name(ground.model());
    let text = match &thing.sort {
        Sort::Dropdown(dropdown) => places_text(&name, dropdown, &wide.values, &narrow.values)?,
        Sort::Line { scale, .. } => {
            let (of, less) = (wide.values.only()?, narrow.values.only()?);
            let left = if of.end == less.end {
                ended(*scale, of, less)
            } else if of.start == less.start {
                begun(*scale, of, less)
            } else {
                return None;
            };
            range_text(thing, &name, wide, &left)?
        }
    };
    edit(wide, &name, text)
}

/// Both rules grown over the hole between them.
pub(super) fn closed(ground: &Ground<'_>, thing: &Thing, lower: &Member<'_>, upper: &Member<'_>) -> Vec<Mended> {
    let name = thing.name(ground.model());
    let (Some(low), Some(high)) = (lower.values.only(), upper.values.only()) else { return Vec::new() };
    let [grown_up, grown_down] = grown(thing, low, high);
    let texts = [(lower, grown_up), (upper, grown_down)];
    texts
        .into_iter()
        .filter_map(|(member, stretch)| edit(member, &name, range_text(thing, &name, member, &stretch)?))
        .collect()
}

/// Either of two stretches grown over the hole between them.
pub(super) fn grown(thing: &Thing, low: &Stretch, high: &Stretch) -> [Stretch; 2] {
    match &thing.sort {
        Sort::Line { scale, .. } => [ended(*scale, low, high), begun(*scale, high, low)],
        Sort::Dropdown(_) => [*low, *high],
    }
}

/// The stretch, beginning where the other ends.
fn begun(scale: Scale, of: &Stretch, behind: &Stretch) -> Stretch {
    let start = behind.end;
    let is_written = |end: i128| matches!(behind.high, Bound::Included(_)) && behind.end == end;
    let low = match (of.low, stepped(scale, start), stepped(scale, start - 1)) {
        // `> 999` is written only where 999 stands beside it: else `>= 1000` is.
        (Bound::Excluded(_), _, Some(before)) if scale == Scale::Day || is_written(start) => Bound::Excluded(before),
        (_, Some(first), _) => Bound::Included(first),
        _ => opposite(behind.high),
    };
    Stretch { start, low, ..*of }
}

/// The stretch, ending where the other begins.
fn ended(scale: Scale, of: &Stretch, before: &Stretch) -> Stretch {
    let end = before.start;
    let is_written = |start: i128| matches!(before.low, Bound::Included(_)) && before.start == start;
    let high = match (of.high, stepped(scale, end), stepped(scale, end - 1)) {
        (Bound::Excluded(_), Some(behind), _) if scale == Scale::Day || is_written(end) => Bound::Excluded(behind),
        (_, _, Some(last)) => Bound::Included(last),
        _ => opposite(before.low),
    };
    Stretch { end, high, ..*of }
}

/// The value with a number, where values go by steps.
fn stepped(scale: Scale, number: i128) -> Option<Scalar> {
    match scale {
        Scale::Whole => i64::try_from(number).ok().map(Scalar::Integer),
        Scale::Day => i32::try_from(number).ok().map(|days| Scalar::Date(Date::from_days(days))),
        Scale::Real | Scale::Moment => None,
    }
}

/// A range of a thing as people write it; none where there is no one way.
pub(super) fn line_text(thing: &Thing, name: &str, stretch: &Stretch) -> Option<String> {
    let Sort::Line { scale, .. } = &thing.sort else { return None };
    if thing.is_relative || stretch.start >= stretch.end {
        return None;
    }
    // Moments are written only as the days that they make up.
    let (scale, stretch) = match thing.in_days(stretch) {
        Some(days) => (Scale::Day, days),
        None if *scale == Scale::Moment => return None,
        None => (*scale, *stretch),
    };
    Some(match (stretch.low, stretch.high) {
        (Bound::Unbounded, Bound::Unbounded) => return None,
        (Bound::Excluded(low), Bound::Unbounded) if scale == Scale::Day => format!("{name} after {low}"),
        (Bound::Unbounded, Bound::Excluded(high)) if scale == Scale::Day => format!("{name} before {high}"),
        (Bound::Included(only), _) if stretch.is_point() => format!("{name} is {only}"),
        (Bound::Included(low), Bound::Unbounded) => format!("{name} >= {low}"),
        (Bound::Excluded(low), Bound::Unbounded) => format!("{name} > {low}"),
        (Bound::Unbounded, Bound::Included(high)) => format!("{name} <= {high}"),
        (Bound::Unbounded, Bound::Excluded(high)) => format!("{name} < {high}"),
        (Bound::Excluded(_), high) if stepped(scale, stretch.start).is_some() => {
            let low = stepped(scale, stretch.start)?;
            format!("{name} in {}", Interval::new(Bound::Included(low), high))
        }
        (Bound::Excluded(low), Bound::Included(high)) => format!("{name} > {low} and {name} <= {high}"),
        (Bound::Excluded(low), Bound::Excluded(high)) => format!("{name} > {low} and {name} < {high}"),
        (low, high) => format!("{name} in {}", Interval::new(low, high)),
    })
}

/// A range in the shape that a rule has: by two comparisons where there are two.
fn range_text(thing: &Thing, name: &str, member: &Member<'_>, stretch: &Stretch) -> Option<String> {
    let text = line_text(thing, name, stretch)?;
    let is_number = matches!(thing.sort, Sort::Line { scale: Scale::Whole | Scale::Real, .. });
    let is_pair = matches!(member.parts.as_slice(), [Condition::All(parts)] if parts.len() == 2);
    match both_ends(stretch).filter(|_| is_number && is_pair) {
        Some((low, high)) => Some(format!("{name} {low} and {name} {high}")),
        None => Some(text),
    }
}

/// `> 250` and `<= 1000`.
fn both_ends(stretch: &Stretch) -> Option<(String, String)> {
    let low = match stretch.low {
        Bound::Included(low) => format!(">= {low}"),
        Bound::Excluded(low) => format!("> {low}"),
        Bound::Unbounded => return None,
    };
    let high = match stretch.high {
        Bound::Included(high) => format!("<= {high}"),
        Bound::Excluded(high) => format!("< {high}"),
        Bound::Unbounded => return None,
    };
    (!stretch.is_point()).then_some((low, high))
}

fn places_text(name: &str, dropdown: &Dropdown, of: &Values, less: &Values) -> Option<String> {
    let (Values::Places(of), Values::Places(less)) = (of, less) else { return None };
    let left: Vec<String> = (of - less).iter().map(|place| quoted(dropdown.name(*place).unwrap_or_default())).collect();
    match left.as_slice() {
        [] => None,
        [only] => Some(format!("{name} is {only}")),
        several => Some(format!("{name} in {{ {} }}", several.join(", "))),
    }
}

/// Puts the text in the place of all that the rule asks, where it asks it itself, of `name` by this name.
fn edit(member: &Member<'_>, name: &str, text: String) -> Option<Mended> {
    let [condition] = member.parts.as_slice() else { return None };
    asked_anew(condition, member.rule.span?, name, &text)
}

/// Puts the text in the place of a condition, where that is written out within the span, of `name` by this name.
pub(super) fn asked_anew(condition: &Condition, within: Span, name: &str, text: &str) -> Option<Mended> {
    let written = written(condition, name)?;
    let span = asked_at(condition, &written)?;
    let text = text.replace(name, &written);
    within.contains(span).then(|| (text.clone(), Edit { span, text }))
}

/// How a condition itself calls the thing with this name: in parentheses, or by a definition.
fn written(condition: &Condition, name: &str) -> Option<String> {
    let text = match condition {
        Condition::Test(test) => test.text.as_str(),
        Condition::All(parts) | Condition::Any(parts) => return written(parts.first()?, name),
        _ => return None,
    };
    let forms = [name.to_owned(), format!("`{name}`"), format!("({name})")];
    if let Some(form) = forms.into_iter().find(|form| text.starts_with(form.as_str())) {
        return Some(form);
    }
    let (word, rest) = text.split_once(' ')?;
    let is_asked = ["in ", "not in ", ">", "<", "is ", "before ", "after "].iter().any(|word| rest.starts_with(word));
    (is_asked && !word.contains(['"', '(', '`'])).then(|| word.to_owned())
}

/// Where a question is asked, or several of them with nothing but a word between.
fn asked_at(condition: &Condition, written: &str) -> Option<Span> {
    let (parts, joint) = match condition {
        Condition::Test(test) => return test.span.filter(|_| test.text.starts_with(written)),
        Condition::All(parts) => (parts, " and ".len()),
        Condition::Any(parts) => (parts, " or ".len()),
        _ => return None,
    };
    let mut whole: Option<Span> = None;
    for part in parts {
        let Condition::Test(_) = part else { return None };
        let next = asked_at(part, written)?;
        whole = match whole {
            None => Some(next),
            Some(so_far) => {
                let gap = (next.start as usize).checked_sub(so_far.end as usize)?;
                (so_far.source == next.source && gap == joint).then(|| so_far.to(next))
            }
        };
        whole?;
    }
    whole
}
