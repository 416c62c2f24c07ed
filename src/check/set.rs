//! Sets: inline, from files, by name.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Assets, Checkedly,
    declared::{Declared, What},
    resolve::Checker,
    typed::{Type, Typed},
};
use crate::{
    base::{Diagnostic, Reported, Span, code},
    schema::{Constant, ConstantKind, SetTexts},
    syntax::tree::{Expr, ExprKind, Literal, LiteralKind, Name, Quoted, SetExpr, SetSource},
    value::{fold, key, nfc},
};

/// What the set files hold; sets in the rules stay in the tree.
#[derive(Default)]
pub(super) struct Sets {
    files: BTreeMap<usize, Checkedly<Vec<String>>>,
    used_by_schema: std::cell::RefCell<BTreeSet<usize>>,
}

/// Reads the set files and reports what is wrong with sets by themselves.
pub(super) fn load(declared: &Declared<'_>, assets: &dyn Assets, out: &mut Vec<Diagnostic>) -> Sets {
    let mut sets = Sets::default();
    for (at, (_, set)) in declared.sets.iter().enumerate() {
        match &set.source {
            SetSource::File(path) => {
                sets.files.insert(at, values(path, assets, out));
            }
            SetSource::Inline(inline) => {
                if inline.elements.is_empty() {
                    out.push(
                        Diagnostic::new(&code::EMPTY_OPERAND, inline.span, format!("the set `{}` is empty", set.name.text))
                            .help("nothing can be in an empty set: give it a value, or delete it and the rules that ask for it"),
                    );
                }
                let mut seen: BTreeMap<String, Span> = BTreeMap::new();
                for element in &inline.elements {
                    let key = fold(&crate::format::expression(element));
                    match seen.get(&key) {
                        None => {
                            seen.insert(key, element.span);
                        }
                        Some(first) => out.push(
                            duplicate(&crate::format::expression(element), element.span)
                                .label(*first, "the first time"),
                        ),
                    }
                }
            }
        }
    }
    sets
}

fn duplicate(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&code::DUPLICATE_VALUE, span, format!("`{text}` is in the set twice"))
        .help("case does not count; delete one of the two")
}

/// The values of a set's file: case does not count.
fn values(path: &Quoted, assets: &dyn Assets, out: &mut Vec<Diagnostic>) -> Checkedly<Vec<String>> {
    lines(path, assets, out, fold, "case does not count; delete one of the two lines")
}

/// The keys of a list's file: they compare exactly (semantics 19).
pub(super) fn keys(path: &Quoted, assets: &dyn Assets, out: &mut Vec<Diagnostic>) -> Checkedly<Vec<String>> {
    lines(path, assets, out, key, "delete one of the two lines")
}

/// The trimmed lines of a file; blank lines are skipped, there are no comments (semantics 38). Lines that `same` makes
/// alike are one.
fn lines(
    path: &Quoted,
    assets: &dyn Assets,
    out: &mut Vec<Diagnostic>,
    same: fn(&str) -> String,
    help: &str,
) -> Checkedly<Vec<String>> {
    let text = assets.read(path).map_err(|found| {
        out.push(*found);
        Reported
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut values = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
        if line.is_empty() {
            continue;
        }
        if let Some(first) = seen.get(&same(line)) {
            out.push(
                Diagnostic::new(
                    &code::DUPLICATE_VALUE,
                    path.span,
                    format!("`{}` has `{line}` twice: in lines {first} and {number}", path.text),
                )
                .help(help),
            );
            continue;
        }
        seen.insert(same(line), number);
        values.push(nfc(line));
    }
    if values.is_empty() {
        out.push(
            Diagnostic::new(&code::EMPTY_OPERAND, path.span, format!("`{}` has no values in it", path.text))
                .help("write one value a line"),
        );
        return Err(Reported);
    }
    Ok(values)
}

impl Sets {
    /// The texts of a set that the schema reads (`one of SETNAME`); `None` where there is no such set. An error holds the
    /// elements that are no texts, none where the set's file failed.
    pub(super) fn texts_of(&self, declared: &Declared<'_>, name: &Name) -> Option<SetTexts> {
        let What::Set(at) = declared.names.get(&nfc(&name.text))?.what else { return None };
        self.used_by_schema.borrow_mut().insert(at);
        let (_, set) = declared.sets.get(at)?;
        Some(match &set.source {
            SetSource::File(_) => match self.files.get(&at) {
                Some(Ok(values)) => {
                    Ok(values.iter().map(|text| Quoted { text: text.clone(), span: name.span }).collect())
                }
                _ => Err(Vec::new()),
            },
            SetSource::Inline(inline) => {
                let (mut texts, mut others) = (Vec::new(), Vec::new());
                for element in &inline.elements {
                    match &element.kind {
                        ExprKind::Literal(Literal { kind: LiteralKind::Text(text), span }) => {
                            texts.push(Quoted { text: text.clone(), span: *span });
                        }
                        _ => others.push(element.clone()),
                    }
                }
                if others.is_empty() { Ok(texts) } else { Err(others) }
            }
        })
    }

    pub(super) fn used_by_schema(&self) -> std::cell::Ref<'_, BTreeSet<usize>> {
        self.used_by_schema.borrow()
    }
}

/// One value of a set.
struct Element {
    constant: Constant,
    /// The value as it is written, at the place to blame.
    expr: Expr,
    /// Where it is declared, if that is not the place to blame.
    own: Option<Span>,
}

impl Checker<'_> {
    /// Looks at each constant of a set, with the expression to blame. Names that are no constants are reported. An error
    /// for one hides none for another.
    pub(super) fn each_constant(
        &mut self,
        set: &SetExpr,
        kind: Type,
        mut look: impl FnMut(&mut Self, Constant, &Expr) -> Checkedly<()>,
    ) -> Checkedly<()> {
        let mut result = Ok(());
        for Element { constant, expr, own } in self.constants_of(set, kind)? {
            let named = own.and_then(|own| self.mentions.insert(constant.span, own));
            let mention = constant.span;
            result = look(self, constant, &expr).and(result);
            if let Some(named) = named {
                self.mentions.insert(mention, named);
            }
        }
        result
    }

    /// `kind` is what the values are compared with.
    fn constants_of(&mut self, set: &SetExpr, kind: Type) -> Checkedly<Vec<Element>> {
        match set {
            SetExpr::Literal(set) => {
                if set.elements.is_empty() {
                    return Err(self.report(empty_set(set.span)));
                }
                self.elements(&set.elements, kind, None)
            }
            SetExpr::One(expr) => match self.value(expr, kind, true)? {
                Typed::Set(at) => self.named_set(at, kind, expr.span),
                Typed::Literal(constant) => Ok(vec![Element { constant, expr: (**expr).clone(), own: None }]),
                _ => {
                    let text = crate::format::expression(expr);
                    Err(self.report(
                        Diagnostic::new(
                            &code::WRONG_TYPE,
                            expr.span,
                            format!("a value in quotes or a set stands here, not `{text}`"),
                        )
                        .help("property against property is asked with `is`"),
                    ))
                }
            },
            SetExpr::Name(name) => match self.named(name, kind)? {
                What::Set(at) => self.named_set(at, kind, name.span),
                What::Let(at) => {
                    self.used.lets.insert(at);
                    self.mention_of_let(at, name.span);
                    let constant = self.binding(at)?;
                    let span = name.span;
                    let expr = Expr { kind: ExprKind::Path(path_of(name)), span };
                    Ok(vec![Element { constant: Constant { span, ..constant }, expr, own: None }])
                }
                other => {
                    let declaration = self.lookup(name)?;
                    let mut diagnostic = Diagnostic::new(
                        &code::WRONG_KIND,
                        name.span,
                        format!("`{}` is {}, not a set", name.text, other.noun()),
                    )
                    .label(declaration.span, "declared here");
                    diagnostic = match other {
                        What::List(_) => diagnostic.help(format!(
                            "ask for the contact, not for a property: `in list {}`",
                            crate::format::name(&name.text)
                        )),
                        _ => diagnostic.help("write the values in braces: `{ \"…\", \"…\" }`, or name them with `set`"),
                    };
                    Err(self.report(diagnostic))
                }
            },
            SetExpr::Range(range) => Err(self.report(
                Diagnostic::new(&code::WRONG_TYPE, range.span, "a set stands here, not a range")
                    .help("write the values in braces: `{ \"…\", \"…\" }`"),
            )),
        }
    }

    fn named(&mut self, name: &Name, kind: Type) -> Checkedly<What> {
        self.bare_word(name, kind, true)?;
        Ok(self.lookup(name)?.what)
    }

    fn named_set(&mut self, at: usize, kind: Type, span: Span) -> Checkedly<Vec<Element>> {
        self.used.sets.insert(at);
        let declared = self.declared;
        let Some((_, set)) = declared.sets.get(at) else { return Err(Reported) };
        self.mentions.insert(span, set.name.span);
        match &set.source {
            SetSource::Inline(inline) => {
                if inline.elements.is_empty() {
                    return Err(Reported);
                }
                self.elements(&inline.elements, kind, Some(span))
            }
            SetSource::File(path) => {
                let sets = self.sets;
                match sets.files.get(&at) {
                    Some(Ok(values)) => Ok(values
                        .iter()
                        .map(|text| {
                            let literal = Literal { kind: LiteralKind::Text(text.clone()), span };
                            let constant = Constant { kind: ConstantKind::Text(text.clone()), span };
                            Element {
                                constant,
                                expr: Expr { kind: ExprKind::Literal(literal), span },
                                own: Some(path.span),
                            }
                        })
                        .collect()),
                    _ => Err(Reported),
                }
            }
        }
    }

    /// Blame falls on the element itself, or on the set's mention where the set is a named one.
    fn elements(&mut self, elements: &[Expr], kind: Type, mention: Option<Span>) -> Checkedly<Vec<Element>> {
        let mut constants = Vec::new();
        let mut failed = false;
        for element in elements {
            match self.value(element, kind, false) {
                Ok(Typed::Literal(constant)) => {
                    let span = mention.unwrap_or(element.span);
                    constants.push(Element {
                        constant: Constant { span, ..constant },
                        expr: Expr { span, ..element.clone() },
                        own: mention.map(|_| element.span),
                    });
                }
                Ok(_) => {
                    let text = crate::format::expression(element);
                    self.report(
                        Diagnostic::new(
                            &code::WRONG_TYPE,
                            element.span,
                            format!("a set holds constants, not `{text}`"),
                        )
                        .help("write texts in quotes, numbers or dates"),
                    );
                    failed = true;
                }
                Err(Reported) => failed = true,
            }
        }
        if failed { Err(Reported) } else { Ok(constants) }
    }
}

pub(super) fn empty_set(span: Span) -> Diagnostic {
    Diagnostic::new(&code::EMPTY_OPERAND, span, "the set is empty, so nothing can be in it")
        .help("write at least one value, or ask `is known` / `is unknown`")
}

fn path_of(name: &Name) -> crate::syntax::tree::Path {
    crate::syntax::tree::Path { head: name.clone(), member: None, span: name.span }
}
