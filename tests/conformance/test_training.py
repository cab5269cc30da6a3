import os
import re
import subprocess
import sys
from pathlib import Path

from one_step import faults_of_one_step, tiny
from table import JAX_ROWS

HERE = Path(__file__).parent


def test_one_step_reaches_every_weight(tiny_row):
    # Each kind of layer is in a graph that is traced; to trace takes longer than a step.
    assert faults_of_one_step(tiny_row, tiny(tiny_row), eager=tiny_row not in JAX_ROWS) == []


def test_one_step_of_every_kind_of_layer_on_jax():
    process = subprocess.run(
        [sys.executable, HERE / "one_step.py"],
        # Tiny networks spend their time in the compiler.
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "JAX_DISABLE_MOST_OPTIMIZATIONS": "1"},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    traced, trained = map(int, re.search(r"(\d+) rows traced, (\d+) trained on jax\n$", process.stdout).groups())
    assert traced + trained == len(JAX_ROWS)
    assert trained > traced
