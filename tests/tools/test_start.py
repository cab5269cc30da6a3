"""Every tool answers at once where it has nothing to compute."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = sorted(path.name for path in (ROOT / "tools").glob("[!_]*.py"))


def run(*arguments):
    started = time.monotonic()
    command = [sys.executable, "-X", "importtime", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    imported = {line.split("|")[-1].strip() for line in ended.stderr.splitlines() if line.startswith("import time:")}
    said = [line for line in ended.stderr.splitlines() if not line.startswith("import time:")]
    return ended, said, imported, time.monotonic() - started


@pytest.mark.parametrize("name", TOOLS)
def test_help_and_a_wrong_option_load_nothing_heavy(name):
    shown, said, imported, seconds = run(f"tools/{name}", "--help")
    assert shown.returncode == 0
    assert f"Usage: tools/{name}" in shown.stdout
    refused, said_then, imported_then, seconds_then = run(f"tools/{name}", "--no-such-option")
    assert refused.returncode == 2
    assert len(said_then) == 1
    # Quoted or not, as the version of typer has it.
    assert re.match("No such option:? '?--no-such-option", said_then[0])
    assert not said
    assert not {"tensorflow", "keras", "matplotlib", "pandas"} & (imported | imported_then)
    # Generous: it takes a quarter of a second on an idle machine.
    assert max(seconds, seconds_then) < 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tune.py"], "name a recipe to search"),
        (["tune.py", "convolutional.lenet6"], "did you mean 'convolutional.lenet5'"),
        (["tune.py", "--resume", "nowhere"], "nowhere is no search"),
        (["tune.py", "convolutional.lenet5", "--tuner", "anneal"], "'anneal' is not one of"),
        (["tune.py", "convolutional.lenet5", "--jobs", "0"], "'--jobs'"),
        (["explain.py", "nowhere"], "nowhere is not a run"),
        (["explain.py", "nowhere", "--method", "gradcm"], "'gradcm' is not one of"),
        (["evaluate.py", "nowhere"], "nowhere is not a run"),
        (["catalog.py", "--family", "convolution"], "did you mean 'convolutional'"),
        (["catalog.py", "--task", "regresion"], "did you mean 'regression'"),
        (["check.py", "convolutional.lenet6"], "did you mean 'convolutional.lenet5'"),
    ],
)
def test_names_that_are_not_there_are_refused_before_tensorflow_is_loaded(arguments, message):
    refused, said, imported, _ = run(f"tools/{arguments[0]}", *arguments[1:])
    assert refused.returncode == 2
    assert len(said) == 1
    assert message in said[0]
    assert "tensorflow" not in imported
