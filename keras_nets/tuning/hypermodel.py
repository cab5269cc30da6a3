"""A recipe as KerasTuner sees it."""

import dataclasses

from keras_nets.training.checkpoint import unchanged_random_states
from keras_nets.training.fitting import fit
from keras_nets.training.options import Options, Plan
from keras_nets.training.preparation import load_dataset, prepare
from keras_nets.training.stages import Stages

import keras_tuner
import numpy as np

# A search looks for the step size up to this factor below and above the recipe's own.
LEARNING_RATE_FACTOR = 10
_KINDS = ("Int", "Float", "Choice", "Boolean", "Fixed")


class RecipeHyperModel(keras_tuner.HyperModel):
    """The search space of a recipe: `build(hp)` gives a compiled network, `fit(hp, model)` trains it.

    Every trial starts from the same seed, as the retrained winner will, so a trial's figures can be repeated. The
    test split is taken away before anything is built: the validation split chooses.

    Args:
        recipe: the `Recipe`.
        options: `Options` for all trials; hyperparameters in its `settings` are fixed and not searched.
        most_parameters: a network with more of them is refused; None refuses none.

    Raises:
        ValueError: the options or the data are not usable, or there is no validation split.
    """

    def __init__(self, recipe, options=None, most_parameters=None):
        super().__init__(name=recipe.name)
        options = options or Options()
        self.plan = Plan.make(recipe, options)
        dataset = load_dataset(recipe, dataclasses.asdict(self.plan.options))
        if dataset.validation is None:
            raise ValueError(
                f"a search chooses by the validation part, and {dataset.name} was split without one; "
                "use --split 60/20/20"
            )
        self.dataset = dataclasses.replace(dataset, test=dataset.test.take(np.arange(0)))
        self.recipe = dataclasses.replace(recipe, load=lambda **_: self.dataset)
        self.most_parameters = most_parameters
        self.fixed = {name: self.plan.hyperparameters[name] for name in setting_names(options.settings)}
        self._check_fixed()

    def draw(self, hp):
        """What one trial is made of.

        Args:
            hp: KerasTuner's `HyperParameters`.

        Returns:
            All hyperparameters of the trial, as a run has them; and those entries of `hp` that they depend on.
            KerasTuner's own values keep entries of deeper networks that this one never asks for.
        """
        asked = _Asked(hp, self.fixed)
        values = dict(self.recipe.search_space(asked))
        base = self.plan.hyperparameters
        if "learning_rate" in base and not {"learning_rate"} & {*values, *self.fixed}:
            rate = base["learning_rate"]
            values["learning_rate"] = asked.Float(
                "learning_rate",
                rate / LEARNING_RATE_FACTOR,
                rate * LEARNING_RATE_FACTOR,
                sampling="log",
                default=rate,
            )
        return {**base, **values}, asked.active

    def build(self, hp):
        """The compiled network of a trial, with all seeds set.

        Raises:
            ValueError: the hyperparameters do not fit together, or the network is too large.
        """
        hyperparameters, _ = self.draw(hp)
        _, model = prepare(self.recipe, dataclasses.replace(self.plan, hyperparameters=hyperparameters))
        if self.most_parameters is not None and model.count_params() > self.most_parameters:
            raise ValueError(f"{model.count_params():,} parameters, more than {self.most_parameters:,}")
        self.measure(model)
        return model

    def fit(self, hp, model, *, epochs=None, initial_epoch=0, callbacks=(), **_):
        """Train a network on the batches that a run with the same seed would see; returns Keras's `History`.

        Args:
            hp: what the network was built from.
            model: the network.
            epochs: last epoch; None takes the recipe's.
            initial_epoch: epochs that the network already had.
            callbacks: more Keras callbacks.
        """
        hyperparameters, seed = self.draw(hp)[0], self.plan.options.seed
        if initial_epoch == 0:
            Stages(self.recipe, self.dataset, model, hyperparameters, seed).train()
        return fit(
            self.recipe,
            self.dataset,
            model,
            hyperparameters,
            seed=seed,
            epochs=epochs,
            initial_epoch=initial_epoch,
            callbacks=callbacks,
        )

    def measure(self, model):
        """What a network measures on validation data, `{name: value}`, taken from two examples."""
        batch = next(iter(self.dataset.head(2).batches("validation", 2)))
        with unchanged_random_states(model):
            measured = model.test_step(batch)
        model.reset_metrics()
        return measured

    def _check_fixed(self):
        """A hyperparameter that the search space makes from several entries cannot be held still by its own name."""
        hp = keras_tuner.HyperParameters()
        made = set(self.recipe.search_space(hp))
        for name in self.fixed:
            if name in made and name not in hp:
                raise ValueError(f"{name} is searched through {', '.join(hp.values)}; it cannot be fixed by --set")


class _Asked:
    """KerasTuner's `hp` that notes which entries a search space asks for, and gives fixed ones their value."""

    def __init__(self, hp, fixed):
        self.hp, self.fixed = hp, fixed
        self.active = {}

    def __getattr__(self, kind):
        method = getattr(self.hp, kind)
        if kind not in _KINDS:
            return method

        def ask(name, *args, **kwargs):
            if name in self.fixed:
                conditions = {key: kwargs[key] for key in ("parent_name", "parent_values") if key in kwargs}
                return self.hp.Fixed(name, self.fixed[name], **conditions)
            value = method(name, *args, **kwargs)
            # Entries under a condition that does not hold give None.
            if value is not None:
                self.active[name] = value
            return value

        return ask


def setting_names(settings):
    """The hyperparameters that a user set, from `["depth=3"]` or `{"depth": 3}`."""
    return [str(setting).partition("=")[0].strip() for setting in settings]
