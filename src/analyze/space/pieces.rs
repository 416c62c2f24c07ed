//! What one property may hold, in pieces that nothing asked can look into: takes a property, the questions about it and
//! further cuts, gives a value of each piece and where it ends. Knows nothing of events and points.

use super::{Key, Space, line, line::Mark};
use crate::{
    model::{PropertyId, Question},
    value::{Decimal, Interval, Kind, Points, Value},
};

/// Values of one property that nothing asked tells apart.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Piece {
    /// A plain one; none: unknown.
    pub(in crate::analyze) value: Option<Value>,
    /// The least and the greatest, where they have an order.
    pub(in crate::analyze) ends: Option<(Value, Value)>,
}

impl Space {
    /// The pieces of a property that has an order or a list of values, the least first, unknown last; whether they are all
    /// there are. None for texts and boxes.
    pub(in crate::analyze) fn pieces(
        &self,
        of: PropertyId,
        keys: &[Key],
        cuts: &[Interval],
    ) -> Option<(Vec<Piece>, bool)> {
        let property = self.properties.get(of)?;
        let mut complete = true;
        let plain = |value: Value| Piece { value: Some(value), ends: None };
        let mut pieces: Vec<Piece> = match property.kind() {
            Kind::Boolean => [false, true].map(|truth| plain(Value::Boolean(truth))).into(),
            Kind::OneOf(dropdown) => {
                (0..).zip(dropdown.names()).map(|(place, _)| plain(Value::Choice(place))).collect()
            }
            kind => {
                let scale = line::scale(kind)?;
                let mut marks: Vec<Mark> = cuts.iter().copied().map(Mark::Interval).collect();
                for question in keys.iter().filter_map(|key| self.question(*key)) {
                    let ask = |put: &Question| self.asker.ready(of, put.clone());
                    let found = line::question_marks(question, scale, &self.as_of, &ask);
                    // Inside a year the answer changes.
                    complete &= found.complete && !matches!(question, Question::Anniversary { .. });
                    marks.extend(found.marks);
                }
                let pieces = line::pieces(scale, property.reading.range.as_ref(), &marks, &self.as_of);
                let piece = |piece: &crate::regions::line::Piece| {
                    let (first, last) = (line::value(scale, piece.start)?, line::value(scale, piece.end)?);
                    let value = crate::regions::piece(piece).representative.unwrap_or(first.clone());
                    Some(Piece { value: Some(value), ends: Some((first, last)) })
                };
                pieces.iter().filter_map(piece).collect()
            }
        };
        if property.can_be_unknown() {
            pieces.push(Piece { value: None, ends: None });
        }
        Some((pieces, complete))
    }

    /// Where `+N per K property` has one step more, for so many steps; and whether these are all.
    pub(in crate::analyze) fn step_cuts(&self, of: PropertyId, step: &Decimal, steps: i64) -> (Vec<Interval>, bool) {
        let one = Points::from_scaled(1);
        let Some((property, scale)) =
            self.properties.get(of).and_then(|property| Some((property, line::scale(property.kind())?)))
        else {
            return (Vec::new(), false);
        };
        let range = property.reading.range.unwrap_or(Interval::ALL);
        let found = line::step_marks(one, step, Some(Points::from_scaled(steps)), scale, &range);
        let cuts = found.marks.iter().filter_map(|mark| match mark {
            Mark::Interval(interval) => Some(*interval),
            _ => None,
        });
        (cuts.collect(), found.complete)
    }
}
