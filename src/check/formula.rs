//! Derived scores: sums and differences of points, and products with constants.

use super::{
    Checkedly,
    resolve::Checker,
    typed::{Type, Typed},
};
use crate::{
    base::{Diagnostic, code},
    model::{Formula, Operand},
    schema::{Constant, ConstantKind, as_points},
    syntax::tree::{ArithmeticOperator, Expr, ExprKind},
};

impl Checker<'_> {
    /// `= fit + 0.5 * engagement`.
    pub(super) fn formula(&mut self, expr: &Expr) -> Checkedly<Formula> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.formula(inner),
            ExprKind::Negate(inner) => Ok(Formula::Negate(Box::new(self.formula(inner)?))),
            ExprKind::Arithmetic { operator: ArithmeticOperator::Add, left, right } => {
                let sides = (self.formula(left), self.formula(right));
                Ok(Formula::Sum(vec![sides.0?, sides.1?]))
            }
            ExprKind::Arithmetic { operator: ArithmeticOperator::Subtract, left, right } => {
                let sides = (self.formula(left), self.formula(right));
                Ok(Formula::Sum(vec![sides.0?, Formula::Negate(Box::new(sides.1?))]))
            }
            ExprKind::Arithmetic { operator: ArithmeticOperator::Multiply, left, right } => {
                match (self.constant_number(left)?, self.constant_number(right)?) {
                    (Some(_), Some(_)) => self.constant_formula(expr),
                    (Some(factor), None) => Ok(Formula::Product { factor, of: Box::new(self.formula(right)?) }),
                    (None, Some(factor)) => Ok(Formula::Product { factor, of: Box::new(self.formula(left)?) }),
                    (None, None) => Err(self.report(
                        Diagnostic::new(&code::BAD_FORMULA, expr.span, "a derived score multiplies by constants only")
                            .help("write a number on one side: `0.5 * engagement`"),
                    )),
                }
            }
            ExprKind::Arithmetic { operator: ArithmeticOperator::Divide, right, .. } => {
                let divisor = self.constant_number(right)?;
                let mut diagnostic = Diagnostic::new(&code::BAD_FORMULA, expr.span, "a derived score does not divide")
                    .help("multiply by a constant instead: `0.5 * engagement` halves it");
                if divisor.is_none() {
                    diagnostic = diagnostic.help("points stay exact that way");
                }
                Err(self.report(diagnostic))
            }
            _ => match self.expr(expr)? {
                Typed::Operand(Operand::Points(of), Type::Points) => Ok(Formula::Points(of)),
                Typed::Literal(_) => self.constant_formula(expr),
                other => {
                    let what = self.noun_of(&other);
                    Err(self.report(
                        Diagnostic::new(
                            &code::BAD_FORMULA,
                            expr.span,
                            format!("a derived score adds up scores, but this is {what}"),
                        )
                        .help("name scores, groups or rules: `score total = fit + engagement`")
                        .help("points for a property stand in a rule: `score +1 per 10 visits up to 20`"),
                    ))
                }
            },
        }
    }

    fn constant_formula(&mut self, expr: &Expr) -> Checkedly<Formula> {
        match self.expr(expr)? {
            Typed::Literal(Constant { kind: ConstantKind::Number(number), span }) => {
                as_points(&number, span, &mut self.out).map(Formula::Constant)
            }
            other => {
                let what = self.noun_of(&other);
                Err(self.report(Diagnostic::new(
                    &code::BAD_FORMULA,
                    expr.span,
                    format!("a derived score adds up scores, but this is {what}"),
                )))
            }
        }
    }
}
