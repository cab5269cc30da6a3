"""Every tool answers at once where it has nothing to compute."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = sorted(path.name for path in (ROOT / "tools").glob("[!_]*.py"))
REFUSALS = [
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
]
# Runs the words of each line that it reads as a program does, and answers with what came of it and what was loaded.
PROGRAM = """
import contextlib, io, json, runpy, sys
sys.path.insert(0, "tools")
for line in sys.stdin:
    sys.argv, out, err = json.loads(line), io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            runpy.run_path(sys.argv[0], run_name="__main__")
        status = None
    except SystemExit as end:
        status = end.code
    print(json.dumps([status, out.getvalue(), err.getvalue().splitlines(), sorted(sys.modules)]), flush=True)
"""


@pytest.fixture(scope="module")
def run():
    """Runs tools one after another in one process, which has loaded nothing before."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, **pipes) as process:

        def answer(name, *arguments):
            started = time.monotonic()
            print(json.dumps([f"tools/{name}", *arguments]), file=process.stdin, flush=True)
            status, shown, said, loaded = json.loads(process.stdout.readline())
            return status, shown, said, set(loaded), time.monotonic() - started

        yield answer
        process.stdin.close()


@pytest.mark.parametrize("name", TOOLS)
def test_help_and_a_wrong_option_load_nothing_heavy(run, name):
    status, shown, said, loaded, seconds = run(name, "--help")
    assert status == 0
    assert f"Usage: tools/{name}" in shown
    refused, _, said_then, loaded_then, seconds_then = run(name, "--no-such-option")
    assert refused == 2
    assert len(said_then) == 1
    # Quoted or not, as the version of typer has it.
    assert re.match("No such option:? '?--no-such-option", said_then[0])
    assert not said
    assert not {"tensorflow", "keras", "matplotlib", "pandas"} & (loaded | loaded_then)
    # Generous: it takes a quarter of a second on an idle machine.
    assert max(seconds, seconds_then) < 5


@pytest.mark.parametrize(("arguments", "message"), REFUSALS)
def test_names_that_are_not_there_are_refused_before_tensorflow_is_loaded(run, arguments, message):
    status, _, said, loaded, _ = run(*arguments)
    assert status == 2
    assert len(said) == 1
    assert message in said[0]
    assert "tensorflow" not in loaded


def test_a_tool_is_a_program():
    ended = subprocess.run(
        [sys.executable, "tools/tune.py", "--no-such-option"], cwd=ROOT, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
