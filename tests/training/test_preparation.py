"""From a plan to a network: which way a monitored metric is to go, and what is refused before the first epoch."""

from keras_nets import optimizers
from keras_nets.training import train
from keras_nets.training.options import Plan
from keras_nets.training.preparation import direction, measured, prepare

import keras
import numpy as np
import pytest


class Tracker(keras.Model):
    """Measures a plain mean of its own, as Boltzmann machines do."""

    def __init__(self, inputs, outputs, name=None, **options):
        super().__init__(inputs, outputs, name=name, **options)
        self.energy = keras.metrics.Mean(name="energy_error")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        self.energy.update_state(keras.ops.sum(y_pred**2, axis=-1))
        return super().compute_loss(x, y, y_pred, sample_weight, training)


def probabilities(dataset):
    inputs = keras.Input(dataset.input_shape)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax")(inputs))


def number(dataset):
    inputs = keras.Input(dataset.input_shape)
    return keras.Model(inputs, keras.layers.Dense(1)(inputs))


def none(hp):
    return {}


def direction_of(recipe, options, monitor):
    prepared = prepare(recipe, Plan.make(recipe, options))
    return direction(recipe, prepared.model, prepared.dataset, monitor)


@pytest.fixture
def classifier(recipe_with):
    """Measures what has a direction of its own, under names that say nothing of it or something wrong."""

    def compile_model(model, learning_rate, steps):
        metrics = [
            "accuracy",
            keras.metrics.SparseCategoricalAccuracy(name="avoided_error"),
            keras.metrics.SparseCategoricalCrossentropy(name="skill"),
            keras.metrics.MeanIoU(10, sparse_y_pred=False, name="overlap"),
        ]
        model.compile(keras.optimizers.Adam(0.1), "sparse_categorical_crossentropy", metrics=metrics)

    return recipe_with(build=probabilities, compile_model=compile_model, search_space=none, augmentation=None)


@pytest.fixture
def tracker_with(recipe_with):
    """Makes a recipe whose network measures what has no direction of its own."""

    def build(dataset):
        network = probabilities(dataset)
        return Tracker(network.input, network.output)

    def compile_model(model, learning_rate, steps):
        model.compile("adam", "sparse_categorical_crossentropy")

    def make(**changes):
        functions = {"build": build, "compile_model": compile_model, "search_space": none, "augmentation": None}
        return recipe_with(**functions, **changes)

    return make


@pytest.mark.parametrize(
    ("monitor", "expected"),
    [
        ("loss", "min"),
        ("val_loss", "min"),
        ("accuracy", "max"),
        ("val_accuracy", "max"),
        ("val_overlap", "max"),
        ("val_avoided_error", "max"),
        ("val_skill", "min"),
    ],
)
def test_a_metric_says_itself_which_way_it_goes(classifier, options, monitor, expected):
    assert direction_of(classifier, options(), monitor) == expected


@pytest.mark.parametrize(("monitor", "expected"), [("val_r2_score", "max"), ("val_mean_absolute_error", "min")])
def test_measures_of_a_regression_say_it_too(recipe_with, options, monitor, expected):
    def compile_model(model, learning_rate, steps):
        model.compile("adam", "mse", metrics=["r2_score", "mean_absolute_error"])

    recipe = recipe_with(build=number, compile_model=compile_model, search_space=none)
    assert direction_of(recipe, options(data="diabetes"), monitor) == expected


def test_a_metric_is_maximized_although_its_name_has_the_word_error(classifier, options, untraced):
    run = train(classifier, options(monitor="val_avoided_error", settings=["epochs=3", "batch_size=200"]))
    values = run.history["val_avoided_error"]
    assert values.iloc[-1] > values.iloc[0]
    assert run.results["best_epoch"] == values.idxmax() + 1
    assert run.results["validation_avoided_error"] == pytest.approx(values.max())


@pytest.mark.parametrize("monitor", ["energy_error", "val_energy_error"])
def test_what_has_no_direction_is_refused_before_anything_is_written(tracker_with, options, tmp_path, monitor):
    expected = (
        f"neither '{monitor}' nor feedforward.small says whether it is to become large or small; monitor val_loss, or "
        'say it in the recipe: directions={"energy_error": "min"}'
    )
    with pytest.raises(ValueError) as refused:
        train(tracker_with(), options(monitor=monitor))
    assert str(refused.value) == expected
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("said", ["min", "max"])
def test_a_recipe_says_the_direction_of_what_has_none(tracker_with, options, untraced, said):
    recipe = tracker_with(monitor="val_energy_error", directions={"energy_error": said}, batch_size=200, epochs=2)
    assert direction_of(recipe, options(), "val_energy_error") == said
    run = train(recipe, options())
    values = run.history["val_energy_error"]
    assert run.results["best_epoch"] == 1 + (values.idxmin() if said == "min" else values.idxmax())


def test_a_recipes_own_monitor_without_a_direction_is_refused_too(tracker_with, options):
    with pytest.raises(ValueError, match="neither 'val_energy_error' nor feedforward.small says"):
        train(tracker_with(monitor="val_energy_error"), options())


def test_the_task_of_the_data_compiles_with_the_recipes_optimizer(recipe_with, options):
    def optimizer(learning_rate, steps, momentum=0.5):
        return keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(learning_rate, steps), momentum=momentum)

    recipe = recipe_with(optimizer=optimizer, compile_model=None)
    prepared = prepare(recipe, Plan.make(recipe, options(settings=["momentum=0.9", "epochs=3"])))
    assert prepared.model.optimizer.momentum == 0.9
    # 200 examples in batches of 32.
    assert prepared.model.optimizer.get_config()["learning_rate"]["config"]["decay_steps"] == 3 * 7
    assert set(measured(prepared.model, prepared.dataset)) == {"loss", "accuracy"}
    recipe = recipe_with(build=number, optimizer=optimizer, compile_model=None, search_space=none)
    prepared = prepare(recipe, Plan.make(recipe, options(data="diabetes")))
    assert set(measured(prepared.model, prepared.dataset)) == {"loss", "mean_absolute_error", "r2_score"}


def test_a_network_without_weights_to_train_needs_no_optimizer(recipe_with, options, untraced):
    def build(dataset):
        inputs = keras.Input(dataset.input_shape)
        return keras.Model(inputs, keras.layers.Softmax()(inputs[:, : dataset.classes]))

    recipe = recipe_with(build=build, compile_model=None, search_space=none, learning_rate=None)
    run = train(recipe, options(settings=["epochs=1", "batch_size=200"]))
    assert run.results["epochs_trained"] == 1


@pytest.mark.parametrize("monitor", ["val_accuracy", "val_loss"])
def test_a_user_cannot_monitor_a_validation_part_that_is_not_there(classifier, options, tmp_path, monitor):
    with pytest.raises(ValueError, match=f"nothing called '{monitor}' is measured.*--monitor takes loss, accuracy,"):
        train(classifier, options(monitor=monitor, split="70/30"))
    assert not (tmp_path / "runs").exists()


def test_a_network_is_as_it_was_after_it_was_measured(recipe, options):
    prepared = prepare(recipe, Plan.make(recipe, options()))
    untouched = prepare(recipe, Plan.make(recipe, options())).model
    assert set(measured(prepared.model, prepared.dataset)) == {"loss", "accuracy"}
    assert {float(value) for value in prepared.model.get_metrics_result().values()} == {0}
    x = prepared.dataset.inputs("train", limit=8)
    np.testing.assert_array_equal(prepared.model(x, training=True), untouched(x, training=True))


def test_what_a_run_has_to_say_stands_behind_what_the_data_do(recipe, options):
    prepared = prepare(recipe, Plan.make(recipe, options(freeze="dense", split="bootstrap")))
    (about_data,) = prepared.dataset.messages
    assert about_data.startswith("bootstrap: ")
    assert prepared.messages[0] == about_data
    assert prepared.messages[1].startswith("frozen up to dense: ")


def nested(dataset):
    inputs = keras.Input(dataset.input_shape)
    inner = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
    return keras.Model(inputs, inner(inputs))


@pytest.mark.parametrize("build", [number, nested, lambda dataset: keras.Sequential([keras.layers.Dense(1)])])
def test_a_users_own_network_predicts_in_full_precision(recipe_with, options, tmp_path, set_precision, build):
    recipe = recipe_with(build=build, search_space=none, compile_model=None, optimizer=optimizers.adam)
    plan = Plan.make(recipe, options(data="diabetes", precision="mixed_float16"))
    model = prepare(recipe, plan).model
    # Half precision ends at 65,504, and has steps of 512 there.
    for weight in model.weights[-2:]:
        weight.assign(0 * weight + 6e5)
    model.save(tmp_path / "model.keras")
    set_precision("float32")
    for each in (model, keras.saving.load_model(tmp_path / "model.keras", compile=False)):
        predicted = np.asarray(each(np.eye(10, dtype="float32")[:1]))
        assert predicted.dtype == "float32"
        assert np.isfinite(predicted).all()
