//! The different texts of a column, counted: takes texts, gives how often each was there, up to a bound.

use std::collections::HashMap;

use crate::value::fold;

/// Texts that are longer, in characters, are no value of a dropdown.
pub(super) const LONGEST: usize = 80;

/// Counted texts; those that differ by case alone are one.
#[derive(Debug, Default)]
pub(super) struct Texts {
    by_fold: HashMap<String, Text>,
    /// Not every text is here: there were too many, or one was too long.
    pub is_partial: bool,
}

/// One text in its spellings.
#[derive(Debug, Default)]
struct Text {
    count: u64,
    /// In the order first seen.
    spellings: Vec<(String, u64)>,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// Its most frequent spelling.
    pub text: String,
    /// How often it was there, in any spelling.
    pub count: u64,
    /// The other spellings, each with how often it was there.
    pub others: Vec<(String, u64)>,
}

impl Texts {
    /// Counts a text; a new one only while there are fewer than `most`.
    pub(super) fn add(&mut self, text: &str, most: usize) {
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            self.is_partial = true;
            return;
        }
        let folded = fold(text);
        if self.by_fold.len() >= most && !self.by_fold.contains_key(&folded) {
            self.is_partial = true;
            return;
        }
        let entry = self.by_fold.entry(folded).or_default();
        entry.count += 1;
        // Case has many spellings; past some nobody asks which.
        let is_full = entry.spellings.len() >= 8;
        match entry.spellings.iter_mut().find(|(spelling, _)| spelling == text) {
            Some((_, count)) => *count += 1,
            None if is_full => {}
            None => entry.spellings.push((text.to_owned(), 1)),
        }
    }

    /// How many different texts there are.
    pub(super) fn len(&self) -> usize {
        self.by_fold.len()
    }

    /// Whether a text is here; `folded` as [`fold`] gives it.
    pub(super) fn has(&self, folded: &str) -> bool {
        self.by_fold.contains_key(folded)
    }

    /// The folded texts.
    pub(super) fn folded(&self) -> impl Iterator<Item = &str> {
        self.by_fold.keys().map(String::as_str)
    }

    /// All texts, the most frequent first; in their natural order where they are numbered (`01.High`).
    pub(super) fn sorted(&self) -> Vec<Counted> {
        let mut all: Vec<Counted> = self
            .by_fold
            .values()
            .map(|text| {
                let mut spellings = text.spellings.clone();
                spellings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                let mut spellings = spellings.into_iter();
                let first = spellings.next().map_or(String::new(), |(text, _)| text);
                Counted { text: first, count: text.count, others: spellings.collect() }
            })
            .collect();
        let number = |text: &str| -> Option<u64> {
            let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        if all.len() > 1 && all.iter().all(|counted| number(&counted.text).is_some()) {
            all.sort_by(|a, b| number(&a.text).cmp(&number(&b.text)).then_with(|| a.text.cmp(&b.text)));
        } else {
            all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        }
        all
    }
}
