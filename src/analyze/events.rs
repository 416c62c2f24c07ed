//! Events
use super::{
    circuit::{FAR, Signal},
    lower::{Freedom, Lowering, RuleSignals},
    vars::leaf,
};
use crate::{
    model::{QueryId, Question, RuleId},
    plan::RuleBodyStep,
};

impl Lowering<'_> {
    pub(super) fn about_events(&mut self, _question: &Question) -> Signal {
        self.free_truth(Freedom::Events)
    }

    pub(super) fn count(&mut self, _query: QueryId) -> Signal {
        self.note(Freedom::Events);
        let family = self.vars.family();
        leaf(self.vars.add(family, 2), [0, FAR])
    }

    pub(super) fn on_events(&mut self, _id: RuleId, _body: &RuleBodyStep) -> RuleSignals {
        let fired = self.free_truth(Freedom::Events);
        let family = self.vars.family();
        RuleSignals::new(leaf(self.vars.add(family, 3), [-FAR, 0, FAR]), fired)
    }
}
