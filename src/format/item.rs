//! The items of a file's top level that are neither schema, score nor test.
//!
//! Takes items, gives rows; knows nothing of what they mean.

use super::{
    Source, condition,
    condition::Level,
    doc::{Doc, Row, Shape},
    schema::{self, last_byte, start, verbatim as as_it_stands},
    score, spelling, testing,
};
use crate::{
    base::Span,
    syntax::tree::{
        Broken, Claim, ClaimKind, Entry, Expr, File, Item, ItemKind, ListItem, ListSource, Quoted, RuleBody, ScoreBody,
        SetItem, SetSource, Stage, StageArm, StageArmKind,
    },
};

/// One item as a row.
pub(super) fn row(item: &Item, source: Source<'_>) -> Row {
    let span = item.span;
    let mut doc = Doc::default();
    let mut shape = Shape::Free;
    let mut head = |word: &str| {
        start(&mut doc, word, span.before(), &item.docs);
        doc.space();
        std::mem::take(&mut doc)
    };
    let doc = match &item.kind {
        ItemKind::Use(item) => {
            let mut doc = head("use");
            quoted(&mut doc, &item.path);
            doc
        }
        ItemKind::Contact(contact) => {
            let mut doc = Doc::default();
            start(&mut doc, "contact", span.before(), &item.docs);
            schema::contact(&mut doc, contact, span, source);
            doc
        }
        ItemKind::Event(event) => {
            let mut doc = head("event");
            shape = schema::event(&mut doc, event, span, source);
            doc
        }
        ItemKind::Let(item) => {
            let mut doc = head("let");
            doc.word(spelling::name(&item.name), item.name.span).space().keyword("=").space();
            value(&mut doc, &item.value);
            doc
        }
        ItemKind::Set(item) => set(head("set"), item),
        ItemKind::Define(item) => {
            let mut doc = head("define");
            doc.word(spelling::name(&item.name), item.name.span).space().keyword("=").space();
            value(&mut doc, &item.value);
            doc
        }
        ItemKind::Score(item) => {
            let mut doc = head("score");
            score::score(&mut doc, item, span, source);
            doc
        }
        ItemKind::Rule(rule) => {
            let mut row = score::rule(rule, source);
            if let Some(word) = super::doc::first_word(&mut row.nodes)
                && word.docs.is_empty()
            {
                word.docs.clone_from(&item.docs);
            }
            return row;
        }
        ItemKind::Stage(item) => stage(head("stage"), item, span, source),
        ItemKind::List(item) => list(head("list"), item),
        ItemKind::Claim(claim) => {
            shape = Shape::Claim;
            let mut doc = Doc::default();
            let word = match claim.kind {
                ClaimKind::Never => "never",
                ClaimKind::Always => "always",
            };
            start(&mut doc, word, span.before(), &item.docs);
            self::claim(doc, claim)
        }
        ItemKind::Test(test) => testing::test(head("test"), test, span, source),
        ItemKind::TestTable(table) => testing::table(head("test table"), table, span, source),
        ItemKind::Broken(broken) => return as_it_stands(broken.span, source),
    };
    Row { shape, nodes: doc.nodes }
}

/// Adds text in quotes.
pub(super) fn quoted(doc: &mut Doc, text: &Quoted) {
    doc.word(spelling::quoted(&text.text), text.span);
}

fn value(doc: &mut Doc, value: &Expr) {
    let mut inner = Doc::default();
    condition::expr(&mut inner, value, Level::Or);
    let mut group = Doc::default();
    group.indent(4, inner);
    doc.group(group);
}

fn set(mut doc: Doc, item: &SetItem) -> Doc {
    doc.word(spelling::name(&item.name), item.name.span).space();
    match &item.source {
        SetSource::Inline(set) => {
            doc.keyword("=").space();
            condition::set(&mut doc, set);
        }
        SetSource::File(path) => {
            doc.keyword("from").space();
            quoted(&mut doc, path);
        }
    }
    doc
}

fn stage(mut doc: Doc, stage: &Stage, span: Span, source: Source<'_>) -> Doc {
    doc.word(spelling::name(&stage.name), stage.name.span);
    score::head_clauses(&mut doc, &stage.clauses);
    let mut rows: Vec<Row> = stage.arms.iter().map(arm).collect();
    rows.extend(stage.broken.iter().map(|broken| as_it_stands(broken.span, source)));
    doc.space().block(rows, Some(last_byte(span)));
    doc
}

fn arm(arm: &StageArm) -> Row {
    let mut doc = Doc::default();
    let name = spelling::name(&arm.name);
    match &arm.kind {
        StageArmKind::Otherwise => {
            start(&mut doc, "otherwise", arm.span.before(), &arm.docs);
            doc.space().word(name, arm.name.span);
            if let Some(label) = &arm.label {
                doc.space();
                quoted(&mut doc, label);
            }
            Row { shape: Shape::Free, nodes: doc.nodes }
        }
        StageArmKind::When(condition) => {
            start(&mut doc, name, arm.name.span, &arm.docs);
            doc.tab().space();
            if let Some(label) = &arm.label {
                quoted(&mut doc, label);
                doc.tab().space();
            }
            doc.keyword("when").space();
            value(&mut doc, condition);
            let shape = if arm.label.is_some() { Shape::LabelledStage } else { Shape::Stage };
            Row { shape, nodes: doc.nodes }
        }
    }
}

fn list(mut doc: Doc, list: &ListItem) -> Doc {
    doc.word(spelling::name(&list.name), list.name.span);
    score::head_clauses(&mut doc, &list.clauses);
    match &list.source {
        ListSource::File(path) => {
            doc.space().keyword("from").space();
            quoted(&mut doc, path);
        }
        ListSource::When { condition, except } => {
            let mut inner = Doc::default();
            inner.line().keyword("when").space();
            condition::expr(&mut inner, condition, Level::Or);
            if let Some(except) = except {
                inner.line().keyword("except").space();
                condition::expr(&mut inner, except, Level::Or);
            }
            let mut group = Doc::default();
            group.indent(4, inner);
            doc.group(group);
        }
    }
    doc
}

fn claim(mut doc: Doc, claim: &Claim) -> Doc {
    doc.tab().space();
    let mut inner = Doc::default();
    condition::expr(&mut inner, &claim.condition, Level::Or);
    for clause in score::in_order(&claim.clauses) {
        inner.line();
        score::clause(&mut inner, clause);
    }
    let mut group = Doc::default();
    group.indent(4, inner);
    doc.group(group);
    doc
}

/// The spans that are printed as they stand, comments included.
pub(super) fn verbatim(file: &File) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut add = |broken: &[Broken]| spans.extend(broken.iter().map(|broken| broken.span));
    for item in &file.items {
        match &item.kind {
            ItemKind::Contact(contact) => add(&contact.broken),
            ItemKind::Event(event) => add(&event.broken),
            ItemKind::Stage(stage) => add(&stage.broken),
            ItemKind::Test(test) => add(&test.broken),
            ItemKind::TestTable(table) => add(&table.broken),
            ItemKind::Broken(broken) => add(std::slice::from_ref(broken)),
            ItemKind::Rule(rule) => add(broken_arms(&rule.body)),
            ItemKind::Score(score) => {
                if let ScoreBody::Entries(entries) = &score.body {
                    broken_entries(entries, &mut add);
                }
            }
            _ => {}
        }
    }
    spans
}

fn broken_entries(entries: &[Entry], add: &mut impl FnMut(&[Broken])) {
    for entry in entries {
        match entry {
            Entry::Group(group) => broken_entries(&group.entries, add),
            Entry::Rule(rule) => add(broken_arms(&rule.body)),
            Entry::Broken(broken) => add(std::slice::from_ref(broken)),
        }
    }
}

fn broken_arms(body: &RuleBody) -> &[Broken] {
    match body {
        RuleBody::Match { broken, .. } => broken,
        _ => &[],
    }
}
