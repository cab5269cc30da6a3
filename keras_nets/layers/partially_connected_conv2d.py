"""Convolution whose output maps see only some of the input maps."""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class PartiallyConnectedConv2D(keras.layers.Layer):
    """Convolution in which a table says which input maps each output map is connected to.

    `y_o = f(sum over the i in connections[o] of w_io * x_i + b_o)`: LeNet-5's C3, where different inputs make maps
    learn different features. Only the kernels of existing connections are weights; each call lays them out into
    one full kernel with zeros between, so that a single ordinary convolution does the work.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition, table I,
        https://doi.org/10.1109/5.726791

    Args:
        connections: For each output map the indices of the input maps that it sees.
        kernel_size: Side of the square kernel, or its two sides.
        strides: Stride of the kernel, one number or two.
        padding: `"valid"` or `"same"`.
        activation: The function f.
        use_bias: Whether each output map has a bias b.
        kernel_initializer: Initializer of the full kernel, of which the connected part is kept.
        bias_initializer: Initializer of b.
        kernel_regularizer: Regularizer of the connected kernels.

    Input shape:
        `(batch, height, width, input maps)`.

    Output shape:
        `(batch, new height, new width, len(connections))`.

    Raises:
        ValueError: If there is no output map, or one without input maps, with one twice or with one that does not
            exist.

    Example:

    >>> import keras
    >>> layer = PartiallyConnectedConv2D(connections=[(0, 1), (1, 2), (0, 1, 2)], kernel_size=5)
    >>> layer(keras.Input((14, 14, 3))).shape
    (None, 10, 10, 3)
    >>> layer.count_params()
    178
    """

    def __init__(
        self,
        connections,
        kernel_size,
        *,
        strides=1,
        padding="valid",
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.connections = tuple(tuple(int(i) for i in inputs) for inputs in connections)
        if not self.connections:
            raise ValueError("connections must hold a tuple of input maps for each output map, got none")
        for output, inputs in enumerate(self.connections):
            if not inputs or len(set(inputs)) < len(inputs) or min(inputs) < 0:
                raise ValueError(
                    f"connections[{output}] must name at least one input map, each once and from 0 on, got {inputs}"
                )
        self.kernel_size = _pair(kernel_size)
        self.strides = _pair(strides)
        if padding not in ("valid", "same"):
            raise ValueError(f"padding must be 'valid' or 'same', got {padding!r}")
        self.padding = padding
        self.activation = keras.activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def build(self, input_shape):
        maps = input_shape[-1]
        highest = max(max(inputs) for inputs in self.connections)
        if highest >= maps:
            raise ValueError(f"connections name input map {highest}, but the input has maps 0 to {maps - 1} only")
        self._full_shape = (maps, len(self.connections), *self.kernel_size)
        self._pairs = np.array([(i, o) for o, inputs in enumerate(self.connections) for i in inputs], dtype="int32")
        self.kernel = self.add_weight(
            name="kernel",
            shape=(len(self._pairs), *self.kernel_size),
            initializer=self._initial_kernel,
            regularizer=self.kernel_regularizer,
        )
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(len(self.connections),), initializer=self.bias_initializer)
        self.input_spec = keras.layers.InputSpec(ndim=4, axes={-1: maps})

    def _initial_kernel(self, shape, dtype=None):
        maps, outputs, rows, columns = self._full_shape
        full = self.kernel_initializer((rows, columns, maps, outputs), dtype=dtype)
        kernels = ops.reshape(ops.transpose(full, (2, 3, 0, 1)), (maps * outputs, rows, columns))
        input_maps, output_maps = self._pairs.T
        return ops.take(kernels, input_maps * outputs + output_maps, axis=0)

    def full_kernel(self):
        """Kernel of shape `(rows, columns, input maps, output maps)` with zeros where nothing is connected."""
        kernel = ops.convert_to_tensor(self.kernel)
        return ops.transpose(ops.scatter(self._pairs, kernel, self._full_shape), (2, 3, 0, 1))

    def call(self, inputs):
        outputs = ops.conv(inputs, self.full_kernel(), self.strides, self.padding, data_format="channels_last")
        if self.use_bias:
            outputs = ops.add(outputs, self.bias)
        return self.activation(outputs)

    def compute_output_shape(self, input_shape):
        batch, *sizes, _ = input_shape
        if self.padding == "valid":
            sizes = [n and n - k + 1 for n, k in zip(sizes, self.kernel_size, strict=True)]
        sizes = [n and -(-n // s) for n, s in zip(sizes, self.strides, strict=True)]
        return (batch, *sizes, len(self.connections))

    def get_config(self):
        return {
            **super().get_config(),
            "connections": self.connections,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "activation": keras.activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
        }


def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)
