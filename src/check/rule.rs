//! Rules, groups and scores → their model.

use super::{
    Checkedly,
    resolve::Checker,
    stage::description,
    typed::{Holder, Type, Typed},
};
use crate::{
    base::{Arena, Diagnostic, Id, Reported, Span, code},
    model::{
        AggregateFunction, Award, Claim, Condition, DecayCurve, Group, List, Node, Operand, Rule, RuleBody, Score,
        ScoreBody, Stage,
    },
    schema::{Constant, ConstantKind, duration},
    syntax::tree::{self, Clause, ClauseKind, ScoreBody as WrittenBody},
    value::{Bound, Date, Decimal, Points, nfc},
};

/// Everything that has been checked so far, in the order of its ids.
#[derive(Default)]
pub(super) struct Bodies {
    pub(super) scores: Arena<Score>,
    pub(super) groups: Arena<Group>,
    pub(super) rules: Arena<Rule>,
    pub(super) stages: Arena<Stage>,
    pub(super) lists: Arena<List>,
    pub(super) claims: Vec<Claim>,
}

impl Checker<'_> {
    pub(super) fn rules(&mut self) {
        for (at, site) in self.declared.rules.iter().enumerate() {
            self.node = Some(Node::Rule(Id::new(at)));
            let rule = site.rule;
            let body = match &rule.body {
                tree::RuleBody::When { condition, award } => self.when(rule, condition.as_ref(), award),
                tree::RuleBody::Match { subject, events, arms, broken } => {
                    self.match_rule(subject, events.as_ref(), arms, !broken.is_empty())
                }
                tree::RuleBody::Each { query, award } => self.each(rule, query, award),
            };
            let up_to = self.up_to(&rule.clauses).unwrap_or(None);
            if matches!(rule.body, tree::RuleBody::Match { .. }) {
                self.no_decay(&rule.clauses);
            }
            let until = self.until(&rule.clauses);
            self.single_clauses(&rule.clauses);
            self.bodies.rules.push(Rule {
                id: site.id.clone(),
                name: rule.name.as_ref().map(|name| nfc(&name.text)),
                score: site.score,
                group: site.group,
                text: crate::format::rule_text(rule),
                description: description(&rule.clauses),
                docs: site.docs.to_vec(),
                owner: owner(&rule.clauses),
                until,
                up_to,
                body: body.unwrap_or(RuleBody::When {
                    condition: Some(Condition::Constant(false)),
                    award: Award::Flat(Points::ZERO),
                }),
                span: Some(rule.span),
            });
        }
        self.node = None;
    }

    fn when(&mut self, rule: &tree::Rule, condition: Option<&tree::Expr>, award: &tree::Award) -> Checkedly<RuleBody> {
        let condition = condition.map(|condition| self.condition(condition)).transpose();
        let award = self.award(rule, award);
        Ok(RuleBody::When { condition: condition?, award: award? })
    }

    fn award(&mut self, rule: &tree::Rule, award: &tree::Award) -> Checkedly<Award> {
        let points = self.points_of(&award.points);
        let decay = rule.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Decay(decay) => Some((decay, clause.span)),
            _ => None,
        });
        match (&award.per, decay) {
            (None, None) => Ok(Award::Flat(points?)),
            (Some(_), Some((_, span))) => Err(self.report(
                Diagnostic::new(&code::MISPLACED_CLAUSE, span, "points that count steps cannot fade as well")
                    .help("make two rules of it: one with `per`, one with `fading` or `halving`"),
            )),
            (Some((step, of)), None) => {
                let has_limit = rule.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::UpTo(_)));
                let step = self.step(step.as_ref(), award.per_let.as_ref());
                self.per(points, step, of, award.per_span.unwrap_or(of.span), has_limit)
            }
            (None, Some((decay, span))) => self.decay(points, decay, span),
        }
    }

    fn per(
        &mut self,
        points: Checkedly<Points>,
        step: Checkedly<Decimal>,
        of: &tree::Expr,
        span: Span,
        has_limit: bool,
    ) -> Checkedly<Award> {
        if let tree::ExprKind::Path(path) = &of.kind
            && path.member.is_none()
            && self.event_named(path).is_some()
        {
            let event = crate::format::name(&path.head.text);
            return Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    of.span,
                    format!("`{event}` is an event; how many there are is `{event} count`"),
                )
                .safe_fix(format!("write `{event} count`"), of.span.after(), " count"),
            ));
        }
        let (operand, kind) = match self.expr(of)? {
            Typed::Operand(operand, kind) if kind.is_number() => (operand, kind),
            other => {
                let what = self.noun_of(&other);
                return Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        of.span,
                        format!("`per` counts in a number, but this is {what}"),
                    )
                    .help("name a property that is a number: `score +1 per 10 visits up to 20`"),
                ));
            }
        };
        let (step, points) = (step?, points?);
        if !has_limit && !self.is_bounded(&operand, kind) {
            let text = crate::format::expression(of);
            let message = format!("`{text}` has no upper end, so neither have these points");
            let mut diagnostic = Diagnostic::new(&code::UNBOUNDED_POINTS, span, message)
                .help("say how many points it may give at most: `up to 20`");
            if let Operand::Property(property) = operand
                && let Some(property) = self.schema.properties.get(property)
            {
                let name = crate::format::name(&property.name);
                let declared = format!("`{name}: {} in 0..=1000`", property.kind().word());
                diagnostic = diagnostic.help(format!("or declare its range in the `contact` block: {declared}"));
            }
            return Err(self.report(diagnostic.unsafe_fix("add `up to 20`", span.after(), " up to 20")));
        }
        Ok(Award::Per { points, step, of: operand })
    }

    /// The step behind `per`: a number, a `let`, or 1 where none is written.
    fn step(&mut self, literal: Option<&tree::Literal>, name: Option<&tree::Name>) -> Checkedly<Decimal> {
        let (number, span) = match (literal, name) {
            (Some(literal), _) => (self.literal(literal)?.kind, literal.span),
            (None, Some(name)) => (ConstantKind::Number(self.let_number(name, "steps")?), name.span),
            (None, None) => return Ok(Decimal::ONE),
        };
        match number {
            ConstantKind::Number(number) if number.is_positive() => Ok(number),
            _ => Err(self.report(
                Diagnostic::new(&code::BAD_STEP, span, "the step behind `per` is a number greater than 0")
                    .help("points come once for every such step: `score +1 per 10 visits`"),
            )),
        }
    }

    /// Whether there is a most that the operand can be.
    fn is_bounded(&self, operand: &Operand, kind: Type) -> bool {
        let holder = match operand {
            Operand::Property(property) => Holder::Property(*property),
            Operand::Aggregate { function: AggregateFunction::Min | AggregateFunction::Max, query, field }
            | Operand::Pick { query, field, .. } => match self.queries.event_of(*query) {
                Some(event) => Holder::Field(event, *field),
                None => return false,
            },
            _ => return kind == Type::Points,
        };
        let range = self.declared_as(holder).and_then(|property| property.reading.range);
        range.is_some_and(|range| !matches!(range.high, Bound::Unbounded))
    }

    fn decay(&mut self, points: Checkedly<Points>, decay: &tree::Decay, span: Span) -> Checkedly<Award> {
        let word = if decay.halving { "halving" } else { "fading" };
        let Some(since) = &decay.since else {
            return Err(self.report(
                Diagnostic::new(&code::MISPLACED_CLAUSE, span, format!("`{word}` does not say since when"))
                    .help(format!("name a date of the contact: `{} since created`", super::spelling::decay(decay))),
            ));
        };
        let days = self.decay_days(decay, word);
        let operand = match self.path(since)? {
            Typed::Operand(operand, kind) if kind.is_time() => operand,
            other => {
                let what = self.noun_of(&other);
                return Err(self.report(
                    Diagnostic::new(
                        &code::WRONG_TYPE,
                        since.span,
                        format!("points fade since a date, but this is {what}"),
                    )
                    .help("name a property of type `date` or `datetime`"),
                ));
            }
        };
        let days = days?;
        let curve = if decay.halving { DecayCurve::Halving { days } } else { DecayCurve::Fading { days } };
        Ok(Award::Decay { points: points?, curve, since: operand })
    }

    pub(super) fn decay_days(&mut self, decay: &tree::Decay, word: &str) -> Checkedly<u32> {
        let length = duration(&decay.over, &mut self.out)?;
        length.days().ok_or_else(|| {
            self.report(
                Diagnostic::new(&code::BAD_DURATION, decay.over.span, format!("`{word}` counts in days or weeks"))
                    .help("write a number of days or weeks: `30 days`"),
            )
        })
    }

    fn no_decay(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            if matches!(clause.kind, ClauseKind::Decay(_)) {
                self.report(
                    Diagnostic::new(&code::MISPLACED_CLAUSE, clause.span, "the points of a `match` do not fade")
                        .help("fading and halving stand behind `score` and its points: `score +10 fading over 30 days since created`"),
                );
            }
        }
    }

    fn until(&mut self, clauses: &[Clause]) -> Option<Date> {
        clauses.iter().find_map(|clause| {
            let ClauseKind::Until(literal) = &clause.kind else { return None };
            match self.literal(literal).ok()?.kind {
                ConstantKind::Date(date) => Some(date),
                other => {
                    self.report(
                        Diagnostic::new(
                            &code::WRONG_TYPE,
                            literal.span,
                            format!("`until` needs a date, but this is {}", other.noun()),
                        )
                        .help("write the last day on which the rule counts: `until 2026-12-31`"),
                    );
                    None
                }
            }
        })
    }

    /// Reports clauses that are given twice; `limit` and `up to` are looked at where they are read.
    pub(super) fn single_clauses(&mut self, clauses: &[Clause]) {
        let mut seen: Vec<(&'static str, Span)> = Vec::new();
        for clause in clauses {
            let name = match &clause.kind {
                ClauseKind::Description(_) => "description",
                ClauseKind::Decay(_) => "`fading` or `halving`",
                ClauseKind::Until(_) => "`until`",
                ClauseKind::Owner(_) => "`owner`",
                ClauseKind::Limit(_) | ClauseKind::UpTo(_) | ClauseKind::Allow { .. } => continue,
            };
            if let Some((_, first)) = seen.iter().find(|(seen, _)| *seen == name) {
                let first = *first;
                self.report(
                    Diagnostic::new(&code::DUPLICATE_CLAUSE, clause.span, format!("a second {name}"))
                        .label(first, "the first one")
                        .help("delete one of the two"),
                );
            } else {
                seen.push((name, clause.span));
            }
        }
    }

    pub(super) fn scores(&mut self) {
        for (at, site) in self.declared.groups.iter().enumerate() {
            self.node = Some(Node::Group(Id::new(at)));
            for rule in &site.rules {
                self.needs(Node::Rule(*rule), site.block.name.span);
            }
            self.single_clauses(&site.block.clauses);
            let limit = self.limit(&site.block.clauses);
            self.bodies.groups.push(Group {
                name: nfc(&site.block.name.text),
                score: site.score,
                description: description(&site.block.clauses),
                docs: site.block.docs.clone(),
                owner: owner(&site.block.clauses),
                limit,
                rules: site.rules.clone(),
                span: Some(site.block.name.span),
            });
        }
        for (at, site) in self.declared.scores.iter().enumerate() {
            self.node = Some(Node::Score(Id::new(at)));
            for group in &site.groups {
                self.needs(Node::Group(*group), site.span);
            }
            for rule in &site.rules {
                self.needs(Node::Rule(*rule), site.span);
            }
            let sum = ScoreBody::Sum { groups: site.groups.clone(), rules: site.rules.clone() };
            let (clauses, docs, body): (&[Clause], &[String], ScoreBody) = match site.block {
                None => (&[], &[], sum),
                Some((item, score)) => {
                    let body = match &score.body {
                        WrittenBody::Entries(_) => sum,
                        WrittenBody::Derived(formula) => match self.formula(formula) {
                            Ok(formula) => ScoreBody::Derived(formula),
                            Err(Reported) => sum,
                        },
                    };
                    (&score.clauses, &item.docs, body)
                }
            };
            self.single_clauses(clauses);
            let limit = self.limit(clauses);
            self.bodies.scores.push(Score {
                name: site.name.clone(),
                description: description(clauses),
                docs: docs.to_vec(),
                owner: owner(clauses),
                limit,
                body,
                span: Some(site.span),
            });
        }
        self.node = None;
    }

    /// A constant number, for places that take nothing else.
    pub(super) fn constant_number(&mut self, expr: &tree::Expr) -> Checkedly<Option<Decimal>> {
        Ok(match self.expr(expr)? {
            Typed::Literal(Constant { kind: ConstantKind::Number(number), .. }) => Some(number),
            _ => None,
        })
    }
}

/// The owner among clauses.
fn owner(clauses: &[Clause]) -> Option<String> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Owner(text) => Some(text.text.clone()),
        _ => None,
    })
}
