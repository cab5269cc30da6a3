"""Search a recipe's hyperparameters: depth, width, learning rate and what else its search space names."""

import enum
import os
import shlex
from typing import Annotated

from keras_nets.cli.commands import recipe_words, tool_path
from keras_nets.cli.exit import INTERRUPTED, USER_MISTAKE, fail, run_app, told, user_mistakes
from keras_nets.cli.flags import Quiet, RecipeFile, make_app, with_options
from keras_nets.cli.tables import print_table

import typer

NAME, RUNS = "tools/tune.py", "tuning_runs"
app = make_app()


class Tuner(enum.StrEnum):
    """Ways of choosing the next trial."""

    random = enum.auto()
    bayesian = enum.auto()
    hyperband = enum.auto()
    grid = enum.auto()


Recipe = Annotated[str | None, typer.Argument(help="A recipe, such as convolutional.lenet5, or its file.")]
Way = Annotated[Tuner, typer.Option("--tuner", help="How the next trial is chosen.")]
Trials = Annotated[int | None, typer.Option(help="Most trials: 20 by default, for hyperband one round, for grid all.")]
Objective = Annotated[str | None, typer.Option(help="Metric of the validation part; val_accuracy where there is one.")]
MaxParameters = Annotated[int | None, typer.Option(help="Larger networks are passed over.")]
Jobs = Annotated[int, typer.Option(min=1, help="Trials at a time, each in a process of its own.")]
Resume = Annotated[str | None, typer.Option(metavar="FOLDER", help="Go on with an interrupted search.")]


def tune(
    options,
    recipe: Recipe = None,
    tuner: Way = Tuner.random,
    trials: Trials = None,
    objective: Objective = None,
    max_parameters: MaxParameters = None,
    jobs: Jobs = 1,
    quiet: Quiet = False,
    resume: Resume = None,
    recipe_file: RecipeFile = None,
):
    """Search a recipe's hyperparameters by what they reach on the validation part; the test part is left alone.

    What --set, --epochs, --batch-size and --learning-rate give is fixed and not searched.
    """
    with user_mistakes():
        if (recipe is None) == (resume is None):
            raise ValueError("name a recipe to search, or a search to go on with: --resume FOLDER")
        if resume is not None and options.given():
            raise ValueError("--resume goes on as the search began; with it only --trials, --jobs and --quiet are free")
        if recipe_file is not None and resume is None:
            raise ValueError(
                f"--recipe goes with --resume; to search it: python {tool_path('tune')} {shlex.quote(recipe_file)}"
            )
        if resume is not None:
            search = _reopen(resume, trials, recipe_file, quiet)
        else:
            options.runs = options.runs or RUNS
            search = _start(recipe, options, tuner, trials, objective, max_parameters, quiet)
    _run(search, jobs)


with_options(app, tune, without=("start", "freeze", "monitor", "tensorboard"), runs=RUNS)


def _reopen(path, trials, recipe_file, quiet):
    # Importing TensorFlow takes seconds, so a name that is not there is refused before.
    if not os.path.isdir(path):
        raise ValueError(f"{path} is no search; name a folder such as tuning_runs/<recipe>/<time>")
    from keras_nets.training.console import make_console
    from keras_nets.training.execution import arrange_processors_again
    from keras_nets.tuning.search import Search

    arrange_processors_again(path)
    return Search.reopen(path, trials, make_console(quiet), recipe_file)


def _start(recipe, options, tuner, trials, objective, most_parameters, quiet):
    from keras_nets.training import load_recipe

    # As above.
    found = load_recipe(recipe)
    from keras_nets.training.console import make_console
    from keras_nets.training.execution import arrange_processors
    from keras_nets.tuning.search import Search

    arrange_processors(found, options)
    return Search.start(
        found,
        options,
        tuner=str(tuner),
        trials=trials,
        objective=objective,
        most_parameters=most_parameters,
        console=make_console(quiet),
    )


def _run(search, jobs):
    from keras_nets.training.runner import Interrupted
    from keras_nets.tuning.export import best_of, trials_of

    words = ["python", tool_path("tune"), "--resume", str(search.folder.path), *recipe_words(search.folder.record)]
    resume = f"go on with: {shlex.join(words)}"
    try:
        folder = search.execute(jobs)
    except Interrupted:
        fail(f"interrupted; {resume}", INTERRUPTED)
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(f"{told(error)}; {resume if search.folder.path.is_dir() else 'the folder is gone'}", USER_MISTAKE)
    if best_of(folder) is None:
        fail(f"no trial finished; the first failed with {trials_of(folder)[0]['reason']}", 1)
    _show(folder, search.console)


def _show(folder, console):
    from keras_nets.tuning.export import trials_of

    rows = []
    for trial in trials_of(folder):
        values = ", ".join(f"{name} {_short(value)}" for name, value in trial.get("active", {}).items())
        figures = (trial["status"], "", "", "")
        if trial["status"] == "finished":
            figures = (_short(trial["score"]), trial["epochs"], f"{trial['seconds']:.1f}", f"{trial['parameters']:,}")
        rows.append((trial["trial"], *figures, values))
    columns = ("trial", folder.record["objective"], "epochs", "seconds", "parameters", "hyperparameters")
    if not console.quiet:
        print_table(columns, rows, left=columns[-1:], wrapped=columns[-1:])
    console.print(f"folder {folder.path}: trials.csv, best.json")
    console.print(f"next: tensorboard --logdir {shlex.quote(f'{folder.path}/tensorboard')}")
    console.print(f"      {folder.record['retrain']}")


def _short(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    run_app(app, NAME)
