"""The convolutional network of Keras's first example for MNIST."""

from keras_nets.layers import classifier_head, image_input, scaled

import keras


def digit_cnn(
    input_shape,
    classes,
    *,
    depth=2,
    width=1.0,
    pool_dropout=0.25,
    dense_dropout=0.5,
    classifier_activation="softmax",
    name="digit_cnn",
):
    """Convolutions of 3x3, one max pooling and a hidden layer, with ReLU and dropout.

    Reference:
        Chollet and others, 2015, Keras example mnist_cnn.py,
        https://github.com/keras-team/keras/blob/2.3.1/examples/mnist_cnn.py

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        depth: Number of convolutions; each has twice the filters of the one before.
        width: Factor on the 32 filters of the first convolution and the 128 units of the hidden layer.
        pool_dropout: Dropout rate of the pooled features.
        dense_dropout: Dropout rate of the hidden layer.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least `2 * depth + 2`.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, or `depth` or `width` is not positive.

    Example:

    >>> digit_cnn((28, 28, 1), 10).count_params()
    1199882
    """
    if depth < 1:
        raise ValueError(f"{name} needs a depth of at least 1 convolution, got depth={depth}")
    inputs = x = image_input(input_shape, least=2 * depth + 2, network=name)
    for number in range(1, depth + 1):
        filters = scaled(32 * 2 ** (number - 1), width)
        x = keras.layers.Conv2D(filters, 3, activation="relu", name=f"conv{number}")(x)
    x = keras.layers.MaxPooling2D(2, name="pool")(x)
    x = keras.layers.Dropout(pool_dropout, name="pool_dropout")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    x = keras.layers.Dense(scaled(128, width), activation="relu", name="dense")(x)
    x = keras.layers.Dropout(dense_dropout, name="dense_dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
