use super::{Found, Place, all};
use crate::base::Severity;

/// The findings as workflow commands, which GitHub shows beside the changed lines.
///
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
pub fn github(found: &[Found<'_>]) -> String {
    all(found)
        .map(|(sources, found)| {
            let command = match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let place = Place::new(found.span, sources);
            // GitHub takes columns only where the place is on one line.
            let columns = if place.start.line == place.end.line {
                format!(",col={},endColumn={}", place.start.column, place.end.column)
            } else {
                String::new()
            };
            let help: String = found.help.iter().map(|help| format!("\nhelp: {help}")).collect();
            format!(
                "::{command} file={},line={},endLine={}{columns},title={}::{}\n",
                property(place.file),
                place.start.line,
                place.end.line,
                property(&format!("{} {}", found.code.code, found.code.name)),
                data(&format!("{}{help}", found.message)),
            )
        })
        .collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
