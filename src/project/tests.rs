use std::path::Path;

use super::*;
use crate::base::{Diagnostic, Source, SourceId, Sources};

fn open<'f>(files: &'f Memory, path: &str) -> Project<'f> {
    Project::open(files, Path::new(path)).unwrap()
}

fn shown(project: &Project<'_>) -> Vec<String> {
    project.entries().iter().map(|member| member.shown.clone()).collect()
}

#[test]
fn a_folder_gives_its_rule_files_by_name_and_not_deeper() {
    let files = Memory::new()
        .with("rules/b.merit", "")
        .with("rules/a.merit", "")
        .with("rules/.#a.merit", "")
        .with("rules/deep/c.merit", "")
        .with("rules/odd.merit/d.merit", "")
        .with("rules/notes.txt", "");
    assert_eq!(shown(&open(&files, "rules")), ["rules/a.merit", "rules/b.merit"]);
    assert_eq!(shown(&open(&files, "rules/")), ["rules/a.merit", "rules/b.merit"]);
    assert_eq!(shown(&open(&files, "rules/b.merit")), ["rules/b.merit"]);
}

#[test]
fn the_root_is_the_nearest_folder_with_settings_else_the_folder_of_the_rules() {
    let files = Memory::new().with("p/merit.toml", "").with("p/rules/lead/a.merit", "").with("q/a.merit", "");
    let project = open(&files, "p/rules/lead");
    assert_eq!(project.root(), Path::new("p"));
    assert_eq!(project.config().unwrap().shown, "p/merit.toml");
    let alone = open(&files, "q/a.merit");
    assert_eq!(alone.root(), Path::new("q"));
    assert_eq!(alone.config(), None);
}

#[test]
fn use_counts_from_the_file_it_stands_in_and_stays_inside_the_root() {
    let files = Memory::new()
        .with("p/merit.toml", "")
        .with("p/rules/a.merit", "")
        .with("p/shared/schema.merit", "")
        .with("secret.merit", "");
    let project = open(&files, "p/rules");
    let from = &project.entries()[0];
    let resolved = project.resolve(from, "../shared/./schema.merit").unwrap();
    assert_eq!(
        (resolved.path.to_str(), resolved.shown.as_str()),
        (Some("p/shared/schema.merit"), "p/shared/schema.merit")
    );
    assert_eq!(project.resolve(from, "../../secret.merit"), Err(Refusal::Outside));
    assert_eq!(project.resolve(from, "../../../../x.merit"), Err(Refusal::Outside));
    assert_eq!(project.resolve(from, "../rules/../../p/rules/a.merit").unwrap().path, Path::new("p/rules/a.merit"));
    for absolute in ["/etc/passwd", "C:\\x.merit", "\\x.merit"] {
        assert_eq!(project.resolve(from, absolute), Err(Refusal::Absolute), "{absolute}");
    }
}

#[test]
fn a_missing_file_comes_with_the_one_that_was_meant() {
    let files = Memory::new().with("rules/a.merit", "").with("rules/schema.merit", "").with("rules/mail.txt", "");
    let project = open(&files, "rules");
    let from = &project.entries()[0];
    let like = |path: &str| match project.resolve(from, path) {
        Err(Refusal::Missing { like }) => like,
        other => panic!("{other:?}"),
    };
    assert_eq!(like("shema.merit").as_deref(), Some("schema.merit"));
    assert_eq!(like("./schema").as_deref(), Some("./schema.merit"));
    assert_eq!(like("mails.txt").as_deref(), Some("mail.txt"));
    assert_eq!(like("quite/other.merit"), None);
}

#[test]
fn what_is_no_rule_set_is_said_in_one_sentence() {
    let files = Memory::new().with("rules/lead/scoring.merit", "").with("rules/data.csv", "").with("empty/x.txt", "");
    let error = |path: &str| Project::open(&files, Path::new(path)).err().map(|error| error.to_string());
    assert_eq!(error("ruls").as_deref(), Some("there is no file or folder `ruls`; did you mean `rules`?"));
    assert_eq!(
        error("rules/lead/scorin.merit").as_deref(),
        Some("there is no file or folder `rules/lead/scorin.merit`; did you mean `rules/lead/scoring.merit`?")
    );
    assert_eq!(
        error("rules/data.csv").as_deref(),
        Some("`rules/data.csv` is not a rule file: the names of rule files end in `.merit`")
    );
    assert_eq!(
        error("rules").as_deref(),
        Some(
            "the folder `rules` holds no rule files (files whose names end in `.merit`); rule files stand in `rules/lead`"
        )
    );
    assert_eq!(
        error("empty").as_deref(),
        Some("the folder `empty` holds no rule files (files whose names end in `.merit`)")
    );
}

#[test]
fn memory_and_disk_refuse_alike() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("latin.merit"), b"ab \xfc").unwrap();
    std::fs::write(at("long.merit"), "12345").unwrap();
    std::fs::create_dir(at("folder")).unwrap();
    let memory = Memory::new()
        .with("/m/latin.merit", b"ab \xfc".as_slice())
        .with("/m/long.merit", "12345")
        .with("/m/folder/x", "");
    for name in ["latin.merit", "long.merit", "folder", "nothing", "long.merit/below"] {
        let on_disk = Disk.read(&at(name), 4);
        assert_eq!(on_disk, memory.read(&Path::new("/m").join(name), 4), "{name}");
        assert!(on_disk.is_err(), "{name}");
    }
    assert_eq!(Disk.read(&at("long.merit"), 5).as_deref(), Ok("12345"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let refused = Disk.read(Path::new("/dev/null"), 4);
    assert_eq!(refused, Err(ReadError::System("it is a device or a pipe".to_owned())));
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_root_only() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    std::fs::create_dir_all(root.join("sub")).unwrap();
    for (path, text) in [("root/a.merit", ""), ("root/sub/b.merit", ""), ("outside.merit", "")] {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    symlink("sub/b.merit", root.join("inner.merit")).unwrap();
    symlink("../outside.merit", root.join("outer.merit")).unwrap();
    symlink("nothing", root.join("dead.merit")).unwrap();
    symlink("sub", root.join("folder.merit")).unwrap();
    let project = Project::open(&Disk, &root).unwrap();
    let names: Vec<_> = project.entries().iter().map(|member| member.shown.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["a.merit", "dead.merit", "inner.merit", "outer.merit"]);
    let admitted: Vec<_> = project.entries().iter().map(|member| project.admit(member)).collect();
    assert!(admitted[0].is_ok());
    assert_eq!(admitted[1], Err(Refusal::Missing { like: None }));
    assert!(admitted[2].as_ref().unwrap().path.ends_with("sub/b.merit"));
    assert_eq!(admitted[3], Err(Refusal::OutsideByLink));
    assert_eq!(project.resolve(&project.entries()[0], "outer.merit"), Err(Refusal::OutsideByLink));
}

fn read_config(text: &str) -> (Config, Vec<Diagnostic>) {
    config(SourceId(0), text)
}

/// Each finding as `line:column message | help`.
fn told(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    sources.add(Source::new("merit.toml", text));
    let (_, found) = read_config(text);
    found
        .iter()
        .map(|found| {
            let at = sources.get(SourceId(0)).unwrap().position(found.span.unwrap().start);
            let fixes = found.fixes.iter().map(|fix| &fix.message);
            let help: String = found.help.iter().chain(fixes).map(|help| format!(" | {help}")).collect();
            format!("{}:{} {}{help}", at.line, at.column, found.message)
        })
        .collect()
}

#[test]
fn settings_have_defaults_and_several_spellings() {
    assert_eq!(read_config(""), (Config::default(), vec![]));
    let wanted = Config { timezone: "Europe/Berlin".to_owned(), fiscal_start: 4, ..Config::default() };
    for text in [
        "timezone = \"Europe/Berlin\"\nfiscal_year_start = 4",
        "time_zone = \"europe/berlin\"\nfiscal-year-start = \"April\"",
        "time-zone = 'Europe/Berlin'\nfiscal_year_start = \"apr\"",
    ] {
        assert_eq!(read_config(text), (wanted.clone(), vec![]), "{text}");
    }
}

#[test]
fn wrong_settings_are_told_with_their_place_and_keep_their_default() {
    assert_eq!(told("tiemzone = \"UTC\""), ["1:1 there is no setting `tiemzone` | did you mean `timezone`?"]);
    assert_eq!(
        told("\nflavour = 3"),
        ["2:1 there is no setting `flavour` | settings are `timezone`, `fiscal_year_start`, `lints`"]
    );
    assert_eq!(
        told("timezone = \"Europe/Berlni\""),
        ["1:12 there is no time zone `Europe/Berlni`; did you mean `Europe/Berlin`?"]
    );
    assert_eq!(told("timezone = \"kolkata\""), ["1:12 there is no time zone `kolkata`; did you mean `Asia/Kolkata`?"]);
    assert_eq!(
        told("timezone = 2"),
        ["1:12 `timezone` takes the name of a time zone in quotes, such as `\"Europe/Berlin\"`"]
    );
    let month = "`fiscal_year_start` takes a month, as a number from 1 to 12 or by its English name";
    assert_eq!(told("fiscal_year_start = 13"), [format!("1:21 {month}")]);
    assert_eq!(told("fiscal_year_start = 4.5"), [format!("1:21 {month}")]);
    assert_eq!(
        told("fiscal_year_start = \"Aprli\""),
        [
            "1:21 `Aprli` is no month: `fiscal_year_start` takes a month, as a number from 1 to 12 or by its English name | did you mean `\"april\"`?"
        ]
    );
    assert_eq!(told("timezone = \"UTC\"\ntime-zone = \"UTC\""), ["2:1 `timezone` is given twice"]);
    assert_eq!(read_config("fiscal_year_start = 0").0, Config::default());
}

#[test]
fn levels_of_findings_are_checked() {
    assert_eq!(
        told("lints = 3"),
        ["1:9 `lints` takes a section: the line `[lints]`, and below it lines such as `gap = \"allow\"`"]
    );
    assert_eq!(
        told("[lints]\nsyntax = \"allow\""),
        ["2:1 `syntax` is always an error | levels are for warnings and notes"]
    );
    assert_eq!(
        told("[lints]\nqwertz = \"allow\""),
        ["2:1 no finding is called `qwertz` | `merit explain` lists all findings"]
    );
}

#[test]
fn text_that_is_no_toml_is_told_once_and_does_no_harm() {
    for text in ["timezone = ", "timezone = Europe/Berlin", "[lints", "= 3", "a = \"\u{0}", "\u{feff}timezone = \"UTC"]
    {
        let found = told(text);
        assert!(
            !found.is_empty() && found.iter().all(|line| line.contains("merit.toml cannot be read: ")),
            "{text:?} {found:?}"
        );
    }
    assert_eq!(told("\u{feff}timezone = \"UTC\""), [""; 0]);
}
