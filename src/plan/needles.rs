//! The texts a question looks for, made ready once: takes a text question, gives an answer for a text that was folded
//! (or, with `exactly`, only normalised).
//!
//! Knows nothing of properties.

use std::collections::HashSet;

use crate::{
    model::{Quantifier, TextOperator, TextTest},
    value::{Needle, fold, nfc},
};

/// Sets larger than this are hashed; below it, comparing one by one is faster.
const SMALL: usize = 8;

/// The needles of one text question, folded or, with `exactly`, normalised.
#[derive(Clone, Debug)]
pub struct Needles {
    /// How a needle is looked for.
    pub operator: TextOperator,
    /// How many must be found.
    pub quantifier: Quantifier,
    /// Keep case: the text must be normalised, not folded.
    pub exactly: bool,
    needles: Vec<String>,
    // For `has word`: the needles cut into words.
    words: Vec<Needle>,
    // For `is any of` and `is none of` large sets; the same needles.
    set: Option<HashSet<String>>,
}

impl Needles {
    /// Makes the needles of a question ready.
    pub fn new(test: &TextTest) -> Self {
        let ready = |needle: &String| if test.exactly { nfc(needle) } else { fold(needle) };
        let needles: Vec<String> = test.needles.iter().map(ready).collect();
        let large = needles.len() > SMALL && test.quantifier != Quantifier::All;
        let set = (large && test.operator == TextOperator::Is).then(|| needles.iter().cloned().collect());
        let words = match test.operator {
            TextOperator::HasWord => needles.iter().map(|needle| Needle::words(needle)).collect(),
            _ => Vec::new(),
        };
        Self { operator: test.operator, quantifier: test.quantifier, exactly: test.exactly, needles, words, set }
    }

    /// Whether the text, folded like the needles, answers the question with yes.
    pub fn hold(&self, text: &str) -> bool {
        match (&self.set, self.operator) {
            (Some(set), _) => set.contains(text) == (self.quantifier != Quantifier::None),
            (None, TextOperator::Is) => self.enough(&self.needles, |needle| text == needle),
            (None, TextOperator::Contains) => self.enough(&self.needles, |needle| text.contains(needle.as_str())),
            (None, TextOperator::StartsWith) => self.enough(&self.needles, |needle| text.starts_with(needle.as_str())),
            (None, TextOperator::EndsWith) => self.enough(&self.needles, |needle| text.ends_with(needle.as_str())),
            (None, TextOperator::HasWord) => self.enough(&self.words, |needle| needle.is_in(text)),
        }
    }

    fn enough<T>(&self, needles: &[T], found: impl FnMut(&T) -> bool) -> bool {
        let mut needles = needles.iter();
        match self.quantifier {
            Quantifier::Any => needles.any(found),
            Quantifier::None => !needles.any(found),
            // A text has no members, so `exactly these` can only mean all of them.
            Quantifier::All | Quantifier::Exactly => needles.all(found),
        }
    }
}
