//! `merit why`: rules, data and a key → why this contact scores as it does, and what would change it.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{
    Exit, TimeArgs,
    data_args::{Data, DataArgs, EventArgs, Input, Opening, key_property},
    exit::ended,
    load_rules, output,
};
use crate::{
    base::{harmless, nearest_few},
    data::Fault,
    exec::Contact,
    intake::{EventIntake, EventReader, Finding, Intake, JournalBuilder, Reader, Taken},
    model::PropertyId,
    plan::Plan,
    report,
    value::{AsOf, ReadContext, key as normal},
    why::{Change, Explanation, WhatIf, changed, explain},
};

/// Show why one contact scores as it does, and what would change it
///
/// First the stage, then the cheapest changes that reach the next one, then every rule with its
/// points, the values or events it saw and what it asks for, and last what changes by itself within
/// a year if nothing happens.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit why rules contacts.csv --key C-007
  merit why rules contacts.csv --key C-007 --change visits=6 --change opted_out=no
  merit why rules contacts.csv --key C-007 --events page_view=views.csv
  merit why rules contacts.csv --key anna@example.com --key-property email")]
pub struct Args {
    /// Rule file or folder
    rules: PathBuf,
    /// CSV, TSV or JSONL file with the contact; `-` is standard input
    data: PathBuf,
    /// The contact's key; its number among the records where the schema declares no key
    #[arg(long, value_name = "ID")]
    key: String,
    /// The property that holds the key, where it is not the one that the schema declares
    #[arg(long, value_name = "PROPERTY")]
    key_property: Option<String>,
    /// Ask what if: another value for a property, `unknown` to take it away; may be given several times
    #[arg(long, value_name = "PROPERTY=VALUE")]
    change: Vec<String>,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: WhyFormat,
    #[command(flatten)]
    time: TimeArgs,
    #[command(flatten)]
    input: DataArgs,
    #[command(flatten)]
    events: EventArgs,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WhyFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Explains one contact.
pub fn run(args: &Args) -> Exit {
    ended(why(args))
}

fn why(args: &Args) -> Result<Exit, Exit> {
    let rules = load_rules(&args.rules, &args.time)?;
    let plan = Plan::new(rules.model.clone());
    let as_of = args.time.as_of(&rules.model.settings)?;
    let by = key_property(&rules, args.key_property.as_deref())?;
    let opening =
        Opening { rules: &rules, plan: &plan, as_of: &as_of, key: by, key_option: "--key-property", is_live: false };
    let Input { mut data, intake, events, .. } = opening.open(&args.data, &args.input, &args.events)?;
    let Found { mut contact, key, findings } = find(args, &mut data, &intake, by)?;
    for finding in &findings {
        output::message(&format!("{}: {}\n", data.name, harmless(&finding.sentence(intake.schema(), by))));
    }
    join(&mut contact, events, &plan, &as_of, by)?;

    let (after, changes) =
        with_changes(args, &plan, &contact, by, &ReadContext { zone: &as_of.zone, decimals: data.table.decimals })?;
    let of = |contact: &Contact| Explanation { key: key.clone(), ..explain(&plan, &rules.sources, contact, &as_of) };
    let explanation = of(&after);
    let before = (!changes.is_empty()).then(|| of(&contact));
    let what_if = before.as_ref().map(|before| WhatIf { changes: &changes, before });
    match args.format {
        WhyFormat::Text => {
            let rules = args.rules.display().to_string();
            output::styled_result(&report::why_text(&explanation, &rules, what_if.as_ref()))?;
        }
        WhyFormat::Json => output::result(&format!("{:#}\n", report::why_json(&explanation, what_if.as_ref())))?,
    }
    Ok(Exit::Fine)
}

fn with_changes(
    args: &Args,
    plan: &Plan,
    contact: &Contact,
    by: Option<PropertyId>,
    context: &ReadContext<'_>,
) -> Result<(Contact, Vec<Change>), Exit> {
    let mut after = contact.clone();
    let mut changes = Vec::new();
    for text in &args.change {
        let (next, change) = changed(plan, &after, by, text, context).map_err(|error| {
            output::error(&format!("--change: {error}"));
            Exit::Failed
        })?;
        after = next;
        changes.push(change);
    }
    Ok((after, changes))
}

/// The contact that was asked for.
struct Found {
    contact: Contact,
    /// Its key, or the number of its record.
    key: String,
    /// What could not be read of it.
    findings: Vec<Finding>,
}

/// The first contact with the key; says how many there are where they are several.
fn find(args: &Args, data: &mut Data, intake: &Intake<'_>, by: Option<PropertyId>) -> Result<Found, Exit> {
    let wanted = normal(&args.key);
    let mut reader = Reader::new(intake);
    let mut found: Option<Found> = None;
    let mut others: Vec<String> = Vec::new();
    let mut rejected: Option<Finding> = None;
    let mut count = 0;
    let (mut contact, mut findings) = (Contact::default(), Vec::new());
    for record in &mut data.table {
        findings.clear();
        let (key, is_read) = match record {
            Ok(record) => {
                let is_read = reader.read(&record, &mut contact, &mut findings);
                (if by.is_some() { contact.key.clone() } else { record.number.to_string() }, is_read)
            }
            Err(Fault { fatal: Some(error), .. }) => {
                output::error(&error.to_string());
                return Err(Exit::Failed);
            }
            Err(fault) => {
                findings.push(Reader::fault(&fault));
                (if by.is_some() { String::new() } else { fault.number.to_string() }, false)
            }
        };
        if key != wanted {
            remember(&mut others, key);
            continue;
        }
        if !is_read {
            rejected = rejected.or_else(|| findings.last().cloned());
            continue;
        }
        count += 1;
        found.get_or_insert_with(|| Found { contact: contact.clone(), key, findings: findings.clone() });
        if by.is_none() {
            break;
        }
    }
    if count > 1 {
        output::message(&format!("{count} records have the key `{}`; this is the first\n", args.key));
    }
    found.ok_or_else(|| {
        output::error(&not_found(args, data, intake, by, rejected, &others));
        Exit::Wanting
    })
}

/// Gives the contact its events from files, and tells what could not be read of them; no others are kept.
fn join(
    contact: &mut Contact,
    files: Vec<(Data, EventIntake<'_>)>,
    plan: &Plan,
    as_of: &AsOf,
    by: Option<PropertyId>,
) -> Result<(), Exit> {
    let mut journal = JournalBuilder::new(plan, as_of).only(contact.key.clone());
    let failed = |reason: String| {
        output::error(&reason);
        Exit::Failed
    };
    for (mut file, intake) in files {
        let mut reader = EventReader::new(&intake);
        let mut findings = Vec::new();
        for input in &mut file.table {
            if let Err(Fault { fatal: Some(error), .. }) = &input {
                return Err(failed(error.to_string()));
            }
            findings.clear();
            if journal.take(&input, &mut reader, &mut findings) == Taken::TooMany {
                return Err(failed(format!("{} has more events of the contact than can be counted", file.name)));
            }
            for finding in findings.iter().filter(|finding| finding.key == contact.key) {
                output::message(&format!("{}\n", harmless(&finding.sentence(&plan.model().schema, by))));
            }
        }
    }
    journal.finish().join(contact);
    Ok(())
}

/// Keys that are remembered at most, for a hint.
const REMEMBERED: usize = 200_000;

fn remember(others: &mut Vec<String>, key: String) {
    if others.len() < REMEMBERED && !key.is_empty() {
        others.push(key);
    }
}

fn not_found(
    args: &Args,
    data: &Data,
    intake: &Intake<'_>,
    by: Option<PropertyId>,
    rejected: Option<Finding>,
    others: &[String],
) -> String {
    let Args { key, .. } = args;
    let name = &data.name;
    if let Some(finding) = rejected {
        return format!("the contact `{key}` in {name} cannot be scored: {}", finding.sentence(intake.schema(), by));
    }
    if by.is_none() {
        return format!(
            "there is no record number `{key}` in {name}; the schema declares no key, so `--key` is the number of a record"
        );
    }
    let near: Vec<String> =
        nearest_few(key, others.iter().map(String::as_str), 3).into_iter().map(|near| format!("`{near}`")).collect();
    let hint = if near.is_empty() { String::new() } else { format!("; near: {}", near.join(", ")) };
    format!("no contact `{key}` in {name}{hint}")
}
