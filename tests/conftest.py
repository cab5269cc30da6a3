"""What all tests share; what would cost more than it saves where thousands of small networks are built is off."""

import contextlib
import gc

import keras
import pytest
import tensorflow as tf

# As many processes as the machine has cores run tests, so that each has one for itself.
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
# Graphs that run once or twice are not worth optimizing; programs that tests start by themselves optimize theirs.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


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
    gc.collect()
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
