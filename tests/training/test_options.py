import dataclasses

from keras_nets.training.options import Options, Plan
from keras_nets.training.target import Target

import pytest


def test_a_plan_without_options_is_the_recipe(recipe):
    plan = Plan.make(recipe, Options())
    assert plan.hyperparameters["width"] == 8
    assert plan.monitor == "val_loss"
    assert plan.target == recipe.target


def test_a_preset_comes_before_the_recipe_and_after_the_user(recipe):
    plan = Plan.make(recipe, Options(preset="wine", settings=["width=6"]))
    assert plan.options.data == "wine"
    assert plan.hyperparameters["width"] == 6
    assert plan.patience == 2
    assert Plan.make(recipe, Options(preset="wine")).hyperparameters["width"] == 5


@pytest.mark.parametrize("options", [{"data": "iris"}, {"settings": ["width=9"]}, {"smoke": True}, {"split": "70/30"}])
def test_another_experiment_has_no_target(recipe, options):
    assert Plan.make(recipe, Options(**options)).target is None


def test_a_preset_has_its_own_target(recipe):
    assert Plan.make(recipe, Options(preset="wine")).target == Target("test_loss", at_most=9.0)


def test_smoke_trains_two_epochs(recipe):
    assert Plan.make(recipe, Options(smoke=True)).hyperparameters["epochs"] == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preset": "wyne"}, "no preset 'wyne', did you mean 'wine'"),
        ({"precision": "float8"}, "unknown precision 'float8'; there are float32, mixed_bfloat16, mixed_float16"),
        ({"patience": 0}, "patience is 0; it must be at least 1"),
        ({"seed": -1}, "seed is -1; it must be from 0 to 4294967295"),
    ],
)
def test_wrong_options_are_explained(recipe, options, message):
    with pytest.raises(ValueError, match=message):
        Plan.make(recipe, Options(**options))


@pytest.mark.parametrize(
    ("results", "reached"),
    [({"a": 0.9}, True), ({"a": 0.89}, False), ({"a": float("nan")}, False), ({}, False)],
)
def test_a_target_is_reached_or_not(results, reached):
    assert Target("a", at_least=0.9).reached(results) is reached


def test_a_target_says_what_it_wants():
    assert str(Target("test_loss", at_most=0.5)) == "test_loss at most 0.5"


@pytest.mark.parametrize("given", [["window=96", "series=nyc_taxi"], {"window": 96, "series": "nyc_taxi"}])
def test_options_of_the_data_reach_the_recipes_load(given):
    arguments = Options(data="nab", data_options=given).load_arguments()
    assert (arguments["data"], arguments["window"], arguments["series"]) == ("nab", 96, "nyc_taxi")


def test_options_of_the_data_in_a_preset_are_the_preset_as_it_stands(recipe):
    preset = {"data": "nab", "data_options": {"series": "nyc_taxi"}, "target": Target("test_loss", at_most=1)}
    recipe = dataclasses.replace(recipe, presets={"nab": preset})
    assert Plan.make(recipe, Options(preset="nab")).standard
    assert Plan.make(recipe, Options(preset="nab")).options.load_arguments()["series"] == "nyc_taxi"
    assert not Plan.make(recipe, Options(preset="nab", data_options=["series=nyc_taxi", "window=9"])).standard


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["window"], "cannot read --data-option 'window'; write it as name=value, for example --data-option window=96"),
        (["windows=9"], "no data set has an option 'windows', did you mean 'window'.*there are window, stride"),
    ],
)
def test_wrong_options_of_the_data_are_explained(given, message):
    with pytest.raises(ValueError, match=message):
        Options(data_options=given).load_arguments()


def test_an_option_that_the_data_do_not_take_is_refused(recipe):
    with pytest.raises(ValueError, match="digits takes no window"):
        recipe.load(**Options(data_options=["window=9"]).load_arguments())
