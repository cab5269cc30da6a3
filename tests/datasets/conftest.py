import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def save(tmp_path):
    """Writes arrays into a `.npz` file, whose path it returns."""

    def write(**arrays):
        np.savez(tmp_path / "data.npz", **arrays)
        return str(tmp_path / "data.npz")

    return write


@pytest.fixture
def real_data():
    """Folder of the standard sets; tests that need it skip where there is none."""
    return folder_with("mnist.npz")


@pytest.fixture
def real_folder():
    """A function that gives the data folder, or skips the test where it lacks a file."""
    return folder_with


def folder_with(file):
    folder = Path(os.environ.get("KERAS_NETS_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / file).is_file():
        pytest.skip(f"there is no {file}; name the folder that has it in KERAS_NETS_DATA")
    return folder


@pytest.fixture
def fruit():
    """Path of the example table."""
    return str(REPOSITORY / "data" / "fruit.csv")


@pytest.fixture
def photos(tmp_path):
    """A folder of two classes, six images each, of several formats, sizes and modes."""
    random = np.random.default_rng(0)
    formats = ["a.png", "b.jpg", "c.JPEG", "d.bmp", "e.gif", "f.png"]
    modes = ["RGB", "RGB", "L", "RGB", "P", "RGBA"]
    for class_name in ("cat", "dog"):
        (tmp_path / "photos" / class_name).mkdir(parents=True)
        for number, (name, mode) in enumerate(zip(formats, modes, strict=True)):
            pixels = random.integers(0, 256, (20 + number, 30, 3), dtype=np.uint8)
            Image.fromarray(pixels).convert(mode).save(tmp_path / "photos" / class_name / name)
    return tmp_path / "photos"
