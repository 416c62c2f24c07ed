//! What was seen of one column: takes cells one by one, counts. Knows nothing of what follows from it.
//!
//! Memory is bounded: 1,000 different texts and 1,000 members of lists a column, and numbers (8 bytes) that stand for up
//! to 262,144 different values, fewer where there are many columns.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use super::{dates::Dates, missing, texts::Texts};
use crate::value::{Cell, Kind, ReadContext, Reading, Value, fold, key, read};

/// Different texts that are told apart in a column.
const MOST_TEXTS: usize = 1000;
/// Different values that are told apart by number in a column, and in all columns together.
const MOST_VALUES: usize = 1 << 18;
const MOST_VALUES_OF_ALL: usize = 1 << 23;
/// Different texts that do not fit a type before the type is given up.
const MOST_ODD: usize = 6;

/// What seeing needs beside the cell.
pub(super) struct Context<'a> {
    /// How values are read.
    pub values: ReadContext<'a>,
    /// Different values that are told apart by number.
    pub wide: usize,
}

impl Context<'_> {
    /// [`Context::wide`] for so many columns.
    pub(super) fn room(columns: usize) -> usize {
        (MOST_VALUES_OF_ALL / columns.max(1)).clamp(1 << 10, MOST_VALUES)
    }
}

/// One column.
#[derive(Debug)]
pub(super) struct Column {
    /// As written.
    pub header: String,
    /// Cells that say something, markers included.
    pub filled: u64,
    /// Markers, each as first written, with how often it was there.
    pub words: Vec<(String, u64)>,
    /// Objects, and lists of anything but plain values.
    pub odd_shapes: u64,
    /// Lists of several values.
    pub lists: u64,
    /// Values with several members, in a list or between `;`.
    pub several: u64,
    /// The values, markers left out; none of lists.
    pub texts: Texts,
    /// Members of the values, markers left out.
    pub members: Texts,
    /// Markers among members, each as first written.
    pub member_words: Vec<String>,
    /// Values that were there before, as far as values are told apart.
    pub repeats: u64,
    /// Different values.
    pub different: HashSet<u64>,
    /// Not all different values are told apart.
    pub is_wide: bool,
    /// Whole numbers.
    pub integers: Trial,
    /// Numbers.
    pub numbers: Trial,
    /// Dates and moments as ISO 8601 or HubSpot write them.
    pub moments: Trial,
    /// Dates in other forms.
    pub dates: Dates,
    /// The least and the greatest number.
    pub least: f64,
    pub greatest: f64,
    /// Numbers written with a point or a comma.
    pub fractions: u64,
    /// Numbers that begin with an idle `0`, as ids and postal codes do.
    pub padded: u64,
    /// Moments that are not the first of their day.
    pub times: u64,
    /// Moments in epoch milliseconds, and those of them between 1995 and 2045.
    pub epochs: u64,
    pub likely_epochs: u64,
    emails: u64,
    urls: u64,
    words_apart: u64,
}

/// Whether the values of a column can be read as a type.
#[derive(Debug)]
pub(super) struct Trial {
    reading: Reading,
    /// Values that were read.
    pub parsed: u64,
    /// Texts that were not, with how often each was there.
    pub odd: Vec<(String, u64)>,
    /// Too much was not read.
    pub is_dead: bool,
    /// What was wrong with the first.
    pub problem: Option<String>,
}

impl Trial {
    fn new(kind: Kind) -> Self {
        let reading = Reading { kind, unknown: Vec::new(), default: None, range: None, format: None };
        Self { reading, parsed: 0, odd: Vec::new(), is_dead: false, problem: None }
    }

    fn see(&mut self, cell: &Cell, text: &str, context: &ReadContext<'_>) -> Option<Value> {
        if self.is_dead {
            return None;
        }
        if let Some((_, count)) = self.odd.iter_mut().find(|(odd, _)| odd == text) {
            *count += 1;
            return None;
        }
        let found = read(cell, &self.reading, context);
        if found.value.is_some() {
            self.parsed += 1;
        } else if self.odd.len() < MOST_ODD {
            self.problem = self.problem.take().or(found.problem);
            self.odd.push((text.to_owned(), 1));
        } else {
            self.is_dead = true;
        }
        found.value
    }

    /// The words for missing values where everything else can be read: those that are known, and one odd word.
    pub(super) fn unknown(&self) -> Option<Vec<(String, u64)>> {
        odd_words(&self.odd, self.parsed).filter(|_| !self.is_dead && self.parsed > 0)
    }
}

/// The odd texts, if they can stand for missing values among so many that were read.
pub(super) fn odd_words(odd: &[(String, u64)], parsed: u64) -> Option<Vec<(String, u64)>> {
    let strange: Vec<&String> = odd.iter().map(|(text, _)| text).filter(|text| !missing::among_values(text)).collect();
    let is_word = |text: &str| text.chars().count() <= 20 && !text.contains(|c: char| c.is_numeric());
    match strange.as_slice() {
        [] => Some(odd.to_vec()),
        [one] if is_word(one) && parsed >= 10 => Some(odd.to_vec()),
        _ => None,
    }
}

impl Column {
    /// A column of which nothing was seen.
    pub(super) fn new(header: &str) -> Self {
        Self {
            header: header.to_owned(),
            filled: 0,
            words: Vec::new(),
            odd_shapes: 0,
            lists: 0,
            several: 0,
            texts: Texts::default(),
            members: Texts::default(),
            member_words: Vec::new(),
            repeats: 0,
            different: HashSet::new(),
            is_wide: false,
            integers: Trial::new(Kind::Integer),
            numbers: Trial::new(Kind::Number),
            moments: Trial::new(Kind::Datetime),
            dates: Dates::default(),
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            fractions: 0,
            padded: 0,
            times: 0,
            epochs: 0,
            likely_epochs: 0,
            emails: 0,
            urls: 0,
            words_apart: 0,
        }
    }

    /// Cells that hold a value, markers not among them.
    pub(super) fn values(&self) -> u64 {
        self.filled - self.words.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// Whether nearly all values are e-mail addresses.
    pub(super) fn is_email(&self) -> bool {
        let values = self.values();
        values > 0
            && (self.emails == values
                || (self.header.to_lowercase().contains("mail") && self.emails * 10 >= values * 9))
    }

    /// Whether nearly all values are addresses of pages.
    pub(super) fn is_url(&self) -> bool {
        self.urls > 0 && self.urls * 10 >= self.values() * 9
    }

    /// Whether no value has a blank inside.
    pub(super) fn is_one_word(&self) -> bool {
        self.words_apart == 0 && self.values() > 0
    }

    /// Looks at one cell.
    pub(super) fn see(&mut self, cell: &Cell, context: &Context<'_>) {
        match cell {
            Cell::Absent | Cell::Null => {}
            Cell::Text(text) => self.text(cell, text.trim(), context),
            Cell::Number(digits) => self.text(cell, digits, context),
            Cell::Boolean(answer) => self.text(cell, if *answer { "true" } else { "false" }, context),
            Cell::List(members) => match members.as_slice() {
                [] => {}
                [one] => self.see(one, context),
                several => self.list(several),
            },
            Cell::Object(_) => {
                self.filled += 1;
                self.odd_shapes += 1;
            }
        }
    }

    fn list(&mut self, members: &[Cell]) {
        self.filled += 1;
        self.lists += 1;
        self.several += 1;
        for member in members {
            match member {
                Cell::Absent | Cell::Null => {}
                Cell::Text(text) | Cell::Number(text) => self.member(text.trim()),
                Cell::Boolean(answer) => self.member(if *answer { "true" } else { "false" }),
                Cell::List(_) | Cell::Object(_) => self.odd_shapes += 1,
            }
        }
    }

    fn member(&mut self, text: &str) {
        if missing::always(text) {
            if !self.member_words.iter().any(|word| missing::same(word, text)) {
                self.member_words.push(text.to_owned());
            }
        } else if !text.is_empty() {
            self.members.add(text, MOST_TEXTS);
        }
    }

    fn text(&mut self, cell: &Cell, text: &str, context: &Context<'_>) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        if missing::always(text) {
            match self.words.iter_mut().find(|(word, _)| missing::same(word, text)) {
                Some((_, count)) => *count += 1,
                None => self.words.push((text.to_owned(), 1)),
            }
            return;
        }
        self.texts.add(text, MOST_TEXTS);
        let mut members = 0;
        for member in text.split(';').map(str::trim).filter(|member| !member.is_empty()) {
            self.member(member);
            members += 1;
        }
        self.several += u64::from(members > 1);
        self.tell_apart(text, context.wide);
        self.read_as(cell, text, &context.values);
    }

    fn tell_apart(&mut self, text: &str, most: usize) {
        let mut hasher = DefaultHasher::new();
        key(text).hash(&mut hasher);
        let hash = hasher.finish();
        if self.different.contains(&hash) {
            self.repeats += 1;
        } else if self.different.len() < most {
            self.different.insert(hash);
        } else {
            self.is_wide = true;
        }
    }

    fn read_as(&mut self, cell: &Cell, text: &str, context: &ReadContext<'_>) {
        self.integers.see(cell, text, context);
        if let Some(Value::Number(number)) = self.numbers.see(cell, text, context) {
            self.least = self.least.min(number);
            self.greatest = self.greatest.max(number);
            self.fractions += u64::from(text.contains(['.', ',']));
            let digits = text.strip_prefix('0').unwrap_or_default();
            self.padded += u64::from(digits.starts_with(|c: char| c.is_ascii_digit()));
        }
        if let Some(Value::Instant(instant)) = self.moments.see(cell, text, context) {
            let micros = instant.micros();
            self.times += u64::from(micros.rem_euclid(DAY) != 0);
            if text.bytes().all(|byte| byte.is_ascii_digit()) {
                self.epochs += 1;
                self.likely_epochs += u64::from(LIKELY.contains(&micros));
                self.dates.see(text, context);
            }
        } else {
            // What ISO 8601 reads is read beside every declared form.
            self.dates.see(text, context);
        }
        self.emails += u64::from(is_email(text));
        self.urls += u64::from(is_url(text));
        self.words_apart += u64::from(text.contains(char::is_whitespace));
    }

    /// Whether every value is one of these texts, given folded.
    pub(super) fn is_of(&self, words: &[&str]) -> bool {
        !self.texts.is_partial && self.lists == 0 && self.texts.folded().all(|text| words.contains(&text))
    }

    /// Whether a text is among the values, in any case.
    pub(super) fn has(&self, text: &str) -> bool {
        self.texts.has(&fold(text))
    }
}

/// Microseconds.
const DAY: i64 = 86_400_000_000;
/// From 1995 to 2045.
const LIKELY: std::ops::Range<i64> = 788_918_400_000_000..2_366_841_600_000_000;

fn is_email(text: &str) -> bool {
    let Some((person, domain)) = text.split_once('@') else { return false };
    let is_plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    is_plain(person) && is_plain(domain) && domain.trim_matches('.').contains('.')
}

fn is_url(text: &str) -> bool {
    let lower: String = text.chars().take(8).flat_map(char::to_lowercase).collect();
    !text.contains(char::is_whitespace) && ["http://", "https://", "www."].iter().any(|start| lower.starts_with(start))
}
