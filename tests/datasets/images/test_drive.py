from keras_nets.datasets import load, read_images
from keras_nets.datasets.images.drive import read_photographs
from keras_nets.datasets.images.labeled_images import IGNORED

import numpy as np
import pytest
from PIL import Image

SHAPE = (14, 12)
PARTS = {"training": range(21, 26), "test": range(1, 4)}


def photograph(number):
    """A photograph that tells its number."""
    pixels = np.random.default_rng(number).integers(0, 200, (*SHAPE, 3), dtype=np.uint8)
    pixels[0, 0] = number
    return pixels


def vessels(number):
    return (photograph(number)[..., 1] > 120).astype(np.uint8)


def field_of_view(number):
    inside = np.ones(SHAPE, np.uint8)
    inside[: number % 3 + 1] = 0
    return inside


def write(folder, part, number):
    mask = f"{number:02}_{part}_mask.gif"
    Image.fromarray(photograph(number)).save(folder / part / "images" / f"{number:02}_{part}.tif")
    Image.fromarray(vessels(number) * 255).save(folder / part / "1st_manual" / f"{number:02}_manual1.gif")
    Image.fromarray(field_of_view(number) * 255).save(folder / part / "mask" / mask)


@pytest.fixture
def folder(tmp_path):
    """The owners' folder, its files made in any order."""
    for part, numbers in PARTS.items():
        for kind in ("images", "1st_manual", "mask"):
            (tmp_path / "DRIVE" / part / kind).mkdir(parents=True)
        for number in np.random.default_rng(0).permutation(numbers).tolist():
            write(tmp_path / "DRIVE", part, number)
    return tmp_path / "DRIVE"


def check_pairs(split, numbers, names):
    assert names == [str(number) for number in numbers]
    for number, x, y in zip(numbers, split.x, split.y, strict=True):
        np.testing.assert_array_equal(x, photograph(number))
        np.testing.assert_array_equal(y, np.where(field_of_view(number), vessels(number), IGNORED))


@pytest.mark.parametrize("how", ["data folder", "path"])
def test_photographs_labels_and_fields_of_view_are_paired_by_number(folder, how):
    where = {"data": "drive", "data_dir": folder.parent} if how == "data folder" else {"data": str(folder)}
    dataset = load(**where, preprocessing="color")
    assert (dataset.task, dataset.class_names, dataset.targets.ignored_label) == (
        "segmentation",
        ("background", "vessel"),
        255,
    )
    assert dataset.validation is None and dataset.image_shape == (*SHAPE, 3)
    names = dataset.form.image_names
    check_pairs(dataset.train, PARTS["training"], names["train"])
    check_pairs(dataset.test, PARTS["test"], names["test"])


def test_no_order_of_names_mixes_pairs_up(folder):
    """Names that sort in another order than their numbers, and in another for labels than for photographs."""
    part = folder / "training"
    for number, (image, label, mask) in enumerate([("a", "z", "m"), ("z", "a", "k"), ("m", "m", "a")], start=98):
        names = f"{number}_{image}.tif", f"{number:03}{label}.gif", f"{number:04}-{mask}.gif"
        Image.fromarray(photograph(number)).save(part / "images" / names[0])
        Image.fromarray(vessels(number)).save(part / "1st_manual" / names[1])
        Image.fromarray(field_of_view(number)).save(part / "mask" / names[2])
    training, _ = read_photographs(str(folder))
    assert training.names == ("21", "22", "23", "24", "25", "98", "99", "100")
    for name, image, labels in zip(training.names, training.images, training.labels, strict=True):
        np.testing.assert_array_equal(image, photograph(int(name)))
        np.testing.assert_array_equal(labels, np.where(field_of_view(int(name)), vessels(int(name)), IGNORED))


def arrays(**changes):
    found = {}
    for part, numbers in (("train", (23, 21, 22)), ("test", (2, 1))):
        found |= {
            f"{part}_images": np.stack([photograph(number) for number in numbers]),
            f"{part}_vessels": np.stack([vessels(number) for number in numbers]),
            f"{part}_fov": np.stack([field_of_view(number) for number in numbers]),
            f"{part}_ids": np.array(numbers, np.uint8),
        }
    return {name: array for name, array in (found | changes).items() if array is not None}


def test_file_of_arrays_is_read_in_order_of_numbers(tmp_path):
    np.savez(tmp_path / "drive.npz", **arrays())
    dataset = load("drive", data_dir=tmp_path, preprocessing="none")
    names = dataset.form.image_names
    check_pairs(dataset.train, (21, 22, 23), names["train"])
    check_pairs(dataset.test, (1, 2), names["test"])


def test_last_training_photographs_validate(folder):
    dataset = load(str(folder), split="80/20", preprocessing="color")
    names = dataset.form.image_names
    check_pairs(dataset.train, range(21, 25), names["train"])
    check_pairs(dataset.validation, [25], names["validation"])
    check_pairs(dataset.test, PARTS["test"], names["test"])
    whole = load(str(folder), preprocessing="retina")
    part = load(str(folder), split="80/20")
    grays = np.stack([photograph(number) for number in range(21, 26)]) @ [0.299, 0.587, 0.114]
    assert whole.form.mean == pytest.approx(grays.mean())
    assert part.form.mean == pytest.approx(grays[:4].mean())
    assert part.form.deviation == pytest.approx(grays[:4].std())
    assert part.checksum == whole.checksum


def test_patches_of_photographs_and_labels_lie_at_the_same_places(folder):
    dataset = load(str(folder), preprocessing="green", patch_size=5, patches=40)
    assert dataset.input_shape == (None, None, 1) and dataset.describe()["split_sizes"] == {"train": 40, "test": 3}
    whole = load(str(folder), preprocessing="green").train
    for patch, labels, (image, top, left) in zip(dataset.train.x, dataset.train.y, dataset.train.x.places, strict=True):
        np.testing.assert_array_equal(patch, whole.x[image, top : top + 5, left : left + 5])
        np.testing.assert_array_equal(labels, whole.y[image, top : top + 5, left : left + 5])
        assert labels[2, 2] != IGNORED
    few = dataset.head(6)
    assert len(few.train) == 6 and few.inputs("train").shape == (6, 5, 5, 1) and len(few.test) == 3


def broken(fault, folder):
    training = folder / "training"
    if fault == "label":
        (training / "1st_manual" / "23_manual1.gif").unlink()
    elif fault == "mask":
        (training / "mask" / "23_training_mask.gif").unlink()
    elif fault == "size":
        Image.fromarray(field_of_view(23)[:9] * 255).save(training / "mask" / "23_training_mask.gif")
    elif fault == "values":
        Image.fromarray(vessels(23) * 100).save(training / "1st_manual" / "23_manual1.gif")
    elif fault == "empty":
        for path in (folder / "test" / "images").iterdir():
            path.unlink()
    elif fault == "truncated":
        path = training / "images" / "23_training.tif"
        path.write_bytes(path.read_bytes()[:300])
    elif fault == "no number":
        (training / "images" / "23_training.tif").rename(training / "images" / "photo.tif")
    elif fault == "no manual":
        (folder / "test" / "1st_manual").rename(folder / "test" / "hidden")


@pytest.mark.parametrize(
    "fault, message",
    [
        ("label", "image .*training/images/23_training.tif has no label 23 in .*1st_manual; add what is missing"),
        ("mask", "image .*training/images/23_training.tif has no mask 23 in .*mask; add what is missing"),
        ("size", "mask/23_training_mask.gif has 9 x 12 pixels and its image .*23_training.tif 14 x 12 .*; make them"),
        ("values", r"23_manual1.gif has 2 values \(0, 100\), and only 0 and 1, or 0 and 255, are accepted; save it"),
        ("empty", "folder .*test/images has no images; put .bmp, .*, .jpeg, .webp files into it"),
        ("truncated", "images/23_training.tif cannot be read, it is truncated or no image"),
        ("no number", "image .*photo.tif has no number at the beginning of its name; rename or remove it"),
        ("no manual", "folder .*test/1st_manual of labels cannot be read .*; create it"),
    ],
)
def test_faults_are_answered_in_a_line(folder, fault, message):
    broken(fault, folder)
    with pytest.raises(ValueError, match=message) as raised:
        load("drive", data_dir=folder.parent)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"test_fov": None}, "drive.npz has no test_fov; it needs train_images, train_vessels"),
        ({"test_fov": np.ones((2, 14, 11), np.uint8)}, "drive.npz is not a file of the drive data; copy or make"),
        ({"train_vessels": np.full((3, *SHAPE), 7, np.uint8)}, "drive.npz is not a file of the drive data"),
    ],
)
def test_broken_files_of_arrays_are_refused(tmp_path, changes, message):
    np.savez(tmp_path / "drive.npz", **arrays(**changes))
    with pytest.raises(ValueError, match=message):
        load("drive", data_dir=tmp_path)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"split": "60/20/20"}, "has an official test part, so a split divides its 5 training .*, got '60/20/20'"),
        ({"split": "kfold"}, "is divided into contiguous parts and not by split 'kfold'; use official, or 80/20"),
        ({"fold": 1}, r"takes no --fold \(1 was given\)"),
        ({"preprocessing": "gren"}, "there is no preprocessing 'gren', did you mean 'green'"),
        ({"image_size": (8, 8)}, "has images of 14 x 12 with labels"),
        ({"flatten": True}, "and flatten=True asks for others; leave it out"),
    ],
)
def test_refusals(folder, options, message):
    with pytest.raises(ValueError, match=message):
        load("drive", data_dir=folder.parent, **options)
    with pytest.raises(FileNotFoundError, match="drive: there is no drive.npz in .*; get it from https://drive"):
        load("drive", data_dir=folder / "test")


def test_record_of_a_run_loads_the_same_data_again(folder):
    first = load(str(folder), split="80/20", patch_size=4, patches=9, split_seed=3)
    kept = ("split", "split_seed", "image_size", "channels", "preprocessing", "patch_size", "patches", "value_range")
    again = load(first.name, **{option: first.describe()[option] for option in kept})
    assert again.describe() == first.describe()
    np.testing.assert_array_equal(again.train.x, first.train.x)


def test_files_are_prepared_as_those_of_the_data_set(folder):
    dataset = load(str(folder), patch_size=4, patches=9)
    paths = sorted((folder / "test" / "images").iterdir())
    for prepared_as in (dataset, dataset.describe()):
        np.testing.assert_array_equal(read_images(paths, prepared_as), dataset.inputs("test"))
    Image.fromarray(photograph(1)[:9]).save(folder / "small.png")
    with pytest.raises(
        ValueError, match="small.png has 9 x 12 pixels and .*01_test.tif 14 x 12 .*; resize images that"
    ):
        read_images([*paths, folder / "small.png"], dataset)


def test_real_drive_photographs_have_the_published_pixels(real_folder):
    folder = real_folder("drive.npz")
    dataset = load("drive", data_dir=folder, patch_size=96, patches=50)
    assert dataset.test.x.shape == (20, 584, 565, 1)
    assert [int((dataset.test.y == label).sum()) for label in (0, 1)] == [4_538_143 - 577_649, 577_649]
    training, _ = read_photographs("drive", folder)
    assert [int((training.labels == label).sum()) for label in (0, 1)] == [4_541_006 - 569_415, 569_415]
    assert dataset.form.image_names["train"] == [str(number) for number in range(21, 41)]
    x, y, weights = next(iter(dataset.batches("train", 50)))
    assert x.shape == (50, 96, 96, 1) and y.numpy().max() == 1
    np.testing.assert_array_equal(weights, np.asarray(dataset.train.y) != IGNORED)
    # Vessels are darker than what is around them.
    assert x.numpy()[..., 0][y.numpy() == 1].mean() < x.numpy()[..., 0][weights.numpy() == 1].mean() - 0.05
    assert dataset.evaluation_batch_size("test", 256) == 3 and len(dataset.head(64).test) == 1
