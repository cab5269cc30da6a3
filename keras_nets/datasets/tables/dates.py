"""Dates and times as people write them, as days since 1970 in UTC, times of the day as fractions."""

import datetime
import re

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_PARTS = {"year first": "year month day", "day first": "day month year", "month first": "month day year"}
_TIME = (
    r"(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:[.,]\d+)?))?\s*(?P<half>[aApP][mM])?"
    r"\s*(?P<zone>[zZ]|UTC|[-+]\d{2}(?::?\d{2})?)?)?"
)


def _pattern(order):
    digits = {"year": r"\d{4}", "month": r"\d{1,2}", "day": r"\d{1,2}"}
    first, second, third = (f"(?P<{part}>{digits[part]})" for part in _PARTS[order].split())
    # Points stand between day, month and year in this order alone.
    between = "[-/]" if order == "month first" else "[-/.]"
    return re.compile(f"{first}(?P<between>{between}){second}(?P=between){third}{_TIME}")


_PATTERNS = {order: _pattern(order) for order in _PARTS}


def as_days(texts, order):
    """Texts as days since 1970, NaN for those that are missing or no dates in this order of year, month and day."""
    return texts.map({text: _days(text, order) for text in texts.dropna().unique()}).astype("float64")


def order_of(texts):
    """The order in which every text is a date, `{"date_order": "day first"}`, and a message without its column.

    Where both day and month may come first, there is no order, and the message tells what to do. Where texts are no
    dates, there is neither.

    Args:
        texts: Texts without gaps.
    """
    different = texts.unique()
    fitting = [order for order in _PARTS if all(_days(text, order) is not None for text in different)]
    if not fitting:
        return None, ""
    example = different[0]
    if len(fitting) > 1:
        return None, f"dates such as {example!r} may have the day or the month first; write them as 2026-11-30"
    days = _days(example, fitting[0])
    return {"date_order": fitting[0]}, f"read as dates, {fitting[0]}, in days since 1970, {example!r} as {days:.10g}"


def _days(text, order):
    """Days since 1970, or None if the text is no date in this order."""
    found = _PATTERNS[order].fullmatch(text)
    if found is None:
        return None
    try:
        day = datetime.date(*(int(found[part]) for part in ("year", "month", "day"))).toordinal()
        return day - _EPOCH + (_seconds(found) / 86_400 if found["hour"] else 0)
    except ValueError:
        return None


def _seconds(found):
    """Seconds of the day in UTC. Raises ValueError for a time that there is not."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), float((found["second"] or "0").replace(",", "."))
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"hour {hour}")
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second >= 61:
        raise ValueError(f"time {hour}:{minute}:{second}")
    zone, east = found["zone"] or "Z", 0
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        east = (60 * int(digits[:2]) + int(digits[2:] or 0)) * (-1 if zone[0] == "-" else 1)
    return 3600 * hour + 60 * (minute - east) + second
