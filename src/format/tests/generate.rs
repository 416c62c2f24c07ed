//! Random syntax trees from a string of bytes: fewer and smaller bytes make a smaller tree, so that failures shrink.
//!
//! Clauses come in canonical order; spans are all empty.

use crate::{
    base::{SourceId, Span},
    syntax::tree::*,
    value::Unit,
};

const NAMES: [&str; 34] = [
    "visits",
    "employees",
    "방문수",
    "業種",
    "größe",
    "_x1",
    "two words",
    "in",
    "when",
    "any",
    "last",
    "first",
    "list",
    "score",
    "count",
    "key",
    "email",
    "url",
    "a-b",
    "9lives",
    "days",
    "since",
    "format",
    "event",
    "word",
    "this",
    "domain",
    "no",
    "sum",
    "exactly",
    "of",
    "owner",
    "group",
    "from",
];
const TEXTS: [&str; 10] = [
    "A",
    "Software",
    "",
    "say \"hi\"",
    "back\\slash",
    "line\nbreak",
    "tab\t",
    "# no comment",
    "한국어 `x`",
    "a } b { c | d",
];
const NUMBERS: [&str; 6] = ["0", "7", "12.5", "-4", "100000", "0.0001"];
const AMOUNTS: [&str; 4] = ["1", "2", "30", "365"];
const REGEXES: [&str; 4] = ["^a+$", "a/b", "\\d{2,3}", "[#\"{]"];
const UNITS: [Unit; 7] = [Unit::Day, Unit::Minute, Unit::Hour, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];

/// The place of everything.
pub(super) const NOWHERE: Span = Span { source: SourceId(0), start: 0, end: 0 };

/// Takes its choices from bytes; without any left it always takes the first.
pub(super) struct Generator<'bytes> {
    bytes: std::slice::Iter<'bytes, u8>,
}

impl<'bytes> Generator<'bytes> {
    pub(super) fn new(bytes: &'bytes [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    pub(super) fn file(&mut self) -> File {
        let mut items = Vec::new();
        while self.bytes.len() > 0 && items.len() < 12 {
            items.push(self.item());
        }
        File { source: SourceId(0), items, comments: Vec::new() }
    }

    fn below(&mut self, count: usize) -> usize {
        self.bytes.next().map_or(0, |byte| usize::from(*byte) % count)
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn list<T>(&mut self, least: usize, most: usize, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| one(self)).collect()
    }

    fn maybe<T>(&mut self, one: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| one(self))
    }

    fn name(&mut self) -> Name {
        Name { text: self.of(&NAMES).to_owned(), span: NOWHERE }
    }

    fn path(&mut self) -> Path {
        Path { head: self.name(), member: if self.below(3) == 2 { Some(self.name()) } else { None }, span: NOWHERE }
    }

    fn quoted(&mut self) -> Quoted {
        Quoted { text: self.of(&TEXTS).to_owned(), span: NOWHERE }
    }

    fn docs(&mut self) -> Vec<String> {
        if self.below(4) == 3 { self.list(1, 2, |g| g.of(&["What it says", "방문"]).to_owned()) } else { Vec::new() }
    }

    fn duration(&mut self) -> Duration {
        Duration { amount: self.of(&AMOUNTS).to_owned(), unit: self.of(&UNITS), span: NOWHERE }
    }

    fn literal_of(kind: LiteralKind) -> Literal {
        Literal { kind, span: NOWHERE }
    }

    fn date(&mut self) -> Literal {
        Self::literal_of(match self.below(3) {
            0 => LiteralKind::Date("2026-03-01".to_owned()),
            1 => LiteralKind::Datetime("2026-03-01T10:00:00+01:00".to_owned()),
            _ => LiteralKind::Datetime("2026-03-01T10:00".to_owned()),
        })
    }

    fn number(&mut self) -> Literal {
        Self::literal_of(LiteralKind::Number(self.of(&NUMBERS).to_owned()))
    }

    fn literal(&mut self) -> Literal {
        match self.below(6) {
            0 => self.number(),
            1 => Self::literal_of(LiteralKind::Text(self.of(&TEXTS).to_owned())),
            2 => Self::literal_of(LiteralKind::Boolean(self.flag())),
            3 => self.date(),
            4 => Self::literal_of(LiteralKind::Ago(self.duration())),
            _ => Self::literal_of(LiteralKind::FromNow(self.duration())),
        }
    }

    fn expr(kind: ExprKind) -> Expr {
        Expr { kind, span: NOWHERE }
    }

    fn set(&mut self) -> Set {
        let elements = self.list(1, 6, |g| match g.below(4) {
            3 => Self::expr(ExprKind::Path(Path { member: None, ..g.path() })),
            _ => Self::expr(ExprKind::Literal(g.literal())),
        });
        Set { elements, span: NOWHERE }
    }

    fn bound(&mut self) -> Box<Expr> {
        Box::new(Self::expr(match self.below(4) {
            3 => ExprKind::Path(Path { head: self.name(), member: None, span: NOWHERE }),
            2 => ExprKind::Literal(Self::literal_of(LiteralKind::Date("2026-03-01".to_owned()))),
            _ => ExprKind::Literal(self.number()),
        }))
    }

    fn range(&mut self) -> Range {
        let (low, high) = match self.below(3) {
            0 => (Some(self.bound()), Some(self.bound())),
            1 => (None, Some(self.bound())),
            _ => (Some(self.bound()), None),
        };
        Range { inclusive: high.is_some() && self.flag(), low, high, span: NOWHERE }
    }

    fn query(&mut self, depth: usize, field: bool) -> EventQuery {
        EventQuery {
            event: self.name(),
            field: if field { Some(self.name()) } else { None },
            within: self.maybe(Self::duration),
            since_last: self.maybe(Self::name),
            filter: if depth > 0 { self.maybe(|g| Box::new(g.condition(depth - 1))) } else { None },
            span: NOWHERE,
        }
    }

    /// Something with a value.
    fn value(&mut self, depth: usize) -> Expr {
        let forms = if depth == 0 { 6 } else { 14 };
        Self::expr(match self.below(forms) {
            0 | 1 => ExprKind::Path(self.path()),
            2 | 3 => ExprKind::Literal(self.literal()),
            4 => ExprKind::DaysSince(self.path()),
            5 => ExprKind::Part {
                of: self.path(),
                part: self.of(&[Part::Domain, Part::Host, Part::Path]),
                part_span: NOWHERE,
            },
            6 | 7 => ExprKind::Arithmetic {
                operator: self.of(&[
                    ArithmeticOperator::Add,
                    ArithmeticOperator::Subtract,
                    ArithmeticOperator::Multiply,
                    ArithmeticOperator::Divide,
                ]),
                left: Box::new(self.value(depth - 1)),
                right: Box::new(self.value(depth - 1)),
            },
            8 => ExprKind::Negate(Box::new(Self::expr(ExprKind::Path(self.path())))),
            9 => ExprKind::EventCount(self.query(depth - 1, false)),
            10 => ExprKind::EventDays {
                pick: self.of(&[EventPick::Last, EventPick::First]),
                query: self.query(depth - 1, false),
            },
            11 => ExprKind::Aggregate {
                function: self.of(&[
                    AggregateFunction::Sum,
                    AggregateFunction::Min,
                    AggregateFunction::Max,
                    AggregateFunction::Avg,
                ]),
                query: self.query(depth - 1, true),
            },
            12 => ExprKind::Distinct(self.query(depth - 1, true)),
            _ => ExprKind::Pick {
                pick: self.of(&[EventPick::Last, EventPick::First]),
                query: self.query(depth - 1, true),
            },
        })
    }

    /// Something that is true, false or unknown.
    pub(super) fn condition(&mut self, depth: usize) -> Expr {
        let forms = if depth == 0 { 3 } else { 9 };
        Self::expr(match self.below(forms) {
            0 | 1 => return self.test(depth),
            2 => ExprKind::Path(self.path()),
            3 => ExprKind::And(self.list(2, 4, |g| g.condition(depth - 1))),
            4 => ExprKind::Or(self.list(2, 4, |g| g.condition(depth - 1))),
            5 => ExprKind::Not(Box::new(self.condition(depth - 1))),
            6 => ExprKind::Paren(Box::new(self.condition(depth - 1))),
            7 => ExprKind::InList { negated: self.flag(), list: self.name() },
            _ => ExprKind::EventTest {
                quantifier: self.of(&[EventQuantifier::Any, EventQuantifier::No]),
                query: self.query(depth - 1, false),
            },
        })
    }

    fn test(&mut self, depth: usize) -> Expr {
        let (subject, kind) = self.question(depth);
        let predicate = Predicate { kind, operator_span: NOWHERE, span: NOWHERE };
        Self::expr(ExprKind::Test { subject: Some(Box::new(subject)), predicate })
    }

    fn question(&mut self, depth: usize) -> (Expr, PredicateKind) {
        let subject = self.value(depth);
        let kind = match self.below(13) {
            0 => PredicateKind::Is {
                negated: self.flag(),
                exactly: self.below(4) == 3,
                value: Box::new(self.value(depth.saturating_sub(1))),
            },
            1 => PredicateKind::Compare {
                operator: self.of(&[
                    CompareOperator::Less,
                    CompareOperator::LessOrEqual,
                    CompareOperator::Greater,
                    CompareOperator::GreaterOrEqual,
                ]),
                value: Box::new(self.value(depth.saturating_sub(1))),
            },
            2 => PredicateKind::Known { known: self.flag() },
            3 => PredicateKind::In { negated: self.flag(), exactly: false, set: SetExpr::Range(self.range()) },
            4 => PredicateKind::In { negated: self.flag(), exactly: self.flag(), set: self.set_expr() },
            5 => {
                let (quantifier, operand) = self.quantified();
                let operator = self.of(&[
                    TextOperator::Contains,
                    TextOperator::StartsWith,
                    TextOperator::EndsWith,
                    TextOperator::HasWord,
                ]);
                PredicateKind::Text { operator, quantifier, exactly: self.flag(), operand }
            }
            6 => PredicateKind::Matches {
                exactly: self.flag(),
                regex: Quoted { text: self.of(&REGEXES).to_owned(), span: NOWHERE },
            },
            7 => {
                let (quantifier, operand) = self.quantified();
                PredicateKind::Has { quantifier, operand }
            }
            8 => PredicateKind::IsExactly { negated: self.flag(), set: SetExpr::Literal(self.set()) },
            9 => PredicateKind::Before(Box::new(self.value(0))),
            10 => PredicateKind::After(Box::new(self.value(0))),
            11 => {
                let next = self.flag();
                let duration = self.duration();
                if self.flag() {
                    let anniversary = Self::expr(ExprKind::Anniversary(self.path()));
                    return (anniversary, PredicateKind::Within { next, duration });
                }
                PredicateKind::Within { next, duration }
            }
            _ => PredicateKind::InPeriod {
                negated: self.flag(),
                period: Period {
                    offset: self.of(&[0, -1, 1]),
                    unit: self.of(&[Unit::Week, Unit::Month, Unit::Quarter, Unit::Year]),
                },
            },
        };
        (subject, kind)
    }

    fn set_expr(&mut self) -> SetExpr {
        if self.flag() { SetExpr::Name(self.name()) } else { SetExpr::Literal(self.set()) }
    }

    fn quantified(&mut self) -> (Quantifier, SetExpr) {
        match self.below(4) {
            0 => {
                let kind = match self.below(2) {
                    0 => ExprKind::Literal(Self::literal_of(LiteralKind::Text(self.of(&TEXTS).to_owned()))),
                    _ => ExprKind::Path(self.path()),
                };
                (Quantifier::One, SetExpr::One(Box::new(Self::expr(kind))))
            }
            1 => (Quantifier::AnyOf, self.set_expr()),
            2 => (Quantifier::AllOf, self.set_expr()),
            _ => (Quantifier::NoneOf, self.set_expr()),
        }
    }

    fn item(&mut self) -> Item {
        let kind = match self.below(13) {
            0 => ItemKind::Let(Let { name: self.name(), value: self.constant(2) }),
            1 => ItemKind::Use(Use { path: self.quoted() }),
            2 => ItemKind::Set(SetItem { name: self.name(), source: self.set_source() }),
            3 => ItemKind::Define(Define {
                name: self.name(),
                value: if self.flag() { Self::closed(self.condition(3)) } else { Self::closed(self.value(2)) },
            }),
            4 => ItemKind::Contact(Contact {
                unknown: self.list(0, 1, Self::markers),
                fields: self.list(1, 6, Self::field),
                broken: Vec::new(),
            }),
            5 => ItemKind::Event(Event {
                name: self.name(),
                key: self.maybe(|g| EventKey { from: g.list(1, 2, Self::quoted), span: NOWHERE }),
                unknown: self.list(0, 1, Self::markers),
                fields: self.list(1, 4, Self::field),
                broken: Vec::new(),
            }),
            6 => ItemKind::Score(self.score()),
            7 => {
                let mut rule = self.rule();
                let docs = std::mem::take(&mut rule.docs);
                return Item { docs, kind: ItemKind::Rule(rule), span: NOWHERE };
            }
            8 => ItemKind::Stage(self.stage()),
            9 => ItemKind::List(ListItem {
                name: self.name(),
                clauses: self.head(false),
                source: if self.flag() {
                    ListSource::File(self.quoted())
                } else {
                    ListSource::When {
                        condition: Self::closed(self.condition(2)),
                        except: self.maybe(|g| Self::closed(g.condition(2))),
                    }
                },
            }),
            10 => ItemKind::Claim(Claim {
                kind: self.of(&[ClaimKind::Never, ClaimKind::Always]),
                condition: Self::closed(self.condition(2)),
                clauses: self.head(false),
            }),
            11 => ItemKind::Test(self.example()),
            _ => ItemKind::TestTable(self.table()),
        };
        Item { docs: self.docs(), kind, span: NOWHERE }
    }

    /// In parentheses if it ends with a word that is a stage arm's name where `when` follows.
    fn closed(expr: Expr) -> Expr {
        let text = crate::format::expression(&expr);
        let open = ["count", "domain", "host", "path"].iter().any(|word| text.ends_with(word));
        if open { Self::expr(ExprKind::Paren(Box::new(expr))) } else { expr }
    }

    /// Arithmetic of literals and `let`s.
    fn constant(&mut self, depth: usize) -> Expr {
        Self::expr(match self.below(if depth == 0 { 2 } else { 3 }) {
            0 => ExprKind::Literal(self.literal()),
            1 => ExprKind::Path(Path { head: self.name(), member: None, span: NOWHERE }),
            _ => ExprKind::Arithmetic {
                operator: self.of(&[ArithmeticOperator::Add, ArithmeticOperator::Multiply]),
                left: Box::new(self.constant(depth - 1)),
                right: Box::new(self.constant(depth - 1)),
            },
        })
    }

    fn set_source(&mut self) -> SetSource {
        if self.flag() { SetSource::File(self.quoted()) } else { SetSource::Inline(self.set()) }
    }

    fn markers(&mut self) -> UnknownMarkers {
        UnknownMarkers { values: self.texts(), span: NOWHERE }
    }

    fn texts(&mut self) -> Set {
        let elements = self.list(1, 3, |g| {
            Self::expr(ExprKind::Literal(Self::literal_of(LiteralKind::Text(g.of(&TEXTS).to_owned()))))
        });
        Set { elements, span: NOWHERE }
    }

    fn field(&mut self) -> Field {
        let values = |g: &mut Self| g.list(1, 3, |g| (g.quoted(), g.maybe(Self::quoted)));
        let kind = match self.below(13) {
            0 => FieldType::Integer,
            1 => FieldType::Text,
            2 => FieldType::Email,
            3 => FieldType::Url,
            4 => FieldType::Number,
            5 => FieldType::Boolean,
            6 => FieldType::Date,
            7 => FieldType::Datetime,
            8 => FieldType::OneOf(values(self)),
            9 => FieldType::OneOfSet(self.name()),
            10 => FieldType::ManyOf(values(self)),
            11 => FieldType::ManyOfSet(self.name()),
            _ => FieldType::Unknown(Name { text: "string".to_owned(), span: NOWHERE }),
        };
        let mut modifiers = Vec::new();
        for which in 0..8 {
            if self.below(4) == 3 {
                let kind = match which {
                    0 => ModifierKind::Key,
                    1 => ModifierKind::Required,
                    2 => ModifierKind::Default(self.literal()),
                    3 => ModifierKind::From(self.list(1, 3, Self::quoted)),
                    4 => ModifierKind::In(self.range()),
                    5 => ModifierKind::Format(self.quoted()),
                    6 => ModifierKind::DefaultSet(self.texts()),
                    _ => ModifierKind::WithUnknown(self.texts()),
                };
                modifiers.push(Modifier { kind, span: NOWHERE });
            }
        }
        Field { docs: self.docs(), name: self.name(), kind, kind_span: NOWHERE, modifiers, span: NOWHERE }
    }

    fn clause(kind: ClauseKind) -> Clause {
        Clause { kind, span: NOWHERE }
    }

    fn head(&mut self, limit: bool) -> Vec<Clause> {
        let mut clauses = Vec::new();
        clauses.extend(self.maybe(|g| Self::clause(ClauseKind::Description(g.quoted()))));
        if limit {
            clauses.extend(self.maybe(|g| Self::clause(ClauseKind::Limit(g.limit()))));
        }
        clauses.extend(self.maybe(|g| Self::clause(ClauseKind::Owner(g.quoted()))));
        clauses
    }

    fn limit(&mut self) -> Range {
        let number = |g: &mut Self| Some(Box::new(Self::expr(ExprKind::Literal(g.number()))));
        Range { low: self.maybe(number).flatten(), high: number(self), inclusive: true, span: NOWHERE }
    }

    fn score(&mut self) -> Score {
        let name = self.name();
        let body = match self.below(3) {
            2 => ScoreBody::Derived(Self::closed(self.value(2))),
            _ => ScoreBody::Entries(self.list(1, 5, |g| match g.below(4) {
                3 => Entry::Group(g.group()),
                _ => Entry::Rule(g.rule()),
            })),
        };
        Score { name, clauses: self.head(true), body }
    }

    fn group(&mut self) -> Group {
        Group {
            docs: self.docs(),
            name: self.name(),
            clauses: self.head(true),
            entries: self.list(1, 4, |g| Entry::Rule(g.rule())),
            span: NOWHERE,
        }
    }

    fn points(&mut self) -> Points {
        let (sign, value) = match self.below(4) {
            0 => (Some('+'), PointsValue::Number("3".to_owned())),
            1 => (Some('-'), PointsValue::Number("12.5".to_owned())),
            2 => (None, PointsValue::Number("0".to_owned())),
            _ => (Some(self.of(&['+', '-'])), PointsValue::Name(self.name())),
        };
        Points { sign, value, span: NOWHERE }
    }

    fn award(&mut self) -> Award {
        let points = self.points();
        let mut per_let = None;
        let per = if self.below(4) == 3 {
            let step = self.maybe(|_| Self::literal_of(LiteralKind::Number("10".to_owned())));
            if step.is_none() {
                per_let = self.maybe(Self::name);
            }
            Some((step, Self::expr(ExprKind::Path(self.path()))))
        } else {
            None
        };
        Award { points, per_span: per.as_ref().map(|_| NOWHERE), per, per_let }
    }

    fn rule(&mut self) -> Rule {
        let body = match self.below(5) {
            0 | 1 => RuleBody::When { condition: Some(self.condition(3)), award: self.award() },
            2 => RuleBody::When { condition: None, award: self.award() },
            3 => RuleBody::Each { query: self.query(2, false), award: self.award() },
            _ => RuleBody::Match {
                subject: Self::expr(match self.below(3) {
                    0 => ExprKind::Path(self.path()),
                    1 => ExprKind::Part { of: self.path(), part: Part::Host, part_span: NOWHERE },
                    _ => ExprKind::DaysSince(self.path()),
                }),
                arms: self.list(1, 5, Self::arm),
                broken: Vec::new(),
            },
        };
        Rule { docs: self.docs(), name: self.maybe(Self::name), body, clauses: self.clauses(), span: NOWHERE }
    }

    fn clauses(&mut self) -> Vec<Clause> {
        let mut kinds = Vec::new();
        for which in 0..6 {
            if self.below(4) == 3 {
                kinds.push(match which {
                    0 => ClauseKind::UpTo(match self.below(2) {
                        0 => PointsValue::Number("10".to_owned()),
                        _ => PointsValue::Name(self.name()),
                    }),
                    1 => ClauseKind::Decay(Decay {
                        halving: self.flag(),
                        over: self.duration(),
                        since: self.maybe(Self::path),
                    }),
                    2 => ClauseKind::Description(self.quoted()),
                    3 => ClauseKind::Until(Self::literal_of(LiteralKind::Date("2026-12-31".to_owned()))),
                    4 => ClauseKind::Owner(self.quoted()),
                    _ => ClauseKind::Allow {
                        finding: Name { text: "short-contains".to_owned(), span: NOWHERE },
                        reason: self.maybe(Self::quoted),
                    },
                });
            }
        }
        kinds.into_iter().map(Self::clause).collect()
    }

    fn arm(&mut self) -> Arm {
        let patterns = match self.below(6) {
            0 | 1 => self.list(1, 3, |g| ArmPattern::Value(Self::expr(ExprKind::Literal(g.literal())))),
            2 => vec![ArmPattern::Range(self.range())],
            3 => vec![ArmPattern::Unknown(NOWHERE)],
            4 => vec![ArmPattern::Otherwise(NOWHERE)],
            _ => vec![ArmPattern::Value(self.constant(0)), ArmPattern::Set(self.set())],
        };
        Arm { patterns, points: self.points(), span: NOWHERE }
    }

    fn stage(&mut self) -> Stage {
        let mut arms = self.list(1, 4, |g| StageArm {
            docs: g.docs(),
            name: g.name(),
            label: g.maybe(Self::quoted),
            kind: StageArmKind::When(g.condition(2)),
            span: NOWHERE,
        });
        arms.push(StageArm {
            docs: Vec::new(),
            name: self.name(),
            label: self.maybe(Self::quoted),
            kind: StageArmKind::Otherwise,
            span: NOWHERE,
        });
        Stage { name: self.name(), clauses: self.head(false), arms, broken: Vec::new() }
    }

    fn fact(&mut self) -> TestFact {
        TestFact { name: self.name(), value: self.fact_value(), span: NOWHERE }
    }

    fn fact_value(&mut self) -> TestFactValue {
        match self.below(4) {
            0 | 1 => TestFactValue::Literal(self.literal()),
            2 => TestFactValue::Unknown(NOWHERE),
            _ => TestFactValue::Set(self.texts()),
        }
    }

    fn example(&mut self) -> Test {
        Test {
            name: self.quoted(),
            as_of: self.maybe(Self::date),
            contact: self.list(1, 4, Self::fact),
            events: self.list(0, 2, |g| TestEvent { event: g.name(), facts: g.list(1, 3, Self::fact), span: NOWHERE }),
            expectations: self.list(1, 3, |g| Expectation {
                condition: match g.below(3) {
                    2 => Self::expr(ExprKind::Test {
                        subject: Some(Box::new(Self::expr(ExprKind::Fired(g.path())))),
                        predicate: Predicate {
                            kind: PredicateKind::Is {
                                negated: false,
                                exactly: false,
                                value: Box::new(Self::expr(ExprKind::Literal(Self::literal_of(LiteralKind::Boolean(
                                    true,
                                ))))),
                            },
                            operator_span: NOWHERE,
                            span: NOWHERE,
                        },
                    }),
                    1 => Self::expr(ExprKind::Fired(g.path())),
                    _ => g.condition(2),
                },
                span: NOWHERE,
            }),
            broken: Vec::new(),
        }
    }

    /// Not a bare `score`: with a number below it, it begins points.
    fn table_name(&mut self) -> Path {
        let path = self.path();
        if path.head.text == "score" { Path { member: Some(self.name()), ..path } } else { path }
    }

    fn table(&mut self) -> TestTable {
        let columns = self.list(2, 4, Self::table_name);
        let rows = self.list(1, 4, |g| {
            let mut cells = vec![TableCell::Value(TestFactValue::Literal(g.literal()))];
            cells.extend((1..columns.len()).map(|_| match g.below(4) {
                0 => TableCell::Blank(NOWHERE),
                1 => TableCell::Name(g.table_name()),
                _ => TableCell::Value(g.fact_value()),
            }));
            TableRow { cells, span: NOWHERE }
        });
        TestTable { name: self.quoted(), as_of: self.maybe(Self::date), columns, rows, broken: Vec::new() }
    }
}
