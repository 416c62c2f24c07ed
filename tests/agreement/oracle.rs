//! The specification as a running process: a question a line, an answer a line.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value;

/// The file that runs it.
pub fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/oracle.py")
}

/// A running specification.
pub struct Oracle {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    /// Starts it. None, with a word, where there is no Python; with `MERIT_REQUIRE_ORACLE` set that is a failure.
    pub fn start() -> Option<Self> {
        let started =
            Command::new("python3").arg(script()).arg("--serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        match started {
            Ok(mut child) => {
                let questions = child.stdin.take().unwrap();
                let answers = BufReader::new(child.stdout.take().unwrap());
                Some(Self { child, questions, answers })
            }
            Err(error) => {
                assert!(std::env::var_os("MERIT_REQUIRE_ORACLE").is_none(), "python3 does not start: {error}");
                eprintln!("skipped: the executable specification needs python3, which does not start here: {error}");
                None
            }
        }
    }

    /// The results of one question.
    pub fn ask(&mut self, question: &Value) -> Vec<Value> {
        writeln!(self.questions, "{question}").unwrap();
        self.questions.flush().unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("the specification answered {answer:?}: {error}"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_specification_passes_its_own_tests() {
    if Oracle::start().is_none() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let done = Command::new("python3").args(["-B", "-m", "unittest", "discover", "-s"]).arg(&folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
