//! `merit bounds`: rules → the least and the most points that any contact can have, and what can be reached.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Exit, Rules, TimeArgs, exit::ended, load_rules, output};
use crate::{
    analyze::{Budget, Reach, Search, Witness, reach},
    base::SourceId,
    exec::in_test,
    format::{self, format},
    model::PointsOf,
    plan::{Plan, points_name},
    report::{self, Bounded},
    syntax::parse,
    testing::written_test,
    value::AsOf,
};

/// Show the least and the most points that any contact can have
///
/// No data is needed: every contact that the schema allows is looked at. Also says which stages and lists
/// can be reached at all.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit bounds rules                        the ends of each score and group
  merit bounds rules --format json          the same, with the contacts that reach them
  merit bounds rules --tests                those contacts as tests, to be put into a rule file")]
pub struct Args {
    /// Rule file or folder
    rules: PathBuf,
    /// Print the contacts that reach each end, stage and list, as tests
    #[arg(long, conflicts_with = "format")]
    tests: bool,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    time: TimeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// Prints what a rule set can come to.
pub fn run(args: &Args) -> Exit {
    ended(bounds(args))
}

fn bounds(args: &Args) -> Result<Exit, Exit> {
    let Rules { model, .. } = load_rules(&args.rules, &args.time)?;
    let as_of = args.time.as_of(&model.settings)?;
    let plan = Plan::new(model);
    let search = Search::new(&plan, &as_of, Budget::default());
    let reach = reach(&search);
    let bounded = Bounded { model: plan.model(), as_of: &as_of, reach: &reach };
    if args.tests {
        output::result(&tests(&plan, &as_of, &reach))?;
        return Ok(Exit::Fine);
    }
    match args.format {
        Format::Text => output::styled_result(&report::bounds_text(&bounded))?,
        Format::Json => output::result(&report::bounds_json(&bounded))?,
    }
    Ok(Exit::Fine)
}

/// Every contact that was found, as a test of what it reaches; in canonical form.
fn tests(plan: &Plan, as_of: &AsOf, reach: &Reach) -> String {
    let model = plan.model();
    let mut tests: Vec<String> = Vec::new();
    let mut add = |name: String, witness: &Witness, expected: String| {
        if !witness.can_be_written() {
            output::message(&format!("left out, since it needs a number that is too long to be written: {name}\n"));
            return;
        }
        tests.push(written_test(plan, &witness.test_case(model, as_of), &name, &[expected]));
    };
    let points = reach.scores.iter().map(|(id, bounds)| (PointsOf::Score(*id), bounds));
    for (of, bounds) in points.chain(reach.groups.iter().map(|(id, bounds)| (PointsOf::Group(*id), bounds))) {
        for (word, bound) in [("the most", &bounds.max), ("the least", &bounds.min)] {
            if let Some((points, witness)) = &bound.reached {
                let name = format!(
                    "{}: {word}{}",
                    points_name(model, of),
                    if bound.is_exact() { "" } else { " that was found" }
                );
                add(name, witness, format!("{} is {points}", in_test::points(model, of)));
            }
        }
    }
    for (id, place, answer) in &reach.stages {
        if let (Some(stage), Some(witness)) = (model.stages.get(*id), answer.witness())
            && let Some(arm) = stage.names.get(*place as usize)
        {
            let expected = format!("{} is {}", format::name(&stage.name), format::name(&arm.name));
            add(format!("{} can be {}", stage.name, arm.name), witness, expected);
        }
    }
    for (id, answer) in &reach.lists {
        if let (Some(list), Some(witness)) = (model.lists.get(*id), answer.witness()) {
            add(format!("somebody is in {}", list.name), witness, format!("in list {}", format::name(&list.name)));
        }
    }
    let text = tests.join("\n");
    format(&parse(SourceId(0), &text).file, &text)
}
