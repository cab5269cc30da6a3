"""Recipes: their goals, how they are named and found, and their shorthand for `build`."""

from pathlib import Path

from keras_nets import datasets
from keras_nets.training import Goal, load_recipe, recipe_names
from keras_nets.training.hyperparameters import build_arguments, default_hyperparameters
from keras_nets.training.recipe import builder

import pytest

TINY = Path(__file__).parents[1] / "tuning" / "tiny"


@pytest.mark.parametrize(
    ("results", "reached"),
    [({"a": 0.9}, True), ({"a": 0.89}, False), ({"a": float("nan")}, False), ({}, False)],
)
def test_a_goal_is_reached_or_not(results, reached):
    assert Goal("a", at_least=0.9).reached(results) is reached


def test_a_goal_says_what_it_wants():
    assert str(Goal("test_loss", at_most=0.5)) == "test_loss at most 0.5"


def test_a_recipe_is_found_by_its_name_or_by_its_file():
    file = TINY / "feedforward" / "blobs.py"
    for recipe in (load_recipe("feedforward.blobs", TINY), load_recipe(str(file))):
        assert (recipe.name, recipe.file) == ("feedforward.blobs", str(file))
    assert recipe_names(TINY) == ["convolutional.squares", "feedforward.blobs"]
    assert load_recipe("convolutional.lenet5").name == "convolutional.lenet5"


def test_a_recipe_is_named_after_its_file_unless_it_has_a_name(recipe_with):
    unnamed = recipe_with(name=None).in_file("recipes/feedforward/mine.py")
    assert (unnamed.name, unnamed.file) == ("feedforward.mine", "recipes/feedforward/mine.py")
    assert recipe_with(name="own.name").in_file("recipes/feedforward/mine.py").name == "own.name"


def test_a_recipe_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    message = (
        "there is no recipe 'feedforward.blob', did you mean 'feedforward.blobs'.*there are convolutional.squares, "
    )
    with pytest.raises(ValueError, match=message):
        load_recipe("feedforward.blob", TINY)
    with pytest.raises(ValueError, match="there is no recipe 'a.b'; there are none"):
        load_recipe("a.b", tmp_path)
    (tmp_path / "empty.py").write_text("RECIPE = 3")
    with pytest.raises(ValueError, match="empty.py defines no RECIPE; a recipe ends in RECIPE = Recipe"):
        load_recipe(str(tmp_path / "empty.py"))


def test_arguments_of_a_builder_are_hyperparameters(recipe_with):
    built = []

    def factory(input_shape, classes, **arguments):
        built.append((input_shape, classes, arguments))

    recipe = recipe_with(build=builder(factory, width=8, activation="tanh"), search_space=lambda hp: {"width": 8})
    defaults = default_hyperparameters(recipe)
    assert (defaults["width"], defaults["activation"]) == (8, "tanh")
    dataset = datasets.load("iris")
    recipe.build(dataset)
    recipe.build(dataset, **build_arguments(recipe, defaults | {"width": 3}))
    expected = [{"width": 8, "activation": "tanh"}, {"width": 3, "activation": "tanh"}]
    assert built == [((4,), 3, arguments) for arguments in expected]
