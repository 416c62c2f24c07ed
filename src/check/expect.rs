//! What a test expects: conditions in which `fired` may stand, and in which a rule or group is known by its own name.
//!
//! Takes the tree of a condition, gives the model's. Knows nothing of whether it is met.

use std::collections::BTreeSet;

use super::{Checkedly, declared::Member, resolve::Checker, typed::Typed};
use crate::{
    base::{Diagnostic, Reported, Span, code, nearest},
    model::{Condition, Expectation, Node, PointsOf, Question, RuleId, Test},
    syntax::tree::{self, Expr, ExprKind, Path, PredicateKind, SetExpr},
    value::nfc,
};

impl Checker<'_> {
    /// `expect engagement is 41`.
    pub(super) fn expectation(&mut self, written: &tree::Expectation) -> Checkedly<Expectation> {
        let condition = self.expected(&written.condition)?;
        Ok(Expectation { condition, text: crate::format::expression(&written.condition), span: written.span })
    }

    /// A condition that is expected to be true.
    pub(super) fn expected(&mut self, expr: &Expr) -> Checkedly<Condition> {
        if let Some(span) = asks_for_events(expr) {
            return Err(self.report(
                Diagnostic::new(&code::WRONG_KIND, span, "a test gives the events, so it does not ask for them")
                    .help("expect what follows from them: a score, a stage, a list or `fired RULE`"),
            ));
        }
        self.in_expect = true;
        let condition = self.condition(expr);
        self.in_expect = false;
        condition
    }

    /// `fired pricing`, `fired engagement.pricing`.
    pub(super) fn fired(&mut self, path: &Path, span: Span) -> Checkedly<Typed> {
        if !self.in_expect {
            return Err(self.report(
                Diagnostic::new(&code::WRONG_KIND, span, "`fired` stands only behind `expect` in a test")
                    .help("ask for the rule's points instead: `engagement.pricing > 0`"),
            ));
        }
        let rule = self.rule_of_test(path)?;
        self.needs(Node::Rule(rule), path.span);
        let text = crate::format::expression(&Expr { kind: ExprKind::Fired(path.clone()), span });
        Ok(Typed::Condition(Condition::Test(Test { question: Question::Fired(rule), text, span: Some(span) })))
    }

    fn rule_of_test(&mut self, path: &Path) -> Checkedly<RuleId> {
        let (sites, name) = match &path.member {
            Some(member) => {
                let score = nfc(&path.head.text);
                let site = self.declared.scores.iter().find(|site| site.name == score);
                let Some(site) = site else {
                    self.lookup(&path.head)?;
                    return Err(self.report(
                        Diagnostic::new(
                            &code::WRONG_KIND,
                            path.head.span,
                            format!("`{}` is no score, so it has no rules", path.head.text),
                        )
                        .help("a rule is called by its score and its name: `fired engagement.pricing`"),
                    ));
                };
                (vec![site], member)
            }
            None => (self.declared.scores.iter().collect(), &path.head),
        };
        let key = nfc(&name.text);
        let found: Vec<(&str, Member, Span)> = sites
            .iter()
            .filter_map(|site| site.members.get(&key).map(|(member, span)| (site.name.as_str(), *member, *span)))
            .collect();
        let rules: Vec<(&str, RuleId, Span)> = found
            .iter()
            .filter_map(|(score, member, span)| match member {
                Member::Rule(rule) => Some((*score, *rule, *span)),
                _ => None,
            })
            .collect();
        let diagnostic = match (rules.as_slice(), found.first()) {
            ([(_, rule, _)], _) => return Ok(*rule),
            ([first, ..], _) => several(name, first, &rules),
            ([], Some((_, Member::Broken, _))) => return Err(Reported),
            ([], Some((score, _, declared))) => Diagnostic::new(
                &code::WRONG_KIND,
                name.span,
                format!("`{}` is a group, and `fired` asks for a rule", name.text),
            )
            .label(*declared, "declared here")
            .help(format!("ask for its points: `{score}.{} > 0`", crate::format::name(&name.text))),
            ([], None) => {
                let names: BTreeSet<&str> = sites
                    .iter()
                    .flat_map(|site| &site.members)
                    .filter(|(_, (member, _))| matches!(member, Member::Rule(_)))
                    .map(|(name, _)| name.as_str())
                    .collect();
                let found =
                    Diagnostic::new(&code::UNKNOWN_NAME, name.span, format!("there is no rule `{}`", name.text));
                match nearest(&name.text, names) {
                    Some(near) => {
                        found.unsafe_fix(format!("did you mean `{near}`?"), name.span, crate::format::name(near))
                    }
                    None => found.help("a rule gets its name before it: `pricing: when … score +15`"),
                }
            }
        };
        Err(self.report(diagnostic))
    }

    /// In a test, a rule or group by its own name alone, where no other thing and only one score has that name.
    pub(super) fn member_alone(&mut self, path: &Path) -> Checkedly<Option<Typed>> {
        let key = nfc(&path.head.text);
        if !self.in_expect || path.member.is_some() || self.declared.names.contains_key(&key) {
            return Ok(None);
        }
        let declared = self.declared;
        let found: Vec<(&str, Member, Span)> = declared
            .scores
            .iter()
            .filter_map(|site| site.members.get(&key).map(|(member, span)| (site.name.as_str(), *member, *span)))
            .collect();
        match found.as_slice() {
            [] => Ok(None),
            [(_, Member::Rule(rule), _)] => Ok(Some(self.points(PointsOf::Rule(*rule), Node::Rule(*rule), path.span))),
            [(_, Member::Group(group), _)] => {
                Ok(Some(self.points(PointsOf::Group(*group), Node::Group(*group), path.span)))
            }
            [(_, Member::Broken, _)] => Err(Reported),
            [first, ..] => Err(self.report(several(&path.head, first, &found))),
        }
    }
}

fn several<T>(name: &tree::Name, first: &(&str, T, Span), all: &[(&str, T, Span)]) -> Diagnostic {
    let written = crate::format::name(&name.text);
    let names: Vec<String> =
        all.iter().map(|(score, ..)| format!("`{}.{written}`", crate::format::name(score))).collect();
    Diagnostic::new(&code::WRONG_KIND, name.span, format!("several scores have a `{}`", name.text))
        .label(first.2, "one of them")
        .help(format!("say which is meant: {}", names.join(" or ")))
}

/// Where a condition asks for events by itself; through a `define` it may.
fn asks_for_events(expr: &Expr) -> Option<Span> {
    match &expr.kind {
        ExprKind::EventTest { .. }
        | ExprKind::EventCount(_)
        | ExprKind::EventDays { .. }
        | ExprKind::Aggregate { .. }
        | ExprKind::Distinct(_)
        | ExprKind::Pick { .. } => Some(expr.span),
        ExprKind::Or(parts) | ExprKind::And(parts) => parts.iter().find_map(asks_for_events),
        ExprKind::Not(inner) | ExprKind::Paren(inner) | ExprKind::Negate(inner) => asks_for_events(inner),
        ExprKind::Arithmetic { left, right, .. } => asks_for_events(left).or_else(|| asks_for_events(right)),
        ExprKind::Test { subject, predicate } => {
            subject.as_deref().and_then(asks_for_events).or_else(|| match &predicate.kind {
                PredicateKind::Is { value, .. }
                | PredicateKind::Compare { value, .. }
                | PredicateKind::Before(value)
                | PredicateKind::After(value) => asks_for_events(value),
                PredicateKind::In { set: SetExpr::Literal(set), .. } => set.elements.iter().find_map(asks_for_events),
                _ => None,
            })
        }
        ExprKind::InList { .. }
        | ExprKind::Path(_)
        | ExprKind::Part { .. }
        | ExprKind::Literal(_)
        | ExprKind::DaysSince(_)
        | ExprKind::Anniversary(_)
        | ExprKind::Fired(_) => None,
    }
}
