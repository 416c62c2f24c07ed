use crate::{
    model::{DefineBody, Operand, Question},
    plan::{Plan, tests::rule_set::*},
};

#[test]
fn a_question_asked_twice_is_one_atom_even_through_a_define() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let alias = set.define("alias", DefineBody::Operand(Operand::Property(visits)));
    set.when(within(visits, at_least(6)), "1");
    set.when(not(within(visits, at_least(6))), "1");
    let question = Question::Within { operand: Operand::Define(alias), intervals: vec![at_least(6)] };
    set.when(asks(question.clone()), "1");
    set.when(within(visits, at_least(7)), "1");
    let plan = set.plan();
    assert_eq!(plan.atoms().len(), 2);
    assert_eq!(plan.find(&question), plan.atoms().ids().next());
}

#[test]
fn only_what_rules_read_is_needed() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    set.integer("other");
    let created = set.date("created");
    set.when(known(visits), "1");
    set.when(compare(Operand::DaysSince(created), crate::model::Comparison::Less, literal(3)), "1");
    assert_eq!(set.plan().needed().iter().copied().collect::<Vec<_>>(), [visits, created]);
}

#[test]
fn a_plan_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Plan>();
}
