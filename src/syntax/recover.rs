//! Takes a text that the grammar refuses, gives the tree of all that can be read in it, and a finding for the rest.
//!
//! Splits blocks into things and reads each by itself, so that an error touches nothing beside it. A thing with a
//! block of its own is read as a skeleton (its block emptied), then its block is split in turn.

use std::ops::Range;

use super::{
    build::Build,
    chunk::{Place, chunks, closing},
    docs::Docs,
    grammar::{Rule, read},
    header::View,
    mend::{Budget, Mended, mend},
    scan::{Token, scan},
    text::Text,
    tree::{Broken, Entry, Item, ItemKind, Name, RuleBody, Test},
};
use crate::base::{Diagnostic, Span, code};

/// Everything at the top level of `text`.
pub(super) fn items(
    text: &Text,
    tokens: &[Token],
    docs: &Docs,
    doubtful: &[Span],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Item> {
    let mut recover = Recover { view: View { text, tokens }, docs, doubtful, diagnostics, budget: Budget::default() };
    recover.file()
}

struct Recover<'a> {
    view: View<'a>,
    docs: &'a Docs,
    doubtful: &'a [Span],
    diagnostics: &'a mut Vec<Diagnostic>,
    budget: Budget,
}

/// How a piece is built into the tree.
type Make<'a, T> = &'a dyn Fn(&mut Build<'_>, &super::build::P<'_>) -> Option<T>;

impl Recover<'_> {
    fn file(&mut self) -> Vec<Item> {
        let chunks = chunks(self.view, Place::File, 0..self.view.tokens.len());
        chunks.into_iter().map(|chunk| self.item(chunk)).collect()
    }

    fn item(&mut self, chunk: Range<usize>) -> Item {
        if let Some(item) = self.strict(Place::File, &chunk, &|build, pair| build.item(pair)) {
            return item;
        }
        if let Some((open, close)) = self.block(&chunk)
            && let Some(mut item) = self.skeleton(Place::File, &chunk, open..close, &|build, pair| build.item(pair))
        {
            self.fill(&mut item.kind, open + 1..close);
            return item;
        }
        match self.thing(Place::File, &chunk, None, &|build, pair| build.item(pair)) {
            Ok(item) => item,
            Err(broken) => {
                let span = broken.span;
                Item { docs: self.docs.above(span.start), kind: ItemKind::Broken(broken), span }
            }
        }
    }

    /// Reads the block of an item into it.
    fn fill(&mut self, item: &mut ItemKind, block: Range<usize>) {
        match item {
            ItemKind::Contact(contact) => {
                self.each(Place::Contact, block, &mut |recover, chunk| match recover.thing(
                    Place::Contact,
                    &chunk,
                    None,
                    &schema_line,
                ) {
                    Ok(SchemaLine::Field(field)) => contact.fields.push(field),
                    Ok(SchemaLine::Unknown(markers)) => contact.unknown.push(markers),
                    Ok(SchemaLine::Key(_)) => {}
                    Err(broken) => contact.broken.push(broken),
                });
            }
            ItemKind::Event(event) => {
                self.each(Place::Event, block, &mut |recover, chunk| match recover.thing(
                    Place::Event,
                    &chunk,
                    None,
                    &schema_line,
                ) {
                    Ok(SchemaLine::Field(field)) => event.fields.push(field),
                    Ok(SchemaLine::Unknown(markers)) => event.unknown.push(markers),
                    Ok(SchemaLine::Key(key)) => event.key = Some(key),
                    Err(broken) => event.broken.push(broken),
                });
            }
            ItemKind::Score(score) => {
                if let super::tree::ScoreBody::Entries(entries) = &mut score.body {
                    self.entries(Place::Score, block, entries);
                }
            }
            ItemKind::Rule(rule) => self.fill_rule(&mut rule.body, block),
            ItemKind::Stage(stage) => {
                self.each(Place::Stage, block, &mut |recover, chunk| match recover.thing(
                    Place::Stage,
                    &chunk,
                    None,
                    &|build, pair| build.stage_arm(pair),
                ) {
                    Ok(arm) => stage.arms.push(arm),
                    Err(broken) => stage.broken.push(broken),
                });
            }
            ItemKind::Test(test) => {
                if let Some(broken) = self.rows_without_table(&block) {
                    test.broken.push(broken);
                    return;
                }
                self.each(Place::Test, block, &mut |recover, chunk| recover.test_line(&chunk, test))
            }
            ItemKind::TestTable(table) => {
                let mut has_head = false;
                self.each(Place::Table, block, &mut |recover, chunk| {
                    let line = recover.thing(Place::Table, &chunk, None, &|build, pair| match pair.as_rule() {
                        Rule::as_of => Some(TableLine::AsOf(build.as_of(pair)?)),
                        Rule::table_line if has_head => Some(TableLine::Row(build.row(pair)?)),
                        Rule::table_line => Some(TableLine::Head(build.columns(pair))),
                        _ => None,
                    });
                    match line {
                        Ok(TableLine::AsOf(as_of)) => table.as_of = Some(as_of),
                        Ok(TableLine::Row(row)) => table.rows.push(row),
                        Ok(TableLine::Head(columns)) => {
                            table.columns = columns;
                            has_head = true;
                        }
                        Err(broken) => {
                            has_head = true;
                            table.broken.push(broken);
                        }
                    }
                });
            }
            _ => {}
        }
    }

    /// `test "…" {` with rows in it.
    fn rows_without_table(&mut self, block: &Range<usize>) -> Option<Broken> {
        let has = |word| block.clone().any(|at| self.view.is(at, word));
        if !has("|") || has("expect") {
            return None;
        }
        let name = block.start.checked_sub(2).and_then(|name| self.view.tokens.get(name))?;
        let (span, place) = (self.view.text.span(name.range()), self.view.text.span(name.start..name.start));
        self.diagnostics.push(Diagnostic::new(&code::SYNTAX, span, "rows with `|` stand in a `test table`").safe_fix(
            "write `test table`",
            place,
            "table ",
        ));
        Some(self.broken(block))
    }

    fn entries(&mut self, place: Place, block: Range<usize>, entries: &mut Vec<Entry>) {
        self.each(place, block, &mut |recover, chunk| entries.push(recover.entry(place, &chunk)));
    }

    fn entry(&mut self, place: Place, chunk: &Range<usize>) -> Entry {
        let make: Make<'_, Entry> = &|build, pair| build.entry(pair);
        if let Some(entry) = self.strict(place, chunk, make) {
            return entry;
        }
        if let Some((open, close)) = self.block(chunk) {
            if place == Place::Group && self.view.is(chunk.start, "group") {
                return Entry::Broken(self.nested_group(chunk, open));
            }
            if let Some(mut entry) = self.skeleton(place, chunk, open..close, make) {
                match &mut entry {
                    Entry::Group(group) => self.entries(Place::Group, open + 1..close, &mut group.entries),
                    Entry::Rule(rule) => self.fill_rule(&mut rule.body, open + 1..close),
                    Entry::Broken(_) => {}
                }
                return entry;
            }
        }
        self.thing(place, chunk, None, make).unwrap_or_else(Entry::Broken)
    }

    fn fill_rule(&mut self, body: &mut RuleBody, block: Range<usize>) {
        if let RuleBody::Match { arms, broken, .. } = body {
            self.each(Place::Match, block, &mut |recover, chunk| match recover.thing(
                Place::Match,
                &chunk,
                None,
                &|build, pair| build.arm(pair),
            ) {
                Ok(arm) => arms.push(arm),
                Err(bad) => broken.push(bad),
            });
        }
    }

    fn test_line(&mut self, chunk: &Range<usize>, test: &mut Test) {
        let make: Make<'_, Test> = &|build, pair| {
            let name = super::tree::Quoted { text: String::new(), span: Span::new(crate::base::SourceId(0), 0, 0) };
            let mut line = Test {
                name,
                as_of: None,
                contact: Vec::new(),
                events: Vec::new(),
                expectations: Vec::new(),
                broken: Vec::new(),
            };
            build.test_line(pair, &mut line)?;
            Some(line)
        };
        let line = self.strict(Place::Test, chunk, make);
        let line = match (line, self.block(chunk)) {
            (Some(line), _) => Ok(line),
            (None, Some((open, close))) if self.view.one_of(chunk.start, &["contact", "event"]) => {
                let mut facts = Vec::new();
                let mut broken = Vec::new();
                self.each(Place::Facts, open + 1..close, &mut |recover, chunk| match recover.thing(
                    Place::Facts,
                    &chunk,
                    None,
                    &|build, pair| build.fact(pair),
                ) {
                    Ok(fact) => facts.push(fact),
                    Err(bad) => broken.push(bad),
                });
                let mut line = self.thing(Place::Test, chunk, Some(open..close), make);
                if let Ok(line) = &mut line {
                    match line.events.last_mut() {
                        Some(event) => event.facts = facts,
                        None => line.contact = facts,
                    }
                    line.broken = broken;
                }
                line
            }
            _ => self.thing(Place::Test, chunk, None, make),
        };
        match line {
            Ok(line) => {
                test.as_of = line.as_of.or(test.as_of.take());
                test.contact.extend(line.contact);
                test.events.extend(line.events);
                test.expectations.extend(line.expectations);
                test.broken.extend(line.broken);
            }
            Err(broken) => test.broken.push(broken),
        }
    }

    fn nested_group(&mut self, chunk: &Range<usize>, open: usize) -> Broken {
        let broken = self.broken(chunk);
        let span = self.span(&(chunk.start..open));
        let finding = Diagnostic::new(&code::NESTED_GROUP, span, "a group cannot stand inside another group")
            .help("put it behind the outer group, or leave out its `group … { }` and keep the rules");
        self.diagnostics.push(finding);
        broken
    }

    /// Calls `read` for every thing of the block; two stretches that are only good together are joined first.
    fn each(&mut self, place: Place, block: Range<usize>, one: &mut dyn FnMut(&mut Self, Range<usize>)) {
        let all = chunks(self.view, place, block);
        let mut rest = all.as_slice();
        while let [chunk, behind @ ..] = rest {
            let joined = if self.accepts(place, chunk) {
                None
            } else {
                (1..=behind.len().min(3)).find_map(|more| {
                    let end = behind.get(more - 1)?.end;
                    self.accepts(place, &(chunk.start..end)).then_some((more, chunk.start..end))
                })
            };
            let (more, range) = joined.unwrap_or((0, chunk.clone()));
            one(self, range);
            rest = behind.get(more..).unwrap_or(&[]);
        }
    }

    fn accepts(&self, place: Place, chunk: &Range<usize>) -> bool {
        read(place.rule(), self.view.text.get(self.bytes(chunk))).is_ok()
    }

    /// The tree of a stretch that has no error.
    fn strict<T>(&mut self, place: Place, chunk: &Range<usize>, make: Make<'_, T>) -> Option<T> {
        let piece = self.view.text.edited(self.bytes(chunk), &[]);
        self.make(place, &piece, make)
    }

    fn make<T>(&mut self, place: Place, piece: &Text, make: Make<'_, T>) -> Option<T> {
        let mut pairs = read(place.rule(), piece.as_str()).ok()?;
        let tokens = scan(piece.as_str()).tokens;
        let mut build = Build::new(piece, &tokens, self.docs);
        let made = make(&mut build, &pairs.next()?.into_inner().next()?);
        self.diagnostics.append(&mut build.diagnostics);
        made
    }

    /// The thing with its block emptied. With a head beyond mending, the head's keyword and name alone.
    fn skeleton<T>(&mut self, place: Place, chunk: &Range<usize>, block: Range<usize>, make: Make<'_, T>) -> Option<T> {
        if let Ok(thing) = self.thing(place, chunk, Some(block.clone()), make) {
            return Some(thing);
        }
        let view = self.view;
        let keep = (chunk.start..block.start).take_while(|at| !view.is(*at, "{")).take(2).last()?;
        let bytes = self.bytes(chunk);
        let (kept, open) = (view.tokens.get(keep)?, view.tokens.get(block.start)?);
        let close = view.tokens.get(block.end)?;
        let edits = [(kept.end..open.start, " "), (open.end..close.start, ""), (close.end..bytes.end, "")];
        let piece = view.text.edited(bytes, &edits);
        self.make(place, &piece, make)
    }

    /// Reads a stretch, mends it where it is broken, and says what was wrong. `emptied` are the braces of its block.
    fn thing<T>(
        &mut self,
        place: Place,
        chunk: &Range<usize>,
        emptied: Option<Range<usize>>,
        make: Make<'_, T>,
    ) -> Result<T, Broken> {
        let view = self.view;
        let inner =
            emptied.and_then(|block| Some(view.tokens.get(block.start)?.end..view.tokens.get(block.end)?.start));
        let edits: Vec<(Range<usize>, &str)> = inner.into_iter().map(|inner| (inner, "")).collect();
        let piece = view.text.edited(self.bytes(chunk), &edits);
        if let Some(made) = self.make(place, &piece, make) {
            return Ok(made);
        }
        let span = self.span(chunk);
        let emptied = edits.first().map(|(inner, _)| view.text.span(inner.clone()));
        let doubtful = self.doubtful.iter().any(|doubt| {
            doubt.start <= span.end
                && span.start <= doubt.end
                && !emptied.is_some_and(|emptied| emptied.contains(*doubt))
        });
        let Mended { piece, findings } = mend(place, piece, &mut self.budget);
        if !doubtful {
            self.diagnostics.extend(findings);
        }
        piece.and_then(|piece| self.make(place, &piece, make)).ok_or_else(|| self.broken(chunk))
    }

    /// The braces of the block that the thing has, if it is one that has.
    fn block(&self, chunk: &Range<usize>) -> Option<(usize, usize)> {
        let view = self.view;
        let open = chunk.clone().find(|at| view.is(*at, "{"))?;
        let before = open.checked_sub(1).filter(|before| *before >= chunk.start)?;
        let set = view
            .one_of(before, &["in", "of", "=", "is", "exactly", "default", "unknown", "contains", ",", "=>", "has"]);
        (!set).then(|| (open, closing(view, open, chunk.end))).filter(|(_, close)| view.is(*close, "}"))
    }

    fn broken(&self, chunk: &Range<usize>) -> Broken {
        let view = self.view;
        let name = |at: usize| {
            let token = view.tokens.get(at).filter(|_| view.is_name(at) && at < chunk.end)?;
            let text = view.word(at).trim_matches('`').to_owned();
            Some(Name { text, span: view.text.span(token.range()) })
        };
        let keywords = [
            "use",
            "contact",
            "event",
            "let",
            "set",
            "define",
            "score",
            "stage",
            "list",
            "never",
            "always",
            "test",
            "group",
            "when",
            "match",
            "each",
            "otherwise",
            "expect",
        ];
        let labelled = view.is(chunk.start + 1, ":");
        let keyword =
            view.one_of(chunk.start, &keywords).then(|| view.word(chunk.start).to_owned()).filter(|_| !labelled);
        let named = ["event", "let", "set", "define", "score", "stage", "list", "group"];
        let name = if labelled {
            name(chunk.start)
        } else if named.contains(&view.word(chunk.start)) {
            name(chunk.start + 1)
        } else if keyword.is_some() {
            None
        } else {
            // A misspelt keyword, or an arm of a stage.
            name(chunk.start + 1).filter(|_| view.is_name(chunk.start)).or_else(|| name(chunk.start))
        };
        Broken { span: self.span(chunk), name, keyword }
    }

    fn bytes(&self, chunk: &Range<usize>) -> Range<usize> {
        let start = self.view.tokens.get(chunk.start).map_or(0, |token| token.start);
        let end = chunk.end.checked_sub(1).and_then(|last| self.view.tokens.get(last)).map_or(start, |token| token.end);
        start..end.max(start)
    }

    fn span(&self, chunk: &Range<usize>) -> Span {
        self.view.text.span(self.bytes(chunk))
    }
}

enum SchemaLine {
    Field(super::tree::Field),
    Unknown(super::tree::UnknownMarkers),
    Key(super::tree::EventKey),
}

fn schema_line(build: &mut Build<'_>, pair: &super::build::P<'_>) -> Option<SchemaLine> {
    match pair.as_rule() {
        Rule::field => Some(SchemaLine::Field(build.field(pair)?)),
        Rule::unknown_markers => Some(SchemaLine::Unknown(build.unknown_markers(pair)?)),
        Rule::event_key => Some(SchemaLine::Key(build.event_key(pair))),
        _ => None,
    }
}

enum TableLine {
    AsOf(super::tree::Literal),
    Head(Vec<super::tree::Path>),
    Row(super::tree::TableRow),
}
