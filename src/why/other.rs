//! Other values that a contact might have: takes the plan, gives for each property that rules read one value of each
//! region, the nearest to what the contact has, and where regions cannot tell, the texts and amounts that rules name;
//! and events that might happen.
//!
//! Knows nothing of what a change leads to.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{
    Known,
    happen::{Happening, happenings},
    texts::texts,
};
use crate::{
    exec::Contact,
    model::{Model, Operand, PropertyId, Question},
    plan::{AwardStep, Plan, RuleBodyStep},
    regions::{RegionId, Subject, SubjectRegions},
    value::{AsOf, Date, Decimal, Interval, Kind, Points, Scalar, TimeValue, Value},
};

/// Another value of one property, or more events of one kind, and how far that is away.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub(super) what: What,
    /// Regions that lie between, this one counted; at least 1.
    pub(super) steps: u32,
    /// The difference as a part of the present value.
    pub(super) relative: f64,
    /// It says who the contact is and is known already, such as an industry: what people do not change to reach a stage.
    pub(super) is_fact: bool,
    /// It is a day that is still to come. Most rules look back, so others are tried first.
    pub(super) is_ahead: bool,
    /// For an order that does not hang on anything else.
    name: String,
}

/// What would be another.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A property, and its value.
    Value(PropertyId, Value),
    /// Events would have happened.
    Events(Happening),
}

impl Other {
    /// Whether both change the same property, or events of the same kind: a way has one of them at most.
    pub(super) fn touches_same(&self, other: &Self) -> bool {
        match (&self.what, &other.what) {
            (What::Value(one, _), What::Value(two, _)) => one == two,
            (What::Events(one), What::Events(two)) => one.event == two.event,
            _ => false,
        }
    }

    /// Whether it is as far away: as many events, and no greater amount of the same.
    pub(super) fn costs_same(&self, other: &Self) -> bool {
        let (What::Events(one), What::Events(two)) = (&self.what, &other.what) else { return false };
        let are_amounts = [one, two].iter().all(|of| of.change.more.is_none() && of.change.to.json.is_number());
        one.event == two.event && one.more == two.more && (!are_amounts || one.change == two.change)
    }

    /// Whether a rule speaks of just these events, or of this number of them.
    pub(super) fn is_named_in(&self, rule: &str) -> bool {
        let What::Events(Happening { change, .. }) = &self.what else { return false };
        rule.contains(&change.property) || change.more.as_ref().is_some_and(|more| rule.contains(&more.of))
    }

    /// The cheapest first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.is_fact
            .cmp(&other.is_fact)
            .then(self.is_ahead.cmp(&other.is_ahead))
            .then(self.steps.cmp(&other.steps))
            .then(self.relative.total_cmp(&other.relative))
            .then_with(|| self.name.cmp(&other.name))
    }
}

/// Steps of an award `per K` that are tried at most; beyond them the last one is.
const PER_STEPS: i64 = 25;
/// Values of one dropdown that are tried at most.
const CHOICES: usize = 100;

/// Every other value worth a try, the cheapest first. The key is left as it is.
pub(super) fn others(plan: &Plan, contact: &Contact, as_of: &AsOf) -> Vec<Other> {
    let regions = plan.regions().bind(as_of);
    let mut found: Vec<Other> = Vec::new();
    for id in plan.needed().iter().filter(|id| plan.model().schema.key != Some(**id)) {
        let Some(property) = plan.model().schema.properties.get(*id) else { continue };
        let now = contact.values.get(id.index()).and_then(Option::as_ref);
        let mut values: Vec<(Value, u32)> = Vec::new();
        for subject in regions.subjects().iter().filter(|subject| subject.subject().property() == *id) {
            values.extend(of_regions(subject, now, as_of));
        }
        match property.kind() {
            Kind::Integer | Kind::Number => values.extend(amounts(plan, *id, now)),
            Kind::Boolean => values.extend([true, false].map(|truth| (Value::Boolean(truth), 1))),
            Kind::Date | Kind::Datetime => values.extend(dates(property.kind(), as_of)),
            Kind::OneOf(dropdown) => {
                values.extend((0..).take(dropdown.len().min(CHOICES)).map(|place| (Value::Choice(place), 1)));
            }
            Kind::ManyOf(dropdown) => {
                let all = (0..).take(dropdown.len().min(CHOICES));
                values.extend(all.map(|member| (Value::Choices(toggled(now, member)), 1)));
            }
            Kind::Text | Kind::Email | Kind::Url => {
                values.extend(texts(plan, *id, now).into_iter().map(|text| (Value::Text(text), 1)));
            }
        }
        let mut seen: BTreeMap<String, Other> = BTreeMap::new();
        for (value, steps) in values {
            if now == Some(&value) || !lies_in(property.reading.range.as_ref(), &value) {
                continue;
            }
            let name = format!("{} {}", property.name, value.shown(property.kind(), &as_of.zone));
            let relative = distance(now, &value);
            let is_fact = now.is_some() && says_who(property.kind());
            let is_ahead = is_ahead(&value, as_of);
            let steps = steps.max(1);
            let what = What::Value(*id, value);
            let other = Other { what, steps, relative, is_fact, is_ahead, name: name.clone() };
            seen.entry(name).and_modify(|seen| seen.steps = seen.steps.min(steps)).or_insert(other);
        }
        found.extend(seen.into_values());
    }
    found.extend(happenings(plan, contact, as_of).into_iter().map(happened));
    found.sort_by(Other::order);
    found
}

fn happened(happening: Happening) -> Other {
    let steps = happening.more;
    // Of the same events their number is told before a sum, and that in a narrow window before that in a wide one.
    let Happening { breadth, change, .. } = &happening;
    // And of sums the one that is nearest.
    let number = |known: &Known| known.json.as_f64().unwrap_or_default();
    let far = (number(&change.to) - number(&change.from)).abs();
    let kind = u8::from(change.more.is_none());
    let name = format!("{kind} {breadth:010} {} {far:030.6} {}", change.property, change.to.text);
    let what = What::Events(happening);
    Other { what, steps, relative: f64::from(steps), is_fact: false, is_ahead: false, name }
}

/// Whether such values say who somebody is, rather than what somebody did.
fn says_who(kind: &Kind) -> bool {
    !matches!(kind, Kind::Integer | Kind::Number | Kind::Boolean | Kind::ManyOf(_))
}

/// Of each region but the present one the value that is nearest.
fn of_regions(subject: &SubjectRegions, now: Option<&Value>, as_of: &AsOf) -> Vec<(Value, u32)> {
    let here = subject.locate(now, as_of);
    let mut values = Vec::new();
    for (id, region) in subject.regions().iter() {
        let Some(representative) = &region.representative else { continue };
        if Some(id) == here {
            continue;
        }
        let steps = match (now, here, subject.neighbours(id)) {
            // What has no neighbours has no order.
            (None, _, _) | (_, None, _) | (_, _, (None, None)) => 1,
            (_, Some(here), _) => u32::try_from(here.index().abs_diff(id.index())).unwrap_or(u32::MAX),
        };
        let value = match subject.subject() {
            Subject::Property(_) => nearest(subject, id, representative, now, as_of),
            Subject::DaysSince(_) => match representative {
                Value::Integer(days) => nearest_days_since(subject, id, *days, now, as_of),
                _ => None,
            },
            // Parts of texts and ticked boxes are changed as a whole, elsewhere.
            Subject::Part(..) | Subject::Member(..) => None,
        };
        values.extend(value.map(|value| (value, steps)));
    }
    values
}

/// The value of the region that is nearest to the present one: between that and the representative, which lies inside,
/// the border is found by halving.
fn nearest(
    subject: &SubjectRegions,
    region: RegionId,
    representative: &Value,
    now: Option<&Value>,
    as_of: &AsOf,
) -> Option<Value> {
    let inside = |value: &Value| subject.locate(Some(value), as_of) == Some(region);
    let whole = |at: i64| match representative {
        Value::Integer(_) => Value::Integer(at),
        #[expect(clippy::cast_precision_loss, reason = "only whole numbers of a size that people use come here")]
        Value::Number(_) => Value::Number(at as f64),
        _ => Value::Date(Date::from_days(i32::try_from(at).unwrap_or_default())),
    };
    let (inner, outer) = match (representative, now) {
        (Value::Integer(inner), Some(Value::Integer(outer))) => (*inner, *outer),
        (Value::Number(inner), Some(Value::Number(outer))) => (rounded(*inner, *outer)?, rounded(*outer, *inner)?),
        (Value::Date(inner), Some(Value::Date(outer))) => (i64::from(inner.days()), i64::from(outer.days())),
        _ => return Some(representative.clone()),
    };
    if !inside(&whole(inner)) {
        return Some(representative.clone());
    }
    let found = whole(border(inner, outer, |at| inside(&whole(at))));
    // Where the border itself is no whole number, it may be nearer than the next whole one.
    Some(if distance(now, representative) < distance(now, &found) { representative.clone() } else { found })
}

/// The number towards the other, where it is of a size that whole numbers have.
fn rounded(number: f64, towards: f64) -> Option<i64> {
    let whole = if towards > number { number.ceil() } else { number.floor() };
    (whole.abs() < 9e15).then_some(whole as i64)
}

fn nearest_days_since(
    subject: &SubjectRegions,
    region: RegionId,
    days: i64,
    now: Option<&Value>,
    as_of: &AsOf,
) -> Option<Value> {
    let date = |days: i64| as_of.date.plus_days(days.saturating_neg());
    let inside = |days: i64| subject.locate(Some(&Value::Date(date(days))), as_of) == Some(region);
    let since = |time: TimeValue| time.days_since(as_of);
    let days = match now {
        Some(Value::Date(now)) => border(days, since(TimeValue::Date(*now)), inside),
        Some(Value::Instant(now)) => border(days, since(TimeValue::Instant(*now)), inside),
        _ => days,
    };
    Some(Value::Date(date(days)))
}

/// Of the numbers from `inner`, which is inside, towards `outer`, the last that is inside.
fn border(inner: i64, outer: i64, inside: impl Fn(i64) -> bool) -> i64 {
    if inside(outer) {
        return inner;
    }
    let (mut inner, mut outer) = (i128::from(inner), i128::from(outer));
    while inner.abs_diff(outer) > 1 {
        let middle = i128::midpoint(inner, outer);
        let is_inside = i64::try_from(middle).is_ok_and(&inside);
        if is_inside { inner = middle } else { outer = middle }
    }
    i64::try_from(inner).unwrap_or_default()
}

/// Amounts that regions do not show: the steps of `per`, and where a property is reckoned with, round differences.
fn amounts(plan: &Plan, property: PropertyId, now: Option<&Value>) -> Vec<(Value, u32)> {
    let as_value = |number: f64| match now_kind(plan.model(), property) {
        Some(Kind::Integer) => Value::Integer(number.round() as i64),
        _ => Value::Number(number),
    };
    let present = match now {
        Some(Value::Integer(number)) => *number as f64,
        Some(Value::Number(number)) => *number,
        _ => 0.0,
    };
    let mut values = Vec::new();
    for rule in plan.model().rules.ids() {
        let Some(rule) = plan.rule(rule) else { continue };
        let RuleBodyStep::When { award: AwardStep::Per { points, step, of }, .. } = &rule.body else { continue };
        if *plan.resolved(of) != Operand::Property(property) {
            continue;
        }
        let last = rule.up_to.map_or(i64::MAX, |cap| steps_to_cap(*points, cap));
        let taken = (present / step.to_f64()).floor().max(0.0) as i64;
        let first = taken.saturating_add(1);
        let tried = (first..=last).take(PER_STEPS as usize).chain((last < i64::MAX && last > taken).then_some(last));
        for count in tried {
            if let Some(amount) = step.multiply(&Decimal::from(count)) {
                values.push((as_value(amount.to_f64()), u32::try_from(count - taken).unwrap_or(u32::MAX)));
            }
        }
    }
    if is_reckoned_with(plan, property) {
        let sizes = (0..7).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
        let differences = sizes.flat_map(|size| [size, -size]);
        values.extend(differences.map(|difference| (as_value(present + difference), 2)));
    }
    values
}

fn now_kind(model: &Model, property: PropertyId) -> Option<&Kind> {
    model.schema.properties.get(property).map(|property| property.kind())
}

/// The steps after which an award is at its limit.
fn steps_to_cap(points: Points, cap: Points) -> i64 {
    let (points, cap) = (points.scaled().unsigned_abs(), cap.scaled().unsigned_abs());
    if points == 0 { 0 } else { i64::try_from(cap.div_ceil(points)).unwrap_or(i64::MAX) }
}

/// Whether a question compares it with another property or reckons with it.
fn is_reckoned_with(plan: &Plan, property: PropertyId) -> bool {
    let reads = |operand: &Operand| reads(plan, operand, property);
    plan.atoms().values().any(|atom| match &atom.question {
        _ if atom.subject.is_some() => false,
        Question::Within { operand, .. } => reads(operand),
        Question::Compare { left, right, .. } => reads(left) || reads(right),
        _ => false,
    })
}

fn reads(plan: &Plan, operand: &Operand, property: PropertyId) -> bool {
    match plan.resolved(operand) {
        Operand::Property(of) => *of == property,
        Operand::Arithmetic { left, right, .. } => reads(plan, left, property) || reads(plan, right, property),
        Operand::Negate(of) => reads(plan, of, property),
        _ => false,
    }
}

/// Days that fading, anniversaries and comparisons of dates may turn on: today, yesterday, a year ago.
fn dates(kind: &Kind, as_of: &AsOf) -> Vec<(Value, u32)> {
    let days = [0, -1, -365].map(|days| as_of.date.plus_days(days));
    let value = |date: Date| match kind {
        Kind::Datetime => Value::Instant(as_of.zone.midnight(date)),
        _ => Value::Date(date),
    };
    days.map(|date| (value(date), 2)).to_vec()
}

fn is_ahead(value: &Value, as_of: &AsOf) -> bool {
    match value {
        Value::Date(date) => *date > as_of.date,
        Value::Instant(instant) => as_of.zone.date_of(*instant) > as_of.date,
        _ => false,
    }
}

/// The ticked boxes with one more, or one less.
fn toggled(now: Option<&Value>, member: u32) -> Vec<u32> {
    let mut ticked = match now {
        Some(Value::Choices(ticked)) => ticked.clone(),
        _ => Vec::new(),
    };
    match ticked.binary_search(&member) {
        Ok(place) => {
            ticked.remove(place);
        }
        Err(place) => ticked.insert(place, member),
    }
    ticked
}

fn lies_in(range: Option<&Interval>, value: &Value) -> bool {
    let scalar = match value {
        Value::Integer(integer) => Scalar::Integer(*integer),
        Value::Number(number) => Scalar::Number(*number),
        Value::Date(date) => Scalar::Date(*date),
        Value::Instant(instant) => Scalar::Instant(*instant),
        _ => return true,
    };
    range.is_none_or(|range| range.contains(&scalar))
}

/// How far two values are apart, as a part of the present one; of those that have no distance, 1.
fn distance(now: Option<&Value>, then: &Value) -> f64 {
    let part = |from: f64, to: f64| (to - from).abs() / from.abs().max(1.0);
    match (now, then) {
        (Some(Value::Integer(from)), Value::Integer(to)) => part(*from as f64, *to as f64),
        (Some(Value::Number(from)), Value::Number(to)) => part(*from, *to),
        (Some(Value::Date(from)), Value::Date(to)) => f64::from(from.days().abs_diff(to.days())) / 365.0,
        (Some(Value::Instant(from)), Value::Instant(to)) => {
            from.micros().abs_diff(to.micros()) as f64 / (365.0 * 86_400e6)
        }
        _ => 1.0,
    }
}
