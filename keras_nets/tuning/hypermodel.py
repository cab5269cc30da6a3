"""A recipe as a hypermodel of KerasTuner."""

import dataclasses

from keras_nets.acceleration.side_by_side import parts_of_a_batch
from keras_nets.training.fitting import fit
from keras_nets.training.options import Options, Plan
from keras_nets.training.phases import Phases
from keras_nets.training.preparation import class_weights, load_dataset, measured, prepare
from keras_nets.training.settings import pairs

import keras_tuner
import numpy as np

# A search varies the learning rate by up to this factor below and above the recipe's own.
LEARNING_RATE_FACTOR = 10
_KINDS = ("Int", "Float", "Choice", "Boolean", "Fixed")


class RecipeHyperModel(keras_tuner.HyperModel):
    """The search space of a recipe: `build(hp)` returns a compiled network, `fit(hp, model)` trains it.

    Every trial starts from the same seed, as the retrained winner will, so a trial's measures can be reproduced. The
    test split is removed before anything is built: the validation split chooses.

    Args:
        recipe: The `Recipe`.
        options: `Options` for all trials; hyperparameters in its `settings` are fixed and not searched.
        most_parameters: Maximum number of parameters of a network; None sets no limit.

    Raises:
        ValueError: If the options or the data are not usable, or there is no validation split.
    """

    def __init__(self, recipe, options=None, most_parameters=None):
        super().__init__(name=recipe.name)
        options = options or Options()
        self.plan = Plan.make(recipe, options)
        dataset = load_dataset(recipe, self.plan.options)
        if dataset.validation is None:
            raise ValueError(
                f"a search chooses by the validation part, and {dataset.name} was split without one; "
                "use --split 60/20/20"
            )
        self.dataset = dataclasses.replace(dataset, test=dataset.test.take(np.arange(0)))
        self.recipe, self.most_parameters = recipe, most_parameters
        self.fixed = {name: self.plan.hyperparameters[name] for name, _ in pairs(options.settings, "--set")}
        self._check_fixed()

    def draw(self, hp):
        """The hyperparameters of one trial.

        Args:
            hp: KerasTuner's `HyperParameters`.

        Returns:
            All hyperparameters of the trial, as in a run; and the entries of `hp` that they depend on. KerasTuner's own
            values keep entries of deeper networks that this one does not use.
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
            ValueError: If the hyperparameters do not fit together, or the network is too large.
        """
        hyperparameters, _ = self.draw(hp)
        plan = dataclasses.replace(self.plan, hyperparameters=hyperparameters)
        model = prepare(self.recipe, plan, self.dataset).model
        if self.most_parameters is not None and model.count_params() > self.most_parameters:
            raise ValueError(f"{model.count_params():,} parameters, more than {self.most_parameters:,}")
        measured(model, self.dataset)
        return model

    def fit(self, hp, model, *, epochs=None, initial_epoch=0, callbacks=(), **_):
        """Train a network on the same batches as a run with the same seed; returns Keras's `History`.

        Args:
            hp: The `HyperParameters` that the network was built from.
            model: The network.
            epochs: Last epoch; None is the recipe's.
            initial_epoch: Number of epochs that the network was already trained.
            callbacks: Additional Keras callbacks.
        """
        hyperparameters, seed = self.draw(hp)[0], self.plan.options.seed
        if initial_epoch == 0:
            Phases(self.recipe, self.dataset, model, hyperparameters, seed).train()
        return fit(
            model,
            self.dataset,
            hyperparameters,
            seed=seed,
            augmentation=self.recipe.distortion(hyperparameters),
            class_weights=class_weights(self.dataset, self.plan.options),
            epochs=epochs,
            initial_epoch=initial_epoch,
            parts=parts_of_a_batch(),
            callbacks=callbacks,
        )

    def _check_fixed(self):
        """Refuse to fix a hyperparameter that the search space makes from several entries."""
        hp = keras_tuner.HyperParameters()
        made = set(self.recipe.search_space(hp))
        for name in self.fixed:
            if name in made and name not in hp:
                raise ValueError(f"{name} is searched through {', '.join(hp.values)}; it cannot be fixed by --set")


class _Asked:
    """KerasTuner's `hp` that records the entries a search space asks for, and returns the values of fixed ones."""

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
            # Entries whose condition does not hold are None.
            if value is not None:
                self.active[name] = value
            return value

        return ask
