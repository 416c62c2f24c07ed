//! Gathers what questions say of each subject, and cuts its values accordingly.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Domain, Region, RegionId, RegionSet, Regions, Subject, SubjectRegions,
    asked::{Asked, asked},
    line::{Line, Scale},
    shown,
    subject::in_full,
    time,
};
use crate::{
    base::{Arena, Id},
    model::{Condition, DefineBody, ListBody, Model, Question, RuleBody},
    value::{Dropdown, Interval, Kind, Value},
};

pub(super) fn regions(model: &Model) -> Regions {
    let mut said: BTreeMap<Subject, Vec<Asked>> = BTreeMap::new();
    for_each_question(model, &mut |question| {
        if let Some((subject, asked)) = asked(&in_full(model, question)) {
            said.entry(subject).or_default().push(asked);
        }
    });
    let subjects = said.into_iter().filter_map(|(subject, said)| subject_regions(model, subject, &said)).collect();
    Regions { subjects }
}

impl SubjectRegions {
    /// Where it is so; none where regions cannot tell.
    pub(super) fn set(&self, asked: &Asked) -> Option<RegionSet> {
        let of = self.regions.len();
        let mut set = RegionSet::none(of);
        match (asked, &self.domain) {
            (Asked::Known, _) => return Some(self.known()),
            (Asked::Truth(truth), Domain::Boolean | Domain::Member(_)) => set.insert(Id::new(usize::from(*truth))),
            (Asked::Intervals(intervals), Domain::Line(line)) => return Some(line.set(intervals, of)),
            (Asked::Texts { needles, among }, Domain::Text { literals, .. }) => {
                for needle in needles {
                    set.insert(*literals.get(needle)?);
                }
                return Some(if *among { set } else { set.complement().intersection(&self.known()) });
            }
            (Asked::Places(places), Domain::Dropdown(classes)) => {
                for place in places {
                    set.insert(*classes.get(usize::try_from(*place).ok()?)?);
                }
            }
            (Asked::Window(window), Domain::Time(line, as_of)) => {
                return Some(line.set(&[time::interval(line.scale(), window, as_of)], of));
            }
            _ => return None,
        }
        Some(set)
    }
}

fn subject_regions(model: &Model, subject: Subject, said: &[Asked]) -> Option<SubjectRegions> {
    let property = model.schema.properties.get(subject.property())?;
    let opaque = said.iter().any(|asked| matches!(asked, Asked::Opaque));
    let (domain, mut regions) = match (subject, property.kind()) {
        (Subject::DaysSince(_), Kind::Date | Kind::Datetime) => line(Scale::Whole, None, said),
        (Subject::Part(..), Kind::Text | Kind::Email | Kind::Url) => texts(subject, said),
        (Subject::Member(_, member), Kind::ManyOf(choices)) => ticked(member, choices),
        (Subject::Property(_), kind) => match kind {
            Kind::Integer => line(Scale::Whole, property.reading.range.as_ref(), said),
            Kind::Number => line(Scale::Real, property.reading.range.as_ref(), said),
            Kind::Boolean => booleans(),
            Kind::OneOf(choices) => classes(choices, said),
            Kind::Text | Kind::Email | Kind::Url => texts(subject, said),
            Kind::Date => uncut(Scale::Day, property.reading.range.as_ref()),
            Kind::Datetime => uncut(Scale::Moment, property.reading.range.as_ref()),
            Kind::ManyOf(_) => any(Some(Value::Choices(Vec::new()))),
        },
        _ => return None,
    };
    let can_be_unknown = property.can_be_unknown() || matches!(subject, Subject::Part(..));
    let unknown = can_be_unknown.then(|| regions.push(Region::unknown()));
    let name = shown::subject_name(model, subject);
    let windows = said.iter().filter_map(|asked| match asked {
        Asked::Window(window) => Some(*window),
        _ => None,
    });
    let time = match (subject, property.kind()) {
        (Subject::Property(_), Kind::Date) => Some(Scale::Day),
        (Subject::Property(_), Kind::Datetime) => Some(Scale::Moment),
        _ => None,
    };
    let time = time.map(|scale| (scale, time::range(scale, property.reading.range.as_ref())));
    let windows = windows.collect();
    Some(SubjectRegions { subject, name, domain, regions, unknown, opaque, windows, time })
}

fn line(scale: Scale, range: Option<&Interval>, said: &[Asked]) -> (Domain, Arena<Region>) {
    let intervals = said.iter().flat_map(|asked| match asked {
        Asked::Intervals(intervals) => intervals.as_slice(),
        _ => &[],
    });
    let line = Line::new(scale, range, intervals);
    let regions = line.pieces().iter().map(shown::piece).collect();
    (Domain::Line(line), regions)
}

fn booleans() -> (Domain, Arena<Region>) {
    let region = |truth: bool| Region { shown: truth.to_string(), representative: Some(Value::Boolean(truth)) };
    (Domain::Boolean, [false, true].map(region).into_iter().collect())
}

fn ticked(member: u32, choices: &Dropdown) -> (Domain, Arena<Region>) {
    let text = shown::choice(choices, member);
    let not = Region { shown: format!("without {text}"), representative: Some(Value::Choices(Vec::new())) };
    let with = Region { shown: format!("with {text}"), representative: Some(Value::Choices(vec![member])) };
    (Domain::Member(member), [not, with].into_iter().collect())
}

/// Dates before an as-of is known.
fn uncut(scale: Scale, range: Option<&Interval>) -> (Domain, Arena<Region>) {
    let line = Line::new(scale, Some(&time::range(scale, range)), []);
    any(line.pieces().first().and_then(|piece| shown::piece(piece).representative))
}

/// One region for all values: of dates, and of sets of ticked boxes as wholes.
fn any(representative: Option<Value>) -> (Domain, Arena<Region>) {
    (Domain::Any, [Region { shown: "any".to_owned(), representative }].into_iter().collect())
}

/// Two values of a dropdown share a region where each question names both or neither.
fn classes(choices: &Dropdown, said: &[Asked]) -> (Domain, Arena<Region>) {
    let mut named_by: Vec<Vec<usize>> = vec![Vec::new(); choices.len()];
    let questions = said.iter().filter_map(|asked| match asked {
        Asked::Places(places) => Some(places),
        _ => None,
    });
    for (number, places) in questions.enumerate() {
        for place in places {
            if let Some(named_by) = usize::try_from(*place).ok().and_then(|place| named_by.get_mut(place)) {
                named_by.push(number);
            }
        }
    }
    // In the order of the first value of each class.
    let mut classes: Vec<(&Vec<usize>, Vec<u32>)> = Vec::new();
    let mut numbers: HashMap<&Vec<usize>, usize> = HashMap::new();
    let mut of_place: Vec<RegionId> = Vec::new();
    for (place, named_by) in (0..).zip(&named_by) {
        let number = *numbers.entry(named_by).or_insert_with(|| {
            classes.push((named_by, Vec::new()));
            classes.len() - 1
        });
        if let Some((_, members)) = classes.get_mut(number) {
            members.push(place);
        }
        of_place.push(Id::new(number));
    }
    let regions = classes.iter().map(|(named_by, members)| Region {
        shown: shown::class(choices, members, named_by.is_empty()),
        representative: members.first().map(|first| Value::Choice(*first)),
    });
    (Domain::Dropdown(of_place), regions.collect())
}

fn texts(subject: Subject, said: &[Asked]) -> (Domain, Arena<Region>) {
    let mut literals: BTreeSet<&String> = BTreeSet::new();
    for asked in said {
        if let Asked::Texts { needles, .. } = asked {
            literals.extend(needles);
        }
    }
    let mut regions: Arena<Region> = literals
        .iter()
        .map(|literal| Region { shown: shown::quoted(literal), representative: Some(Value::Text((*literal).clone())) })
        .collect();
    let mut other = shown::other_text(subject).to_owned();
    while literals.contains(&other) {
        other.push('x');
    }
    let other = regions.push(Region { shown: "any other text".to_owned(), representative: Some(Value::Text(other)) });
    let literals = literals.into_iter().cloned().zip(regions.ids()).collect();
    (Domain::Text { literals, other }, regions)
}

fn for_each_question(model: &Model, visit: &mut impl FnMut(&Question)) {
    for define in model.defines.values() {
        if let DefineBody::Condition(condition) = &define.body {
            walk(condition, visit);
        }
    }
    for rule in model.rules.values() {
        match &rule.body {
            RuleBody::When { condition, .. } => condition.iter().for_each(|condition| walk(condition, visit)),
            RuleBody::Match { arms, .. } | RuleBody::MatchEach { arms, .. } => {
                arms.iter().for_each(|arm| walk(&arm.condition, visit));
            }
            RuleBody::Each { .. } => {}
        }
    }
    for query in model.queries.values() {
        query.filter.iter().for_each(|filter| walk(filter, visit));
    }
    for stage in model.stages.values() {
        stage.arms.iter().for_each(|arm| walk(&arm.condition, visit));
    }
    for list in model.lists.values() {
        if let ListBody::When { condition, except } = &list.body {
            walk(condition, visit);
            except.iter().for_each(|except| walk(except, visit));
        }
    }
    for claim in &model.claims {
        walk(&claim.condition, visit);
    }
}

fn walk(condition: &Condition, visit: &mut impl FnMut(&Question)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| walk(part, visit)),
        Condition::Not(part) => walk(part, visit),
        Condition::Test(test) => visit(&test.question),
        Condition::Define(_) | Condition::Constant(_) => {}
    }
}
