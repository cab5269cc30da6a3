"""Loads saved models in a process that did not build them and compares outputs: `python reload.py FOLDER`."""

import sys
from pathlib import Path

import keras_nets.models  # noqa: F401 - registers layers and losses

import keras
import numpy as np
import tensorflow as tf

if __name__ == "__main__":
    # As in the tests: with another number of threads sums are rounded differently.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    faults = []
    for path in sorted(Path(sys.argv[1]).glob("*.keras")):
        model = keras.saving.load_model(path, safe_mode=True)
        saved = np.load(path.with_suffix(".npz"))
        inputs = [saved[name] for name in saved.files if name != "outputs"]
        x = keras.tree.pack_sequence_as(model.input, inputs) if len(inputs) > 1 else inputs[0]
        outputs = keras.ops.convert_to_numpy(model(x))
        if not np.array_equal(outputs, saved["outputs"]):
            faults.append(f"{path.stem}: outputs differ by {np.abs(outputs - saved['outputs']).max()}")
    sys.exit("\n".join(faults) or 0)
