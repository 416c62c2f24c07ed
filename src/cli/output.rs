//! Writing: results to standard output, everything else to standard error, colours where they belong.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
};

use clap::ValueEnum;

use super::Exit;
use crate::base::harmless;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Lets all later output follow this.
    pub(super) fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }

    pub(super) fn of_clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }
}

/// The `--color` among arguments that are not parsed yet; what is not understood is `auto`, and clap's to report.
pub(super) fn color_of(arguments: &[OsString]) -> Color {
    let mut words = arguments.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--");
    let mut color = Color::Auto;
    while let Some(word) = words.next() {
        let value = if word == "--color" { words.next() } else { word.strip_prefix("--color=") };
        if let Some(value) = value {
            color = Color::from_str(value, false).unwrap_or_default();
        }
    }
    color
}

/// Writes a result that a program may read: to standard output, byte for byte.
///
/// Where nobody reads any more, the command ends quietly and well.
pub(super) fn result(text: &str) -> Result<(), Exit> {
    let mut out = io::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Writes a result for people to standard output; its colour codes are taken out where colours do not belong.
pub(super) fn styled_result(text: &str) -> Result<(), Exit> {
    let mut out = anstream::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn written(outcome: io::Result<()>) -> Result<(), Exit> {
    outcome.map_err(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Exit::Fine;
        }
        self::error(&format!("the output cannot be written: {error}"));
        Exit::Failed
    })
}

/// Writes to standard error, colour codes taken out where they do not belong. There is nobody to tell if that fails.
pub(super) fn message(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Says on standard error why the command cannot do its work.
pub(super) fn error(text: &str) {
    message(&format!("\u{1b}[1;31merror\u{1b}[0m: {}\n", harmless(text)));
}

/// Whether a person reads standard output.
pub(super) fn is_read_by_people() -> bool {
    io::stdout().is_terminal()
}

/// Begins a new screen where a person reads standard error on a terminal.
pub(super) fn clear_screen() {
    if io::stderr().is_terminal() {
        message("\u{1b}[2J\u{1b}[3J\u{1b}[H");
    }
}

/// `1 rule`, `2 rules`.
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_known_before_the_arguments_are_parsed() {
        let of = |words: &[&str]| color_of(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["merit", "check", "x"]), Color::Auto);
        assert_eq!(of(&["merit", "--color", "never", "check"]), Color::Never);
        assert_eq!(of(&["merit", "check", "--color=always"]), Color::Always);
        assert_eq!(of(&["merit", "check", "--color=purple"]), Color::Auto);
        assert_eq!(of(&["merit", "check", "--", "--color=always"]), Color::Auto);
    }
}
