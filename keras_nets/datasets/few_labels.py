"""Data in which only a few examples keep their label, for semi-supervised learning."""

import dataclasses

from keras_nets._wording import counted

import numpy as np

UNKNOWN = -1


def keep_labels(dataset, labels, share=0.2, seed=0):
    """Keep the labels of a few training examples, the same number in each class, and set all others to -1.

    Examples with a label are repeated until they are a fraction `share` of the training part and so, on average, of
    each batch. With 60,000 examples, 100 labels and a share of 0.2, an epoch has 60,000 examples with unknown label and
    15,000 with one, each of the 100 repeated 150 times. A batch of 125 has, on average, 100 examples without labels and
    25 with them. The validation and the test part keep all labels.

    Args:
        dataset: A `Dataset` with classes.
        labels: Number of examples that keep their label; where the classes do not divide it, some have one more.
        share: Fraction of the training part that has a label, above 0 and below 1.
        seed: Seed of the choice.

    Raises:
        ValueError: If there are no classes, fewer labels than classes, or a class has too few examples.

    Example:

    >>> from keras_nets.datasets.loading import load
    >>> dataset = keep_labels(load("digits"), 20)
    >>> np.bincount(dataset.train.y + 1).tolist()
    [1079, 27, 27, 27, 27, 27, 27, 27, 27, 27, 27]
    """
    if not dataset.class_names or dataset.train.y is None:
        raise ValueError(f"{dataset.name} has no classes, so no labels can be kept; use data with classes")
    if labels < dataset.classes:
        raise ValueError(
            f"{counted(labels, 'label')} cannot cover the {dataset.classes} classes of {dataset.name}; "
            f"keep at least {dataset.classes}"
        )
    if not 0 < share < 1:
        raise ValueError(f"share must be above 0 and below 1, got {share}; it is the fraction of examples with a label")
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
    # The first example of each class, then the second, so that a cut leaves the classes balanced.
    ranks = np.concatenate([np.arange(len(members)) for members in chosen])
    chosen = np.concatenate(chosen)[np.argsort(ranks, kind="stable")]

    # np.resize repeats an array that is too short from its start, and cuts one that is too long.
    repeated = np.resize(chosen, max(len(chosen), round(examples * share / (1 - share))))
    indices = random.permutation(np.concatenate([np.arange(examples), repeated + examples]))
    known = indices >= examples
    train = dataset.train.take(indices % examples)
    train = dataclasses.replace(train, y=np.where(known, train.y, UNKNOWN).astype(y.dtype))
    message = (
        f"{labels:,} of {examples:,} training examples keep their label, "
        f"repeated to {len(repeated):,}; the others have the label {UNKNOWN}"
    )
    return dataclasses.replace(
        dataset,
        train=train,
        messages=(*dataset.messages, message),
        options={**dataset.options, "labels": int(labels)},
    )
