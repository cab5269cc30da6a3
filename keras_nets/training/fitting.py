"""The one way in which this project calls `fit`, for runs and for the trials of a search."""

from keras_nets._keras import leave_gradients_unsummed, optimizers_of
from keras_nets.acceleration import accelerate
from keras_nets.acceleration.side_by_side import divide
from keras_nets.training.callbacks import EpochCounter, LossWatch
from keras_nets.training.execution import MOST_STEPS, steps_per_execution

import keras
import numpy as np
import tensorflow as tf


def fit(
    model,
    dataset,
    hyperparameters,
    *,
    seed,
    augmentation=None,
    class_weights=None,
    epochs=None,
    initial_epoch=0,
    parts=1,
    callbacks=(),
):
    """Train a compiled model on the training part, measuring the validation part, where there is one, every epoch.

    Args:
        model: The compiled `keras.Model`.
        dataset: The `Dataset`.
        hyperparameters: At least `epochs` and `batch_size`.
        seed: Of the order of examples and of their distortion.
        augmentation: Keras layer of random distortions; None distorts nothing.
        class_weights: Weight in the training loss of the examples of each class, `(classes,)`; None weighs all alike.
        epochs: Last epoch; None takes that of the hyperparameters.
        initial_epoch: Epochs that the model has had.
        parts: In how many parts, side by side, each batch is trained on.
        callbacks: More Keras callbacks, called after those that count epochs and watch the loss.

    Returns:
        Keras's `History`.

    Raises:
        Diverged: If the loss or the weights are no longer finite.
    """
    batch_size, counter = hyperparameters["batch_size"], EpochCounter()
    training = dataset.batches("train", batch_size, seed=seed, epoch=counter.variable, augmentation=augmentation)
    if class_weights is not None:
        training = _weighted(training, class_weights)
    create_variables(model, dataset)
    create_metrics(model, training)
    divide(accelerate(model), parts)
    for optimizer in optimizers_of(model):
        leave_gradients_unsummed(optimizer)
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


def create_variables(model, dataset):
    """Create the slots of a model's optimizers, which Keras would create while it traces the first training step.

    TensorFlow traces a function twice if the first trace creates variables, and never frees the graph of the first; in
    a deep network a trace is most of the time to the first step. A checkpoint holds the slots too, and so they must be
    there before it is read. Which weights an optimizer is for only the training step knows where there are several: it
    is traced and not run.

    Args:
        model: A built and compiled `keras.Model`.
        dataset: The `Dataset` that it is trained on.
    """
    missing = [optimizer for optimizer in optimizers_of(model) if not optimizer.built]
    if missing and len(optimizers_of(model)) > 1:
        spec = dataset.head(1).batches("train", 1).element_spec
        tf.function(model.train_step).get_concrete_function(spec)
        model.reset_metrics()
    elif missing:
        model.optimizer.build(model.trainable_variables)


def create_metrics(model, training):
    """Create the metrics that Keras would create while it traces the first training step; see `create_variables`."""
    # A training step of several optimizers has losses of its own.
    if len(training.element_spec) < 2 or len(optimizers_of(model)) > 1:
        return
    x, y = (keras.tree.map_structure(_one_example, spec) for spec in training.element_spec[:2])
    shapes = model.compute_output_shape(keras.tree.map_structure(lambda array: array.shape, x))
    outputs = keras.tree.map_shape_structure(np.zeros, shapes)
    # A network with several outputs has a metric of each one's loss.
    model.compute_loss(x, y, outputs, training=False)
    model.compute_metrics(x, y, outputs)
    model.reset_metrics()


def _weighted(training, class_weights):
    """Batches with a weight for each example, as of Keras's `class_weight`, which knows no label -1 for unknown."""
    weights = tf.constant(class_weights)
    return training.map(lambda inputs, labels: (inputs, labels, tf.gather(weights, tf.maximum(labels, 0))))


def _sizes(dataset):
    """Of the largest example, the longer one where a network reads two; of patches those that are trained on."""
    if not isinstance(dataset.input_shape, dict):
        return tuple(size or dataset.train.x.shape[1 + axis] for axis, size in enumerate(dataset.input_shape))
    return max(tuple(size or 1 for size in shape) for shape in dataset.input_shape.values())


def _one_example(spec):
    """Zeros in the place of a batch of one example."""
    return np.zeros((1, *(size or 1 for size in spec.shape[1:])), keras.backend.standardize_dtype(spec.dtype))
