"""Command lines made of the fields of `Options`."""

import dataclasses
from typing import Annotated

from keras_nets.cli.flags import make_app, with_options
from keras_nets.training.options import Options, spelling

import pytest
import typer
from typer.testing import CliRunner


@pytest.fixture
def command():
    """A command of all options; calling it gives the options that it understood, or the lines that it answered."""
    return command_with()


def command_with(**arguments):
    app, seen = make_app(), []

    def show(options, name: Annotated[str | None, typer.Argument()] = None, loud: bool = False):
        """Shows options."""
        seen.append((options, name, loud))

    with_options(app, show, **arguments)

    def call(*words):
        result = CliRunner().invoke(app, [str(word) for word in words])
        return seen.pop() if result.exit_code == 0 and seen else result

    return call


def test_only_what_was_typed_is_given(command):
    options, name, loud = command()
    assert (options.given(), name, loud) == ([], None, False)
    assert options == Options()


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (["--fold", 0], {"fold": 0}),
        (["--seed", 0, "--split-seed", 0], {"seed": 0, "split_seed": 0}),
        (["--precision", "float32", "--runs", "runs"], {"precision": "float32", "runs": "runs"}),
        (["--smoke", "--skip-unreadable"], {"smoke": True, "skip_unreadable": True}),
        (["--no-tensorboard"], {"tensorboard": False}),
        (["--image-size", 32, "--balance", "over"], {"image_size": 32, "balance": "over"}),
        (["--data-option", "window=9", "--data-option", "series=x"], {"data_options": ["window=9", "series=x"]}),
        (["--set", "width=3"], {"settings": ["width=3"]}),
        (["--epochs", 3, "--set", "width=3"], {"settings": ["width=3", "epochs=3"]}),
        (["--batch-size", 8, "--learning-rate", 0.5], {"settings": ["batch_size=8", "learning_rate=0.5"]}),
    ],
)
def test_flags_become_options(command, words, given):
    options, *_ = command(*words)
    assert options == Options(**given)
    assert set(options.given()) == set(given)


def test_words_that_options_come_to_are_read_back_to_them(command):
    values = {"data": "my photos", "fold": 0, "data_options": ["window=9"], "settings": ["width=3"], "smoke": True}
    options = Options(**values, tensorboard=False, monitor="none", patience=3, freeze="stage1", start="imagenet")
    assert command(*options.words())[0] == options


def test_the_functions_own_parameters_stand_beside_the_options(command):
    options, name, loud = command("first", "--loud", "--seed", 4)
    assert (options.given(), name, loud) == (["seed"], "first", True)


def test_every_option_has_its_flag_and_its_default_in_the_help(command):
    shown = command("--help").output
    for field in dataclasses.fields(Options):
        assert spelling(field) in shown
    text = " ".join(shown.split())
    assert "Shows options." in text
    assert "Where run folders go. Default: runs." in text
    assert "--data-option NAME=VALUE" in text


def test_a_command_may_lack_options_and_have_other_defaults():
    call = command_with(without=("start", "monitor", "learning_rate"), runs="tuning_runs")
    text = " ".join(call("--help").output.split())
    assert "Where run folders go. Default: tuning_runs." in text
    for flag in ("--start", "--monitor", "--learning-rate"):
        assert flag not in text
        assert "No such option" in call(flag, "x").output


@pytest.mark.parametrize("words", [["--image-size", 0], ["--fold", "first"], ["--no-such-flag"], ["--data-option"]])
def test_what_cannot_be_read_is_refused(command, words):
    result = command(*words)
    assert result.exit_code == 2
