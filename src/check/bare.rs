//! Words without quotes where a value stands: `industry is Software`, `opted_out is yes`.
//!
//! Takes a name that nothing declares and the type of what it is compared with; reports it with the value that is meant.

use super::{
    Checkedly,
    meant::same_letters,
    resolve::Checker,
    typed::{Type, Typed},
};
use crate::{
    base::{Applicability, Diagnostic, Edit, code, nearest},
    syntax::tree::{Expr, ExprKind, Name},
    value::{Kind, nfc},
};

impl Checker<'_> {
    /// The meaning of an expression that is compared with something of type `kind`. `in_set`: the name of a set may stand
    /// here as well.
    pub(super) fn value(&mut self, expr: &Expr, kind: Type, in_set: bool) -> Checkedly<Typed> {
        match &expr.kind {
            ExprKind::Paren(inner) => return self.value(inner, kind, in_set),
            ExprKind::Path(path) if path.member.is_none() => self.bare_word(&path.head, kind, in_set)?,
            _ => {}
        }
        self.expr(expr)
    }

    /// Reports a name that nothing declares and that is a value without its quotes.
    pub(super) fn bare_word(&mut self, name: &Name, kind: Type, in_set: bool) -> Checkedly<()> {
        if self.declared.names.contains_key(&nfc(&name.text)) || self.is_field_in_sight(name) {
            return Ok(());
        }
        let Some((text, applicability)) = self.value_meant(&name.text, kind, in_set) else {
            return match self.arm_as_value(name) {
                Some(found) => Err(self.report(found)),
                None => Ok(()),
            };
        };
        let help = if kind == Type::Boolean { "its values are `true` and `false`" } else { "texts stand in quotes" };
        Err(self.report(
            Diagnostic::new(&code::UNKNOWN_NAME, name.span, format!("there is no `{}` in these rules", name.text))
                .help(help)
                .fix(format!("write `{text}`"), applicability, vec![Edit { span: name.span, text }]),
        ))
    }

    fn value_meant(&self, word: &str, kind: Type, in_set: bool) -> Option<(String, Applicability)> {
        match kind {
            Type::Boolean => truth(word).map(|truth| (truth.to_string(), Applicability::Safe)),
            Type::Choice(holder) | Type::Choices(holder) => {
                let property = self.declared_as(holder)?;
                let (Kind::OneOf(dropdown) | Kind::ManyOf(dropdown)) = property.kind() else { return None };
                if let Some(value) = dropdown.find(word).and_then(|place| dropdown.name(place)) {
                    return Some((crate::format::quoted(value), Applicability::Safe));
                }
                let near = nearest(word, dropdown.values.iter().map(|value| value.name.as_str()))?;
                let is_same = same_letters(word, near);
                let applicability = if is_same { Applicability::Safe } else { Applicability::Unsafe };
                (is_same || !in_set).then(|| (crate::format::quoted(near), applicability))
            }
            Type::Text => {
                let is_name = in_set && nearest(word, self.declared.names.keys().map(String::as_str)).is_some();
                (!is_name).then(|| (crate::format::quoted(word), Applicability::Unsafe))
            }
            Type::Integer | Type::Number | Type::Points | Type::Date | Type::Datetime => None,
        }
    }
}

/// What people write for yes and no.
pub(super) fn truth(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "yes" | "true" | "y" | "1" | "on" => Some(true),
        "no" | "false" | "n" | "0" | "off" => Some(false),
        _ => None,
    }
}
