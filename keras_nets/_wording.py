"""How errors and messages are worded: one line each, with the nearest known word where one was mistyped."""

import difflib


def did_you_mean(word, known):
    """`", did you mean 'x'?"` where something near is known, else an empty string."""
    by_lower_case = {str(item).lower(): str(item) for item in known}
    near = difflib.get_close_matches(str(word).lower(), by_lower_case, n=1, cutoff=0.5)
    return f", did you mean {by_lower_case[near[0]]!r}?" if near else ""


def counted(number, noun):
    """`"1 row"`, `"2,665 rows"`; a noun that ends in s, like class, takes es."""
    ending = "" if number == 1 else "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}{ending}"


def listed(items, limit=10):
    """`"a, b, c"`, cut after `limit` items to `"a, b, c and 7 more"`."""
    items = [str(item) for item in items]
    cut = len(items) - limit
    return ", ".join(items[:limit]) + (f" and {cut:,} more" if cut > 0 else "")


def one_line(error):
    """What an exception says, without its line breaks and its trailing full stop."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def printable(text):
    """A text without the characters that steer a terminal, which stand as they are escaped in Python: `\\x1b[31m`."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def temperature_note(temperature):
    """What is said of probabilities at a temperature, with three digits; nothing at 1.

    Example:

    >>> temperature_note(9876.5), temperature_note(1)
    ('probabilities at temperature 9880', '')
    """
    return "" if temperature == 1 else f"probabilities at temperature {float(f'{temperature:.3g}'):g}"


def printable_lines(text):
    """As `printable`, but lines and tabs stay."""
    return "".join(c if c in "\n\t" else printable(c) for c in text)
