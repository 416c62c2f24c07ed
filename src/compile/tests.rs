use std::path::Path;

use super::*;
use crate::project::Memory;

fn compiled(files: &Memory, path: &str) -> Compiled {
    compile(files, Path::new(path), &Options::default()).unwrap()
}

/// Each finding as `path:line:column code message | help`.
fn told(files: &Memory, path: &str) -> Vec<String> {
    let compiled = compiled(files, path);
    compiled
        .diagnostics
        .iter()
        .map(|found| {
            let place = crate::report::Place::new(found.span, &compiled.sources);
            let fixes = found.fixes.iter().map(|fix| &fix.message);
            let help: String = found.help.iter().chain(fixes).map(|help| format!(" | {help}")).collect();
            format!(
                "{}:{}:{} {} {}{help}",
                place.file, place.start.line, place.start.column, found.code.code, found.message
            )
        })
        .collect()
}

fn paths(compiled: &Compiled) -> Vec<&str> {
    compiled.trees.iter().map(|tree| path_of(&compiled.sources, tree.source)).collect()
}

const SCHEMA: &str = "contact {\n  id: text key\n  visits: integer in 0.. default 0\n}\n";

#[test]
fn use_brings_files_in_once_even_in_circles() {
    let files = Memory::new()
        .with("p/merit.toml", "")
        .with("p/rules/a.merit", "use \"../shared/s.merit\"\nuse \"a.merit\"\n")
        .with("p/shared/s.merit", format!("use \"../rules/a.merit\"\nuse \"../rules/../rules/b.merit\"\n{SCHEMA}"))
        .with("p/rules/b.merit", "use \"../shared/s.merit\"\n");
    for path in ["p/rules", "p/rules/a.merit"] {
        let compiled = compiled(&files, path);
        assert_eq!(paths(&compiled), ["p/rules/a.merit", "p/rules/b.merit", "p/shared/s.merit"]);
        assert_eq!(compiled.files.len(), 4);
    }
}

#[test]
fn a_use_that_leads_nowhere_is_told_where_it_stands() {
    let files = Memory::new()
        .with("p/rules/schema.merit", SCHEMA)
        .with("p/rules/list.txt", "x")
        .with("p/secret.merit", "")
        .with("p/rules/a.merit", "use \"shema.merit\"\nuse \"../secret.merit\"\nuse \"/etc/x.merit\"\nuse \"list.txt\"\nuse \"far/away.merit\"\n");
    assert_eq!(
        told(&files, "p/rules"),
        [
            "p/rules/a.merit:1:5 M0702 there is no file `shema.merit` | did you mean `\"schema.merit\"`?",
            "p/rules/a.merit:2:5 M0703 `../secret.merit` leads out of the project's folder, and nothing outside it is read | \
             the project's folder is the nearest one upward that holds `merit.toml`: put that file into a folder that holds both files",
            "p/rules/a.merit:3:5 M0703 `/etc/x.merit` begins at the root of the disk; `use` takes a path relative to this file",
            "p/rules/a.merit:4:5 M0705 `list.txt` is not a rule file: the names of rule files end in `.merit` | \
             a list of values is read with `set NAME from \"FILE\"`",
            "p/rules/a.merit:5:5 M0702 there is no file `far/away.merit` | the path counts from the folder of this file",
        ]
    );
}

#[test]
fn files_that_are_no_text_or_too_large_are_told_in_their_own_place() {
    let files = Memory::new()
        .with("r/a.merit", SCHEMA)
        .with("r/b.merit", b"# gr\xfc\xdfe\nwhen".as_slice())
        .with("r/c.merit", vec![b' '; (MAX_RULE_BYTES + 1) as usize]);
    assert_eq!(
        told(&files, "r"),
        [
            "r/b.merit:1:5 M0704 `r/b.merit` is not UTF-8 text: byte 4 does not belong there | save the file with the encoding UTF-8",
            "r/c.merit:1:1 M0115 `r/c.merit` is too large: it is larger than 4 MiB | \
             split the rules into several files, and read long lists of values with `set NAME from \"FILE\"`",
        ]
    );
}

#[test]
fn findings_in_settings_are_part_of_the_result_and_settings_reach_the_model() {
    let wrong = Memory::new().with("merit.toml", "[lints]\ngap = 3\nflavour = 1\n").with("a.merit", SCHEMA);
    let found = told(&wrong, ".");
    assert!(found.iter().all(|line| line.starts_with("merit.toml:")) && !found.is_empty(), "{found:?}");

    let right = Memory::new().with("r/merit.toml", "timezone = \"Asia/Tokyo\"\n").with("r/a.merit", SCHEMA);
    let zone =
        |options: &Options| compile(&right, Path::new("r"), options).unwrap().model.unwrap().settings.timezone.clone();
    assert_eq!(zone(&Options::default()), "Asia/Tokyo");
    assert_eq!(zone(&Options { timezone: Some("UTC".to_owned()), ..Options::default() }), "UTC");
}

#[test]
fn errors_leave_no_model_and_sets_are_read_beside_the_file_that_names_them() {
    let files = Memory::new()
        .with("r/a.merit", format!("use \"sub/b.merit\"\n{SCHEMA}"))
        .with("r/sub/b.merit", "set mail from \"mail.txt\"\n")
        .with("r/sub/mail.txt", "gmail.com\n");
    let fine = compiled(&files, "r");
    assert!(!fine.has_errors(), "{:?}", fine.diagnostics);
    assert!(fine.files.iter().any(|path| path.ends_with("sub/mail.txt")));

    let outside =
        Memory::new().with("r/a.merit", format!("{SCHEMA}set mail from \"../mail.txt\"\n")).with("mail.txt", "x");
    let compiled = compiled(&outside, "r");
    assert!(compiled.model.is_none() && compiled.has_errors());
    assert!(compiled.diagnostics.iter().any(|found| found.message.contains("leads out of the project's folder")));
}

#[test]
fn the_hash_is_of_the_meaning() {
    let hash = |settings: &str| {
        let files = Memory::new().with("merit.toml", settings).with("a.merit", SCHEMA);
        rules_hash(&compiled(&files, ".").model.unwrap())
    };
    assert_eq!(hash(""), hash("# nothing said\n"));
    assert_ne!(hash(""), hash("timezone = \"Asia/Tokyo\""));
    assert!(hash("").len() == 16 && hash("").chars().all(|c| c.is_ascii_hexdigit()));
}
