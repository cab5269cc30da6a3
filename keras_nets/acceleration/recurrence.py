"""A recurrence over time with one product for the gradient of its kernel, where TensorFlow adds up one a step."""

import tensorflow as tf


def recur(step, inputs, kernel, states, *, offset=None, mask=None, additive=False):
    """All states of `states[t] = step(inputs[t], states[t-1][0] @ kernel + offset, states[t-1])`.

    Backward, steps are computed anew from the states and products that were kept, and the kernel is transposed once:
    products with a transposed factor are slow where batches are small.

    Args:
        step: `step(inputs, product, states)` of one time returns the new states, as many as before.
        inputs: `(steps, batch, features)`.
        kernel: `(units, units of the product)`.
        states: Of the time before the first, each `(batch, units)`.
        offset: `(batch, units of the product)`, or None.
        mask: Booleans `(steps, batch, units)`; where False, states stay as they were. None where all steps count.
        additive: Whether a step needs no more of its inputs and the product than their sum.

    Returns:
        A list of tensors `(steps, batch, units)`, one a state.
    """

    @tf.custom_gradient
    def recurrence(inputs, kernel, states, offsets):
        products, sequences = _forward(step, inputs, kernel, states, offsets, mask)

        def gradient(*upstream):
            before = [tf.concat([state[None], all[:-1]], 0) for state, all in zip(states, sequences, strict=True)]
            arrays, of_states = _backward(step, inputs, kernel, products, before, mask, additive, upstream)
            rows = tf.reshape(arrays[-1], (-1, kernel.shape[1]))
            of_kernel = tf.matmul(tf.reshape(before[0], (-1, kernel.shape[0])), rows, transpose_a=True)
            return arrays[0], of_kernel, of_states, tuple(tf.reduce_sum(arrays[-1], 0) for _ in offsets)

        return sequences, gradient

    return recurrence(inputs, kernel, tuple(states), () if offset is None else (offset,))


def _forward(step, inputs, kernel, states, offsets, mask):
    """The products and the states of all times."""
    steps = tf.shape(inputs)[0]
    products = tf.TensorArray(inputs.dtype, steps, element_shape=(*inputs.shape[1:-1], kernel.shape[1]))
    sequences = tuple(tf.TensorArray(state.dtype, steps, element_shape=state.shape) for state in states)

    def body(time, products, sequences, states):
        product = sum(offsets, _product(states[0], kernel))
        states = _masked(step, inputs[time], product, states, None if mask is None else mask[time])
        written = tuple(each.write(time, state) for each, state in zip(sequences, states, strict=True))
        return time + 1, products.write(time, product), written, states

    variables = (0, products, sequences, states)
    _, products, sequences, _ = tf.while_loop(lambda time, *_: time < steps, body, variables, maximum_iterations=steps)
    return products.stack(), [each.stack() for each in sequences]


def _backward(step, inputs, kernel, products, before, mask, additive, upstream):
    """Gradients of the inputs, unless they are those of the products, of the products and of the first states."""
    steps = tf.shape(inputs)[0]
    transposed = tf.transpose(kernel)
    kept = (products,) if additive else (inputs, products)
    arrays = tuple(tf.TensorArray(each.dtype, steps, element_shape=each.shape[1:]) for each in kept)

    def body(time, arrays, gradients):
        now = inputs[time], products[time], tuple(each[time] for each in before)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(now)
            states = _masked(step, *now, None if mask is None else mask[time])
        gradients = [one + more[time] for one, more in zip(gradients, upstream, strict=True)]
        of_inputs, of_product, gradients = tape.gradient(states, now, gradients, unconnected_gradients="zero")
        gradients = (gradients[0] + _product(of_product, transposed), *gradients[1:])
        own = (of_product,) if additive else (of_inputs, of_product)
        return time - 1, tuple(each.write(time, one) for each, one in zip(arrays, own, strict=True)), gradients

    variables = (steps - 1, arrays, tuple(tf.zeros_like(each[0]) for each in upstream))
    _, arrays, gradients = tf.while_loop(lambda time, *_: time >= 0, body, variables, maximum_iterations=steps)
    return [each.stack() for each in arrays], gradients


def _product(rows, matrix):
    """Of few rows, for which TensorFlow's own product is twice as fast as that of oneDNN, which takes `tf.matmul`."""
    if rows.dtype != tf.float32:
        return tf.matmul(rows, matrix)
    return tf.raw_ops.BatchMatMulV3(x=rows[None], y=matrix[None], Tout=rows.dtype)[0]


def _masked(step, inputs, product, states, mask):
    """A step, which leaves the states of masked examples as they were."""
    new = step(inputs, product, states)
    return tuple(new) if mask is None else tuple(tf.where(mask, *pair) for pair in zip(new, states, strict=True))
