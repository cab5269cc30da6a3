"""How far back in time trained networks look: the gradient that arrives, over the distance in steps."""

import json as json_format
from typing import Annotated

from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import Json, RecipeFile, make_app
from keras_nets.cli.tables import print_table

import typer

NAME = "tools/gradient_memory.py"
EXAMPLES = 64
# A run of a recurrent network has a picture of its own memory.
PICTURE = "compared_gradient_memory"
# Of the way back in time, at which the table has a number.
SHARES = (0, 0.25, 0.5, 0.75, 1)
app = make_app()


@app.command()
def gradient_memory(
    runs: Annotated[list[str], typer.Argument(help="Folders of finished runs, such as of simple_rnn, lstm and gru.")],
    json: Json = False,
    recipe: RecipeFile = None,
):
    """Draw the gradients of several networks' outputs by their inputs, over the distance in time, into one picture."""
    with user_mistakes():
        from keras_nets import inspection
        from keras_nets.training import open_run

        finished = [open_run(run, recipe) for run in runs]
        norms = dict(zip(_names(finished), map(_norms, finished), strict=True))
        folder = finished[0].folder
        try:
            folder.save_figure(PICTURE, inspection.gradient_curves(norms))
        except OSError as error:
            raise ValueError(f"cannot write into {folder.path} ({error.strerror}); check its permissions") from None
    picture = folder.figures_path / f"{PICTURE}.png"
    factors = {name: float(inspection.fading_factor(values)) for name, values in norms.items()}
    if json:
        answer = {name: {"factor": factors[name], "norms": values.tolist()} for name, values in norms.items()}
        print(json_format.dumps({"networks": answer, "picture": str(picture)}, indent=2))
    else:
        _show(norms, factors)
        print(picture)


def _norms(run):
    from keras_nets import inspection

    inputs = run.dataset.inputs("test", limit=EXAMPLES)
    if not hasattr(inputs, "shape"):
        raise ValueError(f"{run.record['recipe']} reads two sequences; name runs of networks that read one")
    if inputs.dtype.kind == "i":
        inputs = inputs[(inputs != 0).all(axis=1)]
        if not len(inputs):
            raise ValueError(f"every sequence of {run.dataset.name} is padded; take data of one length, such as text")
    return inspection.gradient_norms(run.model, inputs)


def _names(runs):
    """Of each run its network, its preset and, where two have the same, its folder."""
    names = [" ".join(filter(None, (run.record["recipe"].split(".")[-1], run.record["preset"]))) for run in runs]
    folders = [run.folder.path.name for run in runs]
    pairs = zip(names, folders, strict=True)
    return [name if names.count(name) == 1 else f"{name} {folder}" for name, folder in pairs]


def _show(norms, factors):
    rows = []
    for name, values in norms.items():
        shown = (values[round(share * (len(values) - 1))] for share in SHARES)
        rows.append((name, len(values), f"{factors[name]:.3g}", *(f"{value:.1g}" for value in shown)))
    print_table(("network", "steps", "factor", *(f"{share:.0%}" for share in SHARES)), rows)
    print("norm of the gradient from no steps back (0%) to the first step (100%), and its factor a step")


if __name__ == "__main__":
    run_app(app, NAME)
