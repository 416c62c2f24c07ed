//! What a record may be: takes the properties of a contact, or the fields of an event, and all that is asked of them,
//! gives what hangs together, and its values in classes.
//!
//! Properties that one question compares hang together. Knows nothing of points, and of which question stands where.

mod asker;
mod axis;
mod line;
mod pieces;
mod plainer;
mod reads;
mod samples;

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

use self::{
    asker::{Asked, Asker},
    axis::Inquiry,
};
pub(in crate::analyze) use self::{
    axis::{Axis, truth},
    line::is_allowed,
    pieces::Piece,
    plainer::plainer,
    reads::{
        Reads, in_full, of_one_event, of_record, operand_of_record, operand_reads, question_in_full, question_reads,
    },
};
use crate::{
    analyze::circuit::UNSURE,
    base::Arena,
    model::{Award, ListId, Property, PropertyId, Question, RuleId, Settings},
    plan::{AtomId, DecayTable},
    value::{AsOf, Interval, Kind, Points, Value, Window},
};

/// What is asked of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::analyze) enum Key {
    /// A question of the plan.
    Atom(AtomId),
    /// Whether the subject of a `match` is known.
    Known(RuleId),
    /// The points of a rule's award before `up to`.
    Award(RuleId),
    /// Whether the contact's key is in a static list.
    Listed(ListId),
}

/// Everything that is asked of a record.
#[derive(Debug, Default)]
pub(in crate::analyze) struct Asks {
    pub(in crate::analyze) questions: Vec<(Key, Question)>,
    /// With `up to`, past which more steps do not matter.
    pub(in crate::analyze) awards: Vec<(Key, Award, Option<Points>)>,
}

/// What cuts the times of events.
#[derive(Clone, Debug, Default)]
pub(in crate::analyze) struct TimeCuts<'a> {
    /// Questions about the time itself.
    pub(in crate::analyze) keys: Vec<Key>,
    pub(in crate::analyze) windows: Vec<Window>,
    /// Days that have passed since.
    pub(in crate::analyze) days: Vec<Interval>,
    /// Awards that fall with the days.
    pub(in crate::analyze) tables: Vec<&'a DecayTable>,
}

/// A time of a record, in the piece of time that it stands for.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Slice {
    pub(in crate::analyze) at: Value,
    /// The ends of the piece.
    pub(in crate::analyze) first: Value,
    pub(in crate::analyze) last: Value,
}

/// Where something that is asked is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analyze) enum Home {
    /// Nowhere: it is always the same.
    Constant(i64),
    /// On an axis, by its number.
    Axis(usize),
    /// In the text of a property.
    Text(PropertyId),
    /// In the ticked boxes of a property.
    Boxes(PropertyId),
    /// In several things at once that are not taken together.
    Free,
}

/// What answers questions, and the number that each has for it.
#[derive(Debug)]
struct Answering {
    asker: Asker,
    numbers: HashMap<Key, Asked>,
}

/// The values that a record may have.
#[derive(Debug)]
pub(in crate::analyze) struct Space {
    properties: Arena<Property>,
    as_of: AsOf,
    /// Knows no questions but those that are put to it.
    asker: Asker,
    /// Of each text and each property with boxes, and of what is decided freely: answers what is asked there.
    answering: RefCell<BTreeMap<Home, Rc<Answering>>>,
    questions: HashMap<Key, Question>,
    homes: HashMap<Key, Home>,
    inquiries: Vec<Inquiry>,
    axes: Vec<OnceCell<Arc<Axis>>>,
    /// What is asked of the text or the boxes of a property.
    pub(in crate::analyze) of_property: BTreeMap<PropertyId, Vec<Key>>,
}

impl Space {
    /// The space of a record. Of `apart`, what may take values that no class shows is decided freely, so that nothing is
    /// left out; else it is decided by the classes there are.
    pub(in crate::analyze) fn new(
        settings: &Settings,
        properties: &Arena<Property>,
        asks: Asks,
        as_of: &AsOf,
        apart: &BTreeSet<Key>,
    ) -> Self {
        let mut space = Self {
            properties: properties.clone(),
            as_of: as_of.clone(),
            asker: Asker::new(settings, properties, Vec::new(), Vec::new(), as_of),
            answering: RefCell::default(),
            questions: asks.questions.iter().cloned().collect(),
            homes: HashMap::new(),
            inquiries: Vec::new(),
            axes: Vec::new(),
            of_property: BTreeMap::new(),
        };
        space.settle(asks, apart);
        space
    }

    /// The properties of the record.
    pub(in crate::analyze) fn properties(&self) -> &Arena<Property> {
        &self.properties
    }

    /// Where something is decided.
    pub(in crate::analyze) fn home(&self, key: Key) -> Home {
        self.homes.get(&key).copied().unwrap_or(Home::Free)
    }

    /// The question behind a key.
    pub(in crate::analyze) fn question(&self, key: Key) -> Option<&Question> {
        self.questions.get(&key)
    }

    /// The answers to questions for a record.
    pub(in crate::analyze) fn truths(&self, values: &[Option<Value>], keys: &[Key]) -> Vec<i64> {
        let mut truths = vec![UNSURE; keys.len()];
        let mut by_home: BTreeMap<Home, Vec<(usize, Key)>> = BTreeMap::new();
        for (at, key) in keys.iter().enumerate() {
            by_home.entry(self.home(*key)).or_default().push((at, *key));
        }
        for (home, keys) in by_home {
            let answering = self.answering(home);
            let (places, asked): (Vec<usize>, Vec<Asked>) =
                keys.iter().filter_map(|(at, key)| Some((*at, *answering.numbers.get(key)?))).unzip();
            for (at, answer) in places.into_iter().zip(answering.asker.truths(values, &asked)) {
                if let Some(place) = truths.get_mut(at) {
                    *place = truth(answer);
                }
            }
        }
        truths
    }

    /// What answers the questions of a home, so that a look at one property is no look at all of the others.
    fn answering(&self, home: Home) -> Rc<Answering> {
        let make = || {
            let asked: Vec<Key> = self.homes.iter().filter(|(_, of)| **of == home).map(|(key, _)| *key).collect();
            let asked: Vec<(Key, &Question)> =
                asked.into_iter().filter_map(|key| Some((key, self.questions.get(&key)?))).collect();
            let questions = asked.iter().map(|(_, question)| (*question).clone()).collect();
            Rc::new(Answering {
                asker: self.asker.knowing(questions, Vec::new()),
                numbers: asked.into_iter().zip(0..).map(|((key, _), number)| (key, number)).collect(),
            })
        };
        Rc::clone(self.answering.borrow_mut().entry(home).or_insert_with(make))
    }

    /// An axis by its number.
    pub(in crate::analyze) fn axis(&self, number: usize) -> Option<&Arc<Axis>> {
        let inquiry = self.inquiries.get(number)?;
        let make = || Arc::new(axis::axis(inquiry, &self.properties, &self.asker, &self.as_of));
        self.axes.get(number).map(|axis| axis.get_or_init(make))
    }

    /// Everything that has to be decided freely so that no value is left out.
    pub(in crate::analyze) fn to_put_apart(&self) -> BTreeSet<Key> {
        (0..self.inquiries.len()).filter_map(|number| self.axis(number)).flat_map(|axis| axis.apart.clone()).collect()
    }

    /// Times of a record in pieces that nothing asked can look into, the earliest first, none after as-of: `together` of
    /// each piece, in order. Whether they are all that matter is false where an award falls on too many days.
    pub(in crate::analyze) fn slices(
        &self,
        at: PropertyId,
        cuts: &TimeCuts<'_>,
        together: usize,
    ) -> (Vec<Slice>, bool) {
        let Some(property) = self.properties.get(at) else { return (Vec::new(), true) };
        let questions = cuts.keys.iter().filter_map(|key| self.questions.get(key));
        line::slices(property, at, questions, cuts, together, &self.asker, &self.as_of)
    }

    /// Some value of a property, where nothing is asked of it: as if nobody had written it, where that can be.
    pub(in crate::analyze) fn any_value(&self, property: PropertyId) -> Option<Value> {
        let property = self.properties.get(property)?;
        if property.can_be_unknown() || property.reading.default.is_some() {
            return property.reading.default.clone();
        }
        Some(match property.kind() {
            kind @ (Kind::Text | Kind::Email | Kind::Url) => self.some_text(kind),
            Kind::Boolean => Value::Boolean(false),
            Kind::OneOf(_) => Value::Choice(0),
            Kind::ManyOf(_) => Value::Choices(vec![0]),
            _ => return line::some_value(property, &self.as_of),
        })
    }

    /// A text of a type, where nothing is asked of it.
    pub(in crate::analyze) fn some_text(&self, kind: &Kind) -> Value {
        let text = match kind {
            Kind::Email => "a@site.example",
            Kind::Url => "https://site.example/",
            _ => "1",
        };
        Value::Text(text.to_owned())
    }

    fn kind(&self, property: PropertyId) -> Option<&Kind> {
        self.properties.get(property).map(Property::kind)
    }

    /// Finds what hangs together, and where each thing is decided.
    fn settle(&mut self, asks: Asks, apart: &BTreeSet<Key>) {
        let mut joined: Vec<usize> = (0..self.properties.len()).collect();
        let mut on_axes: Vec<(Key, PropertyId)> = Vec::new();
        for (key, question) in &asks.questions {
            let reads: Vec<PropertyId> = question_reads(question).properties.into_iter().collect();
            let home = self.home_of(&reads, apart.contains(key));
            match home {
                Some(home) => {
                    let home = if home == Home::Constant(0) {
                        let none = vec![None; self.properties.len()];
                        let answers = self.asker.knowing(vec![question.clone()], Vec::new()).truths(&none, &[0]);
                        Home::Constant(answers.first().map_or(0, |answer| truth(*answer)))
                    } else {
                        home
                    };
                    if let Home::Text(property) | Home::Boxes(property) = home {
                        self.of_property.entry(property).or_default().push(*key);
                    }
                    self.homes.insert(*key, home);
                }
                None => on_axes.extend(join(&mut joined, *key, &reads)),
            }
        }
        for (key, award, _) in &asks.awards {
            let (Award::Per { of: operand, .. } | Award::Decay { since: operand, .. }) = award else { continue };
            let reads: Vec<PropertyId> = operand_reads(operand).properties.into_iter().collect();
            match self.home_of(&reads, apart.contains(key)) {
                Some(Home::Constant(_)) => {
                    let none = vec![None; self.properties.len()];
                    let points = self.asker.knowing(Vec::new(), vec![award.clone()]).points(&none, &[0]);
                    let points = points.first().copied().unwrap_or_default();
                    self.homes.insert(*key, Home::Constant(points));
                }
                Some(_) => {
                    self.homes.insert(*key, Home::Free);
                }
                None => on_axes.extend(join(&mut joined, *key, &reads)),
            }
        }
        self.gather(asks, &mut joined, &on_axes);
    }

    /// The home of what reads these properties, but for an axis.
    fn home_of(&self, reads: &[PropertyId], is_apart: bool) -> Option<Home> {
        let is_text = |of: &PropertyId| matches!(self.kind(*of), Some(Kind::Text | Kind::Email | Kind::Url));
        let is_boxes = |of: &PropertyId| matches!(self.kind(*of), Some(Kind::ManyOf(_)));
        match reads {
            [] => Some(Home::Constant(0)),
            _ if is_apart => Some(Home::Free),
            [only] if is_text(only) => Some(Home::Text(*only)),
            [only] if is_boxes(only) => Some(Home::Boxes(*only)),
            several if several.iter().any(|of| is_text(of) || is_boxes(of)) => Some(Home::Free),
            _ => None,
        }
    }

    /// Makes an inquiry of each set of properties that hang together.
    fn gather(&mut self, asks: Asks, joined: &mut [usize], on_axes: &[(Key, PropertyId)]) {
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let mut number_of: HashMap<Key, usize> = HashMap::new();
        for (key, property) in on_axes {
            let root = root(joined, property.index());
            let number = *numbers.entry(root).or_insert_with(|| {
                self.inquiries.push(Inquiry::default());
                self.axes.push(OnceCell::new());
                self.inquiries.len() - 1
            });
            number_of.insert(*key, number);
            self.homes.insert(*key, Home::Axis(number));
        }
        for id in self.properties.ids() {
            if let Some(number) = numbers.get(&root(joined, id.index()))
                && let Some(inquiry) = self.inquiries.get_mut(*number)
            {
                inquiry.properties.push(id);
            }
        }
        for (key, question) in asks.questions {
            if let Some(inquiry) = number_of.get(&key).and_then(|number| self.inquiries.get_mut(*number)) {
                inquiry.questions.push((key, question));
            }
        }
        for (key, award, up_to) in asks.awards {
            if let Some(inquiry) = number_of.get(&key).and_then(|number| self.inquiries.get_mut(*number)) {
                inquiry.awards.push((key, award, up_to));
            }
        }
    }
}

/// Joins properties that hang together, and says on which of them the thing asked stands.
fn join(joined: &mut [usize], key: Key, reads: &[PropertyId]) -> Option<(Key, PropertyId)> {
    let first = reads.first()?;
    for other in reads {
        let (one, two) = (root(joined, first.index()), root(joined, other.index()));
        if let Some(place) = joined.get_mut(one.max(two)) {
            *place = one.min(two);
        }
    }
    Some((key, *first))
}

/// The first of those that hang together with one.
fn root(joined: &mut [usize], mut of: usize) -> usize {
    while let Some(before) = joined.get(of).copied()
        && before != of
    {
        of = before;
    }
    of
}
