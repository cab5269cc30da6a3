"""Turn finished runs into tables: run folders -> data/results.csv -> recipes/README.md and each recipe's docstring."""

import itertools
import re
import sys
import textwrap
from pathlib import Path
from typing import Annotated

from keras_nets.cli.exit import fail, run_app, user_mistakes
from keras_nets.cli.flags import make_app

import typer

NAME = "tools/results.py"
ROOT = Path(__file__).parents[1]
TABLE, PAGE = ROOT / "data" / "results.csv", ROOT / "recipes" / "README.md"
HEAD = """# Results

Each recipe as it stands, and its presets, on two processor cores without a GPU: mean over seeds, and the range where
there are several; what else was measured stands under further, as a mean. Training time is wall-clock time, the
median of a run, also where other work shared the cores; memory is the most that a run's process held. `make results`
trains whatever is missing; the table is written from run folders by `tools/results.py`.

"""
COLUMNS = ("recipe", "preset", "data", "parameters", "measured", "mean (range)", "seeds", "goal", "further")
COLUMNS += ("epochs", "training", "memory")
NUMBERS = ("parameters", "seeds", "epochs", "training", "memory")
# The paragraph of a recipe's docstring that is written here.
MEASURED = re.compile(r"^Measured.*?(?=\n\n|\nDiffers|\n\"\"\")", re.DOTALL | re.MULTILINE)
app = make_app()

Recipes = Annotated[list[str] | None, typer.Argument(help="Recipes to train with --run; all by default.")]
Runs = Annotated[str, typer.Option(help="Where run folders are.")]
Run = Annotated[bool, typer.Option("--run", help="Train what is missing first.")]
Check = Annotated[bool, typer.Option("--check", help="Only say whether what is written is up to date.")]
Seeds = Annotated[str, typer.Option(help="Seeds to train with --run.")]
Folds = Annotated[str, typer.Option(help="Folds to train with --run, where data are divided into folds.")]


@app.command()
def results(
    recipes: Recipes = None,
    run: Run = False,
    seeds: Seeds = "0,1,2",
    folds: Folds = "0",
    check: Check = False,
    runs: Runs = "runs",
):
    """Write data/results.csv and recipes/README.md from the finished runs of recipes and their presets."""
    import pandas as pd

    table = pd.read_csv(TABLE, keep_default_na=False) if TABLE.is_file() else pd.DataFrame()
    if check:
        stale = [path for path, text in written(table).items() if not path.is_file() or path.read_text() != text]
        if stale:
            names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
            fail(f"{names} is not what {TABLE.relative_to(ROOT)} says; write it with {NAME}", 1)
        return
    failed = []
    if run:
        with user_mistakes():
            seeds, folds = ([int(number) for number in text.split(",")] for text in (seeds, folds))
            failed = train_missing(recipes, seeds, folds, runs)
    new = pd.DataFrame(rows(standard_runs(runs)))
    if len(table) and len(new):
        known = set(zip(new["recipe"], new["preset"], strict=True))
        table = table[[key not in known for key in zip(table["recipe"], table["preset"], strict=True)]]
    table = pd.concat([table, new]).sort_values(["recipe", "preset"], ignore_index=True) if len(new) else table
    for column in ("further", "folds"):
        table[column] = table[column].fillna("") if column in table else ""
    table.to_csv(TABLE, index=False)
    for path, text in written(pd.read_csv(TABLE, keep_default_na=False)).items():
        path.write_text(text)
    print(f"{len(new)} rows from {runs} written, {len(table)} in {PAGE.relative_to(ROOT)}")
    if failed:
        fail(f"without a result: {', '.join(failed)}", 1)


def standard_runs(runs):
    """Records of the finished runs of recipes and presets as they stand: of each seed and fold the newest."""
    from keras_nets.training import run_folders

    folders = run_folders(runs, lambda path, error: print(f"left out: {error}", file=sys.stderr))
    records = [folder.record for folder in folders]
    standard = [record for record in records if record.get("status") == "finished" and record.get("standard")]
    return {
        (record["recipe"], record["preset"] or "", record["seed"], record["options"]["fold"]): record
        for record in standard
    }


def rows(newest):
    """A row a recipe and preset, over its seeds and folds."""
    from keras_nets.training.record import main_metric

    import numpy as np

    groups = {}
    for (recipe, preset, *_), record in newest.items():
        groups.setdefault((recipe, preset), []).append(record)
    for (recipe, preset), records in groups.items():
        last, metric = records[-1], main_metric(records[-1])
        values = [record["results"][metric] for record in records]
        yield {
            "recipe": recipe,
            "preset": preset,
            "data": last["dataset"]["name"],
            "metric": metric,
            "mean": np.mean(values),
            "least": np.min(values),
            "greatest": np.max(values),
            "seeds": _distinct(record["seed"] for record in records),
            "folds": _distinct(record["options"]["fold"] for record in records if _in_folds(record)),
            "goal": _goal(last),
            "further": _further(records, metric),
            "parameters": last["parameters"],
            "epochs": last["results"]["epochs_trained"],
            "training_seconds": np.median([record["training_seconds"] for record in records]),
            "peak_memory_bytes": max(record["peak_memory_bytes"] for record in records),
            "commit": last["commit"],
            "tensorflow": last["versions"]["tensorflow"],
            "keras": last["versions"]["keras"],
            "processors": last["machine"]["processors"],
        }


def written(table):
    """The files that tell of recipes and results, by path: the page, the READMEs, and every recipe with results."""
    from _recipe_table import HEADS, with_table

    texts = {PAGE: page(table)}
    texts |= {ROOT / name: with_table(name, (ROOT / name).read_text()) for name in HEADS}
    for recipe, rows in table.groupby("recipe"):
        path = ROOT.joinpath("recipes", *recipe.split(".")).with_suffix(".py")
        if path.is_file():
            text = measured(rows.to_dict("records"))
            texts[path] = MEASURED.sub(lambda _, text=text: text, path.read_text(), count=1)
    return texts


def measured(rows):
    """The paragraph of a recipe's docstring that says what it reached."""
    told, metric = [], None
    for row in rows:
        name = f"--preset {row['preset']}" if row["preset"] else f"on {row['data']}"
        if row["metric"] != metric:
            name, metric = f"{row['metric']} {name}", row["metric"]
        seeds, folds = (len(str(row[each]).split()) for each in ("seeds", "folds"))
        over = [f"{count} {each}" for each, count in (("seeds", seeds), ("folds", folds)) if count > 1]
        over = f" ({', '.join(over)})" if over else ""
        told.append(f"{name} {row['mean']:.4g} in {row['training_seconds']:.0f} s{over}")
    return textwrap.fill(f"Measured on two processor cores: {'; '.join(told)}.", 119)


def page(table):
    """The Markdown page of a table of results."""
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        f"| {' | '.join('---:' if name in NUMBERS else '---' for name in COLUMNS)} |",
    ]
    for row in table.to_dict("records"):
        family, _, name = row["recipe"].partition(".")
        span = f" ({row['least']:.4g} to {row['greatest']:.4g})" if row["least"] != row["greatest"] else ""
        seeds, folds = (len(str(row[name]).split()) for name in ("seeds", "folds"))
        cells = (
            f"[{row['recipe']}]({family}/{name}.py)",
            row["preset"],
            row["data"],
            f"{row['parameters']:,}",
            row["metric"],
            f"{row['mean']:.4g}{span}",
            f"{seeds}, {folds} folds" if folds > 1 else seeds,
            row["goal"],
            row["further"],
            row["epochs"],
            f"{row['training_seconds']:.0f} s",
            f"{row['peak_memory_bytes'] / 2**20:.0f} MB",
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return HEAD + "\n".join(lines) + "\n"


def train_missing(recipes, seeds, folds, runs):
    """Train every recipe and preset with the seeds and folds that have no finished run yet; returns what failed."""
    from keras_nets.cli.processes import train_in_process
    from keras_nets.training import load_recipe, recipe_names

    failed, have = [], standard_runs(runs)
    for recipe in map(load_recipe, recipes or recipe_names()):
        for preset in ("", *recipe.presets):
            divided = str(recipe.presets.get(preset, {}).get("split")).startswith("kfold")
            for seed, fold in itertools.product(seeds, folds if divided else [0]):
                if (recipe.name, preset, seed, fold) not in have:
                    arguments = ["--seed", str(seed), *(["--preset", preset] if preset else [])]
                    arguments += ["--fold", str(fold)] if divided else []
                    if train_in_process(recipe.name, arguments, runs) is None:
                        failed.append(" ".join([recipe.name, *arguments]))
    return failed


def _in_folds(record):
    return str(record["options"]["split"]).startswith("kfold")


def _distinct(numbers):
    """Numbers that differ, as a text."""
    return " ".join(map(str, sorted(set(numbers))))


def _further(records, metric):
    """Means of what a recipe measures beside the metric that judges it and those of every network."""
    left_out = (metric, "test_loss", "test_accuracy", *records[-1].get("scores", ()))
    names = [name for name in records[-1]["results"] if name.startswith("test_") and name not in left_out]
    means = {name: sum(record["results"][name] for record in records) / len(records) for name in names}
    return ", ".join(f"{name.removeprefix('test_').replace('_', ' ')} {mean:.4g}" for name, mean in means.items())


def _goal(record):
    from keras_nets.training import Goal

    goal = Goal(**record["goal"]) if record["goal"] else None
    return str(goal).removeprefix(f"{goal.metric} ") if goal else ""


if __name__ == "__main__":
    run_app(app, NAME)
