"""TensorBoard's projector page: examples as points, by the features that the last layer reads."""

from pathlib import Path

from keras_nets._wording import printable

import numpy as np
from PIL import Image

# Pixels a side of the small images that stand for points.
_SIDE = 32


def write_projection(folder, features, columns, images=None):
    """Write the files of the page into the folder of a board.

    Args:
        folder: The folder.
        features: `(examples, features)`.
        columns: `{name: value of each example}`, to color and search points by.
        images: `(examples, height, width, channels)` with values from 0 to 1, drawn at the points; None draws dots.
    """
    from tensorboard.plugins.projector import ProjectorConfig, visualize_embeddings

    folder, config = Path(folder), ProjectorConfig()
    shown = config.embeddings.add(tensor_name="last features", tensor_path="features.tsv", metadata_path="labels.tsv")
    folder.mkdir(parents=True, exist_ok=True)
    np.savetxt(folder / shown.tensor_path, features, fmt="%.4g", delimiter="\t")
    rows = [columns, *zip(*columns.values(), strict=True)]
    lines = ["\t".join(printable(str(value)) for value in row) for row in rows]
    (folder / shown.metadata_path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    if images is not None:
        sheet, side = _sheet(images)
        shown.sprite.image_path = "images.png"
        shown.sprite.single_image_dim.extend([side, side])
        sheet.save(folder / shown.sprite.image_path)
    visualize_embeddings(str(folder), config)


def _sheet(images):
    """Square images side by side, as many rows as columns, and the pixels of a side."""
    height, width, channels = np.shape(images)[1:]
    side, count = min(max(height, width), _SIDE), int(np.ceil(np.sqrt(len(images))))
    sheet = Image.new("RGB", (count * side, count * side), "white")
    for number, image in enumerate(np.rint(255 * np.clip(images, 0, 1)).astype(np.uint8)):
        picture = Image.fromarray(image if channels == 3 else image[..., 0]).resize((side, side))
        sheet.paste(picture, (number % count * side, number // count * side))
    return sheet, side
