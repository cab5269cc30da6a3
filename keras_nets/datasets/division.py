"""Dividing examples into training, validation and test parts: hold-out, k-fold, bootstrap, official."""

import dataclasses
import itertools
import math
import re
import warnings

from keras_nets._wording import counted, did_you_mean

import numpy as np

HOLD_OUT = "60/20/20"
OFFICIAL = "official"
ACCEPTED = "A/B or A/B/C in percent (70/30, 60/20/20), kfold, kfold:K, bootstrap, official or full"
_OFFICIAL_VALIDATION_SHARE = 12  # 5,000 of MNIST's 60,000


@dataclasses.dataclass(frozen=True)
class Parts:
    """Indices of the examples in each part; `split` names how they were divided."""

    split: str
    train: np.ndarray
    validation: np.ndarray | None
    test: np.ndarray
    messages: tuple[str, ...] = ()


def divide(source, split=None, fold=0, seed=0):
    """Divide the examples of a `Source`, stratified where they have classes.

    With `m` examples, `"bootstrap"` draws `m` of them with replacement for training and tests on the rest, an expected
    fraction of (1 - 1/m)^m, near 1/e. In `"kfold:K"` fold number `fold` is the test part and the others are the
    training part; there is no validation part, so that all other folds are used for training.

    Where the data come with an official test part, an official validation part or both, `"official"` keeps them, and
    takes a twelfth of the training part, at least an example per class, for the one that lacks. `"full"` trains on all
    but the official test part. Every other split divides all but the official test part, which it sets aside until all
    choices are made.

    Args:
        source: The `Source` to divide.
        split: See `ACCEPTED`; None is `"official"` where there is an official test part, else `"60/20/20"`.
        fold: Number of the fold that is the test part.
        seed: Seed of the division.

    Raises:
        ValueError: If the split is unknown, or there are too few examples for it.
    """
    has_parts = source.test_examples or source.validation_examples
    split = str(split or (OFFICIAL if has_parts else HOLD_OUT))
    kind, value = _parse(split)
    if kind in (OFFICIAL, "full") and not (source.test_examples or (has_parts and kind == OFFICIAL)):
        raise ValueError(
            f"{source.name} has no official test part, which split {split!r} needs; "
            f"use --split {HOLD_OUT}, kfold or bootstrap"
        )
    if fold and kind != "kfold":
        raise ValueError(f"fold {fold} was asked for with split {split!r}; only --split kfold has folds")
    examples = len(source.y) - source.test_examples
    pool = _Pool(source.name, split, np.arange(examples), source.labels, source.class_names, seed)
    official_test = np.arange(examples, len(source.y))
    given = source.validation_examples
    if kind == "full":
        told = f"the official validation part ({counted(given, 'example')}) is trained on, too"
        return Parts(split, pool.indices, None, official_test, (told,) if given else ())
    if kind == OFFICIAL:
        return _official(pool, given, official_test)
    parts = {"percent": _hold_out, "kfold": _k_fold, "bootstrap": _bootstrap}[kind](pool, value, fold)
    if source.test_examples:
        aside = (
            f"the official test part ({counted(source.test_examples, 'example')}) is set aside; "
            f"{split} divides the training {'and the validation part' if given else 'part'}"
        )
        parts = dataclasses.replace(parts, messages=(aside, *parts.messages))
    return parts


def divide_unlabeled(name, examples, split, seed=0):
    """Divide this many examples without labels by percentages."""
    _, percents = _parse(split)
    return _hold_out(_Pool(name, split, np.arange(examples), None, (), seed), percents, 0)


def percentages(split):
    """The numbers of `"A/B"` or `"A/B/C"`, or None where `split` is not written like that.

    Raises:
        ValueError: If a part is empty, or the sum is not 100.
    """
    number = r"\d+(?:\.\d+)?"
    if not re.fullmatch(rf"{number}/{number}(/{number})?", split):
        return None
    percents = [float(part) for part in split.split("/")]
    if abs(sum(percents) - 100) > 1e-6 or min(percents) <= 0:
        raise ValueError(
            f"split {split!r} sums to {sum(percents):g}; use parts above 0 that sum to 100, such as {HOLD_OUT}"
        )
    return percents


def contiguous(name, split, length, example):
    """Start and end of each part of a text or series, `[(start, end), ...]`: two or three contiguous parts.

    Bounds are rounded down to whole steps: 90 % of 15 steps are 13.

    Args:
        name: Name of the data set.
        split: Percentages.
        length: Length of the whole, in steps.
        example: Split that an error suggests.

    Raises:
        ValueError: If the split is not percentages.
    """
    percents = percentages(str(split))
    if percents is None:
        raise ValueError(
            f"{name} is divided into contiguous parts and not by split {split!r}; use {example} in percent"
        )
    # Rounded first because of sums such as 99.99999999999999.
    bounds = [math.floor(round(length * share / 100, 6)) for share in np.cumsum([0, *percents])]
    return list(itertools.pairwise(bounds))


def _parse(split):
    if split in (OFFICIAL, "full", "bootstrap"):
        return split, None
    if match := re.fullmatch(r"kfold(?::(\d+))?", split):
        folds = int(match[1] or 10)
        if folds < 2:
            raise ValueError(f"split {split!r} has {counted(folds, 'fold')}; use at least kfold:2")
        return "kfold", folds
    if percents := percentages(split):
        return "percent", percents
    known = ("70/30", HOLD_OUT, "kfold", "kfold:10", "bootstrap", OFFICIAL, "full")
    raise ValueError(f"unknown split {split!r}{did_you_mean(split, known)}; use {ACCEPTED}")


@dataclasses.dataclass(frozen=True)
class _Pool:
    """The examples that may be divided, and the names for errors about them."""

    name: str
    split: str
    indices: np.ndarray
    labels: np.ndarray | None
    class_names: tuple[str, ...]
    seed: int

    def cut(self, indices, size):
        """Cut `size` examples off, in proportion to the classes; both parts come shuffled."""
        from sklearn.model_selection import train_test_split

        labels = None if self.labels is None else self.labels[indices]
        try:
            return train_test_split(indices, test_size=size, stratify=labels, random_state=self.seed)
        except ValueError:
            self.refuse(f"a part of {counted(size, 'example')} for {counted(len(self.class_counts()), 'class')}")

    def require_each_class(self, least):
        """Every class that there is must have at least `least` examples."""
        counts = self.class_counts()
        rarest = min(counts, key=counts.get, default=None)
        if counts and counts[rarest] < least:
            self.refuse(f"{counted(counts[rarest], 'example')} of class {rarest!r}")

    def class_counts(self):
        """Examples of each class that there is; empty for a regression."""
        if self.labels is None:
            return {}
        labels, counts = np.unique(self.labels[self.indices], return_counts=True)
        return {self.class_names[label]: int(count) for label, count in zip(labels, counts, strict=True)}

    def refuse(self, why):
        raise ValueError(
            f"{self.name} has too few examples for split {self.split!r}: {len(self.indices):,} in all, {why}; "
            "add examples, merge classes or choose another --split"
        ) from None


def _official(pool, validation_examples, test):
    """The parts that data come with, and a twelfth of the training part, at least an example a class, for another."""
    if validation_examples and len(test):
        shuffle = np.random.default_rng(pool.seed).permutation
        train, validation = np.split(pool.indices, [-validation_examples])
        return Parts(pool.split, shuffle(train), shuffle(validation), test)
    validation = pool.indices[len(pool.indices) - validation_examples :]
    pool = dataclasses.replace(pool, indices=pool.indices[: len(pool.indices) - validation_examples])
    pool.require_each_class(2)
    least = max(1, len(pool.class_counts()))
    train, cut = pool.cut(pool.indices, max(least, round(len(pool.indices) / _OFFICIAL_VALIDATION_SHARE)))
    return Parts(pool.split, train, validation, cut) if validation_examples else Parts(pool.split, train, cut, test)


def _hold_out(pool, percents, fold):
    examples = len(pool.indices)
    sizes = [round(examples * percent / 100) for percent in percents[1:]]
    if min(sizes) < 1 or sum(sizes) >= examples:
        pool.refuse("a part would be empty")
    pool.require_each_class(len(percents))
    train, test = pool.cut(pool.indices, sizes[-1])
    validation = None
    if len(percents) == 3:
        train, validation = pool.cut(train, sizes[0])
    return Parts(pool.split, train, validation, test)


def _k_fold(pool, folds, fold):
    from sklearn.model_selection import KFold, StratifiedKFold

    if not 0 <= fold < folds:
        raise ValueError(f"there is no fold {fold}; split {pool.split!r} has folds 0 to {folds - 1}")
    if len(pool.indices) < folds:
        pool.refuse(f"fewer than {folds} folds")
    messages = ()
    if pool.labels is None:
        splitter = KFold(folds, shuffle=True, random_state=pool.seed)
        every_fold = splitter.split(pool.indices)
    else:
        pool.require_each_class(2)
        counts = pool.class_counts()
        if max(counts.values()) < folds:
            pool.refuse(f"no class has {folds}")
        rare = [name for name, count in counts.items() if count < folds]
        if rare:
            messages = (f"{counted(len(rare), 'class')} too rare for every fold to have one: {', '.join(rare)}",)
        splitter = StratifiedKFold(folds, shuffle=True, random_state=pool.seed)
        every_fold = splitter.split(pool.indices, pool.labels[pool.indices])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class")
        train, test = list(every_fold)[fold]
    # Folds come in the order of the data, but the first examples of a part should be of every class.
    shuffle = np.random.default_rng(pool.seed).permutation
    return Parts(pool.split, shuffle(train), None, shuffle(test), messages)


def _bootstrap(pool, _, fold):
    examples = len(pool.indices)
    train = np.random.default_rng(pool.seed).integers(examples, size=examples)
    out_of_bag = np.setdiff1d(pool.indices, train)
    if not len(out_of_bag):
        pool.refuse("none is left out of the bag")
    message = (
        f"bootstrap: {counted(len(out_of_bag), 'example')} of {examples:,} out of the bag, "
        f"{len(out_of_bag) / examples:.2%} (expected {(1 - 1 / examples) ** examples:.2%})"
    )
    return Parts(pool.split, train, None, np.random.default_rng(pool.seed).permutation(out_of_bag), (message,))
