//! Contacts and their events, opened together: takes what the arguments say, gives tables and what is read of them.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use super::{
    Data, DataArgs,
    events::{self, Contacts, EventArgs, Given},
};
use crate::{
    base::render,
    cli::{Exit, Rules, output},
    data::Format,
    intake::{EventFile, EventIntake, Intake, Nested, Reader},
    model::{EventId, PropertyId},
    plan::Plan,
    scoring::EventsFrom,
    value::AsOf,
};

/// Records of JSONL that are looked at to learn which events stand in them.
const AHEAD: usize = 200;

/// How to open contacts and events.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Opening<'a, 'p> {
    pub(in crate::cli) rules: &'a Rules,
    pub(in crate::cli) plan: &'p Plan,
    pub(in crate::cli) as_of: &'p AsOf,
    /// The property that tells contacts apart.
    pub(in crate::cli) key: Option<PropertyId>,
    /// The option that names such a property.
    pub(in crate::cli) key_option: &'static str,
    /// Somebody waits for the answer to the first record before there is a second.
    pub(in crate::cli) is_live: bool,
}

/// Contacts and events, opened.
pub(in crate::cli) struct Input<'p> {
    pub(in crate::cli) data: Data,
    pub(in crate::cli) intake: Intake<'p>,
    pub(in crate::cli) events: Vec<(Data, EventIntake<'p>)>,
    /// The kinds of events that something can be told of.
    pub(in crate::cli) kinds: Vec<(EventId, EventsFrom)>,
}

impl<'p> Opening<'_, 'p> {
    /// Opens DATA and the files of events, and finds what is read of them. What is wrong is said, of all files in one
    /// go where columns are missing.
    pub(in crate::cli) fn open(self, path: &Path, args: &DataArgs, events: &EventArgs) -> Result<Input<'p>, Exit> {
        let Self { plan, as_of, key, key_option, .. } = self;
        let given = events.given(plan)?;
        let mut data = args.open(path)?;
        let mut findings = Vec::new();
        let intake = Intake::new(plan, &data.table, &data.name, key, &as_of.zone);
        let intake = intake.map_err(|more| findings.extend(more)).ok();
        let intake = match intake {
            Some(intake) if !plan.needed_events().is_empty() => Some(self.sourced(intake, &mut data, &given)?),
            intake => intake,
        };
        let mut files = Vec::new();
        for (event, path) in &given.files {
            let Some(key) = key else {
                output::error(&format!(
                    "events in files find their contacts by a key, and the schema has none: write `key` behind the \
                     property that tells contacts apart, such as `id: text key`, or name it with `{key_option} PROPERTY`"
                ));
                return Err(Exit::Failed);
            };
            let table = args.open_events(path)?;
            let is_one_of_several = given.files.iter().filter(|(other, _)| other == event).count() > 1;
            let file = EventFile { name: Arc::from(table.name.as_str()), is_one_of_several };
            match EventIntake::new(plan, *event, key, (&table.table, file), &as_of.zone) {
                Ok(intake) => files.push((table, intake)),
                Err(more) => findings.extend(more),
            }
        }
        match intake {
            Some(intake) if findings.is_empty() => {
                Ok(Input { data, intake, events: files, kinds: kinds(plan, &given) })
            }
            _ => {
                output::message(&render(&findings, &self.rules.sources, true));
                Err(Exit::Failed)
            }
        }
    }

    /// The intake with the events that stand in records; every kind that rules read has a source now.
    fn sourced(&self, intake: Intake<'p>, data: &mut Data, given: &Given) -> Result<Intake<'p>, Exit> {
        let Self { plan, as_of, is_live, .. } = *self;
        let schema = &plan.model().schema;
        let in_files = given.in_files();
        let without = |found: &BTreeSet<EventId>| -> BTreeSet<EventId> {
            let is_given = |event: &EventId| in_files.contains(event) || given.none.contains(event);
            plan.needed_events().keys().filter(|event| !is_given(event) && !found.contains(event)).copied().collect()
        };
        if data.table.format != Format::Jsonl {
            let missing = without(&BTreeSet::new());
            let is_complete = missing.is_empty();
            return if is_complete { Ok(intake) } else { Err(events::missing(schema, &missing, Contacts::Columns)) };
        }
        let intake = intake.with_nested(Nested::new(plan, &given.none, &in_files, as_of));
        // Where nothing is to be found in records, a process that waits for the first answer is not kept waiting.
        if is_live && without(&BTreeSet::new()).is_empty() {
            return Ok(intake);
        }
        let mut reader = Reader::new(&intake);
        let mut found = BTreeSet::new();
        let looked = data.table.look_ahead(if is_live { 1 } else { AHEAD }, |record| {
            found.append(&mut reader.kinds(record));
        });
        let twice: BTreeSet<EventId> = found.intersection(&in_files).copied().collect();
        let missing = without(&found);
        drop(reader);
        if !twice.is_empty() {
            Err(events::twice(schema, &twice, &data.name))
        } else if is_live && looked == 0 {
            // The first line cannot be read. It is answered first, and then the next one decides.
            Ok(intake.with_due(missing))
        } else if !missing.is_empty() && looked > 0 {
            Err(events::missing(schema, &missing, Contacts::Objects(looked)))
        } else {
            Ok(intake)
        }
    }
}

/// What is told of each kind, in the order of the schema.
fn kinds(plan: &Plan, given: &Given) -> Vec<(EventId, EventsFrom)> {
    let kinds = plan.model().schema.events.ids();
    let told = kinds.filter_map(|event| {
        let from = match plan.needed_events().contains_key(&event) {
            true if given.none.contains(&event) => EventsFrom::Nowhere,
            true => EventsFrom::Data,
            false if given.idle.contains(&event) => EventsFrom::Unread,
            false => return None,
        };
        Some((event, from))
    });
    told.collect()
}
