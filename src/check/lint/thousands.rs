//! `looks-like-thousands`: `10.000`, which is ten here and ten thousand in many countries.

use crate::{
    base::{Diagnostic, Sources, code},
    syntax::{self, tree},
};

/// Looks at every number of the rules, wherever it stands.
pub(in crate::check) fn thousands(files: &[tree::File], sources: &Sources, out: &mut Vec<Diagnostic>) {
    for file in files {
        let text = sources.get(file.source).map_or("", |source| source.text.as_str());
        for span in syntax::numbers(file.source, text) {
            let written = sources.text(span);
            let Some((number, whole)) = both(written) else { continue };
            out.push(
                Diagnostic::new(
                    &code::LOOKS_LIKE_THOUSANDS,
                    span,
                    format!("`{written}` is {number} here: the point stands before decimals"),
                )
                .unsafe_fix(format!("if thousands are meant, write `{whole}`"), span, whole)
                .help(format!("if {number} is meant, write `{number}`")),
            );
        }
    }
}

/// What `2.500` is, and what it may be meant to be. Nobody writes a zero at the end of decimals without need.
fn both(written: &str) -> Option<(String, String)> {
    let (sign, digits) = match written.strip_prefix(['+', '-']) {
        Some(digits) => (written.get(..1).unwrap_or_default(), digits),
        None => ("", written),
    };
    let (whole, group) = digits.split_once('.')?;
    let is_meant =
        (1..=3).contains(&whole.len()) && !whole.starts_with('0') && group.len() == 3 && group.ends_with('0');
    let number = digits.trim_end_matches('0').trim_end_matches('.');
    is_meant.then(|| (format!("{sign}{number}"), format!("{sign}{whole}{group}")))
}
