use super::{Build, P, child, children, has};
use crate::{
    base::Span,
    syntax::{
        grammar::Rule,
        tree::{
            Claim, ClaimKind, Define, Item, ItemKind, Let, ListItem, ListSource, SetItem, SetSource, Stage, StageArm,
            StageArmKind, Use,
        },
    },
};

impl Build<'_> {
    /// Of any pair that is an item.
    pub(in crate::syntax) fn item(&mut self, pair: &P<'_>) -> Option<Item> {
        let kind = match pair.as_rule() {
            Rule::use_item => ItemKind::Use(Use { path: self.child_quoted(pair)? }),
            Rule::contact_item => ItemKind::Contact(self.contact(pair)?),
            Rule::event_item => ItemKind::Event(self.event(pair)?),
            Rule::let_item => ItemKind::Let(Let { name: self.child_name(pair)?, value: self.child_arith(pair)? }),
            Rule::set_item => ItemKind::Set(self.set_item(pair)?),
            Rule::define_item => {
                ItemKind::Define(Define { name: self.child_name(pair)?, value: self.child_expr(pair)? })
            }
            Rule::score_item => ItemKind::Score(self.score(pair)?),
            Rule::rule => ItemKind::Rule(self.rule(pair)?),
            Rule::stage_item => ItemKind::Stage(self.stage(pair)?),
            Rule::list_item => ItemKind::List(self.list(pair)?),
            Rule::claim_item => ItemKind::Claim(self.claim(pair)?),
            Rule::test_item => ItemKind::Test(self.test_item(pair)?),
            Rule::table_item => ItemKind::TestTable(self.table(pair)?),
            _ => return None,
        };
        let span = self.span(pair);
        Some(Item { docs: self.docs(span), kind, span })
    }

    fn set_item(&self, pair: &P<'_>) -> Option<SetItem> {
        let source = match child(pair, Rule::set) {
            Some(set) => SetSource::Inline(self.set(&set)?),
            None => SetSource::File(self.child_quoted(pair)?),
        };
        Some(SetItem { name: self.child_name(pair)?, source })
    }

    fn stage(&mut self, pair: &P<'_>) -> Option<Stage> {
        Some(Stage {
            name: self.child_name(pair)?,
            clauses: self.clauses(pair)?,
            arms: children(pair, Rule::stage_arm).map(|arm| self.stage_arm(&arm)).collect::<Option<_>>()?,
            broken: Vec::new(),
        })
    }

    pub(in crate::syntax) fn stage_arm(&mut self, pair: &P<'_>) -> Option<StageArm> {
        let span = self.span_without_comma(pair);
        let kind = match child(pair, Rule::expr) {
            Some(condition) => StageArmKind::When(self.expr(&condition)?),
            None => StageArmKind::Otherwise,
        };
        Some(StageArm {
            docs: self.docs(span),
            name: self.child_name(pair)?,
            label: self.child_quoted(pair),
            kind,
            span,
        })
    }

    fn list(&mut self, pair: &P<'_>) -> Option<ListItem> {
        let mut conditions = children(pair, Rule::expr);
        let source = match conditions.next() {
            Some(condition) => {
                let condition = self.expr(&condition)?;
                let except = match conditions.next() {
                    Some(except) => Some(self.expr(&except)?),
                    None => None,
                };
                ListSource::When { condition, except }
            }
            None => ListSource::File(self.child_quoted(pair)?),
        };
        Some(ListItem { name: self.child_name(pair)?, clauses: self.clauses(pair)?, source })
    }

    fn claim(&mut self, pair: &P<'_>) -> Option<Claim> {
        let kind = if has(pair, Rule::kw_never) { ClaimKind::Never } else { ClaimKind::Always };
        Some(Claim { kind, condition: self.child_expr(pair)?, clauses: self.clauses(pair)? })
    }

    /// A comma behind an arm or a fact is not part of it.
    pub(super) fn span_without_comma(&self, pair: &P<'_>) -> Span {
        match child(pair, Rule::comma)
            .filter(|_| pair.clone().into_inner().next_back().is_some_and(|p| p.as_rule() == Rule::comma))
        {
            Some(_) => pair
                .clone()
                .into_inner()
                .next_back()
                .map_or_else(|| self.span(pair), |comma| self.span_before(pair, &comma)),
            None => self.span(pair),
        }
    }
}
