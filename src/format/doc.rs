//! A text that is not laid out yet: words, the places where lines may break, and columns.
//!
//! Takes words in the order they are printed, with the place in the source they came from; gives the structure that
//! `comment` hangs comments on and `layout` prints. Knows nothing of the language.

use crate::base::Span;

/// One part of a document.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Text that is never broken.
    Word(Word),
    /// One blank.
    Space,
    /// One blank, or a line break where the group around it is broken.
    Line,
    /// Nothing, or a line break where the group around it is broken.
    Soft,
    /// Always a line break.
    Hard,
    /// The end of a cell; consecutive rows are filled up with blanks so that what follows stands in one column.
    Tab(usize),
    /// On one line if it fits, else broken at its own `Line`s and `Soft`s.
    Group(Vec<Node>),
    /// Lines that begin inside stand so many columns further right.
    Indent(usize, Vec<Node>),
    /// Statements, one below the other.
    Rows(Vec<Row>),
}

/// One statement.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Rows of the same shape that follow each other are aligned at their tabs.
    pub(super) shape: Shape,
    /// What stands in it.
    pub(super) nodes: Vec<Node>,
}

/// What decides whether two rows are aligned with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Never aligned.
    Free,
    /// A property or a field.
    Field,
    /// An event on one line.
    Event,
    /// `when … score …`.
    When,
    /// `name: when … score …`.
    NamedWhen,
    /// An arm of a `match`.
    Arm,
    /// An arm of a stage without a label.
    Stage,
    /// An arm of a stage with a label.
    LabelledStage,
    /// `never`, `always`.
    Claim,
}

/// To which neighbour a word without a place in the source belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glue {
    /// A keyword: belongs to what follows.
    Next,
    /// A comma or a closing bracket: belongs to what stands before.
    Previous,
}

/// What a word does to the lines around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    Plain,
    /// The first word of a statement: a blank line may stand before it.
    Start,
    /// Opens a block: no blank line behind it.
    Open,
    /// Closes a block: comments before it are indented like the block's statements.
    Close,
}

/// Text that is never broken, with the comments that stand at it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The text.
    pub(super) text: String,
    /// Where it stood, if that is known.
    pub(super) span: Option<Span>,
    /// Where it belongs if that is not known.
    pub(super) glue: Glue,
    /// What it does to the lines around it.
    pub(super) role: Role,
    /// A blank line stood before it in the source.
    pub(super) blank_before: bool,
    /// The `##` lines of the statement that begins here; printed where the source has none.
    pub(super) docs: Vec<String>,
    /// Comments on lines of their own before it.
    pub(super) leading: Vec<Remark>,
    /// The comment that ends its line.
    pub(super) trailing: Option<String>,
}

/// A comment on a line of its own.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    /// With its mark.
    pub(super) text: String,
    /// A blank line stood before it in the source.
    pub(super) blank_before: bool,
}

impl Word {
    /// A word of which only the text is known.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            span: None,
            glue: Glue::Next,
            role: Role::Plain,
            blank_before: false,
            docs: Vec::new(),
            leading: Vec::new(),
            trailing: None,
        }
    }
}

/// A row of nodes under construction.
#[derive(Clone, Debug, Default)]
pub(super) struct Doc {
    /// What is there so far.
    pub(super) nodes: Vec<Node>,
}

impl Doc {
    /// Adds a word that belongs to the next one.
    pub(super) fn keyword(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(Node::Word(Word::new(text)))
    }

    /// Adds a word that belongs to the one before: a comma, a closing bracket.
    pub(super) fn closing(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(Node::Word(Word { glue: Glue::Previous, ..Word::new(text) }))
    }

    /// Adds a word that stood at `span`.
    pub(super) fn word(&mut self, text: impl Into<String>, span: Span) -> &mut Self {
        self.push(Node::Word(Word { span: Some(span), ..Word::new(text) }))
    }

    /// Adds a blank.
    pub(super) fn space(&mut self) -> &mut Self {
        self.push(Node::Space)
    }

    /// Adds a blank where a line may break.
    pub(super) fn line(&mut self) -> &mut Self {
        self.push(Node::Line)
    }

    /// Ends a cell.
    pub(super) fn tab(&mut self) -> &mut Self {
        self.push(Node::Tab(0))
    }

    /// Adds what `other` holds.
    pub(super) fn add(&mut self, other: Doc) -> &mut Self {
        self.nodes.extend(other.nodes);
        self
    }

    /// Adds a group.
    pub(super) fn group(&mut self, inner: Doc) -> &mut Self {
        self.push(Node::Group(inner.nodes))
    }

    /// Adds an indented stretch.
    pub(super) fn indent(&mut self, columns: usize, inner: Doc) -> &mut Self {
        self.push(Node::Indent(columns, inner.nodes))
    }

    /// Adds any node.
    pub(super) fn push(&mut self, node: Node) -> &mut Self {
        self.nodes.push(node);
        self
    }

    /// Adds `{`, the rows one below the other, and `}`, which stood at `close` if that is known.
    pub(super) fn block(&mut self, rows: Vec<Row>, close: Option<Span>) -> &mut Self {
        self.push(Node::Word(Word { glue: Glue::Previous, role: Role::Open, ..Word::new("{") }));
        self.push(Node::Indent(2, vec![Node::Hard, Node::Rows(rows)]));
        self.push(Node::Hard);
        self.push(Node::Word(Word { span: close, role: Role::Close, ..Word::new("}") }))
    }
}

/// Calls `visit` with every word, in the order of printing.
pub(super) fn words<'doc>(nodes: &'doc mut [Node], visit: &mut impl FnMut(&'doc mut Word)) {
    for node in nodes {
        match node {
            Node::Word(word) => visit(word),
            Node::Group(inner) | Node::Indent(_, inner) => words(inner, visit),
            Node::Rows(rows) => {
                for row in rows {
                    words(&mut row.nodes, visit);
                }
            }
            Node::Space | Node::Line | Node::Soft | Node::Hard | Node::Tab(_) => {}
        }
    }
}

/// The word that is printed first.
pub(super) fn first_word(nodes: &mut [Node]) -> Option<&mut Word> {
    nodes.iter_mut().find_map(|node| match node {
        Node::Word(word) => Some(word),
        Node::Group(inner) | Node::Indent(_, inner) => first_word(inner),
        _ => None,
    })
}
