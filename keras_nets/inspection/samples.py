"""Pictures that a network generates."""

from keras_nets._drawing import mosaic
from keras_nets.inspection.prototypes import filter_grid, reconstructions

import numpy as np


def sample_rows(samples, image_shape, labels):
    """Samples in rows, each labeled by a class or a time in a chain.

    Args:
        samples: `(rows, columns, ...)` with values from 0 to 1, pictures flattened or not.
        image_shape: `(height, width, channels)` of a picture.
        labels: Label in front of each row.

    Example:

    >>> len(sample_rows(np.zeros((2, 5, 9)), (3, 3, 1), ["zero", "one"]).axes[0].texts)
    2
    """
    return mosaic(np.asarray(samples, "float32").reshape(len(labels), -1, *image_shape), labels=labels)


def gibbs_chains(model, inputs, image_shape, length=5, steps=20):
    """Images and the means along Gibbs chains that start from them, in `length` rows `steps` Gibbs steps apart.

    Args:
        model: A machine with `gibbs_chain(inputs, length, steps)`.
        inputs: Images, flattened or not.
        image_shape: `(height, width, channels)`.
    """
    chain = np.concatenate([inputs[None], model.gibbs_chain(inputs, length=length, steps=steps)])
    return sample_rows(chain, image_shape, [f"step {steps * n}" for n in range(length + 1)])


def machine_pictures(model, dataset, split):
    """Filters, reconstructions and Gibbs chains of a Boltzmann machine for images; for a recipe's `pictures`.

    Args:
        model: A machine with a `kernel`, `reconstruct` and Gibbs chains.
        dataset: A `Dataset`; without images nothing is drawn.
        split: Name of the split of the examples.

    Returns:
        `{name: figure}`.
    """
    if dataset.image_shape is None:
        return {}
    inputs = dataset.inputs(split, limit=10)
    return {
        "filters": filter_grid(model.kernel, dataset.image_shape),
        "reconstructions": reconstructions(inputs, model.reconstruct(inputs), dataset.image_shape),
        "gibbs_chains": gibbs_chains(model, inputs, dataset.image_shape),
    }


def continuation_pictures(model, dataset, split):
    """Images that a machine of sequences continues row by row; for a recipe's `pictures`."""
    if dataset.image_shape is None:
        return {}
    return {"continuations": continuations(model, dataset.inputs(split, limit=10))}


def continuations(model, images):
    """Images whose lower half a machine of sequences continues, and each row as predicted from those above.

    Args:
        model: A machine with `generate(history, steps)` and `predict_frames(sequence)`, whose frames are rows.
        images: `(examples, height, width, channels)`.
    """
    rows = images.shape[1] // 2
    above, below = images[:, :rows], model.generate(images[:, :rows], images.shape[1] - rows)
    given = np.concatenate([above, np.ones_like(below)], axis=1)
    continued = np.concatenate([above, below], axis=1)
    predicted = np.asarray(model.predict_frames(images))
    shown = {"image": images, "given": given, "continued": continued, "each row\npredicted": predicted}
    return sample_rows(np.stack(list(shown.values())), images.shape[1:], list(shown))
