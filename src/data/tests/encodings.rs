use super::*;

fn read(bytes: Vec<u8>, encoding: Option<&str>) -> Result<Table, DataError> {
    let options = ReadOptions { encoding: encoding.map(str::to_owned), ..ReadOptions::named("x.csv") };
    open(Cursor::new(bytes), options)
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_header() {
    let table = read(b"\xef\xbb\xbfid,name\n1,x\n".to_vec(), None).unwrap();
    assert_eq!(table.headers[0].name, "id");
    assert!(table.notes.is_empty());
}

#[test]
fn utf16_is_read_with_and_without_its_mark() {
    let text = "id,name\r\n1,Zoë 😀\r\n2,\"a\r\nb\"\r\n3,c";
    for big in [false, true] {
        for mark in ["\u{feff}", ""] {
            let bytes = utf16(&format!("{mark}{text}"), big);
            let slow = open(Trickle(Cursor::new(bytes.clone())), ReadOptions::named("x.csv")).unwrap();
            let table = read(bytes, None).unwrap();
            assert_eq!(table.headers[0].name, "id");
            assert_eq!(table.notes, [format!("the text is UTF-16{}", if big { "BE" } else { "LE" })]);
            let got = lines(table);
            assert_eq!(got, ["2: 1|Zoë 😀", r"3: 2|a\r\nb", "5: 3|c"]);
            assert_eq!(lines(slow), got);
        }
    }
}

#[test]
fn what_is_not_utf8_is_refused_with_offset_and_line() {
    let message = error(read(b"\xef\xbb\xbfid,name\r\n1,\"a\r\nb\"\r\n2,Zo\xeb\r\n".to_vec(), None));
    assert_eq!(
        message,
        "`x.csv` is not UTF-8: the byte at offset 26, on line 4, does not fit; \
         give `--encoding windows-1252` if the file comes from a Western European spreadsheet"
    );
    let within = error(read(b"id,name\n1,\"a\nb\xff\"\n".to_vec(), None));
    assert!(within.contains("offset 14, on line 3"), "{within}");
}

#[test]
fn an_encoding_that_is_named_is_used() {
    let table = read(b"id,name\n1,Zo\xeb \x80\n".to_vec(), Some("windows-1252")).unwrap();
    assert_eq!(lines(table), ["2: 1|Zoë €"]);
    let table = read("id,name\n1,Zoë\n".into(), Some("UTF-8")).unwrap();
    assert_eq!(lines(table), ["2: 1|Zoë"]);
    let message = error(read(b"id\n1\n".to_vec(), Some("latin-99")));
    assert!(message.starts_with("there is no encoding called `latin-99`; common ones are `utf-8`, "), "{message}");
}

#[test]
fn the_mark_wins_over_the_option_and_says_so() {
    let table = read(b"\xef\xbb\xbfid\nZo\xc3\xab\n".to_vec(), Some("windows-1252")).unwrap();
    assert_eq!(table.notes, ["the file says by its first bytes that it is UTF-8, so windows-1252 is not used"]);
    assert_eq!(lines(table), ["2: Zoë"]);
}

#[test]
fn malformed_bytes_of_another_encoding_are_never_replaced() {
    let mut bytes = utf16("\u{feff}id\r\n1\r\n", false);
    let offset = bytes.len();
    bytes.extend([0x00, 0xd8, 0x41, 0x00]);
    let message = error(read(bytes, None));
    assert_eq!(message, format!("`x.csv` is not UTF-16LE: the bytes at offset {offset}, on line 3, do not fit"));
    let message = error(read(b"id\n\x81\n".to_vec(), Some("shift_jis")));
    assert!(message.starts_with("`x.csv` is not Shift_JIS: the bytes at offset 3, on line 2"), "{message}");
}

#[test]
fn files_that_are_no_text_are_called_by_their_name() {
    let refused = |name: &str, bytes: &[u8]| error(open(Cursor::new(bytes.to_vec()), ReadOptions::named(name)));
    for (name, bytes, message) in [
        ("x.csv.gz", &b"\x1f\x8b\x08\0"[..], "`x.csv.gz` is compressed with gzip; unpack it first"),
        ("x.xlsx", b"PK\x03\x04\x14\0", "`x.xlsx` is an Excel workbook; save it as CSV"),
        ("x.csv", b"PK\x03\x04", "`x.csv` is an Excel workbook or a zip archive; save it as CSV, or unpack it first"),
        ("x.zip", b"PK\x03\x04", "`x.zip` is a zip archive; unpack it first"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1", "`x.xls` is an Excel workbook of the old kind; save it as CSV"),
        ("x.parquet", b"PAR1", "`x.parquet` is a Parquet file; export it as CSV or JSONL"),
        ("x.db", b"SQLite format 3\0", "`x.db` is an SQLite database; export the table as CSV"),
        ("x.csv", b"%PDF-1.7", "`x.csv` is a PDF document; ask for the data as CSV"),
        ("x.csv", b"id\0\x01\x02,\n", "`x.csv` is no text; give a CSV, TSV or JSONL file"),
        (
            "x.dat",
            b"id,name\n",
            "cannot tell the format of `x.dat`; name it with `--input-format csv`, `tsv` or `jsonl`",
        ),
    ] {
        assert_eq!(refused(name, bytes), message);
    }
}

#[test]
fn endings_and_words_name_formats() {
    for (path, format) in [
        ("a/x.CSV", Some(Format::Csv)),
        ("x.tsv", Some(Format::Tsv)),
        ("x.Tab", Some(Format::Tsv)),
        ("x.jsonl", Some(Format::Jsonl)),
        ("x.ndjson", Some(Format::Jsonl)),
        ("x.json", None),
        ("csv", None),
    ] {
        assert_eq!(Format::of_path(path), format, "{path}");
    }
    assert_eq!(Format::of_word("tsv"), Some(Format::Tsv));
    assert_eq!(Format::of_word("CSV "), None);
}

#[test]
fn a_missing_file_and_a_folder_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let open_path = |path: &std::path::Path| error(crate::data::open_path(path, ReadOptions::named("x.csv")));
    assert_eq!(open_path(folder.path()), "cannot open `x.csv`: it is a folder");
    assert!(open_path(&folder.path().join("none")).starts_with("cannot open `x.csv`: No such file"));
}
