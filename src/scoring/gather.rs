//! Events before contacts: takes the records of files of events, gives them by contact, and what was found in them.

use super::{Failure, Sink, Summary};
use crate::{
    data::{Fault, Table},
    intake::{EventIntake, EventReader, Journal, JournalBuilder, Taken},
    plan::Plan,
    value::AsOf,
};

/// Events between two words about how far reading is.
const PACE: u64 = 4096;

/// Events of files while they are read.
#[derive(Debug)]
pub struct Gathering<'p> {
    journal: JournalBuilder<'p>,
    summary: Summary,
}

/// The events that a run begins with.
#[derive(Debug)]
pub struct Gathered {
    pub(super) journal: Journal,
    pub(super) summary: Summary,
}

impl<'p> Gathering<'p> {
    /// No events yet; they will be those that the plan needs, until as-of.
    pub fn new(plan: &'p Plan, as_of: &'p AsOf) -> Self {
        Self { journal: JournalBuilder::new(plan, as_of), summary: Summary::new(plan.model()) }
    }

    /// Reads a file to its end. The sink is told what could not be used, and now and then how many events were read.
    ///
    /// # Errors
    /// Where the file cannot be read to its end, or the sink refuses.
    pub fn read<S: Sink>(
        &mut self,
        table: &mut Table,
        intake: &EventIntake<'_>,
        sink: &mut S,
    ) -> Result<(), Failure<S::Error>> {
        let mut reader = EventReader::new(intake);
        let mut findings = Vec::new();
        let mut read = 0;
        for input in table {
            if let Err(Fault { fatal: Some(error), .. }) = input {
                return Err((*error).into());
            }
            findings.clear();
            let taken = self.journal.take(&input, &mut reader, &mut findings);
            if taken == Taken::TooMany {
                return Err(Failure::TooManyEvents { name: intake.file().name.to_string() });
            }
            self.summary.event(intake.event(), taken == Taken::Late, &findings);
            for finding in &findings {
                sink.reject(finding).map_err(Failure::Sink)?;
            }
            read += 1;
            if read % PACE == 0 {
                sink.pause(read).map_err(Failure::Sink)?;
            }
        }
        Ok(())
    }

    /// All files are read.
    pub fn finish(self) -> Gathered {
        Gathered { journal: self.journal.finish(), summary: self.summary }
    }
}
