"""What a user sets, as `name=value` or in Python, in the type of the default whose place it takes."""

import math
import reprlib

import numpy as np

_EXAMPLES = {"--set": "width=0.5", "--data-option": "window=96"}
# No count of anything in a network is larger; a slip of the keyboard is.
_MOST = 10**6


def pairs(settings, flag):
    """Names and values of a dictionary, or of a list of texts `name=value` that a flag was given with.

    Raises:
        ValueError: If a text is not written as `name=value`.
    """
    if isinstance(settings, dict):
        return list(settings.items())
    settings = settings or []
    split = [setting.partition("=") for setting in settings]
    for setting, (name, equals, _) in zip(settings, split, strict=True):
        if not equals or not name:
            example = _EXAMPLES[flag]
            raise ValueError(f"cannot read {flag} {setting!r}; write it as name=value, for example {flag} {example}")
    return [(name.strip(), value.strip()) for name, _, value in split]


def plain(text):
    """What a text says where no default tells its type: a number, nothing, or itself."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None if text.lower() == "none" else text


def typed(name, value, default):
    """A value in the type of a hyperparameter's default.

    Args:
        name: Of the hyperparameter.
        value: Text from a command line, or a value of Python.
        default: None where nothing tells the type.

    Raises:
        ValueError: If the value is of another type, not finite, or a whole number that no count has.
    """
    found = _read(value, default) if isinstance(value, str) else value
    found = found.item() if isinstance(found, np.generic) else found
    if not is_like(found, default):
        raise ValueError(f"{name} is {reprlib.repr(value)}; it must be {_kind(default)}, like its default {default}")
    for number in found if isinstance(found, tuple | list) else (found,):
        if isinstance(number, float) and not math.isfinite(number):
            raise ValueError(f"{name} is {reprlib.repr(value)}; it must be finite")
        if isinstance(number, int) and number > _MOST:
            raise ValueError(f"{name} is {reprlib.repr(value)}; it must be at most {_MOST:,}")
    return found


def _read(text, default):
    """What a text says where the default has this type; the text itself where it does not."""
    try:
        if isinstance(default, bool):
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
        if isinstance(default, int):
            return int(text)
        if isinstance(default, float):
            return float(text)
        if isinstance(default, tuple | list):
            kind = type(default[0]) if default else int
            return tuple(kind(item) for item in text.strip("()[]").split(",") if item.strip())
    except (KeyError, ValueError):
        return text
    return plain(text) if default is None else text


def is_like(value, default):
    """Whether a value is of the type of a hyperparameter's default; where that is None, nothing tells the type."""
    if default is None:
        return True
    if isinstance(default, tuple | list):
        return isinstance(value, tuple | list)
    if isinstance(value, bool) or isinstance(default, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    # A whole number is a number as well.
    kinds = (int, int | float, str)
    kind = next((kind for kind in kinds if isinstance(default, kind)), object)
    return isinstance(value, kind)


def _kind(default):
    if isinstance(default, bool):
        return "true or false"
    kinds = {int: "a whole number", float: "a number", str: "a text"}
    return kinds.get(type(default), "a list of values with commas between them")
