"""Data sets that come with scikit-learn and scikit-image: nothing is downloaded."""

from keras_nets.datasets.source import Source, checksum_of_arrays

import numpy as np

NAMES = ("digits", "breast_cancer", "wine", "iris", "diabetes", "faces")


def read(name):
    """One of `NAMES`.

    The measurements of diabetes are those of the patients; scikit-learn's own scaling of them would have looked at the
    test part.
    """
    if name == "digits":
        return _digits()
    if name == "faces":
        return _faces()
    return _table(name)


def _digits():
    """1,797 handwritten digits of 8 x 8 pixels and 17 shades of gray."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.rint(digits.images * (255 / 16)).astype("uint8")[..., None]
    return _source("digits", "images", images, digits.target, [str(digit) for digit in range(10)])


def _faces():
    """100 photographs of faces and 100 of other things, 25 x 25 gray pixels."""
    from skimage.data import lfw_subset

    images = np.rint(lfw_subset() * 255).astype("uint8")[..., None]
    labels = np.repeat([1, 0], len(images) // 2)
    return _source("faces", "images", images, labels, ["other", "face"])


def _table(name):
    from sklearn import datasets

    options = {"scaled": False} if name == "diabetes" else {}
    table = getattr(datasets, f"load_{name}")(**options)
    class_names = [str(class_name) for class_name in getattr(table, "target_names", ())]
    details = {"feature_names": [str(feature) for feature in table.feature_names]}
    return _source(name, "vectors", table.data.astype("float32"), table.target, class_names, details)


def _source(name, form, x, y, class_names, details=None):
    y = y.astype("int32" if class_names else "float32")
    return Source(name, form, x, y, tuple(class_names), checksum_of_arrays(x, y), details=details or {})
