//! How far a run is, for a person at a terminal.

use std::{
    io::{self, IsTerminal},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use indicatif::{ProgressBar, ProgressStyle};

use super::target::Target;
use crate::cli::data_args::Data;

/// A line that shows how far the run is; nothing where nobody would see it.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
    begun: Instant,
    /// What is read.
    what: String,
}

impl Progress {
    /// Nothing is read yet.
    pub(super) fn none() -> Self {
        Self { bar: None, read: Arc::default(), begun: Instant::now(), what: String::new() }
    }

    /// Begins with some data, of so many `what`. Rows on the same terminal are progress enough.
    pub(super) fn new(data: &Data, target: &Target, what: &str) -> Self {
        let is_seen = io::stderr().is_terminal() && !(target.is_stream() && io::stdout().is_terminal());
        let bar = is_seen.then(|| match data.size {
            Some(size) => ProgressBar::new(size).with_style(style("{wide_bar} {percent}%, {msg}, {eta} left")),
            None => ProgressBar::new_spinner().with_style(style("{spinner} {msg}")),
        });
        Self { bar, read: Arc::clone(&data.read), begun: Instant::now(), what: what.to_owned() }
    }

    /// So many are done.
    pub(super) fn at(&self, done: u64) {
        let Some(bar) = &self.bar else { return };
        let seconds = self.begun.elapsed().as_secs_f64();
        let rate = if seconds > 0.0 { (done as f64 / seconds).round() } else { 0.0 };
        bar.set_message(format!("{done} {}, {rate}/s", self.what));
        bar.set_position(self.read.load(Ordering::Relaxed));
    }

    /// Lets something be written without the line.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are ours and sound; were one not, the bar would look plain.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
