"""The command line of a recipe."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

from keras_nets.cli.commands import tool_command
from keras_nets.cli.exit import DIVERGED, INTERRUPTED, USER_MISTAKE, fail, run_app, told, user_mistakes
from keras_nets.cli.flags import Quiet, make_app, with_options
from keras_nets.training.hyperparameters import default_hyperparameters
from keras_nets.training.record_check import Damaged

import typer

Resume = Annotated[str | None, typer.Option(metavar="RUN", help="Go on with an interrupted run.")]


def main(recipe):
    """Read the command line, train or resume, and exit: 0 done, 2 a user's mistake, 1 diverged, 130 interrupted.

    Args:
        recipe: The `Recipe` of the file that was started as a program.
    """
    module = sys.modules["__main__"]
    recipe = recipe.in_file(module.__file__)
    app = make_app()

    def command(options, quiet: Quiet = False, resume: Resume = None):
        _run(recipe, options, resume, quiet)

    command.__doc__ = _help(recipe, module.__doc__)
    with_options(app, command)
    run_app(app, os.path.basename(sys.argv[0]))


def _run(recipe, options, path, quiet):
    from keras_nets.training.callbacks import Diverged
    from keras_nets.training.console import make_console
    from keras_nets.training.execution import arrange_processors, arrange_processors_again
    from keras_nets.training.runner import Interrupted, Run

    console = make_console(quiet)
    with user_mistakes():
        if path is not None and options.given():
            raise ValueError("--resume goes on exactly as the run began; give no other option with it")
        if path is None:
            arrange_processors(recipe, options)
            run = Run.start(recipe, options, console)
        else:
            arrange_processors_again(path)
            run = Run.reopen(recipe, path, console)
    resume = f"go on with: {shlex.join(['python', sys.argv[0], '--resume', str(run.folder.path)])}"
    try:
        folder = run.execute()
    except Diverged as error:
        fail(f"{error}; {run.folder.path} keeps the last good weights; try a smaller --learning-rate", DIVERGED)
    except Interrupted:
        fail(f"interrupted; {resume}", INTERRUPTED)
    except Damaged as error:
        fail(error, USER_MISTAKE)
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(f"{told(error)}; {resume if run.folder.path.is_dir() else 'the run folder is gone'}", USER_MISTAKE)
    for number, step in enumerate(next_steps(folder, run.task)):
        console.print(f"{'next:' if number == 0 else '     '} {step}")


def next_steps(folder, task):
    """Commands that look further at a finished run."""
    steps = [shlex.join(["tensorboard", "--logdir", str(Path(folder.path).parents[1])])]
    if task.tool_for(folder.record) is not None:
        steps.append(tool_command(task, folder))
    return steps


def _help(recipe, doc):
    hyperparameters = ", ".join(f"{name}={value}" for name, value in default_hyperparameters(recipe).items())
    presets = f"\n\nPresets: {', '.join(recipe.presets)}." if recipe.presets else ""
    return f"{(doc or recipe.name).strip()}\n\nHyperparameters for --set: {hyperparameters}.{presets}"
