"""Beginning with the weights of another network, and leaving its lower layers as they are."""

import dataclasses

from keras_nets.training import Interrupted, resume, train
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare
from keras_nets.training.transfer import freeze_up_to, start_from

import keras
import numpy as np
import pytest


def network(classes=3, width=4, name="net"):
    inputs = keras.Input((6, 6, 1), name="input")
    x = inputs
    for stage in (1, 2):
        x = keras.layers.Conv2D(width, 3, padding="same", name=f"stage{stage}_conv")(x)
        x = keras.layers.BatchNormalization(name=f"stage{stage}_bn")(x)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(inputs, keras.layers.Dense(classes, name="predictions")(x), name=name)


def dense_network(dataset):
    inputs = keras.Input(dataset.input_shape, name="input")
    x = keras.layers.Dense(8, activation="relu", name="stage1_dense")(inputs)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))


def weights(model):
    return {weight.path: keras.ops.convert_to_numpy(weight).copy() for weight in model.weights}


@pytest.fixture
def saved(tmp_path):
    keras.utils.set_random_seed(1)
    source = network(classes=5)
    source.save(tmp_path / "source.keras")
    return source, tmp_path / "source.keras"


def test_every_layer_but_the_head_takes_its_namesakes_weights(saved):
    source, path = saved
    target = network(classes=3)
    head = weights(target.get_layer("predictions"))
    assert start_from(target, path) == f"starts from 4 layers of {path}, with a new head"
    for name in ("stage1_conv", "stage1_bn", "stage2_conv", "stage2_bn"):
        for ours, theirs in zip(target.get_layer(name).weights, source.get_layer(name).weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    after = weights(target.get_layer("predictions"))
    assert all(np.array_equal(head[path], after[path]) for path in head)


def test_a_head_of_the_same_shape_is_not_taken_from_classes_that_nobody_knows(saved):
    source, path = saved
    for origin in (path, source):
        target = network(classes=5)
        head = weights(target.get_layer("predictions"))
        assert start_from(target, origin, {"class_names": list("abcde")}).endswith(", with a new head")
        assert weights(target.get_layer("predictions")).keys() == head.keys()
        for path, value in weights(target.get_layer("predictions")).items():
            np.testing.assert_array_equal(value, head[path])


def test_a_network_without_a_head_starts_whole(saved):
    source = saved[0]
    body = keras.Model(source.input, source.get_layer("pool").output)
    target = keras.Model((other := network()).input, other.get_layer("pool").output)
    assert start_from(target, body) == f"starts from 4 layers of {body.name}"


@pytest.mark.parametrize("same", [True, False])
def test_a_run_of_the_same_classes_hands_on_its_head_and_no_other(recipe_with, options, untrained, tmp_path, same):
    recipe = recipe_with(epochs=1, build=dense_network, search_space=lambda hp: {}, presets={}, goal=None)
    first = untrained(recipe, options(seed=1))
    names = [str(digit) for digit in range(10)] if same else [f"leaf {kind}" for kind in range(10)]
    x = np.random.default_rng(0).normal(size=(200, 64)).astype("float32")
    np.savez(tmp_path / "own.npz", x=x, y=np.arange(200) % 10, class_names=names)
    plan = Plan.make(recipe, options(data=str(tmp_path / "own.npz"), start=str(first.path)))
    prepared = prepare(recipe, plan)
    head = "" if same else ", with a new head"
    assert prepared.messages[-1] == f"starts from {1 + same} layers of {first.path}{head}"
    kernels = [model.get_layer("predictions").kernel for model in (prepared.model, first.load_model())]
    assert np.array_equal(*kernels) == same


def test_another_network_is_refused_by_its_first_layer_that_differs_and_nothing_changes(saved):
    _, path = saved
    target = network(width=8)
    before = weights(target)
    with pytest.raises(
        ValueError, match=r"layer stage1_conv needs weights of \[\(3, 3, 1, 8\), \(8,\)\], and net there has"
    ):
        start_from(target, path)
    after = weights(target)
    assert all(np.array_equal(before[path], after[path]) for path in before)


def test_what_is_no_network_is_refused(tmp_path):
    with pytest.raises(ValueError, match="name the folder of a finished run, or a .keras file"):
        start_from(network(), tmp_path)


def test_a_step_of_training_leaves_all_up_to_the_frozen_stage():
    model = network()
    # A kernel of 36, 4 biases and 16 numbers of the normalization.
    assert freeze_up_to(model, "stage1") == "frozen up to stage1: 56 of 235 parameters"
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    before = weights(model)
    random = np.random.default_rng(0)
    model.fit(random.normal(size=(4, 6, 6, 1)), np.array([0, 1, 2, 0]), verbose=0)
    moved = {path for path, value in weights(model).items() if not np.array_equal(value, before[path])}
    assert moved == {path for path in before if not path.startswith("stage1")}


def test_a_stage_that_is_not_there_and_a_network_frozen_whole_are_refused():
    with pytest.raises(ValueError, match="net has no layer or stage 'stage3', did you mean 'stage"):
        freeze_up_to(network(), "stage3")
    with pytest.raises(ValueError, match="nothing of net is left to train after 'predictions'"):
        freeze_up_to(network(), "predictions")


def test_a_run_starts_from_another_and_says_so(recipe_with, options, untrained, untraced):
    recipe = recipe_with(epochs=1, batch_size=200, build=dense_network, search_space=lambda hp: {})
    first = untrained(recipe, options(seed=1))
    options = options(start=str(first.path), freeze="stage1")
    prepared = prepare(recipe, Plan.make(recipe, options))
    told = [message.split(" of ")[0] for message in prepared.messages]
    assert told == ["starts from 2 layers", "frozen up to stage1: 520"]
    for ours, theirs in zip(prepared.model.weights, first.load_model().weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    second = train(recipe, options).folder
    assert second.record["options"]["freeze"] == "stage1"
    np.testing.assert_array_equal(second.load_model().weights[0], first.load_model().weights[0])


def test_a_run_starts_from_the_newest_run_of_a_preset_and_of_its_own_seed_first(recipe_with, options, untrained):
    presets = {"short": {"epochs": 1}, "further": {"start": "short", "epochs": 1}}
    recipe = recipe_with(build=dense_network, search_space=lambda hp: {}, presets=presets)
    with pytest.raises(ValueError, match="has finished preset 'short' of .*; train it first, with --preset short"):
        train(recipe, options(preset="further"))
    untrained(recipe, options(settings=["epochs=1"], seed=1))
    same_seed = untrained(recipe, options(preset="short", seed=1))
    newest = untrained(recipe, options(preset="short", seed=2))
    for seed, source in ((1, same_seed), (3, newest)):
        plan = Plan.make(recipe, options(preset="further", seed=seed))
        assert plan.standard
        model = prepare(recipe, plan).model
        np.testing.assert_array_equal(model.weights[0], source.load_model().weights[0])


def test_a_run_resumes_without_what_it_started_from(recipe_with, options, untraced, tmp_path):
    recipe = recipe_with(epochs=2, batch_size=100, build=dense_network, search_space=lambda hp: {})
    model = dense_network(recipe.load())
    model.save(tmp_path / "source.keras")
    transfer = {"start": str(tmp_path / "source.keras"), "freeze": "stage1"}
    undisturbed = train(recipe, options(**transfer)).folder

    def stop(strength):
        raise KeyboardInterrupt

    # The run stops after its first checkpoint, when it asks for its training batches.
    with pytest.raises(Interrupted) as error:
        train(dataclasses.replace(recipe, augmentation=stop), options(**transfer))
    (tmp_path / "source.keras").unlink()
    resumed = resume(error.value.folder.path, recipe).folder
    for ours, theirs in zip(resumed.load_model().weights, undisturbed.load_model().weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
