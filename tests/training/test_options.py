import dataclasses
import shlex

from keras_nets.training import Goal
from keras_nets.training.options import Options, Plan, flag_of, spelling

import pytest

FIELDS = dataclasses.fields(Options)


def test_a_plan_without_options_is_the_recipe(recipe):
    plan = Plan.make(recipe, Options())
    assert plan.hyperparameters["width"] == 8
    assert plan.monitor == "val_loss"
    assert plan.goal == recipe.goal
    assert plan.standard


def test_a_plan_has_the_default_of_every_option_that_nobody_gave(recipe):
    options = Plan.make(recipe, Options()).options
    assert (options.seed, options.fold, options.split_seed) == (0, 0, 0)
    assert (options.precision, options.runs) == ("float32", "runs")
    assert (options.tensorboard, options.smoke, options.skip_unreadable) == (True, False, False)
    assert options.data is None


def test_a_preset_comes_before_the_recipe_and_after_the_user(recipe):
    plan = Plan.make(recipe, Options(preset="wine", settings=["width=6"]))
    assert plan.options.data == "wine"
    assert plan.hyperparameters["width"] == 6
    assert plan.patience == 2
    assert Plan.make(recipe, Options(preset="wine")).hyperparameters["width"] == 5


@pytest.mark.parametrize(
    ("name", "of_preset", "given"),
    [
        ("fold", 2, 0),
        ("precision", "mixed_bfloat16", "float32"),
        ("seed", 7, 0),
        ("split_seed", 3, 0),
        ("smoke", True, False),
        ("skip_unreadable", True, False),
        ("tensorboard", False, True),
        ("runs", "elsewhere", "runs"),
        ("data_options", {"window": 9}, []),
        ("monitor", "none", "val_loss"),
    ],
)
def test_what_is_given_wins_over_a_preset_although_it_equals_the_default(recipe_with, name, of_preset, given):
    recipe = recipe_with(presets={"other": {name: of_preset}})
    assert getattr(Plan.make(recipe, Options(preset="other")).options, name) == of_preset
    assert getattr(Plan.make(recipe, Options(**{"preset": "other", name: given})).options, name) == given


def test_a_preset_may_have_a_monitor_and_the_user_may_want_none(recipe_with):
    recipe = recipe_with(presets={"other": {"monitor": "val_accuracy", "patience": 3}})
    plan = Plan.make(recipe, Options(preset="other"))
    assert (plan.monitor, plan.patience) == ("val_accuracy", 3)
    plan = Plan.make(recipe, Options(preset="other", monitor="none"))
    assert (plan.monitor, plan.patience) == (None, None)


def test_patience_alone_waits_for_the_loss(recipe_with):
    recipe = recipe_with(monitor=None)
    plan = Plan.make(recipe, Options(patience=2))
    assert (plan.monitor, plan.patience) == ("val_loss", 2)
    assert Plan.make(recipe, Options(patience=2, monitor="loss")).monitor == "loss"
    assert Plan.make(recipe, Options()).monitor is None
    with pytest.raises(ValueError, match="patience is 2, and monitor is none.*leave one of them out, or monitor"):
        Plan.make(recipe, Options(patience=2, monitor="none"))


@pytest.mark.parametrize("options", [{"data": "iris"}, {"settings": ["width=9"]}, {"smoke": True}, {"split": "70/30"}])
def test_another_experiment_has_no_goal(recipe, options):
    plan = Plan.make(recipe, Options(**options))
    assert plan.goal is None
    assert not plan.standard


@pytest.mark.parametrize(
    "options",
    [
        {"seed": 3},
        {"runs": "elsewhere", "tensorboard": False, "data_dir": "somewhere"},
        {"settings": ["width=8"]},
        {"fold": 0, "precision": "float32", "monitor": "val_loss", "data_options": [], "smoke": False},
    ],
)
def test_what_changes_no_experiment_leaves_the_goal(recipe, options):
    assert Plan.make(recipe, Options(**options)).goal == recipe.goal


def test_a_preset_has_its_own_goal(recipe):
    assert Plan.make(recipe, Options(preset="wine")).goal == Goal("test_loss", at_most=9.0)


def test_smoke_trains_two_epochs_and_at_most_what_the_recipe_says(recipe_with):
    recipe = recipe_with(smoke={"width": 3})
    values = Plan.make(recipe, Options(smoke=True)).hyperparameters
    assert (values["epochs"], values["width"], values["batch_size"]) == (2, 3, 32)
    few = Plan.make(recipe, Options(smoke=True, settings=["epochs=1", "width=2"])).hyperparameters
    assert (few["epochs"], few["width"]) == (1, 2)
    assert Plan.make(recipe, Options()).hyperparameters["width"] == 8


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


def test_values_that_name_no_option_are_hyperparameters():
    options = Options.of(data="iris", seed=0, epochs=3, layers=(4, 5))
    assert (options.data, options.seed, options.settings) == ("iris", 0, {"epochs": 3, "layers": (4, 5)})
    assert options.given() == ["data", "settings", "seed"]
    both = Options.of(settings=["width=6", "epochs=1"], epochs=3)
    assert both.settings == {"width": "6", "epochs": 3}


def test_only_what_was_given_is_given(recipe):
    assert Options().given() == []
    assert Options.of().given() == []
    # In the order of the flags.
    assert Options(precision="float32", fold=0, smoke=False).given() == ["fold", "precision", "smoke"]


def test_a_hyperparameter_that_the_recipe_lacks_is_refused_by_name(recipe):
    with pytest.raises(ValueError, match="feedforward.small has no hyperparameter 'widht', did you mean 'width'"):
        Plan.make(recipe, Options.of(widht=3))


def test_options_are_filled_from_a_preset_and_then_by_the_defaults():
    filled = Options(seed=0, monitor="loss").filled({"seed": 7, "fold": 2, "monitor": "none"})
    assert (filled.seed, filled.fold, filled.monitor) == (0, 2, "loss")
    assert (filled.precision, filled.tensorboard, filled.runs) == ("float32", True, "runs")
    assert Options().filled().filled() == Options().filled()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ""),
        ({"data": "my photos", "fold": 0}, "--data 'my photos' --fold 0"),
        ({"image_size": 32, "split_seed": 1}, "--image-size 32 --split-seed 1"),
        ({"smoke": True, "skip_unreadable": False}, "--smoke"),
        ({"tensorboard": False}, "--no-tensorboard"),
        ({"tensorboard": True}, ""),
        ({"data_options": ["window=9"], "monitor": "none"}, "--data-option window=9 --monitor none"),
        ({"data_options": {"window": 9, "series": "nyc"}}, "--data-option window=9 --data-option series=nyc"),
        ({"settings": {"width": 0.5, "depth": 3}}, "--set width=0.5 --set depth=3"),
    ],
)
def test_options_are_words_of_a_command_line(options, words):
    assert shlex.join(Options(**options).words()) == words


def test_some_words_may_be_left_out():
    options = Options(seed=1, settings=["width=3"], runs="elsewhere")
    assert options.words(without=("settings", "runs")) == ["--seed", "1"]


def test_every_flag_says_what_it_is_for_and_no_two_are_spelled_alike():
    assert len({spelling(field) for field in FIELDS}) == len(FIELDS)
    for field in FIELDS:
        assert field.default is None
        assert flag_of(field).help.endswith(".")


@pytest.mark.parametrize("given", [["window=96", "series=nyc_taxi"], {"window": 96, "series": "nyc_taxi"}])
def test_options_of_the_data_reach_the_recipes_load(given):
    arguments = Options(data="nab", data_options=given).load_arguments()
    assert arguments == {"data": "nab", "window": 96, "series": "nyc_taxi"}


def test_load_gets_what_was_given_alone():
    assert Options().load_arguments() == {}
    given = {"split": "kfold:3", "fold": 0, "split_seed": 0, "balance": "over", "skip_unreadable": False}
    given |= {"target": "kind", "data_dir": "somewhere"}
    assert Options(**given, image_size=32, seed=1).load_arguments() == given | {"image_size": (32, 32)}


def test_options_of_the_data_in_a_preset_are_the_preset_as_it_stands(recipe):
    preset = {"data": "nab", "data_options": {"series": "nyc_taxi"}, "goal": Goal("test_loss", at_most=1)}
    recipe = dataclasses.replace(recipe, presets={"nab": preset})
    assert Plan.make(recipe, Options(preset="nab")).standard
    assert Plan.make(recipe, Options(preset="nab")).options.load_arguments()["series"] == "nyc_taxi"
    # Said again on a command line it is the same experiment.
    assert Plan.make(recipe, Options(preset="nab", data_options=["series=nyc_taxi"])).standard
    assert not Plan.make(recipe, Options(preset="nab", data_options=["series=nyc_taxi", "window=9"])).standard


def test_an_option_of_the_data_is_written_as_name_and_value():
    message = "cannot read --data-option 'window'; write it as name=value, for example --data-option window=96"
    with pytest.raises(ValueError, match=message):
        Options(data_options=["window"]).load_arguments()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("windows=9", "no data set has an option 'windows', did you mean 'window'.*there are window, stride"),
        ("window=9", "digits takes no window"),
    ],
)
def test_an_option_that_the_data_do_not_take_is_refused(recipe, given, message):
    with pytest.raises(ValueError, match=message):
        recipe.load(**Options(data_options=[given]).load_arguments())
