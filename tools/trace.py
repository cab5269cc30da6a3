"""A network line by line, as one writes it down: kernels, steps, paddings, sizes, joins, weights and what they cost."""

import math
from pathlib import Path
from typing import Annotated

from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import RecipeFile, make_app
from keras_nets.cli.tables import check_name, print_table

import typer

NAME = "tools/trace.py"
DRAWINGS = (".png", ".svg", ".pdf")
# Networks that the study notes trace otherwise, and the arguments that make the network of the note.
SLIPS = {"resnet34": {"stage_blocks": (3, 4, 6, 4)}}
app = make_app()

Network = Annotated[str, typer.Argument(help="A network such as resnet34, or the folder of a run.")]
Size = Annotated[int, typer.Option(min=1, help="Height and width of the images.")]
Channels = Annotated[int, typer.Option(min=1, help="Channels of the images.")]
Classes = Annotated[int, typer.Option(min=1, help="Number of classes.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set an argument of the network.")]
Drawing = Annotated[str | None, typer.Option(help="File for a drawing: .png, .svg or .pdf.")]


@app.command()
def trace(
    network: Network,
    size: Size = 224,
    channels: Channels = 3,
    classes: Classes = 1000,
    set: Set = None,
    drawing: Drawing = None,
    recipe: RecipeFile = None,
):
    """Print a network line by line, and draw it."""
    with user_mistakes():
        if drawing is not None and Path(drawing).suffix not in DRAWINGS:
            raise ValueError(f"cannot draw into {drawing!r}; name a file that ends in {', '.join(DRAWINGS)}")
        if drawing is not None and not Path(drawing).parent.is_dir():
            raise ValueError(f"there is no folder {Path(drawing).parent} for the drawing")
        model = _model(network, (size, size, channels), classes, set or [], recipe)
        from keras_nets.inspection import joins_by_size
        from keras_nets.inspection import trace as steps_of

        steps = steps_of(model)
    _show(model, steps)
    for kind in ("add", "concatenate"):
        joins = joins_by_size(steps, kind)
        if joins:
            counts = ", ".join(f"{count} of {size}" for size, count in joins)
            print(f"{sum(count for _, count in joins)} joins by {kind}: {counts}")
    if network in SLIPS and not set:
        _show_slip(network, (size, size, channels), classes, model, joins_by_size)
    if drawing is not None:
        from keras_nets.inspection import draw_trace

        draw_trace(steps, model.name).savefig(drawing, dpi=130)
        print(f"drawn into {drawing}")


def _model(network, input_shape, classes, settings, recipe):
    if (Path(network) / "run.json").is_file():
        from keras_nets.training import open_run

        return open_run(network, recipe).model
    _check_name(network)
    from keras_nets import models

    try:
        return getattr(models, network)(input_shape, classes, **_arguments(settings))
    except TypeError as error:
        raise ValueError(f"{network} does not take {' '.join(settings)}: {error}") from None


def _check_name(network):
    """Refuse what is no network for images, before TensorFlow is imported."""
    from keras_nets.catalog import ARCHITECTURES

    names = [name for row in ARCHITECTURES for name in (row.name, *row.variants) if row.family == "convolutional"]
    check_name("network", network, names)


def _arguments(settings):
    """`["depth=3"]` as arguments of a factory; values are Python literals, other words are text."""
    import ast

    arguments = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"cannot read --set {setting!r}; write it as name=value, for example --set width=0.5")
        try:
            arguments[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            arguments[name] = value
    return arguments


def _show(model, steps):
    rows = []
    for number, step in enumerate(steps):
        sources = "" if step.inputs in ((), (number - 1,)) else " + ".join(map(str, step.inputs))
        costs = (f"{cost:,}" if cost else "" for cost in (step.parameters, step.multiply_adds))
        rows.append((number, step.name, sources, step.operation, step.size, *costs))
    columns = ("", "layer", "from", "operation", "size", "parameters", "multiply-adds")
    # Into a file or a pipe the lines go unbroken.
    print_table(columns, rows, left=("layer", "operation"), wrapped=("operation",), width=150)
    weights, total = sum(step.parameters for step in steps), sum(step.multiply_adds for step in steps)
    statistics = weights - trainable(model)
    beside = f" and {statistics:,} that no gradient moves" if statistics else ""
    print(f"{model.name}: {trainable(model):,} parameters{beside}, {total:,} multiply-adds")


def trainable(model):
    """Number of weights that gradients move, which is what papers count."""
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


def _show_slip(network, input_shape, classes, model, joins_by_size):
    """What the note's trace would come to, counted from the network that it describes."""
    from keras_nets import models
    from keras_nets.inspection import trace as steps_of

    noted = getattr(models, network)(input_shape, classes, **SLIPS[network])
    blocks = [[count for _, count in joins_by_size(steps_of(m))] for m in (model, noted)]
    print(
        f"The study note lists {sum(blocks[1])} blocks {blocks[1]}, one too many: they would have "
        f"{trainable(noted):,} parameters. The paper's are {sum(blocks[0])}, {blocks[0]}."
    )


if __name__ == "__main__":
    run_app(app, NAME)
