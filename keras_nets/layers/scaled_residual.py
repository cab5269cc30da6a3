"""A residual that is added in part."""

import keras


@keras.saving.register_keras_serializable(package="keras_nets")
class ScaledResidual(keras.layers.Layer):
    """Adds a residual, scaled down, to its shortcut.

    `y = x + scale * f(x)`, where very wide residual networks would otherwise die early in training.

    Reference:
        Szegedy, Ioffe, Vanhoucke, Alemi, 2017, Inception-v4, Inception-ResNet and the impact of residual connections on
        learning, https://arxiv.org/abs/1602.07261

    Args:
        scale: Factor on the residual; the paper takes 0.1 to 0.3.

    Input shape:
        A list of the shortcut x and the residual f(x), both of the same shape.

    Output shape:
        That of the shortcut.

    Example:

    >>> import keras
    >>> x, residual = keras.ops.array([1.0, 2.0]), keras.ops.array([2.0, 0.0])
    >>> keras.ops.convert_to_numpy(ScaledResidual(0.5)([x, residual]))
    array([2., 2.], dtype=float32)
    """

    def __init__(self, scale, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs):
        shortcut, residual = inputs
        return shortcut + self.scale * residual

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}
