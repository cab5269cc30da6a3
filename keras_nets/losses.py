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
        return 0.5 * ops.sum(ops.square(_targets(y_true, y_pred) - y_pred), axis=-1)


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


@keras.saving.register_keras_serializable(package="keras_nets")
class SoftDice(keras.losses.Loss):
    """One minus the Dice coefficient of probabilities: how far two regions are from covering each other.

    `L = 1 - mean_c (2 sum_i t_ic p_ic + s) / (sum_i t_ic + sum_i p_ic + s)` over the pixels i of a batch, with targets
    t of 0 and 1, probabilities p and classes c. It is that of whole regions, so that a class of few pixels weighs as
    much as any other. Each pixel's terms are multiplied by its weight; one of weight 0 has no part in the loss.

    Reference:
        Milletari, Navab, Ahmadi, 2016, V-Net: fully convolutional neural networks for volumetric medical image
        segmentation, https://arxiv.org/abs/1606.04797

    Differs: sums of probabilities, not of their squares, in the denominator, and the mean over classes.

    Args:
        smoothing: The s that keeps a class without pixels from a division by 0.
        name: Name of the loss.

    Input shape:
        Labels `(batch, ...)`, class indices, or 0 and 1 where the network has a single output; probabilities
        `(batch, ..., classes)`; weights, if any, of the labels' shape.

    Example:

    >>> import numpy as np
    >>> loss = SoftDice(smoothing=0.0)(np.array([[1, 1, 1, 0]]), np.array([[[1.0], [0.0], [0.0], [0.0]]]))
    >>> float(loss)
    0.5
    """

    def __init__(self, smoothing=1.0, name="soft_dice", reduction="sum_over_batch_size", dtype=None):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.smoothing = smoothing

    # The weights stand inside of the quotient, so they cannot be multiplied afterwards.
    def __call__(self, y_true, y_pred, sample_weight=None):
        probabilities = ops.convert_to_tensor(y_pred, self.dtype)
        targets = _targets(y_true, probabilities)
        weights = 1.0
        if sample_weight is not None:
            weights = ops.reshape(ops.cast(sample_weight, self.dtype), (*ops.shape(probabilities)[:-1], 1))
        axes = tuple(range(len(probabilities.shape) - 1))
        overlaps = ops.sum(weights * targets * probabilities, axis=axes)
        sizes = ops.sum(weights * (targets + probabilities), axis=axes)
        return ops.mean(1 - (2 * overlaps + self.smoothing) / (sizes + self.smoothing))

    def call(self, y_true, y_pred):
        return self(y_true, y_pred)

    def get_config(self):
        return {**super().get_config(), "smoothing": self.smoothing}


@keras.saving.register_keras_serializable(package="keras_nets")
class FocalCrossentropy(keras.losses.Loss):
    """Cross-entropy in which examples that are right already count little: `L = -(1 - p_t)^gamma log(p_t)`.

    With p_t the probability of the right class. Keras's own takes one-hot targets; this one takes class indices.

    Reference:
        Lin, Goyal, Girshick, He, Dollár, 2017, Focal loss for dense object detection,
        https://arxiv.org/abs/1708.02002

    Args:
        gamma: How little they count; 0 is the cross-entropy.
        reduction: As in Keras's losses.
        name: Name of the loss.

    Input shape:
        Labels `(batch, ...)`, class indices, or 0 and 1 where the network has a single output; probabilities
        `(batch, ..., classes)`.

    Raises:
        ValueError: If gamma is negative.

    Example:

    >>> import numpy as np
    >>> loss = FocalCrossentropy(gamma=2.0)(np.array([0]), np.array([[0.5, 0.5]]))
    >>> round(float(loss) / float(np.log(2)), 6)
    0.25
    """

    def __init__(self, gamma=2.0, reduction="sum_over_batch_size", name="focal_crossentropy", dtype=None):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        if gamma < 0:
            raise ValueError(f"gamma must be at least 0, got {gamma}; 2 is the paper's, 0 the cross-entropy")
        self.gamma = gamma

    def call(self, y_true, y_pred):
        targets = _targets(y_true, y_pred)
        right = ops.sum(targets * y_pred, axis=-1)
        if y_pred.shape[-1] == 1:
            right += ops.sum((1 - targets) * (1 - y_pred), axis=-1)
        right = ops.clip(right, keras.backend.epsilon(), 1.0)
        return -ops.power(1 - right, self.gamma) * ops.log(right)

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma}


def _targets(labels, probabilities):
    """Class indices as ones and zeros in the shape of the probabilities."""
    labels = ops.reshape(labels, ops.shape(probabilities)[:-1])
    if probabilities.shape[-1] == 1:
        return ops.expand_dims(ops.cast(labels, probabilities.dtype), -1)
    return ops.one_hot(ops.cast(labels, "int32"), probabilities.shape[-1], dtype=probabilities.dtype)
