import errno
import json

from keras_nets._files import whole
from keras_nets.training.run_folder import RunFolder

import pandas as pd
import pytest


def test_two_runs_of_one_second_have_two_folders(tmp_path):
    first, second = (RunFolder.create(tmp_path, "family.net", {"recipe": "family.net"}) for _ in range(2))
    assert first.path != second.path
    assert first.path.parent == second.path.parent == tmp_path / "family.net"


def test_the_record_is_found_again(tmp_path):
    folder = RunFolder.create(tmp_path, "a.b", {"recipe": "a.b", "status": "running"})
    folder.update(status="finished", results={"test_accuracy": 0.5})
    assert RunFolder.open(folder.path).record == {
        "recipe": "a.b",
        "status": "finished",
        "locked": True,
        "results": {"test_accuracy": 0.5},
    }


def test_metrics_come_back_bit_for_bit(tmp_path):
    folder = RunFolder.create(tmp_path, "a.b", {"recipe": "a.b"})
    rows = [{"epoch": 1, "loss": 0.1 + 0.2}, {"epoch": 2, "loss": 1 / 3}]
    folder.write_metrics(rows)
    pd.testing.assert_frame_equal(folder.read_metrics(), pd.DataFrame(rows), check_exact=True)


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), whole(path) as beside:
        beside.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_leftovers_of_a_killed_process_are_removed(tmp_path):
    folder = RunFolder.create(tmp_path, "a.b", {"recipe": "a.b"})
    (folder.path / "checkpoint").mkdir()
    leftover = folder.path / "checkpoint" / ".state.4711.npz"
    leftover.write_bytes(b"half")
    folder.remove_leftovers()
    assert not leftover.exists()
    assert (folder.path / "run.json").exists()


@pytest.mark.parametrize("content", [None, "", "[]", "{", json.dumps({"status": "finished"})])
def test_what_is_no_run_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    with pytest.raises(ValueError, match=r"is not a run: it has no readable run\.json"):
        RunFolder.open(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="cannot write run folders below .*choose another place with --runs"):
        RunFolder.create(tmp_path / "file" / "runs", "a.b", {})


def test_a_disk_that_is_full_leaves_no_folder(tmp_path, monkeypatch):
    def full(self, **changes):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RunFolder, "update", full)
    with pytest.raises(ValueError, match=r"cannot write run folders below .* \(No space left on device\)"):
        RunFolder.create(tmp_path, "a.b", {})
    assert not list((tmp_path / "a.b").iterdir())


def test_a_run_without_model_says_how_to_get_one(tmp_path):
    folder = RunFolder.create(tmp_path, "a.b", {"recipe": "a.b", "status": "interrupted"})
    with pytest.raises(ValueError, match="has no model.keras, its status is interrupted; finish it"):
        folder.load_model()
