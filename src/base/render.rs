use codespan_reporting::{
    diagnostic::{self as codespan, LabelStyle},
    files::SimpleFiles,
    term::{self, termcolor},
};

use super::{Applicability, Diagnostic, Edit, Example, Fix, Severity, SourceId, Sources, Span};

/// The findings as text for people, one blank line behind each; with colour codes of a terminal where asked for.
///
/// Characters that would steer a terminal or turn the direction of the text around are replaced.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, with_colour: bool) -> String {
    let mut files = SimpleFiles::new();
    for (_, source) in sources.iter() {
        files.add(harmless(&source.path), harmless_source(&source.text));
    }
    let config = term::Config { tab_width: 2, ..term::Config::default() };
    let mut out = if with_colour { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
    for diagnostic in diagnostics {
        // Every span is brought inside its text below, and memory does not refuse to be written to.
        let _ = term::emit_to_write_style(&mut out, &config, &files, &shown(diagnostic, sources));
    }
    String::from_utf8_lossy(out.as_slice()).into_owned()
}

/// In bytes, on either side of a label. Beyond it a finding names its place without showing the line.
const LONGEST_LINE: usize = 1000;

fn shown(diagnostic: &Diagnostic, sources: &Sources) -> codespan::Diagnostic<usize> {
    let severity = match diagnostic.severity {
        Severity::Note => codespan::Severity::Note,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Error => codespan::Severity::Error,
    };
    let primary = diagnostic.span.and_then(|span| label(LabelStyle::Primary, span, &diagnostic.at, sources));
    let others =
        diagnostic.labels.iter().filter_map(|other| label(LabelStyle::Secondary, other.span, &other.message, sources));
    let help = diagnostic.help.iter().map(|help| format!("help: {}", harmless(help)));
    // Where one of them is about another place than the marked one.
    let tells_lines = diagnostic.fixes.iter().any(|fix| !is_at(fix, diagnostic.span, sources));
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let how = if fix.applicability == Applicability::Safe { " (merit check --fix applies it)" } else { "" };
        // "did you mean …?" is a question, and no order.
        let word = if fix.message.ends_with('?') { "help" } else { "fix" };
        let line = if tells_lines { lines_of(fix, diagnostic.span, sources) } else { String::new() };
        format!("{word}{line}: {}{how}", harmless(&fix.message))
    });
    let example =
        diagnostic.witness.iter().map(|witness| harmless(&shown_contact(witness, diagnostic.example.as_ref())));
    let mut labels: Vec<_> = primary.into_iter().chain(others).collect();
    let mut notes: Vec<String> = example.chain(help).chain(fixes).collect();
    if !fit_on_a_screen(&labels, sources) {
        labels.clear();
        if let Some((span, source)) = diagnostic.span.and_then(|span| Some((span, sources.get(span.source)?))) {
            let at = source.position(span.start);
            notes.insert(0, format!("in {}:{}:{}", harmless(&source.path), at.line, at.column));
        }
    }
    codespan::Diagnostic {
        severity,
        code: Some(format!("{} {}", diagnostic.code.code, diagnostic.code.name)),
        message: harmless(&diagnostic.message),
        labels,
        notes,
    }
}

/// Whether a fix edits lines that are marked.
fn is_at(fix: &Fix, marked: Option<Span>, sources: &Sources) -> bool {
    let Some(marked) = marked else { return true };
    let (first, last) = (line(marked.source, marked.start, sources), line(marked.source, marked.end, sources));
    let is_inside = |edit: &Edit| {
        let at = line(edit.span.source, edit.span.start, sources);
        edit.span.source == marked.source && first <= at && at <= last
    };
    fix.edits.iter().any(is_inside)
}

/// ` in line 4`, ` in rules/a.merit:4`; nothing where several are edited.
fn lines_of(fix: &Fix, marked: Option<Span>, sources: &Sources) -> String {
    let mut lines: Vec<u32> = fix.edits.iter().map(|edit| line(edit.span.source, edit.span.start, sources)).collect();
    lines.sort_unstable();
    lines.dedup();
    let source = fix.edits.first().map(|edit| edit.span.source);
    let is_elsewhere = source != marked.map(|span| span.source);
    let path = source.and_then(|source| sources.get(source)).map_or("", |source| source.path.as_str());
    match (lines.as_slice(), is_elsewhere) {
        ([line], false) => format!(" in line {line}"),
        ([line], true) => format!(" in {}:{line}", harmless(path)),
        _ => String::new(),
    }
}

fn line(source: SourceId, offset: u32, sources: &Sources) -> u32 {
    sources.get(source).map_or(0, |source| source.position(offset).line)
}

fn label(style: LabelStyle, span: Span, message: &str, sources: &Sources) -> Option<codespan::Label<usize>> {
    let text = &sources.get(span.source)?.text;
    let inside = |offset: u32| text.floor_boundary(offset as usize);
    Some(codespan::Label {
        style,
        file_id: span.source.0 as usize,
        range: inside(span.start)..inside(span.end),
        message: harmless(message),
    })
}

/// Whether the lines that labels begin and end on are short enough to be shown; a line is always shown whole.
fn fit_on_a_screen(labels: &[codespan::Label<usize>], sources: &Sources) -> bool {
    labels.iter().all(|label| {
        let text = sources.iter().nth(label.file_id).map_or("", |(_, source)| source.text.as_str());
        let before =
            text.get(..label.range.start).map_or(0, |before| before.len() - before.rfind('\n').map_or(0, |at| at + 1));
        let behind = text.get(label.range.end..).map_or(0, |behind| behind.find('\n').unwrap_or(behind.len()));
        let between = text.get(label.range.clone()).unwrap_or("").lines().map(str::len).max().unwrap_or(0);
        before.max(behind).max(between) <= LONGEST_LINE
    })
}

/// With more events than this, they are only counted.
const MOST_EVENTS: usize = 4;

/// Lines stand behind no more than these characters, else below them.
const MOST_BEFORE: usize = 12;

/// The contact as a test has it, line below line, where it has few events; else what it has, in words.
fn shown_contact(witness: &serde_json::Value, example: Option<&Example>) -> String {
    let Some(example) = example else { return format!("for example: {}", contact(witness)) };
    let of = &example.of;
    if example.events.len() > MOST_EVENTS {
        let events = witness.get("events").and_then(serde_json::Value::as_object).into_iter().flatten();
        let counted = events.flat_map(|(name, rows)| happened(name, rows.as_array().map_or(&[], Vec::as_slice)));
        let all: Vec<String> = example.contact.iter().cloned().chain(counted).collect();
        return format!("{of}: {}", all.join(", "));
    }
    let as_of = Some(&example.as_of).filter(|_| example.is_dated);
    let lines: Vec<&str> =
        as_of.into_iter().chain(&example.contact).chain(&example.events).map(String::as_str).collect();
    match lines.as_slice() {
        [] => format!("{of}: a contact of whom nothing is known"),
        [line] => format!("{of}: {line}"),
        lines if of.len() <= MOST_BEFORE => format!("{of}: {}", lines.join(&format!("\n{}", " ".repeat(of.len() + 2)))),
        lines => format!("{of}:\n  {}", lines.join("\n  ")),
    }
}

/// A witness as one would say it: `visits 6, industry "Software", 3 page_view, 2 purchase (amount 60)`.
fn contact(witness: &serde_json::Value) -> String {
    let Some(values) = witness.as_object() else { return witness.to_string() };
    let (events, values): (Vec<_>, Vec<_>) =
        values.iter().partition(|(name, value)| *name == "events" && value.is_object());
    let values = values.into_iter().map(|(name, value)| said(name, value));
    let events = events.into_iter().filter_map(|(_, kinds)| kinds.as_object()).flatten();
    let events = events.flat_map(|(name, rows)| happened(name, rows.as_array().map_or(&[], Vec::as_slice)));
    let all: Vec<String> = values.chain(events).collect();
    if all.is_empty() { "a contact of whom nothing is known".to_owned() } else { all.join(", ") }
}

fn said(name: &str, value: &serde_json::Value) -> String {
    match value.as_f64().filter(|_| value.is_f64()) {
        // `100`, not `100.0`.
        Some(number) => format!("{name} {number}"),
        None => format!("{name} {value}"),
    }
}

/// The events of a kind, those that differ in nothing but their time together, in the order of their first.
fn happened(name: &str, events: &[serde_json::Value]) -> Vec<String> {
    let fields = |event: &serde_json::Value| -> String {
        let fields = event.as_object().into_iter().flatten().filter(|(name, _)| *name != "at");
        fields.map(|(name, value)| said(name, value)).collect::<Vec<_>>().join(", ")
    };
    let mut sorts: Vec<(String, usize)> = Vec::new();
    for event in events {
        let fields = fields(event);
        match sorts.iter_mut().find(|(known, _)| *known == fields) {
            Some((_, count)) => *count += 1,
            None => sorts.push((fields, 1)),
        }
    }
    let of = |(fields, count): (String, usize)| {
        if fields.is_empty() { format!("{count} {name}") } else { format!("{count} {name} ({fields})") }
    };
    sorts.into_iter().map(of).collect()
}

/// Characters that a terminal obeys instead of showing them, or that turn the direction of the text around them
/// (`U+202E` lets a rule read other than it is).
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The text of a message with steering characters spelled out.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| if is_steering(c) && c != '\n' { c.escape_unicode().to_string() } else { c.to_string() })
        .collect()
}

/// A source with steering characters replaced by others of the same number of bytes, so that offsets stay right.
fn harmless_source(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let is_line_break = c == '\n' || (c == '\r' && chars.peek() == Some(&'\n'));
        out.push(match c.len_utf8() {
            _ if is_line_break || c == '\t' || !is_steering(c) => c,
            1 => '?',
            2 => '·',
            _ => '\u{fffd}',
        });
    }
    out
}

trait FloorBoundary {
    fn floor_boundary(&self, offset: usize) -> usize;
}

impl FloorBoundary for str {
    /// The last character boundary at or before `offset`.
    fn floor_boundary(&self, offset: usize) -> usize {
        (0..=offset.min(self.len())).rev().find(|at| self.is_char_boundary(*at)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Source, code};

    fn one(text: &str, build: impl FnOnce(super::super::SourceId) -> Diagnostic) -> String {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("rules/a.merit", text));
        render(&[build(id)], &sources, false)
    }

    #[test]
    fn a_finding_shows_code_name_place_help_and_fix() {
        let text = one("when visits > 2 score 3\n", |id| {
            let span = Span::new(id, 22, 23);
            Diagnostic::new(&code::SYNTAX, span, "points need a sign")
                .at("no sign")
                .label(Span::new(id, 5, 11), "a property")
                .help("`+` adds")
                .safe_fix("write `+3`", span, "+3")
        });
        insta::assert_snapshot!(text, @r"
        error[M0101 syntax]: points need a sign
          ┌─ rules/a.merit:1:23
          │
        1 │ when visits > 2 score 3
          │      ------           ^ no sign
          │      │                 
          │      a property
          │
          = help: `+` adds
          = fix: write `+3` (merit check --fix applies it)
        ");
    }

    #[test]
    fn control_characters_and_turned_text_are_never_written_raw() {
        let text = one("a \u{1b}[31m \u{9b} \u{202e}x\u{7} é !!\r\nb\r", |id| {
            Diagnostic::new(&code::SYNTAX, Span::new(id, 20, 22), "bad \u{1b}[2J name")
        });
        assert!(text.chars().all(|c| c == '\n' || !is_steering(c)), "{text:?}");
        assert!(text.contains("a ?[31m · \u{fffd}x? é !!"), "{text}");
    }

    #[test]
    fn spans_outside_the_text_or_inside_a_character_do_no_harm() {
        let text =
            one("é", |id| Diagnostic::new(&code::SYNTAX, Span::new(id, 1, 900), "x").label(Span::new(id, 7, 7), "y"));
        assert!(text.contains("rules/a.merit:1:1"), "{text}");
    }

    #[test]
    fn a_line_without_end_is_named_and_not_shown() {
        let text = one(&format!("a\n{}!!", " x".repeat(600)), |id| {
            Diagnostic::new(&code::SYNTAX, Span::new(id, 1202, 1204), "m").help("h").unsafe_fix(
                "did you mean `y`?",
                Span::new(id, 0, 1),
                "y",
            )
        });
        assert_eq!(
            text,
            "error[M0101 syntax]: m\n = in rules/a.merit:2:1201\n = help: h\n = help in line 1: did you mean `y`?\n\n"
        );
    }

    #[test]
    fn a_finding_without_a_place_is_shown_by_itself_and_a_witness_is_spelled_out() {
        let text = one("", |_| Diagnostic {
            witness: Some(serde_json::json!({
                "visits": 6, "industry": "Software", "events": {
                    "page_view": [{"at": "2026-01-01"}, {"at": "2026-01-02"}],
                    "purchase": [{"at": "2026-01-01", "amount": 60.0}, {"at": "2026-01-02", "amount": 5}, {"at": "2026-01-03", "amount": 60.0}],
                },
            })),
            ..Diagnostic::whole(&code::SYNTAX, "nothing fits")
        });
        assert_eq!(
            text,
            "error[M0101 syntax]: nothing fits\n = for example: visits 6, industry \"Software\", 2 page_view, \
             2 purchase (amount 60), 1 purchase (amount 5)\n\n"
        );
    }

    #[test]
    fn a_contact_with_few_events_is_shown_as_a_test_has_it_and_many_events_are_counted() {
        let example = |of: &str, is_dated: bool, events: usize| Diagnostic {
            witness: Some(
                serde_json::json!({ "visits": 6, "events": { "page_view": vec![serde_json::json!({}); events] } }),
            ),
            example: Some(Example {
                of: of.to_owned(),
                as_of: "as of 2026-03-01".to_owned(),
                is_dated,
                contact: Some("contact { visits: 6 }".to_owned()),
                events: vec!["event page_view { at: 1 hour ago }".to_owned(); events],
                expected: Vec::new(),
            }),
            ..Diagnostic::whole(&code::SYNTAX, "nothing fits")
        };
        let notes = |found: Diagnostic| one("", |_| found).lines().skip(1).collect::<Vec<_>>().join("\n");
        assert_eq!(
            notes(example("for example", false, 1)),
            " = for example: contact { visits: 6 }\n                event page_view { at: 1 hour ago }\n"
        );
        assert_eq!(
            notes(example("who gets the most", true, 0)),
            " = who gets the most:\n     as of 2026-03-01\n     contact { visits: 6 }\n"
        );
        assert_eq!(notes(example("for example", false, 5)), " = for example: contact { visits: 6 }, 5 page_view\n");
    }

    #[test]
    fn colour_only_where_asked_for() {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a", "x"));
        let found = [Diagnostic::new(&code::SYNTAX, Span::new(id, 0, 1), "m")];
        assert!(render(&found, &sources, true).contains('\u{1b}'));
        assert!(!render(&found, &sources, false).contains('\u{1b}'));
    }
}
