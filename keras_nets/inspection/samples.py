"""Pictures that a network draws of its own."""

from keras_nets.training.figures import show_image

import numpy as np
from matplotlib.figure import Figure


def sample_rows(samples, image_shape, labels):
    """Drawn examples in rows, each with its label in front: of a class, or of a time in a chain.

    Args:
        samples: `(rows, columns, ...)` with values from 0 to 1, pictures flattened or not.
        image_shape: (height, width, channels) of a picture.
        labels: what to write in front of each row.

    Example:
        >>> len(sample_rows(np.zeros((2, 5, 9)), (3, 3, 1), ["zero", "one"]).axes)
        10
    """
    samples = np.asarray(samples, "float32").reshape(len(labels), -1, *image_shape)
    rows, columns = samples.shape[:2]
    size = min(0.8, 12 / columns)
    figure = Figure(figsize=(size * columns + 0.8, size * rows), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0, hspace=0)
    for row, label, pictures in zip(figure.subplots(rows, columns, squeeze=False), labels, samples, strict=True):
        for axes, picture in zip(row, pictures, strict=True):
            show_image(axes, picture)
            axes.set_axis_off()
        row[0].text(-0.15, 0.5, label, transform=row[0].transAxes, ha="right", va="center")
    return figure


def gibbs_chains(model, inputs, image_shape, length=5, steps=20):
    """Images and the means along Gibbs chains that start from them, `length` rows that are `steps` Gibbs steps apart.

    Args:
        model: a machine with `gibbs_chain(inputs, length, steps)`.
        inputs: images, flattened or not.
        image_shape: (height, width, channels).
    """
    chain = np.concatenate([inputs[None], model.gibbs_chain(inputs, length=length, steps=steps)])
    return sample_rows(chain, image_shape, [f"step {steps * n}" for n in range(length + 1)])


def continuations(model, images):
    """Images whose lower half a machine of sequences continues row by row, and each row as those above foretell it.

    Args:
        model: a machine with `generate(history, steps)` and `predict_frames(sequence)`, whose frames are rows.
        images: `(examples, height, width, channels)`.
    """
    rows = images.shape[1] // 2
    above, below = images[:, :rows], model.generate(images[:, :rows], images.shape[1] - rows)
    given = np.concatenate([above, np.ones_like(below)], axis=1)
    continued = np.concatenate([above, below], axis=1)
    predicted = np.asarray(model.predict_frames(images))
    shown = {"image": images, "given": given, "continued": continued, "each row\nforetold": predicted}
    return sample_rows(np.stack(list(shown.values())), images.shape[1:], list(shown))
