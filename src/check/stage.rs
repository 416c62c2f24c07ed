//! Stages, lists and claims: their own items, and tests of a stage.

use std::collections::BTreeMap;

use super::{Checkedly, expr::negate_if, resolve::Checker, set::keys, subject::Asked, typed::Typed};
use crate::{
    base::{Diagnostic, Id, Reported, Span, code, nearest},
    model::{ArmName, Claim, Condition, List, ListBody, Node, Question, Stage, StageArm, StageId},
    schema::ConstantKind,
    syntax::tree::{
        self, ClauseKind, CompareOperator, Expr, ExprKind, ListSource, PredicateKind, SetExpr, StageArmKind,
    },
    value::{key, nfc},
};

/// The distinct names of a stage's arms, the best first: rank is by last appearance (semantics 36).
pub(super) fn arm_names(stage: &tree::Stage) -> Vec<ArmName> {
    let mut last: BTreeMap<String, (usize, Option<String>)> = BTreeMap::new();
    for (at, arm) in stage.arms.iter().enumerate() {
        let label = arm.label.as_ref().map(|label| label.text.clone());
        let entry = last.entry(nfc(&arm.name.text)).or_insert((at, None));
        entry.0 = at;
        entry.1 = entry.1.take().or(label);
    }
    let mut names: Vec<(usize, ArmName)> =
        last.into_iter().map(|(name, (at, label))| (at, ArmName { name, label })).collect();
    names.sort_by_key(|(at, _)| *at);
    names.into_iter().map(|(_, name)| name).collect()
}

impl Checker<'_> {
    pub(super) fn stages(&mut self) {
        for (at, (item, stage)) in self.declared.stages.iter().enumerate() {
            self.node = Some(Node::Stage(Id::new(at)));
            let names = arm_names(stage);
            let place = |name: &str| -> u32 {
                let at = names.iter().position(|arm| arm.name == nfc(name)).unwrap_or(0);
                u32::try_from(at).unwrap_or(u32::MAX)
            };
            let mut arms = Vec::new();
            let mut otherwise: Option<&tree::StageArm> = None;
            for arm in &stage.arms {
                if let Some(first) = otherwise {
                    self.report(
                        Diagnostic::new(
                            &code::MISPLACED_OTHERWISE,
                            first.span,
                            "`otherwise` takes everybody, so it stands last",
                        )
                        .label(arm.span, "this arm is never reached")
                        .help("move the `otherwise` arm to the end of the stage"),
                    );
                    otherwise = None;
                }
                match &arm.kind {
                    StageArmKind::Otherwise => otherwise = Some(arm),
                    StageArmKind::When(condition) => {
                        let checked = self.condition(condition).unwrap_or(Condition::Constant(false));
                        arms.push(StageArm {
                            name: place(&arm.name.text),
                            condition: checked,
                            text: crate::format::expression(condition),
                            span: Some(arm.span),
                        });
                    }
                }
            }
            let has_otherwise = stage.arms.iter().any(|arm| arm.kind == StageArmKind::Otherwise);
            if !has_otherwise && stage.broken.is_empty() {
                let end = item.span.after();
                let end = Span { start: end.start.saturating_sub(1), end: end.end.saturating_sub(1), ..end };
                self.report(
                    Diagnostic::new(
                        &code::MISSING_OTHERWISE,
                        stage.name.span,
                        format!("the stage `{}` has no `otherwise` arm", stage.name.text),
                    )
                    .at("which stage has a contact that none of the arms takes?")
                    .help("name it as the last line of the stage: `otherwise subscriber`")
                    .unsafe_fix("add the arm `otherwise none`", end, "  otherwise none\n"),
                );
            }
            self.bodies.stages.push(Stage {
                name: nfc(&stage.name.text),
                description: description(&stage.clauses),
                docs: item.docs.clone(),
                otherwise: otherwise.map_or(0, |arm| place(&arm.name.text)),
                otherwise_span: otherwise.map(|arm| arm.span),
                names,
                arms,
                span: Some(stage.name.span),
            });
        }
        self.node = None;
    }

    pub(super) fn lists(&mut self) {
        for (at, (item, list)) in self.declared.lists.iter().enumerate() {
            self.node = Some(Node::List(Id::new(at)));
            let body = match &list.source {
                ListSource::When { condition, except } => {
                    let condition = self.condition(condition).unwrap_or(Condition::Constant(false));
                    let except =
                        except.as_ref().map(|except| self.condition(except).unwrap_or(Condition::Constant(false)));
                    ListBody::When { condition, except }
                }
                ListSource::File(path) => {
                    let is_whole = |(_, contact): &(&tree::Item, &tree::Contact)| contact.broken.is_empty();
                    let contacts = &self.declared.contacts;
                    if self.schema.key.is_none() && !contacts.is_empty() && contacts.iter().all(is_whole) {
                        let help = "mark one property of the contact as `key`: `id: text key`";
                        self.report(
                            Diagnostic::new(&code::MISSING_KEY, path.span, "a list of keys needs a contact with a key")
                                .help(help),
                        );
                    }
                    let keys = keys(path, self.input.assets, &mut self.out).unwrap_or_default();
                    ListBody::Keys(keys.iter().map(|line| key(line)).collect())
                }
            };
            self.bodies.lists.push(List {
                name: nfc(&list.name.text),
                description: description(&list.clauses),
                docs: item.docs.clone(),
                body,
                span: Some(list.name.span),
            });
        }
        self.node = None;
    }

    pub(super) fn claims(&mut self) {
        for (item, claim) in &self.declared.claims {
            let Ok(condition) = self.condition(&claim.condition) else { continue };
            let always = claim.kind == tree::ClaimKind::Always;
            let word = if always { "always" } else { "never" };
            self.bodies.claims.push(Claim {
                always,
                condition,
                text: format!("{word} {}", crate::format::expression(&claim.condition)),
                description: description(&claim.clauses),
                span: Some(item.span),
            });
        }
    }

    /// `lifecycle is mql`, `lifecycle >= mql`, `lifecycle in { mql, sql }`.
    pub(super) fn stage_test(&mut self, asked: Asked<'_>, stage: StageId) -> Checkedly<Condition> {
        let Some((_, block)) = self.declared.stages.get(stage.index()) else { return Err(Reported) };
        let names = arm_names(block);
        let (negated, arms) = match &asked.predicate.kind {
            PredicateKind::Is { negated, value, .. } => (*negated, vec![self.arm(block, &names, value)?]),
            PredicateKind::Compare { operator, value } => {
                let at = self.arm(block, &names, value)?;
                // The best arm has place 0, so `>= mql` takes the places up to it.
                let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
                let arms = match operator {
                    CompareOperator::GreaterOrEqual => (0..=at).collect(),
                    CompareOperator::Greater => (0..at).collect::<Vec<_>>(),
                    CompareOperator::LessOrEqual => (at..count).collect(),
                    CompareOperator::Less => (at.saturating_add(1)..count).collect(),
                };
                if arms.is_empty() {
                    let best = matches!(operator, CompareOperator::Greater);
                    let edge = if best { "above the best arm" } else { "below the last arm" };
                    return Err(self.report(
                        Diagnostic::new(
                            &code::EMPTY_RANGE,
                            asked.predicate.span,
                            format!("nothing is {edge} of `{}`", block.name.text),
                        )
                        .label(block.name.span, "the arms stand here, the best first")
                        .help("use `>=` or `<=` to take the arm in"),
                    ));
                }
                (false, arms)
            }
            PredicateKind::In { negated, set, .. } => {
                let elements: Vec<Expr> = match set {
                    SetExpr::Literal(set) => set.elements.clone(),
                    SetExpr::One(expr) => vec![(**expr).clone()],
                    SetExpr::Name(name) => {
                        self.report(
                            Diagnostic::new(&code::WRONG_KIND, name.span, "the arms of a stage are written in braces")
                                .help(format!("write `{} in {{ …, … }}`", block.name.text)),
                        );
                        return Err(Reported);
                    }
                    SetExpr::Range(range) => {
                        return Err(self.report(
                            Diagnostic::new(&code::WRONG_TYPE, range.span, "a stage has no ranges")
                                .help(format!("write `{0} >= … and {0} <= …`", block.name.text)),
                        ));
                    }
                };
                if elements.is_empty() {
                    return Err(self.report(super::set::empty_set(asked.predicate.span)));
                }
                let arms: Vec<Checkedly<u32>> =
                    elements.iter().map(|element| self.arm(block, &names, element)).collect();
                let mut arms = arms.into_iter().collect::<Checkedly<Vec<u32>>>()?;
                arms.sort_unstable();
                arms.dedup();
                (*negated, arms)
            }
            PredicateKind::Known { .. } => {
                return Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_OPERATOR,
                        asked.predicate.span,
                        "a stage is never unknown: every contact is in one of its arms",
                    )
                    .help(format!(
                        "ask which: `{} is {}`",
                        block.name.text,
                        names.first().map_or("…", |arm| &arm.name)
                    )),
                ));
            }
            _ => {
                return Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_OPERATOR,
                        asked.predicate.operator_span,
                        format!(
                            "{} cannot be asked of `{}`, which is a stage",
                            super::slip::operator_words(&asked.predicate.kind),
                            block.name.text
                        ),
                    )
                    .help(format!("ask `{0} is ARM` or `{0} >= ARM`", block.name.text)),
                ));
            }
        };
        Ok(negate_if(negated, asked.test(Question::Stage { stage, arms })))
    }

    /// The place of an arm that is named on the right.
    pub(super) fn arm(&mut self, block: &tree::Stage, names: &[ArmName], value: &Expr) -> Checkedly<u32> {
        let stage = &block.name.text;
        let (text, quoted) = match &value.kind {
            ExprKind::Path(path) if path.member.is_none() => (path.head.text.clone(), false),
            ExprKind::Paren(inner) => return self.arm(block, names, inner),
            _ => match self.expr(value)? {
                Typed::Literal(constant) => match constant.kind {
                    ConstantKind::Text(text) => (text, true),
                    other => {
                        return Err(self.report(
                            Diagnostic::new(
                                &code::WRONG_TYPE,
                                value.span,
                                format!("`{stage}` is a stage, but this is {}", other.noun()),
                            )
                            .label(block.name.span, "the stage is declared here")
                            .help("ask for one of its arms by name, or compare the score instead"),
                        ));
                    }
                },
                _ => (String::new(), false),
            },
        };
        let known = nfc(&text);
        if let Some(at) = names.iter().position(|arm| arm.name == known) {
            if quoted {
                self.report(
                    Diagnostic::new(&code::WRONG_TYPE, value.span, "arms of a stage are names, not texts").safe_fix(
                        format!("write `{text}` without quotes"),
                        value.span,
                        crate::format::name(&text),
                    ),
                );
                return Err(Reported);
            }
            return Ok(u32::try_from(at).unwrap_or(u32::MAX));
        }
        if block.broken.iter().any(|broken| broken.name.as_ref().is_none_or(|name| name.text == text)) {
            return Err(Reported);
        }
        let mut diagnostic =
            Diagnostic::new(&code::UNKNOWN_ARM, value.span, format!("the stage `{stage}` has no arm `{text}`"))
                .label(block.name.span, "the stage is declared here");
        let by_label = names
            .iter()
            .find(|arm| arm.label.as_ref().is_some_and(|label| crate::value::fold(label) == crate::value::fold(&text)));
        let near =
            by_label.map(|arm| arm.name.as_str()).or_else(|| nearest(&text, names.iter().map(|arm| arm.name.as_str())));
        diagnostic = match near {
            Some(near) => {
                diagnostic.unsafe_fix(format!("did you mean `{near}`?"), value.span, crate::format::name(near))
            }
            None => {
                let all: Vec<String> = names.iter().map(|arm| format!("`{}`", arm.name)).collect();
                diagnostic.help(format!("its arms are {}", all.join(", ")))
            }
        };
        Err(self.report(diagnostic))
    }
}

/// The description string among clauses.
pub(super) fn description(clauses: &[tree::Clause]) -> Option<String> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Description(text) => Some(text.text.clone()),
        _ => None,
    })
}
