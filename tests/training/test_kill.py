"""A run that is killed at any moment and resumed ends in the weights of the run that nobody disturbed."""

import contextlib
import os
import random
import signal
import subprocess
import sys

from keras_nets.training.run_folder import RunFolder

import numpy as np

# KERAS_NETS_KILLS=10 is the long form; each kill costs the start of a process.
KILLS = int(os.environ.get("KERAS_NETS_KILLS", "1"))
RECIPE = """
from keras_nets import cli, datasets
from keras_nets.training import Recipe
import keras

def load(data="digits", **options):
    return datasets.load(data, flatten=True, **options)

def build(dataset, width=64):
    inputs = keras.Input(dataset.input_shape)
    x = keras.layers.Dense(width, activation="relu")(inputs)
    x = keras.layers.Dropout(0.5)(keras.layers.BatchNormalization()(x))
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))

def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])

RECIPE = Recipe(
    name="feedforward.killed", load=load, build=build, compile_model=compile_model, search_space=lambda hp: {},
    epochs=40, batch_size=16, augmentation=lambda strength: keras.layers.GaussianNoise(0.1 * strength),
)

if __name__ == "__main__":
    cli.main(RECIPE)
"""


def test_killed_at_random_moments_a_run_resumes_exactly(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(RECIPE)
    command = [sys.executable, str(script)]
    subprocess.run([*command, "--runs", str(tmp_path / "undisturbed"), "--quiet"], check=True)
    undisturbed = RunFolder.open(next((tmp_path / "undisturbed" / "feedforward.killed").iterdir()))

    random.seed(0)
    arguments = ["--runs", str(tmp_path / "disturbed")]
    for _ in range(KILLS):
        process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True)
        _follow(process, epochs=random.randint(1, 30 // KILLS))
        # From the middle of an epoch to the writing of a checkpoint: wherever the moment falls.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=random.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        path = next((tmp_path / "disturbed" / "feedforward.killed").iterdir())
        assert RunFolder.open(path).record["status"] == "running"
        arguments = ["--resume", str(path)]
    subprocess.run([*command, *arguments, "--quiet"], check=True)

    resumed = RunFolder.open(path)
    assert resumed.record["status"] == "finished"
    assert (resumed.path / "metrics.csv").read_bytes() == (undisturbed.path / "metrics.csv").read_bytes()
    for ours, theirs in zip(resumed.load_model().get_weights(), undisturbed.load_model().get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def _follow(process, epochs):
    """Read what a run says until it has trained some epochs more."""
    for line in process.stdout:
        epochs -= line.startswith("epoch ")
        if epochs == 0:
            return
    raise AssertionError("the run ended before it could be killed")
