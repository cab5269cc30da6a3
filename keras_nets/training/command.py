"""The command line of a recipe."""

import os
import sys
from typing import Annotated

from keras_nets.training.exit import DIVERGED, INTERRUPTED, fail, run_app, user_mistakes
from keras_nets.training.hyperparameters import default_hyperparameters
from keras_nets.training.options import Options

import typer

# Long options with a value are shown without their Python types, in the order in which a user would need them.
Data = Annotated[str | None, typer.Option(help="Data set by name, a folder of images, a .csv or a .npz file.")]
Target = Annotated[str | None, typer.Option(help="Column of a table to predict.")]
DataDir = Annotated[str | None, typer.Option(help="Folder of mnist.npz, cifar10.npz, ...; else KERAS_NETS_DATA.")]
ImageSize = Annotated[int | None, typer.Option(min=1, help="Height and width that images are brought to.")]
Split = Annotated[str | None, typer.Option(help="60/20/20, 70/30, kfold, kfold:5, bootstrap, official or full.")]
Fold = Annotated[int, typer.Option(help="Which fold of kfold is the test part, from 0.")]
SplitSeed = Annotated[int, typer.Option(help="Seed of the split.")]
Balance = Annotated[str | None, typer.Option(help="over, under or a number: equal class sizes in the training part.")]
SkipUnreadable = Annotated[bool, typer.Option("--skip-unreadable", help="Leave unreadable images out.")]
DataOption = Annotated[
    list[str] | None,
    typer.Option("--data-option", metavar="NAME=VALUE", help="What only some data take, such as window=96."),
]
Start = Annotated[
    str | None,
    typer.Option(metavar="RUN", help="Begin with the weights of a run, of a preset's last run or of a .keras file."),
]
Freeze = Annotated[str | None, typer.Option(metavar="STAGE", help="Leave all up to this stage or layer as it is.")]
Preset = Annotated[str | None, typer.Option(help="A named set of options of this recipe.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a hyperparameter.")]
Epochs = Annotated[int | None, typer.Option(help="Passes over the training part.")]
BatchSize = Annotated[int | None, typer.Option(help="Examples a step.")]
LearningRate = Annotated[float | None, typer.Option(help="Step size, as the recipe's schedule starts from it.")]
Seed = Annotated[int, typer.Option(help="Seed of weights, order, dropout and distortions.")]
Patience = Annotated[int | None, typer.Option(help="Epochs without improvement before training stops.")]
Monitor = Annotated[str | None, typer.Option(help="Metric that picks the best weights; none keeps the last.")]
Precision = Annotated[str, typer.Option(help="float32, mixed_bfloat16 or mixed_float16.")]
Smoke = Annotated[bool, typer.Option("--smoke", help="A few examples and two epochs: try it in seconds.")]
Runs = Annotated[str, typer.Option(help="Where run folders go.")]
NoTensorboard = Annotated[bool, typer.Option("--no-tensorboard", help="Write no TensorBoard files.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")]
Resume = Annotated[str | None, typer.Option(metavar="RUN", help="Go on with an interrupted run.")]


def run_command(recipe):
    """Read the command line, train or resume, and exit: 0 done, 2 a user's mistake, 1 diverged, 130 interrupted."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    def command(
        data: Data = None,
        target: Target = None,
        data_dir: DataDir = None,
        image_size: ImageSize = None,
        split: Split = None,
        fold: Fold = 0,
        split_seed: SplitSeed = 0,
        balance: Balance = None,
        skip_unreadable: SkipUnreadable = False,
        data_option: DataOption = None,
        start: Start = None,
        freeze: Freeze = None,
        preset: Preset = None,
        set: Set = None,
        epochs: Epochs = None,
        batch_size: BatchSize = None,
        learning_rate: LearningRate = None,
        seed: Seed = 0,
        patience: Patience = None,
        monitor: Monitor = None,
        precision: Precision = "float32",
        smoke: Smoke = False,
        runs: Runs = "runs",
        no_tensorboard: NoTensorboard = False,
        quiet: Quiet = False,
        resume: Resume = None,
    ):
        shortcuts = {"epochs": epochs, "batch_size": batch_size, "learning_rate": learning_rate}
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
            start=start,
            freeze=freeze,
            preset=preset,
            settings=[*(set or []), *(f"{name}={v}" for name, v in shortcuts.items() if v is not None)],
            seed=seed,
            patience=patience,
            monitor=monitor,
            precision=precision,
            smoke=smoke,
            runs=runs,
            tensorboard=not no_tensorboard,
        )
        _run(recipe, options, resume, quiet)

    command.__doc__ = _help(recipe)
    app.command()(command)
    run_app(app, os.path.basename(sys.argv[0]))


def _run(recipe, options, path, quiet):
    from keras_nets.training.callbacks import Diverged
    from keras_nets.training.console import make_console
    from keras_nets.training.runner import Interrupted, Run

    console = make_console(quiet)
    with user_mistakes():
        if path is not None and options != Options():
            raise ValueError("--resume goes on exactly as the run began; give no other option with it")
        run = Run.start(recipe, options, console) if path is None else Run.reopen(recipe, path, console)
    try:
        run.execute()
    except Diverged as error:
        fail(f"{error}; {run.folder.path} keeps the last good weights; try a smaller --learning-rate", DIVERGED)
    except Interrupted as error:
        fail(f"interrupted; go on with: python {sys.argv[0]} --resume {error.folder.path}", INTERRUPTED)


def _help(recipe):
    module = sys.modules[recipe.load.__module__]
    lines = (module.__doc__ or recipe.name).strip()
    hyperparameters = ", ".join(f"{name}={value}" for name, value in default_hyperparameters(recipe).items())
    presets = f"\n\nPresets: {', '.join(recipe.presets)}." if recipe.presets else ""
    return f"{lines}\n\nHyperparameters for --set: {hyperparameters}.{presets}"
