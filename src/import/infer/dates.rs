//! In which form a column writes its dates: takes texts, keeps the forms that read every one of them.

use super::column::odd_words;
use crate::value::{Cell, Kind, ReadContext, Reading, check_format, read};

/// Different texts that are no dates before the search is given up.
const MOST_ODD: usize = 6;

/// Days; `/` stands for each of the separators.
const DAYS: [&str; 9] =
    ["%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%d/%b/%Y", "%d/%b/%y", "%d/%B/%Y", "%d/%B/%y"];
/// Days in words.
const WORDED: [&str; 6] = ["%b %d, %Y", "%B %d, %Y", "%d %b, %Y", "%d %B, %Y", "%a %b %d %Y", "%Y%m%d"];
/// What may follow a day.
const TIMES: [&str; 9] =
    ["", " %H:%M", " %H:%M:%S", ", %H:%M", ", %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %I:%M %p", ", %I:%M:%S %p"];

/// The forms of one column.
#[derive(Debug, Default)]
pub(super) struct Dates {
    /// Those that have read every date so far; nothing before the first.
    alive: Option<Vec<String>>,
    /// Texts that were read.
    pub parsed: u64,
    /// Texts without digits, with how often each was there.
    odd: Vec<(String, u64)>,
    is_dead: bool,
    /// The first date.
    pub sample: String,
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One form, and whether it has a time of day.
    One { format: String, has_time: bool },
    /// Day and month could be meant in either order.
    Either { first: String, second: String },
}

impl Dates {
    pub(super) fn see(&mut self, text: &str, context: &ReadContext<'_>) {
        if self.is_dead {
            return;
        }
        if !may_be_date(text) {
            let is_full = self.odd.len() >= MOST_ODD;
            match self.odd.iter_mut().find(|(odd, _)| odd == text) {
                Some((_, count)) => *count += 1,
                None if is_full => self.is_dead = true,
                None => self.odd.push((text.to_owned(), 1)),
            }
            return;
        }
        let cell = Cell::Text(text.to_owned());
        let reads = |format: &String| reads(&cell, format, context);
        let alive: Vec<String> = match self.alive.take() {
            Some(alive) => alive.into_iter().filter(reads).collect(),
            None => {
                self.sample = text.to_owned();
                forms().filter(reads).collect()
            }
        };
        self.parsed += 1;
        self.is_dead = alive.is_empty();
        self.alive = Some(alive);
    }

    /// The form of every date, with the words for missing ones.
    pub(super) fn form(&self) -> Option<(Form, Vec<(String, u64)>)> {
        let alive = self.alive.as_ref().filter(|_| !self.is_dead)?;
        let unknown = odd_words(&self.odd, self.parsed)?;
        let first = alive.first()?;
        let swapped = first.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m");
        let form = if swapped != *first && alive.contains(&swapped) && !first.contains('.') {
            Form::Either { first: first.clone(), second: swapped }
        } else {
            Form::One { format: first.clone(), has_time: first.contains("%H") || first.contains("%I") }
        };
        Some((form, unknown))
    }
}

fn reads(cell: &Cell, format: &str, context: &ReadContext<'_>) -> bool {
    let kind = if format.contains("%H") || format.contains("%I") { Kind::Datetime } else { Kind::Date };
    let reading = Reading { kind, unknown: Vec::new(), default: None, range: None, format: Some(format.to_owned()) };
    read(cell, &reading, context).value.is_some()
}

/// Whether it is worth a try.
fn may_be_date(text: &str) -> bool {
    (6..=40).contains(&text.len()) && text.contains(|c: char| c.is_ascii_digit())
}

fn forms() -> impl Iterator<Item = String> {
    let separated =
        ["/", ".", "-", " "].into_iter().flat_map(|mark| DAYS.iter().map(move |day| day.replace('/', mark)));
    let days = separated.chain(WORDED.iter().map(|day| (*day).to_owned()));
    days.flat_map(|day| TIMES.iter().map(move |time| format!("{day}{time}"))).filter(|form| check_format(form).is_ok())
}
