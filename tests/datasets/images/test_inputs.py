"""Images that a trained network is asked about: files, folders and arrays give what the data set gave."""

from keras_nets.datasets import load
from keras_nets.datasets.forms import Form, ImageForm
from keras_nets.datasets.images import inputs

import numpy as np
import pytest
from PIL import Image

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 6, 5, 3), np.uint8)


@pytest.fixture
def folder(tmp_path):
    """Four images in class folders, with what systems leave beside them."""
    for number, pixels in enumerate(PIXELS):
        place = tmp_path / "photos" / "ab"[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(place / f"{number}.png")
    (tmp_path / "photos" / "__MACOSX").mkdir()
    (tmp_path / "photos" / "__MACOSX" / "no.png").write_bytes(b"nothing")
    (tmp_path / "photos" / "a" / ".hidden.png").write_bytes(b"nothing")
    return tmp_path / "photos"


@pytest.mark.parametrize("form", [ImageForm(image_size=(6, 5), channels=3), ImageForm(image_size=(9, 9), margin=1)])
def test_a_folder_and_its_files_and_an_array_of_them_are_alike(folder, tmp_path, form):
    names, images = form.read([folder])
    assert names == [str(folder / path) for path in ("a/0.png", "a/2.png", "b/1.png", "b/3.png")]
    order = [0, 2, 1, 3]
    np.testing.assert_array_equal(images, form.read(names)[1])
    for changed in (PIXELS, PIXELS / 255, PIXELS.transpose(0, 3, 1, 2)):
        np.savez(tmp_path / "x.npz", X=changed[order])
        told, arrays = form.read([tmp_path / "x.npz"])
        assert told == [f"{tmp_path / 'x.npz'}[{number}]" for number in range(4)]
        np.testing.assert_array_equal(arrays, images)
    assert form.read([folder, tmp_path / "x.npz"])[1].shape == (8, *form.input_shape)


def test_files_are_read_together_and_keep_their_order_among_arrays_and_folders(folder, tmp_path, monkeypatch):
    form = ImageForm(image_size=(6, 5), channels=3)
    np.savez(tmp_path / "x.npz", x=PIXELS[:2])
    files = [folder / "b" / "3.png", folder / "a" / "0.png"]
    read, together = inputs.read_files, []
    monkeypatch.setattr(inputs, "read_files", lambda files, form: together.append(len(files)) or read(files, form))
    names, images = form.read([*files, folder, tmp_path / "x.npz", files[0]])
    inside = [folder / path for path in ("a/0.png", "a/2.png", "b/1.png", "b/3.png")]
    stored = [f"{tmp_path / 'x.npz'}[{number}]" for number in range(2)]
    assert names == [*map(str, [*files, *inside]), *stored, str(files[0])]
    np.testing.assert_allclose(images, PIXELS[[3, 0, 0, 2, 1, 3, 0, 1, 3]] / 255, atol=1e-6)
    assert together == [6, 1]


def test_what_has_no_images_is_refused(tmp_path):
    form = ImageForm(image_size=(6, 5), channels=3)
    with pytest.raises(ValueError, match="has no images; there are files of .bmp, .gif"):
        form.read([tmp_path])
    np.savez(tmp_path / "x.npz", x=np.ones((4, 7)))
    with pytest.raises(ValueError, match=r"x.npz has examples of shape \(7,\) and type float64, which are no images"):
        form.read([tmp_path / "x.npz"])


def test_arrays_of_numbers_are_read_as_the_data_were(tmp_path):
    x = np.random.default_rng(0).normal(size=(30, 3)) + np.array([0, 1e12, 0])
    np.savez(tmp_path / "data.npz", x=x, y=np.arange(30) % 2)
    dataset = load(tmp_path / "data.npz", split="50/50")
    np.savez(tmp_path / "rows.npz", x_test=x[:5])
    names, rows = dataset.form.read([tmp_path / "rows.npz"])
    assert names[4] == f"{tmp_path / 'rows.npz'}[4]"
    everything = {tuple(row) for split in (dataset.train, dataset.test) for row in split.x.tolist()}
    assert {tuple(row) for row in rows.tolist()} < everything


def test_arrays_without_examples_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", first=np.ones((4, 7)))
    with pytest.raises(ValueError, match="a.npz has the arrays first; it needs x, the examples to predict"):
        Form().read([tmp_path / "a.npz"])
    np.savez(tmp_path / "b.npz", x=np.array(["text"] * 3))
    with pytest.raises(
        ValueError, match=r"b.npz: x has shape \(3,\) and type <U4; examples x features of real numbers"
    ):
        Form().read([tmp_path / "b.npz"])
    np.savez(tmp_path / "c.npz", x=np.ones((2, 3)))
    np.savez(tmp_path / "d.npz", x=np.ones((2, 4)))
    with pytest.raises(ValueError, match=r"the files have examples of shapes \(3,\), \(4,\); name files of one shape"):
        Form().read([tmp_path / "c.npz", tmp_path / "d.npz"])
