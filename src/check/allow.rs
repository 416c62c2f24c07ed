//! `allow` clauses and lint levels: which findings are shown, and as what.

use std::collections::BTreeMap;

use crate::{
    base::{Diagnostic, Severity, Span, code, nearest},
    syntax::tree::{self, ClauseKind, Entry, ItemKind, ScoreBody},
};

/// What a rule set's `merit.toml` says of one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not shown.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

/// Levels by name of finding.
pub type LintLevels = BTreeMap<String, Level>;

/// One `allow` clause.
#[derive(Clone, Debug)]
pub struct Allow {
    /// Name of the finding.
    pub name: &'static str,
    /// The rule it stands at.
    pub rule: Span,
    /// The clause.
    pub span: Span,
}

/// The `allow` clauses of all rules; names that are no finding's are reported.
pub(super) fn allows(files: &[tree::File], out: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut allows = Vec::new();
    for rule in files.iter().flat_map(|file| &file.items).flat_map(rules) {
        for clause in &rule.clauses {
            let ClauseKind::Allow { finding, reason } = &clause.kind else { continue };
            match code::find(&finding.text) {
                Some(found) if found.severity != Severity::Error => {
                    allows.push(Allow { name: found.name, rule: rule.span, span: clause.span });
                    if reason.is_none() {
                        out.push(
                            Diagnostic::new(
                                &code::ALLOW_WITHOUT_REASON,
                                clause.span,
                                format!("`allow {}` gives no reason", found.name),
                            )
                            .help(format!("say why it is right here: `allow {} \"…\"`", found.name)),
                        );
                    }
                }
                Some(found) => out.push(
                    Diagnostic::new(
                        &code::UNKNOWN_FINDING,
                        finding.span,
                        format!("`{}` is an error and cannot be allowed", found.name),
                    )
                    .help("only warnings can be allowed: mend the rule instead"),
                ),
                None => {
                    let names = code::ALL.iter().filter(|code| code.severity != Severity::Error).map(|code| code.name);
                    let mut diagnostic = Diagnostic::new(
                        &code::UNKNOWN_FINDING,
                        finding.span,
                        format!("there is no finding called `{}`", finding.text),
                    )
                    .help("`merit explain` lists the findings");
                    if let Some(near) = nearest(&finding.text, names) {
                        diagnostic = diagnostic.unsafe_fix(format!("did you mean `{near}`?"), finding.span, near);
                    }
                    out.push(diagnostic);
                }
            }
        }
    }
    allows
}

fn rules(item: &tree::Item) -> Vec<&tree::Rule> {
    fn of<'a>(entries: &'a [Entry], rules: &mut Vec<&'a tree::Rule>) {
        for entry in entries {
            match entry {
                Entry::Group(group) => of(&group.entries, rules),
                Entry::Rule(rule) => rules.push(rule),
                Entry::Broken(_) => {}
            }
        }
    }
    let mut rules = Vec::new();
    match &item.kind {
        ItemKind::Rule(rule) => rules.push(rule),
        ItemKind::Score(score) => {
            if let ScoreBody::Entries(entries) = &score.body {
                of(entries, &mut rules);
            }
        }
        _ => {}
    }
    rules
}

/// Applies `allow` clauses and levels: what is allowed is dropped, and warnings become what `levels` says of them. Errors
/// stay errors. Where everything that an `allow` may name has been looked for, one that stops nothing is reported.
pub fn settle(
    diagnostics: Vec<Diagnostic>,
    allows: &[Allow],
    levels: &LintLevels,
    is_everything: bool,
) -> Vec<Diagnostic> {
    let mut used = vec![false; allows.len()];
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    let mut kept: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|diagnostic| {
            if diagnostic.is_error() {
                return true;
            }
            let concerned = |span: Span| {
                diagnostic.span.is_some_and(|at| span.contains(at))
                    || diagnostic.labels.iter().any(|label| span.contains(label.span))
            };
            let mut allowed = false;
            for (allow, used) in allows.iter().zip(&mut used) {
                if allow.name == diagnostic.code.name && concerned(allow.rule) {
                    *used = true;
                    allowed = true;
                }
            }
            !allowed
        })
        .collect();
    // With errors about, analysis was not done; nobody can tell what an `allow` would have stopped.
    if is_everything && !failed {
        kept.extend(allows.iter().zip(&used).filter(|(_, used)| !**used).map(|(allow, _)| {
            Diagnostic::new(&code::NEEDLESS_ALLOW, allow.span, format!("this rule has no `{}` to allow", allow.name))
                .help("delete the clause, so that it cannot hide a later slip")
                .safe_fix("delete the clause", allow.span, "")
        }));
    }
    kept.into_iter()
        .filter_map(|mut diagnostic| {
            if diagnostic.code.severity != Severity::Error {
                match levels.get(diagnostic.code.name) {
                    Some(Level::Allow) => return None,
                    Some(Level::Warn) => diagnostic.severity = Severity::Warning,
                    Some(Level::Deny) => diagnostic.severity = Severity::Error,
                    None => {}
                }
            }
            Some(diagnostic)
        })
        .collect()
}
