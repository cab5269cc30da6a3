"""The one way in which this project calls `fit`, for runs and for the trials of a search."""

from keras_nets.training.callbacks import EpochCounter, LossWatch


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
    return model.fit(
        training,
        epochs=epochs or hyperparameters["epochs"],
        initial_epoch=initial_epoch,
        validation_data=None if dataset.validation is None else dataset.batches("validation", max(batch_size, 256)),
        shuffle=False,
        callbacks=[counter, LossWatch(), *callbacks],
        verbose=0,
    )
