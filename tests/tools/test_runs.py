"""runs: what it lists, compares and draws of run folders in every state, without opening a network."""

import json
import os
import subprocess
import sys
from pathlib import Path

from keras_nets.training import run_folders
from keras_nets.training.run_folder import RunFolder

import pytest
from PIL import Image

RECORD = {
    "recipe": "feedforward.mlp",
    "preset": None,
    "status": "finished",
    "reason": "all epochs trained",
    "process": 0,
    "seconds": 12.4,
    "parameters": 500,
    "goal": None,
    "options": {"seed": 0, "settings": [], "split": None},
    "hyperparameters": {"epochs": 3, "width": 16, "dropout": 0.1},
    "dataset": {"name": "wine"},
    "results": {"test_loss": 0.5, "test_accuracy": 0.75},
}


def add(runs, time, accuracy=None, epochs=3, **changes):
    record = {**RECORD, **changes}
    if accuracy is not None:
        record["results"] = {"test_loss": 1 - accuracy, "test_accuracy": accuracy}
    path = runs / record["recipe"] / f"20260101-00000{time}"
    path.mkdir(parents=True)
    folder = RunFolder(path, record)
    folder.update()
    if epochs:
        folder.write_metrics([{"epoch": n + 1, "loss": 1.0, "val_accuracy": 0.1 * n} for n in range(epochs)])
    return path


@pytest.fixture
def runs(tmp_path):
    add(tmp_path, 1, accuracy=0.75)
    add(tmp_path, 2, accuracy=0.875, hyperparameters={"epochs": 3, "width": 32, "dropout": 0.1}, parameters=900)
    add(tmp_path, 3, recipe="sequence.lstm", status="interrupted", results={}, epochs=2, dataset={"name": "digits"})
    add(tmp_path, 4, status="running", results={}, epochs=1, process=os.getpid())
    add(tmp_path, 5, status="running", results={}, epochs=0)
    add(tmp_path, 6, status="failed", results={}, reason="the loss is no longer finite")
    (add(tmp_path, 7) / "run.json").write_text('{"recipe": ')
    (tmp_path / "feedforward.mlp" / "20260101-000008").mkdir()
    add(tmp_path, 9, tuner="random")
    return tmp_path


def listed(tool, *words):
    result = tool("runs").call(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_run_is_listed_in_its_state_and_a_damaged_one_hides_none(tool, runs):
    found = listed(tool, runs)
    states = ["finished", "finished", "interrupted", "running", "killed", "failed", "damaged", "damaged"]
    assert [run["status"] for run in found] == states
    assert [run["epochs"] for run in found[:6]] == [3, 3, 2, 1, 0, 3]
    assert found[1] | {"metric": "test_accuracy", "figure": 0.875, "data": "wine", "seconds": 12.4} == found[1]
    assert [run["status"] for run in listed(tool, runs / "feedforward.mlp")] == states[:2] + states[3:]
    shown = tool("runs").call(runs).stdout
    assert "8 runs, each in" in shown and "2/3" in shown and "test accuracy" in shown
    assert shown.count("is not a run: it has no readable run.json") == 2
    assert max(map(len, shown.split("8 runs")[0].splitlines())) <= 80


def test_runs_are_filtered_and_sorted(tool, runs):
    assert [run["run"][-1] for run in listed(tool, runs, "--recipe", "sequence.lstm")] == ["3"]
    assert [run["run"][-1] for run in listed(tool, runs, "--recipe", "recipes/sequence/lstm.py")] == ["3"]
    assert [run["run"][-1] for run in listed(tool, runs, "--data", "digits")] == ["3"]
    assert [run["run"][-1] for run in listed(tool, runs, "--status", "finished", "--sort", "test_accuracy")] == [
        "2",
        "1",
    ]
    assert [run["run"][-1] for run in listed(tool, runs, "--sort", "test_loss")] == list("12345678")
    smallest_first = listed(
        tool, runs, "--sort", "test_loss", "--ascending", "--columns", "test_loss,width,val_accuracy"
    )
    told = {"folder": str(runs / "feedforward.mlp" / "20260101-000002"), "test_loss": 0.125, "width": 32}
    assert smallest_first[0] == told | {"val_accuracy": 0.2}
    assert [run["width"] for run in smallest_first] == [32, 16, 16, 16, 16, 16, None, None]


def test_runs_that_are_named_are_compared_by_what_differs(tool, runs):
    first, second = (runs / "feedforward.mlp" / f"20260101-00000{number}" for number in (1, 2))
    lines = [line.split() for line in tool("runs").call(second, first).stdout.splitlines()]
    assert ["run", second.name, first.name] in lines
    assert ["width", "32", "16"] in lines and ["parameters", "900", "500"] in lines
    assert ["test_accuracy", "0.875", "0.75"] in lines
    assert not [line for line in lines if line and line[0] in ("dropout", "seed", "data")]
    assert "no setting differs" in tool("runs").call(first, first.parent / "20260101-000006").stdout


def test_the_curves_of_several_runs_stand_in_one_picture(tool, runs, tmp_path):
    out = tmp_path / "curves.png"
    (runs / "feedforward.mlp" / "20260101-000006" / "metrics.csv").write_text("no\ntable\n")
    result = tool("runs").call(runs, "--curves", "val_accuracy", "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == str(out)
    assert "20260101-000006/metrics.csv cannot be read" in result.stdout
    assert Image.open(out).size == (1050, 600)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "there is no folder nowhere; name one that has runs"),
        (["--recipe", "feedforward.mpl"], "no run has the recipe 'feedforward.mpl', did you mean 'feedforward.mlp'?"),
        (["--sort", "test_acuracy"], "there is no column 'test_acuracy', did you mean 'test_accuracy'?"),
        (["--columns", "widht"], "there is no column 'widht', did you mean 'width'?"),
        (["--curves", "val_acuracy"], "no run has a curve of 'val_acuracy', did you mean 'val_accuracy'?"),
        (["--out", "curves.png"], "--out is for a picture of curves; name their metric"),
    ],
)
def test_mistakes_are_told_in_one_line(tool, runs, words, message):
    result = tool("runs").call(runs, *words) if words[0] != "nowhere" else tool("runs").call(*words)
    assert result.exit_code == 2 and message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not Path("curves.png").exists()


def test_a_folder_without_runs_is_told(tool, tmp_path):
    assert tool("runs").call(tmp_path).stdout == f"no runs below {tmp_path}\n"


def test_no_slow_library_is_loaded_for_a_list(runs):
    root = Path(__file__).parents[2]
    command = [sys.executable, "-X", "importtime", "tools/runs.py", str(runs)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert "8 runs" in ended.stdout
    imported = {line.split("|")[-1].strip() for line in ended.stderr.splitlines()}
    assert "rich" in imported and not {"tensorflow", "keras", "pandas", "matplotlib", "sklearn"} & imported


def test_whoever_looks_for_runs_finds_them_beside_damaged_ones(runs):
    damaged = {}
    assert len(run_folders(runs, damaged.__setitem__)) == 6
    assert [path.name[-1] for path in damaged] == ["7", "8"]
    assert len(run_folders(runs)) == 6
