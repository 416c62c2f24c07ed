//! What a question asks of a text: takes the question, gives the text it looks at and what it looks for there.

use crate::{
    model::{Comparison, Operand, Part, Quantifier, Question, TextOperator, TextTest},
    plan::Needles,
    value::{Pattern, Value, fold, nfc},
};

/// A question about a text or a part of it.
#[derive(Clone, Debug)]
pub(super) struct AskedText {
    /// None: the whole text.
    pub(super) part: Option<Part>,
    pub(super) form: Form,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Known,
    Needles(TextTest),
    Pattern {
        source: String,
        exactly: bool,
    },
    /// Something that is decided freely.
    Other,
}

/// What a question asks of the text of a property.
pub(super) fn asked_text(question: &Question) -> AskedText {
    let of = |operand: &Operand, form: Form| match operand {
        Operand::Property(_) => AskedText { part: None, form },
        Operand::Part { part, .. } => AskedText { part: Some(*part), form },
        _ => AskedText { part: None, form: Form::Other },
    };
    let is = |needle: &str| {
        Form::Needles(TextTest {
            operator: TextOperator::Is,
            quantifier: Quantifier::Any,
            exactly: false,
            needles: vec![needle.to_owned()],
        })
    };
    match question {
        Question::Known(operand) => of(operand, Form::Known),
        Question::Text { operand, test } => of(operand, Form::Needles(test.clone())),
        Question::Matches { operand, pattern, exactly } => {
            of(operand, Form::Pattern { source: pattern.clone(), exactly: *exactly })
        }
        Question::Compare { left, comparison: Comparison::Equal, right } => match (left, right) {
            (operand, Operand::Literal(Value::Text(text))) | (Operand::Literal(Value::Text(text)), operand) => {
                of(operand, is(text))
            }
            _ => AskedText { part: None, form: Form::Other },
        },
        _ => AskedText { part: None, form: Form::Other },
    }
}

/// Gives the answer for a text; none: unknown, or decided freely.
pub(super) type Answers<'f> = Box<dyn Fn(&str) -> Option<bool> + 'f>;

impl Form {
    /// Whether the answer may be another for the same text in other cases. (That of `is exactly` may, too, but the cases
    /// it names are looked at one by one.)
    pub(super) fn hangs_on_case(&self, text: &str) -> bool {
        match self {
            Form::Pattern { exactly, .. } => *exactly,
            Form::Needles(test) if test.exactly && test.operator != TextOperator::Is => {
                let folded = fold(text);
                test.needles.iter().any(|needle| folded.contains(&fold(needle)))
            }
            _ => false,
        }
    }

    /// Answers for texts, made ready once for however many: none where it is unknown, or decided freely.
    pub(super) fn answers(&self) -> Answers<'_> {
        match self {
            Form::Known => Box::new(|_| Some(true)),
            Form::Needles(test) => {
                let needles = Needles::new(test);
                Box::new(move |text| Some(needles.hold(&if test.exactly { nfc(text) } else { fold(text) })))
            }
            Form::Pattern { source, exactly } => {
                let pattern = Pattern::new(source, *exactly).ok();
                Box::new(move |text| pattern.as_ref().map(|pattern| pattern.is_match(&nfc(text))))
            }
            Form::Other => Box::new(|_| None),
        }
    }
}
