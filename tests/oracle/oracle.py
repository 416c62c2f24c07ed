"""The executable specification of what a rule set means.

    python3 tests/oracle/oracle.py MODEL.json DATA --as-of 2026-03-01 [--timezone Z] [--format csv|tsv|jsonl]
        [--events KIND=FILE]... [--no-events KIND]...
    python3 tests/oracle/oracle.py --serve

Prints one JSON line for each record of DATA. `--serve` answers lines of standard input, each a JSON object
`{model, as_of, timezone, contacts: [{property: raw value}]}`, with one line each, the list of results. A contact's
events may stand inside its record: `{"purchase": [{"at": …}]}` or `{"events": {"purchase": […]}}`.
"""

import argparse
import csv
import io
import json
import re
import sys

sys.dont_write_bytecode = True  # nothing but sources belongs into this folder

import events
import values
from evaluate import outcome
from moments import AsOf

NOTHING = {"scores": {}, "groups": {}, "rules": {}, "stages": {}, "lists": {}, "claims": []}


class Fault(Exception):
    """A record that cannot be taken apart into fields."""


def results(model, records, as_of, timezone=None, files=None):
    """The result of each record; a record is a list of pairs, field name and raw value, or a Fault. `files` has records
    of events by the name of their kind; kinds without are looked for inside the contacts' records."""
    settings = model["settings"]
    moment = AsOf(as_of, timezone or settings["timezone"], settings["fiscal_start"])
    needed = values.properties_read(model), events.fields_read(model)
    kinds = model["schema"]["events"]
    beside = {
        number: events.joined(model, kind, files[kind["name"]], moment)
        for number, kind in enumerate(kinds)
        if kind["name"] in (files or {})
    }
    for number, record in enumerate(records, 1):
        yield {"record": number, **result(model, needed, record, beside, moment)}


def result(model, needed, record, beside, as_of):
    """s4: what is said of one record. A rejected one has no scores."""
    if isinstance(record, Fault):
        return {"key": None, "rejected": True, **NOTHING, "problems": [{"field": None, "effect": "rejected"}]}
    properties, fields = needed
    contact, problems = values.read_contact(model, properties, record, as_of)
    key = values.key_text(model, contact)
    if any(problem["effect"] == "rejected" for problem in problems):
        return {"key": key, "rejected": True, **NOTHING, "problems": problems}
    inside = events.nested(model, record)
    rows = [beside[kind].get(key, []) if kind in beside else inside[kind] for kind in range(len(inside))]
    kinds, wrong = events.read_kinds(model, fields, rows, as_of)
    return {"key": key, "rejected": False, **outcome(model, contact, kinds, as_of), "problems": problems + wrong}


# --- records ---------------------------------------------------------------------------------------------------------


def csv_records(text, separator=None):
    """Records of CSV or TSV: as many fields as the header has, or a Fault. Blank lines are skipped."""
    if separator is None:
        header = text.partition("\n")[0]
        separator = max(",;\t|", key=header.count)  # a comma where several are equal
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = [row for row in rows if len(row) > 1 or "".join(row).strip()]
    header, rows = rows[0], rows[1:]
    named = max(at + 1 for at, name in enumerate(header) if name.strip())
    if all(len(row) == named for row in rows):
        header = header[:named]  # the header line alone ends with separators
    for row in rows:
        yield list(zip(header, row)) if len(row) == len(header) else Fault("ragged")


def json_records(text):
    """Records of JSONL. Numbers keep their digits; a name that stands twice makes the record a Fault."""
    for line in filter(str.strip, re.split("[\r\n]", text)):
        try:
            yield read_json(line)
        except (ValueError, Fault) as fault:
            yield Fault(fault)


def read_json(line):
    record = raw_json(line)
    json.dumps(record, ensure_ascii=False).encode()  # lone surrogates are no text
    if not isinstance(record, dict):
        raise Fault("not an object")
    return list(record.items())


def raw_json(line):
    digits = {"parse_int": values.Digits, "parse_float": values.Digits}
    return json.loads(line, object_pairs_hook=no_name_twice, parse_constant=refused, **digits)


def no_name_twice(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise Fault("a name stands twice")
    return dict(pairs)


def refused(word):
    raise Fault(f"{word} is not JSON")


def decoded(content):
    """UTF-8 or UTF-16 by its byte order mark; anything that is neither is refused."""
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


READERS = {
    "csv": csv_records,
    "tsv": lambda text: csv_records(text, "\t"),
    "jsonl": json_records,
}


def file_records(path, form=None):
    with open(path, "rb") as file:
        data = decoded(file.read())
    return READERS[form or path.rpartition(".")[2].lower()](data)


def whole_records(path):
    return [record for record in file_records(path) if not isinstance(record, Fault)]


def without_source(model, records, given):
    """s11: the kinds of event that rules read and that neither a file nor a record has."""
    inside = set()
    for record in records:
        fields = {} if isinstance(record, Fault) else dict(record)
        together = fields.get("events")
        inside.update(fields, together if isinstance(together, dict) else ())
    names = [model["schema"]["events"][number]["name"] for number in events.fields_read(model)]
    return [name for name in names if name not in inside and name not in given]


# --- the command -----------------------------------------------------------------------------------------------------


def serve(lines):
    """One list of results for each request."""
    for line in filter(str.strip, lines):
        request = json.loads(line)
        contacts = [list(contact.items()) for contact in raw_json(line)["contacts"]]
        yield list(results(request["model"], contacts, request["as_of"], request.get("timezone")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?")
    parser.add_argument("data", nargs="?")
    parser.add_argument("--as-of")
    parser.add_argument("--timezone")
    parser.add_argument("--format", choices=READERS)
    parser.add_argument("--events", action="append", default=[], metavar="KIND=FILE")
    parser.add_argument("--no-events", action="append", default=[], metavar="KIND")
    parser.add_argument("--serve", action="store_true")
    asked = parser.parse_args()

    if asked.serve:
        answers = serve(sys.stdin)
    else:
        with open(asked.model, encoding="utf-8") as file:
            model = json.load(file)
        records = list(file_records(asked.data, asked.format))
        files = {kind: whole_records(file) for kind, file in (pair.split("=", 1) for pair in asked.events)}
        for kind in without_source(model, records, [*files, *asked.no_events]):
            parser.error(f"no source of `{kind}` is given")  # exit code 2
        answers = results(model, records, asked.as_of, asked.timezone, files)
    sys.stdout.reconfigure(encoding="utf-8")
    for answer in answers:
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
