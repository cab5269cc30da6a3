from keras_nets.datasets import load

import keras
import numpy as np
import pytest


def save(folder, name, shape, examples=(120, 20), dtype="uint8"):
    random = np.random.default_rng(0)
    arrays = {}
    for part, count in zip(("train", "test"), examples, strict=True):
        arrays[f"x_{part}"] = random.integers(0, 256, (count, *shape)).astype(dtype)
        arrays[f"y_{part}"] = np.arange(count, dtype="uint8")[:, None] % 10
    np.savez(folder / name, **arrays)
    return arrays


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse():
        raise OSError("URL fetch failure")

    monkeypatch.delenv("KERAS_NETS_DATA", raising=False)
    for name in ("mnist", "fashion_mnist", "cifar10"):
        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", refuse)


def test_folder_is_that_of_the_argument_or_of_the_environment(tmp_path, monkeypatch):
    arrays = save(tmp_path, "mnist.npz", (28, 28))
    dataset = load("mnist", data_dir=tmp_path)
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [110, 10, 20]
    np.testing.assert_array_equal(dataset.test.x[..., 0], arrays["x_test"])
    np.testing.assert_array_equal(dataset.test.y, arrays["y_test"].ravel())
    monkeypatch.setenv("KERAS_NETS_DATA", str(tmp_path))
    assert load("mnist").checksum == dataset.checksum


def test_part_of_a_set_is_said(tmp_path):
    save(tmp_path, "cifar10_subset.npz", (32, 32, 3))
    dataset = load("cifar10", data_dir=tmp_path)
    assert dataset.class_names[3] == "cat"
    assert dataset.messages == (
        "cifar10: 120 training examples of 50,000 and 20 of 10,000 test examples; "
        "figures do not compare with those of the whole set",
    )


def test_whole_set_goes_before_a_part(tmp_path):
    save(tmp_path, "cifar10_subset.npz", (32, 32, 3))
    save(tmp_path, "cifar10.npz", (32, 32, 3), examples=(240, 40))
    assert len(load("cifar10", data_dir=tmp_path).test) == 40


def test_keras_is_asked_where_the_folder_lacks_the_file(tmp_path, monkeypatch):
    arrays = save(tmp_path, "given.npz", (28, 28))
    answer = (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    monkeypatch.setattr(keras.datasets.fashion_mnist, "load_data", lambda: answer)
    dataset = load("fashion_mnist", data_dir=tmp_path, split="full")
    np.testing.assert_array_equal(dataset.train.x[..., 0], arrays["x_train"])
    assert dataset.class_names[9] == "Ankle boot"


def test_set_that_cannot_be_had_is_named_with_its_file_and_source(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no mnist.npz in .*Keras cannot fetch it \(URL.*https://.*--data-dir"):
        load("mnist", data_dir=tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no cifar10.npz or cifar10_subset.npz \(no data folder is named\)"):
        load("cifar10")
    with pytest.raises(
        FileNotFoundError, match="there is no data folder nowhere; correct --data-dir or KERAS_NETS_DATA"
    ):
        load("mnist", data_dir="nowhere")


def test_file_of_the_wrong_kind_is_named(tmp_path):
    save(tmp_path, "mnist.npz", (27, 28))
    with pytest.raises(
        ValueError, match=r"mnist.npz is not mnist: .*shape \(27, 28, 1\), not uint8 images of \(28, 28, 1\)"
    ):
        load("mnist", data_dir=tmp_path)
    save(tmp_path, "mnist.npz", (28, 28), dtype="float32")
    with pytest.raises(ValueError, match=r"mnist.npz is not mnist: it has float32 examples"):
        load("mnist", data_dir=tmp_path)
    content = (tmp_path / "mnist.npz").read_bytes()
    (tmp_path / "mnist.npz").write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=r"mnist.npz is truncated or no .npz file; copy or make it again"):
        load("mnist", data_dir=tmp_path)


MNIST_TRAIN = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
MNIST_TEST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_mnist_is_the_published_set_in_its_order_real_data(real_data):
    dataset = load("mnist", data_dir=real_data, split="full", image_size=(32, 32))
    assert np.bincount(dataset.train.y).tolist() == MNIST_TRAIN
    assert np.bincount(dataset.test.y).tolist() == MNIST_TEST
    assert dataset.train.y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert dataset.test.y[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert dataset.train.x.shape == (60_000, 32, 32, 1)
    margin = np.ones((32, 32), bool)
    margin[2:30, 2:30] = False
    assert dataset.train.x[:, margin].max() == 0
    # Mean of the training images' 28 x 28 pixels, as it is usually subtracted.
    assert dataset.train.x[:, ~margin].mean() / 255 == pytest.approx(0.1307, abs=5e-5)


def test_fashion_mnist_validates_on_a_twelfth_of_its_training_part_real_data(real_data):
    if not (real_data / "fashion_mnist.npz").is_file():
        pytest.skip("Fashion-MNIST is not in the data folder")
    dataset = load("fashion_mnist", data_dir=real_data)
    assert np.bincount(dataset.train.y).tolist() == [5_500] * 10
    assert np.bincount(dataset.validation.y).tolist() == [500] * 10
    assert np.bincount(dataset.test.y).tolist() == [1_000] * 10
    assert dataset.messages == ()


def test_cifar10_is_balanced_real_data(real_data):
    if not any((real_data / name).is_file() for name in ("cifar10.npz", "cifar10_subset.npz")):
        pytest.skip("CIFAR-10 is not in the data folder")
    dataset = load("cifar10", data_dir=real_data, split="full")
    assert len(set(np.bincount(dataset.train.y))) == len(set(np.bincount(dataset.test.y))) == 1
    assert dataset.input_shape == (32, 32, 3)
