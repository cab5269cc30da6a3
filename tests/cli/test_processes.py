"""Recipes trained by their own command."""

from pathlib import Path

from keras_nets.cli import processes


def test_a_recipe_trains_in_a_process_of_its_own_or_not_at_all(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(processes, "RECIPES", Path(__file__).parents[1] / "tuning" / "tiny")
    first = processes.train_in_process("feedforward.blobs", ["--smoke", "--no-tensorboard", "--quiet"], tmp_path)
    assert first.record["status"] == "finished"
    assert first.record["options"]["smoke"]
    # TensorFlow, too, starts without a word.
    assert capfd.readouterr() == ("", "")
    mistaken = tmp_path / "feedforward" / "mistaken.py"
    mistaken.parent.mkdir()
    mistaken.write_text("raise SystemExit('told by the process itself')")
    monkeypatch.setattr(processes, "RECIPES", tmp_path)
    assert processes.train_in_process("feedforward.mistaken", ["--smoke"], tmp_path) is None
    assert capfd.readouterr().err == "told by the process itself\n"
