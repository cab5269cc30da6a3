"""Logistic regression."""

from keras_nets.layers import classifier_head, vector_input

import keras


def logistic_regression(
    input_shape,
    classes,
    *,
    preprocessing=None,
    l2=0.0,
    classifier_activation="softmax",
    name="logistic_regression",
):
    """Linear classifier that predicts probabilities.

    `p = softmax(W x + b)` for several classes; for two classes also `p = sigmoid(w x + b)` with a single output
    (`classes=1`), which is above 1/2 exactly where `w x + b` is positive.

    Reference:
        Cox, 1958, The regression analysis of binary sequences,
        https://doi.org/10.1111/j.2517-6161.1958.tb00292.x

    Args:
        input_shape: Shape of one example; images are flattened.
        classes: Number of classes; 1 for a single sigmoid output.
        preprocessing: Adapted layer applied to the inputs and saved with the model, such as
            `layers.Standardization`, or None.
        l2: Factor of the squared weights that the loss is charged with, `l2 * sum(W^2)`.
        classifier_activation: Activation of the output; None returns the scores `W x + b`.
        name: Name of the model.

    Output shape:
        `(batch, classes)`.

    Example:

    >>> logistic_regression((28, 28, 1), 10).count_params()
    7850
    """
    inputs, x = vector_input(input_shape, preprocessing)
    penalty = keras.regularizers.L2(l2) if l2 else None
    outputs = classifier_head(x, classes, classifier_activation, kernel_regularizer=penalty)
    return keras.Model(inputs, outputs, name=name)
