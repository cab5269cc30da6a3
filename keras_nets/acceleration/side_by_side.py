"""Parts of a batch side by side, for networks whose operations are too small to be shared by several processors."""

import functools
import itertools
import os

from keras_nets._keras import (
    bare_operations_in,
    forget_losses,
    is_plain_graph,
    layers_in,
    mask_of,
    own_weights,
    put_mask,
)

import keras
import tensorflow as tf

# Operations of `keras.ops` that know no other example: by this one, language models find their padding.
OF_SINGLE_EXAMPLES = {"NotEqual"}
# Measured on two; of a small batch, too little would be left for each of many.
MOST_PROCESSORS = 4


def one_processor_an_operation():
    """Has TensorFlow compute each operation on one processor, and as many at a time as there are processors.

    It must be said before TensorFlow computes anything. Where it is too late, where the environment gives
    `TF_NUM_INTRAOP_THREADS`, and on one processor or more than four everything stays as it is.
    """
    if 2 <= _processors() <= MOST_PROCESSORS and "TF_NUM_INTRAOP_THREADS" not in os.environ:
        try:
            tf.config.threading.set_intra_op_parallelism_threads(1)
            tf.config.threading.set_inter_op_parallelism_threads(_processors())
        except RuntimeError:
            return


def parts_of_a_batch():
    """How many operations TensorFlow computes at a time after `one_processor_an_operation`, else 1."""
    threads = tf.config.threading
    return threads.get_inter_op_parallelism_threads() if threads.get_intra_op_parallelism_threads() == 1 else 1


def divide(model, parts):
    """Has a model train on every batch in parts, which TensorFlow then computes at the same time.

    An example has the outputs and the loss that it had; sums over the batch round differently. Models whose outputs
    may depend on other examples of the batch are left alone: those with batch normalization, with layers along the
    first axis, with layers or operations of a user's own, and those that are no plain graph of layers.

    Args:
        model: A built `keras.Model`.
        parts: Into how many, up to 4; 1 divides nothing.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    >>> divide(model, parts=2)
    >>> model(np.ones((5, 4)), training=True).shape
    TensorShape([5, 2])
    """
    layers = layers_in(model, include_self=True)
    if (
        1 < parts <= MOST_PROCESSORS
        and is_plain_graph(model)
        and not any(_keeps_state(layer) or _may_mix_examples(layer) for layer in layers)
        and all(type(each).__name__ in OF_SINGLE_EXAMPLES for each in bare_operations_in(model))
    ):
        model.call = functools.partial(_call, model, parts)


def _processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _keeps_state(layer):
    """Whether training may write weights of a layer that have no gradient, as batch normalization does.

    A layer whose weights without a gradient are constants says `writes_weights = False`.
    """
    fixed = [weight for weight in own_weights(layer) if not weight.trainable]
    return bool(fixed) and layer.trainable and getattr(layer, "writes_weights", True)


def _may_mix_examples(layer):
    """Whether a layer, or its part of the loss, may depend on several examples; those of a user's own may."""
    is_known = type(layer).__module__.split(".")[0] in ("keras", "keras_nets")
    if not is_known or isinstance(layer, keras.layers.Lambda) or layer.activity_regularizer is not None:
        return True
    axes = keras.tree.flatten([getattr(layer, "axis", None), getattr(layer, "axes", None)])
    # Counted from the end, any axis but the last may be the first.
    return any(axis == 0 or axis < -1 for axis in axes if axis is not None)


def _call(model, parts, inputs, training=None, mask=None):
    """Takes the place of the model's method."""
    tensors = keras.tree.flatten(inputs)
    if (
        not training
        or mask is not None
        or any(isinstance(each, keras.KerasTensor) or mask_of(each) is not None for each in tensors)
    ):
        return type(model).call(model, inputs, training=training, mask=mask)
    is_masked = []

    # A function is traced once for all parts.
    @tf.function(reduce_retracing=True)
    def compute(rows):
        outputs = type(model).call(model, rows, training=training)
        # Masks do not leave a function with their tensors.
        masks = [mask_of(each) for each in keras.tree.flatten(outputs)]
        is_masked[:] = [each is not None for each in masks]
        return outputs, [each for each in masks if each is not None]

    computed, examples = [], tf.shape(tensors[0])[0]
    compute.get_concrete_function(_rows(inputs, 0, examples // parts))
    if forget_losses(model):
        # What a layer adds may be of the batch as a whole, as mean activations are.
        return type(model).call(model, inputs, training=training)
    for part in range(parts):
        start, stop = examples * part // parts, examples * (part + 1) // parts
        # Operations of oneDNN fail without an example: where there are fewer than parts, a part has one too many.
        first = tf.minimum(start, examples - 1)
        rows = _rows(inputs, first, tf.maximum(stop, first + 1))
        computed.append(_rows(compute(rows), 0, stop - start))
    outputs, masks = keras.tree.map_structure(lambda *each: tf.concat(each, 0), *computed)
    for tensor, mask in zip(itertools.compress(keras.tree.flatten(outputs), is_masked), masks, strict=True):
        put_mask(tensor, mask)
    return outputs


def _rows(tensors, start, stop):
    return keras.tree.map_structure(lambda tensor: tensor[start:stop], tensors)
