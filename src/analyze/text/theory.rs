//! What a piece of a text says about what else is in it: takes two literals, gives whether the one cannot be there
//! without the other.
//!
//! ```text
//! starts with "foobar"     ⇒  contains "oba", starts with "foo"
//! contains "vp of sales"   ⇒  has word "of"; not has word "vp": it may stand in "mvp of sales"
//! has word "vp sales"      ⇒  contains "sal"; not contains " ": it may stand as "vp-sales"
//! ```
//!
//! Between literals in play nothing else is implied: a text that holds any of them side by side, with characters between
//! that are in none of them, holds only what they imply. So the literals that are true of a text are those that some set
//! of pieces implies, and a search over sets of pieces leaves no text out. Where it is unclear, no implication is claimed:
//! the search then looks at more than there is, and a witness that does not come true is not shown. Knows nothing of
//! properties.

use crate::{
    model::TextOperator,
    value::{fold, has_word, nfc, word_count},
};

/// Something that a text has or has not: `contains "ceo"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::analyze) struct Literal {
    pub(in crate::analyze) operator: Operator,
    /// Case counts.
    pub(in crate::analyze) exactly: bool,
    /// Folded; with `exactly` only normalised.
    pub(in crate::analyze) text: String,
}

/// How a literal stands in a text; to be the text itself is another matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::analyze) enum Operator {
    Contains,
    StartsWith,
    EndsWith,
    HasWord,
}

impl Literal {
    /// The literal of a needle; none for `is`.
    pub(in crate::analyze) fn new(operator: TextOperator, exactly: bool, needle: &str) -> Option<Self> {
        let operator = match operator {
            TextOperator::Is => return None,
            TextOperator::Contains => Operator::Contains,
            TextOperator::StartsWith => Operator::StartsWith,
            TextOperator::EndsWith => Operator::EndsWith,
            TextOperator::HasWord => Operator::HasWord,
        };
        Some(Self { operator, exactly, text: if exactly { nfc(needle) } else { fold(needle) } })
    }

    /// Whether some text of a source can have it: texts are trimmed when they are read.
    pub(in crate::analyze) fn is_possible(&self, is_whole: bool) -> bool {
        let text = self.text.as_str();
        match self.operator {
            Operator::HasWord => word_count(text) > 0,
            Operator::StartsWith => !is_whole || text.trim_start() == text,
            Operator::EndsWith => !is_whole || text.trim_end() == text,
            Operator::Contains => true,
        }
    }

    /// Whether no text can have this literal without the other.
    pub(in crate::analyze) fn implies(&self, other: &Literal) -> bool {
        if self == other {
            return true;
        }
        if other.exactly && !self.exactly && !other.text.chars().all(is_without_case) {
            return false;
        }
        let own = if self.exactly && !other.exactly { fold(&self.text) } else { self.text.clone() };
        let wanted = other.text.as_str();
        match (self.operator, other.operator) {
            (Operator::StartsWith, Operator::StartsWith) => own.starts_with(wanted),
            (Operator::EndsWith, Operator::EndsWith) => own.ends_with(wanted),
            (_, Operator::StartsWith | Operator::EndsWith) => false,
            // Between its words anything may stand.
            (Operator::HasWord, Operator::Contains) => words(&own).iter().any(|word| word.contains(wanted)),
            (_, Operator::Contains) => own.contains(wanted),
            // Cheap, and nearly always the end of it.
            (_, Operator::HasWord) if !has_letters(&own, wanted) => false,
            (Operator::HasWord, Operator::HasWord) => has_word(&own, wanted),
            (Operator::Contains, Operator::HasWord) => everywhere(&own, wanted, &AROUND, &AROUND),
            (Operator::StartsWith, Operator::HasWord) => everywhere(&own, wanted, &[""], &AROUND),
            (Operator::EndsWith, Operator::HasWord) => everywhere(&own, wanted, &AROUND, &[""]),
        }
    }
}

/// One of each kind of neighbour that words are told apart by (semantics 15): nothing, a separator, a letter, a digit,
/// Hangul, a character that is a word of its own, and a mark.
const AROUND: [&str; 7] = ["", " ", "x", "7", "가", "部", "\u{325}"];

/// Whether all letters that stand together in words stand so in a piece, too.
fn has_letters(piece: &str, words: &str) -> bool {
    words.split(|c: char| !c.is_ascii_alphabetic()).all(|run| piece.contains(run))
}

/// Whether the words are found wherever the piece stands.
fn everywhere(piece: &str, words: &str, before: &[&str], behind: &[&str]) -> bool {
    // Cheap, and nearly always the end of it.
    let mut first = piece.contains(words);
    first = first || self::words(words).iter().all(|word| piece.contains(word));
    first
        && before.iter().all(|before| {
            behind.iter().all(|behind| {
                let text = fold_or_keep(&format!("{before}{piece}{behind}"));
                // Where a mark changes the piece itself, the piece does not stand there.
                !text.contains(piece) || has_word(&text, words)
            })
        })
}

fn fold_or_keep(text: &str) -> String {
    nfc(text)
}

/// The words of a needle.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    // A word is the longest run that is one word by itself.
    while !rest.is_empty() {
        let is_one = |run: &[char]| word_count(&run.iter().collect::<String>()) == 1;
        let starts = |run: &[char]| run.first().is_some_and(|first| word_count(&first.to_string()) == 1);
        if !starts(&rest) {
            rest.remove(0);
            continue;
        }
        let mut length = 1;
        while length < rest.len()
            && rest.get(..=length).is_some_and(is_one)
            && rest.get(length).is_some_and(|last| !is_separator(*last))
        {
            length += 1;
        }
        words.push(rest.drain(..length).collect());
    }
    words
}

/// Whether the character ends a word and is in none.
fn is_separator(c: char) -> bool {
    word_count(&format!("x{c}x")) == 2 && word_count(&c.to_string()) == 0
}

/// Whether a character looks the same in any case. Of characters outside ASCII none is taken for certain.
fn is_without_case(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(operator: TextOperator, text: &str) -> Literal {
        Literal::new(operator, false, text).unwrap()
    }

    #[test]
    fn pieces_imply_what_cannot_be_missing() {
        use TextOperator::{Contains, EndsWith, HasWord, StartsWith};
        for (one, other, expected) in [
            ((StartsWith, "foobar"), (Contains, "oba"), true),
            ((StartsWith, "foobar"), (StartsWith, "Foo"), true),
            ((StartsWith, "foo"), (StartsWith, "foobar"), false),
            ((EndsWith, ".example"), (EndsWith, "example"), true),
            ((Contains, "vp of sales"), (HasWord, "of"), true),
            ((Contains, "vp of sales"), (HasWord, "vp"), false),
            ((Contains, " vp "), (HasWord, "vp"), true),
            ((StartsWith, "vp of"), (HasWord, "vp"), true),
            ((StartsWith, "vp of"), (HasWord, "of"), false),
            ((HasWord, "vp sales"), (HasWord, "sales"), true),
            ((HasWord, "vp sales"), (HasWord, "sales vp"), false),
            ((HasWord, "vp sales"), (Contains, "sal"), true),
            ((HasWord, "vp sales"), (Contains, "p s"), false),
            ((HasWord, "ceo"), (StartsWith, "c"), false),
            // A mark may follow and make the last character another word.
            ((Contains, "営業部長"), (HasWord, "部長"), false),
            ((Contains, "営業部長"), (HasWord, "部"), true),
            ((Contains, "長"), (HasWord, "長"), false),
            ((Contains, "cto"), (HasWord, "cto"), false),
        ] {
            let (one, other) = (literal(one.0, one.1), literal(other.0, other.1));
            assert_eq!(one.implies(&other), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn with_exactly_the_other_case_is_another_text() {
        use TextOperator::Contains;
        let exactly = |text: &str| Literal::new(Contains, true, text).unwrap();
        assert!(exactly("CEO").implies(&literal(Contains, "ceo")));
        assert!(!literal(Contains, "ceo").implies(&exactly("ceo")));
        assert!(literal(Contains, "24/7").implies(&exactly("24/7")));
    }

    #[test]
    fn words_of_a_needle_are_cut_as_texts_are() {
        assert_eq!(words("vp, sales"), ["vp", "sales"]);
        assert_eq!(words("営業a"), ["営", "業", "a"]);
        assert_eq!(words(" – "), Vec::<String>::new());
    }
}
