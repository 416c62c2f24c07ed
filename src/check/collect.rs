//! Files → what they declare. Reports names that are given twice; looks into nothing.

use std::collections::BTreeMap;

use super::declared::{Declaration, Declared, GroupSite, Member, RuleSite, ScoreSite, What};
use crate::{
    base::{Diagnostic, Id, Span, code},
    model::{GroupId, RuleId, ScoreId},
    syntax::tree::{self, Entry, ItemKind, Name, ScoreBody},
    value::nfc,
};

/// The score that rules outside any `score` block belong to.
const BARE_SCORE: &str = "score";

/// Everything the files declare.
pub(super) fn collect<'a>(files: &'a [tree::File], out: &mut Vec<Diagnostic>) -> Declared<'a> {
    let mut collector = Collector { declared: Declared::default(), bare: Vec::new(), out };
    let mut items: Vec<&tree::Item> = files.iter().flat_map(|file| &file.items).collect();
    items.sort_by_key(|item| rank(&item.kind));
    for item in items {
        collector.item(item);
    }
    collector.bare_rules();
    collector.declared
}

/// Who keeps a name that is given twice: what a contact is comes first, then what is computed of it, wherever the files
/// say so.
fn rank(kind: &ItemKind) -> u8 {
    match kind {
        ItemKind::Contact(_) => 0,
        ItemKind::Event(_) => 1,
        ItemKind::Score(_) => 2,
        ItemKind::Stage(_) => 3,
        ItemKind::List(_) => 4,
        _ => 5,
    }
}

struct Collector<'a, 'o> {
    declared: Declared<'a>,
    bare: Vec<(&'a tree::Item, &'a tree::Rule)>,
    out: &'o mut Vec<Diagnostic>,
}

impl<'a> Collector<'a, '_> {
    fn item(&mut self, item: &'a tree::Item) {
        let declared = &mut self.declared;
        match &item.kind {
            ItemKind::Use(_) => {}
            ItemKind::Test(_) | ItemKind::TestTable(_) => declared.tests.push(item),
            ItemKind::Contact(contact) => {
                declared.contacts.push((item, contact));
                // Properties are numbered by the first block alone; a second block is an error of its own, so that
                // nothing more is said about its properties.
                let is_first = declared.contacts.len() == 1;
                for (at, field) in contact.fields.iter().enumerate() {
                    self.name(&field.name, if is_first { What::Property(Id::new(at)) } else { What::Broken });
                }
                self.broken(&contact.broken);
            }
            ItemKind::Event(event) => {
                declared.events.push((item, event));
                let what = What::Event(declared.events.len() - 1);
                self.name(&event.name, what);
            }
            ItemKind::Let(binding) => {
                declared.lets.push((item, binding));
                let what = What::Let(declared.lets.len() - 1);
                self.name(&binding.name, what);
            }
            ItemKind::Set(set) => {
                declared.sets.push((item, set));
                let what = What::Set(declared.sets.len() - 1);
                self.name(&set.name, what);
            }
            ItemKind::Define(define) => {
                declared.defines.push((item, define));
                let what = What::Define(declared.defines.len() - 1);
                self.name(&define.name, what);
            }
            ItemKind::Score(score) => self.score(item, score),
            ItemKind::Rule(rule) => self.bare.push((item, rule)),
            ItemKind::Stage(stage) => {
                declared.stages.push((item, stage));
                let what = What::Stage(Id::new(declared.stages.len() - 1));
                self.name(&stage.name, what);
            }
            ItemKind::List(list) => {
                declared.lists.push((item, list));
                let what = What::List(Id::new(declared.lists.len() - 1));
                self.name(&list.name, what);
            }
            ItemKind::Claim(claim) => declared.claims.push((item, claim)),
            ItemKind::Broken(broken) => self.broken(std::slice::from_ref(broken)),
        }
    }

    fn name(&mut self, name: &Name, what: What) {
        let key = nfc(&name.text);
        match self.declared.names.get(&key) {
            None => {
                self.declared.names.insert(key, Declaration { what, span: name.span });
            }
            Some(first) if first.what == What::Broken || what == What::Broken => {}
            Some(first) => {
                let noun = first.what.noun();
                if noun != what.noun() {
                    self.declared.torn.insert(key.clone());
                }
                let message = if matches!((first.what, what), (What::Property(_), What::Property(_))) {
                    format!("the property `{key}` is declared twice")
                } else {
                    format!("the name `{key}` is given twice")
                };
                self.out.push(
                    Diagnostic::new(&code::DUPLICATE_NAME, name.span, message)
                        .at("the second time")
                        .label(first.span, format!("here `{key}` already is {noun}"))
                        .help("a name stands for one thing in the whole rule set: rename one of the two"),
                );
            }
        }
    }

    fn broken(&mut self, broken: &[tree::Broken]) {
        for name in broken.iter().filter_map(|broken| broken.name.as_ref()) {
            self.name(name, What::Broken);
        }
    }

    fn score(&mut self, item: &'a tree::Item, score: &'a tree::Score) {
        let id: ScoreId = Id::new(self.declared.scores.len());
        self.declared.scores.push(ScoreSite {
            name: nfc(&score.name.text),
            span: score.name.span,
            block: Some((item, score)),
            groups: Vec::new(),
            rules: Vec::new(),
            members: BTreeMap::new(),
        });
        self.name(&score.name, What::Score(id));
        if let ScoreBody::Entries(entries) = &score.body {
            self.entries(id, None, entries);
        }
    }

    fn entries(&mut self, score: ScoreId, group: Option<GroupId>, entries: &'a [Entry]) {
        for entry in entries {
            match entry {
                Entry::Group(block) => {
                    let id: GroupId = Id::new(self.declared.groups.len());
                    self.declared.groups.push(GroupSite { score, block, rules: Vec::new() });
                    if let Some(site) = self.declared.scores.get_mut(score.index()) {
                        site.groups.push(id);
                    }
                    self.member(score, &block.name, Member::Group(id));
                    self.entries(score, Some(id), &block.entries);
                }
                Entry::Rule(rule) => self.rule(score, group, rule, &rule.docs),
                Entry::Broken(broken) => {
                    if let Some(name) = &broken.name {
                        self.member(score, name, Member::Broken);
                    }
                }
            }
        }
    }

    fn rule(&mut self, score: ScoreId, group: Option<GroupId>, rule: &'a tree::Rule, docs: &'a [String]) {
        let id: RuleId = Id::new(self.declared.rules.len());
        let Some(site) = self.declared.scores.get_mut(score.index()) else { return };
        let (place, siblings) = match group.and_then(|group| self.declared.groups.get_mut(group.index())) {
            Some(group) => (format!("{}.{}", site.name, nfc(&group.block.name.text)), &mut group.rules),
            None => (site.name.clone(), &mut site.rules),
        };
        siblings.push(id);
        let full = match &rule.name {
            Some(name) => format!("{}.{}", site.name, nfc(&name.text)),
            None => format!("{place}#{}", siblings.len()),
        };
        self.declared.rules.push(RuleSite { id: full, score, group, rule, docs });
        if let Some(name) = &rule.name {
            self.member(score, name, Member::Rule(id));
        }
    }

    fn member(&mut self, score: ScoreId, name: &Name, member: Member) {
        let Some(site) = self.declared.scores.get_mut(score.index()) else { return };
        let key = nfc(&name.text);
        match site.members.get(&key) {
            None => {
                site.members.insert(key, (member, name.span));
            }
            Some((first, _)) if *first == Member::Broken || member == Member::Broken => {}
            Some((first, span)) => {
                let noun = if matches!(first, Member::Group(_)) { "a group" } else { "a rule" };
                self.out.push(
                    Diagnostic::new(
                        &code::DUPLICATE_NAME,
                        name.span,
                        format!("the name `{key}` is given twice in the score `{}`", site.name),
                    )
                    .at("the second time")
                    .label(*span, format!("here `{key}` already is {noun}"))
                    .help("groups and rules of one score have names of their own: rename one of the two"),
                );
            }
        }
    }

    /// Rules outside any block belong to the score named `score`, which they declare where nobody else does.
    fn bare_rules(&mut self) {
        let bare = std::mem::take(&mut self.bare);
        let Some((first, _)) = bare.first() else { return };
        let score = match self.declared.names.get(BARE_SCORE).copied() {
            Some(Declaration { what: What::Score(id), .. }) => id,
            existing => {
                let id = Id::new(self.declared.scores.len());
                let span = Span { end: first.span.start, ..first.span };
                self.declared.scores.push(ScoreSite {
                    name: BARE_SCORE.to_owned(),
                    span,
                    block: None,
                    groups: Vec::new(),
                    rules: Vec::new(),
                    members: BTreeMap::new(),
                });
                match existing {
                    None => {
                        let declaration = Declaration { what: What::Score(id), span: first.span };
                        self.declared.names.insert(BARE_SCORE.to_owned(), declaration);
                    }
                    Some(Declaration { what: What::Broken, .. }) => {}
                    Some(other) => self.out.push(
                        Diagnostic::new(
                            &code::DUPLICATE_NAME,
                            first.span,
                            "rules outside a `score` block belong to the score `score`, but that name is taken",
                        )
                        .label(other.span, format!("here `score` is {}", other.what.noun()))
                        .help("put the rules into a block: `score NAME { … }`"),
                    ),
                }
                id
            }
        };
        for (item, rule) in bare {
            let docs = if item.docs.is_empty() { &rule.docs } else { &item.docs };
            self.rule(score, None, rule, docs);
        }
    }
}
