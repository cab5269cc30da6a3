"""Pictures and measures of categories that a network formed without labels."""

from keras_nets._drawing import grid, note

import numpy as np


def category_grid(prototypes, counts, image_shape, limit=60, names=()):
    """Prototypes as pictures above how often they learned, the most used first.

    Args:
        prototypes: `(categories, pixels)`, or several such arrays, whose pictures are side by side.
        counts: How many presentations each category learned from over the whole training, in which an example is
            presented once an epoch; unused categories are left out.
        image_shape: `(height, width, channels)`.
        limit: Maximum number of categories to show.
        names: What each of several arrays is, from left to right.

    Example:

    >>> figure = category_grid(np.eye(4), [2, 0, 7, 1], (2, 2, 1))
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['7 times', '2 times', 'once', '']
    """
    counts = np.asarray(counts)
    parts = prototypes if isinstance(prototypes, (tuple, list)) else (prototypes,)
    pictures = np.concatenate([np.reshape(part, (-1, *image_shape)) for part in parts], axis=2)
    used = np.flatnonzero(counts)
    shown = used[np.argsort(-counts[used], kind="stable")][:limit]
    columns = max(1, int(np.ceil(np.sqrt(len(shown) / len(parts)))))
    captions = ["once" if count == 1 else f"{count:,} times" for count in counts[shown]]
    figure = grid(pictures[shown], columns, captions=captions)
    note(
        figure,
        f"the {limit} most used of {len(used)} categories" if len(used) > limit else "",
        f"from left to right: {', '.join(names)}" if names else "",
        "times that each category learned from an example, over all epochs",
    )
    return figure


def class_agreement(categories, labels, seen_categories, seen_labels):
    """Fraction of examples whose class is the most frequent one of their category.

    Args:
        categories, labels: Category (-1 for none, which never agrees) and true class of each example.
        seen_categories, seen_labels: Those of the examples that determine the most frequent classes.

    Example:

    >>> class_agreement([0, 1, -1, 1], [5, 5, 5, 6], seen_categories=[0, 0, 1], seen_labels=[5, 5, 6])
    0.5
    """
    categories, seen = np.asarray(categories), np.asarray(seen_categories)
    seen_labels = np.asarray(seen_labels)
    votes = np.zeros((max(categories.max(), seen.max()) + 1, seen_labels.max() + 1), "int64")
    np.add.at(votes, (seen[seen >= 0], seen_labels[seen >= 0]), 1)
    known = (categories >= 0) & (votes.sum(axis=1)[categories] > 0)
    return float(np.mean(known & (votes.argmax(axis=1)[categories] == np.asarray(labels))))


def category_measures(model, dataset):
    """Measures of a network that forms categories: their number in several orders of examples, and their purity.

    Args:
        model: A network with `categories_by_order(x)` and `category(x)`.
        dataset: A `Dataset`; if it has classes, `test_class_agreement` is also measured.
    """
    by_order = model.categories_by_order(dataset.inputs("train", limit=1000))
    results = {"fewest_categories": min(by_order), "most_categories": max(by_order)}
    if dataset.class_names:
        seen, found = model.category(dataset.inputs("train")), model.category(dataset.inputs("test"))
        results["test_class_agreement"] = class_agreement(found, dataset.test.y, seen, dataset.train.y)
    return results
