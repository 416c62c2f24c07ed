//! How many rejects a run may have.

use crate::value::Decimal;

/// How many rows of the rejects file are tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tolerance {
    /// So many.
    Rows(u64),
    /// So many of 100 records may have something in the rejects file.
    Percent(Decimal),
}

impl Tolerance {
    /// Reads `20` or `0.5%`.
    ///
    /// # Errors
    /// The message says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let parsed = match trimmed.strip_suffix('%') {
            Some(percent) => {
                Decimal::parse(percent.trim()).filter(|percent| percent.mantissa() >= 0).map(Self::Percent)
            }
            None => trimmed.parse().ok().map(Self::Rows),
        };
        parsed.ok_or_else(|| format!("`{text}` is neither a number of rows such as `20` nor a share such as `0.5%`"))
    }

    /// Whether so many rows of rejects, from so many records among all that were read, are too many.
    pub fn is_exceeded(&self, rows: u64, concerned: u64, records: u64) -> bool {
        match self {
            Self::Rows(most) => rows > *most,
            Self::Percent(percent) => {
                let scale = 10_i128.saturating_pow(u32::from(percent.scale()));
                let share = i128::from(concerned).saturating_mul(100).saturating_mul(scale);
                share > percent.mantissa().saturating_mul(i128::from(records))
            }
        }
    }
}

/// As it was given: `20`, `0.5%`.
impl std::fmt::Display for Tolerance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rows(rows) => write!(f, "{rows}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}
