//! Findings word for word, as people see them: `tests/words/*.md`.
//!
//! Behind each block marked `merit` stands a block `text` with the findings as `merit check` shows them, and a block marked
//! `merit schema` stands before all later ones of its page. Every fix that is offered, also those that a person has to
//! choose, has to leave rules that can be read, with fewer errors, or without the finding. `UPDATE=1` writes the blocks anew.

use std::{fmt::Write as _, fs, path::Path};

use merit::{
    base::{Diagnostic, Fix, render},
    compile::{Compiled, Options},
    judge::judge,
    project::Memory,
    value::Instant,
};

fn judged(text: &str) -> Compiled {
    let now = Instant::from_micros(1_772_366_400_000_000);
    judge(&Memory::new().with("rules.merit", text), Path::new("rules.merit"), now, &Options::default()).unwrap()
}

#[test]
fn findings_read_as_the_pages_say_and_their_fixes_mend() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/words");
    let mut report = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let written = rewritten(&page, &mut report);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, written).unwrap();
        } else if written != page {
            let differs = |(is, was): (&str, &str)| (is != was).then(|| format!("  is   {is}\n  page {was}\n"));
            let differences: String = written.lines().zip(page.lines()).filter_map(differs).take(6).collect();
            let _ = writeln!(report, "{} reads otherwise:\n{differences}", path.display());
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// The page with each `text` block as it is to be.
fn rewritten(page: &str, report: &mut String) -> String {
    let mut out = String::new();
    let mut schema = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        let Some(info) = line.strip_prefix("```") else { continue };
        let block: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        match info {
            "merit schema" => {
                schema.clone_from(&block);
                let _ = writeln!(out, "{block}```");
            }
            "merit" => {
                let _ = writeln!(out, "{block}```");
                // Behind, so that lines are those of the block.
                let text = format!("{block}{schema}");
                let compiled = judged(&text);
                let shown: String = render(&compiled.diagnostics, &compiled.sources, false)
                    .lines()
                    .map(|line| format!("{}\n", line.trim_end()))
                    .collect();
                let _ = write!(out, "\n```text\n{}\n```\n", shown.trim_end());
                fixes(&text, &compiled, report);
                if lines.peek().is_some_and(|line| line.is_empty()) {
                    lines.next();
                }
                if lines.peek() == Some(&"```text") {
                    lines.by_ref().find(|line| *line == "```");
                    lines.next_if(|line| line.is_empty());
                }
                if lines.peek().is_some() {
                    out.push('\n');
                }
            }
            _ => {
                let _ = writeln!(out, "{block}```");
            }
        }
    }
    out
}

fn fixes(text: &str, before: &Compiled, report: &mut String) {
    for found in &before.diagnostics {
        for fix in &found.fixes {
            let mended = applied(text, fix);
            let after = judged(&mended);
            let errors = |of: &Compiled| of.diagnostics.iter().filter(|found| found.is_error()).count();
            let of_this = |of: &Compiled| of.diagnostics.iter().filter(|other| is_same(found, other)).count();
            let is_gone = of_this(&after) < of_this(before);
            let is_better = if found.is_error() {
                errors(&after) < errors(before)
                    || after.diagnostics.iter().all(|found| found.code.name.ends_with("-violated"))
            } else {
                errors(&after) <= errors(before) && is_gone
            };
            if !is_better {
                let _ = writeln!(
                    report,
                    "`{}`: the fix `{}` leaves {mended}{:?}",
                    found.message,
                    fix.message,
                    after.diagnostics.iter().map(|found| &found.message).collect::<Vec<_>>()
                );
            }
        }
    }
}

fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.code == other.code && one.message == other.message
}

fn applied(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
    edits.into_iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        text
    })
}
