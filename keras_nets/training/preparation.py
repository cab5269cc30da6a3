"""From a plan to data and a compiled network: everything that can be wrong with a user's input shows here."""

import dataclasses

from keras_nets.datasets.wording import did_you_mean
from keras_nets.training import environment
from keras_nets.training.hyperparameters import compile_arguments
from keras_nets.training.options import SMOKE_EXAMPLES, Options
from keras_nets.training.transfer import find_start, freeze_up_to, start_from

import keras


def prepare(recipe, plan):
    """Data and compiled network of a plan, with all seeds set.

    Raises:
        ValueError: the data or the hyperparameters do not fit the network.
    """
    dataset = load_dataset(recipe, dataclasses.asdict(plan.options))
    keras.config.set_dtype_policy(plan.options.precision)
    keras.utils.set_random_seed(plan.options.seed)
    model = recipe.build(dataset, **plan.build_arguments(recipe))
    if not model.built:
        model.build((None, *dataset.input_shape))
    told = []
    if plan.options.precision == "mixed_bfloat16" and environment.lacks_bfloat16():
        told.append("this processor has no instructions for bfloat16 (avx512_bf16); float32 will be faster")
    if plan.options.start is not None:
        told.append(start_from(model, find_start(recipe, plan.options, dataset)))
    if plan.options.freeze is not None:
        told.append(freeze_up_to(model, plan.options.freeze))
    dataset = dataclasses.replace(dataset, messages=(*dataset.messages, *told))
    values = plan.hyperparameters
    steps = -(-len(dataset.train) // values["batch_size"]) * values["epochs"]
    compile_by(recipe, model, values, steps)
    return dataset, model


def compile_by(recipe, model, hyperparameters, steps):
    """Compile a model as its recipe does, for a run of so many steps."""
    arguments = compile_arguments(recipe, hyperparameters)
    recipe.compile_model(model, hyperparameters.get("learning_rate"), steps, **arguments)


def load_dataset(recipe, options):
    """The data of a run, from the `options` in its record."""
    options = Options(**options)
    dataset = recipe.load(**options.load_arguments())
    return dataset.head(SMOKE_EXAMPLES) if options.smoke else dataset


def check_monitor(monitor, model, dataset):
    """Say now rather than after the first epoch that nothing of this name is measured.

    Raises:
        ValueError: `monitor` is none of the names that `fit` reports.
    """
    split = "train" if dataset.validation is None else "validation"
    few = dataset.head(2)
    names = model.evaluate(few.batches(split, 2), verbose=0, return_dict=True)
    known = [*names, *(f"val_{name}" for name in names if dataset.validation is not None)]
    if monitor not in known:
        raise ValueError(
            f"nothing called {monitor!r} is measured{did_you_mean(monitor, known)}; "
            f"--monitor takes {', '.join(known)} or none"
        )
