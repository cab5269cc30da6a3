"""Nearest known word for a mistyped one."""

import difflib


def did_you_mean(word, known):
    """`", did you mean 'x'?"` where something near is known, else an empty string."""
    near = difflib.get_close_matches(str(word), [str(item) for item in known], n=1, cutoff=0.5)
    return f", did you mean {near[0]!r}?" if near else ""
