use clap::Args;

/// `--as-of` and `--timezone`, for every command whose answer hangs on time.
#[derive(Args, Clone, Debug, Default)]
pub struct TimeArgs {
    /// Score as of this day or moment, such as 2026-03-01 or 2026-03-01T14:30; without it, now
    #[arg(long, value_name = "WHEN")]
    pub as_of: Option<String>,
    /// Time zone that decides where days begin, such as Europe/Berlin; without it, the one in merit.toml
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
}
