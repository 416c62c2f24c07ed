//! The checker's state, and what a name stands for.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Checkedly, Input,
    declared::{Declaration, Declared, Member, What},
    set::Sets,
    typed::{Holder, Type, Typed},
};
use crate::{
    base::{Arena, Diagnostic, Fix, Id, Reported, Span, code, nearest},
    model::{Condition, Define, DefineBody, EventId, Model, Node, Operand, PointsOf, Property, PropertyId, Schema},
    schema::{Constant, ConstantKind},
    syntax::tree::{self, Name},
    value::{Kind, Zone, nfc},
};

/// Operands that one definition may come to; every size is bounded.
const HEAVIEST: usize = 4096;

/// Everything a check knows while it goes through the rules.
pub(super) struct Checker<'a> {
    pub(super) input: Input<'a>,
    pub(super) declared: &'a Declared<'a>,
    pub(super) sets: &'a Sets,
    pub(super) schema: Schema,
    pub(super) zone: Zone,
    pub(super) out: Vec<Diagnostic>,
    /// `let`s, `set`s and `define`s that something reads.
    pub(super) used: Used,
    /// Who needs whom, for the order of evaluation; with the place of the mention.
    pub(super) edges: Vec<(Node, Node, Span)>,
    /// Where a constant or a set is named, with the place of its value: what is wrong with the value is mended there,
    /// and never by writing over its name.
    pub(super) mentions: BTreeMap<Span, Span>,
    /// Tests that do not say what they look at, once they are told.
    pub(super) without_subject: BTreeSet<Span>,
    /// The condition that was last looked through for such tests.
    pub(super) walked: Option<Span>,
    /// What is being checked now.
    pub(super) node: Option<Node>,
    /// Whether it is what a test expects.
    pub(super) in_expect: bool,
    lets: Vec<Lazy<Constant>>,
    defines: Vec<Lazy<Typed>>,
    /// How many operands a `define` of arithmetic comes to when all names in it are replaced.
    weights: BTreeMap<usize, usize>,
    pub(super) bodies: super::rule::Bodies,
    pub(super) queries: super::query::Queries,
    /// The kind of event that is looked at where we are: in its `where`.
    pub(super) looked_at: Option<EventId>,
}

/// What is used, for the `unused-name` lint.
#[derive(Default)]
pub(super) struct Used {
    pub(super) lets: BTreeSet<usize>,
    pub(super) sets: BTreeSet<usize>,
    pub(super) defines: BTreeSet<usize>,
}

/// A declaration that is checked when it is first asked for.
enum Lazy<T> {
    Todo,
    Doing,
    Done(Checkedly<T>),
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        input: Input<'a>,
        declared: &'a Declared<'a>,
        sets: &'a Sets,
        schema: Schema,
        zone: Zone,
        out: Vec<Diagnostic>,
    ) -> Self {
        Self {
            input,
            declared,
            sets,
            schema,
            zone,
            out,
            used: Used { sets: sets.used_by_schema().clone(), ..Used::default() },
            edges: Vec::new(),
            mentions: BTreeMap::new(),
            without_subject: BTreeSet::new(),
            walked: None,
            node: None,
            in_expect: false,
            lets: declared.lets.iter().map(|_| Lazy::Todo).collect(),
            defines: declared.defines.iter().map(|_| Lazy::Todo).collect(),
            weights: BTreeMap::new(),
            bodies: super::rule::Bodies::default(),
            queries: super::query::Queries::default(),
            looked_at: None,
        }
    }

    /// Goes through everything that is declared.
    pub(super) fn all(&mut self) {
        for at in 0..self.declared.lets.len() {
            let _ = self.binding(at);
        }
        for at in 0..self.declared.defines.len() {
            let _ = self.define(at);
        }
        self.rules();
        self.scores();
        self.stages();
        self.lists();
        self.claims();
    }

    /// The rule set; what could not be checked stands in it as a condition that is never true.
    pub(super) fn model(&mut self) -> Model {
        let defines = std::mem::take(&mut self.defines);
        let defines: Arena<Define> = self
            .declared
            .defines
            .iter()
            .zip(defines)
            .map(|((item, define), state)| Define {
                name: nfc(&define.name.text),
                docs: item.docs.clone(),
                body: match state {
                    Lazy::Done(Ok(Typed::Operand(operand, _))) => DefineBody::Operand(operand),
                    Lazy::Done(Ok(Typed::Condition(condition))) => DefineBody::Condition(condition),
                    _ => DefineBody::Condition(Condition::Constant(false)),
                },
                span: Some(define.name.span),
            })
            .collect();
        let bodies = std::mem::take(&mut self.bodies);
        Model {
            settings: self.input.settings.clone(),
            schema: self.schema.clone(),
            queries: std::mem::take(&mut self.queries).into_arena(),
            defines,
            scores: bodies.scores,
            groups: bodies.groups,
            rules: bodies.rules,
            stages: bodies.stages,
            lists: bodies.lists,
            claims: bodies.claims,
            order: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, mut diagnostic: Diagnostic) -> Reported {
        let over_a_mention = |fix: &mut Fix| fix.edits.iter().any(|edit| self.mentions.contains_key(&edit.span));
        let refused: Vec<Fix> = diagnostic.fixes.extract_if(.., over_a_mention).collect();
        diagnostic.help.extend(refused.into_iter().map(|fix| fix.message));
        if let Some(own) = diagnostic.span.and_then(|span| self.mentions.get(&span))
            && diagnostic.labels.iter().all(|label| label.span != *own)
        {
            diagnostic = diagnostic.label(*own, "this value is meant");
        }
        self.out.push(diagnostic);
        Reported
    }

    /// What a name stands for; unknown names are reported with the nearest known one.
    pub(super) fn lookup(&mut self, name: &Name) -> Checkedly<Declaration> {
        let key = nfc(&name.text);
        match self.declared.names.get(&key).copied() {
            Some(Declaration { what: What::Broken, .. }) => Err(Reported),
            // Which of the two is meant, nobody can say.
            Some(_) if self.declared.torn.contains(&key) => Err(Reported),
            Some(declaration) => Ok(declaration),
            None => {
                let diagnostic = self.unknown_name(name);
                Err(self.report(diagnostic))
            }
        }
    }

    /// What `fit`, `engagement.visits` or any other path stands for.
    pub(super) fn path(&mut self, path: &tree::Path) -> Checkedly<Typed> {
        if let Some(Holder::Field(event, field)) = self.field_in_sight(path) {
            return self.value_of(Operand::Field(field), Holder::Field(event, field));
        }
        if self.may_be_a_property(&path.head) {
            return Err(Reported);
        }
        if let Some(points) = self.member_alone(path)? {
            return Ok(points);
        }
        let declaration = self.lookup(&path.head)?;
        if let Some(member) = &path.member {
            return self.member(path, declaration, member);
        }
        let name = &path.head.text;
        match declaration.what {
            What::Property(id) => self.property(id),
            What::Score(id) => Ok(self.points(PointsOf::Score(id), Node::Score(id), path.span)),
            What::Stage(id) => {
                self.needs(Node::Stage(id), path.span);
                Ok(Typed::Stage(id))
            }
            What::Let(at) => {
                self.used.lets.insert(at);
                self.mention_of_let(at, path.span);
                let constant = self.binding(at)?;
                Ok(Typed::Literal(Constant { span: path.span, ..constant }))
            }
            What::Define(at) => {
                self.used.defines.insert(at);
                self.define_as_operand(at, path.span)
            }
            What::Set(at) => Ok(Typed::Set(at)),
            What::List(_) => Err(self.report(
                Diagnostic::new(&code::WRONG_KIND, path.span, format!("`{name}` is a list, not a property"))
                    .label(declaration.span, "declared here")
                    .help(format!("ask whether the contact is in it: `in list {}`", crate::format::name(name))),
            )),
            What::Event(_) => Err(self.event_as_value(&path.head)),
            What::Broken => Err(Reported),
        }
    }

    /// The value of a property; silent where the property's own declaration failed.
    fn property(&mut self, id: PropertyId) -> Checkedly<Typed> {
        self.value_of(Operand::Property(id), Holder::Property(id))
    }

    /// The property or field that a type names.
    pub(super) fn declared_as(&self, holder: Holder) -> Option<&Property> {
        match holder {
            Holder::Property(id) => self.schema.properties.get(id),
            Holder::Field(event, field) => Some(&self.schema.events.get(event)?.fields.get(field)?.0),
        }
    }

    /// An operand that has the values of a property or field; silent where the declaration failed.
    pub(super) fn value_of(&self, operand: Operand, holder: Holder) -> Checkedly<Typed> {
        let property = self.declared_as(holder).ok_or(Reported)?;
        let kind = match property.kind() {
            Kind::Text | Kind::Email | Kind::Url => Type::Text,
            Kind::Integer => Type::Integer,
            Kind::Number => Type::Number,
            Kind::Boolean => Type::Boolean,
            Kind::Date => Type::Date,
            Kind::Datetime => Type::Datetime,
            Kind::OneOf(dropdown) if dropdown.values.is_empty() => return Err(Reported),
            Kind::ManyOf(dropdown) if dropdown.values.is_empty() => return Err(Reported),
            Kind::OneOf(_) => Type::Choice(holder),
            Kind::ManyOf(_) => Type::Choices(holder),
        };
        Ok(Typed::Operand(operand, kind))
    }

    pub(super) fn points(&mut self, of: PointsOf, node: Node, span: Span) -> Typed {
        self.needs(node, span);
        Typed::Operand(Operand::Points(of), Type::Points)
    }

    /// Notes that what is being checked needs `node`.
    pub(super) fn needs(&mut self, node: Node, span: Span) {
        if let Some(from) = self.node {
            self.edges.push((from, node, span));
        }
    }

    fn member(&mut self, path: &tree::Path, declaration: Declaration, member: &Name) -> Checkedly<Typed> {
        let head = &path.head.text;
        match declaration.what {
            What::Score(score) => {
                let Some(site) = self.declared.scores.get(score.index()) else { return Err(Reported) };
                match site.members.get(&nfc(&member.text)) {
                    Some((Member::Group(id), _)) => Ok(self.points(PointsOf::Group(*id), Node::Group(*id), path.span)),
                    Some((Member::Rule(id), _)) => Ok(self.points(PointsOf::Rule(*id), Node::Rule(*id), path.span)),
                    Some((Member::Broken, _)) => Err(Reported),
                    None => {
                        let mut diagnostic = Diagnostic::new(
                            &code::UNKNOWN_NAME,
                            member.span,
                            format!("the score `{head}` has no group or rule called `{}`", member.text),
                        )
                        .label(declaration.span, "the score is declared here");
                        if let Some(near) = nearest(&member.text, site.members.keys().map(String::as_str)) {
                            diagnostic = diagnostic.unsafe_fix(
                                format!("did you mean `{near}`?"),
                                member.span,
                                crate::format::name(near),
                            );
                        }
                        Err(self.report(diagnostic))
                    }
                }
            }
            What::Event(at) => Err(self.field_as_value(path, Id::new(at), member)),
            What::Stage(_) => Err(self.report(
                super::meant::dotted_stage(path.span, declaration.span)
                    .help(format!("ask which arm it is: `{} is …`", crate::format::name(head))),
            )),
            other => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    path.span,
                    format!("`{head}` is {}, and nothing stands behind a dot there", other.noun()),
                )
                .label(declaration.span, "declared here")
                .help("a dot stands between a score and one of its groups or rules: `engagement.visits`"),
            )),
        }
    }

    /// The constant of a `let`.
    pub(super) fn binding(&mut self, at: usize) -> Checkedly<Constant> {
        match self.lets.get(at) {
            Some(Lazy::Done(done)) => return done.clone(),
            Some(Lazy::Todo) => {}
            Some(Lazy::Doing) | None => {
                let declared = self.declared;
                let Some((_, binding)) = declared.lets.get(at) else { return Err(Reported) };
                let doing = declared.lets.iter().zip(&self.lets).filter(|(_, state)| matches!(state, Lazy::Doing));
                let names: Vec<&Name> = doing.map(|((_, binding), _)| &binding.name).collect();
                let diagnostic = circle(&names, &binding.name).help("give one of the `let`s on the way a plain value");
                return Err(self.report(diagnostic));
            }
        }
        let Some((item, binding)) = self.declared.lets.get(at).copied() else { return Err(Reported) };
        self.set_let(at, Lazy::Doing);
        let result = self.expr(&binding.value).and_then(|typed| match typed {
            Typed::Literal(constant) => Ok(constant),
            _ => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    binding.value.span,
                    "a `let` names a plain number, text or date, but this has to be computed for each contact",
                )
                .help("name what is computed with `define`")
                .unsafe_fix("use `define`", Span { end: item.span.start + 3, ..item.span }, "define"),
            )),
        });
        self.set_let(at, Lazy::Done(result.clone()));
        result
    }

    fn set_let(&mut self, at: usize, state: Lazy<Constant>) {
        if let Some(slot) = self.lets.get_mut(at) {
            *slot = state;
        }
    }

    /// What a `define` stands for: its own body where that is a property or a constant, else the `define` by number.
    fn define_as_operand(&mut self, at: usize, span: Span) -> Checkedly<Typed> {
        let typed = self.define(at)?;
        let id = Id::new(at);
        Ok(match typed {
            Typed::Condition(_) => {
                self.needs(Node::Define(id), span);
                Typed::Condition(Condition::Define(id))
            }
            Typed::Operand(operand @ (Operand::Property(_) | Operand::Part { .. } | Operand::DaysSince(_)), kind) => {
                Typed::Operand(operand, kind)
            }
            Typed::Operand(_, kind) => {
                self.needs(Node::Define(id), span);
                Typed::Operand(Operand::Define(id), kind)
            }
            Typed::Literal(constant) => {
                if let Some((_, define)) = self.declared.defines.get(at) {
                    self.mentions.insert(span, define.value.span);
                }
                Typed::Literal(Constant { span, ..constant })
            }
            other => other,
        })
    }

    /// Notes that a `let` is named at `span`.
    pub(super) fn mention_of_let(&mut self, at: usize, span: Span) {
        if let Some((_, binding)) = self.declared.lets.get(at) {
            self.mentions.insert(span, binding.value.span);
        }
    }

    fn define(&mut self, at: usize) -> Checkedly<Typed> {
        match self.defines.get(at) {
            Some(Lazy::Done(done)) => return done.clone(),
            Some(Lazy::Todo) => {}
            Some(Lazy::Doing) | None => {
                let declared = self.declared;
                let Some((_, define)) = declared.defines.get(at) else { return Err(Reported) };
                let doing =
                    declared.defines.iter().zip(&self.defines).filter(|(_, state)| matches!(state, Lazy::Doing));
                let names: Vec<&Name> = doing.map(|((_, define), _)| &define.name).collect();
                let diagnostic =
                    circle(&names, &define.name).help("a `define` may use other `define`s, but not itself");
                return Err(self.report(diagnostic));
            }
        }
        let Some((_, define)) = self.declared.defines.get(at).copied() else { return Err(Reported) };
        self.set_define(at, Lazy::Doing);
        let outer = self.node.replace(Node::Define(Id::new(at)));
        let looked_at = self.looked_at.take();
        let result = self.meant_as_condition(&define.value);
        let result = result.and_then(|()| self.expr(&define.value)).and_then(|typed| self.definable(at, define, typed));
        self.node = outer;
        self.looked_at = looked_at;
        self.set_define(at, Lazy::Done(result.clone()));
        result
    }

    fn definable(&mut self, at: usize, define: &tree::Define, typed: Typed) -> Checkedly<Typed> {
        if let Typed::Operand(operand, _) = &typed {
            let weight = self.weight(operand);
            if weight > HEAVIEST {
                return Err(self.report(
                    Diagnostic::new(
                        &code::TOO_DEEP,
                        define.value.span,
                        format!(
                            "`{}` comes to more than {HEAVIEST} numbers when the names in it are replaced",
                            define.name.text
                        ),
                    )
                    .help("let it depend on fewer other definitions"),
                ));
            }
            self.weights.insert(at, weight);
        }
        match typed {
            Typed::Operand(operand, Type::Boolean) => Ok(Typed::Condition(super::subject::is_true(
                operand,
                crate::format::expression(&define.value),
                define.value.span,
            ))),
            Typed::Anniversary(_) => Err(self.report(super::expr::bare_anniversary(define.value.span))),
            Typed::Literal(Constant { kind: ConstantKind::Boolean(value), .. }) => {
                Ok(Typed::Condition(Condition::Constant(value)))
            }
            Typed::Set(_) => Err(self.report(
                Diagnostic::new(
                    &code::WRONG_KIND,
                    define.value.span,
                    "a `define` names a condition or a value, not a set",
                )
                .help("name a set with `set NAME = { … }`"),
            )),
            other => Ok(other),
        }
    }

    /// How many operands an operand comes to.
    fn weight(&self, operand: &Operand) -> usize {
        match operand {
            Operand::Arithmetic { left, right, .. } => self.weight(left).saturating_add(self.weight(right)),
            Operand::Negate(of) => self.weight(of),
            Operand::Define(id) => self.weights.get(&id.index()).copied().unwrap_or(1),
            _ => 1,
        }
    }

    fn set_define(&mut self, at: usize, state: Lazy<Typed>) {
        if let Some(slot) = self.defines.get_mut(at) {
            *slot = state;
        }
    }

    /// A literal of the rule text.
    pub(super) fn literal(&mut self, literal: &tree::Literal) -> Checkedly<Constant> {
        crate::schema::constant(literal, &self.zone, &mut self.out)
    }
}

/// Names that are defined by each other, or one by itself.
fn circle(names: &[&Name], at: &Name) -> Diagnostic {
    let path: Vec<String> = names.iter().map(|name| format!("`{}`", name.text)).collect();
    let message = if path.len() > 1 {
        format!("{} are defined by each other", path.join(" and "))
    } else {
        format!("`{}` is defined by itself", at.text)
    };
    let diagnostic = Diagnostic::new(&code::CIRCULAR, at.span, message);
    names
        .iter()
        .filter(|name| name.span != at.span)
        .fold(diagnostic, |diagnostic, name| diagnostic.label(name.span, "on the way"))
}
