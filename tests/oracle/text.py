"""Text: folding, words, needles, parts of addresses (s14-s18, s20).

Takes and gives plain strings. Knows nothing of the model, of properties or of the unknown.
"""

import re
import unicodedata
from functools import lru_cache

# --- folding ---------------------------------------------------------------------------------------------------------


def trim(text):
    """s4: without Unicode white space at the ends (the White_Space property: less than `str.strip()`, which takes the
    separators U+001C to U+001F, too)."""
    return text.strip(WHITE_SPACE)


WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def compose(text):
    """s14, s19: NFC."""
    return unicodedata.normalize("NFC", text)


def lower(character):
    """s14: simple lower case, always one character. Only `İ` has a longer full form; its simple one is `i`."""
    full = character.lower()
    return full if len(full) == 1 else "i"


@lru_cache(maxsize=2**16)
def fold(text):
    """s14: NFC, then each character's simple lower case, and ς = σ. Composed once more, because lower case may compose
    where upper case does not: `H` with a line below and `ẖ` are equal."""
    return compose("".join(map(lower, compose(text))).replace("ς", "σ"))


def comparable(text, exactly=False):
    """s14, s16: what is compared in place of a text."""
    return compose(text) if exactly else fold(text)


# --- words -----------------------------------------------------------------------------------------------------------

# s15: the letters and digits of the scripts that matter, by ranges of code points.
SCRIPTS = {
    "han": "3005-3007 3021-3029 3038-303C 3400-4DBF 4E00-9FFF F900-FAFF 16FE3 20000-323AF",
    "kana": "3031-3035 3041-3096 309D-309F 30A1-30FA 30FC-30FF 31F0-31FF FF66-FF9F 1AFF0-1AFFE 1B000-1B122 1B132-1B167",
    "thai": "0E01-0E30 0E32-0E33 0E40-0E46 0E50-0E59",
    "lao": "0E81-0EDF",
    "khmer": "1780-17B3 17D7 17DC 17E0-17E9",
    "myanmar": "1000-109F A9E0-A9FE AA60-AA7F 116D0-116E3",
    "hangul": "1100-11FF 3131-318E A960-A97C AC00-D7FB FFA0-FFDC",
}
RANGES = [
    (int(piece.partition("-")[0], 16), int(piece.rpartition("-")[2], 16), script)
    for script, pieces in SCRIPTS.items()
    for piece in pieces.split()
]


@lru_cache(maxsize=None)
def kind_of(character):
    """s15: `separator`, `mark`, `hangul`, `lone` (a word of its own) or `plain`."""
    category = unicodedata.category(character)
    script = next((script for first, last, script in RANGES if first <= ord(character) <= last), None)
    if category[0] == "M":
        return "mark"
    if category[0] != "L" and category != "Nd" and not (category == "Nl" and script == "han"):
        return "separator"
    if script == "hangul":
        return "hangul"
    return "lone" if script else "plain"


def words(text):
    """s15: the words of a text, in order. A mark belongs to the character before it."""
    found = []
    before = "separator"  # the kind of the last character; marks are passed over
    for character in text:
        kind = kind_of(character)
        if kind == "mark" and before != "separator":
            found[-1] += character
            continue
        if kind != "separator":
            begins = before == "separator" or "lone" in (before, kind) or {before, kind} == {"hangul", "plain"}
            found += [""] if begins else []
            found[-1] += character
        before = kind
    return found


def has_word(text, needle):
    """s15: the words of the needle stand one after the other among the words of the text."""
    hay, wanted = words(text), words(needle)
    places = range(len(hay) - len(wanted) + 1)
    return bool(wanted) and any(hay[at : at + len(wanted)] == wanted for at in places)


# --- questions -------------------------------------------------------------------------------------------------------

OPERATORS = {
    "Is": lambda text, needle: text == needle,
    "Contains": lambda text, needle: needle in text,
    "StartsWith": lambda text, needle: text.startswith(needle),
    "EndsWith": lambda text, needle: text.endswith(needle),
    "HasWord": has_word,
}


def holds(text, operator, quantifier, needles, exactly):
    """A known text against the needles: `Any`, `All` or `None` of them are found."""
    text = comparable(text, exactly)
    found = [OPERATORS[operator](text, comparable(needle, exactly)) for needle in needles]
    return {"Any": any(found), "All": all(found), "None": not any(found)}[quantifier]


def matches(text, pattern, exactly):
    """s16: anywhere, ignoring case unless `exactly`; `^` and `$` are the ends of the text, not of a line."""
    return re.search(python_pattern(compose(pattern)), compose(text), 0 if exactly else re.IGNORECASE) is not None


def python_pattern(pattern):
    """s16: Python's `$` also matches before a last newline, and its word for the very end is `\\Z`, not `\\z`."""
    token = re.compile(r"\\.|\[(?:\\.|\^?\]|[^\]])(?:\\.|[^\]\\])*\]|\$|.", re.DOTALL)
    return "".join({"$": r"\Z", r"\z": r"\Z"}.get(piece, piece) for piece in token.findall(pattern))


# --- parts -----------------------------------------------------------------------------------------------------------


def domain(address):
    """s18: what follows the last `@`, without a dot at its end; None where there is none."""
    behind = address.rpartition("@")[2] if "@" in address else ""
    return (behind[:-1] if behind.endswith(".") else behind) or None


def split_url(url):
    """s18: (host, path), each None where there is none. Query and fragment are dropped.

    A host follows `//`, or stands at the beginning and has a dot (`acme.example/pricing`); alone, its path is `/`.
    """
    url = re.split("[?#]", url, maxsplit=1)[0]
    slashes = re.match("([A-Za-z][A-Za-z0-9+.-]*:)?//", url)
    authority, slash, path = url[slashes.end() if slashes else 0 :].partition("/")
    bare_host = "." in authority and not authority.startswith(".") and not set(authority) & set(WHITE_SPACE)
    if not (slashes or bare_host):
        return None, url or None
    return host_of(authority), slash + path or "/"


def host_of(authority):
    """s18: without user and port; an IPv6 address keeps its brackets."""
    place = authority.rpartition("@")[2]
    bracketed = re.match(r"\[.*?\]", place, re.DOTALL)
    return (bracketed.group() if bracketed else place.partition(":")[0]) or None


PARTS = {
    "Domain": domain,
    "Host": lambda url: split_url(url)[0],
    "Path": lambda url: split_url(url)[1],
}
