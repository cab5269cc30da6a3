"""evaluate and explain on finished runs, on files, and on what they cannot use."""

import functools
import json
import shutil

from keras_nets import inspection
from keras_nets.tasks.views import predict_densely, predict_ten_crops
from keras_nets.training import RunFolder, open_run

import numpy as np
import pandas as pd
import pytest
from PIL import Image


@pytest.fixture
def pictures(tmp_path):
    """A bright left half and a bright right half, as image files."""
    left = np.zeros((8, 8), "uint8")
    left[:, :4] = 200
    paths = [tmp_path / "left.png", tmp_path / "right.png"]
    for path, pixels in zip(paths, (left, left[:, ::-1]), strict=True):
        Image.fromarray(pixels).save(path)
    return paths


def copy_of(run, tmp_path, **changes):
    path = tmp_path / "copy"
    shutil.copytree(run.path, path)
    RunFolder.open(path).update(**changes)
    return path


def test_evaluate_measures_what_the_run_recorded(tool, vector_run):
    result = tool("evaluate").call(vector_run.path, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    results = vector_run.record["results"]
    assert answer["metrics"]["accuracy"] == pytest.approx(results["test_accuracy"])
    assert answer["metrics"]["loss"] == pytest.approx(results["test_loss"], rel=1e-5)
    assert [row["examples"] for row in answer["classes"].values()] == [10, 10, 10]
    recalls = [row["recall"] for row in answer["classes"].values()]
    assert np.mean(recalls) == pytest.approx(results["test_accuracy"])
    assert (vector_run.figures_path / "confusion_matrix_test.png").is_file()


@pytest.fixture(scope="module")
def table_run(untrained_run, tmp_path_factory):
    """An untrained network for the levels around a billion of a table with a clock."""
    folder = tmp_path_factory.mktemp("table")
    lines = [f"{1_700_000_000_000 + 10 * n},{1e9 + n / 4!r}" for n in range(60)]
    (folder / "clock.csv").write_text("\n".join(["clock_ms,level", *lines]) + "\n")
    return untrained_run("feedforward.mlp", folder / "runs", str(folder / "clock.csv"), "level", width=2)


def test_evaluate_answers_in_the_unit_of_a_target_that_was_centered(tool, table_run, tmp_path):
    (tmp_path / "rows.csv").write_text("clock_ms\n1700000000300\n")
    described, outputs = table_run.record["dataset"], table_run.load_model()
    clock, target = described["encoding"][0]["center"], described["target_center"]
    expected = float(outputs.predict(np.array([[1_700_000_000_300 - clock]]), verbose=0)[0, 0]) + target
    result = tool("evaluate").call(table_run.path, tmp_path / "rows.csv", "--json")
    assert json.loads(result.stdout)[0]["prediction"] == expected != float(np.float32(expected))
    told = tool("evaluate").call(table_run.path, tmp_path / "rows.csv").stdout
    assert told.strip().endswith(f"rows.csv row 1: {expected:,.2f}")
    measured = json.loads(tool("evaluate").call(table_run.path, "--json").stdout)["metrics"]
    assert measured["mean_absolute_error"] < 100


def test_a_table_that_an_earlier_version_read_otherwise_is_measured_no_more(tool, table_run, tmp_path):
    described = json.loads(json.dumps(table_run.record["dataset"]))
    del described["encoding"][0]["center"], described["target_center"]
    path = copy_of(table_run, tmp_path, dataset=described)
    result = tool("evaluate").call(path)
    assert result.exit_code == 2
    assert "clock.csv are read in another way than when " in result.stderr and "train it again" in result.stderr
    (tmp_path / "rows.csv").write_text("clock_ms\n1700000000300\n")
    assert tool("evaluate").call(path, tmp_path / "rows.csv").exit_code == 0


def test_evaluate_prints_tables_of_another_split(tool, vector_run):
    result = tool("evaluate").call(vector_run.path, "--split", "validation")
    assert "30 validation examples of blobs" in result.stdout
    assert f"{vector_run.record['results']['validation_accuracy']:.4f}" in result.stdout


def test_evaluate_predicts_image_files(tool, image_run, pictures):
    result = tool("evaluate").call(image_run.path, *pictures, "--json")
    assert [answer["prediction"] for answer in json.loads(result.stdout)] == ["left", "right"]
    assert "left.png: left " in tool("evaluate").call(image_run.path, *pictures).stdout


@pytest.mark.parametrize(
    "options, predict",
    [
        (["--ten-crops", "10"], lambda model, images: predict_ten_crops(model, images, 10)),
        (["--scales", "8,10"], lambda model, images: predict_densely(model, images, [8, 10])),
    ],
)
def test_evaluate_looks_at_many_views(tool, image_run, options, predict):
    answer = json.loads(tool("evaluate").call(image_run.path, *options, "--json").stdout)
    dataset = open_run(image_run.path, image_run.record["recipe_file"]).dataset
    predicted = predict(image_run.load_model(), dataset.inputs("test")).argmax(axis=1)
    assert answer["metrics"] == {"accuracy": np.mean(predicted == dataset.test.y)}
    assert answer["single_view"]["accuracy"] == pytest.approx(image_run.record["results"]["test_accuracy"])


def test_evaluate_shows_the_single_view_beside_many(tool, image_run):
    told = tool("evaluate").call(image_run.path, "--ten-crops", 10).stdout
    assert "averaged" in told and f"{image_run.record['results']['test_accuracy']:.4f}" in told


def test_probabilities_are_told_at_their_temperature(tool, image_run, pictures, tmp_path):
    path = copy_of(image_run, tmp_path, temperature=1000.0)
    told = tool("evaluate").call(path, *pictures).stdout
    assert "left.png: left 50." in told and "probabilities at temperature 1000, fitted on the validation part" in told
    result = tool("explain").call(path, "--method", "vanilla", "--examples", 1)
    assert "probabilities at temperature 1000" in result.stdout
    assert "temperature" not in tool("evaluate").call(copy_of(image_run, tmp_path / "b"), *pictures).stdout


def test_an_ensemble_of_a_run_with_itself_is_that_run(tool, image_run):
    answer = json.loads(tool("evaluate").call(image_run.path, "--with", image_run.path, "--json").stdout)
    assert answer["runs"] == 2
    assert answer["metrics"]["accuracy"] == pytest.approx(image_run.record["results"]["test_accuracy"])


def test_evaluate_refuses_views_that_cannot_be(tool, image_run, vector_run):
    for path, options, message in (
        (vector_run.path, ["--scales", "8"], "blobs has no images, and views need images; leave the views out"),
        (image_run.path, ["--scales", "8", "--ten-crops", "9"], "give one of them"),
        (image_run.path, ["--scales", "big"], "cannot read --scales 'big'"),
        (image_run.path, ["--ten-crops", "4"], "crops of 8x8 do not fit into images of 4x4"),
        (image_run.path, ["--with", vector_run.path], "was trained on other data"),
    ):
        result = tool("evaluate").call(path, *options)
        assert result.exit_code == 2
        assert message in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1


def test_explain_draws_every_method_for_images_as_a_run_recommends(recommended, image_run, monkeypatch):
    # What many steps find is looked at in the tests of inspection.
    few_steps = functools.partial(inspection.activation_maximization, steps=2)
    monkeypatch.setattr(inspection, "activation_maximization", few_steps, raising=False)
    recommended(image_run, "--examples", "2")
    assert {path.name for path in image_run.figures_path.glob("*.png")} >= {"explanations.png", "ideal_inputs.png"}
    events = b"".join(path.read_bytes() for path in image_run.tensorboard_path.glob("train/events*"))
    assert b"explain/explanations" in events


def test_explain_takes_one_method_image_files_and_classes(tool, image_run, pictures):
    result = tool("explain").call(image_run.path, *pictures, "--method", "gradcam", "--classes", "right")
    assert result.stdout.strip().endswith("figures/gradcam.png")
    with Image.open(image_run.figures_path / "gradcam.png") as drawn:
        assert drawn.width > 100


def test_explain_draws_bars_for_vectors(tool, vector_run):
    result = tool("explain").call(vector_run.path)
    assert result.exit_code == 0, result.output
    assert (vector_run.figures_path / "saliency.png").is_file()


@pytest.mark.parametrize(
    ("recipe", "settings", "picture"),
    [
        ("sequence.gru", {"units": 4}, "vanilla"),
        ("transformer.transformer_encoder", {"depth": 1, "width": 8, "heads": 2}, "vanilla"),
        ("sequence.text_cnn", {"embedding_dim": 4, "filters": 3}, "saliency"),
    ],
)
def test_explain_shows_rows_of_images_and_words(tool, untrained_run, tmp_path, recipe, settings, picture):
    run = untrained_run(recipe, tmp_path, **settings)
    result = tool("explain").call(run.path, "--examples", 1, "--method", "vanilla")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip() == str(run.figures_path / f"{picture}.png")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--classes", "rigth"], "there is no class 'rigth', did you mean 'right'?"),
        (
            ["--classes", "left,right", "--method", "vanilla", "--examples", "3"],
            "one class for all 3 inputs or",
        ),
        (["nothing.png"], "nothing.png"),
    ],
)
def test_explain_refuses_wrong_options_in_one_line(tool, image_run, options, message):
    result = tool("explain").call(image_run.path, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_vectors_have_neither_places_nor_pictures(tool, vector_run, pictures):
    for options, message in (
        (["--method", "gradcam"], "needs a convolution"),
        (["--method", "activation"], "draws images, blobs has none"),
        ([pictures[0]], "the data were not images"),
    ):
        result = tool("explain").call(vector_run.path, *options)
        assert result.exit_code == 2
        assert message in result.stderr


def test_only_finished_classifiers_are_explained(tool, vector_run, tmp_path):
    changes = {
        "interrupted": ({"status": "interrupted"}, "--resume"),
        "regression": (
            {"dataset": {**vector_run.record["dataset"], "task": "regression"}},
            "feedforward.blobs learned regression, which explain.py does not show",
        ),
        "unlabeled": (
            {"results": {"test_loss": 1.0}},
            "feedforward.blobs learned unsupervised learning, which explain.py does not show",
        ),
        "search": ({"tuner": "random", "retrain": "python x.py"}, "is a search, not a run"),
    }
    for name, (change, message) in changes.items():
        result = tool("explain").call(copy_of(vector_run, tmp_path / name, **change))
        assert result.exit_code == 2
        assert message in result.stderr


def test_evaluate_writes_predictions_of_folders_and_arrays(tool, image_run, pictures, tmp_path):
    for path in pictures:
        (tmp_path / "new" / path.stem).mkdir(parents=True)
        path.rename(tmp_path / "new" / path.stem / path.name)
    out = tmp_path / "predictions.csv"
    result = tool("evaluate").call(image_run.path, tmp_path / "new", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"2 predictions in {out}",
        "accuracy 1.0000 of 2 files in folders called like classes",
    ]
    table = pd.read_csv(out)
    assert table["prediction"].tolist() == table["class"].tolist() == ["left", "right"]
    np.testing.assert_allclose(table[["probability of left", "probability of right"]].sum(axis=1), 1, atol=1e-6)
    np.savez(tmp_path / "x.npz", x=image_run_pixels())
    answers = json.loads(tool("evaluate").call(image_run.path, tmp_path / "x.npz", "--json").stdout)
    assert [answer["prediction"] for answer in answers] == ["right", "left"]


def image_run_pixels():
    pixels = np.zeros((2, 8, 8), "uint8")
    pixels[0, :, 4:] = pixels[1, :, :4] = 200
    return pixels


def test_evaluate_reads_arrays_as_the_network_does(tool, vector_run, tmp_path):
    x = np.random.default_rng(0).normal(size=(3, 2, 2))
    np.savez(tmp_path / "x.npz", x=x)
    answers = json.loads(tool("evaluate").call(vector_run.path, tmp_path / "x.npz", "--json").stdout)
    outputs = vector_run.load_model().predict(x.reshape(3, 4), verbose=0)
    names = vector_run.record["dataset"]["class_names"]
    assert [answer["prediction"] for answer in answers] == [names[number] for number in outputs.argmax(axis=1)]
    np.savez(tmp_path / "x.npz", x=np.ones((3, 5)))
    result = tool("evaluate").call(vector_run.path, tmp_path / "x.npz")
    assert result.exit_code == 2
    assert result.stderr.endswith("x.npz has examples of shape (5,), and the network reads (4,)\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "a.csv"], "--out a.csv is for predictions; name the files to predict too"),
        (["x.png", "--out", "a.doc"], "cannot write predictions into a.doc; name a .csv file in a folder that exists"),
        (["x.png", "--out", "nope/a.csv"], "cannot write predictions into nope/a.csv; name a .csv file in a folder"),
    ],
)
def test_a_place_for_predictions_is_checked_first(tool, vector_run, arguments, message):
    result = tool("evaluate").call(vector_run.path, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.fixture
def earlier(tmp_path):
    """Copies a run into the form in which an earlier version recorded it."""

    def make(run, **data):
        record = {name: value for name, value in run.record.items() if name not in ("goal", "dataset", "options")}
        told = ("name", "task", "checksum", "split_sizes", "input_shape", "class_names")
        record["dataset"] = {name: run.record["dataset"][name] for name in told} | data
        record["target"] = {"metric": "test_accuracy", "at_least": 0.5, "at_most": None}
        record["options"] = dict.fromkeys(run.record["options"]) | {
            "fold": 0,
            "split_seed": 0,
            "skip_unreadable": False,
            "data_options": [],
            "settings": [],
            "seed": 0,
            "precision": "float32",
            "smoke": False,
            "runs": "runs",
            "tensorboard": False,
        }
        path = tmp_path / "earlier"
        shutil.copytree(run.path, path)
        (path / "run.json").write_text(json.dumps(record))
        return path

    return make


def test_runs_of_earlier_versions_are_evaluated_and_explained(tool, earlier, image_run, pictures):
    form = {"image_size": [8, 8], "channels": 1, "flatten": False, "margin": 0, "value_range": [0, 1]}
    path = earlier(image_run, **form)
    answer = json.loads(tool("evaluate").call(path, "--json").stdout)
    assert answer["metrics"]["accuracy"] == pytest.approx(image_run.record["results"]["test_accuracy"])
    answers = json.loads(tool("evaluate").call(path, *pictures, "--json").stdout)
    assert [answer["prediction"] for answer in answers] == ["left", "right"]
    result = tool("explain").call(path, "--method", "vanilla", "--examples", 2)
    assert result.stdout.strip() == str(path / "figures" / "vanilla.png")


def test_earlier_versions_named_the_features_of_vectors_too(tool, earlier, vector_run):
    path = earlier(vector_run, feature_names=[f"length {i}" for i in range(4)])
    assert tool("explain").call(path).exit_code == 0
    assert (path / "figures" / "saliency.png").is_file()
    assert open_run(path).record["goal"]["at_least"] == 0.5


def test_changed_data_are_noticed(tool, vector_run, tmp_path):
    dataset = {**vector_run.record["dataset"], "checksum": "another"}
    result = tool("evaluate").call(copy_of(vector_run, tmp_path, dataset=dataset))
    assert result.exit_code == 2
    assert "the data blobs changed" in result.stderr
