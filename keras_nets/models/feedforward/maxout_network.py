"""Maxout network."""

from keras_nets.layers import Maxout, classifier_head, vector_input

import keras


def maxout_network(
    input_shape,
    classes,
    *,
    hidden_units=(240, 240),
    pieces=5,
    input_dropout=0.2,
    hidden_dropout=0.5,
    max_norm=1.9365,
    preprocessing=None,
    classifier_activation="softmax",
    name="maxout_network",
):
    """Fully connected maxout layers under dropout, which knows nothing of the order of the pixels.

    `h_i = max_j (x^T W_ij + b_ij)` in each hidden layer, then softmax. Inputs and hidden units are dropped in
    training, and every weight vector's norm is held below a bound.

    Reference:
        Goodfellow, Warde-Farley, Mirza, Courville, Bengio, 2013, Maxout networks, https://arxiv.org/abs/1302.4389

    Args:
        input_shape: Shape of one example; images are flattened.
        classes: Number of classes; 1 is a single sigmoid output for two classes.
        hidden_units: Number of maxout units of each hidden layer: their count is the depth.
        pieces: Number of linear pieces a unit takes the largest of.
        input_dropout: Dropout rate of the inputs.
        hidden_dropout: Dropout rate of each hidden layer's units.
        max_norm: Largest norm of the weight vector of a piece or of an output unit; None sets no bound.
        preprocessing: Adapted layer applied to the inputs and saved with the model, or None.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Output shape:
        `(batch, classes)`.

    Example:

    >>> maxout_network((8, 8, 1), 10, hidden_units=(20,), pieces=2).output_shape
    (None, 10)
    """
    constraint = keras.constraints.MaxNorm(max_norm, axis=0) if max_norm else None
    inputs, x = vector_input(input_shape, preprocessing)
    if input_dropout:
        x = keras.layers.Dropout(input_dropout, name="input_dropout")(x)
    for number, units in enumerate(hidden_units, start=1):
        x = Maxout(units, pieces, kernel_constraint=constraint, name=f"hidden{number}")(x)
        if hidden_dropout:
            x = keras.layers.Dropout(hidden_dropout, name=f"dropout{number}")(x)
    outputs = classifier_head(x, classes, classifier_activation, kernel_constraint=constraint)
    return keras.Model(inputs, outputs, name=name)
