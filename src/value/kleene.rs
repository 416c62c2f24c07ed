//! Kleene's three-valued logic: true, false and unknown (`None`).
//!
//! Takes and gives answers; knows nothing of what was asked.
//! The tables are those of S. C. Kleene, *Introduction to Metamathematics* (1952), section 64.

/// `and`: false as soon as one side is false, unknown where the other side decides.
pub fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// `or`: true as soon as one side is true, unknown where the other side decides.
pub fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// `not`: the opposite; unknown stays unknown.
pub fn not(answer: Option<bool>) -> Option<bool> {
    answer.map(|answer| !answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWERS: [Option<bool>; 3] = [Some(true), Some(false), None];

    #[test]
    fn false_decides_and_true_decides_or_even_beside_unknown() {
        assert_eq!(and(None, Some(false)), Some(false));
        assert_eq!(and(Some(true), None), None);
        assert_eq!(or(None, Some(true)), Some(true));
        assert_eq!(or(Some(false), None), None);
        assert_eq!((and(None, None), or(None, None)), (None, None));
    }

    #[test]
    fn s3_not_of_unknown_is_unknown() {
        assert_eq!(ANSWERS.map(not), [Some(false), Some(true), None]);
    }

    #[test]
    fn and_and_or_are_duals_and_take_their_sides_in_any_order() {
        for left in ANSWERS {
            for right in ANSWERS {
                assert_eq!(not(and(left, right)), or(not(left), not(right)));
                assert_eq!(and(left, right), and(right, left));
                assert_eq!(or(left, right), or(right, left));
            }
        }
    }
}
