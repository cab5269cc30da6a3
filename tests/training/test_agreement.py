"""What a run records is what its saved network measures, on all of a split, whatever flags it had.

What is compiled before `fit`, a test function for a monitor for example, must not decide how many batches count.
"""

from keras_nets.training import Interrupted, open_run, resume, train

import keras
import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("loops_of_steps")


def build(dataset):
    """Layers with names, by which a start is found."""
    layers = [keras.layers.Flatten(), keras.layers.Dense(8, "relu", name="hidden")]
    return keras.Sequential(
        [keras.Input(dataset.input_shape), *layers, keras.layers.Dense(dataset.classes, "softmax", name="predictions")]
    )


@pytest.fixture(scope="module")
def named(recipe_with):
    return lambda **changes: recipe_with(build=build, search_space=lambda hp: {}, **changes)


MONITOR = {"monitor": "val_accuracy", "patience": 2}


@pytest.fixture(scope="module")
def monitored(named, module_options, undrawn):
    """A run of three epochs with another monitor than the recipe's."""
    return train(named(epochs=3), module_options(**MONITOR), verbose=False)


@pytest.fixture(scope="module")
def begun(named, module_options, untrained):
    """A finished run for others to start from."""
    return str(untrained(named(), module_options()).path)


FLAGS = {
    "bfloat16": {"precision": "mixed_bfloat16"},
    "a frozen start": {"start": None, "freeze": "hidden"},
    "without validation": {"split": "kfold:5", "monitor": "loss"},
    "one large batch": {"settings": ["batch_size=5000"], "monitor": "none"},
    "batches of one": {"settings": ["batch_size=1"], "balance": "2"},
}


@pytest.mark.parametrize("flags", FLAGS.values(), ids=FLAGS)
def test_the_record_says_what_the_network_measures(named, begun, options, flags):
    recipe = named(epochs=1)
    flags = flags | ({"start": begun} if "start" in flags else {})
    precision = flags.get("precision", "float32")
    run = open_run(train(recipe, options(**flags), verbose=False).path, recipe)
    assert run.model.get_layer("hidden").compute_dtype == precision.removeprefix("mixed_")
    assert_measures_what_is_recorded(run, abs=1e-6 if precision == "float32" else 3e-3)


def test_the_record_of_a_run_with_another_monitor_says_it_too(monitored):
    assert_measures_what_is_recorded(open_run(monitored.path, monitored.recipe), abs=1e-6)


def assert_measures_what_is_recorded(run, abs):
    for split in ("validation", "test"):
        if getattr(run.dataset, split) is None:
            continue
        measured = run.evaluate(split)
        assert measured.keys() >= {"loss", "accuracy"}
        for name, value in measured.items():
            assert run.results[f"{split}_{name}"] == pytest.approx(value, rel=1e-6)
        predicted = np.asarray(run.model.predict(run.dataset.inputs(split), verbose=0))
        right = np.mean(predicted.argmax(axis=1) == run.dataset.split(split).y)
        assert run.results[f"{split}_accuracy"] == pytest.approx(right, abs=abs)


@keras.saving.register_keras_serializable(package="tests")
class Noise(keras.layers.Layer):
    """Draws noise whether it is trained or not, as a Boltzmann machine does."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.generator = keras.random.SeedGenerator(7)

    def call(self, inputs):
        return inputs + keras.random.normal(keras.ops.shape(inputs), stddev=0.3, seed=self.generator)


def test_a_network_that_samples_measures_the_same_again_and_so_does_its_recipe(recipe_with, options):
    def noisy(dataset):
        layers = [keras.layers.Flatten(), Noise(), keras.layers.Dense(dataset.classes, "softmax")]
        return keras.Sequential([keras.Input(dataset.input_shape), *layers])

    def measure(model, dataset):
        # What the examples leave undefined is left out of the record.
        mean = model.predict(dataset.inputs("test"), verbose=0)[:, 0].mean()
        return {"mean_output": mean, "undefined": float("nan")}

    recipe = recipe_with(epochs=1, build=noisy, measure=measure, search_space=lambda hp: {})
    run = open_run(train(recipe, options(), verbose=False).path, recipe)
    for split in ("test", "validation", "test"):
        measured = run.evaluate(split)
        assert ("mean_output" in measured) is (split == "test") and "undefined" not in measured | run.results
        for name, value in measured.items():
            recorded = run.results[name if name == "mean_output" else f"{split}_{name}"]
            assert recorded == pytest.approx(value, rel=1e-6)
    scores = run.report("test")[0]["scores"]
    assert scores["log_loss"]["value"] == pytest.approx(run.results["test_log_loss"], rel=1e-6)


def test_a_resumed_run_with_another_monitor_ends_as_if_nobody_had_stopped_it(monitored, options):
    recipe, stopped = monitored.recipe, []

    class StopOnce(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1 and not stopped:
                stopped.append(epoch)
                raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted) as error:
        patch.setattr("keras_nets.training.fitting.EpochCounter", _with(StopOnce))
        train(recipe, options(**MONITOR), verbose=False)
    resumed = resume(error.value.folder.path, recipe, verbose=False)
    assert resumed.results == monitored.results
    assert resumed.history.equals(monitored.history)


def _with(callback):
    """The runner's counter of epochs, which also is another callback."""
    from keras_nets.training.callbacks import EpochCounter

    class Both(EpochCounter, callback):
        def on_epoch_begin(self, epoch, logs=None):
            callback.on_epoch_begin(self, epoch, logs)
            EpochCounter.on_epoch_begin(self, epoch, logs)

    return Both
