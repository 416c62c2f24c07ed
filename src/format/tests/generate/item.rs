//! Random items: schema, scores, stages, tests.

use super::{Generator, NOWHERE};
use crate::syntax::tree::*;

impl Generator<'_> {
    pub(super) fn item(&mut self) -> Item {
        let kind = match self.below(13) {
            0 => ItemKind::Let(Let { name: self.name(), value: self.constant(2) }),
            1 => ItemKind::Use(Use { path: self.quoted() }),
            2 => ItemKind::Set(SetItem { name: self.name(), source: self.set_source() }),
            3 => ItemKind::Define(Define {
                name: self.name(),
                value: if self.flag() { self.condition(3) } else { self.value(2) },
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
                    ListSource::When { condition: self.condition(2), except: self.maybe(|g| g.condition(2)) }
                },
            }),
            10 => ItemKind::Claim(Claim {
                kind: self.of(&[ClaimKind::Never, ClaimKind::Always]),
                condition: self.condition(2),
                clauses: self.head(false),
            }),
            11 => ItemKind::Test(self.example()),
            _ => ItemKind::TestTable(self.table()),
        };
        Item { docs: self.docs(), kind, span: NOWHERE }
    }

    fn set_source(&mut self) -> SetSource {
        if self.flag() { SetSource::File(self.quoted()) } else { SetSource::Inline(self.set()) }
    }

    fn markers(&mut self) -> UnknownMarkers {
        UnknownMarkers { values: self.texts(), span: NOWHERE }
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

    fn head(&mut self, limit: bool) -> Vec<Clause> {
        let mut clauses = Vec::new();
        clauses.extend(self.maybe(|g| Self::clause(ClauseKind::Description(g.quoted()))));
        if limit {
            clauses.extend(self.maybe(|g| Self::clause(ClauseKind::Limit(g.limit()))));
        }
        clauses.extend(self.maybe(|g| Self::clause(ClauseKind::Owner(g.quoted()))));
        clauses
    }

    fn score(&mut self) -> Score {
        let name = self.name();
        let body = match self.below(3) {
            2 => ScoreBody::Derived(self.value(2)),
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
            _ if self.below(3) == 0 => self.match_each(),
            _ => RuleBody::Match {
                subject: Self::expr(match self.below(3) {
                    0 => ExprKind::Path(self.path()),
                    1 => ExprKind::Part { of: self.path(), part: Part::Host, part_span: NOWHERE },
                    _ => ExprKind::DaysSince(self.path()),
                }),
                events: None,
                arms: self.list(1, 5, Self::arm),
                broken: Vec::new(),
            },
        };
        Rule { docs: self.docs(), name: self.maybe(Self::name), body, clauses: self.clauses(), span: NOWHERE }
    }

    /// `match page_view.url within 3 days where … { … }`.
    fn match_each(&mut self) -> RuleBody {
        let mut events = self.query(2, true);
        if events.filter.is_none() && events.since_last.is_none() {
            events.within = Some(self.duration());
        }
        let path = Path { head: events.event.clone(), member: events.field.clone(), span: NOWHERE };
        let subject = Self::expr(match self.below(2) {
            0 => ExprKind::Path(path),
            _ => ExprKind::Part { of: path, part: Part::Host, part_span: NOWHERE },
        });
        RuleBody::Match { subject, events: Some(events), arms: self.list(1, 5, Self::arm), broken: Vec::new() }
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

    fn clause(kind: ClauseKind) -> Clause {
        Clause { kind, span: NOWHERE }
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

    fn table(&mut self) -> TestTable {
        let columns = self.list(2, 4, Self::path);
        let rows = self.list(1, 4, |g| {
            let mut cells = vec![TableCell::Value(TestFactValue::Literal(g.literal()))];
            cells.extend((1..columns.len()).map(|_| match g.below(4) {
                0 => TableCell::Blank(NOWHERE),
                1 => TableCell::Name(g.path()),
                _ => TableCell::Value(g.fact_value()),
            }));
            TableRow { cells, span: NOWHERE }
        });
        TestTable { name: self.quoted(), as_of: self.maybe(Self::date), columns, rows, broken: Vec::new() }
    }
}
