"""Hyperparameters of a recipe: their defaults, and what a user set instead."""

import inspect

from keras_nets._wording import did_you_mean

# What every recipe has beside the arguments of its `build`.
RUN_HYPERPARAMETERS = ("epochs", "batch_size", "learning_rate", "augmentation_strength")
_EXAMPLES = {"--set": "width=0.5", "--data-option": "window=96"}


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
        ValueError: If a setting is not `name=value`, names no hyperparameter, or has another type than the default.
    """
    result = dict(hyperparameters)
    for name, value in pairs(settings, "--set"):
        if name not in result:
            raise ValueError(
                f"{recipe.name} has no hyperparameter {name!r}{did_you_mean(name, result)}; "
                f"it has {', '.join(sorted(result))}"
            )
        result[name] = _typed(name, value, hyperparameters[name])
    for name in ("epochs", "batch_size"):
        if result[name] < 1:
            raise ValueError(f"{name} is {result[name]}; it must be at least 1")
    if result.get("learning_rate", 1) <= 0:
        raise ValueError(f"learning_rate is {result['learning_rate']}; it must be above 0")
    if result.get("augmentation_strength", 0) < 0:
        raise ValueError(f"augmentation_strength is {result['augmentation_strength']}; it must be at least 0")
    asked = [name for name, _ in pairs(settings, "--set") if name in distortion_defaults(recipe)]
    if asked and not result["augmentation_strength"]:
        raise ValueError(f"{asked[0]} does nothing at augmentation_strength 0; set augmentation_strength=1 as well")
    return result


def pairs(settings, flag):
    """Names and values of a dictionary, or of a list of texts `name=value` that a flag was given with.

    Raises:
        ValueError: If a text is not written as `name=value`.
    """
    if isinstance(settings, dict):
        return list(settings.items())
    settings = settings or []
    split = [setting.partition("=") for setting in settings]
    for setting, (name, equals, _) in zip(settings, split, strict=True):
        if not equals or not name:
            example = _EXAMPLES[flag]
            raise ValueError(f"cannot read {flag} {setting!r}; write it as name=value, for example {flag} {example}")
    return [(name.strip(), value.strip()) for name, _, value in split]


def plain(text):
    """What a text says where no default tells its type: a number, nothing, or itself."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None if text.lower() == "none" else text


def _functions(recipe):
    return recipe.build, recipe.compile_model or recipe.optimizer, recipe.augmentation, recipe.phases


def _defaults(function):
    """Arguments of a function that have a default, and that default; none of None."""
    arguments = {} if function is None else inspect.signature(function).parameters
    return {a.name: a.default for a in arguments.values() if a.default is not inspect.Parameter.empty}


def _typed(name, value, default):
    """`value`, usually text, as the type of the hyperparameter's default."""
    if not isinstance(value, str):
        return value
    try:
        if isinstance(default, bool):
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[value.lower()]
        if isinstance(default, int):
            return int(value)
        if isinstance(default, float):
            return float(value)
        if isinstance(default, (tuple, list)):
            kind = type(default[0]) if default else int
            return tuple(kind(item) for item in value.strip("()[]").split(",") if item.strip())
    except (KeyError, ValueError):
        raise ValueError(f"{name} is {value!r}; it must be {_kind(default)}, like its default {default}") from None
    return plain(value) if default is None else value


def _kind(default):
    if isinstance(default, bool):
        return "true or false"
    return {int: "a whole number", float: "a number"}.get(type(default), "a list of values with commas between them")
