//! Every rule file of the repository with one item spoiled at a time: a token dropped, a name misspelt, a type changed.
//! What is spoiled is reported on its own lines, and nothing else is.

use std::{collections::BTreeMap, fs, path::Path};

use merit::{
    base::{Diagnostic, Source, SourceId, Span},
    compile::{Options, compile},
    project::Memory,
    syntax::{
        parse,
        tree::{Entry, ItemKind, RuleBody, ScoreBody},
    },
    value::{Instant, Zone},
};

use crate::agreement::random::Random;

/// A rule set in memory: file name to text.
type Files = BTreeMap<String, String>;

fn rule_sets() -> Vec<(String, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut sets = Vec::new();
    for folder in fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let mut files = Files::new();
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            // Tests in rules are spoiled in one rule set; those of the others only take time.
            let left_out = name.ends_with("tests.merit") && !folder.ends_with("getting_started");
            if !left_out && [".merit", ".toml", ".txt"].iter().any(|ending| name.ends_with(ending)) {
                files.insert(name, fs::read_to_string(&file).unwrap());
            }
        }
        sets.push((folder.file_name().unwrap().to_string_lossy().into_owned(), files));
    }
    sets.sort();
    assert!(sets.len() >= 2);
    sets
}

/// Line of each error, by file.
fn errors(files: &Files) -> Vec<(String, u32, Diagnostic)> {
    let mut memory = Memory::new();
    for (name, text) in files {
        memory = memory.with(format!("rules/{name}"), text.as_str());
    }
    let options = Options { now: Instant::parse("2026-03-01T12:00:00Z", &Zone::utc()), ..Options::default() };
    let compiled = compile(&memory, Path::new("rules"), &options).unwrap();
    let of = |diagnostic: &Diagnostic| {
        let span = diagnostic.span?;
        let name = compiled.sources.path(span).rsplit('/').next()?.to_owned();
        Some((name, compiled.sources.line(span), diagnostic.clone()))
    };
    compiled.diagnostics.iter().filter(|found| found.is_error()).filter_map(of).collect()
}

/// The smallest stretches that an error may be blamed on: rules, arms, properties, and items that have none of these.
fn stretches(text: &str) -> Vec<Span> {
    let parsed = parse(SourceId(0), text);
    let mut spans = Vec::new();
    for item in &parsed.file.items {
        match &item.kind {
            ItemKind::Contact(contact) => spans.extend(contact.fields.iter().map(|field| field.span)),
            ItemKind::Event(event) => spans.extend(event.fields.iter().map(|field| field.span)),
            ItemKind::Score(score) => match &score.body {
                ScoreBody::Entries(entries) => rules(entries, &mut spans),
                ScoreBody::Derived(_) => spans.push(item.span),
            },
            ItemKind::Stage(stage) => spans.extend(stage.arms.iter().map(|arm| arm.span)),
            _ => spans.push(item.span),
        }
    }
    spans
}

fn rules(entries: &[Entry], spans: &mut Vec<Span>) {
    for entry in entries {
        match entry {
            Entry::Group(group) => rules(&group.entries, spans),
            Entry::Rule(rule) => match &rule.body {
                RuleBody::Match { arms, .. } => spans.extend(arms.iter().map(|arm| arm.span)),
                _ => spans.push(rule.span),
            },
            Entry::Broken(_) => {}
        }
    }
}

/// The tokens of a stretch, as byte ranges; strings, comments and patterns are one token each.
pub fn tokens(text: &str, span: Span) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let bytes = text.as_bytes();
    let mut at = span.range().start;
    let end = span.range().end;
    while at < end {
        let start = at;
        match bytes[at] {
            b if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'#' => {
                while at < end && bytes[at] != b'\n' {
                    at += 1;
                }
                continue;
            }
            quote @ (b'"' | b'`') => {
                at += 1;
                while at < end && bytes[at] != quote {
                    at += 1;
                }
                at += 1;
            }
            b if is_word(b) => {
                while at < end && is_word(bytes[at]) {
                    at += 1;
                }
            }
            _ => at += 1,
        }
        tokens.push((start, at.min(end)));
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-' | b'.' | b'=' | b'>' | b'<') || byte >= 0x80
}

/// One way to spoil a stretch: the new text of the file, and what was done.
fn spoil(random: &mut Random, text: &str, span: Span) -> Option<(String, String)> {
    let tokens = tokens(text, span);
    let (start, end) = *tokens.get(random.below(tokens.len().max(1)))?;
    let token = &text[start..end];
    // Braces pair with others far away, where the blame may fall; descriptions and commas may go.
    if matches!(token, "{" | "}" | ",") || token.len() < 2 && !token.starts_with(char::is_alphabetic) {
        return None;
    }
    let new = match random.below(3) {
        0 => String::new(),
        1 if token.starts_with(char::is_alphabetic) => format!("{}zq{}", &token[..1], &token[1..]),
        2 if token.starts_with('"') => "17".to_owned(),
        2 if token.starts_with(|c: char| c.is_ascii_digit()) => "\"many\"".to_owned(),
        _ => return None,
    };
    let done = format!("`{token}` → `{new}`");
    Some((format!("{}{new}{}", &text[..start], &text[end..]), done))
}

/// Where the spoiled stretch stands, and one line more: what is missing may be noticed at the next token.
fn lines(text: &str, span: Span) -> (u32, u32) {
    let source = Source::new("", text);
    (source.position(span.start).line, source.position(span.end).line)
}

#[test]
fn what_is_spoiled_is_reported_on_its_line_and_nothing_else_is() {
    let mut random = Random::new(7);
    let mut tried = 0;
    let mut silent = 0;
    let mut report = Vec::new();
    for (set, files) in rule_sets() {
        assert_eq!(errors(&files), [], "rules/{set} has errors by itself");
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".merit")) {
            let stretches = stretches(text);
            for span in &stretches {
                for _ in 0..6 {
                    let Some((spoiled, done)) = spoil(&mut random, text, *span) else { continue };
                    tried += 1;
                    let (first, last) = lines(text, *span);
                    let mut changed = files.clone();
                    changed.insert(name.clone(), spoiled);
                    let found = errors(&changed);
                    // A name that others use is missed where they use it; these are no cascade, but its absence.
                    let (here, elsewhere): (Vec<_>, Vec<_>) =
                        found.into_iter().partition(|(file, line, _)| file == name && (first..=last).contains(line));
                    let elsewhere: Vec<_> =
                        elsewhere.into_iter().filter(|(_, _, found)| !misses_a_name(found)).collect();
                    if !elsewhere.is_empty() || here.len() > 1 {
                        let all: Vec<String> = here
                            .iter()
                            .chain(&elsewhere)
                            .map(|(file, line, found)| format!("{file}:{line} {} {}", found.code.name, found.message))
                            .collect();
                        report.push(format!("rules/{set}/{name}:{first} {done}\n    {}", all.join("\n    ")));
                    }
                    if here.is_empty() {
                        silent += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 300, "only {tried} stretches were spoiled");
    assert!(report.is_empty(), "{} of {tried}:\n{}", report.len(), report.join("\n"));
    // Dropping a description, an `owner` or one of many dropdown values leaves a rule set that is right.
    assert!(silent * 3 < tried, "{silent} of {tried} were not noticed");
}

/// Whether a finding is that a name (or a value of a dropdown) is not declared.
fn misses_a_name(found: &Diagnostic) -> bool {
    matches!(
        found.code.name,
        "missing-time"
            | "missing-key"
            | "unknown-name"
            | "unknown-value"
            | "unknown-arm"
            | "wrong-type"
            | "wrong-operator"
            | "text-against-number"
    )
}
