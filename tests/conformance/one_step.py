"""One step of training of rows, on whatever backend this process runs.

`KERAS_BACKEND=jax python one_step.py` takes those of `JAX_ROWS`. Of networks of many layers JAX traces the gradient and
does not compile it, which would take minutes.
"""

import sys

import keras
import numpy as np
from row import EXAMPLES
from table import JAX_ROWS

# Of functional networks; those that learn in a way of their own are trained whatever their size.
MOST_JAX_LAYERS = 10


def draw_with_numpy():
    """Has numbers drawn by NumPy where JAX would first compile the drawing of weights for each of their shapes."""
    import jax

    generator = np.random.default_rng(0)

    def replace(name, draw):
        compiled = getattr(jax.random, name)

        def drawn(key, *arguments, **options):
            if isinstance(key, jax.core.Tracer):
                return compiled(key, *arguments, **options)
            return jax.numpy.asarray(draw(*arguments, **options))

        setattr(jax.random, name, drawn)

    def uniform(shape=(), dtype="float32", minval=0.0, maxval=1.0):
        return generator.uniform(float(minval), float(maxval), shape).astype(dtype)

    def normal(shape=(), dtype="float32"):
        return generator.normal(size=shape).astype(dtype)

    def truncated_normal(lower, upper, shape=(), dtype="float32"):
        return np.clip(normal(shape, dtype), lower, upper)

    for draw in (uniform, normal, truncated_normal):
        replace(draw.__name__, draw)


def tiny(row):
    """The tiny network of a row, of fixed random weights."""
    keras.utils.set_random_seed(0)
    return row.build_tiny()


def faults_of_one_step(row, model, eager=False):
    """Sentences on what a step of training did to the weights of the tiny network and should not have."""
    # The plain gradient, which takes little to trace and to compile; so large a rate lets the smallest ones be seen.
    row.compile(model, keras.optimizers.SGD(1000.0), eager)
    data = row.training_data(model)
    before = {weight.path: keras.ops.convert_to_numpy(weight).copy() for weight in model.weights}
    history = model.fit(*data, batch_size=EXAMPLES, verbose=0).history
    after = {weight.path: keras.ops.convert_to_numpy(weight) for weight in model.weights}
    may_move = {weight.path for weight in model.weights if weight.trainable or weight.name in row.moved}
    must_move = may_move - {weight.path for weight in model.weights if weight.name in row.late}
    has_moved = {path for path in after if not np.array_equal(before[path], after[path])}
    faults = [f"{row.label}: {path} did not move" for path in sorted(must_move - has_moved)]
    faults += [f"{row.label}: {path} moved" for path in sorted(has_moved - may_move)]
    faults += [f"{row.label}: loss is {history['loss']}"] * (not np.isfinite(history["loss"]).all())
    faults += [f"{row.label}: {path} is not finite" for path in after if not np.isfinite(after[path]).all()]
    return faults


def trace_gradient(row, model):
    """Has JAX trace the gradient of a functional network's loss: what it cannot trace or differentiate raises here."""
    import jax

    x, y = row.training_data(model)
    loss = keras.losses.get(row.loss)
    trainable, others = (
        [jax.ShapeDtypeStruct(weight.shape, weight.dtype) for weight in weights]
        for weights in (model.trainable_variables, model.non_trainable_variables)
    )

    def loss_of(trainable, others):
        outputs, _ = model.stateless_call(trainable, others, x, training=True)
        return keras.ops.mean(loss(y, outputs))

    jax.eval_shape(jax.grad(loss_of), trainable, others)


if __name__ == "__main__":
    if keras.backend.backend() == "jax":
        draw_with_numpy()
    faults, trained = [], 0
    for row in JAX_ROWS:
        # JAX compiles what fills weights for each of their shapes.
        with keras.StatelessScope(initialize_variables=False):
            model = tiny(row)
        keras.utils.clear_session(free_memory=False)
        if row.functional and len(model.layers) > MOST_JAX_LAYERS:
            trace_gradient(row, model)
        else:
            faults += faults_of_one_step(row, tiny(row))
            trained += 1
    print(f"{len(JAX_ROWS) - trained} rows traced, {trained} trained on {keras.backend.backend()}")
    sys.exit("\n".join(faults) or 0)
