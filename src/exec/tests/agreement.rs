//! Regions and the interpreter agree: a value's region is among a question's regions just where the answer is yes.

use proptest::prelude::*;

use super::fixture::*;
use crate::{
    exec::{Evaluation, evaluate},
    model::{Comparison, Condition, Operand, Part, PropertyId, Quantifier, Question, TextOperator},
    plan::{Plan, tests::rule_set::*},
    regions::{Regions, Subject, SubjectRegions},
    value::{AsOf, Bound, Date, Duration, Instant, Interval, Kind, Moment, Scalar, Unit, Value, Window, Zone},
};

/// The properties that questions are asked about, in this order.
struct Properties {
    whole: PropertyId,
    real: PropertyId,
    flag: PropertyId,
    industry: PropertyId,
    interests: PropertyId,
    title: PropertyId,
    email: PropertyId,
    born: PropertyId,
    seen: PropertyId,
}

fn properties(set: &mut RuleSet) -> Properties {
    Properties {
        whole: set.integer("whole"),
        real: set.property("real", Kind::Number),
        flag: set.boolean("flag"),
        industry: set.dropdown("industry", &["A", "B", "C", "D"]),
        interests: set.checkboxes("interests", &["A", "B", "C"]),
        title: set.text("title"),
        email: set.property("email", Kind::Email),
        born: set.date("born"),
        seen: set.property("seen", Kind::Datetime),
    }
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        (-4i64..5).prop_map(Scalar::Integer),
        prop_oneof![Just(i64::MAX), Just(i64::MIN), Just(9_007_199_254_740_993)].prop_map(Scalar::Integer),
        (-8i32..9).prop_map(|half| Scalar::Number(f64::from(half) / 2.0)),
        prop_oneof![Just(0.1), Just(-0.0), Just(1e300), Just(5e-324)].prop_map(Scalar::Number),
    ]
}

fn bound() -> impl Strategy<Value = Bound> {
    prop_oneof![Just(Bound::Unbounded), scalar().prop_map(Bound::Included), scalar().prop_map(Bound::Excluded)]
}

fn interval() -> impl Strategy<Value = Interval> {
    (bound(), bound()).prop_map(|(low, high)| Interval::new(low, high))
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Less),
        Just(Comparison::LessOrEqual),
        Just(Comparison::Greater),
        Just(Comparison::GreaterOrEqual),
        Just(Comparison::Equal),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    (0u32..4, prop_oneof![Just(Unit::Hour), Just(Unit::Day), Just(Unit::Month)])
        .prop_map(|(amount, unit)| Duration::new(amount, unit))
}

fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        (-3i64..4).prop_map(|days| Moment::Date(day("2026-03-10").plus_days(days))),
        (-50i64..50).prop_map(|hours| Moment::Instant(noon().plus_micros(hours * 3_600_000_000))),
        Just(Moment::AsOf),
        duration().prop_map(Moment::Ago),
        duration().prop_map(Moment::FromNow),
        (-1i32..2).prop_map(|offset| Moment::PeriodStart { unit: Unit::Month, offset }),
    ]
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        duration().prop_map(Window::within),
        duration().prop_map(Window::within_next),
        moment().prop_map(Window::before),
        moment().prop_map(Window::after),
        moment().prop_map(Window::on),
        moment().prop_map(Window::at_least),
        moment().prop_map(Window::at_most),
    ]
}

fn noon() -> Instant {
    Instant::parse("2026-03-10T12:00:00Z", &Zone::utc()).unwrap()
}

/// What is asked, of properties that come later.
#[derive(Clone, Debug)]
enum Ask {
    Numbers(bool, Vec<Interval>),
    Compare(u8, Comparison, i64, bool),
    Days(Interval),
    Flag,
    Industry(Vec<u32>),
    Interests(Quantifier, u32),
    Text(bool, Quantifier, Vec<String>),
    Time(bool, Window),
    Relative(bool, Comparison, Duration, bool),
    Known(u8),
}

fn ask() -> impl Strategy<Value = Ask> {
    let some = prop_oneof![Just(Quantifier::Any), Just(Quantifier::None), Just(Quantifier::All)];
    let word = prop_oneof![Just("vp"), Just("VP"), Just("ΣΑΣ"), Just("a.example"), Just("something else")];
    prop_oneof![
        (any::<bool>(), prop::collection::vec(interval(), 1..4))
            .prop_map(|(real, intervals)| Ask::Numbers(real, intervals)),
        (0u8..4, comparison(), -3i64..4, any::<bool>())
            .prop_map(|(of, how, with, turned)| Ask::Compare(of, how, with, turned)),
        interval().prop_map(Ask::Days),
        Just(Ask::Flag),
        prop::sample::subsequence(vec![0, 1, 2, 3], 1..4).prop_map(Ask::Industry),
        (some.clone(), 0u32..3).prop_map(|(quantifier, member)| Ask::Interests(quantifier, member)),
        (any::<bool>(), some, prop::collection::vec(word, 1..4)).prop_map(|(title, quantifier, words)| {
            Ask::Text(title, quantifier, words.into_iter().map(str::to_owned).collect())
        }),
        (any::<bool>(), window()).prop_map(|(seen, window)| Ask::Time(seen, window)),
        (any::<bool>(), comparison(), duration(), any::<bool>())
            .prop_map(|(seen, how, duration, ago)| Ask::Relative(seen, how, duration, ago)),
        (0u8..9).prop_map(Ask::Known),
    ]
}

fn question(of: &Properties, ask: &Ask) -> Question {
    let property = |property| Operand::Property(property);
    match ask.clone() {
        Ask::Numbers(real, intervals) => {
            Question::Within { operand: property(if real { of.real } else { of.whole }), intervals }
        }
        Ask::Compare(which, comparison, with, turned) => {
            let (left, right) = match which {
                0 => (property(of.whole), Operand::Literal(Value::Integer(with))),
                1 => (property(of.real), Operand::Literal(Value::Number(with as f64 / 2.0))),
                2 => (property(of.born), Operand::Literal(Value::Date(day("2026-03-10").plus_days(with)))),
                _ => (property(of.seen), Operand::Literal(Value::Instant(noon().plus_micros(with)))),
            };
            let (left, right) = if turned { (right, left) } else { (left, right) };
            Question::Compare { left, comparison, right }
        }
        Ask::Days(interval) => Question::Within { operand: Operand::DaysSince(of.born), intervals: vec![interval] },
        Ask::Flag => Question::True(property(of.flag)),
        Ask::Industry(among) => Question::Choice { operand: property(of.industry), among },
        Ask::Interests(quantifier, member) => {
            Question::Choices { operand: property(of.interests), quantifier, among: vec![member] }
        }
        Ask::Text(title, quantifier, words) => {
            let operand = if title { property(of.title) } else { part(of.email, Part::Domain) };
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            text_question(operand, TextOperator::Is, quantifier, false, &words)
        }
        Ask::Time(seen, window) => Question::Time { operand: property(if seen { of.seen } else { of.born }), window },
        Ask::Relative(seen, comparison, duration, ago) => Question::Compare {
            left: property(if seen { of.seen } else { of.born }),
            comparison,
            right: Operand::Relative { duration, ago },
        },
        Ask::Known(number) => Question::Known(property(crate::base::Id::new(number.into()))),
    }
}

fn contact_values() -> impl Strategy<Value = Vec<Option<Value>>> {
    let numbers = prop_oneof![
        (-9i32..10).prop_map(|half| f64::from(half) / 2.0),
        prop_oneof![Just(0.1), Just(5e-324), Just(1e300), Just(f64::MAX), Just(9_007_199_254_740_992.0)],
    ];
    let texts = || prop_oneof![Just("VP"), Just("σας"), Just("x"), Just("Something else")];
    let emails = prop_oneof![Just("a@A.example"), Just("a@b.example"), Just("nobody"), Just("a@vp")];
    let days = (-70i64..70).prop_map(|days| day("2026-03-10").plus_days(days));
    let moments =
        (-200i64..200, -2i64..3).prop_map(|(hours, micros)| noon().plus_micros(hours * 1_800_000_000 + micros));
    (
        prop::option::of(
            prop_oneof![-6i64..7, Just(i64::MIN), Just(i64::MAX), Just(9_007_199_254_740_993)].prop_map(Value::Integer),
        ),
        prop::option::of(numbers.prop_map(Value::Number)),
        prop::option::of(any::<bool>().prop_map(Value::Boolean)),
        prop::option::of((0u32..4).prop_map(Value::Choice)),
        prop::option::of(prop::sample::subsequence(vec![0, 1, 2], 0..3).prop_map(Value::Choices)),
        prop::option::of(texts().prop_map(|text| Value::Text(text.to_owned()))),
        prop::option::of(emails.prop_map(|text| Value::Text(text.to_owned()))),
        prop::option::of(days.prop_map(Value::Date)),
        prop::option::of(moments.prop_map(Value::Instant)),
    )
        .prop_map(|(a, b, c, d, e, f, g, h, i)| vec![a, b, c, d, e, f, g, h, i])
}

fn agree(plan: &Plan, regions: &Regions, evaluation: &Evaluation<'_>, values: &[Option<Value>], as_of: &AsOf) {
    for (id, atom) in plan.atoms().iter() {
        let set = regions.atom_set(&atom.question).unwrap_or_else(|| panic!("opaque: {:?}", atom.question));
        let subject = regions.subject(atom.subject.unwrap()).unwrap();
        let value = values[subject.subject().property().index()].as_ref();
        let region = subject.locate(value, as_of).unwrap_or_else(|| panic!("nowhere: {value:?}"));
        let answer = evaluation.atom(id);
        assert_eq!(set.contains(region), answer == Some(true), "{:?} of {value:?}", atom.question);
        let is_known = matches!(atom.question, Question::Known(_));
        assert_eq!(
            Some(region) == subject.unknown() && !is_known,
            answer.is_none(),
            "{:?} of {value:?}",
            atom.question
        );
    }
}

/// The representative of each region lies in it.
fn represented(subject: &SubjectRegions, as_of: &AsOf) {
    for (id, region) in subject.regions().iter() {
        let value = match (subject.subject(), &region.representative) {
            (Subject::DaysSince(_), Some(Value::Integer(days))) => {
                let days = as_of.date.plus_days(days.saturating_neg());
                if days == Date::MIN || days == Date::MAX {
                    continue;
                }
                Some(Value::Date(days))
            }
            (Subject::Part(..), Some(Value::Text(domain))) => Some(Value::Text(format!("a@{domain}"))),
            (_, value) => value.clone(),
        };
        assert_eq!(subject.locate(value.as_ref(), as_of), Some(id), "{}: {}", subject.name(), region.shown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_value_is_in_a_questions_regions_just_where_the_answer_is_yes(
        asks_ in prop::collection::vec(ask(), 1..8),
        contacts in prop::collection::vec(contact_values(), 1..8),
        berlin in any::<bool>(),
    ) {
        let mut set = RuleSet::default();
        let of = properties(&mut set);
        set.claim(true, Condition::Any(asks_.iter().map(|ask| asks(question(&of, ask))).collect()));
        let zone = if berlin { Zone::named("Europe/Berlin").unwrap() } else { Zone::utc() };
        let as_of = AsOf::at(noon(), &zone, 1);
        let plan = set.plan();
        let regions = plan.regions().bind(&as_of);
        for subject in regions.subjects() {
            represented(subject, &as_of);
        }
        for values in contacts {
            let contact = contact(values.clone());
            agree(&plan, &regions, &evaluate(&plan, &contact, &as_of), &values, &as_of);
        }
    }
}
