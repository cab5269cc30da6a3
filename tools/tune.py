"""Search a recipe's hyperparameters: depth, width, learning rate and what else its search space names."""

import enum
import os
from typing import Annotated

from keras_nets.training import command
from keras_nets.training.exit import INTERRUPTED, fail, run_app, user_mistakes

import typer

NAME = "tools/tune.py"
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Tuner(enum.StrEnum):
    """Ways of choosing the next trial."""

    random = enum.auto()
    bayesian = enum.auto()
    hyperband = enum.auto()
    grid = enum.auto()


Recipe = Annotated[str | None, typer.Argument(help="A recipe, such as convolutional.lenet5, or its file.")]
Trials = Annotated[int | None, typer.Option(help="Most trials: 20 by default, for hyperband one round, for grid all.")]
Epochs = Annotated[int | None, typer.Option(help="Most epochs of a trial; the recipe's by default.")]
Objective = Annotated[str | None, typer.Option(help="Metric of the validation part; val_accuracy where there is one.")]
MaxParameters = Annotated[int | None, typer.Option(help="Larger networks are passed over.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Fix a hyperparameter.")]
Jobs = Annotated[int, typer.Option(min=1, help="Trials at a time, each in a process of its own.")]
Runs = Annotated[str, typer.Option(help="Where the folder of the search goes.")]
Resume = Annotated[str | None, typer.Option(metavar="FOLDER", help="Go on with an interrupted search.")]


@app.command()
def tune(
    recipe: Recipe = None,
    tuner: Annotated[Tuner, typer.Option(help="How the next trial is chosen.")] = Tuner.random,
    trials: Trials = None,
    epochs: Epochs = None,
    objective: Objective = None,
    max_parameters: MaxParameters = None,
    set: Set = None,
    jobs: Jobs = 1,
    seed: command.Seed = 0,
    patience: command.Patience = None,
    data: command.Data = None,
    target: command.Target = None,
    data_dir: command.DataDir = None,
    image_size: command.ImageSize = None,
    split: command.Split = None,
    fold: command.Fold = 0,
    split_seed: command.SplitSeed = 0,
    balance: command.Balance = None,
    skip_unreadable: command.SkipUnreadable = False,
    data_option: command.DataOption = None,
    preset: command.Preset = None,
    precision: command.Precision = "float32",
    smoke: command.Smoke = False,
    runs: Runs = "tuning_runs",
    quiet: command.Quiet = False,
    resume: Resume = None,
):
    """Search a recipe's hyperparameters by what they reach on the validation part; the test part is left alone."""
    from keras_nets.training.options import Options

    options = Options(
        data=data,
        target=target,
        data_dir=data_dir,
        image_size=image_size,
        split=split,
        fold=fold,
        split_seed=split_seed,
        balance=balance,
        skip_unreadable=skip_unreadable,
        data_options=data_option or [],
        preset=preset,
        settings=[*(set or []), *([] if epochs is None else [f"epochs={epochs}"])],
        seed=seed,
        patience=patience,
        precision=precision,
        smoke=smoke,
        runs=runs,
    )
    with user_mistakes():
        if (recipe is None) == (resume is None):
            raise ValueError("name a recipe to search, or a search to go on with: --resume FOLDER")
        if resume is not None and options != Options(runs=runs):
            raise ValueError("--resume goes on as the search began; with it only --trials, --jobs and --quiet are free")
        search = _open(recipe, options, tuner, trials, objective, max_parameters, resume, quiet)
    _run(search, jobs)


def _open(recipe, options, tuner, trials, objective, most_parameters, path, quiet):
    from keras_nets.training.reopen import find_recipe

    # Importing TensorFlow takes seconds, so a name that is not there is refused before.
    if path is not None and not os.path.isdir(path):
        raise ValueError(f"{path} is no search; name a folder such as tuning_runs/<recipe>/<time>")
    found = None if recipe is None else find_recipe(recipe)
    from keras_nets.training.console import make_console
    from keras_nets.tuning.search import Search

    console = make_console(quiet)
    if path is not None:
        return Search.reopen(path, trials, console)
    return Search.start(
        found,
        options,
        tuner=str(tuner),
        trials=trials,
        objective=objective,
        most_parameters=most_parameters,
        console=console,
    )


def _run(search, jobs):
    from keras_nets.training.runner import Interrupted
    from keras_nets.tuning.export import best_of, trials_of

    try:
        folder = search.execute(jobs)
    except Interrupted as error:
        fail(f"interrupted; go on with: python {NAME} --resume {error.folder.path}", INTERRUPTED)
    if best_of(folder) is None:
        fail(f"no trial finished; the first failed with {trials_of(folder)[0]['reason']}", 1)
    _show(folder, search.console)


def _show(folder, console):
    from keras_nets.tuning.export import trials_of

    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("trial", folder.record["objective"], "epochs", "seconds", "parameters"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("hyperparameters")
    for trial in trials_of(folder):
        values = ", ".join(f"{name} {_short(value)}" for name, value in trial.get("active", {}).items())
        if trial["status"] == "finished":
            figures = (_short(trial["score"]), trial["epochs"], f"{trial['seconds']:.1f}", f"{trial['parameters']:,}")
            table.add_row(trial["trial"], *map(str, figures), values)
        else:
            table.add_row(trial["trial"], trial["status"], "", "", "", values)
    console.print(table)
    console.print(f"folder {folder.path}: trials.csv, best.json")
    console.print(f"next: tensorboard --logdir {folder.path}/tensorboard")
    console.print(f"      {folder.record['retrain']}")


def _short(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    run_app(app, NAME)
