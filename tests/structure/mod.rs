//! The structure that `docs/architecture.md` draws, held against what the files import.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The rooms of `src/`, in the order data flows: a room may import from those before it only.
const ROOMS: &[&str] = &[
    "base", "value", "project", "syntax", "format", "model", "schema", "check", "compile", "regions", "plan", "exec",
    "analyze", "judge", "data", "import", "intake", "scoring", "why", "testing", "report", "cli",
];

/// Rooms behind `check` work on the model; these two sit at the edge and see everything.
const MAY_SEE_SYNTAX: &[&str] = &["syntax", "format", "schema", "check", "compile", "import", "cli"];

/// Rooms and files that touch the world outside.
const MAY_DO_IO: &[&str] = &["project/disk.rs", "data/", "cli/", "main.rs"];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(files.len() > 100, "the walk finds the sources");
    files
}

/// Tests may look anywhere.
fn is_test(name: &str) -> bool {
    name.split('/').any(|part| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs"))
}

/// The code before its own test module.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

/// The rooms that a file imports, from `crate::room` and `use crate::{room::…, …}`.
fn imports(code: &str) -> BTreeSet<String> {
    let first_word =
        |text: &str| -> String { text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(outermost(list).split(',').map(first_word)),
            None => {
                found.insert(first_word(rest));
            }
        }
    }
    found.retain(|word| ROOMS.contains(&word.as_str()));
    found
}

/// The text up to the brace that closes it, without what stands in braces of its own.
fn outermost(list: &str) -> String {
    let mut depth = 0;
    let mut outer = String::new();
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ if depth == 0 => outer.push(c),
            _ => {}
        }
    }
    outer
}

#[test]
fn arrows_run_one_way() {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut wrong = Vec::new();
    for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
        let from = room(name);
        if matches!(from, "lib" | "main") {
            continue;
        }
        let at = place(from)
            .unwrap_or_else(|| panic!("{name}: `{from}` is no room; add it to this test and to docs/architecture.md"));
        for to in imports(&code(text)) {
            if place(&to).is_some_and(|to| to > at) {
                wrong.push(format!("{name} imports from `{to}`, which comes later"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::{\n    base::{Span, code},\n    model::Rule,\n    syntax::{self, tree},\n};\nfn f() { crate::value::fold(x) }\n";
    let found: Vec<String> = imports(text).into_iter().collect();
    assert_eq!(found, ["base", "model", "syntax", "value"]);
    assert_eq!(
        imports("use crate::{base::Span, exec, plan::Plan};").into_iter().collect::<Vec<_>>(),
        ["base", "exec", "plan"]
    );
}

#[test]
fn the_library_lists_its_rooms_in_reading_order() {
    let (_, text) = sources().into_iter().find(|(name, _)| name == "lib.rs").unwrap();
    let listed: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let expected: Vec<&str> = ROOMS.iter().copied().filter(|room| listed.contains(room)).collect();
    assert_eq!(listed, expected);
    let drawn = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
    for room in listed {
        assert!(
            drawn.contains(&format!("`{room}`")) || drawn.contains(&format!("`{room}/`")),
            "docs/architecture.md does not name `{room}`"
        );
    }
}

#[test]
fn behind_the_check_nobody_looks_at_syntax() {
    for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
        let may = MAY_SEE_SYNTAX.contains(&room(name)) || matches!(room(name), "lib" | "main");
        assert!(may || !imports(&code(text)).contains("syntax"), "{name} looks at syntax");
    }
}

#[test]
fn one_place_names_each_foreign_library() {
    for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
        let code = code(text);
        assert!(
            name.starts_with("syntax/") || !code.contains("pest::") && !code.contains("pest_derive"),
            "{name} names pest"
        );
        assert!(name == "base/render.rs" || !code.contains("codespan_reporting"), "{name} names codespan-reporting");
        assert!(name.starts_with("cli/") || !code.contains("clap::"), "{name} names clap");
        assert!(name.starts_with("value/") || !code.contains("jiff::"), "{name} names jiff");
    }
}

#[test]
fn only_the_edges_do_io() {
    for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
        if MAY_DO_IO.iter().any(|place| name.starts_with(place)) {
            continue;
        }
        let code = code(text);
        for forbidden in [
            "std::fs",
            "fs::read",
            "File::open",
            "io::stdin",
            "io::stdout",
            "env::var",
            "SystemTime::now",
            "Command::new",
        ] {
            assert!(!code.contains(forbidden), "{name} does input or output: {forbidden}");
        }
    }
}

#[test]
fn files_have_one_idea_and_say_which() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 600, "{name} has {lines} lines: one idea a file");
        for word in ["util", "helper", "common", "misc"] {
            assert!(!name.contains(word), "{name}: name the idea");
        }
    }
}

#[test]
fn every_line_of_the_meaning_has_a_test_that_names_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts: Vec<String> = sources()
        .into_iter()
        .filter(|(name, _)| name.contains("test") || is_test(name))
        .map(|(_, text)| text)
        .collect();
    texts.extend(
        sources()
            .into_iter()
            .filter_map(|(_, text)| text.split_once("#[cfg(test)]").map(|(_, tests)| tests.to_owned())),
    );
    for folder in ["tests/agreement", "tests/check", "tests/score", "tests/why"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let all = texts.join("\n");
    for line in 1..=38 {
        let by_name = format!("fn s{line}_");
        let by_heading = format!("## s{line} ");
        assert!(all.contains(&by_name) || all.contains(&by_heading), "no test names line {line} of the meaning");
    }
}
