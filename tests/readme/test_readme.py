"""The READMEs: the same commands in both languages, and none that the project does not have.

`walk.py` runs them all.
"""

import ast
import importlib.util
import re

from keras_nets.cli.flags import Quiet, make_app, with_options
from keras_nets.cli.train import Resume

import commands
import pytest
import typer

LINES = [" ".join(words) for words in commands.commands(commands.PAGES[0])]
PROGRAMS = sorted({line for line in LINES if line.startswith("python ")})
TARGETS = sorted({line.split()[1] for line in LINES if line.startswith("make ")})


def parser(program):
    """The parser of a tool's or a recipe's command line."""
    if program.startswith("recipes/"):
        app = make_app()

        def command(options, quiet: Quiet = False, resume: Resume = None):
            """Train."""

        with_options(app, command)
    else:
        spec = importlib.util.spec_from_file_location("tool", commands.ROOT / program)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        app = module.app
    return typer.main.get_command(app)


def test_the_pages_agree():
    english, chinese = ([words for words in commands.commands(page) if words[0] != "git"] for page in commands.PAGES)
    assert english == chinese
    assert len(english) > 30
    codes = [[ast.dump(ast.parse(passage)) for passage in commands.passages(page)] for page in commands.PAGES]
    assert codes[0] == codes[1]
    assert len(codes[0]) > 3


@pytest.mark.parametrize("line", PROGRAMS)
def test_every_flag_is_known(line, monkeypatch):
    program, *arguments = line.split()[1:]
    assert (commands.ROOT / program).is_file()
    monkeypatch.syspath_prepend(commands.ROOT / "tools")
    arguments = [argument for argument in arguments if argument != "--help"]
    context = parser(program).make_context(program, arguments)
    assert not context.args


def test_every_target_is_made():
    targets = re.findall(r"^(\w+):", (commands.ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(TARGETS) <= set(targets)


def test_an_unknown_flag_would_be_found():
    with pytest.raises(Exception, match="No such option"):
        parser("tools/trace.py").make_context("trace", ["resnet34", "--drawings", "file"])
