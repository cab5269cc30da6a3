"""One process at a time goes on with a run, and nothing but its life keeps others from it."""

import fcntl
import json
import os
import shutil
import subprocess
import sys

from keras_nets.training.lock import LOCK, Lock, Taken
from keras_nets.training.run_folder import RunFolder

import pytest

NEEDED = ("status", "process")


@pytest.fixture
def folder(tmp_path):
    """A run that this process works on."""
    return RunFolder.create(tmp_path, "a.b", {"recipe": "a.b", "status": "running", "process": os.getpid()})


def test_a_run_at_work_cannot_be_resumed_until_it_lets_go(folder):
    with pytest.raises(Taken, match="is still at work in another process; stop it first"):
        RunFolder.open_to_resume(folder.path, NEEDED)
    # Whoever only looks may look.
    assert RunFolder.open(folder.path).record["locked"] is True
    folder.unlock()
    # The number in the record is that of a living process, and says nothing.
    resumed = RunFolder.open_to_resume(folder.path, NEEDED)
    with pytest.raises(Taken):
        RunFolder.open_to_resume(folder.path, NEEDED)
    resumed.unlock()
    resumed.unlock()
    RunFolder.open_to_resume(folder.path, NEEDED).unlock()


def test_what_a_run_says_is_read_after_it_was_locked(folder, monkeypatch):
    folder.unlock()
    acquire = fcntl.flock

    def flock(*arguments):
        acquire(*arguments)
        record = json.loads((folder.path / "run.json").read_text())
        (folder.path / "run.json").write_text(json.dumps(record | {"status": "finished"}))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert RunFolder.open_to_resume(folder.path, NEEDED).record["status"] == "finished"


def test_a_copy_of_a_run_at_work_is_free(folder, tmp_path):
    shutil.copytree(folder.path, tmp_path / "copy")
    RunFolder.open_to_resume(tmp_path / "copy", NEEDED).unlock()


def test_the_lock_ends_with_its_process(tmp_path):
    code = (
        "import os, signal, sys; from keras_nets.training.lock import Lock;"
        "lock = Lock(sys.argv[1]); print(lock.held, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True).stdout == b"True\n"
    assert Lock(tmp_path).held


def test_a_run_of_an_earlier_version_is_known_by_its_process(folder):
    folder.unlock()
    del folder.record["locked"]
    folder.update()
    with pytest.raises(Taken, match=f"is still at work in process {os.getpid()}"):
        RunFolder.open_to_resume(folder.path, NEEDED)
    folder.update(process=2**22 + 1)
    RunFolder.open_to_resume(folder.path, NEEDED).unlock()


def test_where_a_file_system_has_no_locks_the_process_counts(folder, monkeypatch):
    folder.unlock()

    def without_locks(*arguments):
        raise OSError("no locks available")

    monkeypatch.setattr(fcntl, "flock", without_locks)
    with pytest.raises(Taken, match="is still at work in process"):
        RunFolder.open_to_resume(folder.path, NEEDED)
    folder.update(process=2**22 + 1)
    assert RunFolder.open_to_resume(folder.path, NEEDED).record["locked"] is False


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_lock_that_is_no_file_is_refused(tmp_path, kind):
    if kind == "link":
        (tmp_path / LOCK).symlink_to(tmp_path / "elsewhere")
    else:
        os.mkfifo(tmp_path / LOCK)
    with pytest.raises((OSError, ValueError), match=r"\.lock"):
        Lock(tmp_path)
    assert not (tmp_path / "elsewhere").exists()
