//! A name that stands for nothing, or for what does not fit its place → what was meant.
//!
//! Takes what is declared, gives findings with the name or the question to write instead. Knows nothing of types.

use super::{
    Checkedly,
    declared::{Member, What},
    resolve::Checker,
    subject::Asked,
};
use crate::{
    base::{Diagnostic, Reported, Span, code, nearest},
    model::RuleId,
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
        if let Some(member) = self.member_meant(name) {
            return member;
        }
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

    /// A rule or group by its own name: `boss` where `fit.boss > 0` is meant.
    fn member_meant(&self, name: &Name) -> Option<Diagnostic> {
        if self.looked_at.is_some() {
            return None;
        }
        let key = nfc(&name.text);
        let sites = self.declared.scores.iter().filter_map(|site| Some((site, site.members.get(&key)?)));
        let found: Vec<_> = sites.filter(|(_, (member, _))| *member != Member::Broken).collect();
        let (_, (first, _)) = found.first()?;
        let noun = if matches!(first, Member::Group(_)) { "group" } else { "rule" };
        let written = crate::format::name(&name.text);
        let message = format!("`{written}` is a {noun}: say what its points are to be");
        let mut diagnostic = Diagnostic::new(&code::UNKNOWN_NAME, name.span, message);
        let is_compared = self.is_compared_behind(name.span);
        for (site, (member, span)) in found {
            let path = format!("{}.{written}", crate::format::name(&site.name));
            let takes_away = matches!(member, Member::Rule(id) if self.takes_away(*id));
            let fixed = match (is_compared, takes_away) {
                (true, _) => path,
                (false, true) => format!("{path} < 0"),
                (false, false) => format!("{path} > 0"),
            };
            diagnostic = diagnostic.label(*span, format!("`{written}` of the score `{}`", site.name)).unsafe_fix(
                format!("write `{fixed}`"),
                name.span,
                fixed,
            );
        }
        Some(diagnostic)
    }

    /// Whether a comparison or a calculation stands right behind.
    fn is_compared_behind(&self, span: Span) -> bool {
        let text = self.input.sources.get(span.source).and_then(|source| source.text.get(span.end as usize..));
        let behind = text.unwrap_or("").trim_start();
        let word = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        behind.starts_with(['<', '>', '=', '!', '+', '-', '*', '/']) || ["is", "in", "between"].contains(&word)
    }

    /// Whether a rule's points have a minus.
    fn takes_away(&self, id: RuleId) -> bool {
        let rule = self.declared.rules.get(id.index()).map(|site| site.rule.span);
        rule.is_some_and(|span| self.input.sources.text(span).contains(" score -"))
    }

    /// An arm of a stage where a value of something else stands: `competitor is sql`.
    pub(super) fn arm_as_value(&self, name: &Name) -> Option<Diagnostic> {
        let stage = self.stage_with_arm(&name.text)?;
        let asked = format!("{} is {}", crate::format::name(&stage.name.text), crate::format::name(&name.text));
        Some(
            Diagnostic::new(
                &code::UNKNOWN_NAME,
                name.span,
                format!("`{}` is an arm of the stage `{}`, and no value of this", name.text, stage.name.text),
            )
            .label(stage.name.span, "the stage is declared here")
            .help(format!("whether somebody is there is asked of the stage: `{asked}`")),
        )
    }

    /// `competitor is sql`, of what is yes or no: both are asked.
    pub(super) fn yes_or_no_and_arm(&self, asked: Asked<'_>, name: &Name, is_not: bool) -> Option<Diagnostic> {
        if self.declared.names.contains_key(&nfc(&name.text)) || self.is_field_in_sight(name) {
            return None;
        }
        let stage = self.stage_with_arm(&name.text)?;
        let is = if is_not { "is not" } else { "is" };
        let (of, arm) = (crate::format::name(&stage.name.text), crate::format::name(&name.text));
        let both = format!("{} and {of} {is} {arm}", asked.subject_text());
        let before = self.input.sources.get(asked.expr.span.source);
        let before = before.and_then(|source| source.text.get(..asked.expr.span.start as usize)).unwrap_or("");
        let both = if before.trim_end().ends_with("not") { format!("({both})") } else { both };
        Some(self.arm_as_value(name)?.unsafe_fix(format!("write `{both}`"), asked.expr.span, both))
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
