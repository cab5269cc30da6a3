import dataclasses

from keras_nets.datasets.images.photographs import fit, prepare, prepare_photographs, retina_photograph

import numpy as np
import pytest


@pytest.fixture
def photographs():
    """Dark to bright from left to right, with noise."""
    random = np.random.default_rng(0)
    ramp = np.linspace(20, 200, 48)[None, None, :, None]
    return (ramp + random.uniform(-20, 20, (3, 40, 48, 3))).astype(np.uint8)


def test_statistics_are_those_of_the_gray_training_images(photographs):
    gray = photographs.astype(float) @ [0.299, 0.587, 0.114]
    fitted = fit(photographs, "retina")
    assert (fitted.preprocessing, fitted.image_shape) == ("retina", (40, 48, 1))
    assert (fitted.mean, fitted.deviation) == (pytest.approx(gray.mean()), pytest.approx(gray.std()))


def test_retina_pipeline_is_what_its_steps_say(photographs):
    from skimage.exposure import equalize_adapthist

    fitted = fit(photographs, "retina")
    gray = photographs[1].astype(float) @ [0.299, 0.587, 0.114]
    unit = (gray - gray.min()) / np.ptp(gray)
    # A tile of 5 x 6 pixels in 256 shades: twice their mean number is 0.23, less than the least limit, a pixel.
    equalized = equalize_adapthist(unit, kernel_size=(5, 6), clip_limit=2 / 256)
    expected = 255 * equalized ** (1 / 1.2)
    prepared = prepare(photographs, fitted)
    assert prepared.shape == (3, 40, 48, 1) and prepared.dtype == np.uint8
    np.testing.assert_allclose(prepared[1, ..., 0], expected, atol=1.01)
    assert prepared.min() == 0 and prepared.max() == 255


def test_contrast_is_equalized_and_gamma_brightens(photographs):
    prepared = prepare(photographs, fit(photographs, "retina"))[..., 0].astype(float)
    gray = photographs.astype(float) @ [0.299, 0.587, 0.114]

    def step(images):
        """How much brighter the right half is, in deviations within a column."""
        return (images[..., 24:].mean() - images[..., :24].mean()) / images.std(axis=1).mean()

    assert step(prepared) < step(gray) / 2


def test_what_was_standardized_with_cancels(photographs):
    fitted = fit(photographs, "retina")
    others = dataclasses.replace(fitted, mean=3.0, deviation=7.0)
    difference = prepare(photographs, fitted).astype(int) - prepare(photographs, others)
    assert np.abs(difference).max() <= 1


def test_other_preprocessing_keeps_values(photographs):
    np.testing.assert_array_equal(prepare(photographs, fit(photographs, "green")), photographs[..., 1:2])
    gray = photographs[..., :1]
    np.testing.assert_array_equal(prepare(gray, fit(gray, "color")), np.repeat(gray, 3, axis=-1))
    np.testing.assert_array_equal(prepare(photographs, fit(photographs, "none")), photographs)
    # What was learned of gray images makes others gray.
    assert fit(gray, "none").channels == 1
    luminance = photographs @ [0.299, 0.587, 0.114]
    np.testing.assert_allclose(prepare(photographs, fit(gray, "none"))[..., 0], luminance, atol=0.501)
    with pytest.raises(
        ValueError, match="no preprocessing 'retna', did you mean 'retina'.*; use retina, green, color,"
    ):
        fit(photographs, "retna")


def test_a_uniform_photograph_stays_finite():
    black = np.zeros((1, 32, 32, 3), np.uint8)
    assert prepare(black, fit(black, "retina")).max() == 0


def test_network_inputs_are_from_0_to_1(photographs):
    fitted = fit(photographs, "green")
    inputs = prepare_photographs(photographs, fitted)
    assert inputs.dtype == np.float32
    np.testing.assert_allclose(inputs, photographs[..., 1:2] / 255, rtol=1e-6)
    with pytest.raises(ValueError, match="the data had no preprocessing of photographs; use data such as drive"):
        prepare_photographs(photographs, {"image_size": [8, 8]})


def test_photograph_of_scikit_image_is_prepared_alike(photographs):
    image, inputs, seen = retina_photograph(fit(photographs, "retina"))
    assert image.shape == (540, 540, 3) and inputs.shape == (1, 540, 540, 1)
    # A red photograph of a round field of view on black.
    assert image[270, 270, 0] > 100 and image[0, 0].max() < 10 and image[..., 0].mean() > 2 * image[..., 2].mean()
    assert inputs.min() == 0 and inputs.max() == 1 and inputs[0, 100:440, 100:440].std() > 0.05
    # Nearly a circle.
    assert image[seen].max(axis=-1).min() > 50 and 0.7 < seen.mean() < np.pi / 4 and not seen[0, 0]
