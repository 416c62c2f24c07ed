//! Lists that nobody can be on: takes a search, gives findings.

use super::{
    Ground,
    culprit::{Culprit, culprit, logic},
    example::found,
    fires::{apart, in_define},
    part::Part,
    told::{TAKEN_OUT, Told},
};
use crate::{
    analyze::{Answer, Goal, Known, Matter, Wanted},
    base::{Diagnostic, Label, code},
    model::ListBody,
};

/// Reports lists that no contact is on.
pub(super) fn lists(ground: &Ground<'_>, known: &mut Known, out: &mut Vec<Diagnostic>) {
    if ground.model().lists.ids().next().is_none() {
        return;
    }
    let search = ground.search();
    for (id, list) in search.plan().model().lists.iter() {
        let (ListBody::When { condition, except }, Some(span)) = (&list.body, list.span) else { continue };
        if known.find(search, &Goal::of(Matter::Listed(id), Wanted::True)) != Answer::Impossible {
            continue;
        }
        let nobody = format!("nobody can be on the list `{}`", list.name);
        let Some(asked) = logic(ground.plan, condition) else { continue };
        let asked = Part::new(condition, &asked);
        let new = |message: String| Diagnostic::new(&code::NEVER_FIRES, span, message);
        let meets = logic(search.plan(), condition)
            .map(|logic| found(search, &Goal::of(Matter::Condition(logic), Wanted::True)));
        let found = match (meets, except) {
            (Some(Answer::Found(witness)), Some(_)) => {
                let found = new(format!("{nobody}: `except` takes out everybody whom the condition takes in"));
                ground.shown_as(found, Told::of(&witness, TAKEN_OUT))
            }
            _ => match culprit(search, condition) {
                Culprit::Elsewhere(..) => continue,
                Culprit::Points(words, at, farthest) => {
                    let found = labelled(new(format!("{nobody}: {words}")), at);
                    match farthest {
                        Some(farthest) => ground.shown_as(found, farthest.told()),
                        None => found,
                    }
                }
                Culprit::Part(text, at) => {
                    let found = labelled(new(format!("{nobody}: `{text}` is never true")), at);
                    in_define(ground, found, &asked)
                }
                Culprit::Together => match apart(ground, &asked) {
                    Some(apart) => apart.told(new(format!("{nobody}: {}", apart.words))),
                    None => new(format!("{nobody}: no contact meets its condition")),
                },
            },
        };
        out.push(found.help("ask for less, or delete the list"));
    }
}

fn labelled(mut found: Diagnostic, span: Option<crate::base::Span>) -> Diagnostic {
    found.labels.extend(span.map(|span| Label { span, message: String::new() }));
    found
}
