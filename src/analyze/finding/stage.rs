//! Arms of stages that take nobody, or everybody: takes a search, gives findings.

use super::{
    Ground,
    culprit::{Culprit, culprit},
    told::{FOR_EXAMPLE, TAKEN_ABOVE, Told},
};
use crate::{
    analyze::{Answer, Goal, Known, Matter, Search, Wanted},
    base::{Applicability, Diagnostic, Edit, Label, Span, code},
    format::name,
    model::{Stage, StageArm, StageId},
    plan::Logic,
    regions::quoted,
};

/// Reports arms that no contact reaches, and those that leave nobody for what stands below.
pub(super) fn stages(ground: &Ground<'_>, known: &mut Known, out: &mut Vec<Diagnostic>) {
    if ground.model().stages.ids().next().is_none() {
        return;
    }
    let search = ground.search();
    for (id, stage) in search.plan().model().stages.iter() {
        let Some(step) = search.plan().stage(id) else { continue };
        let arms = Arms { search, id, stage, logics: step.arms.iter().map(|(_, logic)| logic).collect() };
        let mut is_left = true;
        for (place, (arm, (_, logic))) in stage.arms.iter().zip(&step.arms).enumerate() {
            let Some(span) = arm.span else { continue };
            if let Some(found) = arms.unreachable(known, place, arm, span) {
                out.push(found);
            } else if is_left && takes_all(search, known, logic) {
                is_left = false;
                out.push(arms.taker(known, place, arm, span));
            }
        }
    }
}

fn takes_all(search: &Search<'_>, known: &mut Known, logic: &Logic) -> bool {
    let past = Goal::of(Matter::Condition(logic.clone()), Wanted::NotTrue);
    known.find(search, &past) == Answer::Impossible
}

/// The arms of one stage.
struct Arms<'s, 'p> {
    search: &'s Search<'p>,
    id: StageId,
    stage: &'s Stage,
    logics: Vec<&'s Logic>,
}

impl Arms<'_, '_> {
    fn shown_as(&self, found: Diagnostic, told: Told<'_>) -> Diagnostic {
        told.beside(self.search.plan(), self.search.as_of(), found)
    }

    /// An arm whose condition is true of everybody.
    fn taker(&self, known: &mut Known, place: usize, arm: &StageArm, span: Span) -> Diagnostic {
        let name = arm_name(self.stage, arm);
        let message = if place == 0 {
            format!("every contact is `{name}`: `{}` is true of all", arm.text)
        } else {
            format!("whoever is not taken above is `{name}`: `{}` is true of all", arm.text)
        };
        let below = self.stage.arms.iter().skip(place + 1).filter_map(|arm| arm.span).chain(self.stage.otherwise_span);
        let mut found = Diagnostic::new(&code::STAGE_TAKES_ALL, span, message);
        found.labels.extend(below.map(|span| Label { span, message: "nobody gets here".to_owned() }));
        let taken = Goal::of(Matter::StageArm(self.id, Some(place)), Wanted::True);
        if let Answer::Found(witness) = known.find(self.search, &taken) {
            let witness = self.search.plain(&witness, &taken);
            found = self.shown_as(found, Told::of(&witness, FOR_EXAMPLE));
        }
        found.help("ask for more, or put this arm last, as `otherwise`")
    }

    fn unreachable(&self, known: &mut Known, place: usize, arm: &StageArm, span: Span) -> Option<Diagnostic> {
        let taken = Goal::of(Matter::StageArm(self.id, Some(place)), Wanted::True);
        if known.find(self.search, &taken) != Answer::Impossible {
            return None;
        }
        let meets = Goal::of(Matter::Condition((*self.logics.get(place)?).clone()), Wanted::True);
        let nobody = self.nobody(arm);
        match self.search.find(&meets) {
            // Somebody meets it, and is taken before.
            Answer::Found(witness) => {
                let witness = self.search.plain(&witness, &meets);
                let found = self.taken_above(place, span, &nobody, &meets);
                Some(self.shown_as(found, Told::of(&witness, TAKEN_ABOVE)))
            }
            Answer::Undecided(_) => Some(self.taken_above(place, span, &nobody, &meets)),
            Answer::Impossible => {
                let new = |message: String| Diagnostic::new(&code::UNREACHABLE_STAGE, span, message);
                let found = match culprit(self.search, &arm.condition) {
                    Culprit::Elsewhere(..) => return None,
                    Culprit::Points(words, at, farthest) => {
                        let found = beside(new(format!("{nobody}: {words}")), at, "out of reach");
                        match farthest {
                            Some(farthest) => self.shown_as(found, farthest.told()),
                            None => found,
                        }
                    }
                    Culprit::Part(text, at) => beside(new(format!("{nobody}: `{text}` is never true")), at, ""),
                    Culprit::Together => new(format!("{nobody}: no contact meets `{}`", arm.text)),
                };
                Some(found.help("ask for less, or delete the arm"))
            }
        }
    }

    fn taken_above(&self, place: usize, span: Span, nobody: &str, meets: &Goal) -> Diagnostic {
        let takes = |logic: &Logic| {
            let past = meets.clone().and(Matter::Condition(logic.clone()), Wanted::NotTrue);
            self.search.find(&past) == Answer::Impossible
        };
        let mut above = self.stage.arms.iter().zip(&self.logics).take(place);
        match above.find(|(_, logic)| takes(logic)) {
            Some((taker, logic)) => {
                let taken_by = arm_name(self.stage, taker);
                let message = format!("{nobody}: `{taken_by}` above takes everybody who meets this");
                let found = Diagnostic::new(&code::UNREACHABLE_STAGE, span, message);
                let found = beside(found, taker.span, "takes them first");
                self.moved(found, place, (taker, logic)).help("put the arm that asks for more above the other")
            }
            None => {
                let message = format!("{nobody}: the arms above take everybody who meets this");
                Diagnostic::new(&code::UNREACHABLE_STAGE, span, message)
                    .help("the first arm that is true decides: put the arm that asks for most at the top")
            }
        }
    }

    /// The finding with the arm above the one that takes it all, where that leaves somebody for both.
    fn moved(&self, found: Diagnostic, place: usize, (taker, taking): (&StageArm, &Logic)) -> Diagnostic {
        let (Some(arm), Some(logic)) = (self.stage.arms.get(place), self.logics.get(place)) else { return found };
        let is_one_of_several = self.stage.arms.iter().filter(|other| other.name == arm.name).count() > 1;
        let left = Goal::of(Matter::Condition(taking.clone()), Wanted::True)
            .and(Matter::Condition((*logic).clone()), Wanted::NotTrue);
        let (Some(from), Some(to), Some(named), false, Answer::Found(_)) =
            (arm.span, taker.span, self.stage.names.get(arm.name as usize), is_one_of_several, self.search.find(&left))
        else {
            return found;
        };
        let label = named.label.as_deref().map(|label| format!(" {}", quoted(label))).unwrap_or_default();
        let text = format!("{}{label} when {}\n  ", name(&named.name), arm.text);
        let edits = vec![Edit { span: to.before(), text }, Edit { span: from, text: String::new() }];
        let message = format!("put `{}` above `{}`", named.name, arm_name(self.stage, taker));
        found.fix(message, Applicability::Unsafe, edits)
    }

    /// Of a name with several arms, others may be reached.
    fn nobody(&self, arm: &StageArm) -> String {
        let names = self.stage.arms.iter().map(|arm| arm.name).chain([self.stage.otherwise]);
        if names.filter(|name| *name == arm.name).count() > 1 {
            "this arm takes nobody".to_owned()
        } else {
            format!("nobody can be `{}`", arm_name(self.stage, arm))
        }
    }
}

fn arm_name<'s>(stage: &'s Stage, arm: &StageArm) -> &'s str {
    stage.names.get(arm.name as usize).map_or("", |name| name.name.as_str())
}

fn beside(mut found: Diagnostic, span: Option<Span>, message: &str) -> Diagnostic {
    found.labels.extend(span.map(|span| Label { span, message: message.to_owned() }));
    found
}
