"""How long networks take, measured in turn, so that what else the machine does falls on all of them alike."""

import statistics
import time


def training_seconds(models, x, y, repetitions=10):
    """Seconds of a training step of compiled models, a list for each; steps of all models alternate.

    Args:
        models: compiled models that take the same batch.
        x, y: the batch.
        repetitions: steps that are measured, after one that compiles.
    """
    return _in_turn([lambda model=model: model.train_on_batch(x, y) for model in models], repetitions)


def prediction_seconds(models, x, repetitions=10):
    """Seconds of the prediction of a batch, likewise."""
    return _in_turn([lambda model=model: model.predict_on_batch(x) for model in models], repetitions)


def ratio(ours, theirs):
    """The median over repetitions of one list of seconds through the other."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def first_step_seconds(build, x, y):
    """Seconds from an empty process's graph to the end of the first training step: building, compiling, tracing.

    Args:
        build: returns a compiled model.
        x, y: the batch.
    """
    started = time.monotonic()
    build().train_on_batch(x, y)
    return time.monotonic() - started


def _in_turn(calls, repetitions):
    for call in calls:
        call()
    seconds = [[] for _ in calls]
    for _ in range(repetitions):
        for call, own in zip(calls, seconds, strict=True):
            started = time.monotonic()
            call()
            own.append(time.monotonic() - started)
    return seconds
