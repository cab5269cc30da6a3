"""Losses that Keras lacks."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class PerceptronLoss(keras.losses.Loss):
    """Half the squared error of hard decisions, which makes gradient descent the perceptron learning rule.

    `L = 1/2 sum_i (t_i - o_i)^2` with targets t and decisions o of 0 and 1. Through `layers.hard_decision` its
    gradient is `(o - t) x^T`, so that a step of plain SGD at rate 1 on one example is Rosenblatt's correction
    `w <- w + (t - o) x`: nothing where the decision is right; with several classes the right one's weights move
    towards the example and the wrongly chosen one's away from it.

    Reference:
        Rosenblatt, 1958, The perceptron: a probabilistic model for information storage and organization in the
        brain, https://doi.org/10.1037/h0042519

    Args:
        reduction: As in Keras's losses; a batch corrects by the mean of its examples.
        name: Name of the loss.

    Input shape:
        Labels `(batch,)` or `(batch, 1)`: class indices, or 0 and 1 where the network has a single output;
        decisions `(batch, classes)`.

    Example:

    >>> import numpy as np
    >>> float(PerceptronLoss()(np.array([2, 0]), np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])))
    0.5
    """

    def __init__(self, reduction="sum_over_batch_size", name="perceptron_loss", dtype=None):
        super().__init__(name=name, reduction=reduction, dtype=dtype)

    def call(self, y_true, y_pred):
        labels = ops.reshape(y_true, ops.shape(y_pred)[:-1])
        if y_pred.shape[-1] == 1:
            targets = ops.expand_dims(ops.cast(labels, y_pred.dtype), -1)
        else:
            targets = ops.one_hot(ops.cast(labels, "int32"), y_pred.shape[-1], dtype=y_pred.dtype)
        return 0.5 * ops.sum(ops.square(targets - y_pred), axis=-1)


@keras.saving.register_keras_serializable(package="keras_nets")
class MaximumAPosteriori(keras.losses.Loss):
    """LeNet-5's discriminative criterion on the penalties of a radial basis output.

    `E = y_D + log(exp(-j) + sum_i exp(-y_i))`: the penalty y_D of the right class D is pushed down and, as far as
    they compete with it, those of the others up. The constant j is the penalty of a further class for rubbish;
    penalties far above it are left alone. With a j far below all penalties only `y_D` counts, with an infinite one
    the loss is the cross-entropy of `softmax(-y)`.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition, equation 9,
        https://doi.org/10.1109/5.726791

    Args:
        rubbish_penalty: The constant j.
        reduction: As in Keras's losses.
        name: Name of the loss.

    Input shape:
        Labels `(batch,)` or `(batch, 1)`, class indices; `-y` of shape `(batch, classes)`, the output of
        `layers.RadialBasisOutput` without activation (`classifier_activation=None`).

    Example:

    >>> import numpy as np
    >>> loss = MaximumAPosteriori()
    >>> round(float(loss(np.array([1]), -np.array([[60.0, 0.0]]))), 4)
    0.0
    """

    def __init__(self, rubbish_penalty=10.0, reduction="sum_over_batch_size", name="maximum_a_posteriori", dtype=None):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.rubbish_penalty = rubbish_penalty

    def call(self, y_true, y_pred):
        labels = ops.cast(ops.reshape(y_true, ops.shape(y_pred)[:-1]), "int32")
        right = ops.sum(ops.one_hot(labels, y_pred.shape[-1], dtype=y_pred.dtype) * y_pred, axis=-1)
        rubbish = ops.full_like(y_pred[..., :1], -self.rubbish_penalty)
        return ops.logsumexp(ops.concatenate([y_pred, rubbish], axis=-1), axis=-1) - right

    def get_config(self):
        return {**super().get_config(), "rubbish_penalty": self.rubbish_penalty}
