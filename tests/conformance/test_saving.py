import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
from table import JAX_ROWS


def test_saved_models_give_the_same_outputs_in_a_fresh_process(tmp_path):
    # Between them they have every kind of layer.
    for row in JAX_ROWS:
        model = row.build_tiny()
        row.compile(model, "sgd")
        x = row.training_data(model)[0]
        outputs = keras.ops.convert_to_numpy(model(x))
        np.savez(tmp_path / f"{row.label}.npz", *keras.tree.flatten(x), outputs=outputs)
        model.save(tmp_path / f"{row.label}.keras")
    process = subprocess.run(
        [sys.executable, Path(__file__).parent / "reload.py", tmp_path], capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
