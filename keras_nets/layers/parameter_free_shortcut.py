"""The shortcut of a residual block that changes the shape without weights."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ParameterFreeShortcut(keras.layers.Layer):
    """Every `strides`-th pixel of the input, with channels of zeros after its own: a residual network's shortcut A.

    Reference:
        He, Zhang, Ren, Sun, 2016, Deep residual learning for image recognition, https://arxiv.org/abs/1512.03385

    Args:
        filters: Number of output channels, at least those of the input.
        strides: Step in rows and columns.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, ceil(height / strides), ceil(width / strides), filters)`.

    Raises:
        ValueError: If the input has more channels than `filters`.

    Example:

    >>> import keras
    >>> keras.ops.convert_to_numpy(ParameterFreeShortcut(3, strides=2)(keras.ops.ones((1, 1, 3, 2))))[0, 0]
    array([[1., 1., 0.],
           [1., 1., 0.]], dtype=float32)
    """

    def __init__(self, filters, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.strides = filters, strides
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def build(self, input_shape):
        if input_shape[-1] > self.filters:
            raise ValueError(
                f"shortcut A only adds channels and cannot go from {input_shape[-1]} to {self.filters}; use shortcut B"
            )

    def call(self, inputs):
        # Windows of one pixel: a slice of the same pixels takes TensorFlow ten times as long.
        pixels = ops.max_pool(inputs, 1, self.strides) if self.strides > 1 else inputs
        extra = self.filters - inputs.shape[-1]
        return ops.pad(pixels, ((0, 0), (0, 0), (0, 0), (0, extra))) if extra else pixels

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        return (batch, height and -(-height // self.strides), width and -(-width // self.strides), self.filters)

    def get_config(self):
        return {**super().get_config(), "filters": self.filters, "strides": self.strides}
