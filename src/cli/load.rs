use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Exit, TimeArgs, output};
use crate::{
    base::{Diagnostic, Sources, render},
    compile::{Compiled, Options, compile},
    model::{Model, TestCase},
    project::Disk,
    syntax::tree,
};

/// A rule set without errors.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What the rules mean.
    pub model: Arc<Model>,
    /// The tests in the rules.
    pub tests: Vec<TestCase>,
    /// What was found that is no error.
    pub warnings: Vec<Diagnostic>,
    /// The texts that the model's spans point into.
    pub sources: Sources,
    /// The rule files, sorted by path.
    pub trees: Vec<tree::File>,
    /// Every file the rules were read from, with `merit.toml`, sets and lists: real paths, sorted.
    pub files: Vec<PathBuf>,
}

/// The rules at a path, for a command that uses them. `--timezone` becomes part of its settings.
///
/// Where they have errors, those are printed and the command ends with [`Exit::Wanting`]; where there is nothing to
/// read, with [`Exit::Failed`]. Warnings are `merit check`'s to tell, but for those about tests.
pub fn load_rules(path: &Path, time: &TimeArgs) -> Result<Rules, Exit> {
    let options = Options { timezone: time.zone_name()?, ..Options::default() };
    let compiled = compile(&Disk, path, &options).map_err(|error| {
        output::error(&error.to_string());
        Exit::Failed
    })?;
    let Compiled { sources, model, tests, diagnostics, trees, files, .. } = compiled;
    let Some(model) = model else {
        let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        output::message(&render(&errors, &sources, true));
        output::error(&format!("the rules have {}", output::count(errors.len(), "error")));
        return Err(Exit::Wanting);
    };
    Ok(Rules { model, tests, warnings: diagnostics, sources, trees, files })
}
