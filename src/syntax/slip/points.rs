//! Takes the place of a mistake, proposes the order of a rule: condition, `score`, points, clauses.

use std::ops::Range;

use super::{Candidate, Slips};
use crate::{
    base::{Applicability, Diagnostic, Edit, code},
    syntax::{chunk::Place, scan::TokenKind},
};

impl Slips<'_> {
    /// Points in the wrong place, or with `points` behind them.
    pub(super) fn points(&mut self) {
        let signed = |slips: &Self, at: usize| -> Option<Range<usize>> {
            let token = slips.token(at).filter(|token| token.kind == TokenKind::Number)?;
            let sign = at.checked_sub(1).filter(|sign| slips.view.one_of(*sign, &["+", "-"]) && slips.glued(*sign));
            Some(sign.and_then(|sign| slips.token(sign)).map_or(token.start, |sign| sign.start)..token.end)
        };
        let is_points_word = |word: &str| matches!(word, "score" | "points" | "point" | "pts");
        for at in self.at.saturating_sub(2)..=self.at {
            let Some(token) = self.token(at).filter(|_| is_points_word(self.view.word(at))) else { continue };
            let word = self.view.word(at);
            let Some(points) = at.checked_sub(1).and_then(|before| signed(self, before)) else { continue };
            let amount = self.view.text.get(points.clone());
            let score_before =
                (1..=3).filter_map(|back| at.checked_sub(back)).any(|before| self.view.is(before, "score"));
            if score_before && word != "score" {
                self.safe(&code::FOREIGN_WORD, token.range(), "", format!("`{word}` is not written behind the points"));
            } else if !self.token(at + 1).is_some_and(|next| next.kind == TokenKind::Number) {
                let whole = format!("score {amount}");
                self.safe(
                    &code::POINTS_FIRST,
                    points.start..token.end,
                    &whole,
                    format!("the points stand behind `score`: `{whole}`"),
                );
            }
        }
        // `when visits > 3 +3`: what looks like a sum are points without `score`.
        for at in [self.at.checked_sub(1), Some(self.at)].into_iter().flatten() {
            if let Some(points) = signed(self, at).filter(|points| {
                matches!(self.place, Place::Score | Place::Group | Place::File)
                    && self.view.text.get(points.clone()).starts_with(['+', '-'])
                    && !at.checked_sub(2).is_some_and(|before| self.view.is(before, "score"))
            }) {
                let amount = self.view.text.get(points.clone()).to_owned();
                let place = points.start..points.start;
                let span = self.span(points.clone());
                let finding =
                    Diagnostic::new(&code::SYNTAX, span, format!("expected `score` before the points `{amount}`"))
                        .safe_fix("write `score`", self.span(place.clone()), "score ");
                self.list.push(Candidate {
                    edits: vec![(place, "score ".to_owned())],
                    finding,
                    whole: false,
                    drop: false,
                });
            }
        }
        self.points_before_condition();
    }

    /// `score +3 when visits > 3`, `+3 when visits > 3`.
    fn points_before_condition(&mut self) {
        let start = if self.view.is(1, ":") { 2 } else { 0 };
        let Some(when) = (start..start + 4).find(|at| self.view.is(*at, "when")).filter(|when| *when > start) else {
            return;
        };
        let (Some(first), Some(last), Some(word)) = (self.token(start), self.token(when - 1), self.token(when)) else {
            return;
        };
        let points = self.view.text.get(first.start..last.end).to_owned();
        let amount = points.strip_prefix("score").unwrap_or(&points).trim();
        if !amount.starts_with(['+', '-', '0']) {
            return;
        }
        let clauses = ["up", "until", "owner", "allow", "halving", "fading"];
        let end = (when..self.view.tokens.len())
            .find(|at| {
                self.view.is_text(*at)
                    && !self.view.wants_more(*at - 1)
                    && self.place != Place::Match
                    && !self.is_operand(*at)
                    || self.view.one_of(*at, &clauses)
            })
            .unwrap_or(self.view.tokens.len());
        let Some(end) = end.checked_sub(1).and_then(|at| self.token(at)) else { return };
        let condition = self.view.text.get(word.start..end.end);
        let whole = format!("{condition} score {amount}");
        let range = first.start..end.end;
        let (points_span, whole_span) = (self.span(first.start..last.end), self.span(range.clone()));
        let finding = Diagnostic::new(&code::POINTS_FIRST, points_span, "the points stand behind the condition").fix(
            format!("write `{whole}`"),
            Applicability::Safe,
            vec![Edit { span: whole_span, text: whole.clone() }],
        );
        self.list.push(Candidate { edits: vec![(range, whole)], finding, whole: false, drop: false });
    }

    /// Whether a text there is compared with, and not a description.
    pub(super) fn is_operand(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            self.view.one_of(before, &["word", "with", "contains", "is", "has", "exactly", "{", ","])
        })
    }

    /// `limit` at a rule, `{` without `in`.
    pub(super) fn clauses(&mut self) {
        let is_rule = matches!(self.place, Place::Score | Place::Group | Place::File);
        for at in [Some(self.at), self.before(1)].into_iter().flatten() {
            let Some(token) = self.token(at) else { continue };
            if is_rule && self.view.one_of(at, &["limit", "max", "cap", "maximum", "most"]) {
                let next = self.token(at + 1);
                let dots = next.filter(|_| self.view.one_of(at + 1, &["..=", ".."]));
                let end = dots.map_or(token.end, |dots| dots.end);
                let tail = if dots.is_some() { "up to " } else { "up to" };
                let finding = "a rule has `up to`, only groups and scores have `limit`";
                self.safe(&code::FOREIGN_WORD, token.start..end, tail, finding);
            }
            if self.view.is(at, "up") && !self.view.is(at + 1, "to") {
                let span = self.span(token.end..token.end);
                let finding = Diagnostic::new(&code::SYNTAX, self.span(token.range()), "expected `to` after `up`")
                    .safe_fix("write `up to`", span, " to");
                self.list.push(Candidate {
                    edits: vec![(token.end..token.end, " to".to_owned())],
                    finding,
                    whole: false,
                    drop: false,
                });
            }
        }
    }
}
