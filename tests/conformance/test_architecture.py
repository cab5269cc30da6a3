from keras_nets._keras import layers_in

import keras
import pytest
from table import JAX_ROWS, ON_JAX, TINY_ROWS

BUILT = {}


@pytest.fixture
def tiny_model(without_values):
    """Builds the tiny network of a row, once and without values, for tests that only look at it."""

    def build(row):
        if row.label not in BUILT:
            with without_values():
                BUILT[row.label] = row.build_tiny()
        return BUILT[row.label]

    return build


def test_the_papers_network_has_its_number_of_weights(row, without_values):
    # Values would take gigabytes.
    with without_values():
        parameters = row.build_paper().count_params()
    assert parameters == row.parameters


def test_model_is_uncompiled_and_named_after_its_factory(tiny_row, tiny_model):
    model = tiny_model(tiny_row)
    assert isinstance(model, keras.Model)
    assert not model.compiled
    assert model.name == tiny_row.name


def test_graph_is_flat(tiny_row, tiny_model):
    model = tiny_model(tiny_row)
    # Keras exports no name for the class of functional models, to which a subclass may add methods.
    assert any(kind.__name__ == "Functional" for kind in type(model).__mro__) == tiny_row.functional
    # A stack of machines, each a model of its own, is no functional graph.
    assert not (tiny_row.functional and any(isinstance(layer, keras.Model) for layer in model.layers))


def test_layers_have_names_that_do_not_depend_on_what_was_built_before(tiny_row, without_values):
    with without_values():
        first, second = tiny_row.build_tiny(), tiny_row.build_tiny()
    assert [layer.name for layer in first.layers] == [layer.name for layer in second.layers]


def test_last_layer_of_classifiers_and_regressors_is_predictions(tiny_row, tiny_model):
    if tiny_row.functional and tiny_row.data in ("classes", "values"):
        model = tiny_model(tiny_row)
        assert model.layers[-1].name == "predictions"
        assert model.output is model.get_layer("predictions").output
        assert model.layers[-1].activation is not None


def test_predictions_are_in_full_precision_whatever_the_policy(tiny_row, without_values, set_precision):
    """Features, such as the hidden units of a Boltzmann machine, may be in half precision."""
    set_precision("mixed_float16")
    if tiny_row.functional:
        with without_values():
            outputs = tiny_row.build_tiny().outputs
    elif tiny_row.data != "none":
        model = tiny_row.build_tiny()
        outputs = [model(tiny_row.training_data(model)[0])]
    else:
        return
    assert {keras.backend.standardize_dtype(output.dtype) for output in outputs} == {"float32"}


def test_networks_on_jax_have_every_kind_of_layer_of_the_table(tiny_model):
    assert {row.label for row in JAX_ROWS} == set(ON_JAX)

    def kinds(rows):
        return {type(layer) for row in rows for layer in layers_in(tiny_model(row), include_self=True)}

    assert kinds(TINY_ROWS) == kinds(JAX_ROWS)
