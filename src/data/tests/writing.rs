use std::fs;
use std::io::Write;

use crate::data::{AtomicFile, Field, OutputFormat, Reject, RejectsWriter, Writer};

const ROW: [Field<'static>; 4] =
    [Field::Text("a \"b\",\nc"), Field::Number("-12.5"), Field::Boolean(true), Field::Nothing];

fn written(format: OutputFormat, guard: bool, rows: &[&[Field<'_>]]) -> String {
    let columns = ["id", "fit \"x\"", "vip", "stage"].map(String::from);
    let mut writer = Writer::new(Vec::new(), format, &columns, guard);
    rows.iter().for_each(|row| writer.row(row).unwrap());
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

#[test]
fn csv_has_a_header_plain_numbers_and_lf() {
    let header = "id,\"fit \"\"x\"\"\",vip,stage\n";
    assert_eq!(written(OutputFormat::Csv, true, &[&ROW]), format!("{header}\"a \"\"b\"\",\nc\",-12.5,true,\n"));
    assert_eq!(written(OutputFormat::Csv, true, &[]), header);
}

#[test]
fn jsonl_has_the_columns_in_order_with_their_kinds() {
    assert_eq!(
        written(OutputFormat::Jsonl, true, &[&ROW]),
        "{\"id\":\"a \\\"b\\\",\\nc\",\"fit \\\"x\\\"\":-12.5,\"vip\":true,\"stage\":null}\n"
    );
    assert_eq!(written(OutputFormat::Jsonl, true, &[]), "");
}

#[test]
fn texts_that_a_spreadsheet_would_run_are_guarded_in_csv_only() {
    let first = |format, guard, text| {
        let row = [Field::Text(text), Field::Number("-3"), Field::Boolean(false), Field::Nothing];
        written(format, guard, &[&row]).lines().last().unwrap().to_owned()
    };
    for text in ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1"] {
        assert_eq!(first(OutputFormat::Csv, true, text), format!("'{text},-3,false,"), "{text}");
        assert_eq!(first(OutputFormat::Csv, false, text), format!("{text},-3,false,"), "{text}");
        assert!(!first(OutputFormat::Jsonl, true, text).contains('\''), "{text}");
    }
    assert_eq!(first(OutputFormat::Csv, true, "a=1"), "a=1,-3,false,");
    assert!(written(OutputFormat::Csv, true, &[&[Field::Text("\r=1"), ROW[1], ROW[2], ROW[3]]]).contains("\"'\r=1\""));
}

#[test]
fn a_row_of_another_width_is_refused() {
    let mut writer = Writer::new(Vec::new(), OutputFormat::Csv, &["a".to_owned()], false);
    assert!(writer.row(&ROW).is_err());
}

#[test]
fn rejects_are_guarded_and_ordered() {
    let mut rejects = RejectsWriter::new(Vec::new());
    let reject =
        Reject { line: 7, record: 4, key: "=k", field: "visits", value: "-x", reason: "no number", effect: "unknown" };
    rejects.row(&reject).unwrap();
    let text = String::from_utf8(rejects.finish().unwrap()).unwrap();
    assert_eq!(text, "line,record,key,field,value,reason,effect\n7,4,'=k,visits,'-x,no number,unknown\n");
}

#[test]
fn a_file_appears_when_it_is_complete_and_replaces_what_stood_there() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.csv");
    let entries = || fs::read_dir(folder.path()).unwrap().count();

    let mut file = AtomicFile::create(&target).unwrap();
    file.write_all(b"one").unwrap();
    assert!(!target.exists());
    drop(file);
    assert_eq!(entries(), 0);

    for text in ["one", "two"] {
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), text);
        assert_eq!(entries(), 1);
    }
    assert!(AtomicFile::create(folder.path()).is_err());
    assert!(AtomicFile::create(&folder.path().join("none/out.csv")).is_err());
}

#[cfg(unix)]
#[test]
fn a_new_file_has_the_permissions_of_any_new_file_and_an_old_one_keeps_its_own() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    let write = |name: &str| AtomicFile::create(&folder.path().join(name)).unwrap().commit().unwrap();
    fs::write(folder.path().join("plain"), "").unwrap();
    write("ours");
    assert_eq!(mode("ours"), mode("plain"));

    fs::set_permissions(folder.path().join("ours"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("ours", folder.path().join("link")).unwrap();
    write("link");
    assert_eq!(mode("ours") & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn devices_are_written_straight() {
    let mut file = AtomicFile::create("/dev/null".as_ref()).unwrap();
    file.write_all(b"gone").unwrap();
    file.commit().unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn names_of_columns_are_guarded_too() {
    let header = |guard| {
        let writer = Writer::new(Vec::new(), OutputFormat::Csv, &["=1+1".to_owned(), "a".to_owned()], guard);
        String::from_utf8(writer.finish().unwrap()).unwrap()
    };
    assert_eq!((header(true).as_str(), header(false).as_str()), ("'=1+1,a\n", "=1+1,a\n"));
}
