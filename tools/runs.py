"""List, filter, sort and compare runs, and draw their curves into one picture."""

import csv
import json as json_format
from pathlib import Path
from typing import Annotated

from keras_nets._wording import counted, did_you_mean, one_line, printable
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import Json, make_app
from keras_nets.cli.tables import check_name, print_table

import typer

NAME = "tools/runs.py"
# Options that change nothing about what is learned; settings are compared by what they set.
_FREE = ("settings", "runs", "tensorboard", "data_dir", "data", "preset", "monitor", "patience")
app = make_app()

Runs = Annotated[list[str] | None, typer.Argument(help="Folders below which runs are; or runs, to compare them.")]
Recipe = Annotated[str | None, typer.Option(metavar="NAME", help="Only runs of this recipe, its name or its file.")]
Columns = Annotated[
    str | None, typer.Option(help="Results, hyperparameters, options or metrics to show instead, by commas.")
]
Sort = Annotated[str | None, typer.Option(metavar="COLUMN", help="Sort by it, the largest first; else by time.")]
Curves = Annotated[str | None, typer.Option(metavar="METRIC", help="Draw it over the epochs, such as val_accuracy.")]


@app.command()
def runs(
    runs: Runs = None,
    recipe: Recipe = None,
    data: Annotated[str | None, typer.Option(help="Only runs on this data set.")] = None,
    status: Annotated[str | None, typer.Option(help="Only runs that are finished, failed, ...")] = None,
    sort: Sort = None,
    ascending: Annotated[bool, typer.Option("--ascending", help="Sort the smallest first.")] = False,
    columns: Columns = None,
    curves: Curves = None,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Picture of the curves: curves.png.")] = None,
    json: Json = False,
):
    """List the runs below a folder, runs by default; of two or more that are named, show only what differs.

    A run whose process is gone before its end is killed, one that cannot be read is damaged.
    """
    with user_mistakes():
        if out is not None and curves is None:
            raise ValueError("--out is for a picture of curves; name their metric, such as --curves val_accuracy")
        places = runs or ["runs"]
        found = _filtered(_found(places), recipe=_recipe_name(recipe), data=data, status=status)
        names = None if columns is None else [name.strip() for name in columns.split(",")]
        for name in [*(names or []), *([sort] if sort else [])]:
            check_name("column", name, sorted({known for run in found for known in _values(run)}))
        if sort is not None:
            found = _sorted(found, sort, ascending)
        picture = None if curves is None else _draw(found, curves, Path(out or "curves.png"))
    if json:
        print(json_format.dumps([_told(run, names) for run in found], indent=2))
        return
    if len(places) > 1 and names is None and all(Path(place, "run.json").exists() for place in places):
        _show_comparison(found)
    else:
        _show_list(found, names, places)
    for run in found:
        if run["status"] == "damaged":
            print(printable(run["reason"]))
    if picture is not None:
        print(printable(str(picture)))


def _found(places):
    """What there is to say of each run, oldest first where a place is a folder of runs."""
    from keras_nets.training.run_folder import RunFolder, run_folders

    found = {}
    for place in map(Path, places):
        if not place.is_dir():
            raise ValueError(f"there is no folder {place}; name one that has runs, as --runs does when training")
        damaged = {}
        if (place / "run.json").exists():
            try:
                folders = [RunFolder.open(place)]
            except ValueError as error:
                folders, damaged = [], {place: error}
        else:
            folders = run_folders(place, damaged.__setitem__)
        described = {folder.path: _described(folder) for folder in folders}
        described |= {path: _damaged(path, error) for path, error in damaged.items()}
        found |= dict(sorted(described.items(), key=lambda item: (item[0].name, item[0])))
    return list(found.values())


def _described(folder):
    from keras_nets.training.environment import process_is_alive
    from keras_nets.training.record import main_metric

    record, epochs = folder.record, _epochs(folder.path / "metrics.csv")
    status, metric = record.get("status", "running"), main_metric(record)
    if status == "running" and not process_is_alive(record.get("process", 0)):
        status = "killed"
    results = record.get("results", {})
    return {
        **_heading(folder.path),
        "recipe": record["recipe"],
        "status": status,
        "reason": record.get("reason"),
        "preset": record.get("preset"),
        "data": record.get("dataset", {}).get("name"),
        "epochs": len(epochs),
        "seconds": record.get("seconds"),
        "metric": metric,
        "figure": results.get(metric),
        "parameters": record.get("parameters"),
        "monitor": record.get("monitor"),
        "patience": record.get("patience"),
        "commit": record.get("commit"),
        "options": {name: value for name, value in record.get("options", {}).items() if name not in _FREE},
        "hyperparameters": record.get("hyperparameters", {}),
        "results": results,
        "last_epoch": epochs[-1] if epochs else {},
    }


def _damaged(path, error):
    empty = {name: {} for name in ("options", "hyperparameters", "results", "last_epoch")}
    return {**_heading(path), "recipe": path.parent.name, "status": "damaged", "reason": one_line(error), **empty}


def _heading(path):
    return {"run": path.absolute().name, "folder": str(path)}


def _epochs(path):
    """The rows of a metrics.csv as numbers; none where it cannot be read, which the run itself tells when it is opened.

    pandas would take half a second to import.
    """
    from keras_nets._files import regular

    try:
        with open(regular(path), newline="", encoding="utf-8") as file:
            return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    except (OSError, ValueError, TypeError, csv.Error):
        return []


def _recipe_name(recipe):
    path = Path(recipe or "")
    return f"{path.absolute().parent.name}.{path.stem}" if path.suffix == ".py" else recipe


def _filtered(found, **wanted):
    """The runs that have each value that is wanted; None wants nothing."""
    for name, value in wanted.items():
        if value is not None:
            known = sorted({str(run[name]) for run in found if run.get(name) is not None})
            if value not in known:
                there = f"; there are {', '.join(known)}" if known else ""
                raise ValueError(f"no run has the {name} {value!r}{did_you_mean(value, known)}{there}")
            found = [run for run in found if str(run.get(name)) == value]
    return found


def _values(run):
    """All that a column may show, by name."""
    own = {name: value for name, value in run.items() if not isinstance(value, dict)}
    return {**run["last_epoch"], **run["options"], **run["hyperparameters"], **run["results"], **own}


def _sorted(found, column, ascending):
    """Runs by numbers, then by texts, then those that have nothing there."""
    values = [(_values(run).get(column), run) for run in found]
    numbers = [pair for pair in values if isinstance(pair[0], int | float) and pair[0] == pair[0]]
    texts = [pair for pair in values if isinstance(pair[0], str)]
    ranked = sorted(numbers, key=lambda pair: pair[0], reverse=not ascending) + sorted(texts, key=lambda pair: pair[0])
    ranked = [run for _, run in ranked]
    return ranked + [run for run in found if not any(run is other for other in ranked)]


def _told(run, names):
    return run if names is None else {name: _values(run).get(name) for name in ("folder", *names)}


def _show_list(found, names, places):
    """A line of names and one of figures per run, which fit into 80 columns."""
    if not found:
        print(printable(f"no runs below {', '.join(places)}"))
        return
    if names is None:
        columns = ["run", "status", "data", "epochs", "figure"]
        rows = [(_name(run), run["status"], run.get("data") or "", _work(run), _figure(run)) for run in found]
    else:
        columns = ["run", *names]
        rows = [(_name(run), *(_short(_values(run).get(name)) for name in names)) for run in found]
    print_table(columns, rows, left=("status", "data"), wrapped=[name for name in columns if name != "status"])
    if len(places) == 1 and all(Path(places[0], run["recipe"], run["run"]) == Path(run["folder"]) for run in found):
        print(printable(f"{counted(len(found), 'run')}, each in {places[0]}/RECIPE/RUN"))


def _name(run):
    return f"{run['recipe']}\n  {run['run']}"


def _work(run):
    """Epochs, of an unfinished run also how many they are to be, and seconds."""
    if run["status"] == "damaged":
        return ""
    planned = "" if run["status"] == "finished" else f"/{run['hyperparameters'].get('epochs', '?')}"
    return f"{run['epochs']}{planned}\n{run['seconds'] or 0:.0f} s"


def _figure(run):
    """What a run is judged by, above its value."""
    return "" if run.get("figure") is None else f"{run['metric'].replace('_', ' ')}\n{_short(run['figure'])}"


def _show_comparison(found):
    """What differs between runs, and what they reached, one column per run."""
    readable = [run for run in found if run["status"] != "damaged"]
    if not readable:
        return
    names = list(dict.fromkeys(name for run in readable for name in run["results"]))
    ended = [("status", *(run["status"] for run in readable))]
    ended += [("epochs", *(_work(run).replace("\n", ", ") for run in readable))]
    ended += [(name, *(_short(run["results"].get(name)) for run in readable)) for name in names]
    differing = [(name, *map(_short, values)) for name, values in _differing(readable).items()]
    columns = ["run", *_distinct_names(readable)]
    same = [("no setting differs", *[""] * len(readable))]
    print_table(columns, [*(differing or same), None, *ended], wrapped=columns)


def _differing(found):
    """The settings in which runs differ, `{name: a value per run}`; what a run does not have is None."""
    own = ("recipe", "preset", "data", "monitor", "patience", "parameters")
    settings = [{**{name: run[name] for name in own}, **run["options"], **run["hyperparameters"]} for run in found]
    names = dict.fromkeys(name for each in settings for name in each)
    values = {name: [each.get(name) for each in settings] for name in names}
    return {name: each for name, each in values.items() if any(value != each[0] for value in each)}


def _distinct_names(found):
    names = [run["run"] for run in found]
    return [name if names.count(name) == 1 else run["folder"] for name, run in zip(names, found, strict=True)]


def _draw(found, metric, path):
    """A picture of one metric of all runs that have it; returns its path."""
    from keras_nets._files import whole
    from keras_nets.training.figures import compared_curves

    tables = {run["folder"]: table for run in found if (table := _table(run)) is not None}
    drawn = [run for run in found if metric in tables.get(run["folder"], ())]
    if not drawn:
        known = sorted({name for table in tables.values() for name in table.columns if name != "epoch"})
        there = f"; there are {', '.join(known)}" if known else ""
        raise ValueError(f"no run has a curve of {metric!r}{did_you_mean(metric, known)}{there}")
    named = zip(_labels(drawn), (tables[run["folder"]] for run in drawn), strict=True)
    figure = compared_curves({name: (table["epoch"], table[metric]) for name, table in named}, metric)
    with whole(path) as beside:
        figure.savefig(beside, dpi=150)
    return path


def _table(run):
    """The metrics of a run; None where they are damaged, of which the run then tells."""
    from keras_nets.training.run_folder import RunFolder

    try:
        return RunFolder.open(run["folder"]).read_metrics()
    except ValueError as error:
        run.update(status="damaged", reason=one_line(error))
        return None


def _labels(found):
    """Of each run its network, its folder and, where they are few, the hyperparameters in which it differs."""
    differing = _differing(found)
    told = [name for name in differing if name not in ("recipe", "parameters")]
    told = told if len(told) <= 3 else []
    labels = []
    for number, (name, run) in enumerate(zip(_distinct_names(found), found, strict=True)):
        settings = [f"{setting}={_short(differing[setting][number])}" for setting in told]
        labels.append(" ".join([run["recipe"].split(".")[-1], name, *settings]))
    return labels


def _short(value):
    """A value of any kind: numbers with four digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(_short, value))
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    run_app(app, NAME)
