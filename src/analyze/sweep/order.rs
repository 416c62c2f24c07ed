//! In which order variables are looked at: takes which families each node hangs on, gives an order that keeps few nodes
//! open at a time.
//!
//! Greedy, as orders for bucket elimination are found (R. Dechter, *Bucket Elimination*, Artificial Intelligence 113,
//! 1999): next comes the family that leaves the fewest nodes open. A family is what belongs together anyway: one
//! property, or one kind of event. Knows nothing of values.

/// Places of families in an order that keeps few nodes open. `support` gives the families of each node, sorted, distinct.
pub(super) fn order(families: usize, support: &[Vec<usize>]) -> Vec<usize> {
    let mut nodes_of: Vec<Vec<usize>> = vec![Vec::new(); families];
    for (node, support) in support.iter().enumerate() {
        for family in support {
            if let Some(nodes) = nodes_of.get_mut(*family) {
                nodes.push(node);
            }
        }
    }
    let mut left: Vec<usize> = support.iter().map(Vec::len).collect();
    let mut open = vec![false; support.len()];
    let mut waiting: Vec<usize> = (0..families).collect();
    let mut order = Vec::with_capacity(families);
    while !waiting.is_empty() {
        let cost = |family: usize| -> (i64, i64) {
            let (mut more, mut touched) = (0_i64, 0_i64);
            for node in nodes_of.get(family).into_iter().flatten() {
                let is_open = open.get(*node).copied().unwrap_or_default();
                let closes = left.get(*node) == Some(&1);
                more += i64::from(!is_open && !closes) - i64::from(is_open && closes);
                touched += i64::from(is_open);
            }
            (more, -touched)
        };
        let Some((place, family)) = waiting.iter().copied().enumerate().min_by_key(|(_, family)| cost(*family)) else {
            break;
        };
        waiting.remove(place);
        order.push(family);
        for node in nodes_of.get(family).into_iter().flatten() {
            if let (Some(left), Some(open)) = (left.get_mut(*node), open.get_mut(*node)) {
                *left -= 1;
                *open = *left > 0;
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_hangs_together_is_looked_at_together() {
        // A chain 0-3, 3-1, 1-2: every other order keeps two links open somewhere.
        let chain = [vec![0, 3], vec![1, 3], vec![1, 2]];
        assert!([[0, 3, 1, 2], [2, 1, 3, 0]].contains(&order(4, &chain).try_into().unwrap()));
    }

    #[test]
    fn families_that_share_nothing_come_as_they_are() {
        assert_eq!(order(3, &[vec![0], vec![1], vec![2]]), [0, 1, 2]);
    }
}
