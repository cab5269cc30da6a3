"""Runs from strangers: nothing in one is executed, waited for or allowed to fill the memory; damage is one line."""

import io
import json
import os
import shutil
import sys
import zipfile

from keras_nets import training
from keras_nets._files import leftovers, regular
from keras_nets.cli.exit import user_mistakes
from keras_nets.training import RunFolder, load_recipe
from keras_nets.training.checkpoint import load_checkpoint, save_checkpoint
from keras_nets.training.network_file import read_network
from keras_nets.training.record import plan_of
from keras_nets.training.record_check import MOST_BYTES, RESUMED

import keras
import numpy as np
import pytest

EVIL = "import pathlib; pathlib.Path({!r}).write_text('it ran')\nraise SystemExit(0)\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory, recipe_with):
    """A finished run and its recipe."""
    recipe = recipe_with(epochs=1)
    options = training.Options(runs=str(tmp_path_factory.mktemp("runs")), tensorboard=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keras_nets.training.runner.Run._save_pictures", lambda run, results: None)
        return training.train(recipe, options, verbose=False), recipe


@pytest.fixture
def run(made, tmp_path):
    """A copy of the run, and its recipe."""
    shutil.copytree(made[0].path, tmp_path / "run")
    return RunFolder.open(tmp_path / "run"), made[1]


def refused(function, *arguments):
    """The message of a refusal, which is one line."""
    with pytest.raises(ValueError) as error:
        function(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("named", ["recipe_file", "recipe", "recipe without suffix"])
def test_the_file_that_a_run_names_is_not_executed(run, tmp_path, named):
    evil, trace = tmp_path / "evil file.py", tmp_path / "trace"
    evil.write_text(EVIL.format(str(trace)))
    name = {"recipe_file": "a.b", "recipe": str(evil), "recipe without suffix": str(evil.with_suffix(""))}[named]
    run[0].update(recipe=name, recipe_file=str(evil))
    said = refused(lambda: training.open_run(run[0].path).model)
    assert f"--recipe '{evil}'" in said
    run[0].update(status="interrupted")
    refused(training.resume, run[0].path)
    refused(load_recipe, str(evil.with_suffix("")))
    assert not trace.exists()
    # Named by the user, it is executed.
    with pytest.raises(SystemExit):
        training.resume(run[0].path, evil)
    assert trace.exists()


def test_a_command_says_what_to_type_where_a_recipe_must_be_named(run, tmp_path, monkeypatch, capsys):
    file = tmp_path / "my own.py"
    file.write_text("RECIPE = None")
    run[0].update(recipe_file=str(file))
    monkeypatch.setattr(sys, "argv", ["tools/evaluate.py", "a run"])
    with pytest.raises(SystemExit), user_mistakes():
        _ = training.open_run(run[0].path).recipe
    said = capsys.readouterr().err
    assert said.endswith(f"that is: python tools/evaluate.py 'a run' --recipe '{file}'\n")


def test_another_recipe_of_a_name_of_this_repository_is_not_mixed_up_with_it(run, tmp_path):
    own = tmp_path / "mlp.py"
    own.write_text("# another")
    run[0].update(recipe="feedforward.mlp", recipe_file=str(own))
    assert "executed only if you name it" in refused(lambda: training.open_run(run[0].path).recipe)
    shutil.copy(load_recipe("feedforward.mlp").file, own)
    assert training.open_run(run[0].path).recipe.file != str(own)


@pytest.mark.parametrize("name", ["run.json", "metrics.csv", "model.keras"])
def test_what_is_no_file_is_not_read(run, name):
    (run[0].path / name).unlink()
    os.mkfifo(run[0].path / name)
    for function in (lambda: training.open_run(run[0].path).history, lambda: RunFolder.open(run[0].path).load_model()):
        if name == "run.json" or function.__code__.co_names[-1] == {"metrics.csv": "history"}.get(name, "load_model"):
            assert "is a named pipe" in refused(function)


def test_a_checkpoint_that_is_a_pipe_is_not_waited_for(run):
    run[0].update(status="interrupted")
    run[0].checkpoint_path.unlink()
    os.mkfifo(run[0].checkpoint_path)
    assert "damaged" in refused(training.resume, run[0].path, run[1])


def test_what_is_a_device_or_a_folder_is_no_file(tmp_path):
    (tmp_path / "link").symlink_to("/dev/zero")
    assert "is a device" in refused(regular, tmp_path / "link")
    assert "is a folder" in refused(regular, tmp_path)
    assert "there is no file" in refused(regular, tmp_path / "none")


def test_a_record_larger_than_any_is_not_read(run):
    os.truncate(run[0].path / "run.json", MOST_BYTES + 1)
    assert "more than any record" in refused(RunFolder.open, run[0].path)


def network_file(path, config, weights=b""):
    """A `.keras` file of a configuration."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", weights)
    return path


def small_model(*layers):
    inputs = keras.Input((4,))
    return keras.Sequential([inputs, *layers])


def saved(model, path):
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("config.json")), archive.read("model.weights.h5")


def test_a_small_file_that_asks_for_much_is_refused_before_memory_is_taken(tmp_path, monkeypatch):
    config, weights = saved(small_model(keras.layers.Dense(3)), tmp_path / "x.keras")
    config["config"]["layers"][1]["config"]["units"] = 2_000_000
    path = network_file(tmp_path / "much.keras", config, weights)
    monkeypatch.setattr(keras.initializers.GlorotUniform, "__call__", lambda *_, **__: pytest.fail("it took memory"))
    assert "asks for more weights than it holds" in refused(read_network, path)


@pytest.mark.parametrize("way", ["lambda", "module", "registered name"])
def test_a_network_file_runs_no_code(tmp_path, way, monkeypatch):
    trace = tmp_path / "trace"
    (tmp_path / "evil_module.py").write_text(EVIL.format(str(trace)))
    monkeypatch.syspath_prepend(tmp_path)
    layers = keras.layers
    config, weights = saved(small_model(layers.Dense(3), layers.Lambda(lambda x: x * 2)), tmp_path / "x.keras")
    layer = config["config"]["layers"][2]
    if way == "module":
        layer |= {"module": "evil_module", "class_name": "Evil", "registered_name": None, "config": {}}
    if way == "registered name":
        layer |= {"module": "os", "class_name": "system", "registered_name": "evil_module>Evil", "config": "true"}
    path = network_file(tmp_path / "evil.keras", config, weights)
    assert "cannot be read as a network" in refused(read_network, path)
    assert not trace.exists()
    assert "evil_module" not in sys.modules


@pytest.mark.parametrize("damage", ["cut", "flipped", "junk", "empty", "zeros", "another network"])
def test_a_damaged_network_file_is_told_in_one_line(run, damage):
    path = run[0].model_path
    content = bytearray(path.read_bytes())
    if damage == "another network":
        small_model(keras.layers.Dense(3)).save(path)
        assert "is of another network: it has 15 parameters" in refused(run[0].load_model)
        return
    weight = run[0].load_model().get_weights()[0].tobytes()
    content[content.index(weight[:64]) + 5] ^= 1
    path.write_bytes({"cut": content[:-50], "junk": b"no network", "empty": b""}.get(damage, content))
    if damage == "zeros":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("model.weights.h5", bytes(10**6))
    assert "model.keras is damaged" in refused(run[0].load_model)


def test_metrics_that_are_missing_or_garbage_are_told(run):
    path = run[0].path / "metrics.csv"
    for content in (b"\xff\xfe\x00", b"epoch,loss\none,two\n", b"a,b\n1,2\n", b""):
        path.write_bytes(content)
        assert "metrics.csv cannot be read" in refused(run[0].read_metrics)
    path.unlink()
    assert "there is no file" in refused(run[0].read_metrics)


SUBSTITUTES = (None, "text", -7, [1], {"a": {"b": [None]}}, float("nan"))


def test_whatever_a_record_says_is_answered_in_one_line(run):
    """Every entry, and every one inside the options, the data and the hyperparameters: deleted, and replaced."""
    folder, recipe = run
    whole_record = json.loads((folder.path / "run.json").read_text()) | {"status": "interrupted"}
    places = [(name,) for name in whole_record]
    places += [(outer, name) for outer in ("options", "dataset", "hyperparameters") for name in whole_record[outer]]
    tried = 0
    for place in places:
        for substitute in ("delete", *SUBSTITUTES):
            record = json.loads(json.dumps(whole_record))
            inside = record if len(place) == 1 else record[place[0]]
            if substitute == "delete":
                del inside[place[-1]]
            else:
                inside[place[-1]] = substitute
            (folder.path / "run.json").write_text(json.dumps(record))
            try:
                opened = RunFolder.open_to_resume(folder.path, RESUMED)
                opened.unlock()
                plan_of(opened.record, recipe)
            except ValueError as error:
                assert "\n" not in str(error)
            record["status"] = "finished"
            (folder.path / "run.json").write_text(json.dumps(record))
            try:
                opened = training.open_run(folder.path, recipe)
                _ = opened.task, opened.results, opened.folder.resume_command
            except ValueError as error:
                assert "\n" not in str(error)
            tried += 1
    assert tried > 300


def test_unknown_entries_are_ignored_and_unknown_options_that_were_given_are_not(run):
    folder, recipe = run
    options = folder.record["options"]
    folder.update(invented=[1], options=options | {"later": None})
    assert training.open_run(folder.path, recipe).evaluate()
    folder.update(options=options | {"later": 3})
    assert "was begun with the option 'later'" in refused(training.open_run(folder.path, recipe).evaluate)


def test_only_leftovers_of_this_program_are_removed(tmp_path):
    folder = RunFolder.create(tmp_path, "a.b", {"recipe": "a.b"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    users = [folder.path / ".my.file.txt", folder.path / ".data.2024.csv", elsewhere / ".run.12.json"]
    mine = [
        folder.path / ".run.12.json",
        folder.path / "checkpoint" / ".state.7.npz",
        folder.path / "figures" / ".a.b.7.png",
    ]
    for path in (*users, *mine):
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (folder.path / "phases").symlink_to(elsewhere)
    (folder.path / ".metrics.9.csv").symlink_to(users[0])
    folder.remove_leftovers()
    assert all(path.exists() for path in users)
    assert not any(path.exists() for path in mine)
    assert leftovers(folder.path, lambda path: True) == [users[1]]


def test_a_damaged_checkpoint_of_a_phase_is_told_before_anything_changes(run):
    folder, recipe = run
    folder.update(status="interrupted")
    before = (folder.path / "run.json").read_bytes()
    path = folder.path / "phases" / "first" / "checkpoint" / "state.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"junk")
    assert f"{path} is damaged" in refused(training.resume, folder.path, recipe)
    assert (folder.path / "run.json").read_bytes() == before


@pytest.mark.parametrize(
    "harm", ["text in place of numbers", "rows that are missing", "more than there is memory", "zeros"]
)
def test_a_made_up_checkpoint_changes_no_network(tmp_path, harm):
    model, path = small_model(keras.layers.Dense(3)), tmp_path / "state.npz"
    model.compile("sgd", "mse")
    before = model.get_weights()
    save_checkpoint(path, model, {"epoch": 0, "rows": []})
    arrays = dict(np.load(path))
    if harm == "text in place of numbers":
        last = list(arrays)[-1]
        arrays[last] = np.full(arrays[last].shape, "text")
    if harm == "rows that are missing":
        arrays["progress"] = np.array(json.dumps({"epoch": 3}))
    arrays = {name: array + 1 if array.dtype.kind == "f" else array for name, array in arrays.items()}
    np.savez(path, **arrays)
    if harm == "zeros":
        np.savez_compressed(path, **arrays, zeros=np.zeros(10**6))
    if harm == "more than there is memory":
        header = io.BytesIO()
        np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)})
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("more.npy", header.getvalue())
    refused(load_checkpoint, path, model)
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)
