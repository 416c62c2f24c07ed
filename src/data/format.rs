//! Which format a file has, by its ending or by the word on the command line.

use std::path::Path;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Columns separated by `,`, `;`, tabs or `|`, whichever the header line uses.
    Csv,
    /// Columns separated by tabs.
    Tsv,
    /// One JSON object on each line.
    Jsonl,
}

impl Format {
    /// The format that a file's ending names (`csv`, `tsv`, `tab`, `jsonl`, `ndjson`, in any case).
    pub fn of_path(path: impl AsRef<Path>) -> Option<Self> {
        match ending(path.as_ref())?.as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// The format of a word given to `--input-format`: `csv`, `tsv` or `jsonl`.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "jsonl" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// Columns separated by `,`, a header line first.
    Csv,
    /// One flat JSON object on each line.
    Jsonl,
}

impl OutputFormat {
    /// The format that a file's ending names (`csv`, `jsonl`, `ndjson`, in any case).
    pub fn of_path(path: impl AsRef<Path>) -> Option<Self> {
        match ending(path.as_ref())?.as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// How to read an input.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The format; `None`: by the ending of `name`.
    pub format: Option<Format>,
    /// The encoding by its usual name, such as `windows-1252`; `None`: UTF-8, or UTF-16 where the file shows it.
    pub encoding: Option<String>,
    /// How messages call the input.
    pub name: String,
}

impl ReadOptions {
    /// Options for an input of this name, with nothing else said.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
