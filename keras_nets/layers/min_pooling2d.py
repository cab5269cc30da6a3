"""Minimum pooling, beside the maximum and the mean that Keras has."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class MinPooling2D(keras.layers.Layer):
    """Least value of each window of a feature map.

    `y = min over the window of x = -max(-x)`: the gradient of a window goes to its least value alone.

    Args:
        pool_size: Side of the window, or its height and width.
        strides: Stride of the window; None is `pool_size`, so that windows do not overlap.
        padding: `"valid"`, or `"same"`, whose padding is never the least.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, rows, columns, channels)`, as of `keras.layers.MaxPooling2D`.

    Example:

    >>> import keras
    >>> x = keras.ops.reshape(keras.ops.arange(16.0), (1, 4, 4, 1))
    >>> keras.ops.convert_to_numpy(MinPooling2D()(x)[0, ..., 0])
    array([[ 0.,  2.],
           [ 8., 10.]], dtype=float32)
    """

    def __init__(self, pool_size=2, strides=None, padding="valid", **kwargs):
        super().__init__(**kwargs)
        self.pool_size, self.strides, self.padding = pool_size, strides, padding
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, inputs):
        return -ops.max_pool(-inputs, self.pool_size, self.strides, self.padding, data_format="channels_last")

    def compute_output_shape(self, input_shape):
        pooling = keras.layers.MaxPooling2D(self.pool_size, self.strides, self.padding, data_format="channels_last")
        return pooling.compute_output_shape(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "strides": self.strides,
            "padding": self.padding,
        }
