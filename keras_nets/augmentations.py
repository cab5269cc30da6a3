"""Random distortions of images as values: functions of a strength, for a recipe's `augmentation`.

Their further arguments are hyperparameters of every recipe that names them: `--set flip=horizontal`.
"""

import inspect

from keras_nets.layers import ScaleJitter

import keras

# Ways to mirror images. Those trained on photographs alone are mirrored only from a strength of 1 on.
FLIPS = ("none", "strong", "horizontal", "vertical", "both")


def distortions(*, fill_value=0.0, **own):
    """Distortions in proportion to a strength, in the order in which they are named.

    Args:
        fill_value: What images are filled with where they were moved away from, the value of black.
        own: What to do by default, and how far at a strength of 1:
            `rotation`: Greatest angle, in whole turns.
            `shift`: Greatest shift, in widths of the image.
            `zoom`: Greatest change of the size; `stretch` likewise, but height and width apart.
            `crop`: How much larger an image becomes, at most, before a window of its former size is cut out at random;
                two numbers are the least and the greatest change.
            `brightness`: Greatest change, in the distance from black to white.
            `contrast`: Greatest change of the distances from the mean.
            `flip`: `"horizontal"`, `"vertical"` or `"both"` mirror images at random at any strength, `"strong"` from a
                strength of 1 on and horizontally, since digits and letters are trained on with less.

    Returns:
        `augmentation(strength, *, flip, rotation, ...)`, which returns a Keras layer, or None where nothing is
        distorted. Its keyword arguments have the defaults of `own`, and 0 or `"none"` where that names none.

    Raises:
        TypeError: If a distortion is none of these.
        ValueError: By `augmentation`, if a number is not from 0 to 1, or a way to flip is unknown.

    Example:

    >>> augmentation = distortions(rotation=0.03, shift=0.06)
    >>> [layer.name.rstrip("_0123456789") for layer in augmentation(0.5, flip="horizontal").layers]
    ['random_rotation', 'random_translation', 'random_flip']
    """
    if unknown := set(own) - set(_DEFAULTS):
        raise TypeError(f"distortions got {', '.join(unknown)}; there are {', '.join(_DEFAULTS)}")
    defaults = own | {name: value for name, value in _DEFAULTS.items() if name not in own}

    def augmentation(strength, **asked):
        layers = []
        for name, value in (defaults | asked).items():
            _check(name, value)
            if name == "flip":
                layers += [keras.layers.RandomFlip(direction) for direction in _directions(value, strength)]
            elif value:
                layers.append(_LAYERS[name](value, strength, fill_value))
        return keras.Sequential(layers) if len(layers) > 1 else next(iter(layers), None)

    kinds = inspect.Parameter
    parameters = [kinds("strength", kinds.POSITIONAL_OR_KEYWORD)]
    parameters += [kinds(name, kinds.KEYWORD_ONLY, default=value) for name, value in defaults.items()]
    augmentation.__signature__ = inspect.Signature(parameters)
    return augmentation


def _check(name, value):
    if name == "flip":
        if value not in FLIPS:
            raise ValueError(f"flip is {value!r}; there are {', '.join(FLIPS)}")
        return
    for number in value if isinstance(value, tuple) else (value,):
        if not (-1 if isinstance(value, tuple) else 0) <= number <= 1:
            raise ValueError(f"{name} is {value}; it must be from 0 to 1")


def _directions(flip, strength):
    if flip == "both":
        # One layer for both would do both at once.
        return "horizontal", "vertical"
    if flip == "strong":
        return ("horizontal",) if strength >= 1 else ()
    return () if flip == "none" else (flip,)


def _crop(factor, strength, fill_value):
    least, greatest = factor if isinstance(factor, tuple) else (0.0, factor)
    return ScaleJitter((1 + least * strength, 1 + greatest * strength))


def _moving(layer, axes=1):
    """What moves pixels along so many axes, and fills those that it moved away from."""
    return lambda factor, strength, fill_value: layer(
        *(factor * strength,) * axes, fill_mode="constant", fill_value=fill_value
    )


def _brightness(factor, strength, fill_value):
    return keras.layers.RandomBrightness(factor * strength, value_range=(fill_value, 1.0))


def _contrast(factor, strength, fill_value):
    # Of a single number Keras 3.15 makes changes upwards alone.
    return keras.layers.RandomContrast((factor * strength,) * 2, value_range=(fill_value, 1.0))


_LAYERS = {
    "rotation": _moving(keras.layers.RandomRotation),
    "shift": _moving(keras.layers.RandomTranslation, axes=2),
    "zoom": _moving(keras.layers.RandomZoom),
    "stretch": _moving(keras.layers.RandomZoom, axes=2),
    "crop": _crop,
    "brightness": _brightness,
    "contrast": _contrast,
}
_DEFAULTS = {**dict.fromkeys(_LAYERS, 0.0), "flip": "none"}
