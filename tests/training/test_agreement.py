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


@pytest.fixture(scope="module")
def begun(named, tmp_path_factory):
    """A finished run for others to start from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keras_nets.training.runner.Run._save_pictures", lambda run, results: None)
        runs = str(tmp_path_factory.mktemp("begun"))
        return str(train(named(), epochs=1, runs=runs, tensorboard=False, verbose=False).path)


FLAGS = {
    "another monitor": {"monitor": "val_accuracy", "patience": 1},
    "bfloat16": {"precision": "mixed_bfloat16"},
    "a frozen start": {"start": None, "freeze": "hidden"},
    "without validation": {"split": "kfold:5", "monitor": "loss"},
    "one large batch": {"settings": ["batch_size=5000"], "monitor": "none"},
    "batches of one": {"settings": ["batch_size=1"], "balance": "2"},
}


@pytest.mark.parametrize("flags", FLAGS.values(), ids=FLAGS)
def test_the_record_says_what_the_network_measures(named, begun, options, flags):
    recipe = named(epochs=3 if "patience" in flags else 1)
    flags = flags | ({"start": begun} if "start" in flags else {})
    run = open_run(train(recipe, options(**flags), verbose=False).path, recipe)
    for split in ("validation", "test"):
        if getattr(run.dataset, split) is None:
            continue
        measured = run.evaluate(split)
        assert measured.keys() >= {"loss", "accuracy"}
        for name, value in measured.items():
            assert run.results[f"{split}_{name}"] == pytest.approx(value, rel=1e-6)
        predicted = np.asarray(run.model.predict(run.dataset.inputs(split), verbose=0))
        right = np.mean(predicted.argmax(axis=1) == run.dataset.split(split).y)
        assert run.results[f"{split}_accuracy"] == pytest.approx(right, abs=3e-3 if "precision" in flags else 1e-6)


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


def test_a_resumed_run_with_another_monitor_ends_as_if_nobody_had_stopped_it(recipe_with, options):
    recipe, stopped = recipe_with(epochs=3), []

    class StopOnce(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1 and not stopped:
                stopped.append(epoch)
                raise KeyboardInterrupt

    whole = train(recipe, options(monitor="val_accuracy"), verbose=False)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted) as error:
        patch.setattr("keras_nets.training.fitting.EpochCounter", _with(StopOnce))
        train(recipe, options(monitor="val_accuracy"), verbose=False)
    resumed = resume(error.value.folder.path, recipe, verbose=False)
    assert resumed.results == whole.results
    assert resumed.history.equals(whole.history)


def _with(callback):
    """The runner's counter of epochs, which also is another callback."""
    from keras_nets.training.callbacks import EpochCounter

    class Both(EpochCounter, callback):
        def on_epoch_begin(self, epoch, logs=None):
            callback.on_epoch_begin(self, epoch, logs)
            EpochCounter.on_epoch_begin(self, epoch, logs)

    return Both
