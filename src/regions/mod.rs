//! Regions: takes the model, gives for each thing that questions look at the pieces its values fall into, such that no
//! question can tell two values of one piece apart, and each question as a set of pieces.
//!
//! ```text
//! questions        visits in 2..=5        visits >= 6
//! values     … 0  1 | 2  3  4  5 | 6  7 …               unknown
//! regions      ..2      2..=5       6..                 unknown
//! ```
//!
//! Knows nothing of how regions are used. Some questions cannot be answered by regions, such as `contains` or one that
//! compares two properties: they are opaque.

pub(crate) mod asked;
mod collect;
pub(crate) mod line;
pub(crate) mod plainest;
mod set;
mod shown;
mod subject;
#[cfg(test)]
mod tests;
pub(crate) mod time;

use std::collections::HashMap;

pub use set::RegionSet;
pub(crate) use shown::{piece, quoted};
pub use subject::{Subject, in_full, resolved, subject_of};
pub(crate) use subject::{operands, part_of};

use self::line::{Line, Scale};
use crate::{
    base::{Arena, Id},
    model::{Model, Question},
    value::{AsOf, Interval, TimeValue, Value, Window, fold},
};

/// Number of a region among those of its subject.
pub type RegionId = Id<Region>;

/// The regions of everything that questions look at.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    // Sorted by subject.
    subjects: Vec<SubjectRegions>,
}

/// The regions of one subject.
#[derive(Clone, Debug)]
pub struct SubjectRegions {
    subject: Subject,
    name: String,
    domain: Domain,
    regions: Arena<Region>,
    unknown: Option<RegionId>,
    opaque: bool,
    /// Of dates: the windows asked for, which cut where an as-of puts them.
    windows: Vec<Window>,
    /// How dates are numbered, and which there may be; none for anything but dates.
    time: Option<(Scale, Interval)>,
}

/// Values that no question of the rule set can tell apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// `2..=5`, `6..`, `"Software"`, `any other text`, `unknown`.
    pub shown: String,
    /// One of its values, as the subject has them: the days themselves for `days since`; none: unknown.
    pub representative: Option<Value>,
}

/// How a value finds its region.
#[derive(Clone, Debug)]
enum Domain {
    /// Numbers: the region between two cuts.
    Line(Line),
    /// False, true.
    Boolean,
    /// The region of each value of a dropdown.
    Dropdown(Vec<RegionId>),
    /// Not ticked, ticked.
    Member(u32),
    /// The region of each folded literal; all other texts share one.
    Text { literals: HashMap<String, RegionId>, other: RegionId },
    /// Dates and moments, once an as-of is known.
    Time(Line, AsOf),
    /// One region for all values.
    Any,
}

impl Region {
    fn unknown() -> Self {
        Self { shown: "unknown".to_owned(), representative: None }
    }
}

impl Regions {
    /// The regions of a model. Dates have one region until an as-of is known: see [`Regions::bind`].
    pub fn of(model: &Model) -> Self {
        collect::regions(model)
    }

    /// The same with dates cut where their windows lie as of this time.
    #[must_use]
    pub fn bind(&self, as_of: &AsOf) -> Self {
        Self { subjects: self.subjects.iter().map(|subject| time::bound(subject, as_of)).collect() }
    }

    /// Everything that questions look at, in the order of the schema.
    pub fn subjects(&self) -> &[SubjectRegions] {
        &self.subjects
    }

    /// The regions of a subject; none where no question looks at it.
    pub fn subject(&self, subject: Subject) -> Option<&SubjectRegions> {
        let at = self.subjects.binary_search_by(|candidate| candidate.subject.cmp(&subject)).ok()?;
        self.subjects.get(at)
    }

    /// Whether the question is about a date against a moment that as-of or a time zone puts somewhere: it has regions
    /// once they are bound.
    pub fn waits_for_as_of(question: &Question) -> bool {
        matches!(asked::asked(question), Some((_, asked::Asked::Window(_))))
    }

    /// Where a question is true, among the regions of its subject ([`subject_of`]). None where it is opaque or looks at
    /// several things or at none. `define`s must be [`resolved`] in it, as they are in a plan's atoms.
    pub fn atom_set(&self, question: &Question) -> Option<RegionSet> {
        let (subject, asked) = asked::asked(question)?;
        self.subject(subject)?.set(&asked)
    }
}

impl SubjectRegions {
    /// What questions look at.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// In the words of the language: `visits`, `email domain`, `days since created`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its regions, in order of their values; unknown is the last.
    pub fn regions(&self) -> &Arena<Region> {
        &self.regions
    }

    /// The region of the unknown; none where the value is always known.
    pub fn unknown(&self) -> Option<RegionId> {
        self.unknown
    }

    /// Whether some question about it alone cannot be answered by regions, so that two values of one region may differ.
    /// Questions about several things, such as two properties, are not counted here.
    pub fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// The region of a value of the property (the whole e-mail address or URL, the date for `days since`); none: unknown.
    /// None where the value cannot be one of the subject's.
    pub fn locate(&self, value: Option<&Value>, as_of: &AsOf) -> Option<RegionId> {
        let Some(value) = value else { return self.unknown };
        match (&self.domain, value, self.subject) {
            (Domain::Line(line), value, Subject::DaysSince(_)) => {
                let time = match value {
                    Value::Date(date) => TimeValue::Date(*date),
                    Value::Instant(instant) => TimeValue::Instant(*instant),
                    _ => return None,
                };
                line.locate_integer(time.days_since(as_of))
            }
            (Domain::Line(line), Value::Integer(integer), _) => line.locate_integer(*integer),
            (Domain::Line(line), Value::Number(number), _) => line.locate_number(*number),
            (Domain::Boolean, Value::Boolean(truth), _) => Some(Id::new(usize::from(*truth))),
            (Domain::Dropdown(classes), Value::Choice(place), _) => classes.get(usize::try_from(*place).ok()?).copied(),
            (Domain::Member(member), Value::Choices(ticked), _) => Some(Id::new(usize::from(ticked.contains(member)))),
            (Domain::Text { literals, other }, Value::Text(whole), subject) => {
                let part = match subject {
                    Subject::Part(_, part) => match subject::part_of(whole, part) {
                        Some(part) => part,
                        None => return self.unknown,
                    },
                    _ => whole.into(),
                };
                Some(literals.get(&fold(&part)).copied().unwrap_or(*other))
            }
            (Domain::Time(line, _), Value::Date(date), _) => line.locate_date(*date),
            (Domain::Time(line, _), Value::Instant(instant), _) => line.locate_instant(*instant),
            (Domain::Any, _, _) => Some(Id::new(0)),
            _ => None,
        }
    }

    /// The regions just below and just above; only numbers and dates have such.
    pub fn neighbours(&self, region: RegionId) -> (Option<RegionId>, Option<RegionId>) {
        let (Domain::Line(line) | Domain::Time(line, _)) = &self.domain else { return (None, None) };
        let at = region.index();
        if at >= line.len() {
            return (None, None);
        }
        (at.checked_sub(1).map(Id::new), (at + 1 < line.len()).then(|| Id::new(at + 1)))
    }

    /// All regions but unknown.
    pub fn known(&self) -> RegionSet {
        let mut set = RegionSet::all(self.regions.len());
        if let Some(unknown) = self.unknown {
            set.remove(unknown);
        }
        set
    }

    /// The regions in words, joined with ` or `.
    pub fn shown(&self, set: &RegionSet) -> String {
        let shown = set.iter().filter_map(|region| self.regions.get(region)).map(|region| region.shown.as_str());
        shown.collect::<Vec<_>>().join(" or ")
    }
}
