//! Tests of text, dropdowns and checkboxes.

use super::{
    Checkedly,
    expr::negate_if,
    meant::same_letters,
    resolve::Checker,
    subject::Asked,
    typed::{Holder, Type, Typed},
};
use crate::{
    base::{Applicability, Diagnostic, Edit, Reported, Span, code, nearest},
    model::{Comparison, Condition, Operand, Quantifier, Question, TextOperator, TextTest},
    schema::{Constant, ConstantKind},
    syntax::tree::{self, Expr, ExprKind, PredicateKind, SetExpr},
    value::{Kind, Pattern, fold, nfc},
};

impl Checker<'_> {
    pub(super) fn text_test(&mut self, asked: Asked<'_>, operand: Operand) -> Checkedly<Condition> {
        match &asked.predicate.kind {
            PredicateKind::Is { negated, exactly, value } => {
                let condition = match self.value(value, Type::Text, false)? {
                    Typed::Literal(Constant { kind: ConstantKind::Text(text), span }) => {
                        self.needle_is_text(&text, span, tree::TextOperator::Contains, true)?;
                        self.needles(asked, operand, TextOperator::Is, Quantifier::Any, *exactly, vec![text])
                    }
                    Typed::Operand(right, kind) if kind.is_text() => {
                        asked.test(Question::Compare { left: operand, comparison: Comparison::Equal, right })
                    }
                    other => return Err(self.no_text(asked, &other, value)),
                };
                Ok(negate_if(*negated, condition))
            }
            PredicateKind::In { negated, exactly, set } => {
                if let SetExpr::Range(range) = set {
                    return Err(self.range_on_text(asked, range.span));
                }
                let texts = self.texts(asked, set)?;
                let condition = self.needles(asked, operand, TextOperator::Is, Quantifier::Any, *exactly, texts);
                Ok(negate_if(*negated, condition))
            }
            PredicateKind::Compare { .. } => Err(self.range_on_text(asked, asked.predicate.operator_span)),
            PredicateKind::Text { operator, quantifier, exactly, operand: set } => {
                self.text_needles(asked, operand, *operator, *quantifier, *exactly, set)
            }
            PredicateKind::Matches { exactly, regex } => self.pattern_test(asked, operand, regex, *exactly),
            PredicateKind::Has { .. } => Err(self.has_on_text(asked)),
            PredicateKind::IsExactly { negated, set } => {
                let texts = self.texts(asked, set)?;
                let condition = self.needles(asked, operand, TextOperator::Is, Quantifier::Any, true, texts);
                Ok(negate_if(*negated, condition))
            }
            _ => Err(self.wrong_operator(asked, Type::Text)),
        }
    }

    /// `contains`, `has word` … of a text, or of a dropdown's value.
    fn text_needles(
        &mut self,
        asked: Asked<'_>,
        operand: Operand,
        operator: tree::TextOperator,
        quantifier: tree::Quantifier,
        exactly: bool,
        set: &SetExpr,
    ) -> Checkedly<Condition> {
        let texts = self.texts_for(asked, set, Some(operator))?;
        let operator = match operator {
            tree::TextOperator::Contains => TextOperator::Contains,
            tree::TextOperator::StartsWith => TextOperator::StartsWith,
            tree::TextOperator::EndsWith => TextOperator::EndsWith,
            tree::TextOperator::HasWord => TextOperator::HasWord,
        };
        Ok(self.needles(asked, operand, operator, quantifier_of(quantifier), exactly, texts))
    }

    /// `matches` of a text, or of a dropdown's value.
    fn pattern_test(
        &mut self,
        asked: Asked<'_>,
        operand: Operand,
        regex: &tree::Quoted,
        exactly: bool,
    ) -> Checkedly<Condition> {
        if regex.text.is_empty() {
            return Err(self.report(
                Diagnostic::new(&code::EMPTY_OPERAND, regex.span, "an empty pattern is found in every text")
                    .help("write what to look for between the slashes, or ask `is known`"),
            ));
        }
        if let Err(reason) = Pattern::new(&regex.text, exactly) {
            return Err(self.report(
                Diagnostic::new(&code::BAD_PATTERN, regex.span, format!("the pattern cannot be used: {reason}"))
                    .help("often `contains`, `starts with` or `has word` says the same more simply"),
            ));
        }
        Ok(asked.test(Question::Matches { operand, pattern: regex.text.clone(), exactly }))
    }

    fn needles(
        &self,
        asked: Asked<'_>,
        operand: Operand,
        operator: TextOperator,
        quantifier: Quantifier,
        exactly: bool,
        needles: Vec<String>,
    ) -> Condition {
        asked.test(Question::Text { operand, test: TextTest { operator, quantifier, exactly, needles } })
    }

    /// Empty needles, and those of `has word` that hold no word, can never be meant.
    fn needle_is_text(&mut self, text: &str, span: Span, operator: tree::TextOperator, whole: bool) -> Checkedly<()> {
        if text.trim().is_empty() {
            let diagnostic = if whole {
                Diagnostic::new(
                    &code::EMPTY_OPERAND,
                    span,
                    "a blank value counts as unknown, so nothing can be equal to it",
                )
                .help("ask `is unknown` instead")
            } else {
                Diagnostic::new(&code::EMPTY_OPERAND, span, "every text contains the empty text")
                    .help("write what to look for, or ask `is known`")
            };
            return Err(self.report(diagnostic));
        }
        if operator == tree::TextOperator::HasWord {
            if crate::value::word_count(text) == 0 {
                return Err(self.report(
                    Diagnostic::new(
                        &code::EMPTY_OPERAND,
                        span,
                        format!("`{text}` has no letters or digits, so it is no word"),
                    )
                    .help("use `contains`, which looks for any characters"),
                ));
            }
            if loses_symbols(text) {
                self.report(
                    Diagnostic::new(
                        &code::LOST_SYMBOLS,
                        span,
                        format!("`has word` looks at letters and digits only, so the symbols of `{text}` do not count"),
                    )
                    .help(format!("to look for the symbols too, write `contains \"{text}\"`")),
                );
            }
        }
        Ok(())
    }

    fn texts(&mut self, asked: Asked<'_>, set: &SetExpr) -> Checkedly<Vec<String>> {
        self.texts_for(asked, set, None)
    }

    /// The texts of a set, each one looked at as a needle of `operator`, or as a whole value.
    fn texts_for(
        &mut self,
        asked: Asked<'_>,
        set: &SetExpr,
        operator: Option<tree::TextOperator>,
    ) -> Checkedly<Vec<String>> {
        let mut texts = Vec::new();
        self.each_constant(set, Type::Text, |checker, constant, expr| match constant.kind {
            ConstantKind::Text(text) => {
                let sought = operator.unwrap_or(tree::TextOperator::Contains);
                checker.needle_is_text(&text, constant.span, sought, operator.is_none())?;
                texts.push(text);
                Ok(())
            }
            _ => Err(checker.no_text(asked, &Typed::Literal(constant), expr)),
        })?;
        Ok(texts)
    }

    fn no_text(&mut self, asked: Asked<'_>, found: &Typed, value: &Expr) -> Reported {
        let subject = asked.subject_text();
        let mut value = value;
        while let ExprKind::Paren(inner) = &value.kind {
            value = inner;
        }
        let diagnostic = match found {
            Typed::Literal(constant @ Constant { kind: ConstantKind::Number(_) | ConstantKind::Date(_), .. }) => {
                let written = crate::format::expression(value);
                let code = if matches!(constant.kind, ConstantKind::Number(_)) {
                    &code::TEXT_AGAINST_NUMBER
                } else {
                    &code::WRONG_TYPE
                };
                let what = if self.is_choice(asked.subject) { "a dropdown of texts" } else { "text" };
                Diagnostic::new(
                    code,
                    value.span,
                    format!("`{subject}` is {what}, but `{written}` is {}", constant.kind.noun()),
                )
                .at("text stands in quotes")
                .safe_fix(format!("write `\"{written}\"`"), value.span, format!("\"{written}\""))
            }
            other => {
                let what = self.noun_of(other);
                Diagnostic::new(&code::WRONG_TYPE, value.span, format!("`{subject}` is text, but this is {what}"))
                    .help("compare it with a text in quotes, or with a property that is text")
            }
        };
        let diagnostic = self.declared_at(asked.subject, diagnostic);
        self.report(diagnostic)
    }

    /// `is exactly {}`: true of nobody where a blank is unknown, as it is without a default (semantics 2).
    fn no_choice(&mut self, asked: Asked<'_>, holder: Holder, span: Span) -> Checkedly<Vec<u32>> {
        if self.declared_as(holder).is_some_and(|property| property.reading.default.is_some()) {
            return Ok(Vec::new());
        }
        let subject = asked.subject_text();
        Err(self.report(
            Diagnostic::new(
                &code::EMPTY_OPERAND,
                span,
                format!("`{subject}` without a value is unknown, and never an empty set"),
            )
            .help(format!("to find contacts without one, ask `{subject} is unknown`"))
            .help(format!("or declare `{subject}: many of {{ … }} default {{}}`, and a blank is the empty set"))
            .unsafe_fix("write `is unknown`", asked.predicate.span, "is unknown"),
        ))
    }

    /// Whether the subject is a dropdown, for the words of a message.
    fn is_choice(&self, subject: &Expr) -> bool {
        let ExprKind::Path(path) = &subject.kind else { return false };
        let holder = match (self.field_in_sight(path), self.declared.names.get(&nfc(&path.head.text))) {
            (Some(holder), _) => holder,
            (None, Some(declaration)) => match declaration.what {
                super::declared::What::Property(id) => Holder::Property(id),
                _ => return false,
            },
            (None, None) => return false,
        };
        self.declared_as(holder).is_some_and(|property| matches!(property.kind(), Kind::OneOf(_)))
    }

    fn range_on_text(&mut self, asked: Asked<'_>, span: Span) -> Reported {
        let subject = asked.subject_text();
        let is_range = matches!(asked.predicate.kind, PredicateKind::In { .. });
        let what = if self.is_choice(asked.subject) { "a dropdown" } else { "text" };
        let lacks = if is_range { "ranges" } else { "more or less" };
        let message = format!("`{subject}` is {what}, and {what} has no {lacks}");
        let diagnostic = Diagnostic::new(if is_range { &code::RANGE_ON_TEXT } else { &code::NO_ORDER }, span, message)
            .help("compare with single values: `in { \"…\", \"…\" }`")
            .help("or declare it as `integer` or `number` in the `contact` block, if its values are numbers");
        let diagnostic = self.declared_at(asked.subject, diagnostic);
        self.report(diagnostic)
    }

    fn has_on_text(&mut self, asked: Asked<'_>) -> Reported {
        let subject = asked.subject_text();
        let PredicateKind::Has { quantifier, .. } = &asked.predicate.kind else { return Reported };
        let behind = match quantifier {
            tree::Quantifier::One => "",
            tree::Quantifier::AnyOf => " any of",
            tree::Quantifier::AllOf => " all of",
            tree::Quantifier::NoneOf => " none of",
        };
        let diagnostic = Diagnostic::new(
            &code::WRONG_OPERATOR,
            asked.predicate.operator_span,
            format!("`has` is for checkboxes, but `{subject}` is text"),
        )
        .help("`has word` finds whole words, `contains` any characters")
        .unsafe_fix(
            format!("write `has word{behind}`"),
            asked.predicate.operator_span,
            format!("has word{behind}"),
        );
        let diagnostic = self.declared_at(asked.subject, diagnostic);
        self.report(diagnostic)
    }

    pub(super) fn choice_test(&mut self, asked: Asked<'_>, operand: Operand, holder: Holder) -> Checkedly<Condition> {
        match &asked.predicate.kind {
            PredicateKind::Is { negated, value, .. } => {
                let condition = match self.value(value, Type::Choice(holder), false)? {
                    Typed::Literal(Constant { kind: ConstantKind::Text(text), span }) => {
                        let place = self.choice(holder, &text, span)?;
                        asked.test(Question::Choice { operand, among: vec![place] })
                    }
                    Typed::Operand(right, kind) if kind.is_text() => {
                        asked.test(Question::Compare { left: operand, comparison: Comparison::Equal, right })
                    }
                    other => return Err(self.no_text(asked, &other, value)),
                };
                Ok(negate_if(*negated, condition))
            }
            PredicateKind::In { negated, set, .. } | PredicateKind::IsExactly { negated, set } => {
                if let SetExpr::Range(range) = set {
                    return Err(self.range_on_text(asked, range.span));
                }
                let among = self.choices(asked, holder, set)?;
                Ok(negate_if(*negated, asked.test(Question::Choice { operand, among })))
            }
            PredicateKind::Text { operator, quantifier, exactly, operand: set } => {
                self.text_needles(asked, operand, *operator, *quantifier, *exactly, set)
            }
            PredicateKind::Matches { exactly, regex } => self.pattern_test(asked, operand, regex, *exactly),
            PredicateKind::Compare { .. } => Err(self.range_on_text(asked, asked.predicate.operator_span)),
            PredicateKind::Has { quantifier, operand: set } => {
                let subject = asked.subject_text();
                let words = match quantifier {
                    tree::Quantifier::One => "is",
                    tree::Quantifier::AnyOf | tree::Quantifier::AllOf => "in",
                    tree::Quantifier::NoneOf => "not in",
                };
                let _ = self.choices(asked, holder, set);
                let diagnostic = Diagnostic::new(
                    &code::WRONG_OPERATOR,
                    asked.predicate.operator_span,
                    format!("`has` is for checkboxes, but `{subject}` has one value at a time"),
                )
                .unsafe_fix(format!("write `{words}`"), asked.predicate.operator_span, words);
                let diagnostic = self.declared_at(asked.subject, diagnostic);
                Err(self.report(diagnostic))
            }
            _ => Err(self.wrong_operator(asked, Type::Choice(holder))),
        }
    }

    pub(super) fn choices_test(&mut self, asked: Asked<'_>, operand: Operand, holder: Holder) -> Checkedly<Condition> {
        match &asked.predicate.kind {
            PredicateKind::Has { quantifier, operand: set } => {
                let among = self.choices(asked, holder, set)?;
                Ok(asked.test(Question::Choices { operand, quantifier: quantifier_of(*quantifier), among }))
            }
            PredicateKind::IsExactly { negated, set } => {
                let among = match set {
                    SetExpr::Literal(set) if set.elements.is_empty() => self.no_choice(asked, holder, set.span)?,
                    _ => self.choices(asked, holder, set)?,
                };
                Ok(negate_if(
                    *negated,
                    asked.test(Question::Choices { operand, quantifier: Quantifier::Exactly, among }),
                ))
            }
            PredicateKind::Is { value, exactly: true, negated } => {
                let among = self.choices(asked, holder, &SetExpr::One(value.clone()))?;
                Ok(negate_if(
                    *negated,
                    asked.test(Question::Choices { operand, quantifier: Quantifier::Exactly, among }),
                ))
            }
            kind => {
                let subject = asked.subject_text();
                let (words, set) = match kind {
                    PredicateKind::Is { negated, value, .. } => {
                        (if *negated { "has none of" } else { "has" }, Some(SetExpr::One(value.clone())))
                    }
                    PredicateKind::In { negated, set, .. } => {
                        (if *negated { "has none of" } else { "has any of" }, Some(set.clone()))
                    }
                    PredicateKind::Text { quantifier, operand, .. } => (
                        match quantifier {
                            tree::Quantifier::One => "has",
                            tree::Quantifier::AnyOf => "has any of",
                            tree::Quantifier::AllOf => "has all of",
                            tree::Quantifier::NoneOf => "has none of",
                        },
                        Some(operand.clone()),
                    ),
                    _ => return Err(self.wrong_operator(asked, Type::Choices(holder))),
                };
                // Its operand may be wrong as well; both are told at once.
                let values_fit = set.is_none_or(|set| self.choices(asked, holder, &set).is_ok());
                let mut diagnostic = Diagnostic::new(
                    &code::WRONG_OPERATOR,
                    asked.predicate.operator_span,
                    format!("`{subject}` can have several values at a time: ask `has`"),
                );
                if values_fit && words != "has none of" || matches!(kind, PredicateKind::In { .. }) {
                    diagnostic = diagnostic.safe_fix(format!("write `{words}`"), asked.predicate.operator_span, words);
                } else {
                    diagnostic = diagnostic.help(format!("write `{subject} {words} …`"));
                }
                let diagnostic = self.declared_at(asked.subject, diagnostic);
                Err(self.report(diagnostic))
            }
        }
    }

    /// Places of a set's values in a dropdown, sorted, each once.
    pub(super) fn choices(&mut self, asked: Asked<'_>, holder: Holder, set: &SetExpr) -> Checkedly<Vec<u32>> {
        let mut places = Vec::new();
        self.each_constant(set, Type::Choice(holder), |checker, constant, expr| match &constant.kind {
            ConstantKind::Text(text) => {
                places.push(checker.choice(holder, text, constant.span)?);
                Ok(())
            }
            _ => Err(checker.no_text(asked, &Typed::Literal(constant), expr)),
        })?;
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }

    /// The place of one value in a dropdown.
    pub(super) fn choice(&mut self, holder: Holder, text: &str, span: Span) -> Checkedly<u32> {
        let declared = self.declared_as(holder).ok_or(Reported)?;
        let (Kind::OneOf(dropdown) | Kind::ManyOf(dropdown)) = declared.kind() else { return Err(Reported) };
        let found = dropdown.find(text);
        if let Some(place) = found
            && dropdown.name(place).is_some_and(|name| fold(name) == fold(text))
        {
            return Ok(place);
        }
        let name = declared.name.clone();
        let names: Vec<String> = dropdown.values.iter().map(|value| value.name.clone()).collect();
        let by_label = found.and_then(|place| names.get(place as usize).cloned());
        let declared_at = declared.span;
        let blank = text.trim().is_empty() || declared.reading.unknown.iter().any(|marker| fold(marker) == fold(text));
        let mut diagnostic = Diagnostic::new(&code::UNKNOWN_VALUE, span, format!("`{name}` has no value `\"{text}\"`"));
        if let Some(declared_at) = declared_at {
            diagnostic = diagnostic.label(declared_at, format!("the values of `{name}` are declared here"));
        }
        if blank {
            diagnostic = diagnostic.help(format!("`\"{text}\"` counts as missing: ask `{name} is unknown`"));
        } else if let Some(value) = by_label {
            diagnostic = diagnostic.help("rules use the value, not its label").safe_fix(
                format!("write `\"{value}\"`"),
                span,
                quoted(&value),
            );
        } else if let Some(near) = nearest(text, names.iter().map(String::as_str)) {
            let applicability = if same_letters(text, near) { Applicability::Safe } else { Applicability::Unsafe };
            diagnostic = diagnostic.fix(
                format!("did you mean `\"{near}\"`?"),
                applicability,
                vec![Edit { span, text: quoted(near) }],
            );
        } else {
            let shown: Vec<String> = names.iter().take(6).map(|name| format!("`\"{name}\"`")).collect();
            let more = names.len().saturating_sub(6);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            diagnostic = diagnostic.help(format!("its values are {}{more}", shown.join(", ")));
        }
        Err(self.report(diagnostic))
    }
}

/// Text in quotes as the language writes it.
pub(super) fn quoted(text: &str) -> String {
    crate::format::quoted(text)
}

/// Whether a needle of `has word` begins or ends with a symbol, which is not looked for: `C++`, `.NET`. Symbols inside,
/// as in `R&D`, separate words in the texts just as they do in the needle.
fn loses_symbols(needle: &str) -> bool {
    let needle = needle.trim();
    let mut edges = needle.chars().next().into_iter().chain(needle.chars().next_back());
    edges.any(|edge| crate::value::lost_symbols(edge.encode_utf8(&mut [0; 4])))
}

fn quantifier_of(quantifier: tree::Quantifier) -> Quantifier {
    match quantifier {
        tree::Quantifier::One | tree::Quantifier::AllOf => Quantifier::All,
        tree::Quantifier::AnyOf => Quantifier::Any,
        tree::Quantifier::NoneOf => Quantifier::None,
    }
}
