import shutil
from pathlib import Path

from keras_nets.datasets import load
from keras_nets.datasets.images.decoding import decode
from keras_nets.datasets.images.sizing import resize

import numpy as np
import pytest
from PIL import Image


def eager(path, size):
    return np.rint(resize(decode(path.read_bytes()), size)) / 255


def test_files_are_found_in_the_order_of_their_names(photos):
    dataset = load(str(photos), split="50/50")
    assert dataset.class_names == ("cat", "dog")
    assert [np.bincount(split.y).tolist() for split in (dataset.train, dataset.test)] == [[3, 3], [3, 3]]
    for split in (dataset.train, dataset.test):
        for path, label in zip(split.x, split.y, strict=True):
            assert f"/{dataset.class_names[label]}/" in path


def test_streaming_equals_decoding_in_memory(photos):
    dataset = load(photos, split="50/50", image_size=(16, 24))
    expected = {str(path): eager(path, (16, 24)) for path in photos.glob("*/*")}
    seen = []
    for x, y in dataset.batches("train", 4, seed=0):
        assert x.shape[1:] == (16, 24, 3)
        seen += list(zip(x.numpy(), y.numpy(), strict=True))
    assert len(seen) == 6
    inputs = dataset.inputs("train")
    for path, label, streamed in zip(dataset.train.x, dataset.train.y, inputs, strict=True):
        np.testing.assert_allclose(streamed, expected[path], atol=1e-6)
        assert sum(np.array_equal(streamed, x) and label == y for x, y in seen) == 1


def test_channels_and_flattening(photos):
    gray = load(photos, split="50/50", image_size=(8, 8), channels=1)
    flat = load(photos, split="50/50", image_size=(8, 8), channels=1, flatten=True)
    assert (gray.input_shape, flat.input_shape) == ((8, 8, 1), (64,))
    np.testing.assert_array_equal(gray.inputs().reshape(6, 64), flat.inputs())


def test_size_is_that_of_the_first_image_and_said(photos):
    dataset = load(photos, split="50/50")
    assert dataset.input_shape == (20, 30, 3)
    assert dataset.messages == (
        f"images of 20 x 30 to 25 x 30 pixels are resized to 20 x 30, the size of {photos}/cat/a.png",
    )
    assert dataset.form.image_size == (20, 30)


def test_checksum_follows_names_and_content_but_not_the_place(photos, tmp_path):
    first = load(photos, split="50/50").checksum
    shutil.copytree(photos, tmp_path / "copy")
    assert load(tmp_path / "copy", split="50/50").checksum == first
    (photos / "cat" / "a.png").rename(photos / "cat" / "z.png")
    renamed = load(photos, split="50/50").checksum
    Image.new("RGB", (4, 4)).save(photos / "cat" / "z.png")
    assert len({first, renamed, load(photos, split="50/50").checksum}) == 3


def test_other_files_are_left_out_and_said(photos):
    (photos / "readme.txt").write_text("about")
    (photos / "cat" / "notes.txt").write_text("about")
    (photos / "cat" / ".hidden.png").write_text("about")
    (photos / "cat" / "more").mkdir()
    dataset = load(photos, split="50/50", image_size=(8, 8))
    assert len(dataset.train) == 6
    assert dataset.messages[:2] == (
        f"1 file beside the class folders of {photos} left out",
        f"class folder {photos}/cat: 2 items left out, no images: more, notes.txt",
    )


def test_unreadable_images_are_named_or_skipped_and_counted(photos):
    (photos / "cat" / "a.png").write_bytes(b"broken")
    (photos / "dog" / "b.jpg").write_bytes((photos / "dog" / "b.jpg").read_bytes()[:-40])
    with pytest.raises(
        ValueError, match=r"image .*cat/a.png cannot be read \(truncated.*1 more image cannot.*--skip-un"
    ):
        load(photos)
    dataset = load(photos, split="50/50", image_size=(8, 8), skip_unreadable=True)
    assert dataset.messages[0] == f"2 unreadable images left out: {photos}/cat/a.png, {photos}/dog/b.jpg"
    assert len(dataset.train) + len(dataset.test) == 10
    assert np.isfinite(dataset.inputs("train")).all()


def test_class_without_a_readable_image_is_refused(photos):
    for path in (photos / "cat").iterdir():
        path.write_bytes(b"")
    with pytest.raises(
        ValueError, match=r"no image of class cat in .*photos can be read; repair one or remove the class"
    ):
        load(photos, skip_unreadable=True)


def test_empty_class_folder_is_named(photos):
    (photos / "bird").mkdir()
    with pytest.raises(
        ValueError, match=r"class folder .*bird is empty; put \.bmp, \.gif.* directly into it, or remove"
    ):
        load(photos)


def test_nested_folders_are_named(photos):
    (photos / "bird" / "cat").mkdir(parents=True)
    with pytest.raises(ValueError, match=r"class folder .*bird holds only cat; put"):
        load(photos)


def in_parts(photos, *names):
    """Copies of the folder side by side, as the parts of one."""
    folder = photos.parent / "parts"
    for name in names:
        shutil.copytree(photos, folder / name)
    return folder


@pytest.mark.parametrize("names", [("train", "val", "test"), ("Training", "validation", "testing")])
def test_folders_of_parts_become_the_parts(photos, names):
    folder = in_parts(photos, *names)
    dataset = load(folder, image_size=(30, 30))
    assert dataset.class_names == ("cat", "dog") and dataset.options["split"] == "official"
    for part, name in zip(("train", "validation", "test"), names, strict=True):
        split = dataset.split(part)
        assert sorted(split.x) == sorted(str(path) for path in folder.glob(f"{name}/*/*"))
        assert [Path(path).parent.name for path in split.x] == [dataset.class_names[label] for label in split.y]
    assert dataset.messages == (
        "in the training part as well, byte for byte: 12 examples of the validation part, 12 examples of the test part",
    )
    # Another split sets the test part aside.
    other = load(folder, image_size=(30, 30), split="75/25")
    assert len(other.train) + len(other.test) == 24
    assert not any(f"/{names[2]}/" in path for path in (*other.train.x, *other.test.x))


@pytest.mark.parametrize("there, lacking", [(("train", "valid"), "test"), (("train", "test"), "validation")])
def test_a_part_that_lacks_is_taken_from_the_training_part(photos, there, lacking):
    folder = in_parts(photos, *there)
    dataset = load(folder, image_size=(30, 30))
    own = "validation" if lacking == "test" else "test"
    assert all(f"/{there[1]}/" in path for path in dataset.split(own).x) and len(dataset.split(own)) == 12
    taken = dataset.split(lacking)
    assert len(taken) == 2 and set(taken.y) == {0, 1}
    assert sorted((*dataset.train.x, *taken.x)) == sorted(str(path) for path in folder.glob("train/*/*"))
    told = f"{folder} has no folder of a {lacking} part; a twelfth of the training part is taken for it"
    assert told in dataset.messages


def test_parts_of_different_classes_are_refused(photos):
    folder = in_parts(photos, "train", "test")
    (folder / "test" / "dog").rename(folder / "test" / "dogs")
    with pytest.raises(ValueError, match=r"train and .*test have different class folders \(dog, dogs in one of them"):
        load(folder)


def test_a_class_may_be_called_like_a_part(photos):
    (photos / "cat").rename(photos / "train")
    assert load(photos, split="50/50").class_names == ("dog", "train")
    (photos / "dog").rename(photos / "test")
    assert load(photos, split="50/50").class_names == ("test", "train")


def test_what_systems_leave_in_folders_is_ignored(photos):
    before = load(photos, split="50/50", image_size=(30, 30))
    (photos / "__MACOSX" / "cat").mkdir(parents=True)
    for name in ("Thumbs.db", ".DS_Store", "._a.png", "desktop.ini"):
        (photos / name).write_bytes(b"litter")
        (photos / "cat" / name).write_bytes(b"litter")
    after = load(photos, split="50/50", image_size=(30, 30))
    assert after.messages == before.messages == () and after.checksum == before.checksum


def test_folders_without_classes_are_refused(photos):
    with pytest.raises(ValueError, match="needs a subfolder of images for each class, at least two; it has none"):
        load(photos / "cat")
    shutil.rmtree(photos / "dog")
    with pytest.raises(ValueError, match="for each class, at least two; it has one, cat"):
        load(photos)


def test_table_options_are_refused(photos):
    with pytest.raises(ValueError, match=r"photos takes no --target \('kind' was given\), which is for a table"):
        load(photos, target="kind")
