"""Small files of a reader's own, under the names that the READMEs use for them."""

import numpy as np
from PIL import Image

_WORDS = ("good", "bad", "long", "short", "film", "story")


def make(folder):
    """Write photos/, cells/, mine.npz, novel.txt, reviews.csv, digit.png and photograph.png into `folder`."""
    draw = np.random.default_rng(0)

    def image(path, shape=(48, 40, 3)):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw.integers(0, 256, shape, np.uint8)).save(path)

    for name in ("cat", "dog"):
        for number in range(20):
            image(folder / "photos" / name / f"{number}.jpg")
    for number in range(8):
        image(folder / "cells" / "images" / f"{number}.png", (128, 128))
        label = (draw.random((128, 128)) < 0.3).astype(np.uint8) * 255
        (folder / "cells" / "labels").mkdir(exist_ok=True)
        Image.fromarray(label).save(folder / "cells" / "labels" / f"{number}.png")
    image(folder / "digit.png", (28, 28))
    image(folder / "photograph.png", (64, 64))
    y = np.arange(100) % 4
    np.savez(folder / "mine.npz", x=draw.integers(0, 256, (100, 28, 28), np.uint8), y=y)
    (folder / "novel.txt").write_text("It was a dark and stormy night; the rain fell in torrents. " * 200)
    rows = [" ".join(draw.choice(_WORDS, 6)) + f",{number % 3}" for number in range(120)]
    (folder / "reviews.csv").write_text("\n".join(["review,stars", *rows]) + "\n")
