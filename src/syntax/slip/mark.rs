//! Takes the place of a mistake, proposes the mark that another one stands for.

use super::{Candidate, Slips};
use crate::{
    base::{Applicability, Diagnostic, Edit, code},
    syntax::{chunk::Place, scan::TokenKind},
};

impl Slips<'_> {
    /// A mark that stands for another.
    pub(super) fn marks(&mut self) {
        for at in [Some(self.at), self.before(1)].into_iter().flatten() {
            let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Mark) else { continue };
            let mark = self.view.word(at);
            let meant: &[&str] = match mark {
                "=" => &[":", "=>"],
                ":" => &["=", "=>"],
                "->" => &["=>"],
                "-" if self.view.is(at + 1, ">") => &[],
                "=>" => &[">=", ":", "="],
                "=<" => &["<="],
                "==" => &["=", ":", "=>"],
                "::" => &[":"],
                ">" | ">=" => &["=>"],
                "&" => &["and"],
                "|" => &["or"],
                "[" => &["{", "("],
                "]" => &["}", ")"],
                "(" => &["{"],
                ")" => &["}"],
                _ => &[],
            };
            for with in meant {
                // A colon stands in fields, an arrow in arms.
                if (*with == ":" && self.place == Place::File) || (*with == "=>" && self.place != Place::Match) {
                    continue;
                }
                let glued = *with == "=>" && at.checked_sub(1).is_some_and(|before| self.glued(before));
                let text = if glued { " =>" } else { *with };
                let message = format!("expected `{with}`, found `{mark}`");
                let span = self.span(token.range());
                let finding =
                    Diagnostic::new(&code::FOREIGN_MARK, span, message).safe_fix(format!("write `{with}`"), span, text);
                let edits = vec![(token.range(), text.to_owned())];
                self.list.push(Candidate { edits, finding, whole: false, drop: false });
                // Elsewhere than behind the name of an item it would be a comparison.
                if *with == "=" && !(at == 2 && self.view.one_of(0, &["let", "set", "define"])) {
                    self.doubt();
                }
            }
        }
        self.brackets();
    }

    /// `[…]` and `(…)` for a set.
    fn brackets(&mut self) {
        let Some(open) = self.token(self.at).filter(|_| self.view.one_of(self.at, &["[", "("])) else { return };
        let closes = if self.view.is(self.at, "[") { "]" } else { ")" };
        let Some(close) =
            (self.at..self.view.tokens.len()).find(|at| self.view.is(*at, closes)).and_then(|at| self.token(at))
        else {
            return;
        };
        let span = self.span(open.start..close.end);
        let edits = vec![
            Edit { span: self.span(open.range()), text: "{".to_owned() },
            Edit { span: self.span(close.range()), text: "}".to_owned() },
        ];
        let finding = Diagnostic::new(&code::FOREIGN_MARK, span, "a set stands between `{` and `}`").fix(
            "write `{` and `}`",
            Applicability::Safe,
            edits,
        );
        self.list.push(Candidate {
            edits: vec![(open.range(), "{".to_owned()), (close.range(), "}".to_owned())],
            finding,
            whole: false,
            drop: false,
        });
    }
}
