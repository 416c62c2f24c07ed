//! `rules/retention` on the real purchases beside the project; skipped, with a word, where that data is absent.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::{merit, rules, stderr};

const AS_OF: &str = "1998-01-01";

/// The purchases, if they are there.
pub fn purchases() -> Option<String> {
    let file = super::root().join("../shared/data/events/cdnow.csv");
    let text = fs::read_to_string(file).ok();
    if text.is_none() {
        eprintln!("skipped: there is no ../shared/data beside the project");
    }
    text
}

/// Number and day of each purchase.
fn days(purchases: &str) -> impl Iterator<Item = (&str, &str)> {
    purchases.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        (cells.next().unwrap(), cells.next().unwrap())
    })
}

/// The file of customers that the README makes from the purchases.
pub fn customers(purchases: &str) -> String {
    let customers: BTreeSet<&str> = days(purchases).map(|(customer, _)| customer).collect();
    let rows: String = customers.iter().map(|customer| format!("{customer}\n")).collect();
    format!("customer_id\n{rows}")
}

/// A row for each customer, as text.
fn score(folder: &Path, purchases: &str) -> String {
    let (customers, file) = (self::customers(purchases), |name: &str| folder.join(name));
    fs::write(file("customers.csv"), customers).unwrap();
    fs::write(file("cdnow.csv"), purchases).unwrap();
    score_files(folder, &file("customers.csv"), &file("cdnow.csv"))
}

fn score_files(folder: &Path, customers: &Path, purchases: &Path) -> String {
    let out = folder.join("scored.csv");
    let done = merit(&[
        "score",
        rules("retention").to_str().unwrap(),
        customers.to_str().unwrap(),
        "--events",
        &format!("purchase={}", purchases.display()),
        "--as-of",
        AS_OF,
        "-o",
        out.to_str().unwrap(),
    ]);
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(!folder.join("scored.csv.rejects.csv").exists(), "every purchase is read");
    fs::read_to_string(out).unwrap()
}

/// Customer → stage.
fn segments(scored: &str) -> BTreeMap<&str, &str> {
    let mut lines = scored.lines();
    let at = lines.next().unwrap().split(',').position(|name| name == "segment").unwrap();
    lines.map(|line| (line.split(',').next().unwrap(), line.split(',').nth(at).unwrap())).collect()
}

/// `1234` as people write it: `1,234`.
fn grouped(number: usize) -> String {
    match number {
        ..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

#[test]
fn stages_buy_again_as_the_readme_says() {
    let Some(purchases) = purchases() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scored = score(folder.path(), &purchases);
    let segments = segments(&scored);
    assert_eq!(segments.len(), 23_570);
    let after: BTreeSet<&str> =
        days(&purchases).filter(|(_, day)| *day > AS_OF).map(|(customer, _)| customer).collect();
    let readme = fs::read_to_string(rules("retention").join("README.md")).unwrap();
    let mut rates = BTreeMap::new();
    for stage in ["champion", "loyal", "promising", "at_risk", "lost", "all"] {
        // All of them, and those with odd and with even numbers.
        let half = |wanted: fn(u32) -> bool| -> (usize, usize) {
            let within: Vec<&&str> = segments
                .iter()
                .filter(|(customer, of)| (stage == "all" || **of == stage) && wanted(customer.parse().unwrap()))
                .map(|(customer, _)| customer)
                .collect();
            (within.len(), within.iter().filter(|customer| after.contains(**customer)).count())
        };
        let rate = |(customers, again): (usize, usize)| 100.0 * again as f64 / customers as f64;
        let (all, odd, even) = (half(|_| true), half(|number| number % 2 == 1), half(|number| number % 2 == 0));
        let share = 100.0 * all.0 as f64 / 23_570.0;
        assert!(share >= 8.0, "{stage} has {} customers", all.0);
        let figures = format!(
            "| {} | {share:.1} % | {} | {:.1} % | {:.1} % | {:.1} % |",
            grouped(all.0),
            grouped(all.1),
            rate(all),
            rate(odd),
            rate(even)
        );
        let name = if stage == "all" { "all".to_owned() } else { format!("`{stage}`") };
        let line = readme.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap_or_default();
        assert!(line.ends_with(&figures), "{stage}\n{line}\n{figures}");
        rates.insert(stage, rate(all));
    }
    assert!(rates["champion"] >= 4.0 * rates["lost"], "{rates:?}");
}

#[test]
fn purchases_after_the_day_change_nothing() {
    let Some(purchases) = purchases() else { return };
    let folder = tempfile::tempdir().unwrap();
    let whole = score(folder.path(), &purchases);
    let known: String = purchases
        .lines()
        .enumerate()
        .filter(|(row, line)| *row == 0 || line.split(',').nth(1).unwrap() <= AS_OF)
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    assert!(known.len() < purchases.len());
    let cut = folder.path().join("known.csv");
    fs::write(&cut, known).unwrap();
    let cut = score_files(folder.path(), &folder.path().join("customers.csv"), &cut);
    assert!(whole == cut, "the rules peek into the time after {AS_OF}");
}
