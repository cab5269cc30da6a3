"""The one way in which this project calls `fit`, for runs and for the trials of a search."""

from keras_nets.training.callbacks import EpochCounter, LossWatch
from keras_nets.training.execution import MOST_STEPS, steps_per_execution

import keras
import numpy as np


def fit(recipe, dataset, model, hyperparameters, *, seed, epochs=None, initial_epoch=0, callbacks=()):
    """Train a compiled model on the training part, measuring the validation part, where there is one, every epoch.

    Args:
        recipe: the `Recipe`, for its augmentation.
        dataset: the `Dataset`.
        model: the compiled `keras.Model`.
        hyperparameters: at least `epochs` and `batch_size`.
        seed: of the order of examples and of their distortion.
        epochs: last epoch; None takes that of the hyperparameters.
        initial_epoch: epochs that the model has had.
        callbacks: more Keras callbacks, called after those that count epochs and watch the loss.

    Returns:
        Keras's `History`.

    Raises:
        Diverged: the loss or the weights are no longer finite.
    """
    batch_size = hyperparameters["batch_size"]
    strength = hyperparameters.get("augmentation_strength", 0)
    counter = EpochCounter()
    training = dataset.batches(
        "train",
        batch_size,
        seed=seed,
        epoch=counter.variable,
        augmentation=recipe.augmentation(strength) if strength else None,
    )
    create_variables(model, training)
    sum_no_gradients(model.optimizer)
    # Unknown is a negative number of batches.
    batches = max(int(training.cardinality()), 0) or MOST_STEPS
    model.steps_per_execution = min(batches, steps_per_execution(model, batch_size, _sizes(dataset)))
    return model.fit(
        training,
        epochs=epochs or hyperparameters["epochs"],
        initial_epoch=initial_epoch,
        validation_data=None if dataset.validation is None else dataset.evaluation_batches("validation", batch_size),
        shuffle=False,
        callbacks=[counter, LossWatch(), *callbacks],
        verbose=0,
    )


def create_variables(model, training):
    """Creates what Keras would create only while it traces the first training step: slots of the optimizer, metrics.

    TensorFlow traces a function twice if the first trace creates variables, and in a deep network a trace is most of
    the time to the first step. Nor does it ever free the graph of that trace.
    """
    if model.optimizer is not None and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    if not isinstance(training.element_spec, tuple) or len(training.element_spec) < 2:
        return
    x, y = (keras.tree.map_structure(_one_example, spec) for spec in training.element_spec[:2])
    shapes = model.compute_output_shape(keras.tree.map_structure(lambda array: array.shape, x))
    outputs = keras.tree.map_shape_structure(np.zeros, shapes)
    # A network with several outputs has a metric of each one's loss.
    model.compute_loss(x, y, outputs, training=False)
    model.compute_metrics(x, y, outputs)
    model.reset_metrics()


def sum_no_gradients(optimizer):
    """Keeps an optimizer from summing gradients over replicas where there is only one.

    Keras does it all the same, and TensorFlow keeps for good what it does it with, and by that the graph of the
    training step: a search would grow by a graph a trial. Nor would any weight be moved before the last gradient is
    there.
    """
    for each in (optimizer, getattr(optimizer, "inner_optimizer", None)):
        strategy = getattr(each, "_distribution_strategy", None)
        if strategy is not None and strategy.num_replicas_in_sync == 1:
            each._all_reduce_sum_gradients = list


def _sizes(dataset):
    """Of the largest example, the longer one where a network reads two."""
    shapes = dataset.input_shape.values() if isinstance(dataset.input_shape, dict) else [dataset.input_shape]
    if dataset.task == "segmentation":
        shapes = [dataset.train.x.shape[1:]]
    sizes = [tuple(size or dataset.buckets[-1] for size in shape) for shape in shapes]
    return max(sizes)


def _one_example(spec):
    """Zeros in the place of a batch of one example."""
    return np.zeros((1, *(size or 1 for size in spec.shape[1:])), keras.backend.standardize_dtype(spec.dtype))
