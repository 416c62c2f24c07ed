use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::CONFIG_NAME;
use crate::{
    base::{Applicability, Diagnostic, Edit, Fix, Label, Severity, SourceId, Span, code, nearest},
    value::Zone,
};

/// What `merit.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// IANA name of the time zone; `UTC` where nothing is said.
    pub timezone: String,
    /// First month of the fiscal year, 1 to 12; 1 where nothing is said.
    pub fiscal_start: u8,
    /// Levels of findings, by their names.
    pub lints: BTreeMap<&'static str, LintLevel>,
}

/// What to do with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LintLevel {
    /// Do not show it.
    Allow,
    /// Show it as a warning.
    Warn,
    /// Make it an error.
    Deny,
}

impl Default for Config {
    fn default() -> Self {
        Self { timezone: "UTC".to_owned(), fiscal_start: 1, lints: BTreeMap::new() }
    }
}

/// Reads the text of a `merit.toml`. What is wrong in it keeps its default and is reported.
pub fn config(source: SourceId, text: &str) -> (Config, Vec<Diagnostic>) {
    let mut reading = Reading { source, config: Config::default(), out: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reading.unreadable(&error, text);
    }
    // What could be read of a broken file says little about what its author meant.
    if reading.out.is_empty() {
        reading.top(table.get_ref());
    }
    (reading.config, reading.out)
}

const KEYS: [&str; 3] = ["timezone", "fiscal_year_start", "lints"];
const LEVELS: [(&str, LintLevel); 3] =
    [("allow", LintLevel::Allow), ("warn", LintLevel::Warn), ("deny", LintLevel::Deny)];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

struct Reading {
    source: SourceId,
    config: Config,
    out: Vec<Diagnostic>,
}

type Entry<'a, 't> = (&'a Spanned<std::borrow::Cow<'t, str>>, &'a Spanned<DeValue<'t>>);

impl Reading {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    fn wrong(&mut self, range: Range<usize>, message: String) -> &mut Diagnostic {
        self.out.push(Diagnostic::new(&code::BAD_CONFIG, self.span(range), message));
        let last = self.out.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "pushed just above")]
        &mut self.out[last]
    }

    /// TOML's own errors, in the voice of ours.
    fn unreadable(&mut self, error: &toml::de::Error, text: &str) {
        let range = error.span().unwrap_or(0..0);
        let line = error.message().lines().next().unwrap_or_default();
        let message = line.trim_end_matches('.').to_lowercase();
        let range = range.start.min(text.len())..range.end.min(text.len());
        let found = self.wrong(range, format!("{CONFIG_NAME} cannot be read: {message}"));
        found.help.push("a line looks like this: `timezone = \"Europe/Berlin\"`".to_owned());
    }

    fn top(&mut self, table: &DeTable<'_>) {
        let mut seen: BTreeMap<&'static str, Range<usize>> = BTreeMap::new();
        for (key, value) in in_order(table) {
            let spelled = key.get_ref().replace('-', "_").to_lowercase();
            let known = match spelled.as_str() {
                "time_zone" => Some("timezone"),
                other => KEYS.into_iter().find(|known| *known == other),
            };
            let Some(known) = known else {
                self.unknown_key(key, &KEYS);
                continue;
            };
            if let Some(first) = seen.insert(known, key.span()) {
                let first = self.span(first);
                let found = self.wrong(key.span(), format!("`{known}` is given twice"));
                found.labels.push(Label { span: first, message: "given here first".to_owned() });
                continue;
            }
            match known {
                "timezone" => self.timezone(value),
                "fiscal_year_start" => self.fiscal_start(value),
                _ => self.lints(value),
            }
        }
    }

    fn timezone(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(name) = value.get_ref().as_str() else {
            return self.wrong_kind(
                "timezone",
                value,
                "the name of a time zone in quotes, such as `\"Europe/Berlin\"`",
            );
        };
        match Zone::named(name) {
            Ok(zone) => self.config.timezone = zone.name().to_owned(),
            Err(reason) => {
                self.wrong(value.span(), reason);
            }
        }
    }

    fn fiscal_start(&mut self, value: &Spanned<DeValue<'_>>) {
        const WANTED: &str = "a month, as a number from 1 to 12 or by its English name";
        let month = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(|number| u8::try_from(number).ok())
                .filter(|number| (1..=12).contains(number)),
            DeValue::String(name) => {
                let wanted = name.trim().to_lowercase();
                let position = MONTHS
                    .iter()
                    .position(|month| *month == wanted || (wanted.len() == 3 && month.starts_with(&wanted)));
                match position {
                    Some(at) => u8::try_from(at + 1).ok(),
                    None => {
                        let span = self.span(value.span());
                        let found = self
                            .wrong(value.span(), format!("`{name}` is no month: `fiscal_year_start` takes {WANTED}"));
                        if let Some(like) = nearest(&wanted, MONTHS) {
                            suggest(found, span, &format!("\"{like}\""));
                        }
                        return;
                    }
                }
            }
            _ => None,
        };
        match month {
            Some(month) => self.config.fiscal_start = month,
            None => self.wrong_kind("fiscal_year_start", value, WANTED),
        }
    }

    fn lints(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong_kind(
                "lints",
                value,
                "a section: the line `[lints]`, and below it lines such as `gap = \"allow\"`",
            );
        };
        for (key, value) in in_order(table) {
            let name = key.get_ref().replace('_', "-");
            let Some(finding) = code::find(&name) else {
                let names: Vec<&str> =
                    code::ALL.iter().filter(|code| code.severity != Severity::Error).map(|code| code.name).collect();
                self.unknown_key(key, &names);
                continue;
            };
            if finding.severity == Severity::Error {
                let found = self.wrong(key.span(), format!("`{}` is always an error", finding.name));
                found.help.push("levels are for warnings and notes".to_owned());
                continue;
            }
            match self.level(finding.name, value) {
                Some(_) if self.config.lints.contains_key(finding.name) => {
                    self.wrong(key.span(), format!("`{}` is given twice", finding.name));
                }
                Some(level) => {
                    self.config.lints.insert(finding.name, level);
                }
                None => {}
            }
        }
    }

    fn level(&mut self, finding: &str, value: &Spanned<DeValue<'_>>) -> Option<LintLevel> {
        let written = value.get_ref().as_str().map(str::to_lowercase);
        let found = LEVELS.into_iter().find(|(name, _)| Some(*name) == written.as_deref());
        if let Some((_, level)) = found {
            return Some(level);
        }
        let meant = match written.as_deref() {
            Some("off" | "ignore" | "none" | "hide") => Some("allow"),
            Some("on" | "warning" | "note") => Some("warn"),
            Some("error" | "forbid") => Some("deny"),
            Some(other) => nearest(other, LEVELS.map(|(name, _)| name)),
            None => None,
        };
        let span = self.span(value.span());
        self.wrong_kind(finding, value, "`\"allow\"`, `\"warn\"` or `\"deny\"`");
        if let (Some(meant), Some(found)) = (meant, self.out.last_mut()) {
            suggest(found, span, &format!("\"{meant}\""));
        }
        None
    }

    fn wrong_kind(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        self.wrong(value.span(), format!("`{key}` takes {wanted}"));
    }

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let span = self.span(key.span());
        let name = key.get_ref().clone();
        let is_lint = known != KEYS;
        let what = if is_lint { "no finding is called" } else { "there is no setting" };
        let found = self.wrong(key.span(), format!("{what} `{name}`"));
        match nearest(&name, known.iter().copied()) {
            Some(like) => suggest(found, span, like),
            None if is_lint => found.help.push("`merit explain` lists all findings".to_owned()),
            None => found.help.push(format!("settings are `{}`", known.join("`, `"))),
        }
    }
}

/// The entries of a table in the order of the text.
fn in_order<'a, 't>(table: &'a DeTable<'t>) -> Vec<Entry<'a, 't>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn suggest(found: &mut Diagnostic, span: Span, text: &str) {
    found.fixes.push(Fix {
        message: format!("did you mean `{text}`?"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span, text: text.to_owned() }],
    });
}
