//! An explanation for people: what matters first, no wider than a page. With colour codes, which the command line takes
//! out where they do not belong.

mod events;
pub(super) mod lines;
mod outlook;
mod words;

use self::{
    lines::{Page, Piece, Style, columns, padded, piece, safe, value},
    words::{because, change, changes, idle, moved, needs, remark},
};
use crate::{
    value::Points,
    why::{Atom, Explanation, Proposal, RuleTrace, ScoreChange, ScoreTrace, StageTrace, WhatIf},
};

/// Near misses, rules without points and changes to come that are told before the rest is counted, so that nobody
/// scrolls; programs get all.
const NEAR: usize = 8;
const IDLE: usize = 20;
const TURNS: usize = 5;

/// The explanation. `rules` is what the user calls the rule set.
pub fn why(explanation: &Explanation, rules: &str, what_if: Option<&WhatIf<'_>>) -> String {
    let mut page = Page::default();
    if let Some(what_if) = what_if {
        changed(&mut page, explanation, what_if);
    }
    head(&mut page, explanation, rules);
    for stage in &explanation.stages {
        ahead(&mut page, explanation, stage);
    }
    counted(&mut page, explanation);
    near(&mut page, explanation);
    rest(&mut page, explanation);
    standing(&mut page, explanation);
    page.into_text()
}

/// What other values make of the contact.
fn changed(page: &mut Page, after: &Explanation, what_if: &WhatIf<'_>) {
    let texts: Vec<String> = what_if.changes.iter().map(change).collect();
    page.line(&[], &[plain("What if"), bold(&texts.join(", "))]);
    let before = what_if.before;
    let stages = before.stages.iter().zip(&after.stages).filter(|(before, after)| before.is != after.is);
    let scores = before.scores.iter().zip(&after.scores).filter(|(before, after)| before.points != after.points);
    let rules = before.rules.iter().zip(&after.rules).filter(|(before, after)| before.points != after.points);
    let mut nothing = true;
    for (before, after) in stages {
        nothing = false;
        page.line(
            &[plain("  ")],
            &[plain(&format!("{}:", before.name)), plain(&before.is), plain("→"), bold(&after.is)],
        );
    }
    for (before, after) in scores {
        nothing = false;
        let change = ScoreChange { name: before.name.clone(), from: before.points, to: after.points };
        page.line(&[plain("  ")], &[plain(&moved(&change)), signed_piece(change.points())]);
    }
    for (before, after) in rules {
        nothing = false;
        page.line(
            &[plain("    ")],
            &[dim(&format!("{} {} → {}", before.id, before.points.signed(), after.points.signed()))],
        );
    }
    if nothing {
        page.line(&[plain("  ")], &[plain("nothing changes: no points, no stage")]);
    }
    page.title("With these values", &[]);
}

/// Who, when, which stage and how many points.
fn head(page: &mut Page, explanation: &Explanation, rules: &str) {
    page.line(&[], &[bold(&value(&explanation.key)), dim(&format!("({rules}, as of {})", explanation.as_of))]);
    for stage in &explanation.stages {
        let name = label(&stage.is, stage.label.as_deref());
        let because = stage.because.as_deref().unwrap_or("no other stage fits");
        page.line(&[], &[plain(&format!("{}:", stage.name)), bold(&name), plain(&format!("({because})"))]);
    }
    for claim in &explanation.broken {
        page.line(&[], &[piece(Style::Bad, "does not hold:"), plain(claim)]);
    }
    let (derived, sums): (Vec<&ScoreTrace>, Vec<&ScoreTrace>) =
        explanation.scores.iter().partition(|score| score.formula.is_some());
    for score in &derived {
        page.line(&[], &[plain(&format!("{}:", score.name)), bold(&score.points.to_string()), plain(&formula(score))]);
    }
    if derived.is_empty() {
        for score in &sums {
            page.line(&[], &[plain(&format!("{}:", score.name)), bold(&score.points.to_string())]);
        }
    }
}

/// `= fit 45 + engagement 5`, and its limit where that cut.
fn formula(score: &ScoreTrace) -> String {
    let Some((_, points)) = &score.formula else { return String::new() };
    format!("= {points}{}", limited(score.before_limit, score.points))
}

fn limited(before: Points, after: Points) -> String {
    if before == after { String::new() } else { format!(" ({before}, limited to {after})") }
}

/// The ways to a better arm.
fn ahead(page: &mut Page, explanation: &Explanation, stage: &StageTrace) {
    let Some(ahead) = &stage.ahead else { return };
    let ways: Vec<&Proposal> = explanation.next.iter().filter(|way| way.stage == stage.name).collect();
    let condition = ahead.condition.as_deref().map_or_else(String::new, |condition| format!("({condition})"));
    page.title(&format!("To reach {}", safe(&label(&ahead.name, ahead.label.as_deref()))), &[plain(&condition)]);
    let lacking: Vec<String> = ahead.atoms.iter().filter(|atom| atom.holds != Some(true)).map(needs).collect();
    if !lacking.is_empty() {
        page.line(&[plain("  ")], &[plain(&lacking.join("; "))]);
    }
    if ways.is_empty() {
        page.line(&[plain("  ")], &[plain("no change of a few values leads there")]);
        return;
    }
    let texts: Vec<String> = ways.iter().map(|way| changes(way)).collect();
    let width = texts.iter().map(|text| columns(text)).filter(|width| *width <= 62).max().unwrap_or(0);
    for (way, text) in ways.iter().zip(&texts) {
        let mut words = Vec::new();
        if let Some(score) = way.score.as_ref().filter(|score| score.from != score.to) {
            words.push(signed_piece(score.points()));
            words.push(plain(&format!("{}:", moved(score))));
        }
        words.push(bold(&way.to));
        if columns(text) <= width {
            page.line(&[plain("  "), (Style::Plain, padded(text, width)), plain("  ")], &words);
        } else {
            page.line(&[plain("  ")], &[plain(text)]);
            page.line(&[plain("      ")], &words);
        }
    }
}

/// Rules that gave points, so that a reader can add them up.
fn counted(page: &mut Page, explanation: &Explanation) {
    page.title("What counted", &[]);
    let mut any = false;
    for score in explanation.scores.iter().filter(|score| score.formula.is_none()) {
        let of_score = |rule: &&RuleTrace| rule.score == score.name && counts(rule);
        let rules: Vec<&RuleTrace> = explanation.rules.iter().filter(of_score).collect();
        if rules.is_empty() && score.points == Points::ZERO {
            continue;
        }
        any = true;
        let title = title(&score.name, score.description.as_deref());
        total(page, Column::of(explanation, 0), score.points, score.before_limit, &title);
        let mut groups: Vec<_> = score.groups.iter().collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.points));
        for group in groups {
            let in_group: Vec<&RuleTrace> =
                rules.iter().copied().filter(|rule| rule.group.as_ref() == Some(&group.name)).collect();
            if in_group.is_empty() {
                continue;
            }
            let title = self::title(&group.name, group.description.as_deref());
            total(page, Column::of(explanation, 1), group.points, group.before_limit, &title);
            points_lines(page, Column::of(explanation, 2), &in_group);
        }
        let ungrouped: Vec<&RuleTrace> = rules.iter().copied().filter(|rule| rule.group.is_none()).collect();
        points_lines(page, Column::of(explanation, 1), &ungrouped);
    }
    if !any {
        page.line(&[plain("  ")], &[plain("nothing: no rule gave points")]);
    }
}

fn counts(rule: &RuleTrace) -> bool {
    rule.points != Points::ZERO || rule.before_limit != Points::ZERO
}

/// The sum of a score or a group, with its limit where that cut.
fn total(page: &mut Page, column: Column, points: Points, before: Points, title: &[Piece]) {
    let limit = limited(before, points);
    let words: Vec<Piece> = title.iter().cloned().chain([plain(&limit)]).collect();
    page.line(&column.lead(Style::Bold, &points.to_string()), &words);
}

/// Rules with points, the most first.
fn points_lines(page: &mut Page, column: Column, rules: &[&RuleTrace]) {
    let mut rules = rules.to_vec();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.points));
    for rule in rules {
        // A rule on each event tells itself what was cut.
        let is_each = rule.events.each.is_some();
        let limit = if is_each { String::new() } else { limited(rule.before_limit, rule.points) };
        let mut words = rule_title(rule);
        words.push(plain(&format!("{}{limit}", because(rule))));
        words.extend(remark(rule).map(|remark| dim(&format!("({remark})"))));
        page.line(&column.signed(rule.points), &words);
    }
}

/// Rules that one change would make fire, and values that are missing.
fn near(page: &mut Page, explanation: &Explanation) {
    if !explanation.near.is_empty() {
        page.title("Near misses", &[]);
    }
    for near in explanation.near.iter().take(NEAR) {
        let Some(rule) = explanation.rules.get(near.rule) else { continue };
        let of_property = |atom: &&Atom| atom.holds != Some(true) && atom.subject.contains(&near.change.property);
        let lacking: Vec<String> = rule.atoms.iter().filter(of_property).map(needs).collect();
        let mut words = rule_title(rule);
        words.push(plain(&if rule.is_match || near.change.more.is_some() || lacking.is_empty() {
            change(&near.change)
        } else {
            lacking.join("; ")
        }));
        if near.net != near.points {
            words.push(dim(&format!("({} in all)", near.net.signed())));
        }
        page.line(&Column::of(explanation, 0).signed(near.points), &words);
    }
    more(page, explanation.near.len(), NEAR);
    if explanation.missing.is_empty() {
        return;
    }
    page.title("Not known", &[]);
    for missing in &explanation.missing {
        let words = [plain(&format!("{} is not known: up to", missing.property)), signed_piece(missing.up_to)];
        page.line(&[plain("  ")], &words);
    }
}

/// All other rules, close together.
fn rest(page: &mut Page, explanation: &Explanation) {
    let is_told = |place: usize| {
        explanation.near.iter().any(|near| near.rule == place)
            || explanation.missing.iter().any(|missing| missing.rules.contains(&place))
    };
    let rules = explanation.rules.iter().enumerate();
    let rest: Vec<String> =
        rules.filter(|(place, rule)| !counts(rule) && !is_told(*place)).map(|(_, rule)| idle(rule)).collect();
    if rest.is_empty() {
        return;
    }
    page.title("No points", &[]);
    let told: Vec<&str> = rest.iter().take(IDLE).map(String::as_str).collect();
    page.line(&[plain("  ")], &[dim(&told.join(" · "))]);
    more(page, rest.len(), IDLE);
}

/// Stages and lists, and what changes by itself.
fn standing(page: &mut Page, explanation: &Explanation) {
    if explanation.stages.is_empty() && explanation.lists.is_empty() && explanation.turns.is_empty() {
        return;
    }
    page.title("Stages and lists", &[]);
    let names =
        explanation.stages.iter().map(|stage| &stage.name).chain(explanation.lists.iter().map(|list| &list.name));
    let width = names.map(|name| columns(name)).max().unwrap_or(0);
    for stage in &explanation.stages {
        let mut words = vec![bold(&if stage.label.is_some() { format!("{},", stage.is) } else { stage.is.clone() })];
        words.extend(stage.label.as_deref().map(plain));
        let outlook = outlook::stage(explanation, stage);
        if outlook.is_none() {
            words.push(dim("(no change by itself within a year)"));
        }
        page.line(&[plain("  "), plain(&padded(&stage.name, width)), plain("  ")], &words);
        if let Some(outlook) = outlook {
            page.line(&[plain(&" ".repeat(width + 4))], &[outlook]);
        }
    }
    for list in &explanation.lists {
        let is_in = if list.is_in { bold("in") } else { dim("not in") };
        let outlook = outlook::list(explanation, list);
        let comma = if outlook.is_some() { "," } else { "" };
        let is_in = (is_in.0, if list.description.is_some() { is_in.1 } else { format!("{}{comma}", is_in.1) });
        let description = list.description.as_ref().map_or_else(String::new, |of| format!("({of}){comma}"));
        let mut words = vec![is_in, dim(&description)];
        words.extend(outlook);
        page.line(&[plain("  "), plain(&padded(&list.name, width)), plain("  ")], &words);
    }
    for course in outlook::scores(explanation) {
        page.line(&[plain("  ")], &[plain(&course)]);
    }
    for turn in explanation.turns.iter().take(TURNS).filter_map(|turn| outlook::rule(explanation, turn)) {
        page.line(&[plain("  ")], &[dim(&turn)]);
    }
    more(page, explanation.turns.len(), TURNS);
}

/// How many are not told.
fn more(page: &mut Page, all: usize, told: usize) {
    if all > told {
        page.line(&[plain("  ")], &[dim(&format!("and {} more; `--format json` has them all", all - told))]);
    }
}

/// `mql, Marketing qualified lead`.
fn label(name: &str, label: Option<&str>) -> String {
    label.map_or_else(|| name.to_owned(), |label| format!("{name}, {label}"))
}

fn title(name: &str, description: Option<&str>) -> Vec<Piece> {
    let mut words = vec![bold(&description.map_or_else(|| name.to_owned(), |_| format!("{name}:")))];
    words.extend(description.map(plain));
    words
}

/// Name or description of a rule, in front of what it looked at.
fn rule_title(rule: &RuleTrace) -> Vec<Piece> {
    let mut words = Vec::new();
    match (&rule.name, &rule.description) {
        (Some(name), Some(description)) => {
            words.push(bold(name));
            words.push(plain(&format!("({description}):")));
        }
        (Some(name), None) => words.push(bold(&format!("{name}:"))),
        (None, Some(description)) => words.push(plain(&format!("{description}:"))),
        (None, None) => {}
    }
    words
}

fn plain(text: &str) -> Piece {
    piece(Style::Plain, text)
}

fn bold(text: &str) -> Piece {
    piece(Style::Bold, text)
}

fn dim(text: &str) -> Piece {
    piece(Style::Dim, text)
}

fn signed_piece(points: Points) -> Piece {
    piece(if points < Points::ZERO { Style::Bad } else { Style::Good }, &points.signed())
}

/// Where points stand: those of one depth below each other, so that they can be added up.
#[derive(Clone, Copy)]
struct Column {
    depth: usize,
    width: usize,
}

impl Column {
    fn of(explanation: &Explanation, depth: usize) -> Self {
        let rules = explanation.rules.iter().map(|rule| rule.points.signed().len());
        let scores = explanation.scores.iter().flat_map(|score| {
            score.groups.iter().map(|group| group.points).chain([score.points]).map(|points| points.to_string().len())
        });
        Self { depth, width: rules.chain(scores).max().unwrap_or(0).max(3) }
    }

    fn lead(self, style: Style, points: &str) -> [Piece; 3] {
        let before = " ".repeat(2 + self.depth * (self.width + 2));
        [(Style::Plain, before), (style, format!("{points:>width$}", width = self.width)), plain("  ")]
    }

    fn signed(self, points: Points) -> [Piece; 3] {
        let (style, text) = signed_piece(points);
        self.lead(style, &text)
    }
}
