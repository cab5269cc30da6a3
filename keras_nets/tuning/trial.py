"""One trial of a search: trained like a run, stopped early, and resumed after an interruption."""

from keras_nets.training.callbacks import BestWeights, Recorder
from keras_nets.training.checkpoint import load_checkpoint
from keras_nets.tuning.board import TrialBoard

import keras

# A trial that ends its process this often, perhaps for lack of memory, is given up.
MOST_ATTEMPTS = 3


class GivenUp(Exception):
    """A trial has ended its process too often."""


def train_trial(hypermodel, hp, folder, objective, direction, *, epochs=None, predecessor=None, log_dir=None):
    """Train a trial to its end.

    Args:
        hypermodel: The `RecipeHyperModel`.
        hp: The trial's `HyperParameters`.
        folder: The trial's `RunFolder`; a checkpoint in it is continued.
        objective: Name of the metric that ranks trials; the trial stops early when it no longer improves.
        direction: `"min"` or `"max"`, the better values of the objective.
        epochs: Last epoch; None is the recipe's.
        predecessor: `RunFolder` of a trial to continue while this one has no checkpoint, as Hyperband does.
        log_dir: Folder of TensorBoard's files; None writes none.

    Returns:
        The best value of the objective, and its epoch counted from 1.
    """
    if folder.record.get("status") == "finished":
        # The process was killed after the trial had ended and before the oracle recorded it.
        return folder.record["score"], folder.record["best_epoch"]
    attempts = folder.record.get("attempts", 0) + 1
    if attempts > MOST_ATTEMPTS:
        raise GivenUp(f"ended its process {MOST_ATTEMPTS} times; it may need more memory than there is")
    values, active = hypermodel.draw(hp)
    folder.update(hyperparameters=values, active=active, status="running", attempts=attempts)
    # Otherwise memory would grow by a whole network with every trial.
    keras.backend.clear_session()
    model = hypermodel.build(hp)
    epochs = epochs or values["epochs"]
    best = BestWeights(objective, direction, hypermodel.plan.patience)
    recorder = Recorder(folder, epochs, best)
    checkpoint = next((f.checkpoint_path for f in (folder, predecessor) if f and f.checkpoint_path.is_file()), None)
    if checkpoint is not None:
        progress, weights = load_checkpoint(checkpoint, model)
        best.restore(progress["best"], weights)
        recorder.rows = progress["rows"]
        folder.write_metrics(recorder.rows)
    done = len(recorder.rows)
    if done < epochs and not best.stopped:
        board = [TrialBoard(log_dir, active)] if log_dir is not None else []
        hypermodel.fit(hp, model, epochs=epochs, initial_epoch=done, callbacks=[best, *board, recorder])
    folder.update(
        epochs=len(recorder.rows), best_epoch=best.epoch + 1, score=best.value, parameters=model.count_params()
    )
    return best.value, best.epoch + 1


def note_interruption(folder):
    """Record that a trial was stopped from outside, which does not count against it."""
    folder.update(status="interrupted", attempts=max(0, folder.record.get("attempts", 1) - 1))
