"""The features of each example that a network's last layer reads."""

from keras_nets._keras import node_of

import keras
import numpy as np

_BATCH = 128


def last_features(model, inputs):
    """Features that the last layer with weights reads, flattened.

    Args:
        model: A model, which stays unchanged.
        inputs: Array of examples, numbers or tokens; a dictionary of arrays, by the names of the inputs, for several.

    Returns:
        A float32 array `(examples, features)`; None if the model has no graph, several outputs, or one layer that reads
        tokens.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2, "softmax")])
    >>> last_features(model, np.ones((5, 4))).shape
    (5, 3)
    """
    features = _read_by_the_last_layer(model)
    if features is None:
        return None
    part = keras.Model(model.inputs if isinstance(inputs, dict) else model.inputs[0], features)
    first = next(iter(inputs.values())) if isinstance(inputs, dict) else inputs
    found = []
    # Not compiled, which would take longer than these few batches.
    for start in range(0, len(first), _BATCH):
        batch = keras.tree.map_structure(lambda array, start=start: array[start : start + _BATCH], inputs)
        found.append(keras.ops.convert_to_numpy(part(batch, training=False)).astype("float32"))
    return np.concatenate([batch.reshape(len(batch), -1) for batch in found])


def _read_by_the_last_layer(model):
    """Its symbolic tensor; an activation of its own, or a reshaping, has no weights and is passed."""
    outputs = getattr(model, "outputs", None) or []
    if len(outputs) != 1 or not getattr(model, "inputs", None):
        return None
    node = node_of(outputs[0])
    while not getattr(node.operation, "weights", ()) and len(node.parent_nodes) == 1:
        node = node.parent_nodes[0]
    found = node.input_tensors
    return found[0] if len(found) == 1 and keras.backend.is_float_dtype(found[0].dtype) else None
