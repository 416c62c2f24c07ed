//! Recognises what is no text by its first bytes: takes them, gives what the file is and what to do.

use super::DataError;

/// Bytes that are enough to tell.
pub(super) const ENOUGH: usize = 16;

/// An error where the first bytes of a file say that it is no text.
pub(super) fn refuse_binary(head: &[u8], name: &str) -> Result<(), DataError> {
    let workbook = "save it as CSV";
    let found = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic));
    let (what, advice) = match found {
        Some((_, "zip archive", _)) if has_ending(name, &["xlsx", "xlsm", "xlsb"]) => ("an Excel workbook", workbook),
        Some((_, "zip archive", _)) if has_ending(name, &["ods"]) => ("a LibreOffice spreadsheet", workbook),
        Some((_, "zip archive", _)) if !has_ending(name, &["zip"]) => {
            ("an Excel workbook or a zip archive", "save it as CSV, or unpack it first")
        }
        Some((_, "zip archive", advice)) => ("a zip archive", *advice),
        Some((_, what, advice)) => (*what, *advice),
        None => return Ok(()),
    };
    Err(DataError::Binary { name: name.to_owned(), what, advice })
}

/// How formats begin. Sources: RFC 1952, APPNOTE 6.3.10 (zip), MS-CFB, the Parquet and SQLite format pages,
/// ISO 32000, RFC 8878, the xz and bzip2 format pages, the Avro and Arrow specifications.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\x1f\x8b", "compressed with gzip", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it first"),
    (b"\xfd7zXZ\0", "compressed with xz", "unpack it first"),
    (b"BZh", "compressed with bzip2", "unpack it first"),
    (b"PK\x03\x04", "zip archive", "unpack it first"),
    (b"PK\x05\x06", "zip archive", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind", "save it as CSV"),
    (b"PAR1", "a Parquet file", "export it as CSV or JSONL"),
    (b"Obj\x01", "an Avro file", "export it as CSV or JSONL"),
    (b"ARROW1", "an Arrow file", "export it as CSV or JSONL"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    (b"%PDF-", "a PDF document", "ask for the data as CSV"),
    (b"{\\rtf", "a word processor's document", "save it as plain CSV"),
    (b"\xff\xfe\0\0", "in UTF-32", "save it as UTF-8"),
    (b"\0\0\xfe\xff", "in UTF-32", "save it as UTF-8"),
];

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}
