//! What rules ask of contacts and of events: takes a plan, gives the spaces of their properties and fields, with every
//! question that looks at nothing else. Knows nothing of goals.

use std::collections::BTreeSet;

use crate::{
    analyze::cone::Cone,
    analyze::space::{
        Asks, Key, Space, in_full, of_one_event, of_record, operand_of_record, operand_reads, question_in_full,
        question_reads,
    },
    model::{Award, EventId, MatchSubject, QueryId, Question, RuleBody},
    plan::Plan,
    value::AsOf,
};

/// Everything that the plan asks of a contact's properties.
pub(super) fn space(plan: &Plan, as_of: &AsOf, apart: &BTreeSet<Key>, only: Option<&Cone>) -> Space {
    let model = plan.model();
    let mut asks = Asks::default();
    let atoms = plan.atoms().iter().filter(|(id, _)| only.is_none_or(|cone| cone.atoms.contains(id)));
    for (id, atom) in atoms {
        let question = question_in_full(model, &atom.question);
        let reads = question_reads(&question);
        if !(reads.results || reads.events || reads.fields) {
            asks.questions.push((Key::Atom(id), question));
        }
    }
    let rules = model.rules.iter().filter(|(id, _)| only.is_none_or(|cone| cone.rules.contains(id)));
    for (id, rule) in rules {
        match &rule.body {
            RuleBody::Match { subject: MatchSubject::Operand(operand), .. } => {
                let operand = in_full(model, operand);
                let reads = operand_reads(&operand);
                if !(reads.results || reads.events) {
                    asks.questions.push((Key::Known(id), Question::Known(operand)));
                }
            }
            RuleBody::When { award, .. } => {
                let award = match award {
                    Award::Flat(_) => continue,
                    Award::Per { points, step, of } => {
                        Award::Per { points: *points, step: *step, of: in_full(model, of) }
                    }
                    Award::Decay { points, curve, since } => {
                        Award::Decay { points: *points, curve: *curve, since: in_full(model, since) }
                    }
                };
                let (Award::Per { of: operand, .. } | Award::Decay { since: operand, .. }) = &award else { continue };
                let reads = operand_reads(operand);
                if !(reads.results || reads.events) {
                    asks.awards.push((Key::Award(id), award, rule.up_to));
                }
            }
            _ => {}
        }
    }
    Space::new(&model.settings, &model.schema.properties, asks, as_of, apart)
}

/// Everything that the plan asks of the fields of a kind of event, and of nothing else.
pub(super) fn event_space(plan: &Plan, as_of: &AsOf, event: EventId) -> Space {
    let model = plan.model();
    let mut asks = Asks::default();
    for (id, atom) in plan.atoms().iter().filter(|(_, atom)| atom.event == Some(event)) {
        let question = question_in_full(model, &atom.question);
        let reads = question_reads(&question);
        if reads.fields && reads.properties.is_empty() && !reads.results && !reads.events {
            asks.questions.push((Key::Atom(id), of_record(&question)));
        }
    }
    let is_of = |query: QueryId| model.queries.get(query).is_some_and(|query| query.event == event);
    for (id, atom) in plan.atoms().iter().filter(|(_, atom)| atom.event.is_none()) {
        if let Some((query, _, question)) = of_one_event(&question_in_full(model, &atom.question))
            && is_of(query)
        {
            asks.questions.push((Key::Atom(id), question));
        }
    }
    for (id, rule) in model.rules.iter() {
        if let RuleBody::Match { subject: MatchSubject::Operand(subject), .. } = &rule.body
            && let Some((query, _, question)) = of_one_event(&Question::Known(in_full(model, subject)))
            && is_of(query)
        {
            asks.questions.push((Key::Known(id), question));
        }
        if let RuleBody::MatchEach { query, subject, .. } = &rule.body
            && model.queries.get(*query).is_some_and(|query| query.event == event)
        {
            asks.questions.push((Key::Known(id), Question::Known(operand_of_record(&in_full(model, subject)))));
        }
    }
    let kind = model.schema.events.get(event);
    let fields = kind.into_iter().flat_map(|kind| {
        kind.fields.iter().map(|(id, field)| {
            let mut field = field.0.clone();
            // An event without a time does not exist.
            field.required |= id == kind.at;
            field
        })
    });
    Space::new(&model.settings, &fields.collect(), asks, as_of, &BTreeSet::new())
}
