//! What a part of an address says of the whole: takes a part that is named and a question about the whole, gives its
//! answer where there is only one.
//!
//! ```text
//! email domain is "acme.example"    contains "acme": true     ends with "other.example": false
//! url path is "/pricing"            contains "/pric": true    ends with "/pricing": open, a query may follow
//! ```
//!
//! Case is left open: who asks for it exactly is told nothing.

use crate::{
    analyze::circuit::{NO, OPEN, YES},
    model::{Part, Quantifier, TextOperator, TextTest},
    value::fold,
};

/// The answer to a test of the whole where the part is this text; open where there is more than one.
pub(super) fn of_whole(test: &TextTest, part: Part, text: &str) -> i64 {
    if test.exactly {
        return OPEN;
    }
    let part_text = match part {
        Part::Domain => format!("@{}", fold(text)),
        Part::Host | Part::Path => fold(text),
    };
    // A host that stands alone has the path `/`, written or not.
    let is_written = part != Part::Path || part_text != "/";
    let held = |needle: &String| {
        let needle = fold(needle);
        match test.operator {
            TextOperator::Contains if is_written && part_text.contains(&needle) => YES,
            TextOperator::EndsWith | TextOperator::Is if part == Part::Domain => {
                // A dot at the end is no part of the domain.
                let fits = |whole: &str| whole.ends_with(&needle) || needle.ends_with(whole);
                if fits(&part_text) || fits(&format!("{part_text}.")) { OPEN } else { NO }
            }
            _ => OPEN,
        }
    };
    let held: Vec<i64> = test.needles.iter().map(held).collect();
    let any = || joined(&held, YES, NO);
    match test.quantifier {
        Quantifier::Any => any(),
        Quantifier::All | Quantifier::Exactly => joined(&held, NO, YES),
        Quantifier::None => match any() {
            OPEN => OPEN,
            truth => YES - truth,
        },
    }
}

/// `decisive` where one is, `other` where all are so, else open.
fn joined(held: &[i64], decisive: i64, other: i64) -> i64 {
    if held.contains(&decisive) {
        decisive
    } else if held.iter().all(|held| *held == other) {
        other
    } else {
        OPEN
    }
}
