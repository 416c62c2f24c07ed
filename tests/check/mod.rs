//! Rule texts with the findings expected of them, as data: `tests/check/*.md`, `tests/analyze/*.md` and the examples of
//! `docs/language.md`.
//!
//! Every block marked `merit` is a rule set of its own. A block marked `merit schema` is compiled too, and stands before
//! all later blocks of its page. A line that earns a finding says so at its end:
//!
//! ```merit
//! when vists >= 6 score +3      #~ unknown-name: there is no `vists`
//! ```
//!
//! `#~ NAME` is enough; behind a colon stands a part of the message. Several are separated by ` #~ `; `#~^ NAME` means
//! the line above, `#~* NAME` the rule set as a whole or another of its files. Findings that nothing announces fail the
//! test, and so do announced ones that do not come. The blocks of `tests/check` and of the
//! documentation list rules that have nothing to do with each other: there, what several rules tell together is looked at
//! only where it is announced.

mod examples;
mod files;
mod filters;
mod fixes;

use std::{fmt::Write as _, fs, path::Path};

use merit::{
    base::{Diagnostic, Severity, Sources},
    compile::{Compiled, Options, compile},
    judge::judge,
    project::Memory,
    value::{Instant, Zone},
};

/// One block of a page.
struct Block {
    line: usize,
    text: String,
    is_schema: bool,
}

/// A finding that is announced: the line, 0 for one elsewhere; its name, a part of its message.
type Expected = (usize, String, String);

#[test]
fn every_block_earns_the_findings_it_announces() {
    let mut report = String::new();
    let mut blocks = 0;
    each_block(&mut |page, schema, block| {
        blocks += 1;
        check(page, schema, block, &mut report);
    });
    assert!(blocks > 50, "only {blocks} blocks were found");
    assert!(report.is_empty(), "{report}");
}

/// Every block of every page, with the page's name and the schema that stands before it.
fn each_block(visit: &mut dyn FnMut(&str, &str, &Block)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/check", "tests/analyze"].map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let mut pages: Vec<_> = folders
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    pages.push(root.join("docs/language.md"));
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let name = page.strip_prefix(root).unwrap().display().to_string();
        let mut schema = String::new();
        for block in blocks(&text) {
            visit(&name, &schema, &block);
            if block.is_schema {
                schema = block.text;
            }
        }
    }
}

/// A block's text as a rule set, beside the schema and a few files of values.
fn compiled(schema: &str, text: &str) -> Compiled {
    judge(&files(schema, text), Path::new("rules"), now(), &Options::default()).unwrap()
}

fn files(schema: &str, text: &str) -> Memory {
    let files = Memory::new()
        .with("rules/block.merit", text)
        .with("rules/free_mail.txt", "gmail.com\ngmx.de\n")
        .with("rules/vips.csv", "1\n2\n")
        .with("rules/empty.txt", "\n\n");
    // In a test, `contact` stands deeper.
    let has_contact = schema.is_empty() || text.lines().any(|line| line.starts_with("contact {"));
    if has_contact { files } else { files.with("rules/schema.merit", schema) }
}

fn now() -> Instant {
    Instant::parse("2026-03-01T12:00:00", &Zone::utc()).unwrap()
}

/// What each item tells by itself.
fn of_one_item(schema: &str, text: &str) -> Vec<Diagnostic> {
    let options = Options { now: Some(now()), ..Options::default() };
    compile(&files(schema, text), Path::new("rules"), &options).unwrap().diagnostics
}

fn check(page: &str, schema: &str, block: &Block, report: &mut String) {
    let compiled = compiled(schema, &block.text);
    let mut expected = self::expected(&block.text);
    let is_list = !page.starts_with("tests/analyze");
    let by_themselves = if is_list { of_one_item(schema, &block.text) } else { Vec::new() };
    for diagnostic in &compiled.diagnostics {
        let line = line_of(&compiled.sources, diagnostic);
        let met = expected.iter().position(|(at, name, part)| {
            *at == line.unwrap_or(0) && name == diagnostic.code.name && diagnostic.message.contains(part.as_str())
        });
        if let Some(met) = met {
            expected.remove(met);
        } else if !is_list
            || diagnostic.code.name == "needless-allow"
            || by_themselves.contains(&without_contact(diagnostic))
        {
            let level = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
            let at = line.map_or_else(|| "(schema or whole set)".to_owned(), |line| format!("{}", block.line + line));
            writeln!(report, "{page}:{at}: unannounced {level} {}: {}", diagnostic.code.name, diagnostic.message)
                .unwrap();
        }
    }
    for (line, name, part) in expected {
        writeln!(report, "{page}:{}: announced, but did not come: {name}: {part}", block.line + line).unwrap();
    }
}

/// The finding as one item tells it: whom it shows is for analysis to find.
fn without_contact(found: &Diagnostic) -> Diagnostic {
    Diagnostic { witness: None, example: None, ..found.clone() }
}

/// The line in the block, from 1; `None` for findings elsewhere.
fn line_of(sources: &Sources, diagnostic: &Diagnostic) -> Option<usize> {
    let span = diagnostic.span?;
    sources.path(span).ends_with("block.merit").then(|| sources.line(span) as usize)
}

fn expected(text: &str) -> Vec<Expected> {
    let mut expected = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for announced in line.split("#~").skip(1) {
            let (line, announced) = match announced.split_at_checked(1) {
                Some(("^", rest)) => (at, rest),
                Some(("*", rest)) => (0, rest),
                _ => (at + 1, announced),
            };
            let (name, part) = announced.split_once(':').unwrap_or((announced, ""));
            expected.push((line, name.trim().to_owned(), part.trim().to_owned()));
        }
    }
    expected
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        let fence = line.trim_start();
        match &mut open {
            Some(block) if fence.starts_with("```") => {
                let block =
                    Block { line: block.line, text: std::mem::take(&mut block.text), is_schema: block.is_schema };
                blocks.push(block);
                open = None;
            }
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {
                let word = fence.strip_prefix("```merit");
                if let Some(word) = word {
                    open = Some(Block { line: at + 1, text: String::new(), is_schema: word.trim() == "schema" });
                }
            }
        }
    }
    blocks
}
