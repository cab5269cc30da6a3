"""Context of many sizes, gathered without losing pixels."""

from keras_nets.layers.convolution import convolution
from keras_nets.layers.identity_initializer import IdentityInitializer

RATES = (1, 1, 2, 4, 8, 16, 1)
# Multiples of C that the seven convolutions of 3x3 have, and the noise of their first kernels.
CONTEXTS = {
    "basic": ((1, 1, 1, 1, 1, 1, 1), 0.0),
    "large": ((2, 2, 4, 8, 16, 32, 32), 1e-3),
}


def context_module(x, *, name="context", context="basic", activation="relu", noise=None, seed=None):
    """Seven convolutions of 3x3 with rates 1, 1, 2, 4, 8, 16 and 1, and one of 1x1: C channels in, C channels out.

    An output sees 67x67 pixels. The basic module has `64 C^2` weights in its kernels. The layers are `<name>_conv1`
    to `<name>_conv8`; an activation follows all but the last. Kernels start from the identity.

    Reference:
        Yu, Koltun, 2016, Multi-scale context aggregation by dilated convolutions, https://arxiv.org/abs/1511.07122

    Differs: each convolution pads its own input with zeros, where the authors' network pads the module's input by 33.

    Args:
        x: Tensor of shape `(batch, height, width, C)`.
        name: Beginning of the layers' names.
        context: `"basic"`, C channels everywhere, or `"large"`, 2C, 2C, 4C, 8C, 16C, 32C, 32C and C channels.
        activation: As in `activate`.
        noise: Standard deviation of the noise in the kernels' start; None is 0 in the basic module and 0.001 in the
            large one, whose copies of a channel would otherwise stay alike.
        seed: Seed of the noise.

    Raises:
        ValueError: If there is no such context or activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((None, None, 21))
    >>> keras.Model(inputs, context_module(inputs)).count_params() == 64 * 21**2 + 8 * 21
    True
    """
    if context not in CONTEXTS:
        raise ValueError(f"context must be one of {', '.join(CONTEXTS)}, got {context!r}")
    maps = x.shape[-1]
    multiples, usual_noise = CONTEXTS[context]
    noise = usual_noise if noise is None else noise
    for number, (multiple, rate) in enumerate(zip(multiples, RATES, strict=True), start=1):
        # Layers that draw from equal seeds would be alike.
        start = IdentityInitializer(maps, noise, None if seed is None else seed + number)
        x = convolution(
            x,
            multiple * maps,
            3,
            name=f"{name}_conv{number}",
            dilation_rate=rate,
            activation=activation,
            normalization=False,
            kernel_initializer=start,
        )
    start = IdentityInitializer(maps, noise, seed)
    last = {"activation": None, "normalization": False, "kernel_initializer": start}
    return convolution(x, maps, 1, name=f"{name}_conv8", **last)
