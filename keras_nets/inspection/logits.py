"""A classifier's scores before softmax, from which explanations are computed.

Softmax couples the classes: its gradient for one class also depends on what makes the others less likely, and vanishes
where the network is certain. Explanations therefore use the logits.
"""

from keras_nets._keras import node_of

import keras
import numpy as np
import tensorflow as tf

_SQUASHING = ("softmax", "sigmoid")


def linear_model(model):
    """`model` with the logits as its output. Its layers are shared, but `model` stays unchanged.

    Where the last layer has neither softmax nor sigmoid, as for a regression, the output stays unchanged.

    Args:
        model: A functional or a built sequential model with one output.

    Returns:
        A functional model.

    Raises:
        ValueError: If the model has no graph of layers, or several outputs.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    >>> linear_model(model).layers[-1].activation is keras.activations.linear
    True
    >>> model.layers[-1].activation is keras.activations.softmax
    True
    """
    inputs, outputs = _graph_of(model)
    if len(outputs) != 1:
        raise ValueError(f"explanations need a model with one output, got {model.name} with {len(outputs)}")
    return keras.Model(inputs, _logits(outputs[0]), name=model.name)


def is_binary(model):
    """Whether the output is one sigmoid unit: the probability of the second of two classes."""
    _, outputs = _graph_of(model)
    return outputs[0].shape[-1] == 1 and _squashing(node_of(outputs[0]).operation) == "sigmoid"


def predicted_classes(model, inputs):
    """The predicted class of each input; None for a model with one linear output."""
    outputs = np.asarray(model(inputs, training=False))
    if outputs.ndim != 2:
        raise ValueError(
            f"explanations need outputs of shape (examples, classes), got {outputs.shape} from {model.name}"
        )
    if outputs.shape[1] > 1:
        return outputs.argmax(axis=1)
    return (outputs[:, 0] > 0.5).astype(int) if is_binary(model) else None


def class_score(classes, examples, units):
    """A function from outputs (examples, units) to each example's own score, the logit of its class.

    One unit scores the second of two classes: its negative scores the first.

    Args:
        classes: One class per example; None scores a single unit as it is.
        examples: Number of examples.
        units: Number of outputs.

    Raises:
        ValueError: If the number of classes is not that of the examples, or the model lacks a class.
    """
    if classes is None:
        return lambda outputs: outputs[:, 0]
    classes = np.atleast_1d(np.asarray(classes))
    if classes.dtype.kind not in "biu":
        raise ValueError(f"classes are integers from 0, got {classes.tolist()}")
    if classes.shape != (examples,):
        raise ValueError(f"{examples} inputs need {examples} classes, one each, got {classes.size}: {classes.tolist()}")
    last = max(units - 1, 1)
    wrong = classes[(classes < 0) | (classes > last)]
    if wrong.size:
        raise ValueError(f"class {wrong[0]} does not exist; the model has classes 0 to {last}")
    if units == 1:
        signs = tf.constant(2.0 * classes - 1.0, tf.float32)
        return lambda outputs: tf.cast(outputs[:, 0], tf.float32) * signs
    indices = tf.constant(classes, tf.int32)
    return lambda outputs: tf.gather(outputs, indices, axis=1, batch_dims=1)


def _graph_of(model):
    """Input and output tensors, as lists."""
    inputs, outputs = getattr(model, "inputs", None), getattr(model, "outputs", None)
    if not inputs or not outputs:
        raise ValueError(
            f"{model.name} has no graph of layers to explain: build a Sequential model first, and wrap a subclass of "
            "keras.Model as keras.Model(inputs, model(inputs))"
        )
    return list(inputs), list(outputs)


def _logits(tensor):
    """The symbolic tensor that the last layer's softmax or sigmoid was applied to."""
    node = node_of(tensor)
    layer, inputs = node.operation, node.input_tensors
    if isinstance(layer, (keras.Model, keras.Sequential)):
        inner = linear_model(layer)
        return inner(list(inputs))
    if _squashing(layer) is None:
        return tensor
    if isinstance(layer, (keras.layers.Softmax, keras.layers.Activation)):
        return inputs[0]
    linear = type(layer).from_config({**layer.get_config(), "activation": "linear"})
    logits = linear(inputs[0])
    linear.set_weights(layer.get_weights())
    return logits


def _squashing(layer):
    if isinstance(layer, keras.layers.Softmax):
        return "softmax"
    activation = getattr(layer, "activation", None)
    return next((name for name in _SQUASHING if activation is getattr(keras.activations, name)), None)
