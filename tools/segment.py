"""Segment images with a trained network, or compare ways of predicting every pixel of a split."""

import json as json_format
import time
from pathlib import Path
from typing import Annotated

from keras_nets.training.exit import run_app, user_mistakes

import typer

NAME = "tools/segment.py"
FOLDER = "segmentations"
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Mirrored = Annotated[bool, typer.Option("--mirrored", help="Mean over eight mirror images.")]
Tile = Annotated[int | None, typer.Option(help="Predict in tiles of so many pixels a side.")]
Stride = Annotated[int | None, typer.Option(help="From one tile to the next; half a tile by default.")]


@app.command()
def segment(
    run: Annotated[str, typer.Argument(help="Folder of a finished run of a segmentation network.")],
    images: Annotated[list[str] | None, typer.Argument(help="Images to segment; none measures a split.")] = None,
    split: Annotated[str, typer.Option(help="Part of the data to measure: train, validation or test.")] = "test",
    mirrored: Mirrored = False,
    tile: Tile = None,
    stride: Stride = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
):
    """Write the segmentations of images as PNG, or measure one pass over whole images beside tiles or mirror images."""
    with user_mistakes():
        from keras_nets.training.reopen import FinishedRun

        finished = FinishedRun(run)
        if finished.record["dataset"]["task"] != "segmentation":
            raise ValueError(f"{finished.record['recipe']} does not segment; name a run of a segmentation network")
        if stride is not None and tile is None:
            raise ValueError(f"--stride {stride} is that of tiles; name their size with --tile as well")
        if mirrored and tile is not None:
            raise ValueError("--mirrored sees whole images; leave --tile out, or --mirrored")
        ways = {"whole": {}} | ({"mirrored": {}} if mirrored else {})
        ways |= {"tiles": {"size": tile, "stride": stride}} if tile is not None else {}
        chosen = list(ways.items())[-1]
        answer = _write(finished, images, *chosen) if images else _compare(finished, split, ways)
    if json:
        print(json_format.dumps(answer, indent=2))
    elif images:
        print("\n".join(answer))
    else:
        _show(answer)


def _predict(model, images, way, options):
    from keras_nets import training

    return getattr(training, f"predict_{way}")(model, images, **options)


def _write(run, files, way, options):
    """A picture beside the run for each image: the probability of the foreground, or the class of every pixel."""
    from keras_nets.datasets import read_images
    from keras_nets.training.segmentation_figures import class_colors

    import numpy as np
    from PIL import Image

    folder = run.folder.path / FOLDER
    written = []
    for file in files:
        image = read_images([file], run.record["dataset"])
        probabilities = _predict(run.model, image, way, options)[0]
        if probabilities.shape[-1] <= 2:
            pixels = np.rint(255 * probabilities[..., -1])
        else:
            pixels = np.rint(255 * class_colors(probabilities.shape[-1])[probabilities.argmax(axis=-1)])
        path = folder / f"{Path(file).stem}.png"
        try:
            folder.mkdir(exist_ok=True)
            Image.fromarray(pixels.astype("uint8")).save(path)
        except OSError as error:
            raise ValueError(f"cannot write {path} ({error.strerror}); check its permissions") from None
        written.append(str(path))
    return written


def _compare(run, split, ways):
    """Seconds and measures of each way over a split; what TensorFlow does once is not counted."""
    dataset = run.dataset
    images, answer = dataset.inputs(split), {}
    labels = dataset.split(split).y
    counted = labels != dataset.ignored_label
    for way, options in ways.items():
        _predict(run.model, images[:1], way, options)
        began = time.monotonic()
        probabilities = _predict(run.model, images, way, options)
        answer[way] = {"seconds": time.monotonic() - began, **_measures(probabilities, labels, counted)}
    return answer


def _measures(probabilities, labels, counted):
    from keras_nets import inspection

    from sklearn.metrics import confusion_matrix

    classes = probabilities.shape[-1]
    if classes <= 2:
        return inspection.pixel_measures(probabilities[..., -1], labels == 1, counted)
    found = probabilities.argmax(axis=-1)[counted]
    return inspection.confusion_measures(confusion_matrix(labels[counted], found, labels=range(classes)))


def _show(answer):
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    for way in answer:
        table.add_column(way, justify="right")
    for name in next(iter(answer.values())):
        table.add_row(name, *(f"{measures[name]:.5g}" for measures in answer.values()))
    Console(markup=False, highlight=False).print(table)


if __name__ == "__main__":
    run_app(app, NAME)
