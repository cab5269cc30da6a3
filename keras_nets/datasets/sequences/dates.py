"""Dates in many English spellings, to translate to ISO form character by character. Generated from a seed."""

import datetime

from keras_nets.datasets.request import positive
from keras_nets.datasets.sequences.pairs import prepare
from keras_nets.datasets.source import Source, checksum_of_texts, divided

import numpy as np

EXAMPLES = 20_000
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
DAYS = LAST.toordinal() - FIRST.toordinal() + 1

# Not from `calendar`, whose names follow the user's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The year always has four digits, and the month is a name or stands between year and day: no date is ambiguous.
SPELLINGS = (
    "{day} {month} {year}",
    "{day} {mon} {year}",
    "{day:02}-{mon}-{year}",
    "{nth} {month} {year}",
    "{nth} of {month}, {year}",
    "the {nth} of {month} {year}",
    "{month} {day}, {year}",
    "{month} {nth}, {year}",
    "{month} the {nth}, {year}",
    "{mon} {day} {year}",
    "{mon_upper} {day:02} {year}",
    "{month_lower} {day} {year}",
    "{weekday}, {day} {month} {year}",
    "{weekday}, {month} {day}, {year}",
    "{weekday} the {nth} of {month}, {year}",
    "{wday} {day} {mon} {year}",
    "{wday}, {mon} {nth}, {year}",
    "{year} {month} {day}",
    "{year}, {mon} {nth}",
    "{year}/{number:02}/{day:02}",
    "{year}-{number:02}-{day:02}",
    "{wday} {year}-{number:02}-{day:02}",
)


def spell(day, spelling):
    """A date in one of `SPELLINGS`.

    Example:

    >>> spell(datetime.date(2005, 3, 4), SPELLINGS[14])
    'Friday the 4th of March, 2005'
    """
    month, weekday = _MONTHS[day.month - 1], _WEEKDAYS[day.weekday()]
    return spelling.format(
        year=day.year,
        number=day.month,
        day=day.day,
        nth=_ordinal(day.day),
        month=month,
        month_lower=month.lower(),
        mon=month[:3],
        mon_upper=month[:3].upper(),
        weekday=weekday,
        wday=weekday[:3],
    )


def load(request, *, examples=EXAMPLES):
    """Dates and their ISO form as a `Dataset`; see `read`."""
    return divided(read(request.name, request.split_seed, examples), request)


def read(name, seed=0, examples=EXAMPLES):
    """Pairs of a date in one of 22 spellings and in ISO form, `"4th of March, 2005"` and `"2005-03-04"`.

    Spellings have names of months and weekdays, in full or as three letters, ordinals and different orders. Every day
    from 1900 to 2099 occurs at most once, so no date of the test part is in the training part in any spelling.

    Args:
        name: `"dates"`.
        seed: Seed of the examples.
        examples: Number of pairs, at most 73,049, one per day.

    Raises:
        ValueError: If `examples` is not such a number.
    """
    examples = positive("examples", examples)
    if examples > DAYS:
        raise ValueError(f"examples {examples} is more than the {DAYS:,} days from 1900 to 2099; use fewer")
    random = np.random.default_rng(seed)
    ordinals = FIRST.toordinal() + random.choice(DAYS, examples, replace=False)
    days = [datetime.date.fromordinal(ordinal) for ordinal in ordinals.tolist()]
    chosen = random.integers(len(SPELLINGS), size=examples).tolist()
    spelled = [spell(day, SPELLINGS[number]) for day, number in zip(days, chosen, strict=True)]
    pairs = np.array([spelled, [day.isoformat() for day in days]]).T
    checksum = checksum_of_texts(*pairs.ravel().tolist())
    options = {"examples": examples}
    return Source(name, pairs, ordinals, (), checksum, prepare=_prepare, task="translation", options=options)


def _prepare(source, train, request):
    return prepare(source.x, train)


def _ordinal(number):
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
