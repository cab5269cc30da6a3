"""Kernels that hand channels on."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class IdentityInitializer(keras.initializers.Initializer):
    """Starts a convolution from the identity, also where the number of channels grows or shrinks.

    From c_i to c_{i+1} channels that stand for C, in groups of alike ones,
    `k_b(t, a) = C / c_{i+1}` in the middle, t = 0, where `floor(a C / c_i) = floor(b C / c_{i+1})`, and noise from
    `N(0, sigma^2)` elsewhere. Networks of such layers hand C channels on unchanged, but for the noise.

    Reference:
        Yu, Koltun, 2016, Multi-scale context aggregation by dilated convolutions, https://arxiv.org/abs/1511.07122

    Args:
        maps: The number C of channels.
        noise: Standard deviation sigma of the noise, much less than `C / c_{i+1}`; with 0, copies of a channel stay
            alike.
        seed: Seed of the noise.

    Raises:
        ValueError: If the kernel's channels are no multiples of C, or its sides are even.

    Example:

    >>> import keras
    >>> kernel = IdentityInitializer(maps=2)((3, 3, 2, 4))
    >>> keras.ops.convert_to_numpy(kernel[1, 1])
    array([[0.5, 0.5, 0. , 0. ],
           [0. , 0. , 0.5, 0.5]], dtype=float32)
    """

    def __init__(self, maps, noise=0.0, seed=None):
        self.maps, self.noise, self.seed = maps, noise, seed

    def __call__(self, shape, dtype=None):
        *sides, before, after = shape
        if before % self.maps or after % self.maps or any(side % 2 == 0 for side in sides):
            raise ValueError(
                f"a kernel of shape {tuple(shape)} cannot hand on {self.maps} channels: its channels must be "
                f"multiples of {self.maps}, and its sides odd"
            )
        dtype = dtype or keras.config.floatx()
        groups_before = ops.arange(before) // (before // self.maps)
        groups_after = ops.arange(after) // (after // self.maps)
        alike = ops.equal(groups_before[:, None], groups_after[None, :])
        middle = [(side // 2, side // 2) for side in sides]
        identity = ops.pad(ops.cast(alike, dtype)[(None,) * len(sides)], [*middle, (0, 0), (0, 0)])
        kernel = identity * (self.maps / after)
        if not self.noise:
            return kernel
        return kernel + (1 - identity) * keras.random.normal(shape, stddev=self.noise, dtype=dtype, seed=self.seed)

    def get_config(self):
        return {"maps": self.maps, "noise": self.noise, "seed": self.seed}
