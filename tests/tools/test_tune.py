"""The tune command: a table at the end, one line for mistakes, several processes, and Ctrl-C."""

import contextlib
import json
import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from keras_nets.training import load_recipe

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
BLOBS = ROOT / "tests" / "tuning" / "tiny" / "feedforward" / "blobs.py"


def test_a_search_ends_with_a_table_and_the_command_that_trains_the_best(tool, tmp_path):
    result = tool("tune").call(BLOBS, "--tuner", "grid", "--trials", 2, "--epochs", 1, "--runs", tmp_path)
    assert result.exit_code == 0, result.output
    assert "next: tensorboard --logdir" in result.stdout
    (folder,) = tmp_path.glob("*/*")
    assert json.loads((folder / "best.json").read_text())["epochs"] == 1
    said = re.findall(r"^trial (\S+) \((\d/2)\)  val_accuracy", result.stdout, re.MULTILINE)
    assert [count for _, count in said] == ["1/2", "2/2"]
    numbers = [number for number, _ in said]
    assert sorted(numbers) == sorted(path.name.removeprefix("trial_") for path in folder.glob("trials/trial_*"))
    assert sorted(numbers) == sorted(pd.read_csv(folder / "trials.csv", dtype=str)["trial"])
    assert sorted(numbers) == sorted(re.findall(r"^ (\d+) .*depth", result.stdout, re.MULTILINE))


@pytest.mark.usefixtures("without_pictures")
def test_the_last_line_of_a_search_trains_for_the_epochs_of_the_recipe(tool, tmp_path, monkeypatch):
    result = tool("tune").call(BLOBS, "--tuner", "grid", "--trials", 1, "--epochs", 1, "--runs", tmp_path / "searches")
    program = [*shlex.split(result.stdout.splitlines()[-1])[1:], "--runs", str(tmp_path / "runs")]
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", program)
    with contextlib.suppress(SystemExit):
        runpy.run_path(program[0], run_name="__main__")
    (run,) = (tmp_path / "runs").glob("*/*/run.json")
    recipe = load_recipe(BLOBS)
    assert json.loads(run.read_text())["results"]["epochs_trained"] == recipe.epochs > 1


def test_mistakes_are_told_in_one_line(tool, tmp_path):
    for options, message in (
        (["--objective", "val_acuracy"], "did you mean 'val_accuracy'"),
        (["--set", "dropuot=1"], "did you mean 'dropout'"),
        (["--split", "70/30"], "use --split 60/20/20"),
        (["--resume", str(tmp_path)], "name a recipe to search, or a search to go on with"),
    ):
        result = tool("tune").call(BLOBS, "--runs", tmp_path, *options)
        assert result.exit_code == 2
        assert message in result.stderr
        assert result.stderr.count("\n") == 1


def test_two_processes_share_the_trials_and_stop_with_ctrl_c(tool, tmp_path):
    """The search is stopped when it has a trial, and one process takes it to its end."""
    options = ["--trials", "5", "--epochs", "2", "--jobs", "2", "--runs", str(tmp_path)]
    command = [sys.executable, "tools/tune.py", str(BLOBS), *options]
    search = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in search.stdout:
        if line.startswith("trial ") and "(1/5)" in line:
            break
    stopped = time.monotonic()
    search.send_signal(signal.SIGINT)
    _, errors = search.communicate(timeout=60)
    # Two or three seconds on an idle machine; here other tests share the cores.
    assert time.monotonic() - stopped < 20
    assert search.returncode == 130
    (folder,) = tmp_path.glob("*/*")
    assert errors.strip() == f"interrupted; go on with: python tools/tune.py --resume {folder} --recipe {BLOBS}"
    assert not _workers(folder)
    result = tool("tune").call("--resume", folder, "--quiet")
    assert result.exit_code == 0, result.output
    assert len((folder / "trials.csv").read_text().splitlines()) == 6


def _workers(folder):
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _readable(path)]
    return [command for command in commands if b"keras_nets.tuning.worker" in command and bytes(folder) in command]


def _readable(path):
    return os.access(path, os.R_OK) and path.exists()
