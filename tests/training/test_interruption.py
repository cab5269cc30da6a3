"""Signals, full disks and closed outputs: a run says truly how it ended, and what it had stays whole."""

import errno
import signal

from keras_nets.training import Interrupted, RunFolder, resume, train
from keras_nets.training.checkpoint import read_checkpoint, save_checkpoint
from keras_nets.training.console import make_console
from keras_nets.training.interruption import Interruption
from keras_nets.training.runner import Run

import keras
import numpy as np
import pytest
import rich.console


def test_impatience_raises_once_and_nothing_after_the_run_stops(monkeypatch):
    raised = 0
    with Interruption() as interruption:
        for _ in range(4):
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                raised += 1
        assert raised == 1
        # The first may have been swallowed, so that the next batch and a later signal ask again.
        with pytest.raises(KeyboardInterrupt):
            interruption.on_train_batch_end(0)
        now = interruption._raise_from + 1
        monkeypatch.setattr("keras_nets.training.interruption.time.monotonic", lambda: now)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        interruption.settle()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.raise_signal(number)


def test_what_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interruption():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.fixture
def failing(recipe_with, options, monkeypatch):
    """A run whose distortion raises an error."""

    def fail(error):
        def stop(strength):
            raise error

        monkeypatch.setattr(Run, "_keep_last_good_weights", lambda run: None)
        return Run.start(recipe_with(augmentation=stop, epochs=1), options())

    return fail


@pytest.mark.parametrize(
    ("error", "raised", "status", "reason"),
    [
        (BrokenPipeError(), Interrupted, "interrupted", "nobody reads its output"),
        (SystemExit(3), SystemExit, "failed", "SystemExit: 3"),
        (
            OSError(errno.ENOSPC, "full"),
            OSError,
            "failed",
            "OSError: [Errno 28] full",
        ),
    ],
)
def test_the_record_says_how_a_run_ended(failing, error, raised, status, reason):
    run = failing(error)
    with pytest.raises(raised):
        run.execute()
    record = RunFolder.open(run.folder.path).record
    assert (record["status"], record["reason"]) == (status, reason)


def test_a_disk_that_takes_nothing_hides_no_error(failing, monkeypatch):
    run = failing(OSError(errno.ENOSPC, "the first"))

    def full(**changes):
        raise OSError(errno.ENOSPC, "the second")

    monkeypatch.setattr(run.folder, "update", full)
    with pytest.raises(OSError, match="the first"):
        run.execute()


def test_an_output_that_nobody_reads_does_not_end_the_program(monkeypatch):
    def ended(console):
        raise SystemExit(1)

    monkeypatch.setattr(rich.console.Console, "on_broken_pipe", ended)
    with pytest.raises(BrokenPipeError):
        make_console().on_broken_pipe()


def test_an_interruption_of_a_checkpoint_leaves_the_earlier_one_whole(tmp_path, monkeypatch):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    path = tmp_path / "checkpoint" / "state.npz"
    save_checkpoint(path, model, {"epoch": 0, "rows": []})
    before = path.read_bytes()
    savez = np.savez

    def interrupted(file, **arrays):
        savez(file, **arrays)
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(path, model, {"epoch": 1, "rows": [{"epoch": 1.0}]})
    assert path.read_bytes() == before
    assert read_checkpoint(path)[1]["epoch"] == 0
    assert [file.name for file in path.parent.iterdir()] == ["state.npz"]


def test_a_run_is_free_again_however_it_ended(recipe_with, options, untraced):
    def stop(strength):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as error:
        train(recipe_with(augmentation=stop, epochs=1, batch_size=200), options())
    with pytest.raises(ValueError, match="is a run of"):
        resume(error.value.folder.path, recipe_with(name="another.name"))
    assert resume(error.value.folder.path, recipe_with()).record["status"] == "finished"
