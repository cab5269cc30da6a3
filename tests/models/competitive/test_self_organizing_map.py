import warnings

from keras_nets.layers import Standardization
from keras_nets.models.competitive.self_organizing_map import SelfOrganizingMap, self_organizing_map

import keras
import numpy as np
import pytest


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def examples(count=40, features=3, seed=0):
    return np.random.default_rng(seed).uniform(size=(count, features)).astype("float32")


def som(features=3, **arguments):
    keras.utils.set_random_seed(0)
    return self_organizing_map((features,), **{"grid_shape": (4, 5), "decay_steps": 30, **arguments})


def fitted(model, x, batch_size=1, epochs=1, steps_per_execution=1):
    # A graph costs more than the few steps that it would speed up.
    is_short = steps_per_execution == 1 and epochs * len(x) <= 10 * batch_size
    model.compile(steps_per_execution=steps_per_execution, run_eagerly=is_short)
    model.fit(x, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0)
    return numpy(model.codebook)


def kohonen(codebook, batches, *, rates=(0.5, 0.01), radii=(2.5, 0.5), decay_steps=30):
    """The rule in loops over examples and units, in float64."""
    codebook = codebook.astype("float64").copy()
    places = list(np.ndindex(codebook.shape[:2]))
    for step, batch in enumerate(batches):
        progress = min(step / decay_steps, 1.0)
        rate = rates[0] * (rates[1] / rates[0]) ** progress
        radius = radii[0] * (radii[1] / radii[0]) ** progress
        pulls = np.zeros_like(codebook)
        for x in batch:
            winner = min(places, key=lambda place: np.square(x - codebook[place]).sum())
            for place in places:
                apart = np.square(np.subtract(place, winner)).sum()
                pulls[place] += np.exp(-apart / (2 * radius**2)) * (x - codebook[place])
        codebook += rate * pulls / len(batch)
    return codebook


def test_counts_one_weight_a_unit_and_feature_and_one_step():
    model = self_organizing_map((8, 8, 1))
    assert model.count_params() == 10 * 10 * 64 + 1
    assert model.codebook.shape == (10, 10, 64)
    assert model.trainable_weights == []
    assert model.radius == 5.0


@pytest.mark.parametrize("batch_size", [1, 16])
def test_training_equals_the_rule_of_the_paper(batch_size):
    model, x = som(), examples()
    batches = [x[start : start + batch_size] for start in range(0, len(x), batch_size)]
    expected = kohonen(numpy(model.codebook), batches)
    np.testing.assert_allclose(fitted(model, x, batch_size), expected, atol=1e-5)
    assert int(numpy(model.step)) == len(batches)


def test_best_matching_unit_equals_brute_force():
    model, x = som(), examples(200)
    fitted(model, x, batch_size=20)
    distances = np.square(x[:, None, None] - numpy(model.codebook)).sum(axis=-1)
    np.testing.assert_allclose(numpy(model(x)), distances, atol=1e-5)
    expected = np.stack(np.unravel_index(distances.reshape(200, -1).argmin(axis=1), (4, 5)), axis=1)
    np.testing.assert_array_equal(numpy(model.best_matching_unit(x)), expected)


def test_distances_stay_exact_far_from_the_origin():
    model = som()
    model.codebook.assign(1e4 + numpy(model.codebook))
    x = 1e4 + np.array([[0.5, 0.25, 0.0]], dtype="float32")
    expected = np.square(x - numpy(model.codebook).astype("float64")).sum(axis=-1)[None]
    np.testing.assert_allclose(numpy(model(x)), expected.reshape(1, 4, 5), atol=1e-2)


def test_errors_are_those_of_their_definitions():
    model = self_organizing_map((1,), grid_shape=(1, 4))
    model.codebook.assign(np.array([0.0, 10.0, 1.0, 20.0]).reshape(1, 4, 1))
    x = np.array([[0.4], [19.0]])
    assert float(model.quantization_error(x)) == pytest.approx((0.4 + 1.0) / 2, abs=1e-4)
    assert float(model.topographic_error(x)) == 1.0
    model.codebook.assign(np.array([0.0, 1.0, 10.0, 20.0]).reshape(1, 4, 1))
    assert float(model.topographic_error(x)) == 0.0
    diagonal = self_organizing_map((1,), grid_shape=(2, 2))
    diagonal.codebook.assign(np.array([0.0, 5.0, 6.0, 1.0]).reshape(2, 2, 1))
    assert float(diagonal.topographic_error(x[:1])) == 0.0


def test_fit_unfolds_the_map():
    model, x = som(features=2, grid_shape=(6, 6), decay_steps=600), examples(300, features=2)
    model.compile(steps_per_execution=20)
    before = model.evaluate(x, verbose=0, return_dict=True)
    history = model.fit(x, batch_size=1, epochs=2, verbose=0).history
    after = model.evaluate(x, verbose=0, return_dict=True)
    assert set(history) == set(after) == {"loss", "quantization_error", "topographic_error"}
    assert after["loss"] == pytest.approx(after["quantization_error"])
    assert after["quantization_error"] == pytest.approx(float(model.quantization_error(x)), abs=1e-5)
    assert after["quantization_error"] < 0.2 * before["quantization_error"]
    assert after["topographic_error"] < 0.1
    assert len(np.unique(numpy(model.best_matching_unit(x)), axis=0)) > 30


def test_evaluate_and_predict_do_not_learn():
    model, x = som(), examples()
    model.compile(run_eagerly=True)
    before = model.get_weights()
    model.evaluate(x, verbose=0)
    assert model.predict(x, verbose=0).shape == (40, 4, 5)
    for weight, expected in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, expected)


def test_two_fits_equal_one_of_twice_the_steps_after_saving(tmp_path):
    x = examples(20)
    whole = fitted(som(), x, batch_size=4, epochs=2)
    model = som()
    fitted(model, x, batch_size=4)
    model.save(tmp_path / "som.keras")
    resumed = keras.saving.load_model(tmp_path / "som.keras")
    assert isinstance(resumed, SelfOrganizingMap)
    assert resumed.get_config() == model.get_config()
    np.testing.assert_array_equal(resumed(x), model(x))
    for half in (model, resumed):
        half.fit(x, batch_size=4, shuffle=False, verbose=0)
        np.testing.assert_array_equal(numpy(half.codebook), whole)


def test_steps_per_execution_changes_nothing():
    x = examples(23)
    np.testing.assert_array_equal(fitted(som(), x, steps_per_execution=5), fitted(som(), x))


def test_rate_and_radius_stay_after_the_decay():
    model, x = som(decay_steps=5), examples(20)
    expected = kohonen(numpy(model.codebook), x[:, None], decay_steps=5)
    np.testing.assert_allclose(fitted(model, x), expected, atol=1e-5)


def test_decay_steps_may_be_set_before_compile():
    model, x = som(), examples(10)
    model.decay_steps = 5
    np.testing.assert_array_equal(fitted(model, x), fitted(som(decay_steps=5), x))
    assert model.get_config()["decay_steps"] == 5


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_training_without_an_optimizer_s_weights_raises_no_warning(run_eagerly, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        model = som()
        model.compile(run_eagerly=run_eagerly)
        model.fit(examples(4), verbose=0)
        model.train_on_batch(examples(4))
        model.save(tmp_path / "som.keras")
        keras.saving.load_model(tmp_path / "som.keras").fit(examples(4), verbose=0)


def test_preprocessing_is_part_of_the_model(tmp_path):
    x = 100 * examples(10) + 1000
    preprocessing = Standardization()
    preprocessing.adapt(x)
    scaled = numpy(preprocessing(x))
    model = som(preprocessing=preprocessing)
    np.testing.assert_allclose(fitted(model, x), fitted(som(), scaled), atol=1e-5)
    model.save(tmp_path / "som.keras")
    loaded = keras.saving.load_model(tmp_path / "som.keras")
    np.testing.assert_array_equal(loaded(x), model(x))
    loaded.fit(x, verbose=0)


def test_mixed_precision_and_integers_are_compared_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = som()
    finally:
        keras.config.set_dtype_policy("float32")
    x = examples(10) + 100
    np.testing.assert_array_equal(fitted(model, x), fitted(som(), x))
    assert keras.backend.standardize_dtype(model(x).dtype) == "float32"
    pixels = (examples(10) * 255).astype("uint8")
    np.testing.assert_array_equal(fitted(som(), pixels), fitted(som(), pixels.astype("float32")))


def test_images_are_flattened():
    x = examples(10, features=12)
    keras.utils.set_random_seed(0)
    images = self_organizing_map((2, 2, 3), grid_shape=(4, 5), decay_steps=30)
    np.testing.assert_array_equal(fitted(images, x.reshape(10, 2, 2, 3)), fitted(som(12), x))


def test_inputs_of_another_length_are_not_folded_into_more_examples():
    model = som()
    with pytest.raises(ValueError, match="expected shape"):
        model(examples(4, features=6))
    model.compile(run_eagerly=True)
    model.fit(examples(4), verbose=0)
    with pytest.raises(Exception, match="shape"):
        model.fit(examples(4, features=6), verbose=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_shape": (None,)}, "every size of one example"),
        ({"input_shape": ()}, "every size of one example"),
        ({"grid_shape": (3,)}, r"needs a grid_shape of two integers .*, got \(3,\)"),
        ({"grid_shape": (3, 0)}, "at least 1"),
        ({"grid_shape": (1, 1)}, "needs at least 2 units"),
        ({"learning_rate": 1.5}, "needs learning_rate of at most 1, .*, got 1.5"),
        ({"final_learning_rate": 0.0}, "needs final_learning_rate above 0, got 0.0"),
        ({"radius": -1}, "needs radius above 0, got -1"),
        ({"decay_steps": 0}, "needs decay_steps above 0, got 0"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        self_organizing_map(**{"input_shape": (3,), **arguments})
    assert "\n" not in str(error.value)
