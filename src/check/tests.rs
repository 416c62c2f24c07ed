//! What a check keeps and what it drops; the findings themselves are pinned as data in `tests/check/`.

use super::*;
use crate::base::Source;

struct NoAssets;

impl Assets for NoAssets {
    fn read(&self, _: SourceId, path: &str) -> Result<String, String> {
        if path == "free_mail.txt" { Ok("gmail.com\ngmx.de\n".to_owned()) } else { Err("there is no such file".to_owned()) }
    }
}

/// The findings as `line name: message`.
pub(crate) fn findings(text: &str) -> Vec<String> {
    let (checked, sources) = checked(text);
    checked
        .diagnostics
        .iter()
        .map(|found| {
            let line = found.span.map_or(0, |span| sources.line(span));
            format!("{line} {}: {}", found.code.name, found.message)
        })
        .collect()
}

fn checked(text: &str) -> (Checked, Sources) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("rules.merit", text));
    let parsed = crate::syntax::parse(id, text);
    let broken: Vec<Span> = parsed.diagnostics.iter().filter_map(|found| found.span).collect();
    let settings = Settings::default();
    let files = [parsed.file];
    let input = Input { files: &files, sources: &sources, settings: &settings, assets: &NoAssets, broken: &broken, today: Date::parse("2026-03-01") };
    let mut checked = check(input);
    checked.diagnostics.splice(0..0, parsed.diagnostics);
    (checked, sources)
}

#[test]
fn scratch() {
    let path = std::env::var("MERIT_SCRATCH").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let (checked, sources) = checked(&text);
    for found in &checked.diagnostics {
        let line = found.span.map_or(0, |span| sources.line(span));
        println!("{line} {}: {}", found.code.name, found.message);
        for label in &found.labels { println!("     {} {}", sources.line(label.span), label.message); }
        for help in &found.help { println!("     help {help}"); }
        for fix in &found.fixes { println!("     fix {} {:?} {:?}", fix.message, fix.applicability, fix.edits); }
    }
}
