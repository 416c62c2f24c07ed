use std::process::{ExitCode, Termination};

/// How a command ends: the exit code of the process, the same for every command. The worse is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// The input was judged and found wanting: errors in rules, a failing test, rejects over the limit.
    Wanting = 1,
    /// The command could not do its work: usage, a missing file, a full disk.
    Failed = 2,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

/// What a command gives back whose steps may end it early: `run` calls the part with the `?`s and ends with this.
pub(super) fn ended(result: Result<Exit, Exit>) -> Exit {
    result.unwrap_or_else(|exit| exit)
}
