"""Batch normalization in short runs: the averages for test time follow faster where there are few steps."""

from keras_nets._keras import layers_in

# How much of the first value of an average may be left after the last step; of no recipe as it stands is as much left.
_REMAINDER = 1e-3


def settle_averages(model, steps):
    """Lower the momentum of moving averages which a run of so many steps would end before they settle.

    A moving mean begins at 0, a moving variance at 1, and after n steps the fraction momentum**n of that is left.
    Training does not read them, so that a network may have learned everything and still fail every test. Frozen layers
    keep what they have.

    Args:
        model: A built `keras.Model`, before its first step.
        steps: Training steps of the whole run.

    Returns:
        Lines that say what was done, for the owner of the run.

    Example:

    >>> import keras
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.BatchNormalization(momentum=0.9)])
    >>> settle_averages(model, steps=100), settle_averages(model, steps=16)
    ([], ['batch normalization: the momentum is 0.649 instead of 0.9, so that its averages settle in 16 steps'])
    """
    least = _REMAINDER ** (1 / steps)
    slow = [layer for layer in layers_in(model) if layer.trainable and getattr(layer, "momentum", 0) > least]
    momenta = sorted({layer.momentum for layer in slow})
    for layer in slow:
        layer.momentum = least
    return [
        f"batch normalization: the momentum is {least:.3g} instead of {', '.join(map(str, momenta))}, so that its "
        f"averages settle in {steps:,} steps"
    ] * bool(slow)
