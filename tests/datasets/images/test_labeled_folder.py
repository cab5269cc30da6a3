from keras_nets import _memory
from keras_nets.datasets import load, read_images
from keras_nets.datasets.images.labeled_images import IGNORED

import numpy as np
import pytest
from PIL import Image

NAMES = ("bird", "ant", "cow", "dog", "eel")


def image_of(label):
    """An image that tells its label."""
    return np.stack([label * 50, label * 50, label * 20], axis=-1).astype(np.uint8)


@pytest.fixture
def labels():
    return dict(zip(NAMES, np.random.default_rng(0).integers(0, 3, (5, 12, 10), dtype=np.uint8), strict=True))


@pytest.fixture
def folder(tmp_path, labels):
    """Five images and labels of three classes, written in different orders and formats."""
    for kind in ("images", "labels"):
        (tmp_path / kind).mkdir()
    for name, suffix in zip(NAMES, ("png", "tif", "bmp", "PNG", "tiff"), strict=True):
        Image.fromarray(image_of(labels[name])).save(tmp_path / "images" / f"{name}.{suffix}")
    for name in reversed(NAMES):
        Image.fromarray(labels[name]).save(tmp_path / "labels" / f"{name}.png")
    return tmp_path


def parts(dataset):
    for part in ("train", "validation", "test"):
        split = dataset.split(part)
        yield from zip(dataset.form.image_names[part], split.x, split.y, strict=True)


def test_image_and_label_have_the_same_name(folder, labels):
    dataset = load(folder)
    assert (dataset.task, dataset.class_names, dataset.input_shape) == ("segmentation", ("0", "1", "2"), (12, 10, 3))
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (3, 1, 1)
    found = {name: (x, y) for name, x, y in parts(dataset)}
    assert found.keys() == set(NAMES)
    for name, (x, y) in found.items():
        np.testing.assert_array_equal(y, labels[name])
        np.testing.assert_array_equal(x, image_of(labels[name]))


def test_images_of_several_sizes_are_padded_and_the_padding_does_not_count(folder, labels):
    smaller = {"ant": (9, 10), "dog": (12, 6)}
    for name, (height, width) in smaller.items():
        labels[name] = labels[name][:height, :width]
        suffix = {"ant": "tif", "dog": "PNG"}[name]
        Image.fromarray(image_of(labels[name])).save(folder / "images" / f"{name}.{suffix}")
        Image.fromarray(labels[name]).save(folder / "labels" / f"{name}.png")
    dataset = load(folder)
    assert dataset.input_shape == (12, 10, 3)
    assert dataset.messages == (
        f"{folder}: images from 9 x 6 to 12 x 10 pixels are padded to 12 x 10; the padding does not count",
    )
    for name, x, y in parts(dataset):
        height, width = labels[name].shape
        np.testing.assert_array_equal(y[:height, :width], labels[name])
        np.testing.assert_array_equal(x[:height, :width], image_of(labels[name]))
        assert (np.delete(y.ravel(), np.flatnonzero(y.ravel() == IGNORED)).size) == labels[name].size
        assert x.sum() == image_of(labels[name]).sum()
    patches = load(folder, patch_size=4, patches=50)
    assert patches.train.y.shape == (50, 4, 4)


def test_images_are_resized_with_their_labels_and_a_users_too(folder, labels):
    labels["ant"] = np.repeat(np.repeat(labels["ant"][:6, :5], 4, axis=0), 4, axis=1)
    Image.fromarray(image_of(labels["ant"])).save(folder / "images" / "ant.tif")
    Image.fromarray(labels["ant"]).save(folder / "labels" / "ant.png")
    dataset = load(folder, image_size=(12, 14))
    assert dataset.input_shape == (12, 14, 3)
    assert dataset.messages == (f"{folder}: images of 12 x 10 to 24 x 20 pixels are resized to 12 x 14",)
    for name, x, y in parts(dataset):
        np.testing.assert_array_equal(y[:, 2:12], labels[name][::2, ::2] if name == "ant" else labels[name])
        assert (y[:, [0, 1, 12, 13]] == IGNORED).all() and not x[:, [0, 1, 12, 13]].any()
        if name != "ant":
            np.testing.assert_array_equal(x[:, 2:12], image_of(labels[name]))
    paths = sorted((folder / "images").iterdir())
    again = dict(zip([path.stem for path in paths], read_images(paths, dataset.describe()), strict=True))
    for part in ("train", "validation", "test"):
        for name, image in zip(dataset.form.image_names[part], dataset.inputs(part), strict=True):
            np.testing.assert_array_equal(again[name], image)
    # A network's answer for the file has the size of the file: each pixel of the frame becomes four.
    answers = np.moveaxis(np.indices((12, 14)), 0, -1).astype("float32")
    restored = dataset.form.as_large_as(folder / "images" / "ant.tif", answers)
    assert restored.shape == (24, 20, 2)
    np.testing.assert_allclose(restored[1:-1, 0, 0], np.arange(22) / 2 + 0.25, atol=1e-6)
    np.testing.assert_allclose(restored[0, 1:-1, 1], np.arange(18) / 2 + 2.25, atol=1e-6)
    assert load(folder).form.as_large_as(folder / "images" / "bird.png", answers) is answers


def test_a_class_that_no_pixel_has_after_resizing_is_kept_and_told(folder, labels):
    for name in NAMES:
        label = labels[name] % 2
        label[0, 1] = 2
        Image.fromarray(label).save(folder / "labels" / f"{name}.png")
    dataset = load(folder, image_size=(6, 5))
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.messages[-1] == f"{folder}: no pixel of 2 is left at 6 x 5; a larger --image-size keeps some"
    assert len(load(folder, image_size=(12, 10)).messages) == 0


def test_more_pixels_than_the_memory_holds_are_refused_before_they_are_made(folder, monkeypatch):
    monkeypatch.setattr(_memory, "machine_memory", lambda: 10**6)
    with pytest.raises(ValueError, match=r"5 images of 1,000 x 1,000 pixels take 20.* of memory, and this machine has"):
        load(folder, image_size=(1000, 1000))


def test_pixels_outside_a_mask_do_not_count(folder, labels):
    (folder / "masks").mkdir()
    masks = {name: np.random.default_rng(1).integers(0, 2, (12, 10)).astype(np.uint8) for name in NAMES}
    for name, mask in masks.items():
        Image.fromarray(mask * 255).save(folder / "masks" / f"{name}.gif")
    dataset = load(folder)
    for name, _, y in parts(dataset):
        np.testing.assert_array_equal(y, np.where(masks[name] > 0, labels[name], IGNORED))
    outside = sum(int((mask == 0).sum()) for mask in masks.values())
    assert dataset.messages == (f"{folder}: {outside} pixels with label 255 or outside a mask do not count",)
    for _, y, weights in dataset.batches("train", 2):
        assert y.numpy().max() <= 2 and set(weights.numpy().ravel()) == {0.0, 1.0}


def test_black_and_white_labels_are_two_classes(folder, labels):
    for name in NAMES:
        Image.fromarray((labels[name] > 0).astype(np.uint8) * 255).save(folder / "labels" / f"{name}.png")
    dataset = load(folder, split="60/40")
    assert dataset.class_names == ("background", "foreground")
    assert set(np.unique(dataset.train.y)) == {0, 1} and dataset.validation is None


def test_255_beside_other_labels_does_not_count(folder, labels):
    labels["ant"][:] = 0
    labels["ant"][:5] = IGNORED
    Image.fromarray(labels["ant"]).save(folder / "labels" / "ant.png")
    dataset = load(folder)
    assert dataset.classes == 3 and dataset.messages[0].startswith(f"{folder}: 50 pixels with label 255")
    assert {name: y for name, _, y in parts(dataset)}["ant"].tolist() == labels["ant"].tolist()


def test_colors_of_a_palette_are_their_numbers(folder, labels):
    for name in NAMES:
        image = Image.fromarray(labels[name]).convert("P")
        image.putpalette([0, 0, 0, 200, 0, 0, 0, 99, 0])
        image.save(folder / "labels" / f"{name}.png")
    for name, _, y in parts(load(folder)):
        np.testing.assert_array_equal(y, labels[name])


def test_colors_without_a_palette_are_classes_in_sorted_order(folder, labels):
    colors = np.array([[200, 0, 0], [0, 0, 0], [0, 99, 255]], np.uint8)
    # One has a single color, which is gray.
    labels["ant"][:] = 1
    for name in NAMES:
        Image.fromarray(colors[labels[name]]).save(folder / "labels" / f"{name}.png")
    dataset = load(folder)
    assert dataset.class_names == ("#000000", "#0063ff", "#c80000")
    assert dataset.messages == (f"{folder}: labels in 3 colors, each of which is a class",)
    for name, _, y in parts(dataset):
        np.testing.assert_array_equal(y, np.array([2, 0, 1])[labels[name]])


def test_too_many_colors_are_no_classes(folder):
    random = np.random.default_rng(0)
    for name in NAMES:
        Image.fromarray(random.integers(0, 256, (12, 10, 3), np.uint8)).save(folder / "labels" / f"{name}.png")
    with pytest.raises(ValueError, match="ant.png have 600 colors, and each is a class; save them without smoothing"):
        load(folder)


def test_photographs_may_be_jpeg_and_their_labels_png(folder, labels):
    for number, path in enumerate(sorted((folder / "images").iterdir())):
        Image.open(path).save(path.with_suffix(".jpg" if number % 2 else ".JPEG"), quality=95)
        path.unlink()
    dataset = load(folder)
    for name, x, y in parts(dataset):
        np.testing.assert_array_equal(y, labels[name])
        assert np.abs(x.astype(int)[..., 0] - image_of(labels[name])[..., 0]).mean() < 12


def test_patches_are_trained_on_and_whole_images_evaluated(folder):
    dataset = load(folder, patch_size=4, patches=7, preprocessing="green")
    assert dataset.input_shape == (None, None, 1) and dataset.image_shape == (12, 10, 1)
    assert dataset.train.x.shape == (7, 4, 4, 1) and dataset.train.y.shape == (7, 4, 4)
    assert dataset.validation.x.shape == (1, 12, 10, 1)
    np.testing.assert_array_equal(np.asarray(dataset.train.x)[..., 0], np.asarray(dataset.train.y) * 50)
    other = load(folder, patch_size=4, patches=7, split_seed=5)
    assert not np.array_equal(other.train.x.places, dataset.train.x.places)


def test_one_color_image_makes_all_of_three_channels(folder, labels):
    Image.fromarray(labels["cow"]).save(folder / "images" / "cow.bmp")
    found = {name: x for name, x, _ in parts(load(folder))}
    np.testing.assert_array_equal(found["cow"], np.repeat(labels["cow"][..., None], 3, axis=-1))


def faulty(fault, folder, labels):
    images, label_folder, label = folder / "images", folder / "labels", labels["ant"]
    if fault == "no label":
        (label_folder / "ant.png").unlink()
    elif fault == "no image":
        (images / "ant.tif").unlink()
    elif fault == "size of a label":
        Image.fromarray(label[:9]).save(label_folder / "ant.png")
    elif fault == "truncated":
        content = (images / "ant.tif").read_bytes()
        (images / "ant.tif").write_bytes(content[: len(content) // 2])
    elif fault == "values":
        Image.fromarray(label * 80).save(label_folder / "ant.png")
    elif fault == "color":
        Image.fromarray(image_of(label)).save(label_folder / "ant.png")
    elif fault == "color mask":
        (folder / "masks").mkdir()
        for name in NAMES:
            Image.fromarray(image_of(label)).save(folder / "masks" / f"{name}.png")
    elif fault == "empty":
        for path in images.iterdir():
            path.unlink()
    elif fault == "twice":
        Image.fromarray(label).save(label_folder / "ant.gif")
    elif fault == "16 bits":
        Image.fromarray(label.astype(np.uint16)).save(images / "ant.tif")


@pytest.mark.parametrize(
    "fault, message",
    [
        ("no label", "image .*images/ant.tif has no label ant in .*labels; add what is missing or remove the image"),
        ("no image", "label .*labels/ant.png has no image ant in .*images; add what is missing or remove the label"),
        ("size of a label", "labels/ant.png has 9 x 10 pixels and its image .*ant.tif 12 x 10 .*; make them the same"),
        ("truncated", "images/ant.tif cannot be read, it is truncated or no image .*; copy it again"),
        ("values", r"labels of .* have 5 values \(0, 1, 2, 80, 160\); number at least two classes from 0 without"),
        ("color", "labels/ant.png has labels in color and .*labels/bird.png has numbers; save all in one"),
        ("color mask", "masks/ant.png has pixels of kind RGB; save one number from 0 to 255 a pixel, as gray"),
        ("empty", "folder .*images has no images; put .bmp, .gif, .png, .tif, .tiff, .jpg, .jpeg, .webp files into it"),
        ("twice", "labels .*ant.gif and .*ant.png are both called ant; remove one of them"),
        ("16 bits", "image .*ant.tif has pixels of kind I;16; save it with 8 bits a channel"),
    ],
)
def test_faults_are_answered_in_a_line(folder, labels, fault, message):
    faulty(fault, folder, labels)
    with pytest.raises(ValueError, match=message) as raised:
        load(folder)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"split": "kfold"}, "has images with labels, which are not divided by split 'kfold'; use 60/20/20"),
        ({"margin": 2}, "has images of 12 x 10 with labels for their pixels .* margin=2 asks for others; leave it out"),
        ({"patches": 8}, "was given patches 8 without patch_size; name their size in pixels too"),
        ({"patch_size": 0}, "patch_size 0 is not accepted; use an integer from 1"),
        ({"patch_size": 20}, "patches of 20 x 20 pixels do not fit into images of 12 x 10; use a smaller patch_size"),
        ({"window": 8}, "takes no window"),
    ],
)
def test_refusals(folder, options, message):
    with pytest.raises(ValueError, match=message):
        load(folder, **options)
