"""From a plan to data and a compiled network: everything that can be wrong with a user's input shows here."""

import dataclasses
import math

from keras_nets import datasets
from keras_nets._keras import direction_of, node_of
from keras_nets._memory import check_memory, trainable_networks
from keras_nets._wording import counted, did_you_mean
from keras_nets.datasets.forms import form_of
from keras_nets.tasks import task_of
from keras_nets.training import environment
from keras_nets.training.checkpoint import unchanged_random_states
from keras_nets.training.fitting import create_variables
from keras_nets.training.hyperparameters import compile_arguments, default_hyperparameters, distortion_defaults
from keras_nets.training.normalization import settle_averages
from keras_nets.training.options import SMOKE_EXAMPLES, Options
from keras_nets.training.suitability import check_suitability, with_alternatives
from keras_nets.training.transfer import find_start, freeze_up_to, start_from

import keras
import numpy as np


@dataclasses.dataclass(frozen=True)
class Prepared:
    """What a plan comes to: the data, the compiled network, and what its owner should know, a line each."""

    dataset: object
    model: keras.Model
    messages: tuple[str, ...]
    class_weights: np.ndarray | None = None


def prepare(recipe, plan, dataset=None):
    """Data and compiled network of a plan, with all seeds set.

    Args:
        recipe: The `Recipe`.
        plan: The `Plan`.
        dataset: The `Dataset`; None loads that of the plan.

    Raises:
        ValueError: If the data or the hyperparameters do not fit the network.
    """
    start = None if plan.options.start is None else find_start(recipe, plan.options)
    if dataset is None:
        dataset = load_dataset(recipe, plan.options)
    if plan.options.data is not None:
        check_suitability(recipe, dataset, lambda: _as_they_are(plan.options))
    weights = class_weights(dataset, plan.options)
    if distortion_defaults(recipe):
        # What is wrong with them shows here; layers draw seeds, and so they are made before the seed is set.
        recipe.distortion(plan.hyperparameters)
    # A resumed run reads no start, and so what a start draws counts for nothing.
    start = None if start is None else start(dataset)
    keras.config.set_dtype_policy(plan.options.precision)
    keras.utils.set_random_seed(plan.options.seed)
    _check_batch(dataset, plan.hyperparameters["batch_size"])
    with trainable_networks(_described(recipe, plan)):
        model = recipe.build(dataset, **plan.build_arguments(recipe))
        build_model(model, dataset)
    keep_outputs_in_full_precision(model)
    told = list(dataset.messages)
    if weights is not None:
        told.append(f"class weights are {weights.min():.3g} to {weights.max():.3g}")
    if plan.options.precision == "mixed_bfloat16" and environment.lacks_bfloat16():
        told.append("this processor has no instructions for bfloat16 (avx512_bf16); float32 will be faster")
    if start is not None:
        told.append(start_from(model, start, dataset.describe()))
    if plan.options.freeze is not None:
        told.append(freeze_up_to(model, plan.options.freeze))
    values = plan.hyperparameters
    steps = dataset.steps(values["batch_size"]) * values["epochs"]
    told += settle_averages(model, steps)
    compile_by(recipe, model, dataset, values, steps)
    create_variables(model, dataset)
    return Prepared(dataset, model, tuple(told), weights)


def class_weights(dataset, options):
    """The weight of each class in the training loss; None where examples weigh alike. Raises as the task does."""
    return None if options.class_weight is None else task_of(dataset.task).class_weights(dataset)


def _described(recipe, plan):
    """The network as a message calls it, by what makes it another one than the recipe's."""
    defaults = default_hyperparameters(recipe)
    changed = [f"{name}={value}" for name, value in plan.build_arguments(recipe).items() if value != defaults[name]]
    return f"the network with {', '.join(changed)}" if changed else "the network"


def _check_batch(dataset, batch_size):
    """Refuse a batch that does not fit into memory."""
    shapes = dataset.input_shape.values() if isinstance(dataset.input_shape, dict) else [dataset.input_shape]
    examples = min(batch_size, len(dataset.train))
    numbers = examples * sum(math.prod(side or 1 for side in shape) for shape in shapes)
    check_memory(4 * numbers, f"a batch of {counted(examples, 'example')} takes")


def keep_outputs_in_full_precision(model):
    """Have the layers that end a network compute with float32 where its dtype policy computes with less.

    In half precision, probabilities are rounded to two or three digits and prices to thousands. A network that is no
    graph of layers, a subclass of `keras.Model`, is left as it is.
    """
    for tensor in keras.tree.flatten(getattr(model, "outputs", None) or []):
        layer = node_of(tensor).operation
        if isinstance(layer, keras.Model):
            keep_outputs_in_full_precision(layer)
        elif getattr(layer, "compute_dtype", None) in ("float16", "bfloat16"):
            layer.dtype_policy = keras.DTypePolicy("float32")


def build_model(model, dataset):
    """Create the weights of a model that has none yet, for the shapes of a data set."""
    if model.built:
        return
    if isinstance(dataset.input_shape, dict):
        model({name: keras.Input(shape) for name, shape in dataset.input_shape.items()})
    else:
        model.build((None, *dataset.input_shape))


def compile_by(recipe, model, dataset, hyperparameters, steps):
    """Compile a model as its recipe does, for a run of so many steps."""
    rate, arguments = hyperparameters.get("learning_rate"), compile_arguments(recipe, hyperparameters)
    if recipe.compile_model is not None:
        recipe.compile_model(model, rate, steps, **arguments)
    else:
        # Keras's default stands where nothing is learned by gradients.
        optimizer = "rmsprop" if recipe.optimizer is None else recipe.optimizer(rate, steps, **arguments)
        task_of(dataset.task).compile(model, optimizer)


def load_dataset(recipe, options):
    """The data of a run, from its `Options` or from those in its record."""
    options = options if isinstance(options, Options) else Options(**options)
    arguments = options.load_arguments()
    try:
        dataset = recipe.load(**arguments)
    except ValueError as error:
        if options.data is None:
            raise
        raise ValueError(with_alternatives(error, recipe, lambda: _as_they_are(options))) from error
    return dataset.head(SMOKE_EXAMPLES) if options.smoke else dataset


def _as_they_are(options):
    """The data of a run as no recipe changes them."""
    arguments = options.load_arguments()
    return datasets.load(**{name: arguments[name] for name in ("data", "target", "data_dir") if name in arguments})


def require_same_data(dataset, recorded, since):
    """Refuse data that changed, or that this version brings into another form than an earlier one did.

    Args:
        dataset: The `Dataset` as it is read now.
        recorded: The record of the data as they were read.
        since: Since when they must be the same, and what to do else, for the message.

    Raises:
        ValueError: If they are not the same.
    """
    if dataset.checksum != recorded["checksum"]:
        raise ValueError(f"the data {dataset.name} changed since {since}")
    before, now = form_of(recorded), dataset.form
    values = ("encoding", "center", "target_center")
    if type(before) is not type(now) or any(getattr(before, name, None) != getattr(now, name, None) for name in values):
        raise ValueError(f"the data {dataset.name} are read in another way than when {since}")


def measured(model, dataset):
    """What a network measures of a split, `{name: value}`, taken from two examples; it is left as it was."""
    part = "train" if dataset.validation is None else "validation"
    batch = next(iter(dataset.head(2).batches(part, 2)))
    with unchanged_random_states(model):
        values = model.test_step(batch)
    model.reset_metrics()
    return values


def direction(recipe, model, dataset, monitor):
    """Whether a monitored metric is to become large or small, known before the first epoch.

    Returns:
        `"max"` or `"min"`.

    Raises:
        ValueError: If nothing of the name is measured, or neither the metric nor the recipe says its direction.
    """
    if monitor == "loss" or (monitor == "val_loss" and dataset.validation is not None):
        return "min"
    names = measured(model, dataset)
    known = [*names, *(f"val_{name}" for name in names if dataset.validation is not None)]
    if monitor not in known:
        raise ValueError(
            f"nothing called {monitor!r} is measured{did_you_mean(monitor, known)}; "
            f"--monitor takes {', '.join(known)} or none"
        )
    found = recipe.directions.get(monitor.removeprefix("val_")) or direction_of(model, monitor)
    if found is None:
        raise ValueError(
            f"neither {monitor!r} nor {recipe.name} says whether it is to become large or small; monitor val_loss, or "
            f'say it in the recipe: directions={{"{monitor.removeprefix("val_")}": "min"}}'
        )
    return found
