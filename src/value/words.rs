//! `has word`: takes a text and a needle, gives whether the needle's words stand in the text one after the other.
//!
//! Both sides come in the form in which they are compared (`fold`, or `nfc` for `exactly`). Knows nothing of case.
//!
//! ```text
//! VP, Sales & CTO님   →   VP  Sales  CTO  님
//! 営業部長ABC          →   営  業  部  長  ABC
//! ```

use std::iter;

use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed,
    props::{GeneralCategory, Script},
    script::ScriptWithExtensions,
};
use serde::Serialize;

const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();

/// Scripts that put no blank between words: each character counts as a word.
const LONE: [Script; 7] =
    [Script::Han, Script::Hiragana, Script::Katakana, Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar];

/// Those of them that share letters only with each other.
const EAST_ASIAN: [Script; 3] = [Script::Han, Script::Hiragana, Script::Katakana];

/// What to look for, cut into words once for many texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Needle {
    words: Vec<String>,
}

impl Needle {
    /// The words of a needle; a needle without any is in no text.
    pub fn words(needle: &str) -> Self {
        Self { words: words(needle).map(str::to_owned).collect() }
    }

    /// Whether the words stand in the text one after the other.
    pub fn is_in(&self, text: &str) -> bool {
        // A word is a piece of its text, so that most texts are told apart without cutting them into words.
        match self.words.as_slice() {
            [] => false,
            [word] => text.contains(word.as_str()) && words(text).any(|found| found == word),
            [first, ..] => {
                text.contains(first.as_str())
                    && words(text).collect::<Vec<_>>().windows(self.words.len()).any(|window| window == self.words)
            }
        }
    }
}

/// Whether the words of the needle stand in the text one after the other.
pub fn has_word(text: &str, needle: &str) -> bool {
    Needle::words(needle).is_in(text)
}

/// Whether a needle has characters, other than white space, that are in no word and so are never looked for: `C++`.
pub fn lost_symbols(needle: &str) -> bool {
    needle.chars().any(|c| !c.is_whitespace() && Class::of(c) == Class::Separator)
}

/// How many words a text has.
pub fn word_count(text: &str) -> usize {
    words(text).count()
}

/// The words of a text, in order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| Class::of(c) == Class::Separator);
        let (word, behind) = rest.split_at_checked(first_word_end(rest))?;
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Where the word ends that the text begins with.
fn first_word_end(text: &str) -> usize {
    let mut before: Option<Class> = None;
    for (at, c) in text.char_indices() {
        let class = Class::of(c);
        match before {
            // A mark belongs to the character before it and hides nothing of it.
            Some(_) if class == Class::Mark => {}
            Some(before) if before.ends_before(class) => return at,
            _ => before = Some(class),
        }
    }
    text.len()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Separator,
    Letter,
    Digit,
    Hangul,
    Mark,
    /// A word of its own.
    Lone,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ if c.is_ascii() => Class::Separator,
            _ => Self::beyond_ascii(c),
        }
    }

    fn beyond_ascii(c: char) -> Self {
        use GeneralCategory as G;
        let scripts = ScriptWithExtensions::new();
        let plain = match CATEGORY.get(c) {
            G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter => {
                Class::Letter
            }
            G::DecimalNumber => Class::Digit,
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark => return Class::Mark,
            // `〇` is a Han character though its category is that of `Ⅳ`.
            G::LetterNumber if scripts.has_script(c, Script::Han) => Class::Lone,
            _ => return Class::Separator,
        };
        // `ー` and `々` are common to several scripts, all of them without blanks; the modifier letter `ʼ` is common to
        // Latin, Thai and others, and is part of Latin words.
        let script = scripts.get_script_val(c);
        if LONE.contains(&script) || EAST_ASIAN.iter().any(|script| scripts.has_script(c, *script)) {
            Class::Lone
        } else if plain == Class::Letter && script == Script::Hangul {
            Class::Hangul
        } else {
            plain
        }
    }

    /// Whether a word boundary lies between a character of this class and one of the next.
    fn ends_before(self, next: Self) -> bool {
        let mixed = |a, b| a == Class::Hangul && matches!(b, Class::Letter | Class::Digit);
        self == Class::Lone || matches!(next, Class::Separator | Class::Lone) || mixed(self, next) || mixed(next, self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::fold;

    #[test]
    fn s15_words_respect_boundaries() {
        for (text, needle, expected) in [
            ("CTO", "cto", true),
            ("director", "cto", false),
            ("VP, Sales", "vp", true),
            ("VP/CTO", "cto", true),
            ("vice_president", "president", true),
            ("co-founder", "founder", true),
            ("Head of Sales & Marketing", "sales", true),
            ("Salesforce admin", "sales", false),
            ("CTO2", "cto", false),
            ("4x4", "4", false),
            ("", "cto", false),
            ("CTO", "", false),
            ("CTO", "++", false),
            ("C developer", "C++", true),
        ] {
            assert_eq!(has_word(&fold(text), &fold(needle)), expected, "{text} has word {needle}");
        }
    }

    #[test]
    fn s15_several_words_match_consecutive_words() {
        for (text, needle, expected) in [
            ("Vice  President, Sales", "vice president", true),
            ("Vice-President", "vice president", true),
            ("President of Vice", "vice president", false),
            ("Vice and President", "vice president", false),
            ("Vice Presidents", "vice president", false),
            ("Vice Vice President", "vice president", true),
            ("President", "vice president", false),
        ] {
            assert_eq!(has_word(&fold(text), &fold(needle)), expected, "{text} has word {needle}");
        }
    }

    #[test]
    fn s15_characters_of_scripts_without_blanks_are_words() {
        for (text, needle, expected) in [
            ("営業部長", "部長", true),
            ("営業部長", "長部", false),
            ("代表取締役CEO", "ceo", true),
            ("マネージャー", "ネー", true),
            ("マネージャー", "ネ", true),
            ("マ\u{30fb}ネ", "マネ", true),
            ("二〇二六年", "〇", true),
            ("佐々木", "々", true),
            ("ﾏﾈｰｼﾞｬｰ", "ｰ", true),
            ("ผู้จัดการ", "จัด", true),
            ("ผู้จัดการ", "จด", false),
            ("か\u{3099}く", "く", true),
            ("か\u{3099}く", "か", false),
            ("មេ", "ម", false),
        ] {
            assert_eq!(has_word(&fold(text), &fold(needle)), expected, "{text} {needle}");
        }
    }

    #[test]
    fn s15_hangul_runs_are_words_and_end_where_other_letters_begin() {
        for (text, needle, expected) in [
            ("CTO님", "cto", true),
            ("CTO님", "님", true),
            ("부장님", "부장", false),
            ("1팀장", "팀장", true),
            ("영업 부장", "영업 부장", true),
            ("\u{1112}\u{1161}\u{11ab}", "한", true),
        ] {
            assert_eq!(has_word(&fold(text), &fold(needle)), expected, "{text} {needle}");
        }
    }

    #[test]
    fn s15_marks_belong_to_the_word_before_them() {
        assert_eq!(words("x\u{323}\u{325}y").collect::<Vec<_>>(), ["x\u{323}\u{325}y"]);
        assert_eq!(words("प्रबंधक महा").collect::<Vec<_>>(), ["प्रबंधक", "महा"]);
        assert_eq!(words("Hawaiʻi m\u{2bc}ma").collect::<Vec<_>>(), ["Hawaiʻi", "m\u{2bc}ma"]);
        assert_eq!(words("देश १२").collect::<Vec<_>>(), ["देश", "१२"]);
    }

    #[test]
    fn s15_symbols_outside_of_words_are_lost() {
        for needle in ["C++", "C#", ".NET", "R&D", "_", "½"] {
            assert!(lost_symbols(needle), "{needle}");
        }
        for needle in ["vice president", "営業", "CTO님", "é", ""] {
            assert!(!lost_symbols(needle), "{needle}");
        }
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(word_count("  Vice-President of R&D "), 5);
        assert_eq!(word_count("営業 A"), 3);
        assert_eq!(word_count(" – "), 0);
    }

    proptest! {
        #[test]
        fn s15_every_word_of_a_text_is_in_it(text in any::<String>()) {
            let text = fold(&text);
            for word in words(&text) {
                prop_assert!(has_word(&text, word), "{word}");
            }
            prop_assert_eq!(has_word(&text, &text), word_count(&text) > 0);
        }
    }
}
