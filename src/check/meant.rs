//! A name that stands for nothing, or for what does not fit its place → what was meant.
//!
//! Takes what is declared, gives findings with the name or the question to write instead. Knows nothing of types.

use super::{Checkedly, declared::What, resolve::Checker};
use crate::{
    base::{Diagnostic, Reported, Span, code, nearest},
    syntax::tree::{self, Name},
    value::nfc,
};

impl<'a> Checker<'a> {
    /// Whether nothing is known of a name because there is no `contact` block, which is told already.
    pub(super) fn may_be_a_property(&self, name: &Name) -> bool {
        self.declared.contacts.is_empty()
            && !self.declared.names.contains_key(&nfc(&name.text))
            && self.stage_with_arm(&name.text).is_none()
    }

    fn stage_with_arm(&self, text: &str) -> Option<&'a tree::Stage> {
        let mut stages = self.declared.stages.iter().map(|(_, stage)| *stage);
        stages.find(|stage| stage.arms.iter().any(|arm| arm.name.text == *text))
    }

    pub(super) fn unknown_name(&self, name: &Name) -> Diagnostic {
        let text = &name.text;
        let known = self.declared.names.iter().filter(|(_, declaration)| declaration.what != What::Broken);
        let mut diagnostic =
            Diagnostic::new(&code::UNKNOWN_NAME, name.span, format!("there is no `{text}` in these rules"));
        // An arm of a stage by itself: `mql` where `lifecycle is mql` is meant.
        if let Some(stage) = self.stage_with_arm(text) {
            let fixed = format!("{} is {}", crate::format::name(&stage.name.text), crate::format::name(text));
            return diagnostic
                .at(format!("`{text}` is an arm of the stage `{}`", stage.name.text))
                .label(stage.name.span, "the stage is declared here")
                .unsafe_fix(format!("write `{fixed}`"), name.span, fixed);
        }
        let events = self.events_with_field(text);
        if let (Some(event), true) = (events.first(), self.looked_at.is_none()) {
            let event = self.event_name(*event);
            let field = crate::format::name(text);
            let message = format!("`{field}` has a value for each `{event}`: which one is meant?");
            return Diagnostic::new(&code::FIELD_ALONE, name.span, message)
                .help(format!("of any one: `any {event} where {field} …`"))
                .help(format!("of the latest: `last {event}.{field}`"));
        }
        if let (Some(other), Some(looked_at)) = (events.first(), self.looked_at) {
            let (event, other) = (self.event_name(looked_at), self.event_name(*other));
            let field = crate::format::name(text);
            return diagnostic
                .help(format!("`where` looks at each `{event}`; `{field}` is a field of `{other}`"))
                .help(format!("name the other question by a `define`: `define … = any {other} where {field} …`"));
        }
        let mut names: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();
        let looked_at = self.looked_at.and_then(|event| self.schema.events.get(event));
        names.extend(looked_at.iter().flat_map(|event| event.fields.values()).map(|field| field.0.name.as_str()));
        let fields = looked_at.map(|event| {
            let fields: Vec<String> = event.fields.values().map(|field| format!("`{}`", field.0.name)).collect();
            format!("the fields of `{}` are {}", event.name, fields.join(", "))
        });
        if let Some(near) = nearest(text, names.iter().copied()) {
            let declaration = self.declared.names.get(near);
            if let Some(declaration) = declaration {
                diagnostic = diagnostic.label(declaration.span, format!("`{near}` is declared here"));
            }
            let spelling = crate::format::name(near);
            if let Some(fields) = fields {
                diagnostic = diagnostic.help(fields);
            }
            let fix = format!("did you mean `{near}`?");
            if same_letters(text, near) {
                diagnostic.safe_fix(fix, name.span, spelling)
            } else {
                diagnostic.unsafe_fix(fix, name.span, spelling)
            }
        } else if let Some(fields) = fields {
            diagnostic.help(fields)
        } else {
            diagnostic.help("properties are declared in `contact { … }`; texts stand in quotes: `\"…\"`")
        }
    }

    /// A list or a stage's arm that stands where a condition does: `vips`, `lifecycle.mql`. Both can be asked about, so
    /// the question is offered.
    pub(super) fn meant_as_condition(&mut self, expr: &tree::Expr) -> Checkedly<()> {
        let tree::ExprKind::Path(path) = &expr.kind else { return Ok(()) };
        let Some(declaration) = self.declared.names.get(&nfc(&path.head.text)).copied() else { return Ok(()) };
        let head = crate::format::name(&path.head.text);
        match (declaration.what, &path.member) {
            (What::List(_), None) => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    path.span,
                    format!("`{}` is a list, not a condition", path.head.text),
                )
                .label(declaration.span, "declared here")
                .safe_fix(format!("write `in list {head}`"), path.span, format!("in list {head}")),
            )),
            (What::Event(_), None) if self.field_in_sight(path).is_none() => Err(self.event_as_condition(&path.head)),
            (What::Stage(stage), Some(member)) => {
                let Some((_, stage)) = self.declared.stages.get(stage.index()) else { return Err(Reported) };
                let diagnostic = dotted_stage(path.span, declaration.span);
                let arms: Vec<&str> = stage.arms.iter().map(|arm| arm.name.text.as_str()).collect();
                let question = |arm: &str| format!("{head} is {}", crate::format::name(arm));
                Err(self.report(if arms.iter().any(|arm| nfc(arm) == nfc(&member.text)) {
                    let fixed = question(&member.text);
                    diagnostic.safe_fix(format!("write `{fixed}`"), path.span, fixed)
                } else if let Some(near) = nearest(&member.text, arms.iter().copied()) {
                    let fixed = question(near);
                    diagnostic.unsafe_fix(format!("did you mean `{fixed}`?"), path.span, fixed)
                } else {
                    let arms: Vec<String> = arms.iter().map(|arm| format!("`{arm}`")).collect();
                    diagnostic.help(format!("ask which arm it is: `{head} is …`; its arms are {}", arms.join(", ")))
                }))
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn dotted_stage(span: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(&code::WRONG_KIND, span, "a stage is asked with `is`, not with a dot")
        .label(declared, "the stage is declared here")
}

/// Whether two names differ by case, blanks, `_` and `-` alone, so that one can safely stand for the other.
pub(super) fn same_letters(a: &str, b: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
    };
    bare(a) == bare(b)
}
