//! How texts are compared: takes a text, gives the form of it in which equal texts have equal bytes.
//!
//! No locale is ever asked, and the Unicode version is that of the pinned `icu_*` crates, so that every
//! machine gives the same answer. Knows nothing of words, needles or operators.

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};

const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();
const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// The form in which text is compared without regard to case: NFC, each character in its simple lower case, `ς` as `σ`.
///
/// Folding twice changes nothing. For that the result is composed once more: `H` with a line below it has no composed
/// form but `h` with one has, so that lower case alone would leave `H̱` and `ẖ` different.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = NFC.normalize(text).chars().map(lower).collect();
    if NFC.is_normalized(&lower) { lower } else { nfc(&lower) }
}

/// The form in which text is compared `exactly`: Unicode's composed form, NFC.
pub fn nfc(text: &str) -> String {
    NFC.normalize(text).into_owned()
}

/// The form in which keys are compared: without white space at its ends, in NFC.
pub fn key(text: &str) -> String {
    nfc(text.trim())
}

fn lower(c: char) -> char {
    match CASE.simple_lowercase(c) {
        'ς' => 'σ',
        lower => lower,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn s14_case_is_ignored_in_every_script() {
        for (left, right) in [
            ("CEO", "ceo"),
            ("ΟΔΌΣ", "οδός"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ÉCOLE", "e\u{301}cole"),
            ("ДИРЕКТОР", "директор"),
            ("ＣＥＯ", "ｃｅｏ"),
            ("\u{212a}elvin", "kelvin"),
            ("\u{1e9e}", "ß"),
            ("H\u{331}", "\u{1e96}"),
            ("𐐀", "𐐨"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} {right}");
        }
    }

    #[test]
    fn s14_folding_knows_no_locale_and_never_changes_the_number_of_letters() {
        assert_eq!(fold("I"), "i");
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(fold("ı"), "ı");
        assert_eq!(fold("STRASSE"), "strasse");
        assert_ne!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("ﬁ"), "ﬁ");
    }

    #[test]
    fn s14_exactly_keeps_case_and_composes() {
        assert_eq!(nfc("E\u{301}cole"), "École");
        assert_eq!(nfc("CEO"), "CEO");
    }

    #[test]
    fn s19_keys_are_trimmed_and_composed_and_keep_their_case() {
        assert_eq!(key("\u{a0} A-e\u{301}1 \u{3000}\n"), "A-é1");
        assert_ne!(key("a"), key("A"));
    }

    proptest! {
        #[test]
        fn s14_folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn s14_marks_behind_letters_fold_once(text in "([A-ZÀ-Ǿİ][\u{300}-\u{345}]{0,3}){1,4}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert_eq!(fold(&nfc(&text)), once);
        }
    }
}
