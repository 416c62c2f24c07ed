use super::{Build, P, child, children, has};
use crate::syntax::{
    grammar::Rule,
    tree::{Contact, Event, EventKey, Field, FieldType, Modifier, ModifierKind, Quoted, UnknownMarkers},
};

impl Build<'_> {
    pub(super) fn contact(&self, pair: &P<'_>) -> Option<Contact> {
        Some(Contact { unknown: self.all_unknown(pair)?, fields: self.fields(pair)?, broken: Vec::new() })
    }

    pub(super) fn event(&self, pair: &P<'_>) -> Option<Event> {
        Some(Event {
            name: self.child_name(pair)?,
            key: child(pair, Rule::event_key).map(|key| self.event_key(&key)),
            unknown: self.all_unknown(pair)?,
            fields: self.fields(pair)?,
            broken: Vec::new(),
        })
    }

    fn all_unknown(&self, pair: &P<'_>) -> Option<Vec<UnknownMarkers>> {
        children(pair, Rule::unknown_markers).map(|inner| self.unknown_markers(&inner)).collect()
    }

    fn fields(&self, pair: &P<'_>) -> Option<Vec<Field>> {
        children(pair, Rule::field).map(|field| self.field(&field)).collect()
    }

    pub(in crate::syntax) fn event_key(&self, pair: &P<'_>) -> EventKey {
        EventKey { from: self.strings(pair), span: self.span(pair) }
    }

    pub(in crate::syntax) fn unknown_markers(&self, pair: &P<'_>) -> Option<UnknownMarkers> {
        Some(UnknownMarkers { values: self.set(&child(pair, Rule::set)?)?, span: self.span(pair) })
    }

    pub(in crate::syntax) fn field(&self, pair: &P<'_>) -> Option<Field> {
        let span = self.span(pair);
        let kind = child(pair, Rule::field_type)?;
        let modifiers = pair.clone().into_inner().skip_while(|inner| inner.as_rule() != Rule::field_type).skip(1);
        Some(Field {
            docs: self.docs(span),
            name: self.child_name(pair)?,
            kind: self.field_type(&kind)?,
            kind_span: self.span(&kind),
            modifiers: modifiers.map(|modifier| self.modifier(&modifier)).collect::<Option<_>>()?,
            span,
        })
    }

    fn field_type(&self, pair: &P<'_>) -> Option<FieldType> {
        let many = has(pair, Rule::kw_many);
        if let Some(choices) = child(pair, Rule::choices) {
            let all = children(&choices, Rule::choice).map(|choice| self.choice(&choice)).collect::<Option<_>>()?;
            return Some(if many { FieldType::ManyOf(all) } else { FieldType::OneOf(all) });
        }
        let name = self.child_name(pair)?;
        if many {
            return Some(FieldType::ManyOfSet(name));
        }
        if has(pair, Rule::kw_one) {
            return Some(FieldType::OneOfSet(name));
        }
        Some(match name.text.as_str() {
            "text" => FieldType::Text,
            "email" => FieldType::Email,
            "url" => FieldType::Url,
            "integer" => FieldType::Integer,
            "number" => FieldType::Number,
            "boolean" => FieldType::Boolean,
            "date" => FieldType::Date,
            "datetime" => FieldType::Datetime,
            _ => FieldType::Unknown(name),
        })
    }

    fn choice(&self, pair: &P<'_>) -> Option<(Quoted, Option<Quoted>)> {
        let mut strings = self.strings(pair).into_iter();
        Some((strings.next()?, strings.next()))
    }

    fn modifier(&self, pair: &P<'_>) -> Option<Modifier> {
        let kind = match pair.as_rule() {
            Rule::m_key => ModifierKind::Key,
            Rule::m_required => ModifierKind::Required,
            Rule::m_default => match child(pair, Rule::set) {
                Some(set) => ModifierKind::DefaultSet(self.set(&set)?),
                None => ModifierKind::Default(self.child_literal(pair)?),
            },
            Rule::m_from => ModifierKind::From(self.strings(pair)),
            Rule::m_in => ModifierKind::In(self.range(&child(pair, Rule::range)?)?),
            Rule::m_format => ModifierKind::Format(self.child_quoted(pair)?),
            Rule::m_unknown => ModifierKind::WithUnknown(self.set(&child(pair, Rule::set)?)?),
            _ => return None,
        };
        Some(Modifier { kind, span: self.span(pair) })
    }

    fn strings(&self, pair: &P<'_>) -> Vec<Quoted> {
        children(pair, Rule::string).map(|string| self.quoted(&string)).collect()
    }
}
