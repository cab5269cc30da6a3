"""Whether `run.json` says what a run needs, before anything is done with it: it may be damaged or somebody else's."""

import dataclasses
import json
import math
import types
import typing
from collections.abc import Mapping

from keras_nets._files import regular
from keras_nets.datasets.forms import form_kind
from keras_nets.training.options import Options

# A record holds vocabularies, no data.
MOST_BYTES = 2**26
STATUSES = ("running", "finished", "interrupted", "failed")
# What the entries of a run, a search or a trial are, as far as something reads them; others are let be.
_KINDS = {
    "recipe": str,
    "recipe_file": str | None,
    "preset": str | None,
    "options": dict[str, object],
    "hyperparameters": dict[str, object],
    "monitor": str | None,
    "patience": int | None,
    "goal": dict[str, object] | None,
    "standard": bool,
    "seed": int,
    "parts": int,
    "dataset": dict[str, object],
    "example": list[str],
    "parameters": int,
    "graph": bool,
    "versions": dict[str, object],
    "machine": dict[str, object],
    "commit": str | None,
    "status": str,
    "reason": str | None,
    "process": int,
    "locked": bool,
    "seconds": float,
    "training_seconds": float,
    "peak_memory_bytes": int,
    "results": dict[str, float],
    "temperature": float,
    "scores": list[str],
    "tuner": str,
    "trial": str,
    "trials": int | None,
    "objective": str,
    "direction": str | None,
    "most_parameters": int | None,
    "retrain": str | None,
    "score": float,
    "epochs": int,
    "best_epoch": int,
    "active": dict[str, object],
    "attempts": int,
}
_DATASET = {
    "name": str,
    "task": str,
    "checksum": str,
    "split_sizes": dict[str, int],
    "input_shape": list[int | None] | dict[str, list[int | None]],
    "class_names": list[str],
}
_GOAL = {"metric": str, "at_least": float | None, "at_most": float | None}
OPENED = ("status", "recipe_file", "options", "hyperparameters", "dataset", "results")
RESUMED = (
    *(*OPENED, "monitor", "patience", "standard", "process", "seconds", "training_seconds", "peak_memory_bytes"),
    "goal",
)
SEARCHED = ("status", "recipe_file", "options", "dataset", "tuner", "trials", "objective", "most_parameters")
SEARCHED += ("process", "seconds")


class Damaged(ValueError):
    """A file of a run folder cannot be used."""


def read_record(path):
    """The content of a `run.json`, of which every entry has its type.

    Args:
        path: The file.

    Returns:
        A dictionary.

    Raises:
        ValueError: If there is no such file, it is too large, or it holds no record.
        Damaged: If an entry has another type than this version writes.
    """
    path = regular(path)
    if path.stat().st_size > MOST_BYTES:
        raise Damaged(f"{path} has {path.stat().st_size:,} bytes, more than any record; the run cannot be opened")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, RecursionError):
        raise ValueError(f"{path} cannot be read") from None
    if not isinstance(record, dict) or "recipe" not in record:
        raise ValueError(f"{path} is no record of a run")
    _check_entries(record, _KINDS, path, "")
    if record.get("status", "running") not in STATUSES:
        raise Damaged(f"{path} has the status {_short(record['status'])}; there are {', '.join(STATUSES)}")
    if "dataset" in record:
        _check_entries(record["dataset"], _DATASET, path, "dataset.")
        _check_entries(record["dataset"], _kinds_of(form_kind(record["dataset"])), path, "dataset.", optional=True)
    for goal in (record.get("goal"), record.get("target")):
        if goal is not None:
            _check_needed(goal, _GOAL, path, "goal.")
            _check_entries(goal, _GOAL, path, "goal.")
    _check_entries(record.get("options", {}), _kinds_of(Options), path, "options.", optional=True)
    _check_hyperparameters(record.get("hyperparameters", {}), path)
    return record


def check_needed(record, needed, path):
    """Refuse a record that lacks what somebody is about to read.

    Args:
        record: A dictionary from `read_record`.
        needed: `OPENED`, `RESUMED` or `SEARCHED`.
        path: Of `run.json`, for the message.

    Raises:
        Damaged: If an entry is not there.
    """
    _check_needed(record, needed, path, "")
    if "dataset" in needed:
        _check_needed(record["dataset"], _DATASET, path, "dataset.")
    if "hyperparameters" in needed:
        _check_needed(record["hyperparameters"], ("epochs", "batch_size"), path, "hyperparameters.")


def known_options(options, path):
    """Recorded options without those that this version does not know and that nobody gave.

    Args:
        options: The entry of a record.
        path: Of the run, for the message.

    Raises:
        ValueError: If one was given: ignoring it would train something else.
    """
    known = _kinds_of(Options)
    given = [name for name, value in options.items() if name not in known and value not in (None, False, [])]
    if given:
        raise ValueError(f"{path} was begun with the option {given[0]!r}, which this version does not know; update it")
    return {name: value for name, value in options.items() if name in known}


def fits(value, kind):
    """Whether a value that JSON holds is what an annotation says; a list stands for a tuple.

    Example:

    >>> fits([8, 8], tuple[int, int]), fits(True, int), fits(1, float | None), fits("a", list[str])
    (True, False, True, False)
    """
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if kind is object:
        return True
    if origin is typing.Annotated:
        return fits(value, inside[0])
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, each) for each in inside)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in (list, tuple) or origin in (list, tuple):
        if not isinstance(value, list):
            return False
        if origin is tuple and inside[-1] is not Ellipsis:
            return len(value) == len(inside) and all(map(fits, value, inside))
        return not inside or all(fits(each, inside[0]) for each in value)
    if kind in (dict, Mapping) or origin in (dict, Mapping):
        return isinstance(value, dict) and (not inside or all(fits(each, inside[1]) for each in value.values()))
    return value is None if kind in (None, type(None)) else isinstance(value, kind)


def _kinds_of(dataclass):
    return {field.name: field.type for field in dataclasses.fields(dataclass)}


def _check_entries(entries, kinds, path, where, optional=False):
    for name, value in entries.items():
        if name in kinds and not (optional and value is None) and not fits(value, kinds[name]):
            raise Damaged(f"{path} is damaged: {where}{name} is {_short(value)}")
        if name in ("seconds", "training_seconds") and not math.isfinite(value):
            raise Damaged(f"{path} is damaged: {where}{name} is {value}")


def _check_hyperparameters(values, path):
    for name in ("epochs", "batch_size"):
        if name in values and not (fits(values[name], int) and values[name] >= 1):
            raise Damaged(f"{path} is damaged: hyperparameters.{name} is {_short(values[name])}")
    for name in ("learning_rate", "augmentation_strength"):
        if not fits(values.get(name), float | None):
            raise Damaged(f"{path} is damaged: hyperparameters.{name} is {_short(values[name])}")


def _check_needed(entries, needed, path, where):
    for name in needed:
        if name not in entries:
            raise Damaged(f"{path} is damaged: it says nothing of {where}{name}")


def _short(value):
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]} ..."
