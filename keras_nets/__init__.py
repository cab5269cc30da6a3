"""Networks, layers and training techniques of five study notes, each as its paper has it, in Keras 3.

Importing this package is cheap: it loads no TensorFlow. Its submodules load when they are first used:
`keras_nets.models.lenet5()`, `keras_nets.layers.Maxout`, `keras_nets.datasets.load("digits")`.
"""

import importlib

from keras_nets import _processor, _quiet

__version__ = "0.1.0"

_SUBMODULES = (
    *("acceleration", "augmentations", "catalog", "cli", "datasets", "generation", "inspection", "keras_twins"),
    *("layers", "losses", "models", "optimizers", "tasks", "training", "tuning"),
)

_quiet.install()
_processor.install()


def __getattr__(name):
    if name in _SUBMODULES:
        return importlib.import_module(f"keras_nets.{name}")
    raise AttributeError(f"module 'keras_nets' has no attribute {name!r}; it has {', '.join(_SUBMODULES)}")


def __dir__():
    return sorted([*globals(), *_SUBMODULES])
