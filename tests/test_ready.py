"""What comes next fits without a branch: two views, two optimizers, a teacher, a graph. The toys live here alone."""

import dataclasses
import signal

from keras_nets import datasets, optimizers, tasks
from keras_nets.datasets.targets import Labels, MaskedLabels, Nothing
from keras_nets.tasks import Task
from keras_nets.training import Diverged, Interrupted, Options, Recipe, open_run, resume, train

import keras
import numpy as np
import pytest
import tensorflow as tf

pytestmark = pytest.mark.usefixtures("without_pictures")


@pytest.fixture
def options(tmp_path):
    return Options(runs=str(tmp_path), tensorboard=False, precision="float32")


def recipe_of(load, build, **others):
    values = {"name": "toys.toy", "load": load, "build": build, "search_space": lambda hp: {}, "epochs": 3}
    return Recipe(**values | {"batch_size": 50, "learning_rate": 1e-2, "monitor": None} | others)


def digits(**_):
    return datasets.load("digits", flatten=True).head(150)


# --- Two views of an example -----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Views(Labels):
    """Two noisy views of each example; nothing is to be predicted."""

    random_layers: tuple = dataclasses.field(default_factory=lambda: (keras.layers.GaussianNoise(0.5),))

    def input_shape(self, name, whole_shape):
        return {"first": whole_shape, "second": whole_shape}

    def whole_shape(self, input_shape):
        return input_shape["first"] if isinstance(input_shape, dict) else input_shape

    def batch(self, inputs, labels=None):
        (noise,) = self.random_layers
        return ({"first": noise(inputs, training=True), "second": noise(inputs, training=True)},)


class ViewsTask(Task):
    """Views of one example should have one code."""

    name = "views of a toy"

    def measure(self, model, dataset, split):
        return {"code_size": model.encoder.output_shape[-1]}


@keras.saving.register_keras_serializable(package="toys")
class TwinNetwork(keras.Model):
    """Draws the codes of two views together and keeps their length."""

    def __init__(self, features):
        super().__init__()
        self.features = features
        self.encoder = keras.Sequential([keras.Input((features,)), keras.layers.Dense(4)])

    def get_config(self):
        return {"features": self.features}

    def call(self, views):
        return self.encoder(views["first"]) - self.encoder(views["second"])

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        lengths = keras.ops.sum(self.encoder(x["first"]) ** 2, axis=-1)
        return keras.ops.mean(keras.ops.sum(y_pred**2, axis=-1)) + keras.ops.mean((lengths - 1) ** 2)


@pytest.fixture
def twins():
    def load(**options):
        return dataclasses.replace(digits(**options).with_targets(Views()), task=ViewsTask())

    return recipe_of(load, lambda dataset: TwinNetwork(64), optimizer=optimizers.adam)


def test_a_batch_of_two_views(twins):
    dataset = twins.load()
    (views,) = next(iter(dataset.batches("train", 8, seed=1)))
    (again,) = next(iter(dataset.batches("train", 8, seed=1)))
    assert np.abs(views["first"] - views["second"]).max() > 0.1
    np.testing.assert_array_equal(views["second"], again["second"])
    epochs = [tf.Variable(epoch, dtype=tf.int64) for epoch in (0, 1)]
    first, second = (next(iter(dataset.batches("test", 8, epoch=epoch)))[0]["first"] for epoch in epochs)
    assert np.abs(first - second).max() > 0.1


# --- Two optimizers --------------------------------------------------------------------------------------------------


@keras.saving.register_keras_serializable(package="toys")
class Adversaries(keras.Model):
    """A generator and a discriminator of one layer, each with an optimizer; no loss of theirs is called loss."""

    def __init__(self, features, blow_up=False):
        super().__init__()
        self.blow_up = blow_up
        self.generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(features)])
        self.discriminator = keras.Sequential([keras.Input((features,)), keras.layers.Dense(1)])
        self.noise = keras.random.SeedGenerator(1)
        names = ("generator_cost", "discriminator_cost")
        self.trackers = [keras.metrics.Mean(name=name) for name in names]
        self.features, self.built = features, True

    def get_config(self):
        return {"features": self.features, "blow_up": self.blow_up}

    def compile(self, generator_optimizer, discriminator_optimizer):
        super().compile(optimizer=None)
        self.generator_optimizer, self.discriminator_optimizer = generator_optimizer, discriminator_optimizer

    def call(self, x):
        return self.discriminator(x)

    def costs(self, real):
        fake = self.generator(keras.random.normal((keras.ops.shape(real)[0], 2), seed=self.noise))
        softplus = keras.ops.softplus
        told_fake, told_real = self.discriminator(fake), self.discriminator(real)
        scale = np.inf if self.blow_up else 1.0
        return keras.ops.mean(softplus(-told_fake)) * scale, keras.ops.mean(softplus(told_fake) + softplus(-told_real))

    def train_step(self, data):
        (real,) = data
        with tf.GradientTape(persistent=True) as tape:
            generator_cost, discriminator_cost = self.costs(real)
        for network, cost, optimizer in (
            (self.generator, generator_cost, self.generator_optimizer),
            (self.discriminator, discriminator_cost, self.discriminator_optimizer),
        ):
            weights = network.trainable_variables
            optimizer.apply(tape.gradient(cost, weights), weights)
        return self._track(generator_cost, discriminator_cost)

    def test_step(self, data):
        return self._track(*self.costs(data[0]))

    def _track(self, *costs):
        for tracker, cost in zip(self.trackers, costs, strict=True):
            tracker.update_state(cost)
        return {tracker.name: tracker.result() for tracker in self.trackers}


def compile_adversaries(model, learning_rate, steps, ratio=0.5):
    model.compile(keras.optimizers.Adam(learning_rate), keras.optimizers.RMSprop(learning_rate * ratio))


@pytest.fixture
def adversaries():
    def load(**options):
        return digits(**options).with_targets(Nothing())

    def build(dataset, blow_up=False):
        return Adversaries(64, blow_up)

    return recipe_of(load, build, compile_model=compile_adversaries, epochs=4)


class Stopped(keras.callbacks.Callback):
    """Ctrl-C in the middle of an epoch."""

    def on_train_batch_end(self, batch, logs=None):
        if self.model.generator_optimizer.iterations >= 5:
            signal.raise_signal(signal.SIGINT)


def test_two_optimizers_resume_exactly(adversaries, options, monkeypatch):
    whole = train(adversaries, options)
    with monkeypatch.context() as patched:
        patched.setattr("keras_nets.training.runner.ProgressBar", _stopping_bar)
        with pytest.raises(Interrupted) as stopped:
            train(adversaries, options)
    resumed = resume(stopped.value.folder.path, adversaries)
    assert resumed.history.equals(whole.history)
    assert [optimizer.iterations.numpy() for optimizer in _optimizers(resumed.model)] == [12, 12]
    for ours, theirs in zip(_state(resumed.model), _state(whole.model), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def _stopping_bar(console, epochs, steps, title=""):
    bar = Stopped()
    bar.close = lambda: None
    return bar


def _optimizers(model):
    return model.generator_optimizer, model.discriminator_optimizer


def _state(model):
    slots = [variable for optimizer in _optimizers(model) for variable in optimizer.variables]
    assert len(slots) > 8, "both optimizers have slots"
    return [keras.ops.convert_to_numpy(variable) for variable in (*model.weights, *slots)]


def test_a_loss_by_another_name_stops_when_it_is_not_finite(adversaries, options):
    with pytest.raises(Diverged, match="the loss is no longer finite at epoch 1, step 1"):
        train(adversaries, dataclasses.replace(options, settings={"blow_up": True}))


# --- A teacher -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class TeacherOutputs(Labels):
    """What a trained network says of an example is the target."""

    teacher: keras.Model

    task = "regression"

    def batch(self, inputs, labels=None):
        return inputs, self.teacher(inputs, training=False)


class Imitation(Task):
    """A student gives its teacher's outputs."""

    name = "imitation"

    def compile(self, model, optimizer):
        model.compile(optimizer, "mean_squared_error")


def dense(dataset):
    inputs = keras.Input(dataset.input_shape)
    return keras.Model(inputs, keras.layers.Dense(3, name="predictions")(inputs))


def test_a_student_learns_its_teachers_outputs(options):
    # From the seed of the run, the student would begin as its teacher.
    keras.utils.set_random_seed(1)
    teacher = dense(digits())

    def load(**options):
        return dataclasses.replace(digits(**options).with_targets(TeacherOutputs(teacher)), task=Imitation())

    student = train(recipe_of(load, dense, optimizer=optimizers.adam, epochs=20, learning_rate=0.1), options)
    inputs = student.dataset.inputs("test")
    untrained = np.mean((teacher.predict(inputs, verbose=0) - dense(digits()).predict(inputs, verbose=0)) ** 2)
    assert student.results["test_loss"] < 0.1 * untrained
    assert student.record["dataset"]["task"] == "imitation"


# --- A graph ---------------------------------------------------------------------------------------------------------


class WholeGraph:
    """The one example of a graph: features of all nodes and all edges, always together."""

    def __init__(self, features, edges):
        self.arrays = {"features": features, "edges": edges}

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self

    def picker(self):
        constants = {name: tf.constant(array) for name, array in self.arrays.items()}
        return lambda indices: constants


class NodeLabelsOf:
    """Labels of all nodes in a row, of which -1 does not count; one example, as the graph is."""

    def __init__(self, labels):
        self.labels = labels

    __getitem__ = WholeGraph.__getitem__

    def picker(self):
        labels = tf.constant(self.labels)
        return lambda indices: labels


def graph(**_):
    """Two groups of nodes, joined inside; the features of each node are noise about its group's."""
    random = np.random.default_rng(0)
    labels = np.arange(60) % 2
    features = (labels[:, None] + random.normal(0, 2.0, (60, 3))).astype("float32")
    edges = np.array([(a, b) for a in range(60) for b in range(60) if labels[a] == labels[b]], "int32")
    parts = random.permutation(60).reshape(3, 20)
    masked = [np.where(np.isin(np.arange(60), part), labels, -1).astype("int32") for part in parts]
    splits = [datasets.Split(WholeGraph(features, edges), NodeLabelsOf(each)) for each in masked]
    return datasets.Dataset(
        *("toy graph", NodeClassification(), {"features": (3,), "edges": (2,)}, *splits),
        class_names=("even", "odd"),
        transform=lambda raw: raw,
        targets=MaskedLabels(-1),
    )


class NodeClassification(Task):
    """Which class does a node belong to?"""

    name = "node classification"

    def compile(self, model, optimizer):
        loss = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
        model.compile(optimizer, loss, weighted_metrics=["accuracy"])


@keras.saving.register_keras_serializable(package="toys")
class MeanOfNeighbors(keras.Model):
    """A dense layer on the mean of each node's neighbors."""

    def __init__(self, classes):
        super().__init__()
        self.dense = keras.layers.Dense(classes, activation="softmax")

    def get_config(self):
        return {"classes": self.dense.units}

    def call(self, inputs):
        source, target = inputs["edges"][:, 0], inputs["edges"][:, 1]
        features = inputs["features"]
        neighbors = keras.ops.take(features, source, axis=0)
        nodes = keras.ops.shape(features)[0]
        sums = keras.ops.segment_sum(neighbors, target, num_segments=nodes)
        counts = keras.ops.segment_sum(keras.ops.ones_like(neighbors), target, num_segments=nodes)
        return self.dense(sums / counts)

    def build(self, shapes):
        self.dense.build(shapes["features"])
        self.built = True

    def compute_output_shape(self, shapes):
        return self.dense.compute_output_shape(shapes["features"])


def test_a_graph_is_one_batch_with_a_mask_for_each_part(options):
    batches = {part: list(graph().batches(part, 1)) for part in ("train", "validation", "test")}
    assert [len(batch) for batch in batches.values()] == [1, 1, 1]
    inputs, labels, weights = batches["train"][0]
    assert inputs["features"].shape == (60, 3) and inputs["edges"].shape[1] == 2
    assert sum(float(tf.reduce_sum(batch[0][2])) for batch in batches.values()) == 60
    assert int(tf.reduce_min(labels)) == 0 and float(tf.reduce_sum(weights)) == 20
    recipe = recipe_of(
        graph, lambda dataset: MeanOfNeighbors(2), optimizer=optimizers.adam, epochs=10, batch_size=1, learning_rate=3.0
    )
    run = train(recipe, options)
    assert run.results["test_accuracy"] == 1.0


def test_toys_name_their_tasks_and_reach_the_tools_door(twins, options):
    run = train(twins, options)
    assert run.results["test_code_size"] == 4
    assert run.history["loss"].iloc[-1] < run.history["loss"].iloc[0]
    assert open_run(run.path).record["dataset"]["task"] == "views of a toy"
    assert "views of a toy" not in tasks.NAMES
