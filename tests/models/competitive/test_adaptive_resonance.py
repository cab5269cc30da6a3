"""ART1 and Fuzzy ART: the published search in loops is the reference; learning ends; the order matters."""

import itertools

from keras_nets.layers import MinMaxScaling
from keras_nets.models.competitive.art1 import art1
from keras_nets.models.competitive.fuzzy_art import fuzzy_art

import keras
import numpy as np
import pytest


def patterns(count=30, features=10, seed=0):
    x = (np.random.default_rng(seed).random((count, features)) > 0.5).astype("float32")
    x[:, 0] = 1
    return x


def grays(count=30, features=4, seed=0):
    return np.random.default_rng(seed).random((count, features)).astype("float32")


def fitted(model, x, passes=1, batch_size=8, steps_per_execution=1):
    # A graph costs more than the few examples that it would speed up.
    is_short = steps_per_execution == 1 and passes * len(x) <= 40
    model.compile(steps_per_execution=steps_per_execution, run_eagerly=is_short)
    return model.fit(x, batch_size=batch_size, epochs=passes, shuffle=False, verbose=0).history


def searched(codes, vigilance, choice, learning_rate, max_categories):
    """Present, choose, test, reset: the papers' search, one category after the other."""
    prototypes, used = np.ones((max_categories, codes.shape[1])), np.zeros(max_categories, bool)
    for code in codes.astype("float64"):
        overlap = np.minimum(code, prototypes).sum(axis=1)
        for winner in np.argsort(-overlap / (choice + prototypes.sum(axis=1)), kind="stable"):
            if overlap[winner] / code.sum() >= vigilance - 1e-9:
                rate = learning_rate if used[winner] else 1
                prototypes[winner] = rate * np.minimum(code, prototypes[winner]) + (1 - rate) * prototypes[winner]
                used[winner] = True
                break
    return prototypes, used


@pytest.mark.parametrize(("vigilance", "bottom_up", "most"), [(0.5, 2.0, 30), (0.7, 20.0, 30), (0.9, 1.1, 5)])
def test_art1_equals_the_search_with_resets(vigilance, bottom_up, most):
    model, x = art1((10,), vigilance=vigilance, bottom_up=bottom_up, max_categories=most), patterns()
    fitted(model, x, steps_per_execution=2)
    prototypes, used = searched(x, vigilance, bottom_up - 1, 1.0, most)
    np.testing.assert_array_equal(model.prototypes, prototypes)
    np.testing.assert_array_equal(np.asarray(model.counts) > 0, used)


@pytest.mark.parametrize(
    ("vigilance", "choice", "rate", "most"), [(0.6, 0.001, 1.0, 30), (0.7, 5.0, 0.3, 30), (0.8, 1.0, 1.0, 4)]
)
def test_fuzzy_art_equals_the_search_with_resets(vigilance, choice, rate, most):
    model = fuzzy_art((4,), vigilance=vigilance, choice=choice, learning_rate=rate, max_categories=most)
    x = grays()
    fitted(model, x)
    prototypes, used = searched(np.concatenate([x, 1 - x], axis=1), vigilance, choice, rate, most)
    np.testing.assert_allclose(model.prototypes, prototypes, atol=1e-6)
    np.testing.assert_array_equal(np.asarray(model.counts) > 0, used)


@pytest.mark.parametrize(
    ("model", "x"),
    [
        (art1((10,), vigilance=0.6, max_categories=60), patterns(60)),
        (fuzzy_art((4,), vigilance=0.7, max_categories=60), grays(60)),
    ],
    ids=["art1", "fuzzy_art"],
)
def test_every_pattern_comes_to_resonate_with_its_category_and_learning_ends(model, x):
    history = fitted(model, x, passes=10, steps_per_execution=8)
    assert history["resonance"][-1] == 1 and history["loss"][-1] == 0
    assert history["categories"][-1] == model.category_count() < 60
    categories, prototypes = model.category(x), np.array(model.prototypes)
    assert categories.min() >= 0
    assert len(np.unique(categories)) <= model.category_count()
    again = model.fit(np.concatenate([x[::-1], x]), batch_size=8, shuffle=False, verbose=0).history
    assert again["resonance"] == [1.0]
    np.testing.assert_array_equal(model.prototypes, prototypes)
    np.testing.assert_array_equal(model.category(x), categories)


def test_vigilance_1_gives_one_category_for_each_distinct_pattern():
    every = np.array(list(itertools.product([0.0, 1.0], repeat=4)))[1:]
    x = np.concatenate([every, every[::-1], every])
    model = art1((4,), vigilance=1.0)
    fitted(model, x, passes=2)
    assert model.category_count() == len(every) == 15
    assert len(np.unique(model.category(every))) == 15
    gray = grays(20)
    model = fuzzy_art((4,), vigilance=1.0)
    fitted(model, np.concatenate([gray, gray]), passes=2)
    assert model.category_count() == 20
    np.testing.assert_allclose(model.boxes()[0][:20], gray)


def test_vigilance_0_puts_all_into_few_wide_categories():
    model = fuzzy_art((4,), vigilance=0.0)
    fitted(model, grays(), passes=3)
    assert model.category_count() < 4
    lower, upper = (corners[: model.category_count()] for corners in model.boxes())
    x = grays()
    assert np.all((lower[model.category(x)] <= x + 1e-6) & (x - 1e-6 <= upper[model.category(x)]))


def test_boxes_stay_within_what_the_vigilance_allows():
    model = fuzzy_art((4,), vigilance=0.6)
    fitted(model, grays(100), passes=3)
    lower, upper = (corners[: model.category_count()] for corners in model.boxes())
    sides = (upper - lower).sum(axis=1)
    assert sides.max() <= (1 - 0.6) * 4 + 1e-5
    assert sides.max() > 0.5


def test_two_orders_of_the_same_patterns_give_other_categories():
    narrow, wide = [1, 1, 0, 0], [1, 1, 1, 1]
    counts = []
    for order in ([narrow, wide], [wide, narrow]):
        model = art1((4,), vigilance=0.6)
        fitted(model, np.array(order))
        counts.append(model.category_count())
    # The wide pattern finds half of its ones in the narrow one, the narrow one all of its ones in the wide one.
    assert counts == [2, 1]


def test_other_orders_are_counted_on_new_networks():
    x = grays(40, seed=1)
    scaling = MinMaxScaling()
    scaling.adapt(100 * x)
    model = fuzzy_art((4,), vigilance=0.7, preprocessing=scaling)
    before = [np.array(weight) for weight in model.weights]
    counts = model.categories_by_order(100 * x, orders=3)
    assert len(counts) == 3 and len(set(counts)) > 1
    assert all(1 < count < 40 for count in counts)
    assert counts[:1] == model.categories_by_order(100 * x, orders=1)
    for weight, value in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_where_all_categories_are_in_use_new_patterns_teach_nothing():
    model, x = art1((4,), vigilance=1.0, max_categories=2), np.eye(4)
    history = fitted(model, x, passes=2)
    assert history["categories"] == [2.0, 2.0] and history["resonance"] == [0.0, 0.5]
    np.testing.assert_array_equal(model.prototypes, x[:2])
    np.testing.assert_array_equal(model.category(x), [0, 1, -1, -1])
    np.testing.assert_array_equal(model.counts, [2, 2])


def test_answers_are_choices_of_categories_that_pass_the_test():
    model = art1((4,), vigilance=0.5, bottom_up=3.0, max_categories=2)
    fitted(model, np.array([[1, 1, 0, 0], [0, 0, 1, 1]]))
    answers = np.asarray(model(np.array([[1, 0, 1, 1], [1, 0, 0, 1]])))
    np.testing.assert_allclose(answers, [[-1, 2 / 4], [1 / 4, 1 / 4]])
    # A pattern that would take a new category into use resonates with none that is.
    strict = art1((4,), vigilance=0.9, max_categories=3)
    fitted(strict, np.array([[1, 1, 0, 0]]))
    assert strict.category(np.array([[1, 1, 1, 0]])).tolist() == [-1]


def test_batches_and_executions_change_nothing_and_evaluation_does_not_learn():
    x, results = grays(13), []
    for batch_size, steps in ((1, 1), (5, 3), (13, 1)):
        model = fuzzy_art((4,), vigilance=0.7)
        fitted(model, x, batch_size=batch_size, steps_per_execution=steps)
        results.append(np.array(model.prototypes))
        measured = model.evaluate(x, verbose=0, return_dict=True)
        assert set(measured) == {"loss", "resonance", "categories"}
        assert measured["loss"] == pytest.approx(1 - measured["resonance"])
        np.testing.assert_array_equal(model.prototypes, results[-1])
    np.testing.assert_array_equal(results[0], results[1])
    np.testing.assert_array_equal(results[0], results[2])


def test_two_passes_equal_one_after_saving(tmp_path):
    x = (100 * grays(20)).reshape(20, 2, 2)
    scaling = MinMaxScaling()
    scaling.adapt(x)
    arguments = {"vigilance": 0.7, "learning_rate": 0.4, "preprocessing": scaling}
    whole, model = fuzzy_art((2, 2), **arguments), fuzzy_art((2, 2), **arguments)
    fitted(whole, x, passes=2)
    fitted(model, x)
    model.save(tmp_path / "art.keras")
    resumed = keras.saving.load_model(tmp_path / "art.keras")
    fitted(resumed, x)
    np.testing.assert_array_equal(resumed.prototypes, whole.prototypes)
    np.testing.assert_array_equal(resumed.counts, whole.counts)


def test_gray_pictures_become_binary_within_the_model():
    x = grays(20, features=10)
    model = art1((10,), vigilance=0.6, preprocessing=keras.layers.Discretization([0.5]))
    model.check_inputs(x)
    fitted(model, x)
    plain = art1((10,), vigilance=0.6)
    fitted(plain, (x >= 0.5).astype("float32"))
    np.testing.assert_array_equal(model.prototypes, plain.prototypes)


@pytest.mark.parametrize(
    ("model", "x", "message"),
    [
        (art1((2,)), [[0, 1], [0.25, 1]], "art1 learns zeros and ones, got the value 0.25; binarize"),
        (art1((2,)), [[0, 1], [0, 0]], "art1 learns patterns with a one, got pattern 1 without one"),
        (fuzzy_art((2,)), [[0, 1], [0, 1.5]], "fuzzy_art learns values from 0 to 1, got 1.5; scale"),
        (fuzzy_art((2,)), [[0, np.nan]], "fuzzy_art learns values from 0 to 1, got nan"),
    ],
)
def test_inputs_that_cannot_be_learned_are_told_in_one_line(model, x, message):
    with pytest.raises(ValueError, match=message) as error:
        model.check_inputs(np.array(x, "float32"))
    assert "\n" not in str(error.value)


def test_inputs_that_can_be_learned_pass():
    art1((10,)).check_inputs(patterns())
    fuzzy_art((4,)).check_inputs(grays())


def test_a_pattern_without_a_one_spoils_no_prototype():
    model = art1((4,), vigilance=0.0)
    fitted(model, np.array([[1, 1, 0, 0], [0, 0, 0, 0]]))
    np.testing.assert_array_equal(model.prototypes[0], [1, 1, 0, 0])
    assert model.category_count() == 1


@pytest.mark.parametrize(
    ("factory", "arguments", "message"),
    [
        (art1, {"vigilance": 1.2}, "art1 needs a vigilance from 0 .*, got 1.2"),
        (fuzzy_art, {"vigilance": -0.1}, "fuzzy_art needs a vigilance from 0 .*, got -0.1"),
        (art1, {"max_categories": 0}, "art1 needs max_categories to be an integer of at least 1, got 0"),
        (art1, {"bottom_up": 1.0}, "art1 needs bottom_up above 1, such as 2.0, got 1.0"),
        (fuzzy_art, {"choice": 0}, "fuzzy_art needs a choice above 0, .*, got 0"),
        (fuzzy_art, {"learning_rate": 1.5}, "fuzzy_art needs a learning_rate above 0 and at most 1, .*, got 1.5"),
        (art1, {"input_shape": (None,)}, "every size of one example"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(factory, arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        factory(**{"input_shape": (3,), **arguments})
    assert "\n" not in str(error.value)
