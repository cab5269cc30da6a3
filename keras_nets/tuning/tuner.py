"""KerasTuner's loop over trials, in one process or in several."""

import contextlib
import io
import logging
import shutil
import time
from pathlib import Path

from keras_nets.training.interruption import reason_of
from keras_nets.training.run_folder import RunFolder
from keras_nets.tuning.trial import note_interruption, train_trial

from keras_tuner.engine.base_tuner import BaseTuner
from keras_tuner.engine.trial import TrialStatus

TRIALS = "trials"
_IDLE_SECONDS = 0.5


class RecipeTuner(BaseTuner):
    """Runs the trials that an oracle chooses. A failed trial is recorded and skipped.

    Args:
        oracle: An oracle from `make_oracle`.
        hypermodel: A `RecipeHyperModel`.
        path: Folder of the search; finished trials in it are kept.
        on_trial_end: Function that is called with the `RunFolder` of each ended trial.
    """

    def __init__(self, oracle, hypermodel, path, on_trial_end=lambda folder: None):
        self.recipe_hypermodel, self.path, self.report = hypermodel, Path(path), on_trial_end
        # Every network is traced anew, and TensorFlow would warn about it after the fifth.
        logging.getLogger("tensorflow").setLevel(logging.ERROR)
        # Conditions between hyperparameters are found by drawing alone: no network is built for them.
        with contextlib.redirect_stdout(io.StringIO()):
            super().__init__(oracle, hypermodel.draw, directory=str(path), project_name=TRIALS)
        self.oracle.verbose = 0
        self.save()

    def search(self):
        """Run trials until the oracle has no more; as the chief of several processes, serve them."""
        if "chief" in self.tuner_id:
            super().search()
            return
        while True:
            trial = self.oracle.create_trial(self.tuner_id)
            if trial.status == TrialStatus.STOPPED:
                return
            if trial.status == TrialStatus.IDLE:
                # The next choice depends on a trial that another process is running.
                time.sleep(_IDLE_SECONDS)
                continue
            self.run_trial(trial)
            self.oracle.end_trial(trial)
            self.report(self.trial_folder(trial.trial_id))

    def run_trial(self, trial):
        """Train a trial and set its status, and the score that the oracle learns from."""
        folder, values = self.trial_folder(trial.trial_id), trial.hyperparameters.values
        predecessor = values.get("tuner/trial_id")
        started, earlier = time.monotonic(), folder.record.get("seconds", 0.0)
        trial.status, reason = TrialStatus.FAILED, None
        try:
            score, epoch = train_trial(
                self.recipe_hypermodel,
                trial.hyperparameters,
                folder,
                self.oracle.objective.name,
                self.oracle.objective.direction,
                epochs=values.get("tuner/epochs"),
                predecessor=self.trial_folder(predecessor) if predecessor else None,
                log_dir=self.path / "tensorboard" / f"trial_{trial.trial_id}",
            )
            self.oracle.update_trial(trial.trial_id, {self.oracle.objective.name: score}, step=epoch)
            trial.status = TrialStatus.COMPLETED
        except (KeyboardInterrupt, OSError):
            # A full disk is no fault of this network.
            with contextlib.suppress(OSError):
                note_interruption(folder)
            raise
        except (Exception, SystemExit) as error:
            # Whatever is wrong with this network, the others may work.
            reason = reason_of(error)
        finally:
            with contextlib.suppress(OSError):
                folder.update(seconds=round(earlier + time.monotonic() - started, 3))
        folder.update(status="finished" if reason is None else "failed", reason=reason)
        if "tuner/epochs" not in values:
            # Only Hyperband continues a trial that has ended.
            shutil.rmtree(folder.checkpoint_path.parent, ignore_errors=True)

    def save(self):
        """Write the oracle's state, the only state of a tuner; a worker has none."""
        if not self._is_worker():
            self.oracle.save()

    def reload(self):
        if not self._is_worker():
            self.oracle.reload()

    def _get_tuner_fname(self):
        # KerasTuner reloads if this file exists, however many processes wrote it.
        return str(Path(self.project_dir, "oracle.json"))

    def trial_folder(self, trial_id):
        """The `RunFolder` of a trial, with its record if it has one."""
        path = Path(self.get_trial_dir(trial_id))
        try:
            return RunFolder.open(path)
        except ValueError:
            return RunFolder(path, {"recipe": self.recipe_hypermodel.name, "trial": trial_id})
