"""Data of which a few examples keep their label: what semi-supervised learning starts from."""

import dataclasses

from keras_nets.datasets.wording import counted

import numpy as np

UNKNOWN = -1


def keep_labels(dataset, labels, share=0.2, seed=0):
    """Data whose training part has labels on a few examples, the same number in each class, and -1 on all others.

    Examples with a label are repeated, so that they are a `share` of the training part, and so, on average, of each
    batch: with 60,000 examples, 100 labels and a share of 0.2, an epoch has 60,000 examples with unknown label, and
    15,000 with one, the 100 of them 150 times each. In batches of 125 that is a batch of 100 examples without labels
    and one of 25 with them, side by side. Validation and test part keep all labels.

    Args:
        dataset: a `Dataset` with classes.
        labels: number of examples that keep their label; where the classes do not divide it, some have one more.
        share: of the examples with a label in the training part, above 0 and below 1.
        seed: the choice is a function of it.

    Raises:
        ValueError: there are no classes, fewer labels than classes, or fewer examples than labels in a class.

    Example:

    >>> from keras_nets.datasets.loading import load
    >>> dataset = keep_labels(load("digits"), 20)
    >>> np.bincount(dataset.train.y + 1).tolist()
    [1079, 27, 27, 27, 27, 27, 27, 27, 27, 27, 27]
    """
    if not dataset.class_names or dataset.train.y is None:
        raise ValueError(f"{dataset.name} has no classes, and labels are to be kept; use data with classes")
    if labels < dataset.classes:
        raise ValueError(
            f"{counted(labels, 'label')} cannot cover the {dataset.classes} classes of {dataset.name}; "
            f"keep at least {dataset.classes}"
        )
    if not 0 < share < 1:
        raise ValueError(f"share is {share}; the share of examples with a label must be above 0 and below 1")
    random = np.random.default_rng(seed)
    examples, y = len(dataset.train), dataset.train.y
    chosen = []
    for label in range(dataset.classes):
        wanted = labels // dataset.classes + (label < labels % dataset.classes)
        members = np.flatnonzero(y == label)
        if len(members) < wanted:
            raise ValueError(
                f"{dataset.name} has {counted(len(members), 'training example')} of class "
                f"{dataset.class_names[label]!r}, and {wanted} are to keep their label; keep fewer"
            )
        chosen.append(random.choice(members, wanted, replace=False))
    # The first example of each class, then the second, so that a cut leaves as many of one class as of another.
    ranks = np.concatenate([np.arange(len(members)) for members in chosen])
    chosen = np.concatenate(chosen)[np.argsort(ranks, kind="stable")]

    # np.resize repeats its array from the start, and cuts it where it is too long.
    repeated = np.resize(chosen, max(len(chosen), round(examples * share / (1 - share))))
    indices = random.permutation(np.concatenate([np.arange(examples), repeated + examples]))
    known = indices >= examples
    train = dataset.train.take(indices % examples)
    train = dataclasses.replace(train, y=np.where(known, train.y, UNKNOWN).astype(y.dtype))
    message = (
        f"{labels:,} of {examples:,} training examples keep their label and come again, "
        f"{len(repeated):,} times in all; the others have the label {UNKNOWN}"
    )
    return dataclasses.replace(
        dataset,
        train=train,
        messages=(*dataset.messages, message),
        details={**dataset.details, "labels": int(labels)},
    )
