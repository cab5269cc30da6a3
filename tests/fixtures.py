"""What all tests share; what would cost more than it saves where thousands of small networks are built is off."""

import contextlib
import gc

from keras_nets import datasets
from keras_nets.training import Goal, Options, Recipe, fitting
from keras_nets.training.runner import Run

import keras
import pytest
import tensorflow as tf
from tensorflow.python import pywrap_tfe

# As many processes as the machine has cores run tests, so that each has one for itself.
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
# Graphs that run once or twice are not worth optimizing; programs that tests start by themselves optimize theirs.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


def set_seed(seed, set_seed=tf.random.set_seed):
    """Seeds TensorFlow without throwing away all its kernels, which every test would make again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pywrap_tfe, "TFE_ContextClearCaches", lambda context: None)
        set_seed(seed)


# Keras's `set_random_seed` calls it.
tf.random.set_seed = set_seed

# A graph of a loop of steps takes longer to trace than some of its steps take; see `loops_of_steps`.
LOOPS_OF_STEPS = fitting.steps_per_execution
fitting.steps_per_execution = lambda *arguments: 1


def pytest_fixture_setup(fixturedef):
    """What a fixture that outlives a test draws does not depend on the tests before it."""
    if fixturedef.scope != "function":
        keras.utils.set_random_seed(0)


@pytest.fixture(autouse=True)
def seeded():
    """Every test draws the same weights and examples in any order, alone or after others."""
    keras.utils.set_random_seed(0)


@pytest.fixture(autouse=True, scope="module")
def collected_once():
    """What is alive after a module (TensorFlow, traced graphs that it caches) is not looked through again."""
    yield
    keras.utils.clear_session()
    gc.freeze()


@pytest.fixture
def set_precision():
    """Sets Keras's dtype policy until the test ends."""
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy("float32")


@pytest.fixture
def without_values():
    """A context in which networks are built whose weights have no values, for those that are only looked at."""

    @contextlib.contextmanager
    def context():
        with keras.StatelessScope(initialize_variables=False):
            yield
        # Keras keeps a list of what is still to be initialized.
        keras.utils.clear_session(free_memory=False)

    return context


@pytest.fixture
def unvalued(without_values):
    """All networks of the test are built without values, which take more than half of the time of building."""
    with without_values():
        yield


def load(data="digits", **options):
    return datasets.load(data, flatten=True, **options).head(200)


def build(dataset, width=8, activation="relu", dropout=0.5, layers=(8,)):
    inputs = keras.Input(dataset.input_shape)
    x = keras.layers.Dense(width, activation=activation)(inputs)
    for units in layers:
        x = keras.layers.Dense(units, activation=activation)(x)
    x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {"width": hp.Int("width", 4, 64, default=8), "dropout": hp.Float("dropout", 0.0, 0.9, default=0.5)}


def augmentation(strength):
    return keras.layers.GaussianNoise(0.1 * strength)


def make_recipe(**changes):
    """A small recipe that trains in a second: a dense network with dropout on scikit-learn's digits."""
    values = {
        "name": "feedforward.small",
        "load": load,
        "build": build,
        "compile_model": compile_model,
        "search_space": search_space,
        "epochs": 4,
        "batch_size": 32,
        "learning_rate": 1e-2,
        "augmentation": augmentation,
        "monitor": "val_loss",
        "goal": Goal("test_accuracy", at_least=0.1),
        "presets": {"wine": {"data": "wine", "width": 5, "patience": 2, "goal": Goal("test_loss", at_most=9.0)}},
    }
    return Recipe(**values | changes)


@pytest.fixture(scope="session")
def recipe_with():
    """Makes the small recipe with other fields."""
    return make_recipe


@pytest.fixture
def recipe():
    return make_recipe()


@pytest.fixture
def options(tmp_path):
    """Builds `Options` that write below the test's own folder, without TensorBoard unless asked for."""

    def make(**values):
        return Options(**{"runs": str(tmp_path / "runs"), "tensorboard": False} | values)

    yield make
    # A run sets Keras's global precision; the next test starts from the default again.
    keras.config.set_dtype_policy("float32")


@pytest.fixture
def loops_of_steps(monkeypatch):
    """Runs take as many steps between two visits to Python as those of a user, for tests of what may depend on it."""
    monkeypatch.setattr(fitting, "steps_per_execution", LOOPS_OF_STEPS)


@pytest.fixture
def unexecuted(monkeypatch):
    """Runs end before they train, for what a record says from the beginning."""

    def execute(run):
        run.folder.unlock()
        return run.folder

    monkeypatch.setattr(Run, "execute", execute)


@pytest.fixture
def without_pictures(monkeypatch):
    """Runs draw nothing, for tests that are not about pictures: they are a third of a small run."""
    monkeypatch.setattr(Run, "_save_pictures", lambda run, results: None)
