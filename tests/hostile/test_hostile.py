"""A part of what `attack.py` tries, in this process: hostile lines and files are answered in one line, status 2."""

import command_lines
import hostile_files
import pytest
import worker
from attack import fault

# One of so many of the lines for one recipe; the rest differ in what they name. `attack.py` tries all, for all recipes.
EVERY = 6


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Hostile data, starts and runs; bombs are small, since only their headers are read."""
    return hostile_files.make(tmp_path_factory.mktemp("hostile") / "files", bomb=2**30 + 2**24)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty folder that looks like the project's."""
    for name in ("recipes", "tools", "keras_nets", "data"):
        (tmp_path / name).symlink_to(command_lines.ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answered_well(place, program, words):
    before = set(place.rglob("*"))
    answer = worker.call(program, words)
    written = sorted(str(path.relative_to(place)) for path in set(place.rglob("*")) - before)
    wrong = fault(answer, written)
    assert wrong is None, f"{program} {' '.join(words)}: {wrong}"


@pytest.mark.parametrize("number", range(EVERY))
def test_wrong_flags_are_answered_well(place, number):
    lines = list(command_lines.of_flags(["feedforward.mlp"]))[:: EVERY * 2]
    for program, words in lines[number::EVERY]:
        answered_well(place, program, words)


def test_hostile_files_are_answered_well(place, files):
    data, starts, _ = files
    for program, words in list(command_lines.of_files(data, starts, ["feedforward.mlp"])):
        answered_well(place, program, words)


def test_hostile_runs_are_answered_well(place, files):
    _, _, runs = files
    for path in runs.values():
        answered_well(place, "tools/evaluate.py", [str(path)])
