//! A path → a rule set with everything that can be found about it: what one item tells, and what rules tell together.
//!
//! Takes files and a path; gives [`Compiled`]. The one place where `compile` and `analyze` meet. Knows nothing of how
//! findings are shown, and is not for those who only use the rules: they need no analysis.

use std::{path::Path, sync::Arc};

use crate::{
    analyze::{self, Budget, Findings},
    base::Diagnostic,
    compile::{Compiled, Options, read},
    model::Model,
    plan::Plan,
    project::{Files, ProjectError},
    value::{AsOf, Instant, Zone},
};

/// Reads, checks and analyses the rule set at `path`, with dates as they are `now`, whatever the options say.
///
/// # Errors
/// As [`compile`](crate::compile::compile).
pub fn judge(files: &dyn Files, path: &Path, now: Instant, options: &Options) -> Result<Compiled, ProjectError> {
    let mut read = read(files, path, &Options { now: Some(now), ..options.clone() })?;
    let found = match read.model().cloned() {
        Some(model) => analysed(&model, now, read.found_mut()),
        None => Findings::default(),
    };
    let mut compiled = read.settled(Some(found.diagnostics));
    compiled.promises = found.promises;
    Ok(compiled)
}

/// What rules without errors tell together, and contacts for what was told of each by itself.
fn analysed(model: &Arc<Model>, now: Instant, told: &mut [Diagnostic]) -> Findings {
    let zone = Zone::named(&model.settings.timezone).unwrap_or_else(|_| Zone::utc());
    let as_of = AsOf::at(now, &zone, model.settings.fiscal_start);
    let plan = Plan::new(Arc::clone(model));
    analyze::examples(&plan, &as_of, Budget::default(), told);
    analyze::findings(&plan, &as_of, Budget::default())
}
