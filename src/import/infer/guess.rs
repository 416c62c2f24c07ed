//! What a column most likely is: takes what was seen of it, gives a type that reads every value, and says why.

use std::collections::HashSet;

use super::{
    column::Column,
    dates::Form,
    texts::{Counted, Texts},
    word::{
        is_code, is_free_text, is_id, is_id_in_one_word, sounds_like_a_count, sounds_like_a_date, sounds_like_an_answer,
    },
};
use crate::{
    import::{
        comment::{count, counted, quoted},
        name::{can_be_quoted, snake},
    },
    value::{DropdownValue, Kind, fold},
};

/// Values of a dropdown at most.
const MOST_CHOICES: usize = 50;
/// How often a value of a dropdown is there on average, at least.
const REPETITION: u64 = 5;
/// Members of a list at most, where nothing but `many of` can read it.
const MOST_MEMBERS: usize = 200;

/// A property as it seems.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    /// The type.
    pub kind: Kind,
    /// Words that stand for missing values.
    pub unknown: Vec<String>,
    /// Folded texts that are values: none of them may become a marker of the whole source.
    pub values: HashSet<String>,
    /// As written: `0..`.
    pub range: Option<String>,
    /// How dates are written.
    pub format: Option<String>,
    /// Why, in words.
    pub note: String,
}

/// The most likely property, or why the column can be none.
pub(super) fn guess(column: &Column, records: u64, is_key: bool) -> Result<Guess, String> {
    if column.odd_shapes > 0 {
        return Err("values with fields of their own, which no type reads".to_owned());
    }
    if column.filled == 0 {
        return Err("empty in every record".to_owned());
    }
    let is_empty_list = column.lists > 0 && column.members.len() == 0 && !column.members.is_partial;
    if column.values() == 0 || is_empty_list {
        let words = column.words.iter().map(|(word, _)| word).chain(&column.member_words);
        let words: Vec<String> = words.map(|word| quoted(word)).collect();
        return Err(format!("nothing but {}", words.join(", ")));
    }
    let found = if is_key { key(column) } else { found(column, records)? };
    Ok(finished(column, records, found, is_key))
}

/// A type with what is special about it.
struct Found {
    kind: Kind,
    odd: Vec<(String, u64)>,
    range: Option<String>,
    format: Option<String>,
    why: Vec<String>,
}

impl Found {
    fn plain(kind: Kind) -> Self {
        Self { kind, odd: Vec::new(), range: None, format: None, why: Vec::new() }
    }

    fn because(kind: Kind, why: impl Into<String>) -> Self {
        Self { why: vec![why.into()], ..Self::plain(kind) }
    }
}

fn finished(column: &Column, records: u64, found: Found, is_key: bool) -> Guess {
    let mut why = found.why;
    let missing = records.saturating_sub(column.values()) + found.odd.iter().map(|(_, count)| count).sum::<u64>();

    let mut words: Vec<&(String, u64)> = column.words.iter().chain(&found.odd).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut unknown: Vec<String> = Vec::new();
    for (word, _) in &words {
        if !unknown.iter().any(|known| fold(known) == fold(word)) {
            unknown.push(word.clone());
        }
    }
    if missing > 0 && !is_key {
        words.retain(|(_, times)| *times > 0);
        let each: Vec<String> =
            words.iter().map(|(word, times)| format!("{} {}", count(*times), quoted(word))).collect();
        let written = match words.as_slice() {
            [] => String::new(),
            [(word, times)] if *times == missing => format!(", written {}", quoted(word)),
            [(word, times)] => format!(", {} of them written {}", count(*times), quoted(word)),
            _ => format!(", of them {}", each.join(", ")),
        };
        why.push(format!("missing in {} of {}{written}", count(missing), count(records)));
    }
    let mut values: HashSet<String> = column.texts.folded().chain(column.members.folded()).map(str::to_owned).collect();
    unknown.iter().for_each(|word| {
        values.remove(&fold(word));
    });
    Guess { kind: found.kind, unknown, values, range: found.range, format: found.format, note: why.join("; ") }
}

fn key(column: &Column) -> Found {
    let kind = if column.is_email() { Kind::Email } else { Kind::Text };
    if column.repeats > 0 {
        let repeated = counted(column.repeats, "record");
        let verb = if column.repeats == 1 { "repeats" } else { "repeat" };
        return Found::because(kind, format!("the key by its name, though {repeated} {verb} that of an earlier one"));
    }
    let so_far = if column.is_wide { " among those that were compared" } else { "" };
    Found::because(kind, format!("the key: no two records have the same{so_far}"))
}

fn found(column: &Column, records: u64) -> Result<Found, String> {
    if column.lists > 0 {
        return list(column).ok_or_else(|| "lists of too many different values for checkboxes".to_owned());
    }
    let name = snake(&column.header);
    let tried = boolean(column, &name)
        .or_else(|| moment(column, &name))
        .or_else(|| dated(column, &name))
        .or_else(|| number(column, &name, records))
        .or_else(|| address(column))
        .or_else(|| members(column))
        .or_else(|| dropdown(column, &name));
    Ok(tried.unwrap_or_else(|| text(column, records)))
}

fn boolean(column: &Column, name: &str) -> Option<Found> {
    const WORDS: [&str; 4] = ["yes", "no", "true", "false"];
    const ALL: [&str; 14] = ["yes", "no", "true", "false", "y", "n", "t", "f", "on", "off", "1", "0", "none", "na"];
    const PAIRS: [[&str; 2]; 3] = [["y", "n"], ["t", "f"], ["on", "off"]];
    if !column.is_of(&ALL) {
        return None;
    }
    let odd: Vec<(String, u64)> = column
        .texts
        .sorted()
        .into_iter()
        .filter(|text| ["none", "na"].contains(&fold(&text.text).as_str()))
        .map(|text| (text.text, text.count))
        .collect();
    let found = |why: Vec<String>| Some(Found { odd: odd.clone(), why, ..Found::plain(Kind::Boolean) });
    if WORDS.iter().any(|word| column.has(word)) {
        let texts: Vec<Counted> =
            column.texts.sorted().into_iter().filter(|text| !odd.iter().any(|(word, _)| *word == text.text)).collect();
        let why = match texts.as_slice() {
            [only] => format!("always {}, so it tells nobody apart", quoted(&only.text)),
            // Among very many of the one, the other is worth a word.
            _ => shares(&texts),
        };
        return found(vec![why]);
    }
    if PAIRS.iter().any(|pair| pair.iter().all(|word| column.has(word)) && column.texts.len() == 2 + odd.len()) {
        return found(vec![shares(&column.texts.sorted())]);
    }
    let is_both = column.is_of(&["0", "1"]) && column.has("0") && column.has("1") && column.values() >= 10;
    if is_both && sounds_like_an_answer(name) {
        return found(vec!["written as 1 and 0".to_owned(), shares(&column.texts.sorted())]);
    }
    None
}

/// `yes 734, no 8,506`.
fn shares(texts: &[Counted]) -> String {
    let each: Vec<String> = texts.iter().map(|text| format!("{} {}", count(text.count), quoted(&text.text))).collect();
    each.join(", ")
}

fn moment(column: &Column, name: &str) -> Option<Found> {
    let odd = column.moments.unknown()?;
    if column.epochs > 0 {
        // Twelve or thirteen digits may be anything.
        let is_other = is_id(name) || is_code(name) || column.epochs < column.moments.parsed;
        if is_other || column.likely_epochs < column.epochs {
            return None;
        }
    }
    let kind = if column.times == 0 { Kind::Date } else { Kind::Datetime };
    let why = if column.epochs > 0 { vec!["written in milliseconds since 1970".to_owned()] } else { Vec::new() };
    Some(Found { odd, why, ..Found::plain(kind) })
}

fn dated(column: &Column, name: &str) -> Option<Found> {
    let (form, odd) = column.dates.form()?;
    match form {
        // Eight digits are a date only where the name says so.
        Form::One { format, .. } if format == "%Y%m%d" && !sounds_like_a_date(name) => None,
        Form::One { format, has_time } => {
            let kind = if has_time { Kind::Datetime } else { Kind::Date };
            let why = vec![format!("written like {}", quoted(&column.dates.sample))];
            Some(Found { odd, format: Some(format), why, ..Found::plain(kind) })
        }
        Form::Either { first, second } => {
            let kind = if first.contains("%H") || first.contains("%I") { "datetime" } else { "date" };
            Some(Found::because(
                Kind::Text,
                format!(
                    "dates like {}, but no value shows whether the day or the month stands first; make it \
                     `{kind} format \"{first}\"` or `{kind} format \"{second}\"`",
                    quoted(&column.dates.sample)
                ),
            ))
        }
    }
}

fn number(column: &Column, name: &str, records: u64) -> Option<Found> {
    let integers = column.integers.unknown().filter(|_| column.fractions == 0);
    let (kind, odd) = match integers {
        Some(odd) => (Kind::Integer, odd),
        None => (Kind::Number, column.numbers.unknown()?),
    };
    if column.padded > 0 {
        return Some(Found::because(Kind::Text, "digits that begin with 0, as ids and codes do"));
    }
    if is_id(name) || is_id_in_one_word(name) {
        return Some(Found::because(Kind::Text, "an id, so no number to count with"));
    }
    if is_code(name) {
        return Some(Found::because(Kind::Text, "digits, but no number to count with"));
    }
    let is_numbering = kind == Kind::Integer && column.repeats == 0 && column.values() == records && records >= 10;
    if is_numbering && matches!(name.rsplit('_').next(), Some("number" | "no" | "nr" | "num")) {
        return Some(Found::because(Kind::Text, "an id, since each record has another number"));
    }
    let why = if column.least == column.greatest {
        format!("always {}", plain(column.least))
    } else {
        format!("{} to {}", plain(column.least), plain(column.greatest))
    };
    let is_count = column.least >= 0.0 && column.values() >= 10 && sounds_like_a_count(name);
    Some(Found { odd, range: is_count.then(|| "0..".to_owned()), why: vec![why], ..Found::plain(kind) })
}

/// `2,272`, `-0.5`.
fn plain(number: f64) -> String {
    let text = number.to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    match digits.parse() {
        Ok(whole) => format!("{sign}{}{fraction}", count(whole)),
        Err(_) => text,
    }
}

fn address(column: &Column) -> Option<Found> {
    if column.is_email() {
        return Some(Found::plain(Kind::Email));
    }
    column.is_url().then(|| Found::plain(Kind::Url))
}

/// `many of` where values between `;` have few different members.
fn members(column: &Column) -> Option<Found> {
    let members = &column.members;
    let is_list = column.several >= 2 && column.several * 50 >= column.values();
    let sorted = choices(members, MOST_CHOICES)?;
    let times: u64 = sorted.iter().map(|member| member.count).sum();
    let is_fewer = column.texts.is_partial || members.len() < column.texts.len();
    (is_list && is_fewer && times >= REPETITION * sorted.len() as u64).then(|| many_of(column, sorted))
}

fn list(column: &Column) -> Option<Found> {
    choices(&column.members, MOST_MEMBERS).map(|sorted| many_of(column, sorted))
}

fn many_of(column: &Column, sorted: Vec<Counted>) -> Found {
    let mut why = vec![format!("{} more than one of {} values", records_have(column.several), sorted.len())];
    why.extend(merged(&sorted));
    // None of them is a whole value.
    let odd = column.member_words.iter().map(|word| (word.clone(), 0)).collect();
    Found { why, odd, ..Found::plain(Kind::ManyOf(values(&sorted))) }
}

fn records_have(number: u64) -> String {
    if number == 1 { "1 record has".to_owned() } else { format!("{} records have", count(number)) }
}

fn dropdown(column: &Column, name: &str) -> Option<Found> {
    if is_free_text(name) || is_id(name) || is_code(name) {
        return None;
    }
    let sorted = choices(&column.texts, MOST_CHOICES)?;
    if sorted.len() < 2 || column.values() < REPETITION * sorted.len() as u64 {
        return None;
    }
    let mut why =
        vec![format!("a dropdown, since {} records have {} different texts", count(column.values()), sorted.len())];
    why.extend(merged(&sorted));
    Some(Found { why, ..Found::plain(Kind::OneOf(values(&sorted))) })
}

/// All different texts, if they are few and can be written.
fn choices(texts: &Texts, most: usize) -> Option<Vec<Counted>> {
    if texts.is_partial || texts.len() == 0 || texts.len() > most {
        return None;
    }
    let sorted = texts.sorted();
    sorted.iter().all(|text| can_be_quoted(&text.text)).then_some(sorted)
}

fn values(sorted: &[Counted]) -> crate::value::Dropdown {
    sorted.iter().map(|text| DropdownValue::new(text.text.clone())).collect()
}

/// What is said of spellings that differ by case.
fn merged(sorted: &[Counted]) -> Option<String> {
    let each: Vec<String> = sorted
        .iter()
        .filter(|text| !text.others.is_empty())
        .map(|text| {
            let others: Vec<String> =
                text.others.iter().map(|(other, times)| format!("{} {}", count(*times), quoted(other))).collect();
            format!("{} counted as {}", others.join(", "), quoted(&text.text))
        })
        .collect();
    (!each.is_empty()).then(|| each.join("; "))
}

/// How often a text has to be there before a comment repeats it: what is rare may be personal.
const SHOWN_FROM: u64 = 5;

fn text(column: &Column, records: u64) -> Found {
    let different = column.different.len() as u64;
    if different == 1 && column.texts.len() == 1 {
        let name = snake(&column.header);
        let only = column.texts.sorted();
        let shown = only.first().filter(|only| only.count >= SHOWN_FROM && !is_free_text(&name) && !is_code(&name));
        let always = shown.map_or("the same text".to_owned(), |only| format!("always {}", quoted(&only.text)));
        let empty = if column.values() < records { " where there is one" } else { ", so it tells nobody apart" };
        return Found::because(Kind::Text, format!("{always}{empty}"));
    }
    let more = if column.is_wide { "more than " } else { "" };
    let name = snake(&column.header);
    let mut why = vec![format!("{more}{} different texts", count(different))];
    let often: Vec<String> = column
        .texts
        .sorted()
        .into_iter()
        .filter(|text| text.count >= SHOWN_FROM && text.count * 100 >= column.values())
        .take(3)
        .map(|text| quoted(&text.text))
        .collect();
    if !often.is_empty() && !is_free_text(&name) && !is_code(&name) {
        why.push(format!("often {}", often.join(", ")));
    }
    why.extend(almost(column));
    Found { why, ..Found::plain(Kind::Text) }
}

/// What the texts nearly are.
fn almost(column: &Column) -> Option<String> {
    const ANSWERS: [&str; 8] = ["yes", "no", "true", "false", "y", "n", "1", "0"];
    let all = column.texts.len();
    let most = |looks: &dyn Fn(&str) -> bool| column.texts.folded().filter(|text| looks(text)).count() * 10 >= all * 6;
    let is_digit = |c: char| c.is_ascii_digit();
    let is_date = |text: &str| {
        text.matches(is_digit).count() >= 5 && ["-", "/", "."].iter().any(|mark| text.matches(mark).count() >= 2)
    };
    let is_number = |text: &str| text.contains(is_digit) && !text.contains(|c: char| c.is_alphabetic());
    let has_moments = column.moments.parsed >= 2 && column.moments.parsed * 4 >= column.values() && column.epochs <= 1;
    if most(&is_date) || has_moments {
        return Some("dates that are not all written in one form".to_owned());
    }
    if ANSWERS.iter().filter(|word| column.has(word)).count() >= 4 {
        return Some("answers in more words than yes and no".to_owned());
    }
    let hinted = column.numbers.problem.as_ref().filter(|problem| problem.contains("; "))?;
    most(&is_number).then(|| format!("no numbers, since {hinted}"))
}
