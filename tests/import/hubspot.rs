//! The 100 contacts of a real portal, scored from both files on the schema that was imported from its description.

use std::{collections::BTreeMap, fs, path::Path};

use merit::{
    data::{self, ReadOptions},
    exec::Contact,
    import::import,
    intake::{Intake, Reader},
    model::PropertyId,
    plan::Plan,
    scoring::{self, Layout, Row, Sink, score_all},
    value::{AsOf, Date, Kind, Value, Zone},
};

use super::{checked, shared};

/// Rules on properties that both files hold.
const RULES: &str = r#"
score engagement {
  notes:     when num_notes >= 1                        score +5
  contacted: when num_contacted_notes >= 1              score +3
  deals:     when num_associated_deals >= 1             score +20
  wealth:    score +1 per 50000000 annualrevenue up to 3
  quick:     when days_to_close < 60                    score +7
}
score fit {
  match lifecyclestage {
    "customer"   => +30
    "subscriber" => +1
    otherwise    => +10
    unknown      => 0
  }
  boss:   when jobtitle has word "CEO"                                    score +8
  early:  when createdate before 2016-06-04                               score +4
  likely: match hs_predictivecontactscore { ..24 => 0  24.. => +2  unknown => 0 }
  idle:   when currentlyinworkflow is known and not currentlyinworkflow   score -1
  mail:   when email domain is "example.com"                              score +0.5
}
stage heat {
  hot  when engagement + fit >= 30
  warm when engagement >= 5
  otherwise cold
}
"#;

#[derive(Default)]
struct Kept {
    rows: BTreeMap<String, String>,
    rejects: Vec<String>,
}

struct Into<'k, 'm>(&'k mut Kept, Layout<'m>);

impl Sink for Into<'_, '_> {
    type Error = std::io::Error;

    fn row(&mut self, row: &Row) -> std::io::Result<()> {
        let format = data::OutputFormat::Csv;
        let mut writer = data::Writer::new(Vec::new(), format, &self.1.columns(), false);
        self.1.write(row, format, &mut writer)?;
        let line = String::from_utf8(writer.finish()?).unwrap();
        self.0.rows.insert(row.key.clone(), line);
        Ok(())
    }

    fn reject(&mut self, finding: &merit::intake::Finding) -> std::io::Result<()> {
        self.0.rejects.push(finding.reason.clone());
        Ok(())
    }

    fn pause(&mut self, _: u64) -> std::io::Result<()> {
        Ok(())
    }
}

fn scored(plan: &Plan, path: &Path) -> Kept {
    let name = path.display().to_string();
    let mut table = data::open_path(path, ReadOptions::named(&name)).unwrap();
    let key = plan.model().schema.key;
    let intake = Intake::new(plan, &table, &name, key, &Zone::utc())
        .unwrap_or_else(|found| panic!("{:#?}", found.iter().map(|one| &one.message).collect::<Vec<_>>()));
    let as_of = AsOf::on(Date::parse("2016-08-01").unwrap(), &Zone::utc(), 1);
    let mut kept = Kept::default();
    let layout = Layout::new(plan.model(), key, true);
    let options = scoring::Options { reasons: 20, ..scoring::Options::default() };
    score_all(&mut table, &intake, plan, &as_of, &options, &mut Into(&mut kept, layout)).unwrap();
    kept
}

/// What rules see of each contact, by its key.
fn contacts(plan: &Plan, path: &Path) -> BTreeMap<String, Contact> {
    let name = path.display().to_string();
    let table = data::open_path(path, ReadOptions::named(&name)).unwrap();
    let intake = Intake::new(plan, &table, &name, plan.model().schema.key, &Zone::utc()).unwrap();
    let mut reader = Reader::new(&intake);
    let mut contacts = BTreeMap::new();
    for record in table {
        let mut contact = Contact::default();
        assert!(reader.read(&record.unwrap(), &mut contact, &mut Vec::new()));
        contacts.insert(contact.key.clone(), contact);
    }
    contacts
}

#[test]
fn a_hundred_contacts_score_the_same_from_jsonl_and_from_an_export() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("hubspot");
    let description = fs::read_to_string(folder.join("contact_properties.v1.json")).unwrap();
    let schema = import(&description, "contact_properties.v1.json").unwrap().text;
    let plan = Plan::new(checked(&format!("{schema}{RULES}")));

    let (jsonl, export) = (folder.join("contacts_search_100.jsonl"), folder.join("contacts_export_like.derived.csv"));
    let (from_jsonl, from_export) = (scored(&plan, &jsonl), scored(&plan, &export));
    assert_eq!(from_jsonl.rejects, Vec::<String>::new());
    assert_eq!(from_export.rejects, Vec::<String>::new());
    assert_eq!(from_jsonl.rows.len(), 100);
    assert_eq!(from_jsonl.rows, from_export.rows);
    let different: std::collections::BTreeSet<&str> =
        from_jsonl.rows.values().map(|row| row.split_once(',').unwrap().1).collect();
    assert!(different.len() >= 5, "the rules tell contacts apart: {different:#?}");

    same_values(&plan, &contacts(&plan, &jsonl), &contacts(&plan, &export));
}

/// Every value that rules read is the same in both files; the export has moments to the minute.
fn same_values(plan: &Plan, left: &BTreeMap<String, Contact>, right: &BTreeMap<String, Contact>) {
    let schema = &plan.model().schema;
    assert!(left.keys().eq(right.keys()));
    for (key, one) in left {
        let two = &right[key];
        for (id, property) in schema.properties.iter() {
            let id: PropertyId = id;
            let values = (&one.values[id.index()], &two.values[id.index()]);
            if let (Some(Value::Instant(one)), Some(Value::Instant(two))) = values {
                assert_eq!(
                    one.micros().div_euclid(60_000_000),
                    two.micros().div_euclid(60_000_000),
                    "{key} {}",
                    property.name
                );
                assert_eq!(*property.kind(), Kind::Datetime);
                continue;
            }
            assert_eq!(values.0, values.1, "{key} {}", property.name);
        }
    }
}
