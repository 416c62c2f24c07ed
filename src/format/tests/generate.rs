//! Random syntax trees from a string of bytes: fewer and smaller bytes make a smaller tree, so that failures shrink.
//!
//! Clauses come in canonical order; spans are all empty.

mod condition;
mod item;

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

    fn texts(&mut self) -> Set {
        let elements = self.list(1, 3, |g| {
            Self::expr(ExprKind::Literal(Self::literal_of(LiteralKind::Text(g.of(&TEXTS).to_owned()))))
        });
        Set { elements, span: NOWHERE }
    }

    fn limit(&mut self) -> Range {
        let number = |g: &mut Self| Some(Box::new(Self::expr(ExprKind::Literal(g.number()))));
        Range { low: self.maybe(number).flatten(), high: number(self), inclusive: true, span: NOWHERE }
    }
}
