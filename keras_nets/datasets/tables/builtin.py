"""Data sets that come with scikit-learn and scikit-image, without downloads."""

from keras_nets.datasets.source import Source, checksum_of_arrays, divided

import numpy as np

# The raw measurements of the patients: scikit-learn's scaled ones depend on the test part.
_OPTIONS = {"diabetes": {"scaled": False}}


def load(request):
    """Digits, faces, breast cancer, wine, iris or diabetes as a `Dataset`."""
    read = {"digits": _digits, "faces": _faces}.get(request.name, _table)
    return divided(read(request.name), request)


def _digits(name):
    """1,797 handwritten digits of 8 x 8 pixels and 17 shades of gray."""
    from keras_nets.datasets.images.sizing import prepare_images

    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.rint(digits.images * (255 / 16)).astype("uint8")[..., None]
    return _source(name, images, digits.target, [str(digit) for digit in range(10)], prepare=prepare_images)


def _faces(name):
    """100 photographs of faces and 100 of other things, 25 x 25 gray pixels."""
    from keras_nets.datasets.images.sizing import prepare_images

    from skimage.data import lfw_subset

    images = np.rint(lfw_subset() * 255).astype("uint8")[..., None]
    labels = np.repeat([1, 0], len(images) // 2)
    return _source(name, images, labels, ["other", "face"], prepare=prepare_images)


def _table(name):
    from sklearn import datasets

    table = getattr(datasets, f"load_{name}")(**_OPTIONS.get(name, {}))
    class_names = [str(class_name) for class_name in getattr(table, "target_names", ())]
    features = tuple(str(feature) for feature in table.feature_names)
    return _source(name, table.data.astype("float32"), table.target, class_names, feature_names=features)


def _source(name, x, y, class_names, **others):
    y = y.astype("int32" if class_names else "float32")
    return Source(name, x, y, tuple(class_names), checksum_of_arrays(x, y), **others)
