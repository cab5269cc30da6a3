"""The standard image sets, from the user's data folder or else from Keras's cache or download."""

import dataclasses

from keras_nets._wording import counted, one_line
from keras_nets.datasets.files import find, missing
from keras_nets.datasets.source import divided
from keras_nets.datasets.tables import arrays

import numpy as np

_DIGITS = tuple("0123456789")
_FASHION = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
_CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

# Name: file names, best first; shape of an image; examples of the whole set; class names; where it is published.
_SETS = {
    "mnist": (
        ("mnist.npz",),
        (28, 28),
        (60_000, 10_000),
        _DIGITS,
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    ),
    "fashion_mnist": (
        ("fashion_mnist.npz",),
        (28, 28),
        (60_000, 10_000),
        _FASHION,
        "https://github.com/zalandoresearch/fashion-mnist",
    ),
    "cifar10": (
        ("cifar10.npz", "cifar10_subset.npz"),
        (32, 32, 3),
        (50_000, 10_000),
        _CIFAR10,
        "https://www.cs.toronto.edu/~kriz/cifar.html",
    ),
}


def load(request):
    """MNIST, Fashion-MNIST or CIFAR-10 as a `Dataset`; see `read`."""
    return divided(read(request.name, request.data_dir), request)


def read(name, data_dir=None):
    """MNIST, Fashion-MNIST or CIFAR-10, with its official test part.

    Args:
        name: Name of the set.
        data_dir: Folder with `mnist.npz`, `fashion_mnist.npz` and `cifar10.npz` (or `cifar10_subset.npz`); None is the
            environment variable KERAS_NETS_DATA. Sets that are not there come from `keras.datasets`.

    Raises:
        FileNotFoundError: If the folder does not exist, or neither it nor Keras has the set.
        ValueError: If the file is truncated or does not hold this set.
    """
    files, image_shape, sizes, class_names, _ = _SETS[name]
    path = find(files, data_dir)
    if path is None:
        source = arrays.from_arrays(name, *_from_keras(name, data_dir), class_names=class_names)
    else:
        source = arrays.read(path, name, class_names)
    shape = image_shape if len(image_shape) == 3 else (*image_shape, 1)
    if not source.are_images or source.x.shape[1:] != shape or not source.test_examples:
        raise ValueError(
            f"{path or name} is not {name}: it has {source.x.dtype} examples of shape {source.x.shape[1:]}, "
            f"not uint8 images of {shape} in a training and a test part; copy or make it again"
        )
    return _say_if_part(source, sizes)


def _from_keras(name, data_dir):
    import keras

    files, *_, url = _SETS[name]
    try:
        (x, y), (x_test, y_test) = getattr(keras.datasets, name).load_data()
    # Keras passes on everything that download, unpacking or the disk raise, including bare Exceptions.
    except Exception as error:
        besides = f", and Keras cannot fetch it ({one_line(error)})"
        raise missing(name, files, data_dir, url, besides) from None
    return x, y.astype(np.uint8), x_test, y_test.astype(np.uint8)


def _say_if_part(source, sizes):
    found = (len(source.x) - source.test_examples, source.test_examples)
    if found == sizes:
        return source
    message = (
        f"{source.name}: {counted(found[0], 'training example')} of {sizes[0]:,} and "
        f"{found[1]:,} of {sizes[1]:,} test examples; figures do not compare with those of the whole set"
    )
    return dataclasses.replace(source, messages=(message,))
