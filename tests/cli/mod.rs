//! The program as people and workflows run it.

mod basics;
mod check;
mod explain;
mod promises;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

/// A folder with these files, to run the program in.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The program, to be run in a folder, with no settings from outside.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.current_dir(folder).args(arguments);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// What a run came to.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn merit(folder: &Path, arguments: &[&str]) -> Run {
    ran(command(folder, arguments).output().unwrap())
}

fn ran(output: Output) -> Run {
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A rule set without faults.
const SCHEMA: &str = "contact {\n  id: text key\n  visits: integer in 0.. default 0\n}\n";
const GOOD: &str = "use \"schema.merit\"\n\nscore engagement {\n  when visits >= 6 score +6\n}\n";
/// One fault, which a machine can mend.
const UNSIGNED: &str = "use \"schema.merit\"\n\nscore engagement {\n  when visits >= 6 score 3\n}\n";
