//! A path → a checked rule set: reads its files, follows `use`, parses, checks, and gives model and findings.
//!
//! Takes a [`Files`] and a path; gives [`Read`], to which others may add what they find, and that as [`Compiled`], with
//! `allow` clauses and levels applied. The one place where `project`, `syntax` and `check` meet. Knows nothing of how
//! findings are shown and of what is done with the model.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashSet},
    fmt::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use sha2::{Digest, Sha256};

use crate::{
    base::{Diagnostic, Source, SourceId, Sources, Span, code},
    check,
    model::{Model, Promise, Settings, TestCase},
    project::{
        self, Files, LintLevel, MAX_ASSET_BYTES, MAX_RULE_BYTES, Member, Project, ProjectError, ReadError, Refusal,
    },
    syntax::{self, tree},
    value::{Instant, Zone},
};

/// What the caller knows better than the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// IANA name of the time zone to use in place of the one in `merit.toml`; not checked here.
    pub timezone: Option<String>,
    /// This moment, for findings about rules that have run out; without it they are not looked for.
    pub now: Option<Instant>,
    /// Look for rules that have no tests.
    pub wants_tests: bool,
}

/// A rule set as far as it could be read.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Every text read as rules or settings; the first is the rule set's first file.
    pub sources: Sources,
    /// What the rules mean; `None` where there are errors.
    pub model: Option<Arc<Model>>,
    /// The tests in the rules; of use only with the model.
    pub tests: Vec<TestCase>,
    /// Every finding, after `allow` clauses and lint levels, sorted by path and position; those about the whole
    /// rule set first.
    pub diagnostics: Vec<Diagnostic>,
    /// Every claim, where they were looked into, in the order of the rules.
    pub promises: Vec<Promise>,
    /// The rule files that could be read, sorted by path.
    pub trees: Vec<tree::File>,
    /// Every file that was looked at, with sets and lists: real paths, sorted.
    pub files: Vec<PathBuf>,
    /// The real path of each source, by its number.
    places: Vec<PathBuf>,
}

impl Compiled {
    /// Whether the rules cannot be used.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Where a source lies, links resolved.
    pub fn place(&self, source: SourceId) -> Option<&Path> {
        self.places.get(source.0 as usize).map(PathBuf::as_path)
    }
}

/// A rule set as it was read and checked, before `allow` clauses and levels are applied to what was found.
#[derive(Clone, Debug)]
pub struct Read {
    sources: Sources,
    model: Arc<Model>,
    tests: Vec<TestCase>,
    diagnostics: Vec<Diagnostic>,
    allows: Vec<check::Allow>,
    levels: check::LintLevels,
    trees: Vec<tree::File>,
    files: Vec<PathBuf>,
    places: Vec<PathBuf>,
}

impl Read {
    /// What the rules mean; none where they have errors.
    pub fn model(&self) -> Option<&Arc<Model>> {
        let has_errors = self.diagnostics.iter().any(Diagnostic::is_error);
        (!has_errors).then_some(&self.model)
    }

    /// What each item tells by itself.
    pub fn found_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.diagnostics
    }

    /// The rule set with all that was found. `more` is what analysis found; none where there was none, and then nobody
    /// can tell which `allow` clauses are needless.
    pub fn settled(self, more: Option<Vec<Diagnostic>>) -> Compiled {
        let is_everything = more.is_some();
        let mut found = self.diagnostics;
        let told_by_one_item = found.len();
        for more in more.unwrap_or_default() {
            let (by_one_item, _) = found.split_at(told_by_one_item);
            if !by_one_item.iter().any(|told| says_it_already(told, &more)) {
                found.push(more);
            }
        }
        let mut diagnostics = check::settle(found, &self.allows, &self.levels, is_everything);
        sort(&mut diagnostics, &self.sources);
        let is_usable = !diagnostics.iter().any(Diagnostic::is_error);
        Compiled {
            sources: self.sources,
            model: is_usable.then_some(self.model),
            tests: self.tests,
            diagnostics,
            promises: Vec::new(),
            trees: self.trees,
            files: self.files,
            places: self.places,
        }
    }
}

/// Whether what one item tells is the reason for what analysis tells of the same place: a test that no value can pass, and
/// the rule around it that never fires.
fn says_it_already(told: &Diagnostic, more: &Diagnostic) -> bool {
    let is_of_idle = |found: &Diagnostic| {
        [&code::NEVER_FIRES, &code::ALWAYS_FIRES, &code::REDUNDANT_CONDITION].contains(&found.code)
    };
    let (Some(inner), Some(outer)) = (told.span, more.span) else { return false };
    is_of_idle(told) && is_of_idle(more) && (outer.contains(inner) || inner.contains(outer))
}

/// Reads and checks the rule set at `path`, a rule file or a folder, for whoever uses the rules: what one item tells is
/// found, and no more.
///
/// An error is returned only where there is nothing to judge: no such path, no rule files, no right to read.
pub fn compile(files: &dyn Files, path: &Path, options: &Options) -> Result<Compiled, ProjectError> {
    Ok(read(files, path, options)?.settled(None))
}

/// The same, before anything is settled.
///
/// # Errors
/// As [`compile`].
pub fn read(files: &dyn Files, path: &Path, options: &Options) -> Result<Read, ProjectError> {
    let project = Project::open(files, path)?;
    let mut loading = Loading::new(&project);
    for entry in project.entries() {
        loading.entry(entry);
    }
    loading.follow_uses();
    let config = loading.config();
    let Loading { sources, members, mut trees, mut diagnostics, .. } = loading;

    trees.sort_by(|a, b| path_of(&sources, a.source).cmp(path_of(&sources, b.source)));
    let settings =
        Settings { timezone: options.timezone.clone().unwrap_or(config.timezone), fiscal_start: config.fiscal_start };
    let zone = Zone::named(&settings.timezone).unwrap_or_else(|_| Zone::utc());
    let assets = ProjectAssets { project: &project, members: &members, read: RefCell::default() };
    let broken: Vec<Span> =
        diagnostics.iter().filter(|found| found.is_error()).filter_map(|found| found.span).collect();
    let checked = check::check(check::Input {
        broken: &broken,
        files: &trees,
        sources: &sources,
        settings: &settings,
        assets: &assets,
        today: options.now.map(|now| zone.date_of(now)),
    });
    diagnostics.extend(checked.diagnostics);
    if options.wants_tests && !diagnostics.iter().any(Diagnostic::is_error) {
        diagnostics.extend(check::no_tests(&checked.model, &checked.tests));
    }
    let levels: check::LintLevels =
        config.lints.into_iter().map(|(name, level)| (name.to_owned(), self::level(level))).collect();

    let assets_read = assets.read.into_inner();
    let places: Vec<PathBuf> = members.into_iter().map(|member| member.path).collect();
    let looked_at: BTreeSet<PathBuf> = places.iter().cloned().chain(assets_read).collect();
    Ok(Read {
        sources,
        model: Arc::new(checked.model),
        tests: checked.tests,
        diagnostics,
        allows: checked.allows,
        levels,
        trees,
        files: looked_at.into_iter().collect(),
        places,
    })
}

/// The calendar that the rule set at `path` is reckoned by, without a look at its rules.
///
/// # Errors
/// As [`compile`].
pub fn settings(files: &dyn Files, path: &Path, options: &Options) -> Result<Settings, ProjectError> {
    let project = Project::open(files, path)?;
    let config = Loading::new(&project).config();
    Ok(Settings { timezone: options.timezone.clone().unwrap_or(config.timezone), fiscal_start: config.fiscal_start })
}

/// The first 16 hexadecimal digits of the SHA-256 of the model's JSON: the same for texts that mean the same.
pub fn rules_hash(model: &Model) -> String {
    // A model is plain data with text keys; its JSON cannot fail.
    let json = serde_json::to_vec(model).unwrap_or_default();
    Sha256::digest(&json).iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Files as they come in. `sources` and `members` go side by side.
struct Loading<'p> {
    project: &'p Project<'p>,
    sources: Sources,
    members: Vec<Member>,
    trees: Vec<tree::File>,
    diagnostics: Vec<Diagnostic>,
    seen: HashSet<PathBuf>,
}

impl<'p> Loading<'p> {
    fn new(project: &'p Project<'p>) -> Self {
        Self {
            project,
            sources: Sources::default(),
            members: Vec::new(),
            trees: Vec::new(),
            diagnostics: Vec::new(),
            seen: HashSet::new(),
        }
    }

    fn add(&mut self, member: Member, text: String) -> SourceId {
        let id = self.sources.add(Source::new(member.shown.clone(), text));
        self.members.push(member);
        id
    }

    /// A file the rule set begins with. Where it cannot be read, an empty text stands for it, so that the finding has
    /// a place.
    fn entry(&mut self, entry: &Member) {
        match self.project.admit(entry) {
            Ok(member) => {
                if let Err(error) = self.rules(&member) {
                    self.unreadable(member, &error.to_string());
                }
            }
            Err(Refusal::Unreadable(reason)) => self.unreadable(entry.clone(), &reason),
            Err(Refusal::Missing { .. }) => {
                self.unreadable(entry.clone(), "it is a link to a file that does not exist")
            }
            Err(Refusal::Absolute | Refusal::Outside | Refusal::OutsideByLink) => {
                let source = self.add(entry.clone(), String::new());
                let found = leaves_by_link(Span::new(source, 0, 0), &entry.shown);
                self.diagnostics.push(found);
            }
        }
    }

    fn unreadable(&mut self, member: Member, reason: &str) {
        let message = format!("`{}` cannot be read: {reason}", member.shown);
        let source = self.add(member, String::new());
        self.diagnostics.push(Diagnostic::new(&code::UNREADABLE_FILE, Span::new(source, 0, 0), message));
    }

    /// Reads and parses a rule file, once. What is wrong with its content is reported in it; what the system says
    /// against reading it is the caller's to report.
    fn rules(&mut self, member: &Member) -> Result<(), ReadError> {
        if self.seen.contains(&member.path) {
            return Ok(());
        }
        let Some(source) = self.text(member)? else { return Ok(()) };
        let text = self.sources.get(source).map_or("", |source| source.text.as_str());
        let parsed = syntax::parse(source, text);
        self.trees.push(parsed.file);
        self.diagnostics.extend(parsed.diagnostics);
        Ok(())
    }

    /// Reads a text; `None` where its content is already reported as unusable.
    fn text(&mut self, member: &Member) -> Result<Option<SourceId>, ReadError> {
        let text = match self.project.read(member, MAX_RULE_BYTES) {
            Ok(text) => text,
            Err(ReadError::NotUtf8 { offset, lossy }) => {
                self.seen.insert(member.path.clone());
                let shown = member.shown.clone();
                let source = self.add(member.clone(), lossy);
                // The replacement character takes the place of what is wrong: three bytes.
                let found = Diagnostic::new(
                    &code::NOT_UTF8,
                    Span::new(source, offset, offset + '\u{fffd}'.len_utf8()),
                    format!("`{shown}` is not UTF-8 text: byte {offset} does not belong there"),
                );
                self.diagnostics.push(found.help("save the file with the encoding UTF-8"));
                return Ok(None);
            }
            Err(error @ ReadError::TooLarge { .. }) => {
                self.seen.insert(member.path.clone());
                let message = format!("`{}` is too large: {error}", member.shown);
                let source = self.add(member.clone(), String::new());
                let found = Diagnostic::new(&code::TOO_LARGE, Span::new(source, 0, 0), message);
                self.diagnostics.push(found.help(
                    "split the rules into several files, and read long lists of values with `set NAME from \"FILE\"`",
                ));
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        self.seen.insert(member.path.clone());
        Ok(Some(self.add(member.clone(), text)))
    }

    /// Loads what the files loaded so far `use`, and what those `use`. Each file is loaded once, so circles end.
    fn follow_uses(&mut self) {
        let mut next = 0;
        while let Some(file) = self.trees.get(next) {
            let source = file.source;
            let uses: Vec<_> = file
                .items
                .iter()
                .filter_map(
                    |item| if let tree::ItemKind::Use(used) = &item.kind { Some(used.path.clone()) } else { None },
                )
                .collect();
            for used in uses {
                self.follow(source, &used);
            }
            next += 1;
        }
    }

    fn follow(&mut self, from: SourceId, used: &tree::Quoted) {
        let Some(member) = self.members.get(from.0 as usize) else { return };
        let resolved = self.project.resolve(member, &used.text);
        let wanted = match resolved {
            Ok(wanted) if is_rules(&used.text) => wanted,
            Ok(_) => {
                let message = format!("`{}` is not a rule file: the names of rule files end in `.merit`", used.text);
                let found = Diagnostic::new(&code::UNREADABLE_FILE, used.span, message);
                self.diagnostics.push(found.help("a list of values is read with `set NAME from \"FILE\"`"));
                return;
            }
            Err(refusal) => {
                self.diagnostics.push(refused(used, "use", refusal));
                return;
            }
        };
        if let Err(error) = self.rules(&wanted) {
            let message = format!("`{}` cannot be read: {error}", used.text);
            self.diagnostics.push(Diagnostic::new(&code::UNREADABLE_FILE, used.span, message));
        }
    }

    /// Reads `merit.toml`, the last of the sources.
    fn config(&mut self) -> project::Config {
        let Some(member) = self.project.config() else { return project::Config::default() };
        let member = match self.project.admit(member) {
            Ok(member) => member,
            Err(refusal) => {
                let source = self.add(member.clone(), String::new());
                let span = Span::new(source, 0, 0);
                let shown = &member.shown;
                self.diagnostics.push(match refusal {
                    Refusal::Unreadable(reason) => {
                        Diagnostic::new(&code::UNREADABLE_FILE, span, format!("`{shown}` cannot be read: {reason}"))
                    }
                    _ => leaves_by_link(span, shown),
                });
                return project::Config::default();
            }
        };
        match self.text(&member) {
            Ok(Some(source)) => {
                let text = self.sources.get(source).map_or("", |source| source.text.as_str());
                let (config, found) = project::config(source, text);
                self.diagnostics.extend(found);
                config
            }
            Ok(None) => project::Config::default(),
            Err(error) => {
                self.unreadable(member, &error.to_string());
                project::Config::default()
            }
        }
    }
}

/// Set and list files, found from the file that names them.
struct ProjectAssets<'p> {
    project: &'p Project<'p>,
    members: &'p [Member],
    read: RefCell<BTreeSet<PathBuf>>,
}

impl check::Assets for ProjectAssets<'_> {
    fn read(&self, path: &tree::Quoted) -> Result<String, Box<Diagnostic>> {
        let unreadable = |reason: &str| {
            let message = format!("`{}` cannot be read: {reason}", path.text);
            Box::new(Diagnostic::new(&code::UNREADABLE_FILE, path.span, message))
        };
        let from = self.members.get(path.span.source.0 as usize);
        let from = from.ok_or_else(|| unreadable("the file that names it is not known"))?;
        let member =
            self.project.resolve(from, &path.text).map_err(|refusal| Box::new(refused(path, "from", refusal)))?;
        self.read.borrow_mut().insert(member.path.clone());
        self.project.read(&member, MAX_ASSET_BYTES).map_err(|error| unreadable(&error.to_string()))
    }
}

/// Why the path behind `use` or `from`, the `word`, leads nowhere.
fn refused(used: &tree::Quoted, word: &str, refusal: Refusal) -> Diagnostic {
    let path = &used.text;
    match refusal {
        Refusal::Absolute => Diagnostic::new(
            &code::OUTSIDE_ROOT,
            used.span,
            format!("`{path}` begins at the root of the disk; `{word}` takes a path relative to this file"),
        ),
        Refusal::Outside => Diagnostic::new(
            &code::OUTSIDE_ROOT,
            used.span,
            format!("`{path}` leads out of the project's folder, and nothing outside it is read"),
        )
        .help("the project's folder is the nearest one upward that holds `merit.toml`: put that file into a folder that holds both files"),
        Refusal::OutsideByLink => leaves_by_link(used.span, path),
        Refusal::Missing { like } => {
            let found = Diagnostic::new(&code::MISSING_FILE, used.span, format!("there is no file `{path}`"));
            let found = if path.contains('\\') { found.help("write `/` between folders") } else { found };
            match like {
                Some(like) => found.unsafe_fix(format!("did you mean `\"{like}\"`?"), used.span, format!("\"{like}\"")),
                None => found.help("the path counts from the folder of this file"),
            }
        }
        Refusal::Unreadable(reason) => {
            Diagnostic::new(&code::UNREADABLE_FILE, used.span, format!("`{path}` cannot be read: {reason}"))
        }
    }
}

fn leaves_by_link(span: Span, shown: &str) -> Diagnostic {
    let message = format!("`{shown}` is a link that leads out of the project's folder, and nothing outside it is read");
    Diagnostic::new(&code::OUTSIDE_ROOT, span, message).help("put a copy of the file into the project's folder")
}

fn is_rules(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "merit")
}

fn level(level: LintLevel) -> check::Level {
    match level {
        LintLevel::Allow => check::Level::Allow,
        LintLevel::Warn => check::Level::Warn,
        LintLevel::Deny => check::Level::Deny,
    }
}

fn path_of(sources: &Sources, source: SourceId) -> &str {
    sources.get(source).map_or("", |source| source.path.as_str())
}

fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by_cached_key(|found| {
        let place = found.span.map(|span| (path_of(sources, span.source).to_owned(), span.start, span.end));
        (place, found.code.code, found.message.clone())
    });
}

#[cfg(test)]
mod tests;
