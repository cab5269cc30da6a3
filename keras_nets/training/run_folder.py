"""The folder of one run: everything that it writes, whole or not at all."""

import contextlib
import datetime
import json
import os
from pathlib import Path

RECORD = "run.json"


class RunFolder:
    """The folder of one run, `runs/<family>.<name>/<start time>/`.

    It has `run.json`, `metrics.csv`, `model.keras`, `checkpoint/`, `tensorboard/` and `figures/`. `RunFolder.create`
    makes a new one, `RunFolder.open` finds one again. `record` is the content of `run.json`; `update(...)` changes and
    writes it.
    """

    def __init__(self, path, record):
        self.path = Path(path)
        self.record = record

    @classmethod
    def create(cls, runs, recipe_name, record):
        """A new folder named by the time; a second run in the same second gets `-2`.

        Raises:
            ValueError: If `runs` cannot be written to.
        """
        stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
        parent = Path(runs, recipe_name)
        try:
            parent.mkdir(parents=True, exist_ok=True)
            number = 1
            while True:
                path = parent / (stamp if number == 1 else f"{stamp}-{number}")
                try:
                    path.mkdir()
                    break
                except FileExistsError:
                    number += 1
        except OSError as error:
            raise ValueError(
                f"cannot write run folders below {runs} ({error.strerror}); choose another place with --runs"
            ) from None
        folder = cls(path, dict(record))
        folder.update()
        return folder

    @classmethod
    def open(cls, path):
        """The run in `path`.

        Raises:
            ValueError: If `path` is not a run folder.
        """
        path = Path(path)
        try:
            record = json.loads((path / RECORD).read_text())
            if not isinstance(record, dict) or "recipe" not in record:
                raise ValueError
        except (OSError, ValueError):
            raise ValueError(
                f"{path} is not a run: it has no readable {RECORD}; name a folder such as runs/<recipe>/<time>"
            ) from None
        return cls(path, _up_to_date(record))

    @classmethod
    def finished(cls, path):
        """The finished run in `path`.

        Raises:
            ValueError: If `path` is no run, or the run has not finished.
        """
        folder = cls.open(path)
        if folder.is_search:
            retrain = folder.record.get("retrain")
            raise ValueError(f"{path} is a search, not a run; train its best trial with: {retrain}")
        if folder.record["status"] != "finished":
            file = folder.record["recipe_file"]
            # A recipe that was made in Python stands in no file.
            command = f"python {file} --resume {folder.path}" if file else f"training.resume('{folder.path}', recipe)"
            raise ValueError(f"{path} is {folder.record['status']}, not finished; go on with: {command}")
        return folder

    @property
    def is_search(self):
        """Whether the folder is that of a search, which has trials and no model."""
        return "tuner" in self.record

    def update(self, **changes):
        """Set entries of the record and write `run.json`."""
        self.record.update(changes)
        with whole(self.path / RECORD) as path:
            path.write_text(json.dumps(self.record, indent=2, ensure_ascii=False) + "\n")

    def remove_leftovers(self):
        """Delete half-written files that a killed process left beside the whole ones."""
        for path in self.path.rglob(".*.*.*"):
            path.unlink()

    @property
    def model_path(self):
        return self.path / "model.keras"

    @property
    def checkpoint_path(self):
        return self.path / "checkpoint" / "state.npz"

    @property
    def tensorboard_path(self):
        return self.path / "tensorboard"

    @property
    def phases_path(self):
        """Where phases have their folders; runs of earlier versions called them stages."""
        earlier = self.path / "stages"
        return earlier if earlier.is_dir() else self.path / "phases"

    @property
    def figures_path(self):
        return self.path / "figures"

    def write_metrics(self, rows):
        """Write `metrics.csv`: one row per epoch, with `epoch` and Keras's own names."""
        import pandas as pd

        # 17 significant digits bring every float64 back bit for bit.
        with whole(self.path / "metrics.csv") as path:
            pd.DataFrame(rows).to_csv(path, index=False, float_format="%.17g")

    def read_metrics(self):
        """`metrics.csv` as a table; empty before the first epoch ended."""
        import pandas as pd

        path = self.path / "metrics.csv"
        if not path.is_file():
            return pd.DataFrame()
        # Numbers by way of text: what pandas reads by default is, before its version 3, not always the nearest float.
        table = pd.read_csv(path, dtype=str)
        return table.astype({name: int if name == "epoch" else float for name in table.columns})

    def save_model(self, model):
        """Write `model.keras`."""
        with whole(self.model_path) as path:
            model.save(path)

    def save_figure(self, name, figure):
        """Write `figures/<name>.png`; returns what it shows, `(height, width, 3)` bytes."""
        from keras_nets._drawing import pixels

        from PIL import Image

        self.figures_path.mkdir(exist_ok=True)
        image = pixels(figure)
        with whole(self.figures_path / f"{name}.png") as path:
            Image.fromarray(image).save(path)
        return image

    def load_model(self):
        """The finished model.

        No code in the file is run. The run's recipe must have been loaded, so that Keras knows the project's own
        layers.

        Raises:
            ValueError: If the run has saved no model yet.
        """
        import keras

        if not self.model_path.is_file():
            raise ValueError(
                f"{self.path} has no model.keras, its status is {self.record['status']}; "
                f"finish it with its recipe and --resume {self.path}"
            )
        return keras.saving.load_model(self.model_path, safe_mode=True)


def run_folders(runs):
    """All runs below a folder, oldest first."""
    paths = sorted(Path(runs).glob(f"*/*/{RECORD}"), key=lambda path: (path.parent.name, path))
    folders = [RunFolder.open(path.parent) for path in paths]
    return [folder for folder in folders if not folder.is_search]


def _up_to_date(record):
    """A record as this version writes it: earlier ones called the goal of a run its target."""
    if "target" in record and "goal" not in record:
        record["goal"] = record.pop("target")
    return record


@contextlib.contextmanager
def whole(path):
    """A path beside `path` to write to; it takes the name `path` only when all is written."""
    path = Path(path)
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield beside
        with open(beside, "rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
