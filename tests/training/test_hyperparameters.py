from keras_nets.augmentations import distortions
from keras_nets.training.hyperparameters import default_hyperparameters, with_settings
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare

import keras
import pytest


def test_defaults_hold_run_build_and_search_values(recipe):
    assert default_hyperparameters(recipe) == {
        "epochs": 4,
        "batch_size": 32,
        "learning_rate": 1e-2,
        "augmentation_strength": 1.0,
        "width": 8,
        "activation": "relu",
        "dropout": 0.5,
        "layers": (8,),
    }


def test_a_recipe_without_rate_or_augmentation_has_neither(recipe_with):
    values = default_hyperparameters(recipe_with(learning_rate=None, augmentation=None))
    assert "learning_rate" not in values
    assert "augmentation_strength" not in values


def test_arguments_of_compile_model_are_hyperparameters(recipe_with, options):
    def compile_model(model, learning_rate, steps, momentum=0.9):
        model.compile(keras.optimizers.SGD(learning_rate, momentum), "sparse_categorical_crossentropy")

    recipe = recipe_with(compile_model=compile_model)
    plan = Plan.make(recipe, options(settings=["momentum=0.5"]))
    assert default_hyperparameters(recipe)["momentum"] == 0.9
    assert "momentum" not in plan.build_arguments(recipe)
    assert prepare(recipe, plan).model.optimizer.momentum == 0.5


def test_arguments_of_the_augmentation_are_hyperparameters(recipe_with, options):
    recipe = recipe_with(augmentation=distortions(shift=0.1), augmentation_strength=0.5)
    plan = Plan.make(recipe, options(settings=["flip=horizontal", "shift=0.4"]))
    assert default_hyperparameters(recipe)["shift"] == 0.1
    assert not {"flip", "shift"} & set(plan.build_arguments(recipe))
    shift, flip = recipe.distortion(plan.hyperparameters).layers
    assert (shift.height_factor, flip.mode) == (0.2, "horizontal")
    with pytest.raises(ValueError, match="flip is 'up'; there are none, strong"):
        prepare(recipe, Plan.make(recipe, options(settings=["flip=up"])))


def test_a_distortion_that_would_do_nothing_is_refused(recipe_with, options):
    recipe = recipe_with(augmentation=distortions(shift=0.1), augmentation_strength=0.0)
    with pytest.raises(ValueError, match="flip does nothing at augmentation_strength 0; set augmentation_strength=1"):
        Plan.make(recipe, options(settings=["flip=horizontal"]))
    assert Plan.make(recipe, options(settings=["flip=horizontal", "augmentation_strength=1"]))


def test_a_count_is_negative_only_where_its_default_is(recipe_with, options):
    def build(dataset, axis=-1, units=(4, 4), shift=0.5):
        return None

    recipe = recipe_with(build=build, search_space=lambda hp: {})
    set_to = Plan.make(recipe, options(settings=["axis=-2", "shift=-3.5"])).hyperparameters
    assert (set_to["axis"], set_to["shift"]) == (-2, -3.5)
    with pytest.raises(ValueError, match=r"^units is \(4, -1\); it must be at least 0$"):
        Plan.make(recipe, options(settings=["units=4,-1"]))


@pytest.mark.parametrize("name", ["weight_decay", "clipnorm", "warmup_steps"])
def test_what_every_optimizer_takes_has_one_range(recipe_with, options, name):
    def compile_model(model, learning_rate, steps, weight_decay=None, clipnorm=None, warmup_steps=None):
        return None

    recipe = recipe_with(compile_model=compile_model)
    for value, message in {"-1": "is -1; it must be at least 0", "often": "is 'often'; it must be a number"}.items():
        with pytest.raises(ValueError, match=f"^{name} {message}$"):
            Plan.make(recipe, options(settings=[f"{name}={value}"]))


def test_a_depth_that_no_network_has_is_refused(recipe_with, options):
    recipe = recipe_with(build=lambda dataset, depth=2: None, search_space=lambda hp: {})
    with pytest.raises(ValueError, match="^depth is 100,000; it must be at most 2,000$"):
        Plan.make(recipe, options(settings=["depth=100000"]))


@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [
        ("width=16", "width", 16),
        ("dropout=1e-1", "dropout", 0.1),
        ("activation=tanh", "activation", "tanh"),
        ("layers=4,5", "layers", (4, 5)),
        ("layers=", "layers", ()),
        ("epochs=7", "epochs", 7),
        ("activation=none", "activation", "none"),
    ],
)
def test_settings_take_the_type_of_the_default(recipe, setting, name, value):
    result = with_settings(recipe, default_hyperparameters(recipe), [setting])
    assert result[name] == value
    assert type(result[name]) is type(value)


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("0.5", 0.5), ("none", None), ("tanh", "tanh")])
def test_without_a_default_the_text_tells_its_type(recipe, text, value):
    assert with_settings(recipe, default_hyperparameters(recipe) | {"limit": None}, [f"limit={text}"])["limit"] == value


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("widht=3", r"no hyperparameter 'widht', did you mean 'width'\?; it has"),
        ("width", "write it as name=value"),
        ("width=3.5", "width is '3.5'; it must be a whole number, like its default 8"),
        ("dropout=much", "dropout is 'much'; it must be a number, like its default 0.5"),
        ("layers=a,b", "it must be a list of values with commas between them"),
        ("epochs=0", "epochs is 0; it must be at least 1"),
        ("batch_size=-2", "batch_size is -2; it must be at least 1"),
        ("learning_rate=0", "learning_rate is 0.0; it must be above 0"),
        ("augmentation_strength=-1", "augmentation_strength is -1.0; it must be at least 0"),
    ],
)
def test_a_wrong_setting_is_explained(recipe, setting, message):
    with pytest.raises(ValueError, match=message):
        with_settings(recipe, default_hyperparameters(recipe), [setting])
