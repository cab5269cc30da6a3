"""Measure a finished run on a part of its data, or ask it about files."""

import json as json_format
from pathlib import Path
from typing import Annotated

from keras_nets.training.exit import run_app, user_mistakes

import typer

NAME = "tools/evaluate.py"
MOST_GUESSES = 3
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def evaluate(
    run: Annotated[str, typer.Argument(help="Folder of a finished run.")],
    files: Annotated[list[str] | None, typer.Argument(help="Images, or a .csv table, to predict instead.")] = None,
    split: Annotated[str, typer.Option(help="Part of the data: train, validation or test.")] = "test",
    ten_crops: Annotated[
        int | None, typer.Option(help="Enlarge images to so many pixels, mean over ten crops.")
    ] = None,
    scales: Annotated[
        str | None, typer.Option(help="Mean over all positions at these sizes, such as 32,36,40.")
    ] = None,
    ensemble: Annotated[
        list[str] | None, typer.Option("--with", help="A further run that votes with this one.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
):
    """Measure a finished run on a part of its data, or predict the files that are named."""
    with user_mistakes():
        from keras_nets.training.reopen import FinishedRun

        finished = FinishedRun(run)
        if files:
            answer = _predict(finished, files)
        elif ten_crops or scales or ensemble:
            answer = _measure_views(
                finished, split, ten_crops, scales, [FinishedRun(other) for other in ensemble or []]
            )
        else:
            answer = _measure(finished, split)
    if json:
        print(json_format.dumps(answer, indent=2))
    elif files:
        _show_predictions(answer)
    else:
        _show_measures(finished, split, answer)


def _measure(run, split):
    """Every metric of the split; for a classifier also precision, recall and F1 of every class."""
    from keras_nets.training.preparation import compile_by

    dataset, model = run.dataset, run.model
    dataset.split(split)
    hyperparameters = run.record["hyperparameters"]
    if not model.compiled:
        compile_by(run.recipe, model, hyperparameters, steps=1)
    batches = dataset.evaluation_batches(split, hyperparameters["batch_size"])
    measured = model.evaluate(batches, verbose=0, return_dict=True)
    answer = {"split": split, "examples": len(dataset.split(split))}
    answer["metrics"] = {name: float(value) for name, value in measured.items()}
    if dataset.task == "classification" and dataset.target == "labels":
        from keras_nets.training.pictures import as_probabilities

        outputs = model.predict(batches, verbose=0)
        answer |= _by_class(run, split, as_probabilities(outputs))
    return answer


def _measure_views(run, split, enlarged, scales, others):
    """Accuracy of the mean probabilities over views of each image and over several runs."""
    from keras_nets.training import evaluation

    dataset, runs = run.dataset, [run, *others]
    examples = dataset.split(split)
    if dataset.task != "classification" or dataset.target != "labels":
        raise ValueError(f"{run.record['recipe']} does not classify; --ten-crops, --scales and --with need classes")
    if enlarged and scales:
        raise ValueError("--ten-crops and --scales are two ways to look at an image; give one of them")
    if (enlarged or scales) and len(dataset.input_shape) != 3:
        raise ValueError(f"{run.record['recipe']} takes no images; --ten-crops and --scales need some")
    for other in others:
        if other.record["dataset"]["checksum"] != dataset.checksum or other.dataset.input_shape != dataset.input_shape:
            raise ValueError(f"{other.folder.path} was trained on other data than {run.folder.path}; they cannot vote")
    images = dataset.inputs(split)
    if enlarged:
        predictions = [evaluation.predict_ten_crops(voter.model, images, enlarged) for voter in runs]
    elif scales:
        sizes = _sizes(scales)
        predictions = [evaluation.predict_densely(voter.model, images, sizes) for voter in runs]
    else:
        predictions = [voter.model.predict(images, batch_size=256, verbose=0) for voter in runs]
    probabilities = evaluation.mean_prediction(predictions)
    accuracy = float((probabilities.argmax(axis=1) == examples.y).mean())
    answer = {"split": split, "examples": len(examples), "runs": len(runs), "metrics": {"accuracy": accuracy}}
    return answer | _by_class(run, split, probabilities)


def _sizes(text):
    try:
        return [int(size) for size in text.split(",")]
    except ValueError:
        raise ValueError(f"cannot read --scales {text!r}; write sizes in pixels, such as 32,36,40") from None


def _by_class(run, split, probabilities):
    from keras_nets.training.figures import confusion_matrix

    import numpy as np
    from sklearn.metrics import precision_recall_fscore_support

    predicted, true = probabilities.argmax(axis=1), run.dataset.split(split).y
    names = run.dataset.class_names
    figures = precision_recall_fscore_support(true, predicted, labels=np.arange(len(names)), zero_division=0)
    rows = {
        name: {"precision": float(p), "recall": float(r), "f1": float(f), "examples": int(n)}
        for name, p, r, f, n in zip(names, *figures, strict=True)
    }
    name = f"confusion_matrix_{split}"
    run.folder.save_figure(name, confusion_matrix(true, predicted, names))
    return {"classes": rows, "confusion_matrix": str(run.folder.figures_path / f"{name}.png")}


def _predict(run, files):
    """What the network makes of each file, or of each row of a table."""
    from keras_nets.training.pictures import as_probabilities

    data = run.record["dataset"]
    if data["task"] == "segmentation":
        raise ValueError(f"{run.record['recipe']} segments; python tools/segment.py {run.folder.path} IMAGES does that")
    names, inputs = _read(files, data)
    outputs = run.model.predict(inputs, verbose=0)
    if data["task"] == "regression":
        return [{"file": name, "prediction": float(value)} for name, value in zip(names, outputs.ravel(), strict=True)]
    if outputs.ndim != 2 or outputs.shape[1] not in (1, len(data["class_names"])):
        raise ValueError(f"{run.record['recipe']} learned without labels and cannot say what a file shows")
    answers = []
    for name, row in zip(names, as_probabilities(outputs), strict=True):
        best = row.argsort()[::-1][:MOST_GUESSES]
        guesses = {data["class_names"][i]: round(float(row[i]), 4) for i in best}
        answers.append({"file": name, "prediction": next(iter(guesses)), "probabilities": guesses})
    return answers


def _read(files, data):
    """Names and inputs of image files, or of the rows of tables."""
    from keras_nets import datasets

    import numpy as np

    for file in files:
        if not Path(file).is_file():
            raise ValueError(f"there is no file {file}")
    if all(file.endswith(".csv") for file in files):
        rows = {file: datasets.read_rows(file, data) for file in files}
        names = [f"{file} row {i + 1}" for file, inputs in rows.items() for i in range(len(inputs))]
        return names, np.concatenate(list(rows.values()))
    return files, datasets.read_images(files, data)


def _show_measures(run, split, answer):
    from rich import box
    from rich.console import Console
    from rich.table import Table

    print(f"{run.record['recipe']} on {answer['examples']:,} {split} examples of {run.dataset.name}")
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("metric")
    table.add_column("value", justify="right")
    for name, value in answer["metrics"].items():
        table.add_row(name, f"{value:.4f}")
    Console().print(table)
    if "classes" not in answer:
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("class", "precision", "recall", "F1", "examples"):
        table.add_column(name, justify="left" if name == "class" else "right")
    for name, row in answer["classes"].items():
        table.add_row(name, *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1")), f"{row['examples']:,}")
    Console(markup=False).print(table)
    print(answer["confusion_matrix"])


def _show_predictions(answers):
    for answer in answers:
        prediction = answer["prediction"]
        if "probabilities" in answer:
            guesses = ", ".join(f"{name} {share:.1%}" for name, share in answer["probabilities"].items())
            print(f"{answer['file']}: {guesses}")
        else:
            print(f"{answer['file']}: {prediction:.4g}")


if __name__ == "__main__":
    run_app(app, NAME)
