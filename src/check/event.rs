//! Names of events and of their fields: what they stand for, and what was meant where they stand in the wrong place.

use super::{
    Checkedly,
    declared::{Declaration, What},
    meant::same_letters,
    resolve::Checker,
    typed::{Holder, Typed},
};
use crate::{
    base::{Applicability, Diagnostic, Edit, Id, Reported, code, nearest},
    model::{EventId, FieldId},
    syntax::tree::{EventQuery, Expr, Name, Path},
    value::nfc,
};

/// Events that are named where none of them is near.
const NAMED: usize = 10;

impl Checker<'_> {
    /// The field that a path names by itself in the `where` of its event.
    pub(super) fn field_in_sight(&self, path: &Path) -> Option<Holder> {
        if path.member.is_some() {
            return None;
        }
        let event = self.looked_at?;
        let field = self.schema.events.get(event)?.find(&nfc(&path.head.text))?;
        Some(Holder::Field(event, field))
    }

    /// Whether a name is a field of the event that is looked at.
    pub(super) fn is_field_in_sight(&self, name: &Name) -> bool {
        let event = self.looked_at.and_then(|event| self.schema.events.get(event));
        event.is_some_and(|event| event.find(&nfc(&name.text)).is_some())
    }

    /// The event of this name.
    pub(super) fn event(&mut self, name: &Name) -> Checkedly<EventId> {
        let key = nfc(&name.text);
        match self.declared.names.get(&key).copied() {
            Some(Declaration { what: What::Broken, .. }) => Err(Reported),
            Some(_) if self.declared.torn.contains(&key) => Err(Reported),
            Some(Declaration { what: What::Event(at), .. }) => Ok(Id::new(at)),
            Some(other) => Err(self.no_event(name, other)),
            None => Err(self.unknown_event(name)),
        }
    }

    fn no_event(&mut self, name: &Name, other: Declaration) -> Reported {
        let text = crate::format::name(&name.text);
        let mut found = Diagnostic::new(
            &code::WRONG_KIND,
            name.span,
            format!("`{}` is {}, not an event", name.text, other.what.noun()),
        )
        .label(other.span, "declared here");
        if let What::Property(_) = other.what
            && let Ok(Typed::Operand(_, kind)) = self.path(&Path { head: name.clone(), member: None, span: name.span })
        {
            found = found.help(super::subject::what_can_be_asked(&text, kind));
        }
        self.report(found.help("`any`, `no`, `count` and `each` are for events, which `event NAME { … }` declares"))
    }

    fn unknown_event(&mut self, name: &Name) -> Reported {
        let found = Diagnostic::new(
            &code::UNKNOWN_NAME,
            name.span,
            format!("there is no event `{}` in these rules", name.text),
        );
        let events = || self.schema.events.values();
        let near = nearest(&name.text, events().map(|event| event.name.as_str())).map(str::to_owned);
        let found = match near {
            Some(near) => did_you_mean(found, name, &near),
            None if events().len() == 0 => {
                found.help(format!("declare it: `event {} {{ at: datetime }}`", crate::format::name(&name.text)))
            }
            None => {
                let all: Vec<String> = events().take(NAMED).map(|event| format!("`{}`", event.name)).collect();
                let rest = if events().len() > NAMED { ", …" } else { "" };
                found.help(format!("the events are {}{rest}", all.join(", ")))
            }
        };
        self.report(found)
    }

    /// The field of an event; unknown ones are reported with the nearest known one.
    pub(super) fn field(&mut self, event: EventId, name: &Name) -> Checkedly<FieldId> {
        let declared = self.schema.events.get(event).ok_or(Reported)?;
        let key = nfc(&name.text);
        if let Some(field) = declared.find(&key) {
            return Ok(field);
        }
        let written = self.declared.events.get(event.index());
        if written.is_some_and(|(_, written)| !written.broken.is_empty()) {
            return Err(Reported);
        }
        let message = format!("the event `{}` has no field `{}`", declared.name, name.text);
        let mut found = Diagnostic::new(&code::UNKNOWN_NAME, name.span, message);
        if let Some(span) = declared.span {
            found = found.label(span, "the event is declared here");
        }
        let names: Vec<&str> = declared.fields.values().map(|field| field.0.name.as_str()).collect();
        found = match nearest(&name.text, names.iter().copied()) {
            Some(near) => did_you_mean(found, name, near),
            None => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                found.help(format!("its fields are {}", names.join(", ")))
            }
        };
        Err(self.report(found))
    }

    /// An event where a value or a condition stands.
    pub(super) fn event_as_value(&mut self, name: &Name) -> Reported {
        let text = crate::format::name(&name.text);
        let mut found =
            Diagnostic::new(&code::WRONG_KIND, name.span, format!("`{}` is an event, not a property", name.text))
                .help(format!("ask for `any {text}`, `no {text}` or `{text} count`"));
        if let Some(declaration) = self.declared.names.get(&nfc(&name.text)) {
            found = found.label(declaration.span, "declared here");
        }
        self.report(found)
    }

    /// An event where a condition stands: `when page_view score +1`.
    pub(super) fn event_as_condition(&mut self, name: &Name) -> Reported {
        let text = crate::format::name(&name.text);
        let mut found =
            Diagnostic::new(&code::WRONG_KIND, name.span, format!("`{}` is an event, not a condition", name.text))
                .unsafe_fix(format!("write `any {text}`"), name.span.before(), "any ")
                .help(format!("points for every one of them: `each {text} score +1`"));
        if let Some(declaration) = self.declared.names.get(&nfc(&name.text)) {
            found = found.label(declaration.span, "declared here");
        }
        self.report(found)
    }

    /// `page_view.url` where one value is needed: there may be many.
    pub(super) fn field_as_value(&mut self, path: &Path, event: EventId, member: &Name) -> Reported {
        let Some(declared) = self.schema.events.get(event) else { return Reported };
        let (name, field) = (crate::format::name(&declared.name), crate::format::name(&member.text));
        let key = nfc(&member.text);
        if declared.find(&key).is_none() && key == "count" {
            return self.report(
                Diagnostic::new(&code::WRONG_KIND, path.span, "events are counted without a dot").safe_fix(
                    format!("write `{name} count`"),
                    path.span,
                    format!("{name} count"),
                ),
            );
        }
        if let Err(Reported) = self.field(event, member) {
            return Reported;
        }
        let found = Diagnostic::new(
            &code::FIELD_ALONE,
            path.span,
            format!("`{name}.{field}` has a value for each `{name}`: of which one?"),
        );
        let found = if self.looked_at == Some(event) {
            found.safe_fix(format!("this `where` looks at one `{name}`: write `{field}`"), path.span, field)
        } else {
            found
                .help(format!("of the latest one: `last {name}.{field}`"))
                .help(format!("of any one: `any {name} where {field} …`"))
        };
        self.report(found)
    }

    /// `page_view.url count`: what is counted are events, or different values.
    pub(super) fn counts_events(&mut self, expr: &Expr, written: &EventQuery) -> Checkedly<()> {
        let Some(field) = &written.field else { return Ok(()) };
        let event = self.event(&written.event)?;
        self.field(event, field)?;
        let whole = crate::format::expression(expr);
        let bare = crate::format::name(&written.event.text);
        Err(self.report(
            Diagnostic::new(
                &code::WRONG_KIND,
                written.event.span.to(field.span),
                "a field is not counted, but its values are",
            )
            .unsafe_fix(
                format!("to count its different values, write `distinct {whole}`"),
                expr.span.before(),
                "distinct ",
            )
            .help(format!("to count events, write `{bare} count`")),
        ))
    }

    /// A question about events inside the `where` of another.
    pub(super) fn nested_query(&mut self, written: &EventQuery, around: EventId) -> Reported {
        let event = self.schema.events.get(around).map_or("", |event| event.name.as_str());
        let found = Diagnostic::new(
            &code::NESTED_QUERY,
            written.span,
            format!("this `where` looks at one `{event}`, and cannot ask about all events in the same breath"),
        )
        .help("give the question a name, and use that here: `define NAME = …`")
        .help("or ask it beside this one, joined with `and`");
        self.report(found)
    }
}

fn did_you_mean(found: Diagnostic, name: &Name, near: &str) -> Diagnostic {
    let applicability = if same_letters(&name.text, near) { Applicability::Safe } else { Applicability::Unsafe };
    let edit = Edit { span: name.span, text: crate::format::name(near) };
    found.fix(format!("did you mean `{near}`?"), applicability, vec![edit])
}
