/// The candidate that `word` is most likely a misspelling of, if any is near enough.
///
/// Case, blanks, `-` and `_` do not count as differences; a plural or singular is near;
/// otherwise the Damerau-Levenshtein distance may be a third of the longer word at most.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(word, candidates, 1).into_iter().next()
}

/// Up to `most` candidates near to `word`, the nearest first; ties keep the order given.
pub fn nearest_few<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let wanted = bare(word);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| Some((distance(&wanted, &bare(candidate))?, candidate)))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.dedup_by_key(|(_, candidate)| *candidate);
    near.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}

/// `None`: too far to be meant.
fn distance(wanted: &str, candidate: &str) -> Option<usize> {
    let longer = wanted.chars().count().max(candidate.chars().count());
    let shorter = wanted.chars().count().min(candidate.chars().count());
    let steps = strsim::damerau_levenshtein(wanted, candidate);
    if steps <= (longer / 3).max(1) && steps < longer {
        return Some(steps);
    }
    // `visits_count` for `visits`, `pages` for `page_views`: one begins with the other.
    let begins = candidate.starts_with(wanted) || wanted.starts_with(candidate);
    (begins && shorter >= 4).then_some(steps)
}

fn bare(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typo_case_blank_and_plural_are_near() {
        let known = ["visits", "job_title", "industry", "Demo request"];
        assert_eq!(nearest("vists", known), Some("visits"));
        assert_eq!(nearest("visit", known), Some("visits"));
        assert_eq!(nearest("JobTitle", known), Some("job_title"));
        assert_eq!(nearest("demo requests", known), Some("Demo request"));
        assert_eq!(nearest("revenue", known), None);
        assert_eq!(nearest("ab", ["cd"]), None);
    }
}
