"""What a user asked for: the flags of a run, each defined once, and how presets and hyperparameters come together."""

import dataclasses
from typing import Annotated

from keras_nets._wording import did_you_mean
from keras_nets.training.hyperparameters import build_arguments, default_hyperparameters, with_settings
from keras_nets.training.recipe import Goal
from keras_nets.training.settings import pairs, plain

SMOKE_EXAMPLES = 64
SMOKE_EPOCHS = 2
# What may differ without making another experiment; settings are compared by what they set.
_FREE = ("seed", "fold", "runs", "data_dir", "tensorboard", "preset", "settings")
PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")
CLASS_WEIGHTS = ("balanced",)


@dataclasses.dataclass(frozen=True)
class Flag:
    """What is said of an option beside its type; the option itself is None while nobody gave it.

    Args:
        default: What None stands for, where no preset says otherwise.
        help: One line for the command line.
        name: Of the flag, where it is not that of the option.
        metavar: What the help shows for the value.
        minimum: The least value.
        negated: Whether the flag says no.
    """

    default: object
    help: str
    name: str | None = None
    metavar: str | None = None
    minimum: int | None = None
    negated: bool = False


@dataclasses.dataclass
class Options:
    """The flags of a run. Plain values, so that `run.json` can hold them and a resumed run can read them again.

    None is "not given": a preset or the default takes its place. What is given wins over a preset, also where it equals
    the default.
    """

    data: Annotated[str | None, Flag(None, "Data set by name, a folder of images, a table, a .npz or .txt file.")] = (
        None
    )
    target: Annotated[str | None, Flag(None, "Column of a table to predict.")] = None
    test_data: Annotated[str | None, Flag(None, "Test part from another folder, table or .npz file like --data.")] = (
        None
    )
    data_dir: Annotated[str | None, Flag(None, "Folder of mnist.npz, cifar10.npz, ...; else KERAS_NETS_DATA.")] = None
    image_size: Annotated[int | None, Flag(None, "Height and width that images are resized to.", minimum=1)] = None
    split: Annotated[str | None, Flag(None, "60/20/20, 70/30, kfold, kfold:5, bootstrap, official or full.")] = None
    fold: Annotated[int | None, Flag(0, "Which fold of kfold is the test part, from 0.")] = None
    split_seed: Annotated[int | None, Flag(0, "Seed of the split.")] = None
    balance: Annotated[str | None, Flag(None, "over, under or a number: equal class sizes for training.")] = None
    class_weight: Annotated[
        str | None, Flag(None, "balanced: examples of rare classes weigh more in the training loss.")
    ] = None
    skip_unreadable: Annotated[bool | None, Flag(False, "Leave unreadable images out.")] = None
    allow_huge: Annotated[
        bool | None, Flag(False, "Read images of over 250 megapixels, files of over 4 GB, packed bombs.")
    ] = None
    data_options: Annotated[
        list | dict | None,
        Flag((), "Option of one data set, such as window=96.", name="data-option", metavar="NAME=VALUE"),
    ] = None
    start: Annotated[
        str | None,
        Flag(None, "Begin with the weights of a run, of a preset's last run or of a .keras file.", metavar="RUN"),
    ] = None
    freeze: Annotated[
        str | None, Flag(None, "Freeze every layer up to and including this stage or layer.", metavar="STAGE")
    ] = None
    preset: Annotated[str | None, Flag(None, "A named set of options of this recipe.")] = None
    settings: Annotated[list | dict | None, Flag((), "Set a hyperparameter.", name="set", metavar="NAME=VALUE")] = None
    seed: Annotated[int | None, Flag(0, "Seed of weights, order, dropout and distortions.")] = None
    patience: Annotated[
        int | None,
        Flag(None, "Epochs without a better monitor, else val_loss, before training stops."),
    ] = None
    monitor: Annotated[str | None, Flag(None, "Metric that picks the best weights; none keeps the last.")] = None
    precision: Annotated[str | None, Flag("float32", "float32, mixed_bfloat16 or mixed_float16.")] = None
    smoke: Annotated[bool | None, Flag(False, "A few examples and two epochs: try it in seconds.")] = None
    runs: Annotated[str | None, Flag("runs", "Where run folders go.")] = None
    tensorboard: Annotated[
        bool | None, Flag(True, "Write no TensorBoard files.", name="no-tensorboard", negated=True)
    ] = None

    @classmethod
    def of(cls, **values):
        """Options from values of which those that name no option are hyperparameters: `of(data="iris", epochs=3)`."""
        known = {field.name for field in dataclasses.fields(cls)}
        settings = dict(pairs(values.get("settings"), "--set"))
        settings |= {name: value for name, value in values.items() if name not in known}
        given = {name: value for name, value in values.items() if name in known}
        return cls(**given | ({"settings": settings} if settings else {}))

    def given(self):
        """The names of the options that were given."""
        return [field.name for field in dataclasses.fields(self) if getattr(self, field.name) is not None]

    def filled(self, values=None):
        """The same options, those that were not given from `values` and then by their defaults."""
        defaults = {field.name: flag_of(field).default for field in dataclasses.fields(self)}
        values = {**defaults, **(values or {})}
        return dataclasses.replace(self, **{name: values[name] for name in values if getattr(self, name) is None})

    def load_arguments(self):
        """The arguments of a recipe's `load`; only what was given.

        Raises:
            ValueError: If a data option is not `name=value`, or has a flag of its own.
        """
        names = ("data", "target", "test_data", "data_dir", "split", "fold", "split_seed", "balance")
        names += ("skip_unreadable", "allow_huge")
        arguments = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        if self.image_size is not None:
            arguments["image_size"] = (self.image_size, self.image_size)
        flags = {field.name: spelling(field) for field in dataclasses.fields(self)}
        for name, value in pairs(self.data_options, "--data-option"):
            if name in flags:
                raise ValueError(f"{name} is no option of one data set; it has a flag of its own, {flags[name]}")
            arguments[name] = plain(value) if isinstance(value, str) else value
        return arguments

    def words(self, without=()):
        """The options that were given as words of a command line, but for those called `without`."""
        words = []
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value is None or field.name in without:
                continue
            flag, spelled = flag_of(field), spelling(field)
            if isinstance(value, bool):
                words += [spelled] if value != flag.negated else []
            elif flag.default == ():
                words += [word for name, one in pairs(value, spelled) for word in (spelled, f"{name}={one}")]
            else:
                words += [spelled, str(value)]
        return words


def flag_of(field):
    """The `Flag` of a field of `Options`."""
    return field.type.__metadata__[0]


def spelling(field):
    """How a field of `Options` is spelled on a command line."""
    return f"--{flag_of(field).name or field.name.replace('_', '-')}"


@dataclasses.dataclass
class Plan:
    """Options and recipe brought together: all that is decided before any data is read.

    `standard` says whether this is the recipe, or its preset, as it stands.
    """

    options: Options
    hyperparameters: dict
    monitor: str | None
    patience: int | None
    goal: Goal | None
    standard: bool = False

    @classmethod
    def make(cls, recipe, options):
        """Fill in what the options leave open from the preset and the recipe.

        Raises:
            ValueError: If a preset, hyperparameter or precision is unknown, or a value out of range.
        """
        preset = dict(_preset(recipe, options.preset))
        goal = preset.pop("goal", recipe.goal if options.preset is None else None)
        known = {field.name for field in dataclasses.fields(Options)}
        of_options = {name: value for name, value in preset.items() if name in known}
        of_options = {"monitor": recipe.monitor or "none", "patience": recipe.patience} | of_options
        filled = _with_monitor(options.filled(of_options), options, options.monitor or preset.get("monitor"))
        _check(filled)
        of_hyperparameters = {name: value for name, value in preset.items() if name not in known}
        base = with_settings(recipe, default_hyperparameters(recipe), of_hyperparameters)
        hyperparameters = with_settings(recipe, base, filled.settings)
        if filled.smoke:
            for name, most in {"epochs": SMOKE_EPOCHS, **recipe.smoke}.items():
                hyperparameters[name] = min(most, hyperparameters[name])
        expected = vars(Options().filled(of_options))
        unchanged = all(_same(getattr(filled, name), expected[name]) for name in expected if name not in _FREE)
        standard = unchanged and hyperparameters == base
        return cls(
            options=filled,
            hyperparameters=hyperparameters,
            monitor=None if filled.monitor == "none" else filled.monitor,
            patience=filled.patience,
            # A goal speaks of the recipe as it stands; other data or hyperparameters make another experiment.
            goal=goal if standard else None,
            standard=standard,
        )

    def build_arguments(self, recipe):
        """The hyperparameters that the recipe's `build` takes."""
        return build_arguments(recipe, self.hyperparameters)


def _same(value, expected):
    """Whether two values of an option say the same, also where one of them comes from a command line."""
    if isinstance(value, str) or not isinstance(value, list | tuple | dict):
        return value == expected
    both = (dict(pairs(each, "--data-option")) for each in (value, expected))
    first, second = ({name: plain(str(one)) for name, one in each.items()} for each in both)
    return first == second


def _with_monitor(filled, given, asked):
    """Filled options in which patience has something to wait for: the loss, where nobody `asked` for a monitor.

    Raises:
        ValueError: If patience was given, and that nothing is monitored.
    """
    if filled.patience is None or filled.monitor != "none":
        return filled
    if asked is None:
        return dataclasses.replace(filled, monitor="val_loss")
    if given.patience is None:
        return dataclasses.replace(filled, patience=None)
    raise ValueError(
        f"patience is {given.patience}, and monitor is none, so that there is nothing to wait for; leave one of them "
        "out, or monitor a metric such as val_loss"
    )


def _check(options):
    if options.precision not in PRECISIONS:
        raise ValueError(f"unknown precision {options.precision!r}; there are {', '.join(PRECISIONS)}")
    if options.class_weight not in (None, *CLASS_WEIGHTS):
        raise ValueError(
            f"unknown class weight {options.class_weight!r}; there is {', '.join(CLASS_WEIGHTS)}, by inverse frequency"
        )
    if not 0 <= options.seed < 2**32:
        raise ValueError(f"seed is {options.seed}; it must be from 0 to {2**32 - 1}")
    if options.patience is not None and options.patience < 1:
        raise ValueError(f"patience is {options.patience}; it must be at least 1")


def _preset(recipe, name):
    if name is None:
        return {}
    if name not in recipe.presets:
        known = ", ".join(recipe.presets) or "none"
        raise ValueError(f"{recipe.name} has no preset {name!r}{did_you_mean(name, recipe.presets)}; it has {known}")
    return recipe.presets[name]
