"""One test for each line of the meaning; `test_s15_…` pins s15.

Run with `python3 -m unittest discover -s tests/oracle`.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from datetime import date, datetime, timezone
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import moments
import oracle
import points
import text
import values

TODAY = "2026-03-01"

# --- models, as Merit writes them -------------------------------------------------------------------------------------


def prop(name, kind, required=False, source=(), unknown=(), default=None, within=None, form=None):
    """A property of the schema."""
    reading = {"kind": kind, "unknown": list(unknown), "default": default, "range": within, "format": form}
    return {"name": name, "docs": [], "reading": reading, "required": required, "from": list(source)}


def dropdown(*names):
    return {"OneOf": {"values": [{"name": name, "label": None} for name in names]}}


def checkboxes(*names):
    return {"ManyOf": dropdown(*names)["OneOf"]}


def model(properties, rules=(), key=None, **parts):
    """A rule set whose rules stand in the score `fit`, outside groups, unless `scores` says otherwise."""
    alone = [score("fit", body={"Sum": {"groups": [], "rules": list(range(len(rules)))}})]
    whole = {
        "settings": {"timezone": "UTC", "fiscal_start": 1},
        "schema": {"properties": list(properties), "key": key, "events": []}, "queries": [],
        "defines": [], "scores": alone, "groups": [], "rules": list(rules), "stages": [], "lists": [], "claims": [],
        "order": [],
    }
    return {**whole, **parts}


def score(name, body, low=None, high=None):
    return {"name": name, "description": None, "docs": [], "owner": None, "limit": limit(low, high), "body": body}


def limit(low=None, high=None):
    return {"min": scaled(low), "max": scaled(high)}


def group(name, rules, low=None, high=None):
    words = {"name": name, "score": 0, "description": None, "docs": [], "owner": None}
    return {**words, "limit": limit(low, high), "rules": rules}


def scaled(number):
    """Points, written as text, in ten-thousandths."""
    return None if number is None else int(Fraction(number) * 10_000)


def rule(body, name="fit#1", until=None, up_to=None):
    return {
        "id": name, "name": None, "score": 0, "group": None, "text": "", "description": None, "docs": [], "owner": None,
        "until": until, "up_to": scaled(up_to), "body": body,
    }


def when(condition, award):
    return {"When": {"condition": condition, "award": award}}


def flat(number):
    return {"Flat": scaled(number)}


def ask(question):
    return {"Test": {"question": question, "text": ""}}


def value(number):
    return {"Property": number}


def below(number, operand=value(0)):
    return ask({"Within": {"operand": operand, "intervals": [interval(high={"Excluded": number})]}})


def interval(low="Unbounded", high="Unbounded"):
    return {"low": low, "high": high}


def at_least(number, operand=value(0)):
    return ask({"Within": {"operand": operand, "intervals": [interval(low={"Included": number})]}})


def duration(amount, unit):
    return {"amount": amount, "unit": unit}


def period(unit, offset):
    return {"PeriodStart": {"unit": unit, "offset": offset}}


def compare(left, comparison, right):
    return ask({"Compare": {"left": left, "comparison": comparison, "right": right}})


def find(operator, *needles, quantifier="Any", exactly=False, operand=value(0)):
    test = {"operator": operator, "quantifier": quantifier, "exactly": exactly, "needles": list(needles)}
    return ask({"Text": {"operand": operand, "test": test}})


def literal(**kind_and_value):
    return {"Literal": kind_and_value}


def integer(number):
    return {"Integer": number}


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def run(rules, *contacts, as_of=TODAY, zone=None, files=None):
    """The results of contacts that are given as dictionaries."""
    return list(oracle.results(rules, [list(contact.items()) for contact in contacts], as_of, zone, files))


def truths(condition, properties, *contacts, **settings):
    """Whether a condition is true of each contact: True, False or None."""
    rules = model(properties, claims=[{"always": False, "condition": condition, "text": "", "description": None}])
    return [result["claims"][0]["condition"] for result in run(rules, *contacts, **settings)]


def fit(rules, *contacts, **settings):
    return [result["scores"]["fit"] for result in run(rules, *contacts, **settings)]


# --- events ----------------------------------------------------------------------------------------------------------


def kind(name, *fields, at="Datetime", key_from=()):
    """A kind of event; its `at` is the first field."""
    return {"name": name, "docs": [], "key_from": list(key_from), "at": 0, "fields": [prop("at", at), *fields]}


def query(event=0, window=None, since_last=None, where=None):
    return {"event": event, "window": window, "since_last": since_last, "filter": where, "text": ""}


def with_events(kinds, queries, *rules, properties=(), key=None, **parts):
    whole = model(properties, rules, key, queries=list(queries), **parts)
    whole["schema"]["events"] = list(kinds)
    return whole


VISITS = [kind("visit", prop("path", "Text"), prop("seconds", "Number"), at="Date")]  # fields 0 to 2
PATH, SECONDS = {"Field": 1}, {"Field": 2}


def visit(at, path=None, seconds=None):
    return {"at": at, "path": path, "seconds": seconds}


def seen(*visits):
    return {"visit": [visit(*each) for each in visits]}


def answers(condition, *contacts, queries=(query(),), kinds=VISITS, properties=(), **settings):
    """Whether a condition is true of contacts with events: True, False or None."""
    claim = {"always": False, "condition": condition, "text": "", "description": None}
    rules = with_events(kinds, queries, properties=properties, claims=[claim])
    return [result["claims"][0]["condition"] for result in run(rules, *contacts, **settings)]


def is_known(operand):
    return ask({"Known": operand})


def equals(operand, constant):
    return compare(operand, "Equal", {"Literal": constant})


def aggregate(function, field=2):
    return {"Aggregate": {"function": function, "query": 0, "field": field}}


def pick(which, field=1):
    return {"Pick": {"query": 0, "which": which, "field": field}}


def days_since(which):
    return {"DaysSinceEvent": {"query": 0, "which": which}}


class Unknown(unittest.TestCase):
    def test_s1_questions_about_the_unknown_are_unknown(self):
        title = [prop("title", "Text")]
        for question in (find("Contains", "CEO"), find("HasWord", "CEO", quantifier="None"), {"Not": find("Is", "CEO")}):
            self.assertEqual(truths(question, title, {"title": ""}, {}), [None, None])

    def test_s2_a_blank_many_of_is_unknown_and_its_default_may_be_the_empty_set(self):
        none_of = ask({"Choices": {"operand": value(0), "quantifier": "None", "among": [0]}})
        blanks = ({"likes": ""}, {"likes": []}, {"likes": None}, {})
        plain = [prop("likes", checkboxes("Analytics", "Security"))]
        self.assertEqual(truths(none_of, plain, *blanks), [None] * 4)
        emptied = [prop("likes", checkboxes("Analytics", "Security"), default={"Choices": []})]
        self.assertEqual(truths(none_of, emptied, *blanks), [True] * 4)

    def test_s3_not_true_of_the_unknown_is_unknown_and_so_is_either_side(self):
        flags = [prop("a", "Boolean"), prop("b", "Boolean")]
        self.assertEqual(truths({"Not": ask({"True": value(0)})}, flags, {}, {"a": "false"}), [None, True])
        same = compare(value(0), "Equal", value(1))
        self.assertEqual(truths(same, flags, {"a": "true"}, {"b": "true"}, {"a": "yes", "b": "true"}), [None, None, True])

    def test_kleene(self):
        unknown, true, false = below(integer(5)), {"Constant": True}, {"Constant": False}
        for condition, expected in (
            ({"All": [unknown, false]}, False), ({"All": [unknown, true]}, None), ({"All": []}, True),
            ({"Any": [unknown, true]}, True), ({"Any": [unknown, false]}, None), ({"Any": []}, False),
            ({"Not": unknown}, None), (ask({"Known": value(0)}), False),
        ):
            self.assertEqual(truths(condition, [prop("n", "Integer")], {}), [expected], condition)

    def test_s4_markers_trim_defaults_and_what_cannot_be_read(self):
        known = ask({"Known": value(0)})
        plain = prop("visits", "Integer", unknown=["", "N/A"], within=interval(low={"Included": integer(0)}))
        self.assertEqual(
            truths(known, [plain], {"visits": "\u3000 7 "}, {"visits": " n/a "}, {"visits": "many"}, {"visits": "-1"}),
            [True, False, False, False],
        )
        readings = {"many": "unknown", "-1": "unknown", "n/a": None, "7": None}
        for raw, effect in readings.items():
            found = run(model([plain], [rule(when(known, flat(1)))]), {"visits": raw})[0]["problems"]
            self.assertEqual(found, [{"field": "visits", "effect": effect}] if effect else [], raw)

    def test_s4_the_default_stands_in_and_a_required_value_rejects(self):
        zero = prop("visits", "Integer", default=integer(0))
        few = model([zero], [rule(when(below(integer(5)), flat(3)))])
        blank, wrong = run(few, {"visits": ""}, {"visits": "many"})
        self.assertEqual((blank["scores"]["fit"], blank["problems"]), ("3", []))
        self.assertEqual((wrong["scores"]["fit"], wrong["problems"]), ("3", [{"field": "visits", "effect": "default"}]))
        required = model([prop("created", "Date", required=True)])
        for raw in ("", "someday"):
            result = run(required, {"created": raw})[0]
            self.assertTrue(result["rejected"])
            self.assertEqual(result["problems"], [{"field": "created", "effect": "rejected"}])
            self.assertEqual(result["scores"], {})

    def test_s4_values_of_properties_that_no_rule_reads_are_not_looked_at(self):
        self.assertEqual(run(model([prop("visits", "Integer")]), {"visits": "many"})[0]["problems"], [])

    def test_s5_unknown_takes_only_the_unknown_arm(self):
        arms = [{"condition": below(integer(10)), "points": scaled(-10), "text": "..10"}]
        body = {"subject": {"Operand": value(0)}, "arms": arms, "otherwise": scaled(5), "unknown": None}
        size = [prop("size", "Integer")]
        contacts = ({"size": "3"}, {"size": "30"}, {})
        self.assertEqual(fit(model(size, [rule({"Match": body})]), *contacts), ["-10", "5", "0"])
        self.assertEqual(fit(model(size, [rule({"Match": {**body, "unknown": scaled(2)}})]), *contacts), ["-10", "5", "2"])
        self.assertEqual(fit(model(size, [rule({"Match": {**body, "otherwise": None}})]), *contacts), ["-10", "0", "0"])

    def test_s6_unknown_falls_through_stage_arms_and_exceptions(self):
        names = [{"name": name, "label": None} for name in ("hot", "cold")]
        stage = {"name": "s", "names": names, "arms": [{"name": 0, "condition": at_least(integer(5)), "text": ""}], "otherwise": 1}
        body = {"condition": {"Constant": True}, "except": at_least(integer(5))}
        rules = model([prop("n", "Integer")], stages=[stage], lists=[{"name": "l", "body": {"When": body}}])
        told = [(result["stages"]["s"], result["lists"]["l"]) for result in run(rules, {"n": "7"}, {"n": "1"}, {})]
        self.assertEqual(told, [("hot", False), ("cold", True), ("cold", True)])

    def test_s7_unknown_refutes_always_but_not_never(self):
        claims = [{"always": always, "condition": below(integer(5))} for always in (False, True)]
        rules = model([prop("n", "Integer")], claims=claims)
        told = [[claim["holds"] for claim in result["claims"]] for result in run(rules, {"n": "1"}, {"n": "9"}, {})]
        self.assertEqual(told, [[False, True], [True, False], [True, False]])


class Texts(unittest.TestCase):
    def test_s14_folding_is_nfc_then_simple_lower_case(self):
        for left, right in (
            ("STRASSE", "strasse"), ("É", "e\u0301"), ("ΟΔΟΣ", "οδος"), ("İ", "i"), ("Ω", "ω"), ("Å", "å"), ("H\u0331", "ẖ"),
        ):
            self.assertEqual(text.fold(left), text.fold(right))
        self.assertNotEqual(text.fold("Straße"), text.fold("STRASSE"))

    def test_s14_exactly_keeps_the_case(self):
        title = [prop("title", "Text")]
        both = ({"title": "CEO"}, {"title": "ceo"})
        self.assertEqual(truths(find("Is", "CEO"), title, *both), [True, True])
        self.assertEqual(truths(find("Is", "CEO", exactly=True), title, *both), [True, False])

    def test_needles(self):
        for operator, needles, quantifier, expected in (
            ("Contains", ["rect"], "Any", True), ("StartsWith", ["dir"], "Any", True),
            ("EndsWith", ["SALES"], "Any", True),
            ("Contains", ["x", "of"], "Any", True), ("Contains", ["x", "of"], "All", False),
            ("Contains", ["x", "y"], "None", True),
        ):
            found = text.holds("Director of Sales", operator, quantifier, needles, False)
            self.assertEqual(found, expected, (operator, needles, quantifier))

    def test_s15_words(self):
        for whole, expected in (
            ("Director, IT_dept", ["Director", "IT", "dept"]), ("C++ dev 2nd", ["C", "dev", "2nd"]), ("", []),
            ("CTO님", ["CTO", "님"]), ("서울 지사장", ["서울", "지사장"]), ("営業部長", ["営", "業", "部", "長"]),
            ("データ1", ["デ", "ー", "タ", "1"]), ("ผู้จ", ["ผู้", "จ"]), ("3월", ["3", "월"]), ("〇", ["〇"]),
            ("cafe\u0301s", ["cafe\u0301s"]), ("a\u0300님", ["a\u0300", "님"]),
        ):
            self.assertEqual(text.words(whole), expected)

    def test_s15_has_word(self):
        for whole, needle, expected in (
            ("Director", "cto", False), ("CTO/Founder", "cto", True), ("VP of Sales", "of sales", True),
            ("VP Sales of", "of sales", False), ("営業部長", "部長", True), ("営業部長", "業長", False), ("anything", "++", False),
        ):
            self.assertEqual(text.holds(whole, "HasWord", "Any", [needle], False), expected, (whole, needle))

    def test_s16_matches(self):
        for whole, pattern, exactly, expected in (
            ("Head of Sales", "of s", False, True), ("Head of Sales", "of s", True, False),
            ("sales\n", "sales$", False, False),
            ("a\nsales", "^sales", False, False), ("costs $5", r"\$5$", False, True), ("a$b", "a[$]b", False, True),
        ):
            self.assertEqual(text.matches(whole, pattern, exactly), expected, (whole, pattern))

    def test_s17_dropdowns_ignore_case(self):
        among = ask({"Choice": {"operand": value(0), "among": [1]}})
        source = [prop("source", dropdown("Chat", "Google"))]
        labelled = {"OneOf": {"values": [{"name": "sql", "label": "Sales qualified"}, {"name": "Google", "label": None}]}}
        self.assertEqual(truths({"Not": among}, [prop("source", labelled)], {"source": "sales QUALIFIED"}), [True])
        contacts = ({"source": "google"}, {"source": "Google "}, {"source": "chat"}, {"source": "Bing"})
        self.assertEqual(truths(among, source, *contacts), [True, True, False, None])

    def test_s18_parts(self):
        for address, domain in (
            ("ann@mail.acme.example", "mail.acme.example"), ("a@b@acme.example.", "acme.example"), ("ann", None), ("ann@", None),
        ):
            self.assertEqual(text.domain(address), domain, address)
        for url, host, path in (
            ("https://www.acme.example:8080/pricing?x=1#top", "www.acme.example", "/pricing"),
            ("/pricing?x", None, "/pricing"),
            ("https://ann:secret@acme.example", "acme.example", "/"), ("acme.example/a//b", "acme.example", "/a//b"),
            ("http://[2001:db8::1]:80/a", "[2001:db8::1]", "/a"), ("../pricing", None, "../pricing"),
            ("?plan=a", None, None),
        ):
            self.assertEqual((text.PARTS["Host"](url), text.PARTS["Path"](url)), (host, path), url)

    def test_s19_keys_compare_exactly_after_trim_and_nfc(self):
        rules = model([prop("id", "Text")], key=0, lists=[{"name": "vips", "body": {"Keys": ["e\u0301A"]}}])
        told = run(rules, {"id": " \u00e9A "}, {"id": "\u00e9a"})
        self.assertEqual([(result["key"], result["lists"]["vips"]) for result in told], [("\u00e9A", True), ("\u00e9a", False)])
        again = run(rules, {"id": "1"}, {"id": "1"}, {"id": ""})
        self.assertEqual([result["rejected"] for result in again], [False, False, True])


class Numbers(unittest.TestCase):
    def arithmetic(self, operator, left, right):
        operand = {"Arithmetic": {"operator": operator, "left": value(0), "right": value(1)}}
        kinds = ["Integer" if isinstance(side, int) else "Number" for side in (left, right)]
        properties = [prop("a", kinds[0]), prop("b", kinds[1])]
        contact = {"a": repr(left), "b": repr(right)}
        known, = truths(ask({"Known": operand}), properties, contact)
        return truths(at_least(integer(2), operand), properties, contact)[0] if known else None

    def test_s21_overflow_division_by_zero_and_the_infinite_are_unknown(self):
        for operator, left, right, expected in (
            ("Add", 2**63 - 1, 1, None), ("Add", 2**63 - 2, 1, True), ("Multiply", 2**62, 2, None),
            ("Subtract", -(2**63), 1, None),
            ("Divide", 1, 0, None), ("Divide", 3, 2, False), ("Divide", 4, 2, True), ("Multiply", 1e308, 10.0, None),
            ("Add", 2**63 - 1, 1.0, True),
        ):
            self.assertEqual(self.arithmetic(operator, left, right), expected, (operator, left, right))

    def test_s21_integer_against_number_compares_exactly(self):
        same = compare(value(0), "Equal", value(1))
        numbers = [prop("a", "Integer"), prop("b", "Number")]
        self.assertEqual(truths(same, numbers, {"a": "9007199254740993", "b": "9007199254740992"}), [False])
        self.assertEqual(truths(same, numbers, {"a": "9007199254740992", "b": "9007199254740992"}), [True])

    def test_s21_points_compare_exactly_with_numbers(self):
        parts = {"defines": [{"name": "d", "body": {"Condition": at_least(integer(1), {"Points": {"Score": 0}})}}]}
        rules = model([], [rule(when(None, flat("0.9999")))], claims=[{"always": True, "condition": {"Define": 0}}], **parts)
        self.assertEqual(run(rules, {})[0]["claims"][0]["condition"], False)

    def test_s22_one_rounding_a_product(self):
        third = {"Product": {"factor": "0.3333", "of": {"Points": {"Score": 0}}}}
        total = score("total", {"Derived": {"Sum": [third, {"Negate": third}, third, {"Constant": scaled(1)}]}}, high=2)
        rules = model([], [rule(when(None, flat("0.5")))])
        rules["scores"].append(total)
        self.assertEqual(run(rules, {})[0]["scores"], {"fit": "0.5", "total": "1.1667"})  # 0.16665 is 0.1667, once

    def test_s23_halves_round_away_from_zero(self):
        for half, expected in (("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.5", -3), ("0.4999", 0), ("-0.4999", 0)):
            self.assertEqual(points.rounded(Fraction(half)), expected)

    def test_points_are_written_plainly(self):
        for number in ("3", "0.3", "-12.5", "0", "-0.0001", "1000"):
            self.assertEqual(points.text(scaled(number)), number)

    def test_s24_up_to_then_group_then_score_then_derived(self):
        rules = [rule(when(None, flat("-30")), up_to=20), rule(when(None, flat(1)), name="fit#2")]
        both = model(
            [], rules, groups=[group("g", [0], low=-15)],
            scores=[
                score("fit", {"Sum": {"groups": [0], "rules": [1]}}, low=-12),
                score("twice", {"Derived": {"Product": {"factor": "2", "of": {"Points": {"Score": 0}}}}}, low=-20),
            ],
        )
        result = run(both, {})[0]
        self.assertEqual(result["rules"]["fit#1"]["points"], "-20")
        self.assertEqual(result["groups"], {"fit.g": "-15"})
        self.assertEqual(result["scores"], {"fit": "-12", "twice": "-20"})

    def test_s25_halving_is_exact(self):
        halving = {"Halving": {"days": 30}}
        for number, days, expected in (
            (10, -5, "10"), (10, 0, "10"), (10, 30, "5"), (10, 60, "2.5"), (10, 45, "3.5355"), (-10, 45, "-3.5355"),
            ("0.0001", 30, "0.0001"), ("0.0001", 31, "0"), (10, 100_000, "0"),
        ):
            self.assertEqual(points.text(points.decayed(scaled(number), halving, days)), expected, (number, days))
        self.assertEqual(points.halved(10**18, 2, 1), 707_106_781_186_547_524)
        self.assertEqual(points.halved(10**18, 3, 1), 793_700_525_984_099_737)
        for days in range(200):  # far from a half, floats agree
            self.assertAlmostEqual(points.halved(10**9, 7, days), 10**9 * 2 ** (-days / 7), delta=0.51)

    def test_s25_fading_ends_on_its_day(self):
        fading = {"Fading": {"days": 3}}
        left = [points.text(points.decayed(scaled(1), fading, days)) for days in (-1, 0, 1, 2, 3, 4)]
        self.assertEqual(left, ["1", "1", "0.6667", "0.3333", "0", "0"])

    def test_s25_decay_since_a_date(self):
        award = {"Decay": {"points": scaled(10), "curve": {"Fading": {"days": 10}}, "since": value(0)}}
        rules = model([prop("created", "Date")], [rule(when(None, award))])
        contacts = [{"created": day} for day in ("2026-03-05", "2026-03-01", "2026-02-28", "2026-02-01", "")]
        self.assertEqual(fit(rules, *contacts), ["10", "10", "9", "0", "0"])

    def test_s26_per_is_a_step_function(self):
        award = {"Per": {"points": scaled(2), "step": "0.1", "of": value(0)}}
        rules = model([prop("rate", "Number")], [rule(when(None, award), up_to=10)])
        contacts = [{"rate": rate} for rate in ("0.3", "0.35", "0.09", "-3", "1e300", "")]
        self.assertEqual(fit(rules, *contacts), ["6", "6", "0", "0", "10", "0"])


class Time(unittest.TestCase):
    def window(self, window, *raws, kind="Date", as_of=TODAY, zone=None, question="Time"):
        asked = ask({question: {"operand": value(0), "window": window}})
        return truths(asked, [prop("x", kind)], *({"x": raw} for raw in raws), as_of=as_of, zone=zone)

    def test_s27_a_bare_date_is_the_whole_day(self):
        moment = moments.AsOf("2026-03-01", "Europe/Berlin").moment
        self.assertEqual(moment, utc(2026, 3, 1, 23) - moments.TICK)

    def test_s27_gaps_move_forward_and_overlaps_take_the_earlier(self):
        zone = moments.ZoneInfo("Europe/Berlin")
        for written, expected in (
            ("2026-03-29T02:30", utc(2026, 3, 29, 1, 30)), ("2026-10-25T02:30", utc(2026, 10, 25, 0, 30)),
            ("2026-10-25 02:30:00.1234567Z", utc(2026, 10, 25, 2, 30, 0, 123456)),
            ("2026-10-25T02:30+0530", utc(2026, 10, 24, 21)),
        ):
            self.assertEqual(moments.resolved(moments.read_time(written), zone), expected, written)
        for wrong in ("2026-02-30T10:00", "2026-03-01T25:00", "2026-03-01T10", "2026-03-01", "10:00"):
            self.assertIsNone(moments.read_time(wrong), wrong)

    def test_s27_a_day_begins_where_the_clock_jumps_over_midnight(self):
        self.assertEqual(moments.midnight(date(2018, 11, 4), moments.ZoneInfo("America/Sao_Paulo")), utc(2018, 11, 4, 3))
        self.assertEqual(moments.midnight(date(1919, 3, 31), moments.ZoneInfo("America/Toronto")), utc(1919, 3, 31, 4, 30))

    def test_s28_within_counts_dates_and_today_is_one(self):
        days = {"low": {"Excluded": {"Ago": duration(30, "Day")}}, "high": {"Included": {"Ago": duration(0, "Day")}}}
        self.assertEqual(self.window(days, "2026-01-30", "2026-01-31", "2026-03-01", "2026-03-02", ""), [False, True, True, False, None])
        evening = ["2026-01-30T23:59:59Z", "2026-01-31T00:00:00Z", "2026-03-01T23:00:00Z"]
        self.assertEqual(self.window(days, *evening, kind="Datetime", as_of="2026-03-01T12:00Z"), [False, True, True])

    def test_s28_within_next(self):
        days = {"low": {"Included": {"Ago": duration(0, "Day")}}, "high": {"Excluded": {"FromNow": duration(7, "Day")}}}
        self.assertEqual(self.window(days, "2026-02-28", "2026-03-01", "2026-03-07", "2026-03-08"), [False, True, True, False])

    def test_s28_months_are_clamped(self):
        month = {"low": {"Excluded": {"Ago": duration(1, "Month")}}, "high": "Unbounded"}
        self.assertEqual(self.window(month, "2026-02-28", "2026-03-01", as_of="2026-03-31"), [False, True])
        self.assertEqual(self.window(month, "2024-02-28", "2024-02-29", "2024-03-01", as_of="2024-03-31"), [False, False, True])
        for unit, expected in (("Week", date(2026, 3, 24)), ("Quarter", date(2025, 12, 31)), ("Year", date(2025, 3, 31))):
            self.assertEqual(moments.shifted(date(2026, 3, 31), -1, unit), expected)

    def test_s28_hours_are_exact(self):
        hours = {"low": {"Excluded": {"Ago": duration(2, "Hour")}}, "high": {"Included": "AsOf"}}
        raws = ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00.000001Z", "2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z"]
        self.assertEqual(self.window(hours, *raws, kind="Datetime", as_of="2026-03-01T12:00:00Z"), [False, True, True, False])

    def test_s29_periods(self):
        day = date(2026, 3, 1)  # a Sunday
        for unit, fiscal_start, expected in (
            ("Week", 1, date(2026, 2, 23)), ("Month", 1, day), ("Quarter", 1, date(2026, 1, 1)),
            ("Year", 1, date(2026, 1, 1)),
            ("Quarter", 2, date(2026, 2, 1)), ("Quarter", 12, day), ("Year", 4, date(2025, 4, 1)), ("Year", 3, day),
        ):
            self.assertEqual(moments.period_start(day, unit, fiscal_start), expected, (unit, fiscal_start))
        last = {"low": {"Included": period("Quarter", -1)}, "high": {"Excluded": period("Quarter", 0)}}
        self.assertEqual(self.window(last, "2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01"), [False, True, True, False])

    def test_s31_anniversaries(self):
        today = {"low": {"Included": {"Ago": duration(0, "Day")}}, "high": {"Excluded": {"FromNow": duration(7, "Day")}}}
        raws = ["2020-03-07", "2020-03-08", "2026-03-02", "2025-03-01", "2027-03-01"]
        self.assertEqual(self.window(today, *raws, question="Anniversary"), [True, False, False, True, False])
        for as_of, expected in (("2026-02-28", True), ("2026-03-01", False), ("2028-02-28", False), ("2028-02-29", True)):
            only = {"low": {"Included": {"Ago": duration(0, "Day")}}, "high": {"Included": {"Ago": duration(0, "Day")}}}
            self.assertEqual(self.window(only, "2024-02-29", question="Anniversary", as_of=as_of), [expected], as_of)

    def test_s30_a_date_against_a_datetime_compares_calendar_dates(self):
        sides = [prop("a", "Date"), prop("b", "Datetime")]
        contact = {"a": "2026-03-01", "b": "2026-02-28T23:30:00Z"}
        same = compare(value(0), "Equal", value(1))
        self.assertEqual(truths(same, sides, contact), [False])
        self.assertEqual(truths(same, sides, contact, zone="Europe/Berlin"), [True])

    def test_s30_after_means_a_later_date(self):
        later = compare(value(0), "Greater", literal(Date="2026-02-01"))
        raws = ("2026-02-01T23:59:00Z", "2026-02-02T00:00:00Z")
        self.assertEqual(truths(later, [prop("x", "Datetime")], *({"x": raw} for raw in raws)), [False, True])

    def test_s31_days_since_may_be_negative(self):
        recent = below(integer(0), {"DaysSince": 0})
        contacts = ({"x": "2026-03-02"}, {"x": "2026-03-01"}, {})
        self.assertEqual(truths(recent, [prop("x", "Date")], *contacts), [True, False, None])

    def test_s32_until_includes_its_day(self):
        rules = model([], [rule(when(None, flat(3)), until="2026-03-01")])
        self.assertEqual(fit(rules, {}), ["3"])
        self.assertEqual(run(rules, {}, as_of="2026-03-02")[0]["rules"]["fit#1"], {"points": "0", "fired": False})

    def test_s32_ago_keeps_the_time_of_day(self):
        earlier = compare(value(0), "Less", {"Relative": {"duration": {"amount": 3, "unit": "Day"}, "ago": True}})
        raws = ("2026-02-26T11:59:00Z", "2026-02-26T12:00:00Z")
        told = truths(earlier, [prop("x", "Datetime")], *({"x": raw} for raw in raws), as_of="2026-03-01T12:00:00Z")
        self.assertEqual(told, [True, False])
        self.assertEqual(moments.AsOf("2026-04-01T02:30", "Europe/Berlin").moved(-3, "Day"), utc(2026, 3, 29, 1, 30))
        self.assertEqual(moments.AsOf("2026-04-01", "Europe/Berlin").moved(-1, "Month"), utc(2026, 3, 1, 23) - moments.TICK)


class Names(unittest.TestCase):
    def test_s33_points_of_scores_groups_and_rules_are_those_after_limits(self):
        of = [{"Points": {"Rule": 0}}, {"Points": {"Group": 0}}]
        rules = model(
            [], [rule(when(None, flat(30)), up_to=20)], groups=[group("g", [0], high=10)],
            scores=[score("fit", {"Sum": {"groups": [0], "rules": []}}), score("sum", {"Derived": {"Sum": of}})],
        )
        self.assertEqual(run(rules, {})[0]["scores"], {"fit": "10", "sum": "30"})

    def test_s35_what_is_acyclic_is_computed_in_any_order(self):
        body = {"condition": ask({"InList": 1}), "except": None}
        late = {"condition": ask({"Stage": {"stage": 0, "arms": [0]}}), "except": None}
        names = [{"name": "hot", "label": None}, {"name": "cold", "label": None}]
        arm = {"name": 0, "condition": at_least(integer(3), {"Points": {"Rule": 0}}), "text": ""}
        rules = model(
            [], [rule(when(None, flat(3)))], stages=[{"name": "s", "names": names, "arms": [arm], "otherwise": 1}],
            lists=[{"name": "first", "body": {"When": body}}, {"name": "second", "body": {"When": late}}],
        )
        self.assertEqual(run(rules, {})[0]["lists"], {"first": True, "second": True})

    def test_s36_a_name_may_stand_in_several_arms(self):
        names = [{"name": "hot", "label": None}, {"name": "cold", "label": None}]
        arms = [
            {"name": 1, "condition": below(integer(0)), "text": ""},
            {"name": 0, "condition": below(integer(10)), "text": ""},
            {"name": 1, "condition": below(integer(20)), "text": ""},
        ]
        stage = {"name": "s", "names": names, "arms": arms, "otherwise": 0}
        told = run(model([prop("n", "Integer")], stages=[stage]), *({"n": raw} for raw in ("-1", "5", "15", "25")))
        self.assertEqual([result["stages"]["s"] for result in told], ["cold", "hot", "cold", "hot"])

    def test_s37_fired(self):
        few, created = below(integer(5)), value(1)
        arms = [{"condition": few, "points": 0, "text": ""}]
        match = {"subject": {"Operand": value(0)}, "arms": arms, "otherwise": None, "unknown": scaled(1)}
        per = {"Per": {"points": scaled(1), "step": "2", "of": value(0)}}
        decay = {"Decay": {"points": scaled(1), "curve": {"Fading": {"days": 5}}, "since": created}}
        bodies = [when(few, flat(1)), {"Match": match}, when(None, per), when(None, decay), when(few, decay), when(few, per)]
        rules = model([prop("n", "Integer"), prop("created", "Date")], [rule(body, f"fit#{at}") for at, body in enumerate(bodies)])
        contacts = ({"n": "4", "created": TODAY}, {"n": "1", "created": "2026-01-01"}, {"n": "9"}, {})
        told = [[fired["fired"] for fired in result["rules"].values()] for result in run(rules, *contacts)]
        self.assertEqual(told[0], [True, True, True, True, True, True])
        self.assertEqual(told[1], [True, True, False, False, True, False])
        self.assertEqual(told[2], [False, False, True, False, False, False])
        self.assertEqual(told[3], [None, False, False, False, None, None])


class Events(unittest.TestCase):
    def test_s8_where_counts_only_when_true(self):
        pricing = [query(where=find("Contains", "pricing", operand=PATH))]
        contacts = (seen(["2026-02-01", "/Pricing"], ["2026-02-02"]), seen(["2026-02-02"]), {})
        self.assertEqual(answers(ask({"AnyEvent": 0}), *contacts, queries=pricing), [True, False, False])
        self.assertEqual(answers(equals({"Count": 0}, integer(1)), *contacts, queries=pricing), [True, False, False])
        not_pricing = [query(where={"Not": pricing[0]["filter"]})]
        self.assertEqual(answers(ask({"AnyEvent": 0}), *contacts, queries=not_pricing), [False] * 3)

    def test_s8_where_asks_the_contact_too(self):
        same = [query(where=compare(PATH, "Equal", value(0)))]
        contacts = ({"home": "/eu", **seen(["2026-02-01", "/EU"])}, seen(["2026-02-01", "/eu"]))
        asked = answers(ask({"AnyEvent": 0}), *contacts, queries=same, properties=[prop("home", "Text")])
        self.assertEqual(asked, [True, False])

    def test_s8_a_define_inside_where_speaks_of_the_contact(self):
        queries = [query(where={"All": [{"Define": 0}, find("Is", "/b", operand=PATH)]}), query(where=find("Is", "/a", operand=PATH))]
        define = {"name": "d", "docs": [], "body": {"Condition": ask({"AnyEvent": 1})}}
        claim = {"always": False, "condition": ask({"AnyEvent": 0}), "text": "", "description": None}
        rules = with_events(VISITS, queries, defines=[define], claims=[claim])
        told = run(rules, seen(["2026-02-01", "/a"], ["2026-02-02", "/b"]), seen(["2026-02-02", "/b"]))
        self.assertEqual([result["claims"][0]["condition"] for result in told], [True, False])

    def test_s8_aggregates_skip_unknown_fields(self):
        contact = seen(["2026-02-01", None, "2"], ["2026-02-02"], ["2026-02-03", None, "5"])
        for function, expected in (("Sum", 7), ("Min", 2), ("Max", 5), ("Avg", 3.5)):
            self.assertEqual(answers(equals(aggregate(function), {"Number": expected}), contact), [True], function)

    def test_s9_no_events(self):
        nothing = ({}, {"visit": []}, seen(["2026-03-02", "/", 5]))
        self.assertEqual(answers(ask({"AnyEvent": 0}), *nothing), [False] * 3)
        for zero in ({"Count": 0}, {"Distinct": {"query": 0, "field": 1}}, aggregate("Sum")):
            self.assertEqual(answers(equals(zero, integer(0)), *nothing), [True] * 3, zero)
        for unknown in (
            aggregate("Min"), aggregate("Max"), aggregate("Avg"), pick("Last"), pick("First"),
            days_since("Last"), days_since("First"),
        ):
            self.assertEqual(answers(is_known(unknown), *nothing), [False] * 3, unknown)

    def test_s9_since_last_of_what_never_was_lets_nothing_through(self):
        kinds = [*VISITS, kind("purchase", at="Date")]
        since = [query(since_last=1)]
        contacts = [{**seen(["2026-02-01"], ["2026-02-03"]), "purchase": days} for days in (
            [], [{"at": "2026-01-31"}], [{"at": "2026-02-01"}], [{"at": "2026-01-01"}, {"at": "2026-02-03"}],
            [{"at": "2026-01-31"}, {"at": "2026-03-02"}],
        )]
        counted = {"Count": 0}
        for number, expected in ((0, [True, False, False, True, False]), (2, [False, True, False, False, True])):
            self.assertEqual(answers(equals(counted, integer(number)), *contacts, kinds=kinds, queries=since), expected)

    def test_s9_since_last_compares_moments_and_days_where_one_is_a_date(self):
        noon, later = {"at": "2026-02-01T12:00:00Z"}, {"at": "2026-02-01T12:00:01Z"}
        for at, expected in (("Datetime", [False, True]), ("Date", [False, False])):
            kinds = [kind("visit"), kind("purchase", at=at)]
            contacts = ({"visit": [noon], "purchase": [noon]}, {"visit": [later], "purchase": [noon]})
            asked = answers(ask({"AnyEvent": 0}), *contacts, kinds=kinds, queries=[query(since_last=1)])
            self.assertEqual(asked, expected, at)

    def test_s10_sums_are_exact_to_six_decimals(self):
        for numbers, total, mean in (
            (["0.1", "0.2"], 0.3, 0.15), (["0.0000005"], 0.000001, 0.000001), (["0.0000004"] * 3, 0, 0),
            (["-0.0000005"], -0.000001, -0.000001), (["1", "1", "0"], 2, 0.666667), (["1.7e32", "-1.7e32"], 0, 0),
            (["9007199254740992", "9007199254740994"], 18014398509481986, 9007199254740993),
            (["1.7e32", "1.7e32"], None, None), (["1e300", "-1e300"], None, None),
        ):
            contact = seen(*(["2026-02-01", None, number] for number in numbers))
            for function, expected in (("Sum", total), ("Avg", mean)):
                constant = {"Integer": expected} if isinstance(expected, int) else {"Number": expected}
                asked = {"Not": is_known(aggregate(function))} if expected is None else equals(aggregate(function), constant)
                self.assertEqual(answers(asked, contact), [True], (function, numbers))

    def test_s10_in_arithmetic_a_sum_is_a_double(self):
        three_tenths = seen(["2026-02-01", None, "0.1"], ["2026-02-01", None, "0.2"])
        thrice = {"Arithmetic": {"operator": "Multiply", "left": aggregate("Sum"), "right": {"Literal": integer(3)}}}
        self.assertEqual(answers(equals(thrice, {"Number": 0.3 * 3}), three_tenths), [True])
        steps = {"Per": {"points": scaled(1), "step": "0.1", "of": aggregate("Sum")}}
        self.assertEqual(fit(with_events(VISITS, [query()], rule(when(None, steps), up_to=9)), three_tenths), ["3"])

    def test_s11_a_kind_without_source_is_exit_2(self):
        rules = with_events(VISITS, [query()], rule({"Each": {"query": 0, "points": 1, "curve": None}}))
        files = {"rules.json": json.dumps(rules), "a.jsonl": '{"id": "1"}\n', "b.jsonl": '{"id": "1"}\n{"visit": []}\n'}
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(content)
            for words, expected in ((["a.jsonl"], 2), (["b.jsonl"], 0), (["a.jsonl", "--no-events", "visit"], 0)):
                script = [sys.executable, os.path.join(HERE, "oracle.py"), "rules.json", *words, "--as-of", TODAY]
                done = subprocess.run(script, cwd=folder, capture_output=True, text=True)
                self.assertEqual(done.returncode, expected, done.stderr)

    def test_s12_rows_without_a_time_are_no_events_and_equal_rows_count_twice(self):
        rules = with_events(VISITS, [query()], rule({"Each": {"query": 0, "points": scaled(2), "curve": None}}))
        result, = run(rules, seen(["2026-02-01", "/a"], ["2026-02-01", "/a"], [""], ["yesterday"], [None]))
        self.assertEqual(result["scores"], {"fit": "4"})
        self.assertEqual(result["problems"], [{"field": "visit.at", "effect": "rejected"}] * 3)

    def test_s13_of_ties_the_later_row_is_the_last(self):
        contact = seen(["2026-02-02", "/a"], ["2026-02-01", "/b"], ["2026-02-02", "/c"], ["2026-02-01", "/d"])
        for which, path in (("Last", "/c"), ("First", "/b")):
            self.assertEqual(answers(equals(pick(which), {"Text": path}), contact), [True], which)
        unknown_last = seen(["2026-02-01", "/a"], ["2026-02-02"])
        self.assertEqual(answers(is_known(pick("Last")), unknown_last), [False])

    def test_s14_distinct_folds_texts(self):
        contact = seen(["2026-02-01", "/Straße"], ["2026-02-02", "/STRAßE"], ["2026-02-03", "/b"], ["2026-02-03"])
        self.assertEqual(answers(equals({"Distinct": {"query": 0, "field": 1}}, integer(2)), contact), [True])

    def test_s19_events_of_a_file_join_every_row_with_the_key(self):
        rules = with_events(
            [kind("visit", at="Date", key_from=["customer"])], [query()],
            rule({"Each": {"query": 0, "points": scaled(1), "curve": None}}), properties=[prop("id", "Text", source=["ID"])], key=0,
        )
        rows = [[("customer", key), ("at", "2026-02-01")] for key in (" 1", "1", "a\u0308", "", "A")]
        contacts = [{"ID": key} for key in ("1", " 1 ", "\u00e4", "a")]
        self.assertEqual(fit(rules, *contacts, files={"visit": rows}), ["2", "2", "1", "0"])

    def test_s25_each_event_is_rounded_then_summed_then_limited(self):
        for curve, up_to, number, expected in (
            (None, None, 2, "6"), (None, 5, 2, "5"), (None, 5, -2, "-5"),
            ({"Fading": {"days": 3}}, None, 1, "1.3333"), ({"Halving": {"days": 1}}, None, -2, "-2.5"),
        ):
            each = rule({"Each": {"query": 0, "points": scaled(number), "curve": curve}}, up_to=up_to)
            contact = seen(["2026-03-01"], ["2026-02-27"], ["2026-02-01"])
            self.assertEqual(fit(with_events(VISITS, [query()], each), contact), [expected], curve)

    def test_s28_events_in_windows(self):
        month = {"low": {"Excluded": {"Ago": duration(1, "Month")}}, "high": {"Included": {"Ago": duration(0, "Day")}}}
        hours = {"low": {"Excluded": {"Ago": duration(2, "Hour")}}, "high": {"Included": "AsOf"}}
        contact = {"visit": [{"at": at} for at in ("2026-02-28T23:00Z", "2026-03-01T00:00Z", "2026-03-31T08:00Z", "2026-03-31T10:00Z")]}
        for window, count in ((month, 3), (hours, 1)):
            asked = equals({"Count": 0}, integer(count))
            told = answers(asked, contact, kinds=[kind("visit")], queries=[query(window=window)], as_of="2026-03-31T10:00:00Z")
            self.assertEqual(told, [True], count)

    def test_s31_events_after_as_of_do_not_exist(self):
        noon = "2026-03-01T12:00:00Z"
        for at, day, expected in (
            ("Datetime", "2026-03-01T12:00:00Z", True), ("Datetime", "2026-03-01T12:00:01Z", False),
            ("Date", "2026-03-01", True), ("Date", "2026-03-02", False),
        ):
            told = answers(ask({"AnyEvent": 0}), {"visit": [{"at": day}]}, kinds=[kind("visit", at=at)], as_of=noon)
            self.assertEqual(told, [expected], day)

    def test_s5_s37_a_match_on_a_field_takes_an_arm_for_each_event(self):
        arms = [{"condition": find("Is", "/a", operand=PATH), "points": scaled(2), "text": ""}]
        body = {"query": 0, "subject": PATH, "arms": arms, "otherwise": scaled(1), "unknown": scaled(-4)}
        for contact, expected, fired in (
            (seen(["2026-02-01", "/a"], ["2026-02-01", "/a"], ["2026-02-01", "/z"]), "5", True),
            (seen(["2026-02-01"]), "-4", False), ({}, "0", False), (seen(["2026-02-01"], ["2026-02-01", "/z"]), "-3", True),
        ):
            result, = run(with_events(VISITS, [query()], rule({"MatchEach": body})), contact)
            self.assertEqual(result["rules"]["fit#1"], {"points": expected, "fired": fired})
        silent = rule({"MatchEach": {**body, "otherwise": None, "unknown": None}})
        result, = run(with_events(VISITS, [query()], silent), seen(["2026-02-01"], ["2026-02-01", "/z"]))
        self.assertEqual(result["rules"]["fit#1"], {"points": "0", "fired": False})

    def test_s37_each_fires_with_at_least_one_event(self):
        each = rule({"Each": {"query": 0, "points": 0, "curve": None}})
        told = run(with_events(VISITS, [query()], each), seen(["2026-02-01"]), {})
        self.assertEqual([result["rules"]["fit#1"]["fired"] for result in told], [True, False])

    def test_s31_days_since_an_event_are_never_negative(self):
        # Clocks went back from 00:01 to 23:01 of the day before.
        early = {"visit": [{"at": "2006-10-29T00:00:30-02:30"}]}
        told = answers(equals(days_since("Last"), integer(0)), early, kinds=[kind("visit")], as_of="2006-10-28T23:30:00-03:30", zone="America/St_Johns")
        self.assertEqual(told, [True])

    def test_events_stand_in_a_field_of_their_own_or_together(self):
        together = [{"events": seen(["2026-02-01"])}, seen(["2026-02-01"])]
        self.assertEqual(answers(ask({"AnyEvent": 0}), *together), [True, True])


class Data(unittest.TestCase):
    def read(self, kind, raw, zone="UTC", **reading):
        """The value read, or the word `unreadable`."""
        declared = prop("x", kind, **reading)["reading"]
        try:
            return values.read_value(declared, raw, moments.AsOf(TODAY, zone))
        except values.Unreadable:
            return "unreadable"

    def test_s4_what_can_be_read(self):
        day, wrong = date(2024, 3, 5), "unreadable"
        for kind, raw, expected in (
            ("Integer", "007", 7), ("Integer", "3.0", 3), ("Integer", values.Digits("4.0"), 4),
            ("Integer", "1,234", wrong),
            ("Integer", "12345678901234567890", wrong), ("Integer", "3.5", wrong), ("Integer", "1e3", wrong),
            ("Integer", "٣", wrong),
            ("Number", "1.2E+05", 120000.0), ("Number", ".5", 0.5), ("Number", "+7", 7.0), ("Number", "1e400", wrong),
            ("Number", "NaN", wrong), ("Number", "0x1F", wrong), ("Number", "12%", wrong), ("Number", "5.", wrong),
            ("Boolean", "Yes", True), ("Boolean", "F", False), ("Boolean", True, True), ("Boolean", "on", True),
            ("Boolean", "ja", wrong),
            ("Date", "2024-03-05", day), ("Date", "2024-03-05T10:15:00Z", day), ("Date", "2024-02-30", wrong),
            ("Date", "3/5/2024", wrong),
            ("Date", "1709596800000", day), ("Date", "20240305", wrong),
            ("Datetime", "1459244730132", utc(2016, 3, 29, 9, 45, 30, 132000)),
            ("Datetime", "2024-03-05 10:15", utc(2024, 3, 5, 10, 15)), ("Datetime", "2024-03-05", utc(2024, 3, 5)),
            ("Text", " a\u00a0", "a"), ("Text", values.Digits("1"), "1"), ("Text", ["a"], "a"),
            ("Text", ["a", "b"], wrong), ("Text", {}, wrong),
            ("Text", True, "true"), ("Text", " ", None), ("Integer", [], None),
        ):
            self.assertEqual(self.read(kind, raw), expected, (kind, raw))

    def test_s4_dates_in_a_declared_format_and_in_the_time_zone(self):
        zone = "Europe/Berlin"
        self.assertEqual(self.read("Date", "05/03/2024", form="%d/%m/%Y"), date(2024, 3, 5))
        self.assertEqual(self.read("Date", "2024-03-05", form="%d/%m/%Y"), date(2024, 3, 5))
        self.assertEqual(self.read("Datetime", "05/03/2024 10:15", zone, form="%d/%m/%Y %H:%M"), utc(2024, 3, 5, 9, 15))
        self.assertEqual(self.read("Datetime", "05/03/2024", zone, form="%d/%m/%Y"), utc(2024, 3, 4, 23))
        self.assertEqual(self.read("Date", "2024-03-05T23:30:00Z", zone), date(2024, 3, 6))
        self.assertEqual(self.read("Date", "2024-03-05T23:30:00", zone), date(2024, 3, 5))

    def test_s4_ranges(self):
        march = interval({"Included": {"Date": "2024-03-01"}}, {"Excluded": {"Date": "2024-04-01"}})
        self.assertEqual(self.read("Date", "2024-04-01", within=march), "unreadable")
        self.assertEqual(self.read("Datetime", "2024-03-31T23:59:59", within=march), utc(2024, 3, 31, 23, 59, 59))

    def test_s2_s4_many_of(self):
        likes = checkboxes("Analytics", "Security")
        for raw, expected in (
            ("security; Analytics", {0, 1}), (["Security"], {1}), ("Security;;", {1}), ("Bing", "unreadable"),
            (" ; ", None),
            ("Security;Bing", "unreadable"), ([None, "Security"], {1}), (["Security", {}], "unreadable"),
        ):
            self.assertEqual(self.read(likes, raw), expected, raw)

    def test_headers_match_exactly_then_loosely_then_by_the_name(self):
        for fields, expected in (
            ([("total visits", 1), ("Total-Visits", 2)], 2), ([("visits", 1), ("TOTAL_VISITS", 2)], 2),
            ([("VISITS", 1), ("other", 2)], 1),
            ([("", 1)], None),
        ):
            self.assertEqual(values.raw_value(prop("visits", "Integer", source=["Total-Visits"]), fields), expected, fields)

    def test_csv_with_a_trailing_empty_header(self):
        rows = list(oracle.csv_records("a,b,\r\n1,2,\r\n\r\n3,\"4\nx\",\r\n"))
        self.assertEqual([dict(row) for row in rows], [{"a": "1", "b": "2", "": ""}, {"a": "3", "b": "4\nx", "": ""}])
        self.assertEqual([dict(row) for row in oracle.csv_records("a,b,\n1,2\n")], [{"a": "1", "b": "2"}])

    def test_ragged_and_broken_records_are_rejected(self):
        self.assertEqual([isinstance(row, oracle.Fault) for row in oracle.csv_records("a,b\n1,2\n1\n1,2,3\n")], [False, True, True])
        lines = '{"a":1}\n[1]\n{"a":1,"a":2}\n{"a":\n\n{"a":"\\ud800"}\n{"a":NaN}\n{"a":1e400}\n'
        faults = [isinstance(record, oracle.Fault) for record in oracle.json_records(lines)]
        self.assertEqual(faults, [False, True, True, True, True, True, False])

    def test_command_and_server_agree(self):
        rules = model([prop("n", "Integer")], [rule(when(below(integer(5)), flat(1)))])
        script = [sys.executable, os.path.join(HERE, "oracle.py")]
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("model.json", "data.csv")]
            for path, content in zip(paths, (json.dumps(rules), "n\n3\n7\n")):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
            printed = subprocess.run(script + paths + ["--as-of", TODAY], capture_output=True, text=True, check=True).stdout
        request = json.dumps({"model": rules, "as_of": TODAY, "timezone": "UTC", "contacts": [{"n": "3"}, {"n": 7}]})
        served = subprocess.run(script + ["--serve"], input=request + "\n", capture_output=True, text=True, check=True).stdout
        self.assertEqual(json.loads(served), [json.loads(line) for line in printed.splitlines()])


if __name__ == "__main__":
    unittest.main()
