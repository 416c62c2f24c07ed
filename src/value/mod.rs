//! Types, values, exact points, text and time: the meaning of each operator, once.
//!
//! Takes raw cells and constants, gives values and answers. Knows nothing of text files, rules or spans.

pub mod calendar;
pub mod cell;
mod date_format;
mod decimal;
mod kind;
pub mod kleene;
mod micros;
mod number;
mod points;
mod range;
mod read;
mod regex;
mod text;
mod time;
mod url;
#[expect(clippy::module_inception, reason = "a value is what this folder is about")]
mod value;
mod window;
mod words;
mod zone;

pub use cell::Cell;
pub use date_format::check_format;
pub use decimal::Decimal;
pub use kind::{Dropdown, DropdownValue, Kind};
pub use micros::{Micros, MicrosSum};
pub use number::Number;
pub use points::{Points, PointsError};
pub use range::{Bound, Interval, Scalar};
pub use read::{DecimalMark, PreparedReading, Read, ReadContext, Reading, read};
pub use regex::Pattern;
pub use text::{fold, key, nfc};
pub use time::{AsOf, Date, Duration, Instant, Unit};
pub use url::{email_domain, url_host, url_path};
pub use value::Value;
pub use window::{Edge, Moment, ResolvedMoment, TimeValue, Window};
pub use words::{Needle, has_word, lost_symbols, word_count};
pub use zone::Zone;
