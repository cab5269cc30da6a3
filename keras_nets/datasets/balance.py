"""Class balancing of a training part: by repeating or dropping examples, or by weights in the loss."""

from keras_nets._wording import counted, did_you_mean

import numpy as np

METHODS = ("over", "under")
# How often the largest class is repeated at most; a larger number is a slip of the keyboard.
_MOST_REPEATED = 1000


def balance(indices, labels, class_names, method, seed=0):
    """Give every class that occurs in `indices` the same number of examples.

    `"over"` repeats examples of the smaller classes until all are as large as the largest; within a class, examples are
    repeated equally often to within one. `"under"` keeps a random subset of the larger classes. A number does either,
    until every class has that many examples, for trials with little data.

    Args:
        indices: Indices of the training examples.
        labels: Class of every example, or None for a regression.
        class_names: Names of the classes.
        method: `"over"`, `"under"` or a number of examples, such as `"20"`.
        seed: Seed of the choice.

    Returns:
        The new indices, shuffled, and a one-line message about the change.

    Raises:
        ValueError: If the method is unknown, the number too large, or the targets are not classes.
    """
    if method not in METHODS and not (str(method).isdecimal() and int(method) > 0):
        raise ValueError(
            f"unknown balance {method!r}{did_you_mean(str(method), METHODS)}; use over, under or a number of examples"
        )
    if labels is None:
        raise ValueError(f"balance {method!r} needs classes, and this is a regression; leave --balance out")
    random = np.random.default_rng(seed)
    members = [random.permutation(indices[labels[indices] == label]) for label in range(len(class_names))]
    members = [member for member in members if len(member)]
    before = [len(member) for member in members]
    size = {"over": max(before), "under": min(before)}.get(method) or int(method)
    if size > _MOST_REPEATED * max(before):
        raise ValueError(
            f"balance {method}: the largest class has {counted(max(before), 'training example')}, and none is repeated "
            f"more than {_MOST_REPEATED:,} times; name at most {_MOST_REPEATED * max(before):,}"
        )
    # np.resize repeats an array that is too short from its start, and cuts one that is too long.
    balanced = np.concatenate([np.resize(member, size) for member in members])
    message = (
        f"balance {method}: every class has {size:,} training examples (had {min(before):,} to {max(before):,}), "
        f"{len(balanced):,} in all (had {len(indices):,})"
    )
    return random.permutation(balanced), message


def class_weights(labels, classes):
    """Weights of classes by inverse frequency, n / (k n_c), whose mean over the examples is 1.

    Args:
        labels: Class of every training example; -1 is unknown.
        classes: Number of classes.

    Returns:
        An array `(classes,)`, float32; the weight is 1 for a class without examples.

    Example:

    >>> class_weights(np.array([0, 0, 0, 1]), 2)
    array([0.6666667, 2.       ], dtype=float32)
    """
    counts = np.bincount(labels[labels >= 0], minlength=classes)
    present = counts > 0
    return np.where(present, counts.sum() / (present.sum() * np.maximum(counts, 1)), 1).astype("float32")
