"""Optimizers as values: functions of a learning rate and of the number of training steps, for a recipe's `optimizer`.

Their further arguments are hyperparameters of every recipe that names them: `--set weight_decay=0.1`.
"""

import math

import keras


def adam(
    learning_rate,
    steps,
    weight_decay=0.0,
    clipnorm=None,
    schedule="cosine",
    warmup_steps=None,
    beta_2=0.999,
):
    """Adam, with a schedule and decoupled weight decay.

    Reference:
        Kingma, Ba, 2014, Adam: a method for stochastic optimization, https://arxiv.org/abs/1412.6980
        Loshchilov, Hutter, 2017, Decoupled weight decay regularization, https://arxiv.org/abs/1711.05101

    Args:
        learning_rate: The largest rate.
        steps: Training steps of the whole run.
        weight_decay: Fraction of a weight that decays in each step, times the rate; 0 and None decay nothing.
        clipnorm: Greatest norm of each weight's gradient; 0 and None clip nothing.
        schedule: `"cosine"` falls to 0 by the last step, `"constant"` keeps the rate.
        warmup_steps: Steps in which the rate rises from 0 before it falls; None has no such steps.
        beta_2: Decay of the mean of squared gradients, at least 0 and less than 1.

    Returns:
        A Keras optimizer.

    Raises:
        ValueError: If the schedule is unknown, or a number out of range.

    Example:

    >>> adam(0.1, steps=10, weight_decay=0.05).name
    'adamw'
    """
    _check(weight_decay=weight_decay, clipnorm=clipnorm, warmup_steps=warmup_steps)
    _check(below=1, beta_2=beta_2)
    rate, clipnorm = _scheduled(learning_rate, steps, schedule, warmup_steps), clipnorm or None
    if not weight_decay:
        return keras.optimizers.Adam(rate, beta_2=beta_2, clipnorm=clipnorm)
    return keras.optimizers.AdamW(rate, weight_decay=weight_decay, beta_2=beta_2, clipnorm=clipnorm)


def momentum(learning_rate, steps, momentum=0.5, schedule="constant", weight_decay=None, clipnorm=None):
    """Stochastic gradient descent with momentum.

    Args:
        learning_rate: The largest rate.
        steps: Training steps of the whole run.
        momentum: Fraction of the last update that is added to the next one, at least 0 and at most 1.
        schedule, weight_decay, clipnorm: As in `adam`.

    Returns:
        A Keras optimizer.

    Raises:
        ValueError: As in `adam`.
    """
    _check(weight_decay=weight_decay, clipnorm=clipnorm)
    _check(most=1, momentum=momentum)
    rate = _scheduled(learning_rate, steps, schedule)
    return keras.optimizers.SGD(rate, momentum=momentum, weight_decay=weight_decay or None, clipnorm=clipnorm or None)


def _check(below=math.inf, most=math.inf, **values):
    """Refuse a number that is negative or too large, and what is no number; None stands for the lack of one."""
    for name, value in values.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and 0 <= value < below and value <= most):
            end = f" and less than {below}" if below < math.inf else f" and at most {most}" if most < math.inf else ""
            raise ValueError(f"{name} is {value!r}; it must be a number of at least 0{end}")


def _scheduled(learning_rate, steps, schedule, warmup_steps=None):
    if schedule not in ("cosine", "constant"):
        raise ValueError(f"unknown schedule {schedule!r}; there are cosine, constant")
    if schedule == "constant":
        return learning_rate
    if warmup_steps is None:
        return keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    return keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warmup_steps), warmup_target=learning_rate, warmup_steps=warmup_steps
    )
