"""What a user asked for: the flags of a run, and how presets and hyperparameters come together."""

import dataclasses

from keras_nets.datasets.readers import OPTIONS as DATA_OPTIONS
from keras_nets.datasets.wording import did_you_mean, listed
from keras_nets.training.hyperparameters import build_arguments, default_hyperparameters, pairs, plain, with_settings
from keras_nets.training.target import Target

SMOKE_EXAMPLES = 64
SMOKE_EPOCHS = 2
# What may differ without making another experiment; settings are compared by what they set.
_FREE = ("seed", "fold", "runs", "data_dir", "tensorboard", "preset", "settings")
PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")


@dataclasses.dataclass
class Options:
    """The flags of a run. Plain values, so that `run.json` can hold them and a resumed run can read them again.

    Args:
        data: name or path of the data; None takes the recipe's own.
        target: the column of a table that is to be predicted.
        data_dir: folder of the standard data files.
        image_size: height and width that images are brought to; None takes the recipe's own.
        split, fold, split_seed, balance, skip_unreadable: as in `keras_nets.datasets.load`.
        data_options: what only some data sets take, `["window=96"]` or `{"series": "nyc_taxi"}`, as in
            `keras_nets.datasets.load`.
        start: folder of a finished run, a `.keras` file, one of the recipe's presets with a finished run in `runs`, or
            one of its `starts`, whose weights training begins with; None begins anew.
        freeze: stage up to which weights stay as they are; None trains all.
        preset: one of the recipe's named sets of options.
        settings: hyperparameters, `["depth=3"]` or `{"depth": 3}`.
        seed: of weights, order of examples, dropout and distortions.
        patience: epochs without improvement before training stops; None takes the recipe's.
        monitor: metric that picks the best weights; None takes the recipe's, `"none"` keeps the last weights.
        precision: Keras's dtype policy.
        smoke: a few examples and epochs, to try a recipe in seconds.
        runs: where run folders go.
        tensorboard: whether event files are written.
    """

    data: str | None = None
    target: str | None = None
    data_dir: str | None = None
    image_size: int | None = None
    split: str | None = None
    fold: int = 0
    split_seed: int = 0
    balance: str | None = None
    skip_unreadable: bool = False
    data_options: list | dict = dataclasses.field(default_factory=list)
    start: str | None = None
    freeze: str | None = None
    preset: str | None = None
    settings: list | dict = dataclasses.field(default_factory=list)
    seed: int = 0
    patience: int | None = None
    monitor: str | None = None
    precision: str = "float32"
    smoke: bool = False
    runs: str = "runs"
    tensorboard: bool = True

    def load_arguments(self):
        """The arguments of a recipe's `load`; `data` and `image_size` only where a user named some.

        Raises:
            ValueError: a data option is not `name=value`, or no data set takes it.
        """
        names = ("target", "data_dir", "split", "fold", "split_seed", "balance", "skip_unreadable")
        arguments = {name: getattr(self, name) for name in names}
        if self.data is not None:
            arguments["data"] = self.data
        if self.image_size is not None:
            arguments["image_size"] = (self.image_size, self.image_size)
        for name, value in pairs(self.data_options, "--data-option"):
            if name not in DATA_OPTIONS:
                raise ValueError(
                    f"no data set has an option {name!r}{did_you_mean(name, DATA_OPTIONS)}; there are "
                    f"{listed(DATA_OPTIONS)}"
                )
            arguments[name] = plain(value) if isinstance(value, str) else value
        return arguments


@dataclasses.dataclass
class Plan:
    """Options and recipe brought together: all that is decided before any data is read.

    `standard` says whether this is the recipe, or its preset, as it stands.
    """

    options: Options
    hyperparameters: dict
    monitor: str | None
    patience: int | None
    target: Target | None
    standard: bool = False

    @classmethod
    def make(cls, recipe, options):
        """Fill in what the options leave open from the preset and the recipe.

        Raises:
            ValueError: an unknown preset, hyperparameter or precision, or a value out of range.
        """
        if options.precision not in PRECISIONS:
            raise ValueError(f"unknown precision {options.precision!r}; there are {', '.join(PRECISIONS)}")
        if not 0 <= options.seed < 2**32:
            raise ValueError(f"seed is {options.seed}; it must be from 0 to {2**32 - 1}")
        if options.patience is not None and options.patience < 1:
            raise ValueError(f"patience is {options.patience}; it must be at least 1")
        preset = dict(_preset(recipe, options.preset))
        target = preset.pop("target", recipe.target if options.preset is None else None)
        monitor, patience = preset.pop("monitor", recipe.monitor), preset.pop("patience", recipe.patience)
        given = {f.name for f in dataclasses.fields(Options)} & set(preset)
        untouched = [name for name in given if getattr(options, name) == getattr(Options(), name)]
        options = dataclasses.replace(options, **{name: preset[name] for name in untouched})
        defaults = default_hyperparameters(recipe)
        preset_values = {name: value for name, value in preset.items() if name not in given}
        base = with_settings(recipe, defaults, preset_values)
        hyperparameters = with_settings(recipe, base, options.settings)
        if options.smoke:
            lengths = [name for name in hyperparameters if name == "epochs" or name.endswith("_epochs")]
            hyperparameters |= {name: min(SMOKE_EPOCHS, hyperparameters[name]) for name in lengths}
        if options.monitor is not None:
            monitor = None if options.monitor == "none" else options.monitor
        patience = options.patience if options.patience is not None else patience
        expected = dataclasses.replace(Options(), **{name: preset[name] for name in given})
        unchanged = all(getattr(options, name) == value for name, value in vars(expected).items() if name not in _FREE)
        standard = unchanged and hyperparameters == base
        # A target speaks of the recipe as it stands; other data or hyperparameters make another experiment.
        return cls(options, hyperparameters, monitor, patience, target if standard else None, standard)

    def build_arguments(self, recipe):
        """The hyperparameters that the recipe's `build` takes."""
        return build_arguments(recipe, self.hyperparameters)


def _preset(recipe, name):
    if name is None:
        return {}
    if name not in recipe.presets:
        known = ", ".join(recipe.presets) or "none"
        raise ValueError(f"{recipe.name} has no preset {name!r}{did_you_mean(name, recipe.presets)}; it has {known}")
    return recipe.presets[name]
