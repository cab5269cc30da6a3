"""Rivals take turns, and one that fails says why."""

import sys

import pytest

# Writes which turn of all it has, from a file that the rivals share.
RIVAL = """
import sys
from pathlib import Path
print(flush=True)
for _ in sys.stdin:
    path = Path({path!r})
    turn = int(path.read_text()) + 1
    path.write_text(str(turn))
    print(turn, flush=True)
"""


@pytest.fixture
def alternation(tool):
    return tool("benchmark/alternation")


def test_rivals_take_turns(alternation, tmp_path):
    turns = tmp_path / "turns"
    turns.write_text("0")
    command = [sys.executable, "-c", RIVAL.format(path=str(turns))]
    assert alternation.alternate({"ours": command, "theirs": command}, 3) == {"ours": [1, 3, 5], "theirs": [2, 4, 6]}


@pytest.mark.parametrize("program", ["raise SystemExit('no torch')", "print(flush=True); raise SystemExit('no torch')"])
def test_a_rival_that_fails_says_why(alternation, program):
    with pytest.raises(RuntimeError, match="no torch"):
        alternation.alternate({"theirs": [sys.executable, "-c", program]}, 1)
