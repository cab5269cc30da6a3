"""Phases: each trains its part on its data, in order, and a run goes on between and inside them."""

import dataclasses

from keras_nets.datasets import seen_through
from keras_nets.datasets.targets import Inputs
from keras_nets.training import Interrupted, Phase, RunFolder, resume, train
from keras_nets.training.options import Plan
from keras_nets.training.phases import Phases

import keras
import numpy as np
import pandas as pd
import pytest


def build(dataset, units=(12, 6)):
    inputs = x = keras.Input(dataset.input_shape, name="input")
    for number, width in enumerate(units, start=1):
        x = keras.layers.Dropout(0.2, name=f"noise{number}")(x)
        x = keras.layers.Dense(width, activation="sigmoid", name=f"hidden{number}")(x)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))


def phases(dataset, model, pretraining_epochs=2, pretraining_rate=1e-2):
    """A greedy stack of autoencoders, each sharing noise and encoder with the whole network."""

    def layer(number):
        encoder = model.get_layer(f"hidden{number}")
        below = model.get_layer(f"hidden{number - 1}").output if number > 1 else model.input

        def autoencoder():
            inputs = keras.Input(below.shape[1:])
            x = encoder(model.get_layer(f"noise{number}")(inputs))
            trained = keras.Model(inputs, keras.layers.Dense(below.shape[-1])(x))
            trained.compile(keras.optimizers.Adam(pretraining_rate), "mse")
            return trained

        def data():
            lower = keras.Model(model.input, below)
            return seen_through(dataset, lambda x: lower.predict(x, verbose=0)).with_targets(Inputs())

        return Phase(f"layer{number}", build=autoencoder, dataset=data, epochs=pretraining_epochs, batch_size=20)

    return [layer(1), layer(2)]


@pytest.fixture(scope="module")
def phased(recipe_with):
    smoke = {"pretraining_epochs": 2}
    return recipe_with(build=build, search_space=lambda hp: {}, phases=phases, smoke=smoke, epochs=2)


@pytest.fixture(scope="module")
def undisturbed(phased, module_options, undrawn):
    return train(phased, module_options()).folder


def stopped_when(phased, phase, moment):
    """The recipe, interrupted when the given phase asks for its model, or at its second epoch."""

    def stop(*_):
        raise KeyboardInterrupt

    def changed(dataset, model, **arguments):
        ours = phases(dataset, model, **arguments)
        original = ours[phase]
        if moment == "epoch":

            def build_stopping():
                trained = original.build()
                fit = trained.fit
                second = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: stop() if epoch else None)
                trained.fit = lambda *args, callbacks, **rest: fit(*args, callbacks=[*callbacks, second], **rest)
                return trained

            ours[phase] = dataclasses.replace(original, build=build_stopping)
        else:
            ours[phase] = dataclasses.replace(original, build=stop)
        return ours

    # A function of the same arguments, since they are the hyperparameters.
    def same_arguments(dataset, model, pretraining_epochs=2, pretraining_rate=1e-2):
        return changed(dataset, model, pretraining_epochs=pretraining_epochs, pretraining_rate=pretraining_rate)

    return dataclasses.replace(phased, phases=same_arguments)


def test_each_phase_learns_from_what_the_layers_below_show(phased, options, untraced):
    seen, learned = [], []

    def watched(dataset, model, pretraining_epochs=2, pretraining_rate=1e-2):
        ours = phases(dataset, model, pretraining_epochs, pretraining_rate)
        for number, phase in enumerate(ours, start=1):
            original = phase.dataset

            def data(original=original):
                seen.append(original())
                return seen[-1]

            def finish(trained, number=number):
                learned.append(model.get_layer(f"hidden{number}").get_weights())

            ours[number - 1] = dataclasses.replace(phase, dataset=data, finish=finish, batch_size=100)
        return ours

    def compile_still(model, learning_rate, steps):
        model.compile(keras.optimizers.SGD(1e-30), "sparse_categorical_crossentropy", metrics=["accuracy"])

    recipe = dataclasses.replace(phased, phases=watched, compile_model=compile_still)
    folder = train(recipe, options(settings=["pretraining_epochs=3", "units=5,4", "epochs=1", "batch_size=200"])).folder
    assert folder.record["hyperparameters"]["pretraining_epochs"] == 3
    model, dataset = folder.load_model(), phased.load()
    for number, weights in enumerate(learned, start=1):
        for ours, kept in zip(model.get_layer(f"hidden{number}").get_weights(), weights, strict=True):
            np.testing.assert_array_equal(ours, kept)
    np.testing.assert_array_equal(seen[0].train.x, dataset.inputs("train"))
    lower = keras.Model(model.input, model.get_layer("hidden1").output)
    np.testing.assert_allclose(seen[1].test.x, lower.predict(dataset.inputs("test"), verbose=0), rtol=1e-5)
    for name in ("layer1", "layer2"):
        rows = pd.read_csv(folder.path / "phases" / name / "metrics.csv")
        assert rows["epoch"].tolist() == [1, 2, 3]
        assert rows["loss"].iloc[-1] < rows["loss"].iloc[0]
        assert not (folder.path / "phases" / name / "checkpoint").exists()


def test_a_run_goes_on_between_and_inside_phases(phased, undisturbed, options):
    """It is stopped inside the first phase, between the two, and inside the second."""
    with pytest.raises(Interrupted) as error:
        train(stopped_when(phased, 0, "epoch"), options())
    path = error.value.folder.path
    assert RunFolder.open(path).record["status"] == "interrupted"
    for moment in ("build", "epoch"):
        with pytest.raises(Interrupted):
            resume(path, stopped_when(phased, 1, moment))
        assert RunFolder.open(path).record["status"] == "interrupted"
        assert epochs_of(path, "layer1") == [1, 2]
        assert not (path / "phases" / "layer1" / "checkpoint").exists()
    assert epochs_of(path, "layer2") == [1]
    resumed = resume(path, phased).folder
    for ours, theirs in zip(resumed.load_model().weights, undisturbed.load_model().weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for name in ("layer1", "layer2"):
        ours, theirs = (pd.read_csv(f.path / "phases" / name / "metrics.csv") for f in (resumed, undisturbed))
        pd.testing.assert_frame_equal(ours, theirs)


def epochs_of(path, phase):
    return pd.read_csv(path / "phases" / phase / "metrics.csv")["epoch"].tolist()


def test_arguments_of_phases_are_hyperparameters_of_their_own(phased, options):
    assert "pretraining_epochs" not in Plan.make(phased, options()).build_arguments(phased)
    plan = Plan.make(phased, options(smoke=True, settings=["pretraining_epochs=9"]))
    assert plan.hyperparameters["pretraining_epochs"] == 2


def test_phases_are_told_the_settings_of_the_run_that_they_name(phased, options):
    told = []

    def sized(dataset, model, batch_size, pretraining_epochs=2):
        told.append((batch_size, pretraining_epochs))
        return []

    recipe = dataclasses.replace(phased, phases=sized)
    values = Plan.make(recipe, options(settings=["batch_size=7"])).hyperparameters
    assert Phases(recipe, dataset=None, model=None, hyperparameters=values, seed=0).phases == []
    assert told == [(7, 2)]


def test_no_phase_is_trained_where_weights_come_from_another_run(phased, undisturbed, options, untraced):
    second = train(phased, options(start=str(undisturbed.path), settings=["epochs=1", "batch_size=200"]))
    assert not (second.path / "phases").exists()
