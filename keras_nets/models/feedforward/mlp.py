"""Multilayer perceptron."""

from keras_nets.layers import classifier_head, vector_input

import keras


def mlp(
    input_shape,
    classes,
    *,
    hidden_units=(300, 100),
    activation="sigmoid",
    dropout=0.0,
    preprocessing=None,
    classifier_activation="softmax",
    name="mlp",
):
    """Fully connected network of any depth, the network that back-propagation made trainable.

    `a_l = f(W_l a_(l-1) + b_l)` for the hidden layers l = 1..L, then the output layer.

    Reference:
        Rumelhart, Hinton, Williams, 1986, Learning representations by back-propagating errors,
        https://doi.org/10.1038/323533a0

    Differs: the two hidden layers of 300 and 100 units are those that LeCun et al. 1998 tried on MNIST.

    Args:
        input_shape: Shape of one example; images are flattened.
        classes: Number of classes; 1 is a single sigmoid output for two classes. In regression the
            number of predicted values, with `classifier_activation=None`.
        hidden_units: Number of units of each hidden layer: their count is the depth, `()` has none. A search over
            depth and width passes `(width,) * depth`.
        activation: Activation f of the hidden layers.
        dropout: Dropout rate of each hidden layer's outputs.
        preprocessing: Adapted layer applied to the inputs and saved with the model, or None.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Output shape:
        `(batch, classes)`.

    Example:

    >>> mlp((2,), 1, hidden_units=(3, 5, 4, 2)).count_params()
    66
    >>> mlp((10,), 1, hidden_units=(64,) * 3, activation="relu", classifier_activation=None).output_shape
    (None, 1)
    """
    inputs, x = vector_input(input_shape, preprocessing)
    for number, units in enumerate(hidden_units, start=1):
        x = keras.layers.Dense(units, activation=activation, name=f"hidden{number}")(x)
        if dropout:
            x = keras.layers.Dropout(dropout, name=f"dropout{number}")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
