"""Measure a finished run on a part of its data, or ask it about files."""

import json as json_format
from pathlib import Path
from typing import Annotated

from keras_nets._wording import printable
from keras_nets.cli.commands import tool_command
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import Json, RecipeFile, make_app
from keras_nets.cli.tables import print_table

import typer

NAME = "tools/evaluate.py"
app = make_app()

Files = Annotated[list[str] | None, typer.Argument(help="Images, or tables, to predict instead.")]
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
    json: Json = False,
    recipe: RecipeFile = None,
):
    """Measure a finished run on a part of its data, or predict the files that are named."""
    with user_mistakes():
        from keras_nets.training import open_run

        finished = open_run(run, recipe)
        if files:
            answer = _predict(finished, files)
        elif ten_crops or scales or ensemble:
            others = [_open_other(other, finished, recipe) for other in ensemble or []]
            answer = _measure_views(finished, split, ten_crops, scales, others)
        else:
            answer = _measure(finished, split)
    if json:
        print(json_format.dumps(answer, indent=2))
    elif files:
        _show_predictions(answer)
    else:
        _show_measures(finished, split, answer)


def _open_other(path, run, recipe):
    """A run to average with; the recipe that was named is that of the first, and of those like it."""
    from keras_nets.training import RunFolder, open_run

    same = RunFolder.open(path).record["recipe"] == run.record["recipe"]
    return open_run(path, recipe if same else None)


def _measure(run, split):
    """Every metric of the split, and the tables and pictures of the run's task."""
    measured = run.evaluate(split)
    report = run.task.report(run.model, run.dataset, split)
    return _told(run, split, measured, *report)


def _measure_views(run, split, ten_crops, scales, others):
    """Measures of the mean prediction over views of each example and over several runs."""
    if ten_crops and scales:
        raise ValueError("--ten-crops and --scales are two ways to look at an image; give one of them")
    for other in others:
        if any(other.record["dataset"][name] != run.record["dataset"][name] for name in ("checksum", "input_shape")):
            raise ValueError(f"{other.path} was trained on other data than {run.path}; they cannot be averaged")
    run.dataset.split(split)
    views = {"ten_crops": ten_crops} if ten_crops else {"scales": _sizes(scales)} if scales else {}
    networks = [each.model for each in (run, *others)]
    return {"runs": len(networks), **_told(run, split, *run.task.measure_views(networks, run.dataset, split, **views))}


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


def _predict(run, files):
    """What the network makes of each file, or of each row of a table."""
    from keras_nets.datasets.forms import form_of

    if not run.task.answers:
        other = f"; {tool_command(run.task, run)} does" if run.task.tool_for(run.record) else ""
        raise ValueError(f"{run.record['recipe']} learned {run.task} and cannot say what a file shows{other}")
    for file in files:
        if not Path(file).is_file():
            raise ValueError(f"there is no file {file}")
    described = run.record["dataset"]
    form = form_of(described)
    names, inputs = form.read(files)
    outputs = form.restored(run.task.predict(run.model, inputs))
    answers = run.task.answer(outputs, described["class_names"])
    return [{"file": name, **answer} for name, answer in zip(names, answers, strict=True)]


def _show_measures(run, split, answer):
    print(printable(f"{run.record['recipe']} on {answer['examples']:,} {split} examples of {run.dataset.name}"))
    print_table(("metric", "value"), [(name, f"{value:.4f}") for name, value in answer["metrics"].items()])
    for title, told in answer.items():
        if isinstance(told, dict) and title != "metrics":
            columns = list(next(iter(told.values())))
            rows = [(name, *(_short(values[column]) for column in columns)) for name, values in told.items()]
            print_table((title, *columns), rows)
        elif str(told).endswith(".png"):
            print(printable(told))


def _show_predictions(answers):
    for answer in answers:
        shares = answer.get("probabilities", {})
        told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items()) or _short(answer["prediction"])
        print(printable(f"{answer['file']}: {told}"))


def _short(value):
    """Four digits, and of large numbers those before the point and two after it."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if abs(value) >= 10_000 else f"{value:.4g}"


if __name__ == "__main__":
    run_app(app, NAME)
