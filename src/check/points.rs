//! Points, limits and steps as written → exact ones.

use super::{Checkedly, declared::What, resolve::Checker, typed::Typed};
use crate::{
    base::{Diagnostic, Span, code},
    model::Limit,
    schema::{Constant, ConstantKind, as_points},
    syntax::tree::{Clause, ClauseKind, Expr, Name, Points as Written, PointsValue, Range},
    value::{Decimal, Points},
};

impl Checker<'_> {
    /// `+3`, `-bofu`, `0`.
    pub(super) fn points_of(&mut self, written: &Written) -> Checkedly<Points> {
        let magnitude = self.magnitude(&written.value, written.span)?;
        if let (PointsValue::Name(name), Some(_), true) = (&written.value, written.sign, magnitude < Points::ZERO) {
            let name = crate::format::name(&name.text);
            self.report(
                Diagnostic::new(
                    &code::SIGNED_CONSTANT,
                    written.span,
                    format!("`{name}` is {magnitude} already, and here it gets a second sign"),
                )
                .help(format!(
                    "give the constant no sign, `let {name} = {}`, and write `-{name}` here",
                    Points::from_scaled(magnitude.scaled().saturating_neg())
                )),
            );
        }
        match written.sign {
            Some('-') => Ok(Points::from_scaled(magnitude.scaled().saturating_neg())),
            Some(_) => Ok(magnitude),
            None if magnitude == Points::ZERO => Ok(magnitude),
            None => {
                let text = match &written.value {
                    PointsValue::Number(text) => text.clone(),
                    PointsValue::Name(name) => crate::format::name(&name.text),
                };
                Err(self.report(
                    Diagnostic::new(
                        &code::UNSIGNED_POINTS,
                        written.span,
                        format!("points have a sign: is it `+{text}` or `-{text}`?"),
                    )
                    .at("no sign")
                    .safe_fix(format!("write `+{text}`"), written.span.before(), "+"),
                ))
            }
        }
    }

    /// Points without their sign.
    pub(super) fn magnitude(&mut self, value: &PointsValue, span: Span) -> Checkedly<Points> {
        match value {
            PointsValue::Number(text) => self.decimal_points(text, span),
            PointsValue::Name(name) => {
                let number = self.let_number(name, "points")?;
                as_points(&number, name.span, &mut self.out)
            }
        }
    }

    fn decimal_points(&mut self, text: &str, span: Span) -> Checkedly<Points> {
        use crate::value::PointsError;
        Points::parse(text).map_err(|error| {
            let diagnostic = match error {
                PointsError::TooManyDecimals => {
                    Diagnostic::new(&code::BAD_POINTS, span, format!("`{text}` has more than four decimals"))
                        .help("points are exact to four decimals and are never rounded: shorten the number")
                }
                PointsError::TooLarge | PointsError::Malformed => {
                    Diagnostic::new(&code::BAD_POINTS, span, format!("`{text}` is too many points"))
                        .help("points have at most twelve digits before the point")
                }
            };
            self.report(diagnostic)
        })
    }

    /// The number that a `let` names.
    pub(super) fn let_number(&mut self, name: &Name, wanted: &str) -> Checkedly<Decimal> {
        let declaration = self.lookup(name)?;
        let What::Let(at) = declaration.what else {
            return Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    name.span,
                    format!("`{}` is {}, but {wanted} are a number", name.text, declaration.what.noun()),
                )
                .label(declaration.span, "declared here")
                .help("write the number itself, or a `let` that names one"),
            ));
        };
        self.used.lets.insert(at);
        match self.binding(at)?.kind {
            ConstantKind::Number(number) => Ok(number),
            other => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_TYPE,
                    name.span,
                    format!("`{}` is {}, but {wanted} are a number", name.text, other.noun()),
                )
                .label(declaration.span, "declared here"),
            )),
        }
    }

    /// `limit A..=B` among the clauses of a score or group.
    pub(super) fn limit(&mut self, clauses: &[Clause]) -> Limit {
        let mut limit = Limit::default();
        let mut first: Option<Span> = None;
        for clause in clauses {
            let ClauseKind::Limit(range) = &clause.kind else { continue };
            if let Some(first) = first {
                self.report(
                    Diagnostic::new(&code::DUPLICATE_CLAUSE, clause.span, "a second `limit`")
                        .label(first, "the first one")
                        .help("delete one of the two"),
                );
                continue;
            }
            first = Some(clause.span);
            if let Ok(read) = self.limit_range(range) {
                limit = read;
            }
        }
        limit
    }

    fn limit_range(&mut self, range: &Range) -> Checkedly<Limit> {
        let mut end = |expr: Option<&Expr>| -> Checkedly<Option<Points>> {
            let Some(expr) = expr else { return Ok(None) };
            match self.expr(expr)? {
                Typed::Literal(Constant { kind: ConstantKind::Number(number), span }) => {
                    as_points(&number, span, &mut self.out).map(Some)
                }
                _ => {
                    let text = crate::format::expression(expr);
                    Err(self.report(
                        Diagnostic::new(
                            &code::WRONG_TYPE,
                            expr.span,
                            format!("a limit is a number of points, not `{text}`"),
                        )
                        .help("write a number, or a `let` that names one"),
                    ))
                }
            }
        };
        let low = end(range.low.as_deref());
        let high = end(range.high.as_deref());
        let (min, max) = (low?, high?);
        // `limit -20` alone: what is meant are 20 points taken away at most, and not given to everybody.
        if let (None, Some(max), false) = (min, max, self.input.sources.text(range.span).contains(".."))
            && max < Points::ZERO
        {
            return Err(self.report(
                Diagnostic::new(
                    &code::BAD_LIMIT,
                    range.span,
                    format!("`limit {max}` would take points from every contact: it is the most they can have"),
                )
                .help(format!(
                    "to take away {} points at most, write `limit {max}..`",
                    Points::from_scaled(max.scaled().saturating_neg())
                ))
                .unsafe_fix(format!("write `{max}..`"), range.span, format!("{max}..")),
            ));
        }
        if let (Some(max), false) = (max, range.inclusive) {
            let text = super::spelling::range(range);
            let fixed = text.replace("..", "..=");
            return Err(self.report(
                Diagnostic::new(
                    &code::BAD_LIMIT,
                    range.span,
                    format!("a limit includes its ends, but `{text}` leaves {max} out"),
                )
                .safe_fix(format!("write `{fixed}`"), range.span, fixed),
            ));
        }
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            return Err(self.empty_range(range));
        }
        Ok(Limit { min, max })
    }

    /// `up to M` among the clauses of a rule.
    pub(super) fn up_to(&mut self, clauses: &[Clause]) -> Checkedly<Option<Points>> {
        let mut found: Option<(Points, Span)> = None;
        for clause in clauses {
            let ClauseKind::UpTo(value) = &clause.kind else { continue };
            if let Some((_, first)) = found {
                return Err(self.report(
                    Diagnostic::new(&code::DUPLICATE_CLAUSE, clause.span, "a second `up to`")
                        .label(first, "the first one")
                        .help("delete one of the two"),
                ));
            }
            let magnitude = self.magnitude(value, clause.span)?;
            if magnitude < Points::ZERO {
                return Err(self.report(
                    Diagnostic::new(
                        &code::BAD_LIMIT,
                        clause.span,
                        "`up to` says how many points at most, without a sign",
                    )
                    .help("for a rule that takes points away it is the most it may take: `-2 … up to 20`"),
                ));
            }
            found = Some((magnitude, clause.span));
        }
        Ok(found.map(|(magnitude, _)| magnitude))
    }
}
