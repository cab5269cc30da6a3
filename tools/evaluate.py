"""Measure a finished run on a part of its data, or ask it about files."""

import json as json_format
import math
from pathlib import Path
from typing import Annotated

from keras_nets._wording import printable
from keras_nets.cli.commands import tool_command
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import Json, RecipeFile, make_app
from keras_nets.cli.tables import print_table, tell_temperature

import typer

NAME = "tools/evaluate.py"
app = make_app()

Files = Annotated[
    list[str] | None, typer.Argument(help="Images, folders of images, tables or .npz files to predict instead.")
]
Out = Annotated[str | None, typer.Option(help="Write the predictions into this .csv file.", metavar="FILE")]
Split = Annotated[str, typer.Option(help="Part of the data: train, validation or test.")]
TenCrops = Annotated[int | None, typer.Option(help="Enlarge images to this many pixels and average over ten crops.")]
Scales = Annotated[str | None, typer.Option(help="Average over all positions at these sizes, such as 32,36,40.")]
With = Annotated[list[str] | None, typer.Option("--with", help="Average with another run; repeatable.")]


@app.command()
def evaluate(
    run: Annotated[str, typer.Argument(help="Folder of a finished run.")],
    files: Files = None,
    split: Split = "test",
    ten_crops: TenCrops = None,
    scales: Scales = None,
    ensemble: With = None,
    out: Out = None,
    json: Json = False,
    recipe: RecipeFile = None,
):
    """Measure a finished run on a part of its data, or predict the files that are named."""
    with user_mistakes():
        if out is not None:
            _check_out(out, files)
        from keras_nets.training import open_run

        finished = open_run(run, recipe)
        if files:
            answer = _predict(finished, files, every_class=out is not None)
            _write(answer, out)
        elif ten_crops or scales or ensemble:
            others = [_open_other(other, finished, recipe) for other in ensemble or []]
            answer = _measure_views(finished, split, ten_crops, scales, others)
        else:
            answer = _measure(finished, split)
    if json:
        print(json_format.dumps(answer, indent=2))
    elif files:
        _show_predictions(answer, out)
        tell_temperature(finished)
    else:
        _show_measures(finished, split, answer)


def _open_other(path, run, recipe):
    """A run to average with; the recipe that was named is that of the first, and of those like it."""
    from keras_nets.training import RunFolder, open_run

    same = RunFolder.open(path).record["recipe"] == run.record["recipe"]
    return open_run(path, recipe if same else None)


def _measure(run, split):
    """Every metric of the split, and the tables and pictures of the run's task."""
    return _told(run, split, run.evaluate(split), *run.report(split))


def _measure_views(run, split, ten_crops, scales, others):
    """Measures of the mean prediction over views of each example and over several runs."""
    if ten_crops and scales:
        raise ValueError("--ten-crops and --scales are two ways to look at an image; give one of them")
    for other in others:
        if any(other.record["dataset"][name] != run.record["dataset"][name] for name in ("checksum", "input_shape")):
            raise ValueError(f"{other.path} was trained on other data than {run.path}; they cannot be averaged")
    run.dataset.split(split)
    # What the views are to be compared with.
    alone, _, _ = run.task.measure_views([run.model], run.dataset, split)
    views = {"ten_crops": ten_crops} if ten_crops else {"scales": _sizes(scales)} if scales else {}
    networks = [each.model for each in (run, *others)]
    told = _told(run, split, *run.task.measure_views(networks, run.dataset, split, **views))
    return {"runs": len(networks), "single_view": alone, **told}


def _told(run, split, measured, tables, figures):
    answer = {"split": split, "examples": len(run.dataset.split(split))}
    answer["metrics"] = {name: float(value) for name, value in measured.items()}
    for name, figure in figures.items():
        run.folder.save_figure(f"{name}_{split}", figure)
        answer[name] = str(run.folder.figures_path / f"{name}_{split}.png")
    return answer | tables


def _sizes(text):
    try:
        return [int(size) for size in text.split(",")]
    except ValueError:
        raise ValueError(f"cannot read --scales {text!r}; write sizes in pixels, such as 32,36,40") from None


def _predict(run, files, every_class):
    """What the network makes of each file, or of each row of a table."""
    from keras_nets.datasets.forms import form_of

    if not run.task.answers:
        other = f"; {tool_command(run.task, run)} does" if run.task.tool_for(run.record) else ""
        raise ValueError(f"{run.record['recipe']} learned {run.task} and cannot say what a file shows{other}")
    for file in files:
        if not Path(file).exists():
            raise ValueError(f"there is no file {file}")
    described = run.record["dataset"]
    form = form_of(described)
    names, inputs = form.read(files)
    inputs = _as_read(inputs, described["input_shape"], files[0])
    outputs = form.restored(run.task.predict(run.model, inputs))
    guesses = len(described["class_names"]) if every_class else 3
    answers = run.task.answer(outputs, described["class_names"], guesses)
    return [
        {"file": name, **_class_by_folder(name, described["class_names"]), **answer}
        for name, answer in zip(names, answers, strict=True)
    ]


def _as_read(inputs, shape, file):
    """Inputs in the shape that the network reads, which may be flat."""
    found = inputs.shape[1:]
    if isinstance(shape, dict) or None in shape or found == tuple(shape):
        return inputs
    if math.prod(found) != math.prod(shape):
        raise ValueError(f"{file} has examples of shape {found}, and the network reads {tuple(shape)}")
    return inputs.reshape(len(inputs), *shape)


def _class_by_folder(name, class_names):
    """`{"class": name}` of a file that stands in a folder called like a class."""
    folder = Path(name).parent.name
    return {"class": folder} if folder in class_names else {}


def _check_out(out, files):
    if not files:
        raise ValueError(f"--out {out} is for predictions; name the files to predict too")
    if Path(out).suffix.lower() != ".csv" or not Path(out).absolute().parent.is_dir() or Path(out).is_dir():
        raise ValueError(f"cannot write predictions into {out}; name a .csv file in a folder that exists")


def _write(answers, out):
    """One row per example: its file, class where its folder tells it, prediction, and a column for each class."""
    if out is None:
        return
    from keras_nets._files import whole

    import pandas as pd

    rows = [
        answer | {f"probability of {name}": share for name, share in sorted(answer.get("probabilities", {}).items())}
        for answer in answers
    ]
    with whole(out) as path:
        pd.DataFrame(rows).drop(columns="probabilities", errors="ignore").to_csv(path, index=False)


def _show_measures(run, split, answer):
    print(printable(f"{run.record['recipe']} on {answer['examples']:,} {split} examples of {run.dataset.name}"))
    columns = {"value": answer["metrics"]}
    if "single_view" in answer:
        columns = {"averaged": answer["metrics"], "single view of this run": answer["single_view"]}
    rows = [(name, *(f"{values[name]:.4f}" for values in columns.values())) for name in answer["metrics"]]
    print_table(("metric", *columns), rows)
    for title, told in answer.items():
        if isinstance(told, dict) and title not in ("metrics", "single_view"):
            columns = list(next(iter(told.values())))
            rows = [(printable(name), *(_short(values[column]) for column in columns)) for name, values in told.items()]
            print_table((title, *columns), rows)
        elif str(told).endswith(".png"):
            print(printable(told))


def _show_predictions(answers, out):
    for answer in answers if out is None else []:
        shares = answer.get("probabilities", {})
        told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items()) or _short(answer["prediction"])
        print(printable(f"{answer['file']}: {told}"))
    if out is not None:
        print(printable(f"{len(answers):,} predictions in {out}"))
    known = [answer for answer in answers if "class" in answer]
    if known:
        right = sum(answer["class"] == answer["prediction"] for answer in known)
        print(f"accuracy {right / len(known):.4f} of {len(known):,} files in folders called like classes")


def _short(value):
    """Four digits, and of large numbers those before the point and two after it."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if abs(value) >= 10_000 else f"{value:.4g}"


if __name__ == "__main__":
    run_app(app, NAME)
