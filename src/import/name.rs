//! Names: takes the header of a column or the name of a foreign property, gives the name a person would have chosen.

use std::collections::HashSet;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Characters that a name has at most; longer ones are cut behind a word.
const LONGEST: usize = 48;

/// The names given so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// This name, or with a number behind it where it is taken.
    pub(super) fn keep(&mut self, name: &str) -> String {
        let mut own = name.to_owned();
        let mut next = 2;
        while !self.taken.insert(own.clone()) {
            own = format!("{name}_{next}");
            next += 1;
        }
        own
    }

    /// A name of its own for what is called `text`, told apart from others as loosely as data is read; `number` stands in where nothing of it can be kept.
    pub(super) fn claim(&mut self, text: &str, number: usize) -> String {
        let name = snake(text);
        let name = if name.is_empty() { format!("column_{number}") } else { name };
        let mut own = name.clone();
        let mut next = 2;
        while !self.taken.insert(loose(&own)) {
            own = format!("{name}_{next}");
            next += 1;
        }
        own
    }
}

/// Words in small letters with `_` between: `TotalVisits` and `Total Visits` are `total_visits`. Letters of every script
/// are kept; `%` is a word.
pub(super) fn snake(text: &str) -> String {
    // Compatibility forms, such as letters of full width, as everybody types them.
    let text = ComposingNormalizerBorrowed::new_nfkc().normalize(text.trim()).replace('%', " percent ");
    let characters: Vec<char> = text.chars().collect();
    // One word alone is written `TotalVisits`; among others, `HubSpot` is one word.
    let is_one_word = characters.iter().all(|c| is_part(*c));
    let mut name = String::new();
    let mut before: Option<char> = None;
    for (at, c) in characters.iter().enumerate() {
        if !is_part(*c) {
            // An apostrophe joins: `contact's` is one word.
            before = if matches!(c, '\'' | '’') { before } else { None };
            continue;
        }
        let after = characters.get(at + 1);
        let begins = match before {
            None => true,
            Some(_) if !is_one_word => false,
            Some(before) => {
                (before.is_lowercase() && c.is_uppercase())
                    || (before.is_uppercase() && c.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            }
        };
        if begins && !name.is_empty() {
            name.push('_');
        }
        name.extend(c.to_lowercase());
        before = Some(*c);
    }
    cut(&name)
}

/// Whether a character stands inside a name. Marks belong to the letter before them.
fn is_part(c: char) -> bool {
    use icu_properties::{CodePointSetData, props::XidContinue};
    c != '_' && CodePointSetData::new::<XidContinue>().contains(c)
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST + 1).collect();
    match start.rsplit_once('_') {
        Some((words, _)) => words.to_owned(),
        None => start.chars().take(LONGEST).collect(),
    }
}

/// The form in which the reader of data compares names at its loosest: without case, blanks, `_` and `-`.
pub(super) fn loose(text: &str) -> String {
    let whole = ComposingNormalizerBorrowed::new_nfc().normalize(text.trim());
    let bare: String =
        whole.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect();
    if bare.is_empty() { whole.into_owned() } else { bare }
}

/// Whether a text can be written in quotes: of control characters only `\n` and `\t` have a spelling.
pub(super) fn can_be_quoted(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_a_person_would_have_chosen() {
        for (header, name) in [
            ("Total Visits", "total_visits"),
            ("TotalVisits", "total_visits"),
            ("  Lead  Source ", "lead_source"),
            ("PhotoURL", "photo_url"),
            ("HubSpot Score", "hubspot_score"),
            ("URLPath", "url_path"),
            ("Do Not E-mail?", "do_not_e_mail"),
            ("Größe", "größe"),
            ("방문수", "방문수"),
            ("ｅｍａｉｌ", "email"),
            ("bounce %", "bounce_percent"),
            ("Contact's owner", "contacts_owner"),
            ("hs_lead_status", "hs_lead_status"),
            ("???", ""),
        ] {
            assert_eq!(snake(header), name, "{header}");
        }
        let long = snake("Sehr langer Spaltenname der nirgends endet und den niemand in einer Regel schreiben will");
        assert_eq!(long, "sehr_langer_spaltenname_der_nirgends_endet_und");
    }

    #[test]
    fn no_name_is_given_twice_nor_one_that_is_read_alike() {
        let mut names = Names::default();
        assert_eq!(names.claim("Email", 1), "email");
        assert_eq!(names.claim("e-mail", 2), "e_mail_2");
        assert_eq!(names.claim("email", 3), "email_3");
        assert_eq!(names.claim("!", 4), "column_4");
    }
}
