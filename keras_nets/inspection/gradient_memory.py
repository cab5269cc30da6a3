"""The memory of a recurrent network: the size of its gradients by the number of steps back in time."""

from keras_nets._fonts import Figure
from keras_nets.inspection.logits import linear_model

import keras
import numpy as np
import tensorflow as tf


def gradient_norms(model, inputs, *, step=-1, layer=None, probes=16, seed=0):
    """Norm of the derivative of the output at step T with respect to the input at step t, for every distance T - t.

    It is the Frobenius norm `‖∂y_T / ∂x_t‖` of the Jacobian matrix, averaged over examples; y are a classifier's
    logits. In a simple recurrent network each step back in time multiplies by another Jacobian matrix, so the gradient
    fades or grows exponentially. A network cannot learn from inputs whose gradient has vanished.

    Reference:
        Bengio, Simard, Frasconi, 1994, Learning long-term dependencies with gradient descent is difficult,
        https://doi.org/10.1109/72.279181

    Args:
        model: A functional or sequential model with an output at every step, or a single one after the last.
        inputs: `(examples, steps, features)`, or `(examples, steps)` of token numbers; sequences without padding.
        step: Step T; only the last if the model has a single output.
        layer: Name of the layer whose outputs are x. None is the input itself or, for token numbers, the first layer
            that turns each of them into a vector.
        probes: Number of random combinations of the elements of y that estimate the norm where y is longer.
        seed: Seed of the random combinations.

    Returns:
        An array of T + 1 norms, for the distances 0 to T.

    Raises:
        ValueError: If the model does not read one sequence, or there is no such step.

    Example:

    >>> model = keras.Sequential([keras.Input((None, 2)), keras.layers.SimpleRNN(3)])
    >>> gradient_norms(model, np.ones((4, 6, 2))).shape
    (6,)
    """
    graph = linear_model(model)
    both = keras.Model(graph.inputs, [_sequence(graph, model.name, layer), graph.outputs[0]])
    inputs = tf.convert_to_tensor(inputs, both.inputs[0].dtype)
    steps, (*every_step, units) = inputs.shape[1], graph.outputs[0].shape[1:]
    last = steps + step if step < 0 else step
    if not 0 <= last < steps or not (every_step or last == steps - 1):
        given = "an output at every one" if every_step else "a single output after the last one"
        raise ValueError(f"{model.name} reads {steps} steps and has {given}, so there is no output at step {step}")

    @tf.function
    def squares(direction):
        with tf.GradientTape() as tape:
            # To watch x, the tape watches what x is computed from: its input or, for tokens, their vectors.
            tape.watch(inputs if inputs.dtype.is_floating else [weight.value for weight in both.weights])
            x, y = both(inputs, training=False)
            y = tf.cast(y[:, last] if every_step else y, tf.float32)
            projection = tf.reduce_sum(y * direction)
        # Squares of small gradients would underflow in single precision.
        gradients = tf.cast(tape.gradient(projection, x), tf.float64)[:, : last + 1]
        return tf.reduce_sum(tf.square(gradients), axis=range(2, len(gradients.shape)))

    total = sum(squares(direction).numpy() for direction in _directions(units, probes, seed))
    return np.sqrt(total).mean(axis=0)[::-1]


def fading_factor(norms):
    """The factor per step back in time, from a straight line through the logarithms of `gradient_norms`.

    Example:

    >>> round(float(fading_factor([8.0, 4.0, 2.0, 1.0])), 6)
    0.5
    """
    norms = np.asarray(norms, "float64")
    # Norms that underflow to 0 have no logarithm.
    distances = np.flatnonzero(norms > 0)
    return np.exp(np.polyfit(distances, np.log(norms[distances]), 1)[0]) if len(distances) > 1 else np.nan


def gradient_curves(norms):
    """Norms of gradients over the distance in time, one curve per network, with its factor per step in the legend.

    Args:
        norms: `{name: gradient_norms(...)}`.

    Example:

    >>> gradient_curves({"simple_rnn": [8.0, 4.0, 2.0]}).axes[0].get_yscale()
    'log'
    """
    figure = Figure(figsize=(5.4, 4.2), layout="constrained")
    axes = figure.subplots()
    for name, values in norms.items():
        values = np.asarray(values, "float64")
        label = f"{name}, factor {fading_factor(values):.3g} per step"
        axes.plot(np.where(values > 0, values, np.nan), marker=".", markersize=4, linewidth=1, label=label)
    axes.set(xlabel="steps back in time", ylabel="norm of the gradient", yscale="log", xlim=(0, None))
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _sequence(graph, name, layer):
    """The symbolic tensor x."""
    if len(graph.inputs) != 1:
        raise ValueError(f"gradients in time need a model that reads one sequence, got {name} with {len(graph.inputs)}")
    candidates = [graph.inputs[0]] if layer is None else []
    candidates += [each.output for each in (graph.layers if layer is None else [graph.get_layer(layer)])]
    for tensor in candidates:
        if keras.backend.is_float_dtype(tensor.dtype) and len(tensor.shape) > 2:
            return tensor
    what = "reads no sequence of vectors" if layer is None else f"has no vector per step in layer {layer!r}"
    raise ValueError(f"gradients in time need inputs (examples, steps, features) or tokens; {name} {what}")


def _directions(units, probes, seed):
    """Combinations of the outputs, one per row; their squared gradients sum to the squared norm of the Jacobian."""
    if units <= probes:
        return np.eye(units, dtype="float32")
    return (np.random.default_rng(seed).normal(size=(probes, units)) / np.sqrt(probes)).astype("float32")


def gradient_pictures(model, dataset, split):
    """Curves of gradient norms back in time for a split's first examples; for a recipe's `pictures`."""
    norms = gradient_norms(model, dataset.inputs(split, limit=32))
    return {"gradient_memory": gradient_curves({model.name: norms})}
