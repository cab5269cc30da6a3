import subprocess
import sys

from keras_nets import cli
from keras_nets._places import REPOSITORY
from keras_nets.cli.train import next_steps
from keras_nets.tasks import task_of
from keras_nets.training.run_folder import RunFolder

import pytest

FILE = "/somewhere/feedforward/small.py"
pytestmark = pytest.mark.usefixtures("without_pictures")


def call(recipe, capsys, monkeypatch, *arguments):
    """Run a recipe's command line in this process; returns exit status, standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["small.py", *map(str, arguments)])
    monkeypatch.setattr(sys.modules["__main__"], "__file__", FILE, raising=False)
    with pytest.raises(SystemExit) as exit_:
        cli.main(recipe)
    captured = capsys.readouterr()
    return exit_.value.code, captured.out, captured.err


def test_a_run_says_what_it_does_and_what_comes_next(recipe, capsys, monkeypatch, tmp_path):
    status, out, err = call(recipe, capsys, monkeypatch, "--runs", tmp_path, "--epochs", 2)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0].startswith("feedforward.small on digits: 200 train, 200 validation, 200 test; 682 parameters")
    assert [line.split("  ")[0] for line in lines[1:3]] == ["epoch 1/2", "epoch 2/2"]
    assert [word for word in lines[3].split() if word.startswith("test_")] == ["test_accuracy", "test_loss"]
    folder = next((tmp_path / "feedforward.small").iterdir())
    assert f"run folder {folder}" in lines
    assert lines[-2:] == [f"next: tensorboard --logdir {tmp_path}", f"      python tools/explain.py {folder}"]
    record = RunFolder.open(folder).record
    assert record["hyperparameters"]["epochs"] == 2
    scores = ["roc_auc", "pr_auc", "macro_f1", "balanced_accuracy", "log_loss", "expected_calibration_error"]
    assert record["scores"] == [f"test_{name}" for name in scores]
    assert all(0 < record["results"][name] < 10 for name in record["scores"])


@pytest.mark.parametrize(
    ("task", "step"),
    [
        ("classification", "python tools/explain.py runs/a.b/1"),
        ("segmentation", "python tools/segment.py runs/a.b/1"),
        ("regression", "python tools/evaluate.py runs/a.b/1"),
        ("language modeling", "python tools/write.py runs/a.b/1 'a text'"),
        ("translation", "python tools/write.py runs/a.b/1 'a text'"),
        ("reconstruction", None),
        ("density estimation", None),
    ],
)
def test_the_next_step_is_the_tool_of_the_task(task, step):
    record = {"recipe": "a.b", "example": ["a text"] if step and "write" in step else []}
    steps = next_steps(RunFolder("runs/a.b/1", record), task_of(task))
    assert steps == ["tensorboard --logdir runs", *([step] if step else [])]


def test_next_steps_are_named_from_where_one_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    _, step = next_steps(RunFolder("runs/a.b/1", {"recipe": "a.b"}), task_of("segmentation"))
    assert step == f"python {REPOSITORY}/tools/segment.py runs/a.b/1"


@pytest.mark.usefixtures("unexecuted")
@pytest.mark.parametrize(("own_name", "expected"), [(None, "feedforward.small"), ("own.name", "own.name")])
def test_the_file_that_was_started_is_recorded_and_names_the_recipe(
    recipe_with, capsys, monkeypatch, tmp_path, own_name, expected
):
    assert call(recipe_with(name=own_name), capsys, monkeypatch, "--runs", tmp_path, "--smoke")[0] == 0
    record = RunFolder.open(next((tmp_path / expected).iterdir())).record
    assert (record["recipe"], record["recipe_file"]) == (expected, FILE)


@pytest.mark.usefixtures("unexecuted")
@pytest.mark.parametrize(
    ("flags", "name", "of_preset", "expected"),
    [
        (["--fold", "0"], "fold", 1, 0),
        (["--precision", "float32"], "precision", "mixed_bfloat16", "float32"),
        ([], "precision", "mixed_bfloat16", "mixed_bfloat16"),
    ],
)
def test_a_flag_wins_over_a_preset_although_it_says_the_default(
    recipe_with, options, capsys, monkeypatch, tmp_path, flags, name, of_preset, expected
):
    options()
    preset = {"split": "kfold:3", "tensorboard": False} if name == "fold" else {"tensorboard": False}
    recipe = recipe_with(presets={"other": preset | {name: of_preset}})
    arguments = ["--runs", tmp_path, "--smoke", "--preset", "other", *flags]
    assert call(recipe, capsys, monkeypatch, *arguments)[0] == 0
    record = RunFolder.open(next((tmp_path / "feedforward.small").iterdir())).record
    assert record["options"][name] == expected


@pytest.mark.usefixtures("unexecuted")
def test_shortcuts_and_settings_set_hyperparameters_and_the_shortcut_wins(recipe, capsys, monkeypatch, tmp_path):
    arguments = ["--set", "epochs=7", "--set", "width=3", "--epochs", 1, "--batch-size", 50, "--learning-rate", 0.5]
    assert call(recipe, capsys, monkeypatch, "--runs", tmp_path, "--no-tensorboard", *arguments)[0] == 0
    record = RunFolder.open(next((tmp_path / "feedforward.small").iterdir())).record
    expected = {"epochs": 1, "batch_size": 50, "learning_rate": 0.5, "width": 3}
    assert record["hyperparameters"] | expected == record["hyperparameters"]


def test_a_run_is_resumed(recipe_with, recipe, capsys, monkeypatch, tmp_path):
    def stop(strength):
        raise KeyboardInterrupt

    arguments = ["--runs", tmp_path, "--no-tensorboard", "--epochs", 1]
    status, _, err = call(recipe_with(augmentation=stop), capsys, monkeypatch, *arguments)
    folder = next((tmp_path / "feedforward.small").iterdir())
    assert (status, err) == (130, f"interrupted; go on with: python small.py --resume {folder}\n")
    status, out, err = call(recipe, capsys, monkeypatch, "--resume", folder)
    assert (status, err) == (0, "")
    assert f"run folder {folder}" in out
    assert RunFolder.open(folder).record["status"] == "finished"


def test_quiet_says_nothing(recipe, capsys, monkeypatch, tmp_path):
    assert call(recipe, capsys, monkeypatch, "--runs", tmp_path, "--smoke", "--epochs", 1, "--quiet") == (0, "", "")


def test_help_names_flags_hyperparameters_and_presets(recipe, capsys, monkeypatch):
    status, out, _ = call(recipe, capsys, monkeypatch, "--help")
    assert status == 0
    for word in ("--resume RUN", "--set NAME=VALUE", "width=8", "Presets: wine", "Default: float32."):
        assert word in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epoch", "3"], "--epochs"),
        (["--epochs", "many"], "Invalid value for '--epochs'"),
        (["--epochs", "0"], "epochs is 0; it must be at least 1"),
        (["--data", "digitz"], "unknown data set 'digitz', did you mean 'digits'?"),
        (["--data", "no/such/folder"], "there is no file or folder no/such/folder"),
        (["--class-weight", "balancd"], "unknown class weight 'balancd'; there is balanced"),
        (["--data-option", "windows=9"], "no data set has an option 'windows', did you mean 'window'?"),
        (["--data-option", "data=iris"], "data is no option of one data set; it has a flag of its own, --data"),
        (["--image-size", "0"], "Invalid value for '--image-size'"),
        (["--set", "widht=1"], "no hyperparameter 'widht', did you mean 'width'?"),
        (["--monitor", "val_acc"], "nothing called 'val_acc' is measured, did you mean 'val_accuracy'?"),
        (["--monitor", "val_loss", "--split", "70/30"], "nothing called 'val_loss' is measured"),
        (["--monitor", "val_accuracy", "--split", "kfold"], "nothing called 'val_accuracy' is measured"),
        (["--resume", "."], ". is not a run: it has no readable run.json"),
        (["--resume", ".", "--seed", "1"], "give no other option with it"),
        (["--resume", ".", "--seed", "0"], "give no other option with it"),
        (["--resume", ".", "--epochs", "3"], "give no other option with it"),
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
        "import sys, time; start = time.process_time(); import keras_nets; seconds = time.process_time() - start;"
        "assert not {'tensorflow', 'keras', 'pandas', 'numpy'} & set(sys.modules), sorted(sys.modules);"
        "import keras_nets.training.recipe; assert 'tensorflow' not in sys.modules; print(seconds)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(result.stdout) < 0.1
