"""Where a network ends."""

import keras


def classifier_head(x, classes, activation="softmax", **dense_arguments):
    """Fully connected layer `predictions`, the last of every classifier and regressor.

    Args:
        x: Tensor of shape `(batch, features)`.
        classes: Number of classes or, with `activation=None`, of predicted values. With a single one `"softmax"`
            becomes `"sigmoid"`, the probability of the second of two classes: softmax of one unit is always 1.
        activation: Activation of the layer.
        **dense_arguments: Further arguments of `keras.layers.Dense`.

    Raises:
        ValueError: If there is no class.

    Example:

    >>> import keras
    >>> classifier_head(keras.Input((4,)), 3).shape
    (None, 3)
    """
    activation = output_activation(classes, activation)
    return keras.layers.Dense(classes, activation=activation, name="predictions", **dense_arguments)(x)


def output_activation(classes, activation):
    """The activation of an output for so many classes: sigmoid for softmax of one unit, which is always 1.

    Raises:
        ValueError: If there is no class.
    """
    if classes < 1:
        raise ValueError(f"classes must be at least 1, got {classes}; 1 is a single output that tells two apart")
    is_softmax = keras.activations.get(activation) is keras.activations.softmax
    return "sigmoid" if classes == 1 and is_softmax else activation
