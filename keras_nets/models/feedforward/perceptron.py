"""The perceptron."""

from keras_nets.layers import classifier_head, hard_decision, vector_input

import keras


def perceptron(
    input_shape,
    classes,
    *,
    preprocessing=None,
    classifier_activation=hard_decision,
    name="perceptron",
):
    """Threshold units on weighted sums, trained by the perceptron learning rule.

    `o = 1 if w x + b > 0 else 0` with a single output (`classes=1`); with several, o is 1 for the largest sum
    alone. Compiled with `losses.PerceptronLoss` and plain SGD at rate 1, a step on one example is Rosenblatt's
    correction `w <- w + (t - o) x`, `b <- b + (t - o)`.

    Reference:
        Rosenblatt, 1958, The perceptron: a probabilistic model for information storage and organization in the
        brain, https://doi.org/10.1037/h0042519

    Differs: the random projection of the retina to association units is left out; the inputs stand for them.

    Args:
        input_shape: Shape of one example; images are flattened.
        classes: Number of classes; 1 is a single threshold unit for two classes.
        preprocessing: Adapted layer applied to the inputs and saved with the model, or None.
        classifier_activation: Activation of the output; None returns the weighted sums.
        name: Name of the model.

    Output shape:
        `(batch, classes)`, zeros and ones.

    Example:

    >>> import numpy as np
    >>> model = perceptron((2,), 1)
    >>> model.get_layer("predictions").set_weights([np.array([[1.0], [1.0]]), np.array([-1.5])])
    >>> model.predict(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), verbose=0).ravel()
    array([0., 0., 0., 1.], dtype=float32)
    """
    inputs, x = vector_input(input_shape, preprocessing)
    # From zero weights the learning rate only scales the weights and changes no decision.
    outputs = classifier_head(x, classes, classifier_activation, kernel_initializer="zeros")
    return keras.Model(inputs, outputs, name=name)
