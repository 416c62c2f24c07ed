use super::{Build, P, child, has};
use crate::{
    base::Span,
    syntax::{
        grammar::Rule,
        tree::{
            CompareOperator, Expr, ExprKind, Period, Predicate, PredicateKind, Quantifier, Range, Set, SetExpr,
            TextOperator,
        },
    },
};

impl Build<'_> {
    /// Of a `predicate`; `true` asks for a `Not` around the test.
    pub(super) fn predicate(&mut self, pair: &P<'_>) -> Option<(Predicate, bool)> {
        let form = pair.clone().into_inner().next()?;
        let span = self.span(pair);
        let asked = match form.as_rule() {
            Rule::equal_pred | Rule::order_pred => self.symbol(&form)?,
            _ => self.words(&form)?,
        };
        let mut kind = asked.kind;
        let negated = asked.negated && !kind.set_negated();
        let operator_span = asked.operand.map_or(span, |operand| self.span_before(pair, &operand));
        Some((Predicate { kind, operator_span, span }, negated))
    }

    fn symbol<'i>(&mut self, form: &P<'i>) -> Option<Asked<'i>> {
        let mut inner = form.clone().into_inner();
        let operator = inner.next()?;
        let operand = inner.next()?;
        let sign = operator.as_str();
        if form.as_rule() == Rule::equal_pred {
            let negated = !matches!(sign, "==" | "=");
            if operand.as_rule() == Rule::kw_unknown {
                return Some(Asked { kind: PredicateKind::Known { known: false }, negated, operand: None });
            }
            return Some(Asked { kind: self.is(&operand)?, negated, operand: Some(operand) });
        }
        let operator = match sign {
            "<" => CompareOperator::Less,
            "<=" | "≤" => CompareOperator::LessOrEqual,
            ">" => CompareOperator::Greater,
            _ => CompareOperator::GreaterOrEqual,
        };
        let value = Box::new(self.arith(&operand)?);
        Some(Asked { kind: PredicateKind::Compare { operator, value }, negated: false, operand: Some(operand) })
    }

    /// `is …`, `does not …`, and the bare words, each with or without `not`.
    fn words<'i>(&mut self, form: &P<'i>) -> Option<Asked<'i>> {
        let negated = has(form, Rule::kw_not);
        let mut inner =
            form.clone().into_inner().filter(|p| !matches!(p.as_rule(), Rule::kw_is | Rule::kw_not | Rule::kw_does));
        let tail = inner.next()?;
        let known = |known| Some(Asked { kind: PredicateKind::Known { known }, negated, operand: None });
        let mut asked = match tail.as_rule() {
            Rule::kw_known => return known(true),
            Rule::kw_unknown => return known(false),
            Rule::p_one_of | Rule::p_any_of | Rule::p_none_of => {
                let mut asked = self.in_set(inner.next()?)?;
                asked.negated = tail.as_rule() == Rule::p_none_of;
                asked
            }
            Rule::p_in => self.p_in(&tail)?,
            Rule::p_between => self.between(&tail)?,
            Rule::p_before | Rule::p_after => {
                let operand = child(&tail, Rule::arith)?;
                let value = Box::new(self.arith(&operand)?);
                let before = tail.as_rule() == Rule::p_before;
                Asked::of(if before { PredicateKind::Before(value) } else { PredicateKind::After(value) }, operand)
            }
            Rule::p_within => self.within(&tail)?,
            Rule::p_before_ago | Rule::p_within_ago => self.ago(&tail)?,
            Rule::p_than => self.than(&tail)?,
            Rule::p_exactly_set => {
                let operand = child(&tail, Rule::set)?;
                let set = SetExpr::Literal(self.set(&operand)?);
                Asked::of(PredicateKind::IsExactly { negated: false, set }, operand)
            }
            Rule::p_value => Asked::of(self.is(&tail)?, child(&tail, Rule::arith)?),
            Rule::p_contain => self.text(&tail, TextOperator::Contains)?,
            Rule::p_start => self.text(&tail, TextOperator::StartsWith)?,
            Rule::p_end => self.text(&tail, TextOperator::EndsWith)?,
            Rule::p_has => self.has(&tail)?,
            Rule::p_match => {
                let operand = child(&tail, Rule::regex)?;
                let kind =
                    PredicateKind::Matches { exactly: has(&tail, Rule::kw_exactly), regex: self.quoted(&operand) };
                Asked::of(kind, operand)
            }
            _ => return None,
        };
        asked.negated ^= negated;
        Some(asked)
    }

    /// Of a `p_value`.
    fn is(&mut self, pair: &P<'_>) -> Option<PredicateKind> {
        let value = Box::new(self.child_arith(pair)?);
        Some(PredicateKind::Is { negated: false, exactly: has(pair, Rule::kw_exactly), value })
    }

    fn p_in<'i>(&mut self, tail: &P<'i>) -> Option<Asked<'i>> {
        let operand = tail.clone().into_inner().find(|inner| inner.as_rule() != Rule::kw_in)?;
        match operand.as_rule() {
            Rule::last_window | Rule::next_window => self.within(tail),
            Rule::period => {
                let offset = if has(&operand, Rule::kw_this) {
                    0
                } else if has(&operand, Rule::kw_last) {
                    -1
                } else {
                    1
                };
                let unit = super::word::unit(child(&operand, Rule::period_unit)?.as_str())?;
                let kind = PredicateKind::InPeriod { negated: false, period: Period { offset, unit } };
                Some(Asked::of(kind, operand))
            }
            _ => self.in_set(operand),
        }
    }

    fn in_set<'i>(&mut self, operand: P<'i>) -> Option<Asked<'i>> {
        let (set, exactly, operand) = self.set_operand(&operand)?;
        Some(Asked::of(PredicateKind::In { negated: false, exactly, set }, operand))
    }

    /// `between 2 and 5` is `in 2..=5`.
    fn between<'i>(&mut self, tail: &P<'i>) -> Option<Asked<'i>> {
        let mut ends = super::children(tail, Rule::end_value);
        let (low, high) = (ends.next()?, ends.next()?);
        let span = self.span(&low).to(self.span(&high));
        let range = Range {
            low: Some(Box::new(self.one(&low)?)),
            high: Some(Box::new(self.one(&high)?)),
            inclusive: true,
            span,
        };
        Some(Asked::of(PredicateKind::In { negated: false, exactly: false, set: SetExpr::Range(range) }, low))
    }

    fn within<'i>(&mut self, tail: &P<'i>) -> Option<Asked<'i>> {
        let next = child(tail, Rule::next_window);
        let window = next.clone().or_else(|| child(tail, Rule::last_window)).unwrap_or_else(|| tail.clone());
        let operand = child(&window, Rule::duration)?;
        let duration = self.duration(&operand)?;
        Some(Asked::of(PredicateKind::Within { next: next.is_some(), duration }, operand))
    }

    /// `more than 30 days ago` is `before 30 days ago`, `less than 30 days ago` is `within 30 days`.
    fn ago<'i>(&mut self, tail: &P<'i>) -> Option<Asked<'i>> {
        let operand = child(tail, Rule::relative)?;
        let duration = self.child_duration(&operand)?;
        let more = tail.as_rule() == Rule::p_before_ago;
        let ago = has(&operand, Rule::kw_ago);
        let kind = if more {
            let literal = self.literal(&operand)?;
            let value = Box::new(Expr { span: literal.span, kind: ExprKind::Literal(literal) });
            if ago { PredicateKind::Before(value) } else { PredicateKind::After(value) }
        } else {
            PredicateKind::Within { next: !ago, duration }
        };
        Some(Asked::of(kind, operand))
    }

    fn than<'i>(&mut self, tail: &P<'i>) -> Option<Asked<'i>> {
        let operand = child(tail, Rule::arith)?;
        let operator = if has(tail, Rule::kw_least) {
            CompareOperator::GreaterOrEqual
        } else if has(tail, Rule::kw_most) {
            CompareOperator::LessOrEqual
        } else if has(tail, Rule::kw_greater) || has(tail, Rule::kw_more) {
            CompareOperator::Greater
        } else {
            CompareOperator::Less
        };
        let value = Box::new(self.arith(&operand)?);
        Some(Asked::of(PredicateKind::Compare { operator, value }, operand))
    }

    fn text<'i>(&mut self, tail: &P<'i>, operator: TextOperator) -> Option<Asked<'i>> {
        let needle = self.needle(tail)?;
        let kind = PredicateKind::Text {
            operator,
            quantifier: needle.quantifier,
            exactly: needle.exactly,
            operand: needle.set,
        };
        Some(Asked::of(kind, needle.operand))
    }

    /// `has word …` asks a text, any other `has` a `many of`.
    fn has<'i>(&mut self, tail: &P<'i>) -> Option<Asked<'i>> {
        let needle = self.needle(tail)?;
        let kind = if has(tail, Rule::kw_word) || has(tail, Rule::has_words) {
            PredicateKind::Text {
                operator: TextOperator::HasWord,
                quantifier: needle.quantifier,
                exactly: needle.exactly,
                operand: needle.set,
            }
        } else {
            PredicateKind::Has { quantifier: needle.quantifier, operand: needle.set }
        };
        Some(Asked::of(kind, needle.operand))
    }

    fn needle<'i>(&mut self, tail: &P<'i>) -> Option<Needle<'i>> {
        let exactly = has(tail, Rule::kw_exactly);
        if let Some(operand) = child(tail, Rule::set_operand) {
            let counted = child(tail, Rule::quantifier).or_else(|| child(tail, Rule::has_words))?;
            let quantity = child(&counted, Rule::quantity)?;
            let quantifier = if has(&quantity, Rule::kw_all) {
                Quantifier::AllOf
            } else if has(&quantity, Rule::kw_none) {
                Quantifier::NoneOf
            } else {
                Quantifier::AnyOf
            };
            let (set, inner, operand) = self.set_operand(&operand)?;
            return Some(Needle { quantifier, exactly: exactly || inner, set, operand });
        }
        let operand = child(tail, Rule::needle_value)?;
        let value = self.one(&operand)?;
        Some(Needle { quantifier: Quantifier::One, exactly, set: SetExpr::One(Box::new(value)), operand })
    }

    /// The set, whether `exactly` stands before it, and the pair of the set itself.
    fn set_operand<'i>(&mut self, pair: &P<'i>) -> Option<(SetExpr, bool, P<'i>)> {
        let operand = pair.clone().into_inner().find(|inner| inner.as_rule() != Rule::kw_exactly)?;
        let set = match operand.as_rule() {
            Rule::set => SetExpr::Literal(self.set(&operand)?),
            Rule::range => SetExpr::Range(self.range(&operand)?),
            Rule::name => SetExpr::Name(self.name(&operand)),
            _ => return None,
        };
        Some((set, has(pair, Rule::kw_exactly), operand))
    }

    /// Of a pair that holds one `literal`, `path`, or one of their tokens.
    pub(super) fn one(&self, pair: &P<'_>) -> Option<Expr> {
        let inner = pair.clone().into_inner().next()?;
        let span = self.span(&inner);
        let kind = match inner.as_rule() {
            Rule::path => ExprKind::Path(self.path(&inner)?),
            Rule::name => {
                let head = self.name(&inner);
                ExprKind::Path(crate::syntax::tree::Path { head, member: None, span })
            }
            _ => ExprKind::Literal(self.literal(&inner)?),
        };
        Some(Expr { kind, span })
    }

    pub(super) fn set(&self, pair: &P<'_>) -> Option<Set> {
        let elements = super::children(pair, Rule::element).map(|element| self.one(&element)).collect::<Option<_>>()?;
        Some(Set { elements, span: self.span(pair) })
    }

    pub(super) fn range(&self, pair: &P<'_>) -> Option<Range> {
        let mut range = Range { low: None, high: None, inclusive: has(pair, Rule::dots_to), span: self.span(pair) };
        let mut behind = false;
        for inner in pair.clone().into_inner() {
            if inner.as_rule() != Rule::range_end {
                behind = true;
            } else if behind {
                range.high = Some(Box::new(self.one(&inner)?));
            } else {
                range.low = Some(Box::new(self.one(&inner)?));
            }
        }
        Some(range)
    }

    /// The range `..=value` that `limit 150` means.
    pub(super) fn up_to_range(&self, high: Expr, span: Span) -> Range {
        Range { low: None, high: Some(Box::new(high)), inclusive: true, span }
    }
}

/// A question, not yet negated, and the pair its operator's words end before.
struct Asked<'i> {
    kind: PredicateKind,
    negated: bool,
    operand: Option<P<'i>>,
}

impl<'i> Asked<'i> {
    fn of(kind: PredicateKind, operand: P<'i>) -> Self {
        Self { kind, negated: false, operand: Some(operand) }
    }
}

struct Needle<'i> {
    quantifier: Quantifier,
    exactly: bool,
    set: SetExpr,
    operand: P<'i>,
}
