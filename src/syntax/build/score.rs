use super::{Build, P, child, children, has};
use crate::base::{Diagnostic, code};
use crate::syntax::{
    grammar,
    tree::{
        Arm, ArmPattern, Award, Clause, ClauseKind, Decay, Entry, Expr, ExprKind, Group, Name, Path, Points,
        PointsValue, Rule, RuleBody, Score, ScoreBody,
    },
};

use grammar::Rule as R;

impl Build<'_> {
    pub(super) fn score(&mut self, pair: &P<'_>) -> Option<Score> {
        let body = match child(pair, R::expr) {
            Some(expr) => ScoreBody::Derived(self.expr(&expr)?),
            None => ScoreBody::Entries(self.entries(pair)?),
        };
        Some(Score { name: self.child_name(pair)?, clauses: self.clauses(pair)?, body })
    }

    fn entries(&mut self, pair: &P<'_>) -> Option<Vec<Entry>> {
        let inner = pair.clone().into_inner().filter(|inner| matches!(inner.as_rule(), R::group | R::rule));
        inner.map(|inner| self.entry(&inner)).collect()
    }

    /// Of a `group` or a `rule`.
    pub(in crate::syntax) fn entry(&mut self, pair: &P<'_>) -> Option<Entry> {
        match pair.as_rule() {
            R::group => Some(Entry::Group(self.group(pair)?)),
            R::rule => Some(Entry::Rule(self.rule(pair)?)),
            _ => None,
        }
    }

    fn group(&mut self, pair: &P<'_>) -> Option<Group> {
        let span = self.span(pair);
        Some(Group {
            docs: self.docs(span),
            name: self.child_name(pair)?,
            clauses: self.clauses(pair)?,
            entries: self.entries(pair)?,
            span,
        })
    }

    pub(in crate::syntax) fn rule(&mut self, pair: &P<'_>) -> Option<Rule> {
        let span = self.span(pair);
        let body = pair
            .clone()
            .into_inner()
            .find(|inner| matches!(inner.as_rule(), R::when_body | R::match_body | R::each_body | R::award))?;
        let body = match body.as_rule() {
            R::when_body => RuleBody::When {
                condition: Some(self.child_expr(&body)?),
                award: self.award(&child(&body, R::award)?)?,
            },
            R::match_body => RuleBody::Match {
                subject: match child(&body, R::place) {
                    Some(place) => self.place(&place)?,
                    None => self.child_arith(&body)?,
                },
                events: child(&body, R::match_query).and_then(|query| self.match_query(&body, &query)),
                arms: children(&body, R::arm).map(|arm| self.arm(&arm)).collect::<Option<_>>()?,
                broken: Vec::new(),
            },
            R::each_body => RuleBody::Each {
                query: self.query(&child(&body, R::query)?)?,
                award: self.award(&child(&body, R::award)?)?,
            },
            _ => RuleBody::When { condition: None, award: self.award(&body)? },
        };
        Some(Rule { docs: self.docs(span), name: self.child_name(pair), body, clauses: self.clauses(pair)?, span })
    }

    fn award(&mut self, pair: &P<'_>) -> Option<Award> {
        let points = self.points(&child(pair, R::points)?)?;
        let mut award = Award { points, per: None, per_let: None, per_span: None };
        if let Some(per) = child(pair, R::per) {
            let step = child(&per, R::step);
            let literal =
                step.as_ref().and_then(|step| child(step, R::number)).and_then(|number| self.literal(&number));
            award.per_let = step.and_then(|step| child(&step, R::step_name)).and_then(|name| self.child_name(&name));
            award.per = Some((literal, self.child_arith(&per)?));
            award.per_span = Some(self.span(&per));
        }
        Some(award)
    }

    fn points(&self, pair: &P<'_>) -> Option<Points> {
        let sign = child(pair, R::sign).and_then(|sign| sign.as_str().chars().next());
        Some(Points { sign, value: self.points_value(pair)?, span: self.span(pair) })
    }

    fn points_value(&self, pair: &P<'_>) -> Option<PointsValue> {
        match child(pair, R::unsigned) {
            Some(digits) => Some(PointsValue::Number(digits.as_str().to_owned())),
            None => Some(PointsValue::Name(self.child_name(pair)?)),
        }
    }

    pub(in crate::syntax) fn arm(&mut self, pair: &P<'_>) -> Option<Arm> {
        Some(Arm {
            patterns: children(pair, R::pattern).map(|pattern| self.pattern(&pattern)).collect::<Option<_>>()?,
            points: self.points(&child(&child(pair, R::arm_points)?, R::points)?)?,
            span: self.span_without_comma(pair),
        })
    }

    fn pattern(&mut self, pair: &P<'_>) -> Option<ArmPattern> {
        let inner = pair.clone().into_inner().next()?;
        Some(match inner.as_rule() {
            R::range => ArmPattern::Range(self.range(&inner)?),
            R::set => ArmPattern::Set(self.set(&inner)?),
            R::kw_unknown => ArmPattern::Unknown(self.span(&inner)),
            R::kw_otherwise => ArmPattern::Otherwise(self.span(&inner)),
            R::path if matches!(inner.as_str(), "else" | "default") => {
                let span = self.span(&inner);
                let message = format!("`{}` is written `otherwise`", inner.as_str());
                let finding = Diagnostic::new(&code::FOREIGN_WORD, span, message);
                self.diagnostics.push(finding.safe_fix("write `otherwise`", span, "otherwise"));
                ArmPattern::Otherwise(span)
            }
            R::path if misspelt(inner.as_str()).is_some() => {
                let meant = misspelt(inner.as_str())?;
                let span = self.span(&inner);
                let message = format!("`{}` looks like a misspelling of `{meant}`", inner.as_str());
                let finding = Diagnostic::new(&code::MISSPELT_WORD, span, message);
                self.diagnostics.push(finding.safe_fix(format!("write `{meant}`"), span, meant));
                if meant == "unknown" { ArmPattern::Unknown(span) } else { ArmPattern::Otherwise(span) }
            }
            _ => ArmPattern::Value(self.one(pair)?),
        })
    }

    /// The clauses among the children, in order.
    pub(super) fn clauses(&mut self, pair: &P<'_>) -> Option<Vec<Clause>> {
        let mut clauses = Vec::new();
        for inner in pair.clone().into_inner() {
            if let Some(kind) = self.clause(&inner) {
                clauses.push(Clause { kind: kind?, span: self.span(&inner) });
            }
        }
        Some(clauses)
    }

    /// The outer option says whether it is a clause at all.
    fn clause(&self, pair: &P<'_>) -> Option<Option<ClauseKind>> {
        Some(match pair.as_rule() {
            R::description => self.child_quoted(pair).map(ClauseKind::Description),
            R::owner => self.child_quoted(pair).map(ClauseKind::Owner),
            R::limit => self.limit(pair),
            R::up_to => self.points_value(pair).map(ClauseKind::UpTo),
            R::until => self.child_literal(pair).map(ClauseKind::Until),
            R::decay => self.decay(pair).map(ClauseKind::Decay),
            R::allow => child(pair, R::finding).map(|finding| ClauseKind::Allow {
                finding: Name { text: finding.as_str().to_owned(), span: self.span(&finding) },
                reason: self.child_quoted(pair),
            }),
            _ => return None,
        })
    }

    fn limit(&self, pair: &P<'_>) -> Option<ClauseKind> {
        if let Some(range) = child(pair, R::range) {
            return Some(ClauseKind::Limit(self.range(&range)?));
        }
        let (kind, span) = match child(pair, R::number) {
            Some(number) => {
                let literal = self.literal(&number)?;
                let span = literal.span;
                (ExprKind::Literal(literal), span)
            }
            None => {
                let head = self.child_name(pair)?;
                let span = head.span;
                (ExprKind::Path(Path { head, member: None, span }), span)
            }
        };
        Some(ClauseKind::Limit(self.up_to_range(Expr { kind, span }, span)))
    }

    fn decay(&self, pair: &P<'_>) -> Option<Decay> {
        Some(Decay {
            halving: has(pair, R::kw_halving),
            over: self.child_duration(pair)?,
            since: self.child_path(pair),
        })
    }
}

/// The word of the language that the name of an arm is meant for: at most two letters away.
fn misspelt(name: &str) -> Option<&'static str> {
    ["otherwise", "unknown"].into_iter().find(|word| strsim::damerau_levenshtein(word, &name.to_lowercase()) <= 2)
}
