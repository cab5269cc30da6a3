"""Segment images with a trained network, or compare ways of predicting every pixel of a split."""

import json as json_format
import time
from pathlib import Path
from typing import Annotated

from keras_nets._wording import printable
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import Json, RecipeFile, make_app
from keras_nets.cli.tables import check_tool, print_table

import typer

NAME = "tools/segment.py"
FOLDER = "segmentations"
app = make_app()

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
    json: Json = False,
    recipe: RecipeFile = None,
):
    """Write the segmentations of images as PNG, or measure one pass over whole images beside tiles or mirror images."""
    with user_mistakes():
        from keras_nets.training import open_run

        finished = open_run(run, recipe)
        check_tool(finished, "segment")
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
        print("\n".join(map(printable, answer)))
    else:
        _show(answer)


def _predict(model, images, way, options):
    from keras_nets import tasks

    return getattr(tasks, f"predict_{way}")(model, images, **options)


def _write(run, files, way, options):
    """Two pictures beside the run for each image: its mask, and the image in the colors of the classes.

    A mask is the probability of the foreground, or the class of every pixel, at the size of the image.
    """
    from keras_nets._colors import pixel_class_colors
    from keras_nets._drawing import pixels
    from keras_nets.datasets import read_images
    from keras_nets.datasets.forms import form_of
    from keras_nets.tasks import class_map

    import numpy as np
    from PIL import Image

    folder, form = run.folder.path / FOLDER, form_of(run.record["dataset"])
    class_names, written = run.record["dataset"]["class_names"], []
    for file in files:
        image = read_images([file], run.record["dataset"])
        probabilities = _predict(run.model, image, way, options)[0]
        found = form.as_large_as(file, probabilities)
        if found.shape[-1] <= 2:
            mask = np.rint(255 * found[..., -1])
        else:
            mask = np.rint(255 * pixel_class_colors(class_names)[found.argmax(axis=-1)])
        overlay = pixels(class_map(image[0], probabilities, class_names))
        for name, picture in ((f"{Path(file).stem}.png", mask), (f"{Path(file).stem}_overlay.png", overlay)):
            try:
                folder.mkdir(exist_ok=True)
                Image.fromarray(picture.astype("uint8")).save(folder / name)
            except OSError as error:
                raise ValueError(f"cannot write {folder / name} ({error.strerror}); check its permissions") from None
            written.append(str(folder / name))
    return written


def _compare(run, split, ways):
    """Seconds and measures of each way over a split; what TensorFlow does once is not counted."""
    from keras_nets.tasks import segmentation_measures

    import numpy as np

    dataset = run.dataset
    images, answer = dataset.inputs(split), {}
    labels, ignored = dataset.split(split).y, dataset.targets.ignored_label
    for way, options in ways.items():
        _predict(run.model, images[:1], way, options)
        began = time.monotonic()
        probabilities = _predict(run.model, images, way, options)
        measures = segmentation_measures(probabilities, labels, ignored)
        # JSON has no number that is none.
        defined = {name: None if np.isnan(value) else value for name, value in measures.items()}
        answer[way] = {"seconds": time.monotonic() - began, **defined}
    return answer


def _show(answer):
    names = next(iter(answer.values()))
    rows = [(name, *(_figure(measures[name]) for measures in answer.values())) for name in names]
    print_table(("", *answer), rows)


def _figure(value):
    return "undefined" if value is None else f"{value:.5g}"


if __name__ == "__main__":
    run_app(app, NAME)
