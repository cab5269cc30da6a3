"""The folder of one run: everything that it writes, whole or not at all."""

import datetime
import json
import re
import shlex
import shutil
from pathlib import Path

from keras_nets._files import leftovers, regular, whole
from keras_nets.training import environment
from keras_nets.training.lock import Lock, Taken
from keras_nets.training.record_check import OPENED, Damaged, check_needed, read_record

RECORD = "run.json"
# All that is written by way of `whole`, beside the pictures.
_WRITTEN = (RECORD, "metrics.csv", "model.keras", "state.npz", "trials.csv", "best.json", "oracle.json", "trial.json")
# How `RunFolder.create` names folders.
_STAMP = re.compile(r"\d{8}-\d{6}(-\d+)?")


class RunFolder:
    """The folder of one run, `runs/<family>.<name>/<start time>/`.

    It has `run.json`, `metrics.csv`, `model.keras`, `checkpoint/`, `figures/` and, for TensorBoard, `train/` and
    `validation/`. `RunFolder.create` makes a new one, `RunFolder.open` finds one again. `record` is the content of
    `run.json`; `update(...)` changes and writes it.
    """

    def __init__(self, path, record):
        self.path = Path(path)
        self.record = record
        self._lock = None

    @classmethod
    def create(cls, runs, recipe_name, record):
        """A new folder named by the time, locked; a second run in the same second gets `-2`.

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
            raise _unwritable(runs, error) from None
        folder = cls(path, dict(record))
        try:
            folder.lock()
            folder.update()
        except OSError as error:
            # A disk may have place for a folder and none for what is in it.
            folder.unlock()
            shutil.rmtree(path, ignore_errors=True)
            raise _unwritable(runs, error) from None
        return folder

    @classmethod
    def open(cls, path):
        """The run in `path`.

        Raises:
            ValueError: If `path` is not a run folder.
        """
        path = Path(path)
        try:
            record = read_record(path / RECORD)
        except Damaged:
            raise
        except ValueError as error:
            raise ValueError(
                f"{path} is not a run: it has no readable {RECORD}; name a folder such as runs/<recipe>/<time>; {error}"
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
        check_needed(folder.record, ("status", "recipe_file"), folder.path / RECORD)
        if folder.record["status"] != "finished":
            raise ValueError(f"{path} is {folder.record['status']}, not finished; go on with: {folder.resume_command}")
        check_needed(folder.record, OPENED, folder.path / RECORD)
        return folder

    @classmethod
    def open_to_resume(cls, path, needed):
        """The run or search in `path`, locked; what it says was read after that.

        Args:
            path: The folder.
            needed: Entries that its record must have.

        Raises:
            ValueError: If `path` is no such folder, cannot be written to, or another process works on it.
        """
        # No lock is left in a folder that is no run.
        check_needed(cls.open(path).record, needed, Path(path) / RECORD)
        try:
            lock = Lock(path)
        except OSError as error:
            raise ValueError(f"cannot write into {path} ({error.filename}: {error.strerror})") from None
        folder = cls.open(path)
        record = folder.record
        # Who locked nothing, an earlier version or one on a file system without locks, is known by its number alone.
        relies_on_number = not (lock.held and record.get("locked"))
        if record["status"] == "running" and relies_on_number and environment.process_is_alive(record["process"]):
            lock.release()
            raise Taken(f"{path} is still at work in process {record['process']}; stop it first")
        folder._lock, record["locked"] = lock, lock.held
        return folder

    @property
    def resume_command(self):
        """What goes on with the run; a recipe that was made in Python stands in no file."""
        file = self.record["recipe_file"]
        if not file:
            return f"training.resume('{self.path}', recipe)"
        return f"python {shlex.join([file, '--resume', str(self.path)])}"

    def lock(self):
        """Keep other processes from going on with this folder, as long as this one lives or until `unlock`.

        Raises:
            Taken: If one already does.
            OSError: If the folder cannot be written to.
        """
        self._lock = Lock(self.path)
        self.record["locked"] = self._lock.held

    def unlock(self):
        """Let others go on with it."""
        if self._lock is not None:
            self._lock.release()
        self._lock = None

    @property
    def is_search(self):
        """Whether the folder is that of a search, which has trials and no model."""
        return "tuner" in self.record

    def update(self, **changes):
        """Set entries of the record and write `run.json`."""
        self.record.update(changes)
        with whole(self.path / RECORD) as path:
            path.write_text(json.dumps(self.record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def remove_leftovers(self):
        """Delete half-written files that a killed process left beside the whole ones."""
        figures = self.figures_path
        for path in leftovers(
            self.path, lambda path: path.name in _WRITTEN or (path.parent == figures and path.suffix == ".png")
        ):
            path.unlink()

    @property
    def model_path(self):
        return self.path / "model.keras"

    @property
    def checkpoint_path(self):
        return self.path / "checkpoint" / "state.npz"

    @property
    def tensorboard_path(self):
        """The folder of TensorBoard's `train/` and `validation/`, which are named by their paths there."""
        return self.path

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
        """`metrics.csv` as a table; empty before the first epoch ended.

        Raises:
            Damaged: If it is no such table, or the run has finished and it is missing.
        """
        import pandas as pd

        path = self.path / "metrics.csv"
        if not path.exists() and self.record.get("status") != "finished":
            return pd.DataFrame()
        try:
            # By way of text: what pandas reads by default is, before its version 3, not always the nearest number.
            table = pd.read_csv(regular(path), dtype=str)
            table = table.astype({name: int if name == "epoch" else float for name in table.columns})
        except (OSError, ValueError) as error:
            raise Damaged(f"{path} cannot be read: {error}") from None
        if "epoch" not in table:
            raise Damaged(f"{path} cannot be read: it has no column epoch")
        return table

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
            Damaged: If the file is damaged, or of another network than the run's.
        """
        from keras_nets.training.network_file import read_network

        if not self.model_path.exists():
            raise ValueError(
                f"{self.path} has no model.keras, its status is {self.record['status']}; "
                f"finish it with its recipe and --resume {shlex.quote(str(self.path))}"
            )
        model = read_network(self.model_path)
        expected = self.record.get("parameters")
        if expected is not None and model.count_params() != expected:
            raise Damaged(
                f"{self.model_path} is of another network: it has {model.count_params():,} parameters, "
                f"that of the run has {expected:,}"
            )
        return model


def run_folders(runs, damaged=lambda path, error: None):
    """All runs below a folder, oldest first, without searches.

    Args:
        runs: The folder, as `--runs` names it, or that of one recipe in it.
        damaged: Called with the path of each run folder that cannot be opened, and why: one hides no other.
    """
    paths = {path for pattern in ("*/*/", "*/") for path in Path(runs).glob(pattern) if _may_be_run(path)}
    folders = []
    for path in sorted(paths, key=lambda path: (path.name, path)):
        try:
            folders.append(RunFolder.open(path))
        except ValueError as error:
            damaged(path, error)
    return [folder for folder in folders if not folder.is_search]


def _may_be_run(path):
    # A process that was killed early leaves an empty folder.
    return _STAMP.fullmatch(path.name) is not None or (path / RECORD).exists()


def _unwritable(runs, error):
    return ValueError(f"cannot write run folders below {runs} ({error.strerror}); choose another place with --runs")


def _up_to_date(record):
    """A record as this version writes it: earlier ones called the goal of a run its target."""
    if "target" in record and "goal" not in record:
        record["goal"] = record.pop("target")
    return record
