//! `merit explain`: a code or name → its page.

use super::{Exit, exit::ended, output};
use crate::{
    base::{Severity, code, nearest},
    report::page,
};

/// Explain a finding: what it means, and how to mend it
///
/// Every finding of `merit check` has a code and a name, such as `M0101 syntax`. Without either, all are listed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit explain            list all findings
  merit explain M0101
  merit explain syntax")]
pub struct Args {
    /// The code or the name of a finding
    #[arg(value_name = "CODE or NAME")]
    finding: Option<String>,
}

/// Prints the page of a finding, or the list of them.
pub fn run(args: &Args) -> Exit {
    ended(explain(args.finding.as_deref()))
}

fn explain(finding: Option<&str>) -> Result<Exit, Exit> {
    let Some(wanted) = finding else {
        output::styled_result(&list())?;
        return Ok(Exit::Fine);
    };
    let Some(page) = code::find(wanted.trim()).and_then(page) else {
        let names = code::ALL.iter().flat_map(|code| [code.name, code.code]);
        let hint = match nearest(wanted, names) {
            Some(like) => format!("did you mean `{like}`?"),
            None => "`merit explain` lists all".to_owned(),
        };
        output::error(&format!("no finding is called `{wanted}`; {hint}"));
        return Err(Exit::Failed);
    };
    if output::is_read_by_people() {
        output::styled_result(&formatted(page))?;
    } else {
        output::result(page)?;
    }
    Ok(Exit::Fine)
}

fn list() -> String {
    let width = code::ALL.iter().map(|code| code.name.len()).max().unwrap_or(0);
    code::ALL
        .iter()
        .map(|code| {
            let (colour, severity) = match code.severity {
                Severity::Error => ("\u{1b}[31m", "error"),
                Severity::Warning => ("\u{1b}[33m", "warning"),
                Severity::Note => ("\u{1b}[32m", "note"),
            };
            format!(
                "\u{1b}[1m{}\u{1b}[0m  {:width$}  {colour}{severity:7}\u{1b}[0m  {}\n",
                code.code, code.name, code.title
            )
        })
        .collect()
}

/// A page for a terminal: headings bold, code coloured, the marks of Markdown gone.
fn formatted(page: &str) -> String {
    let mut is_code = false;
    let mut out = String::from("\n");
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            out.push_str(&format!("    \u{1b}[36m{line}\u{1b}[0m\n"));
        } else if let Some(heading) = line.strip_prefix("# ").or_else(|| line.strip_prefix("## ")) {
            out.push_str(&format!("\u{1b}[1m{heading}\u{1b}[0m\n"));
        } else {
            // Every second stretch between backticks is code.
            for (at, stretch) in line.split('`').enumerate() {
                let coloured = format!("\u{1b}[36m{stretch}\u{1b}[0m");
                out.push_str(if at % 2 == 1 { &coloured } else { stretch });
            }
            out.push('\n');
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_on_a_terminal_has_no_marks_of_markdown() {
        let text = formatted("# M0101 syntax\n\nWrite `+3`.\n\n## Right\n\n```merit\nwhen x score +3\n```\n");
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "\nM0101 syntax\n\nWrite +3.\n\nRight\n\n    when x score +3\n\n");
        assert!(text.contains("\u{1b}[36mwhen x score +3\u{1b}[0m"));
    }

    #[test]
    fn the_list_names_every_code() {
        let text = list();
        assert!(code::ALL.iter().all(|code| text.contains(code.code) && text.contains(code.title)));
    }
}
