//! `merit schema infer` and `merit schema import`: sample data, or another system's description of its properties → the
//! text of a schema.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use super::{
    DataArgs, Exit,
    data_args::{DuplicateArg, InputFormat, is_standard_input},
    exit::ended,
    output::{self, count},
};
use crate::{
    base::harmless,
    data::AtomicFile,
    import::{self, Imported, Inferred},
};

/// The largest description that is read, in bytes.
const MOST_BYTES: u64 = 64 << 20;
/// Names that a summary lists for each reason.
const LISTED: usize = 5;

/// Write a schema from sample data, or from the properties that another system declares
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    Infer(InferArgs),
    Import(ImportArgs),
}

/// Draw a schema from data: names, types, dropdowns, missing values, each guess with its reason
///
/// Every value is read, and reading the same data with the schema rejects nothing. What the data cannot show (defaults,
/// what is required) is left to you.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit schema infer contacts.csv
  merit schema infer contacts.csv -o rules/schema.merit
  merit schema infer - --input-format jsonl --name \"CRM export\" < contacts.jsonl")]
struct InferArgs {
    /// CSV, TSV or JSONL file with contacts; - is standard input
    data: PathBuf,
    #[command(flatten)]
    target: Target,
    /// What the comments of the schema call the data; without it, its file name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Format of DATA, where its ending does not tell
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,
    /// Encoding of DATA, such as windows-1252; without it, UTF-8 or what the file itself says
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
}

/// Turn another system's description of its properties into a schema
///
/// Whose it is shows by itself: HubSpot's contact properties (v1 and v3), a Salesforce object description, a JSON Schema.
/// What has no counterpart is named at the end of the schema, with the reason.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit schema import contact_properties.json -o rules/schema.merit
  merit schema import Lead.describe.json
  merit schema import contact.schema.json")]
struct ImportArgs {
    /// JSON file with the description; - is standard input
    file: PathBuf,
    #[command(flatten)]
    target: Target,
    /// What the comments of the schema call the file; without it, its file name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
}

/// Where the schema goes.
#[derive(clap::Args, Debug)]
struct Target {
    /// Write the schema to this file; without it, to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Exit {
    ended(match &args.what {
        What::Infer(args) => infer(args),
        What::Import(args) => import(args),
    })
}

fn infer(args: &InferArgs) -> Result<Exit, Exit> {
    let how =
        DataArgs { input_format: args.input_format, encoding: args.encoding.clone(), on_duplicate: DuplicateArg::Keep };
    let mut data = how.open(&args.data)?;
    for note in &data.table.notes {
        note_line(&format!("{}: {note}", data.name));
    }
    let inferred = import::infer(&mut data.table, &shown_name(&args.data, args.name.as_ref())).map_err(|error| {
        output::error(&error.to_string());
        Exit::Failed
    })?;
    args.target.write(&inferred.text)?;
    output::message(&harmless(&of_inferred(&inferred)));
    Ok(Exit::Fine)
}

fn of_inferred(inferred: &Inferred) -> String {
    let Inferred { records, properties, left_out, faults, .. } = inferred;
    let properties = if *properties == 1 { "1 property".to_owned() } else { format!("{properties} properties") };
    let mut said = format!("{properties} from {}\n", count(usize::try_from(*records).unwrap_or(usize::MAX), "record"));
    said.push_str(&listed(left_out.iter().map(|(column, reason)| (column.as_str(), reason.as_str()))));
    if let Some((number, first)) = faults {
        let records = count(usize::try_from(*number).unwrap_or(usize::MAX), "record");
        said.push_str(&format!("  {records} could not be read; the first: {first}\n"));
    }
    said
}

fn import(args: &ImportArgs) -> Result<Exit, Exit> {
    let shown =
        if is_standard_input(&args.file) { "standard input".to_owned() } else { args.file.display().to_string() };
    let failed = |why: String| {
        output::error(&format!("cannot import `{shown}`: {why}"));
        Exit::Failed
    };
    let text = read(&args.file).map_err(failed)?;
    let imported = import::import(&text, &shown_name(&args.file, args.name.as_ref()))
        .map_err(|error| failed(error.to_string()))?;
    args.target.write(&imported.text)?;
    output::message(&harmless(&of_imported(&imported)));
    Ok(Exit::Fine)
}

fn read(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = if is_standard_input(path) {
        io::stdin().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("it is larger than 64 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        format!("it is not UTF-8; byte {} is the first that is none", error.utf8_error().valid_up_to())
    })
}

fn of_imported(imported: &Imported) -> String {
    let Imported { origin, declared, kept, left_out, notes, .. } = imported;
    let mut said = format!("{origin}: {kept} of {declared} properties\n");
    said.push_str(&listed(left_out.iter().map(|left| (left.name.as_str(), left.reason.as_str()))));
    for note in notes {
        said.push_str(&format!("  {note}\n"));
    }
    said
}

/// What is left out, each with its reason: a line for each reason.
fn listed<'l>(left_out: impl Iterator<Item = (&'l str, &'l str)>) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, reason) in left_out {
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    let mut said = String::new();
    for (reason, names) in reasons {
        let first: Vec<&str> = names.iter().take(LISTED).copied().collect();
        let more = if names.len() > LISTED { ", …" } else { "" };
        said.push_str(&format!("  left out {}, {reason}: {}{more}\n", names.len(), first.join(", ")));
    }
    said
}

/// The name of a file without its folders.
fn shown_name(path: &Path, named: Option<&String>) -> String {
    if let Some(name) = named {
        return name.clone();
    }
    if is_standard_input(path) {
        return "standard input".to_owned();
    }
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn note_line(text: &str) {
    output::message(&format!("{}\n", harmless(text)));
}

impl Target {
    fn write(&self, text: &str) -> Result<(), Exit> {
        let Some(path) = self.output.as_ref().filter(|path| path.as_os_str() != "-") else {
            return output::result(text);
        };
        let written = AtomicFile::create(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.commit()
        });
        written.map_err(|error| {
            output::error(&format!("cannot write `{}`: {error}", path.display()));
            Exit::Failed
        })
    }
}
