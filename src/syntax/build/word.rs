use super::{Build, P, child, has};
use crate::{
    syntax::{
        grammar::Rule,
        tree::{Duration, Literal, LiteralKind, Name, Path, Quoted},
    },
    value::Unit,
};

impl Build<'_> {
    pub(super) fn name(&self, pair: &P<'_>) -> Name {
        Name { text: pair.as_str().trim_matches('`').to_owned(), span: self.span(pair) }
    }

    /// The first child that is a name.
    pub(super) fn child_name(&self, pair: &P<'_>) -> Option<Name> {
        child(pair, Rule::name).map(|name| self.name(&name))
    }

    /// Of a `path` or an `event_field`.
    pub(super) fn path(&self, pair: &P<'_>) -> Option<Path> {
        let mut names = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::name);
        let head = self.name(&names.next()?);
        let member = names.next().map(|name| self.name(&name));
        Some(Path { head, member, span: self.span(pair) })
    }

    pub(super) fn child_path(&self, pair: &P<'_>) -> Option<Path> {
        self.path(&child(pair, Rule::path)?)
    }

    pub(super) fn quoted(&self, pair: &P<'_>) -> Quoted {
        let text = pair.as_str();
        let body = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
        let text = if pair.as_rule() == Rule::regex { body.replace("\\/", "/") } else { unescape(body) };
        Quoted { text, span: self.span(pair) }
    }

    pub(super) fn child_quoted(&self, pair: &P<'_>) -> Option<Quoted> {
        child(pair, Rule::string).map(|string| self.quoted(&string))
    }

    pub(super) fn duration(&self, pair: &P<'_>) -> Option<Duration> {
        let amount = child(pair, Rule::unsigned)?.as_str().to_owned();
        let unit = unit(child(pair, Rule::unit)?.as_str())?;
        Some(Duration { amount, unit, span: self.span(pair) })
    }

    pub(super) fn child_duration(&self, pair: &P<'_>) -> Option<Duration> {
        self.duration(&child(pair, Rule::duration)?)
    }

    pub(super) fn child_literal(&self, pair: &P<'_>) -> Option<Literal> {
        self.literal(&child(pair, Rule::literal)?)
    }

    /// Of a `literal`, a `relative`, or one of the tokens a literal is made of.
    pub(super) fn literal(&self, pair: &P<'_>) -> Option<Literal> {
        let text = pair.as_str();
        let kind = match pair.as_rule() {
            Rule::literal => return self.literal(&pair.clone().into_inner().next()?),
            Rule::number | Rule::unsigned => LiteralKind::Number(text.to_owned()),
            Rule::date => LiteralKind::Date(text.to_owned()),
            Rule::datetime => LiteralKind::Datetime(text.to_owned()),
            Rule::string => LiteralKind::Text(self.quoted(pair).text),
            Rule::boolean => LiteralKind::Boolean(has(pair, Rule::kw_true)),
            Rule::relative => {
                let duration = self.child_duration(pair)?;
                if has(pair, Rule::kw_ago) { LiteralKind::Ago(duration) } else { LiteralKind::FromNow(duration) }
            }
            _ => return None,
        };
        Some(Literal { kind, span: self.span(pair) })
    }
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        _ => return None,
    })
}

/// Resolves `\"`, `\\`, `\n`, `\t`; a backslash before anything else stays.
fn unescape(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some(c @ ('"' | '\\')) => text.push(c),
            Some(c) => text.extend(['\\', c]),
            None => text.push('\\'),
        }
    }
    text
}
