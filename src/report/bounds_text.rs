//! What a rule set can come to, for people: a table of points, then stages and lists. With colour codes.

use super::{
    Bounded,
    why_text::lines::{columns, padded, safe},
};
use crate::analyze::{Answer, Bound, Bounds, Reason};

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[31m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// The ends of each score with its groups, and what can be reached.
pub fn bounds(bounded: &Bounded<'_>) -> String {
    let Bounded { model, as_of, reach } = bounded;
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (score, bounds) in &reach.scores {
        let Some(of) = model.scores.get(*score) else { continue };
        rows.push(Row { name: safe(&of.name), is_score: true, bounds });
        for (group, bounds) in &reach.groups {
            if let Some(of) = model.groups.get(*group).filter(|group| group.score == *score) {
                rows.push(Row { name: format!("  {}", safe(&of.name)), is_score: false, bounds });
            }
        }
    }
    let mut text = table(&rows);
    for (id, stage) in model.stages.iter() {
        text.push_str(&format!("\n{BOLD}{}{PLAIN}\n", safe(&stage.name)));
        let answers = reach.stages.iter().filter(|(of, ..)| *of == id);
        let arms: Vec<(String, &Answer)> = answers
            .filter_map(|(_, place, answer)| Some((safe(&stage.names.get(*place as usize)?.name), answer)))
            .collect();
        text.push_str(&reached(&arms));
    }
    let lists: Vec<(String, &Answer)> =
        reach.lists.iter().filter_map(|(id, answer)| Some((safe(&model.lists.get(*id)?.name), answer))).collect();
    if !lists.is_empty() {
        text.push_str(&format!("\n{BOLD}lists{PLAIN}\n"));
        text.push_str(&reached(&lists));
    }
    text.push_str(&format!("\n{DIM}for every contact that there could be, as of {as_of}{PLAIN}\n"));
    text
}

/// A line of the table.
struct Row<'a> {
    name: String,
    is_score: bool,
    bounds: &'a Bounds,
}

fn table(rows: &[Row<'_>]) -> String {
    let width = rows.iter().map(|row| columns(&row.name)).max().unwrap_or(0).max("points".len());
    let points = |bound: &Bound| bound.proven.map_or_else(|| "?".to_owned(), |points| points.to_string());
    let widest = |of: fn(&Bounds) -> &Bound| {
        rows.iter().map(|row| points(of(row.bounds)).len()).max().unwrap_or(0).max("least".len())
    };
    let (least, most) = (widest(|bounds| &bounds.min), widest(|bounds| &bounds.max));
    let mut text = format!("{DIM}{}  {:>least$}  {:>most$}{PLAIN}\n", padded("points", width), "least", "most");
    for row in rows {
        let (on, off) = if row.is_score { (BOLD, PLAIN) } else { ("", "") };
        let name = padded(&row.name, width);
        let (min, max) = (points(&row.bounds.min), points(&row.bounds.max));
        text.push_str(&format!("{on}{name}  {min:>least$}  {max:>most$}{off}  {DIM}{}{PLAIN}\n", note(row.bounds)));
    }
    text
}

/// `exact`, or which end is not, and why.
fn note(bounds: &Bounds) -> String {
    let ends = [("least", &bounds.min), ("most", &bounds.max)];
    let open: Vec<(&str, &Bound)> = ends.into_iter().filter(|(_, bound)| !bound.is_exact()).collect();
    match open.as_slice() {
        [] => "exact".to_owned(),
        [(_, least), (_, most)]
            if least.reason == most.reason && (least.proven.is_some(), most.proven.is_some()) == (true, true) =>
        {
            let found: Vec<String> = [least, most].into_iter().filter_map(|bound| found(bound)).collect();
            let found = if found.is_empty() { String::new() } else { format!(", {} found", found.join(" and ")) };
            format!("proven, never beyond{found}{}", why(most))
        }
        open => open.iter().map(|(word, bound)| open_end(word, bound)).collect::<Vec<_>>().join("; "),
    }
}

/// `most: proven, never beyond, 30 found: the search was stopped after 100 steps`.
fn open_end(word: &str, bound: &Bound) -> String {
    if bound.proven.is_none() && bound.reason == Some(Reason::Unlimited) {
        let example = found(bound).map(|points| format!("; an example gets {points}")).unwrap_or_default();
        return format!("there is no {word}: {}{example}", Reason::Unlimited);
    }
    let proven = match bound.proven {
        Some(_) => "proven, never beyond",
        None => "not known",
    };
    let found = found(bound).map(|points| format!(", {points} found")).unwrap_or_default();
    format!("{word}: {proven}{found}{}", why(bound))
}

fn found(bound: &Bound) -> Option<String> {
    bound.reached.as_ref().map(|(points, _)| points.to_string())
}

fn why(bound: &Bound) -> String {
    bound.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"))
}

fn reached(things: &[(String, &Answer)]) -> String {
    let width = things.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
    things
        .iter()
        .map(|(name, answer)| {
            let told = match answer {
                Answer::Found(_) => "can be reached".to_owned(),
                Answer::Impossible => format!("{RED}cannot be reached{PLAIN}"),
                Answer::Undecided(reason) => format!("not decided: {reason}"),
            };
            format!("  {}  {told}\n", padded(name, width))
        })
        .collect()
}
