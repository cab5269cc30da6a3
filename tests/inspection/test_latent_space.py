"""Decoded codes stand where they belong."""

from keras_nets import inspection

import numpy as np


def canvas(figure):
    return np.asarray(figure.axes[0].images[0].get_array())


def test_interpolations_lead_from_the_first_code_to_the_second_in_equal_steps():
    starts, ends = np.array([[0.0, 0.2], [1.0, 1.0]]), np.array([[1.0, 0.2], [0.0, 1.0]])
    decoded = []

    def decode(codes):
        decoded.append(codes)
        return codes[:, :1]

    figure = inspection.interpolations(decode, starts, ends, (1, 1, 1), steps=5)
    (codes,) = decoded
    assert codes.shape == (10, 2)
    np.testing.assert_allclose(codes[:5, 0], [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(codes[:5, 1], 0.2)
    np.testing.assert_allclose(codes[5:, 0], [1, 0.75, 0.5, 0.25, 0])
    # A pixel a picture, with a gap of a pixel around each, and room for no captions.
    shown = canvas(figure)[..., 0]
    np.testing.assert_allclose(np.unique(shown), [0, 0.25, 0.5, 0.75, 1])


def test_codes_of_any_rank_are_interpolated():
    codes = np.random.default_rng(0).random((3, 2, 2, 4))
    figure = inspection.interpolations(lambda c: c.mean(axis=-1), codes, codes[::-1], (2, 2, 1))
    assert len(figure.axes) == 1


def test_a_sample_grid_is_square_and_leaves_the_rest_out():
    samples = np.linspace(0, 0.9, 7)[:, None]
    shown = canvas(inspection.sample_grid(samples, (1, 1, 1)))[..., 0]
    np.testing.assert_allclose(np.unique(shown), [0.0, 0.15, 0.3, 0.45, 1.0], rtol=1e-6)
