//! `loose-window`: `no page_view and no email_open within 90 days`, where the window belongs to the last alone.

use crate::{
    base::{Applicability, Diagnostic, Edit, Span, code},
    model::{Condition, Model, Query, Question},
};

pub(super) fn loose(model: &Model, out: &mut Vec<Diagnostic>) {
    super::negation::each_condition(model, &mut |condition, _| visit(model, condition, out));
}

fn visit(model: &Model, condition: &Condition, out: &mut Vec<Diagnostic>) {
    let parts = match condition {
        Condition::All(parts) | Condition::Any(parts) => parts,
        Condition::Not(inner) => return visit(model, inner, out),
        Condition::Test(_) | Condition::Define(_) | Condition::Constant(_) => return,
    };
    parts.iter().for_each(|part| visit(model, part, out));
    let mut before: Vec<Asked<'_>> = Vec::new();
    for part in parts {
        let Some(asked) = asked(model, part) else {
            before.clear();
            continue;
        };
        if before.first().is_some_and(|first| first.is_any != asked.is_any) {
            before.clear();
        }
        // With a `where` it asks for something of its own, which may well be asked of another time.
        if asked.query.filter.is_some() {
            before.clear();
        } else if asked.query.window.is_none() && asked.query.since_last.is_none() {
            before.push(asked);
        } else {
            out.extend(finding(model, &before, &asked));
            before.clear();
        }
    }
}

/// `any E`, `no E`.
struct Asked<'m> {
    query: &'m Query,
    span: Span,
    is_any: bool,
}

fn asked<'m>(model: &'m Model, condition: &Condition) -> Option<Asked<'m>> {
    match condition {
        Condition::Not(inner) => asked(model, inner).map(|asked| Asked { is_any: !asked.is_any, ..asked }),
        Condition::Test(test) => match &test.question {
            Question::AnyEvent(query) => {
                Some(Asked { query: model.queries.get(*query)?, span: test.span?, is_any: true })
            }
            _ => None,
        },
        _ => None,
    }
}

fn finding(model: &Model, before: &[Asked<'_>], last: &Asked<'_>) -> Option<Diagnostic> {
    let first = before.first()?;
    let name =
        |asked: &Asked<'_>| model.schema.events.get(asked.query.event).map(|event| crate::format::name(&event.name));
    let window = last.query.text.strip_prefix(&name(last)?)?.trim_start();
    let word = if last.is_any { "any" } else { "no" };
    let all = before.iter().map(|asked| Some(format!("`{word} {}`", name(asked)?))).collect::<Option<Vec<_>>>()?;
    let look = if all.len() == 1 { "looks" } else { "look" };
    let message =
        format!("`{window}` belongs to `{word} {}` alone; {} {look} at all times", name(last)?, all.join(" and "));
    let edits = before.iter().map(|asked| Edit { span: asked.span.after(), text: format!(" {window}") }).collect();
    Some(
        Diagnostic::new(&code::LOOSE_WINDOW, first.span.to(last.span), message)
            .fix(format!("repeat `{window}` behind each"), Applicability::Unsafe, edits)
            .help("where it is meant, say so behind the rule: `allow loose-window \"why\"`"),
    )
}
