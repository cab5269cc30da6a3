"""Recipes trained by their own command."""

from keras_nets.cli import processes

# What a recipe's command leaves, without the seconds that training takes.
RECIPE = """
import sys
from keras_nets.training import RunFolder
record = {"recipe": "feedforward.light", "status": "finished", "words": sys.argv[1:]}
RunFolder.create(sys.argv[2], record["recipe"], record)
"""


def test_a_recipe_trains_in_a_process_of_its_own_or_not_at_all(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(processes, "RECIPES", tmp_path)
    (tmp_path / "feedforward").mkdir()
    (tmp_path / "feedforward" / "light.py").write_text(RECIPE)
    (tmp_path / "feedforward" / "mistaken.py").write_text("raise SystemExit('told by the process itself')")
    runs = tmp_path / "runs"
    first = processes.train_in_process("feedforward.light", ["--smoke"], runs)
    second = processes.train_in_process("feedforward.light", ["--quiet"], runs)
    assert first.record["words"] == ["--runs", str(runs), "--smoke"]
    assert second.record["words"] == ["--runs", str(runs), "--quiet"]
    assert capfd.readouterr().err == ""
    assert processes.train_in_process("feedforward.mistaken", ["--smoke"], runs) is None
    assert capfd.readouterr().err == "told by the process itself\n"
