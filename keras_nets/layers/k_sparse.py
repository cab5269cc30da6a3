"""A fixed number of active units."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class KSparse(keras.layers.Layer):
    """Keeps the k largest activations of each example and sets the others to zero.

    Units that tie with the k-th largest stay as well. The gradient flows through those that stay.

    Reference:
        Makhzani, Frey, 2013, k-Sparse autoencoders, https://arxiv.org/abs/1312.5663

    Differs: the paper keeps a few more units at test time.

    Args:
        active_units: The number k.

    Input shape:
        `(batch, units)`.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `active_units` is not from 1 to the number of units.

    Example:

    >>> import keras
    >>> keras.ops.convert_to_numpy(KSparse(2)(keras.ops.array([[1.0, 4.0, -1.0, 3.0]])))
    array([[0., 4., 0., 3.]], dtype=float32)
    """

    def __init__(self, active_units, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(active_units, int) or active_units < 1:
            raise ValueError(f"KSparse keeps a number of units of at least 1, got active_units={active_units}")
        self.active_units = active_units

    def build(self, input_shape):
        if self.active_units > input_shape[-1]:
            raise ValueError(f"KSparse cannot keep active_units={self.active_units} of {input_shape[-1]} units")

    def call(self, inputs):
        least = ops.top_k(inputs, self.active_units)[0][..., -1:]
        return ops.where(inputs >= least, inputs, ops.zeros_like(inputs))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "active_units": self.active_units}
