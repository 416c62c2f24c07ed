use super::{Broken, Clause, Expr, Literal, Name, Path, Quoted, Set};
use crate::base::Span;

/// `use "schema.merit"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// Relative to the file it stands in.
    pub path: Quoted,
}

/// `let bofu = 50`.
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// A literal, or arithmetic of literals and other `let`s.
    pub value: Expr,
}

/// `set free_mail from "free_mail.txt"`, `set roles = {…}`.
#[derive(Clone, Debug, PartialEq)]
pub struct SetItem {
    /// Its name.
    pub name: Name,
    /// Where its values stand.
    pub source: SetSource,
}

/// Where a set's values stand.
#[derive(Clone, Debug, PartialEq)]
pub enum SetSource {
    /// In the rules.
    Inline(Set),
    /// In a text file, one value a line.
    File(Quoted),
}

/// `define internal = email domain is "acme.example"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// Any expression.
    pub value: Expr,
}

/// `stage lifecycle { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: Name,
    /// Description and owner.
    pub clauses: Vec<Clause>,
    /// In order; the first that holds decides.
    pub arms: Vec<StageArm>,
    /// Arms that could not be read.
    pub broken: Vec<Broken>,
}

/// `sql "Sales qualified lead" when total >= 65` or `otherwise subscriber`.
#[derive(Clone, Debug, PartialEq)]
pub struct StageArm {
    /// `##` lines above.
    pub docs: Vec<String>,
    /// The arm's name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Quoted>,
    /// When.
    pub kind: StageArmKind,
    /// All of it.
    pub span: Span,
}

/// When an arm takes a contact.
#[derive(Clone, Debug, PartialEq)]
pub enum StageArmKind {
    /// `when C`.
    When(Expr),
    /// `otherwise`.
    Otherwise,
}

/// `list mqls "…" when … except …`, `list vips from "vips.csv"`.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// Its name.
    pub name: Name,
    /// Description and owner.
    pub clauses: Vec<Clause>,
    /// Who is in it.
    pub source: ListSource,
}

/// Who is in a list.
#[derive(Clone, Debug, PartialEq)]
pub enum ListSource {
    /// `when C except D`.
    When {
        /// Who is in.
        condition: Expr,
        /// Who is not, all the same.
        except: Option<Expr>,
    },
    /// Keys in a file.
    File(Quoted),
}

/// `never …`, `always …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Which of the two.
    pub kind: ClaimKind,
    /// The condition.
    pub condition: Expr,
    /// Description and owner.
    pub clauses: Vec<Clause>,
}

/// `never` or `always`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimKind {
    /// True for no contact.
    Never,
    /// True for every contact.
    Always,
}

/// `test "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Its name.
    pub name: Quoted,
    /// `as of 2026-03-01`.
    pub as_of: Option<Literal>,
    /// `contact { … }`.
    pub contact: Vec<TestFact>,
    /// `event E { … }`.
    pub events: Vec<TestEvent>,
    /// `expect …`.
    pub expectations: Vec<Expectation>,
    /// Lines that could not be read.
    pub broken: Vec<Broken>,
}

/// `visits: 6`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestFact {
    /// The property or field.
    pub name: Name,
    /// Its value.
    pub value: TestFactValue,
    /// Both.
    pub span: Span,
}

/// A value in a test: a literal, a set for `many of`, or `unknown`.
#[derive(Clone, Debug, PartialEq)]
pub enum TestFactValue {
    /// One value.
    Literal(Literal),
    /// Several.
    Set(Set),
    /// `unknown`.
    Unknown(Span),
}

/// `event form_submission { at: 3 days ago, … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestEvent {
    /// The kind.
    pub event: Name,
    /// Its fields.
    pub facts: Vec<TestFact>,
    /// All of it.
    pub span: Span,
}

/// `expect engagement is 41`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// A condition.
    pub condition: Expr,
    /// With `expect`.
    pub span: Span,
}

/// `test table "…" { … }`; newlines count here.
#[derive(Clone, Debug, PartialEq)]
pub struct TestTable {
    /// Its name.
    pub name: Quoted,
    /// `as of 2026-03-01`.
    pub as_of: Option<Literal>,
    /// Column heads: properties, and what is expected.
    pub columns: Vec<Path>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Lines that could not be read.
    pub broken: Vec<Broken>,
}

/// One row of a test table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// A literal, `unknown`, a set, or a name (an arm of a stage).
    pub cells: Vec<TableCell>,
    /// The line.
    pub span: Span,
}

/// One cell of a test table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    /// A literal, set or `unknown`.
    Value(TestFactValue),
    /// The name of an arm.
    Name(Path),
    /// Nothing between the bars: unknown for a property, not looked at for an expectation.
    Blank(Span),
}
