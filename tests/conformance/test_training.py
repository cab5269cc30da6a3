import os
import subprocess
import sys
from pathlib import Path

from one_step import faults_of_one_step

HERE = Path(__file__).parent


def test_one_step_reaches_every_weight(tiny_row):
    assert faults_of_one_step(tiny_row) == []


def test_one_step_of_every_row_on_jax():
    process = subprocess.run(
        [sys.executable, HERE / "one_step.py"],
        # Tiny networks spend their time in the compiler.
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "JAX_DISABLE_MOST_OPTIMIZATIONS": "1"},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.endswith("rows on jax\n")
