"""Results of a search: a table of its trials, and the best one in a form that a recipe's command takes."""

import dataclasses
import json
import shlex

from keras_nets._files import whole
from keras_nets._places import from_here
from keras_nets.training.options import Options, Plan
from keras_nets.training.run_folder import RunFolder
from keras_nets.tuning.tuner import TRIALS

_COLUMNS = ("trial", "status", "score", "epochs", "best_epoch", "seconds", "parameters")


def trials_of(folder):
    """The records of a search's trials, best first and those without a score last.

    Args:
        folder: The `RunFolder` of the search.
    """
    records = [RunFolder.open(path.parent).record for path in sorted(folder.path.glob(f"{TRIALS}/trial_*/run.json"))]
    sign = -1 if direction_of(folder) == "max" else 1
    done = [record for record in records if record["status"] == "finished"]
    others = [record for record in records if record["status"] != "finished"]
    return sorted(done, key=lambda record: sign * record["score"]) + others


def direction_of(folder):
    """`"min"` or `"max"`, the direction of a search's objective; None if it is not known yet.

    Records of earlier versions lack it; KerasTuner's files of finished trials have it.
    """
    record = folder.record
    if "direction" in record:
        return record["direction"]
    for path in sorted(folder.path.glob(f"{TRIALS}/trial_*/trial.json")):
        measured = json.loads(path.read_text())["metrics"]["metrics"]
        if record["objective"] in measured:
            return measured[record["objective"]]["direction"]
    return None


def table(folder):
    """A search's trials as a pandas table: results and the hyperparameters that each trial used."""
    import pandas as pd

    objective = folder.record["objective"]
    rows = []
    for record in trials_of(folder):
        row = {objective if name == "score" else name: record.get(name) for name in _COLUMNS}
        rows.append({**row, **record.get("active", {}), "reason": record.get("reason")})
    frame = pd.DataFrame(rows)
    frame = frame[[name for name in frame if name != "reason"] + ["reason"]]
    whole_numbers = [name for name in ("epochs", "best_epoch", "parameters") if name in frame]
    return frame.astype(dict.fromkeys(whole_numbers, "Int64"))


def best_of(folder):
    """The best trial's record; None if no trial has finished."""
    return next((record for record in trials_of(folder) if record["status"] == "finished"), None)


def write_results(folder, hypermodel):
    """Write `trials.csv` and, if a trial has finished, `best.json` into the folder of a search."""
    with whole(folder.path / "trials.csv") as path:
        table(folder).to_csv(path, index=False)
    best = best_of(folder)
    if best is not None:
        folder.update(retrain=retrain_command(folder, hypermodel, best))
        with whole(folder.path / "best.json") as path:
            path.write_text(json.dumps(best["hyperparameters"], indent=2) + "\n")


def settings(hyperparameters):
    """Hyperparameters as `--set` takes them: `["depth=3", "hidden_units=64,32"]`."""
    return [f"{name}={_text(value)}" for name, value in hyperparameters.items()]


def retrain_command(folder, hypermodel, best):
    """The command line that trains the best trial again, with the test split at the end.

    It trains for as many epochs as the recipe or its preset; a search often has fewer. With those of the search, the
    same options and seed give the same epochs, with exactly the validation measures of the trial.
    """
    given = Options(**folder.record["options"])
    words = ["python", from_here(folder.record["recipe_file"]), *given.words(without=("settings", "runs"))]
    unset = Plan.make(hypermodel.recipe, dataclasses.replace(given, settings=[])).hyperparameters
    changed = {
        name: value
        for name, value in best["hyperparameters"].items()
        if name != "epochs" and _plain(unset.get(name)) != value
    }
    for setting in settings(changed):
        words += ["--set", setting]
    return shlex.join(words)


def _text(value):
    if isinstance(value, (list, tuple)):
        return ",".join(_text(item) for item in value)
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def _plain(value):
    """A value as it reads back from a record."""
    return json.loads(json.dumps(value))
