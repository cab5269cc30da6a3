"""Convolution over a sequence with the maximum over time."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class MaxOverTimeConv1D(keras.layers.Conv1D):
    """The largest response of each filter over all windows of a sequence: max_i f(w·x_(i:i+h-1) + b).

    Windows lie inside the sequence, so that steps that pad never change the result. A sequence that is shorter than
    the window makes a single one, filled up with zeros.

    Reference:
        Collobert, Weston, Bottou, Karlen, Kavukcuoglu, Kuksa, 2011, Natural language processing (almost) from scratch,
        https://arxiv.org/abs/1103.0398

    Args:
        filters: Number of filters.
        kernel_size: Length h of a window.
        activation: The function f.
        **kwargs: Further arguments of `keras.layers.Conv1D`, such as `kernel_regularizer`.

    Input shape:
        `(batch, steps, features)`, with a mask that is False at steps at the end that pad.

    Output shape:
        `(batch, filters)`.

    Example:

    >>> MaxOverTimeConv1D(5, 3)(keras.Input((None, 4))).shape
    (None, 5)
    """

    def __init__(self, filters, kernel_size, activation="relu", **kwargs):
        kwargs |= {"strides": 1, "padding": "valid", "data_format": "channels_last"}
        super().__init__(filters, kernel_size, activation=activation, **kwargs)
        self.supports_masking = True

    def call(self, inputs, mask=None):
        if mask is None:
            mask = ops.ones(ops.shape(inputs)[:2], dtype="bool")
        beyond = self.kernel_size[0] - 1
        sequence = ops.where(mask[..., None], inputs, 0)
        responses = super().call(ops.pad(sequence, ((0, 0), (0, beyond), (0, 0))))
        # A window lies inside where its last step does.
        inside = ops.pad(mask, ((0, 0), (0, beyond)))[:, beyond:]
        allowed = ops.logical_or(inside, ops.arange(ops.shape(mask)[1]) == 0)
        return ops.max(ops.where(allowed[..., None], responses, -float("inf")), axis=1)

    def compute_mask(self, inputs, previous_mask=None):
        return None

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.filters)
