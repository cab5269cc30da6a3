"""Numbers as people write them: decimal commas, marks between thousands, currency signs, percent, (12.5) for -12.5.

A column has one notation, plain values that the record of a run keeps: `{"decimal": ",", "unit": "€"}`. A column that
Python can read as it stands has the notation `{}`.
"""

import re

import pandas as pd

# The currency signs of Unicode.
_CURRENCIES = "$¢£¤¥\u20a0-\u20cf"
_OTHER = {".": ",", ",": "."}
_THOUSANDS = r"-?[1-9]\d{0,2}\.\d{3}"


def as_numbers(texts, decimal=None, unit=""):
    """Texts as numbers, NaN for those that are missing or not written in the notation.

    Args:
        texts: A column of texts.
        decimal: The decimal mark, `"."` or `","`; None reads what Python reads.
        unit: A currency sign, which may stand before or after a number; `"%"`, which must follow it; or neither.
    """
    if decimal is None:
        return pd.to_numeric(texts.astype(object), errors="coerce")
    numbers = {text: _number(text, decimal, unit) for text in texts.dropna().unique()}
    return texts.map(numbers).astype("float64")


def notation_of(texts, decimal_comma=False):
    """The notation in which every one of the texts is a number, and a message about it without its column.

    Args:
        texts: Texts without gaps.
        decimal_comma: Whether `1,234` is 1.234 where all of the texts leave that open.

    Returns:
        The notation, or None if there is none, and the message.
    """
    fitting = [{"decimal": mark} for mark in ((",", ".") if decimal_comma else (".", ","))]
    fitting = [notation | {"unit": unit} for notation in fitting if (unit := _unit(texts, **notation)) is not None]
    if not fitting:
        return None, ""
    readings = [as_numbers(texts, **notation) for notation in fitting]
    open_to_both = texts[readings[0] != readings[-1]]
    unlike = open_to_both if len(open_to_both) else texts[as_numbers(texts).isna()]
    example = max(unlike.unique(), key=len)
    numbers = [f"{_number(example, **notation):.15g}" for notation in fitting]
    message = f"read as numbers{described(**fitting[0])}, {example!r} as {numbers[0]}"
    if len(open_to_both):
        message += f"; where {numbers[-1]} is meant, write it like that"
    return {name: value for name, value in fitting[0].items() if value}, message


def ambiguity_of(texts):
    """A message where all of the texts may be thousands in a table with decimal commas, such as `6.823`; else empty."""
    if not len(texts) or not texts.astype(str).str.fullmatch(_THOUSANDS).all():
        return ""
    example = str(texts.iloc[0])
    return f"{example!r} read as {float(example):g}; where {example.replace('.', '')} is meant, write it like that"


def described(decimal=None, unit=""):
    """A notation in words, such as `" with a decimal comma and the sign %"`; empty for what Python reads."""
    marks = {".": " with a decimal point", ",": " with a decimal comma", None: ""}[decimal]
    return marks + (f" and the sign {unit}" if unit else "")


def _pattern(decimal):
    mark, between = re.escape(decimal), re.escape(_OTHER[decimal])
    return re.compile(
        rf"""(?P<open>\()?\s* (?P<sign>[-+\u2212]?)\s* (?P<before>[{_CURRENCIES}]?)\s* (?P<inner>[-+\u2212]?)
        (?P<digits>(?:[1-9]\d{{0,2}}(?P<between>[{between}\s'\u2019])\d{{3}}(?:(?P=between)\d{{3}})*|\d+)(?:{mark}\d*)?
        |{mark}\d+) (?P<exponent>(?:[eE][-+]?\d+)?) \s*(?P<after>[{_CURRENCIES}%]?)\s* (?(open)\))""",
        re.VERBOSE,
    )


_PATTERNS = {decimal: _pattern(decimal) for decimal in _OTHER}


def _match(text, decimal):
    """The parts of a number, or None; a sign may stand before or after it, but not on both sides."""
    found = _PATTERNS[decimal].fullmatch(text)
    twice = found and ((found["before"] and found["after"]) or (found["sign"] and found["inner"]))
    return None if twice else found


def _unit(texts, decimal):
    """The one sign that the texts have, an empty text without any; None if one is no number, or signs differ."""
    units = set()
    for text in texts.unique():
        found = _match(text, decimal)
        if found is None:
            return None
        units.add(found["before"] or found["after"])
    if "%" not in units:
        units.discard("")
    return None if len(units) > 1 else next(iter(units), "")


def _number(text, decimal, unit):
    found = _match(text, decimal)
    own = found and (found["before"] or found["after"])
    if found is None or (own != unit and (own or unit == "%")):
        return float("nan")
    digits = found["digits"].replace(found["between"] or " ", "").replace(decimal, ".")
    negative = found["open"] or found["sign"] + found["inner"] in ("-", "\u2212")
    return float(digits + found["exponent"]) * (-1 if negative else 1)
