from keras_nets import inspection

import numpy as np
import pytest


class Shifting:
    """Machine whose chains add 0.1 a Gibbs step, and whose frames repeat the one before them."""

    def gibbs_chain(self, inputs, length, steps):
        return np.stack([inputs + 0.1 * steps * n for n in range(1, length + 1)])

    def generate(self, history, steps):
        return np.repeat(history[:, -1:], steps, axis=1)

    def predict_frames(self, sequence):
        return np.concatenate([np.zeros_like(sequence[:, :1]), sequence[:, :-1]], axis=1)


def shown(figure, columns, height, width):
    """The pictures of a figure, `(rows, columns, height, width)`, and the labels of the rows."""
    axes = figure.axes[0]
    canvas = np.asarray(axes.images[0].get_array())[1:, 1:, 0]
    rows = [np.split(row, columns, axis=1) for row in np.split(canvas, len(canvas) // (height + 1))]
    return np.array(rows)[:, :, :height, :width], [text.get_text().strip() for text in axes.texts]


def test_gibbs_chains_begin_with_the_images():
    inputs = np.array([[0.0, 0.1], [0.2, 0.3], [0.4, 0.5]], "float32")
    images, labels = shown(inspection.gibbs_chains(Shifting(), inputs, (1, 2, 1), length=2, steps=2), 3, 1, 2)
    assert labels == ["step 0", "step 2", "step 4"]
    for row, moved in zip(images, (0.0, 0.2, 0.4), strict=True):
        np.testing.assert_allclose(np.reshape(row, inputs.shape), inputs + moved, atol=1e-6)


def test_continuations_begin_where_the_images_were_cut():
    image = np.linspace(0, 1, 8, dtype="float32").reshape(1, 4, 2, 1)
    images, labels = shown(inspection.continuations(Shifting(), image), 1, 4, 2)
    assert labels == ["image", "given", "continued", "each row\npredicted"]
    whole, given, continued, foretold = np.reshape(images, (4, 4, 2))
    np.testing.assert_allclose(whole, image[0, :, :, 0])
    np.testing.assert_allclose(given[:2], whole[:2])
    np.testing.assert_allclose(given[2:], 1)
    np.testing.assert_allclose(continued, whole[[0, 1, 1, 1]])
    np.testing.assert_allclose(foretold[1:], whole[:-1])


@pytest.mark.parametrize("columns", [1, 4])
def test_rows_have_a_label_and_their_samples(columns):
    samples = np.random.default_rng(0).uniform(size=(2, columns, 4)).astype("float32")
    images, labels = shown(inspection.sample_rows(samples, (2, 2, 1), ["zero", "one"]), columns, 2, 2)
    assert labels == ["zero", "one"]
    np.testing.assert_allclose(images.reshape(samples.shape), samples)
