import subprocess
import sys

from keras_nets.training.run_folder import RunFolder

import pytest


def call(recipe, capsys, monkeypatch, *arguments):
    """Run a recipe's command line in this process; returns exit status, standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["small.py", *map(str, arguments)])
    with pytest.raises(SystemExit) as exit_:
        recipe.main()
    captured = capsys.readouterr()
    return exit_.value.code, captured.out, captured.err


def test_a_run_says_what_it_does_and_what_comes_next(recipe, capsys, monkeypatch, tmp_path):
    status, out, err = call(recipe, capsys, monkeypatch, "--runs", tmp_path, "--epochs", 2)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0].startswith("feedforward.small on digits: 200 train, 200 validation, 200 test; 682 parameters")
    assert [line.split("  ")[0] for line in lines[1:3]] == ["epoch 1/2", "epoch 2/2"]
    assert lines[3].startswith("test_accuracy ")
    folder = next((tmp_path / "feedforward.small").iterdir())
    assert f"run folder {folder}" in lines
    assert f"next: tensorboard --logdir {tmp_path}" in lines
    assert RunFolder.open(folder).record["hyperparameters"]["epochs"] == 2


def test_quiet_says_nothing(recipe, capsys, monkeypatch, tmp_path):
    assert call(recipe, capsys, monkeypatch, "--runs", tmp_path, "--smoke", "--quiet") == (0, "", "")


def test_help_names_flags_hyperparameters_and_presets(recipe, capsys, monkeypatch):
    status, out, _ = call(recipe, capsys, monkeypatch, "--help")
    assert status == 0
    for word in ("--resume RUN", "--set NAME=VALUE", "width=8", "Presets: wine"):
        assert word in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epoch", "3"], "--epochs"),
        (["--epochs", "many"], "Invalid value for '--epochs'"),
        (["--epochs", "0"], "epochs is 0; it must be at least 1"),
        (["--data", "digitz"], "unknown data set 'digitz', did you mean 'digits'?"),
        (["--data", "no/such/folder"], "there is no file or folder no/such/folder"),
        (["--set", "widht=1"], "no hyperparameter 'widht', did you mean 'width'?"),
        (["--monitor", "val_acc"], "nothing called 'val_acc' is measured, did you mean 'val_accuracy'?"),
        (["--resume", "."], ". is not a run: it has no readable run.json"),
        (["--resume", ".", "--seed", "1"], "give no other option with it"),
        (["extra"], "Got unexpected extra argument"),
    ],
)
def test_a_mistake_is_answered_in_one_line(recipe, capsys, monkeypatch, tmp_path, arguments, message):
    monkeypatch.chdir(tmp_path)
    status, out, err = call(recipe, capsys, monkeypatch, *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_diverges_exits_with_1_and_a_hint(recipe_with, capsys, monkeypatch, tmp_path):
    recipe = recipe_with(learning_rate=1e30, compile_model=lambda m, rate, steps: m.compile("sgd", _infinite))
    status, _, err = call(recipe, capsys, monkeypatch, "--runs", tmp_path)
    assert status == 1
    assert "no longer finite at epoch 1, step 1; " in err
    assert "keeps the last good weights; try a smaller --learning-rate" in err


def _infinite(y_true, y_pred):
    return y_pred[:, 0] / 0.0


def test_importing_the_package_loads_no_tensorflow_and_is_quick():
    code = (
        "import sys, time; start = time.perf_counter(); import keras_nets; seconds = time.perf_counter() - start;"
        "assert not {'tensorflow', 'keras', 'pandas', 'numpy'} & set(sys.modules), sorted(sys.modules);"
        "import keras_nets.training.recipe; assert 'tensorflow' not in sys.modules; print(seconds)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(result.stdout) < 0.1


def test_tensorflow_starts_without_a_word():
    code = "import keras_nets, tensorflow as tf; print(float(tf.constant(1.0) + 1))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("2.0\n", "")
