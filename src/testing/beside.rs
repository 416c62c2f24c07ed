//! How near to an edge a number has to be to lie beside it: takes a cut and what numbers there are, gives the values on
//! one side that count.
//!
//! ```text
//! whole numbers    … 4  5 ┃ 6  7 …        5, and 6
//! with decimals    … 1.4 ··· ┃ 1.5 …      from 1.4 to below 1.5, and 1.5 itself
//! points           … 50  55 ┃ 60  65 …    the nearest that the rules can add up to: 55, and 60
//! ```

use std::collections::BTreeSet;

use super::edge::Cut;
use crate::value::{Bound, Interval, Points, Scalar};

/// What numbers there are on a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Grain {
    /// Whole ones.
    Whole,
    /// Those with decimals: one step of the edge's own decimals counts as beside it.
    Decimals,
    /// These points, in ten-thousandths.
    Points(BTreeSet<i64>),
    /// Points that fade: likewise one step, on both sides.
    Fading,
    /// Products and quotients, of which nobody can tell what they can be: all up to the next edge.
    Any,
}

/// The values beside a cut; none: all up to the next.
pub(super) fn beside(cut: &Cut, above: bool, grain: &Grain) -> Option<Interval> {
    match grain {
        Grain::Whole => match cut {
            Cut { at: Scalar::Integer(at), behind: false } => {
                Some(Interval::point(Scalar::Integer(if above { *at } else { at.checked_sub(1)? })))
            }
            _ => None,
        },
        Grain::Points(possible) => nearest(cut, above, possible).map(|points| Interval::point(Scalar::Points(points))),
        Grain::Decimals if above != cut.behind => Some(Interval::point(cut.at)),
        Grain::Decimals | Grain::Fading => within_a_step(cut, above),
        Grain::Any => None,
    }
}

/// Of the points there can be, those nearest to a cut; none where there are none on this side.
pub(super) fn nearest(cut: &Cut, above: bool, possible: &BTreeSet<i64>) -> Option<Points> {
    let is_below = |points: &i64| cut.is_below(&Scalar::Points(Points::from_scaled(*points)));
    let found = if above {
        possible.iter().find(|points| is_below(points))
    } else {
        possible.iter().rev().find(|points| !is_below(points))
    };
    found.copied().map(Points::from_scaled)
}

/// From a cut to one step of its decimals away.
fn within_a_step(cut: &Cut, above: bool) -> Option<Interval> {
    let end = stepped(&cut.at, above)?;
    let at = if cut.behind == above { Bound::Excluded(cut.at) } else { Bound::Included(cut.at) };
    Some(if above { Interval::new(at, Bound::Included(end)) } else { Interval::new(Bound::Included(end), at) })
}

/// A number one step of its own decimals away: of 1.5, 1.4 or 1.6; of 60, 59 or 61. None where there is no such number.
pub(super) fn stepped(at: &Scalar, up: bool) -> Option<Scalar> {
    match at {
        Scalar::Integer(at) => if up { at.checked_add(1) } else { at.checked_sub(1) }.map(Scalar::Integer),
        Scalar::Number(at) => {
            let decimals = at.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let step = 0.1_f64.powi(i32::try_from(decimals).ok()?);
            // Through its text, so that 5000.5 - 0.1 is 5000.4 and not what doubles make of it.
            let end: f64 = format!("{:.decimals$}", if up { at + step } else { at - step }).parse().ok()?;
            (end.is_finite() && end != *at).then_some(Scalar::Number(end))
        }
        Scalar::Points(at) => {
            let text = at.to_string();
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let step = 10_i64.pow(4_u32.saturating_sub(u32::try_from(decimals).ok()?));
            let step = if up { step } else { -step };
            at.scaled().checked_add(step).map(|end| Scalar::Points(Points::from_scaled(end)))
        }
        Scalar::Date(_) | Scalar::Instant(_) => None,
    }
}
