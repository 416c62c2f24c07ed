//! Takes a word at the place of a mistake, proposes the word of the language that it stands for.

use super::{Candidate, Slips};
use crate::{
    base::{Diagnostic, code, nearest_few},
    syntax::{reserved::is_reserved, scan::TokenKind},
};

/// Words of the language that a misspelling may be meant for.
const KEYWORDS: [&str; 76] = [
    "when",
    "score",
    "otherwise",
    "unknown",
    "limit",
    "owner",
    "until",
    "group",
    "match",
    "each",
    "per",
    "up",
    "to",
    "and",
    "or",
    "not",
    "is",
    "in",
    "has",
    "contains",
    "starts",
    "ends",
    "with",
    "matches",
    "word",
    "any",
    "all",
    "none",
    "of",
    "before",
    "after",
    "within",
    "where",
    "known",
    "true",
    "false",
    "except",
    "expect",
    "between",
    "exactly",
    "never",
    "always",
    "contact",
    "event",
    "stage",
    "list",
    "set",
    "let",
    "define",
    "use",
    "test",
    "table",
    "from",
    "as",
    "default",
    "required",
    "key",
    "format",
    "one",
    "many",
    "halving",
    "every",
    "fading",
    "over",
    "since",
    "allow",
    "days",
    "ago",
    "count",
    "last",
    "next",
    "first",
    "distinct",
    "domain",
    "no",
    "host",
];

/// Words of other languages.
const FOREIGN: [(&str, &str); 36] = [
    ("if", "when"),
    ("elif", "when"),
    ("elseif", "when"),
    ("case", "when"),
    ("switch", "match"),
    ("else", "otherwise"),
    ("default", "otherwise"),
    ("then", "score"),
    ("points", "score"),
    ("point", "score"),
    ("pts", "score"),
    ("give", "score"),
    ("add", "score"),
    ("scores", "score"),
    ("equals", "is"),
    ("are", "is"),
    ("isnt", "is not"),
    ("includes", "contains"),
    ("include", "contains"),
    ("like", "contains"),
    ("null", "unknown"),
    ("none", "unknown"),
    ("empty", "unknown"),
    ("blank", "unknown"),
    ("missing", "unknown"),
    ("yes", "true"),
    ("exists", "is known"),
    ("max", "limit"),
    ("cap", "limit"),
    ("unless", "except"),
    ("exclude", "except"),
    ("excluding", "except"),
    ("without", "except"),
    ("import", "use"),
    ("const", "let"),
    ("var", "let"),
];

/// Words of other languages that may be meant for more than one of ours.
const DOUBTFUL: [&str; 6] = ["then", "like", "none", "unless", "include", "includes"];

/// Words that turn a condition into another one, so that they are never put in for certain.
const TURNING: [&str; 12] =
    ["not", "no", "and", "or", "any", "all", "none", "except", "before", "after", "never", "always"];

/// Whether the word is one of ours.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || is_reserved(word)
}

/// Whether the word is one of other languages.
pub(super) fn is_foreign(word: &str) -> bool {
    FOREIGN.iter().any(|(foreign, _)| *foreign == word)
}

impl Slips<'_> {
    /// A word that stands for one of ours.
    pub(super) fn words(&mut self, at: usize) {
        let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Word) else { return };
        let word = self.view.word(at);
        let lower = word.to_lowercase();
        if lower != word && (KEYWORDS.contains(&lower.as_str()) || is_reserved(&lower)) {
            self.safe(
                &code::FOREIGN_WORD,
                token.range(),
                &lower,
                format!("`{word}` is written in small letters: `{lower}`"),
            );
        }
        for (_, ours) in FOREIGN.iter().filter(|(foreign, _)| *foreign == lower) {
            self.safe(&code::FOREIGN_WORD, token.range(), ours, format!("`{word}` is written `{ours}`"));
            if DOUBTFUL.contains(&lower.as_str()) {
                self.doubt();
            }
        }
        if lower == "then" && self.view.is(at + 1, "score") {
            self.list.pop();
            self.safe(&code::FOREIGN_WORD, token.range(), "", "no `then` stands before `score`");
        }
        if KEYWORDS.contains(&word) {
            return;
        }
        let letters = |word: &str| {
            let mut letters: Vec<char> = word.chars().collect();
            letters.sort_unstable();
            letters
        };
        let shuffled = KEYWORDS.into_iter().filter(|keyword| *keyword != lower && letters(keyword) == letters(&lower));
        if self.is_operand_name(at) {
            return;
        }
        let near = nearest_few(&lower, KEYWORDS, 4).into_iter().filter(|keyword| is_slip_of(&lower, keyword));
        for meant in shuffled.chain(near) {
            self.safe(
                &code::MISSPELT_WORD,
                token.range(),
                meant,
                format!("`{word}` looks like a misspelling of `{meant}`"),
            );
            let distance = strsim::damerau_levenshtein(&lower, meant);
            let turns =
                TURNING.contains(&meant) || meant.len() < 4 && distance > 0 && letters(meant) != letters(&lower);
            if turns || (distance > 1 && meant.len() < 7 && letters(meant) != letters(&lower)) {
                self.doubt();
            }
        }
    }

    /// A name where a value is expected, with a comparison behind it, is meant as it stands.
    fn is_operand_name(&self, at: usize) -> bool {
        let operators =
            ["is", "in", "has", "contains", "starts", "ends", "matches", "before", "after", "within", "between"];
        let compared = self.view.one_of(at + 1, &operators)
            || self.view.one_of(at + 1, &["<", "<=", ">", ">=", "==", "!=", "=", "+", "*", "/"]);
        let expects_value =
            |before| self.view.one_of(before, &["when", "and", "or", "not", "where", "(", "except", "never", "always"]);
        compared && at.checked_sub(1).is_some_and(expects_value)
    }

    /// A reserved word used as a name.
    pub(super) fn reserved(&mut self) {
        let at = self.at;
        let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Word) else { return };
        let word = self.view.word(at);
        if !is_reserved(word) {
            return;
        }
        let quoted = format!("`{word}`");
        let span = self.span(token.range());
        let finding = Diagnostic::new(&code::RESERVED_NAME, span, format!("`{word}` is a word of the language"))
            .help("a name that is one stands in backquotes")
            .safe_fix("put it in backquotes", span, quoted.clone());
        self.list.push(Candidate { edits: vec![(token.range(), quoted)], finding, whole: true, drop: false });
    }
}

/// Not a longer name that begins with the keyword: `last_activity` is no `last`.
fn is_slip_of(word: &str, keyword: &str) -> bool {
    let longer = word.len().saturating_sub(keyword.len());
    strsim::damerau_levenshtein(word, keyword) <= 2
        && !(word.starts_with(keyword) && (longer > 1 || word.contains('_')))
}
