"""Hyperparameters of a recipe: their defaults, and what a user set instead."""

import inspect

from keras_nets._wording import did_you_mean
from keras_nets.training.settings import pairs, typed

# What every recipe has beside the arguments of its `build`.
RUN_HYPERPARAMETERS = ("epochs", "batch_size", "learning_rate", "augmentation_strength")

# What these names mean is the same in every recipe.
_LEAST = {"epochs": 1, "batch_size": 1, "augmentation_strength": 0, "weight_decay": 0, "clipnorm": 0, "warmup_steps": 0}
_LEAST |= {"width": 0}
_MOST = {"depth": 2000}
_ABOVE_ZERO = ("learning_rate", "pretraining_rate", "final_learning_rate")


class Defaults:
    """Answers a `search_space(hp)` with each hyperparameter's default, as KerasTuner's HyperParameters would."""

    def Int(self, name, min_value, max_value, step=None, sampling=None, default=None, **_):
        return min_value if default is None else default

    def Float(self, name, min_value, max_value, step=None, sampling=None, default=None, **_):
        return min_value if default is None else default

    def Choice(self, name, values, ordered=None, default=None, **_):
        return values[0] if default is None else default

    def Boolean(self, name, default=False, **_):
        return default

    def Fixed(self, name, value, **_):
        return value


def default_hyperparameters(recipe):
    """All hyperparameters of a recipe with their defaults: the run's, and the arguments of its functions."""
    values = {name: getattr(recipe, name) for name in RUN_HYPERPARAMETERS}
    if recipe.learning_rate is None:
        del values["learning_rate"]
    if recipe.augmentation is None:
        del values["augmentation_strength"]
    arguments = {name: value for function in _functions(recipe) for name, value in _defaults(function).items()}
    return values | arguments | recipe.search_space(Defaults())


def build_arguments(recipe, hyperparameters):
    """The hyperparameters that the recipe's `build` takes."""
    others = {*RUN_HYPERPARAMETERS, *compile_defaults(recipe)}
    others |= {*distortion_defaults(recipe), *_defaults(recipe.phases)}
    others -= set(_defaults(recipe.build))
    return {name: value for name, value in hyperparameters.items() if name not in others}


def compile_defaults(recipe):
    """The hyperparameters, with their defaults, of the recipe's `optimizer` or `compile_model`."""
    return _defaults(recipe.compile_model or recipe.optimizer)


def distortion_defaults(recipe):
    """The hyperparameters, with their defaults, of the recipe's `augmentation`, beside its strength."""
    return _defaults(recipe.augmentation)


def compile_arguments(recipe, hyperparameters):
    """The hyperparameters that the recipe's `optimizer` or `compile_model` takes, beside the learning rate."""
    return {name: hyperparameters.get(name, default) for name, default in compile_defaults(recipe).items()}


def phase_arguments(recipe, hyperparameters):
    """The hyperparameters that the recipe's `phases` take, the run's among them, such as `batch_size`."""
    arguments = () if recipe.phases is None else inspect.signature(recipe.phases).parameters
    return {name: hyperparameters[name] for name in arguments if name in hyperparameters}


def with_settings(recipe, hyperparameters, settings):
    """`hyperparameters` with a user's `settings` (`["depth=3", "width=0.5"]` or a dict) in their place.

    Raises:
        ValueError: If a setting is not `name=value`, names no hyperparameter, has another type than the default, or
            is out of range.
    """
    result = dict(hyperparameters)
    for name, value in pairs(settings, "--set"):
        if name not in result:
            raise ValueError(
                f"{recipe.name} has no hyperparameter {name!r}{did_you_mean(name, result)}; "
                f"it has {', '.join(sorted(result))}"
            )
        result[name] = typed(name, value, hyperparameters[name])
    for name, value in result.items():
        least = _LEAST.get(name, 0 if _counts(hyperparameters[name]) else None)
        if least is not None and any(number < least for number in _numbers(name, value)):
            raise ValueError(f"{name} is {value}; it must be at least {least}")
    for name, most in _MOST.items():
        if result.get(name, 0) > most:
            raise ValueError(f"{name} is {result[name]:,}; it must be at most {most:,}")
    for name in _ABOVE_ZERO:
        if result.get(name, 1) <= 0:
            raise ValueError(f"{name} is {result[name]}; it must be above 0")
    asked = [name for name, _ in pairs(settings, "--set") if name in distortion_defaults(recipe)]
    if asked and not result["augmentation_strength"]:
        raise ValueError(f"{asked[0]} does nothing at augmentation_strength 0; set augmentation_strength=1 as well")
    return result


def _counts(default):
    """Whether a hyperparameter counts something, as all whole numbers do but those that are negative by default."""
    numbers = default if isinstance(default, tuple | list) else (default,)
    return all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in numbers)


def _numbers(name, value):
    numbers = value if isinstance(value, tuple | list) else () if value is None else (value,)
    if not all(isinstance(number, int | float) for number in numbers):
        raise ValueError(f"{name} is {value!r}; it must be a number")
    return numbers


def _functions(recipe):
    return recipe.build, recipe.compile_model or recipe.optimizer, recipe.augmentation, recipe.phases


def _defaults(function):
    """Arguments of a function that have a default, and that default; none of None."""
    arguments = {} if function is None else inspect.signature(function).parameters
    return {a.name: a.default for a in arguments.values() if a.default is not inspect.Parameter.empty}
