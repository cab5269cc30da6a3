"""Transfer learning: begin with what another network has learned, and leave its lower layers as they are."""

import dataclasses
import json
from pathlib import Path

from keras_nets._keras import layers_in
from keras_nets._wording import did_you_mean
from keras_nets.training.network_file import read_network
from keras_nets.training.run_folder import RECORD, RunFolder, run_folders

import keras

# The layer that a new task replaces, the last of every classifier and regressor.
HEAD = "predictions"
# What says what the numbers of a head stand for, in the description of the data that it was trained on.
_MEANING = ("task", "class_names", "target", "vocabulary", "target_vocabulary")


@dataclasses.dataclass(frozen=True)
class Start:
    """What a network begins with.

    Args:
        network: The `keras.Model` that learned.
        origin: What a run calls it.
        learned: The data that it learned, as `Dataset.describe` describes them; None where they are not known.
    """

    network: keras.Model
    origin: str
    learned: dict | None = None


def start_from(model, source, described=None):
    """Give every layer of `model` the weights of the layer of the same name in another network.

    The head takes them over only from a run whose data are known to have the same classes, or the same target; else it
    keeps its own weights. Nothing is changed before all shapes are compared.

    Args:
        model: A built `keras.Model`.
        source: The other `keras.Model`, a `Start`, the folder of a finished run, or a `.keras` file.
        described: The data that `model` is for, as `Dataset.describe` describes them; None where they are not known.

    Returns:
        A line that says what was taken over.

    Raises:
        ValueError: If `source` is none of these, or a layer is missing there or has another shape.
    """
    if isinstance(source, keras.Model):
        source = Start(source, source.name)
    start = source if isinstance(source, Start) else read_start(source)
    keeps_head = not _mean_the_same(start.learned, described)
    known = {layer.name: layer for layer in layers_in(start.network) if layer.weights}
    layers = [layer for layer in layers_in(model, recursive=False) if layer.weights]
    taken = []
    for layer in layers:
        if layer.name == HEAD and keeps_head:
            continue
        if layer.name in known and _shapes(layer) == _shapes(known[layer.name]):
            taken.append(layer)
        elif layer.name != HEAD:
            other = f"has {_shapes(known[layer.name])}" if layer.name in known else "has no such layer"
            raise ValueError(
                f"cannot start from {start.origin}: layer {layer.name} needs weights of {_shapes(layer)}, and "
                f"{start.network.name} there {other}; build the same network, with --set as it was built there"
            )
    for layer in taken:
        layer.set_weights(known[layer.name].get_weights())
    has_new_head = any(layer.name == HEAD for layer in layers) and all(layer.name != HEAD for layer in taken)
    head = ", with a new head" if has_new_head else ""
    return f"starts from {len(taken)} layers of {start.origin}{head}"


def find_start(recipe, options):
    """What `--start` names, read before anything slow begins.

    Args:
        recipe: The `Recipe`. One of its `starts` is built; the name of one of its presets stands for that preset's
            newest finished run in `options.runs`, one of the same seed where there is one.
        options: The `Options` of the run, whose `start` may also be a path.

    Returns:
        A function of the `Dataset` that is learned, which returns the `Start`.

    Raises:
        ValueError: If the preset has no finished run, or the path is no network.
    """
    if options.start in recipe.starts:
        return lambda dataset: Start(network := recipe.starts[options.start](dataset), network.name)
    path = options.start
    if path in recipe.presets and not Path(path).exists():
        path = _newest_of_preset(recipe, options)
    start = read_start(path)
    return lambda dataset: start


def read_start(path):
    """The network of a finished run, or of a `.keras` file, as a `Start`.

    Raises:
        ValueError: If `path` is neither.
    """
    if (Path(path) / RECORD).is_file():
        folder = RunFolder.finished(path)
        return Start(folder.load_model(), path, folder.record["dataset"])
    if Path(path).suffix == ".keras" and Path(path).is_file():
        return Start(read_network(path, compile=False), path)
    raise ValueError(f"cannot start from {path}; name the folder of a finished run, or a .keras file")


def _newest_of_preset(recipe, options):
    found = []
    for folder in run_folders(options.runs):
        record = folder.record
        wanted = (recipe.name, options.start, "finished")
        if tuple(record.get(name) for name in ("recipe", "preset", "status")) == wanted:
            found.append((record.get("seed") == options.seed, len(found), folder.path))
    if not found:
        raise ValueError(
            f"no run in {options.runs} has finished preset {options.start!r} of {recipe.name}; "
            f"train it first, with --preset {options.start}"
        )
    return max(found)[-1]


def freeze_up_to(model, stage):
    """Train only what comes after a stage: its layers, and all before them, keep their weights.

    A frozen batch normalization also keeps its statistics.

    Args:
        model: A built functional `keras.Model`.
        stage: Name of a layer, or what the names of a stage's layers begin with, such as `"stage3"`.

    Returns:
        A line that says what is frozen.

    Raises:
        ValueError: If there is no such stage, or nothing would be left to train.
    """
    names = [layer.name for layer in model.layers]
    inside = [number for number, name in enumerate(names) if name == stage or name.startswith(f"{stage}_")]
    if not inside:
        stages = dict.fromkeys(name.split("_")[0] for name in names)
        raise ValueError(
            f"{model.name} has no layer or stage {stage!r}{did_you_mean(stage, [*stages, *names])}; "
            f"it has {', '.join(stages)}"
        )
    lower = model.layers[: inside[-1] + 1]
    for layer in lower:
        layer.trainable = False
    if not model.trainable_variables:
        raise ValueError(f"nothing of {model.name} is left to train after {stage!r}; freeze up to an earlier stage")
    frozen = sum(layer.count_params() for layer in lower)
    return f"frozen up to {stage}: {frozen:,} of {model.count_params():,} parameters"


def _mean_the_same(learned, described):
    """Whether two descriptions of data are known to give the numbers of a head the same meaning."""
    if learned is None or described is None:
        return False
    return all(_plain(learned.get(name)) == _plain(described.get(name)) for name in _MEANING)


def _plain(value):
    """A value as JSON has it."""
    return json.loads(json.dumps(value))


def _shapes(layer):
    return [tuple(weight.shape) for weight in layer.weights]
