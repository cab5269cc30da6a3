"""Random distortions of images as values: functions of a strength, for a recipe's `augmentation`."""

import keras


def distortions(*, flip=False, fill_value=0.0, **factors):
    """Distortions in proportion to a strength, in the order in which they are named.

    Args:
        flip: Mirror images from a strength of 1 on, where photographs are trained on; nothing is then rotated. Digits
            and letters are trained on with less.
        fill_value: What images are filled with where they were moved away from.
        factors: What to do and how far at a strength of 1: `rotation` in whole turns, `shift` in widths of the image,
            `zoom` in its size, `stretch` likewise but height and width apart.

    Returns:
        `augmentation(strength)`, which returns a Keras layer.

    Raises:
        TypeError: If a factor is none of these.

    Example:

    >>> [layer.name.rstrip("_0123456789") for layer in distortions(rotation=0.03, shift=0.06)(0.5).layers]
    ['random_rotation', 'random_translation']
    """
    if unknown := set(factors) - set(_LAYERS):
        raise TypeError(f"distortions got {', '.join(unknown)}; there are {', '.join(_LAYERS)}")

    def augmentation(strength):
        mirrored = flip and strength >= 1
        layers = [
            _LAYERS[name](factor * strength, fill_mode="constant", fill_value=fill_value)
            for name, factor in factors.items()
            if not (mirrored and name == "rotation")
        ]
        layers += [keras.layers.RandomFlip("horizontal")] if mirrored else []
        return layers[0] if len(layers) == 1 else keras.Sequential(layers)

    return augmentation


_LAYERS = {
    "rotation": keras.layers.RandomRotation,
    "shift": lambda factor, **fill: keras.layers.RandomTranslation(factor, factor, **fill),
    "zoom": keras.layers.RandomZoom,
    "stretch": lambda factor, **fill: keras.layers.RandomZoom(factor, factor, **fill),
}
