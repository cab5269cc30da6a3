"""segment: pictures of a user's images, ways of predicting compared, and what it cannot use."""

import json

from keras_nets import datasets, tasks
from keras_nets._colors import pixel_class_colors
from keras_nets.training import open_run

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="module")
def two_classes(untrained_run, tmp_path_factory):
    """A run on a user's own folder: six images in which what is bright is foreground."""
    folder = tmp_path_factory.mktemp("bright")
    generator = np.random.default_rng(0)
    for kind in ("images", "labels"):
        (folder / kind).mkdir()
    for number in range(6):
        image = generator.integers(0, 256, (24, 20), dtype="uint8")
        Image.fromarray(image).save(folder / "images" / f"{number}.png")
        Image.fromarray(255 * (image > 128).astype("uint8")).save(folder / "labels" / f"{number}.png")
    runs = tmp_path_factory.mktemp("runs")
    return folder, untrained_run("segmentation.unet", runs, data=str(folder), depth=1, filters=4)


def test_it_measures_each_way_on_a_split(tool, two_classes):
    _, run = two_classes
    result = tool("segment").call(run.path, "--split", "validation", "--tile", 12, "--stride", 4, "--json")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    finished = open_run(run.path)
    images, labels = finished.dataset.inputs("validation"), finished.dataset.validation.y
    for way, probabilities in {
        "whole": tasks.predict_whole(finished.model, images),
        "tiles": tasks.predict_tiles(finished.model, images, 12, 4),
    }.items():
        assert answer[way].pop("seconds") > 0
        assert answer[way] == pytest.approx(tasks.pixel_measures(probabilities[..., 1], labels == 1), rel=1e-4)
    assert answer["whole"]["roc_auc"] != answer["tiles"]["roc_auc"]


def test_it_draws_the_probability_of_the_foreground(tool, two_classes):
    folder, run = two_classes
    file = folder / "images" / "3.png"
    result = tool("segment").call(run.path, file, "--mirrored")
    names = ("3.png", "3_overlay.png")
    assert result.stdout.splitlines() == [str(run.path / "segmentations" / name) for name in names]
    assert Image.open(run.path / "segmentations" / "3_overlay.png").width == 8 * 120
    image = datasets.read_images([file], run.record["dataset"])
    expected = tasks.predict_mirrored(run.load_model(), image)[0, ..., 1]
    drawn = np.asarray(Image.open(run.path / "segmentations" / "3.png"))
    np.testing.assert_allclose(drawn, 255 * expected, atol=0.51)


def test_it_draws_classes_in_their_colors_and_shows_a_table_as_a_run_recommends(
    tool, recommended, segmentation_run, tmp_path
):
    file = tmp_path / "scene.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64), dtype="uint8")).save(file)
    tool("segment").call(segmentation_run.path, file)
    drawn = np.asarray(Image.open(segmentation_run.path / "segmentations" / "scene.png"))
    probabilities = tasks.predict_whole(
        segmentation_run.load_model(), datasets.read_images([file], segmentation_run.record["dataset"])
    )
    expected = pixel_class_colors(range(11))[probabilities[0].argmax(axis=-1)]
    np.testing.assert_allclose(drawn, 255 * expected, atol=0.51)
    lines = recommended(segmentation_run, "--mirrored").stdout.splitlines()
    assert ["whole", "mirrored"] in [line.split() for line in lines]
    assert "mean_iou" in {line.split()[0] for line in lines if line.split()}


def test_masks_have_the_colors_of_the_labels(tool, untrained_run, tmp_path):
    folder, colors = tmp_path / "data", np.array([[0, 0, 0], [0, 0, 255], [10, 200, 0]], "uint8")
    generator = np.random.default_rng(0)
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True)
    for number in range(6):
        labels = generator.integers(0, 3, (24, 20))
        Image.fromarray(colors[labels]).save(folder / "labels" / f"{number}.png")
        Image.fromarray((100 * labels).astype("uint8")).save(folder / "images" / f"{number}.png")
    run = untrained_run("segmentation.unet", tmp_path / "runs", data=str(folder), depth=1, filters=4)
    assert run.record["dataset"]["class_names"] == ["#000000", "#0000ff", "#0ac800"]
    file = folder / "images" / "0.png"
    assert tool("segment").call(run.path, file).exit_code == 0
    found = tasks.predict_whole(run.load_model(), datasets.read_images([file], run.record["dataset"]))[0].argmax(-1)
    np.testing.assert_array_equal(np.asarray(Image.open(run.path / "segmentations" / "0.png")), colors[found])


def test_refusals(tool, segmentation_run, vector_run):
    for arguments, complaint in (
        (
            (vector_run.path,),
            "feedforward.blobs learned classification, which segment.py does not show; python tools/explain.py",
        ),
        ((segmentation_run.path, "--stride", 5), "name their size with --tile as well"),
        ((segmentation_run.path, "--tile", 8, "--mirrored"), "leave --tile out, or --mirrored"),
        ((segmentation_run.path, "--tile", 100), "tiles of 100x100 do not fit into images of 64x64"),
        ((segmentation_run.path, "nowhere.png"), "nowhere.png cannot be read"),
    ):
        result = tool("segment").call(*arguments)
        assert result.exit_code == 2
        assert complaint in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1


def test_evaluate_names_the_tool_that_segments(tool, segmentation_run):
    result = tool("evaluate").call(segmentation_run.path, "photograph.png")
    assert result.exit_code == 2
    said = "segmentation.unet learned segmentation and cannot say what a file shows; "
    assert f"{said}python tools/segment.py {segmentation_run.path} does" in result.stderr
