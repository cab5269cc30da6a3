"""catalog, check and results: what they print of what there is."""

from types import SimpleNamespace

from keras_nets.catalog import ARCHITECTURES
from keras_nets.training.run_folder import RunFolder

import pandas as pd
import pytest

RECORD = {
    "recipe": "convolutional.lenet5",
    "preset": None,
    "standard": True,
    "status": "finished",
    "seed": 0,
    "options": {"split": None, "fold": 0},
    "dataset": {"name": "digits"},
    "goal": {"metric": "test_accuracy", "at_least": 0.985, "at_most": None},
    "results": {"test_accuracy": 0.99, "test_loss": 0.1, "epochs_trained": 30},
    "parameters": 60_000,
    "training_seconds": 40.0,
    "peak_memory_bytes": 900 * 2**20,
    "commit": "abc",
    "versions": {"tensorflow": "2.21.0", "keras": "3.15.1", "python": "3.11.7"},
    "machine": {"processors": 2, "architecture": "x86_64", "system": "Linux"},
}


def run_folder(runs, time, **changes):
    record = {**RECORD, **changes}
    path = runs / record["recipe"] / time
    path.mkdir(parents=True)
    RunFolder(path, record).update()


@pytest.fixture
def results(tool, tmp_path, monkeypatch):
    module = tool("results")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "TABLE", tmp_path / "results.csv")
    monkeypatch.setattr(module, "PAGE", tmp_path / "recipes" / "README.md")
    module.PAGE.parent.mkdir()
    for name in ("README.md", "README.zh-CN.md"):
        (tmp_path / name).write_text("before\n<!-- recipes -->\nan old table\n<!-- end of recipes -->\nafter\n")
    return module


def test_runs_become_a_row_a_recipe_and_preset(results, tmp_path):
    runs = tmp_path / "runs"
    for seed, accuracy in enumerate((0.98, 0.99, 1.0)):
        run_folder(
            runs,
            f"20260101-00000{seed}",
            seed=seed,
            results={**RECORD["results"], "test_accuracy": accuracy},
            training_seconds=40.0 + seed,
        )
    run_folder(runs, "20260101-000009", preset="mnist", dataset={"name": "mnist"})
    run_folder(runs, "20260101-000010", standard=False, results={"test_accuracy": 0.0, "epochs_trained": 1})
    run_folder(runs, "20260101-000011", status="interrupted", results={})
    assert results.call("--runs", runs).exit_code == 0
    table = pd.read_csv(results.TABLE, keep_default_na=False)
    assert list(table["preset"]) == ["", "mnist"]
    assert table["mean"][0] == pytest.approx(0.99)
    page = results.PAGE.read_text()
    assert "[convolutional.lenet5](convolutional/lenet5.py)" in page
    assert "0.99 (0.98 to 1)" in page
    assert "41 s" in page
    assert "at least 0.985" in page


def test_what_else_was_measured_stands_beside(results, tmp_path):
    for seed, share in enumerate((0.5, 0.25)):
        further = {"test_exact_match": share, "validation_loss": 1.0}
        run_folder(tmp_path, f"20260101-00000{seed}", seed=seed, results={**RECORD["results"], **further})
    results.call("--runs", tmp_path)
    assert "| at least 0.985 | exact match 0.375 | 30 |" in results.PAGE.read_text()


def test_scores_that_people_look_up_are_left_out(results, tmp_path):
    measured = {**RECORD["results"], "test_roc_auc": 0.5}
    run_folder(tmp_path, "20260101-000000", results=measured, scores=["test_roc_auc"])
    results.call("--runs", tmp_path)
    assert "| at least 0.985 |  | 30 |" in results.PAGE.read_text()


def test_folds_are_averaged_and_counted(results, tmp_path):
    for fold, accuracy in enumerate((0.7, 0.8, 0.9)):
        options = {"split": "kfold:3", "fold": fold}
        measured = {**RECORD["results"], "test_accuracy": accuracy}
        run_folder(tmp_path, f"20260101-00000{fold}", options=options, results=measured)
    results.call("--runs", tmp_path)
    assert "| 0.8 (0.7 to 0.9) | 1, 3 folds |" in results.PAGE.read_text()


def test_rows_are_replaced_by_new_runs_and_kept_without(results, tmp_path):
    run_folder(tmp_path / "old", "20260101-000000")
    run_folder(tmp_path / "old", "20260101-000001", recipe="feedforward.mlp")
    results.call("--runs", tmp_path / "old")
    run_folder(tmp_path / "new", "20260102-000000", results={"test_accuracy": 0.5, "epochs_trained": 1})
    results.call("--runs", tmp_path / "new")
    table = pd.read_csv(results.TABLE, keep_default_na=False)
    assert list(table["recipe"]) == ["convolutional.lenet5", "feedforward.mlp"]
    assert list(table["mean"]) == [0.5, 0.99]


def test_check_compares_the_page_with_the_table(results, tmp_path):
    run_folder(tmp_path / "runs", "20260101-000000")
    results.call("--runs", tmp_path / "runs")
    assert results.call("--check").exit_code == 0
    results.PAGE.write_text(results.PAGE.read_text().replace("0.99", "0.999"))
    assert results.call("--check").exit_code == 1


@pytest.mark.parametrize(
    ("name", "lenet5", "lstm"),
    [
        ("README.md", "classes | digits", "classes, numbers, how series go on, how texts go on | text"),
        ("README.zh-CN.md", "分类 | digits", "分类, 回归, 序列预测, 文本续写 | text"),
    ],
)
def test_the_readmes_list_every_recipe(results, tmp_path, name, lenet5, lstm):
    run_folder(tmp_path / "runs", "20260101-000000")
    results.call("--runs", tmp_path / "runs")
    text = (tmp_path / name).read_text()
    assert text.startswith("before\n<!-- recipes -->\n| ") and text.endswith("|\n<!-- end of recipes -->\nafter\n")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    for architecture in ARCHITECTURES:
        assert sum(f"`{architecture.name}`" in row and f"`{architecture.family}/`" in row for row in rows) == 1
    assert any("`lenet5`" in row and row.endswith(f" | {lenet5} |") for row in rows)
    assert any("`lstm`" in row and row.endswith(f" | {lstm} |") for row in rows)
    (tmp_path / name).write_text(text.replace("`lenet5`", "`lenet6`"))
    assert results.call("--check").exit_code == 1


def test_recipes_say_in_their_docstrings_what_they_reached(results, tmp_path):
    file = tmp_path / "recipes" / "convolutional" / "lenet5.py"
    file.parent.mkdir()
    before, after = '"""LeNet-5.\n\n    python it\n\n', '\nDiffers: much.\n"""\n\nVALUE = 1\n'
    file.write_text(f"{before}Measured: not\nyet.{after}")
    for seed in (0, 1):
        run_folder(tmp_path / "runs", f"20260101-00000{seed}", seed=seed)
    run_folder(tmp_path / "runs", "20260101-000009", preset="mnist", dataset={"name": "mnist"})
    results.call("--runs", tmp_path / "runs")
    told = (
        "Measured on two processor cores: test_accuracy on digits 0.99 in 40 s (2 seeds); --preset mnist 0.99 in 40 s."
    )
    assert file.read_text() == f"{before}{told}{after}"
    file.write_text(file.read_text().replace("0.99", "0.999"))
    result = results.call("--check")
    assert result.exit_code == 1
    assert "recipes/convolutional/lenet5.py is not what results.csv says" in result.stderr


def test_the_catalog_shows_every_architecture_and_its_variants(tool):
    shown = tool("catalog").call().stdout
    for row in ARCHITECTURES:
        assert all(name in shown for name in (row.name, *row.variants, str(row.year)))


def test_the_catalog_is_filtered(tool):
    shown = tool("catalog").call("--task", "regression").stdout
    assert "\n  mlp: classification, regression\n" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "lenet5" not in shown
    assert "mlp" not in tool("catalog").call("--family", "convolutional").stdout


def test_check_fails_where_a_recipe_misses_its_goal_or_breaks(tool, monkeypatch):
    outcomes = {
        "convolutional.lenet5": RECORD,
        "feedforward.mlp": {**RECORD, "goal": {"metric": "test_loss", "at_least": None, "at_most": 0.05}},
        "feedforward.perceptron": None,
        "energy_based.rbm": {**RECORD, "goal": None},
        "autoencoder.autoencoder": {**RECORD, "recipe": "autoencoder.autoencoder"},
    }

    def train(name, arguments, runs):
        return outcomes[name] and SimpleNamespace(record=outcomes[name])

    monkeypatch.setattr("keras_nets.cli.processes.train_in_process", train)
    steps = {"autoencoder.autoencoder": "python tools/nothing.py RUN"}
    monkeypatch.setattr("keras_nets.cli.processes.broken_step", lambda folder: steps.get(folder.record["recipe"]))
    result = tool("check").call(*outcomes)
    assert result.exit_code == 1
    assert (
        "3 of 5 recipes fell short: feedforward.mlp, feedforward.perceptron, autoencoder.autoencoder" in result.stderr
    )
    lines = {name: line.split()[-1] for line in result.stdout.splitlines() for name in outcomes if f" {name} " in line}
    assert lines == {
        "convolutional.lenet5": "reached",
        "feedforward.mlp": "missed",
        "feedforward.perceptron": "failed",
        "energy_based.rbm": "runs",
        "autoencoder.autoencoder": "failed",
    }
    assert tool("check").call("convolutional.lenet5").exit_code == 0
