//! What is drawn from small data, and why.

use insta::assert_snapshot;
use merit::{data::Format, import::infer};

use super::{inferred, schema, table};

/// A column under this header, an id before it.
fn column(header: &str, values: &[&str]) -> String {
    let mut text = format!("id,\"{header}\"\n");
    for (at, value) in values.iter().enumerate() {
        text.push_str(&format!("{at}x,\"{value}\"\n"));
    }
    inferred(&text)
}

/// The line of the property behind the id, with the comment above it or behind it.
fn property(header: &str, values: &[&str]) -> String {
    let text = column(header, values);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let start = lines.iter().position(|line| line.starts_with("id:")).unwrap() + 1;
    let end = lines.iter().position(|line| *line == "}" || *line == "# Left out:").unwrap();
    let all = lines[start..end].iter().filter(|line| !line.is_empty()).copied().collect::<Vec<_>>().join("\n");
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_schema_of_small_data() {
    let mut text = String::from(
        "E-Mail,Record ID,First Name,Signed up,Industry,Interests,Visits,Score %,Opted out,VIP,Site,is_new,unnamed,,limit\n",
    );
    for at in 0..30 {
        let industry = ["Software", "software", "Retail", "Software"][at % 4];
        let interests = ["Analytics;Security", "Analytics", "", "Security"][at % 4];
        let visits = if at % 7 == 0 { "N/A".to_owned() } else { (at * 3).to_string() };
        let opted = ["yes", "no", "No", "-"][at % 4];
        text.push_str(&format!(
            "p{at}@acme.example,A{at:03},Jo,{:02}/{:02}/2025,{industry},{interests},{visits},{}.5,{opted},Select,\
             https://acme.example/{at},{},,,{at}\n",
            at % 28 + 1,
            at % 12 + 1,
            at,
            at % 2,
        ));
    }
    assert_snapshot!(inferred(&text));
}

#[test]
fn a_schema_of_jsonl() {
    let lines = [
        r#"{"id": 1, "email": "a@x.example", "tags": ["a", "b"], "visits": 3, "address": {"city": "Lyon"}, "seen": 1459244730132, "Plan": "pro"}"#,
        r#"{"id": 2, "email": null, "tags": ["b"], "visits": 4.5, "seen": 1459244930132, "plan": "pro"}"#,
        r#"{"id": 3, "tags": [], "visits": 1e3, "opted_in": true}"#,
    ];
    let text = infer(&mut table(&lines.join("\n"), Format::Jsonl), "contacts.jsonl").unwrap().text;
    assert_snapshot!(schema(text));
}

#[test]
fn numbers_that_are_ids_and_codes_are_text() {
    assert_eq!(property("ZIP", &["12345", "22222"]), "zip: text # digits, but no number to count with");
    assert_eq!(property("Owner ID", &["12", "12"]), "owner_id: text # an id, so no number to count with");
    assert_eq!(property("Branch", &["007", "123"]), "branch: text # digits that begin with 0, as ids and codes do");
    assert_eq!(property("Paid", &["12", "13"]), "paid: integer # 12 to 13");
}

#[test]
fn zero_and_one_are_an_answer_only_under_a_name_that_asks() {
    let values: Vec<&str> = (0..20).map(|at| if at % 4 == 0 { "1" } else { "0" }).collect();
    assert_eq!(property("is_customer", &values), "is_customer: boolean # written as 1 and 0; 15 `0`, 5 `1`");
    assert_eq!(property("Converted", &values), "converted: boolean # written as 1 and 0; 15 `0`, 5 `1`");
    assert_eq!(property("children", &values), "children: integer # 0 to 1");
}

#[test]
fn the_order_of_day_and_month_is_never_guessed() {
    let found = property("Seen", &["03/04/2024", "05/06/2024"]);
    assert!(
        found.ends_with("seen: text") && found.contains("no value shows whether the day or the month stands first"),
        "{found}"
    );
    let day_first = property("Seen", &["03/04/2024", "25/06/2024"]);
    assert_eq!(day_first, "seen: date format \"%d/%m/%Y\" # written like `03/04/2024`");
    let month_first = property("Seen", &["03/04/2024 10:00", "06/25/2024 23:59"]);
    assert!(month_first.contains("seen: datetime format \"%m/%d/%Y %H:%M\""), "{month_first}");
    assert!(property("Seen", &["03.04.2024"]).contains("date format \"%d.%m.%Y\""));
    assert!(property("Seen", &["5-Mar-24", "17-Apr-24"]).contains("date format \"%d-%b-%y\""));
    assert_eq!(property("Seen", &["2024-03-05", "2024-03-06"]), "seen: date");
    assert_eq!(property("Seen", &["2024-03-05 10:00", "2024-03-06"]), "seen: datetime");
    assert_eq!(
        property("Seen", &["03/25/2024", "25/03/2024"]),
        "seen: text # 2 different texts; dates that are not all written in one form"
    );
}

#[test]
fn one_odd_word_among_numbers_stands_for_missing() {
    let mut values: Vec<String> = (0..20).map(|at| at.to_string()).collect();
    values.push("pending".to_owned());
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    assert_eq!(
        property("Employees", &values),
        "# 0 to 19; missing in 1 of 21, written `pending` employees: integer in 0.. with unknown { \"pending\" }"
    );
}

#[test]
fn words_that_are_values_elsewhere_are_no_marker_of_the_whole_source() {
    let mut text = String::from("id,visits,clicks,plan\n");
    for at in 0..12 {
        let word = if at == 3 { "none" } else { "7" };
        text.push_str(&format!("{at}x,{word},{word},{}\n", ["none", "pro"][at % 2]));
    }
    let found = inferred(&text);
    assert!(!found.contains("unknown is"), "{found}");
    assert!(found.contains("visits: integer in 0.. with unknown { \"none\" }"), "{found}");
    assert!(found.contains("one of { \"none\", \"pro\" }"), "{found}");
}

#[test]
fn rare_texts_are_not_repeated_since_they_may_be_personal() {
    let names = ["Ada Lovelace", "Grace Hopper", "Ada Lovelace"];
    let found = column("Contact", &names);
    assert!(!found.contains("Ada"), "{found}");
}

#[test]
fn headers_cannot_break_out_of_the_schema() {
    let found = inferred("id,\"a\nb\",\"x\"\"y } contact {\",\"tab\there\",`tick`,and\n1,2,3,4,5,6\n");
    assert!(found.contains("a_b:"), "{found}");
    assert!(found.contains("`and`:"), "{found}");
}

#[test]
fn data_without_records_gives_a_schema_that_says_so() {
    let found = infer(&mut table("id,email\n", Format::Csv), "empty.csv").unwrap();
    assert_eq!((found.records, found.properties), (0, 0));
    assert!(found.text.contains("Nothing in this data could become a property"), "{}", found.text);
}
