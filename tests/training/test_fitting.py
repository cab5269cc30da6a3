"""The one call of `fit`: what it makes before the first step, and what it leaves."""

import dataclasses
import gc

from keras_nets import datasets
from keras_nets.datasets.balance import class_weights
from keras_nets.training import train
from keras_nets.training.fitting import _weighted, create_metrics, create_variables, fit

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from sklearn.utils.class_weight import compute_class_weight

pytestmark = pytest.mark.usefixtures("loops_of_steps")


@pytest.fixture
def traces(monkeypatch):
    """Name of each step that was traced, in order, and how many of them TensorFlow takes at once."""
    seen = []
    for name in ("train_step", "test_step"):
        original = getattr(keras.Model, name)

        def traced(self, data, name=name, original=original):
            seen.append((name, self.steps_per_execution))
            return original(self, data)

        monkeypatch.setattr(keras.Model, name, traced)
    return seen


def _graphs():
    gc.collect()
    return sum(type(thing).__name__ == "FuncGraph" for thing in gc.get_objects())


def test_each_step_of_a_run_is_traced_once_and_no_graph_outlives_it(traces, recipe_with, options):
    train(recipe_with(epochs=2), options())
    names, loops = zip(*traces, strict=True)
    assert names.count("train_step") == 1
    assert names[:2] == ("train_step", "test_step")
    assert loops[0] > 1
    # What TensorFlow keeps of a first run it does not keep again.
    before = _graphs()
    for precision in ("float32", "mixed_float16"):
        train(recipe_with(epochs=1), options(precision=precision))
        assert _graphs() == before


def test_what_is_created_ahead_leaves_no_trace_in_the_metrics():
    inputs = keras.Input((4,), name="input")
    heads = [keras.layers.Dense(3, activation="softmax", name=name)(inputs) for name in ("left", "right")]
    model = keras.Model(inputs, heads)
    losses = ["sparse_categorical_crossentropy"] * 2
    model.compile("adam", losses, metrics=[["accuracy"], ["accuracy"]])
    x, y = np.ones((6, 4), "float32"), np.zeros(6, "int32")
    create_variables(model, dataset=None)
    create_metrics(model, tf.data.Dataset.from_tensor_slices((x, (y, y))).batch(3))
    assert model.optimizer.built
    assert {float(value) for value in model.get_metrics_result().values()} == {0}
    names = {variable.path.rpartition("/")[-1] for variable in model.metrics_variables}
    assert {"total", "count"} <= names
    count = len(model.metrics_variables)
    model.fit(x, [y, y], verbose=0)
    assert len(model.metrics_variables) == count


def uneven(data="digits", **options):
    """Digits of which the classes 0 to 9 have 19 to 1 of a hundred training examples."""
    dataset = datasets.load(data, flatten=True, **options)
    labels = np.asarray(dataset.train.y)
    kept = np.concatenate([np.flatnonzero(labels == digit)[: 19 - 2 * digit] for digit in range(10)])
    return dataclasses.replace(dataset.head(100), train=dataset.train.take(np.sort(kept)))


def test_class_weights_are_those_of_keras(recipe_with, options):
    """A run is a plain fit on the same batches with the class_weight that scikit-learn computes."""
    recipe = recipe_with(load=uneven, augmentation=None, epochs=2, monitor=None)
    run = train(recipe, options(class_weight="balanced"))
    dataset, labels = uneven(), np.asarray(uneven().train.y)
    balanced = compute_class_weight("balanced", classes=np.arange(10), y=labels)
    keras.utils.set_random_seed(0)
    model = untraced_network(recipe, dataset)
    epoch = tf.Variable(0, dtype=tf.int64)
    for number in range(2):
        epoch.assign(number)
        batches = dataset.batches("train", 32, seed=0, epoch=epoch)
        history = model.fit(batches, class_weight=dict(enumerate(balanced)), shuffle=False, verbose=0)
    for ours, theirs in zip(run.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    assert run.history["loss"].iloc[-1] == pytest.approx(history.history["loss"][0], rel=1e-5)
    keras.utils.set_random_seed(0)
    epoch.assign(0)
    unweighted = untraced_network(recipe, dataset).fit(batches, shuffle=False, verbose=0)
    assert abs(run.history["loss"].iloc[0] - unweighted.history["loss"][0]) > 0.01


def untraced_network(recipe, dataset):
    model = recipe.build(dataset)
    recipe.compile_model(model, 1e-2, steps=8)
    model.run_eagerly = True
    return model


def test_examples_without_a_label_weigh_nothing_in_class_weights():
    labels = np.array([-1, -1, 0, 0, 0, 1])
    np.testing.assert_allclose(class_weights(labels, 3), [2 / 3, 2, 1], rtol=1e-6)
    batches = tf.data.Dataset.from_tensor_slices((np.zeros((6, 1)), labels)).batch(6)
    _, _, weights = next(iter(_weighted(batches, class_weights(labels, 3))))
    np.testing.assert_allclose(weights[2:], [2 / 3] * 3 + [2], rtol=1e-6)


class Rivals(keras.Model):
    """Two layers, each with an optimizer of its own, as a generator and its discriminator have."""

    def __init__(self):
        super().__init__()
        self.first, self.second = keras.layers.Dense(3, name="first"), keras.layers.Dense(1, name="second")

    def compile(self, rates):
        super().compile(keras.optimizers.Adam(rates[0]))
        self.other_optimizer = keras.optimizers.Adam(rates[1])

    def call(self, inputs):
        return self.second(self.first(inputs))

    def train_step(self, data):
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_mean(self(data[0]) ** 2)
        for layer, optimizer in ((self.first, self.optimizer), (self.second, self.other_optimizer)):
            gradients = tape.gradient(loss, layer.trainable_variables)
            optimizer.apply_gradients(zip(gradients, layer.trainable_variables, strict=True))
        return {"loss": loss}


def test_of_several_optimizers_each_has_the_slots_of_its_own_weights_before_the_first_step():
    dataset = datasets.load("iris")
    model = Rivals()
    model(np.zeros((1, 4), "float32"))
    model.compile([0.1, 0.2])
    before = model.get_weights()
    create_variables(model, dataset)
    # Two moments a weight, beside the step and the rate.
    assert [len(optimizer.variables) for optimizer in (model.optimizer, model.other_optimizer)] == [6, 6]
    shapes = [tuple(variable.shape) for variable in model.other_optimizer.variables]
    assert sorted(shapes) == [(), (), (1,), (1,), (3, 1), (3, 1)]
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    values = {"epochs": 1, "batch_size": 30}
    fit(model, dataclasses.replace(dataset, validation=None), values, seed=0)
    assert not np.array_equal(model.get_weights()[0], before[0])
    assert not np.array_equal(model.get_weights()[2], before[2])


def build_segmenter(dataset):
    inputs = keras.Input(dataset.input_shape)
    x = keras.layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    return keras.Model(inputs, keras.layers.Conv2D(dataset.classes, 1, activation="softmax", name="predictions")(x))


def compile_segmenter(model, learning_rate, steps):
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])


def flip_vertically(strength):
    return keras.layers.RandomFlip("vertical")


def test_patches_are_learned_from_and_whole_images_evaluated(recipe_with, options, tmp_path):
    """A user's folder whose images show their labels, half of them masked; what does not count is never learned."""
    random = np.random.default_rng(0)
    for kind in ("images", "labels", "masks"):
        (tmp_path / "own" / kind).mkdir(parents=True)
    for number in range(10):
        label = np.kron(random.integers(0, 2, (6, 7)), np.ones((6, 6))).astype("uint8")
        image = np.where(np.arange(42) < 20, 1 - label, label) * 200
        files = {"images": image.astype("uint8"), "labels": label, "masks": np.tile(np.arange(42) >= 20, (36, 1))}
        for kind, pixels in files.items():
            Image.fromarray(pixels.astype("uint8")).save(tmp_path / "own" / kind / f"{number}.png")
    recipe = recipe_with(
        load=lambda data, **others: datasets.load(data, **others),
        build=build_segmenter,
        compile_model=compile_segmenter,
        search_space=lambda hp: {},
        presets={},
        goal=None,
        augmentation=flip_vertically,
    )
    own = {"data": str(tmp_path / "own"), "data_options": ["patch_size=16", "patches=400"]}
    results = train(recipe, options(**own, settings=["epochs=4", "augmentation_strength=1.0"])).results
    assert results["validation_accuracy"] > 0.97 and results["test_accuracy"] > 0.97
