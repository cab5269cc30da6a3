"""Pictures and measures of categories that a network found by itself."""

from keras_nets.inspection.mosaic import mosaic

import numpy as np


def category_grid(prototypes, counts, image_shape, limit=60):
    """Prototypes as pictures above the numbers of examples that they learned from, the most used first.

    Args:
        prototypes: `(categories, pixels)`, or several such arrays, whose pictures stand side by side.
        counts: how many examples each category learned from; unused ones are left out.
        image_shape: (height, width, channels).
        limit: most categories to show.

    Example:
        >>> [text.get_text() for text in category_grid(np.eye(4), [2, 0, 7, 1], (2, 2, 1)).axes[0].texts]
        ['7', '2', '1', '']
    """
    counts = np.asarray(counts)
    parts = prototypes if isinstance(prototypes, (tuple, list)) else (prototypes,)
    pictures = np.concatenate([np.reshape(part, (-1, *image_shape)) for part in parts], axis=2).astype("float32")
    used = np.flatnonzero(counts)
    shown = used[np.argsort(-counts[used], kind="stable")][:limit]
    columns = max(1, int(np.ceil(np.sqrt(len(shown) / len(parts)))))
    rows = max(1, -(-len(shown) // columns))
    # Places that no category fills stay empty.
    cells = np.full((rows * columns, *pictures.shape[1:]), np.nan, "float32")
    cells[: len(shown)] = pictures[shown]
    captions = np.full(rows * columns, "", dtype=object)
    captions[: len(shown)] = counts[shown].astype(str)
    return mosaic(cells.reshape(rows, columns, *cells.shape[1:]), captions=captions.reshape(rows, columns))


def class_agreement(categories, labels, seen_categories, seen_labels):
    """Share of examples whose class is the most frequent one of their category.

    Args:
        categories, labels: category (-1 for none, which agrees with nothing) and true class of each example.
        seen_categories, seen_labels: those of the examples that tell which class is most frequent.

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
    """What a recipe reports of a network that forms categories: how many in several orders, and how pure they are.

    Args:
        model: a network with `categories_by_order(x)` and `category(x)`.
        dataset: a `Dataset`; where it has classes, `test_class_agreement` is measured as well.
    """
    by_order = model.categories_by_order(dataset.inputs("train", limit=1000))
    results = {"fewest_categories": min(by_order), "most_categories": max(by_order)}
    if dataset.class_names:
        seen, found = model.category(dataset.inputs("train")), model.category(dataset.inputs("test"))
        results["test_class_agreement"] = class_agreement(found, dataset.test.y, seen, dataset.train.y)
    return results
