"""The corruptions of denoising autoencoders by name."""

from keras_nets.layers.masking_noise import MaskingNoise
from keras_nets.layers.salt_and_pepper_noise import SaltAndPepperNoise

import keras

NOISES = {
    "masking": MaskingNoise,
    "gaussian": keras.layers.GaussianNoise,
    "salt_and_pepper": SaltAndPepperNoise,
}


def corruption(noise, level, *, name="corruption"):
    """A layer that corrupts its input in training and passes it on unchanged at test time.

    Reference:
        Vincent, Larochelle, Lajoie, Bengio, Manzagol, 2010, Stacked denoising autoencoders: learning useful
        representations in a deep network with a local denoising criterion, section 3.3,
        https://www.jmlr.org/papers/v11/vincent10a.html

    Args:
        noise: `"masking"` sets inputs to zero, `"salt_and_pepper"` to 0 or 1, `"gaussian"` adds normal noise.
        level: Fraction of the inputs that is changed, or the standard deviation of the normal noise; from 0 to 1.
        name: Name of the layer.

    Raises:
        ValueError: If there is no such noise or level.

    Example:

    >>> corruption("masking", 0.25).name
    'corruption'
    """
    if noise not in NOISES:
        raise ValueError(f"noise must be one of {', '.join(NOISES)}, got {noise!r}")
    if not 0 <= level <= 1:
        raise ValueError(f"the level of {noise} noise must be from 0 to 1, got {level}")
    return NOISES[noise](level, name=name)
