"""A run that is killed at any moment and resumed ends in the weights of the run that nobody disturbed."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys

from keras_nets.training import RunFolder, resume

import numpy as np

# KERAS_NETS_KILLS=10 is the long form; each kill costs a run to its end.
KILLS = int(os.environ.get("KERAS_NETS_KILLS", "1"))
RECIPE = """
from keras_nets import cli, datasets
from keras_nets.training import Recipe
import keras
import tensorflow as tf

# As the process of the tests, which goes on with the run.
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})

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
    epochs=20, batch_size=32, augmentation=lambda strength: keras.layers.GaussianNoise(0.1 * strength),
)

if __name__ == "__main__":
    cli.main(RECIPE)
"""


def test_killed_at_random_moments_a_run_resumes_exactly(tmp_path, loops_of_steps):
    """A stopped process leaves on the disk what a killed one would; this one goes on and is the undisturbed run."""
    script = tmp_path / "killed.py"
    script.write_text(RECIPE)
    random.seed(0)
    command = [sys.executable, str(script), "--runs", str(tmp_path / "runs")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed = [tmp_path / f"killed{number}" for number in range(KILLS)]
    for copy in killed:
        _follow(process, epochs=random.randint(1, 15 // KILLS))
        # From the middle of an epoch to the writing of a checkpoint: wherever the moment falls.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=random.uniform(0, 0.3))
        process.send_signal(signal.SIGSTOP)
        (path,) = (tmp_path / "runs" / "feedforward.killed").iterdir()
        shutil.copytree(path, copy)
        process.send_signal(signal.SIGCONT)
    _, said = process.communicate()
    # TensorFlow, too, starts without a word.
    assert said == ""
    undisturbed = RunFolder.open(path)

    for copy in killed:
        assert RunFolder.open(copy).record["status"] == "running"
        # This process, another one than that which began it, goes on.
        resumed = resume(copy, str(script), verbose=False).folder
        assert resumed.record["status"] == undisturbed.record["status"] == "finished"
        assert (copy / "metrics.csv").read_bytes() == (path / "metrics.csv").read_bytes()
        weights = (folder.load_model().get_weights() for folder in (resumed, undisturbed))
        for ours, theirs in zip(*weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def _follow(process, epochs):
    """Read what a run says until it has trained some epochs more."""
    for line in process.stdout:
        epochs -= line.startswith("epoch ")
        if epochs == 0:
            return
    raise AssertionError("the run ended before it could be killed")
