"""Codes of +1 and -1 that the classes of a radial basis output stand for."""

import keras
from keras import ops

DIGITS = """
..###.. ...##.. .#####. ####### ....##. ####### ...###. ####### .#####. ..###..
.##.##. ..###.. ##...## .....## ...###. ##..... ..##... .....## ##...## .##.##.
##...## .####.. ##...## ....##. ...###. ##..... .##.... .....## ##...## ##...##
##...## ##.##.. .....## ...##.. ..####. ##..... .##.... ....##. ##...## ##...##
##...## ...##.. .....## ..##... ..#.##. ######. ##..... ....##. ##...## ##...##
##...## ...##.. ....##. ..####. .##.##. ##...## ##.###. ...##.. .#####. ##..###
##...## ...##.. ...##.. ....### .#..##. .....## ###..## ...##.. ##...## .###.##
##...## ...##.. ..##... .....## ##..##. .....## ##...## ...##.. ##...## .....##
##...## ...##.. .##.... .....## ####### .....## ##...## ..##... ##...## ....##.
##...## ...##.. ##..... .....## ....##. .....## ##...## ..##... ##...## ....##.
.##.##. ...##.. ##..... ##..### ....##. ##...## .##.##. ..##... ##...## ...##..
..###.. .###### ####### .####.. ....##. .#####. ..###.. ..##... .#####. .###...
"""
ROWS, COLUMNS = 12, 7


@keras.saving.register_keras_serializable(package="keras_nets")
class DigitBitmaps(keras.initializers.Initializer):
    """Initializer of shape `(classes, 84)`: +1 and -1 for the ink and the paper of the digits on 7x12 bitmaps.

    Digits that look alike have codes that are alike, so that a network can say what a character could also be.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition,
        https://doi.org/10.1109/5.726791

    Differs: the bitmaps are drawn anew and are those of the ten digits alone; the paper has all printable characters.

    Raises:
        ValueError: If codes are asked for more than 10 classes or for another length than 84.

    Example:

    >>> import keras
    >>> one = keras.ops.convert_to_numpy(DigitBitmaps()((10, 84)))[1]
    >>> one.reshape(12, 7)[0]
    array([-1., -1., -1.,  1.,  1., -1., -1.], dtype=float32)
    """

    def __call__(self, shape, dtype=None):
        classes, length = shape
        if classes > 10 or length != ROWS * COLUMNS:
            raise ValueError(
                f"DigitBitmaps has codes of 84 units for up to 10 classes, got shape {tuple(shape)}; use RandomSigns"
            )
        rows = [line.split() for line in DIGITS.split("\n") if line]
        signs = [[1.0 if ink == "#" else -1.0 for row in rows for ink in row[digit]] for digit in range(classes)]
        return ops.convert_to_tensor(signs, dtype=dtype)


@keras.saving.register_keras_serializable(package="keras_nets")
class RandomSigns(keras.initializers.Initializer):
    """Initializer that draws +1 and -1 with equal probability: codes for any number of classes.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition,
        https://doi.org/10.1109/5.726791

    Args:
        seed: Integer; the same seed and shape give the same codes.

    Example:

    >>> import keras
    >>> codes = keras.ops.convert_to_numpy(RandomSigns(seed=1)((26, 84)))
    >>> sorted(set(codes.ravel().tolist()))
    [-1.0, 1.0]
    """

    def __init__(self, seed=0):
        self.seed = seed

    def __call__(self, shape, dtype=None):
        ink = keras.random.uniform(shape, -1.0, 1.0, seed=self.seed) > 0
        return ops.cast(ops.where(ink, 1, -1), dtype or keras.config.floatx())

    def get_config(self):
        return {"seed": self.seed}
