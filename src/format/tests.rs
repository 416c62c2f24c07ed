#![expect(clippy::string_slice, reason = "places in texts come from `char_indices`")]

mod generate;
mod same;

use proptest::prelude::*;

use super::{expression, format, rule_text};
use crate::{
    base::SourceId,
    syntax::{
        self,
        tree::{self, ItemKind},
    },
};
use generate::Generator;

const EXAMPLES: [(&str, &str); 2] = [
    ("schema.merit", include_str!("../../tests/format/schema.merit")),
    ("scoring.merit", include_str!("../../tests/format/scoring.merit")),
];

/// The tree of a text that must be free of syntax errors.
fn parsed(text: &str) -> tree::File {
    let parsed = syntax::parse(SourceId(0), text);
    let rest =
        |one: &crate::base::Diagnostic| text[one.span.unwrap().start as usize..].chars().take(60).collect::<String>();
    let messages: Vec<_> =
        parsed.diagnostics.iter().filter(|one| one.is_error()).map(|one| (&one.message, rest(one))).collect();
    assert!(messages.is_empty(), "{messages:?} in\n{text}");
    parsed.file
}

/// The tree of a text, if it is free of syntax errors.
fn if_parsed(text: &str) -> Option<tree::File> {
    let parsed = syntax::parse(SourceId(0), text);
    (!parsed.diagnostics.iter().any(crate::base::Diagnostic::is_error)).then_some(parsed.file)
}

/// Formats, and checks what holds for every text.
fn checked(text: &str) -> String {
    let before = parsed(text);
    let out = format(&before, text);
    let after = parsed(&out);
    same_shape(&same::shape(&before), &same::shape(&after), &format!("{text}\n---\n{out}"));
    assert_eq!(out, format(&after, &out), "a second time:\n{text}");
    assert_eq!(comments(&before), comments(&after), "comments of\n{text}\n---\n{out}");
    out
}

/// Shows where two shapes part.
#[track_caller]
fn same_shape(left: &str, right: &str, text: &str) {
    let parting = left.lines().zip(right.lines()).position(|(left, right)| left != right);
    let around = |shape: &str| {
        let from = parting.unwrap_or(0).saturating_sub(6);
        shape.lines().skip(from).take(18).collect::<Vec<_>>().join("\n")
    };
    assert!(left == right, "another tree for\n{text}\n--- was\n{}\n--- is\n{}", around(left), around(right));
}

/// The texts of all comments, sorted.
fn comments(file: &tree::File) -> Vec<String> {
    let mut all: Vec<String> = file.comments.iter().map(|comment| comment.text.clone()).collect();
    all.sort();
    all
}

/// Texts with their canonical form: `=== name`, the text, `---`, the form.
#[test]
fn texts_take_their_canonical_form() {
    let cases = include_str!("../../tests/format/cases.txt");
    let mut wrong = String::new();
    for case in cases.split("=== ").skip(1) {
        let (name, case) = case.split_once('\n').unwrap();
        let (before, after) = case.split_once("---\n").unwrap();
        let out = checked(before);
        if out.trim_end() != after.trim_end() {
            wrong += &format!("=== {name}\n{before}---\n{out}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_examples_keep_their_tree_and_their_comments() {
    for (_, text) in EXAMPLES {
        checked(text);
    }
}

#[test]
fn the_rules_of_the_project_keep_their_tree_and_their_comments() {
    for text in project_rules() {
        checked(&text);
    }
}

/// Every `*.merit` file below `rules/`.
fn project_rules() -> Vec<String> {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/rules"))];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "merit") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// A comment at every gap between two words, where the text allows one (not inside a row of a table).
#[test]
fn a_comment_is_kept_wherever_it_stands() {
    let mut tried = 0;
    for text in EXAMPLES.iter().flat_map(|(_, text)| text.split("\n\n")) {
        for (at, _) in text.char_indices() {
            let blank = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "(){},:".contains(c));
            let here = blank(text[..at].chars().next_back()) || blank(text[at..].chars().next());
            if !here {
                continue;
            }
            let begins_line = text[..at].ends_with('\n');
            let forms = [" # kept here\n", "\n# kept here\n", "\n\n## kept here\n"];
            for comment in forms.into_iter().take(if begins_line { 3 } else { 2 }) {
                let changed = format!("{}{comment}{}", &text[..at], &text[at..]);
                if let Some(file) = if_parsed(&changed)
                    && file.comments.iter().any(|comment| comment.text == "kept here")
                {
                    tried += 1;
                    checked(&changed);
                }
            }
        }
    }
    assert!(tried > 1000, "{tried} places");
}

#[test]
fn a_comment_in_every_gap_at_once_is_kept() {
    for (_, text) in EXAMPLES {
        for form in ["  # ", "\n# "] {
            let mut changed = String::new();
            let mut from = 0;
            for (number, at) in gaps(text).into_iter().enumerate() {
                changed += &format!("{}{form}{number}\n", &text[from..at]);
                from = at;
            }
            changed += &text[from..];
            checked(&changed);
        }
    }
}

#[test]
fn a_rule_is_told_on_one_line() {
    let text = "## docs\npricing: when visits in 2..=5 # why\n and not opted_out score +3 \"what for\" up to 10 owner \"Kim\"\n";
    let file = parsed(text);
    let ItemKind::Rule(rule) = &file.items[0].kind else { panic!("no rule") };
    assert_eq!(rule_text(rule), "when visits in 2..=5 and not opted_out score +3 up to 10");
    let text = "match visits {\n  ..5 => -1\n  5.. => +1 }\n";
    let file = parsed(text);
    let ItemKind::Rule(rule) = &file.items[0].kind else { panic!("no rule") };
    assert_eq!(rule_text(rule), "match visits { ..5 => -1, 5.. => +1 }");
}

fn condition(bytes: &[u8]) -> tree::Expr {
    Generator::new(bytes).condition(4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_condition_is_read_as_it_was_written(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let one = condition(&bytes);
        let text = format!("define x = {}\n", expression(&one));
        let file = parsed(&text);
        let ItemKind::Define(define) = &file.items[0].kind else { panic!("no define in {text}") };
        same_shape(&same::expr_shape(&one), &same::expr_shape(&define.value), &text);
        prop_assert_eq!(file.items.len(), 1);
    }

    #[test]
    fn a_file_is_read_as_it_was_written(bytes in proptest::collection::vec(any::<u8>(), 0..900)) {
        let file = Generator::new(&bytes).file();
        let text = format(&file, "");
        let again = parsed(&text);
        same_shape(&same::shape(&file), &same::shape(&again), &text);
        prop_assert_eq!(&text, &format(&again, &text));
    }

    /// Comments, line breaks and blank lines at many places at once.
    #[test]
    fn a_file_keeps_its_tree_and_its_comments(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        choices in proptest::collection::vec(0_u8..12, 1..60),
    ) {
        let text = format(&Generator::new(&bytes).file(), "");
        let mut choices = choices.into_iter().cycle();
        let mut changed = String::new();
        let mut from = 0;
        for at in gaps(&text) {
            changed += &text[from..at];
            changed += match choices.next() {
                Some(0) => "  # one\n",
                Some(1) => "\n  # two\n\n\n# three\n",
                Some(2) => "\n\n\n",
                Some(3) => " # four\n# five\n",
                Some(4) => " ",
                _ => "",
            };
            from = at;
        }
        changed += &text[from..];
        if if_parsed(&changed).is_some() {
            checked(&changed);
        }
    }
}

/// Where a blank stands between two words of a text, outside of texts, backquotes, regexes, comments and tables.
fn gaps(text: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut until = None;
    let mut escaped = false;
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match until {
            Some(end) => {
                if !escaped && rest.starts_with(end) {
                    until = None;
                }
                escaped = c == '\\' && !escaped;
            }
            None if c == '"' => until = Some("\""),
            None if c == '`' => until = Some("`"),
            None if c == '/' && last == ' ' && !rest.starts_with("/ ") => until = Some("/"),
            None if c == '#' => until = Some("\n"),
            None if rest.starts_with("test table") => until = Some("\n}\n"),
            None if c.is_whitespace() => gaps.push(at),
            None => {}
        }
        last = c;
    }
    gaps
}
