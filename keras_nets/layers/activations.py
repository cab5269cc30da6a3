"""Activation functions that Keras lacks."""

import keras
from keras import ops

AMPLITUDE = 1.7159
SLOPE = 2 / 3


@keras.saving.register_keras_serializable(package="keras_nets")
def scaled_tanh(x):
    """Hyperbolic tangent that passes through (1, 1) and (-1, -1): f(a) = A tanh(S a), A = 1.7159, S = 2/3.

    With targets of +1 and -1 a unit works where its second derivative is largest and does not saturate.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition,
        appendix A, https://doi.org/10.1109/5.726791

    Args:
        x: Tensor of any shape, the weighted sums a.

    Example:

    >>> import keras
    >>> keras.ops.convert_to_numpy(scaled_tanh(keras.ops.array([-1.0, 0.0, 1.0]))).round(3)
    array([-1.,  0.,  1.], dtype=float32)
    """
    return AMPLITUDE * ops.tanh(SLOPE * x)


@keras.saving.register_keras_serializable(package="keras_nets")
def hard_decision(scores):
    """Threshold unit: 1 for the class decided for, 0 for the others, with a gradient that passes straight through.

    A single unit fires where its score is positive; of several units the one with the largest score fires. The
    derivative of a step is zero almost everywhere, so the gradient is taken as that of the scores themselves:
    of the squared error between decision o and target t it leaves (o - t), the perceptron's correction.

    Reference:
        Rosenblatt, 1958, The perceptron: a probabilistic model for information storage and organization in the
        brain, https://doi.org/10.1037/h0042519

    Args:
        scores: Tensor whose last axis holds one score per class, or a single one for two classes.

    Example:

    >>> import keras
    >>> keras.ops.convert_to_numpy(hard_decision(keras.ops.array([[0.2, 3.0, -1.0]])))
    array([[0., 1., 0.]], dtype=float32)
    """
    units = scores.shape[-1]
    if units == 1:
        decision = ops.cast(scores > 0, scores.dtype)
    else:
        decision = ops.one_hot(ops.argmax(scores, axis=-1), units, dtype=scores.dtype)
    return ops.stop_gradient(decision) + (scores - ops.stop_gradient(scores))
